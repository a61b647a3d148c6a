//! The covered services: their committed specs as values that can be changed, and the models of these.

use std::path::PathBuf;
use std::sync::LazyLock;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::manifest::Manifest;
use azrest_generator::model::ServiceInfo;
use azrest_generator::source::{MemoryFiles, Sources};
use azrest_generator::{Spec, model};
use serde_json::Value;

use super::cases::Document;

/// A release of a covered service.
pub struct Covered {
    pub name: String,
    pub release: String,
    pub spec: Value,
    info: ServiceInfo,
}

/// All releases of all services, in the order of the manifest, each with its model. They are read once for all tests.
pub fn releases() -> &'static [(Covered, Document)] {
    static ALL: LazyLock<Vec<(Covered, Document)>> = LazyLock::new(|| {
        all()
            .into_iter()
            .map(|it| {
                let model = it.read(&it.spec);
                (it, model)
            })
            .collect()
    });
    &ALL
}

fn all() -> Vec<Covered> {
    let specs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let read = |path: &str| std::fs::read_to_string(specs.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (text, mut sources) = (read("services.toml"), Sources::new());
    let manifest = Manifest::parse("services.toml", &text, &mut sources, &mut Diagnostics::new());
    let manifest = manifest.expect("a sound manifest");
    let mut found = Vec::new();
    for service in &manifest.services {
        for release in &service.releases {
            // What is changed here need not fit to what the manifest lists.
            let mut info = ServiceInfo { strict: false, docs: None, ..service.info(&release.label) };
            let mut spec: Value = serde_yaml::from_str(&read(&service.spec_path(&release.label))).expect("YAML");
            // Secrets are marked in the spec, where they move with what they mark.
            for pointer in std::mem::take(&mut info.secrets) {
                if let Some(Value::Object(property)) = spec.pointer_mut(&pointer.text) {
                    property.insert("x-ms-secret".to_owned(), Value::Bool(true));
                }
            }
            found.push(Covered { name: service.name.clone(), release: release.label.clone(), spec, info });
        }
    }
    found
}

impl Covered {
    /// The model of a document that takes the place of the committed one.
    pub fn read(&self, document: &Value) -> Document {
        let bytes = serde_json::to_vec(document).expect("JSON");
        let files = MemoryFiles::from_iter([("spec.json".to_owned(), bytes)]);
        let spec = Spec::Imported { path: "spec.json".to_owned() };
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let service = model(&files, &spec, &self.info, &mut sources, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{} {}\n{}", self.name, self.release, diagnostics.to_text(&sources));
        Document { service: service.expect("a model"), info: self.info.clone(), sources }
    }
}

/// The names of the schemas, sorted.
pub fn schemas(document: &Value) -> Vec<String> {
    let schemas = document["components"]["schemas"].as_object();
    let mut names: Vec<String> = schemas.into_iter().flat_map(|it| it.keys().cloned()).collect();
    names.sort();
    names
}

/// The paths and methods of the operations, sorted.
pub fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object();
    let mut found: Vec<(String, String)> = paths
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flat_map(|it| it.keys());
            methods.filter(|it| *it != "parameters" && !it.starts_with("x-")).map(|it| (path.clone(), it.clone()))
        })
        .collect();
    found.sort();
    found
}

/// How often a document refers to a schema.
pub fn references(document: &Value, name: &str) -> usize {
    match document {
        Value::Object(members) => members
            .iter()
            .map(|(key, it)| match it.as_str() {
                Some(text) if key == "$ref" || key == "final-state-schema" => {
                    usize::from(text == format!("#/components/schemas/{name}"))
                }
                _ => references(it, name),
            })
            .sum(),
        Value::Array(list) => list.iter().map(|it| references(it, name)).sum(),
        _ => 0,
    }
}
