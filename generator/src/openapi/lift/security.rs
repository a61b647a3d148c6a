//! Security schemes: `basic` and the flows of `oauth2` have other names in 3.0.

use super::Lift;
use crate::openapi::grammar::Kind;
use crate::openapi::library::Document;
use crate::openapi::place::Place;
use crate::source::{Node, Object, Value};

/// The keywords of a flow.
const FLOW_KEYWORDS: [&str; 3] = ["authorizationUrl", "tokenUrl", "scopes"];

impl Lift<'_> {
    /// The requirements of a document or an operation, by the names that the schemes have in the bundle.
    pub(crate) fn requirements(&mut self, document: &Document, node: &Node) -> Node {
        let mut node = node.clone();
        if let Value::Array(list) = &mut node.value {
            for members in list.iter_mut().filter_map(Node::as_object_mut) {
                *members = std::mem::take(members)
                    .into_iter()
                    .map(|(name, scopes)| {
                        let id = self.library.local(document, Kind::SecurityScheme, &name);
                        (id.and_then(|id| self.names.of(id)).map_or(name, str::to_owned), scopes)
                    })
                    .collect();
            }
        }
        node
    }

    /// A scheme of `securityDefinitions`.
    pub(super) fn security_scheme(&mut self, node: &Node, place: &Place<'_>) -> Node {
        let Some(members) = self.members(node, "the security scheme", place) else { return node.clone() };
        let mut lifted = Object::new();
        let mut flow = Object::new();
        let mut flow_name = None;
        for (key, child) in members {
            match (key.as_str(), child.as_str()) {
                ("type", Some("basic")) => {
                    lifted.insert("type".to_owned(), Node::string("http", child.span));
                    lifted.insert("scheme".to_owned(), child.clone());
                }
                ("flow", Some(name)) => {
                    flow_name = Some(match name {
                        "application" => "clientCredentials",
                        "accessCode" => "authorizationCode",
                        name => name,
                    });
                }
                ("scopes", _) => {
                    flow.insert(key.clone(), self.scopes(child));
                }
                (key, _) if FLOW_KEYWORDS.contains(&key) => {
                    flow.insert(key.to_owned(), child.clone());
                }
                _ => {
                    if let Some(copy) = self.copy_member(key, child, Kind::SecurityScheme, place) {
                        lifted.insert(key.clone(), copy);
                    }
                }
            }
        }
        if let Some(name) = flow_name {
            // 3.0 requires them.
            flow.entry("scopes".to_owned()).or_insert_with(|| Node::object(Object::new(), node.span));
            let flows = Object::from([(name.to_owned(), Node::object(flow, node.span))]);
            lifted.insert("flows".to_owned(), Node::object(flows, node.span));
        }
        Node::object(lifted, node.span)
    }

    /// The names are facts, their explanations prose.
    fn scopes(&self, node: &Node) -> Node {
        let scopes = node.as_object().into_iter().flatten().map(|(name, text)| {
            (name.clone(), if self.keep_docs { text.clone() } else { Node::string("", text.span) })
        });
        Node::object(scopes.collect(), node.span)
    }
}
