//! Overrides and fix-ups: each kind, in the manifest of covered services and in that beside foreign documents; what it does
//! to specs, clients and reports, and what happens when it no longer applies.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::collections::BTreeSet;

use project::{PETS, Project, Ran};

const SPEC: &str = "upstream/specification/pets/pets.json";
const LIST: &str = "/paths/~1subscriptions~1{subscriptionId}~1pets/get";
const GET: &str = "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get";

/// Generates a foreign client with a manifest beside its document.
fn generate(document: &str, manifest: &str) -> (Project, Ran) {
    let project = Project::with_document(document);
    project.write("upstream/specification/pets/azrest.toml", manifest);
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    (project, ran)
}

/// The document with an operation that can be left in.
fn two_operations() -> String {
    let other = r##""paths": {
    "/subscriptions/{subscriptionId}/pets": {"get": {
      "operationId": "Pets_List",
      "parameters": [{"$ref": "#/parameters/Subscription"}, {"$ref": "#/parameters/ApiVersion"}],
      "responses": {"200": {"description": "ok"}}}},"##;
    PETS.replace("\"paths\": {", other)
}

/// A project whose service has more in the manifest: behind the service, and behind its release.
fn covered(document: &str, of_service: &str, of_release: &str) -> Project {
    let project = Project::with_document(document);
    let manifest = project.read("specs/services.toml");
    let (service, release) = manifest.split_at(manifest.find("[[service.release]]").expect("a release"));
    project.write("specs/services.toml", &format!("{service}{of_service}\n{release}\n{of_release}\n"));
    project
}

#[test]
fn a_name_is_chosen() {
    let (project, ran) = generate(
        PETS,
        "[[rename]]\nat = '/components/schemas/Pet/properties/kind'\nto = 'species'\nreason = 'what it is'\n",
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.read("out/src/models.rs").contains("\"kind\" => species: PetKind"));
}

#[test]
fn an_operation_without_a_name_gets_one() {
    let document = PETS.replace("        \"operationId\": \"Pets_Get\",\n", "");
    let (project, ran) =
        generate(&document, &format!("[[rename]]\nat = '{GET}'\nto = 'Pets_Find'\nreason = 'it has none'\n"));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.read("out/README.md").contains("`client.pets().find`"));
}

#[test]
fn a_type_is_chosen() {
    let entry = "[[type]]\nat = '/components/schemas/Pet/properties/friends/items'\nas = 'json'\nreason = 'anything'\n";
    let (project, ran) = generate(PETS, entry);
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("out/src/models.rs");
    assert!(models.contains("\"friends\" => friends: Vec<rt::Value>"), "{models}");
    let ran = project.run(&["lint", "--spec", SPEC]);
    assert!(ran.diagnostic("type-chosen").contains("json: anything"), "{ran:?}");
}

#[test]
fn an_operation_is_left_out_and_reported() {
    let entry = format!("[[skip]]\nat = '{GET}'\nreason = 'answers with | HTML'\n");
    let (project, ran) = generate(&two_operations(), &entry);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.stdout.contains("1 operation left out"), "{ran:?}");
    let readme = project.read("out/README.md");
    assert!(
        readme.contains("| `Pets_Get` | answers with \\| HTML |") && !readme.contains("client.pets().get"),
        "{readme}"
    );
    let model = project.run(&["model", "--spec", SPEC]);
    let model: serde_json::Value = serde_json::from_str(&model.stdout).expect("JSON");
    assert_eq!(model["skipped"][0]["operationId"], "Pets_Get");
    let ran = project.run(&["lint", "--spec", SPEC]);
    assert_eq!(ran.status, 0, "a choice is no finding: {ran:?}");
    assert!(ran.diagnostic("operation-skipped").contains("`Pets_Get` is left out"), "{ran:?}");
}

#[test]
fn what_is_left_out_need_not_be_sound() {
    let document =
        two_operations().replace("{\"$ref\": \"#/definitions/Pet\"}}}", "{\"$ref\": \"gone.json#/definitions/Pet\"}}}");
    let (_, ran) = generate(&document, "");
    assert_eq!(ran.status, 2, "{ran:?}");
    let (_, ran) = generate(&document, &format!("[[skip]]\nat = '{GET}'\nreason = 'its model is not published'\n"));
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn a_document_is_corrected_as_it_is_read() {
    let (project, ran) = generate(
        PETS,
        "[[fix-up]]\nfile = 'pets/pets.json'\nat = '/definitions/Pet/properties/age'\nreason = 'the service sends it'\n\
         value = { type = 'integer' }\n\n\
         [[fix-up]]\nfile = 'pets/pets.json'\nat = '/definitions/Pet/properties/kind'\nreason = 'it does not send this'\n\
         expected-json = '{\"type\": \"string\", \"x-ms-enum\": {\"modelAsString\": true, \"name\": \"PetKind\"}, \"enum\": [\"Cat\", \"Dog\"]}'\n",
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("out/src/models.rs");
    assert!(models.contains("\"age\" => age: i64") && !models.contains("\"kind\""), "{models}");
    let ran = project.run(&["lint", "--spec", SPEC]);
    assert_eq!(ran.stderr.matches("note[fix-up-applied]").count(), 2, "{ran:?}");
}

#[test]
fn a_manifest_can_stand_elsewhere() {
    let project = Project::with_document(PETS);
    project.write("choices.toml", &format!("[[skip]]\nat = '{GET}'\nreason = 'a test'\n"));
    let ran = project.run(&["lint", "--spec", SPEC, "--manifest", "choices.toml"]);
    assert!(ran.stderr.contains("note[operation-skipped]"), "{ran:?}");
    let ran = project.run(&["lint", "--spec", SPEC, "--manifest", "gone.toml"]);
    assert!(ran.status == 2 && ran.stderr.contains("gone.toml cannot be read"), "{ran:?}");
}

#[test]
fn entries_without_an_effect_are_errors_at_their_place() {
    let entries = [
        ("[[rename]]\nat = '/components/schemas/Cat'\nto = 'B'\nreason = 'c'\n", "unused-override"),
        ("[[type]]\nat = '/components/schemas/Cat'\nas = 'json'\nreason = 'c'\n", "unused-override"),
        ("[[skip]]\nat = '/paths/~1cats/get'\nreason = 'c'\n", "unused-override"),
        ("secrets = [\n'/components/schemas/Cat/properties/name']\n", "unused-override"),
        ("not-secrets = ['/components/schemas/Pet/properties/name']\n", "unused-override"),
        ("client-parameters = ['subscriptionId', 'gone']\n", "unused-override"),
        ("[[fix-up]]\nat = '/definitions/Cat'\nfile = 'pets/cats.json'\nreason = 'c'\nvalue = {}\n", "unused-override"),
        (
            "[[fix-up]]\nat = '/definitions/Cat/type'\nfile = 'pets/pets.json'\nreason = 'c'\nvalue = ''\n",
            "unused-override",
        ),
        ("[[fix-up]]\nat = '/swagger'\nfile = 'pets/pets.json'\nreason = 'c'\nexpected = '3'\n", "stale-fix-up"),
        (
            "[[fix-up]]\nat = '/swagger'\nfile = 'pets/pets.json'\nreason = 'c'\nexpected = '1'\nvalue = '2.0'\n",
            "stale-fix-up",
        ),
        ("[[rename]]\nat = '/components/schemas/Pet'\nto = 'pet'\nreason = 'its own'\n", "unused-override"),
        ("[[rename]]\nat = '/components/schemas/Pet'\nto = '-'\nreason = 'none'\n", "unused-override"),
        (
            "[[rename]]\nat = '/components/schemas/Pet/properties/name'\nto = 'kind'\nreason = 'taken'\n",
            "unused-override",
        ),
        (
            "[[rename]]\nat = '/components/schemas/Pet/properties/kind'\nto = 'name'\nreason = 'taken'\n",
            "unused-override",
        ),
        ("[[type]]\nat = '/components/schemas/Pet/properties/name'\nas = 'string'\nreason = 'c'\n", "unused-override"),
        ("[[type]]\nat = '/components/schemas/Pet'\nas = 'text'\nreason = 'c'\n", "invalid-manifest"),
        ("[[skip]]\nat = '/paths/~1cats/get'\n", "invalid-manifest"),
        ("[[fix-up]]\nat = '/swagger'\nfile = 'pets/pets.json'\nreason = 'c'\n", "invalid-manifest"),
    ];
    for (entry, code) in entries {
        let (project, ran) = generate(PETS, entry);
        assert_eq!(ran.status, 2, "{entry}{ran:?}");
        let text = ran.diagnostic(code);
        assert!(text.contains("--> azrest.toml:"), "{entry}{text}");
        assert!(!project.path("out").exists(), "nothing is written");
    }
}

#[test]
fn places_are_those_of_files_too() {
    let body = r##""parameters": [{"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}, {"name": "x", "in": "query", "type": "string"},"##;
    let document = two_operations().replacen("\"parameters\": [", body, 1).replace(
        "\"name\": {\"type\": \"string\",",
        "\"password\": {\"type\": \"string\"}, \"name\": {\"type\": \"string\",",
    );
    let manifest = format!(
        "secrets = ['#/definitions/Pet/properties/password']\n\
         [[rename]]\nat = '/definitions/Pet'\nto = 'Animal'\nreason = 'r'\n\
         [[rename]]\nat = '#/definitions/Pet/properties/kind/enum/1'\nto = 'Hound'\nreason = 'r'\n\
         [[rename]]\nat = 'pets/pets.json#{LIST}/parameters/1'\nto = 'filter'\nreason = 'r'\n\
         [[type]]\nat = '/definitions/Pet/properties/friends/items'\nas = 'json'\nreason = 'r'\n\
         [[skip]]\nat = '#{GET}'\nreason = 'r'\n\
         [[fix-up]]\nfile = 'pets/pets.json'\nat = '#/definitions/Pet/type'\nreason = 'r'\nexpected = 'object'\n"
    );
    let (project, ran) = generate(&document, &manifest);
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("out/src/models.rs");
    for text in ["Animal", "\"Dog\" => Hound", "Vec<rt::Value>", "password: rt::Sensitive"] {
        assert!(models.contains(text), "{text}: {models}");
    }
    let operations = project.read("out/src/operations/pets.rs");
    assert!(operations.contains("fn filter(") && !operations.contains("fn get("), "{operations}");
}

#[test]
fn types_without_a_name_are_renamed_where_they_stand() {
    let parameters = r##""parameters": [{"name": "kind", "in": "query", "type": "string", "enum": ["a", "b"]},
      {"name": "list", "in": "query", "type": "array", "items": {"type": "string", "enum": ["c", "d"]}},"##;
    let answer = r##""responses": {"200": {"description": "", "schema": {"type": "object", "properties": {"x": {"type": "string"}}}}"##;
    let document = two_operations().replacen("\"parameters\": [", parameters, 1).replacen(
        "\"responses\": {\"200\": {\"description\": \"ok\"}",
        answer,
        1,
    );
    for (of_kind, of_list, of_answer) in [
        ("parameters/0/type", "parameters/1/items/type", "responses/200/schema/type"),
        ("parameters/0/schema", "parameters/1/items", "responses/200/schema"),
        ("parameters/0/schema/type", "parameters/1/schema/items", "responses/200/content/application~1json/schema"),
    ] {
        let entry = |(at, to)| format!("[[rename]]\nat = '{LIST}/{at}'\nto = '{to}'\nreason = 'r'\n");
        let manifest: String = [(of_kind, "Alpha"), (of_list, "Beta"), (of_answer, "Gamma")].map(entry).concat();
        let (project, ran) = generate(&document, &manifest);
        assert_eq!(ran.status, 0, "{manifest}{ran:?}");
        let models = project.read("out/src/models.rs");
        for item in ["pub enum Alpha {", "pub enum Beta {", "pub struct Gamma {"] {
            assert!(models.contains(item), "{manifest}{models}");
        }
    }
}

#[test]
fn a_place_that_is_two_is_an_error_that_names_both() {
    let body = r##""parameters": [{"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}, {"name": "x", "in": "query", "type": "string"}, {"name": "y", "in": "query", "type": "string"},"##;
    let document = two_operations().replacen("\"parameters\": [", body, 1);
    let (_, ran) = generate(&document, &format!("[[rename]]\nat = '{LIST}/parameters/1'\nto = 'z'\nreason = 'r'\n"));
    assert_eq!(ran.status, 2, "{ran:?}");
    let text = ran.diagnostic("unused-override");
    for number in [1, 2] {
        assert!(text.contains(&format!("`pets/pets.json#{LIST}/parameters/{number}`")), "{text}");
    }
    let other = r##"{"swagger": "2.0", "info": {"title": "o", "version": "1"}, "paths": {"/o": {"get": {"operationId": "O_Get",
        "responses": {"200": {"description": "", "schema": {"$ref": "#/definitions/Pet"}}}}}},
        "definitions": {"Pet": {"type": "object", "properties": {"other": {"type": "string"}}}}}"##;
    let project = Project::with_document(PETS);
    project.write("upstream/specification/pets/other.json", other);
    let lint = |at: &str| {
        let entry = format!("[[rename]]\nat = '{at}'\nto = 'Animal'\nreason = 'r'\n");
        project.write("upstream/specification/pets/azrest.toml", &entry);
        project.run(&["lint", "--spec", SPEC, "upstream/specification/pets/other.json"])
    };
    let ran = lint("/definitions/Pet");
    assert!(ran.diagnostic("unused-override").contains("`pets/pets.json#/definitions/Pet`"), "{ran:?}");
    for file in ["pets/pets.json", "pets/other.json"] {
        let ran = lint(&format!("{file}#/definitions/Pet"));
        assert!(!ran.stderr.contains("error["), "{ran:?}");
    }
    assert!(
        lint("pets/pest.json#/definitions/Pet")
            .diagnostic("unused-override")
            .contains("did you mean `pets/pets.json`?")
    );
    assert!(lint("/definitions/Pets").diagnostic("unused-override").contains("did you mean `/definitions/Pet`?"));
}

#[test]
fn an_operation_of_a_path_item_elsewhere_is_left_out() {
    let document = PETS.replace("\"paths\": {", r#""paths": {"/items": {"$ref": "items.json#/x"},"#);
    let items = r#"{"x": {"get": {"operationId": "Items_Get", "responses": {"200": {"description": "", "schema": {"$ref": "gone.json"}}}},
        "put": {"operationId": "Items_Put", "responses": {"200": {"description": ""}}}}}"#;
    let project = Project::with_document(&document);
    project.write("upstream/specification/pets/items.json", items);
    project.write("upstream/specification/pets/azrest.toml", "[[skip]]\nat = '/paths/~1items/get'\nreason = 'r'\n");
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.read("out/README.md").contains("| `Items_Get` | r |"));
    assert!(project.read("out/src/operations/items.rs").contains("fn put("));
}

#[test]
fn an_operation_gets_no_name_of_another() {
    let document = two_operations();
    for (at, to) in [(GET, "Pets_List"), (GET, "Pets_list"), (LIST, "Pets_Get")] {
        let (_, ran) = generate(&document, &format!("[[rename]]\nat = '{at}'\nto = '{to}'\nreason = 'taken'\n"));
        assert_eq!(ran.status, 2, "{ran:?}");
        let text = ran.diagnostic("unused-override");
        assert!(text.contains("--> azrest.toml:2:") && text.contains("choose another name"), "{text}");
    }
}

#[test]
fn a_client_whose_operations_are_all_left_out_has_no_unused_field() {
    let (project, ran) = generate(PETS, &format!("[[skip]]\nat = '{GET}'\nreason = 'a test'\n"));
    assert_eq!(ran.status, 0, "{ran:?}");
    let client = project.read("out/src/lib.rs");
    assert!(client.contains("#[allow(dead_code)]\n    client: rt::ServiceClient"), "{client}");
}

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

#[test]
fn all_entries_without_an_effect_are_named_in_one_run() {
    let entries = "[[skip]]\nat = '/paths/~1cats/get'\nreason = 'c'\n\n[[rename]]\nat = '/components/schemas/Cat'\nto = 'B'\nreason = 'c'\n\n\
                   [[type]]\nat = '/components/schemas/Cat'\nas = 'json'\nreason = 'c'\n";
    let (_, ran) = generate(PETS, entries);
    assert_eq!(ran.stderr.matches("error[unused-override]").count(), 3, "{ran:?}");
}

const FIX_UP: &str = "[[service.release.fix-up]]\nfile = 'pets/pets.json'\nat = '/definitions/Pet/properties/name/type'\n\
                      reason = 'the service sends numbers'\nlink = 'https://example.com/issues/1'\nexpected = 'string'\nvalue = 'integer'\n";

#[test]
fn an_import_corrects_documents_and_the_spec_says_so() {
    let project = covered(PETS, "", FIX_UP);
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let spec = project.read("specs/pets/1.yaml");
    for words in ["x-azrest-fix-ups:", "reason: the service sends numbers", "link: https://example.com/issues/1"] {
        assert!(spec.contains(words), "{words} is in {spec}");
    }
    assert!(
        project.read("specs/services.toml").contains("'the service sends numbers'"),
        "the manifest keeps the entry"
    );
    assert!(!project.read("specs/services.toml").contains("path = \"specs/"), "the manifest is none of the documents");
    let ran = project.run(&["lint", "pets"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.diagnostic("fix-up-applied").contains("\"string\" becomes \"integer\""), "{ran:?}");
    assert_eq!(project.run(&["generate"]).status, 0);
    assert!(project.read("generated/pets/src/models.rs").contains("\"name\" => name: i64"));
}

#[test]
fn a_spec_must_have_been_imported_with_the_fix_ups_of_the_manifest() {
    let project = covered(PETS, "", FIX_UP);
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    let manifest = project.read("specs/services.toml");
    project.write("specs/services.toml", &manifest.replace("'the service sends numbers'", "'another reason'"));
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(
        ran.stderr.matches("error[stale-fix-up]").count(),
        2,
        "the one that is there, the one that is not: {ran:?}"
    );
    assert!(ran.stderr.contains("--> specs/services.toml:"), "{ran:?}");
}

#[test]
fn an_import_stops_at_a_fix_up_that_no_longer_applies() {
    let project =
        covered(&PETS.replace("\"name\": {\"type\": \"string\"", "\"name\": {\"type\": \"integer\""), "", FIX_UP);
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let text = ran.diagnostic("stale-fix-up");
    assert!(text.contains("--> specs/services.toml:") && text.contains("already is"), "{text}");
    assert!(!project.path("specs/pets").exists(), "nothing is written");
}

#[test]
fn an_import_names_the_fix_up_to_add() {
    let document =
        two_operations().replace("{\"$ref\": \"#/definitions/Pet\"}}}", "{\"$ref\": \"#/definitions/Pett\"}}}");
    let ran = Project::with_document(&document).run(&["import", "pets", "--from", "upstream"]);
    let entry = ran.stderr.split("or add to specs/services.toml:\n").nth(1).expect("an entry").to_owned();
    let entry = entry.split("\n\n").next().expect("its lines");
    assert!(entry.contains("[[service.release.fix-up]]"), "{entry}");
    let project = covered(&document, "", entry);
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 0, "{entry}\n{ran:?}");
}

#[test]
fn a_covered_service_has_choices_too() {
    let entries = format!(
        "[[service.type]]\nat = '/components/schemas/Pet/properties/friends'\nas = 'json'\nreason = 'anything'\n\n\
         [[service.skip]]\nat = '{GET}'\nreason = 'answers with HTML'\n"
    );
    let project = covered(&two_operations(), &entries, "");
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    let ran = project.run(&["lint", "pets"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.stderr.contains("note[type-chosen]") && ran.stderr.contains("note[operation-skipped]"), "{ran:?}");
    assert!(project.read("specs/pets/1.yaml").contains("Pets_Get"), "the spec keeps the facts");
}

#[test]
fn a_fix_up_of_a_covered_service_needs_a_link() {
    let project = covered(PETS, "", &FIX_UP.replace("https:", "ftp:"));
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.diagnostic("invalid-manifest").contains("a fix-up needs a link"), "{ran:?}");
}

#[test]
fn the_errors_of_all_rooms_and_services_come_in_one_run_and_nothing_is_written() {
    let project = Project::with_document(PETS);
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    assert_eq!(project.run(&["generate"]).status, 0);
    let spec = project.read("specs/pets/1.yaml");
    let manifest = project.read("specs/services.toml");
    let cats = manifest[manifest.find("[[service]]").expect("a service")..].replace("name = 'pets'", "name = 'cats'");
    project.write("specs/services.toml", &format!("{manifest}\n{cats}"));
    project.write("specs/cats/1.yaml", &spec.replace("name: petName", "name: other"));
    project.write("specs/pets/1.yaml", &spec.replace("#/components/schemas/Pet", "#/components/schemas/Gone"));
    let before = project.snapshot("generated");
    let ran = project.run(&["generate", "--format", "json"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let found: Vec<_> =
        report["diagnostics"].as_array().expect("a list").iter().map(|it| (&it["spec"], &it["code"])).collect();
    for (spec, code) in [("cats", "undeclared-path-parameter"), ("pets", "dangling-reference")] {
        assert!(found.iter().any(|it| it.0 == spec && it.1 == code), "{spec} has {code}: {report:#}");
    }
    assert_eq!(report["crates"], serde_json::json!([]));
    assert_eq!(project.snapshot("generated"), before);
}
