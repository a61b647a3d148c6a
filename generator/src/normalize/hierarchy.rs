//! Hierarchies: takes the schemas of a service, tells what inherits from what, and which are bases whose subtypes a property
//! tells apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ObjectSchema, Schema, SchemaKind, Type};
use crate::source::escape_token;

/// The objects by name.
pub(super) fn objects(schemas: &BTreeMap<String, Schema>) -> impl Iterator<Item = (&str, &ObjectSchema)> {
    schemas.iter().filter_map(|(name, it)| match &it.kind {
        SchemaKind::Object(object) => Some((name.as_str(), object)),
        _ => None,
    })
}

/// A schema and everything it inherits from, each once.
pub(super) fn ancestors(name: &str, schemas: &BTreeMap<String, Schema>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo = vec![name.to_owned()];
    while let Some(name) = todo.pop() {
        let Some(object) = object_of(schemas, &name) else { continue };
        if found.insert(name) {
            todo.extend(object.parents.iter().flat_map(Type::references).map(str::to_owned));
        }
    }
    found
}

pub(super) fn object_mut<'s>(schemas: &'s mut BTreeMap<String, Schema>, name: &str) -> Option<&'s mut ObjectSchema> {
    match &mut schemas.get_mut(name)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

pub(super) fn object_of<'s>(schemas: &'s BTreeMap<String, Schema>, name: &str) -> Option<&'s ObjectSchema> {
    match &schemas.get(name)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

/// Whether the spec defines a schema by its name; the names of others are made here.
pub(super) fn is_definition(schemas: &BTreeMap<String, Schema>, name: &str) -> bool {
    let pointer = || format!("/components/schemas/{}", escape_token(name));
    schemas.get(name).is_some_and(|it| it.origin.pointer == pointer())
}

/// Whether a schema tells its subtypes apart by a property.
pub(super) fn is_base(schemas: &BTreeMap<String, Schema>, name: &str, property: &String) -> bool {
    object_of(schemas, name).is_some_and(|it| it.base_property() == Some(property))
}

/// Whether an object inherits from a schema that tells its subtypes apart by a property.
pub(super) fn has_base(schemas: &BTreeMap<String, Schema>, object: &ObjectSchema, property: &String) -> bool {
    object.parents.iter().flat_map(Type::references).any(|it| is_base(schemas, it, property))
}
