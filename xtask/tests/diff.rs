//! `diff` on a small project: releases, files, a git revision, exit statuses, accepted changes.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::process::Command;

use project::{PETS, Project};

/// A project with two releases: the second has no value `Dog` any more.
fn with_two_releases() -> Project {
    let project = Project::with_document(PETS);
    project.write("upstream/specification/pets/pets2.json", &PETS.replace(", \"Dog\"", ", \"Fish\""));
    let manifest = project.read("specs/services.toml");
    project.write(
        "specs/services.toml",
        &format!("{manifest}\n[[service.release]]\nlabel = '2'\ninputs = [{{ path = 'pets/pets2.json' }}]\n"),
    );
    for release in ["1", "2"] {
        let ran = project.run(&["import", "pets", release, "--from", "upstream"]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    project
}

#[test]
fn two_releases_are_compared_and_breaking_changes_can_fail() {
    let project = with_two_releases();
    let ran = project.run(&["diff", "pets", "1", "2"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.stdout.contains("enum-value-removed") && ran.stdout.contains("PetKind = Dog"), "{ran:?}");
    assert!(ran.stdout.contains("pets/1.yaml:"), "{ran:?}");
    assert_eq!(project.run(&["diff", "pets", "1", "2", "--fail-on", "major"]).status, 1);
    assert_eq!(project.run(&["diff", "pets", "1", "1", "--fail-on", "minor"]).status, 0);
    let ran = project.run(&["diff", "pets", "1", "3"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("it has 1, 2"), "{ran:?}");
    assert_eq!(project.run(&["diff", "pets"]).status, 2);
}

#[test]
fn files_are_compared_with_their_texts_and_lines() {
    let project = Project::with_document(PETS);
    project.write("old/pets.json", PETS);
    project.write("new/pets.json", &PETS.replace("about getting a pet", "about getting one pet"));
    let run = |format: &str| {
        let ran = project.run(&["diff", "--old", "old/pets.json", "--new", "new/pets.json", "--format", format]);
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.stdout
    };
    let line = PETS.lines().position(|it| it.contains("\"get\": {")).expect("the line") + 1;
    let json: serde_json::Value = serde_json::from_str(&run("json")).expect("JSON");
    assert_eq!(json["causes"][0]["rule"], "operation-docs-changed");
    assert_eq!(json["causes"][0]["newPlace"]["line"], line);
    assert_eq!(
        json["causes"][0]["oldPlace"]["pointer"],
        "/paths/~1subscriptions~1{subscriptionId}~1pets~1{petName}/get"
    );
    assert!(run("github").contains(&format!("file=new/pets.json,line={line},")), "{}", run("github"));
    assert!(run("markdown").contains("**`operation-docs-changed`**"));
    assert!(run("changelog").contains("Pets_Get (updated)"));
}

#[test]
fn broken_documents_are_no_comparison() {
    let project = Project::with_document(PETS);
    project.write("new/pets.json", &PETS.replace("#/definitions/Pet", "#/definitions/Gone"));
    let ran = project.run(&["diff", "--old", "upstream/specification/pets/pets.json", "--new", "new/pets.json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("dangling-reference") && ran.stdout.is_empty(), "{ran:?}");
}

fn git(project: &Project, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=n", "-c", "user.email=e@example.com"])
        .args(arguments)
        .current_dir(project.path(""))
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_revision_is_the_old_side_and_accepted_changes_do_not_fail() {
    let project = with_two_releases();
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "first"]);
    let ran = project.run(&["diff", "--base", "HEAD", "--fail-on", "minor"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, "nothing changed\n"), "{ran:?}");

    let manifest = project.read("specs/services.toml");
    project.write("specs/services.toml", &manifest.replace("current = '1'", "current = '2'"));
    let ran = project.run(&["diff", "--base", "HEAD", "pets", "--fail-on", "major"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let ran = project.run(&["diff", "--base", "HEAD", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(json[0]["service"], "pets");

    let accept = project.run(&["diff", "--base", "HEAD", "--accept"]);
    assert!(accept.stdout.contains("rule = \"enum-value-removed\""), "{accept:?}");
    project.write("specs/accepted-changes.toml", &accept.stdout);
    let ran = project.run(&["diff", "--base", "HEAD"]);
    assert!(ran.status == 2 && ran.stderr.contains("without a reason"), "{ran:?}");
    let text = accept.stdout.replace("reason = \"\"", "reason = \"no pet is a dog\"");
    project.write("specs/accepted-changes.toml", &text);
    let ran = project.run(&["diff", "--base", "HEAD", "--fail-on", "major"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.stdout.contains("accepted: no pet is a dog"), "{ran:?}");

    let id = text.lines().find(|it| it.starts_with("id = ")).expect("an id").to_owned();
    project.write("specs/accepted-changes.toml", &text.replace(&id, "id = \"000000000000\""));
    let ran = project.run(&["diff", "--base", "HEAD"]);
    assert!(ran.status == 2 && ran.stderr.contains("did not happen; remove the entry"), "{ran:?}");
    let ran = project.run(&["diff", "--base", "no-such-revision"]);
    assert!(ran.status == 2 && ran.stderr.contains("no-such-revision"), "{ran:?}");
    assert_eq!(project.run(&["diff", "--base=--output=x"]).status, 2);
}

#[test]
fn what_another_generator_made_is_told() {
    let project = with_two_releases();
    let ran = project.run(&["generate"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let models = project.read("generated/pets/src/models.rs");
    let commit = |text: &str| {
        project.write("generated/pets/src/models.rs", text);
        git(&project, &["add", "."]);
        git(&project, &["commit", "--quiet", "--message", "crates"]);
    };
    git(&project, &["init", "--quiet"]);
    commit(&models);
    let ran = project.run(&["diff", "--base", "HEAD"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, "nothing changed\n"), "{ran:?}");
    commit(&models.replace("PetKind", "KindOfPet"));
    let ran = project.run(&["diff", "--base", "HEAD", "--fail-on", "major"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let line = ran.stdout.lines().find(|it| it.contains("generator-changed-output")).expect("the cause");
    assert!(line.starts_with("major") && line.contains("1 file, models::KindOfPet"), "{line}");
}
