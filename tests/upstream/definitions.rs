//! The definitions by name: takes those that the upstream documents of a release reach, and finds each in its spec, with
//! the same properties and enum values at the same places.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::comparison::entries::{self, Kind};
use crate::comparison::spec::Spec;
use crate::library::{Library, elements, members};
use crate::shared::project;
use crate::swagger::{self, Id, Section, Swagger, children};

/// What stands in a schema: the places of its properties and values. Members of `allOf` are not numbered, since facts
/// beside a reference move into one.
type Content = BTreeSet<String>;

/// The definitions that a service reaches beside the components of its spec.
pub struct Found {
    /// The components that a definition may have become: mostly one; definitions that differ in less than names and
    /// values cannot be told apart here.
    pub components: BTreeMap<Id, Vec<String>>,
    /// The definitions without one.
    pub missing: BTreeSet<String>,
    /// The components that are no definitions.
    pub invented: BTreeSet<String>,
}

/// Looks up the definitions of a service.
pub fn find(swagger: &Swagger, spec: &Spec) -> Found {
    let mut components: BTreeMap<String, Content> = BTreeMap::new();
    for (name, schema) in spec.schemas() {
        let mut inside = Vec::new();
        entries::within("", schema, &mut inside);
        let inside = inside.into_iter().filter(|it| matches!(it.kind, Kind::Property | Kind::EnumValue));
        components.insert(name.to_owned(), inside.map(|it| without_numbers(&it.name)).collect());
    }
    let mut found = Found { components: BTreeMap::new(), missing: BTreeSet::new(), invented: BTreeSet::new() };
    for (id, schema) in swagger.reached.iter().filter(|(id, _)| id.section == Section::Definitions) {
        let mut expected = Content::new();
        content("", schema, &mut expected);
        let candidates = candidates(id, &expected, &components);
        if candidates.is_empty() {
            found.missing.insert(format!("definition {} of {}", id.name, id.path));
        }
        found.components.insert(id.clone(), candidates);
    }
    let used: BTreeSet<&String> = found.components.values().flatten().collect();
    found.invented = components.into_keys().filter(|it| !used.contains(it)).collect();
    found
}

#[test]
fn every_definition_is_in_the_spec() {
    let library = Library::new();
    for it in project::covered() {
        let swagger = swagger::read(&library, &it.inputs());
        let spec = Spec::parse(&it.spec());
        let Found { components, missing, invented } = find(&swagger, &spec);
        assert!(missing.is_empty(), "the spec of {} lacks {missing:#?}", it.name());
        assert!(invented.is_empty(), "the spec of {} has, and no document defines, {invented:#?}", it.name());
        let merged = components.len() - spec.schemas().count();
        assert_eq!(merged, it.merged.definitions, "{}: as many definitions become another's component", it.name());
    }
}

/// The components that say what a definition says, under its name or under one that ends in it.
fn candidates(id: &Id, expected: &Content, components: &BTreeMap<String, Content>) -> Vec<String> {
    let mut ending = id.name.clone();
    if let Some(first) = ending.get(..1).map(str::to_uppercase) {
        ending.replace_range(..1, &first);
    }
    let named = components.iter().filter(|(name, _)| **name == id.name || name.ends_with(&ending));
    named.filter(|(_, it)| *it == expected).map(|(name, _)| name.clone()).collect()
}

fn content(place: &str, schema: &Value, found: &mut Content) {
    for (name, _) in members(schema.get("properties")) {
        found.insert(without_numbers(&entries::property(place, name)));
    }
    for value in elements(schema.get("enum")) {
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        found.insert(without_numbers(&entries::value(place, text.as_deref())));
    }
    for (step, child) in children(schema) {
        content(&format!("{place}/{step}"), child, found);
    }
}

fn without_numbers(name: &str) -> String {
    let segments = name.split('/').filter(|it| it.is_empty() || !it.chars().all(|c| c.is_ascii_digit()));
    segments.collect::<Vec<_>>().join("/")
}
