//! Pointers of places: takes a place in a file that was read, gives the JSON pointer of the value written there.

use super::node::{Node, Span, Value, escape_token};
use super::{Sources, read::parse_text};
use crate::diagnostics::Diagnostics;

impl Sources {
    /// The JSON pointer of the outermost value that begins at a place, in the file itself.
    ///
    /// Diagnostics of later rooms know places in the bundled document; the user has the file. It is read once more here,
    /// since only messages need it.
    pub fn pointer_at(&self, span: Span) -> Option<String> {
        let file = self.get(span.file)?;
        let tree = parse_text(&file.name, file.text(), span.file, &mut Diagnostics::new()).ok()?;
        let mut pointer = String::new();
        find(&tree, span, &mut pointer).then_some(pointer)
    }
}

fn find(node: &Node, span: Span, pointer: &mut String) -> bool {
    if node.span == span {
        return true;
    }
    let mut within = |token: &str, child: &Node| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(token);
        let found = find(child, span, pointer);
        if !found {
            pointer.truncate(length);
        }
        found
    };
    match &node.value {
        Value::Object(members) => members.iter().any(|(key, child)| within(&escape_token(key), child)),
        Value::Array(elements) => elements.iter().enumerate().any(|(index, child)| within(&index.to_string(), child)),
        _ => false,
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
