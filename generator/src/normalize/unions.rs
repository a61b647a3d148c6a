//! Pass `unions`: subtypes that a discriminator lists (`mapping`, `oneOf`) learn their values.
//!
//! Where a list cannot be a union in clients (a subtype is no object, is a union itself, stands in lists by different
//! properties, or has values that others have as well), the value is free-form JSON.

use std::collections::{BTreeMap, BTreeSet};

use super::constants;
use super::hierarchy::{ancestors, object_mut, object_of};
use super::kinds::{self, Claim};
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Discriminator, Origin, Schema, SchemaKind, Service, Subtype, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    adopt(service, diagnostics);
    let Settled { undecided, sent } = take_stated_values(service);
    // The properties that lists tell a schema apart by, and its values.
    let mut properties: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for discriminator in service.schemas.values().filter_map(discriminator) {
        for it in &discriminator.listed {
            properties.entry(it.schema.clone()).or_default().insert(discriminator.property.clone());
            values.entry(it.schema.clone()).or_default().insert(it.value.clone());
        }
    }
    let fits = |list: &str, it: &Subtype| {
        // A base that inherits is a kind of what it inherits from.
        let is_object = service.schemas.get(&it.schema).is_some_and(|it| match &it.kind {
            SchemaKind::Object(object) => object.discriminator.is_none() || !object.parents.is_empty(),
            _ => false,
        });
        let is_heir = || ancestors(&it.schema, &service.schemas).contains(list);
        let is_told = properties.get(&it.schema).is_some_and(|it| it.len() == 1) || is_heir();
        is_object && !undecided.contains(&it.schema) && is_told
    };
    let mut plain: Vec<String> = Vec::new();
    let mut dropped: Vec<(String, Vec<Subtype>)> = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let Some(discriminator) = &object.discriminator else { continue };
        if discriminator.listed.iter().all(|it| fits(name, it)) {
            continue;
        }
        if object.properties.is_empty() && object.parents.is_empty() {
            plain.push(name.clone());
        } else {
            // A base with properties has its heirs; what else its mapping names is no subtype.
            dropped.push((name.clone(), discriminator.listed.iter().filter(|it| fits(name, it)).cloned().collect()));
        }
    }
    for name in plain {
        let Some(schema) = service.schemas.get_mut(&name) else { continue };
        let message =
            format!("the alternatives of `{name}` are no objects with values of their own; it is free-form JSON");
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
    // What an heir goes by is what its first base tells it apart by; its values in the lists of others are read there.
    properties.retain(|name, it| {
        let inherited = inherited_property(&service.schemas, name, GENERATIONS);
        inherited.is_none_or(|inherited| it.len() == 1 && it.contains(inherited))
    });
    for (name, properties) in properties {
        let (Some(property), Some(told)) = (properties.first().filter(|_| properties.len() == 1), values.remove(&name))
        else {
            continue;
        };
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&name).map(|it| &mut it.kind)
            && (object.discriminator.is_none() || !object.parents.is_empty())
        {
            let told: BTreeSet<String> = told.into_iter().chain(object.discriminator_value.clone()).collect();
            if told.len() > 1 {
                // Lists that differ leave it to the caller, unless it is called like one of the values.
                let sent = sent.get(&name).filter(|it| it.len() == 1).and_then(|it| it.first()).cloned().flatten();
                let sent = object.discriminator_value.take().or(sent);
                object.discriminator_value = sent.or_else(|| told.get(&name).cloned());
                object.listed_values = told.into_iter().collect();
            } else {
                object.discriminator_value = told.into_iter().next();
            }
            object.discriminator_property.get_or_insert_with(|| property.clone());
        }
    }
}

/// Alternatives beside properties hold these too: they inherit from the schema that lists them, if they do not say so
/// themselves.
fn adopt(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut adopted: Vec<(String, String)> = Vec::new();
    for (name, schema) in &service.schemas {
        let Some(discriminator) = discriminator(schema) else { continue };
        for alternative in &discriminator.alternatives {
            let is_kind = object_of(&service.schemas, alternative)
                .is_some_and(|it| it.discriminator.is_none() || !it.parents.is_empty());
            if !is_kind || ancestors(name, &service.schemas).contains(alternative) {
                let message =
                    format!("`{alternative}` is an alternative of `{name}` and no object with values of its own");
                let hint = format!("`{name}` reads it as its unknown kind, which holds all that was read");
                let Origin { span, pointer, .. } = &schema.origin;
                diagnostics.add_with_hint(Code::Unsupported, *span, pointer, message, &hint);
                diagnostics.settled_by(Remedy::None);
            } else if !ancestors(alternative, &service.schemas).contains(name) {
                adopted.push((alternative.clone(), name.clone()));
            }
        }
    }
    adopted.dedup();
    for (alternative, base) in adopted {
        if let Some(object) = object_mut(&mut service.schemas, &alternative) {
            object.parents.insert(0, Type::Reference { name: base });
        }
    }
}

/// The property by which the first base that a schema inherits from tells its heirs apart.
fn inherited_property<'s>(schemas: &'s BTreeMap<String, Schema>, name: &str, generations: usize) -> Option<&'s String> {
    let parents = object_of(schemas, name)?.parents.iter().flat_map(Type::references);
    parents.filter(|_| generations > 0).find_map(|parent| {
        let above = inherited_property(schemas, parent, generations - 1);
        let own = || object_of(schemas, parent)?.discriminator.as_ref().map(|it| &it.property);
        own().or(above)
    })
}

/// How many generations of parents are looked at for the value of a subtype.
const GENERATIONS: usize = 8;

/// What lists say of the schemas they name.
#[derive(Default)]
struct Settled {
    /// Those of which nobody knows by which values they go.
    undecided: BTreeSet<String>,
    /// The values that are sent where nothing else is said, of each list.
    sent: BTreeMap<String, BTreeSet<Option<String>>>,
}

/// What lists name has the values that `mapping` says, and those that its own schema lets the property have; the name of
/// the schema is the last resort.
fn take_stated_values(service: &mut Service) -> Settled {
    let (mut lists, mut settled) = (Vec::new(), Settled::default());
    for (name, schema) in &service.schemas {
        let Some(discriminator) = discriminator(schema).filter(|it| !it.listed.is_empty()) else { continue };
        let SchemaKind::Object(base) = &schema.kind else { continue };
        // Heirs of a base with properties inherit what the property may be for all of them.
        let generations = if base.properties.is_empty() { GENERATIONS } else { 0 };
        let schemas: BTreeSet<&String> = discriminator.listed.iter().map(|it| &it.schema).collect();
        let claims: Vec<Claim> = schemas
            .into_iter()
            .map(|schema| {
                let told: Vec<_> =
                    discriminator.listed.iter().filter(|it| it.schema == *schema).map(|it| it.value.clone()).collect();
                let (stated, possible) = match service.schemas.get(schema).map(|it| &it.kind) {
                    Some(SchemaKind::Object(subtype)) => (
                        subtype.discriminator_value.clone(),
                        constants::values_anywhere(&service.schemas, subtype, &discriminator.property, generations),
                    ),
                    _ => (None, Vec::new()),
                };
                // Named by its name alone.
                let is_unsaid = told == [schema.as_str()];
                let stated = match stated {
                    Some(value) if is_unsaid => vec![value],
                    _ if is_unsaid && !possible.is_empty() && !possible.contains(schema) => Vec::new(),
                    _ => told,
                };
                Claim { schema: schema.clone(), stated, possible }
            })
            .collect();
        let mut kinds = kinds::settle(&claims);
        let mut listed = Vec::new();
        for Claim { schema, possible, .. } in claims {
            let values = match kinds.remove(&schema) {
                Some(kind) => {
                    settled.sent.entry(schema.clone()).or_default().insert(kind.sent);
                    kind.values
                }
                None => {
                    settled.undecided.insert(schema.clone());
                    possible
                }
            };
            listed.extend(values.into_iter().map(|value| Subtype { value, schema: schema.clone() }));
        }
        listed.sort_by(|a, b| (&a.value, &a.schema).cmp(&(&b.value, &b.schema)));
        lists.push((name.clone(), listed));
    }
    for (name, listed) in lists {
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&name).map(|it| &mut it.kind)
            && let Some(discriminator) = &mut object.discriminator
        {
            discriminator.listed = listed;
        }
    }
    settled
}

fn discriminator(schema: &Schema) -> Option<&Discriminator> {
    match &schema.kind {
        SchemaKind::Object(object) => object.discriminator.as_deref(),
        _ => None,
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
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        assert_eq!(subtypes(&service, "Pet"), [pair("cat", "Cat"), pair("dog", "Dog"), pair("hound", "Dog")]);
        let SchemaKind::Object(dog) = &service.schemas["Dog"].kind else { panic!() };
        let kind = &dog.properties[0];
        assert!(dog.discriminator.is_none(), "a dog is a dog, whatever it is called");
        assert_eq!((&dog.discriminator_value, &kind.preset, kind.required), (&None, &None, true), "callers say which");
        let inherits = "Dog: {allOf: [{$ref: '#/components/schemas/Kind'}], properties: {";
        let kind = "    Kind: {type: object, properties: {kind: {type: string, enum: [hound]}}}\n";
        let text = PETS.replace("Dog: {type: object, properties: {kind: {type: string}, ", inherits) + kind;
        assert_eq!(subtypes(&normalized(&text).0, "Pet"), [pair("cat", "Cat"), pair("hound", "Dog")]);
    }

    #[test]
    fn what_stands_beside_alternatives_holds_for_each_of_them() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let names = |service: &Service, name: &str| -> Vec<String> {
            let SchemaKind::Object(it) = &service.schemas[name].kind else { panic!("{name}") };
            it.properties.iter().map(|it| it.name.clone()).collect()
        };
        let own = "Pet:\n      required: [name]\n      properties: {kind: {type: string}, name: {type: string}}";
        let parent = "Pet:\n      allOf: [{$ref: '#/components/schemas/Named'}]";
        let named = "    Named: {type: object, properties: {kind: {type: string}, name: {type: string}}}\n";
        for beside in [own, parent] {
            let text = format!("{}{named}", PETS.replace("Pet:", beside));
            let (service, diagnostics) = normalized(&text);
            assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
            assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat")]);
            assert_eq!(names(&service, "Cat"), ["kind", "name", "lives"]);
            // The alternatives say enough of the property.
            let less = text.replace(beside, &beside.replace("kind: {type: string}, ", ""));
            let (service, diagnostics) = normalized(&less.replace(
                "Named: {type: object, properties: {kind: {type: string}, ",
                "Named: {type: object, properties: {",
            ));
            assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
            assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat")]);
            // Alternatives that inherit already are heirs as usual.
            let heir = "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], type: object, properties: {lives";
            let heirs = text.replace("Cat: {type: object, properties: {kind: {type: string}, lives", heir);
            let (service, diagnostics) = normalized(&heirs);
            assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
            assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat")]);
            assert_eq!(names(&service, "Cat"), ["kind", "name", "lives"]);
        }
        let text = PETS.replace("Pet:", own);
        let (service, diagnostics) = normalized(&text.replace("tail: {type: boolean}", "name: {type: integer}"));
        assert_eq!(codes(&diagnostics), [Code::PropertyConflict]);
        assert_eq!(names(&service, "Dog"), ["kind", "name"]);
        let no_object = text.replace(
            "Dog: {type: object, properties: {kind: {type: string}, tail: {type: boolean}}}",
            "Dog: {type: string}",
        );
        let (service, diagnostics) = normalized(&no_object);
        assert_eq!(codes(&diagnostics), [Code::Unsupported]);
        assert_eq!(subtypes(&service, "Pet"), [pair("cat", "Cat")]);
        // What has no name has no value, and what lists itself is no alternative.
        let (service, diagnostics) =
            normalized(&text.replace("{$ref: '#/components/schemas/Dog'}]", "{properties: {a: {type: string}}}]"));
        assert_eq!(codes(&diagnostics), [Code::Unsupported]);
        assert!(matches!(&service.schemas["Pet"].kind, SchemaKind::Alias { target: Type::Any }));
        let (_, diagnostics) = normalized(
            &text.replace("oneOf: [{$ref: '#/components/schemas/Cat'}", "oneOf: [{$ref: '#/components/schemas/Pet'}"),
        );
        assert_eq!(codes(&diagnostics), [Code::Unsupported]);
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
            (", mapping: {cat: '#/components/schemas/Cat'}", ""),
            ("Dog: {type: object,", "Dog: {type: string, enum: [a], x-unused:"),
        ] {
            let text = PETS.replace(change.0, change.1);
            let text =
                text.replace("x-unused: properties: {kind: {type: string}, tail: {type: boolean}}}", "default: a}");
            // Without a mapping nobody knows which of them is `a`.
            let same = if text.contains("mapping") { "{type: string}" } else { "{type: string, enum: [a, b]}" };
            let (service, diagnostics) = normalized(&text.replace("kind: {type: string}", &format!("kind: {same}")));
            assert_eq!(codes(&diagnostics), [Code::Unsupported], "{change:?}");
            assert!(matches!(&service.schemas["Pet"].kind, SchemaKind::Alias { target: Type::Any }));
        }
    }

    #[test]
    fn several_values_of_one_alternative_are_those_of_the_mapping_and_of_its_own_schema() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let told = "mapping: {tom: '#/components/schemas/Cat', cat: ";
        let (service, diagnostics) = normalized(&PETS.replace("mapping: {cat: ", told));
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat"), pair("tom", "Cat")]);

        let own = "Cat: {type: object, properties: {kind: {type: string, enum: [cat, lion]}";
        let (service, _) = normalized(&PETS.replace("Cat: {type: object, properties: {kind: {type: string}", own));
        assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat"), pair("lion", "Cat")]);
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert_eq!(cat.properties[0].preset, Some("cat".into()), "the mapping says which is sent");
    }

    #[test]
    fn alternatives_that_stand_elsewhere_by_themselves_may_have_other_values_there() {
        let held = PETS.replace(
            "Owner: {type: object, properties: {",
            "Owner: {type: object, properties: {cat: {$ref: '#/components/schemas/Cat'}, ",
        );
        for (text, value, preset) in [(PETS, Some("cat"), None), (held.as_str(), None, Some("cat".into()))] {
            let (service, _) = normalized(text);
            let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
            assert_eq!((cat.discriminator_value.as_deref(), &cat.properties[0].preset), (value, &preset));
        }
    }

    #[test]
    fn one_alternative_may_go_by_other_values_in_other_lists() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let other = "    Other:\n      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]\n      discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}\n";
        let (service, diagnostics) = normalized(&format!("{PETS}{other}"));
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        assert_eq!(subtypes(&service, "Pet"), [pair("Dog", "Dog"), pair("cat", "Cat")]);
        assert_eq!(subtypes(&service, "Other"), [pair("Dog", "Dog"), pair("feline", "Cat")]);
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        assert!(cat.discriminator_value.is_none() && cat.properties[0].required);
        // By another property there is no one struct.
        let (service, diagnostics) = normalized(&format!("{PETS}{}", other.replace("kind", "sort")));
        assert_eq!(codes(&diagnostics), [Code::Unsupported, Code::Unsupported]);
        assert!(matches!(&service.schemas["Other"].kind, SchemaKind::Alias { target: Type::Any }));
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
