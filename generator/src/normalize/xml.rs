//! Pass `xml`: finds the bodies in XML that have no form there which generated code could describe, and makes bytes of them.
//!
//! These are kinds of objects that a discriminator tells apart, lists in lists, and bodies without a name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{BodyKind, NumberFormat, Origin, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let schemas = std::mem::take(&mut service.schemas);
    let mut check = |kind: &mut BodyKind, value: &mut Type, id: &str, origin: &Origin| {
        if *kind != BodyKind::Xml {
            return;
        }
        if let Some(why) = obstacle(value, &schemas) {
            diagnostics.add(
                Code::Unsupported,
                origin.span,
                &origin.pointer,
                format!("`{id}`: the XML body {why}; it is read and written as bytes"),
            );
            (*kind, *value) = (BodyKind::Binary, Type::Binary);
        } else if holds_decimal(value, &schemas) {
            let message = format!("`{id}`: decimals of the XML body keep the digits of a double alone");
            let hint = "take them for texts: [[type]] with as = \"string\" at each";
            diagnostics.add_with_hint(Code::InexactNumber, origin.span, &origin.pointer, message, hint);
            diagnostics.settled_by(Remedy::None);
        }
    };
    for operation in service.operations_mut() {
        let id = operation.operation_id.clone();
        if let Some(body) = &mut operation.body {
            check(&mut body.kind, &mut body.value, &id, &body.origin);
        }
        // Errors are read by their own rules, whatever their schema says.
        for response in operation.responses.iter_mut().filter(|it| !it.error) {
            if let (Some(kind), Some(value)) = (&mut response.body_kind, &mut response.body) {
                check(kind, value, &id, &response.origin);
            }
        }
    }
    service.schemas = schemas;
}

/// Whether a body has decimals at any depth.
fn holds_decimal(value: &Type, schemas: &BTreeMap<String, Schema>) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        let mut is_decimal = false;
        value.visit(&mut |it| is_decimal |= matches!(it, Type::Number { format: NumberFormat::Decimal }));
        if is_decimal {
            return true;
        }
        for name in value.references().into_iter().filter(|it| seen.insert((*it).to_owned())) {
            match schemas.get(name).map(|it| &it.kind) {
                Some(SchemaKind::Object(object)) => {
                    todo.extend(object.properties.iter().map(|it| &it.value).chain(&object.additional_properties));
                }
                Some(SchemaKind::Alias { target }) => todo.push(target),
                Some(SchemaKind::Enum(_)) | None => {}
            }
        }
    }
    false
}

/// Why a body cannot be described.
fn obstacle(value: &Type, schemas: &BTreeMap<String, Schema>) -> Option<&'static str> {
    let Type::Reference { .. } = value else {
        return Some("has no schema with a name, so that its element has none");
    };
    let mut seen = BTreeSet::new();
    let mut todo = vec![(value, false)];
    while let Some((value, in_list)) = todo.pop() {
        match value {
            Type::Array { .. } if in_list => return Some("has lists in lists"),
            Type::Array { items, .. } => todo.push((items, true)),
            Type::Map { values, .. } => todo.push((values, true)),
            Type::Reference { name } if seen.insert((name, in_list)) => match schemas.get(name).map(|it| &it.kind) {
                Some(SchemaKind::Object(object)) => {
                    if object.discriminator.is_some() {
                        return Some("has objects that a discriminator tells apart");
                    }
                    todo.extend(object.properties.iter().map(|it| (&it.value, false)));
                    todo.extend(object.additional_properties.iter().map(|it| (it, true)));
                }
                Some(SchemaKind::Alias { target }) => todo.push((target, in_list)),
                Some(SchemaKind::Enum(_)) | None => {}
            },
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::BodyKind;
    use crate::normalize::fixture::{codes, normalized};

    /// How a body of this schema is written, and what is reported.
    fn body(schema: &str) -> (BodyKind, Vec<Code>) {
        let (service, diagnostics) = normalized(&format!(
            r##"
paths:
  /a:
    put:
      operationId: A_Put
      requestBody: {{content: {{application/xml: {{schema: {schema}}}}}}}
      responses: {{'200': {{description: ''}}}}
components:
  schemas:
    Good: {{type: object, properties: {{self: {{$ref: '#/components/schemas/Good'}}, tags: {{$ref: '#/components/schemas/Tags'}}}}}}
    Tags: {{type: array, items: {{type: string}}}}
    Lists: {{type: object, properties: {{a: {{type: array, items: {{$ref: '#/components/schemas/Tags'}}}}}}}}
    Priced: {{type: object, properties: {{all: {{type: array, items: {{type: number, format: decimal}}}}}}}}
    Kinds: {{type: object, properties: {{k: {{$ref: '#/components/schemas/Base'}}}}}}
    Base: {{type: object, discriminator: {{propertyName: kind}}, required: [kind], properties: {{kind: {{type: string}}}}}}
"##
        ));
        let kind = service.operations().next().unwrap().body.as_ref().unwrap().kind;
        (kind, codes(&diagnostics))
    }

    #[test]
    fn what_has_a_form_stays_and_the_rest_is_bytes() {
        for name in ["Good", "Tags"] {
            assert_eq!(body(&format!("{{$ref: '#/components/schemas/{name}'}}")), (BodyKind::Xml, vec![]));
        }
        for name in ["Lists", "Kinds"] {
            let unsupported = (BodyKind::Binary, vec![Code::Unsupported]);
            assert_eq!(body(&format!("{{$ref: '#/components/schemas/{name}'}}")), unsupported);
        }
        let priced = "{$ref: '#/components/schemas/Priced'}";
        assert_eq!(body(priced), (BodyKind::Xml, vec![Code::InexactNumber]));
        let named = "{type: array, items: {$ref: '#/components/schemas/Good'}, xml: {name: All, wrapped: true}}";
        assert_eq!(body(named), (BodyKind::Xml, vec![]), "a list in its place");
        assert_eq!(body("{type: array, items: {type: integer}}"), (BodyKind::Binary, vec![Code::Unsupported]));
        assert_eq!(body("{type: string}"), (BodyKind::Binary, vec![Code::Unsupported]));
    }
}
