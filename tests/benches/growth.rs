//! How time and size go together: documents in the manner of the providers', of 1, 2, 4 and 8 times the size. The throughput
//! stays what it is as long as time grows linearly.
#![allow(clippy::expect_used)] // a bench fails by panicking

use std::fmt::Write as _;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{MemoryFiles, Sources};
use azrest_generator::{Spec, client, generate, model};
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// How many resources a document describes.
const RESOURCES: usize = 10;

/// The operations of a resource.
const OPERATIONS: usize = 5;

/// A document: resources with five operations and seven definitions each, which refer to one another and to common ones.
fn document(number: usize, resources: usize) -> String {
    let (mut paths, mut definitions) = (Vec::new(), Vec::new());
    for resource in 0..resources {
        let name = format!("Widget{number}x{resource}");
        let common = |it: &str| format!(r##"{{"$ref": "./common.json#/parameters/{it}"}}"##);
        let parameters = |more: &str| {
            format!(
                r#""parameters": [{}, {}, {{"name": "resourceGroupName", "in": "path", "required": true, "type": "string"}}{more}]"#,
                common("Subscription"),
                common("ApiVersion"),
            )
        };
        let own = r#", {"name": "widgetName", "in": "path", "required": true, "type": "string", "maxLength": 80}"#;
        let own_and_body = format!(
            r##"{own}, {{"name": "body", "in": "body", "required": true, "schema": {{"$ref": "#/definitions/{name}"}}}}"##
        );
        let answer = |status: u16, schema: &str| {
            format!(
                r##""{status}": {{"description": "", "schema": {{"$ref": "#/definitions/{schema}"}}}}, "default": {{"description": "", "schema": {{"$ref": "./common.json#/definitions/ErrorResponse"}}}}"##
            )
        };
        let base =
            format!("/subscriptions/{{subscriptionId}}/resourceGroups/{{resourceGroupName}}/providers/Contoso/{name}");
        paths.push(format!(
            r#""{base}": {{"get": {{"operationId": "{name}_List", {}, "x-ms-pageable": {{"nextLinkName": "nextLink"}}, "responses": {{{}}}}}}}"#,
            parameters(r#", {"name": "$filter", "in": "query", "type": "string"}, {"name": "$top", "in": "query", "type": "integer", "format": "int32"}"#),
            answer(200, &format!("{name}List")),
        ));
        paths.push(format!(
            r#""{base}/{{widgetName}}": {{
                "get": {{"operationId": "{name}_Get", {0}, "responses": {{{2}}}}},
                "put": {{"operationId": "{name}_CreateOrUpdate", {1}, "x-ms-long-running-operation": true, "x-ms-long-running-operation-options": {{"final-state-via": "azure-async-operation"}}, "responses": {{{2}}}}},
                "patch": {{"operationId": "{name}_Update", {1}, "responses": {{{2}}}}},
                "delete": {{"operationId": "{name}_Delete", {0}, "x-ms-long-running-operation": true, "responses": {{"202": {{"description": ""}}, "204": {{"description": ""}}}}}}
            }}"#,
            parameters(own),
            parameters(&own_and_body),
            answer(200, &name),
        ));
        let mut properties = String::new();
        for property in 0..12 {
            let _ = write!(
                properties,
                r#""property{property}": {{"type": "string", "description": "One of the properties of a widget.", "readOnly": {}}},"#,
                property % 3 == 0
            );
        }
        definitions.push(format!(
            r##""{name}": {{"allOf": [{{"$ref": "./common.json#/definitions/Resource"}}], "properties": {{"properties": {{"x-ms-client-flatten": true, "$ref": "#/definitions/{name}Properties"}}}}}},
            "{name}List": {{"properties": {{"value": {{"type": "array", "items": {{"$ref": "#/definitions/{name}"}}}}, "nextLink": {{"type": "string"}}}}}},
            "{name}Properties": {{"required": ["state"], "properties": {{{properties} "state": {{"$ref": "#/definitions/{name}State"}}, "rule": {{"$ref": "#/definitions/{name}Rule"}}, "peers": {{"type": "array", "items": {{"$ref": "#/definitions/{name}"}}}}, "tags": {{"type": "object", "additionalProperties": {{"type": "string"}}}}, "inline": {{"type": "object", "properties": {{"a": {{"type": "integer", "format": "int64"}}, "b": {{"type": "boolean", "default": "no"}}}}}}}}}},
            "{name}State": {{"type": "string", "enum": ["Creating", "Running", "Deleting"], "x-ms-enum": {{"name": "{name}State", "modelAsString": true}}}},
            "{name}Rule": {{"discriminator": "kind", "required": ["kind"], "properties": {{"kind": {{"type": "string"}}}}}},
            "{name}AllowRule": {{"x-ms-discriminator-value": "Allow", "allOf": [{{"$ref": "#/definitions/{name}Rule"}}], "properties": {{"port": {{"type": "integer"}}}}}},
            "{name}DenyRule": {{"x-ms-discriminator-value": "Deny", "allOf": [{{"$ref": "#/definitions/{name}Rule"}}], "properties": {{"reason": {{"type": "string"}}}}}}"##
        ));
    }
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Widgets", "version": "2024-01-01"}}, "host": "management.azure.com", "consumes": ["application/json"], "produces": ["application/json"], "paths": {{{}}}, "definitions": {{{}}}}}"#,
        paths.join(",\n"),
        definitions.join(",\n"),
    )
}

const COMMON: &str = r##"{"swagger": "2.0", "info": {"title": "Common", "version": "1"}, "paths": {},
"parameters": {
    "Subscription": {"name": "subscriptionId", "in": "path", "required": true, "type": "string"},
    "ApiVersion": {"name": "api-version", "in": "query", "required": true, "type": "string"}},
"definitions": {
    "Resource": {"properties": {"id": {"type": "string", "readOnly": true}, "name": {"type": "string", "readOnly": true}, "location": {"type": "string"}}},
    "ErrorResponse": {"properties": {"error": {"$ref": "#/definitions/ErrorDetail"}}},
    "ErrorDetail": {"properties": {"code": {"type": "string"}, "message": {"type": "string"}, "details": {"type": "array", "items": {"$ref": "#/definitions/ErrorDetail"}}}}}}"##;

/// Documents of so many times the size: some more of them.
fn documents(times: usize) -> (MemoryFiles, Spec) {
    let paths: Vec<String> = (0..times * 5).map(|number| format!("{number}.json")).collect();
    let mut files = MemoryFiles::new().with("common.json", COMMON);
    for (number, path) in paths.iter().enumerate() {
        files = files.with(path.clone(), document(number, RESOURCES));
    }
    (files, Spec::Documents { paths, keep_docs: false })
}

fn info() -> ServiceInfo {
    ServiceInfo {
        name: "widgets".to_owned(),
        client_parameters: vec!["subscriptionId".into()],
        ..ServiceInfo::default()
    }
}

fn crate_info() -> CrateInfo {
    CrateInfo {
        name: "azrest-widgets".to_owned(),
        version: "0.1.0".to_owned(),
        runtime: "\"0.1\"".to_owned(),
        in_workspace: false,
        command: "bench".to_owned(),
    }
}

const TIMES: [usize; 4] = [1, 2, 4, 8];

/// Everything.
#[divan::bench(args = TIMES)]
fn whole(bencher: divan::Bencher<'_, '_>, times: usize) {
    let (files, spec) = documents(times);
    bencher.counter(ItemsCount::new(times * 5 * RESOURCES * OPERATIONS)).bench_local(|| {
        let mut diagnostics = Diagnostics::new();
        let made = generate(&files, &spec, &info(), &crate_info(), &mut Sources::new(), &mut diagnostics);
        assert!(made.is_ok_and(|it| it.is_some()), "{:?}", diagnostics.sorted().first());
    });
}

/// Reading the documents into the normalized model.
#[divan::bench(args = TIMES)]
fn read(bencher: divan::Bencher<'_, '_>, times: usize) {
    let (files, spec) = documents(times);
    bencher
        .counter(ItemsCount::new(times * 5 * RESOURCES * OPERATIONS))
        .bench_local(|| model(&files, &spec, &info(), &mut Sources::new(), &mut Diagnostics::new()).expect("a model"));
}

/// Planning and printing the crate.
#[divan::bench(args = TIMES)]
fn print(bencher: divan::Bencher<'_, '_>, times: usize) {
    let (files, spec) = documents(times);
    let service = model(&files, &spec, &info(), &mut Sources::new(), &mut Diagnostics::new()).expect("a model");
    bencher
        .counter(ItemsCount::new(times * 5 * RESOURCES * OPERATIONS))
        .bench_local(|| client(&service, &crate_info(), &mut Diagnostics::new()).expect("no defect"));
}

/// What is shown of the diagnostics of one document, which is one line.
#[divan::bench(args = TIMES)]
fn findings(bencher: divan::Bencher<'_, '_>, times: usize) {
    let text = document(0, times * 5 * RESOURCES).replace('\n', " ");
    let files = MemoryFiles::new().with("0.json", text).with("common.json", COMMON);
    let spec = Spec::Documents { paths: vec!["0.json".to_owned()], keep_docs: false };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    model(&files, &spec, &info(), &mut sources, &mut diagnostics).expect("a model");
    bencher.counter(ItemsCount::new(times * 5 * RESOURCES)).bench_local(|| {
        // A clone knows nothing yet of what messages ask for.
        let found = diagnostics.findings(&sources.clone(), None);
        assert!(found.len() >= times * 5 * RESOURCES);
    });
}
