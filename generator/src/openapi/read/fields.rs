//! The members of one object: takes a key, gives its value in a Rust type, and says what is wrong with it.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::Value as Json;

use super::Reader;
use crate::diagnostics::Code;
use crate::openapi::extensions::{ExtensionMap, Report};
use crate::openapi::place::Place;
use crate::source::{Node, Object, Span, Value};

/// An object that is being read.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n, 'p> {
    pub(super) members: &'n Object,
    pub(super) span: Span,
    pub(super) place: Place<'p>,
}

impl<'n> Fields<'n, '_> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.members.get(key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'n str> {
        self.members.keys().map(String::as_str)
    }

    /// A value that may be any JSON.
    pub(super) fn json(&self, key: &str) -> Option<Json> {
        self.get(key).map(Node::to_json)
    }
}

impl Reader<'_> {
    /// The members of a node that should be an object.
    pub(super) fn fields<'n, 'p>(&mut self, node: &'n Node, what: &str, place: Place<'p>) -> Option<Fields<'n, 'p>> {
        match node.as_object() {
            Some(members) => Some(Fields { members, span: node.span, place }),
            None => {
                self.wrong_type(node, what, "an object", &place);
                None
            }
        }
    }

    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, expected: &str, place: &Place<'_>) {
        let message = format!("{what} is {}, not {expected}", node.kind());
        self.diagnostics.add(Code::WrongType, Some(node.span), place.pointer(), message);
        self.diagnostics.settled_by_meaning(&node.to_json(), expected);
    }

    pub(super) fn missing(&mut self, fields: &Fields<'_, '_>, key: &str) {
        let message = format!("the keyword `{key}` is required");
        self.diagnostics.add(Code::MissingKeyword, Some(fields.span), fields.place.pointer(), message);
    }

    /// A constraint or a mark that cannot be used; the client works without.
    fn ignored(&mut self, fields: &Fields<'_, '_>, key: &str, node: &Node, expected: &str) {
        let message = format!("`{key}` is {}, not {expected}", node.kind());
        self.diagnostics.add(Code::KeywordIgnored, Some(node.span), fields.place.key(key).pointer(), message);
        self.diagnostics.settled_by_meaning(&node.to_json(), expected);
    }

    pub(super) fn text(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<String> {
        let node = fields.get(key)?;
        match &node.value {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.wrong_type(node, &format!("`{key}`"), "a string", &fields.place.key(key));
                None
            }
        }
    }

    pub(super) fn required_text(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<String> {
        if fields.get(key).is_none() {
            self.missing(fields, key);
        }
        self.text(fields, key)
    }

    pub(super) fn flag(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<bool> {
        let node = fields.get(key)?;
        let value = node.as_bool();
        if value.is_none() {
            self.ignored(fields, key, node, "a boolean");
        }
        value
    }

    /// A number, as a double.
    pub(super) fn number(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<f64> {
        let node = fields.get(key)?;
        let Value::Number(number) = &node.value else {
            self.ignored(fields, key, node, "a number");
            return None;
        };
        let double = number.as_f64();
        if let Some(read) = double.filter(|it| !number.is_f64() && format!("{it:.0}") != number.to_string()) {
            let message = format!("`{key}` is {number}; it is read as {read:.0}");
            self.diagnostics.add(Code::InexactNumber, Some(node.span), fields.place.key(key).pointer(), message);
        }
        double
    }

    /// A whole number, which may be written as `10.0`.
    pub(super) fn count(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<usize> {
        let node = fields.get(key)?;
        let count = match &node.value {
            Value::Number(number) => number.as_u64().or_else(|| {
                // Exact up to 2^53, far above any real limit.
                number.as_f64().filter(|it| it.fract() == 0.0 && (0.0..=9.0e15).contains(it)).map(|it| it as u64)
            }),
            _ => None,
        };
        if count.is_none() {
            self.ignored(fields, key, node, "a whole number");
        }
        count.and_then(|it| usize::try_from(it).ok())
    }

    /// An array of strings.
    pub(super) fn texts(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<String> {
        let place = fields.place.key(key);
        let mut texts = Vec::new();
        for (index, node) in self.elements(fields, key).iter().enumerate() {
            match node.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong_type(node, "the name", "a string", &place.index(index)),
            }
        }
        texts
    }

    pub(super) fn elements<'n>(&mut self, fields: &Fields<'n, '_>, key: &str) -> &'n [Node] {
        let Some(node) = fields.get(key) else { return &[] };
        let elements = node.as_array();
        if elements.is_none() {
            self.wrong_type(node, &format!("`{key}`"), "an array", &fields.place.key(key));
        }
        elements.unwrap_or_default()
    }

    /// An object below a key.
    pub(super) fn object<'n, 'p>(&mut self, fields: &'p Fields<'n, '_>, key: &'p str) -> Option<Fields<'n, 'p>> {
        let node = fields.get(key)?;
        self.fields(node, &format!("`{key}`"), fields.place.key(key))
    }

    pub(super) fn required_object<'n, 'p>(
        &mut self,
        fields: &'p Fields<'n, '_>,
        key: &'p str,
    ) -> Option<Fields<'n, 'p>> {
        if fields.get(key).is_none() {
            self.missing(fields, key);
        }
        self.object(fields, key)
    }

    /// An array of objects; elements that cannot be read are left out.
    pub(super) fn list<T>(
        &mut self,
        fields: &Fields<'_, '_>,
        key: &str,
        what: &str,
        mut read: impl FnMut(&mut Self, Fields<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let place = fields.place.key(key);
        let mut list = Vec::new();
        for (index, node) in self.elements(fields, key).iter().enumerate() {
            let element = self.fields(node, what, place.index(index));
            list.extend(element.and_then(|fields| read(self, fields)));
        }
        list
    }

    /// An object whose keys are names; values that cannot be read are left out.
    pub(super) fn map<T>(
        &mut self,
        fields: &Fields<'_, '_>,
        key: &str,
        what: &str,
        mut read: impl FnMut(&mut Self, Fields<'_, '_>) -> Option<T>,
    ) -> IndexMap<String, T> {
        let mut map = IndexMap::new();
        let Some(fields) = self.object(fields, key) else { return map };
        for (name, node) in fields.members {
            let value = self.fields(node, what, fields.place.key(name));
            if let Some(value) = value.and_then(|fields| read(self, fields)) {
                map.insert(name.clone(), value);
            }
        }
        map
    }

    /// A reference, or a value of its own.
    pub(super) fn reference<T>(
        &mut self,
        fields: Fields<'_, '_>,
        read: impl FnOnce(&mut Self, Fields<'_, '_>) -> Option<T>,
    ) -> Option<ReferenceOr<T>> {
        if fields.get("$ref").is_some() {
            return self.text(&fields, "$ref").map(|reference| ReferenceOr::Reference { reference });
        }
        read(self, fields).map(ReferenceOr::Item)
    }

    /// A map of values that may be references.
    pub(super) fn references<T>(
        &mut self,
        fields: &Fields<'_, '_>,
        key: &str,
        what: &str,
        mut read: impl FnMut(&mut Self, Fields<'_, '_>) -> Option<T>,
    ) -> IndexMap<String, ReferenceOr<T>> {
        self.map(fields, key, what, |reader, fields| reader.reference(fields, &mut read))
    }

    /// The extensions of an object, as they are. `check` reads them into their typed form for the sake of what it has
    /// to say about them.
    pub(super) fn extensions(
        &mut self,
        fields: &Fields<'_, '_>,
        check: fn(&ExtensionMap, &mut Report<'_>),
    ) -> ExtensionMap {
        let extensions: ExtensionMap = fields
            .members
            .iter()
            .filter(|(key, _)| key.starts_with("x-"))
            .map(|(key, node)| (key.clone(), node.to_json()))
            .collect();
        check(&extensions, &mut |code, key, message, remedy| {
            if code != Code::UnknownExtension || self.unknown_extensions.insert(key.to_owned()) {
                let span = fields.get(key).map_or(fields.span, |it| it.span);
                self.diagnostics.add(code, Some(span), fields.place.key(key).pointer(), message);
                self.diagnostics.settled_by(remedy);
            }
        });
        extensions
    }
}
