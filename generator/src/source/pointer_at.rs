//! Pointers of places: takes a place in a file that was read, gives the JSON pointer of the value written there.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError};

use super::node::{FileId, Node, Span, Value, escape_token};
use super::{Sources, read::parse_text};
use crate::diagnostics::Diagnostics;

impl Sources {
    /// The JSON pointer of the value that begins at a place, in the file itself. Where several begin, as a list and its
    /// first element in YAML, it is the one that ends most like `pointer`, the same place in the bundled document; else the
    /// outermost.
    ///
    /// Diagnostics of later rooms know places in the bundled document; the user has the file. It is read once more here,
    /// since only messages need it, and once for all messages.
    pub fn pointer_at(&self, span: Span, pointer: &str) -> Option<String> {
        self.known(span.file).pointers.at(span, pointer).map(str::to_owned)
    }

    /// Where the value begins that stands at a pointer in a file, as it was read. The name of a property's type stands at its
    /// `…/type`, which need not be written.
    pub(crate) fn place_of(&self, file: FileId, pointer: &str) -> Option<Span> {
        self.root_of(file, |root| {
            let found = root.pointer(pointer).or_else(|| root.pointer(pointer.strip_suffix("/type")?));
            found.map(|it| it.span)
        })?
    }

    /// What is to be known of a file as it was read.
    pub(crate) fn root_of<T>(&self, file: FileId, read: impl FnOnce(&Node) -> T) -> Option<T> {
        self.known(file).root.as_ref().map(read)
    }

    /// The values of a file as they were read, before any change.
    pub fn tree(&self, file: FileId) -> Option<Arc<serde_json::Value>> {
        let known = self.known(file);
        let root = known.root.as_ref()?;
        Some(Arc::clone(known.tree.get_or_init(|| Arc::new(root.to_json()))))
    }

    fn known(&self, id: FileId) -> Arc<Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let it = known.entry(id).or_insert_with(|| {
            let file = self.get(id).filter(|it| it.is_document);
            let root = file.and_then(|file| parse_text(&file.name, file.text(), id, &mut Diagnostics::new()).ok());
            let pointers = root.as_ref().map(Pointers::of).unwrap_or_default();
            Arc::new(Known { pointers, root, tree: OnceLock::new() })
        });
        Arc::clone(it)
    }
}

/// What messages know of a file.
#[derive(Debug)]
pub(super) struct Known {
    pointers: Pointers,
    root: Option<Node>,
    /// The values of `root`, made when they are first asked for.
    tree: OnceLock<Arc<serde_json::Value>>,
}

/// The pointers of the values of a tree that begin at a place, the outermost first.
#[derive(Debug, Default)]
pub(crate) struct Pointers(HashMap<Span, Vec<String>>);

impl Pointers {
    pub(crate) fn of(root: &Node) -> Self {
        let mut all = HashMap::new();
        collect(root, &mut String::new(), &mut all);
        Self(all)
    }

    /// The one at a place that ends most like a pointer of another tree.
    pub(crate) fn at(&self, span: Span, pointer: &str) -> Option<&str> {
        let candidates = self.0.get(&span)?;
        let likeness = |it: &str| it.rsplit('/').zip(pointer.rsplit('/')).take_while(|(a, b)| a == b).count();
        let mut best = candidates.first()?;
        for it in candidates {
            if likeness(it) > likeness(best) {
                best = it;
            }
        }
        Some(best)
    }
}

/// Notes the pointer of every value.
fn collect(node: &Node, pointer: &mut String, pointers: &mut HashMap<Span, Vec<String>>) {
    pointers.entry(node.span).or_default().push(pointer.clone());
    let mut below = |token: &str, child: &Node| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(token);
        collect(child, pointer, pointers);
        pointer.truncate(length);
    };
    match &node.value {
        Value::Object(members) => members.iter().for_each(|(key, child)| below(&escape_token(key), child)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, child)| below(&index.to_string(), child));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryFiles;

    #[test]
    fn the_pointer_of_a_place_is_that_of_the_file() {
        let files = MemoryFiles::from_iter([("a.json".to_owned(), b"{\"a/b\": [1, {\"c\": true}]}".to_vec())]);
        let mut sources = Sources::new();
        let tree = sources.load(&files, "a.json", &mut Diagnostics::new()).unwrap();
        for pointer in ["", "/a~1b", "/a~1b/0", "/a~1b/1/c"] {
            let span = tree.pointer(pointer).unwrap().span;
            assert_eq!(sources.pointer_at(span, pointer).as_deref(), Some(pointer));
        }
        let nowhere = Span { line: 9, ..tree.span };
        assert_eq!(sources.pointer_at(nowhere, ""), None);
    }
}
