//! The references of a tree: takes a node and its role, calls back with a link for each reference, in document order.

use super::grammar::{Kind, Role};
use super::library::Link;
use super::place::Place;
use crate::source::{Node, Value};

/// Calls `found` with each reference.
pub(crate) fn each(node: &Node, role: Role, place: &Place<'_>, found: &mut dyn FnMut(Link)) {
    match (role, &node.value) {
        (Role::Data, _) => {}
        (Role::One(kind), Value::Object(members)) => {
            for (key, child) in members {
                let place = place.key(key);
                if key == "$ref" && kind.may_be_reference() {
                    if child.as_str().is_some() {
                        found(Link::new(kind, child, &place));
                    }
                } else if kind == Kind::LongRunning && key == "final-state-schema" {
                    if child.as_str().is_some() {
                        found(Link::new(Kind::Schema, child, &place));
                    }
                } else if kind == Kind::Discriminator && key == "mapping" {
                    for (value, target) in child.as_object().into_iter().flatten() {
                        if target.as_str().is_some() {
                            found(Link { is_hint: true, ..Link::new(Kind::Schema, target, &place.key(value)) });
                        }
                    }
                } else if !kind.is_example(key) {
                    each(child, kind.child_at(key, child), &place, found);
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
