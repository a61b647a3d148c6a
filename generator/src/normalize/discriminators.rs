//! Pass `discriminators`: the bases of hierarchies learn their subtypes, and these the values they go by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::constants;
use super::hierarchy::{ancestors, is_base, object_mut, object_of, objects};
use super::kinds::{Kind, kinds};
use super::second_bases;
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{
    Discriminator, ObjectSchema, Origin, Property, Resolved, Schema, SchemaKind, Service, StringFormat, Subtype, Type,
};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let said = objects(&service.schemas)
        .filter_map(|(name, it)| Some((name.to_owned(), it.discriminator_value.clone()?)))
        .collect();
    let kinds = kinds(&service.schemas, diagnostics);
    let mut subtypes = subtypes(&service.schemas, &kinds, diagnostics);
    let held = held(service);
    let open: BTreeSet<String> = objects(&service.schemas)
        .filter(|(name, it)| is_open_elsewhere(service, name, it, &held))
        .map(|(name, _)| name.to_owned())
        .collect();
    for (name, property, value) in outer_values(&service.schemas, &kinds) {
        if let Some(object) = object_mut(&mut service.schemas, &name) {
            let property = property_of(object, &property);
            property.preset.get_or_insert(value.into());
        }
    }
    let declared_by_alternatives: BTreeSet<String> = objects(&service.schemas)
        .filter(|(_, it)| do_alternatives_declare(&service.schemas, it))
        .map(|(name, _)| name.to_owned())
        .collect();
    for (name, schema) in &mut service.schemas {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        object.discriminator_value = None;
        match (kinds.get(name), object.discriminator_property.clone()) {
            (Some(kind), _) if kind.only().is_some() && !open.contains(name) => {
                object.discriminator_value = kind.only().cloned();
            }
            // Which value it has is a matter of each object.
            (Some(kind), Some(property)) => {
                let property = property_of(object, &property);
                property.preset = kind.sent.clone().map(Into::into);
                property.required |= property.preset.is_none();
                property.secret = false;
            }
            _ => {}
        }
        let own_subtypes = subtypes.remove(name).unwrap_or_default();
        let has_others = own_subtypes.iter().any(|it| it.schema != own_subtypes[0].schema);
        if object.discriminator.is_none() && has_others {
            // A subtype that others inherit from: a value of it may be one of them.
            let property = object.discriminator_property.clone().unwrap_or_default();
            object.discriminator = Some(Box::new(Discriminator { property, ..Discriminator::default() }));
        }
        if let Some(discriminator) = &mut object.discriminator {
            discriminator.subtypes = own_subtypes;
            let known: BTreeSet<String> = discriminator.subtypes.iter().map(|it| it.schema.clone()).collect();
            let others = discriminator.listed.iter().filter(|it| !known.contains(&it.schema)).cloned();
            discriminator.subtypes.extend(others);
            discriminator.sort();
            // A list of alternatives has no properties of its own.
            let is_list = object.properties.is_empty() && !discriminator.listed.is_empty();
            let is_declared = is_list || declared_by_alternatives.contains(name);
            if !is_declared && !object.properties.iter().any(|it| it.name == discriminator.property) {
                diagnostics.add(
                    Code::DiscriminatorUndeclared,
                    schema.origin.span,
                    &schema.origin.pointer,
                    format!("`{name}` has no property `{}`", discriminator.property),
                );
            }
        }
    }
    second_bases::join(service, &said, diagnostics);
    dissolve_unreadable(service, diagnostics);
    let is_field = |it: &&ObjectSchema| it.discriminator_property.is_some() && it.discriminator_value.is_none();
    let unread: Vec<(String, String)> = objects(&service.schemas)
        .filter(|(name, it)| kinds.contains_key(*name) && is_field(it))
        .filter_map(|(name, it)| {
            let property = it.properties.iter().find(|own| Some(&own.name) == it.discriminator_property.as_ref())?;
            (!is_plain_text(service, &property.value)).then(|| (name.to_owned(), property.name.clone()))
        })
        .collect();
    for (name, property) in unread {
        if let Some(object) = object_mut(&mut service.schemas, &name) {
            property_of(object, &property).value = Type::text();
        }
    }
}

/// Whether an object has alternatives, which all declare the property that tells them apart.
fn do_alternatives_declare(schemas: &BTreeMap<String, Schema>, object: &ObjectSchema) -> bool {
    let Some(Discriminator { property, alternatives, .. }) = object.discriminator.as_deref() else { return false };
    let declares =
        |it: &String| object_of(schemas, it).is_some_and(|it| it.properties.iter().any(|it| it.name == *property));
    !alternatives.is_empty() && alternatives.iter().all(declares)
}

/// Whether a value is a text without a meaning of its own, or one of an enum.
fn is_plain_text(service: &Service, value: &Type) -> bool {
    match value.resolved(&service.schemas) {
        Resolved::Type(it) => matches!(it, Type::String { format: StringFormat::Text(_) }),
        Resolved::Enum(it) => is_plain_text(service, &it.value),
        Resolved::Object(..) | Resolved::Nothing => false,
    }
}

/// For each member of a hierarchy, its subtypes by value: every schema below it that has a value, at any depth, and
/// itself if it has one.
fn subtypes(
    schemas: &BTreeMap<String, Schema>,
    kinds: &BTreeMap<String, Kind>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Vec<Subtype>> {
    let mut found: BTreeMap<String, Vec<Subtype>> = BTreeMap::new();
    // Where in the list of a base a value stands first.
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for (name, value) in kinds.iter().flat_map(|(name, it)| it.values.iter().map(move |value| (name, value))) {
        let Some(property) = object_of(schemas, name).and_then(|it| it.discriminator_property.as_ref()) else {
            continue;
        };
        for base in ancestors(name, schemas) {
            if !is_base(schemas, &base, property) {
                continue;
            }
            let list = found.entry(base.clone()).or_default();
            let at = *places.entry((base.clone(), value.clone())).or_insert(list.len());
            if let Some(other) = list.get_mut(at) {
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

/// The values that heirs of a base between two others send besides their own: those by which the base itself goes.
fn outer_values(schemas: &BTreeMap<String, Schema>, kinds: &BTreeMap<String, Kind>) -> Vec<(String, String, String)> {
    let mut outer = Vec::new();
    for (name, object) in objects(schemas) {
        for base in ancestors(name, schemas) {
            let Some(above) = object_of(schemas, &base).filter(|_| base != name) else { continue };
            let (Some(property), Some(kind)) = (&above.discriminator_property, kinds.get(&base)) else { continue };
            if above.base_property() != Some(property)
                && object.discriminator_property.as_ref() != Some(property)
                && let Some(value) = &kind.sent
            {
                outer.push((name.to_owned(), property.clone(), value.clone()));
            }
        }
    }
    outer
}

/// The schemas that something holds otherwise than as one of several kinds.
fn held(service: &Service) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    let mut add = |value: &Type| held.extend(value.references().into_iter().map(str::to_owned));
    for schema in service.schemas.values() {
        match &schema.kind {
            SchemaKind::Object(it) => {
                it.properties.iter().map(|it| &it.value).chain(&it.additional_properties).for_each(&mut add);
            }
            SchemaKind::Alias { target } => add(target),
            SchemaKind::Enum(_) => {}
        }
    }
    for operation in service.operations() {
        operation.parameters.iter().map(|it| &it.value).for_each(&mut add);
        operation.body.iter().map(|it| &it.value).for_each(&mut add);
        operation.responses.iter().filter_map(|it| it.body.as_ref()).for_each(&mut add);
    }
    held
}

/// Whether a schema goes by its value in lists alone, and may have others where it stands by itself.
fn is_open_elsewhere(service: &Service, name: &str, object: &ObjectSchema, held: &BTreeSet<String>) -> bool {
    let Some(property) = &object.discriminator_property else { return false };
    let declared = object.properties.iter().find(|it| it.name == *property);
    let is_single = |it: &Property| constants::only_value(&service.schemas, &it.value).is_some();
    let is_heir = object.parents.iter().flat_map(Type::references).any(|it| is_base(&service.schemas, it, property));
    held.contains(name) && !is_heir && object.discriminator.is_none() && declared.is_some_and(|it| !is_single(it))
}

/// The property of an object, which has it from now on.
pub(super) fn property_of<'o>(object: &'o mut ObjectSchema, name: &str) -> &'o mut Property {
    let at = object.properties.iter().position(|it| it.name == name).unwrap_or_else(|| {
        object.properties.push(Property::text(name));
        object.properties.len() - 1
    });
    &mut object.properties[at]
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
            } else if object.parents.contains(&Type::reference(&base)) || subtypes.contains(name) {
                object.properties.iter_mut().filter(|it| it.name == property).for_each(|it| it.preset = None);
                if object.discriminator_property.as_ref() == Some(&property) {
                    object.discriminator_property = None;
                    object.discriminator_value = None;
                }
            }
        }
    }
}

/// Whether a value is a text, or may be one.
fn is_text(service: &Service, value: &Type) -> bool {
    match value.resolved(&service.schemas) {
        Resolved::Type(it) => !matches!(it, Type::Boolean | Type::Integer { .. } | Type::Number { .. }),
        Resolved::Enum(it) => is_text(service, &it.value),
        Resolved::Object(..) | Resolved::Nothing => true,
    }
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
        let besides = "properties: {kind: {type: string, enum: [tom, tiger]}}, x-ms-discriminator-value: tiger";
        let text = ANIMALS.replace("x-ms-discriminator-value: tiger", besides);
        let (values, codes) = values_of(&text);
        assert!(codes.is_empty(), "{codes:?}");
        assert!(values.contains(&pair("tom", "Tiger")) && values.contains(&pair("tiger", "Tiger")), "{values:?}");
        let SchemaKind::Object(tiger) = &normalized(&text).0.schemas["Tiger"].kind else { panic!() };
        let kind = tiger.properties.iter().find(|it| it.name == "kind").unwrap();
        assert_eq!((&tiger.discriminator_value, &kind.preset), (&None, &Some("tiger".into())));
        let several = "properties: {kind: {type: string, enum: [a, b]}}";
        let (values, codes) = values_of(&ANIMALS.replace("x-ms-discriminator-value: tiger", several));
        assert!(codes.is_empty(), "{codes:?}");
        assert!(values.contains(&pair("a", "Tiger")) && values.contains(&pair("b", "Tiger")), "{values:?}");
        // What all heirs repeat is not their own, and what is another's neither.
        let all = ANIMALS.replace("kind: {type: string}", "kind: {type: string, enum: [a, cat]}");
        for heir in [
            "properties: {kind: {type: string, enum: [a, cat]}}",
            "properties: {kind: {type: string, enum: [cat, Pet]}}",
        ] {
            let (values, codes) = values_of(&all.replace("x-ms-discriminator-value: tiger", heir));
            assert_eq!(codes, [Code::Unsupported], "{heir}");
            assert!(values.iter().all(|(_, schema)| schema != "Tiger"), "{values:?}");
        }
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
    fn names_that_are_made_here_are_no_values() {
        for (said, value) in
            [("", None), ("x-ms-discriminator-value: y, ", Some("y")), ("properties: {kind: {enum: [z]}}, ", Some("z"))]
        {
            let (service, diagnostics) = normalized(&format!(
                r##"
paths:
  /a:
    put:
      operationId: Put
      requestBody: {{content: {{application/json: {{schema: {{{said}allOf: [{{$ref: '#/components/schemas/Pet'}}, {{properties: {{a: {{type: string}}}}}}]}}}}}}}}
      responses: {{'204': {{description: ''}}}}
components:
  schemas:
    Pet: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}, discriminator: {{propertyName: kind}}}}
    Cat: {{allOf: [{{$ref: '#/components/schemas/Pet'}}]}}
"##
            ));
            let told: &[Code] = if value.is_some() { &[] } else { &[Code::Unsupported] };
            assert_eq!(codes(&diagnostics), told, "{said}");
            let SchemaKind::Object(body) = &service.schemas["PutBody"].kind else { panic!() };
            assert_eq!(body.discriminator_value.as_deref(), value, "{said}");
            let field = body.properties.iter().find(|it| it.name == "kind");
            assert!(field.is_some_and(|it| it.required && it.preset.is_none()), "{said}");
            let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!() };
            let subtypes = &pet.discriminator.as_ref().unwrap().subtypes;
            assert_eq!(subtypes.iter().any(|it| it.schema == "PutBody"), value.is_some(), "{said}");
        }
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
    fn a_base_between_two_others_is_a_kind_of_one_and_tells_its_heirs_apart_by_another_property() {
        let other =
            "x-ms-discriminator-value: pet, properties: {owner: {type: string}}, discriminator: {propertyName: owner}";
        let (service, diagnostics) = normalized(&ANIMALS.replace("properties: {owner: {type: string}}", other));
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        let subtypes = |name: &str| -> Vec<(String, String)> {
            let SchemaKind::Object(it) = &service.schemas[name].kind else { panic!() };
            it.discriminator
                .iter()
                .flat_map(|it| &it.subtypes)
                .map(|it| (it.value.clone(), it.schema.clone()))
                .collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(subtypes("Animal"), [pair("pet", "Pet"), pair("tiger", "Tiger")]);
        assert_eq!(subtypes("Pet"), [pair("cat", "Cat")]);
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert_eq!(cat.discriminator_property.as_deref(), Some("owner"));
        assert_eq!(cat.discriminator_value.as_deref(), Some("cat"));
        let kind = cat.properties.iter().find(|it| it.name == "kind").unwrap();
        assert_eq!(kind.preset, Some("pet".into()), "a cat says that it is a pet");
    }
}
