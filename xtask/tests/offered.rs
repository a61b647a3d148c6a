//! What diagnostics offer: pasted into a manifest as it is, it settles what was told and changes nothing else.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::collections::BTreeSet;

use project::{PETS, Project, Ran, SPEC, generate, two_operations};

/// The lines that a run says to add to a manifest.
fn offered(ran: &Ran) -> String {
    let mut lines = String::new();
    for paragraph in ran.stderr.split("or add to azrest.toml:\n").skip(1) {
        for line in paragraph.lines().take_while(|it| it.starts_with("      ")) {
            lines.push_str(line.trim_start());
            lines.push('\n');
        }
        lines.push('\n');
    }
    lines
}

#[test]
fn all_that_is_offered_can_be_added_at_once() {
    // Two mistakes in an operation, one twice; in definitions all kinds that can be left out.
    let operations = r##""paths": {
    "/a/{b}/{c}": {"get": {"operationId": "A_Get", "responses": {"200": {"description": ""}}}},
    "/b": {"get": {"operationId": "B_Get", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "x", "in": "path", "required": true, "type": "string"},
      {"name": "y", "in": "path", "required": true, "type": "string"},
      {"name": "z", "in": "path", "required": true, "type": "string"}]}},
    "/d": {"get": {"operationId": "D_Get", "responses": {
      "200": {"description": "", "schema": {"type": 5}},
      "400": {"description": "", "schema": {"$ref": "#/definitions/Entirely"}},
      "404": {"description": "", "schema": {"$ref": "#/definitions/Entirely"}}}}},"##;
    let definitions = r##""definitions": {
    "Wrong": {"type": "object", "properties": {
      "dangling": {"$ref": "#/definitions/Entirely"},
      "outside": {"$ref": "../../../../else.json#/definitions/A"},
      "form": {"$ref": "#nothing"},
      "pattern": {"type": "string", "pattern": 0},
      "additionalProperties": false,
      "near": {"$ref": "#/definitions/Pett"}}},
    "Chain": {"$ref": "#/definitions/Link"}, "Link": {"$ref": "#/definitions/Chain"},
    "Child": {"allOf": [{"$ref": "#/definitions/Parent"}]}, "Parent": {"allOf": [{"$ref": "#/definitions/Child"}]},"##;
    let document = PETS
        .replace("\"paths\": {", operations)
        .replace("\"definitions\": {", definitions)
        .replace("\"friends\": {", "\"wrong\": {\"$ref\": \"#/definitions/Wrong\"}, \"chain\": {\"$ref\": \"#/definitions/Chain\"}, \"child\": {\"$ref\": \"#/definitions/Child\"}, \"friends\": {");
    let (project, ran) = generate(&document, "");
    assert_eq!(ran.status, 2, "{ran:?}");
    let first = offered(&ran);
    assert_eq!(first.matches("at = \"/paths/~1d/get\"").count(), 1, "{first}");
    assert!(ran.stderr.contains("or the entry for azrest.toml above, which settles this as well"), "{ran:?}");
    // What comes to light when those are settled.
    project.write("upstream/specification/pets/azrest.toml", &first);
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    let second = offered(&ran);
    project.write("upstream/specification/pets/azrest.toml", &format!("{first}{second}"));
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{first}{second}{}", ran.stderr);
}

#[test]
fn names_that_are_offered_are_those_that_were_made() {
    let definitions = r##""definitions": {
    "Holder": {"type": "object", "properties": {
      "jobId": {"type": "string"}, "job_id": {"type": "string"}, "jobID": {"type": "string"}, "$": {"type": "string"},
      "type": {"type": "string"}, "Type": {"type": "string"}, "additionalProperties": {"type": "string"},
      "part": {"type": "object", "properties": {"x": {"type": "string"}}},
      "value": {"type": "string", "enum": ["cat", "Cat", "CAT", "self", "Self", "1.0", "1_0", "1-0", "10", "", "*", "UnknownValue"]}},
      "additionalProperties": {"type": "string"}},
    "HolderPart": {"type": "object", "properties": {"y": {"type": "string"}}},
    "Holder_Part": {"type": "object", "properties": {"z": {"type": "string"}}},
    "Option": {"type": "object", "properties": {"a": {"type": "string"}}},
    "OptionModel": {"type": "object", "properties": {"b": {"type": "string"}}},"##;
    let operations = r##""paths": {
    "/a": {"get": {"operationId": "Pets_clone", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "a", "in": "query", "type": "string"}, {"name": "a", "in": "header", "type": "string"}]}},
    "/b": {"put": {"operationId": "Pets_put-it", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "body", "in": "query", "type": "string"},
      {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Holder"}}]}},
    "/c": {"put": {"operationId": "Pets_put_it", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "x", "in": "body", "required": true, "schema": {"type": "array", "items": {"$ref": "#/definitions/Option"}}}]}},
    "/e": {"put": {"operationId": "new", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "x", "in": "body", "required": true, "schema": {"$ref": "#/definitions/OptionModel"}}]}},
    "/d": {"put": {"operationId": "putIt", "responses": {"200": {"description": ""}}, "parameters": [
      {"name": "x", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Holder_Part"}},
      {"name": "y", "in": "query", "type": "string"}]}},"##;
    let document = PETS
        .replace("\"paths\": {", operations)
        .replace("\"definitions\": {", definitions)
        .replace("\"friends\": {", "\"part\": {\"$ref\": \"#/definitions/HolderPart\"}, \"friends\": {");
    let (project, ran) = generate(&document, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    // The operationId is told beside the method.
    let public = |project: &Project| {
        let files = ["models.rs", "operations/pets.rs", "operations/client.rs"];
        let text: String = files.iter().map(|it| project.read(&format!("out/src/{it}"))).collect();
        let is_public = |it: &&str| it.contains("pub ") || it.contains(" => ");
        text.lines().filter(is_public).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let made = public(&project);
    let ran = project.run(&["lint", "--spec", SPEC]);
    let notes: Vec<&str> = ran.stderr.split("\n\n").filter(|it| it.starts_with("note[name-settled]")).collect();
    assert!(notes.len() > 15, "{ran:?}");
    assert!(notes.iter().all(|it| it.contains("to = \"")), "{notes:#?}");
    project.write("upstream/specification/pets/azrest.toml", &offered(&ran));
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(public(&project), made);
    let ran = project.run(&["lint", "--spec", SPEC]);
    assert!(!ran.stderr.contains("note[name-settled]"), "{ran:?}");
}

#[test]
fn what_may_be_meant_instead_is_offered_as_a_comment() {
    let coupon = r##""definitions": {
    "Coupon": {"type": "object", "properties": {"code": {"type": "string"}, "message": {"type": "string"}}},"##;
    let operation = r##""paths": {
    "/coupon": {"get": {"operationId": "Coupons_Get", "responses": {"default": {"description": "ok", "schema": {"$ref": "#/definitions/Coupon"}}}}},"##;
    let document = PETS.replace("\"paths\": {", operation).replace("\"definitions\": {", coupon);
    let (project, ran) = generate(&document, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let entry = offered(&ran);
    let (_, second) = entry.split_once("# or, if `default` is the answer and no error:\n").expect("both are offered");
    let second: String = second.lines().filter_map(|it| it.strip_prefix("# ")).map(|it| format!("{it}\n")).collect();
    for (manifest, result) in [(entry.as_str(), "Call<()>"), (second.as_str(), "Call<models::Coupon>")] {
        project.write("upstream/specification/pets/azrest.toml", manifest);
        let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{manifest}");
        let operations = project.read("out/src/operations/coupons.rs");
        assert!(operations.contains(&format!("fn get(&self) -> {result}")), "{operations}");
    }
}

#[test]
fn what_is_offered_keeps_what_is_meant() {
    let document = two_operations()
        .replacen("\"operationId\": \"Pets_List\",", "\"operationId\": \"Pets_List\", \"x-ms-long-running-operation\": \"true\",", 1)
        .replacen("\"200\": {\"description\": \"ok\"}", "\"200\": {\"description\": \"ok\", \"shema\": {\"type\": \"string\"}}", 1)
        .replace("\"name\": {\"type\": \"string\", \"readOnly\": true}", "\"name\": {\"type\": \"strin\", \"readOnly\": \"true\"}")
        .replace("\"modelAsString\": true", "\"modelAsString\": \"true\", \"values\": [{\"value\": \"Cat\", \"name\": \"Kitty\"}, {\"name\": \"Dog\"}]")
        .replace("\"friends\": {", "\"age\": {\"type\": \"integer\", \"required\": true}, \"size\": {\"type\": \"string\", \"required\": true}, \"friends\": {");
    let (project, ran) = generate(&document, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    project.write("upstream/specification/pets/azrest.toml", &offered(&ran));
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "nothing is left to be told");
    let models = project.read("out/src/models.rs");
    for text in [
        "name: String [read_only]",
        "\"Cat\" => Kitty",
        "/// Required.\n        \"age\"",
        "/// Required.\n        \"size\"",
    ] {
        assert!(models.contains(text), "{text}: {models}");
    }
    assert!(project.read("out/src/operations/pets.rs").contains("LroCall<String>"));
}

#[test]
fn what_is_offered_keeps_all_that_stands_in_the_wrong_place() {
    let more = r##""toy": {"allOf": {"type": "object", "required": ["x"], "properties": {
      "x": {"type": "integer", "format": "int64"}, "description": {"$ref": "#/definitions/Pet"}}}},
      "toys": {"type": "array", "items": [{"$ref": "#/definitions/Pet"}]}, "friends": {"##;
    let list = "\"operationId\": \"Pets_List\",\n      \"parameters\": [";
    let document = two_operations().replace("\"friends\": {", more);
    let document = document.replacen(list, "\"operationId\": \"Pets_List\", \"x-was\": [", 1).replacen(
        "\"200\": {\"description\": \"ok\"}",
        "\"200\": {\"description\": \"ok\"}}, \"parameters\": {\"name\": \"subscriptionId\", \"in\": \"path\", \"required\": true, \"type\": \"string\", \"maxLength\": 3",
        1,
    );
    let (project, ran) = generate(&document, "");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(!ran.stderr.contains("is not a keyword"), "nothing else is said of what stands there: {ran:?}");
    let first = offered(&ran);
    project.write("upstream/specification/pets/azrest.toml", &first);
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("out/src/models.rs");
    for text in ["\"x\" => x: i64", "\"description\" => description: Box<Pet>", "\"toys\" => toys: Vec<Pet>"] {
        assert!(models.contains(text), "{text}: {models}");
    }
    assert_eq!(first.matches("maxLength = 3").count(), 2, "{first}");
}

#[test]
fn what_is_offered_is_the_type_that_is_meant() {
    let more = r##""age": {"type": "int", "enum": [1, 2]}, "born": {"type": "datetime"}, "size": "float", "self": "#/definitions/Pet",
      "sizes": {"type": "array", "items": "bool"}, "other": {"$ref": "#definitions/Pet"}, "slashed": {"$ref": "/definitions/Pet"},
      "friends": {"##;
    let (project, ran) = generate(&PETS.replace("\"friends\": {", more), "");
    let first = offered(&ran);
    project.write("upstream/specification/pets/azrest.toml", &first);
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    project.write("upstream/specification/pets/azrest.toml", &format!("{first}{}", offered(&ran)));
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("out/src/models.rs");
    for text in [
        "\"age\" => age: i64",
        "\"born\" => born: rt::DateTime",
        "\"size\" => size: f64",
        "\"self\" => self_: Box<Pet>",
        "\"sizes\" => sizes: Vec<bool>",
        "\"other\" => other: Box<Pet>",
        "\"slashed\" => slashed: Box<Pet>",
    ] {
        assert!(models.contains(text), "{text}: {models}");
    }
}

#[test]
fn secrets_are_offered_as_one_list() {
    let more = "\"password\": {\"type\": \"string\"}, \"clientSecret\": {\"type\": \"string\"}, \"friends\": {";
    let (project, ran) = generate(&PETS.replace("\"friends\": {", more), "");
    let (_, list) = ran.stderr.split_once("or add to the head of azrest.toml:\n").expect("a list");
    let list: Vec<&str> = list.lines().take_while(|it| it.starts_with("      ")).collect();
    assert!(list.len() == 4 && ran.stderr.matches("secrets = [").count() == 1, "{ran:?}");
    project.write("upstream/specification/pets/azrest.toml", &list.join("\n"));
    let ran = project.run(&["lint", "--spec", SPEC]);
    assert_eq!(ran.status, 0, "{ran:?}");
}
