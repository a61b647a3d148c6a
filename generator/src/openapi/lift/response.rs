//! Responses and their headers: `schema` becomes `content`, by the media types of `produces`; the members that describe
//! a header's value move into its `schema`.

use super::{Lift, content, media_types};
use crate::openapi::grammar::{Dialect, Kind, Role};
use crate::openapi::library::Document;
use crate::openapi::place::Place;
use crate::source::{Node, Object, Span};

impl Lift<'_> {
    /// The responses of an operation.
    pub(super) fn responses(&mut self, document: &Document, operation: &Node, node: &Node, place: &Place<'_>) -> Node {
        let Some(members) = self.members(node, "`responses`", place) else {
            return Node::object(Object::new(), node.span);
        };
        let produces = media_types(document, Some(operation), "produces");
        let mut lifted = Object::new();
        for (status, child) in members {
            let place = place.key(status);
            let response = if status.starts_with("x-") {
                self.copy(child, Role::One(Kind::Extension), &place)
            } else {
                self.operation_response(child, &produces, &place)
            };
            lifted.insert(status.clone(), response);
        }
        Node::object(lifted, node.span)
    }

    /// A shared response stays shared, unless the operation produces other media types than the document the response
    /// stands in: in Swagger 2.0 they belong to the operation, in 3.0 to the response.
    fn operation_response(&mut self, node: &Node, produces: &[(String, Span)], place: &Place<'_>) -> Node {
        let Some(reference) = node.get("$ref") else { return self.response(node, produces, place) };
        let Some(id) = self.library.find(Kind::Response, reference) else {
            return self.copy(node, Role::One(Kind::Response), place);
        };
        let (document, target) = (self.library.document_of(id), self.library.node(id));
        let same = |own: &[(String, Span)]| own.iter().map(|it| &it.0).eq(produces.iter().map(|it| &it.0));
        match target {
            Some(target)
                if document.dialect == Dialect::Swagger
                    && target.get("schema").is_some()
                    && !same(&media_types(document, None, "produces")) =>
            {
                self.response(target, produces, &Place::at(&self.library.pointer(id)))
            }
            _ => self.copy(node, Role::One(Kind::Response), place),
        }
    }

    /// A response that is written out.
    pub(super) fn response(&mut self, node: &Node, produces: &[(String, Span)], place: &Place<'_>) -> Node {
        if node.get("$ref").is_some() {
            return self.copy(node, Role::One(Kind::Response), place);
        }
        let Some(members) = self.members(node, "the response", place) else {
            return Node::object(Object::new(), node.span);
        };
        // 3.0 requires a description, so there is one whether or not texts are kept.
        let mut lifted = Object::from([("description".to_owned(), Node::string("", node.span))]);
        for (key, child) in members {
            match key.as_str() {
                "schema" => {
                    let schema = self.schema(child, &place.key(key));
                    lifted.insert("content".to_owned(), content(Some(schema), produces, "*/*", child.span));
                }
                "headers" => {
                    let headers = self.headers(child, &place.key(key));
                    lifted.insert(key.clone(), headers);
                }
                _ => {
                    if let Some(copy) = self.copy_member(key, child, Kind::Response, place) {
                        lifted.insert(key.clone(), copy);
                    }
                }
            }
        }
        Node::object(lifted, node.span)
    }

    fn headers(&mut self, node: &Node, place: &Place<'_>) -> Node {
        let mut lifted = Object::new();
        for (name, child) in self.members(node, "`headers`", place).into_iter().flatten() {
            let place = place.key(name);
            if let Some(members) = self.members(child, "the header", &place) {
                let header = self.typed(members, Kind::Header, "header", child.span, &place);
                lifted.insert(name.clone(), Node::object(header, child.span));
            }
        }
        Node::object(lifted, node.span)
    }
}
