//! Second bases: takes members of hierarchies, makes those that inherit from a further base, which tells its kinds apart by
//! another property, kinds of that one as well.

use std::collections::{BTreeMap, BTreeSet};

use super::constants;
use super::discriminators::property_of;
use super::hierarchy::{ancestors, is_definition, object_mut, object_of, objects};
use super::kinds::{self, Claim};
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Discriminator, Schema, Service, Subtype};

/// Makes members kinds of their further bases. `said` are the values that members state, for all of their bases.
pub(super) fn join(service: &mut Service, said: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) {
    for ((base, property), claims) in claims(&service.schemas, said) {
        // What its list says of these is settled here.
        if let Some(discriminator) = discriminator_mut(&mut service.schemas, &base) {
            let claimed: BTreeSet<&String> = claims.iter().map(|it| &it.schema).collect();
            discriminator.subtypes.retain(|it| !claimed.contains(&it.schema));
        }
        let known = subtypes(&service.schemas, &base).iter().map(|it| Claim {
            schema: it.schema.clone(),
            stated: vec![it.value.clone()],
            possible: Vec::new(),
        });
        let mut kinds = kinds::settle(&known.chain(claims.iter().cloned()).collect::<Vec<_>>());
        for Claim { schema: name, .. } in claims {
            let Some(kind) = kinds.remove(&name) else {
                report_no_value(&service.schemas, &name, &base, &property, diagnostics);
                continue;
            };
            for value in &kind.values {
                report_clash(&service.schemas, &name, &base, value, diagnostics);
            }
            if let Some(object) = object_mut(&mut service.schemas, &name) {
                let property = property_of(object, &property);
                property.preset = kind.sent.map(Into::into);
                property.required |= property.preset.is_none();
                property.secret = false;
            }
            if let Some(discriminator) = discriminator_mut(&mut service.schemas, &base) {
                let new = kind.values.into_iter().map(|value| Subtype { value, schema: name.clone() });
                discriminator.subtypes.extend(new);
                discriminator.sort();
            }
        }
    }
}

/// What is said of members of further bases, by the base and its property.
fn claims(
    schemas: &BTreeMap<String, Schema>,
    said: &BTreeMap<String, String>,
) -> BTreeMap<(String, String), Vec<Claim>> {
    // The bases, with the property that tells their kinds apart and what is known to be one.
    let bases: BTreeMap<&str, (&String, BTreeSet<&str>)> = objects(schemas)
        .filter_map(|(name, it)| {
            let it = it.discriminator.as_ref()?;
            let goes_by_it = |subtype: &&str| {
                object_of(schemas, subtype)
                    .is_some_and(|kind| kind.discriminator_property.as_ref() == Some(&it.property))
            };
            let kinds = it.subtypes.iter().map(|it| it.schema.as_str()).filter(|it| *it != name);
            Some((name, (&it.property, kinds.filter(goes_by_it).collect())))
        })
        .collect();
    let mut claims: BTreeMap<_, Vec<Claim>> = BTreeMap::new();
    for (name, object) in objects(schemas) {
        let Some(own) = object.discriminator_property.as_ref().filter(|_| !object.parents.is_empty()) else { continue };
        let line = ancestors(name, schemas);
        for base in line.iter().filter(|it| *it != name) {
            let Some((property, kinds)) = bases.get(base.as_str()) else { continue };
            if *property == own || line.iter().any(|it| kinds.contains(it.as_str())) {
                continue;
            }
            let possible = constants::values(schemas, object, property);
            let stated = kinds::listed(schemas, [base], name).unwrap_or_else(|| {
                // What the list of another base says holds there alone.
                let stated =
                    said.get(name).filter(|it| !kinds::listed(schemas, &line, name).is_some_and(|of| of.contains(it)));
                let own = is_definition(schemas, name).then_some(name);
                let stated = stated.map(String::as_str).or(own).map(str::to_owned);
                stated.filter(|it| possible.is_empty() || possible.contains(it)).into_iter().collect()
            });
            let claim = Claim { schema: name.to_owned(), stated, possible };
            claims.entry((base.clone(), (*property).clone())).or_default().push(claim);
        }
    }
    claims
}

fn discriminator_mut<'s>(schemas: &'s mut BTreeMap<String, Schema>, base: &str) -> Option<&'s mut Discriminator> {
    object_mut(schemas, base)?.discriminator.as_deref_mut()
}

fn subtypes<'s>(schemas: &'s BTreeMap<String, Schema>, base: &str) -> &'s [Subtype] {
    object_of(schemas, base).and_then(|it| it.discriminator.as_ref()).map_or(&[], |it| it.subtypes.as_slice())
}

fn report_clash(
    schemas: &BTreeMap<String, Schema>,
    name: &str,
    base: &str,
    value: &str,
    diagnostics: &mut Diagnostics,
) {
    let other = subtypes(schemas, base).iter().find(|it| it.value == value);
    let (Some(other), Some(schema)) = (other, schemas.get(name)) else { return };
    let message = format!("`{name}` and `{}` are both `{value}` of `{base}`", other.schema);
    diagnostics.add(Code::DiscriminatorClash, schema.origin.span, &schema.origin.pointer, message);
}

fn report_no_value(
    schemas: &BTreeMap<String, Schema>,
    name: &str,
    base: &str,
    property: &str,
    diagnostics: &mut Diagnostics,
) {
    let Some(schema) = schemas.get(name) else { return };
    let message = format!("nothing says by which `{property}` `{name}` goes as a kind of `{base}`");
    let hint = format!(
        "`{base}` reads it as its unknown kind, which holds all that was read; an `enum` of `{property}` in `{name}` says which value is its own"
    );
    diagnostics.add_with_hint(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message, &hint);
    diagnostics.settled_by(Remedy::None);
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Diagnostics};
    use crate::model::{SchemaKind, Service};
    use crate::normalize::fixture::{codes, normalized};

    const TWO: &str = r##"
components:
  schemas:
    A: {type: object, required: [ka], properties: {ka: {type: string}}, discriminator: {propertyName: ka}}
    B: {type: object, required: [kb], properties: {kb: {type: string}}, discriminator: {propertyName: kb}}
    Mid: {allOf: [{$ref: '#/components/schemas/A'}], required: [sub], properties: {sub: {type: string}}, discriminator: {propertyName: sub}}
    Leaf: {allOf: [{$ref: '#/components/schemas/Mid'}]}
    C:
      allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
"##;

    fn two(more: &str) -> (Service, Diagnostics) {
        normalized(&format!("{TWO}{more}"))
    }

    fn kinds(service: &Service, base: &str) -> Vec<String> {
        let SchemaKind::Object(base) = &service.schemas[base].kind else { panic!() };
        let subtypes = &base.discriminator.as_ref().unwrap().subtypes;
        subtypes.iter().map(|it| format!("{} {}", it.value, it.schema)).collect()
    }

    #[test]
    fn a_member_of_two_hierarchies_is_a_kind_of_both() {
        for (said, values) in [
            ("", ["C", "C"]),
            ("      x-ms-discriminator-value: c\n", ["c", "c"]),
            ("      properties: {ka: {type: string, enum: [x]}, kb: {type: string, enum: [y]}}\n", ["x", "y"]),
            ("      x-ms-discriminator-value: c\n      properties: {kb: {type: string, enum: [y]}}\n", ["c", "y"]),
        ] {
            let (service, diagnostics) = two(said);
            assert!(codes(&diagnostics).is_empty(), "{said} {:?}", codes(&diagnostics));
            let SchemaKind::Object(c) = &service.schemas["C"].kind else { panic!() };
            assert_eq!(
                (c.discriminator_property.as_deref(), c.discriminator_value.as_deref()),
                (Some("ka"), Some(values[0]))
            );
            let kb = c.properties.iter().find(|it| it.name == "kb").unwrap();
            assert_eq!(kb.preset, Some(values[1].into()), "{said}");
            assert!(kinds(&service, "A").contains(&format!("{} C", values[0])), "{said}");
            assert_eq!(kinds(&service, "B"), [format!("{} C", values[1])], "{said}");
        }
    }

    #[test]
    fn lists_of_the_bases_say_by_which_values() {
        let mapped = |text: &str, base: &str, value: &str| {
            let by = format!("{{propertyName: k{base}}}");
            let list = format!("{{propertyName: k{base}, mapping: {{{value}: '#/components/schemas/C'}}}}");
            text.replace(&by, &list)
        };
        let both = mapped(&mapped(TWO, "a", "x"), "b", "y");
        for (text, values) in
            [(both, ["x", "y"]), (mapped(TWO, "a", "x"), ["x", "C"]), (mapped(TWO, "b", "y"), ["C", "y"])]
        {
            let (service, diagnostics) = normalized(&text);
            assert!(codes(&diagnostics).is_empty(), "{text} {:?}", codes(&diagnostics));
            assert!(
                kinds(&service, "A").contains(&format!("{} C", values[0])),
                "{values:?} {:?}",
                kinds(&service, "A")
            );
            assert_eq!(kinds(&service, "B"), [format!("{} C", values[1])]);
            let SchemaKind::Object(c) = &service.schemas["C"].kind else { panic!() };
            assert_eq!(c.discriminator_value.as_deref(), Some(values[0]));
            let kb = c.properties.iter().find(|it| it.name == "kb").unwrap();
            assert_eq!(kb.preset, Some(values[1].into()));
        }
    }

    #[test]
    fn heirs_of_a_member_of_two_hierarchies_are_kinds_of_both_too() {
        let (service, diagnostics) =
            two("    D: {allOf: [{$ref: '#/components/schemas/C'}], properties: {d: {type: string}}}\n");
        assert!(codes(&diagnostics).is_empty(), "{:?}", codes(&diagnostics));
        assert_eq!(kinds(&service, "B"), ["C C", "D D"]);
        assert_eq!(kinds(&service, "C"), ["C C", "D D"]);
    }

    #[test]
    fn a_member_that_may_go_by_what_others_go_by_is_told() {
        let (service, diagnostics) = two(
            "      properties: {kb: {type: string, enum: [E, F]}}\n    E: {allOf: [{$ref: '#/components/schemas/B'}]}\n    F: {allOf: [{$ref: '#/components/schemas/B'}]}\n",
        );
        assert_eq!(codes(&diagnostics), [Code::Unsupported]);
        assert_eq!(kinds(&service, "B"), ["E E", "F F"]);
        let (service, diagnostics) =
            two("      x-ms-discriminator-value: E\n    E: {allOf: [{$ref: '#/components/schemas/B'}]}\n");
        assert_eq!(codes(&diagnostics), [Code::DiscriminatorClash]);
        assert_eq!(kinds(&service, "B"), ["E E", "E C"]);
    }
}
