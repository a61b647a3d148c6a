//! OpenAPI 3.1 in the words of 3.0.

use azrest_generator::diagnostics::Code;

use crate::fixture::{Lifted, lift_files};

/// What schemas of 3.1 become; each is a property of the one schema that the one operation answers.
fn lifted(properties: &str) -> Lifted {
    let text = format!(
        "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /a:
    get: {{operationId: A, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}}}}}
components:
  schemas:
    Other: {{type: [object, 'null'], properties: {{n: {{const: 1}}}}}}
    S:
      type: object
      properties:
{properties}"
    );
    lift_files(&[("main.yaml", &text)], "main.yaml")
}

#[track_caller]
fn property(from: &str, to: &str) {
    let lifted = lifted(&format!("        p: {from}\n"));
    lifted.gives("/components/schemas/S/properties/p", to).gives("/openapi", "3.0.3");
    assert_eq!(lifted.codes(), [], "{from}");
}

#[test]
fn null_is_a_type() {
    property("{type: [string, 'null']}", "{type: string, nullable: true}");
    property("{type: ['null', integer], format: int32}", "{type: integer, format: int32, nullable: true}");
    property("{type: [string]}", "{type: string}");
    property("{type: 'null'}", "{nullable: true}");
    property("{type: array, items: {type: [string, 'null']}}", "{type: array, items: {type: string, nullable: true}}");
}

#[test]
fn null_is_an_alternative() {
    property("{anyOf: [{type: string, format: date}, {type: 'null'}]}", "{type: string, format: date, nullable: true}");
    let other = "{allOf: [{$ref: '#/components/schemas/Other'}], nullable: true, x-azrest-ref-siblings: true}";
    property("{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/Other'}], title: T}", other);
    property("{anyOf: [{anyOf: [{type: string}, {type: 'null'}]}, {type: 'null'}]}", "{type: string, nullable: true}");
    let several = "{oneOf: [{type: string}, {type: integer}], nullable: true}";
    property("{oneOf: [{type: string}, {type: integer}, {type: 'null'}]}", several);
    let beside = "{anyOf: [{type: object, required: [a]}], type: object, nullable: true}";
    property("{type: object, anyOf: [{type: object, required: [a]}, {type: 'null'}]}", beside);
}

#[test]
fn constants_bounds_and_contents() {
    property("{const: a}", "{enum: [a]}");
    property("{type: integer, exclusiveMinimum: 0}", "{type: integer, minimum: 0, exclusiveMinimum: true}");
    property("{exclusiveMaximum: 5, maximum: 5}", "{maximum: 5, exclusiveMaximum: true}");
    property("{exclusiveMaximum: 9, maximum: 5, exclusiveMinimum: 1, minimum: 2}", "{minimum: 2, maximum: 5}");
    property("{type: string, contentEncoding: base64}", "{type: string, format: byte}");
    property("{contentMediaType: application/octet-stream}", "{type: string, format: binary}");
    property("{type: string, examples: [a, b]}", "{type: string}");
    property("true", "{}");
    property("{type: object, additionalProperties: true}", "{type: object, additionalProperties: true}");
    property(
        "{type: object, additionalProperties: {type: [string, 'null']}}",
        "{type: object, additionalProperties: {type: string, nullable: true}}",
    );
    property("{$ref: '#/components/schemas/Other', description: d}", "{$ref: '#/components/schemas/Other'}");
}

#[test]
fn what_3_0_has_no_word_for_is_told() {
    let lifted = lifted("        p: {type: array, prefixItems: [{type: string}], items: false}\n");
    lifted.gives("/components/schemas/S/properties/p", "{type: array}");
    assert_eq!(lifted.codes(), [Code::UnknownKeyword]);
    let hooks = lift_files(
        &[("main.yaml", "openapi: 3.1\ninfo: {title: t, version: '1'}\nwebhooks: {w: {post: {}}}\n")],
        "main.yaml",
    );
    assert!(hooks.bundle.is_some());
    assert_eq!(hooks.codes(), []);
    hooks.gives("/paths", "{}");
}

#[test]
fn documents_of_3_0_are_not_touched() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/a: {get: {operationId: A, parameters: [{name: q, in: query, schema: {type: string, const: x}}], responses: {}}}}
";
    let lifted = lift_files(&[("main.yaml", text)], "main.yaml");
    assert!(!lifted.has("/paths/~1a/get/parameters/0/schema/enum"));
}
