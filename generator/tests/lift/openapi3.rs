//! Documents that are OpenAPI 3.0 already.

use azrest_generator::diagnostics::Code;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::openapi::{BundleOptions, bundle, read};
use azrest_generator::source::{MemoryFiles, Sources};

use crate::fixture::{keys, lift_files};

const DOCUMENT: &str = "
openapi: 3.0.1
info: {title: t, description: d, version: 2024-02-01}
servers:
- url: https://{endpoint}/openai
  description: d
  variables: {endpoint: {default: my.com, description: d}}
security: [{key: []}]
tags: [{name: t}]
paths:
  /a/{id}:
    servers: [{url: 'https://path.com'}]
    parameters: [{$ref: '#/components/parameters/Id'}]
    post:
      operationId: A_Create
      tags: [t]
      summary: s
      parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}, style: form, explode: true, description: d, example: x}]
      requestBody:
        description: d
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}, example: {a: 1}}}
      responses:
        default: {$ref: '#/components/responses/Error'}
        '200': {description: d, content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Pet'}, {type: string, nullable: true}]}}}, headers: {h: {$ref: '#/components/headers/H'}}}
components:
  schemas:
    Pet: {type: object, description: d, discriminator: {propertyName: kind, mapping: {cat: 'other.yaml#/components/schemas/Cat'}}, properties: {kind: {type: string}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Unused: {type: string}
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}, description: d}
  responses:
    Error: {description: d, content: {application/json: {schema: {type: object}}}}
  headers:
    H: {schema: {type: integer}, description: d}
  securitySchemes:
    key: {type: apiKey, in: header, name: api-key, description: d}
";

const OTHER: &str = "
openapi: 3.0.0
components:
  schemas:
    Cat: {type: object, properties: {a: {$ref: '#/components/schemas/Paw'}}}
    Paw: {type: string}
";

#[test]
fn they_go_through_the_same_bundling() {
    let lifted = lift_files(&[("main.yaml", DOCUMENT), ("other.yaml", OTHER)], "main.yaml");
    lifted
        .gives("/servers", "[{url: 'https://{endpoint}/openai', variables: {endpoint: {default: my.com}}}]")
        .gives("/security", "[{key: []}]")
        .gives(
            "/paths",
            "
            /a/{id}:
              servers: [{url: 'https://path.com'}]
              parameters: [{$ref: '#/components/parameters/Id'}]
              post:
                operationId: A_Create
                parameters:
                - {name: q, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}, x-ms-parameter-location: method}
                requestBody:
                  required: true
                  content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
                responses:
                  '200':
                    description: ''
                    headers: {h: {$ref: '#/components/headers/H'}}
                    content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Pet'}, {type: string, nullable: true}]}}}
                  default: {$ref: '#/components/responses/Error'}
                x-azrest-api-version: '2024-02-01'
            ",
        )
        .gives(
            "/components",
            "
            schemas:
              Cat: {type: object, properties: {a: {$ref: '#/components/schemas/Paw'}}}
              Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
              Paw: {type: string}
              Pet:
                discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
                type: object
                properties: {kind: {type: string}}
            responses:
              Error: {description: '', content: {application/json: {schema: {type: object}}}}
            parameters:
              Id: {name: id, in: path, required: true, schema: {type: string}, x-ms-parameter-location: client}
            headers:
              H: {schema: {type: integer}}
            securitySchemes:
              key: {type: apiKey, name: api-key, in: header}
            ",
        );
}

#[test]
fn bundling_a_bundle_changes_nothing_but_marks() {
    let first = lift_files(&[("main.yaml", DOCUMENT), ("other.yaml", OTHER)], "main.yaml");
    let files = MemoryFiles::new().with("bundle.yaml", first.yaml());
    let options = BundleOptions { title: "test".into(), release: "1".into(), ..BundleOptions::default() };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let second = bundle(&files, &["bundle.yaml".to_owned()], &options, &mut sources, &mut diagnostics);
    let mut second = second.expect("there is a bundle").tree.to_json();
    // The api-version of an operation is that of its document, which is the bundle now.
    second["paths"]["/a/{id}"]["post"]["x-azrest-api-version"] = "2024-02-01".into();
    assert_eq!(second, first.at(""));
    assert!(diagnostics.sorted().is_empty(), "{}", diagnostics.to_text(&sources));
}

#[test]
fn both_versions_in_one_bundle() {
    let swagger = crate::fixture::swagger(
        "paths:\n  /b: {get: {operationId: B, responses: {200: {description: d, schema: {$ref: 'other.yaml#/components/schemas/Cat'}}}}}\n",
    );
    let lifted =
        lift_files(&[("main.yaml", DOCUMENT), ("other.yaml", OTHER), ("b.yaml", &swagger)], "main.yaml b.yaml");
    assert_eq!(lifted.messages(), [] as [String; 0]);
    lifted.holds("/paths/~1b/get/responses/200/content/application~1json/schema", "{$ref: '#/components/schemas/Cat'}");
    assert_eq!(keys(&lifted.at("/components/schemas")), ["Cat", "Dog", "Paw", "Pet"]);
}

#[test]
fn what_has_no_place_is_told() {
    let document = "
openapi: 3.0.0
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: A
      callbacks: {c: {}}
      responses: {'200': {description: d, links: {l: {}}}}
";
    let lifted = lift_files(&[("main.yaml", document)], "main.yaml");
    assert_eq!(lifted.codes(), [Code::UnknownKeyword, Code::UnknownKeyword]);
    let mut diagnostics = Diagnostics::new();
    assert!(read(lifted.bundle.expect("there is a bundle").tree, &mut diagnostics).is_some());
    assert!(diagnostics.sorted().is_empty());
}
