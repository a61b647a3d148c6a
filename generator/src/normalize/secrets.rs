//! Pass `secrets`: marks the properties that the manifest lists as secrets, and reports those that are named like secrets
//! and are neither marked nor listed, and those that cannot be hidden. Members of an anonymous object are secrets if it is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Property, Schema, SchemaKind, Service, ServiceInfo, StringFormat, Type};
use crate::overrides::Listed;

pub(super) fn run(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    let mut found: Vec<String> = Vec::new();
    for schema in service.schemas.values_mut() {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        for property in &mut object.properties {
            let pointer = &property.origin.pointer;
            let listed = info.secrets.iter().any(|it| it.text == *pointer);
            let excepted = info.not_secrets.iter().any(|it| it.text == *pointer);
            let is_suspect = !property.secret && is_text(&property.value) && is_secret_like(&property.name);
            if listed && !property.secret || excepted && is_suspect {
                found.push(pointer.clone());
            }
            property.secret |= listed;
            if is_suspect && !listed && !excepted {
                report(property, &schema.name, diagnostics);
            }
        }
    }
    while let Some((schema, members)) = next_object(&service.schemas) {
        let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&schema).map(|it| &mut it.kind) else { break };
        object.properties.iter_mut().filter(|it| members.contains(&it.name)).for_each(|it| it.secret = true);
    }
    for schema in service.schemas.values() {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        for it in object.properties.iter().filter(|it| it.secret) {
            report_exposed(it, schema, &service.schemas, diagnostics);
        }
    }
    if info.strict {
        for Listed { text: pointer, place } in
            info.secrets.iter().chain(&info.not_secrets).filter(|it| !found.contains(&it.text))
        {
            let message = format!(
                "the manifest lists `{pointer}` of `{}` as a secret or as none; there is no such property, or it needs no entry",
                info.name
            );
            diagnostics.add(Code::UnusedOverride, *place, pointer, message);
        }
    }
}

/// An anonymous object that is a secret, and the names of its members that are not marked yet.
fn next_object(schemas: &BTreeMap<String, Schema>) -> Option<(String, Vec<String>)> {
    let objects = schemas.values().filter_map(|it| match &it.kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    });
    objects.flat_map(|it| &it.properties).filter(|it| it.secret).find_map(|it| {
        let name = *it.value.references().first()?;
        let schema = schemas.get(name)?;
        let SchemaKind::Object(object) = &schema.kind else { return None };
        let is_own = schema.origin.pointer.starts_with(&it.origin.pointer);
        let members: Vec<String> = object.properties.iter().filter(|it| !it.secret).map(|it| it.name.clone()).collect();
        (is_own && !members.is_empty()).then(|| (name.to_owned(), members))
    })
}

/// Tells a secret that `Debug` shows.
fn report_exposed(
    property: &Property,
    schema: &Schema,
    schemas: &BTreeMap<String, Schema>,
    diagnostics: &mut Diagnostics,
) {
    let Some(what) = exposed(&property.value, &property.origin.pointer, schemas, 0) else { return };
    let message = format!("`{}.{}` is a secret and {what}, which `Debug` shows", schema.name, property.name);
    let pointer = &property.origin.pointer;
    diagnostics.add_with_hint(
        Code::ExtensionIgnored,
        property.origin.span,
        pointer,
        message,
        Code::EXPOSED_SECRET_HINT,
    );
}

/// What a value is that cannot be hidden; texts, bytes and free-form JSON can.
fn exposed(value: &Type, place: &str, schemas: &BTreeMap<String, Schema>, depth: usize) -> Option<&'static str> {
    match value {
        Type::String { format: StringFormat::Text(_) | StringFormat::Byte | StringFormat::Base64url } => None,
        Type::Any | Type::Binary | Type::Inline { .. } => None,
        Type::String { .. } => Some("a time"),
        Type::Boolean => Some("a truth value"),
        Type::Integer { .. } | Type::Number { .. } => Some("a number"),
        Type::Array { items: it, .. } | Type::Map { values: it, .. } => exposed(it, place, schemas, depth),
        Type::Reference { name } => match schemas.get(name).map(|it| (&it.kind, &it.origin.pointer)) {
            Some((SchemaKind::Alias { target }, _)) if depth <= schemas.len() => {
                exposed(target, place, schemas, depth + 1)
            }
            Some((SchemaKind::Enum(_), _)) => Some("an enum"),
            Some((SchemaKind::Object(_), pointer)) if !pointer.starts_with(place) => {
                shows_text(name, schemas, &mut BTreeSet::new()).then_some("an object that others may hold as well")
            }
            _ => None,
        },
    }
}

/// Whether an object holds a text, at any depth, that is not marked as a secret itself.
fn shows_text<'s>(name: &'s str, schemas: &'s BTreeMap<String, Schema>, seen: &mut BTreeSet<&'s str>) -> bool {
    let Some(schema) = schemas.get(name).filter(|_| seen.insert(name)) else { return false };
    match &schema.kind {
        SchemaKind::Enum(_) => false,
        SchemaKind::Alias { target } => {
            is_text(target) || target.references().iter().any(|it| shows_text(it, schemas, seen))
        }
        SchemaKind::Object(object) => {
            let properties = object.properties.iter().filter(|it| !it.secret).map(|it| &it.value);
            let values: Vec<_> = properties.chain(&object.additional_properties).collect();
            values.into_iter().any(|it| is_text(it) || it.references().iter().any(|it| shows_text(it, schemas, seen)))
        }
    }
}

fn report(property: &Property, schema: &str, diagnostics: &mut Diagnostics) {
    let pointer = &property.origin.pointer;
    let message = format!("`{schema}.{}` is named like a secret", property.name);
    diagnostics.add(Code::SecretLike, property.origin.span, pointer, message);
}

fn is_text(value: &Type) -> bool {
    match value {
        Type::String { .. } | Type::Any => true,
        Type::Array { items, .. } => is_text(items),
        Type::Map { values, .. } => is_text(values),
        _ => false,
    }
}

/// Endings of names that hold secrets in real documents. Ids, URIs and types *of* secrets end otherwise.
const ENDINGS: [&str; 16] = [
    "password",
    "passwd",
    "secret",
    "token",
    "accesskey",
    "accountkey",
    "primarykey",
    "secondarykey",
    "sharedkey",
    "connectionstring",
    "sasurl",
    "sasuri",
    "privatekey",
    "sslkey",
    "kubeconfig",
    "protectedsettings",
];

/// Names of places in lists, which end like secrets and are none.
const PAGING: [&str; 6] =
    ["continuationtoken", "nextcontinuationtoken", "nextpagetoken", "nexttoken", "pagetoken", "skiptoken"];

fn is_secret_like(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending)) && !name.starts_with("is") && !PAGING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::fixture::{codes, normalized};

    #[test]
    fn names_of_secrets_are_known_by_their_ending() {
        for name in [
            "password",
            "adminPassword",
            "clientSecret",
            "refreshToken",
            "primaryKey",
            "blobSasUri",
            "sas_url",
            "sslKey",
        ] {
            assert!(is_secret_like(name), "{name}");
        }
        for name in [
            "secretId",
            "tokenType",
            "isSecret",
            "key",
            "passwordPolicy",
            "skipToken",
            "continuationToken",
            "nextToken",
        ] {
            assert!(!is_secret_like(name), "{name}");
        }
    }

    #[test]
    fn secrets_that_cannot_be_hidden_are_told() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Shared: {type: object, properties: {x: {type: string}}}
    Hidden: {type: object, properties: {k: {type: string, x-ms-secret: true}, n: {type: integer}, self: {$ref: '#/components/schemas/Hidden'}}}
    A:
      type: object
      properties:
        text: {type: string, x-ms-secret: true}
        bytes: {type: string, format: byte, x-ms-secret: true}
        number: {type: integer, x-ms-secret: true}
        mode: {type: string, enum: [a], x-ms-secret: true}
        shared: {allOf: [{$ref: '#/components/schemas/Shared'}], x-ms-secret: true, x-azrest-ref-siblings: true}
        hidden: {allOf: [{$ref: '#/components/schemas/Hidden'}], x-ms-secret: true, x-azrest-ref-siblings: true}
        own: {type: object, properties: {y: {type: object, properties: {z: {type: string}}}}, x-ms-secret: true}
      additionalProperties: {type: string, x-ms-secret: true}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::ExtensionIgnored; 4]);
        let places: Vec<_> =
            diagnostics.sorted().iter().map(|it| it.pointer.rsplit('/').next().map(str::to_owned)).collect();
        for place in ["number", "mode", "shared", "additionalProperties"] {
            assert!(places.contains(&Some(place.to_owned())), "{place}");
        }
        let SchemaKind::Object(inner) = &service.schemas["AOwnY"].kind else { panic!() };
        assert!(inner.properties.iter().all(|it| it.secret), "members of an object that is a secret");
    }

    #[test]
    fn unmarked_properties_named_like_secrets_are_reported() {
        let (_, diagnostics) = normalized(
            "components: {schemas: {A: {type: object, properties: {token: {type: string}, secret: {type: boolean}, \
             protectedSettings: {type: object}, password: {type: string, x-ms-secret: true}}}}}",
        );
        assert_eq!(codes(&diagnostics), [Code::SecretLike, Code::SecretLike]);
    }
}
