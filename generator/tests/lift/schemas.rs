//! Schemas: references with siblings, discriminators, files, constraints.

use crate::fixture::{definitions, lift, lift_files, lift_with};
use azrest_generator::diagnostics::{Code, Remedy};
use azrest_generator::openapi::BundleOptions;
use azrest_generator::overrides::FixUp;

fn schemas(text: &str) -> crate::fixture::Lifted {
    lift_files(&[("main.yaml", &definitions(text))], "main.yaml")
}

#[test]
fn facts_beside_a_reference_move_beside_all_of() {
    let lifted = schemas(
        "
  Base:
    type: object
    properties: {a: {type: string}}
  User:
    type: object
    properties:
      flat: {$ref: '#/definitions/Base', x-ms-client-flatten: true, description: d}
      fixed: {$ref: '#/definitions/Base', readOnly: true, x-ms-mutability: [read]}
      odd: {$ref: '#/definitions/Base', x-nullable: true, default: null, properties: {b: {type: integer}}}
",
    );
    lifted.gives(
        "/components/schemas/User/properties",
        "
        flat: {allOf: [{$ref: '#/components/schemas/Base'}], x-azrest-ref-siblings: true, x-ms-client-flatten: true}
        fixed: {allOf: [{$ref: '#/components/schemas/Base'}], readOnly: true, x-azrest-ref-siblings: true, x-ms-mutability: [read]}
        odd:
          allOf: [{$ref: '#/components/schemas/Base'}]
          default: null
          properties: {b: {type: integer}}
          x-azrest-ref-siblings: true
          x-nullable: true
        ",
    );
}

#[test]
fn numbers_and_truths_that_are_values_of_a_text_are_told() {
    for (values, meant) in [
        ("[1, 2, null]", Some("integer")),
        ("[1, 2.5]", Some("number")),
        ("[true, false]", Some("boolean")),
        ("[007, 008]", None),
        ("[1, true]", None),
        ("[a, 1]", None),
        ("['1', '2']", None),
        ("[null]", None),
    ] {
        let lifted = schemas(&format!("\n  Word:\n    {{type: string, enum: {values}}}\n"));
        let told: Vec<_> = lifted.problems.iter().filter(|it| it.code == Code::EnumMismatch).collect();
        assert_eq!(told.first().map(|it| &it.remedy), meant.map(|it| Remedy::Replace(it.into())).as_ref(), "{values}");
        assert!(told.iter().all(|it| it.pointer == "/definitions/Word/type"), "{told:?}");
    }
}

#[test]
fn a_text_is_what_was_written() {
    let text = "
  Words:
    type: object
    properties:
      word:
        type: string
        enum: [on, 1e3, 0x10, 007, 1.10, True, 2020-01-01, null, '5', &six 6, *six]
        default: 1.10
        x-ms-enum: {name: Word, values: [{value: 1e3, name: Thousand}]}
      number: {type: number, enum: [1e3, 1.10], default: 1e3}
";
    let expected = "
word:
  type: string
  enum: ['on', '1e3', '0x10', '007', '1.10', 'True', '2020-01-01', null, '5', '6', '6']
  default: '1.10'
  x-ms-enum: {name: Word, values: [{value: '1e3', name: Thousand}]}
number: {type: number, enum: [1000.0, 1.1], default: 1000.0}
";
    schemas(text).gives("/components/schemas/Words/properties", expected);
    let parameters = "
paths:
  /a:
    get:
      operationId: A
      parameters: [{name: v, in: query, type: string, enum: [1.10, 2.0], default: 2.0}]
      responses: {'204': {description: ''}}
";
    let expected = "{type: string, enum: ['1.10', '2.0'], default: '2.0'}";
    lift(parameters).gives("/paths/~1a/get/parameters/0/schema", expected);
    // What a fix-up puts there is what it says.
    let fix_up = FixUp {
        file: "main.yaml".into(),
        at: "/definitions/Words/properties/word/default".into(),
        expected: Some(serde_json::json!(1.1)),
        value: Some(serde_json::json!(2)),
        ..FixUp::default()
    };
    let options = BundleOptions { fix_ups: vec![fix_up], ..BundleOptions::default() };
    let lifted = lift_with(&[("main.yaml", &definitions(text))], "main.yaml", &options);
    lifted.holds("/components/schemas/Words/properties/word/default", "2");
}

#[test]
fn prose_beside_a_reference_is_no_fact() {
    let text = "
  Base:
    type: string
    enum: [a]
  User:
    type: object
    properties:
      plain: {$ref: '#/definitions/Base', description: d, title: t, example: a, type: string}
      other: {$ref: '#/definitions/Base', type: object}
";
    schemas(text).gives(
        "/components/schemas/User/properties",
        "
        plain: {$ref: '#/components/schemas/Base'}
        other: {allOf: [{$ref: '#/components/schemas/Base'}], type: object, x-azrest-ref-siblings: true}
        ",
    );
    let options = BundleOptions { keep_docs: true, ..BundleOptions::default() };
    lift_with(&[("main.yaml", &definitions(text))], "main.yaml", &options).gives(
        "/components/schemas/User/properties/plain",
        "{allOf: [{$ref: '#/components/schemas/Base'}], description: d, title: t, x-azrest-ref-siblings: true}",
    );
}

#[test]
fn a_type_that_the_target_implies_is_a_repetition() {
    schemas(
        "
  Alias:
    $ref: '#/definitions/Untyped'
  Untyped:
    properties: {a: {type: string}}
  User:
    properties:
      a: {$ref: '#/definitions/Alias', type: object}
",
    )
    .gives("/components/schemas/User/properties/a", "{$ref: '#/components/schemas/Alias'}")
    .gives("/components/schemas/Alias", "{$ref: '#/components/schemas/Untyped'}");
}

#[test]
fn an_all_of_beside_a_reference_goes_on() {
    schemas(
        "
  A:
    properties: {a: {type: string}}
  B:
    properties: {b: {type: string}}
  User:
    properties:
      x: {$ref: '#/definitions/A', allOf: [{$ref: '#/definitions/B'}]}
",
    )
    .gives(
        "/components/schemas/User/properties/x",
        "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], x-azrest-ref-siblings: true}",
    );
}

#[test]
fn inheritance_is_not_marked() {
    schemas(
        "
  A:
    discriminator: kind
    required: [kind]
    properties: {kind: {type: string}}
  B:
    allOf: [{$ref: '#/definitions/A'}]
    x-ms-discriminator-value: b
",
    )
    .gives("/components/schemas/B", "{allOf: [{$ref: '#/components/schemas/A'}], x-ms-discriminator-value: b}")
    .gives(
        "/components/schemas/A",
        "{discriminator: {propertyName: kind}, required: [kind], properties: {kind: {type: string}}}",
    );
}

#[test]
fn files_are_binary_strings() {
    schemas(
        "
  A:
    type: file
  B:
    type: object
    format: file
  C:
    format: binary
    type: string
",
    )
    .gives("/components/schemas/A", "{type: string, format: binary}")
    .gives("/components/schemas/B", "{type: string, format: binary}")
    .gives("/components/schemas/C", "{type: string, format: binary}");
}

#[test]
fn arrays_in_arrays_keep_their_format() {
    schemas(
        "
  A:
    type: array
    items: {type: array, collectionFormat: ssv, items: {type: array, collectionFormat: csv, items: {type: string}}}
",
    )
    .gives(
        "/components/schemas/A/items",
        "{type: array, items: {type: array, items: {type: string}}, x-azrest-collection-format: ssv}",
    );
}

#[test]
fn keywords_of_both_versions_stay() {
    let keywords = "{type: object, format: f, readOnly: true, default: null, enum: [a, null], pattern: p, minLength: 1, \
                    maxLength: 10.0, minimum: 0.5, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false, \
                    multipleOf: 3, items: {type: string}, minItems: 1, maxItems: 2, uniqueItems: true, required: [a], \
                    properties: {a: {}}, minProperties: 1, maxProperties: 2, additionalProperties: {type: string}, \
                    xml: {name: n}, x-nullable: true, x-ms-enum: {name: E, modelAsString: true, values: [{value: a, \
                    name: A}]}, x-ms-secret: true, x-ms-client-name: N, x-other: {deep: [1, 2]}}";
    schemas(&format!("  A:\n    {keywords}\n")).gives("/components/schemas/A", keywords);
    schemas("  A:\n    additionalProperties: true\n").gives("/components/schemas/A", "{additionalProperties: true}");
}

#[test]
fn required_on_a_property_means_nothing() {
    let lifted = schemas("  A:\n    properties:\n      a: {type: string, required: true}\n");
    lifted.holds("/components/schemas/A/properties/a", "{type: string}");
    assert_eq!(
        lifted.messages(),
        [
            "keyword-ignored main.yaml:12:35 #/definitions/A/properties/a/required `required` on a property has no meaning; \
          the object around it lists its required properties"
        ]
    );
}

#[test]
fn unknown_keywords_are_left_out_and_told() {
    let lifted = schemas("  A:\n    {type: string, descripton: 'A long text.'}\n");
    lifted.holds("/components/schemas/A", "{type: string}");
    assert_eq!(
        lifted.problems.iter().map(|it| lifted.message(it)).collect::<Vec<_>>(),
        ["keyword-ignored main.yaml:11:32 #/components/schemas/A/descripton `descripton` is not a keyword of a schema"]
    );
}

#[test]
fn properties_may_be_called_like_keywords() {
    let properties = "{description: {type: string}, title: {type: string}, example: {type: string}, examples: {type: \
                      string}, $ref: {type: string}, properties: {type: string}, x-ms-enum: {type: string}, externalDocs: \
                      {type: string}, default: {default: {$ref: '#/definitions/Nothing', description: kept}}}";
    schemas(&format!("  A:\n    properties: {properties}\n")).gives("/components/schemas/A/properties", properties);
}

#[test]
fn schemas_of_the_document_may_have_any_name() {
    lift_files(&[("main.yaml", &definitions("  Page[Of~It]:\n    type: string\n"))], "main.yaml");
    let lifted = lift(
        "
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, schema: {$ref: '#/definitions/P%5BA~1b~0%5D'}}}}}
definitions:
  P[A/b~]: {type: string}
",
    );
    lifted.gives(
        "/paths/~1a/get/responses/200/content/application~1json/schema",
        "{$ref: '#/components/schemas/P[A~1b~0]'}",
    );
    lifted.gives("/components/schemas/P[A~1b~0]", "{type: string}");
}
