//! One example: where it stands upstream, and what comes of calling its operation with it.

use std::time::Duration;

use azrest_generator::model::{BodyKind, Operation, OperationResult, Response, Service, Status};
use serde_json::{Map, Value, json};

use crate::declared::{self, Declared};
use crate::library::{Library, elements, members, resolve};
use crate::replay::{Answer, Replay};
use crate::request;

/// The longest a call may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The HTTP methods of a path item.
const METHODS: [&str; 7] = ["get", "put", "patch", "post", "delete", "head", "options"];

/// Headers that name other places or waits; the server says its own.
const LINKS: [&str; 5] = ["location", "azure-asyncoperation", "operation-location", "retry-after", "content-length"];

/// An example of an operation.
pub struct Example {
    pub service: String,
    pub operation_id: String,
    /// The path of its file below the root.
    pub file: String,
    pub method: String,
    pub path: String,
    pub base_path: String,
    pub api_version: String,
    /// The parameters that the operation declares, as upstream writes them.
    pub declared: Vec<Value>,
    /// The parameters that the example gives.
    pub parameters: Map<String, Value>,
    pub responses: Map<String, Value>,
}

/// What answers calls: a line of JSON each.
pub trait Caller {
    async fn answer(&mut self, line: &str) -> Value;
}

/// The examples of some documents, and how many are named and not there.
pub fn all(library: &Library, service: &str, inputs: &[String]) -> (Vec<Example>, usize) {
    let (mut found, mut absent) = (Vec::new(), 0);
    for input in inputs {
        let document = library.document(input);
        for (path, item) in ["paths", "x-ms-paths"].iter().flat_map(|it| members(document.get(it))) {
            for (method, operation) in METHODS.iter().filter_map(|it| Some((it, item.get(it)?))) {
                for (_, example) in members(operation.get("x-ms-examples")) {
                    let (file, _) = resolve(input, example["$ref"].as_str().expect("an example is a reference"));
                    if !library.exists(&file) {
                        absent += 1;
                        continue;
                    }
                    let example = library.document(&file);
                    let parameters =
                        elements(item.get("parameters")).iter().chain(elements(operation.get("parameters")));
                    found.push(Example {
                        service: service.to_owned(),
                        operation_id: text(operation, "operationId"),
                        method: (*method).to_owned(),
                        path: path.clone(),
                        base_path: base_path(&document),
                        api_version: text(&document["info"], "version"),
                        declared: parameters.map(|it| resolved(library, input, it)).collect(),
                        parameters: example["parameters"].as_object().cloned().unwrap_or_default(),
                        responses: example["responses"].as_object().cloned().unwrap_or_default(),
                        file,
                    });
                }
            }
        }
    }
    (found, absent)
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What stands between the endpoint of the caller's and the paths: what a host template has behind it, and the base path.
fn base_path(document: &Value) -> String {
    let template = text(&document["x-ms-parameterized-host"], "hostTemplate");
    let behind = template.strip_prefix('{').and_then(|it| it.split_once('}')).map_or("", |it| it.1);
    let behind = if behind.starts_with('/') { behind } else { "" };
    format!("{behind}{}", text(document, "basePath"))
}

/// A parameter, whether it is written in place or elsewhere.
fn resolved(library: &Library, base: &str, parameter: &Value) -> Value {
    let Some(reference) = parameter.get("$ref").and_then(Value::as_str) else { return parameter.clone() };
    let (file, pointer) = resolve(base, reference);
    let found = library.document(&file).pointer(&pointer).cloned();
    found.unwrap_or_else(|| panic!("{reference} in {base} names nothing"))
}

impl Example {
    /// Service, operationId and file name.
    pub fn key(&self) -> String {
        let file = self.file.rsplit('/').next().unwrap_or_default();
        format!("{} {} {file}", self.service, self.operation_id)
    }

    /// How many of its parameters the operation does not declare.
    pub fn ignored_parameters(&self) -> usize {
        let is_declared = |name: &String| self.declared.iter().any(|it| it["name"] == **name);
        self.parameters.keys().filter(|name| !is_declared(name)).count()
    }

    /// Calls the operation once for each success that the example shows; what differs from the example.
    pub async fn run(&self, service: &Service, caller: &mut impl Caller, server: &Replay) -> Vec<String> {
        let operation = service.operations().find(|it| it.operation_id == self.operation_id);
        let Some(operation) = operation else { return vec!["the model has no such operation".to_owned()] };
        let answered = self.answered();
        if answered.is_empty() {
            return vec!["it has no success".to_owned()];
        }
        let mut problems = Vec::new();
        for (status, answered) in answered {
            let response = operation.responses.iter().find(|it| it.status == Status::Code(status));
            let Some(response) = response else {
                problems.push(format!("the status {status} is not declared"));
                continue;
            };
            server.set(self.answer(operation, response, status, answered));
            for problem in self.call(service, operation, (status, response, answered), caller, server).await {
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
        }
        problems
    }

    async fn call(
        &self,
        service: &Service,
        operation: &Operation,
        (status, response, answered): (u16, &Response, &Value),
        caller: &mut impl Caller,
        server: &Replay,
    ) -> Vec<String> {
        let line = json!({
            "id": 1,
            "service": self.service,
            "operationId": self.operation_id,
            "arguments": self.parameters,
            "endpoint": server.url,
            "maxPages": 1,
        });
        let line = line.to_string();
        let Ok(answer) = tokio::time::timeout(LIMIT, caller.answer(&line)).await else {
            return vec!["the call does not end".to_owned()];
        };
        let mut problems = match server.take() {
            Some(sent) => request::problems(self, service, operation.body.as_ref(), &sent),
            None => Vec::new(),
        };
        match answer.get("result") {
            Some(result) => {
                problems.extend(self.result_problem(service, operation, response, status, answered, result))
            }
            None => problems.push(format!("error: {}", answer["error"])),
        }
        problems
    }

    /// The responses to play: every success that may end the operation; if there is none, the one that begins it, or a
    /// 404 that answers a question.
    fn answered(&self) -> Vec<(u16, &Value)> {
        let find = |status: &u16| Some((*status, self.responses.get(&status.to_string())?));
        let last: Vec<_> = [200, 201, 203, 204, 206].iter().filter_map(find).collect();
        if last.is_empty() { [202, 404].iter().filter_map(find).take(1).collect() } else { last }
    }

    fn answer(&self, operation: &Operation, response: &Response, status: u16, answered: &Value) -> Answer {
        let body = answered.get("body").filter(|it| !it.is_null());
        let is_json = matches!(response.body_kind, None | Some(BodyKind::Json));
        let bytes = body.map(|it| match it.as_str() {
            Some(text) if !is_json => text.as_bytes().to_vec(),
            _ => it.to_string().into_bytes(),
        });
        let headers = members(answered.get("headers")).filter(|(name, _)| {
            !LINKS.iter().any(|it| it.eq_ignore_ascii_case(name)) && !name.eq_ignore_ascii_case("content-type")
        });
        Answer {
            status,
            content_type: match (&bytes, is_json) {
                (None, _) => "",
                (Some(_), true) => "application/json",
                (Some(_), false) => "application/octet-stream",
            },
            body: bytes,
            headers: headers
                .map(|(name, it)| (name.clone(), it.as_str().map_or(it.to_string(), ToOwned::to_owned)))
                .collect(),
            location: status == 202 && operation.long_running.is_some(),
        }
    }

    fn result_problem(
        &self,
        service: &Service,
        operation: &Operation,
        response: &Response,
        status: u16,
        answered: &Value,
        result: &Value,
    ) -> Option<String> {
        if operation.result == OperationResult::Exists {
            let expected = Value::Bool((200..300).contains(&status));
            return (*result != expected).then(|| format!("result: expected {expected}, got {result}"));
        }
        let body = answered.get("body").filter(|it| !it.is_null())?;
        let value = response.body.as_ref()?;
        if matches!(response.body_kind, Some(BodyKind::Binary)) {
            let text = body.as_str().map_or(body.to_string(), ToOwned::to_owned);
            let expected = serde_json::to_value(azrest_runtime::Base64(text.into_bytes())).ok()?;
            return (*result != expected).then(|| "result: other bytes".to_owned());
        }
        let mut declared = Declared { service, request: false, undeclared: Vec::new() };
        let mut expected = declared.part("", body, value).unwrap_or_default();
        if let Some(paging) = &operation.paging {
            let pointer = format!("/{}", paging.item_name.replace('.', "/"));
            let items = expected.pointer(&pointer).cloned();
            expected = items.unwrap_or_else(|| if expected.is_array() { expected.clone() } else { json!([]) });
        }
        if operation.long_running.is_some() {
            // The server settles it.
            for pointer in ["/provisioningState", "/properties/provisioningState"] {
                if let (Some(expected), Some(found)) = (expected.pointer_mut(pointer), result.pointer(pointer)) {
                    expected.clone_from(found);
                }
            }
        }
        if operation.result == OperationResult::Empty && operation.paging.is_none() {
            return (!result.is_null()).then(|| format!("result: expected null, got {result}"));
        }
        declared::difference("", &expected, result, true).map(|it| format!("result: {it}"))
    }
}
