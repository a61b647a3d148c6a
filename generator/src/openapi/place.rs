//! Where a walk stands: takes the keys passed on the way down, gives the JSON pointer when a message needs it.

use crate::source::escape_token;

/// A place in a document, as a chain to its root. It costs nothing until a pointer is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    /// A pointer to start from.
    Start(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The root of a document.
    pub(crate) const ROOT: Place<'static> = Place { parent: None, step: Step::Start("") };

    /// The place a pointer names.
    pub(crate) fn at(pointer: &'a str) -> Place<'a> {
        Place { parent: None, step: Step::Start(pointer) }
    }

    /// A member of the object at this place.
    pub(crate) fn key<'b>(&'b self, key: &'b str) -> Place<'b> {
        Place { parent: Some(self), step: Step::Key(key) }
    }

    /// An element of the array at this place.
    pub(crate) fn index(&self, index: usize) -> Place<'_> {
        Place { parent: Some(self), step: Step::Index(index) }
    }

    /// The JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = self.parent.map_or(String::new(), Place::pointer);
        match self.step {
            Step::Start(start) => pointer.push_str(start),
            Step::Key(key) => {
                pointer.push('/');
                pointer.push_str(&escape_token(key));
            }
            Step::Index(index) => pointer.push_str(&format!("/{index}")),
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped() {
        let (a, b) = (Place::ROOT, Place::at("/definitions/A"));
        let a = a.key("paths");
        let a = a.key("/a/{b}");
        assert_eq!(a.index(3).pointer(), "/paths/~1a~1{b}/3");
        assert_eq!(b.key("allOf").index(0).pointer(), "/definitions/A/allOf/0");
    }
}
