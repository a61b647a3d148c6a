//! Importing: prose is left out, the text is stable and reads back as it was.

use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::import::{ImportResult, import};
use azrest_generator::openapi::{BundleOptions, bundle, read};
use azrest_generator::source::{MemoryFiles, Sources};

const PROSE: &str = "A sentence that belongs to the provider.";

fn document() -> String {
    r##"
swagger: '2.0'
info: {title: PROSE, description: PROSE, version: 2024-01-01, x-note: {description: PROSE}}
host: h.com
tags: [{name: t, description: PROSE}]
externalDocs: {url: u, description: PROSE}
x-ms-parameterized-host: {hostTemplate: '{e}', useSchemePrefix: false, parameters: [{name: e, in: path, type: string, description: PROSE}]}
security: [{auth: [user]}]
securityDefinitions: {auth: {type: oauth2, description: PROSE, flow: implicit, authorizationUrl: u, scopes: {user: PROSE}}}
paths:
  /a:
    get:
      operationId: A_Get
      summary: PROSE
      description: PROSE
      externalDocs: {description: PROSE, url: u}
      x-ms-examples: {PROSE: {$ref: ./examples/e.json}}
      x-custom: {title: PROSE, keep: {description: PROSE, example: PROSE, fact: 1}}
      x-comment: PROSE
      parameters:
      - {name: q, in: query, type: string, description: PROSE, x-example: PROSE, enum: [v], x-ms-enum: {name: E, values: [{value: v, name: V, description: PROSE}]}}
      - {name: b, in: body, description: PROSE, schema: {description: PROSE, $ref: '#/definitions/T'}}
      responses:
        200: {description: PROSE, schema: {$ref: '#/definitions/T'}, examples: {a/b: PROSE}, headers: {h: {type: string, description: PROSE}}}
definitions:
  T:
    type: object
    title: PROSE
    description: PROSE
    example: {a: PROSE}
    externalDocs: {url: u, description: PROSE}
    x-enum-descriptions: [PROSE]
    descripton: PROSE
    properties:
      description: {type: string, description: PROSE}
      title: {type: string}
      'yes': {type: string, default: 'on', enum: ['on', 'off', 'null', '~', '1.0', '', ' a ', "x\ny: #z", 'ü', '- a', '0x1F', '1e3', '2024-01-01', "\u2028\t\"'"]}
      number: {type: number, minimum: -1.5, maximum: 1.0e+100, default: 10.0}
      big: {type: integer, format: int64, maximum: 9223372036854775807, minimum: -9223372036854775808}
"##
    .replace("PROSE", PROSE)
}

fn options(keep_docs: bool) -> BundleOptions {
    BundleOptions { title: "my-service".into(), release: "2024-01-01".into(), keep_docs, ..BundleOptions::default() }
}

/// The import of one document.
fn imported(text: &str, keep_docs: bool) -> ImportResult {
    import(&MemoryFiles::new().with("main.yaml", text), &["main.yaml".to_owned()], &options(keep_docs))
}

/// The spec that [`document`] gives.
fn spec(keep_docs: bool) -> String {
    String::from_utf8(imported(&document(), keep_docs).yaml.expect("there are no errors")).expect("it is text")
}

#[test]
fn no_prose_is_left() {
    let text = spec(false);
    assert!(!text.contains("sentence"), "{text}");
    assert!(!text.contains("example"), "{text}");
    for fact in [
        "title: my-service",
        "      properties:\n        description:\n          type: string\n        title:",
        "fact: 1",
        "name: V",
    ] {
        assert!(text.contains(fact), "{fact} in\n{text}");
    }
    assert!(text.starts_with("# An OpenAPI 3.0 document"));
    assert!(text.lines().take(3).all(|it| it.starts_with("# ")) && text.lines().nth(3) == Some("openapi: 3.0.3"));
}

#[test]
fn prose_can_be_kept_but_no_examples() {
    let text = spec(true);
    // Host parameter, scheme and scope, operation (summary, description, docs), `x-custom` (2), `x-comment`, parameter
    // and its enum value, body, reference, response, header, definition (title, description, docs, `x-` list), property.
    assert_eq!(text.matches(PROSE).count(), 20, "{text}");
    assert!(!text.contains("example"));
    assert!(text.contains("title: my-service"));
}

#[test]
fn the_text_reads_back_as_the_tree_it_was_written_from() {
    let files = MemoryFiles::new().with("main.yaml", document());
    let inputs = ["main.yaml".to_owned()];
    for keep_docs in [false, true] {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let written = MemoryFiles::new().with("spec.yaml", spec(keep_docs));
        let again = sources.load(&written, "spec.yaml", &mut diagnostics).expect("it can be read");
        let tree = bundle(&files, &inputs, &options(keep_docs), &mut Sources::new(), &mut Diagnostics::new());
        assert_eq!(again.to_json().to_string(), tree.expect("there is a bundle").tree.to_json().to_string());
        let document = read(again, &mut diagnostics).expect("it is a document");
        assert_eq!(document.openapi.operations().count(), 1);
        let found = diagnostics.sorted();
        let unknown = found.iter().filter(|it| it.code == Code::UnknownExtension).count();
        assert_eq!(unknown, if keep_docs { 3 } else { 1 }, "{found:?}");
        // Its largest number.
        let inexact = found.iter().filter(|it| it.code == Code::InexactNumber).count();
        assert_eq!(found.len(), unknown + inexact, "{found:?}");
        assert_eq!(inexact, 1);
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(spec(false), spec(false));
}

#[test]
fn rearranged_documents_give_the_same_bytes() {
    let one = "swagger: '2.0'\ninfo: {version: '1'}\npaths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: '#/definitions/T'}}, default: {description: d}}}}\n  /b: {get: {operationId: B, responses: {}}}\ndefinitions: {T: {type: object, readOnly: true}, U: {type: string}}\n";
    let two = "definitions: {U: {type: string}, T: {readOnly: true, type: object}}\npaths:\n  /b: {get: {responses: {}, operationId: B}}\n  /a: {get: {responses: {default: {description: d}, 200: {schema: {$ref: '#/definitions/T'}, description: d}}, operationId: A}}\ninfo: {version: '1'}\nswagger: '2.0'\n";
    let run = |text| imported(text, false).yaml;
    assert!(run(one).is_some());
    assert_eq!(run(one), run(two));
}

#[test]
fn the_files_are_recorded_in_reading_order() {
    let main = "swagger: '2.0'\ninfo: {version: '1'}\npaths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: 'z.yaml#/definitions/T'}}}}}\n";
    let files = MemoryFiles::new()
        .with("main.yaml", main)
        .with("z.yaml", "definitions: {T: {properties: {a: {$ref: 'a.yaml#/definitions/A'}}}}")
        .with("a.yaml", "definitions: {A: {type: string}}")
        .with("unused.yaml", "{}");
    let result = import(&files, &["main.yaml".to_owned()], &options(false));
    assert_eq!(result.sources.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["main.yaml", "z.yaml", "a.yaml"]);
    assert!(result.sources.iter().all(|it| it.sha256.len() == 64));
}

#[test]
fn errors_leave_no_text() {
    let main = "swagger: '2.0'\ninfo: {version: '1'}\npaths: {}\ndefinitions: {A: {$ref: '#/definitions/B'}}\n";
    let result = imported(main, false);
    assert!(result.yaml.is_none() && result.diagnostics.has_errors());
    assert_eq!(
        result.diagnostics.to_text(&result.files),
        "error[dangling-reference]: `main.yaml` has no schema `B`\n  --> main.yaml:4:25  #/definitions/A/$ref\n   | \
         definitions: {A: {$ref: '#/definitions/B'}}\n   |                         ^^^^^^^^^^^^^^^^^\n  help: did you mean \
         `A`?\n"
    );
}
