//! Small specs for the tests of the passes.

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Service, ServiceInfo, build};
use crate::openapi;
use crate::source::{MemoryFiles, Sources};

/// The model of an OpenAPI 3.0 text (without its head), before and through all passes.
pub(crate) fn normalized(text: &str) -> (Service, Diagnostics) {
    let info = ServiceInfo { client_parameters: vec!["subscriptionId".into()], ..ServiceInfo::default() };
    normalized_with(text, &info)
}

/// The same with what a manifest says.
pub(crate) fn normalized_with(text: &str, info: &ServiceInfo) -> (Service, Diagnostics) {
    let paths = if text.contains("paths:") { "" } else { "paths: {}\n" };
    let text = format!("openapi: 3.0.3\ninfo: {{title: test, version: '1'}}\n{paths}{text}");
    let files = MemoryFiles::from_iter([("spec.yaml".to_owned(), text.into_bytes())]);
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let tree = sources.load(&files, "spec.yaml", &mut diagnostics).expect("the fixture is well-formed");
    let document = openapi::read(tree, &mut diagnostics).expect("the fixture is a document");
    let mut service = build(&document, info, &mut diagnostics);
    super::normalize(&mut service, info, &mut diagnostics);
    (service, diagnostics)
}

/// The codes of warnings and errors, in order.
pub(crate) fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    let notes = crate::diagnostics::Severity::Note;
    diagnostics.sorted().iter().filter(|it| it.severity != notes).map(|it| it.code).collect()
}
