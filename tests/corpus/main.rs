//! The providers' own examples, for the sets of upstream documents: each set is generated and compiled, and a driver calls
//! the typed methods with the parameters of each example, as the test `examples` does for the covered services.
//!
//! `contradicting.toml` lists the examples that contradict their own spec; an entry that no longer applies fails.
//! `AZREST_SETS` names the sets to look at, with commas between them, where it is not to be all.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it saw"
)]

#[path = "../examples/declared.rs"]
mod declared;
#[path = "../examples/example.rs"]
mod example;
#[path = "../upstream/library.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod library;
#[path = "../examples/listed.rs"]
mod listed;
#[path = "../examples/replay.rs"]
mod replay;
#[path = "../examples/request.rs"]
mod request;
#[path = "../upstream/sets.rs"]
mod sets;
#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod shared;

mod crates;
mod driver;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use self::crates::Generated;
use self::driver::Driver;
use self::library::Library;
use self::replay::Replay;

/// The sets whose examples the test `examples` replays, in this release or another one.
const COVERED: [&str; 6] = [
    "container-registry",
    "hybrid-compute",
    "machine-learning",
    "machine-learning-data-plane",
    "resources",
    "subscriptions",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_example_is_sent_and_read_as_it_stands() {
    let library = Library::new();
    let chosen = std::env::var("AZREST_SETS").ok();
    let chosen: Option<BTreeSet<&str>> = chosen.as_deref().map(|it| it.split(',').collect());
    let is_chosen = |name: &str| !COVERED.contains(&name) && chosen.as_ref().is_none_or(|it| it.contains(name));
    let start = Instant::now();
    let mut generated: Vec<Generated> = Vec::new();
    for set in sets::all(&library).into_iter().filter(|it| is_chosen(&it.name)) {
        generated.push(crates::generate(&library, set).unwrap_or_else(|message| panic!("{message}")));
    }
    println!("{} crates generated in {:.1} s", generated.len(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let program = crates::compile(&generated);
    println!("compiled in {:.0} s", start.elapsed().as_secs_f64());

    let mut driver = Driver::start(program);
    let server = Replay::start().await;
    let mut listed = listed::read("corpus");
    if chosen.is_some() {
        listed.retain(|key, _| key.split(' ').next().is_some_and(is_chosen));
    }
    let mut unlisted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut all, mut all_listed) = (0, 0);
    for Generated { set, service, .. } in &generated {
        let (examples, absent) = example::all(&library, &set.name, &set.inputs);
        let (mut passing, mut contradicting, mut ignored) = (0, 0, 0);
        let count = examples.len();
        for example in examples {
            ignored += example.ignored_parameters();
            let problems = example.run(service, &mut driver, &server).await;
            let key = example.key();
            if problems.is_empty() {
                passing += 1;
            } else if listed.remove(&key).is_some() {
                contradicting += 1;
            } else {
                unlisted.insert(key, problems);
            }
        }
        println!(
            "{}: {count} examples, {passing} passing, {contradicting} listed; {ignored} undeclared parameters ignored, {absent} files absent upstream",
            set.name
        );
        all += count;
        all_listed += contradicting;
    }
    println!("all: {all} examples, {all_listed} listed, in {:.0} s", start.elapsed().as_secs_f64());
    assert!(all > 0, "there are examples");
    assert!(unlisted.is_empty() && listed.is_empty(), "unlisted {unlisted:#?}, listed and passing {listed:#?}");
}
