//! Golden output: specs with every construct that generated code has a form for, and the crates that must come of them.
//!
//! The crates are members of the workspace, so that they are compiled, linted and documented like any generated one. After a
//! change of the generator, `AZREST_BLESS=1 cargo test --package azrest-tests --test golden` writes them anew; read the diff.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, generate};

/// A crate: its folder, the documents it is made of, and its overlay.
struct Golden {
    name: &'static str,
    documents: &'static [&'static str],
    docs: Option<&'static str>,
    client_parameters: &'static [&'static str],
}

const CRATES: [Golden; 4] = [
    Golden {
        name: "constructs",
        documents: &["constructs.yaml"],
        docs: Some("constructs.docs.yaml"),
        client_parameters: &["subscriptionId", "account", "x-locale"],
    },
    // The package tests/bodies sends requests with this one.
    Golden { name: "bodies", documents: &["bodies.yaml", "styles.yaml"], docs: None, client_parameters: &[] },
    Golden { name: "vendor", documents: &["vendor.yaml"], docs: None, client_parameters: &[] },
    // Names that Rust has not, or has twice.
    Golden { name: "names", documents: &["names.yaml", "twice.yaml"], docs: None, client_parameters: &[] },
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn emitted(golden: &Golden) -> BTreeMap<String, Vec<u8>> {
    let paths = golden.documents.iter().map(|it| (*it).to_owned()).collect();
    let spec = Spec::Documents { paths, keep_docs: false };
    let info = ServiceInfo {
        name: golden.name.to_owned(),
        provider: "Contoso.Constructs".to_owned(),
        docs: golden.docs.map(str::to_owned),
        strict: true,
        client_parameters: golden.client_parameters.iter().map(|it| (*it).into()).collect(),
        ..ServiceInfo::default()
    };
    let crate_info = CrateInfo {
        name: format!("azrest-golden-{}", golden.name),
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

fn committed(golden: &Golden, path: &str) -> Option<Vec<u8>> {
    std::fs::read(folder().join(golden.name).join(path)).ok()
}

#[test]
fn the_crates_are_what_is_committed() {
    for golden in &CRATES {
        let emitted = emitted(golden);
        if std::env::var_os("AZREST_BLESS").is_some() {
            for (path, bytes) in &emitted {
                let path = folder().join(golden.name).join(path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
                std::fs::write(path, bytes).expect("the file can be written");
            }
        }
        let is_stale = |(path, bytes): &(&String, &Vec<u8>)| committed(golden, path).as_ref() != Some(bytes);
        let stale: Vec<_> = emitted.iter().filter(is_stale).map(|it| it.0).collect();
        assert!(stale.is_empty(), "stale in {}: {stale:?}; see the head of {}", golden.name, file!());
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for golden in &CRATES {
        assert_eq!(emitted(golden), emitted(golden));
    }
}
