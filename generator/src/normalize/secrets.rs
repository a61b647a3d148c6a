//! Pass `secrets`: marks the properties that the manifest lists as secrets, and reports those that are named like secrets
//! and are neither marked nor listed.

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Property, SchemaKind, Service, ServiceInfo, Type};
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
const PAGING: [&str; 3] = ["continuationtoken", "nextpagetoken", "skiptoken"];

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
        for name in ["secretId", "tokenType", "isSecret", "key", "passwordPolicy", "skipToken", "continuationToken"] {
            assert!(!is_secret_like(name), "{name}");
        }
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
