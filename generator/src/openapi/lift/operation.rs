//! Operations: parameters, request body, responses and what Swagger 2.0 says once for the whole document.

use super::body::BodyPart;
use super::{Lift, servers};
use crate::openapi::extensions::names::API_VERSION;
use crate::openapi::grammar::{Dialect, Kind, Role};
use crate::openapi::library::Document;
use crate::openapi::place::Place;
use crate::source::{Node, Object, Value};

/// What an operation's list of parameters becomes.
#[derive(Default)]
struct Parameters<'n> {
    lifted: Vec<Node>,
    body: Vec<BodyPart<'n>>,
    form: Vec<BodyPart<'n>>,
}

impl<'a> Lift<'a> {
    /// The parameters of a path item; those of body and form data are left to its operations.
    pub(crate) fn path_parameters(&mut self, document: &Document, node: &'a Node, place: &Place<'_>) -> Vec<Node> {
        match document.dialect {
            Dialect::Swagger => self.parameters(node, place).lifted,
            Dialect::OpenApi => {
                let list = self.elements(node, "`parameters`", place);
                list.iter().enumerate().map(|(at, it)| self.copy_parameter(it, false, &place.index(at))).collect()
            }
        }
    }

    /// An operation. `path_level` are the parameters of its path item.
    pub(crate) fn operation(
        &mut self,
        document: &'a Document,
        path_level: Option<(&'a Node, &Place<'_>)>,
        node: &'a Node,
        place: &Place<'_>,
    ) -> Option<Node> {
        let members = self.members(node, "the operation", place)?;
        let mut lifted = match document.dialect {
            Dialect::Swagger => self.swagger_operation(document, path_level, node, members, place),
            Dialect::OpenApi => self.copy_members(members, Kind::Operation, place),
        };
        // Tags sort documentation; the operationId says which group an operation belongs to.
        lifted.shift_remove("tags");
        if let Some(security) = members.get("security") {
            let requirements = self.requirements(document, security);
            lifted.insert("security".to_owned(), requirements);
        }
        if let Some(version) = api_version(document) {
            lifted.insert(API_VERSION.to_owned(), version);
        }
        Some(Node::object(lifted, node.span))
    }

    fn swagger_operation(
        &mut self,
        document: &'a Document,
        path_level: Option<(&'a Node, &Place<'_>)>,
        node: &'a Node,
        members: &'a Object,
        place: &Place<'_>,
    ) -> Object {
        let mut lifted = Object::new();
        let mut own = Parameters::default();
        for (key, child) in members {
            let below = place.key(key);
            match key.as_str() {
                "parameters" => own = self.parameters(child, &below),
                "responses" => {
                    let responses = self.responses(document, node, child, &below);
                    lifted.insert(key.clone(), responses);
                }
                "schemes" => {
                    if let Some(servers) = servers(self, document, Some(child)).servers {
                        lifted.insert("servers".to_owned(), servers);
                    }
                }
                "consumes" | "produces" => {}
                _ => {
                    if let Some(copy) = self.copy_member(key, child, Kind::Operation, place) {
                        lifted.insert(key.clone(), copy);
                    }
                }
            }
        }
        if let (true, Some((node, place))) = (own.body.is_empty(), path_level) {
            let inherited = self.parameters(node, place);
            if own.form.is_empty() {
                own.body = inherited.body;
            }
            let others = inherited.form.into_iter().filter(|it| own.form.iter().all(|own| own.name() != it.name()));
            let others: Vec<_> = others.collect();
            own.form.extend(others);
        }
        if !own.lifted.is_empty() {
            let span = members.get("parameters").map_or(node.span, |it| it.span);
            lifted.insert("parameters".to_owned(), Node::new(Value::Array(own.lifted), span));
        }
        if let Some(body) = self.request_body(document, node, &own.body, &own.form, place) {
            lifted.insert("requestBody".to_owned(), body);
        }
        lifted
    }

    /// A list of parameters, each where it belongs in 3.0.
    fn parameters(&mut self, list: &'a Node, place: &Place<'_>) -> Parameters<'a> {
        let mut parameters = Parameters::default();
        for (position, node) in self.elements(list, "`parameters`", place).iter().enumerate() {
            self.add_parameter(node, position, &place.index(position), &mut parameters);
        }
        parameters
    }

    fn add_parameter(&mut self, node: &'a Node, position: usize, place: &Place<'_>, parameters: &mut Parameters<'a>) {
        let (library, mut part) = (self.library, BodyPart { node, shared: false, position, pointer: place.pointer() });
        if let Some(reference) = node.get("$ref") {
            // What cannot be found has been reported.
            let Some(id) = library.find(Kind::Parameter, reference) else { return };
            let Some(target) = library.node(id) else { return };
            part = BodyPart { node: target, shared: true, position, pointer: library.pointer(id) };
        }
        match part.node.get("in").and_then(Node::as_str) {
            Some("body") => parameters.body.push(part),
            Some("formData") => parameters.form.push(part),
            _ if !part.shared => parameters.lifted.push(self.parameter(node, false, place)),
            _ => parameters.lifted.push(self.parameter_reference(node, part.node, place)),
        }
    }

    /// A shared parameter stays shared, unless siblings of the reference say something else about it.
    fn parameter_reference(&mut self, node: &Node, target: &Node, place: &Place<'_>) -> Node {
        let siblings: Object = node
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| *key != "$ref" && !Kind::Parameter.is_prose(key) && !Kind::Parameter.is_example(key))
            .map(|(key, child)| (key.clone(), child.clone()))
            .collect();
        match target.as_object() {
            Some(members) if !siblings.is_empty() => {
                let mut members = members.clone();
                members.extend(siblings);
                self.parameter(&Node::object(members, node.span), true, place)
            }
            _ => self.copy(node, Role::One(Kind::Parameter), place),
        }
    }
}

/// The api-version of a document, as text.
pub(crate) fn api_version(document: &Document) -> Option<Node> {
    let version = document.tree.pointer("/info/version")?;
    match &version.value {
        Value::String(_) => Some(version.clone()),
        Value::Number(number) => Some(Node::string(number.to_string(), version.span)),
        _ => None,
    }
}
