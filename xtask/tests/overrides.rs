//! Overrides and fix-ups: each kind, in the manifest of covered services and in that beside foreign documents; what it does
//! to specs, clients and reports, and what happens when it no longer applies.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use project::{PETS, Project, SPEC, generate, two_operations};

const LIST: &str = "/paths/~1subscriptions~1{subscriptionId}~1pets/get";
const GET: &str = "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get";

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
