//! Parameters in path, query and header: `type` and its company move into `schema`, `collectionFormat` becomes `style`
//! and `explode`, and the rule for client-level parameters is applied.

use super::Lift;
use crate::openapi::extensions::names::{COLLECTION_FORMAT, PARAMETER_LOCATION};
use crate::openapi::grammar::{Kind, Role};
use crate::openapi::place::Place;
use crate::source::{Node, Object, Span, Value};

/// The extensions that describe the value rather than the parameter.
const SCHEMA_EXTENSIONS: [&str; 8] = [
    "x-ms-enum",
    "x-nullable",
    "x-ms-format",
    "x-ms-format-element-type",
    "x-ms-arm-id-details",
    "x-ms-secret",
    "x-enumNames",
    "x-enumFlags",
];

/// The keywords that stay on the parameter or header.
const OWN_KEYWORDS: [&str; 6] = ["name", "in", "required", "deprecated", "allowEmptyValue", "description"];

impl Lift<'_> {
    /// A parameter of the document's `parameters` section. Those of body and form data are written into the request
    /// bodies of the operations instead.
    pub(super) fn shared_parameter(&mut self, node: &Node, place: &Place<'_>) -> Node {
        match node.get("$ref") {
            Some(_) => self.copy(node, Role::One(Kind::Parameter), place),
            None => self.parameter(node, true, place),
        }
    }

    /// A parameter in path, query or header.
    pub(super) fn parameter(&mut self, node: &Node, shared: bool, place: &Place<'_>) -> Node {
        let Some(members) = self.members(node, "the parameter", place) else { return node.clone() };
        let location = members.get("in").and_then(Node::as_str).unwrap_or_default();
        let mut lifted = self.typed(members, Kind::Parameter, location, node.span, place);
        if location == "path" {
            lifted.insert("required".to_owned(), Node::bool(true, node.span));
        }
        set_location(&mut lifted, shared, node.span);
        Node::object(lifted, node.span)
    }

    /// A parameter of OpenAPI 3.0.
    pub(super) fn copy_parameter(&mut self, node: &Node, shared: bool, place: &Place<'_>) -> Node {
        let Some(members) = node.as_object() else { return node.clone() };
        if let Some(text) = members.get("$ref") {
            let reference = self.reference(Kind::Parameter, text).map(|text| ("$ref".to_owned(), text));
            return Node::object(reference.into_iter().collect(), node.span);
        }
        let mut copies = self.copy_members(members, Kind::Parameter, place);
        set_location(&mut copies, shared, node.span);
        Node::object(copies, node.span)
    }

    /// What parameters and headers share: members that describe the value go into `schema`.
    pub(super) fn typed(
        &mut self,
        members: &Object,
        kind: Kind,
        location: &str,
        span: Span,
        place: &Place<'_>,
    ) -> Object {
        let mut lifted = Object::new();
        let mut schema = Object::new();
        for (key, child) in members {
            let own = OWN_KEYWORDS.contains(&key.as_str())
                || (key.starts_with("x-") && !SCHEMA_EXTENSIONS.contains(&key.as_str()));
            if own {
                if let Some(copy) = self.copy_member(key, child, kind, place) {
                    lifted.insert(key.clone(), copy);
                }
            } else if key == "schema" {
                // Not Swagger 2.0, but what is meant is plain.
                schema.extend(child.as_object().into_iter().flatten().map(|(key, it)| (key.clone(), it.clone())));
            } else if key != "collectionFormat" && !kind.is_example(key) {
                schema.insert(key.clone(), child.clone());
            }
        }
        let is_of_type = |it: &str| schema.get("type").and_then(Node::as_str) == Some(it);
        let (is_array, is_object) = (is_of_type("array"), is_of_type("object"));
        let schema = self.schema(&Node::object(schema, span), place);
        lifted.insert("schema".to_owned(), schema);
        if is_array {
            let format = members.get("collectionFormat");
            lifted.extend(array_style(format, location, span));
        }
        // Not Swagger 2.0, which therefore does not say how the members are written; not as parameters of their own.
        if is_object && location == "query" {
            lifted.insert("explode".to_owned(), Node::bool(false, span));
        }
        lifted
    }
}

/// How an array is written: `style` and `explode`, and the format where these cannot say it. The commas of `csv` are encoded
/// like the items, those of a style are not (RFC 6570), which makes no difference in a header.
pub(super) fn array_style(format: Option<&Node>, location: &str, span: Span) -> Object {
    let name = format.and_then(Node::as_str).unwrap_or("csv");
    let (style, explode, said) = match (name, matches!(location, "query" | "formData")) {
        ("multi", true) => ("form", true, true),
        ("ssv", true) => ("spaceDelimited", false, true),
        ("pipes", true) => ("pipeDelimited", false, true),
        (_, true) => ("form", false, false),
        (name, false) => ("simple", false, name == "csv" && location != "path"),
    };
    let at = format.map_or(span, |it| it.span);
    let mut members =
        Object::from([("style".to_owned(), Node::string(style, at)), ("explode".to_owned(), Node::bool(explode, at))]);
    if !said {
        members.insert(COLLECTION_FORMAT.to_owned(), format.cloned().unwrap_or_else(|| Node::string(name, at)));
    }
    members
}

/// The rule of AutoRest: a parameter that documents share belongs to the client unless it is marked otherwise, one that
/// is written in an operation belongs to the method, but for the api-version. The result is written on each.
pub(super) fn set_location(members: &mut Object, shared: bool, span: Span) {
    let marked = members.get(PARAMETER_LOCATION).is_some_and(|it| match &it.value {
        Value::String(text) => text == "client" || text == "method",
        _ => false,
    });
    if !marked {
        let location = if shared || is_api_version(members) { "client" } else { "method" };
        members.insert(PARAMETER_LOCATION.to_owned(), Node::string(location, span));
    }
}

/// Whether a parameter is the api-version of the document that it stands in.
fn is_api_version(members: &Object) -> bool {
    let text = |key: &str| members.get(key).and_then(Node::as_str).unwrap_or_default();
    let flag = |key: &str| members.get(key).and_then(Node::as_bool);
    text("in") == "query"
        && text("name").eq_ignore_ascii_case("api-version")
        && flag("required") == Some(true)
        && flag("x-ms-api-version") != Some(false)
}
