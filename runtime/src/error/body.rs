//! The body of an error response: in come bytes of any shape, out come code, message, target and details (R6.1 to R6.3).

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use super::{AdditionalInfo, ErrorDetail};
use crate::charset;

/// How deep nested errors are followed, and how many are kept (R6.2).
const MAX_DEPTH: usize = 8;
const MAX_NODES: usize = 256;

/// The most of a plain text or HTML body that becomes the message (R6.2).
const MAX_TEXT: usize = 1024;

/// What a service says about an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) details: Vec<ErrorDetail>,
    pub(crate) additional_info: Vec<AdditionalInfo>,
}

impl ErrorBody {
    /// Reads the body of an error response; the header `x-ms-error-code` wins over the code in the body (R6.1).
    pub(crate) fn from_response(headers: &HeaderMap, body: &[u8]) -> Self {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let mut parsed = match charset::decode(media_type, body) {
            Ok(text) => Self::of_text(&text),
            Err(_) => Self::from_bytes(body),
        };
        let header = headers.get("x-ms-error-code").and_then(|value| value.to_str().ok()).map(str::trim);
        if let Some(code) = header.filter(|code| !code.is_empty()) {
            parsed.code = Some(code.to_owned());
        }
        parsed
    }

    /// Reads a body of any of the known shapes. Invalid UTF-8 is read with replacement characters, a byte order mark is skipped.
    pub(crate) fn from_bytes(body: &[u8]) -> Self {
        Self::of_text(&String::from_utf8_lossy(body))
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim();
        match serde_json::from_str::<Value>(text) {
            Ok(value) => Self::from_json(&value).unwrap_or_default(),
            Err(_) => Self::from_text(text),
        }
    }

    /// Reads the JSON shapes. `None` if the value has no part that any shape knows.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Object(object) => Self::from_object(object),
            Value::String(text) => Some(Self { message: non_empty(text), ..Self::default() }),
            _ => None,
        }
    }

    fn from_object(object: &Map<String, Value>) -> Option<Self> {
        if let Some(error) = member(object, "odata.error").or_else(|| member(object, "error")) {
            match error {
                Value::Object(error) => {
                    if let Some(found) = Self::from_error_object(error) {
                        return Some(found);
                    }
                }
                // The shape of OAuth: the code beside its description.
                Value::String(code) => {
                    let message = member(object, "error_description").or_else(|| member(object, "message"));
                    return Some(Self {
                        code: non_empty(code),
                        message: message.and_then(message_text),
                        ..Self::default()
                    });
                }
                _ => {}
            }
        }
        Self::from_error_object(object).or_else(|| {
            // Problem details (RFC 9457): what happened this time, else what that is called.
            let message = ["detail", "title"].into_iter().find_map(|name| scalar_text(member(object, name)?))?;
            Some(Self { message: Some(message), ..Self::default() })
        })
    }

    /// Reads `{code, message, target, details, additionalInfo}`.
    fn from_error_object(object: &Map<String, Value>) -> Option<Self> {
        let mut budget = MAX_NODES;
        let root = detail(object, MAX_DEPTH, &mut budget);
        let additional_info = member(object, "additionalInfo").map(additional_info).unwrap_or_default();
        if root.code.is_none() && root.message.is_none() && root.details.is_empty() {
            return None;
        }
        Some(Self {
            code: root.code,
            message: root.message,
            target: root.target,
            details: root.details,
            additional_info,
        })
    }

    /// Reads XML, HTML and plain text.
    fn from_text(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        if text.starts_with('<') {
            let code = element(text, "Code");
            let message = element(text, "Message");
            if code.is_some() || message.is_some() {
                return Self { code, message, ..Self::default() };
            }
        }
        // JSON that is broken is no message: it may hold anything (R6.5).
        if text.starts_with(['{', '[']) {
            return Self::default();
        }
        let start = truncated(text, MAX_TEXT);
        Self { message: non_empty(&without_tags(start)), ..Self::default() }
    }
}

/// A member by its name, in any case (R6.2). An exact match wins.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
        .filter(|value| !value.is_null())
}

fn detail(object: &Map<String, Value>, depth: usize, budget: &mut usize) -> ErrorDetail {
    *budget = budget.saturating_sub(1);
    let mut details = Vec::new();
    if let (Some(Value::Array(items)), true) = (member(object, "details"), depth > 1) {
        for item in items {
            if *budget == 0 {
                break;
            }
            if let Value::Object(item) = item {
                details.push(detail(item, depth - 1, budget));
            }
        }
    }
    ErrorDetail {
        code: member(object, "code").and_then(scalar_text),
        message: member(object, "message").and_then(message_text),
        target: member(object, "target").and_then(scalar_text),
        details,
    }
}

fn additional_info(value: &Value) -> Vec<AdditionalInfo> {
    let Value::Array(items) = value else { return Vec::new() };
    let infos = items.iter().filter_map(Value::as_object).take(MAX_NODES);
    infos
        .map(|item| AdditionalInfo {
            kind: member(item, "type").and_then(scalar_text),
            info: member(item, "info").cloned().unwrap_or_default(),
        })
        .collect()
}

/// A string, or a number written as one: some services have numeric codes.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => non_empty(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A message, which OData writes as `{lang, value}`.
fn message_text(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => member(object, "value").and_then(scalar_text),
        other => scalar_text(other),
    }
}

fn non_empty(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn truncated(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The text of the first XML element of this name, with the five predefined entities decoded.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, after) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = after.split_once(&format!("</{name}>"))?;
    non_empty(&entities(truncated(inner, MAX_TEXT)))
}

/// Markup cut, white space folded.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                out.push(' ');
            }
            _ if in_tag => {}
            _ => out.push(c),
        }
    }
    entities(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entities(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests;
