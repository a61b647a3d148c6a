//! The references of a tree: takes a node and its role, calls back with each reference in document order.

use super::grammar::{Kind, Role};
use super::place::Place;
use crate::source::{Node, Value};

/// Calls `found` with the kind of definition that is expected, the node that holds the text, and its place.
pub(crate) fn each<'n>(
    node: &'n Node,
    role: Role,
    place: &Place<'_>,
    found: &mut dyn FnMut(Kind, &'n Node, &Place<'_>),
) {
    match (role, &node.value) {
        (Role::Data, _) => {}
        (Role::One(kind), Value::Object(members)) => {
            for (key, child) in members {
                let place = place.key(key);
                if key == "$ref" && kind.may_be_reference() {
                    if child.as_str().is_some() {
                        found(kind, child, &place);
                    }
                } else if kind == Kind::LongRunning && key == "final-state-schema" {
                    if child.as_str().is_some() {
                        found(Kind::Schema, child, &place);
                    }
                } else if kind == Kind::Discriminator && key == "mapping" {
                    for (value, target) in child.as_object().into_iter().flatten() {
                        if target.as_str().is_some_and(is_reference) {
                            found(Kind::Schema, target, &place.key(value));
                        }
                    }
                } else if !kind.is_example(key) {
                    each(child, kind.child(key), &place, found);
                }
            }
        }
        (Role::Many(kind), Value::Object(members)) => {
            for (name, child) in members {
                if !kind.is_extension_beside(name) {
                    each(child, Role::One(kind), &place.key(name), found);
                }
            }
        }
        (Role::One(kind) | Role::Many(kind), Value::Array(elements)) => {
            for (index, child) in elements.iter().enumerate() {
                each(child, Role::One(kind), &place.index(index), found);
            }
        }
        _ => {}
    }
}

/// Whether what a mapping names is a reference, to a definition or a whole file; it may be the bare name of a schema, too.
fn is_reference(text: &str) -> bool {
    let is_file = || [".json", ".yaml", ".yml"].iter().any(|it| text.to_ascii_lowercase().ends_with(it));
    text.contains(['#', '/']) || is_file()
}
