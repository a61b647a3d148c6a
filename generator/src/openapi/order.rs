//! The order of keys: takes an OpenAPI 3.0 tree, gives it in canonical order and without unknown keywords.
//!
//! Names that people order on purpose keep the order of their document: properties, parameters, `required`, `enum`,
//! media types. Everything else is sorted, so that a document that is only rearranged gives the same bundle.

use super::grammar::{DEFINITIONS, Kind, METHODS, Role};
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics, Remedy, misspelt};
use crate::source::{Node, Object, Value};

/// Puts a node in order, and everything below it.
pub(crate) fn sort(node: &mut Node, role: Role, place: &Place<'_>, diagnostics: &mut Diagnostics) {
    match (role, &mut node.value) {
        (Role::Data | Role::One(Kind::Extension), _) => {}
        (Role::One(kind), Value::Object(members)) => {
            drop_unknown(members, kind, place, diagnostics);
            members.sort_by(|a, _, b, _| rank(kind, a).cmp(&rank(kind, b)));
            for (key, child) in members.iter_mut() {
                let role = kind.child_at(key, child);
                sort(child, role, &place.key(key), diagnostics);
                sort_names(child, kind, key);
            }
        }
        (Role::Many(kind), Value::Object(members)) => {
            for (name, child) in members.iter_mut() {
                let role = Role::One(if kind.is_extension_beside(name) { Kind::Extension } else { kind });
                sort(child, role, &place.key(name), diagnostics);
            }
        }
        (Role::One(kind) | Role::Many(kind), Value::Array(elements)) => {
            for (index, child) in elements.iter_mut().enumerate() {
                sort(child, Role::One(kind), &place.index(index), diagnostics);
            }
        }
        _ => {}
    }
}

/// Sorts the names of maps whose order means nothing.
fn sort_names(map: &mut Node, kind: Kind, key: &str) {
    let Some(members) = map.as_object_mut() else { return };
    match (kind, key) {
        (Kind::Document, "paths" | super::extensions::names::PATHS) | (Kind::Components, _) | (_, "headers") => {
            members.sort_by(|a, _, b, _| a.cmp(b));
        }
        // `default` after the numbers, extensions last.
        (Kind::Operation, "responses") => members.sort_by(|a, _, b, _| {
            let rank = |it: &String| (it.starts_with("x-"), it == "default");
            (rank(a), a).cmp(&(rank(b), b))
        }),
        _ => {}
    }
}

/// The keywords of 3.0 in the order in which they are written.
#[rustfmt::skip]
fn keywords(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Document => &["openapi", "info", "servers", "security", "paths", "components"],
        Kind::Components => &["schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes"],
        Kind::PathItem => &["summary", "description", "servers", "parameters"],
        Kind::Operation => &[
            "operationId", "deprecated", "summary", "description", "externalDocs", "parameters", "requestBody", "responses",
            "security", "servers",
        ],
        Kind::Parameter => &[
            "$ref", "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode",
            "allowReserved", "schema", "content",
        ],
        Kind::Schema => &[
            "$ref", "title", "description", "externalDocs", "allOf", "oneOf", "anyOf", "not", "discriminator", "type",
            "format", "nullable", "readOnly", "writeOnly", "deprecated", "default", "enum", "pattern", "minLength",
            "maxLength", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "items", "minItems",
            "maxItems", "uniqueItems", "required", "properties", "minProperties", "maxProperties", "additionalProperties",
            "xml",
        ],
        Kind::Response => &["$ref", "description", "headers", "content"],
        Kind::Header => &[
            "$ref", "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "schema", "content",
        ],
        Kind::RequestBody => &["$ref", "description", "required", "content"],
        Kind::MediaType => &["schema", "encoding"],
        Kind::Encoding => &["contentType", "headers", "style", "explode", "allowReserved"],
        Kind::SecurityScheme => {
            &["$ref", "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"]
        }
        Kind::Discriminator => &["propertyName", "mapping"],
        Kind::Host | Kind::EnumNames | Kind::EnumName | Kind::LongRunning | Kind::Extension => &[],
    }
}

/// Extensions come after the keywords, by name; at the root before the paths, where they are found.
fn rank(kind: Kind, key: &str) -> (usize, String) {
    let keywords = keywords(kind);
    if let Some(index) = keywords.iter().position(|it| *it == key) {
        return (index * 2, String::new());
    }
    if let (Kind::PathItem, Some(index)) = (kind, METHODS.iter().position(|it| *it == key)) {
        return ((keywords.len() + index) * 2, String::new());
    }
    let after = match kind {
        Kind::Document => keywords.iter().position(|it| *it == "security").unwrap_or(0) * 2 + 1,
        _ => usize::MAX,
    };
    (after, key.to_owned())
}

/// Keywords of JSON Schema that say which values are sound, or are about the schema itself; what a value is like for a caller
/// they do not say.
const JSON_SCHEMA: [&str; 19] = [
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "contains",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
];

/// Whether a keyword of JSON Schema describes members that nothing else may describe.
fn loses_members(key: &str, child: &Node, own: &[String]) -> bool {
    const OF_PARTS: [&str; 5] = ["$ref", "patternProperties", "allOf", "oneOf", "anyOf"];
    let names_others = |it: &Node| {
        let names = it.get("properties").and_then(Node::as_object).into_iter().flat_map(Object::keys);
        names.into_iter().any(|name| !own.contains(name))
    };
    let has_members = |it: &Node| names_others(it) || OF_PARTS.iter().any(|key| it.get(key).is_some());
    match key {
        "if" | "then" | "else" => has_members(child),
        "dependentSchemas" => child.as_object().is_some_and(|it| it.values().any(has_members)),
        "patternProperties" => child.as_object().is_some_and(|it| !it.is_empty()),
        _ => false,
    }
}

/// Keywords that the specification does not know are left out: they may be misspelt prose.
fn drop_unknown(members: &mut Object, kind: Kind, place: &Place<'_>, diagnostics: &mut Diagnostics) {
    if keywords(kind).is_empty() {
        return;
    }
    let own: Vec<String> =
        members.get("properties").and_then(Node::as_object).into_iter().flat_map(Object::keys).cloned().collect();
    members.retain(|key, child| {
        let known = key.starts_with("x-")
            || keywords(kind).contains(&key.as_str())
            || (kind == Kind::PathItem && METHODS.contains(&key.as_str()));
        // What references name in there stands with the other definitions.
        let is_referred_to = kind == Kind::Schema && DEFINITIONS.contains(&key.as_str());
        if !known && !is_referred_to {
            let message = format!("`{key}` is not a keyword of {}", kind.one());
            let others: &[&str] = match kind {
                Kind::PathItem => &METHODS,
                // Those of Swagger 2.0 that stand elsewhere in 3.0.
                Kind::Response => &["schema", "examples"],
                Kind::Operation => &["consumes", "produces", "schemes"],
                _ => &[],
            };
            let pointer = place.key(key).pointer();
            match misspelt(key, keywords(kind).iter().chain(others)) {
                Some(meant) => {
                    let hint = format!("did you mean `{meant}`?");
                    diagnostics.add_with_hint(Code::KeywordIgnored, Some(child.span), pointer, message, hint);
                    diagnostics.settled_by(Remedy::RenameMember(meant));
                }
                None if kind == Kind::Schema && loses_members(key, child, &own) => {
                    let message = format!("the members that `{key}` describes are not those of a client");
                    let hint = "list them among the properties of the schema, in the document or by a [[fix-up]] in the manifest; or take free-form JSON";
                    diagnostics.add_with_hint(Code::Unsupported, Some(child.span), place.pointer(), message, hint);
                }
                None if kind == Kind::Schema && JSON_SCHEMA.contains(&key.as_str()) => {
                    let message = format!("`{key}` is a keyword of JSON Schema that changes no type; it is left out");
                    diagnostics.add_with_hint(
                        Code::UnknownKeyword,
                        Some(child.span),
                        pointer,
                        message,
                        "nothing to do",
                    );
                }
                None => diagnostics.add(Code::UnknownKeyword, Some(child.span), pointer, message),
            }
        }
        known
    });
}
