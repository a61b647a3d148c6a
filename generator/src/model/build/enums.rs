//! Enums: takes a schema that lists its values, gives the type of these.
//!
//! Type and values may contradict each other. Numbers and truths that are written as texts are what the type says, values of
//! a list are those of its elements; but names beside `type: integer` are what such services send, as their examples show:
//! the framework that wrote the document knew the numbers of its enum, and the names that go over the wire.

use std::collections::{HashMap, HashSet};

use openapiv3::{AnySchema, ReferenceOr, Schema as OpenApiSchema, SchemaData, SchemaKind as Kind};
use serde_json::Value;

use super::Builder;
use super::attributes::Attributes;
use super::formats::{integer, number};
use super::schemas::keywords;
use crate::diagnostics::{Code, Remedy};
use crate::model::{EnumSchema, EnumValue, SchemaKind, Type};
use crate::openapi::extensions::EnumNames;

impl Builder<'_> {
    /// The type of a schema with the keyword `enum`.
    pub(super) fn enumeration(&mut self, schema: &OpenApiSchema, attributes: &Attributes, pointer: &str) -> Type {
        let any = keywords(schema);
        if any.enumeration.iter().any(|it| it.is_object() || it.is_array()) {
            self.report_free_form(pointer, "an enum of objects or lists");
            return Type::Any;
        }
        // Nothing but null.
        if any.enumeration.iter().all(Value::is_null) {
            return Type::Any;
        }
        if any.typ.as_deref() == Some("array") {
            return self.enum_beside_items(any, attributes, pointer);
        }
        let names = attributes.extensions.enumeration.clone().unwrap_or_default();
        let Some(values) = self.values(any, &names, pointer) else { return Type::Any };
        let value = match any.typ.as_deref() {
            _ if values.iter().any(|(_, it)| it.is_string()) => Type::text(),
            Some("string") => Type::text(),
            Some("integer") => integer(any),
            Some("number") => number(any),
            Some("boolean") => Type::Boolean,
            _ if values.iter().all(|(_, it)| it.is_i64() || it.is_u64()) => integer(any),
            _ if values.iter().all(|(_, it)| it.is_number()) => number(any),
            _ if values.iter().all(|(_, it)| it.is_boolean()) => Type::Boolean,
            _ => Type::text(),
        };
        let named: HashMap<_, _> = names.values.iter().rev().map(|it| (&it.value, it)).collect();
        let (mut list, mut seen) = (Vec::new(), HashSet::new());
        for (written, value) in values {
            if !seen.insert(value.clone()) {
                continue;
            }
            let named = named.get(written).or_else(|| named.get(&value));
            list.push(EnumValue {
                client_name: named.and_then(|it| it.name.clone()).filter(|name| Some(name.as_str()) != value.as_str()),
                documentation: named.and_then(|it| it.description.clone()).filter(|it| !it.trim().is_empty()),
                value,
            });
        }
        let open = names.model_as_string.unwrap_or(false);
        let kind = SchemaKind::Enum(EnumSchema { value, values: list, open, named_by_spec: names.name.is_some() });
        self.inline(kind, attributes, pointer)
    }

    /// The values as written, and as they are on the wire; `None` if they are of no one type. A null among them says that
    /// null is allowed, not that there is a value of that name. Of `enum` and `x-ms-enum` either may lack values of the other;
    /// callers get all of them.
    fn values<'a>(
        &mut self,
        any: &'a AnySchema,
        names: &'a EnumNames,
        pointer: &str,
    ) -> Option<Vec<(&'a Value, Value)>> {
        let is_alike = |it: &&Value| any.enumeration.iter().any(|own| same_type(own, it));
        let further = names.values.iter().map(|it| &it.value).filter(is_alike);
        let written: Vec<&Value> = any.enumeration.iter().chain(further).filter(|it| !it.is_null()).collect();
        let texts = written.iter().filter(|it| it.is_string()).count();
        let as_written = || Some(written.iter().map(|it| (*it, (*it).clone())).collect());
        let Some(typ) = any.typ.as_deref().filter(|it| *it != "string" && texts > 0) else {
            if any.typ.is_none() && texts > 0 && texts < written.len() {
                self.report_free_form(pointer, "an enum of texts and other values");
                return None;
            }
            return as_written();
        };
        let meant: Option<Vec<Value>> = written.iter().map(|it| meant(it, typ)).collect();
        if let Some(meant) = meant {
            let message =
                format!("the values of the enum are texts; of type `{typ}`, the client takes them for what they say");
            self.report(Code::EnumMismatch, pointer, message);
            // Values that the extension names again are there already.
            let mut once = meant.clone();
            once.truncate(any.enumeration.iter().filter(|it| !it.is_null()).count());
            self.diagnostics.settled_by(Remedy::Within("/enum".to_owned(), Some(Value::Array(once))));
            return Some(written.into_iter().zip(meant).collect());
        }
        if typ != "object" && texts == written.len() {
            let message =
                format!("the values of the enum are texts, and none of type `{typ}`; the client takes them for texts");
            self.report(Code::EnumMismatch, pointer, message);
            self.diagnostics.settled_by(Remedy::Within("/type".to_owned(), Some("string".into())));
            return as_written();
        }
        let message = format!("the values of the enum are none of type `{typ}`; the value is free-form JSON");
        self.report(Code::EnumMismatch, pointer, message);
        self.diagnostics.settled_by(Remedy::Within("/enum".to_owned(), None));
        None
    }

    /// An enum beside `items` in place of in it.
    fn enum_beside_items(&mut self, any: &AnySchema, attributes: &Attributes, pointer: &str) -> Type {
        let at_items = format!("{pointer}/items");
        let (mut element, place) = match &any.items {
            None => (anything(), pointer),
            Some(ReferenceOr::Item(it)) if is_scalar(keywords(it)) => ((**it).clone(), at_items.as_str()),
            Some(_) => {
                let message = "an enum beside `items` says nothing about the elements, which have a type of their own";
                self.report(Code::EnumMismatch, pointer, message);
                self.diagnostics.settled_by(Remedy::Within("/enum".to_owned(), None));
                return self.array(any, pointer);
            }
        };
        let message = "the enum stands beside `items`; the client takes its values for those of the elements";
        self.report(Code::EnumMismatch, pointer, message);
        if let Kind::Any(own) = &mut element.schema_kind {
            own.enumeration.clone_from(&any.enumeration);
        }
        let mut of_elements = self.attributes(&element);
        if of_elements.extensions.enumeration.is_none() {
            of_elements.extensions.enumeration.clone_from(&attributes.extensions.enumeration);
        }
        let items = self.enumeration(&element, &of_elements, place);
        Type::Array {
            items: Box::new(items),
            nullable: of_elements.nullable || any.enumeration.iter().any(Value::is_null),
        }
    }
}

/// A schema that says nothing.
fn anything() -> OpenApiSchema {
    OpenApiSchema { schema_data: SchemaData::default(), schema_kind: Kind::Any(AnySchema::default()) }
}

/// Whether a schema is one of a text, a number or a truth, or of anything, and lists no values yet.
fn is_scalar(any: &AnySchema) -> bool {
    let is_plain =
        any.enumeration.is_empty() && any.all_of.is_empty() && any.one_of.is_empty() && any.any_of.is_empty();
    is_plain && matches!(any.typ.as_deref(), None | Some("string" | "integer" | "number" | "boolean"))
}

/// Whether two values are of one JSON type.
fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// What a value of an enum, or the text of it, is as a value of a type; `None` if it is none.
fn meant(value: &Value, typ: &str) -> Option<Value> {
    let read = match value {
        Value::String(text) => serde_json::from_str(text.trim()).ok()?,
        other => other.clone(),
    };
    let fits = match typ {
        "integer" => read.is_i64() || read.is_u64(),
        "number" => read.is_number(),
        "boolean" => read.is_boolean(),
        _ => false,
    };
    fits.then_some(read)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::diagnostics::Code;
    use crate::model::{IntegerFormat, NumberFormat, Schema, SchemaKind, Service, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn an_enum_of_several_types_is_json_unless_its_type_says_that_all_are_texts() {
        for (schema, is_json) in [
            ("{enum: [a, 1, true]}", true),
            ("{enum: [a, null]}", false),
            ("{type: string, enum: [a, 1]}", false),
            ("{enum: [1, 2]}", false),
        ] {
            let (service, diagnostics) = normalized(&format!("components: {{schemas: {{E: {schema}}}}}\n"));
            let found = matches!(service.schemas["E"].kind, SchemaKind::Alias { target: Type::Any });
            assert_eq!(found, is_json, "{schema}");
            assert_eq!(diagnostics.count_of(Code::Unsupported), usize::from(is_json), "{schema}");
        }
    }

    #[test]
    fn values_that_only_x_ms_enum_names_are_values() {
        let (service, _) = normalized(
            "components: {schemas: {E: {type: string, enum: [a, b], x-ms-enum: {name: E, values: [{value: b, name: Bee}, {value: c}, {value: 1}]}}}}\n",
        );
        let SchemaKind::Enum(it) = &service.schemas["E"].kind else { panic!() };
        let found: Vec<_> =
            it.values.iter().map(|it| (it.value.as_str().unwrap_or(""), it.client_name.as_deref())).collect();
        assert_eq!(found, [("a", None), ("b", Some("Bee")), ("c", None)]);
    }

    fn listed(schema: &Schema) -> Option<(Type, Vec<Value>)> {
        match &schema.kind {
            SchemaKind::Enum(it) => Some((it.value.clone(), it.values.iter().map(|it| it.value.clone()).collect())),
            _ => None,
        }
    }

    #[test]
    fn texts_are_values_of_the_type_that_is_declared() {
        let integer = Type::Integer { format: IntegerFormat::Int32 };
        for (schema, expected, told) in [
            ("{type: integer, format: int32, enum: ['1', '2', null]}", Some((integer.clone(), json!([1, 2]))), 1),
            ("{type: integer, format: int32, enum: [1, '2', '1']}", Some((integer, json!([1, 2]))), 1),
            ("{type: number, enum: ['1.5']}", Some((Type::Number { format: NumberFormat::Double }, json!([1.5]))), 1),
            ("{type: boolean, enum: ['true', 'false']}", Some((Type::Boolean, json!([true, false]))), 1),
            ("{type: integer, enum: [Primary, Secondary]}", Some((Type::text(), json!(["Primary", "Secondary"]))), 1),
            ("{type: string, enum: ['1']}", Some((Type::text(), json!(["1"]))), 0),
            ("{type: integer, enum: [a, 1]}", None, 1),
            ("{type: object, enum: [a]}", None, 1),
        ] {
            let (service, diagnostics) = normalized(&format!("components: {{schemas: {{E: {schema}}}}}\n"));
            let found = listed(&service.schemas["E"]).map(|(value, values)| (value, Value::Array(values)));
            assert_eq!(found, expected, "{schema}");
            assert_eq!(diagnostics.count_of(Code::EnumMismatch), told, "{schema}");
        }
    }

    #[test]
    fn an_enum_beside_items_is_that_of_the_elements() {
        let element = |service: &Service| match &service.schemas["E"].kind {
            SchemaKind::Alias { target: Type::Array { items, .. } } => items.reference_name().map(str::to_owned),
            _ => panic!("no list"),
        };
        for (schema, expected) in [
            ("{type: array, items: {type: string}, enum: [a, b], x-ms-enum: {name: Mode}}", Some(json!(["a", "b"]))),
            ("{type: array, items: {type: integer}, enum: ['1']}", Some(json!([1]))),
            ("{type: array, enum: [a]}", Some(json!(["a"]))),
            ("{type: array, items: {type: string, enum: [a]}, enum: [b]}", Some(json!(["a"]))),
            ("{type: array, items: {type: array, items: {type: string}}, enum: [b]}", None),
        ] {
            let (service, diagnostics) = normalized(&format!("components: {{schemas: {{E: {schema}}}}}\n"));
            let found = element(&service).and_then(|it| listed(&service.schemas[&it])).map(|(_, it)| Value::Array(it));
            assert_eq!(found, expected, "{schema}");
            assert!(diagnostics.count_of(Code::EnumMismatch) > 0, "{schema}");
            if schema.contains("x-ms-enum") {
                assert_eq!(element(&service).as_deref(), Some("Mode"));
            }
        }
    }
}
