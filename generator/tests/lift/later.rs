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
    property("{type: string, contentMediaType: image/png}", "{type: string, format: binary}");
    property("{type: string, contentEncoding: binary}", "{type: string, format: binary}");
    property(
        "{type: integer, oneOf: [{const: 0, title: A}, {const: 1, description: b}]}",
        "{type: integer, enum: [0, 1]}",
    );
    property("{anyOf: [{const: a}, {const: b}, {type: 'null'}]}", "{enum: [a, b], nullable: true}");
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
fn members_by_pattern_and_unevaluated_ones_are_further_members() {
    let map = "{type: object, additionalProperties: {type: integer}}";
    property("{type: object, patternProperties: {'^x': {type: integer}}}", map);
    property("{type: object, patternProperties: {'^x': {type: integer}}, additionalProperties: false}", map);
    property("{type: object, unevaluatedProperties: {type: integer}}", map);
    property("{type: object, unevaluatedProperties: false}", "{type: object}");
    let any = "{type: object, additionalProperties: true}";
    property("{type: object, patternProperties: {'^x': {type: integer}, '^y': {type: string}}}", any);
    property("{type: object, patternProperties: {'^x': {type: integer}}, additionalProperties: {type: string}}", any);
    property("{type: object, properties: {never: false}}", "{type: object, properties: {never: {not: {}}}}");
}

#[test]
fn members_under_conditions_are_members() {
    property(
        "{type: object, properties: {k: {type: string}}, if: {properties: {k: {const: a}}}, then: {required: [k]}, else: {properties: {y: {type: integer}}}}",
        "{type: object, properties: {k: {type: string}, y: {type: integer}}}",
    );
    property(
        "{type: object, if: {properties: {kind: {const: a}}, required: [kind]}, then: {properties: {x: {type: [string, 'null']}, z: {type: string}}}, else: {properties: {z: {type: integer}}}}",
        "{type: object, properties: {x: {type: string, nullable: true}, z: {}, kind: {type: string}}}",
    );
    property(
        "{type: object, properties: {a: {type: string}}, dependentSchemas: {a: {properties: {c: {type: string}}, required: [c]}}}",
        "{type: object, properties: {a: {type: string}, c: {type: string}}}",
    );
}

#[test]
fn members_that_nothing_else_describes_are_told() {
    for (schema, codes) in [
        ("{type: object, then: {$ref: '#/components/schemas/Other'}, if: {required: [a]}}", vec![Code::Unsupported]),
        ("{type: object, dependentSchemas: {a: {allOf: [{type: object}]}}}", vec![Code::Unsupported]),
        ("{properties: {a: {type: string}}, if: {properties: {a: {const: x}}, not: {}}}", vec![Code::UnknownKeyword]),
        ("{type: string, if: {minLength: 2}}", vec![Code::UnknownKeyword]),
    ] {
        assert_eq!(lifted(&format!("        p: {schema}\n")).codes(), codes, "{schema}");
    }
    let older = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {type: object, patternProperties: {x: {type: string}}}}}}}}}}
";
    assert_eq!(lift_files(&[("main.yaml", older)], "main.yaml").codes(), [Code::Unsupported]);
}

#[test]
fn schemas_are_found_by_anchor_and_id() {
    let text = "        a: {$ref: '#other'}
        b: {$ref: 'https://example.com/n.json'}
        c: {$ref: 'https://example.com/n.json#/$defs/In'}
        d: {$ref: 'n2.json#/properties/e'}
    Anchored: {$anchor: other, type: object, properties: {x: {type: string}}}
    N:
      $id: https://example.com/n.json
      type: object
      properties: {in: {$ref: '#/$defs/In'}, self: {$ref: '#'}, out: {$ref: '#/components/schemas/Other'}}
      $defs: {In: {type: object, properties: {i: {type: string}}}}
    N2: {$id: n2.json, type: object, properties: {e: {type: object, properties: {f: {type: string}}}}}
";
    let lifted = lifted(text);
    let to = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    assert_eq!(lifted.messages(), [] as [&str; 0]);
    for (place, name) in [
        ("S/properties/a", "Anchored"),
        ("S/properties/b", "N"),
        ("S/properties/c", "NIn"),
        ("S/properties/d", "N2E"),
        ("N/properties/in", "NIn"),
        ("N/properties/self", "N"),
        ("N/properties/out", "Other"),
    ] {
        lifted.holds(&format!("/components/schemas/{place}"), &to(name));
    }
}

#[test]
fn a_file_that_is_a_schema_refers_to_itself() {
    let main = "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: tree.yaml}}}}}}}}
";
    let tree = "type: object\nproperties: {children: {type: array, items: {$ref: '#'}}}\n";
    let lifted = lift_files(&[("main.yaml", main), ("tree.yaml", tree)], "main.yaml");
    lifted.gives(
        "/components/schemas",
        "tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/tree'}}}}",
    );
    let itself = main.replace("tree.yaml", "'#'");
    assert_eq!(lift_files(&[("main.yaml", &itself)], "main.yaml").codes(), [Code::UnsupportedReference]);
}

#[test]
fn definitions_inside_schemas_and_path_items_among_components_can_be_named() {
    let text = "openapi: 3.1.0
info: {title: t, version: '1'}
paths: {/a: {$ref: '#/components/pathItems/A'}}
components:
  pathItems:
    A: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}
  schemas:
    S: {type: object, $defs: {In: {type: object, properties: {i: {type: [string, 'null']}}}}, properties: {a: {$ref: '#/components/schemas/S/$defs/In'}}}
";
    lift_files(&[("main.yaml", text)], "main.yaml")
        .gives("/components/schemas/S", "{type: object, properties: {a: {$ref: '#/components/schemas/SIn'}}}")
        .gives("/components/schemas/SIn", "{type: object, properties: {i: {type: string, nullable: true}}}")
        .gives("/paths/~1a/get/operationId", "A");
}

#[test]
fn what_3_0_has_no_word_for_is_told() {
    for further in ["false", "{type: integer}"] {
        let further = format!("        p: {{type: array, prefixItems: [{{type: string}}], items: {further}}}\n");
        let lifted = lifted(&further);
        lifted.gives("/components/schemas/S/properties/p", "{type: array}");
        assert_eq!(lifted.codes(), [Code::UnknownKeyword]);
    }
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

#[test]
fn files_without_a_version_have_that_of_the_document_that_refers_to_them() {
    let main = |version: &str| {
        format!(
            "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /a: {{$ref: 'paths.yaml#/a'}}
"
        )
    };
    let paths = "a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'section.yaml#/components/schemas/S'}}}}}}}\n";
    let section = "components: {schemas: {S: {type: object, properties: {p: {type: [string, 'null']}, w: {$ref: whole.yaml}, o: {$ref: 'own.yaml#/components/schemas/O'}}}}}\n";
    let whole = "type: [object, 'null']\nproperties: {k: {const: x}}\n";
    let own = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {O: {const: x}}}\n";
    let lifted = |version: &str| {
        let files = [
            ("main.yaml", main(version)),
            ("paths.yaml", paths.to_owned()),
            ("section.yaml", section.to_owned()),
            ("whole.yaml", whole.to_owned()),
            ("own.yaml", own.to_owned()),
        ];
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        lift_files(&files, "main.yaml")
    };
    lifted("3.1.0")
        .gives("/components/schemas/S/properties/p", "{type: string, nullable: true}")
        .gives("/components/schemas/whole/properties/k", "{enum: [x]}")
        .gives("/components/schemas/whole/nullable", "true")
        .gives("/components/schemas/O", "{}");
    lifted("3.0.3").holds("/components/schemas/S/properties/p", "{type: [string, 'null']}");
}
