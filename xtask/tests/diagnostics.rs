//! Each code of the catalogue: a small spec that brings it about, and the text that is printed.
//!
//! `diagnostics/<code>/` holds the spec, `spec.yaml`, and `expected.txt`, what `lint` prints on standard error. A fixture
//! that needs another command has it in `command.txt`. After a change, `AZREST_BLESS=1 cargo test --package xtask --test
//! diagnostics` writes the texts and DIAGNOSTICS.md anew; read the diff.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use azrest_generator::diagnostics::Code;
use project::{Project, Ran};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn bless() -> bool {
    std::env::var_os("AZREST_BLESS").is_some()
}

/// Runs the command of a fixture in a copy of its folder; `more` is added to its arguments.
fn run(fixture: &str, more: &[&str]) -> (Project, Ran) {
    let folder = fixtures().join(fixture);
    let project = Project::copy_of(&folder);
    let command = std::fs::read_to_string(folder.join("command.txt"));
    let command = command.as_deref().unwrap_or("lint --spec spec.yaml");
    let ran = project.run(&command.split_whitespace().chain(more.iter().copied()).collect::<Vec<_>>());
    (project, ran)
}

#[test]
fn every_code_has_a_fixture_and_every_fixture_a_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|it| it.name().to_owned()).collect();
    let folders: BTreeSet<String> = std::fs::read_dir(fixtures())
        .expect("the fixtures are there")
        .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        codes.symmetric_difference(&folders).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "a new code needs a fixture, see the head of {}",
        file!()
    );
}

#[test]
fn every_code_is_printed_as_expected_and_the_catalogue_is_fresh() {
    let mut changed = Vec::new();
    for code in Code::ALL {
        let (_, ran) = run(code.name(), &[]);
        let opening = format!("{}[{code}]: ", code.severity().name());
        if !ran.stderr.contains(&opening) {
            changed.push(format!("the fixture of {code} does not bring it about:\n{}", ran.stderr));
            continue;
        }
        let path = fixtures().join(code.name()).join("expected.txt");
        if bless() {
            std::fs::write(&path, &ran.stderr).expect("the text can be written");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if ran.stderr != expected {
            changed.push(format!("{code}: expected\n{expected}found\n{}", ran.stderr));
        }
    }
    assert!(changed.is_empty(), "{}\nsee the head of {}", changed.join("\n"), file!());

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../DIAGNOSTICS.md");
    let page = Project::copy_of(&fixtures().join("wrong-type")).run(&["explain", "--markdown"]).stdout;
    if bless() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    assert!(Code::ALL.iter().all(|it| page.contains(&format!("\n### {it}\n"))));
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == page,
        "DIAGNOSTICS.md is stale, see the head of {}",
        file!()
    );
}

#[test]
fn the_status_is_2_for_what_cannot_be_read_and_1_for_findings() {
    for code in Code::ALL {
        let (_, ran) = run(code.name(), &[]);
        if fixtures().join(code.name()).join("command.txt").exists() {
            continue;
        }
        let findings = ran.stderr.contains("error[") || ran.stderr.contains("warning[");
        let expected = match findings {
            _ if code.is_unreadable() => 2,
            true => 1,
            false => 0,
        };
        assert_eq!(ran.status, expected, "{code}: {ran:?}");
    }
}

#[test]
fn the_json_form_has_what_the_page_describes() {
    for code in Code::ALL {
        if fixtures().join(code.name()).join("command.txt").exists() {
            continue;
        }
        let (_, ran) = run(code.name(), &["--format", "json"]);
        assert!(ran.stderr.is_empty(), "{code}: {ran:?}");
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let found = report["diagnostics"].as_array().expect("a list");
        let it = found.iter().find(|it| it["code"] == code.name()).unwrap_or_else(|| panic!("{code} is in {report:#}"));
        assert_eq!(it["severity"], code.severity().name());
        assert_eq!(it["meaning"], code.meaning());
        if !it["entry"].is_null() {
            assert!(it["entry"]["file"].is_string() && it["entry"]["toml"].is_string(), "{it:#}");
        }
        for member in ["spec", "message", "help", "pointer"] {
            assert!(it[member].is_string(), "{code}: {member} of {it:#}");
        }
        if !it["place"].is_null() {
            let place = &it["place"];
            assert!(place["file"].is_string() && place["line"].is_u64() && place["column"].is_u64(), "{it:#}");
            let text = place["excerpt"]["text"].as_str().expect("a text");
            let number = |key: &str| place["excerpt"][key].as_u64().expect("a number");
            assert!(number("start") + number("length") <= text.chars().count() as u64, "{it:#}");
        }
        let count = |severity: &str| found.iter().filter(|it| it["severity"] == severity).count();
        assert_eq!(report["errors"], count("error"));
        assert_eq!(report["warnings"], count("warning"));
        assert_eq!(report["notes"], count("note"));
    }
}

#[test]
fn entries_that_are_offered_settle_what_they_are_offered_for() {
    let mut settled = BTreeSet::new();
    let mut useless = Vec::new();
    for code in Code::ALL {
        let (project, ran) = run(code.name(), &["--format", "json"]);
        // What `import` and covered services ask for is tested with them.
        let Ok(report) = serde_json::from_str::<serde_json::Value>(&ran.stdout) else { continue };
        let found = report["diagnostics"].as_array().expect("a list");
        let of_code = found.iter().filter(|it| it["code"] == code.name());
        let entries: Vec<&str> = of_code.filter_map(|it| it["entry"]["toml"].as_str()).collect();
        let Some(first) = entries.first() else { continue };
        project.write("azrest.toml", first);
        let command = std::fs::read_to_string(fixtures().join(code.name()).join("command.txt"));
        let command = command.as_deref().unwrap_or("lint --spec spec.yaml");
        let after = project.run(&command.split_whitespace().chain(["--format", "json"]).collect::<Vec<_>>());
        let report: serde_json::Value = serde_json::from_str(&after.stdout).expect("JSON");
        let left = report["diagnostics"].as_array().expect("a list");
        let count = |list: &[serde_json::Value]| list.iter().filter(|it| it["code"] == code.name()).count();
        let wrong = ["invalid-manifest", "unused-override", "stale-fix-up"];
        if count(left) >= count(found) || left.iter().any(|it| wrong.iter().any(|wrong| it["code"] == *wrong)) {
            useless.push(format!("{code}: {first}leaves {}", after.stdout));
        }
        settled.insert(code.name());
    }
    assert!(useless.is_empty(), "{}", useless.join("\n"));
    for code in
        ["dangling-reference", "missing-operation-id", "secret-like-name", "unsupported", "unused-path-parameter"]
    {
        assert!(settled.contains(code), "{code} has an entry: {settled:?}");
    }
}

#[test]
fn explain_lists_every_code_and_shows_an_example_of_one() {
    let project = Project::copy_of(&fixtures().join("wrong-type"));
    let all = project.run(&["explain"]);
    assert_eq!((all.status, all.stdout.lines().count()), (0, Code::ALL.len()), "{all:?}");
    let one = project.run(&["explain", "wrong-type"]);
    assert!(one.stdout.contains("What to do") && one.stdout.contains("error[wrong-type]: "), "{one:?}");
    let none = project.run(&["explain", "wrong-typo"]);
    assert!(none.status == 2 && none.stderr.contains("did you mean `wrong-type`?"), "{none:?}");
}
