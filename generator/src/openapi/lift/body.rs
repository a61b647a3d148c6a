//! Request bodies: the `body` parameter or the `formData` parameters become `requestBody`, by the media types of
//! `consumes`.

use super::parameter::{array_style, set_location};
use super::{Lift, content, media_types};
use crate::diagnostics::Code;
use crate::openapi::extensions::names::{NAME, POSITION};
use crate::openapi::grammar::Kind;
use crate::openapi::library::Document;
use crate::openapi::place::Place;
use crate::source::{Node, Object, Span, Value};

const MULTIPART: &str = "multipart/form-data";
const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const FORMS: [&str; 2] = [MULTIPART, URL_ENCODED];

/// A parameter of an operation that is written into its request body.
pub(super) struct BodyPart<'n> {
    pub(super) node: &'n Node,
    /// Whether it comes from the `parameters` section.
    pub(super) shared: bool,
    /// Its index among the operation's parameters.
    pub(super) position: usize,
    /// Its own pointer.
    pub(super) pointer: String,
}

impl BodyPart<'_> {
    pub(super) fn name(&self) -> &str {
        self.node.get("name").and_then(Node::as_str).unwrap_or_default()
    }

    fn required(&self) -> bool {
        self.node.get("required").and_then(Node::as_bool) == Some(true)
    }

    fn is_file(&self) -> bool {
        self.node.get("type").and_then(Node::as_str) == Some("file")
    }
}

impl Lift<'_> {
    /// The request body of an operation of Swagger 2.0; `None` if it has none.
    pub(super) fn request_body(
        &mut self,
        document: &Document,
        operation: &Node,
        body: &[BodyPart<'_>],
        form: &[BodyPart<'_>],
        place: &Place<'_>,
    ) -> Option<Node> {
        let consumes = media_types(document, Some(operation), "consumes");
        if let [first, second, ..] = body {
            let message = format!("the operation declares two bodies, `{}` and `{}`", first.name(), second.name());
            self.diagnostics.add(Code::DuplicateParameter, Some(second.node.span), &second.pointer, message);
        }
        if let ([first, ..], [second, ..]) = (body, form) {
            let message = format!(
                "the operation declares both the body `{}` and the form data `{}`",
                first.name(),
                second.name()
            );
            self.diagnostics.add(Code::UnsupportedParameter, Some(second.node.span), &second.pointer, message);
        }
        match (body, form) {
            ([part, ..], _) => Some(self.plain_body(part, &consumes)),
            ([], []) => None,
            ([], form) => Some(self.form_body(form, &consumes, operation.get("consumes").map(|_| place))),
        }
    }

    fn plain_body(&mut self, part: &BodyPart<'_>, consumes: &[(String, Span)]) -> Node {
        let (span, place) = (part.node.span, Place::at(&part.pointer));
        let mut lifted = Object::new();
        let mut schema = None;
        for (key, child) in part.node.as_object().into_iter().flatten() {
            match key.as_str() {
                "schema" => schema = Some(self.schema(child, &place.key(key))),
                "name" => {
                    lifted.insert(NAME.to_owned(), child.clone());
                }
                "in" => {}
                _ => {
                    if let Some(copy) = self.copy_member(key, child, Kind::RequestBody, &place) {
                        lifted.insert(key.clone(), copy);
                    }
                }
            }
        }
        if schema.is_none() {
            let message = format!("the body `{}` has no schema", part.name());
            self.diagnostics.add(Code::MissingKeyword, Some(span), &part.pointer, message);
        }
        lifted.insert(POSITION.to_owned(), number(part.position, span));
        lifted.insert("content".to_owned(), content(schema, consumes, "application/octet-stream", span));
        set_location(&mut lifted, part.shared, span);
        Node::object(lifted, span)
    }

    fn form_body(&mut self, parts: &[BodyPart<'_>], consumes: &[(String, Span)], own: Option<&Place<'_>>) -> Node {
        let span = parts.first().map_or(Span { file: crate::source::FileId(0), line: 1, column: 1 }, |it| it.node.span);
        let mut properties = Object::new();
        let mut required = Vec::new();
        let mut encoding = Object::new();
        for part in parts {
            let place = Place::at(&part.pointer);
            let Some(members) = part.node.as_object() else { continue };
            let mut members = members.clone();
            let format = members.shift_remove("collectionFormat");
            for key in ["name", "in", "required", "allowEmptyValue"] {
                members.shift_remove(key);
            }
            if members.get("type").and_then(Node::as_str) == Some("array") {
                encoding.insert(
                    part.name().to_owned(),
                    Node::object(array_style(format.as_ref(), "formData", part.node.span), part.node.span),
                );
            }
            let mut property = self.schema_members(&members, &place);
            property.insert(POSITION.to_owned(), number(part.position, part.node.span));
            set_location(&mut property, part.shared, part.node.span);
            if properties.insert(part.name().to_owned(), Node::object(property, part.node.span)).is_some() {
                let message = format!("the operation declares the form data `{}` twice", part.name());
                self.diagnostics.add(Code::DuplicateParameter, Some(part.node.span), &part.pointer, message);
            }
            if part.required() {
                required.push(Node::string(part.name(), part.node.span));
            }
        }
        let mut schema = Object::from([("type".to_owned(), Node::string("object", span))]);
        let any_required = !required.is_empty();
        if any_required {
            schema.insert("required".to_owned(), Node::new(Value::Array(required), span));
        }
        schema.insert("properties".to_owned(), Node::object(properties, span));
        let types = form_types(parts, consumes);
        if let Some(place) = own {
            self.report_no_forms(consumes, &types, &place.key("consumes"));
        }
        let mut content = content(Some(Node::object(schema, span)), &types, MULTIPART, span);
        if !encoding.is_empty() {
            for media_type in content.as_object_mut().into_iter().flat_map(Object::values_mut) {
                if let Some(members) = media_type.as_object_mut() {
                    members.insert("encoding".to_owned(), Node::object(encoding.clone(), span));
                }
            }
        }
        let mut lifted = Object::from([("content".to_owned(), content)]);
        if any_required {
            lifted.insert("required".to_owned(), Node::bool(true, span));
        }
        Node::object(lifted, span)
    }
}

impl Lift<'_> {
    /// Tells of the media types of an operation that cannot carry its form data.
    fn report_no_forms(&mut self, consumes: &[(String, Span)], usable: &[(String, Span)], place: &Place<'_>) {
        for (at, (name, span)) in consumes.iter().enumerate().filter(|(_, (name, _))| !FORMS.contains(&name.as_str())) {
            let used = usable.first().map_or(MULTIPART, |(name, _)| name);
            let message = format!("`{name}` carries no form data; it is sent as `{used}`");
            self.diagnostics.add(Code::KeywordIgnored, Some(*span), place.index(at).pointer(), message);
        }
    }
}

/// The media types of `consumes` that can carry form data. A file needs the multipart one; without a word on it, the
/// other one is meant.
fn form_types(parts: &[BodyPart<'_>], consumes: &[(String, Span)]) -> Vec<(String, Span)> {
    let has_file = parts.iter().any(BodyPart::is_file);
    let usable = |name: &str| name == MULTIPART || (name == URL_ENCODED && !has_file);
    let mut types: Vec<_> = consumes.iter().filter(|(name, _)| usable(name)).cloned().collect();
    if let (true, Some(part)) = (types.is_empty(), parts.first()) {
        types.push(((if has_file { MULTIPART } else { URL_ENCODED }).to_owned(), part.node.span));
    }
    types
}

fn number(value: usize, span: Span) -> Node {
    Node::new(Value::Number(value.into()), span)
}
