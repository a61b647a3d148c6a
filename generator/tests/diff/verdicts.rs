//! The verdicts held against the crates: what the report says of each item, and what the emitted files say.

use std::collections::{BTreeMap, BTreeSet};

use azrest_generator::client;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::{self, Aspect, Effect, PublicApi, Report, Rule, api_changes};
use azrest_generator::model::Service;
use azrest_generator::rust::CrateInfo;
use serde::Deserialize;
use serde_json::json;

use super::cases::{self, Document};
use super::covered::{self, schemas};
use super::mutations::mutated;

/// What differs and need not: the policies that the effect of an item follows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policies {
    policy: Vec<Policy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    /// The aspect of the report's items that it is about.
    aspect: String,
    /// What the crates show.
    shown: String,
    /// What the report says.
    said: String,
    #[allow(dead_code, reason = "for readers")]
    reason: String,
}

/// The public API of the crate of a model.
pub fn public_api(service: &Service) -> PublicApi {
    let info = CrateInfo {
        name: "compared".into(),
        version: String::new(),
        runtime: "\"0\"".into(),
        in_workspace: true,
        command: "a test".into(),
    };
    let mut diagnostics = Diagnostics::new();
    let files = client(service, &info, &mut diagnostics).unwrap_or_else(|bug| panic!("{bug}"));
    diff::public_api(&files.expect("a crate")).unwrap_or_else(|error| panic!("{error}"))
}

/// What happened to an item, by the report: the worst of what its changes say of it.
fn said(report: &Report) -> BTreeMap<String, (Effect, Aspect)> {
    let mut found: BTreeMap<String, (Effect, Aspect)> = BTreeMap::new();
    let mut insert = |path: String, effect: Effect, aspect: Aspect| {
        let known = found.entry(path).or_insert((effect, aspect));
        if effect > known.0 {
            *known = (effect, aspect);
        }
    };
    for item in report.causes.iter().flat_map(|it| &it.items) {
        let suffix = if item.aspect == Aspect::Deprecated { " deprecated" } else { "" };
        let path = |it: &diff::Entry| format!("{}{suffix}", it.path);
        match (&item.old, &item.new) {
            // A new name: one is gone, the other is there.
            (Some(old), Some(new)) if old.path != new.path => {
                insert(path(old), item.effect, item.aspect);
                insert(
                    path(new),
                    if item.aspect == Aspect::Options { item.effect } else { Effect::Minor },
                    item.aspect,
                );
            }
            (old, new) => {
                for entry in new.iter().chain(old).take(1) {
                    insert(path(entry), item.effect, item.aspect);
                }
            }
        }
    }
    found
}

/// The disagreements between report and crates, beside the policies; `used` collects these.
pub fn disagreements(name: &str, old: &Document, new: &Document, used: &mut BTreeSet<usize>) -> Vec<String> {
    let policies: Policies = toml::from_str(include_str!("policies.toml")).expect("policies.toml");
    let report = cases::compare(old, new);
    let (old_api, new_api) = (public_api(&old.service), public_api(&new.service));
    let old_api = renamed(&old_api, &report);
    let (shown, said) = (api_changes(&old_api, &new_api), said(&report));
    let mut wrong = Vec::new();
    // What is inside a type that is new, gone or renamed is so with it.
    let types: BTreeSet<&String> = shown
        .keys()
        .filter(|it| old_api.contains_key(*it) != new_api.contains_key(*it))
        .filter(|it| said.contains_key(*it))
        .collect();
    let is_inside = |path: &str| {
        let owner = path.rsplit_once("::").map(|it| it.0.to_owned());
        owner.is_some_and(|it| types.contains(&it))
    };
    for (path, effect) in &shown {
        // Methods that resume an operation, the accessors' structs, and what is beside `Client::new`, come and go with what they stand beside.
        let derived = path.contains("::resume_")
            || path == "Client::builder"
            || new_api.get(path).or(old_api.get(path)).is_some_and(|it| it == "client");
        match said.get(path) {
            _ if derived => {}
            None if is_inside(path) => {}
            None => wrong.push(format!("{name}: {path} is {} and not reported", effect.as_str())),
            Some((said, _)) if said == effect => {}
            Some((said, aspect)) => {
                let policy = policies.policy.iter().position(|it| {
                    it.aspect == format!("{aspect:?}") && it.shown == effect.as_str() && it.said == said.as_str()
                });
                match policy {
                    Some(index) => drop(used.insert(index)),
                    None if is_inside(path) => {}
                    None => wrong.push(format!(
                        "{name}: {path} ({aspect:?}) is {}, reported as {}",
                        effect.as_str(),
                        said.as_str()
                    )),
                }
            }
        }
    }
    for (path, (effect, aspect)) in said.iter().filter(|(path, _)| !shown.contains_key(*path)) {
        let is_there = old_api.contains_key(path) && new_api.contains_key(path);
        let policy = policies
            .policy
            .iter()
            .position(|it| it.aspect == format!("{aspect:?}") && it.shown == "none" && it.said == effect.as_str());
        match policy {
            Some(index) if is_there => drop(used.insert(index)),
            _ if is_inside(path) => {}
            _ => wrong.push(format!("{name}: {path} ({aspect:?}) is as it was, reported as {}", effect.as_str())),
        }
    }
    // The whole: nothing that breaks is called anything less.
    let worst = shown.values().max().copied().unwrap_or_default();
    if worst == Effect::Major && report.summary.effect != Effect::Major {
        wrong.push(format!("{name}: the crates break, the report says {}", report.summary.effect.as_str()));
    }
    let unknown = report.causes.iter().filter(|it| it.rule == Rule::UnclassifiedChange);
    wrong.extend(unknown.map(|it| format!("{name}: {} is unclassified: {:?} {:?}", it.cause, it.old, it.new)));
    wrong
}

/// The old crate where its types have their new names in the types of other items: the report says it once, at the type.
fn renamed(api: &PublicApi, report: &Report) -> PublicApi {
    let mut names: Vec<(String, String)> = Vec::new();
    for item in report.causes.iter().flat_map(|it| &it.items) {
        if let (Aspect::Type | Aspect::Base, Some(old), Some(new)) = (item.aspect, &item.old, &item.new)
            && old.path != new.path
        {
            names.push((old.path.replace("models::", ""), new.path.replace("models::", "")));
        }
    }
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    let with_names = |text: &String| -> String {
        let mut out = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = rest.find(|it| !is_word(it)).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            out.push_str(names.iter().find(|(old, _)| old == word).map_or(word, |(_, new)| new));
            let sign = tail.chars().next().map_or(0, char::len_utf8);
            out.push_str(&tail[..sign]);
            rest = &tail[sign..];
        }
        out
    };
    api.iter().map(|(path, signature)| (path.clone(), with_names(signature))).collect()
}

#[test]
fn every_case_does_to_the_crates_what_the_report_says() {
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for case in cases::all() {
        let (old, new) = (cases::read(&case.old), cases::read(&case.new));
        wrong.extend(disagreements(&case.name, &old, &new, &mut used));
        wrong.extend(disagreements(&format!("{} swapped", case.name), &new, &old, &mut used));
    }
    for (old, new) in silent() {
        wrong.extend(disagreements("silent", &cases::read(&old), &cases::read(&new), &mut used));
    }
    assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
    let policies: Policies = toml::from_str(include_str!("policies.toml")).expect("policies.toml");
    assert_eq!(used, (0..policies.policy.len()).collect(), "a policy that nothing needs");
}

/// Changes of the arguments of `new` that its signature does not show: another order, and another property of the type.
fn silent() -> [(serde_json::Value, serde_json::Value); 2] {
    let with = |required: serde_json::Value, first: Option<&str>| {
        let mut document = cases::base();
        cases::set(&mut document, "/definitions/Thing/required", Some(required));
        if let Some(name) = first {
            // Taken out and put in again, a property is the last.
            let pointer = format!("/definitions/Thing/properties/{name}");
            let value = cases::set(&mut document, &pointer, None);
            cases::set(&mut document, &pointer, value);
        }
        document
    };
    [
        (with(json!(["location", "note"]), None), with(json!(["location", "note"]), Some("location"))),
        (with(json!(["location"]), None), with(json!(["note"]), None)),
    ]
}

/// Two releases of a service, both ways, and each release beside itself with changes made at random.
#[test]
fn covered_services_do_what_the_report_says() {
    let (mut wrong, mut used, mut pairs) = (Vec::new(), BTreeSet::new(), 0);
    let releases = covered::releases();
    for pair in releases.windows(2).filter(|it| it[0].0.name == it[1].0.name) {
        let ((it, a), (_, b)) = (&pair[0], &pair[1]);
        wrong.extend(disagreements(&format!("{} upwards", it.name), b, a, &mut used));
        wrong.extend(disagreements(&format!("{} downwards", it.name), a, b, &mut used));
        pairs += 2;
    }
    for (it, old) in releases {
        // A large spec has room for many changes at once, a small one for several rounds.
        let rounds = if schemas(&it.spec).len() > 100 { 1 } else { 3 };
        for seed in 0..rounds {
            let new = it.read(&mutated(&it.spec, seed, 30));
            let name = format!("{} {} {seed}", it.name, it.release);
            wrong.extend(disagreements(&name, old, &new, &mut used));
            wrong.extend(disagreements(&format!("{name} swapped"), &new, old, &mut used));
            pairs += 2;
        }
    }
    assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
    assert!(pairs >= 20, "{pairs} pairs");
}
