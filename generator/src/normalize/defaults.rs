//! Pass `defaults`: drops defaults that are no values of their types, so that documentation does not name them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Origin, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut wrong: Vec<(Origin, String, Value)> = Vec::new();
    let schemas = &service.schemas;
    let mut check = |origin: &Origin, name: &str, value: &Type, default: &Option<Value>| {
        let Some(default) = default.as_ref().filter(|it| !is_value(it, value, schemas, 0)) else { return };
        wrong.push((origin.clone(), name.to_owned(), default.clone()));
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
    let places: Vec<&str> = wrong.iter().map(|(origin, ..)| origin.pointer.as_str()).collect();
    for schema in service.schemas.values_mut() {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        for it in object.properties.iter_mut().filter(|it| places.contains(&it.origin.pointer.as_str())) {
            it.default = None;
        }
    }
    for group in &mut service.groups {
        let parameters = group.operations.iter_mut().flat_map(|it| &mut it.parameters);
        for it in parameters.filter(|it| places.contains(&it.origin.pointer.as_str())) {
            it.default = None;
        }
    }
    for (origin, name, default) in wrong {
        let message = format!("the default {default} of `{name}` is no value of its type");
        diagnostics.add(Code::DefaultMismatch, origin.span, &origin.pointer, message);
    }
}

/// Whether a JSON value is one of a type. `null` stands for no default; chains of aliases end somewhere.
fn is_value(json: &Value, ty: &Type, schemas: &BTreeMap<String, Schema>, depth: usize) -> bool {
    match ty {
        _ if json.is_null() || depth > 16 => true,
        Type::Boolean => json.is_boolean(),
        Type::Integer { .. } => json.is_i64() || json.is_u64() || json.as_f64().is_some_and(|it| it.fract() == 0.0),
        Type::Number { .. } => json.is_number(),
        Type::String { .. } => json.is_string(),
        Type::Array { items } => {
            json.as_array().is_some_and(|it| it.iter().all(|it| is_value(it, items, schemas, depth + 1)))
        }
        Type::Map { .. } => json.is_object(),
        Type::Any | Type::Binary | Type::Inline { .. } => true,
        Type::Reference { name } => match schemas.get(name).map(|it| &it.kind) {
            Some(SchemaKind::Alias { target }) => is_value(json, target, schemas, depth + 1),
            Some(SchemaKind::Enum(it)) => is_value(json, &it.value, schemas, depth + 1),
            Some(SchemaKind::Object(_)) => json.is_object(),
            None => true,
        },
    }
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
        kind: {type: string, enum: [A, B], default: C}
        tame: {type: boolean, default: 'true'}
        tags: {type: array, items: {type: string}, default: [1]}
        owner: {type: string, default: null}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::DefaultMismatch; 3]);
        let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!("an object") };
        let with_default: Vec<_> = pet.properties.iter().filter(|it| it.default.is_some()).map(|it| &it.name).collect();
        assert_eq!(with_default, ["size", "kind"]);
    }
}
