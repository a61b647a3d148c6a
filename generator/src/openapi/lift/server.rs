//! Servers: `schemes`, `host` and `basePath`, or the template of `x-ms-parameterized-host`, become `servers`.

use super::Lift;
use super::parameter::set_location;
use crate::diagnostics::{Code, Remedy};
use crate::openapi::extensions::names::{PARAMETER_LOCATION, PARAMETERIZED_HOST};
use crate::openapi::grammar::{Dialect, Kind};
use crate::openapi::library::Document;
use crate::openapi::place::Place;
use crate::source::{Node, Object, Value};

/// Where the operations of a document are sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Servers {
    /// `servers`
    pub(crate) servers: Option<Node>,
    /// `x-ms-parameterized-host`, its parameters written out.
    pub(crate) host: Option<Node>,
}

impl Servers {
    /// Whether the document says anything at all; one that does not has no say in what all agree on.
    pub(crate) fn is_silent(&self) -> bool {
        self.servers.is_none() && self.host.is_none()
    }

    /// The value, for comparing.
    pub(crate) fn to_json(&self) -> [Option<serde_json::Value>; 2] {
        [self.servers.as_ref().map(Node::to_json), self.host.as_ref().map(Node::to_json)]
    }
}

/// The servers of a document, or of an operation that names schemes of its own.
pub(crate) fn servers(lift: &mut Lift<'_>, document: &Document, schemes: Option<&Node>) -> Servers {
    let tree = &document.tree;
    let host = tree.get(PARAMETERIZED_HOST).map(|node| lift.parameterized_host(node));
    if document.dialect == Dialect::OpenApi {
        return Servers { servers: tree.get("servers").map(|it| lift.without_prose(it)), host };
    }
    let text = |node: &Node, key| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let base = text(tree, "basePath");
    let base = base.trim_end_matches('/');
    let template = host.as_ref().map(|it| text(it, "hostTemplate"));
    let prefix = host.as_ref().is_none_or(|it| it.get("useSchemePrefix").and_then(Node::as_bool) != Some(false));
    let written = text(tree, "host");
    // Some documents give a whole URL.
    let (scheme, bare) = written.split_once("://").map_or((None, &*written), |(scheme, rest)| (Some(scheme), rest));
    if let (Some(_), Some(node)) = (scheme, tree.get("host")) {
        let message = format!("`host` is a name, and no URL; `{}` of it is", bare.trim_end_matches('/'));
        lift.diagnostics.add(Code::KeywordIgnored, Some(node.span), "/host", message);
        lift.diagnostics.settled_by(Remedy::Replace(bare.trim_end_matches('/').into()));
    }
    let authority = template.clone().unwrap_or_else(|| bare.trim_end_matches('/').to_owned());
    if authority.is_empty() && base.is_empty() {
        return Servers { servers: None, host };
    }
    let at =
        [PARAMETERIZED_HOST, "host", "basePath"].iter().find_map(|key| tree.get(key)).map_or(tree.span, |it| it.span);
    let schemes: Vec<&str> = schemes
        .or(tree.get("schemes"))
        .and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .collect();
    let schemes = if schemes.is_empty() { vec![scheme.unwrap_or("https")] } else { schemes };
    let urls: Vec<String> = match (authority.is_empty(), prefix) {
        (true, _) => vec![base.to_owned()],
        (false, false) => vec![format!("{authority}{base}")],
        (false, true) => schemes.iter().map(|scheme| format!("{scheme}://{authority}{base}")).collect(),
    };
    let servers = urls.into_iter().map(|url| {
        let mut server = Object::from([("url".to_owned(), Node::string(url, at))]);
        if let Some(host) = &host {
            server.insert("variables".to_owned(), variables(host));
        }
        Node::object(server, at)
    });
    Servers { servers: Some(Node::new(Value::Array(servers.collect()), at)), host }
}

/// The variables of a host template, each with the default that 3.0 requires.
fn variables(host: &Node) -> Node {
    let mut variables = Object::new();
    for parameter in host.get("parameters").and_then(Node::as_array).unwrap_or_default() {
        if let Some(name) = parameter.get("name").and_then(Node::as_str) {
            let default = parameter.pointer("/schema/default").and_then(Node::as_str).unwrap_or_default();
            let mut members = Object::from([("default".to_owned(), Node::string(default, parameter.span))]);
            members.extend(parameter.pointer("/schema/enum").map(|it| ("enum".to_owned(), it.clone())));
            variables.insert(name.to_owned(), Node::object(members, parameter.span));
        }
    }
    Node::object(variables, host.span)
}

impl Lift<'_> {
    /// The extension with its parameters written out, in the form of 3.0. They belong to the client unless marked.
    fn parameterized_host(&mut self, node: &Node) -> Node {
        let start = format!("/{PARAMETERIZED_HOST}");
        let place = Place::at(&start);
        let Some(members) = self.members(node, "`x-ms-parameterized-host`", &place) else { return node.clone() };
        let mut lifted = Object::new();
        for (key, child) in members {
            if key == "parameters" {
                let place = place.key(key);
                let list = self.elements(child, "`parameters`", &place);
                let parameters =
                    list.iter().enumerate().map(|(at, it)| self.host_parameter(it, &place.index(at))).collect();
                lifted.insert(key.clone(), Node::new(Value::Array(parameters), child.span));
            } else if let Some(copy) = self.copy_member(key, child, Kind::Host, &place) {
                lifted.insert(key.clone(), copy);
            }
        }
        Node::object(lifted, node.span)
    }

    fn host_parameter(&mut self, node: &Node, place: &Place<'_>) -> Node {
        let target = node.get("$ref").and_then(|it| self.library.find(Kind::Parameter, it));
        let node = target.and_then(|id| self.library.node(id)).unwrap_or(node);
        if node.get(PARAMETER_LOCATION).is_none() && node.get("schema").is_some() {
            // Already in the form of 3.0.
            let mut members = node.as_object().cloned().unwrap_or_default();
            members = self.copy_members(&members, Kind::Parameter, place);
            set_location(&mut members, true, node.span);
            return Node::object(members, node.span);
        }
        self.parameter(node, true, place)
    }

    /// Servers of 3.0 may have descriptions.
    fn without_prose(&self, servers: &Node) -> Node {
        let mut servers = servers.clone();
        if let (false, Value::Array(list)) = (self.keep_docs, &mut servers.value) {
            for server in list.iter_mut().filter_map(Node::as_object_mut) {
                server.shift_remove("description");
                let variables = server.get_mut("variables").and_then(Node::as_object_mut);
                for variable in variables.into_iter().flat_map(Object::values_mut).filter_map(Node::as_object_mut) {
                    variable.shift_remove("description");
                }
            }
        }
        servers
    }
}
