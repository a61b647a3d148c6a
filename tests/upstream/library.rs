//! The upstream documents as plain JSON: takes paths below `specification/`, gives trees and what references name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use crate::shared::project;

/// The environment variable that says where the documents are.
const VARIABLE: &str = "AZREST_UPSTREAM";

/// The folder of the documents. There is no test without it.
fn specification() -> PathBuf {
    found(std::env::var_os(VARIABLE)).unwrap_or_else(|message| panic!("{message}"))
}

fn found(given: Option<OsString>) -> Result<PathBuf, String> {
    let upstream = project::manifest().upstream;
    let wanted = format!("a checkout of {}, the folder that holds `{}/`", upstream.repository, upstream.root);
    let given = given.filter(|it| !it.is_empty());
    let given = given.ok_or_else(|| format!("{VARIABLE} is not set; these tests want it to name {wanted}"))?;
    // Tests run in the folder of their package; people name the folder from that of the project.
    let folder = project::root().join(&given).join(&upstream.root);
    if folder.is_dir() {
        return Ok(folder);
    }
    let (given, folder) = (Path::new(&given).display(), folder.display());
    Err(format!("{VARIABLE} is `{given}`, and there is no {folder}; it should name {wanted}"))
}

#[test]
fn without_the_documents_the_message_says_what_to_do() {
    let message = found(None).expect_err("nothing is given");
    assert!(message.starts_with("AZREST_UPSTREAM is not set;") && message.contains("`specification/`"), "{message}");
    let message = found(Some("no-such-folder".into())).expect_err("there is no such folder");
    assert!(message.contains("no-such-folder/specification"), "{message}");
}

#[test]
fn references_are_resolved_as_text() {
    let pairs = [
        ("a/b.json", "#/definitions/C", "a/b.json"),
        ("a/b.json", "./c.json#/definitions/C", "a/c.json"),
        ("a/b/c.json", "../../d.json#/definitions/C", "d.json"),
        ("a/b.json", ".../../c.json#/definitions/C", "a/c.json"),
        ("a/b.json", "c.json../d.json#/definitions/C", "a/c.json../d.json"),
    ];
    for (base, reference, path) in pairs {
        assert_eq!(resolve(base, reference), (path.to_owned(), "/definitions/C".to_owned()));
    }
}

/// Documents, each read once.
pub struct Library {
    root: PathBuf,
    documents: RefCell<BTreeMap<String, Rc<Value>>>,
}

impl Library {
    pub fn new() -> Self {
        Self { root: specification(), documents: RefCell::default() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The document at a path below the root.
    pub fn document(&self, path: &str) -> Rc<Value> {
        if let Some(known) = self.documents.borrow().get(path) {
            return Rc::clone(known);
        }
        let text = project::read(&self.root.join(path));
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .unwrap_or_else(|error| panic!("{path} is no JSON: {error}"));
        let value = Rc::new(value);
        self.documents.borrow_mut().insert(path.to_owned(), Rc::clone(&value));
        value
    }

    /// Whether there is a document at a path below the root.
    pub fn exists(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// The JSON documents below a folder that are no examples, sorted.
    pub fn documents_below(&self, folder: &str) -> Vec<String> {
        let paths = project::files(&self.root.join(folder)).into_iter().map(|it| project::below(&self.root, &it));
        paths.filter(|it| it.ends_with(".json") && !it.contains("/examples/")).collect()
    }
}

/// The path and the pointer that a reference in a file names. Paths are text: folders need not exist to be left again.
pub fn resolve(base: &str, reference: &str) -> (String, String) {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    if file.is_empty() {
        return (base.to_owned(), pointer.to_owned());
    }
    let mut segments: Vec<&str> = base.split('/').collect();
    segments.pop();
    for segment in file.split('/') {
        match segment {
            "" | "." => {}
            ".." => assert!(segments.pop().is_some(), "{reference} in {base} leads out of the documents"),
            segment => segments.push(segment),
        }
    }
    (segments.join("/"), pointer.to_owned())
}

/// The elements of an array, if it is one.
pub fn elements(node: Option<&Value>) -> &[Value] {
    node.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The members of an object, if it is one.
pub fn members(node: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    node.and_then(Value::as_object).into_iter().flatten()
}
