//! Simple forms of extension values: takes JSON, gives a Rust value or a report.

use serde_json::{Map, Value};

use super::{Report, names};
use crate::diagnostics::{Code, Remedy, misspelt};
use crate::source::escape_token;

/// Extensions that are known and change nothing for a client, or are dealt with elsewhere.
const KNOWN: &[&str] = &[
    names::API_VERSION,
    names::COLLECTION_FORMAT,
    names::NAME,
    names::PARAMETERIZED_HOST,
    names::PARAMETER_LOCATION,
    names::PATHS,
    names::POSITION,
    names::REF_SIBLINGS,
    names::SOURCE,
    names::FIX_UPS,
    names::SOURCES,
    names::XML,
    names::NULLABLE,
    names::READ_ONLY,
    "x-accessibility",
    "x-cadl-name",
    "x-client-name",
    "x-enumFlags",
    "x-enumNames",
    "x-ms-api-version",
    "x-ms-arm-id-details",
    "x-ms-azure-resource",
    "x-ms-client-default",
    "x-ms-client-flatten",
    "x-ms-client-name",
    "x-ms-client-request-id",
    "x-ms-discriminator-value",
    "x-ms-enum",
    "x-ms-error-response",
    "x-ms-external",
    "x-ms-format",
    "x-ms-format-element-type",
    "x-ms-header-collection-prefix",
    "x-ms-identifiers",
    "x-ms-odata",
    "x-ms-request-id",
    "x-ms-secret",
    "x-ms-skip-url-encoding",
    "x-nullable",
    "x-typespec-generated",
    "x-typespec-name",
];

/// Reports an extension that nobody knows.
pub(super) fn unless_known(name: &str, report: &mut Report<'_>) {
    if !KNOWN.contains(&name) {
        report(Code::UnknownExtension, name, format!("the extension `{name}` is not known"), Remedy::None);
    }
}

pub(super) fn flag(name: &str, value: &Value, report: &mut Report<'_>) -> bool {
    said(name, value, report).unwrap_or(false)
}

/// A flag for which `false` is another word than none.
pub(super) fn said(name: &str, value: &Value, report: &mut Report<'_>) -> Option<bool> {
    let flag = value.as_bool();
    if flag.is_none() {
        ignore(name, value, "a boolean", report);
    }
    flag
}

pub(super) fn text(name: &str, value: &Value, report: &mut Report<'_>) -> Option<String> {
    if !value.is_string() {
        ignore(name, value, "a string", report);
    }
    value.as_str().map(str::to_owned)
}

pub(super) fn object<'v>(name: &str, value: &'v Value, report: &mut Report<'_>) -> Option<&'v Map<String, Value>> {
    if !value.is_object() {
        ignore(name, value, "an object", report);
    }
    value.as_object()
}

pub(super) fn array<'v>(name: &str, value: &'v Value, report: &mut Report<'_>) -> &'v [Value] {
    match value {
        Value::Array(elements) => elements,
        _ => {
            ignore(name, value, "an array", report);
            &[]
        }
    }
}

/// A text in the object of an extension; `null` is none.
pub(super) fn member(name: &str, object: &Map<String, Value>, key: &str, report: &mut Report<'_>) -> Option<String> {
    match object.get(key)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => {
            ignore_member(name, key, other, "a string", report);
            None
        }
    }
}

/// A flag in the object of an extension.
pub(super) fn member_flag(name: &str, object: &Map<String, Value>, key: &str, report: &mut Report<'_>) -> Option<bool> {
    let value = object.get(key)?;
    if !value.is_boolean() {
        ignore_member(name, key, value, "a boolean", report);
    }
    Some(value.as_bool().unwrap_or(false))
}

pub(super) fn ignore_member(name: &str, key: &str, value: &Value, expected: &str, report: &mut Report<'_>) {
    let message = format!("`{key}` of `{name}` is {}, not {expected}", kind(value));
    let remedy = Remedy::Within(format!("/{}", escape_token(key)), Remedy::meant(value, expected));
    report(Code::ExtensionIgnored, name, message, remedy);
}

/// Those of a list of words that are known or misspelt, each once, in their right spelling.
pub(super) fn words(list: &Value, known: [&'static str; 3]) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let meant = misspelt(word, known).and_then(|meant| known.into_iter().find(|it| *it == meant));
        words.extend(meant.filter(|it| !words.contains(it)));
    }
    words
}

fn ignore(name: &str, value: &Value, expected: &str, report: &mut Report<'_>) {
    let remedy = Remedy::meant(value, expected).map_or(Remedy::Remove, Remedy::Replace);
    report(Code::ExtensionIgnored, name, format!("`{name}` is {}, not {expected}", kind(value)), remedy);
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
