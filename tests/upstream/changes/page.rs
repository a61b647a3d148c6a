//! Container registry tasks from 2019-06-01-preview to 2025-03-01-preview: the report beside a published changelog page.
//!
//! The page compares with another revision; `page.toml` explains each difference, and an explanation that is not needed
//! is an error.

use std::collections::{BTreeMap, BTreeSet};

use azrest_generator::diff::format::{self, Frame};
use azrest_generator::diff::{Cause, Effect, OperationChange, Report, Rule};
use serde::Deserialize;
use serde_json::Value;

use super::published::{self, Fact};
use super::{Read, compare, read};
use crate::library::Library;

const OLD: &str = "containerregistry/resource-manager/Microsoft.ContainerRegistry/preview/2019-06-01-preview/containerregistry_build.json";
const NEW: &str = "containerregistry/resource-manager/Microsoft.ContainerRegistry/RegistryTasks/preview/2025-03-01-preview/containerregistry_build.json";

fn both(library: &Library) -> (Read, Read) {
    let side = |input| read(library, "container-registry-tasks", "Microsoft.ContainerRegistry", &[input]);
    (side(OLD), side(NEW))
}

/// The differences between page and report that are known, and why they are there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explained {
    /// What the page says and the report does not.
    missing: Vec<Missing>,
    /// What the report says and the page does not.
    extra: Vec<Extra>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Missing {
    /// The end of the way to it.
    end: String,
    /// How often.
    count: usize,
    #[allow(dead_code, reason = "for readers")]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    rule: String,
    cause: String,
    #[allow(dead_code, reason = "for readers")]
    reason: String,
}

/// The fact that a change of an operation is, if it is of a kind that the page knows.
fn fact(change: &OperationChange, cause: &Cause) -> Option<Fact> {
    let text = |it: &Option<String>| published::words(&Value::from(it.clone().unwrap_or_default()));
    let mut way = change.at.clone();
    if cause.rule == Rule::ResponseHeaderAdded {
        let name = way.last_mut()?;
        *name = name.to_ascii_lowercase();
        return Some((way, "header", String::new(), String::new()));
    }
    cause.rule.is_documentation().then(|| (way, "description", text(&cause.old), text(&cause.new)))
}

#[test]
fn the_report_says_of_each_operation_what_the_page_says() {
    let library = Library::new();
    let (old, new) = both(&library);
    let report = compare(&old, &new);
    let page = published::page(&library);
    assert_eq!((page.facts.len(), page.changes), (25, 176), "the page is another one");
    let facts: usize = page.facts.values().map(BTreeSet::len).sum();
    assert_eq!(facts, 176, "facts of the page were lost in reading it");

    let explained: Explained = toml::from_str(include_str!("page.toml")).expect("page.toml");
    let mut missing: BTreeMap<&str, usize> = explained.missing.iter().map(|it| (it.end.as_str(), it.count)).collect();
    let mut unused: BTreeSet<(&str, &str)> =
        explained.extra.iter().map(|it| (it.rule.as_str(), it.cause.as_str())).collect();
    let known = unused.clone();
    let mut unexplained = Vec::new();
    let causes: BTreeMap<&str, &Cause> = report.causes.iter().map(|it| (it.id.as_str(), it)).collect();
    for (id, said) in &page.facts {
        let own = report.operations.iter().find(|it| it.id == *id).unwrap_or_else(|| panic!("{id} is not reported"));
        assert!(!own.cut, "{id} is cut");
        let found: BTreeMap<Fact, &Cause> = own
            .changes
            .iter()
            .map(|it| (it, causes[it.cause.as_str()]))
            .filter_map(|(it, cause)| Some((fact(it, cause)?, cause)))
            .collect();
        for it in said.iter().filter(|it| !found.contains_key(*it)) {
            let way = it.0.join("/");
            match missing.iter_mut().find(|(end, left)| way.ends_with(**end) && **left > 0) {
                Some((_, left)) => *left -= 1,
                None => unexplained.push(format!("{id} lacks {way} ({})", it.1)),
            }
        }
        for (it, cause) in found.iter().filter(|(it, _)| !said.contains(*it)) {
            let key = (cause.rule.id(), cause.cause.as_str());
            unused.remove(&key);
            if !known.contains(&key) {
                unexplained.push(format!("{id} has {} ({}, {})", it.0.join("/"), key.0, key.1));
            }
        }
    }
    assert!(unexplained.is_empty(), "not explained in page.toml:\n{}", unexplained.join("\n"));
    missing.retain(|_, left| *left > 0);
    assert!(missing.is_empty() && unused.is_empty(), "explained and not needed: {missing:?} {unused:?}");
}

#[test]
fn the_changelog_has_the_layout_of_the_page_and_its_facts() {
    let library = Library::new();
    let (old, new) = both(&library);
    let report = compare(&old, &new);
    let page = published::page(&library);
    let text = format::changelog(&report, &new.service, Some("2025/10/27"));
    assert!(text.starts_with("Microsoft.ContainerRegistry (preview:2025-03-01)\n\n2025/10/27 • 25 updated methods\n"));
    let mut facts = 0;
    for (id, said) in &page.facts {
        let start = text.find(&format!("\n{id} (updated)\n")).unwrap_or_else(|| panic!("{id} has no block"));
        let block = &text[start + 1..];
        let block = &block[..block
            .find(" (updated)\n")
            .and_then(|first| block[first + 1..].find(" (updated)\n"))
            .map_or(block.len(), |next| next + 1)];
        let section = |from: &str, to: &str| -> &str {
            let rest = block.split_once(from).unwrap_or_else(|| panic!("{id} has no `{from}`")).1;
            rest.split_once(to).map_or(rest, |it| it.0)
        };
        assert!(section("⚼ Request\n\n", "\n\n").starts_with(&page.requests[id]), "{id}");
        let statuses: BTreeSet<String> = block
            .lines()
            .filter_map(|it| it.strip_prefix("⚐ Response (")?.strip_suffix(')'))
            .map(str::to_owned)
            .collect();
        assert_eq!(statuses, page.statuses[id], "{id}");
        let changes: Value = serde_json::from_str(section("⚶ Changes\n\n", "\n\n")).expect("the changes are JSON");
        assert_eq!(changes["#id"], Value::from(id.as_str()));
        let mut found = BTreeSet::new();
        of_object(&changes, &mut Vec::new(), &mut found);
        facts += said.intersection(&found).count();
    }
    let explained: Explained = toml::from_str(include_str!("page.toml")).expect("page.toml");
    let missing: usize = explained.missing.iter().map(|it| it.count).sum();
    assert_eq!(facts + missing, 176);
    // Two runs give one page.
    assert_eq!(text, format::changelog(&compare(&old, &new), &new.service, Some("2025/10/27")));
}

/// The facts of a changes JSON as the page writes it.
fn of_object(value: &Value, way: &mut Vec<String>, found: &mut BTreeSet<Fact>) {
    let Some(members) = value.as_object() else { return };
    for (key, value) in members {
        let steps: Vec<String> = match key.as_str() {
            "$parameters" => {
                for it in value.as_array().into_iter().flatten() {
                    let name = it["#name"].as_str().unwrap_or_default().to_owned();
                    way.extend(["parameters".to_owned(), name]);
                    of_object(it, way, found);
                    way.truncate(way.len() - 2);
                }
                continue;
            }
            "Description" => {
                found.insert((
                    way.clone(),
                    "description",
                    published::words(&value["old"]),
                    published::words(&value["new"]),
                ));
                continue;
            }
            added if added.starts_with("@added_") => {
                let mut way = way.clone();
                way.push(value["#name"].as_str().unwrap_or_default().to_ascii_lowercase());
                found.insert((way, "header", String::new(), String::new()));
                continue;
            }
            "$responses" => vec!["responses".to_owned()],
            "$headers" => vec!["headers".to_owned()],
            "$schema" | "$properties" => Vec::new(),
            name => vec![name.to_owned()],
        };
        let length = way.len();
        way.extend(steps);
        of_object(value, way, found);
        way.truncate(length);
    }
}

#[test]
fn the_default_view_folds_what_callers_do_not_notice() {
    let library = Library::new();
    let (old, new) = both(&library);
    let report: Report = compare(&old, &new);
    let text = format::text(&report, &Frame::default(), false);
    let noise: Vec<&str> =
        text.lines().filter(|it| it.contains("-docs-changed  ") || it.contains("whitespace-only  ")).collect();
    assert!((1..=8).contains(&noise.len()), "{} lines:\n{}", noise.len(), noise.join("\n"));
    let folded: usize = report.causes.iter().filter(|it| it.rule.is_documentation()).map(|it| it.subjects.len()).sum();
    assert!(folded > 176, "{folded} places");
    // Whitespace is told from words: these would be half of the page.
    assert!(report.causes.iter().any(|it| it.rule == Rule::WhitespaceOnly && it.effect == Effect::None));
    // Lines of Swagger JSON, on both sides.
    for it in &report.causes {
        for place in [&it.old_place, &it.new_place].into_iter().flatten() {
            assert!(place.line > 1 && place.file.ends_with(".json"), "{} {place:?}", it.cause);
        }
    }
}
