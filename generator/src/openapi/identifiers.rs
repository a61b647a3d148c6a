//! Names of JSON Schema's: takes the tree of a document of 3.1, gives pointers to references that name a schema by its
//! `$anchor` or `$id`, and to those that begin at a schema with an `$id`.

use std::collections::HashMap;

use super::grammar::{DEFINITIONS, Kind, Role};
use crate::source::{Node, Value, escape_token};

/// What is found in a document.
#[derive(Default)]
struct Found {
    /// The pointer of each schema with a name, by the text that refers to it.
    named: HashMap<String, String>,
    /// The references of schemas: where they stand, and the schema with an `$id` around them.
    references: Vec<(String, String)>,
}

/// Gives such references pointers. What names nothing stays, and is told where references are followed.
pub(super) fn settle(tree: &mut Node) {
    let mut found = Found::default();
    let is_document = ["openapi", "components", "paths"].iter().any(|key| tree.get(key).is_some());
    let kind = if is_document { Kind::Document } else { Kind::Schema };
    look(tree, Role::One(kind), "", "", &mut found);
    for (place, around) in found.references {
        let Some(text) = tree.pointer(&place).and_then(Node::as_str) else { continue };
        let (id, fragment) = text.split_once('#').unwrap_or((text, ""));
        let below = |schema: &str| format!("{schema}{fragment}");
        let target = match found.named.get(text) {
            Some(named) => named.clone(),
            None if id.is_empty() && !around.is_empty() && fragment.starts_with('/') => below(&around),
            None if id.is_empty() && !around.is_empty() && fragment.is_empty() => around,
            None => match found.named.get(id) {
                Some(schema) if fragment.is_empty() || fragment.starts_with('/') => below(schema),
                _ => continue,
            },
        };
        if tree.pointer(&target).is_some()
            && let Some(node) = tree.pointer_mut(&place)
        {
            node.value = Value::String(format!("#{target}"));
        }
    }
}

fn look(node: &Node, role: Role, pointer: &str, around: &str, found: &mut Found) {
    let (Role::One(kind) | Role::Many(kind)) = role else { return };
    match (&node.value, role) {
        (Value::Array(elements), _) => {
            for (index, child) in elements.iter().enumerate() {
                look(child, Role::One(kind), &format!("{pointer}/{index}"), around, found);
            }
        }
        (Value::Object(members), Role::Many(_)) => {
            for (name, child) in members {
                look(child, Role::One(kind), &format!("{pointer}/{}", escape_token(name)), around, found);
            }
        }
        (Value::Object(members), _) => {
            let text = |key: &str| members.get(key).filter(|_| kind == Kind::Schema).and_then(Node::as_str);
            let mut around = around;
            if let Some(id) = text("$id") {
                found.named.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| pointer.to_owned());
                around = pointer;
            }
            if let Some(anchor) = text("$anchor") {
                found.named.entry(format!("#{anchor}")).or_insert_with(|| pointer.to_owned());
            }
            if text("$ref").is_some() {
                found.references.push((format!("{pointer}/$ref"), around.to_owned()));
            }
            for (key, child) in members {
                let role = match (kind, key.as_str()) {
                    (Kind::Schema, key) if DEFINITIONS.contains(&key) => Role::Many(Kind::Schema),
                    (kind, key) => kind.child(key),
                };
                look(child, role, &format!("{pointer}/{}", escape_token(key)), around, found);
            }
        }
        _ => {}
    }
}
