//! Everything a spec defines, by name: takes a spec, gives its operations, definitions, properties and enum values.
//!
//! The names are made of where a thing stands (`AgentPool/properties/tags`), so each is told apart from every other.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::spec::{self, Operation, Parameter, Spec};
use crate::shared::counts::Counts;

/// A thing that must not be lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub kind: Kind,
    pub name: String,
    /// Whether the inventory counts it. It leaves out what stands in the bodies of operations rather than in
    /// definitions; the comparison does not.
    pub counted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Operation,
    Definition,
    Parameter,
    Property,
    EnumValue,
}

/// Names, shared with the comparison.
pub fn operation(id: &str) -> String {
    format!("operation {id}")
}

pub fn definition(name: &str) -> String {
    format!("schema {name}")
}

pub fn property(place: &str, name: &str) -> String {
    format!("property {place}/properties/{name}")
}

pub fn value(place: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("value {value:?} of {place}"),
        None => format!("value null of {place}"),
    }
}

/// All entries of a spec; equal values of one list are entries of one name.
pub fn all(spec: &Spec) -> Vec<Entry> {
    let mut found = Vec::new();
    for (name, schema) in spec.schemas() {
        found.push(Entry { kind: Kind::Definition, name: definition(name), counted: true });
        within(name, schema, &mut found);
    }
    let mut shared = BTreeSet::new();
    for it in spec.operations() {
        found.push(Entry { kind: Kind::Operation, name: operation(it.id), counted: true });
        for parameter in &it.parameters {
            found.push(Entry { kind: Kind::Parameter, name: sent_by(&it, parameter), counted: false });
            if shared.insert(parameter.place.clone()) {
                of_parameter(parameter, &mut found);
            }
        }
        of_bodies(&it, &mut found);
    }
    found
}

pub fn sent_by(operation: &Operation<'_>, parameter: &Parameter<'_>) -> String {
    format!("parameter {} of {}", spec::text(parameter.node, "name").unwrap_or_default(), operation.id)
}

/// The name of the place of an operation's body.
pub fn body(id: &str) -> String {
    format!("{id} body")
}

/// The name of the place of an operation's response.
pub fn response(id: &str, status: &str) -> String {
    format!("{id} response {status}")
}

fn of_parameter(parameter: &Parameter<'_>, found: &mut Vec<Entry>) {
    let mut inside = Vec::new();
    if let Some(schema) = parameter.node.get("schema") {
        within(&parameter.place, schema, &mut inside);
    }
    for entry in &mut inside {
        entry.counted = entry.kind == Kind::EnumValue;
    }
    found.append(&mut inside);
}

/// What stands in the bodies of an operation itself. A body has the same schema for all its media types: it is counted
/// once.
fn of_bodies(operation: &Operation<'_>, found: &mut Vec<Entry>) {
    if let Some((_, schema)) = operation.node.get("requestBody").and_then(|it| spec::contents(it).next()) {
        let mut inside = Vec::new();
        within(&body(operation.id), schema, &mut inside);
        for entry in &mut inside {
            entry.counted = entry.kind == Kind::EnumValue;
        }
        found.append(&mut inside);
    }
    for (status, node) in spec::members(operation.node.get("responses")) {
        let Some((_, schema)) = spec::contents(node).next() else { continue };
        let mut inside = Vec::new();
        within(&response(operation.id, status), schema, &mut inside);
        for entry in &mut inside {
            entry.counted = false;
        }
        found.append(&mut inside);
    }
}

/// The properties and enum values of a schema and of the schemas in it; references are not followed.
pub fn within(place: &str, schema: &Value, found: &mut Vec<Entry>) {
    for (name, _) in spec::members(schema.get("properties")) {
        found.push(Entry { kind: Kind::Property, name: property(place, name), counted: true });
    }
    for it in spec::values(schema) {
        found.push(Entry { kind: Kind::EnumValue, name: value(place, it.as_deref()), counted: true });
    }
    for (step, child) in spec::children(schema) {
        within(&format!("{place}/{step}"), child, found);
    }
}

/// The numbers of the inventory.
pub fn count(entries: &[Entry]) -> Counts {
    let of = |kind: Kind| entries.iter().filter(|it| it.counted && it.kind == kind).count();
    Counts {
        operations: of(Kind::Operation),
        definitions: of(Kind::Definition),
        properties: of(Kind::Property),
        enum_values: of(Kind::EnumValue),
    }
}
