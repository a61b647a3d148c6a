//! References: what they may look like, and what is said of those that lead nowhere.

use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::openapi::{BundleOptions, bundle};
use azrest_generator::source::{Folder, Sources};

use crate::fixture::{Lifted, lift, lift_files, swagger};

/// A document whose one response has the schema that a reference names.
fn using(reference: &str) -> String {
    swagger(&format!(
        "paths:\n  /a: {{get: {{operationId: A, responses: {{200: {{description: d, schema: {{$ref: '{reference}'}}}}}}}}}}\n"
    ))
}

const SCHEMA: &str = "/paths/~1a/get/responses/200/content/application~1json/schema";

#[test]
fn files_are_found_by_path_text() {
    let common = "definitions: {C: {type: object, properties: {c: {$ref: '#/definitions/C'}}}}";
    for reference in [
        "../common/c.yaml#/definitions/C",
        "./../common/c.yaml#/definitions/C",
        "../x/.../../../common/c.yaml#/definitions/C",
        "types.json../../../common/c.yaml#/definitions/C",
        "..\\common\\c.yaml#/definitions/C",
        "../common/c%2Eyaml#/definitions/C",
    ] {
        let files = [("dir/main.yaml", &*using(reference)), ("common/c.yaml", common)];
        lift_files(&files, "dir/main.yaml")
            .gives(SCHEMA, "{$ref: '#/components/schemas/C'}")
            .gives("/components/schemas/C", "{type: object, properties: {c: {$ref: '#/components/schemas/C'}}}");
    }
}

#[test]
fn a_file_may_name_itself() {
    let text = format!("{}definitions: {{D: {{type: object}}}}\n", using("main.yaml#/definitions/D"));
    lift_files(&[("main.yaml", &text)], "main.yaml").gives(SCHEMA, "{$ref: '#/components/schemas/D'}");
}

/// The one error about a reference: its code, message and hint, at its place in the document.
#[track_caller]
fn error(files: &[(&str, &str)], reference: &str) -> (Code, String, String) {
    let mut files = files.to_vec();
    let main = using(reference);
    files.push(("dir/main.yaml", &main));
    only_error(&lift_files(&files, "dir/main.yaml"))
}

#[track_caller]
fn only_error(lifted: &Lifted) -> (Code, String, String) {
    assert_eq!(lifted.problems.len(), 1, "{:?}", lifted.messages());
    let it = &lifted.problems[0];
    let span = it.span.expect("it has a place");
    assert_eq!((lifted.sources.name(span.file), span.line, span.column), ("dir/main.yaml", 4, 79));
    assert_eq!(it.pointer, "/paths/~1a/get/responses/200/schema/$ref");
    // What cannot be resolved is free-form; the rest of the document is there.
    lifted.holds(SCHEMA, "{}");
    (it.code, it.message.clone(), it.hint.clone())
}

#[test]
fn nothing_at_the_other_end() {
    let common = ("common.yaml", "definitions: {ProxyResource: {type: object}, Other: {type: object}}");
    assert_eq!(
        error(&[common], "../common.yaml#/definitions/Proxyresource"),
        (
            Code::DanglingReference,
            "`common.yaml` has no schema `Proxyresource`".into(),
            "did you mean `ProxyResource`?".into()
        )
    );
    let (code, message, hint) = error(&[common], "../common.yaml#/definitions/Nothing_like_it");
    assert_eq!((code, message.as_str()), (Code::DanglingReference, "`common.yaml` has no schema `Nothing_like_it`"));
    assert_eq!(hint, Code::DanglingReference.hint());
    let (code, message, _) = error(&[], "nowhere.yaml#/definitions/A");
    assert_eq!(code, Code::DanglingReference);
    assert_eq!(
        message,
        "the reference `nowhere.yaml#/definitions/A` leads to `dir/nowhere.yaml`, which cannot be read: there is no such file"
    );
}

#[test]
fn a_definition_of_another_file() {
    let main = swagger(
        "paths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: 'c.yaml#/definitions/D'}}}}}\n\
         definitions: {D: {type: object}}\n",
    );
    let lifted = lift_files(&[("main.yaml", &main), ("c.yaml", "definitions: {}")], "main.yaml");
    assert_eq!(lifted.problems[0].hint, "`main.yaml` has a schema of that name");
}

#[test]
fn out_of_the_root() {
    for reference in
        ["../../x.yaml#/definitions/A", "https://example.com/x.yaml#/definitions/A", "/x.yaml#/definitions/A"]
    {
        let (code, message, hint) = error(&[], reference);
        assert_eq!(code, Code::ReferenceOutsideRoot);
        assert_eq!(message, format!("the reference `{reference}` leads out of the spec root"));
        assert_eq!(hint, Code::ReferenceOutsideRoot.hint());
    }
}

#[test]
fn a_reference_may_name_a_part_of_a_definition_or_an_operation() {
    let common = "definitions:\n  A: {properties: {p: {type: object, properties: {a: {type: string}}}, q: {$ref: '#/definitions/A/properties/p'}}}\n";
    let main = using("c.yaml#/definitions/A/properties/q");
    let lifted = lift_files(&[("dir/main.yaml", &main), ("dir/c.yaml", common)], "dir/main.yaml");
    assert_eq!(lifted.messages(), [""; 0]);
    lifted
        .gives(SCHEMA, "{$ref: '#/components/schemas/AQ'}")
        .gives("/components/schemas/AQ", "{$ref: '#/components/schemas/AP'}")
        .gives("/components/schemas/AP", "{type: object, properties: {a: {type: string}}}");

    let circle = using("#/paths/~1a/get/responses/200/schema");
    assert_eq!(lift_files(&[("dir/main.yaml", &circle)], "dir/main.yaml").codes(), [Code::EndlessReference]);
}

#[test]
fn a_reference_may_name_a_schema_that_another_holds_for_it() {
    for (key, name) in [("definitions", "ABC"), ("$defs", "ABC")] {
        let reference = format!("#/definitions/A/{key}/b/properties/c");
        let text = format!(
            "{}definitions: {{A: {{type: object, {key}: {{b: {{properties: {{c: {{type: integer}}}}}}, broken: {{$ref: '#/gone'}}}}}}}}\n",
            using(&reference)
        );
        let lifted = lift_files(&[("main.yaml", &text)], "main.yaml");
        lifted.gives(SCHEMA, &format!("{{$ref: '#/components/schemas/{name}'}}"));
        lifted.gives(&format!("/components/schemas/{name}"), "{type: integer}");
        assert!(lifted.problems.is_empty(), "{:?}", lifted.messages());
    }
}

#[test]
fn forms_that_are_not_followed() {
    let common = (
        "dir/c.yaml",
        "definitions: {A: {properties: {p: {type: string}}}}\nparameters: {P: {name: p, in: query, type: string}}",
    );
    for (reference, code, message) in [
        (
            "c.yaml",
            Code::UnsupportedReference,
            "the reference `c.yaml` names something else where a schema is expected",
        ),
        ("#", Code::UnsupportedReference, "the reference `#` names something else where a schema is expected"),
        (
            "c.yaml#A",
            Code::UnsupportedReference,
            "the reference `c.yaml#A` is not a file followed by `#` and a JSON pointer",
        ),
        (
            "c.yaml#/definitions/A/properties",
            Code::UnsupportedReference,
            "the reference `c.yaml#/definitions/A/properties` names something else where a schema is expected",
        ),
        ("c.yaml#/nothing", Code::DanglingReference, "the reference `c.yaml#/nothing` does not name a definition"),
        (
            "c.yaml#/parameters/P",
            Code::UnsupportedReference,
            "the reference `c.yaml#/parameters/P` names a parameter where a schema is expected",
        ),
    ] {
        let (found, text, _) = error(&[common], reference);
        assert_eq!((found, text.as_str()), (code, message), "{reference}");
    }
}

#[test]
fn a_broken_file_is_reported_once() {
    let main = swagger(
        "paths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: 'c.json#/definitions/A'}},
                                                        201: {description: d, schema: {$ref: 'c.json#/definitions/B'}}}}}\n",
    );
    let lifted = lift_files(&[("main.yaml", &main), ("c.json", "{\"definitions\": {")], "main.yaml");
    assert_eq!(lifted.messages(), ["invalid-syntax c.json:1:17 # `c.json`: unterminated object"]);
}

#[test]
fn chains_that_never_end() {
    let text = swagger(
        "paths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: '#/definitions/A'}},
                                                        201: {description: d, schema: {$ref: '#/definitions/Self'}}}}}
definitions:
  A: {$ref: '#/definitions/B'}
  B: {$ref: '#/definitions/C'}
  C: {$ref: '#/definitions/B'}
  Self: {$ref: '#/definitions/Self', description: d}
  Fine: {properties: {fine: {$ref: '#/definitions/Fine'}}}
",
    );
    let lifted = lift_files(&[("main.yaml", &text)], "main.yaml");
    assert_eq!(
        lifted.messages(),
        [
            "endless-reference main.yaml:8:13 #/definitions/B/$ref the definitions `B`, `C` are only references to each other",
            "endless-reference main.yaml:10:16 #/definitions/Self/$ref the schema `Self` is only a reference to itself",
        ]
    );
}

#[test]
fn all_problems_are_found_in_one_run() {
    let lifted = lift(
        "
paths:
  /a: {get: {operationId: A, parameters: [{$ref: '#/parameters/P'}], responses: {200: {$ref: '#/responses/R'}}}}
definitions:
  Unused: {properties: {a: {$ref: '#/definitions/Gone'}, b: {$ref: 'gone.yaml#/definitions/B'}}}
",
    );
    assert_eq!(lifted.codes(), [Code::DanglingReference; 4]);
    // References of files that are only referred to matter when they are followed.
    let main = using("c.yaml#/definitions/Good");
    let common = "definitions: {Good: {type: object}, Bad: {$ref: '#/definitions/Gone'}}";
    lift_files(&[("main.yaml", &main), ("c.yaml", common)], "main.yaml")
        .gives(SCHEMA, "{$ref: '#/components/schemas/Good'}");
}

#[test]
fn documents_that_are_none() {
    let none = "is neither Swagger 2.0 nor OpenAPI 3.0 or 3.1";
    for (text, what) in [
        ("a: 1", none),
        ("swagger: '1.2'", "is of version 1.2, which the generator does not read"),
        ("openapi: 3.2.0", "is of version 3.2.0, which the generator does not read"),
        ("openapi: 4.0", "is of version 4.0, which the generator does not read"),
        ("openapi: [3.1.0]", none),
        ("- a", none),
        ("text", none),
    ] {
        let lifted = lift_files(&[("main.yaml", text)], "main.yaml");
        assert!(lifted.bundle.is_none());
        assert_eq!(lifted.codes(), [Code::NotOpenApi], "{text}");
        assert_eq!(lifted.problems[0].message, format!("`main.yaml` {what}"));
    }
    let lifted = lift_files(&[("main.yaml", "a: 1\nopenapi: 3.2.0")], "main.yaml");
    assert_eq!(lifted.problems[0].span.map(|it| (it.line, it.column)), Some((2, 10)));
    assert_eq!(lift_files(&[], "main.yaml ../up.yaml").codes(), [Code::UnreadableFile, Code::ReferenceOutsideRoot]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_root() {
    let outer = tempfile::tempdir().expect("a folder");
    let root = outer.path().join("root");
    std::fs::create_dir(&root).expect("a folder");
    std::fs::write(outer.path().join("secret.yaml"), "definitions: {A: {type: object}}").expect("a file");
    std::os::unix::fs::symlink(outer.path().join("secret.yaml"), root.join("link.yaml")).expect("a link");
    std::fs::write(root.join("main.yaml"), using("link.yaml#/definitions/A")).expect("a file");
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = BundleOptions::default();
    bundle(&Folder::new(root), &["main.yaml".to_owned()], &options, &mut sources, &mut diagnostics);
    let text = diagnostics.to_text(&sources);
    assert!(
        text.starts_with(
            "error[reference-outside-root]: the reference `link.yaml#/definitions/A` leads to `link.yaml`"
        )
    );
    assert!(text.contains("--> main.yaml:4:79  #/paths/~1a/get/responses/200/schema/$ref"), "{text}");
    assert!(!sources.files().any(|(_, it)| it.name == "link.yaml"));
}

#[test]
fn deep_schemas_do_not_overflow_the_stack() {
    let depth = 44;
    let schema = format!("{}{{\"type\": \"string\"}}{}", "{\"properties\": {\"p\": ".repeat(depth), "}}".repeat(depth));
    let text = format!(
        "{{\"swagger\": \"2.0\", \"info\": {{\"version\": \"1\"}}, \"paths\": {{\"/a\": {{\"get\": {{\"operationId\": \"A\", \
         \"responses\": {{\"200\": {{\"schema\": {schema}}}}}}}}}}}}}"
    );
    let lifted = lift_files(&[("main.json", &text)], "main.json");
    assert_eq!(lifted.messages(), [] as [String; 0]);
    let mut diagnostics = Diagnostics::new();
    let tree = lifted.bundle.as_ref().expect("there is a bundle").tree.clone();
    assert!(azrest_generator::openapi::read(tree, &mut diagnostics).is_some());
    let depth = 44;
    let schema = format!(
        "{}type: string",
        (0..depth).map(|it| format!("properties:\n{0}p:\n{0} ", " ".repeat(it * 2 + 9))).collect::<String>()
    );
    let text = swagger(&format!(
        "paths:\n  /a:\n   get:\n    operationId: A\n    responses:\n     '200':\n      schema:\n        {schema}\n"
    ));
    let lifted = lift_files(&[("main.yaml", &text)], "main.yaml");
    assert_eq!(lifted.messages(), [] as [String; 0]);
    assert!(lifted.yaml().len() > 240);
}

#[test]
fn what_is_named_where_it_stands_is_one_component() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
  /b: {get: {operationId: B, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A/properties/inner'}}}}}}}
  /c: {get: {operationId: C, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A/properties/count'}}}}}}}
components:
  schemas:
    A:
      type: object
      properties:
        inner: {type: object, readOnly: true, properties: {x: {type: string}}}
        count: {type: integer, minimum: 1}
";
    let inner = "{allOf: [{$ref: '#/components/schemas/AInner'}], readOnly: true, x-azrest-ref-siblings: true}";
    lift_files(&[("main.yaml", text)], "main.yaml")
        .gives("/components/schemas/A/properties/inner", inner)
        .gives("/components/schemas/AInner/properties", "{x: {type: string}}")
        .gives("/paths/~1b/get/responses/200/content/application~1json/schema", "{$ref: '#/components/schemas/AInner'}")
        // A scalar has no type that could be there twice.
        .gives("/components/schemas/A/properties/count", "{type: integer, minimum: 1}");
}

#[test]
fn a_schema_in_a_file_of_its_own_may_hold_those_that_it_refers_to() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: A, responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'pet.yaml'}}}}}}}
";
    let pet = "type: object
properties: {color: {$ref: '#/definitions/Color'}, friend: {$ref: pet.yaml}, owner: {type: object, properties: {x: {$ref: 'pet.yaml#/properties/owner'}}}}
definitions: {Color: {type: string, enum: [red]}}
";
    lift_files(&[("main.yaml", text), ("pet.yaml", pet)], "main.yaml")
        .gives("/components/schemas/pet/properties/color", "{$ref: '#/components/schemas/Color'}")
        .gives("/components/schemas/pet/properties/friend", "{$ref: '#/components/schemas/pet'}")
        .gives("/components/schemas/Color", "{type: string, enum: [red]}");
}
