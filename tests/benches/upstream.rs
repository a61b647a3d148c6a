//! How long the largest real services take: from the providers' documents, which `AZREST_UPSTREAM` leads to, to the files in
//! memory.
#![allow(clippy::expect_used)] // a bench fails by panicking

use std::path::PathBuf;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources, readme};
use azrest_generator::{Spec, generate};

fn main() {
    divan::main();
}

#[divan::bench(args = ["network", "web"])]
fn whole(bencher: divan::Bencher<'_, '_>, name: &str) {
    let upstream = std::env::var_os("AZREST_UPSTREAM").expect("AZREST_UPSTREAM names a checkout");
    // Benches run in the folder of their package; people name the folder from that of the project.
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(upstream).join("specification");
    let files = Folder::new(root);
    let readme = format!("{name}/resource-manager/readme.md");
    let listing = readme::listing(&files, &readme, None, &mut Sources::new(), &mut Diagnostics::new());
    let spec = Spec::Documents { paths: listing.expect("a readme with documents").documents, keep_docs: false };
    let info = ServiceInfo {
        name: name.to_owned(),
        client_parameters: vec!["subscriptionId".into()],
        ..ServiceInfo::default()
    };
    let crate_info = CrateInfo {
        name: format!("azrest-{name}"),
        version: "0.1.0".to_owned(),
        runtime: "\"0.1\"".to_owned(),
        in_workspace: false,
        command: "bench".to_owned(),
    };
    bencher.bench_local(|| {
        let mut diagnostics = Diagnostics::new();
        let made = generate(&files, &spec, &info, &crate_info, &mut Sources::new(), &mut diagnostics);
        assert!(made.is_ok_and(|it| it.is_some()), "{:?}", diagnostics.sorted().first());
    });
}
