//! Paths: what `paths` can hold and what it cannot, and what becomes of clashes.

use azrest_generator::diagnostics::Code;

use crate::fixture::{keys, lift, lift_files, swagger};

#[test]
fn keys_that_are_no_paths_go_to_the_extension() {
    let lifted = lift(
        "
paths:
  /b: {get: {operationId: B, responses: {}}}
  /a?comp=x: {get: {operationId: Q, responses: {}}}
  '{nextLink}': {get: {operationId: N, responses: {}}}
  /a: {get: {operationId: A, responses: {}}}
  x-note: ignored
x-ms-paths:
  /a?comp=y: {get: {operationId: Y, responses: {}}}
  /a: {put: {operationId: P, responses: {}}}
",
    );
    assert_eq!(keys(&lifted.at("/paths")), ["/a", "/b"]);
    assert_eq!(keys(&lifted.at("/x-azrest-paths")), ["/a", "/a?comp=x", "/a?comp=y", "{nextLink}"]);
    lifted.gives("/x-azrest-paths/~1a/put/operationId", "P");
}

#[test]
fn documents_share_a_path() {
    let a = swagger(
        "paths:\n  /p/{x}:\n    parameters: [{name: x, in: path, type: string}]\n    get: {operationId: G, responses: {}}\n",
    );
    let b = swagger(
        "paths:\n  /p/{x}:\n    put: {operationId: P, responses: {}, parameters: [{name: x, in: path, type: integer}]}\n",
    );
    lift_files(&[("a.yaml", &a), ("b.yaml", &b)], "a.yaml b.yaml").gives(
        "/paths",
        "
        /p/{x}:
          get:
            operationId: G
            parameters: [{name: x, in: path, required: true, schema: {type: string}, x-ms-parameter-location: method}]
            responses: {}
            x-azrest-api-version: '2024-01-01'
            x-azrest-source: 0
          put:
            operationId: P
            parameters: [{name: x, in: path, required: true, schema: {type: integer}, x-ms-parameter-location: method}]
            responses: {}
            x-azrest-api-version: '2024-01-01'
            x-azrest-source: 1
        ",
    );
}

#[test]
fn an_operation_overrides_a_parameter_of_its_path() {
    let shared = "parameters:\n  X: {name: x, in: path, required: true, type: string}\n  Y: {name: y, in: query, type: string}\n";
    let a = swagger(&format!(
        "paths:\n  /p/{{x}}:\n    parameters: [{{$ref: '#/parameters/X'}}, {{$ref: '#/parameters/Y'}}]\n    get: {{operationId: G, \
         responses: {{}}, parameters: [{{name: x, in: path, type: integer}}]}}\n{shared}"
    ));
    let b = swagger("paths:\n  /p/{x}:\n    put: {operationId: P, responses: {}}\n");
    let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &b)], "a.yaml b.yaml");
    lifted.gives(
        "/paths/~1p~1{x}/get/parameters",
        "
        - $ref: '#/components/parameters/Y'
        - {name: x, in: path, required: true, schema: {type: integer}, x-ms-parameter-location: method}
        ",
    );
    assert!(!lifted.has("/paths/~1p~1{x}/parameters"));
}

#[test]
fn the_second_operation_of_a_path_and_method_stands_under_its_operation_id() {
    let a = swagger("paths:\n  /{scope}: {get: {operationId: A_Get, responses: {}}}\n");
    let b = swagger(
        "paths:\n  /{scope}: {get: {operationId: B_Get, responses: {}}, put: {operationId: B_Put, responses: {}}}\n",
    );
    let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &b)], "a.yaml b.yaml");
    assert_eq!(
        lifted.messages(),
        ["duplicate-path b.yaml:4:19 #/paths/~1{scope}/get `B_Get` is another get on `/{scope}`"]
    );
    lifted
        .holds("/paths/~1{scope}/get/operationId", "A_Get")
        .holds("/paths/~1{scope}/put/operationId", "B_Put")
        .holds("/x-azrest-paths/~1{scope}#B_Get/get/operationId", "B_Get");

    let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &a), ("c.yaml", &a)], "a.yaml b.yaml c.yaml");
    assert_eq!(lifted.codes(), [Code::DuplicatePath, Code::DuplicatePath]);
    lifted
        .holds("/x-azrest-paths/~1{scope}#A_Get/get/operationId", "A_Get")
        .holds("/x-azrest-paths/~1{scope}#A_Get@c.yaml/get/operationId", "A_Get");
}

#[test]
fn what_is_no_path_item_is_told() {
    let lifted = lift("paths:\n  /a: 1\n  /b: {$ref: 'other.yaml#/paths/~1b'}\n  /c: {get: []}\n");
    assert_eq!(
        lifted.messages(),
        [
            "wrong-type main.yaml:4:7 #/paths/~1a the path item is a number, not an object",
            "dangling-reference main.yaml:5:14 #/paths/~1b/$ref the reference `other.yaml#/paths/~1b` leads to `other.yaml`, which cannot be read: there is no such file",
            "wrong-type main.yaml:6:13 #/paths/~1c/get the operation is an array, not an object",
        ]
    );
    assert_eq!(lift("paths: []\n").messages(), ["wrong-type main.yaml:3:8 #/paths `paths` is an array, not an object"]);
}

#[test]
fn path_items_and_operations_may_be_references() {
    let main = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    $ref: './paths.yaml#/a'
    parameters: [{name: own, in: query, schema: {type: string}}]
  /b: {$ref: 'paths/b.yaml'}
  /c: {get: {$ref: 'paths/c.yaml'}}
  /d: {$ref: '#/paths/~1c'}
";
    let a = "a:
  parameters: [{name: theirs, in: query, schema: {type: string}}]
  get: {operationId: A, responses: {200: {description: d, content: {application/json: {schema: {$ref: 'schemas/pet.yaml'}}}}}}
";
    let b = "post: {operationId: B, responses: {200: {$ref: '../responses.yaml#/done'}}}\n";
    let c = "operationId: C\nresponses: {204: {description: d}}\n";
    let pet = "type: object\nproperties: {toy: {$ref: 'toy.yaml'}, parent: {$ref: pet.yaml}}\n";
    let lifted = lift_files(
        &[
            ("main.yaml", main),
            ("paths.yaml", a),
            ("paths/b.yaml", b),
            ("paths/c.yaml", c),
            ("responses.yaml", "done: {description: d}\n"),
            ("schemas/pet.yaml", pet),
            ("schemas/toy.yaml", "type: string\nenum: [ball]\n"),
        ],
        "main.yaml",
    );
    assert_eq!(lifted.messages(), [""; 0]);
    lifted
        .holds("/paths/~1a/get/operationId", "A")
        .gives("/paths/~1a/get/responses/200/content/application~1json/schema", "{$ref: '#/components/schemas/pet'}")
        .gives(
            "/components/schemas/pet/properties",
            "{toy: {$ref: '#/components/schemas/toy'}, parent: {$ref: '#/components/schemas/pet'}}",
        )
        .gives("/paths/~1b/post/responses/200", "{$ref: '#/components/responses/done'}")
        .holds("/paths/~1c/get/operationId", "C")
        .holds("/paths/~1d/get/operationId", "C");
    // Files without an api-version have that of the document that refers to them.
    for operation in ["~1a/get", "~1b/post", "~1c/get", "~1d/get"] {
        lifted.gives(&format!("/paths/{operation}/x-azrest-api-version"), "'1'");
    }
    assert_eq!(lifted.at("/paths/~1a/parameters").as_array().map(Vec::len), Some(2));
}

#[test]
fn path_items_that_refer_to_each_other_are_errors() {
    let lifted = lift("paths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n");
    assert_eq!(lifted.codes(), [Code::EndlessReference]);
}

#[test]
fn methods_have_one_order() {
    let lifted = lift(
        "paths:\n  /a:\n    trace: {operationId: T, responses: {}}\n    post: {operationId: P, responses: {}}\n    get: {operationId: G, responses: {}}\n    x-more: 1\n    parameters: [{name: q, in: query, type: string}]\n    delete: {operationId: D, responses: {}}\n",
    );
    assert_eq!(keys(&lifted.at("/paths/~1a")), ["parameters", "get", "post", "delete", "trace", "x-more"]);
}

#[test]
fn extensions_of_operations_stay() {
    let extensions = "x-ms-long-running-operation: true, x-ms-pageable: {nextLinkName: null, itemName: value}, deprecated: true, x-any: [1]";
    lift(&format!(
        "
paths:
  /a:
    get: {{operationId: A, summary: s, description: d, externalDocs: {{url: u}}, tags: [t], x-ms-examples: {{e: {{$ref: ./e.json}}}},
          {extensions}, responses: {{}}}}
"
    ))
    .gives("/paths/~1a/get", &format!("{{operationId: A, responses: {{}}, x-azrest-api-version: '2024-01-01', {extensions}}}"));
}

#[test]
fn references_in_extensions_follow_their_definitions() {
    let lifted = lift(
        "
paths:
  /a:
    post:
      operationId: A
      x-ms-long-running-operation: true
      x-ms-long-running-operation-options: {final-state-via: location, final-state-schema: '#/definitions/Result'}
      x-ms-odata: '#/definitions/Filter'
      x-unknown: {$ref: '#/definitions/Filter'}
      responses: {}
definitions: {Result: {type: object}, Filter: {type: object}}
",
    );
    lifted
        .gives(
            "/paths/~1a/post/x-ms-long-running-operation-options",
            "{final-state-schema: '#/components/schemas/Result', final-state-via: location}",
        )
        .gives("/paths/~1a/post/x-ms-odata", "Filter")
        .gives("/paths/~1a/post/x-unknown", "{$ref: Filter}")
        .gives("/components/schemas", "{Result: {type: object}}");
}
