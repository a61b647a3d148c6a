//! How long generating takes: from the committed specs to the files in memory, and its rooms one by one.
#![allow(clippy::expect_used)] // a bench fails by panicking

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::manifest::Manifest;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, emit, generate, model, rust};

fn main() {
    divan::main();
}

/// A covered service at its current release.
struct Service {
    files: Folder,
    spec: Spec,
    info: azrest_generator::model::ServiceInfo,
    crate_info: CrateInfo,
}

fn service(name: &str) -> Service {
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let text = std::fs::read_to_string(specs.join("services.toml")).expect("the manifest");
    let manifest = Manifest::parse("services.toml", &text, &mut Sources::new(), &mut Diagnostics::new())
        .expect("a sound manifest");
    let service = manifest.service(name).expect("a covered service");
    Service {
        files: Folder::new(specs),
        spec: Spec::Imported { path: service.spec_path(&service.current) },
        info: service.info(&service.current),
        crate_info: CrateInfo {
            name: format!("azrest-{name}"),
            version: String::new(),
            runtime: "{ workspace = true }".to_owned(),
            in_workspace: true,
            command: "bench".to_owned(),
        },
    }
}

const SERVICES: [&str; 6] = [
    "container-registry",
    "container-registry-tasks",
    "hybrid-compute",
    "machine-learning",
    "machine-learning-data-plane",
    "resources",
];

/// Everything: reading the spec, model, passes, plan, text.
#[divan::bench(args = SERVICES)]
fn whole(bencher: divan::Bencher<'_, '_>, name: &str) {
    let it = service(name);
    bencher.bench_local(|| {
        let mut diagnostics = Diagnostics::new();
        generate(&it.files, &it.spec, &it.info, &it.crate_info, &mut Sources::new(), &mut diagnostics)
    });
}

/// Reading the spec into the normalized model.
#[divan::bench(args = SERVICES)]
fn read(bencher: divan::Bencher<'_, '_>, name: &str) {
    let it = service(name);
    bencher.bench_local(|| model(&it.files, &it.spec, &it.info, &mut Sources::new(), &mut Diagnostics::new()));
}

/// Printing the plan of the crate.
#[divan::bench(args = SERVICES)]
fn print(bencher: divan::Bencher<'_, '_>, name: &str) {
    let it = service(name);
    let mut diagnostics = Diagnostics::new();
    let model = model(&it.files, &it.spec, &it.info, &mut Sources::new(), &mut diagnostics).expect("a model");
    let plan = rust::lower(&model, &it.crate_info, &mut diagnostics).expect("a plan");
    bencher.bench_local(|| emit::emit(&plan));
}
