//! Joined keywords: takes a schema of a text, a number or a truth whose `allOf` says a part of it, gives the one schema that
//! says it all.

use std::collections::{BTreeSet, VecDeque};

use openapiv3::{AnySchema, ReferenceOr, Schema as OpenApiSchema, SchemaKind as Kind};

use super::Builder;
use super::schemas::keywords;

/// How many parts are looked at; real schemas have three.
const MAX_PARTS: usize = 64;

impl Builder<'_> {
    /// The schema with what its parts say of type, format and values, the nearest first; `None` if it says itself no more of
    /// these than what it refers to, or is nothing of the kind.
    pub(super) fn joined(&self, schema: &OpenApiSchema) -> Option<OpenApiSchema> {
        let any = keywords(schema);
        let says = !any.enumeration.is_empty() || any.format.is_some() || any.typ.as_deref().is_some_and(is_scalar);
        let has_others = !any.properties.is_empty() || !any.one_of.is_empty() || !any.any_of.is_empty();
        if any.all_of.is_empty() || !says || has_others || !self.shapes(schema).is_no_object() {
            return None;
        }
        let parts = self.parts(any);
        let refers = any.all_of.iter().any(|it| matches!(it, ReferenceOr::Reference { .. }));
        let same_values = parts.enumeration.len() == any.enumeration.len()
            && any.enumeration.iter().all(|it| parts.enumeration.contains(it));
        let says_more = !any.enumeration.is_empty() && !same_values
            || any.format.is_some() && any.format != parts.format
            || any.typ.is_some() && parts.typ.is_none() && parts.enumeration.is_empty();
        if refers && !says_more {
            return None;
        }
        let mut joined = AnySchema { all_of: Vec::new(), ..any.clone() };
        take_missing(&mut joined, &parts);
        let is_one = joined.typ.as_deref().map_or(!joined.enumeration.is_empty(), is_scalar);
        is_one.then(|| OpenApiSchema { schema_data: schema.schema_data.clone(), schema_kind: Kind::Any(joined) })
    }

    /// What the parts of a schema say together.
    fn parts(&self, any: &AnySchema) -> AnySchema {
        let (mut joined, mut seen) = (AnySchema::default(), BTreeSet::new());
        let mut todo: VecDeque<_> = any.all_of.iter().collect();
        for _ in 0..MAX_PARTS {
            let part = match todo.pop_front() {
                Some(ReferenceOr::Item(it)) => Some(it),
                Some(ReferenceOr::Reference { reference }) if seen.insert(reference) => self.referred(reference),
                Some(ReferenceOr::Reference { .. }) => None,
                None => break,
            };
            let Some(part) = part.map(keywords) else { continue };
            take_missing(&mut joined, part);
            todo.extend(&part.all_of);
        }
        joined
    }
}

fn is_scalar(typ: &str) -> bool {
    matches!(typ, "string" | "integer" | "number" | "boolean")
}

/// Takes over what is not said yet.
fn take_missing(joined: &mut AnySchema, from: &AnySchema) {
    fn take<T: Clone>(own: &mut Option<T>, from: Option<&T>) {
        if own.is_none() {
            *own = from.cloned();
        }
    }
    take(&mut joined.typ, from.typ.as_ref());
    take(&mut joined.format, from.format.as_ref());
    take(&mut joined.minimum, from.minimum.as_ref());
    take(&mut joined.maximum, from.maximum.as_ref());
    if joined.enumeration.is_empty() {
        joined.enumeration.clone_from(&from.enumeration);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::diagnostics::Code;
    use crate::model::{IntegerFormat, SchemaKind, StringFormat, Type};
    use crate::normalize::fixture::{codes, normalized};

    fn kind(schema: &str) -> (SchemaKind, Vec<Code>) {
        let schema = schema.replace('@', "$ref: '#/components/schemas/");
        let (service, diagnostics) = normalized(&format!(
            r##"
components:
  schemas:
    Text: {{type: string, minLength: 2}}
    Name: {{$ref: '#/components/schemas/Text'}}
    Number: {{type: integer, format: int32}}
    Letters: {{type: string, enum: [a, b, c]}}
    List: {{type: array, items: {{type: string}}}}
    X: {schema}
"##
        ));
        (service.schemas["X"].kind.clone(), codes(&diagnostics))
    }

    #[test]
    fn values_beside_parts_are_an_enum() {
        for (schema, values) in [
            ("{allOf: [{type: string}], enum: [a, b]}", json!(["a", "b"])),
            ("{allOf: [{@Text'}], enum: [a, b]}", json!(["a", "b"])),
            ("{allOf: [{@Name'}], enum: [a, b]}", json!(["a", "b"])),
            ("{allOf: [{@Name'}], enum: [a, b], x-azrest-ref-siblings: true}", json!(["a", "b"])),
            ("{allOf: [{@Number'}], enum: [1, 2]}", json!([1, 2])),
            ("{allOf: [{@Letters'}], enum: [a]}", json!(["a"])),
            ("{type: string, allOf: [{maxLength: 3}], enum: [a]}", json!(["a"])),
        ] {
            let (kind, codes) = kind(schema);
            assert!(codes.is_empty(), "{schema} {codes:?}");
            let SchemaKind::Enum(found) = kind else { panic!("{schema} {kind:?}") };
            assert_eq!(found.values.into_iter().map(|it| it.value).collect::<serde_json::Value>(), values, "{schema}");
        }
    }

    #[test]
    fn formats_beside_parts_hold() {
        let int32 = Type::Integer { format: IntegerFormat::Int32 };
        for (schema, target) in [
            ("{allOf: [{type: string}], format: date}", Type::String { format: StringFormat::Date }),
            ("{allOf: [{@Name'}], format: date}", Type::String { format: StringFormat::Date }),
            ("{type: string, allOf: [{minLength: 3}], format: date}", Type::String { format: StringFormat::Date }),
            ("{type: string, allOf: [{minLength: 3}]}", Type::text()),
            ("{allOf: [{type: integer}], format: int32}", int32.clone()),
            ("{allOf: [{@Number'}], format: int32}", int32),
            ("{allOf: [{@Text'}], pattern: x}", Type::text()),
            ("{type: string, allOf: [{@Text'}]}", Type::text()),
            ("{allOf: [{@Letters'}], enum: [c, b, a]}", Type::reference("Letters")),
            ("{allOf: [{@List'}], format: x}", Type::list(Type::text())),
        ] {
            let (kind, codes) = kind(schema);
            assert!(codes.is_empty(), "{schema} {codes:?}");
            assert_eq!(kind, SchemaKind::Alias { target }, "{schema}");
        }
    }
}
