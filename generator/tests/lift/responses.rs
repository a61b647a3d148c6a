//! Responses: media types, headers, shared responses.

use crate::fixture::{keys, lift, lift_files, swagger};

fn responses(text: &str, sections: &str) -> crate::fixture::Lifted {
    lift(&format!("\npaths:\n  /a:\n    get:\n      operationId: A\n      responses:\n{text}\n{sections}"))
}

const RESPONSES: &str = "/paths/~1a/get/responses";

#[test]
fn schema_and_headers() {
    responses(
        "
        default: {description: d, schema: {$ref: '#/definitions/E'}, x-ms-error-response: true}
        204: {description: d}
        200:
          description: d
          schema: {type: file}
          examples: {application/json: {a: 1}}
          headers:
            b: {type: string, description: d, x-ms-client-name: B, x-ms-header-collection-prefix: x-ms-meta-, enum: [v],
                x-ms-enum: {name: V}}
            a: {type: array, items: {type: string}, collectionFormat: pipes}
",
        "definitions: {E: {type: object}}",
    )
    .gives(
        RESPONSES,
        "
        '200':
          description: ''
          headers:
            a:
              style: simple
              explode: false
              schema: {type: array, items: {type: string}}
              x-azrest-collection-format: pipes
            b:
              schema: {type: string, enum: [v], x-ms-enum: {name: V}}
              x-ms-client-name: B
              x-ms-header-collection-prefix: x-ms-meta-
          content: {'*/*': {schema: {type: string, format: binary}}}
        '204': {description: ''}
        default:
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}
          x-ms-error-response: true
        ",
    );
}

#[test]
fn media_types_are_those_of_the_operation_or_of_the_document() {
    let media_types = |document: &str, operation: &str| {
        let lifted = responses(&format!("        200: {{description: d, schema: {{}}}}\n{operation}"), document);
        keys(&lifted.at(&format!("{RESPONSES}/200/content"))).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(media_types("", ""), ["application/json"]);
    assert_eq!(media_types("produces: [b/b, a/a]", ""), ["b/b", "a/a"]);
    let file = responses("        200: {description: d, schema: {type: file}}\n      produces: []", "produces: [b/b]");
    assert_eq!(keys(&file.at(&format!("{RESPONSES}/200/content"))), ["*/*"]);
    assert_eq!(media_types("produces: [a/a]", "      produces: [c/c]"), ["c/c"]);
    assert_eq!(media_types("produces: [a/a]", "      produces: []"), ["application/json"]);
}

#[test]
fn shared_responses_stay_shared() {
    let sections =
        "responses:\n  Bad: {description: d, schema: {type: string}}\n  None: {description: d}\nproduces: [text/plain]";
    let lifted = responses("        400: {$ref: '#/responses/Bad'}\n        404: {$ref: '#/responses/None'}", sections);
    lifted
        .gives(RESPONSES, "{'400': {$ref: '#/components/responses/Bad'}, '404': {$ref: '#/components/responses/None'}}")
        .gives(
            "/components/responses",
            "
            Bad: {description: '', content: {text/plain: {schema: {type: string}}}}
            None: {description: ''}
            ",
        );
}

#[test]
fn a_shared_response_of_other_media_types_is_written_out() {
    let common =
        "swagger: '2.0'\nresponses:\n  Bad: {description: d, schema: {type: string}}\n  None: {description: d}\n";
    let main = swagger(
        "
paths:
  /a:
    get:
      operationId: A
      produces: [text/plain]
      responses: {400: {$ref: 'common.yaml#/responses/Bad'}, 404: {$ref: 'common.yaml#/responses/None'}}
",
    );
    lift_files(&[("main.yaml", &main), ("common.yaml", common)], "main.yaml").gives(
        RESPONSES,
        "
        '400': {description: '', content: {text/plain: {schema: {type: string}}}}
        '404': {$ref: '#/components/responses/None'}
        ",
    );
}
