//! Bodies in logs, for clients that asked for them: in comes a body, out comes its JSON without what may be secret (R7.4).

use serde_json::Value;
use url::Url;

use super::REDACTED;
use crate::operation::{Operation, Service};

/// The most of a body that is logged.
const MAX_LENGTH: usize = 16 * 1024;

/// Longer texts are cut: they are data, not what someone debugs.
const MAX_TEXT: usize = 1024;

/// Parts of the names of operations that give out or take secrets.
const SECRET_OPERATIONS: &[&str] = &["credential", "key", "password", "regenerate", "secret", "token"];

/// Parts of the names of properties that hold secrets, whether a specification says so or not.
const SECRET_PROPERTIES: &[&str] = &[
    "accesskey",
    "accountkey",
    "apikey",
    "authorization",
    "connectionstring",
    "credential",
    "passphrase",
    "password",
    "primarykey",
    "privatekey",
    "pwd",
    "sastoken",
    "sasuri",
    "sasurl",
    "secondarykey",
    "secret",
    "sharedkey",
    "signature",
    "token",
];

/// The body as it may be logged; `None` if nothing of it may: it is no JSON, or the operation deals in secrets.
pub(crate) fn body(service: &Service, operation: &Operation, body: &[u8]) -> Option<String> {
    let name = operation.id.to_ascii_lowercase();
    if SECRET_OPERATIONS.iter().any(|part| name.contains(part)) {
        return None;
    }
    let mut value: Value = serde_json::from_slice(body).ok()?;
    withhold_nameless(service, &mut value);
    let mut text = value.to_string();
    if text.len() > MAX_LENGTH {
        let end = (0..=MAX_LENGTH).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push('…');
    }
    Some(text)
}

/// Withholds texts that no name says anything about, as in a body that is one text or a list of them: each may be a secret.
fn withhold_nameless(service: &Service, value: &mut Value) {
    match value {
        Value::String(text) => *text = REDACTED.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| withhold_nameless(service, item)),
        other => withhold(service, other),
    }
}

fn withhold(service: &Service, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if is_secret(service, name, value) {
                    *value = Value::from(REDACTED);
                } else {
                    withhold(service, value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| withhold(service, item)),
        Value::String(text) => shorten(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_secret(service: &Service, name: &str, value: &Value) -> bool {
    let named = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let lower = name.to_ascii_lowercase();
    let is_text = !matches!(value, Value::Object(_) | Value::Array(_));
    named(service.secret_values)
        || (is_text && named(service.secret_texts))
        || SECRET_PROPERTIES.iter().any(|part| lower.contains(part))
}

/// URLs lose the values of their query, as everywhere in logs (R7.3); long texts their end.
fn shorten(text: &mut String) {
    if text.contains("://")
        && let Ok(url) = Url::parse(text)
    {
        *text = super::url(&url);
    } else if let Some((path, query)) = text.split_once('?')
        && query.contains('=')
        && !text.contains(char::is_whitespace)
    {
        *text = format!("{path}?{}", super::query(query));
    }
    if text.len() > MAX_TEXT {
        let end = (0..=MAX_TEXT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: Service = Service { secret_texts: &["value", "pat"], secret_values: &["keys"], ..Service::EXAMPLE };

    fn logged(id: &'static str, text: &str) -> Option<String> {
        body(&SERVICE, &Operation { id, ..Operation::DEFAULT }, text.as_bytes())
    }

    #[test]
    fn r7_4_operations_that_deal_in_secrets_are_never_logged() {
        for id in [
            "Registries_ListCredentials",
            "Registries_RegenerateCredential",
            "Workspaces_ListKeys",
            "Workspaces_ListStorageAccountKeys",
            "Workspaces_ListNotebookAccessToken",
        ] {
            assert_eq!(logged(id, "{}"), None, "{id}");
        }
        assert!(logged("Registries_Get", "{}").is_some());
        assert_eq!(logged("Registries_Get", "no JSON"), None);
    }

    #[test]
    fn r7_4_secret_properties_are_withheld_by_specification_and_by_name() {
        let text = r#"{"value":[{"name":"n","count":1,"value":"s3cret","pat":"s3cret"}],"keys":{"a":"s3cret"},
            "properties":{"adminUserPassword":"s3cret","ConnectionStrings":["s3cret"],"nested":[{"clientSecret":{"a":"s3cret"}}]},
            "contentUri":"https://h.example/p?sig=s3cret","nextLink":"https://u:s3cret@h.example/",
            "relative":"/next?a=s3cret&api-version=1","sentence":"why? a=b"}"#;
        let shown = logged("Things_List", text).unwrap();
        assert!(!shown.contains("s3cret"), "{shown}");
        for part in [
            r#""name":"n","count":1"#,
            "https://h.example/p?sig=REDACTED",
            r#""keys":"REDACTED""#,
            "why? a=b",
            "api-version=1",
        ] {
            assert!(shown.contains(part), "{shown}");
        }
        assert_eq!(logged("Things_Get", "\"s3cret\"").unwrap(), "\"REDACTED\"");
        let list = logged("Things_Get", r#"["s3cret",["s3cret"],{"name":"n","parts":["p"]},1]"#).unwrap();
        assert_eq!(list, r#"["REDACTED",["REDACTED"],{"name":"n","parts":["p"]},1]"#);
        let long = logged("Things_Get", &format!("{{\"text\":\"{}\"}}", "é".repeat(4000))).unwrap();
        assert!(long.len() < 1100, "{}", long.len());
        let items = serde_json::json!({"items": vec!["x".repeat(1000); 100]});
        assert!(logged("Things_Get", &serde_json::to_string(&items).unwrap()).unwrap().len() <= MAX_LENGTH + 3);
    }
}
