//! What both versions have in common: takes a node and its role, gives it without prose and with the bundle's
//! references.

use super::Lift;
use crate::openapi::grammar::{Kind, Role};
use crate::openapi::place::Place;
use crate::source::{Node, Object, Value};

impl Lift<'_> {
    /// Copies a node of OpenAPI 3.0, or one that is the same in both versions.
    pub(super) fn copy(&mut self, node: &Node, role: Role, place: &Place<'_>) -> Node {
        let value = match (role, &node.value) {
            (Role::One(Kind::Schema), Value::Object(_)) => return self.schema(node, place),
            (Role::One(Kind::Parameter), Value::Object(_)) => return self.copy_parameter(node, false, place),
            (Role::One(kind), Value::Object(members)) => match members.get("$ref") {
                Some(text) if kind.may_be_reference() => Value::Object(self.plain_reference(kind, text)),
                _ => Value::Object(self.copy_members(members, kind, place)),
            },
            (Role::Many(kind), Value::Object(members)) => {
                let copies = members.iter().map(|(name, child)| {
                    let role = Role::One(if kind.is_extension_beside(name) { Kind::Extension } else { kind });
                    (name.clone(), self.copy(child, role, &place.key(name)))
                });
                Value::Object(copies.collect())
            }
            (Role::One(kind) | Role::Many(kind), Value::Array(elements)) => Value::Array(
                elements.iter().enumerate().map(|(at, it)| self.copy(it, Role::One(kind), &place.index(at))).collect(),
            ),
            (_, value) => value.clone(),
        };
        Node::new(value, node.span)
    }

    pub(super) fn copy_members(&mut self, members: &Object, kind: Kind, place: &Place<'_>) -> Object {
        let mut copies = Object::new();
        for (key, child) in members {
            if let Some(copy) = self.copy_member(key, child, kind, place) {
                copies.insert(key.clone(), copy);
            } else if kind == Kind::Response && key == "description" {
                // 3.0 requires it.
                copies.insert(key.clone(), Node::string("", child.span));
            }
        }
        copies
    }

    /// The copy of a member; `None` if it is left out.
    pub(crate) fn copy_member(&mut self, key: &str, child: &Node, kind: Kind, place: &Place<'_>) -> Option<Node> {
        if self.drops(kind, key) {
            return None;
        }
        match (kind, key) {
            (Kind::LongRunning, "final-state-schema") => {
                Some(self.reference(Kind::Schema, child).unwrap_or_else(|| child.clone()))
            }
            (Kind::Operation, "x-ms-odata") | (Kind::Extension, "$ref") if child.as_str().is_some() => {
                Some(self.mention(child))
            }
            (Kind::Discriminator, "mapping") => Some(self.mapping(child)),
            _ => Some(self.copy(child, kind.child_at(key, child), &place.key(key))),
        }
    }

    fn plain_reference(&self, kind: Kind, text: &Node) -> Object {
        self.reference(kind, text).map(|text| ("$ref".to_owned(), text)).into_iter().collect()
    }

    /// A reference that keeps no schema by itself: `x-ms-odata` names the schema that `$filter` expressions are written
    /// against, which no request or response contains; and what a reference inside an extension means is not known. A
    /// schema that is not kept for another reason is given by its bare name.
    fn mention(&self, text: &Node) -> Node {
        self.reference(Kind::Schema, text).unwrap_or_else(|| {
            let name = text.as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            Node::string(name, text.span)
        })
    }

    fn mapping(&self, node: &Node) -> Node {
        let members = node.as_object().into_iter().flatten().filter_map(|(value, target)| {
            // What is no text is told where the bundle is read.
            let named = target.as_str().map(|_| self.mapped(target));
            Some((value.clone(), named.unwrap_or_else(|| Some(target.clone()))?))
        });
        Node::object(members.collect(), node.span)
    }
}
