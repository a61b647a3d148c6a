//! Pass `defaults`: drops defaults that are no values of their types, so that documentation does not name them.
//!
//! A default that is the JSON text of an object or a list is taken for that object or list.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{IntegerFormat, Origin, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut wrong: Vec<(Origin, String, Value)> = Vec::new();
    // What stands instead of a wrong default, by place.
    let mut instead: BTreeMap<String, Option<Value>> = BTreeMap::new();
    let schemas = &service.schemas;
    let mut check = |origin: &Origin, name: &str, value: &Type, default: &Option<Value>| {
        let Some(default) = default.as_ref().filter(|it| !is_value(it, value, schemas, 0)) else { return };
        let meant = written_as_text(default).filter(|it| is_value(it, value, schemas, 0));
        if meant.is_none() {
            wrong.push((origin.clone(), name.to_owned(), default.clone()));
        }
        instead.insert(origin.pointer.clone(), meant);
    };
    for schema in schemas.values() {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        for it in &object.properties {
            check(&it.origin, &it.name, &it.value, &it.default);
        }
    }
    for it in service.operations().flat_map(|it| &it.parameters).filter(|it| it.constant.is_none()) {
        check(&it.origin, &it.name, &it.value, &it.default);
    }
    let properties = service.schemas.values_mut().filter_map(|it| match &mut it.kind {
        SchemaKind::Object(object) => Some(&mut object.properties),
        _ => None,
    });
    for it in properties.flatten() {
        if let Some(meant) = instead.get(&it.origin.pointer) {
            it.default.clone_from(meant);
        }
    }
    for it in service.operations_mut().flat_map(|it| &mut it.parameters) {
        if let Some(meant) = instead.get(&it.origin.pointer) {
            it.default.clone_from(meant);
        }
    }
    for (origin, name, default) in wrong {
        let message = format!("the default {default} of `{name}` is no value of its type");
        diagnostics.add(Code::DefaultMismatch, origin.span, &origin.pointer, message);
    }
}

/// The object or list that a text holds.
fn written_as_text(default: &Value) -> Option<Value> {
    let value: Value = serde_json::from_str(default.as_str()?).ok()?;
    (value.is_object() || value.is_array()).then_some(value)
}

/// Whether a JSON value is one of a type. `null` stands for no default; chains of aliases end somewhere.
fn is_value(json: &Value, ty: &Type, schemas: &BTreeMap<String, Schema>, depth: usize) -> bool {
    match ty {
        _ if json.is_null() || depth > 16 => true,
        Type::Boolean => json.is_boolean(),
        Type::Integer { format } => is_integer(json, *format),
        Type::Number { .. } => json.is_number(),
        Type::String { .. } => json.is_string(),
        Type::Array { items, .. } => {
            json.as_array().is_some_and(|it| it.iter().all(|it| is_value(it, items, schemas, depth + 1)))
        }
        Type::Map { .. } => json.is_object(),
        Type::Any | Type::Binary | Type::Inline { .. } => true,
        Type::Reference { name } => match schemas.get(name).map(|it| &it.kind) {
            Some(SchemaKind::Alias { target }) => is_value(json, target, schemas, depth + 1),
            Some(SchemaKind::Enum(it)) => {
                is_value(json, &it.value, schemas, depth + 1)
                    && (it.open || it.values.iter().any(|it| it.value == *json))
            }
            Some(SchemaKind::Object(_)) => json.is_object(),
            None => true,
        },
    }
}

/// Whether a number is whole and has room in a format; it may be written with a fraction of nothing.
fn is_integer(json: &Value, format: IntegerFormat) -> bool {
    // Beyond these a double is no exact integer.
    let is_exact = |it: &f64| it.fract() == 0.0 && it.abs() < 9_007_199_254_740_992.0;
    let whole = json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from));
    let whole = whole.or_else(|| json.as_f64().filter(is_exact).map(|it| i128::from(it as i64)));
    let (low, high) = match format {
        IntegerFormat::Int32 => (i32::MIN.into(), i32::MAX.into()),
        IntegerFormat::Int64 | IntegerFormat::Unixtime => (i64::MIN.into(), i64::MAX.into()),
        IntegerFormat::Uint64 => (0, u64::MAX.into()),
    };
    whole.is_some_and(|it| (low..=high).contains(&it))
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::SchemaKind;
    use crate::normalize::fixture::{codes, normalized};

    #[test]
    fn defaults_of_another_type_are_dropped_and_reported() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Pet:
      type: object
      properties:
        age: {type: integer, default: young}
        size: {type: number, default: 2}
        kind: {type: string, enum: [A, B], default: B}
        other: {type: string, enum: [A, B], default: C}
        open: {type: string, enum: [A, B], default: C, x-ms-enum: {name: Open, modelAsString: true}}
        step: {type: integer, enum: [1, 2], default: 3}
        kinds: {type: array, items: {type: string, enum: [A, B]}, default: [A, C]}
        small: {type: integer, format: int32, default: 2147483648}
        whole: {type: integer, default: 3.0}
        large: {type: integer, default: 9223372036854775808}
        never: {type: integer, format: uint64, default: -1}
        tame: {type: boolean, default: 'true'}
        tags: {type: array, items: {type: string}, default: [1]}
        owner: {type: string, default: null}
        names: {type: array, items: {type: string}, default: '["Rex"]'}
        sound: {type: array, items: {type: string}, default: '{}'}
        note: {type: string, default: '{}'}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::DefaultMismatch; 10]);
        let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!("an object") };
        let with_default: Vec<_> = pet.properties.iter().filter(|it| it.default.is_some()).map(|it| &it.name).collect();
        assert_eq!(with_default, ["size", "kind", "open", "whole", "names", "note"]);
        let default = |name: &str| pet.properties.iter().find(|it| it.name == name).and_then(|it| it.default.clone());
        assert_eq!(default("names"), Some(serde_json::json!(["Rex"])), "the text of a list is that list");
        assert_eq!(default("note"), Some(serde_json::json!("{}")), "a text may look like an object");
    }
}
