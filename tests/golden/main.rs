//! Golden output: a spec with every construct that generated code has a form for, and the crate that must come of it.
//!
//! The crate is a member of the workspace, so that it is compiled, linted and documented like any generated one. After a
//! change of the generator, `AZREST_BLESS=1 cargo test --package azrest-tests --test golden` writes it anew; read the diff.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, generate};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn emitted() -> BTreeMap<String, Vec<u8>> {
    let spec = Spec::Documents { paths: vec!["constructs.yaml".to_owned()], keep_docs: false };
    let info = ServiceInfo {
        name: "constructs".to_owned(),
        provider: "Contoso.Constructs".to_owned(),
        docs: Some("constructs.docs.yaml".to_owned()),
        strict: true,
        client_parameters: vec!["subscriptionId".to_owned()],
        ..ServiceInfo::default()
    };
    let crate_info = CrateInfo {
        name: "azrest-golden-constructs".to_owned(),
        version: String::new(),
        runtime: "{ workspace = true }".to_owned(),
        in_workspace: true,
        command: "AZREST_BLESS=1 cargo test --package azrest-tests --test golden".to_owned(),
    };
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let files = Folder::new(folder());
    let emitted = generate(&files, &spec, &info, &crate_info, &mut sources, &mut diagnostics).expect("no defect");
    emitted.unwrap_or_else(|| panic!("{}", diagnostics.to_text(&sources)))
}

fn committed(path: &str) -> Option<Vec<u8>> {
    std::fs::read(folder().join("constructs").join(path)).ok()
}

#[test]
fn the_crate_is_what_is_committed() {
    let emitted = emitted();
    if std::env::var_os("AZREST_BLESS").is_some() {
        for (path, bytes) in &emitted {
            let path = folder().join("constructs").join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            std::fs::write(path, bytes).expect("the file can be written");
        }
    }
    let stale: Vec<_> =
        emitted.iter().filter(|(path, bytes)| committed(path).as_ref() != Some(bytes)).map(|it| it.0).collect();
    assert!(stale.is_empty(), "stale: {stale:?}; see the head of {}", file!());
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(emitted(), emitted());
}
