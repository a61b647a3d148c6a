//! Schemas: `$ref` with siblings, `discriminator`, `type: file`, nested `collectionFormat`.

use super::Lift;
use crate::diagnostics::{Code, Remedy};
use crate::openapi::extensions::names::{COLLECTION_FORMAT, REF_SIBLINGS};
use crate::openapi::grammar::{Dialect, Kind};
use crate::openapi::place::Place;
use crate::source::{Node, Object, Value, escape_token};

impl Lift<'_> {
    /// A schema of either version. One that references name where it stands is a component, and here a reference to it with
    /// what is said about the place.
    pub(super) fn schema(&mut self, node: &Node, place: &Place<'_>) -> Node {
        let inner = self.library.inner(Kind::Schema, node, place).filter(|_| has_structure(node));
        let Some(name) = inner.and_then(|id| self.names.of(id)) else { return self.schema_itself(node, place) };
        let reference = format!("#{}{}", Dialect::OpenApi.section(Kind::Schema), escape_token(name));
        let reference = Object::from([("$ref".to_owned(), Node::string(reference, node.span))]);
        let mut siblings = node.as_object().cloned().unwrap_or_default();
        siblings.retain(|key, _| is_about_place(key));
        let siblings = self.schema_members(&siblings, place);
        Node::object(with_siblings(reference, siblings, node), node.span)
    }

    /// A schema of either version where it stands.
    pub(super) fn schema_itself(&mut self, node: &Node, place: &Place<'_>) -> Node {
        let Some(members) = node.as_object() else { return node.clone() };
        match members.get("$ref") {
            Some(text) => self.schema_reference(node, members, text, place),
            None => Node::object(self.schema_members(members, place), node.span),
        }
    }

    /// 3.0 does not allow siblings of `$ref`, but Azure's documents give them a meaning: they say something about this
    /// use of the definition. They move beside an `allOf`, marked so that it is not taken for inheritance.
    fn schema_reference(&mut self, node: &Node, members: &Object, text: &Node, place: &Place<'_>) -> Node {
        if text.as_str().is_none() {
            self.wrong_type(text, "`$ref`", "a string", &place.key("$ref"));
        }
        let reference = self.reference(Kind::Schema, text);
        let mut siblings = members.clone();
        siblings.shift_remove("$ref");
        if siblings.get("type").is_some_and(|it| self.repeats_type(text, it)) {
            siblings.shift_remove("type");
        }
        let siblings = self.schema_members(&siblings, place);
        let Some(reference) = reference else { return Node::object(siblings, node.span) };
        let reference = Object::from([("$ref".to_owned(), reference)]);
        Node::object(with_siblings(reference, siblings, node), node.span)
    }

    /// The members of a schema that is written out.
    pub(super) fn schema_members(&mut self, members: &Object, place: &Place<'_>) -> Object {
        let mut lifted = Object::new();
        // Some documents write `type: object` with `format: file`.
        let file = ["type", "format"].iter().filter_map(|key| members.get(*key)).find(|it| it.as_str() == Some("file"));
        let is_file = file.is_some();
        if let Some(file) = file {
            lifted.insert("type".to_owned(), Node::string("string", file.span));
            lifted.insert("format".to_owned(), Node::string("binary", file.span));
        }
        let text_type = members.get("type").filter(|it| it.as_str() == Some("string"));
        let is_text = text_type.is_some();
        for (key, child) in members {
            match (key.as_str(), &child.value) {
                ("type" | "format", _) if is_file => {}
                ("default", _) if is_text => drop(lifted.insert(key.clone(), self.as_text(child))),
                ("enum", Value::Array(values)) if is_text => {
                    let texts: Vec<Node> = values.iter().map(|it| self.as_text(it)).collect();
                    if let (Some(typ), Some(meant)) = (text_type, other_type(values, &texts)) {
                        let message =
                            format!("the values of the enum are of type `{meant}`; the client takes them for texts");
                        self.diagnostics.add(Code::EnumMismatch, Some(typ.span), place.key("type").pointer(), message);
                        self.diagnostics.settled_by(Remedy::Replace(meant.into()));
                    }
                    lifted.insert(key.clone(), Node::new(Value::Array(texts), child.span));
                }
                ("discriminator", Value::String(_)) => {
                    let property = Object::from([("propertyName".to_owned(), child.clone())]);
                    lifted.insert(key.clone(), Node::object(property, child.span));
                }
                ("collectionFormat", Value::String(text)) => {
                    if text != "csv" {
                        lifted.insert(COLLECTION_FORMAT.to_owned(), child.clone());
                    }
                }
                ("required", Value::Bool(is_required)) => {
                    let message =
                        "`required` on a property has no meaning; the object around it lists its required properties";
                    let place = place.key(key);
                    self.diagnostics.add(Code::KeywordIgnored, Some(child.span), place.pointer(), message);
                    if *is_required {
                        self.diagnostics.settled_by(Remedy::RequireProperty);
                    }
                }
                _ => {
                    if let Some(mut copy) = self.copy_member(key, child, Kind::Schema, place) {
                        if is_text && key == "x-ms-enum" {
                            self.name_texts(&mut copy);
                        }
                        lifted.insert(key.clone(), copy);
                    }
                }
            }
        }
        lifted
    }

    /// A value of a text: what YAML takes for a number or a boolean is the text as it was written.
    fn as_text(&self, value: &Node) -> Node {
        self.sources.written(value).map_or_else(|| value.clone(), |text| Node::string(text, value.span))
    }

    /// The same for the values that `x-ms-enum` names.
    fn name_texts(&self, names: &mut Node) {
        let values = names.as_object_mut().and_then(|it| it.get_mut("values"));
        let Some(Value::Array(values)) = values.map(|it| &mut it.value) else { return };
        for value in values.iter_mut().filter_map(|it| it.as_object_mut()?.get_mut("value")) {
            *value = self.as_text(value);
        }
    }

    /// Whether a `type` beside a reference is that of the schema it names.
    fn repeats_type(&self, reference: &Node, sibling: &Node) -> bool {
        let mut node = self.library.find(Kind::Schema, reference).and_then(|id| self.library.node(id));
        // A name for a name for a schema; chains that never end have been reported.
        for _ in 0..8 {
            match node.and_then(|it| it.get("$ref")) {
                Some(next) => node = self.library.find(Kind::Schema, next).and_then(|id| self.library.node(id)),
                None => break,
            }
        }
        let Some(target) = node else { return false };
        let implied = ["properties", "allOf", "additionalProperties"].iter().any(|key| target.get(key).is_some());
        match target.get("type").and_then(Node::as_str) {
            Some(own) => Some(own) == sibling.as_str(),
            None => implied && sibling.as_str() == Some("object"),
        }
    }
}

/// A reference with siblings, as 3.0 can write it.
fn with_siblings(reference: Object, mut siblings: Object, node: &Node) -> Object {
    if siblings.is_empty() {
        return reference;
    }
    let mut all_of = vec![Node::object(reference, node.span)];
    if let Some(Node { value: Value::Array(further), .. }) = siblings.shift_remove("allOf") {
        all_of.extend(further);
    }
    siblings.insert("allOf".to_owned(), Node::new(Value::Array(all_of), node.span));
    siblings.insert(REF_SIBLINGS.to_owned(), Node::bool(true, node.span));
    siblings
}

/// The type of numbers or truths that are listed as values of a text: which of the two the service sends is not known. Where
/// YAML has another spelling of one than JSON, as `007`, texts are meant.
fn other_type(values: &[Node], texts: &[Node]) -> Option<&'static str> {
    let is_own = |(value, text): (&Node, &Node)| {
        let written = value.to_json().to_string();
        text.as_str().is_none_or(|it| it == written)
    };
    if !values.iter().zip(texts).all(is_own) {
        return None;
    }
    let mut types = values.iter().filter_map(|it| match &it.value {
        Value::Null => None,
        Value::Bool(_) => Some(Some("boolean")),
        Value::Number(number) if number.is_f64() => Some(Some("number")),
        Value::Number(_) => Some(Some("integer")),
        _ => Some(None),
    });
    let first = types.next()??;
    types.try_fold(first, |one, other| match (one, other?) {
        (one, other) if one == other => Some(one),
        ("number", "integer") | ("integer", "number") => Some("number"),
        _ => None,
    })
}

/// Whether clients would make a type of a schema that is written out.
fn has_structure(node: &Node) -> bool {
    let is_scalar =
        matches!(node.get("type").and_then(Node::as_str), Some("string" | "integer" | "number" | "boolean"));
    node.get("$ref").is_none() && (!is_scalar || node.get("enum").is_some())
}

/// Whether a keyword says something about the place where a schema stands, and nothing about what it is.
fn is_about_place(key: &str) -> bool {
    const KEYS: [&str; 13] = [
        "title",
        "description",
        "default",
        "nullable",
        "x-nullable",
        "readOnly",
        "writeOnly",
        "deprecated",
        "xml",
        "x-ms-client-name",
        "x-ms-client-flatten",
        "x-ms-mutability",
        "x-ms-secret",
    ];
    KEYS.contains(&key)
}
