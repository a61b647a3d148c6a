//! Intersections: takes what a schema inherits and what it declares itself, gives what holds for both.
//!
//! Values of a schema with `allOf` are values of each part of it. A declaration that says less than the inherited one adds to
//! it, one that says more narrows it. Whatever widens it, or has nothing in common with it, is a conflict.

use std::collections::{BTreeMap, BTreeSet};

use super::hierarchy::{ancestors, object_mut, object_of};
use crate::model::{
    Constraints, EnumSchema, IntegerFormat, NumberFormat, ObjectSchema, Property, Resolved, Schema, SchemaKind,
    Service, Stated, StringFormat, Type,
};

type Schemas = BTreeMap<String, Schema>;

/// How many levels of objects are compared with each other.
const LEVELS: usize = 4;

/// One declaration made of an inherited one and a nearer one of the same property, and whether their types agree.
pub(super) fn of_properties(schemas: &Schemas, inherited: &Property, own: Property) -> (Property, bool) {
    let value = narrowed(schemas, &inherited.value, &own.value, own.stated, LEVELS);
    let agree = value.is_some();
    let required = inherited.required || own.required;
    let (says_nothing, nothing_inherited) = (states_nothing(&own), states_nothing(inherited));
    let own = Property { value: value.unwrap_or(own.value), required, secret: inherited.secret || own.secret, ..own };
    if !says_nothing && !nothing_inherited {
        return (own, agree);
    }
    // What says nothing of the type is said about the other's.
    let stated = if says_nothing { inherited.stated } else { own.stated };
    let refined = Property {
        stated,
        client_name: own.client_name.or_else(|| inherited.client_name.clone()),
        read_only: inherited.read_only || own.read_only,
        mutability: own.mutability.or(inherited.mutability),
        nullable: inherited.nullable || own.nullable,
        flatten: inherited.flatten || own.flatten,
        deprecated: inherited.deprecated || own.deprecated,
        default: own.default.or_else(|| inherited.default.clone()),
        constraints: both(&inherited.constraints, own.constraints),
        xml: own.xml.or_else(|| inherited.xml.clone()),
        documentation: own.documentation.or_else(|| inherited.documentation.clone()),
        ..own
    };
    (refined, agree)
}

fn states_nothing(property: &Property) -> bool {
    property.value == Type::Any && property.stated == Stated::Nothing
}

fn both(inherited: &Constraints, own: Constraints) -> Constraints {
    let (has_minimum, has_maximum) = (own.minimum.is_some(), own.maximum.is_some());
    Constraints {
        pattern: own.pattern.or_else(|| inherited.pattern.clone()),
        min_length: own.min_length.or(inherited.min_length),
        max_length: own.max_length.or(inherited.max_length),
        minimum: own.minimum.or(inherited.minimum),
        maximum: own.maximum.or(inherited.maximum),
        exclusive_minimum: own.exclusive_minimum || !has_minimum && inherited.exclusive_minimum,
        exclusive_maximum: own.exclusive_maximum || !has_maximum && inherited.exclusive_maximum,
        multiple_of: own.multiple_of.or(inherited.multiple_of),
        min_items: own.min_items.or(inherited.min_items),
        max_items: own.max_items.or(inherited.max_items),
        unique_items: inherited.unique_items || own.unique_items,
    }
}

/// The type that is meant by an inherited one and a nearer one, of which `stated` is all that is said; `None` if the nearer one
/// does not narrow the inherited one.
fn narrowed(schemas: &Schemas, inherited: &Type, own: &Type, stated: Stated, levels: usize) -> Option<Type> {
    if inherited == own {
        return Some(own.clone());
    }
    let within = |inherited: &Type, own: &Type| narrowed(schemas, inherited, own, stated, levels);
    let is_own = match (inherited.resolved(schemas), own.resolved(schemas)) {
        // Told where references are resolved.
        (Resolved::Nothing, _) | (_, Resolved::Nothing) => true,
        (_, Resolved::Type(Type::Any)) if stated == Stated::Nothing => false,
        (Resolved::Object(..) | Resolved::Type(Type::Map { .. }), Resolved::Type(Type::Any))
            if stated == Stated::Object =>
        {
            false
        }
        (Resolved::Type(Type::Any), _) => true,
        (Resolved::Type(Type::Map { values, .. }), Resolved::Object(..)) if **values == Type::Any => true,
        (Resolved::Type(Type::Array { items: a, .. }), Resolved::Type(Type::Array { items: b, nullable })) => {
            match within(a, b)? {
                items if items == **b => true,
                items if items == **a => false,
                items => return Some(Type::Array { items: Box::new(items), nullable: *nullable }),
            }
        }
        (Resolved::Type(Type::Map { values: a, .. }), Resolved::Type(Type::Map { values: b, nullable })) => {
            match within(a, b)? {
                values if values == **b => true,
                values if values == **a => false,
                values => return Some(Type::Map { values: Box::new(values), nullable: *nullable }),
            }
        }
        (Resolved::Enum(a), Resolved::Enum(b)) => lists_all_of(a, b).then_some(true)?,
        (Resolved::Type(a), Resolved::Enum(b)) => has_values(a, b).then_some(true)?,
        (Resolved::Enum(a), Resolved::Type(b)) => has_values(b, a).then_some(false)?,
        (Resolved::Object(a, _), Resolved::Object(b, _)) => {
            let (of_a, of_b) = (ancestors(a, schemas), ancestors(b, schemas));
            match (of_b.contains(a), of_a.contains(b)) {
                (true, _) => true,
                (_, true) => false,
                _ => (levels > 0 && covers(schemas, &of_a, &of_b, levels - 1)).then_some(true)?,
            }
        }
        (Resolved::Type(a), Resolved::Type(b)) => is_scalar_narrower(a, b)?,
        _ => return None,
    };
    Some(if is_own { own } else { inherited }.clone())
}

/// Whether of two scalars the second says as much as the first, or less. What says no more than that it is a text or a number
/// gives way to a format; of two widths the nearest is the one.
fn is_scalar_narrower(inherited: &Type, own: &Type) -> Option<bool> {
    use IntegerFormat::{Int32, Int64};
    use NumberFormat::{Decimal, Double};
    use StringFormat::Text;
    Some(match (inherited, own) {
        (Type::String { format: Text(a) }, Type::String { format: Text(b) }) => a.is_empty() || !b.is_empty(),
        (Type::String { format: Text(a) }, Type::String { .. }) => a.is_empty().then_some(true)?,
        (Type::String { .. }, Type::String { format: Text(b) }) => b.is_empty().then_some(false)?,
        (Type::Integer { format: Int32 | Int64 }, Type::Integer { .. }) => true,
        (Type::Integer { .. }, Type::Integer { format: Int64 }) => false,
        (Type::Number { format: Decimal }, Type::Number { format: Double }) => false,
        (Type::Number { .. }, Type::Number { .. } | Type::Integer { .. }) => true,
        _ => return None,
    })
}

/// Whether a type has the values of an enum.
fn has_values(value: &Type, listed: &EnumSchema) -> bool {
    matches!(
        (value, &listed.value),
        (Type::String { format: StringFormat::Text(_) }, Type::String { .. })
            | (Type::Number { .. }, Type::Integer { .. } | Type::Number { .. })
            | (Type::Integer { .. }, Type::Integer { .. })
            | (Type::Boolean, Type::Boolean)
    )
}

fn lists_all_of(listed: &EnumSchema, part: &EnumSchema) -> bool {
    part.values.iter().all(|it| listed.values.iter().any(|other| other.value == it.value))
}

/// Whether an object has all members of another, of the same types or narrower ones; both with what they inherit from.
fn covers(schemas: &Schemas, inherited: &BTreeSet<String>, own: &BTreeSet<String>, levels: usize) -> bool {
    let members = |of: &BTreeSet<String>| -> BTreeMap<&str, &Property> {
        let objects = of.iter().filter_map(|it| object_of(schemas, it));
        objects.flat_map(|it| &it.properties).map(|it| (it.name.as_str(), it)).collect()
    };
    let own = members(own);
    members(inherited).into_iter().all(|(name, inherited)| {
        own.get(name).is_some_and(|it| {
            narrowed(schemas, &inherited.value, &it.value, it.stated, levels)
                .is_some_and(|narrowed| narrowed == it.value)
        })
    })
}

/// An object that is written out where an object is inherited already has the members of both: it inherits from that one.
pub(super) fn inherit_by_property(service: &mut Service) {
    let mut todo: BTreeSet<String> = service.schemas.keys().cloned().collect();
    while let Some(name) = todo.pop_first() {
        let Some(object) = object_of(&service.schemas, &name) else { continue };
        for (own, inherited) in objects_met_twice(&service.schemas, &name, object) {
            let Some(object) = object_mut(&mut service.schemas, &own) else { continue };
            object.parents.push(Type::reference(inherited));
            todo.insert(own);
        }
    }
}

/// The anonymous objects in properties of a schema, with the objects that are inherited for the same property.
fn objects_met_twice(schemas: &Schemas, name: &str, object: &ObjectSchema) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut lineage: Option<BTreeSet<String>> = None;
    for (at, own) in object.properties.iter().enumerate() {
        let Some(anonymous) = anonymous_object(schemas, own) else { continue };
        let lineage = lineage.get_or_insert_with(|| ancestors(name, schemas));
        let inherited = lineage.iter().filter(|it| *it != name).filter_map(|it| object_of(schemas, it));
        let inherited = inherited.flat_map(|it| &it.properties).chain(&object.properties[..at]);
        for inherited in inherited.filter(|it| it.name == own.name) {
            let Some(base) = object_in_same_place(schemas, &inherited.value, &own.value) else { continue };
            let (of_base, of_own) = (ancestors(base, schemas), ancestors(anonymous, schemas));
            let is_known = of_base.contains(anonymous) || of_own.contains(base);
            if !is_known && is_plain(schemas, base) && !covers(schemas, &of_base, &of_own, LEVELS) {
                let pair = (anonymous.to_owned(), base.to_owned());
                if !found.contains(&pair) {
                    found.push(pair);
                }
            }
        }
    }
    found
}

/// The object in a property, or in a list or map there, that is written out in that place.
fn anonymous_object<'s>(schemas: &'s Schemas, property: &'s Property) -> Option<&'s str> {
    let mut value = &property.value;
    while let Type::Array { items: inner, .. } | Type::Map { values: inner, .. } = value {
        value = inner;
    }
    let name = value.reference_name().filter(|it| is_plain(schemas, it))?;
    let place = &schemas.get(name)?.origin.pointer;
    let below = place.strip_prefix(property.origin.pointer.as_str())?;
    (below.is_empty() || below.starts_with('/')).then_some(name)
}

/// The object that one type has where the other has its innermost.
fn object_in_same_place<'v, 's: 'v>(schemas: &'s Schemas, inherited: &'v Type, own: &Type) -> Option<&'v str> {
    match (inherited.resolved(schemas), own) {
        (Resolved::Type(Type::Array { items: a, .. }), Type::Array { items: b, .. })
        | (Resolved::Type(Type::Map { values: a, .. }), Type::Map { values: b, .. }) => {
            object_in_same_place(schemas, a, b)
        }
        (Resolved::Object(name, _), Type::Reference { .. }) => Some(name),
        _ => None,
    }
}

/// Whether a name is that of an object that no property tells apart from others.
fn is_plain(schemas: &Schemas, name: &str) -> bool {
    schemas.get(name).is_some_and(|it| {
        matches!(
            &it.kind,
            SchemaKind::Object(ObjectSchema {
                discriminator: None,
                discriminator_value: None,
                discriminator_property: None,
                ..
            })
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{ObjectSchema, Property, SchemaKind, Service};
    use crate::normalize::fixture::normalized;

    fn object<'s>(service: &'s Service, name: &str) -> &'s ObjectSchema {
        let SchemaKind::Object(object) = &service.schemas[name].kind else { panic!("{name}") };
        object
    }

    fn heir(inherited: &str, own: &str) -> (Service, usize) {
        let (service, diagnostics) = normalized(&format!(
            r##"
components:
  schemas:
    O: {{type: object, properties: {{o: {{type: string}}}}}}
    More: {{type: object, properties: {{o: {{type: string}}, p: {{type: string}}}}}}
    Other: {{type: object, properties: {{q: {{type: string}}}}}}
    Sub: {{allOf: [{{$ref: '#/components/schemas/O'}}], properties: {{s: {{type: string}}}}}}
    Name: {{$ref: '#/components/schemas/O'}}
    Free: {{type: object}}
    L: {{type: string, enum: [a, b]}}
    Texts: {{type: array, items: {{type: string}}}}
    Base: {{type: object, properties: {{x: {inherited}}}}}
    Heir: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{x: {own}}}}}]}}
    Inherits: {{type: object, properties: {{x: {inherited}}}}}
    Declares: {{type: object, properties: {{x: {own}}}}}
"##
        ));
        let told = diagnostics.count_of(Code::PropertyConflict);
        (service, told)
    }

    fn x<'s>(service: &'s Service, name: &str) -> &'s Property {
        &object(service, name).properties[0]
    }

    const REF: &str = "{$ref: '#/components/schemas/";

    #[test]
    fn a_declaration_that_says_less_keeps_the_inherited_type() {
        for (inherited, own) in [
            ("{type: integer, format: int32}", "{example: 400}"),
            ("{type: integer, format: unixtime}", "{type: integer}"),
            ("{type: string, format: date-time}", "{nullable: true}"),
            ("{type: string, format: date-time}", "{type: string}"),
            ("{type: array, items: {type: string}}", "{minItems: 1}"),
            ("{type: array, items: {type: string}}", "{type: array, minItems: 1}"),
            ("{type: array, items: @O'}}", "{type: array, items: {type: object}}"),
            ("@Texts'}", "{type: array, items: {description: d}}"),
            ("@O'}", "{description: d}"),
            ("@O'}", "{type: object}"),
            ("@O'}", "{type: object, required: [o]}"),
            ("@O'}", "{required: [o]}"),
            ("@O'}", "@Free'}"),
            ("{type: array, items: @O'}}", "{required: [o]}"),
            ("@Sub'}", "@O'}"),
            ("{type: object, additionalProperties: {type: integer}}", "{type: object}"),
            ("@L'}", "{description: d}"),
            ("@L'}", "{type: string}"),
            ("{type: number, format: decimal}", "{type: number}"),
        ] {
            let (service, told) = heir(&inherited.replace('@', REF), &own.replace('@', REF));
            assert_eq!(told, 0, "{inherited} {own}");
            assert_eq!(x(&service, "Heir").value, x(&service, "Inherits").value, "{inherited} {own}");
        }
    }

    #[test]
    fn a_declaration_that_says_more_narrows_the_inherited_type() {
        for (inherited, own) in [
            ("{}", "{type: integer}"),
            ("{type: object}", "@O'}"),
            ("@Free'}", "@O'}"),
            ("{type: object, additionalProperties: true}", "@O'}"),
            ("{type: string}", "{type: string, format: date-time}"),
            ("{type: string}", "@L'}"),
            ("{type: number}", "{type: integer}"),
            ("{type: integer, format: int64}", "{type: integer, format: int32}"),
            ("{type: array, items: {type: object}}", "{type: array, items: @O'}}"),
            ("{type: array, items: @O'}}", "{type: array, items: @Sub'}}"),
            ("@O'}", "@Sub'}"),
            ("@Name'}", "@Sub'}"),
            ("@O'}", "@More'}"),
        ] {
            let (service, told) = heir(&inherited.replace('@', REF), &own.replace('@', REF));
            assert_eq!(told, 0, "{inherited} {own}");
            assert_eq!(x(&service, "Heir").value, x(&service, "Declares").value, "{inherited} {own}");
        }
    }

    #[test]
    fn an_enum_narrows_one_that_lists_more() {
        let values = |own: &str| {
            let (service, told) = heir(&format!("{REF}L'}}"), own);
            let name = x(&service, "Heir").value.reference_name().unwrap().to_owned();
            let SchemaKind::Enum(it) = &service.schemas[&name].kind else { panic!("{own}") };
            (it.values.len(), told)
        };
        assert_eq!(values("{enum: [a]}"), (1, 0));
        assert_eq!(values("{type: string, enum: [b, a]}"), (2, 0));
        assert_eq!(values("{type: string, enum: [a, c]}"), (2, 1));
    }

    #[test]
    fn what_contradicts_the_inherited_type_is_told_and_the_nearest_holds() {
        for (inherited, own) in [
            ("{type: string}", "{type: integer}"),
            ("{type: integer}", "{type: number}"),
            ("{type: string, format: date-time}", "{type: string, format: date}"),
            ("{type: string}", "{type: object}"),
            ("@O'}", "@Other'}"),
            ("@L'}", "{type: integer}"),
            ("{type: array, items: {type: string}}", "{type: array, items: {type: integer}}"),
            ("@O'}", "{type: object, additionalProperties: true}"),
            ("@O'}", "{oneOf: [@Sub'}, @More'}]}"),
        ] {
            let (service, told) = heir(&inherited.replace('@', REF), &own.replace('@', REF));
            assert_eq!(told, 1, "{inherited} {own}");
            assert_eq!(x(&service, "Heir").value, x(&service, "Declares").value, "{inherited} {own}");
        }
    }

    #[test]
    fn a_declaration_without_a_type_adds_to_the_inherited_one() {
        let inherited =
            "{type: string, maxLength: 9, minLength: 2, default: d, description: base, x-ms-client-name: why}";
        let (service, _) = heir(inherited, "{maxLength: 3, readOnly: true, deprecated: true}");
        let x = x(&service, "Heir");
        assert_eq!((x.constraints.min_length, x.constraints.max_length), (Some(2), Some(3)));
        assert_eq!((x.read_only, x.deprecated, x.client_name.as_deref()), (true, true, Some("why")));
        assert_eq!((x.default.clone(), x.documentation.as_deref()), (Some("d".into()), Some("base")));
        let (service, _) = heir("{type: string, x-ms-secret: true}", "{type: string, maxLength: 3}");
        assert!(self::x(&service, "Heir").secret, "a secret stays one");
    }

    #[test]
    fn an_object_that_is_written_out_has_the_members_of_the_inherited_one() {
        for (inherited, own, names) in [
            ("@O'}", "{type: object, properties: {p: {type: string}}}", vec!["o", "p"]),
            ("@O'}", "{properties: {o: {description: d}, p: {type: string}}}", vec!["o", "p"]),
            ("{properties: {p: {type: string}}}", "{properties: {q: {type: string}}}", vec!["p", "q"]),
            (
                "{type: array, items: @Name'}}",
                "{type: array, items: {properties: {q: {type: string}}}}",
                vec!["o", "q"],
            ),
        ] {
            let (service, told) = heir(&inherited.replace('@', REF), &own.replace('@', REF));
            assert_eq!(told, 0, "{inherited} {own}");
            let name = x(&service, "Heir").value.references()[0].to_owned();
            let found: Vec<_> = object(&service, &name).properties.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(found, names, "{inherited} {own}");
        }
    }

    #[test]
    fn objects_below_objects_that_are_written_out_have_the_members_of_both() {
        let (service, told) = heir(
            "{properties: {in: {properties: {a: {type: string}}}}}",
            "{properties: {in: {properties: {b: {type: string}}}}}",
        );
        assert_eq!(told, 0);
        let own = x(&service, "Heir").value.reference_name().unwrap().to_owned();
        let inner = x(&service, &own).value.reference_name().unwrap().to_owned();
        assert_eq!(object(&service, &inner).properties.len(), 2);
    }

    #[test]
    fn parts_of_one_schema_agree_as_well() {
        let (service, diagnostics) = normalized(
            "components:\n  schemas:\n    A: {allOf: [{properties: {x: {type: integer, format: int32}, y: {description: d}}}, {properties: {x: {description: d}, y: {type: boolean}}}]}\n",
        );
        assert_eq!(diagnostics.count_of(Code::PropertyConflict), 0);
        let of = |at: usize| format!("{:?}", object(&service, "A").properties[at].value);
        assert_eq!((of(0).as_str(), of(1).as_str()), ("Integer { format: Int32 }", "Boolean"));
        assert_eq!(object(&service, "A").properties[1].documentation.as_deref(), Some("d"));
    }
}
