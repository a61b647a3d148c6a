//! The request an example asks for: read off the upstream document, and compared with the one that was sent.

use std::collections::BTreeMap;

use azrest_generator::model::{Body, BodyKind, Service};
use azrest_runtime::url::form_urlencoded;
use serde_json::Value;

use crate::declared::{self, Declared};
use crate::example::Example;
use crate::library::elements;
use crate::replay::Received;

/// What differs between the example and the request sent.
pub fn problems(example: &Example, service: &Service, body: Option<&Body>, sent: &Received) -> Vec<String> {
    let mut problems = Vec::new();
    if !sent.method.eq_ignore_ascii_case(&example.method) {
        problems.push(format!("method: {} instead of {}", sent.method, example.method));
    }
    let expected = path(example);
    let found = decoded(&sent.path);
    if found != expected {
        problems.push(format!("path: expected {expected}, sent {found}"));
    }
    problems.extend(query_problem(example, &sent.query));
    for (name, value) in located(example, "header") {
        let Some(value) = wire(&value, None).pop() else { continue };
        let found = sent.headers.get(&name).and_then(|it| it.to_str().ok());
        if !found.is_some_and(|found| declared::is_same_text(&value, found)) {
            problems.push(format!("header {name}: expected {value}, sent {found:?}"));
        }
    }
    if body.is_some_and(|it| it.kind.is_form()) {
        problems.extend(form_problem(example, sent));
    } else {
        problems.extend(body_problems(example, service, body, sent));
    }
    problems
}

/// The fields of a form, and what else there is than the example's. Their order says nothing.
fn form_problem(example: &Example, sent: &Received) -> Option<String> {
    let mut expected: Vec<(String, String)> =
        located(example, "formData").into_iter().map(|(name, value)| (name, wire(&value, None).concat())).collect();
    let mut found = fields(sent);
    expected.sort();
    found.iter_mut().for_each(|it| it.sort());
    (found != Some(expected.clone())).then(|| format!("form: expected {expected:?}, sent {found:?}"))
}

/// The fields of the form that was sent: names and texts.
fn fields(sent: &Received) -> Option<Vec<(String, String)>> {
    let media_type = sent.headers.get("content-type")?.to_str().ok()?;
    let Some(boundary) = media_type.strip_prefix("multipart/form-data; boundary=") else {
        return Some(form_urlencoded::parse(&sent.body).into_owned().collect());
    };
    let body = std::str::from_utf8(&sent.body).ok()?.strip_suffix(&format!("--{boundary}--\r\n"))?;
    body.split(&format!("--{boundary}\r\n"))
        .skip(1)
        .map(|part| {
            let (head, text) = part.strip_suffix("\r\n")?.split_once("\r\n\r\n")?;
            let name = head.split_once("name=\"")?.1.split('"').next()?;
            Some((name.to_owned(), text.to_owned()))
        })
        .collect()
}

/// The parameters of the operation at a place that the example gives, or that can have one value only.
fn located(example: &Example, place: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for it in example.declared.iter().filter(|it| it["in"] == place) {
        let name = it["name"].as_str().expect("a parameter has a name");
        let only = match elements(it.get("enum")) {
            [one] if it["required"] == true => Some(one.clone()),
            _ => None,
        };
        let given = example.parameters.get(name).filter(|it| !it.is_null()).cloned();
        if name != "api-version"
            && let Some(value) = only.or(given)
        {
            found.push((name.to_owned(), value));
        }
    }
    found
}

fn path(example: &Example) -> String {
    let template = example.path.split('?').next().unwrap_or_default();
    let slash = if template.starts_with('/') { "" } else { "/" };
    let mut path = format!("{}{slash}{template}", example.base_path.trim_end_matches('/'));
    for (name, value) in located(example, "path") {
        let text = wire(&value, None).pop().unwrap_or_default();
        let is_raw = example.declared.iter().any(|it| it["name"] == *name && it["x-ms-skip-url-encoding"] == true);
        // A value that is a path of its own may begin with a slash.
        let text = if is_raw { text.trim_start_matches('/') } else { &text };
        path = path.replace(&format!("{{{name}}}"), text);
    }
    path
}

/// A path with its escapes resolved.
fn decoded(path: &str) -> String {
    let plain = path.replace('+', "%2B");
    form_urlencoded::parse(plain.as_bytes()).next().map(|(key, _)| key.into_owned()).unwrap_or_default()
}

fn query_problem(example: &Example, sent: &str) -> Option<String> {
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if let Some(it) = example.declared.iter().find(|it| it["in"] == "query" && it["name"] == "api-version") {
        // Where it is none of the document's own, the caller says which.
        let given = example.parameters.get("api-version").and_then(Value::as_str);
        let given = given.filter(|_| it["x-ms-api-version"] == false);
        let only = match elements(it.get("enum")) {
            [only] => only.as_str(),
            _ => None,
        };
        let version = only.or(given).unwrap_or(&example.api_version);
        expected.insert("api-version".to_owned(), vec![version.to_owned()]);
    }
    // A path may have a query of its own.
    let own = example.path.split_once('?').map_or("", |(_, query)| query);
    for (name, value) in form_urlencoded::parse(own.as_bytes()).filter(|(_, value)| !value.starts_with('{')) {
        expected.insert(name.into_owned(), vec![value.into_owned()]);
    }
    for (name, value) in located(example, "query") {
        let format =
            example.declared.iter().find(|it| it["name"] == *name).and_then(|it| it["collectionFormat"].as_str());
        expected.insert(name, wire(&value, format));
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(sent.as_bytes()) {
        found.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    let is_same = |a: &Vec<String>, b: &Vec<String>| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| declared::is_same_text(a, b))
    };
    let same = expected.len() == found.len()
        && expected.iter().all(|(name, value)| found.get(name).is_some_and(|it| is_same(value, it)));
    (!same).then(|| format!("query: expected {expected:?}, sent {found:?}"))
}

/// The texts of a value in a URL or header.
fn wire(value: &Value, format: Option<&str>) -> Vec<String> {
    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), ToOwned::to_owned);
    match value {
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(text).collect();
            match format {
                Some("multi") => texts,
                Some("pipes") => vec![texts.join("|")],
                Some("ssv") => vec![texts.join(" ")],
                Some("tsv") => vec![texts.join("\t")],
                _ => vec![texts.join(",")],
            }
        }
        other => vec![text(other)],
    }
}

fn body_problems(example: &Example, service: &Service, body: Option<&Body>, sent: &Received) -> Vec<String> {
    let given = body.and_then(|it| Some((it, example.parameters.get(&it.name).filter(|it| !it.is_null())?)));
    let Some((body, value)) = given else {
        return if sent.body.is_empty() { Vec::new() } else { vec!["body: one was sent".to_owned()] };
    };
    if body.kind != BodyKind::Json {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        return if sent.body == text { Vec::new() } else { vec!["body: other bytes were sent".to_owned()] };
    }
    let mut declared = Declared { service, request: true, undeclared: Vec::new() };
    let expected = declared.part("", value, &body.value).unwrap_or_default();
    let mut problems: Vec<String> =
        declared.undeclared.iter().map(|place| format!("body: {place} is not declared")).collect();
    match serde_json::from_slice(&sent.body) {
        Ok(found) => {
            problems.extend(declared::difference("", &expected, &found, false).map(|it| format!("body: {it}")))
        }
        Err(_) => problems.push("body: what was sent is no JSON".to_owned()),
    }
    problems
}
