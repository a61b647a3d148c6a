//! Hostile and huge documents: whatever the bytes, generating ends with files or with diagnostics, never with a panic, a
//! defect or an overflow of an ordinary stack, and in a time that grows with the size alone.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod mutation;
mod size;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{MemoryFiles, Sources};
use azrest_generator::{Spec, generate};

/// What came of a document.
pub struct Outcome {
    /// Whether there are files.
    pub generated: bool,
    /// What was said.
    pub diagnostics: Diagnostics,
}

/// Generates from one document, on the stack that threads have by default.
pub fn generated(name: &str, bytes: Vec<u8>) -> Outcome {
    let files = MemoryFiles::new().with(name, bytes);
    let spec = Spec::Documents { paths: vec![name.to_owned()], keep_docs: true };
    let info = ServiceInfo { name: "hostile".to_owned(), ..ServiceInfo::default() };
    let crate_info = CrateInfo {
        name: "hostile".to_owned(),
        version: "0.1.0".to_owned(),
        runtime: "\"0\"".to_owned(),
        in_workspace: false,
        command: "a test".to_owned(),
    };
    let mut diagnostics = Diagnostics::new();
    let emitted = generate(&files, &spec, &info, &crate_info, &mut Sources::new(), &mut diagnostics);
    let generated = emitted.expect("no defect").is_some();
    assert!(generated != diagnostics.has_errors(), "an error says why there is nothing");
    Outcome { generated, diagnostics }
}

#[test]
fn a_document_without_operations_is_an_error() {
    for text in [r#"{"swagger":"2.0"}"#, r#"{"openapi":"3.0.0"}"#, r#"{"swagger":"2.0","info":{},"paths":{}}"#] {
        assert!(!generated("a.json", text.into()).generated, "{text}");
    }
}
