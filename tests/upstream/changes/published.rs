//! A published changelog page, parsed: takes its JSON, gives what it says of each operation.
//!
//! The page is the provider's text, so it lies beside the upstream documents and not in this repository.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::library::Library;

/// Something that a page or a report says of an operation: where, what, old and new text. Blanks and the letter case of
/// headers do not count.
pub type Fact = (Vec<String>, &'static str, String, String);

/// Where the page lies, below the folder that holds the folder of the upstream documents.
const PAGE: &str = "seeds/004_parsed.json";

/// What the page says, and in which order its operations list statuses.
pub struct Page {
    pub facts: BTreeMap<String, BTreeSet<Fact>>,
    pub requests: BTreeMap<String, String>,
    pub statuses: BTreeMap<String, BTreeSet<String>>,
    /// How often the page says something, before equal facts are one.
    pub changes: u64,
}

pub fn page(library: &Library) -> Page {
    let folder = library.root().ancestors().nth(2).expect("the documents lie in a folder");
    let path = folder.join(PAGE);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; the page lies beside the upstream documents", path.display()));
    let page: Value = serde_json::from_str(&text).expect("the page is JSON");
    let mut found = Page {
        facts: BTreeMap::new(),
        requests: BTreeMap::new(),
        statuses: BTreeMap::new(),
        changes: page["summary"]["leaf_changes"].as_u64().expect("a count"),
    };
    for operation in page["operations"].as_array().expect("operations") {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let facts = operation["flat_changes"].as_array().expect("changes").iter().map(fact).collect();
        found.facts.insert(text("id"), facts);
        found.requests.insert(text("id"), format!("{}:  {}", text("method"), text("path")));
        let statuses = operation["responses"].as_object().expect("responses").keys().cloned().collect();
        found.statuses.insert(text("id"), statuses);
    }
    found
}

fn fact(change: &Value) -> Fact {
    let way = change["where"].as_array().expect("a way").iter().map(|it| it.as_str().unwrap_or_default());
    let mut way: Vec<String> = way.filter(|it| *it != "$schema" && *it != "$headers").map(str::to_owned).collect();
    if change["kind"] == "added" {
        // The page writes headers without a body as if they were one.
        let name = way.pop().unwrap_or_default();
        way.extend(["headers".to_owned(), name.to_ascii_lowercase()]);
        return (way, "header", String::new(), String::new());
    }
    (way, "description", words(&change["old"]), words(&change["new"]))
}

pub fn words(text: &Value) -> String {
    text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
