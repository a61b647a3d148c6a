//! OpenAPI 3.1 as 3.0: takes the tree of a document, writes what 3.0 says in other words with the words of 3.0.
//!
//! In 3.1 a schema is JSON Schema 2020-12: null is a type, bounds that are excluded are numbers, a constant has a keyword.
//! Keywords without a counterpart stay and are reported like any other that is not known; the client works without, since
//! it does not validate.

use super::grammar::{DEFINITIONS, Kind, Role};
use super::identifiers;
use super::media_type::is_binary;
use crate::source::{Node, Object, Value};

/// Writes a document of 3.1 in 3.0; others stay as they are. A file that does not say its version has that of the document
/// that refers to it. Whether it is 3.1 that was written.
pub(crate) fn lower(tree: &mut Node, is_referring_later: bool) -> bool {
    let own = tree.get("openapi").or(tree.get("swagger"));
    let version = match own {
        Some(version) if tree.get("swagger").is_none() && is_later(version) => Some(version.span),
        None if is_referring_later => None,
        _ => return false,
    };
    identifiers::settle(tree);
    visit(tree, Role::One(Kind::Document));
    if let (Some(version), Some(members)) = (version, tree.as_object_mut()) {
        members.insert("openapi".to_owned(), Node::string("3.0.3", version));
        // 3.1 can do without: webhooks, or definitions alone.
        members.entry("paths".to_owned()).or_insert_with(|| Node::object(Object::new(), version));
    }
    true
}

/// Writes what a reference names in a file without sections: what it is, the reference alone says.
pub(crate) fn lower_fragment(node: &mut Node, kind: Kind) {
    visit(node, Role::One(kind));
}

fn is_later(version: &Node) -> bool {
    match &version.value {
        Value::String(text) => text == "3.1" || text.starts_with("3.1."),
        Value::Number(number) => number.to_string() == "3.1",
        _ => false,
    }
}

fn visit(node: &mut Node, role: Role) {
    let (Role::One(kind) | Role::Many(kind)) = role else { return };
    match (&mut node.value, role) {
        (Value::Array(elements), _) => elements.iter_mut().for_each(|it| visit(it, Role::One(kind))),
        (Value::Object(members), Role::Many(_)) => members.values_mut().for_each(|it| visit(it, Role::One(kind))),
        (Value::Object(members), _) => {
            if kind == Kind::Schema {
                schema(members);
            }
            for (key, child) in members {
                let role = match (kind, key.as_str()) {
                    (Kind::Schema, key) if DEFINITIONS.contains(&key) => Role::Many(Kind::Schema),
                    // Here 3.0 takes `true` as well, and means more by it.
                    (Kind::Schema, "additionalProperties") if child.as_bool().is_some() => Role::Data,
                    (kind, key) => kind.child(key),
                };
                visit(child, role);
            }
        }
        // A schema that takes everything.
        (Value::Bool(true), Role::One(Kind::Schema)) => node.value = Value::Object(Object::new()),
        // One that takes nothing.
        (Value::Bool(false), Role::One(Kind::Schema)) => {
            let nothing =
                Node::object(Object::from([("not".to_owned(), Node::object(Object::new(), node.span))]), node.span);
            *node = nothing;
        }
        _ => {}
    }
}

fn schema(members: &mut Object) {
    null_type(members);
    null_alternative(members);
    if let Some(constant) = members.shift_remove("const") {
        let span = constant.span;
        members.entry("enum".to_owned()).or_insert_with(|| Node::new(Value::Array(vec![constant]), span));
    }
    excluded_bound(members, "exclusiveMinimum", "minimum", |excluded, own| excluded >= own);
    excluded_bound(members, "exclusiveMaximum", "maximum", |excluded, own| excluded <= own);
    named_constants(members);
    content(members);
    conditional_members(members);
    further_members(members);
    // Elements after those of `prefixItems`, or none; of these 3.0 knows nothing but that they are elements.
    if members.contains_key("prefixItems") || members.get("items").and_then(Node::as_bool) == Some(false) {
        members.shift_remove("items");
    }
}

/// `type: [string, "null"]`.
fn null_type(members: &mut Object) {
    let Some(Node { value, span }) = members.get("type").cloned() else { return };
    let listed = match value {
        Value::Array(list) => list,
        value => vec![Node::new(value, span)],
    };
    let types: Vec<&Node> = listed.iter().filter(|it| it.as_str() != Some("null")).collect();
    match types.as_slice() {
        [] => drop(members.shift_remove("type")),
        [only] => drop(members.insert("type".to_owned(), Node::clone(only))),
        // Told, and read as anything.
        _ => {}
    }
    if types.len() < listed.len() {
        members.insert("nullable".to_owned(), Node::bool(true, span));
    }
}

/// `anyOf: [{type: string}, {type: "null"}]`. What is left of two is the schema itself, as far as that says nothing else.
fn null_alternative(members: &mut Object) {
    for key in ["anyOf", "oneOf"] {
        let Some(Node { value: Value::Array(list), span }) = members.get_mut(key) else { continue };
        let (span, before) = (*span, list.len());
        list.retain(|it| it.get("type").and_then(Node::as_str) != Some("null"));
        if list.len() == before {
            continue;
        }
        let only = if list.len() == 1 { list.pop() } else { None };
        members.insert("nullable".to_owned(), Node::bool(true, span));
        if let Some(only) = only {
            let own = only.as_object().cloned().unwrap_or_default();
            if own.keys().any(|it| it != key && !is_told(it) && members.contains_key(it)) {
                members.insert(key.to_owned(), Node::new(Value::Array(vec![only]), span));
                continue;
            }
            members.shift_remove(key);
            for (key, child) in own {
                members.entry(key).or_insert(child);
            }
            // The schema itself may be such a choice.
            return schema(members);
        }
    }
}

/// Whether a keyword tells people about a schema and says nothing about values.
fn is_told(key: &str) -> bool {
    matches!(key, "title" | "description" | "default" | "examples" | "deprecated")
}

/// `exclusiveMinimum: 0` where 3.0 has `minimum: 0` and a flag.
fn excluded_bound(members: &mut Object, key: &str, bound: &str, is_narrower: fn(f64, f64) -> bool) {
    let number = |it: &Node| match &it.value {
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    let Some(excluded) = members.get(key).cloned() else { return };
    let Some(value) = number(&excluded) else { return };
    if members.get(bound).and_then(number).is_none_or(|own| is_narrower(value, own)) {
        members.insert(key.to_owned(), Node::bool(true, excluded.span));
        members.insert(bound.to_owned(), excluded);
    } else {
        members.shift_remove(key);
    }
}

/// Members by patterns of their names, and those that no part of the schema names: in 3.0 there are the others alone.
fn further_members(members: &mut Object) {
    let unevaluated = members.shift_remove("unevaluatedProperties").filter(|it| it.as_bool() != Some(false));
    if let Some(unevaluated) = unevaluated {
        members.entry("additionalProperties".to_owned()).or_insert(unevaluated);
    }
    let Some(Node { value: Value::Object(patterns), span }) = members.shift_remove("patternProperties") else { return };
    let own = members.get("additionalProperties").filter(|it| it.as_bool() != Some(false));
    let mut all = patterns.into_values().chain(own.cloned());
    let further = match (all.next(), all.next()) {
        (Some(only), None) if only.as_object().is_some() => only,
        // Values of several types are anything.
        _ => Node::bool(true, span),
    };
    members.insert("additionalProperties".to_owned(), further);
}

/// `oneOf: [{const: 1, title: One}, …]`: an enum whose values have a text.
fn named_constants(members: &mut Object) {
    if members.contains_key("enum") {
        return;
    }
    for key in ["oneOf", "anyOf"] {
        let Some(Node { value: Value::Array(list), span }) = members.get(key) else { continue };
        let constant = |it: &Node| {
            let own = it.as_object()?;
            let is_alone = own.keys().all(|it| it == "const" || it == "type" || is_told(it));
            own.get("const").filter(|_| is_alone).cloned()
        };
        let constants: Option<Vec<Node>> = list.iter().map(constant).collect();
        if let Some(constants) = constants.filter(|it| it.len() > 1) {
            let constants = Node::new(Value::Array(constants), *span);
            members.shift_remove(key);
            members.insert("enum".to_owned(), constants);
            return;
        }
    }
}

/// Members that a schema has under a condition are further ones of it, none required. Of two types they are anything.
fn conditional_members(members: &mut Object) {
    let mut parts = Vec::new();
    for key in CONDITIONAL {
        let is_told = |it: &Node| it.as_object().is_some_and(|it| it.keys().all(|it| is_said_by_members(it)));
        let Some(part) = members.get(key) else { continue };
        let list: Vec<Node> = match (key, &part.value) {
            ("dependentSchemas", Value::Object(by_name)) => by_name.values().cloned().collect(),
            _ => vec![part.clone()],
        };
        // What says more stays, and is told.
        if list.iter().all(is_told) {
            members.shift_remove(key);
            parts.extend(list.into_iter().map(|it| (key, it)));
        }
    }
    let mut further = Object::new();
    for (key, part) in parts {
        let Some(Value::Object(named)) = part.get("properties").map(|it| &it.value) else { continue };
        for (name, schema) in named {
            // A condition says which value it is for.
            let schema = if key == "if" { without_value(schema) } else { schema.clone() };
            let is_other = |it: &Node| it.to_json() != schema.to_json();
            if further.get(name).is_some_and(is_other) {
                further.insert(name.clone(), Node::object(Object::new(), schema.span));
            } else {
                further.insert(name.clone(), schema);
            }
        }
    }
    let Some(span) = further.values().next().map(|it| it.span) else { return };
    let own = members.entry("properties".to_owned()).or_insert_with(|| Node::object(Object::new(), span));
    if let Some(own) = own.as_object_mut() {
        for (name, schema) in further {
            own.entry(name).or_insert(schema);
        }
    }
}

/// The keywords of JSON Schema for what holds under a condition. The last one is the condition itself.
const CONDITIONAL: [&str; 4] = ["then", "else", "dependentSchemas", "if"];

/// Whether a part with this keyword says nothing but which members there are, which of them must be, and what stands in them.
fn is_said_by_members(key: &str) -> bool {
    matches!(key, "type" | "properties" | "required" | "minProperties" | "maxProperties") || is_told(key)
}

/// A schema that does not say which values there are.
fn without_value(schema: &Node) -> Node {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        let removed = [members.shift_remove("const"), members.shift_remove("enum")];
        let value = removed.into_iter().flatten().next();
        let is_text = |it: &Node| {
            it.as_str().is_some() || it.as_array().is_some_and(|it| it.iter().all(|it| it.as_str().is_some()))
        };
        if let Some(value) = value.filter(is_text) {
            members.entry("type".to_owned()).or_insert_with(|| Node::string("string", value.span));
        }
    }
    schema
}

/// `contentEncoding: base64`, and `contentMediaType` for bytes as they are, are formats in 3.0.
fn content(members: &mut Object) {
    let text = |key: &str| members.get(key).and_then(Node::as_str).map(str::to_ascii_lowercase);
    let format = match (text("contentEncoding").as_deref(), text("contentMediaType").as_deref()) {
        (Some("base64"), _) => "byte",
        (Some("base64url"), _) => "base64url",
        (Some("binary"), _) => "binary",
        (None, Some(media_type)) if is_binary(media_type) => "binary",
        _ => return,
    };
    let removed = [members.shift_remove("contentEncoding"), members.shift_remove("contentMediaType")];
    let Some(span) = removed.into_iter().flatten().next().map(|it| it.span) else { return };
    members.entry("type".to_owned()).or_insert_with(|| Node::string("string", span));
    members.entry("format".to_owned()).or_insert_with(|| Node::string(format, span));
}
