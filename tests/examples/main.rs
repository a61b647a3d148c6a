//! The providers' own examples: the parameters of each go through `invoke`, and so through the typed method, to a server on
//! loopback that answers as the example does. The request sent must be the example's, and the result, written as JSON,
//! must lose nothing that the spec declares.
//!
//! `contradicting.toml` lists the examples that contradict their own spec; an entry that no longer applies fails.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it saw"
)]

#[path = "../upstream/library.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod library;
#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod shared;

mod declared;
mod example;
mod listed;
mod replay;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use azrest_generator::model::Service;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec as Source, diagnostics::Diagnostics};
use azrest_tests::invoke::{Caps, Session};

use self::example::{Caller, Example};
use self::library::Library;
use self::replay::Replay;
use self::shared::project::{self, Covered};

/// What was seen.
#[derive(Debug, Default)]
struct Counts {
    examples: usize,
    files: BTreeSet<String>,
    passing: usize,
    listed: usize,
    ignored_parameters: usize,
    absent: usize,
}

#[tokio::test]
async fn every_example_is_sent_and_read_as_it_stands() {
    let library = Library::new();
    let wait = Some(Duration::from_millis(1));
    let mut session = Session::covered(Caps { poll: wait, retry: wait }).expect("a session");
    let server = Replay::start().await;
    let mut unused = listed::read("examples");
    let mut unlisted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut all = Counts::default();
    for it in project::covered().iter().filter(|it| it.is_current()) {
        let service = model(it);
        let mut counts = Counts::default();
        let (mut examples, absent) = example::all(&library, &it.service.name, &it.inputs());
        counts.absent = absent;
        if absent > 0 {
            examples.extend(elsewhere(&library, it, &service, &examples));
        }
        for example in examples {
            counts.examples += 1;
            counts.files.insert(example.file.clone());
            counts.ignored_parameters += example.ignored_parameters();
            let problems = example.run(&service, &mut session, &server).await;
            let key = example.key();
            if problems.is_empty() {
                // An entry of the list that stays there is one that does not apply.
                counts.passing += 1;
            } else if unused.remove(&key).is_some() {
                counts.listed += 1;
            } else {
                unlisted.insert(key, problems);
            }
        }
        println!(
            "{}: {} examples in {} files, {} passing, {} listed; {} undeclared parameters ignored, {} files absent upstream",
            it.name(),
            counts.examples,
            counts.files.len(),
            counts.passing,
            counts.listed,
            counts.ignored_parameters,
            counts.absent
        );
        all.add(counts);
    }
    println!(
        "all: {} examples in {} files, {} passing, {} listed",
        all.examples,
        all.files.len(),
        all.passing,
        all.listed
    );
    assert!(unlisted.is_empty() && unused.is_empty(), "unlisted {unlisted:#?}, listed and passing {unused:#?}");
}

impl Caller for Session {
    async fn answer(&mut self, line: &str) -> serde_json::Value {
        Session::answer(self, line.as_bytes()).await
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.examples += other.examples;
        self.files.extend(other.files);
        self.passing += other.passing;
        self.listed += other.listed;
    }
}

/// Examples of operations that have none in this release: those of the service's other releases, as far as they are there.
fn elsewhere(library: &Library, it: &Covered, service: &Service, known: &[Example]) -> Vec<Example> {
    let mut found = Vec::new();
    for other in project::covered().iter().filter(|other| other.service.name == it.service.name && !other.is_current())
    {
        found.extend(example::all(library, &other.service.name, &other.inputs()).0);
    }
    found.retain(|it| known.iter().all(|known| known.operation_id != it.operation_id));
    found.retain_mut(|it| {
        let operation = service.operations().find(|operation| operation.operation_id == it.operation_id);
        operation.and_then(|it| it.api_version.clone()).map(|version| it.api_version = version).is_some()
    });
    found
}

fn model(it: &Covered) -> Service {
    let files = Folder::new(project::specs());
    let source = Source::Imported { path: it.service.spec_path(&it.release.label) };
    let info = it.service.info(&it.release.label);
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = azrest_generator::model(&files, &source, &info, &mut sources, &mut diagnostics);
    service.unwrap_or_else(|| panic!("{}", diagnostics.to_text(&sources)))
}
