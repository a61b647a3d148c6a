//! Pointers of places: takes a place in a file that was read, gives the JSON pointer of the value written there.

use std::collections::HashMap;

use super::node::{Node, Span, Value, escape_token};
use super::{Sources, read::parse_text};
use crate::diagnostics::Diagnostics;

impl Sources {
    /// The JSON pointer of the outermost value that begins at a place, in the file itself.
    ///
    /// Diagnostics of later rooms know places in the bundled document; the user has the file. It is read once more here,
    /// since only messages need it, and once for all messages.
    pub fn pointer_at(&self, span: Span) -> Option<String> {
        let mut known = self.pointers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let pointers = known.entry(span.file).or_insert_with(|| {
            let mut pointers = HashMap::new();
            let tree = self
                .get(span.file)
                .and_then(|file| parse_text(&file.name, file.text(), span.file, &mut Diagnostics::new()).ok());
            if let Some(tree) = tree {
                collect(&tree, &mut String::new(), &mut pointers);
            }
            pointers
        });
        pointers.get(&span).cloned()
    }
}

/// Notes the pointer of every value; where several begin at one place, that of the outermost.
fn collect(node: &Node, pointer: &mut String, pointers: &mut HashMap<Span, String>) {
    pointers.entry(node.span).or_insert_with(|| pointer.clone());
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
            assert_eq!(sources.pointer_at(span).as_deref(), Some(pointer));
        }
        let nowhere = Span { line: 9, ..tree.span };
        assert_eq!(sources.pointer_at(nowhere), None);
    }
}
