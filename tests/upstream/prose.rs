//! No upstream prose is redistributed: takes the texts of the upstream documents, and looks for them in what is committed.
//!
//! Texts are compared as sequences of words: letters and digits, without regard to case, to white space, to punctuation
//! and to the marks of comments, so that neither wrapping nor quoting hides a text.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::library::Library;
use crate::shared::project;

/// Shorter texts are facts as often as prose: `Azure location`.
const FEWEST_WORDS: usize = 5;

/// The keys of texts for people.
const KEYS: [&str; 3] = ["description", "summary", "title"];

#[test]
fn no_upstream_text_is_committed() {
    let library = Library::new();
    let mut texts = BTreeSet::new();
    let mut documents = BTreeSet::new();
    let root = project::manifest().upstream.root;
    for it in project::covered().iter().flat_map(|it| &it.release.documents) {
        let path = it.path.strip_prefix(&format!("{root}/")).expect("pins are below the upstream root");
        if documents.insert(path.to_owned()) {
            collect(&library.document(path), &mut texts);
        }
    }
    assert!(texts.len() > 100, "the documents hold hardly any text; are they the ones?");
    let mut found = Vec::new();
    let mut files = project::files(&project::specs());
    files.extend(project::files(&project::generated()));
    for path in &files {
        found.extend(occurring(&texts, &project::read(path)).map(|it| (path.display().to_string(), it)));
    }
    println!("{} texts of {} documents, looked for in {} files", texts.len(), documents.len(), files.len());
    assert!(found.is_empty(), "{found:#?}");
}

/// The texts that occur in a file.
fn occurring<'a>(texts: &'a BTreeSet<String>, file: &str) -> impl Iterator<Item = &'a String> {
    let file = format!(" {} ", words(file));
    texts.iter().filter(move |it| file.contains(&format!(" {it} ")))
}

/// The texts below a node, and each of their sentences.
fn collect(node: &Value, texts: &mut BTreeSet<String>) {
    match node {
        Value::Object(members) => {
            for (key, child) in members {
                match child {
                    Value::String(text) if KEYS.contains(&key.as_str()) => {
                        let parts = std::iter::once(text.as_str()).chain(text.split(". ")).chain(text.lines());
                        // A path is a fact, however many words it has.
                        let parts = parts.filter(|it| it.split_whitespace().count() >= FEWEST_WORDS);
                        texts.extend(parts.map(words).filter(|it| is_prose(it)));
                    }
                    _ => collect(child, texts),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|it| collect(it, texts)),
        _ => {}
    }
}

/// Whether a text has enough words, numbers aside.
fn is_prose(text: &str) -> bool {
    text.split(' ').filter(|it| it.chars().any(char::is_alphabetic)).count() >= FEWEST_WORDS
}

fn words(text: &str) -> String {
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_text_is_found_however_it_is_wrapped() {
    let document = serde_json::json!({"paths": {"/": {"summary": "Short. It names all the pools of\na registry."}}});
    let mut texts = BTreeSet::new();
    collect(&document, &mut texts);
    let found = |file: &str| occurring(&texts, file).next().is_some();
    assert!(found("    /// It names `all the\n    /// pools` of a registry"));
    assert!(found("description: >-\n  it names all\n  the pools of a registry."));
    assert!(!found("/// It names all the spools of a registry."));
}
