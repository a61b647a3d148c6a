//! The cases: a base document and a patch for each rule, as two models.

use std::sync::LazyLock;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::{self, Report, Side};
use azrest_generator::import::import;
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::openapi::BundleOptions;
use azrest_generator::source::{MemoryFiles, Sources};
use azrest_generator::{Spec, model};
use serde_json::{Map, Value};

/// A side of a comparison.
pub struct Document {
    pub service: Service,
    pub info: ServiceInfo,
    pub sources: Sources,
}

/// A case: its name, which is that of the rule, and both sides.
pub struct Case {
    pub name: String,
    pub old: Value,
    pub new: Value,
}

/// The base document.
pub fn base() -> Value {
    static BASE: LazyLock<Value> =
        LazyLock::new(|| serde_yaml::from_str(include_str!("base.yaml")).expect("base.yaml is YAML"));
    BASE.clone()
}

pub fn all() -> Vec<Case> {
    let cases: Map<String, Value> = serde_yaml::from_str(include_str!("cases.yaml")).expect("cases.yaml is YAML");
    cases.keys().map(|name| case(name, &cases)).collect()
}

fn case(name: &str, cases: &Map<String, Value>) -> Case {
    let patch = cases.get(name).and_then(Value::as_object).unwrap_or_else(|| panic!("{name} is no case"));
    if let Some(other) = patch.get("$reverse").and_then(Value::as_str) {
        let Case { old, new, .. } = case(other, cases);
        return Case { name: name.to_owned(), old: new, new: old };
    }
    let old = if patch.contains_key("$on") { imported(&base()) } else { base() };
    let mut new = old.clone();
    for (pointer, value) in patch.iter().filter(|(key, _)| *key != "$on") {
        let value = match value.get("$move").and_then(Value::as_str) {
            Some(from) => {
                set(&mut new, &written_out(from), None).unwrap_or_else(|| panic!("{name}: nothing at {from}"))
            }
            None => value.clone(),
        };
        set(&mut new, &written_out(pointer), (!value.is_null()).then_some(value));
    }
    assert_ne!(old.to_string(), new.to_string(), "{name} changes nothing");
    Case { name: name.to_owned(), old, new }
}

fn written_out(pointer: &str) -> String {
    let path = "/paths/~1subscriptions~1{subscriptionId}~1";
    for (word, place) in [
        ("CHECK-PATH", "check~1{thingName}"),
        ("LIST", "things/get"),
        ("GET", "things~1{thingName}/get"),
        ("CREATE", "things~1{thingName}/put"),
        ("CHECK", "check~1{thingName}/post"),
    ] {
        if let Some(rest) = pointer.strip_prefix(word) {
            return format!("{path}{place}{rest}");
        }
    }
    pointer.to_owned()
}

/// Sets or removes the value at a pointer, gives the one that was there; objects on the way are made.
pub fn set(document: &mut Value, pointer: &str, value: Option<Value>) -> Option<Value> {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~")).collect();
    let (last, way) = tokens.split_last().expect("a pointer names something");
    let mut node = document;
    for token in way {
        node = match node {
            Value::Array(list) => &mut list[token.parse::<usize>().expect("an index")],
            Value::Object(members) => members.entry(token.clone()).or_insert_with(|| Value::Object(Map::new())),
            _ => panic!("{pointer} leads through a value"),
        };
    }
    match (node, value) {
        (Value::Object(members), Some(value)) => members.insert(last.clone(), value),
        (Value::Object(members), None) => members.shift_remove(last),
        (Value::Array(list), value) => {
            let index = last.parse::<usize>().expect("an index");
            let old = (index < list.len()).then(|| list.remove(index));
            if let Some(value) = value {
                list.insert(index.min(list.len()), value);
            }
            old
        }
        _ => panic!("{pointer} leads through a value"),
    }
}

/// The document as `import` writes it, with its texts.
pub fn imported(document: &Value) -> Value {
    let options =
        BundleOptions { title: "things".into(), release: "1".into(), keep_docs: true, ..BundleOptions::default() };
    let result = import(&files(document), &["things.json".to_owned()], &options);
    let yaml = result.yaml.unwrap_or_else(|| panic!("{}", result.diagnostics.to_text(&result.files)));
    serde_yaml::from_slice(&yaml).expect("an imported document is YAML")
}

fn files(document: &Value) -> MemoryFiles {
    let text = serde_json::to_vec_pretty(document).expect("JSON");
    MemoryFiles::from_iter([("things.json".to_owned(), text)])
}

pub fn read(document: &Value) -> Document {
    read_with(document, &["subscriptionId", "tenantId"])
}

/// Reads a document; the client holds the given parameters, in that order.
pub fn read_with(document: &Value, client_parameters: &[&str]) -> Document {
    let client_parameters = client_parameters.iter().map(|it| (*it).into()).collect();
    read_as(document, ServiceInfo { client_parameters, ..ServiceInfo::default() })
}

/// Reads a document with what a manifest says of it.
pub fn read_as(document: &Value, info: ServiceInfo) -> Document {
    let spec = match is_imported(document) {
        true => Spec::Imported { path: "things.json".to_owned() },
        false => Spec::Documents { paths: vec!["things.json".to_owned()], keep_docs: true },
    };
    read_files(&files(document), &spec, ServiceInfo { name: "things".into(), ..info })
}

/// Reads a spec among files.
pub fn read_files(files: &MemoryFiles, spec: &Spec, info: ServiceInfo) -> Document {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = model(files, spec, &info, &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
    Document { service: service.expect("a model"), info, sources }
}

/// Whether api-versions stand on the operations, as `import` writes them.
fn is_imported(document: &Value) -> bool {
    document.to_string().contains("x-azrest-api-version")
}

pub fn compare(old: &Document, new: &Document) -> Report {
    let mut diagnostics = Diagnostics::new();
    let report = diff::compare(
        Side { service: &old.service, info: &old.info, sources: &old.sources, label: "old" },
        Side { service: &new.service, info: &new.info, sources: &new.sources, label: "new" },
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&new.sources));
    report.expect("no defect")
}
