//! Reading a bundle into typed values, mistakes and all.

use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::openapi::extensions::{
    BodyExtensions, EnumName, EnumNames, Extensions, LongRunning, Mutability, OperationExtensions, Pageable,
    ParameterExtensions, ParameterGroup, ParameterizedHost, SchemaExtensions, Xml,
};
use azrest_generator::openapi::{Document, read};
use azrest_generator::source::{MemoryFiles, Sources};
use openapiv3::{
    AnySchema, Parameter, ParameterSchemaOrContent, QueryStyle, ReferenceOr, Schema, SchemaKind, StatusCode,
};

struct Reading {
    document: Option<Document>,
    messages: Vec<String>,
    codes: Vec<Code>,
}

fn load(text: &str) -> Reading {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let tree = sources.load(&MemoryFiles::new().with("spec.yaml", text), "spec.yaml", &mut diagnostics);
    let document = read(tree.expect("it is YAML"), &mut diagnostics);
    let problems = diagnostics.sorted();
    let messages = problems.iter().map(|it| {
        let at = it.span.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
        format!("{} {at} #{} {}", it.code, it.pointer, it.message)
    });
    Reading { document, messages: messages.collect(), codes: problems.iter().map(|it| it.code).collect() }
}

/// A document with the given schemas (in flow style).
fn schemas(text: &str) -> Reading {
    load(&format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{{text}}}}}\n"
    ))
}

/// A document with one operation.
fn operation(text: &str) -> Reading {
    load(&format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{/a: {{get: {{operationId: A, {text}}}}}}}\n"
    ))
}

impl Reading {
    fn document(&self) -> &Document {
        self.document.as_ref().expect("there is a document")
    }

    fn schema(&self, name: &str) -> &Schema {
        let components = self.document().openapi.components.as_ref().expect("there are components");
        components.schemas[name].as_item().expect("it is no reference")
    }

    fn any(&self, name: &str) -> &AnySchema {
        match &self.schema(name).schema_kind {
            SchemaKind::Any(any) => any,
            other => panic!("{other:?}"),
        }
    }

    fn operation(&self) -> &openapiv3::Operation {
        self.document().openapi.operations().next().expect("there is an operation").2
    }
}

#[test]
fn schemas_keep_every_combination_of_keywords() {
    let reading = schemas(
        "A: {type: object, allOf: [{$ref: '#/components/schemas/B'}], properties: {p: {type: string}}, required: [p],
             additionalProperties: false, maxLength: 10.0, minimum: 1, default: null, enum: [a, null], nullable: true,
             readOnly: true, discriminator: {propertyName: k, mapping: {m: '#/components/schemas/B'}}, x-ms-secret: true},
         B: {type: string}, C: {$ref: '#/components/schemas/B'}, D: {additionalProperties: {type: string}}",
    );
    assert_eq!(reading.messages, [] as [String; 0]);
    let (any, data) = (reading.any("A"), &reading.schema("A").schema_data);
    assert_eq!(any.typ.as_deref(), Some("object"));
    assert_eq!(any.all_of, [ReferenceOr::ref_("#/components/schemas/B")]);
    assert!(any.properties.contains_key("p"));
    assert_eq!((any.max_length, any.minimum), (Some(10), Some(1.0)));
    assert_eq!(any.enumeration, [serde_json::json!("a"), serde_json::Value::Null]);
    assert_eq!(any.additional_properties, Some(openapiv3::AdditionalProperties::Any(false)));
    assert_eq!(data.default, Some(serde_json::Value::Null));
    assert!(data.nullable && data.read_only);
    let discriminator = data.discriminator.as_ref().expect("there is one");
    assert_eq!((discriminator.property_name.as_str(), discriminator.mapping.len()), ("k", 1));
    assert!(matches!(reading.any("D").additional_properties, Some(openapiv3::AdditionalProperties::Schema(_))));
}

#[test]
fn one_mistake_does_not_fail_the_document() {
    let reading = schemas(
        "A: {type: 7, properties: {p: 1, q: {type: string}}, required: [q, 2], maxLength: -1, minimum: low, readOnly: 'yes',
             items: [], enum: a, allOf: {}, discriminator: {}}, B: [], C: {type: string}",
    );
    assert_eq!(
        reading.messages,
        [
            "wrong-type 4:34 #/components/schemas/A/type `type` is a number, not a string",
            "wrong-type 4:53 #/components/schemas/A/properties/p the property is a number, not an object",
            "wrong-type 4:90 #/components/schemas/A/required/1 the name is a number, not a string",
            "keyword-ignored 4:105 #/components/schemas/A/maxLength `maxLength` is a number, not a whole number",
            "keyword-ignored 4:118 #/components/schemas/A/minimum `minimum` is a string, not a number",
            "keyword-ignored 4:133 #/components/schemas/A/readOnly `readOnly` is a string, not a boolean",
            "unsupported 5:21 #/components/schemas/A/items `items` has a schema for each position; the elements are free-form JSON",
            "wrong-type 5:31 #/components/schemas/A/enum `enum` is a string, not an array",
            "wrong-type 5:41 #/components/schemas/A/allOf `allOf` is an object, not an array",
            "missing-keyword 5:60 #/components/schemas/A/discriminator the keyword `propertyName` is required",
            "wrong-type 5:68 #/components/schemas/B the schema is an array, not an object",
        ]
    );
    assert_eq!(reading.any("A").properties.keys().collect::<Vec<_>>(), ["q"]);
    assert_eq!(reading.any("C").typ.as_deref(), Some("string"));
}

#[test]
fn parameters() {
    let reading = operation(
        "responses: {}, parameters: [
            {name: a, in: query, required: true, style: pipeDelimited, explode: false, allowReserved: true, schema: {type: array}},
            {name: b, in: header, schema: {type: string}}, {name: c, in: path, content: {a/b: {schema: {}}}},
            {name: d, in: cookie, schema: {}}, {$ref: '#/components/parameters/E'},
            {in: query, schema: {}}, {name: f, schema: {}}, {name: g, in: nowhere, schema: {}}, {name: h, in: query},
            {name: i, in: query, style: odd, schema: {}}, 7]",
    );
    assert_eq!(
        reading.codes,
        [
            Code::MissingKeyword,
            Code::MissingKeyword,
            Code::UnsupportedParameter,
            Code::MissingKeyword,
            Code::KeywordIgnored,
            Code::WrongType
        ]
    );
    let parameters = &reading.operation().parameters;
    let names: Vec<_> = parameters
        .iter()
        .map(|it| match it {
            ReferenceOr::Item(it) => it.parameter_data_ref().name.as_str(),
            ReferenceOr::Reference { reference } => reference,
        })
        .collect();
    assert_eq!(names, ["a", "b", "c", "d", "#/components/parameters/E", "h", "i"]);
    let Some(Parameter::Query { parameter_data, style, allow_reserved, .. }) = parameters[0].as_item() else {
        panic!("it is in the query")
    };
    assert_eq!((style, *allow_reserved, parameter_data.explode), (&QueryStyle::PipeDelimited, true, Some(false)));
    let content = parameters[2].as_item().map(|it| &it.parameter_data_ref().format);
    assert!(matches!(content, Some(ParameterSchemaOrContent::Content(_))));
}

#[test]
fn responses_and_bodies() {
    let reading = operation(
        "requestBody: {required: true, content: {application/json: {schema: {type: object}, encoding: {p: {style: form, explode: false}}}}},
         responses: {default: {}, 200: {description: '', headers: {h: {schema: {type: string}}}, content: {a/b: {}}}, 4XX: {description: d},
                     abc: {description: d}, 600: {description: d}, x-more: 1, 404: {$ref: '#/components/responses/R'}}",
    );
    assert_eq!(
        reading.messages,
        [
            "keyword-ignored 5:27 #/paths/~1a/get/responses/abc `abc` is no status code",
            "keyword-ignored 5:50 #/paths/~1a/get/responses/600 `600` is no status code"
        ]
    );
    let operation = reading.operation();
    let responses = &operation.responses;
    assert!(responses.default.is_some() && responses.extensions.contains_key("x-more"));
    let codes: Vec<_> = responses.responses.keys().cloned().collect();
    assert_eq!(codes, [StatusCode::Code(200), StatusCode::Range(4), StatusCode::Code(404)]);
    let body = operation.request_body.as_ref().and_then(ReferenceOr::as_item).expect("there is a body");
    assert!(body.required && !body.content["application/json"].encoding["p"].explode);
    assert_eq!(super::reading::operation("summary: s").codes, [Code::MissingKeyword]);
}

#[test]
fn the_root() {
    let reading = load(
        "
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'https://{h}', variables: {h: {default: d, enum: [d, e]}}}]
security: [{k: [a]}]
x-ms-parameterized-host: {hostTemplate: '{h}', useSchemePrefix: false, parameters: [{name: h, in: path, required: true, schema: {type: string}}]}
x-azrest-sources: [a.json, b.json]
x-azrest-paths:
  /a?b: {get: {operationId: B, responses: {}, x-azrest-source: 1}}
paths: {}
components:
  securitySchemes:
    k: {type: apiKey, in: query, name: k}
    h: {type: http, scheme: bearer}
    o: {type: oauth2, flows: {implicit: {authorizationUrl: u, scopes: {s: ''}}, clientCredentials: {tokenUrl: t, scopes: {}}}}
    i: {type: openIdConnect, openIdConnectUrl: u}
    z: {type: odd}
",
    );
    assert_eq!(
        reading.messages,
        ["keyword-ignored 17:15 #/components/securitySchemes/z/type there is no security scheme of type `odd`"]
    );
    let document = reading.document();
    assert_eq!(document.openapi.servers[0].variables.as_ref().map(|it| it["h"].enumeration.len()), Some(2));
    assert_eq!(document.openapi.security.as_ref().map(|it| it[0]["k"].len()), Some(1));
    assert_eq!(document.openapi.components.as_ref().map(|it| it.security_schemes.len()), Some(4));
    let operation = document.extra_paths["/a?b"].get.as_ref().expect("there is one");
    assert_eq!(Extensions::source(&operation.extensions), Some(1));
    assert_eq!(Extensions::sources(&document.openapi.extensions), ["a.json", "b.json"]);
    assert!(!document.openapi.extensions.contains_key("x-azrest-paths"));
    let host = ParameterizedHost::of(&document.openapi.extensions).expect("there is one");
    assert_eq!((host.template.as_str(), host.use_scheme_prefix, host.parameters.len()), ("{h}", false, 1));

    let place = |pointer| document.span(pointer).map(|it| (it.line, it.column));
    assert_eq!(place("/x-azrest-paths/~1a?b/get/operationId"), Some((9, 29)));
    assert_eq!(place("/x-azrest-paths/~1a?b/get/nothing/at/all"), Some((9, 15)));
    assert_eq!(place("/nothing"), Some((2, 1)));

    assert!(load("swagger: '2.0'").document.is_none());
    assert_eq!(load("openapi: 3.0.0").codes, [Code::MissingKeyword, Code::MissingKeyword]);
}

#[test]
fn extensions_of_operations() {
    let of =
        |text: &str| OperationExtensions::of(&operation(&format!("responses: {{}}, {text}")).operation().extensions);
    let paging = |text: &str| of(&format!("x-ms-pageable: {{{text}}}")).pageable.expect("it is pageable");
    let default = Pageable {
        item_name: None,
        next_link_name: Some("nextLink".into()),
        operation_name: None,
        token_parameter: None,
    };
    assert_eq!(paging(""), default);
    assert_eq!(paging("nextLinkName: null").next_link_name, None);
    assert_eq!(paging("nextLinkName: ''").next_link_name, None);
    assert_eq!(paging("nextLinkName: '@odata.nextLink'").next_link_name.as_deref(), Some("@odata.nextLink"));
    assert_eq!(paging("itemName: inputs, operationName: A_Next").item_name.as_deref(), Some("inputs"));
    assert_eq!(paging("operationName: A_Next").operation_name.as_deref(), Some("A_Next"));

    let options = "x-ms-long-running-operation-options: {final-state-via: location, final-state-schema: '#/components/schemas/R'}";
    let long = of(&format!("x-ms-long-running-operation: true, {options}")).long_running;
    let expected = LongRunning {
        final_state_via: Some("location".into()),
        final_state_schema: Some("#/components/schemas/R".into()),
    };
    assert_eq!(long, Some(expected));
    assert_eq!(of("x-ms-long-running-operation: true").long_running, Some(LongRunning::default()));
    assert_eq!(of(&format!("x-ms-long-running-operation: false, {options}")).long_running, None);
    assert_eq!(of("x-azrest-api-version: 2024-01-01").api_version.as_deref(), Some("2024-01-01"));
}

#[test]
fn extensions_of_parameters_and_bodies() {
    let reading = operation(
        "responses: {200: {description: '', x-ms-error-response: true}}, requestBody: {content: {}, x-azrest-name: n,
         x-azrest-position: 2, x-ms-client-name: c, x-ms-parameter-location: method}, parameters: [{name: a, in: query,
         schema: {}, x-ms-client-name: c, x-ms-parameter-location: client, x-ms-skip-url-encoding: true, x-ms-client-request-id: true,
         x-azrest-collection-format: tsv, x-ms-parameter-grouping: {name: g, postfix: p}, x-ms-api-version: false,
         x-ms-header-collection-prefix: x-, x-ms-client-default: 1}]",
    );
    assert_eq!(reading.messages, [] as [String; 0]);
    let operation = reading.operation();
    let parameter =
        operation.parameters[0].as_item().map(|it| ParameterExtensions::of(&it.parameter_data_ref().extensions));
    let expected = ParameterExtensions {
        client_name: Some("c".into()),
        client_level: true,
        collection_format: Some("tsv".into()),
        skip_url_encoding: true,
        client_request_id: true,
        group: Some(ParameterGroup { name: Some("g".into()), postfix: Some("p".into()) }),
        api_version: Some(false),
        header_collection_prefix: Some("x-".into()),
        client_default: Some(1.into()),
    };
    assert_eq!(parameter, Some(expected));
    let body =
        operation.request_body.as_ref().and_then(ReferenceOr::as_item).map(|it| BodyExtensions::of(&it.extensions));
    let expected = BodyExtensions {
        name: Some("n".into()),
        position: Some(2),
        client_name: Some("c".into()),
        error_response: None,
    };
    assert_eq!(body, Some(expected));
    let response = operation.responses.responses[&StatusCode::Code(200)].as_item();
    assert_eq!(response.map(|it| BodyExtensions::of(&it.extensions).error_response), Some(Some(true)));
}

#[test]
fn extensions_of_schemas() {
    let reading = schemas(
        "A: {x-ms-client-name: C, x-ms-enum: {name: E, modelAsString: true, values: [{value: 1, name: One}, {value: two}]},
             x-ms-mutability: [create, read], x-ms-secret: true, x-nullable: true, x-ms-discriminator-value: d,
             x-azrest-ref-siblings: true, x-azrest-collection-format: ssv, x-azrest-position: 3, x-ms-client-flatten: true,
             xml: {name: N, prefix: p, namespace: urn, attribute: true, wrapped: true, x-ms-text: true}},
         B: {x-ms-enum: {modelAsExtensible: true}}, C: {x-nullable: false}, D: {nullable: false, readOnly: false}, E: {}",
    );
    assert_eq!(reading.messages, [] as [String; 0]);
    let of = |name| SchemaExtensions::of(&reading.schema(name).schema_data.extensions);
    let values = vec![
        EnumName { value: 1.into(), name: Some("One".into()), description: None },
        EnumName { value: "two".into(), name: None, description: None },
    ];
    let expected = SchemaExtensions {
        client_name: Some("C".into()),
        enumeration: Some(EnumNames { name: Some("E".into()), model_as_string: Some(true), values }),
        mutability: Some(Mutability { create: true, read: true, update: false }),
        secret: Some(true),
        flatten: true,
        nullable: Some(true),
        read_only: None,
        discriminator_value: Some("d".into()),
        ref_siblings: true,
        collection_format: Some("ssv".into()),
        position: Some(3),
        xml: Some(Xml {
            name: Some("N".into()),
            namespace: Some("urn".into()),
            prefix: Some("p".into()),
            attribute: true,
            wrapped: true,
            text: true,
        }),
    };
    assert_eq!(of("A"), expected);
    assert!(Extensions::flag(&reading.schema("A").schema_data.extensions, "x-azrest-ref-siblings"));
    assert_eq!(of("B").enumeration.and_then(|it| it.model_as_string), Some(true));
    assert_eq!(of("C").nullable, Some(false));
    assert_eq!((of("D").nullable, of("D").read_only), (Some(false), Some(false)));
    assert_eq!((of("E").nullable, of("E").read_only), (None, None));
}

#[test]
fn extensions_that_cannot_be_used_are_told() {
    let reading = schemas(
        "A: {x-ms-secret: 'yes', x-ms-enum: [], x-ms-mutability: [create, destroy], x-nullable: 1, x-strange: 1},
         B: {x-ms-enum: {name: 1, values: [{name: a}, 2]}, x-strange: 2}",
    );
    assert_eq!(
        reading.messages,
        [
            "extension-ignored 4:41 #/components/schemas/A/x-ms-secret `x-ms-secret` is a string, not a boolean",
            "extension-ignored 4:59 #/components/schemas/A/x-ms-enum `x-ms-enum` is an array, not an object",
            "extension-ignored 4:80 #/components/schemas/A/x-ms-mutability `\"destroy\"` is no value of `x-ms-mutability`",
            "extension-ignored 4:111 #/components/schemas/A/x-nullable `x-nullable` is a number, not a boolean",
            "unknown-extension 4:125 #/components/schemas/A/x-strange the extension `x-strange` is not known",
            "extension-ignored 5:25 #/components/schemas/B/x-ms-enum `name` of `x-ms-enum` is a number, not a string",
            "extension-ignored 5:25 #/components/schemas/B/x-ms-enum `x-ms-enum` is a number, not an object",
            "extension-ignored 5:25 #/components/schemas/B/x-ms-enum one of the `values` of `x-ms-enum` has no `value`",
        ]
    );
    let reading = operation(
        "responses: {}, x-ms-long-running-operation-options: {}, x-ms-pageable: 1,
         parameters: [{name: a, in: query, schema: {}, x-ms-parameter-location: odd}]",
    );
    assert_eq!(reading.codes, [Code::ExtensionIgnored; 3]);
}

#[test]
fn numbers_that_are_not_kept_whole_are_told() {
    let big = "340282366920938463463374607431768211456";
    let read = load(&format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: integer\n      \
         enum: [18446744073709551615, -9223372036854775808, 18446744073709551616, '{big}']\n      maximum: {big}\n      \
         minimum: -9223372036854775807\n      default: -0\n      multipleOf: 9007199254740992\n"
    ));
    assert_eq!(
        read.messages,
        [
            "inexact-number 8:58 #/components/schemas/A/enum/2 the integer 18446744073709551616 has more than 64 bits; it is \
             read as 1.8446744073709552e+19",
            "inexact-number 9:16 #/components/schemas/A/maximum the integer 340282366920938463463374607431768211456 has more \
             than 64 bits; it is read as 3.402823669209385e+38",
            "inexact-number 10:16 #/components/schemas/A/minimum `minimum` is -9223372036854775807; it is read as \
             -9223372036854775808",
        ]
    );
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let text = "{\"a\": [-0, 18446744073709551615, -9223372036854775809, 1e30, 12345678901234567890.5]}";
    let files = MemoryFiles::new().with("a.json", text);
    assert!(sources.load(&files, "a.json", &mut diagnostics).is_some());
    let found: Vec<_> = diagnostics.sorted().into_iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
    assert_eq!(found, ["inexact-number /a/2", "inexact-number /a/4"]);
}

#[test]
fn misspelt_keywords_of_swagger_are_told_where_3_0_has_them_elsewhere() {
    let lifted = crate::fixture::lift(
        "paths: {/a: {get: {operationId: A, cosumes: [text/csv], responses: {'200': {description: d, shema: {type: string}}}}}}",
    );
    assert_eq!(lifted.codes(), [Code::KeywordIgnored, Code::KeywordIgnored]);
}
