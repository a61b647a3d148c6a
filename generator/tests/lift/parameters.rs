//! Parameters: `schema`, `style` and `explode`, client-level and method-level.

use crate::fixture::lift;

/// The parameters of one operation, in the flow style of YAML.
fn parameters(list: &str, sections: &str) -> crate::fixture::Lifted {
    lift(&format!(
        "\npaths:\n  /a/{{p}}:\n    get:\n      operationId: A\n      parameters: {list}\n      responses: {{}}\n{sections}"
    ))
}

const LIST: &str = "/paths/~1a~1{p}/get/parameters";

#[test]
fn what_describes_the_value_moves_into_the_schema() {
    parameters(
        "[{name: q, in: query, description: d, required: true, allowEmptyValue: true, type: string, format: uuid, default: x,
           enum: [x], pattern: p, minLength: 1, maxLength: 2, minimum: 1, maximum: 2, exclusiveMinimum: true,
           exclusiveMaximum: true, multipleOf: 2, minItems: 1, maxItems: 2, uniqueItems: true,
           x-ms-enum: {name: E}, x-nullable: true, x-ms-client-name: Q, x-ms-skip-url-encoding: true,
           x-ms-parameter-grouping: {name: G}, x-ms-parameter-location: method, x-ms-api-version: false}]",
        "",
    )
    .gives(
        LIST,
        "
        - name: q
          in: query
          required: true
          allowEmptyValue: true
          schema: {type: string, format: uuid, default: x, enum: [x], pattern: p, minLength: 1, maxLength: 2, minimum: 1,
                   maximum: 2, exclusiveMinimum: true, exclusiveMaximum: true, multipleOf: 2, minItems: 1, maxItems: 2,
                   uniqueItems: true, x-ms-enum: {name: E}, x-nullable: true}
          x-ms-client-name: Q
          x-ms-skip-url-encoding: true
          x-ms-parameter-grouping: {name: G}
          x-ms-parameter-location: method
          x-ms-api-version: false
        ",
    );
}

#[test]
fn a_path_parameter_is_required() {
    parameters("[{name: p, in: path, type: integer}]", "")
        .gives(LIST, "[{name: p, in: path, required: true, schema: {type: integer}, x-ms-parameter-location: method}]");
}

/// `collectionFormat`, location, and the expected members.
#[track_caller]
fn collection(location: &str, format: Option<&str>, expected: &str) {
    let format = format.map(|it| format!("collectionFormat: {it}, ")).unwrap_or_default();
    parameters(&format!("[{{name: q, in: {location}, {format}type: array, items: {{type: string}}}}]"), "").gives(
        LIST,
        &format!(
            "[{{name: q, in: {location}, {expected}, schema: {{type: array, items: {{type: string}}}}, \
             x-ms-parameter-location: method}}]"
        ),
    );
}

#[test]
fn collection_formats_in_the_query() {
    collection("query", None, "style: form, explode: false, x-azrest-collection-format: csv");
    collection("query", Some("csv"), "style: form, explode: false, x-azrest-collection-format: csv");
    collection("query", Some("multi"), "style: form, explode: true");
    collection("query", Some("ssv"), "style: spaceDelimited, explode: false");
    collection("query", Some("pipes"), "style: pipeDelimited, explode: false");
    collection("query", Some("tsv"), "style: form, explode: false, x-azrest-collection-format: tsv");
}

#[test]
fn objects_in_the_query_are_one_parameter() {
    parameters("[{name: q, in: query, type: object}]", "")
        .gives(LIST, "[{name: q, in: query, explode: false, schema: {type: object}, x-ms-parameter-location: method}]");
}

#[test]
fn collection_formats_in_headers() {
    collection("header", None, "style: simple, explode: false");
    collection("header", Some("csv"), "style: simple, explode: false");
    for format in ["ssv", "tsv", "pipes"] {
        collection(
            "header",
            Some(format),
            &format!("style: simple, explode: false, x-azrest-collection-format: {format}"),
        );
    }
}

#[test]
fn nested_collection_formats_stay_on_the_items() {
    parameters(
        "[{name: q, in: query, type: array, collectionFormat: multi,
           items: {type: array, collectionFormat: pipes, items: {type: string}}}]",
        "",
    )
    .gives(
        &format!("{LIST}/0/schema"),
        "{type: array, items: {type: array, items: {type: string}, x-azrest-collection-format: pipes}}",
    );
}

#[test]
fn an_api_version_in_an_operation_belongs_to_the_client_unless_marked() {
    for (more, location) in [
        ("required: true", "client"),
        ("required: false", "method"),
        ("required: true, x-ms-api-version: false", "method"),
        ("required: true, x-ms-parameter-location: method", "method"),
    ] {
        parameters(&format!("[{{name: Api-Version, in: query, {more}, type: string}}]"), "")
            .gives(&format!("{LIST}/0/x-ms-parameter-location"), location);
    }
}

#[test]
fn shared_parameters_belong_to_the_client_unless_marked() {
    let lifted = parameters(
        "[{$ref: '#/parameters/Version'}, {$ref: '#/parameters/Group'}, {name: c, in: query, type: string,
          x-ms-parameter-location: client}, {$ref: '#/parameters/Odd'}]",
        "
parameters:
  Version: {name: api-version, in: query, required: true, type: string, description: d}
  Group: {name: p, in: path, required: true, type: string, x-ms-parameter-location: method}
  Odd: {name: odd, in: header, type: string, x-ms-parameter-location: elsewhere}
  Unused: {name: unused, in: query, type: string}
",
    );
    lifted.gives(
        LIST,
        "
        - $ref: '#/components/parameters/Version'
        - $ref: '#/components/parameters/Group'
        - {name: c, in: query, schema: {type: string}, x-ms-parameter-location: client}
        - $ref: '#/components/parameters/Odd'
        ",
    );
    lifted.gives(
        "/components/parameters",
        "
        Group: {name: p, in: path, required: true, schema: {type: string}, x-ms-parameter-location: method}
        Odd: {name: odd, in: header, schema: {type: string}, x-ms-parameter-location: client}
        Version: {name: api-version, in: query, required: true, schema: {type: string}, x-ms-parameter-location: client}
        ",
    );
}

#[test]
fn facts_beside_a_reference_are_kept() {
    let sections = "\nparameters:\n  Top: {name: $top, in: query, type: integer, maximum: 10}\n";
    parameters("[{$ref: '#/parameters/Top', required: true, maximum: 5, description: d}]", sections).gives(
        LIST,
        "[{name: $top, in: query, required: true, schema: {type: integer, maximum: 5}, x-ms-parameter-location: client}]",
    );
    parameters("[{$ref: '#/parameters/Top', description: d}]", sections)
        .gives(LIST, "[{$ref: '#/components/parameters/Top'}]");
}

#[test]
fn path_level_parameters_stay_on_the_path() {
    lift(
        "
paths:
  /a/{p}:
    parameters: [{name: p, in: path, required: true, type: string}]
    get: {operationId: A, responses: {}}
",
    )
    .gives(
        "/paths/~1a~1{p}",
        "
        parameters: [{name: p, in: path, required: true, schema: {type: string}, x-ms-parameter-location: method}]
        get: {operationId: A, responses: {}, x-azrest-api-version: '2024-01-01'}
        ",
    );
}

#[test]
fn lists_that_are_none_are_told() {
    let lifted = parameters("{name: q}", "");
    assert_eq!(
        lifted.messages(),
        ["wrong-type main.yaml:8:19 #/paths/~1a~1{p}/get/parameters `parameters` is an object, not an array"]
    );
}
