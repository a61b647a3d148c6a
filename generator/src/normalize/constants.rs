//! Pass `constants`: what can have one value alone is sent by itself. Required properties hold it from the start, and enums
//! that only say which value a discriminator has go away.

use std::collections::{BTreeMap, BTreeSet};

use super::hierarchy::is_definition;
use crate::model::{EnumSchema, IntegerFormat, ObjectSchema, Property, Resolved, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service) {
    remove_enums(service);
    preset(service);
}

/// Required properties whose enum has one value hold it, unless the spec says that the service may send others, or null.
fn preset(service: &mut Service) {
    let mut presets = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let is_sent = |it: &Property| it.required && !it.read_only && !it.nullable && !it.secret && it.preset.is_none();
        for (index, property) in object.properties.iter().enumerate().filter(|(_, it)| is_sent(it)) {
            if let Some(it) = only_valued(&service.schemas, &property.value)
                && let [only] = it.values.as_slice()
                && can_be_preset(&it.value, &only.value)
            {
                presets.push((name.clone(), index, only.value.clone()));
            }
        }
    }
    for (name, index, value) in presets {
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&name).map(|it| &mut it.kind)
            && let Some(property) = object.properties.get_mut(index)
        {
            property.preset = Some(value);
        }
    }
}

/// Whether a property can hold a value from the start: of numbers with a fraction, a decimal one, or one without a sign, callers
/// give the one that there is.
fn can_be_preset(of: &Type, value: &serde_json::Value) -> bool {
    match of {
        Type::Integer { format: IntegerFormat::Int32 } => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        Type::Integer { format: IntegerFormat::Int64 } => value.is_i64(),
        Type::Integer { .. } | Type::Number { .. } => false,
        _ => !value.is_number(),
    }
}

/// The value of a type that can have no other.
pub(super) fn only_value<'s>(schemas: &'s BTreeMap<String, Schema>, value: &'s Type) -> Option<&'s serde_json::Value> {
    only_valued(schemas, value)?.values.first().map(|it| &it.value)
}

/// The enum of a type that can have one value alone.
fn only_valued<'s>(schemas: &'s BTreeMap<String, Schema>, value: &'s Type) -> Option<&'s EnumSchema> {
    match value.resolved(schemas) {
        Resolved::Enum(it) if it.values.len() == 1 && !it.open => Some(it),
        _ => None,
    }
}

/// The texts that are the values of a property that the object itself declares; none if it may be any text.
pub(super) fn values(schemas: &BTreeMap<String, Schema>, object: &ObjectSchema, property: &str) -> Vec<String> {
    let own =
        object.properties.iter().find(|it| it.name == property && it.inherited_from.is_none()).map(|it| &it.value);
    let Some(Type::Reference { name }) = own else { return Vec::new() };
    match schemas.get(name).map(|it| &it.kind) {
        Some(SchemaKind::Enum(it)) => it.values.iter().filter_map(|it| it.value.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// The same for a property that the object declares, or inherits.
pub(super) fn values_anywhere(
    schemas: &BTreeMap<String, Schema>,
    object: &ObjectSchema,
    property: &str,
    generations: usize,
) -> Vec<String> {
    let own = values(schemas, object, property);
    if !own.is_empty() || generations == 0 {
        return own;
    }
    let parents = object.parents.iter().flat_map(Type::references).filter_map(|name| schemas.get(name));
    let objects = parents.filter_map(|it| match &it.kind {
        SchemaKind::Object(parent) => Some(parent),
        _ => None,
    });
    let mut of_parents = objects.map(|it| values_anywhere(schemas, it, property, generations - 1));
    of_parents.find(|it| !it.is_empty()).unwrap_or_default()
}

/// Takes the enums away that stand at discriminators of subtypes for their only value, and that nothing else holds: the
/// value goes out by itself.
fn remove_enums(service: &mut Service) {
    let mut loose = BTreeSet::new();
    let lists_one = |name: &str| {
        let kind = service.schemas.get(name).map(|it| &it.kind);
        matches!(kind, Some(SchemaKind::Enum(it)) if it.values.len() == 1) && !is_definition(&service.schemas, name)
    };
    for schema in service.schemas.values() {
        if let Some(Type::Reference { name }) = discriminator(&schema.kind).map(|it| &it.value)
            && lists_one(name)
        {
            loose.insert(name.clone());
        }
    }
    for schema in service.schemas.values_mut() {
        let value = discriminator_mut(&mut schema.kind).map(|it| &mut it.value);
        if let Some(value) = value.filter(|it| it.references().iter().any(|name| loose.contains(*name))) {
            *value = Type::text();
        }
    }
    for schema in service.schemas.values() {
        for value in types(&schema.kind) {
            for name in value.references() {
                loose.remove(name);
            }
        }
    }
    for operation in service.operations() {
        let parameters = operation.parameters.iter().map(|it| &it.value);
        let bodies = operation.body.iter().map(|it| &it.value);
        let responses = operation.responses.iter().filter_map(|it| it.body.as_ref());
        for value in parameters.chain(bodies).chain(responses) {
            for name in value.references() {
                loose.remove(name);
            }
        }
    }
    service.schemas.retain(|name, _| !loose.contains(name));
}

/// The property that a subtype sends by itself.
fn discriminator(kind: &SchemaKind) -> Option<&Property> {
    let SchemaKind::Object(object) = kind else { return None };
    let name = object.discriminator_property.as_ref().filter(|_| object.discriminator_value.is_some())?;
    object.properties.iter().find(|it| it.name == *name)
}

fn discriminator_mut(kind: &mut SchemaKind) -> Option<&mut Property> {
    let SchemaKind::Object(object) = kind else { return None };
    let name = object.discriminator_property.as_ref().filter(|_| object.discriminator_value.is_some())?;
    object.properties.iter_mut().find(|it| it.name == *name)
}

/// The types that a schema holds.
fn types(kind: &SchemaKind) -> Vec<&Type> {
    match kind {
        SchemaKind::Object(it) => it.properties.iter().map(|it| &it.value).chain(&it.additional_properties).collect(),
        SchemaKind::Alias { target } => vec![target],
        SchemaKind::Enum(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::SchemaKind;
    use crate::normalize::fixture::normalized;

    #[test]
    fn required_properties_with_one_value_hold_it() {
        let (service, _) = normalized(
            r##"
components:
  schemas:
    Only: {type: string, enum: [o]}
    M:
      type: object
      required: [text, named, number, small, big, double, unsigned, decimal, flag, two, open, null, read]
      properties:
        text: {type: string, enum: [K]}
        named: {$ref: '#/components/schemas/Only'}
        number: {type: integer, enum: [7]}
        small: {type: integer, format: int32, enum: [-7]}
        big: {type: integer, format: int32, enum: [9999999999]}
        double: {type: number, enum: [7]}
        unsigned: {type: integer, format: uint64, enum: [7]}
        decimal: {type: integer, minimum: -1, maximum: 20000000000000000000, enum: [7]}
        flag: {type: boolean, enum: [true]}
        two: {type: string, enum: [a, b]}
        open: {type: string, enum: [a], x-ms-enum: {name: Open, modelAsString: true}}
        null: {type: string, nullable: true, enum: [a]}
        read: {type: string, readOnly: true, enum: [a]}
        optional: {type: string, enum: [a]}
"##,
        );
        let SchemaKind::Object(object) = &service.schemas["M"].kind else { panic!() };
        let found: Vec<_> =
            object.properties.iter().filter_map(|it| Some(format!("{} {}", it.name, it.preset.as_ref()?))).collect();
        assert_eq!(found, [r#"text "K""#, r#"named "o""#, "number 7", "small -7", "flag true"]);
    }
}
