//! References to something of another kind, and into operations that are left out.

use azrest_generator::diagnostics::{Code, Remedy};
use azrest_generator::openapi::BundleOptions;
use azrest_generator::overrides::Skip;
use serde_json::json;

use crate::fixture::{lift, lift_files, lift_with};

/// What is said about the one mistake of a document.
fn remedy(text: &str) -> Remedy {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{text}");
    let mut problems = lift_files(&[("main.yaml", &text)], "main.yaml").problems;
    problems.retain(|it| it.code == Code::UnsupportedReference);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0).remedy
}

#[test]
fn a_schema_that_is_something_else_is_the_schema_of_that() {
    for (reference, meant) in [
        (
            "#/components/responses/Json",
            Remedy::Replace("#/components/responses/Json/content/application~1json/schema".into()),
        ),
        (
            "#/components/responses/Text",
            Remedy::Replace("#/components/responses/Text/content/text~1plain/schema".into()),
        ),
        ("#/components/responses/Both", Remedy::Replace("#/components/responses/Both/content/text~1csv/schema".into())),
        (
            "#/components/requestBodies/Json",
            Remedy::Replace("#/components/requestBodies/Json/content/application~1json/schema".into()),
        ),
        ("#/components/parameters/P", Remedy::Replace("#/components/parameters/P/schema".into())),
        ("#/components/responses/None", Remedy::Remove),
    ] {
        let schema = "content: {application/json: {schema: {type: string}}}";
        let found = remedy(&format!(
            "
paths:
  /a: {{get: {{operationId: A, responses: {{'200': {{description: d, content: {{text/csv: {{schema: {{$ref: '{reference}'}}}}}}}}}}}}}}
components:
  requestBodies: {{Json: {{{schema}}}}}
  parameters: {{P: {{name: p, in: query, schema: {{type: string}}}}}}
  responses:
    Json: {{description: d, {schema}}}
    Text: {{description: d, content: {{text/plain: {{schema: {{type: string}}}}}}}}
    Both: {{description: d, content: {{application/json: {{schema: {{}}}}, text/csv: {{schema: {{}}}}}}}}
    None: {{description: d}}
"
        ));
        assert_eq!(found, meant, "{reference}");
    }
    let elements = remedy(
        "
paths:
  /a: {get: {operationId: A, parameters: [{name: f, in: query, schema: {type: array, items: {$ref: '#/paths/~1b/get/parameters/0'}}}], responses: {'200': {description: d}}}}
  /b: {get: {operationId: B, parameters: [{name: f, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: d}}}}
",
    );
    assert_eq!(elements, Remedy::Replace("#/paths/~1b/get/parameters/0/schema/items".into()));
}

#[test]
fn a_response_that_is_a_schema_is_one_with_that_schema() {
    let found = remedy(
        "
paths:
  /a: {get: {operationId: A, responses: {'400': {$ref: '#/components/schemas/E'}}}}
components: {schemas: {E: {type: object}}}
",
    );
    let schema = json!({"$ref": "#/components/schemas/E"});
    let meant = json!({"description": "", "content": {"application/json": {"schema": schema}}});
    assert_eq!(found, Remedy::ReplaceAround(meant));
    let lifted = lift(
        "
paths:
  /a: {get: {operationId: A, responses: {'400': {$ref: '#/definitions/E'}}}}
definitions: {E: {type: object}}
",
    );
    let meant = json!({"description": "", "schema": {"$ref": "#/definitions/E"}});
    assert!(
        lifted.problems.iter().any(|it| it.remedy == Remedy::ReplaceAround(meant.clone())),
        "{:?}",
        lifted.problems
    );
}

#[test]
fn parts_of_an_operation_that_is_left_out_are_there_for_others() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a/{id}: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}}}}}}}
  /b: {get: {operationId: B, responses: {'200': {$ref: '#/paths/~1a~1%7Bid%7D/get/responses/200'}}}}
components: {schemas: {B: {type: string}}}
";
    let skip = Skip { at: "/paths/~1a~1{id}/get".into(), reason: "r".into(), place: None };
    let options = BundleOptions { title: "t".into(), release: "1".into(), skips: vec![skip], ..Default::default() };
    let lifted = lift_with(&[("main.yaml", text)], "main.yaml", &options);
    assert!(lifted.problems.iter().all(|it| it.code == Code::OperationSkipped), "{:?}", lifted.messages());
    assert!(!lifted.has("/paths/~1a~1{id}/get") && lifted.has("/components/schemas/B"), "{}", lifted.yaml());
    lifted.holds(
        "/components/responses/AIdGet200/content/application~1json/schema/properties/b",
        "{$ref: '#/components/schemas/B'}",
    );
}
