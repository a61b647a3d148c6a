//! Bad input: each kind gets a diagnostic with file, line, JSON pointer and hint, exits with 2, and changes nothing.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use project::{PETS, Project, Ran};

/// Generates from a document of a provider; nothing may come of it.
fn rejected(document: &str) -> Ran {
    let project = Project::with_document(document);
    project.write("out/src/lib.rs", "// what was there before");
    let before = project.snapshot("out");
    let ran =
        project.run(&["generate", "--spec", "upstream/specification/pets/pets.json", "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(project.snapshot("out"), before, "nothing is written");
    let imported = project.run(&["import", "pets", "--from", "upstream"]);
    if imported.status != 0 {
        assert_eq!(imported.status, 2, "{imported:?}");
        assert!(!project.path("specs/pets").exists(), "nothing is written");
    }
    ran
}

/// Generates from a document that is odd, not wrong; gives what `lint` has to say and the Rust files.
fn accepted(document: &str) -> (Ran, String) {
    let project = Project::with_document(document);
    let spec = "upstream/specification/pets/pets.json";
    let ran = project.run(&["generate", "--spec", spec, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let files = project.snapshot("out").into_iter().filter(|(path, _)| path.extension().is_some_and(|it| it == "rs"));
    let text = files.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
    (project.run(&["lint", "--spec", spec]), text)
}

/// Asserts code, place and pointer of a diagnostic, and that it has a hint.
fn assert_diagnostic(ran: &Ran, code: &str, place: &str, pointer: &str, words: &str) {
    let text = ran.diagnostic(code);
    assert!(text.contains(words), "{text}");
    assert!(text.contains(&format!("pets/pets.json:{place}")), "{text}");
    assert!(pointer.is_empty() || text.contains(&format!("#{pointer}\n")), "{text}");
    assert!(text.contains("help: "), "{text}");
}

/// The line of the first occurrence of a text in a document, as it stands in messages.
fn line(document: &str, text: &str) -> String {
    let at = document.find(text).expect("the text is in the document");
    format!("{}:", document[..at].matches('\n').count() + 1)
}

#[test]
fn truncated() {
    let document = &PETS[..PETS.len() / 2];
    let ran = rejected(document);
    assert_diagnostic(&ran, "invalid-syntax", "", "", "");
}

#[test]
fn not_json() {
    assert_diagnostic(&rejected("{\n  \"swagger\": oops\n}"), "invalid-syntax", "2:", "", "");
}

#[test]
fn neither_swagger_nor_openapi() {
    assert_diagnostic(&rejected("{\"name\": \"a package\"}"), "not-openapi", "1:1", "", "");
    assert_diagnostic(&rejected(&PETS.replace("\"2.0\"", "\"1.2\"")), "not-openapi", "2:", "/swagger", "");
}

#[test]
fn dangling_reference() {
    let document = PETS.replace("{\"$ref\": \"#/definitions/Pet\"}}}", "{\"$ref\": \"#/definitions/Pett\"}}}");
    let ran = rejected(&document);
    let pointer = "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get/responses/200/schema/$ref";
    assert_diagnostic(&ran, "dangling-reference", &line(&document, "Pett"), pointer, "Pett");
    assert!(ran.diagnostic("dangling-reference").contains("`Pet`"), "names the nearest: {}", ran.stderr);
}

#[test]
fn a_chain_that_never_reaches_a_schema() {
    let document = PETS.replace(
        "\"definitions\": {",
        "\"definitions\": {\n    \"A\": {\"$ref\": \"#/definitions/B\"},\n    \"B\": {\"$ref\": \"#/definitions/A\"},",
    );
    let document =
        document.replace("\"items\": {\"$ref\": \"#/definitions/Pet\"}", "\"items\": {\"$ref\": \"#/definitions/A\"}");
    let ran = rejected(&document);
    let text = ran.diagnostic("endless-reference");
    assert!(text.contains("pets/pets.json:") && text.contains("#/definitions/"), "{text}");
}

#[test]
fn a_recursive_model_is_legal() {
    let project = Project::with_document(PETS);
    let ran =
        project.run(&["generate", "--spec", "upstream/specification/pets/pets.json", "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn a_reference_that_leaves_the_root() {
    for target in ["../../../../etc/passwd", "/etc/passwd", "https://example.com/a.json", "file:///etc/passwd"] {
        let document =
            PETS.replace("{\"$ref\": \"#/definitions/Pet\"}}}", &format!("{{\"$ref\": \"{target}#/a\"}}}}}}"));
        let ran = rejected(&document);
        let pointer = "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get/responses/200/schema/$ref";
        assert_diagnostic(&ran, "reference-outside-root", &line(&document, target), pointer, "");
    }
}

/// A document with one more operation.
fn with_operation(path: &str, operation_id: &str) -> String {
    PETS.replace(
        "  \"paths\": {\n",
        &format!(
            "  \"paths\": {{\n    \"{path}\": {{\n      \"get\": {{\n        \"operationId\": \"{operation_id}\",\n        \
             \"responses\": {{\"200\": {{\"description\": \"ok\"}}}}\n      }}\n    }},\n"
        ),
    )
}

#[test]
fn a_duplicate_operation_id() {
    let document = with_operation("/other", "Pets_Get");
    let (ran, code) = accepted(&document);
    let text = ran.diagnostic("duplicate-operation");
    assert!(text.contains("`Pets_Get`") && text.contains("pets/pets.json:"), "{text}");
    assert!(text.contains("`Pets_Get") && text.contains("[[service.rename]]"), "{text}");
    assert_eq!(code.matches("pub fn get").count(), 2, "{code}");
}

#[test]
fn names_that_collide() {
    let document = PETS.replace(
        "\"name\": {",
        "\"petAge\": {\"type\": \"string\"},\n        \"pet_age\": {\"type\": \"string\"},\n        \"name\": {",
    );
    let (ran, code) = accepted(&document);
    assert_diagnostic(
        &ran,
        "name-settled",
        &line(&document, "\"pet_age\""),
        "/definitions/Pet/properties/pet_age",
        "petAge",
    );
    assert!(code.contains("\"petAge\" => pet_age: String,"), "{code}");
    assert!(code.contains("\"pet_age\" => pet_underscore_age: String,"), "{code}");
}

#[test]
fn names_without_a_letter() {
    let document = PETS.replace("\"name\": {", "\"\u{200b}\": {\"type\": \"string\"},\n        \"name\": {");
    let (_, code) = accepted(&document);
    assert!(code.contains("=> u200b: String,"), "{code}");
}

#[test]
fn everything_is_found_in_one_run() {
    let document = with_operation("/other", "Pets_Get")
        .replace(
            "\"name\": {",
            "\"self\": {\"type\": \"string\"},\n        \"petAge\": {\"type\": \"string\"},\n        \
             \"pet_age\": {\"type\": \"string\"},\n        \"\u{200b}\": {\"type\": \"string\"},\n        \"name\": {",
        )
        .replace("\"items\": {\"$ref\": \"#/definitions/Pet\"}", "\"items\": {\"$ref\": \"#/definitions/Gone\"}");
    let ran = rejected(&document);
    for code in ["dangling-reference", "duplicate-operation", "name-settled", "keyword-name"] {
        let text = ran.diagnostic(code);
        assert!(text.contains("pets/pets.json:") && text.contains(" #/") && text.contains("help: "), "{text}");
    }
    assert_diagnostic(
        &ran,
        "keyword-name",
        &line(&document, "\"self\""),
        "/definitions/Pet/properties/self",
        "`self_`",
    );
}

#[test]
fn a_broken_imported_spec_leaves_generated_untouched() {
    let project = Project::with_document(PETS);
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    assert_eq!(project.run(&["generate"]).status, 0);
    let spec = project.read("specs/pets/1.yaml");
    project.write("specs/pets/1.yaml", &spec.replace("#/components/schemas/Pet", "#/components/schemas/Gone"));
    let before = project.snapshot("generated");
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.diagnostic("dangling-reference").contains("pets/1.yaml:"), "{ran:?}");
    assert!(ran.stderr.contains("nothing was written"), "{ran:?}");
    assert_eq!(project.snapshot("generated"), before);
}

#[test]
fn text_of_a_spec_cannot_become_code() {
    let (ran, code) = accepted(&PETS.replace("Pets_Get", "Grp\\npub const EVIL: u8 = 1;\\n//_Get"));
    assert_diagnostic(
        &ran,
        "missing-operation-id",
        "",
        "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get",
        "operationId",
    );
    assert!(!code.contains("EVIL"), "{code}");
}

#[test]
fn nesting_as_deep_as_documents_may_be_is_no_crash() {
    let deep =
        format!("{}{{\"type\": \"string\"}}{}", "{\"type\": \"array\", \"items\": ".repeat(200), "}".repeat(200));
    let project = Project::with_document(&PETS.replace("{\"$ref\": \"#/definitions/Pet\"}}}", &format!("{deep}}}}}")));
    let ran =
        project.run(&["generate", "--spec", "upstream/specification/pets/pets.json", "--name", "pets", "--out", "out"]);
    assert!([0, 2].contains(&ran.status), "{ran:?}");
}
