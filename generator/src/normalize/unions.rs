//! Pass `unions`: subtypes that a discriminator lists (`mapping`, `oneOf`) learn their values.
//!
//! Where a list cannot be a union in clients (a subtype is no object, is a union itself, stands under several values or in
//! lists that differ), the value is free-form JSON.

use std::collections::{BTreeMap, BTreeSet};

use super::constants;
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{ObjectSchema, SchemaKind, Service, Subtype, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    take_stated_values(service);
    let mut values: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for schema in service.schemas.values() {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let Some(discriminator) = &object.discriminator else { continue };
        for it in &discriminator.listed {
            let told = (discriminator.property.clone(), it.value.clone());
            values.entry(it.schema.clone()).or_default().insert(told);
        }
    }
    let fits = |it: &Subtype| {
        let object = service.schemas.get(&it.schema).is_some_and(|it| match &it.kind {
            SchemaKind::Object(object) => object.discriminator.is_none(),
            _ => false,
        });
        object && values.get(&it.schema).is_some_and(|it| it.len() == 1)
    };
    let mut plain: Vec<String> = Vec::new();
    let mut dropped: Vec<(String, Vec<Subtype>)> = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let Some(discriminator) = &object.discriminator else { continue };
        if discriminator.listed.iter().all(fits) {
            continue;
        }
        if object.properties.is_empty() && object.parents.is_empty() {
            plain.push(name.clone());
        } else {
            // A base with properties has its heirs; what else its mapping names is no subtype.
            dropped.push((name.clone(), discriminator.listed.iter().filter(|it| fits(it)).cloned().collect()));
        }
    }
    for name in plain {
        let Some(schema) = service.schemas.get_mut(&name) else { continue };
        let message = format!("the alternatives of `{name}` are no objects with one value each; it is free-form JSON");
        diagnostics.add(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message);
        schema.kind = SchemaKind::Alias { target: Type::Any };
    }
    for (name, kept) in dropped {
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&name).map(|it| &mut it.kind)
            && let Some(discriminator) = &mut object.discriminator
        {
            discriminator.listed = kept;
        }
    }
    for (name, told) in values {
        let told: Vec<_> = told.into_iter().collect();
        if let ([(property, value)], Some(SchemaKind::Object(object))) =
            (told.as_slice(), service.schemas.get_mut(&name).map(|it| &mut it.kind))
            && object.discriminator.is_none()
        {
            object.discriminator_value.get_or_insert_with(|| value.clone());
            object.discriminator_property.get_or_insert_with(|| property.clone());
        }
    }
}

/// How many generations of parents are looked at for the value of a subtype.
const GENERATIONS: usize = 8;

/// What `mapping` does not name has the values that its own schema lets the property have; the name of the schema is the
/// last resort.
fn take_stated_values(service: &mut Service) {
    let mut stated = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(ObjectSchema { discriminator: Some(discriminator), .. }) = &schema.kind else {
            continue;
        };
        for it in discriminator.listed.iter().filter(|it| it.value == it.schema) {
            let Some(SchemaKind::Object(subtype)) = service.schemas.get(&it.schema).map(|it| &it.kind) else {
                continue;
            };
            let values = match &subtype.discriminator_value {
                Some(value) => vec![value.clone()],
                None => constants::values_anywhere(&service.schemas, subtype, &discriminator.property, GENERATIONS),
            };
            if !values.is_empty() && !values.contains(&it.value) {
                stated.push((name.clone(), it.schema.clone(), values));
            }
        }
    }
    for (name, subtype, values) in stated {
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&name).map(|it| &mut it.kind)
            && let Some(discriminator) = &mut object.discriminator
        {
            discriminator.listed.retain(|it| it.schema != subtype || it.value != subtype);
            let values = values.into_iter().map(|value| Subtype { value, schema: subtype.clone() });
            discriminator.listed.extend(values);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{SchemaKind, Service, Type};
    use crate::normalize::fixture::{codes, normalized};

    const PETS: &str = r##"
components:
  schemas:
    Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {type: string}, tail: {type: boolean}}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
    Owner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, any: {anyOf: [{type: string}, {type: string, enum: [a]}]}}}
"##;

    fn subtypes(service: &Service, name: &str) -> Vec<(String, String)> {
        let SchemaKind::Object(object) = &service.schemas[name].kind else { panic!("{name}") };
        let discriminator = object.discriminator.as_ref().unwrap();
        discriminator.subtypes.iter().map(|it| (it.value.clone(), it.schema.clone())).collect()
    }

    #[test]
    fn listed_alternatives_are_a_union_by_value() {
        let (service, diagnostics) = normalized(PETS);
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat")]);
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert_eq!(cat.discriminator_value.as_deref(), Some("cat"));
        assert_eq!(cat.discriminator_property.as_deref(), Some("kind"));
        let SchemaKind::Object(owner) = &service.schemas["Owner"].kind else { panic!() };
        assert_eq!(owner.properties[1].value, Type::text(), "texts and known texts are texts");
    }

    #[test]
    fn alternatives_have_the_only_value_that_their_schema_allows() {
        let one = "Dog: {type: object, properties: {kind: {type: string, enum: [dog]}";
        let text = PETS.replace("Dog: {type: object, properties: {kind: {type: string}", one);
        let (service, diagnostics) = normalized(&text);
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(subtypes(&service, "Pet"), [pair("cat", "Cat"), pair("dog", "Dog")]);
        let several = text.replace("enum: [dog]", "enum: [dog, hound]");
        let (service, diagnostics) = normalized(&several);
        assert_eq!(codes(&diagnostics), [Code::Unsupported], "nobody knows which of them to send");
        assert!(matches!(&service.schemas["Pet"].kind, SchemaKind::Alias { target: Type::Any }));
        let inherits = "Dog: {allOf: [{$ref: '#/components/schemas/Kind'}], properties: {";
        let kind = "    Kind: {type: object, properties: {kind: {type: string, enum: [hound]}}}\n";
        let text = PETS.replace("Dog: {type: object, properties: {kind: {type: string}, ", inherits) + kind;
        assert_eq!(subtypes(&normalized(&text).0, "Pet"), [pair("cat", "Cat"), pair("hound", "Dog")]);
    }

    #[test]
    fn a_mapping_gives_heirs_their_values() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Pet:
      type: object
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: Dog}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], properties: {lives: {type: integer}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
"##,
        );
        assert!(codes(&diagnostics).is_empty());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(subtypes(&service, "Pet"), [pair("cat", "Cat"), pair("dog", "Dog")]);
    }

    #[test]
    fn alternatives_that_are_no_union_are_json() {
        for change in [
            ("mapping: {cat: ", "mapping: {tom: '#/components/schemas/Cat', cat: "),
            ("Dog: {type: object,", "Dog: {type: string, enum: [a], x-unused:"),
        ] {
            let text = PETS.replace(change.0, change.1);
            let text =
                text.replace("x-unused: properties: {kind: {type: string}, tail: {type: boolean}}}", "default: a}");
            let (service, diagnostics) = normalized(&text);
            assert_eq!(codes(&diagnostics), [Code::Unsupported], "{change:?}");
            assert!(matches!(&service.schemas["Pet"].kind, SchemaKind::Alias { target: Type::Any }));
        }
    }
    #[test]
    fn alternatives_beside_inheritance_are_free_form_members_and_told() {
        let alternatives = "allOf: [{$ref: '#/components/schemas/Cat'}, {oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}]";
        let text = PETS.replace("Dog: {type: object,", &format!("Both: {{{alternatives}}}\n    Dog: {{type: object,"));
        let (service, diagnostics) = normalized(&text);
        assert_eq!(codes(&diagnostics), [Code::Unsupported]);
        let SchemaKind::Object(both) = &service.schemas["Both"].kind else { panic!("no object") };
        assert!(matches!(both.additional_properties, Some(Type::Any)));
        // What is only required has no members to lose.
        let (_, diagnostics) = normalized(&text.replace(
            "{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}]",
            "{required: [a]}, {required: [b]}]}]",
        ));
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
    }
}
