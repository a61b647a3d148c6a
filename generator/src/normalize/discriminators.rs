//! Pass `discriminators`: the bases of hierarchies learn their subtypes, and these the values they go by.

use std::collections::{BTreeMap, BTreeSet};

use super::constants;
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Discriminator, ObjectSchema, Origin, Schema, SchemaKind, Service, Subtype, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let values = values(&service.schemas, diagnostics);
    let mut subtypes = subtypes(&service.schemas, &values, diagnostics);
    for (name, schema) in &mut service.schemas {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        object.discriminator_value = values.get(name).cloned();
        let own_subtypes = subtypes.remove(name).unwrap_or_default();
        if object.discriminator.is_none() && own_subtypes.len() > 1 {
            // A subtype that others inherit from: a value of it may be one of them.
            let property = object.discriminator_property.clone().unwrap_or_default();
            object.discriminator = Some(Discriminator { property, ..Discriminator::default() });
        }
        if let Some(discriminator) = &mut object.discriminator {
            discriminator.subtypes = own_subtypes;
            for it in &discriminator.listed {
                if !discriminator.subtypes.iter().any(|own| own.schema == it.schema) {
                    discriminator.subtypes.push(it.clone());
                }
            }
            discriminator
                .subtypes
                .sort_by_cached_key(|it| (it.value.clone(), it.schema != it.value, it.schema.clone()));
            // A list of alternatives has no properties of its own.
            let is_list = object.properties.is_empty() && !discriminator.listed.is_empty();
            if !is_list && !object.properties.iter().any(|it| it.name == discriminator.property) {
                diagnostics.add(
                    Code::DiscriminatorUndeclared,
                    schema.origin.span,
                    &schema.origin.pointer,
                    format!("`{name}` has no property `{}`", discriminator.property),
                );
            }
        }
    }
    dissolve_unreadable(service, diagnostics);
    constants::remove_enums(service);
}

/// The discriminator values of the members of hierarchies: what the spec says, else the only value that the schema lets
/// the property have, else the definition's name. The root of a hierarchy has one only if the spec says so.
fn values(schemas: &BTreeMap<String, Schema>, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (name, schema) in schemas {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        if let Some(value) = &object.discriminator_value {
            values.insert(name.clone(), value.clone());
            continue;
        }
        let Some(property) = &object.discriminator_property else { continue };
        let is_below =
            |it: &str| object_of(schemas, it).is_some_and(|it| it.discriminator_property.as_ref() == Some(property));
        if object.discriminator.is_some() && !object.parents.iter().flat_map(Type::references).any(is_below) {
            continue;
        }
        match constants::values(schemas, object, property).as_slice() {
            [only] => drop(values.insert(name.clone(), only.clone())),
            several if several.is_empty() || several.contains(name) => drop(values.insert(name.clone(), name.clone())),
            _ => {
                let message = format!("`{name}` has several values of `{property}`, which becomes a field of it");
                let hint =
                    "the base reads it as its unknown kind; an x-ms-discriminator-value says which value is its own";
                diagnostics.add_with_hint(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message, hint);
                diagnostics.settled_by(Remedy::None);
            }
        }
    }
    values
}

/// For each member of a hierarchy, its subtypes by value: every schema below it that has a value, at any depth, and
/// itself if it has one.
fn subtypes(
    schemas: &BTreeMap<String, Schema>,
    values: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Vec<Subtype>> {
    let mut found: BTreeMap<String, Vec<Subtype>> = BTreeMap::new();
    for (name, value) in values {
        let Some(property) = object_of(schemas, name).and_then(|it| it.discriminator_property.as_ref()) else {
            continue;
        };
        for base in ancestors(name, schemas) {
            if object_of(schemas, &base).and_then(|it| it.discriminator_property.as_ref()) != Some(property) {
                continue;
            }
            let list = found.entry(base.clone()).or_default();
            let same = list.iter_mut().find(|it| it.value == *value);
            if let Some(other) = same {
                // An heir that keeps its ancestor's value is what the value stands for; its ancestor is a part of it.
                if ancestors(name, schemas).contains(&other.schema) {
                    other.schema.clone_from(name);
                    continue;
                }
                if ancestors(&other.schema, schemas).contains(name) {
                    continue;
                }
                let origin = schemas.get(name).map(|it| it.origin.clone()).unwrap_or_default();
                diagnostics.add(
                    Code::DiscriminatorClash,
                    origin.span,
                    &origin.pointer,
                    format!("`{name}` and `{}` are both `{value}` of `{base}`", other.schema),
                );
            }
            list.push(Subtype { value: value.clone(), schema: name.clone() });
        }
    }
    for list in found.values_mut() {
        // Of several with one value the first is the one that is read: the schema of that name, if there is one.
        list.sort_by_cached_key(|it| (it.value.clone(), it.schema != it.value, it.schema.clone()));
    }
    found
}

/// A schema and everything it inherits from, each once.
fn ancestors(name: &str, schemas: &BTreeMap<String, Schema>) -> BTreeSet<String> {
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

fn object_of<'s>(schemas: &'s BTreeMap<String, Schema>, name: &str) -> Option<&'s ObjectSchema> {
    match &schemas.get(name)?.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

/// Bases whose discriminator is no text, be it in one of their subtypes alone, become free-form JSON, and their subtypes
/// objects with a property more: kinds are told apart by texts.
fn dissolve_unreadable(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut dissolved = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(ObjectSchema { properties, discriminator: Some(discriminator), .. }) = &schema.kind
        else {
            continue;
        };
        let subtypes = discriminator.subtypes.iter().filter_map(|it| match &service.schemas.get(&it.schema)?.kind {
            SchemaKind::Object(subtype) => Some(&subtype.properties),
            _ => None,
        });
        let mut declared = std::iter::once(properties).chain(subtypes).flatten();
        if declared.any(|it| it.name == discriminator.property && !is_text(service, &it.value)) {
            let message = format!(
                "`{}` tells the kinds of `{name}` apart, and is no text; `{name}` is free-form JSON",
                discriminator.property
            );
            let Origin { span, pointer, .. } = &schema.origin;
            diagnostics.add(Code::Unsupported, *span, pointer, message);
            let subtypes: BTreeSet<String> = discriminator.subtypes.iter().map(|it| it.schema.clone()).collect();
            dissolved.push((name.clone(), discriminator.property.clone(), subtypes));
        }
    }
    for (base, property, subtypes) in dissolved {
        for (name, schema) in &mut service.schemas {
            let SchemaKind::Object(object) = &mut schema.kind else { continue };
            if *name == base {
                schema.kind = SchemaKind::Alias { target: Type::Any };
            } else if (object.parents.contains(&Type::reference(&base)) || subtypes.contains(name))
                && object.discriminator_property.as_ref() == Some(&property)
            {
                object.discriminator_property = None;
                object.discriminator_value = None;
            }
        }
    }
}

/// Whether a value is a text, or may be one.
fn is_text(service: &Service, value: &Type) -> bool {
    let mut value = value;
    for _ in 0..=service.schemas.len() {
        match value {
            Type::Boolean | Type::Integer { .. } | Type::Number { .. } => return false,
            Type::Reference { name } => match service.schemas.get(name).map(|it| &it.kind) {
                Some(SchemaKind::Alias { target }) => value = target,
                Some(SchemaKind::Enum(it)) => value = &it.value,
                _ => return true,
            },
            _ => return true,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::SchemaKind;
    use crate::normalize::fixture::{codes, normalized};

    const ANIMALS: &str = r##"
components:
  schemas:
    Named: {type: object, properties: {name: {type: string}}}
    Animal:
      type: object
      discriminator: {propertyName: kind}
      properties: {kind: {type: string}, legs: {type: integer}}
      required: [kind]
    Pet: {allOf: [{$ref: '#/components/schemas/Animal'}], properties: {owner: {type: string}}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Named'}]
      x-ms-discriminator-value: cat
      properties: {lives: {type: integer}}
      required: [name, lives]
    Tiger: {allOf: [{$ref: '#/components/schemas/Animal'}], x-ms-discriminator-value: tiger}
"##;

    #[test]
    fn bases_know_their_subtypes_at_any_depth() {
        let (service, diagnostics) = normalized(ANIMALS);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert_eq!(cat.discriminator_property.as_deref(), Some("kind"));
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        let list: Vec<_> = subtypes.iter().map(|it| (it.value.as_str(), it.schema.as_str())).collect();
        assert_eq!(list, [("Pet", "Pet"), ("cat", "Cat"), ("tiger", "Tiger")], "a child without a value has its name");
        let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!() };
        let subtypes = &pet.discriminator.as_ref().expect("a pet may be a cat").subtypes;
        assert_eq!(subtypes.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["Pet", "cat"]);
    }

    #[test]
    fn two_subtypes_with_one_value_can_both_be_sent_and_the_first_is_read() {
        let (service, diagnostics) = normalized(&ANIMALS.replace("value: tiger", "value: cat"));
        assert_eq!(codes(&diagnostics), [Code::DiscriminatorClash]);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        let list: Vec<_> = subtypes.iter().map(|it| (it.value.as_str(), it.schema.as_str())).collect();
        assert_eq!(list, [("Pet", "Pet"), ("cat", "Cat"), ("cat", "Tiger")]);
    }

    #[test]
    fn an_heir_may_keep_the_value_of_its_ancestor() {
        let text = ANIMALS.replace(
            "    Tiger: {",
            "    Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}], x-ms-discriminator-value: cat}\n    Tiger: {",
        );
        let (service, diagnostics) = normalized(&text);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        assert_eq!(subtypes.iter().find(|it| it.value == "cat").map(|it| it.schema.as_str()), Some("Kitten"));
    }

    fn values_of(text: &str) -> (Vec<(String, String)>, Vec<Code>) {
        let (service, diagnostics) = normalized(text);
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        (subtypes.iter().map(|it| (it.value.clone(), it.schema.clone())).collect(), codes(&diagnostics))
    }

    #[test]
    fn heirs_that_declare_the_discriminator_again_are_subtypes() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        for (tiger, value) in [
            ("properties: {kind: {type: string}}", "Tiger"),
            ("properties: {kind: {type: string}}, discriminator: {propertyName: kind}", "Tiger"),
            ("properties: {kind: {type: string, enum: [tiger]}}", "tiger"),
            ("properties: {kind: {type: string, enum: [a, Tiger]}}", "Tiger"),
            ("properties: {kind: {type: string, enum: [a]}}, x-ms-discriminator-value: b", "b"),
        ] {
            let text = ANIMALS.replace("x-ms-discriminator-value: tiger", tiger);
            let (values, codes) = values_of(&text);
            assert!(codes.is_empty(), "{tiger} {codes:?}");
            assert!(values.contains(&pair(value, "Tiger")), "{tiger} {values:?}");
            // What goes out by itself needs no type.
            let (service, _) = normalized(&text);
            assert_eq!(service.schemas.contains_key("TigerKind"), tiger.contains("a, Tiger"), "{tiger}");
        }
        let several = "properties: {kind: {type: string, enum: [a, b]}}";
        let (values, codes) = values_of(&ANIMALS.replace("x-ms-discriminator-value: tiger", several));
        assert_eq!(codes, [Code::Unsupported]);
        assert!(values.iter().all(|(_, schema)| schema != "Tiger"), "{values:?}");
    }

    #[test]
    fn kinds_by_number_are_free_form_json_and_told() {
        let text = ANIMALS.replace("kind: {type: string}", "kind: {type: integer}");
        let (service, diagnostics) = normalized(&text);
        // The cats are a base as well.
        assert_eq!(codes(&diagnostics), [Code::Unsupported, Code::Unsupported]);
        assert_eq!(service.schemas["Animal"].kind, SchemaKind::Alias { target: crate::model::Type::Any });
        let SchemaKind::Object(tiger) = &service.schemas["Tiger"].kind else { panic!() };
        assert_eq!((&tiger.discriminator_value, tiger.properties[0].name.as_str()), (&None, "kind"));
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert_eq!(cat.discriminator_value, None);
    }

    #[test]
    fn alternatives_by_number_are_free_form_json_and_told() {
        for value in ["type: integer, enum: [1]", "type: integer", "type: number", "type: boolean, enum: [true]"] {
            for mapping in ["", ", mapping: {1: '#/components/schemas/Cat', 2: '#/components/schemas/Dog'}"] {
                let (service, diagnostics) = normalized(&format!(
                    r##"
components:
  schemas:
    Cat: {{type: object, required: [v], properties: {{v: {{{value}}}, lives: {{type: integer}}}}}}
    Dog: {{allOf: [{{$ref: '#/components/schemas/Kind'}}], properties: {{tail: {{type: boolean}}}}}}
    Kind: {{type: object, required: [v], properties: {{v: {{type: integer}}}}}}
    Pet:
      oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
      discriminator: {{propertyName: v{mapping}}}
"##
                ));
                assert_eq!(codes(&diagnostics), [Code::Unsupported], "{value}{mapping}");
                let any = SchemaKind::Alias { target: crate::model::Type::Any };
                assert_eq!(service.schemas["Pet"].kind, any, "{value}{mapping}");
                for name in ["Cat", "Dog"] {
                    let SchemaKind::Object(kind) = &service.schemas[name].kind else { panic!("{name}") };
                    assert_eq!((&kind.discriminator_value, &kind.discriminator_property), (&None, &None), "{name}");
                    assert!(kind.properties.iter().any(|it| it.name == "v"), "{name}");
                }
            }
        }
    }

    #[test]
    fn heirs_of_an_alternative_are_no_kinds_of_it() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {type: string}}}
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}
    Strict: {allOf: [{$ref: '#/components/schemas/Cat'}, {required: [lives]}]}
"##,
        );
        assert!(codes(&diagnostics).is_empty());
        let SchemaKind::Object(strict) = &service.schemas["Strict"].kind else { panic!() };
        assert_eq!((&strict.discriminator_value, &strict.discriminator_property), (&None, &None));
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert!(cat.discriminator.is_none());
        assert_eq!(cat.discriminator_value.as_deref(), Some("Cat"));
    }

    #[test]
    fn a_part_that_is_written_out_may_say_how_kinds_are_told_apart() {
        let base = "      discriminator: {propertyName: kind}\n      properties: {kind: {type: string}, legs: {type: integer}}\n      required: [kind]\n";
        let part = "      allOf: [{discriminator: {propertyName: kind}, properties: {kind: {type: string}, legs: {type: integer}}, required: [kind]}]\n";
        let text = ANIMALS.replace(base, part);
        let tiger = "allOf: [{$ref: '#/components/schemas/Animal'}], x-ms-discriminator-value: tiger";
        let inner = "allOf: [{$ref: '#/components/schemas/Animal'}, {x-ms-discriminator-value: tiger}]";
        let text = text.replace(tiger, inner);
        let (values, codes) = values_of(&text);
        assert!(text.contains(part) && text.contains(inner) && codes.is_empty(), "{codes:?}");
        assert!(values.contains(&("tiger".to_owned(), "Tiger".to_owned())), "{values:?}");
    }

    #[test]
    fn a_hierarchy_with_two_discriminators_is_told() {
        let other = "properties: {owner: {type: string}}, discriminator: {propertyName: owner}";
        let (values, codes) = values_of(&ANIMALS.replace("properties: {owner: {type: string}}", other));
        assert_eq!(codes, [Code::Unsupported]);
        assert_eq!(values, [("tiger".to_owned(), "Tiger".to_owned())], "nobody knows by which `kind` a cat goes");
    }
}
