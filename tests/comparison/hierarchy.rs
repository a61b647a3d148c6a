//! Inheritance as a spec writes it: takes a spec, gives what a schema inherits and which subtypes a base has.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::spec::{self, Spec};

/// A property that a schema has, where it is declared.
pub struct Declared<'a> {
    /// The place of the schema that declares it.
    pub place: String,
    pub name: &'a str,
    pub schema: &'a Value,
    /// Whether a later declaration of the name takes its place.
    pub overridden: bool,
}

/// The properties of a schema, those of its parents first, at any depth.
pub fn properties<'a>(spec: &'a Spec, place: &str, schema: &'a Value) -> Vec<Declared<'a>> {
    let mut all = Vec::new();
    for_each_level(spec, place, schema, &mut BTreeSet::new(), &mut |place, schema| {
        for (name, schema) in spec::members(schema.get("properties")) {
            all.push(Declared { place: place.to_owned(), name, schema, overridden: false });
        }
    });
    for index in 0..all.len() {
        all[index].overridden = all[index + 1..].iter().any(|it| it.name == all[index].name);
    }
    all
}

/// The schemas of the members that no property names: the schema's own and inherited ones, with their places.
pub fn additional<'a>(spec: &'a Spec, place: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
    let mut all = Vec::new();
    for_each_level(spec, place, schema, &mut BTreeSet::new(), &mut |place, schema| {
        let values = schema.get("additionalProperties").filter(|it| it.is_mapping());
        all.extend(values.map(|it| (format!("{place}/additionalProperties"), it)));
    });
    all
}

/// Calls back for the parents, at any depth and each once, and then for the schema.
fn for_each_level<'a>(
    spec: &'a Spec,
    place: &str,
    schema: &'a Value,
    seen: &mut BTreeSet<String>,
    visit: &mut dyn FnMut(&str, &'a Value),
) {
    if !seen.insert(place.to_owned()) {
        return;
    }
    for (index, parent) in spec::elements(schema.get("allOf")).iter().enumerate() {
        match spec.target(parent) {
            Some((name, parent)) => for_each_level(spec, &name, parent, seen, visit),
            None => for_each_level(spec, &format!("{place}/allOf/{index}"), parent, seen, visit),
        }
    }
    visit(place, schema);
}

/// The schemas that a schema names in `allOf`.
fn parents(spec: &Spec, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for parent in spec::elements(schema.get("allOf")) {
        match spec.target(parent) {
            Some((name, _)) => found.push(name),
            None => found.extend(parents(spec, parent)),
        }
    }
    found
}

/// Everything a schema inherits from, itself included.
fn ancestors(spec: &Spec, name: &str, found: &mut BTreeSet<String>) {
    if found.insert(name.to_owned())
        && let Some(schema) = spec.schema(name)
    {
        parents(spec, schema).iter().for_each(|it| ancestors(spec, it, found));
    }
}

/// A subtype of a discriminated base.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subtype {
    pub base: String,
    pub value: String,
    pub schema: String,
}

/// All subtypes of all bases, at any depth, whether or not anything refers to them.
///
/// The value is `x-ms-discriminator-value`, or else the schema's name; a schema with a discriminator of its own is a
/// subtype only if it says its value.
pub fn subtypes(spec: &Spec) -> Vec<Subtype> {
    let mut all = Vec::new();
    for (name, schema) in spec.schemas().filter(|(_, it)| !spec::is_use_of_another(it)) {
        let own = spec::text(schema, "x-ms-discriminator-value");
        if own.is_none() && schema.get("discriminator").is_some() {
            continue;
        }
        let mut bases = BTreeSet::new();
        ancestors(spec, name, &mut bases);
        for base in bases {
            if spec.schema(&base).is_some_and(|it| it.get("discriminator").is_some()) {
                all.push(Subtype { base, value: own.unwrap_or(name).to_owned(), schema: name.to_owned() });
            }
        }
    }
    all
}

/// Whether another schema inherits from this one: a definition, or one that stands in a definition.
pub fn is_parent(spec: &Spec, name: &str) -> bool {
    spec.schemas().any(|(_, it)| inherits(spec, it, name))
}

fn inherits(spec: &Spec, schema: &Value, name: &str) -> bool {
    let own = !spec::is_use_of_another(schema) && parents(spec, schema).iter().any(|it| it == name);
    own || spec::children(schema).iter().any(|(_, it)| inherits(spec, it, name))
}
