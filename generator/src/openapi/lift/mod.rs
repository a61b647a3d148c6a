//! From Swagger 2.0 to OpenAPI 3.0: takes definitions and operations of either version, gives their OpenAPI 3.0 form
//! with references to the bundle's components.
//!
//! What 3.0 has no word for is kept in `x-azrest-*` extensions. Every keyword of Swagger 2.0 is dealt with in one
//! file: [`schema`], [`parameter`], [`body`], [`response`], [`operation`], [`server`], [`security`]. Prose and examples
//! are left out on the way; the order of keys is settled later, by [`order`](super::order).

mod body;
mod copy;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod server;

pub(crate) use operation::api_version;
pub(crate) use server::{Servers, servers};

use super::grammar::{Dialect, Kind, Role};
use super::library::{DefinitionId, Document, Library};
use super::names::Names;
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{Node, Object, Sources, Span, escape_token};

/// What lifting needs to know.
pub(crate) struct Lift<'a> {
    pub(crate) library: &'a Library,
    pub(crate) names: &'a Names,
    /// The texts of the documents.
    pub(crate) sources: &'a Sources,
    pub(crate) keep_docs: bool,
    pub(crate) diagnostics: &'a mut Diagnostics,
}

impl Lift<'_> {
    /// The component a definition becomes.
    pub(crate) fn definition(&mut self, id: DefinitionId) -> Option<Node> {
        let node = self.library.node(id)?;
        let document = self.library.document_of(id);
        let pointer = self.library.pointer(id);
        let place = Place::at(&pointer);
        Some(match (document.dialect, self.library.definition(id).kind) {
            (Dialect::Swagger, Kind::Parameter) => self.shared_parameter(node, &place),
            (Dialect::Swagger, Kind::Response) => self.response(node, &media_types(document, None, "produces"), &place),
            (Dialect::Swagger, Kind::SecurityScheme) => self.security_scheme(node, &place),
            (Dialect::OpenApi, Kind::Parameter) => self.copy_parameter(node, true, &place),
            (_, Kind::Schema) => self.schema_itself(node, &place),
            (_, kind) => self.copy(node, Role::One(kind), &place),
        })
    }

    /// The text with which the bundle refers to what a reference names; `None` if that was found missing before.
    fn reference(&self, kind: Kind, text: &Node) -> Option<Node> {
        self.reference_to(kind, self.library.find(kind, text)?, text.span)
    }

    /// The same for what the mapping of a discriminator names.
    fn mapped(&self, target: &Node) -> Option<Node> {
        self.reference_to(Kind::Schema, self.library.mapped(target)?, target.span)
    }

    fn reference_to(&self, kind: Kind, id: DefinitionId, span: Span) -> Option<Node> {
        let name = self.names.of(id)?;
        Some(Node::string(format!("#{}{}", Dialect::OpenApi.section(kind), escape_token(name)), span))
    }

    /// Whether a key is left out.
    fn drops(&self, kind: Kind, key: &str) -> bool {
        kind.is_example(key) || (!self.keep_docs && kind.is_prose(key))
    }

    /// The members of what should be an object; says so if it is something else.
    pub(crate) fn members<'n>(&mut self, node: &'n Node, what: &str, place: &Place<'_>) -> Option<&'n Object> {
        let members = node.as_object();
        if members.is_none() {
            self.wrong_type(node, what, "an object", place);
        }
        members
    }

    /// The elements of what should be an array; says so if it is something else.
    fn elements<'n>(&mut self, node: &'n Node, what: &str, place: &Place<'_>) -> &'n [Node] {
        let elements = node.as_array();
        if elements.is_none() {
            self.wrong_type(node, what, "an array", place);
        }
        elements.unwrap_or_default()
    }

    fn wrong_type(&mut self, node: &Node, what: &str, expected: &str, place: &Place<'_>) {
        let message = format!("{what} is {}, not {expected}", node.kind());
        self.diagnostics.add(Code::WrongType, Some(node.span), place.pointer(), message);
        self.diagnostics.settled_by_meaning(&node.to_json(), expected);
    }
}

/// The media types of a document, or those of an operation if it names its own; an empty list is none.
fn media_types(document: &Document, operation: Option<&Node>, key: &str) -> Vec<(String, Span)> {
    let of = |node: &Node| -> Vec<(String, Span)> {
        let list = node.get(key).and_then(Node::as_array).unwrap_or_default();
        list.iter().filter_map(|it| Some((it.as_str()?.to_owned(), it.span))).collect()
    };
    match operation {
        Some(node) if node.get(key).is_some() => of(node),
        _ => of(&document.tree),
    }
}

/// A `content` map: one schema for each media type. If no type is given it is JSON, or that of `bytes` if these are meant.
fn content(schema: Option<Node>, media_types: &[(String, Span)], bytes: &str, span: Span) -> Node {
    let is_bytes = schema.as_ref().and_then(|it| it.get("format")?.as_str()) == Some("binary");
    let default = [(if is_bytes { bytes } else { "application/json" }.to_owned(), span)];
    let media_types = if media_types.is_empty() { &default } else { media_types };
    let mut content = Object::new();
    for (media_type, span) in media_types {
        let members = schema.iter().map(|it| ("schema".to_owned(), it.clone())).collect();
        content.entry(media_type.clone()).or_insert(Node::object(members, *span));
    }
    Node::object(content, span)
}
