//! The providers' own examples: takes each response in the examples of the covered releases, and looks up the properties
//! it names in the model.

use std::collections::BTreeSet;

use azrest_generator::Spec as Source;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::{Response, SchemaKind, Service, Status, Type};
use azrest_generator::source::{Folder, Sources};
use serde_json::Value;

use crate::library::{Library, members, resolve};
use crate::shared::project::{self, Covered};
use crate::swagger;

/// What examples name and their documents do not declare, by release: mistakes of the examples, which a client meets as
/// members without a field.
const UNDECLARED: [(&str, &[&str]); 0] = [];

#[test]
fn the_models_declare_what_examples_name() {
    let library = Library::new();
    for it in project::covered() {
        let mut reader = Reader { service: &model(&it), counts: Counts::default(), undeclared: BTreeSet::new() };
        for (path, operation) in swagger::read(&library, &it.inputs()).operations {
            reader.operation(&library, &path, &operation);
        }
        let Reader { counts, undeclared, .. } = reader;
        println!("{}: {counts:?}, {} undeclared", it.name(), undeclared.len());
        assert!(counts.properties > 0 || counts.examples == 0, "{} has examples that say nothing", it.name());
        let known = UNDECLARED.iter().find(|(name, _)| *name == it.name()).map_or(&[][..], |(_, it)| *it);
        let known: BTreeSet<String> = known.iter().map(|it| (*it).to_owned()).collect();
        let new: Vec<_> = undeclared.difference(&known).collect();
        let gone: Vec<_> = known.difference(&undeclared).collect();
        assert!(new.is_empty() && gone.is_empty(), "{}: new {new:#?}, no longer {gone:#?}", it.name());
    }
}

fn model(it: &Covered) -> Service {
    let files = Folder::new(project::specs());
    let source = Source::Imported { path: it.service.spec_path(&it.release.label) };
    let info = it.service.info(&it.release.label);
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = azrest_generator::model(&files, &source, &info, &mut sources, &mut diagnostics);
    service.unwrap_or_else(|| panic!("{}", diagnostics.to_text(&sources)))
}

/// What was read.
#[derive(Debug, Default)]
struct Counts {
    examples: usize,
    absent: usize,
    responses: usize,
    properties: usize,
}

struct Reader<'a> {
    service: &'a Service,
    counts: Counts,
    undeclared: BTreeSet<String>,
}

impl Reader<'_> {
    fn operation(&mut self, library: &Library, path: &str, operation: &Value) {
        let id = operation["operationId"].as_str().expect("an operation has an operationId");
        let service = self.service;
        let described = service.operations().find(|it| it.operation_id == id);
        let described = described.unwrap_or_else(|| panic!("the model has no operation {id}"));
        for (_, example) in members(operation.get("x-ms-examples")) {
            let reference = example["$ref"].as_str().expect("an example is a reference");
            let (file, _) = resolve(path, reference);
            // Some documents name examples that upstream does not have.
            if !library.exists(&file) {
                self.counts.absent += 1;
                continue;
            }
            let example = library.document(&file);
            self.counts.examples += 1;
            for (status, answer) in members(example.get("responses")) {
                self.counts.responses += 1;
                let place = format!("{id} {status}");
                let Some(response) = response(&described.responses, status) else {
                    self.undeclared.insert(format!("{place}: the status"));
                    continue;
                };
                let body = answer.get("body").filter(|it| !it.is_null());
                match (body, &response.body) {
                    (Some(body), Some(value)) => self.value(&place, body, value),
                    (Some(_), None) => drop(self.undeclared.insert(format!("{place}: the body"))),
                    (None, _) => {}
                }
            }
        }
    }

    /// A value beside the type that the model gives it. Elements of lists and maps are not told apart.
    fn value(&mut self, place: &str, value: &Value, declared: &Type) {
        match (declared, value) {
            (Type::Array { items, .. }, Value::Array(elements)) => {
                elements.iter().for_each(|it| self.value(&format!("{place}[]"), it, items));
            }
            (Type::Map { values, .. }, Value::Object(members)) => {
                members.values().for_each(|it| self.value(&format!("{place}{{}}"), it, values));
            }
            (Type::Reference { name }, _) => self.named(place, value, name),
            _ => {}
        }
    }

    fn named(&mut self, place: &str, value: &Value, name: &str) {
        let service = self.service;
        let schema = service.schemas.get(name).unwrap_or_else(|| panic!("the model has no schema {name}"));
        let object = match &schema.kind {
            SchemaKind::Object(object) => object,
            SchemaKind::Alias { target } => return self.value(place, value, target),
            SchemaKind::Enum(_) => return,
        };
        let subtype = object.discriminator.as_ref().and_then(|it| {
            let kind = value.get(&it.property)?.as_str()?;
            it.subtypes.iter().find(|it| it.value == kind)
        });
        if let Some(subtype) = subtype.filter(|it| it.schema != name) {
            return self.named(place, value, &subtype.schema);
        }
        for (key, child) in members(Some(value)) {
            self.counts.properties += 1;
            let place = format!("{place}/{key}");
            if let Some(property) = object.properties.iter().find(|it| it.name == *key) {
                self.value(&place, child, &property.value);
            } else if let Some(values) = &object.additional_properties {
                self.value(&place, child, values);
            } else {
                self.undeclared.insert(format!("{place} (of {name})"));
            }
        }
    }
}

/// The response that is declared for a status.
fn response<'a>(all: &'a [Response], status: &str) -> Option<&'a Response> {
    let code = status.parse::<u16>().ok();
    let exact = all.iter().find(|it| code.is_some_and(|code| it.status == Status::Code(code)));
    exact.or_else(|| all.iter().find(|it| it.status == Status::Default))
}
