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
fn references_written_in_another_way_are_recognized() {
    for reference in
        ["definitions/Pet", "#/components/schemas/Pet", "pets.yaml#/definitions/Pet", "#/definitions/Pets/Pet"]
    {
        let document =
            PETS.replace("{\"$ref\": \"#/definitions/Pet\"}}}", &format!("{{\"$ref\": \"{reference}\"}}}}}}"));
        let ran = rejected(&document);
        let text = ran.diagnostic("dangling-reference");
        assert!(
            text.contains("did you mean `#/definitions/Pet`?") && text.contains("value = \"#/definitions/Pet\""),
            "{text}"
        );
    }
}

#[test]
fn misspelt_words_are_recognized() {
    for (right, wrong, meant) in [
        ("\"properties\": {", "\"propertys\": {", "properties"),
        ("\"get\": {", "\"gett\": {", "get"),
        ("\"type\": \"string\", \"readOnly\"", "\"type\": \"sting\", \"readOnly\"", "string"),
    ] {
        let project = Project::with_document(&PETS.replace(right, wrong));
        let ran = project.run(&["lint", "--spec", "upstream/specification/pets/pets.json"]);
        assert!(ran.stderr.contains("warning["), "{wrong}: {ran:?}");
        assert!(ran.stderr.contains(&format!("help: did you mean `{meant}`?")), "{wrong}: {ran:?}");
    }
}

#[test]
fn a_security_scheme_that_there_is_not_is_told() {
    let document = PETS.replace("\"operationId\"", "\"security\": [{\"gone\": []}],\n        \"operationId\"");
    let (ran, _) = accepted(&document);
    assert!(ran.diagnostic("undescribed-security").contains("there is no security scheme `gone`"), "{ran:?}");
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
fn a_chain_that_never_reaches_a_schema_in_an_edited_spec() {
    let project = covered(PETS);
    let path = "specs/pets/1.yaml";
    let spec = project.read(path);
    let circle =
        "  schemas:\n    A:\n      $ref: '#/components/schemas/B'\n    B:\n      $ref: '#/components/schemas/A'\n";
    project.write(path, &spec.replacen("  schemas:\n", circle, 1));
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.diagnostic("endless-reference").contains("#/components/schemas/A"), "{}", ran.stderr);
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
fn an_operation_id_that_occurs_twice_in_a_document() {
    let document = with_operation("/other", "Pets_Get");
    let ran = rejected(&document);
    let pointer = "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get";
    assert_diagnostic(
        &ran,
        "duplicate-operation",
        "",
        pointer,
        "`Pets_Get` is also the operationId of #/paths/~1other/get",
    );
    settled_by_its_entry(&document, "duplicate-operation");
}

/// A document with one more member of `Pet`.
fn with_property(name: &str) -> String {
    PETS.replace("\"name\": {", &format!("\"{name}\": {{\"type\": \"string\"}},\n        \"name\": {{"))
}

/// A project whose service is covered, generated from a sound document before the given one was imported.
fn covered(document: &str) -> Project {
    let project = Project::with_document(PETS);
    for command in [&["import", "pets", "--from", "upstream"][..], &["generate"]] {
        assert_eq!(project.run(command).status, 0);
    }
    project.write("upstream/specification/pets/pets.json", document);
    let ran = project.run(&["import", "pets", "--from", "upstream", "--commit", "def"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    project
}

/// Asserts that a covered service is refused until the manifest has the lines that the diagnostic says.
fn settled_by_its_entry(document: &str, code: &str) {
    let project = covered(document);
    let before = project.snapshot("generated");
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(project.snapshot("generated"), before, "nothing is written");
    assert!(ran.stderr.contains(&format!("error[{code}]: ")), "{ran:?}");
    let text = ran.diagnostic(code);
    assert!(text.contains("--> pets/1.yaml:") && text.contains(" #/") && text.contains("help: "), "{text}");
    let json = project.run(&["lint", "pets", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = report["diagnostics"].as_array().expect("a list").iter().find(|it| it["code"] == code);
    let toml = found.and_then(|it| it["entry"]["toml"].as_str()).unwrap_or_else(|| panic!("an entry in {json}"));
    assert!(toml.starts_with("[[service.rename]]"), "{toml}");
    project.write("specs/services.toml", &format!("{}\n{toml}", project.read("specs/services.toml")));
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 0, "{toml}\n{ran:?}");
}

#[test]
fn names_that_collide() {
    let document =
        with_property("petAge").replace("\"petAge\": {", "\"pet_age\": {\"type\": \"string\"}, \"petAge\": {");
    let (ran, code) = accepted(&document);
    assert!(ran.stderr.contains("note[name-settled]: "), "{ran:?}");
    assert_diagnostic(
        &ran,
        "name-settled",
        &line(&document, "\"pet_age\""),
        "/definitions/Pet/properties/pet_age",
        "petAge",
    );
    assert!(code.contains("\"petAge\" => pet_age: String,"), "{code}");
    assert!(code.contains("\"pet_age\" => pet_underscore_age: String,"), "{code}");
    settled_by_its_entry(&document, "name-settled");
}

#[test]
fn values_of_an_enum_that_collide() {
    let document = PETS.replace("[\"Cat\", \"Dog\"]", "[\"Cat\", \"Dog\", \"dog\"]");
    let (_, code) = accepted(&document);
    assert!(code.contains("\"dog\""), "{code}");
    settled_by_its_entry(&document, "name-settled");
}

#[test]
fn the_name_of_a_nameless_schema_that_collides() {
    let document = PETS
        .replace("\"name\": {", "\"home\": {\"properties\": {\"a\": {\"type\": \"string\"}}},\n        \"name\": {");
    let document = document
        .replace("\"items\": {\"$ref\": \"#/definitions/Pet\"}", "\"items\": {\"$ref\": \"#/definitions/PetHome\"}");
    let document = document.replace(
        "\"definitions\": {",
        "\"definitions\": {\"PetHome\": {\"properties\": {\"b\": {\"type\": \"string\"}}},",
    );
    accepted(&document);
    settled_by_its_entry(&document, "name-settled");
}

#[test]
fn names_without_a_letter() {
    for name in ["\u{200b}", "$"] {
        let document = with_property(name);
        let (ran, code) = accepted(&document);
        let pointer = format!("/definitions/Pet/properties/{name}");
        assert_diagnostic(&ran, "name-settled", &line(&document, &format!("\"{name}\"")), &pointer, "no letter");
        assert!(code.contains(if name == "$" { "=> dollar: String," } else { "=> u200b: String," }), "{code}");
        settled_by_its_entry(&document, "name-settled");
    }
}

#[test]
fn an_operation_without_a_name() {
    let document = with_operation("/other", "-");
    accepted(&document);
    settled_by_its_entry(&document, "missing-operation-id");
}

#[test]
fn an_operation_id_of_two_documents() {
    let project = Project::with_document(PETS);
    let other = PETS.replace("/pets/{petName}", "/cats/{petName}");
    project.write("upstream/specification/pets/cats.json", &other);
    let manifest = project.read("specs/services.toml");
    project
        .write("specs/services.toml", &manifest.replace("pets.json' }]", "pets.json' }, { path = 'pets/cats.json' }]"));
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.stderr.contains("error[name-settled]: `Pets_Get` is also the operationId of "), "{ran:?}");
    assert!(ran.diagnostic("name-settled").contains("to = \"Pets_Get_Cats\""), "{ran:?}");
    let specs = ["pets/pets.json", "pets/cats.json"].map(|it| format!("upstream/specification/{it}"));
    let ran = project.run(&["generate", "--spec", &specs[0], &specs[1], "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn a_keyword_is_a_note_for_everybody() {
    let project = covered(&with_property("type"));
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.run(&["lint", "pets"]).diagnostic("keyword-name").contains("`type_`"));
}

/// Asserts that each of these was printed in one run: code, place, a word of the paragraph.
fn assert_all(ran: &Ran, expected: &[(&str, &str, &str)]) {
    for (code, place, word) in expected {
        let is_it = |it: &str| {
            it.starts_with(&format!("{code}: ")) && it.contains(place) && it.contains(word) && it.contains("help: ")
        };
        assert!(ran.stderr.split("\n\n").any(is_it), "no {code} {place} {word} in\n{}", ran.stderr);
    }
}

/// A document with names that collide, that has one without a letter, and one that is a keyword.
fn with_odd_names() -> String {
    with_property("self").replace(
        "\"name\": {",
        "\"petAge\": {\"type\": \"string\"},\n        \"pet_age\": {\"type\": \"string\"},\n        \
         \"\u{200b}\": {\"type\": \"string\"},\n        \"name\": {",
    )
}

#[test]
fn everything_is_found_in_one_run() {
    let responses =
        |target: &str| format!("{{\"200\": {{\"description\": \"\", \"schema\": {{\"$ref\": \"{target}\"}}}}}}");
    let operation = |(path, target)| {
        format!("\"/{path}\": {{\"get\": {{\"operationId\": \"Pets_Get\", \"responses\": {}}}}},\n", responses(target))
    };
    let operations =
        [("a", "#/definitions/Gone"), ("b", "../../../etc/passwd#/a"), ("c", "#/definitions/A")].map(operation);
    let document =
        with_odd_names().replace("  \"paths\": {\n", &format!("  \"paths\": {{\n{}", operations.concat())).replace(
            "\"definitions\": {",
            "\"definitions\": {\"A\": {\"$ref\": \"#/definitions/B\"}, \"B\": {\"$ref\": \"#/definitions/A\"},",
        );
    let project = Project::with_document(&document);
    let mut specs = vec!["upstream/specification/pets/pets.json"];
    for (path, text) in [
        ("upstream/specification/pets/truncated.json", &PETS[..PETS.len() / 2]),
        ("upstream/specification/pets/no.json", "{\"swagger\": oops}"),
        ("upstream/specification/pets/package.json", "{\"name\": \"a package\"}"),
    ] {
        project.write(path, text);
        specs.push(path);
    }
    project.write("out/src/lib.rs", "// what was there before");
    let before = project.snapshot("out");
    let ran = project.run(&[&["generate", "--name", "pets", "--out", "out", "--spec"], &specs[..]].concat());
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(project.snapshot("out"), before, "nothing is written");
    assert_all(
        &ran,
        &[
            ("error[invalid-syntax]", "pets/truncated.json:", ""),
            ("error[invalid-syntax]", "pets/no.json:1:", ""),
            ("error[not-openapi]", "pets/package.json:1:", ""),
            ("error[dangling-reference]", "pets/pets.json:", "Gone"),
            ("error[endless-reference]", "pets/pets.json:", "#/definitions/A"),
            ("error[reference-outside-root]", "pets/pets.json:", "etc/passwd"),
            ("error[duplicate-operation]", "pets/pets.json:", "`Pets_Get`"),
            ("note[name-settled]", "pets/pets.json:", "`pet_age`"),
            ("note[name-settled]", "pets/pets.json:", "no letter"),
            ("note[keyword-name]", "pets/pets.json:", "`self_`"),
        ],
    );
}

#[test]
fn everything_of_a_covered_service_is_found_in_one_run() {
    let document = with_odd_names().replace("\"Pets_Get\"", "\"-\"");
    let project = covered(&document);
    let spec = project.read("specs/pets/1.yaml");
    let operation = "operationId: Pets_List, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/gone'}}}}}";
    let operations = ["a", "b"].map(|path| format!("  /{path}: {{get: {{{operation}}}}}\n"));
    project.write("specs/pets/1.yaml", &spec.replace("\npaths:\n", &format!("\npaths:\n{}", operations.concat())));
    let before = project.snapshot("generated");
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(project.snapshot("generated"), before, "nothing is written");
    assert_all(
        &ran,
        &[
            ("error[dangling-reference]", "pets/1.yaml:", "#/gone"),
            ("error[duplicate-operation]", "pets/1.yaml:", "`Pets_List`"),
            ("error[missing-operation-id]", "pets/1.yaml:", "`-`"),
            ("error[name-settled]", "pets/1.yaml:", "`pet_age`"),
            ("error[name-settled]", "pets/1.yaml:", "no letter"),
            ("note[keyword-name]", "pets/1.yaml:", "`self_`"),
        ],
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
