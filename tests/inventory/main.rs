//! Nothing that a spec defines is lost: the committed specs are counted anew and compared, name by name, with the
//! inventory, with the model and with the generated code.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it saw"
)]

#[path = "../comparison/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each target uses a part of it")]
mod comparison;
#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod shared;

mod model_removal;
mod removal;

use azrest_generator::Spec as Source;
use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::model::Service;
use azrest_generator::source::{Folder, Sources};

use std::collections::BTreeSet;

use comparison::spec::Spec;
use comparison::{compare, entries, of_model, of_rust};
use shared::project::{self, Covered};

fn model(it: &Covered) -> Service {
    linted(it).0
}

/// The model, and the codes of what was noticed on the way.
fn linted(it: &Covered) -> (Service, Vec<Code>) {
    let files = Folder::new(project::specs());
    let source = Source::Imported { path: it.service.spec_path(&it.release.label) };
    let info = it.service.info(&it.release.label);
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = azrest_generator::model(&files, &source, &info, &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
    let codes = diagnostics.sorted().iter().map(|it| it.code).collect();
    (service.expect("there is a model if there are no errors"), codes)
}

#[test]
fn what_is_named_like_a_secret_is_marked_or_listed() {
    for mut it in project::covered() {
        assert!(!linted(&it).1.contains(&Code::SecretLike), "`cargo xtask lint {}` names secrets", it.name());
        if it.service.name == project::EXEMPLARY {
            it.service.secrets.clear();
            assert!(linted(&it).1.contains(&Code::SecretLike), "{} has secrets that the list marks", it.name());
        }
    }
}

#[test]
fn the_specs_hold_what_the_inventory_counts() {
    for it in project::covered() {
        let entries = entries::all(&Spec::parse(&it.spec()));
        let counts = entries::count(&entries);
        println!("{}: {counts:?}; {} names to compare", it.name(), entries.len());
        let hint = "definitions of several files that are equal belong into MERGED of tests/shared/counts.rs";
        assert_eq!(counts + it.merged, it.counts, "{}; {hint}", it.name());
    }
}

#[test]
fn the_models_hold_everything() {
    for it in project::covered() {
        let missing = compare::missing(&Spec::parse(&it.spec()), &of_model::surface(&model(&it)));
        assert!(missing.is_empty(), "the model of {} lacks {missing:#?}", it.name());
    }
}

#[test]
fn the_generated_crates_hold_everything() {
    for it in project::covered().iter().filter(|it| it.is_current()) {
        let missing = compare::missing(&Spec::parse(&it.spec()), &of_rust::surface(&it.generated()));
        assert!(missing.is_empty(), "the crate of {} lacks {missing:#?}", it.name());
    }
}

#[test]
fn every_operation_can_be_called_by_its_id() {
    for it in project::covered().iter().filter(|it| it.is_current()) {
        let expected: BTreeSet<String> = model(it).operations().map(|it| it.operation_id.clone()).collect();
        let files = it.generated();
        let table = files
            .iter()
            .find(|(path, _)| path.ends_with("invoke.rs"))
            .map(|(_, text)| text.as_str())
            .expect("the table");
        let named: Vec<String> = table
            .lines()
            .filter_map(|line| Some(line.trim_start().strip_prefix('"')?.split_once("\" =>")?.0.to_owned()))
            .collect();
        assert_eq!(named.len(), expected.len(), "{}: one line for each operation", it.name());
        assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), expected, "{}", it.name());
    }
}
