//! The tree every document is read into: JSON values with the place each was written at.

use std::borrow::Cow;

use indexmap::IndexMap;

/// The index of a file in [`Sources`](super::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// Where a value begins: file, line and column (both counted from 1, columns in characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// The members of an object, in the order they were written.
pub type Object = IndexMap<String, Node>;

/// A value and its place.
///
/// Nodes made by a lift carry the place of the node they were made from, so that a diagnostic found late still points
/// into the document the user wrote.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
}

/// A JSON value whose children are nodes.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number; integers keep 64 bits, everything else is a double.
    Number(serde_json::Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

impl Node {
    /// A node at a place.
    pub fn new(value: Value, span: Span) -> Self {
        Self { value, span }
    }

    /// A string at a place.
    pub fn string(text: impl Into<String>, span: Span) -> Self {
        Self::new(Value::String(text.into()), span)
    }

    /// A boolean at a place.
    pub fn bool(value: bool, span: Span) -> Self {
        Self::new(Value::Bool(value), span)
    }

    /// An object at a place.
    pub fn object(members: Object, span: Span) -> Self {
        Self::new(Value::Object(members), span)
    }

    /// The member of an object; `None` for other values.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members to change, if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match &mut self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// What kind of JSON value this is, for messages: `an object`, `a string`, …
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The descendant a JSON pointer names (RFC 6901, without `#`).
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |node, token| match &node.value {
            Value::Object(members) => members.get(&*unescaped(token)),
            Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The same to change.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |node, token| match &mut node.value {
            Value::Object(members) => members.get_mut(&*unescaped(token)),
            Value::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The same value without places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.clone().into(),
            Value::String(text) => text.clone().into(),
            Value::Array(elements) => elements.iter().map(Node::to_json).collect(),
            Value::Object(members) => {
                serde_json::Value::Object(members.iter().map(|(key, node)| (key.clone(), node.to_json())).collect())
            }
        }
    }

    /// The tree of a JSON value that was written nowhere: every node gets the same place.
    pub fn from_json(value: &serde_json::Value, span: Span) -> Self {
        let value = match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.clone()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(elements) => {
                Value::Array(elements.iter().map(|it| Self::from_json(it, span)).collect())
            }
            serde_json::Value::Object(members) => {
                Value::Object(members.iter().map(|(key, it)| (key.clone(), Self::from_json(it, span))).collect())
            }
        };
        Self::new(value, span)
    }
}

/// Writes the value; places are not written.
impl serde::Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(elements) => serializer.collect_seq(elements),
            Value::Object(members) => serializer.collect_map(members),
        }
    }
}

/// One reference token of a JSON pointer with `~` and `/` escaped (RFC 6901).
pub fn escape_token(token: &str) -> String {
    if token.contains(['~', '/']) { token.replace('~', "~0").replace('/', "~1") } else { token.to_owned() }
}

/// The inverse of [`escape_token`].
pub fn unescape_token(token: &str) -> String {
    unescaped(token).into_owned()
}

/// The same, without a copy of what has no escapes: nearly every token.
fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { file: FileId(0), line: 1, column: 1 };

    #[test]
    fn pointers_follow_rfc_6901() {
        let tree = Node::from_json(&serde_json::json!({"a/b": {"m~n": [1, {"": "x"}]}}), SPAN);
        assert_eq!(tree.pointer("/a~1b/m~0n/1/").and_then(Node::as_str), Some("x"));
        assert!(tree.pointer("/a").is_none());
        assert!(tree.pointer("a~1b").is_none());
        assert_eq!(tree.pointer("").map(Node::to_json), Some(tree.to_json()));
    }
}
