//! Which definitions are kept: what operations reach, and subtypes that nothing refers to.

use azrest_generator::diagnostics::Code;

use crate::fixture::{keys, lift, lift_files, swagger};

#[test]
fn definitions_without_users_are_dropped() {
    let lifted = lift(
        "
paths:
  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: '#/definitions/Used'}}}}}
definitions:
  Unused: {properties: {a: {$ref: '#/definitions/Used'}}}
  Used: {properties: {b: {$ref: '#/definitions/Below'}}}
  Below: {type: string}
parameters: {Unused: {name: q, in: query, type: string}}
responses: {Unused: {description: d}}
",
    );
    assert_eq!(keys(&lifted.at("/components")), ["schemas"]);
    assert_eq!(keys(&lifted.at("/components/schemas")), ["Below", "Used"]);
}

#[test]
fn subtypes_are_kept_wherever_they_are() {
    let main = swagger(
        "
paths:
  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: 'base.yaml#/definitions/Holder'}}}}}
definitions:
  Direct: {allOf: [{properties: {a: {}}}, {$ref: 'base.yaml#/definitions/Base'}], x-ms-discriminator-value: direct}
  Unrelated: {allOf: [{$ref: 'base.yaml#/definitions/Plain'}]}
",
    );
    let base = "
definitions:
  Base: {discriminator: kind, properties: {kind: {type: string}}}
  Holder: {properties: {base: {$ref: '#/definitions/Base'}}}
  Plain: {properties: {p: {type: string}}}
  Middle: {allOf: [{$ref: '#/definitions/Base'}], properties: {more: {$ref: 'more.yaml#/definitions/More'}}}
";
    let more = "
definitions:
  Leaf: {allOf: [{$ref: 'base.yaml#/definitions/Alias'}]}
  More: {discriminator: t, properties: {t: {type: string}}}
  OfMore: {allOf: [{$ref: '#/definitions/More'}], properties: {far: {$ref: '#/definitions/Far'}}}
  Far: {type: string}
";
    let base = format!("{base}  Alias: {{$ref: '#/definitions/Middle'}}\n");
    let lifted = lift_files(&[("main.yaml", &main), ("base.yaml", &base), ("more.yaml", more)], "main.yaml");
    assert_eq!(lifted.messages(), [] as [String; 0]);
    assert_eq!(
        keys(&lifted.at("/components/schemas")),
        ["Alias", "Base", "Direct", "Far", "Holder", "Leaf", "Middle", "More", "OfMore"]
    );
}

#[test]
fn a_base_that_is_not_kept_keeps_nothing() {
    let lifted = lift(
        "
paths:
  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: '#/definitions/Child'}}}}}
definitions:
  Child: {allOf: [{$ref: '#/definitions/Parent'}]}
  Parent: {properties: {a: {}}}
  Sibling: {allOf: [{$ref: '#/definitions/Parent'}]}
  Base: {discriminator: kind, properties: {kind: {type: string}}}
  OfBase: {allOf: [{$ref: '#/definitions/Base'}]}
",
    );
    assert_eq!(keys(&lifted.at("/components/schemas")), ["Child", "Parent"]);
}

#[test]
fn the_inventory_counts_what_is_upstream() {
    let main = swagger(
        "
paths:
  /a:
    parameters: [{name: p, in: query, type: string, enum: [a]}]
    get:
      operationId: A
      parameters:
      - {$ref: 'c.yaml#/parameters/Q'}
      - {name: l, in: query, type: array, items: {type: string, enum: [x, y]}}
      - {name: b, in: body, schema: {properties: {inline: {type: string, enum: [i]}}}}
      responses: {200: {description: d, schema: {$ref: '#/definitions/T'}}}
    put: {operationId: B, responses: {}, parameters: [{$ref: 'c.yaml#/parameters/Q'}]}
x-ms-paths:
  /a?b: {get: {operationId: C, responses: {200: {description: d, schema: {$ref: 'c.yaml#/definitions/T'}}}}}
definitions:
  T: {type: object, properties: {a: {type: object, properties: {b: {items: {properties: {c: {enum: [u, v, w]}}}}}}, d: {}}}
  Unused: {properties: {z: {enum: [z]}}}
",
    );
    let common = "
definitions:
  T: {type: object, properties: {a: {type: object, properties: {b: {items: {properties: {c: {enum: [u, v, w]}}}}}}, d: {}}}
parameters:
  Q: {name: q, in: query, type: string, enum: [q, r]}
  Unused: {name: u, in: query, type: string, enum: [u]}
";
    let lifted = lift_files(&[("main.yaml", &main), ("c.yaml", common)], "main.yaml");
    let inventory = lifted.bundle.as_ref().map(|it| it.inventory).expect("there is a bundle");
    assert_eq!(inventory.operations, 3);
    // The two `T` are equal and merge, but upstream there are two.
    assert_eq!(inventory.definitions, 2);
    assert_eq!(inventory.properties, 2 * 4);
    assert_eq!(inventory.enum_values, 1 + 2 + 2 + 1 + 2 * 3);
    assert_eq!(keys(&lifted.at("/components/schemas")), ["T"]);
}

#[test]
fn a_mapping_may_name_whole_files_and_bare_names() {
    let main = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Base'}}}}}}}
components:
  schemas:
    Base:
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {cat: animals/cat.yaml, dog: dog.json, bird: Bird}}
    Bird: {allOf: [{$ref: '#/components/schemas/Base'}]}
";
    let of = |base: &str| format!("{{allOf: [{{$ref: '{base}#/components/schemas/Base'}}], properties: {{a: {{}}}}}}");
    let (cat, dog) = (of("../main.yaml"), "{\"allOf\": [{\"$ref\": \"main.yaml#/components/schemas/Base\"}]}");
    let lifted = lift_files(&[("main.yaml", main), ("animals/cat.yaml", &cat), ("dog.json", dog)], "main.yaml");
    assert_eq!(lifted.messages(), [] as [String; 0]);
    lifted.gives(
        "/components/schemas/Base/discriminator/mapping",
        "{bird: '#/components/schemas/Bird', cat: '#/components/schemas/cat', dog: '#/components/schemas/dog'}",
    );
}

#[test]
fn a_mapping_to_nothing_is_told_and_left_out() {
    let lifted = lift_files(
        &[(
            "main.yaml",
            "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Base'}}}}}}}
components:
  schemas:
    Base:
      properties: {kind: {type: string}}
      discriminator:
        propertyName: kind
        mapping: {a: 'lost.yaml#/cat', b: 'models/Cat.yaml', c: Cat, d: '#/components/schemas/Absent', e: '../../x.yaml', f: Absent, g: '#/cat'}
    Cat: {properties: {lives: {type: integer}}}
",
        )],
        "main.yaml",
    );
    assert!(lifted.problems.iter().all(|it| it.code == Code::MappingNamesNothing), "{:?}", lifted.messages());
    let told: Vec<_> = lifted.problems.iter().map(|it| it.pointer.rsplit('/').next().unwrap_or_default()).collect();
    assert_eq!(told, ["a", "b", "d", "e", "f", "g"]);
    lifted.holds(
        "/components/schemas/Base/discriminator/mapping",
        "{b: '#/components/schemas/Cat', c: '#/components/schemas/Cat'}",
    );
}
