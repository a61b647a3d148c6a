//! Request bodies: the body parameter, form data, media types.

use azrest_generator::diagnostics::Code;

use crate::fixture::lift;

fn operation(members: &str, sections: &str) -> crate::fixture::Lifted {
    lift(&format!("\npaths:\n  /a:\n    post:\n      operationId: A\n      responses: {{}}\n{members}\n{sections}"))
}

const BODY: &str = "/paths/~1a/post/requestBody";

#[test]
fn the_body_parameter() {
    operation(
        "
      parameters:
      - {name: q, in: query, type: string}
      - {name: thing, in: body, required: true, description: d, schema: {$ref: '#/definitions/T'}, x-ms-client-name: it}
",
        "definitions: {T: {type: object}}",
    )
    .gives(
        BODY,
        "
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}
        x-azrest-name: thing
        x-azrest-position: 1
        x-ms-client-name: it
        x-ms-parameter-location: method
        ",
    )
    .gives(
        "/paths/~1a/post/parameters",
        "[{name: q, in: query, schema: {type: string}, x-ms-parameter-location: method}]",
    );
}

#[test]
fn a_shared_body_is_written_where_it_is_used() {
    let lifted = operation(
        "      parameters: [{$ref: '#/parameters/Body'}]",
        "parameters: {Body: {name: b, in: body, schema: {type: string}}}",
    );
    lifted.gives(
        BODY,
        "
        content: {application/json: {schema: {type: string}}}
        x-azrest-name: b
        x-azrest-position: 0
        x-ms-parameter-location: client
        ",
    );
    assert!(!lifted.has("/components"));
    assert!(!lifted.has("/paths/~1a/post/parameters"));
}

/// `consumes` of the document and of the operation, and the media types of the body.
#[track_caller]
fn consumes(document: &str, operation_level: &str, expected: &[&str]) {
    let lifted = operation(
        &format!("{operation_level}      parameters: [{{name: b, in: body, schema: {{type: string}}}}]"),
        document,
    );
    let content = lifted.at(&format!("{BODY}/content"));
    assert_eq!(crate::fixture::keys(&content), expected);
}

#[test]
fn media_types_are_those_of_the_operation_or_of_the_document() {
    consumes("", "", &["application/json"]);
    consumes("consumes: [text/plain, application/xml]", "", &["text/plain", "application/xml"]);
    consumes("consumes: [text/plain]", "      consumes: [a/b, c/d, a/b]\n", &["a/b", "c/d"]);
    consumes("consumes: [text/plain]", "      consumes: []\n", &["application/json"]);
}

#[test]
fn form_data_is_one_object() {
    let lifted = operation(
        "
      consumes: [application/json, application/x-www-form-urlencoded]
      parameters:
      - {name: q, in: query, type: string}
      - {name: service, in: formData, required: true, type: string, description: d, minLength: 1, x-ms-client-name: svc}
      - {name: scope, in: formData, type: array, collectionFormat: multi, items: {type: string}}
",
        "",
    );
    assert_eq!(lifted.codes(), [azrest_generator::diagnostics::Code::KeywordIgnored], "JSON carries no form data");
    lifted.holds(
        BODY,
        "
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [service]
              properties:
                service: {type: string, minLength: 1, x-azrest-position: 1, x-ms-client-name: svc, x-ms-parameter-location: method}
                scope: {type: array, items: {type: string}, x-azrest-position: 2, x-ms-parameter-location: method}
            encoding: {scope: {style: form, explode: true}}
        ",
    );
}

#[test]
fn a_file_needs_a_multipart_form() {
    for consumes in
        ["", "      consumes: [multipart/form-data]\n", "      consumes: [application/x-www-form-urlencoded]\n"]
    {
        operation(&format!("{consumes}      parameters: [{{name: f, in: formData, type: file}}]"), "").gives(
            BODY,
            "
            content:
              multipart/form-data:
                schema:
                  type: object
                  properties: {f: {type: string, format: binary, x-azrest-position: 0, x-ms-parameter-location: method}}
            ",
        );
    }
}

#[test]
fn a_form_without_media_type_is_url_encoded() {
    let lifted = operation("      parameters: [{name: f, in: formData, type: string}]", "");
    assert!(lifted.has(&format!("{BODY}/content/application~1x-www-form-urlencoded")));
}

#[test]
fn a_body_at_path_level_belongs_to_each_operation() {
    let lifted = lift(
        "
paths:
  /a:
    parameters: [{name: b, in: body, schema: {type: string}}, {name: q, in: query, type: string}]
    put: {operationId: A, responses: {}}
    post: {operationId: B, responses: {}, parameters: [{name: own, in: body, schema: {type: integer}}]}
",
    );
    lifted
        .gives(
            "/paths/~1a/parameters",
            "[{name: q, in: query, schema: {type: string}, x-ms-parameter-location: method}]",
        )
        .gives("/paths/~1a/put/requestBody/x-azrest-name", "b")
        .gives("/paths/~1a/post/requestBody/x-azrest-name", "own");
}

#[test]
fn two_bodies_are_one_too_many() {
    let two = operation("      parameters: [{name: a, in: body, schema: {}}, {name: b, in: body, schema: {}}]", "");
    assert_eq!(
        two.messages(),
        [
            "duplicate-parameter main.yaml:9:53 #/paths/~1a/post/parameters/1 the operation declares two bodies, `a` and `b`"
        ]
    );
    let both =
        operation("      parameters: [{name: a, in: body, schema: {}}, {name: b, in: formData, type: string}]", "");
    assert_eq!(both.codes(), [Code::UnsupportedParameter]);
    let twice = operation(
        "      parameters: [{name: a, in: formData, type: string}, {name: a, in: formData, type: string}]",
        "",
    );
    assert_eq!(twice.codes(), [Code::DuplicateParameter]);
    let bare = operation("      parameters: [{name: a, in: body}]", "");
    assert_eq!(
        bare.messages(),
        ["missing-keyword main.yaml:9:20 #/paths/~1a/post/parameters/0 the body `a` has no schema"]
    );
}
