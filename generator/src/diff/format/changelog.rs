//! The changelog page: each changed operation with its changes as JSON, its request and its responses as sketches.
//!
//! One way of writing each thing: parameters are a list, responses an object by status, a response has `$headers` and
//! `$schema`, and properties of either stand under `$properties`. The digits after `@added_` and `@removed_` are the id of
//! the cause, so two runs give one page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::line;
use crate::diff::report::{Cause, OperationReport, Report, Status};
use crate::diff::rules::Rule;
use crate::diff::subject;
use crate::diff::subject::Subject;
use crate::model::{Operation, SchemaKind, Service, Type};

/// A sketch longer than this is cut.
const MOST_LINES: usize = 2_000;

/// The page. `service` is the new side, `date` what its second line begins with.
pub fn changelog(report: &Report, service: &Service, date: Option<&str>) -> String {
    let channel = |version: &String| match version.strip_suffix("-preview") {
        Some(date) => format!("preview:{date}"),
        None => format!("stable:{version}"),
    };
    let versions: Vec<String> = report.new.api_versions.iter().map(channel).collect();
    let name = if report.provider.is_empty() { &report.service } else { &report.provider };
    let mut out = format!("{name} ({})\n\n", versions.join(", "));
    let counts = &report.summary.operations;
    let counts = [(counts.added, "new"), (counts.removed, "removed"), (counts.updated, "updated")];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word} method{}", if *count == 1 { "" } else { "s" }))
        .collect();
    let heading: Vec<String> = date.map(str::to_owned).into_iter().chain([counts.join(", ")]).collect();
    let _ = writeln!(out, "{}", heading.join(" • "));
    let causes: BTreeMap<&str, &Cause> = report.causes.iter().map(|it| (it.id.as_str(), it)).collect();
    let operations: BTreeMap<&str, &Operation> =
        service.operations().map(|it| (it.operation_id.as_str(), it)).collect();
    for it in &report.operations {
        block(&mut out, it, operations.get(it.id.as_str()).copied(), &causes, service);
    }
    out
}

fn block(
    out: &mut String,
    report: &OperationReport,
    operation: Option<&Operation>,
    causes: &BTreeMap<&str, &Cause>,
    service: &Service,
) {
    let status = match report.status {
        Status::Added => "new",
        Status::Removed => "removed",
        Status::Updated => "updated",
    };
    let _ = writeln!(out, "\n{} ({status})", report.id);
    if let Some(text) = operation.and_then(|it| it.documentation.as_ref()) {
        let _ = writeln!(out, "Description {}", crate::diff::compare::words(text));
    }
    if let Some(place) = &report.place {
        let _ = writeln!(out, "Reference {} ¶", line(place));
    }
    if report.status == Status::Updated {
        let changes = serde_json::to_string_pretty(&changes(report, causes)).unwrap_or_default();
        let _ = writeln!(out, "\n⚶ Changes\n\n{changes}");
    }
    let Some(operation) = operation else { return };
    let (method, path) = report.request.split_once(' ').unwrap_or(("", &report.request));
    let mut sketch = Sketch { service, lines: Vec::new(), stack: Vec::new() };
    sketch.lines.push("{".to_owned());
    for it in &operation.parameters {
        sketch.member(&it.name, &it.value);
    }
    if let Some(body) = &operation.body {
        sketch.member(&body.name, &body.value);
    }
    sketch.lines.push("}".to_owned());
    let _ = writeln!(out, "\n⚼ Request\n\n{method}:  {path}\n{}", sketch.text());
    for it in &operation.responses {
        let mut sketch = Sketch { service, lines: Vec::new(), stack: Vec::new() };
        match (&it.body, it.headers.as_slice()) {
            (None, []) => sketch.lines.push("{}".to_owned()),
            (Some(body), []) => sketch.value(body),
            (body, headers) => {
                sketch.lines.extend(["{".to_owned(), "$headers:".to_owned(), "{".to_owned()]);
                headers.iter().for_each(|it| sketch.member(&it.name, &it.value));
                sketch.lines.extend(["}".to_owned(), ",".to_owned()]);
                if let Some(body) = body {
                    sketch.member("$schema", body);
                }
                sketch.lines.push("}".to_owned());
            }
        }
        let _ = writeln!(out, "\n⚐ Response ({})\n\n{}", subject::status(it.status), sketch.text());
    }
}

/// A part of an operation: what changed of it, and its own parts.
#[derive(Default)]
struct Part {
    attributes: Vec<(String, Value)>,
    parts: Vec<(String, Part)>,
}

impl Part {
    fn at(&mut self, way: &[String]) -> &mut Part {
        let Some((first, rest)) = way.split_first() else { return self };
        let index = match self.parts.iter().position(|(name, _)| name == first) {
            Some(index) => index,
            None => {
                self.parts.push((first.clone(), Part::default()));
                self.parts.len() - 1
            }
        };
        self.parts[index].1.at(rest)
    }

    fn take(&mut self, name: &str) -> Option<Part> {
        let index = self.parts.iter().position(|it| it.0 == name)?;
        Some(self.parts.remove(index).1)
    }

    /// Attributes, then properties.
    fn schema(self) -> Map<String, Value> {
        let mut object: Map<String, Value> = self.attributes.into_iter().collect();
        if !self.parts.is_empty() {
            let parts = self.parts.into_iter().map(|(name, part)| (name, Value::Object(part.schema())));
            object.insert("$properties".to_owned(), Value::Object(parts.collect()));
        }
        object
    }
}

fn changes(report: &OperationReport, causes: &BTreeMap<&str, &Cause>) -> Value {
    let mut root = Part::default();
    for it in &report.changes {
        if let Some(cause) = causes.get(it.cause.as_str()) {
            let (way, attribute) = attribute(cause, &it.at);
            root.at(way).attributes.push(attribute);
        }
    }
    let mut object = Map::from_iter([("#id".to_owned(), json!(report.id))]);
    let (parameters, responses) = (root.take("parameters"), root.take("responses"));
    object.extend(root.attributes);
    if let Some(parameters) = parameters {
        let whole = parameters.attributes.into_iter().map(|(key, value)| json!({ key: value }));
        let each = parameters.parts.into_iter().map(|(name, part)| {
            let mut parameter = Map::from_iter([("#name".to_owned(), json!(name))]);
            parameter.extend(part.schema());
            Value::Object(parameter)
        });
        object.insert("$parameters".to_owned(), Value::Array(whole.chain(each).collect()));
    }
    if let Some(responses) = responses {
        let each = responses.parts.into_iter().map(|(status, mut part)| {
            let headers = part.take("headers");
            let mut response = Map::new();
            if let Some(headers) = headers {
                let mut members: Map<String, Value> = headers.attributes.into_iter().collect();
                members.extend(headers.parts.into_iter().map(|(name, it)| (name, Value::Object(it.schema()))));
                response.insert("$headers".to_owned(), Value::Object(members));
            }
            let schema = part.schema();
            if !schema.is_empty() {
                response.insert("$schema".to_owned(), Value::Object(schema));
            }
            (status, Value::Object(response))
        });
        object.insert("$responses".to_owned(), Value::Object(each.collect()));
    }
    Value::Object(object)
}

/// What a cause is called on the page, and where it stands: what is new or gone stands in its container.
fn attribute<'w>(cause: &Cause, way: &'w [String]) -> (&'w [String], (String, Value)) {
    let both = match (&cause.old, &cause.new) {
        (None, None) => Value::Bool(true),
        (old, new) => json!({ "new": new, "old": old }),
    };
    if cause.rule.is_documentation() {
        return (way, ("Description".to_owned(), both));
    }
    if let Some(Subject::Value { value, .. } | Subject::Subtype { value, .. }) = cause.subjects.first() {
        let verb = match cause.rule {
            Rule::EnumValueAdded | Rule::SubtypeAdded => "@added",
            Rule::EnumValueRemoved | Rule::SubtypeRemoved => "@removed",
            rule => rule.id(),
        };
        // Several values of one enum may change in the same way.
        let mut what = Map::from_iter([("#name".to_owned(), json!(value))]);
        what.extend(cause.old.iter().map(|it| ("old".to_owned(), json!(it))));
        what.extend(cause.new.iter().map(|it| ("new".to_owned(), json!(it))));
        return (way, (format!("{verb}_{}", cause.id), Value::Object(what)));
    }
    let verb = match cause.rule {
        Rule::ResponseHeaderAdded
        | Rule::ParameterAddedRequired
        | Rule::ParameterAddedOptional
        | Rule::PropertyAddedInResponse
        | Rule::PropertyAddedOptionalInRequest
        | Rule::PropertyAddedRequiredInRequest => Some(("added", &cause.new)),
        Rule::ResponseHeaderRemoved
        | Rule::ParameterRemovedRequired
        | Rule::ParameterRemovedOptional
        | Rule::PropertyRemoved => Some(("removed", &cause.old)),
        _ => None,
    };
    match (verb, way.split_last()) {
        (Some((verb, kind)), Some((name, container))) => {
            (container, (format!("@{verb}_{}", cause.id), json!({ "#name": name, "Type": kind })))
        }
        _ => (way, (cause.rule.id().to_owned(), both)),
    }
}

struct Sketch<'a> {
    service: &'a Service,
    lines: Vec<String>,
    /// The schemas that are open, so that one that holds itself is entered once.
    stack: Vec<&'a str>,
}

impl<'a> Sketch<'a> {
    fn text(mut self) -> String {
        if self.lines.len() > MOST_LINES {
            self.lines.truncate(MOST_LINES);
            self.lines.push("… cut".to_owned());
        }
        self.lines.join("\n")
    }

    fn member(&mut self, name: &str, value: &'a Type) {
        match self.scalar(value) {
            Some(word) => self.lines.push(format!("{name}: {word} ,")),
            None => {
                self.lines.push(format!("{name}:"));
                self.value(value);
                self.lines.push(",".to_owned());
            }
        }
    }

    fn value(&mut self, value: &'a Type) {
        if self.lines.len() > MOST_LINES {
            return;
        }
        match crate::diff::compare::unaliased(value, self.service) {
            Type::Array { items, .. } => {
                self.lines.push("[".to_owned());
                match self.scalar(items) {
                    Some(word) => self.lines.push(format!("{word} ,")),
                    None => {
                        self.value(items);
                        self.lines.push(",".to_owned());
                    }
                }
                self.lines.push("]".to_owned());
            }
            Type::Reference { name } => {
                let object = self.service.schemas.get(name).map(|it| &it.kind);
                let Some(SchemaKind::Object(object)) = object else { return };
                self.stack.push(name);
                self.lines.push("{".to_owned());
                object.properties.iter().for_each(|it| self.member(&it.name, &it.value));
                self.lines.push("}".to_owned());
                self.stack.pop();
            }
            other => {
                let word = self.scalar(other).unwrap_or("object");
                self.lines.push(word.to_owned());
            }
        }
    }

    /// The word for what is not written out.
    fn scalar(&self, value: &'a Type) -> Option<&'static str> {
        Some(match crate::diff::compare::unaliased(value, self.service) {
            Type::Boolean => "boolean",
            Type::Integer { .. } => "integer",
            Type::Number { .. } => "number",
            Type::String { .. } => "string",
            Type::Array { .. } => return None,
            Type::Reference { name } => match self.service.schemas.get(name).map(|it| &it.kind) {
                Some(SchemaKind::Enum(_)) => "enum",
                Some(SchemaKind::Object(_)) if !self.stack.contains(&name.as_str()) => return None,
                _ => "object",
            },
            _ => "object",
        })
    }
}
