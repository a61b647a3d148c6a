//! Equal definitions merge, unequal ones of one name are told apart.

use azrest_generator::diagnostics::{Code, Severity};
use azrest_generator::openapi::{BundleOptions, Rename};

use crate::fixture::{Lifted, keys, lift_files, lift_with, swagger};

/// A document that uses the schemas the references name.
fn using(references: &[&str]) -> String {
    let responses: String = references
        .iter()
        .enumerate()
        .map(|(number, it)| format!("      '{}': {{description: d, schema: {{$ref: '{it}'}}}}\n", 200 + number))
        .collect();
    swagger(&format!("paths:\n  /a:\n    get:\n     operationId: A\n     responses:\n{responses}"))
}

fn names(lifted: &Lifted) -> Vec<String> {
    keys(&lifted.at("/components/schemas")).into_iter().map(str::to_owned).collect()
}

/// The component each response of [`using`] refers to.
fn used(lifted: &Lifted) -> Vec<String> {
    let responses = lifted.at("/paths/~1a/get/responses");
    let responses = responses.as_object().expect("an object").values();
    responses
        .map(|it| it.pointer("/content/application~1json/schema/$ref").and_then(|it| it.as_str()).unwrap_or_default())
        .map(|it| it.trim_start_matches("#/components/schemas/").to_owned())
        .collect()
}

#[test]
fn equal_definitions_merge() {
    let a = "definitions:\n  T: {type: object, description: one, required: [b, a], properties: {a: {$ref: '#/definitions/U'}, b: {type: string}}}\n  U: {type: string}\n";
    let b = "definitions:\n  U: {type: string, example: x}\n  T: {required: [a, b], properties: {b: {type: string, title: t}, a: {$ref: 'b.yaml#/definitions/U', description: d}}, type: object}\n";
    let main = using(&["a.yaml#/definitions/T", "b.yaml#/definitions/T"]);
    let lifted = lift_files(&[("main.yaml", &main), ("a.yaml", a), ("b.yaml", b)], "main.yaml");
    lifted.gives(
        "/components/schemas",
        "
        T: {type: object, required: [b, a], properties: {a: {$ref: '#/components/schemas/U'}, b: {type: string}}}
        U: {type: string}
        ",
    );
    assert_eq!(used(&lifted), ["T", "T"]);
}

#[test]
fn circles_of_equal_definitions_merge() {
    let circle = "definitions:\n  T: {properties: {u: {$ref: '#/definitions/U'}}}\n  U: {properties: {t: {$ref: '#/definitions/T'}}}\n";
    let main = using(&["a.yaml#/definitions/T", "b.yaml#/definitions/T"]);
    let lifted = lift_files(&[("main.yaml", &main), ("a.yaml", circle), ("b.yaml", circle)], "main.yaml");
    assert_eq!(names(&lifted), ["T", "U"]);
}

#[test]
fn what_refers_to_unequal_definitions_is_unequal() {
    let circle = |facts: &str| {
        format!(
            "definitions:\n  T: {{properties: {{u: {{$ref: '#/definitions/U'}}}}}}\n  U: {{{facts}properties: {{t: {{$ref: '#/definitions/T'}}}}}}\n"
        )
    };
    let main = using(&["a.yaml#/definitions/T", "b.yaml#/definitions/T"]);
    let (a, b) = (circle(""), circle("readOnly: true, "));
    let lifted = lift_files(&[("main.yaml", &main), ("b.yaml", &b), ("a.yaml", &a)], "main.yaml");
    assert_eq!(names(&lifted), ["B_T", "B_U", "T", "U"]);
    assert_eq!(used(&lifted), ["T", "B_T"]);
    lifted.holds("/components/schemas/B_T/properties/u", "{$ref: '#/components/schemas/B_U'}");
    let notes: Vec<_> = lifted.problems.iter().filter(|it| it.code == Code::DefinitionRenamed).collect();
    assert!(notes.iter().all(|it| it.severity == Severity::Note));
    assert_eq!(
        lifted.message(notes[0]),
        "definition-renamed b.yaml:2:6 #/definitions/T the schema `T` of `b.yaml` is not the one that keeps the name, and is \
         called `B_T`"
    );
}

#[test]
fn facts_make_definitions_unequal() {
    let of = |text: &str| format!("definitions:\n  T: {{{text}}}\n");
    let main = using(&["a.yaml#/definitions/T", "b.yaml#/definitions/T"]);
    for (a, b) in [
        ("type: string", "type: string, enum: [a]"),
        ("type: string, enum: [a, b]", "type: string, enum: [b, a]"),
        ("type: integer, default: 1", "type: integer, default: '1'"),
        ("properties: {a: {}}", "properties: {b: {}}"),
        ("properties: {description: {type: string}}", "properties: {description: {type: integer}}"),
    ] {
        let lifted = lift_files(&[("main.yaml", &main), ("a.yaml", &of(a)), ("b.yaml", &of(b))], "main.yaml");
        assert_eq!(names(&lifted), ["B_T", "T"], "{a} and {b}");
    }
}

#[test]
fn input_documents_come_first_and_then_the_path() {
    let of = |kind: &str| format!("definitions: {{T: {{type: {kind}}}}}\n");
    let own = format!(
        "{}definitions: {{T: {{type: boolean}}}}\n",
        using(&["b/z.yaml#/definitions/T", "a/z.yaml#/definitions/T", "#/definitions/T"])
    );
    let files = [("main.yaml", &*own), ("b/z.yaml", &of("integer")), ("a/z.yaml", &of("string"))];
    let lifted = lift_files(&files, "main.yaml");
    assert_eq!(used(&lifted), ["BZ_T", "Z_T", "T"]);
    lifted.holds("/components/schemas/Z_T", "{type: string}").holds("/components/schemas/BZ_T", "{type: integer}");

    let first = format!(
        "{}definitions: {{T: {{type: integer}}}}\n",
        swagger(
            "paths:\n  /b: {get: {operationId: B, responses: {200: {description: d, schema: {$ref: '#/definitions/T'}}}}}\n"
        )
    );
    let second = format!("{}definitions: {{T: {{type: boolean}}}}\n", using(&["#/definitions/T"]));
    let files = [("a.yaml", &*second), ("z.yaml", &*first)];
    assert_eq!(used(&lift_files(&files, "z.yaml a.yaml")), ["A_T"]);
    assert_eq!(used(&lift_files(&files, "a.yaml z.yaml")), ["T"]);
}

#[test]
fn common_types_are_named_by_their_version() {
    let of = |kind: &str| {
        format!(
            "definitions: {{Resource: {{type: {kind}}}, resourceId: {{type: {kind}}}}}\nparameters: {{P: {{name: p, in: query, type: {kind}}}}}\n"
        )
    };
    let main = using(&[
        "../common-types/resource-management/v3/types.json#/definitions/Resource",
        "../common-types/resource-management/v5/types.json#/definitions/Resource",
        "../common-types/resource-management/v5/privatelinks.json#/definitions/Resource",
        "../common-types/resource-management/v5/types.json#/definitions/resourceId",
        "../common-types/resource-management/v3/types.json#/definitions/resourceId",
    ]);
    let main = main.replace("     responses:", "     parameters: [{$ref: '../common-types/resource-management/v3/types.json#/parameters/P'}, {$ref: '../common-types/resource-management/v5/types.json#/parameters/P'}]\n     responses:");
    let files = [
        ("svc/main.yaml", &*main),
        ("common-types/resource-management/v3/types.json", &of("string")),
        ("common-types/resource-management/v5/types.json", &of("integer")),
        ("common-types/resource-management/v5/privatelinks.json", &of("boolean")),
    ];
    let lifted = lift_files(&files, "svc/main.yaml");
    assert_eq!(
        used(&lifted),
        ["Resource", "CommonV5TypesResource", "CommonV5Resource", "CommonV5ResourceId", "resourceId"]
    );
    assert_eq!(keys(&lifted.at("/components/parameters")), ["CommonV5_P", "P"]);
    // Keys of parameters are no names for callers.
    assert_eq!(lifted.codes(), [Code::DefinitionRenamed; 3]);
}

#[test]
fn a_made_name_makes_way_for_a_given_one() {
    let a = "definitions: {Tea: {type: string}, BTea: {type: string}}";
    let b = "definitions: {Tea: {type: integer}}";
    let main = using(&["a.yaml#/definitions/Tea", "x/b.yaml#/definitions/Tea", "a.yaml#/definitions/BTea"]);
    let lifted = lift_files(&[("main.yaml", &main), ("a.yaml", a), ("x/b.yaml", b)], "main.yaml");
    assert_eq!(used(&lifted), ["Tea", "XBTea", "BTea"]);
}

fn rename(file: &str, name: &str, rename: &str) -> Rename {
    Rename { file: file.into(), name: name.into(), rename: rename.into() }
}

#[test]
fn overrides_choose_names() {
    let a = "definitions: {T: {type: string}}";
    let b = "definitions: {T: {type: integer}}";
    let main = using(&["a.yaml#/definitions/T", "b.yaml#/definitions/T"]);
    let files = [("main.yaml", &*main), ("a.yaml", a), ("b.yaml", b)];
    let with =
        |renames: Vec<Rename>| lift_with(&files, "main.yaml", &BundleOptions { renames, ..BundleOptions::default() });

    let lifted = with(vec![rename("b.yaml", "T", "Number")]);
    assert_eq!((used(&lifted), lifted.codes()), (vec!["T".to_owned(), "Number".to_owned()], vec![]));
    let lifted = with(vec![rename("a.yaml", "T", "Text")]);
    assert_eq!(used(&lifted), ["Text", "B_T"]);
    let lifted = with(vec![rename("b.yaml", "T", "T")]);
    assert_eq!(lifted.codes(), [Code::InvalidManifest]);

    let lifted = with(vec![rename("c.yaml", "T", "X"), rename("a.yaml", "U", "Y"), rename("b.yaml", "T", "Z")]);
    assert_eq!(lifted.codes(), [Code::UnusedOverride, Code::UnusedOverride]);
    assert_eq!(
        lifted.messages(),
        [
            "unused-override  # the override of `T` in `c.yaml` applies to no definition of the service",
            "unused-override  # the override of `U` in `a.yaml` applies to no definition of the service",
        ]
    );
}

#[test]
fn schemas_whose_names_differ_in_case_or_signs_are_told_apart_by_their_files() {
    let uses = |names: &[&str]| -> String {
        let uses = names.iter().enumerate().map(|(at, name)| {
            format!("      '{}': {{description: d, schema: {{$ref: '#/definitions/{name}'}}}}\n", 200 + at)
        });
        uses.collect()
    };
    let a = swagger(&format!(
        "paths:\n  /a:\n    get:\n     operationId: A\n     responses:\n{}definitions:\n  statusType: {{type: object, properties: {{a: {{type: string}}}}}}\n  foo.bar: {{type: integer}}\n  foo-bar: {{type: string}}\n  foo_bar: {{type: boolean}}\n",
        uses(&["statusType", "foo.bar", "foo-bar", "foo_bar"])
    ));
    let b = swagger(&format!(
        "paths:\n  /b:\n    get:\n     operationId: B\n     responses:\n{}definitions:\n  StatusType: {{type: object, properties: {{b: {{type: string}}}}}}\n  FooBar: {{type: number}}\n",
        uses(&["StatusType", "FooBar"])
    ));
    for inputs in ["a.yaml b.yaml", "b.yaml a.yaml"] {
        let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &b)], inputs);
        assert!(lifted.messages().is_empty(), "{:?}", lifted.messages());
        let schemas = lifted.at("/components/schemas");
        assert_eq!(
            keys(&schemas),
            ["AFoo-bar", "AFooDotBarLower", "AFooUnderscoreBarLower", "AStatusType", "FooBar", "StatusType"],
            "{inputs}"
        );
        lifted
            .holds(
                "/paths/~1a/get/responses/200/content/application~1json/schema/$ref",
                "'#/components/schemas/AStatusType'",
            )
            .holds("/components/schemas/FooBar/type", "number");
    }
}
