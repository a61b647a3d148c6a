//! The commands on a small project: import, generate, check, model, lint, explain.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use project::{PETS, Project};

fn imported() -> Project {
    let project = Project::with_document(PETS);
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    project
}

#[test]
fn import_drops_prose_pins_files_and_keeps_the_manifest_otherwise() {
    let project = imported();
    let spec = project.read("specs/pets/1.yaml");
    assert!(spec.contains("operationId: Pets_Get"));
    assert!(!spec.contains("Upstream prose about"), "{spec}");
    let manifest = project.read("specs/services.toml");
    assert!(manifest.contains("# a comment that stays"));
    assert!(manifest.contains("path = \"specification/pets/pets.json\""));
    assert!(manifest.contains("commit = \"abc\""));
    assert_eq!(manifest.matches("sha256 = \"").count(), 1);
    assert!(project.read("specs/inventory.toml").contains("operations = 1"));
}

#[test]
fn import_twice_changes_nothing() {
    let project = imported();
    let before = project.snapshot("specs");
    assert_eq!(project.run(&["import", "pets", "--from", "upstream"]).status, 0);
    assert_eq!(project.snapshot("specs"), before);
}

#[test]
fn import_refuses_files_that_are_not_the_pinned_ones() {
    let project = imported();
    project.write("upstream/specification/pets/pets.json", &PETS.replace("Dog", "Fish"));
    let before = project.snapshot("specs");
    let ran = project.run(&["import", "pets", "--from", "upstream"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("specification/pets/pets.json"), "{ran:?}");
    assert_eq!(project.snapshot("specs"), before);
    let ran = project.run(&["import", "pets", "--from", "upstream", "--commit", "def"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.read("specs/services.toml").contains("commit = \"def\""));
}

#[test]
fn documentation_of_the_callers_own_goes_before_that_of_the_documents() {
    let project = Project::with_document(PETS);
    project.write("docs.yaml", "operations: {Pets_Get: Fetches a pet.}\n");
    let generate = ["generate", "--spec", "upstream/specification/pets/pets.json", "--name", "my-pets", "--out", "out"];
    let documented = [&generate[..], &["--docs", "docs.yaml"]].concat();
    let ran = project.run(&documented);
    assert_eq!(ran.status, 0, "{ran:?}");
    let methods = project.read("out/src/operations/pets.rs");
    assert!(methods.contains("/// Fetches a pet.") && !methods.contains("Upstream prose"), "{methods}");
    project.write("docs.yaml", "operations: {Pets_Gte: Fetches a pet.}\n");
    let before = project.snapshot("out");
    let ran = project.run(&documented);
    assert!(ran.status != 0 && ran.stderr.contains("did you mean `Pets_Get`?"), "{ran:?}");
    assert_eq!(project.snapshot("out"), before, "nothing is written when something is wrong");
}

#[test]
fn keep_docs_keeps_them() {
    let project = Project::with_document(PETS);
    assert_eq!(project.run(&["import", "pets", "--from", "upstream", "--keep-docs"]).status, 0);
    assert!(project.read("specs/pets/1.yaml").contains("Upstream prose about getting a pet."));
    assert_eq!(project.run(&["generate"]).status, 0);
    assert!(project.read("generated/pets/src/operations/pets.rs").contains("/// Upstream prose about getting a pet."));
}

#[test]
fn generate_writes_a_crate_and_check_finds_it_fresh() {
    let project = imported();
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(project.read("generated/pets/src/operations/pets.rs").contains("pub fn get(&self, pet_name: &str)"));
    let before = project.snapshot("generated");
    assert_eq!(project.run(&["generate", "--check"]).status, 0);
    assert_eq!(project.run(&["generate"]).status, 0);
    assert_eq!(project.snapshot("generated"), before, "two runs are byte-equal");
}

#[test]
fn check_names_stale_files_and_writes_nothing() {
    let project = imported();
    assert_eq!(project.run(&["generate"]).status, 0);
    project.write("generated/pets/src/models.rs", "// edited by hand");
    project.write("generated/pets/src/operations/gone.rs", "// left over");
    let before = project.snapshot("generated");
    let ran = project.run(&["generate", "--check"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.contains("stale: generated/pets/src/models.rs"), "{ran:?}");
    assert!(ran.stdout.contains("stale: generated/pets/src/operations/gone.rs"), "{ran:?}");
    assert!(ran.stdout.contains("cargo xtask generate"), "says what to do");
    assert_eq!(project.snapshot("generated"), before);
    assert_eq!(project.run(&["generate"]).status, 0);
    assert_eq!(project.run(&["generate", "--check"]).status, 0, "what is left over is removed");
}

#[test]
fn model_prints_json() {
    let project = imported();
    let ran = project.run(&["model", "pets"]);
    let model: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let operation = &model["groups"][0]["operations"][0];
    assert_eq!(operation["operationId"], "Pets_Get");
    assert_eq!(operation["result"]["value"]["name"], "Pet");
    assert_eq!(model["schemas"]["Pet"]["properties"][0]["readOnly"], true);
}

#[test]
fn documents_that_are_not_covered_generate_too() {
    let project = Project::with_document(PETS);
    let document = "upstream/specification/pets/pets.json";
    let ran = project.run(&[
        "generate",
        "--spec",
        document,
        "--name",
        "my-pets",
        "--out",
        "my-pets",
        "--runtime-version",
        "0.1",
    ]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let manifest = project.read("my-pets/Cargo.toml");
    assert!(manifest.contains("name = \"my-pets\"") && manifest.contains("azrest-runtime = \"0.1\""), "{manifest}");
    assert_eq!(project.run(&["lint", "--spec", document]).status, 0);
}

#[test]
fn explain_knows_every_code_and_says_so_when_it_does_not() {
    let project = Project::with_document(PETS);
    assert!(project.run(&["explain", "dangling-reference"]).stdout.contains("What to do"));
    let ran = project.run(&["explain", "no-such-code"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("`cargo xtask explain` lists all"), "{ran:?}");
}

#[test]
fn wrong_use_says_what_is_known() {
    let project = imported();
    let ran = project.run(&["generate", "cats"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("there is no service `cats`; the manifest lists pets"), "{ran:?}");
    let ran = project.run(&["model", "pets", "2"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("no release `2`"), "{ran:?}");
    assert_eq!(project.run(&["import", "pets", "--from", "nowhere"]).status, 2);
}

#[test]
fn check_names_crates_that_no_service_has() {
    let project = imported();
    assert_eq!(project.run(&["generate"]).status, 0);
    project.write("generated/ghost/src/lib.rs", "// nobody's");
    let ran = project.run(&["generate", "--check"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.contains("surplus: generated/ghost"), "{ran:?}");
}

#[test]
fn files_of_the_caller_are_neither_removed_nor_overwritten() {
    let project = Project::with_document(PETS);
    let arguments = ["generate", "--spec", "upstream/specification/pets/pets.json", "--name", "pets", "--out", "out"];
    project.write("out/.git/HEAD", "ref");
    project.write("out/notes.txt", "mine");
    assert_eq!(project.run(&arguments).status, 0);
    assert_eq!(project.run(&arguments).status, 0);
    assert_eq!((project.read("out/.git/HEAD"), project.read("out/notes.txt")), ("ref".into(), "mine".into()));
    project.write("out/src/lib.rs", "// mine");
    let before = project.snapshot("out");
    let ran = project.run(&arguments);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("no generated file"), "{ran:?}");
    assert_eq!(project.snapshot("out"), before);
}

const README: &str = "# Pets\n\n``` yaml\ntag: package-2\n```\n\n``` yaml $(tag) == 'package-2'\ninput-file:\n  - pets.json\n  \
    - $(this-folder)\\more\\toys.json\n```\n\n``` yaml $(tag) == 'package-1'\ninput-file: pets.json\n```\n";

#[test]
fn readmes_say_which_documents_make_a_crate() {
    let project = Project::with_document(PETS);
    project.write("upstream/specification/pets/readme.md", README);
    project.write("upstream/specification/pets/more/toys.json", &PETS.replace("Pet", "Toy").replace("pets", "toys"));
    let readme = "upstream/specification/pets/readme.md";
    let run = |more: &[&str]| {
        let mut arguments = vec!["generate", "--readme", readme, "--name", "my-pets", "--out", "out"];
        arguments.extend(more);
        project.run(&arguments)
    };
    let ran = run(&[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        project.read("out/src/lib.rs").starts_with("// @generated by `cargo xtask generate --readme … --name my-pets`")
    );
    assert!(project.path("out/src/operations/toys.rs").exists(), "the documents of the default tag");
    assert_eq!(run(&["--tag", "package-1"]).status, 0);
    assert!(!project.path("out/src/operations/toys.rs").exists(), "the documents of the tag");
    let before = project.snapshot("out");
    let ran = run(&["--tag", "package-3"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("did you mean `package-1`? the tags are package-1, package-2"), "{ran:?}");
    assert_eq!(project.snapshot("out"), before);
    assert_eq!(project.run(&["lint", "--readme", readme]).status, 0);
    let model = project.run(&["model", "--readme", readme, "--tag", "package-1"]);
    assert!(model.stdout.contains("\"Pets_Get\"") && !model.stdout.contains("\"Toys_Get\""), "{model:?}");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let project = Project::with_document(PETS);
    let document = "upstream/specification/pets/pets.json";
    for (arguments, words) in [
        (&["generate", "pets", "--spec", document][..], "cannot be used with"),
        (&["generate", "--spec", document], "need --name and --out"),
        (&["generate", "--readme", "readme.md", "--spec", document], "cannot be used with"),
        (&["generate", "--tag", "package-1"], "--readme"),
        (&["generate", "--name", "pets"], "--spec"),
        (&["model"], "--readme"),
        (&["model", "pets", "--spec", document], "cannot be used with"),
        (
            &["generate", "--spec", document, "--name", "pets", "--out", "out", "--runtime-path", "none"],
            "holds no crate",
        ),
    ] {
        let ran = project.run(arguments);
        assert!(ran.status == 2 && ran.stderr.contains(words), "{arguments:?}: {ran:?}");
    }
    assert!(!project.path("out").exists());
}
