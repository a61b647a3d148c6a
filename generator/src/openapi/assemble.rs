//! The bundle as one tree: takes lifted components and the input documents' paths, gives the OpenAPI 3.0 document.

use std::collections::BTreeMap;

use super::extensions::names::{API_VERSION, FIX_UPS, PARAMETERIZED_HOST, PATHS, SOURCE, SOURCES};
use super::grammar::{Dialect, Kind, METHODS, Role};
use super::library::Document;
use super::lift::{Lift, Servers, api_version, servers};
use super::paths::{PathItem, Paths};
use super::place::Place;
use super::{BundleOptions, order};
use crate::diagnostics::Code;
use crate::overrides::FixUp;
use crate::source::{Node, Object, Span, Value};

/// What one input document says about all its operations.
struct Common {
    servers: Servers,
    security: Option<Node>,
    /// Its api-version, for operations in files that have none.
    version: Option<Node>,
}

/// Puts the bundle together.
pub(crate) fn assemble(lift: &mut Lift<'_>, options: &BundleOptions) -> Node {
    let library = lift.library;
    let inputs: Vec<&Document> = library.documents().iter().filter(|it| it.input.is_some()).collect();
    let span = inputs.first().map_or(Span { file: crate::source::FileId(0), line: 1, column: 1 }, |it| it.tree.span);
    let sources = Sources::of(lift, &inputs);
    inputs.iter().for_each(|it| report_root_extensions(lift, it));
    let commons: Vec<Common> = inputs.iter().map(|it| common(lift, it)).collect();
    let (root_servers, root_security) = agreed(&commons);

    let components = components(lift, &sources, span);
    let mut paths = Paths::default();
    for (document, common) in inputs.iter().zip(commons) {
        let common = Common {
            servers: if root_servers.is_some() { Servers::default() } else { common.servers },
            security: if root_security.is_some() { None } else { common.security },
            version: common.version,
        };
        add_paths(lift, document, &common, &sources, &components, &mut paths);
    }

    let mut root =
        Object::from([("openapi".to_owned(), Node::string("3.0.3", span)), ("info".to_owned(), info(options, span))]);
    if let Some(Servers { servers, host }) = root_servers {
        root.extend(servers.map(|it| ("servers".to_owned(), it)));
        root.extend(host.map(|it| (PARAMETERIZED_HOST.to_owned(), it)));
    }
    root.extend(root_security.map(|it| ("security".to_owned(), it)));
    if let Some(list) = sources.list(span) {
        root.insert(SOURCES.to_owned(), list);
    }
    if !options.fix_ups.is_empty() {
        let list: Vec<_> = options.fix_ups.iter().map(FixUp::to_json).collect();
        root.insert(FIX_UPS.to_owned(), Node::from_json(&list.into(), span));
    }
    let (plain, mut extra) = paths.into_nodes(span);
    if extra.as_object().is_some_and(|it| !it.is_empty()) {
        order::sort(&mut extra, Role::Many(Kind::PathItem), &Place::ROOT.key(PATHS), lift.diagnostics);
        root.insert(PATHS.to_owned(), extra);
    }
    root.insert("paths".to_owned(), plain);
    if components.as_object().is_some_and(|it| !it.is_empty()) {
        root.insert("components".to_owned(), components);
    }
    let mut tree = Node::object(root, span);
    order::sort(&mut tree, Role::One(Kind::Document), &Place::ROOT, lift.diagnostics);
    tree
}

fn info(options: &BundleOptions, span: Span) -> Node {
    let members = [("title", &options.title), ("version", &options.release)];
    Node::object(members.map(|(key, text)| (key.to_owned(), Node::string(text, span))).into_iter().collect(), span)
}

/// Extensions at the root of an input document speak of the document, which the bundle replaces.
fn report_root_extensions(lift: &mut Lift<'_>, document: &Document) {
    const KNOWN: [&str; 3] = ["x-ms-paths", PARAMETERIZED_HOST, "x-typespec-generated"];
    for (key, node) in document.tree.as_object().into_iter().flatten() {
        if key.starts_with("x-") && !KNOWN.contains(&key.as_str()) && !Kind::Document.is_prose(key) {
            let message = format!("the extension `{key}` at the root of a document is not known");
            lift.diagnostics.add(Code::UnknownExtension, Some(node.span), Place::ROOT.key(key).pointer(), message);
        }
    }
}

fn common(lift: &mut Lift<'_>, document: &Document) -> Common {
    let security = document.tree.get("security").map(|it| lift.requirements(document, it));
    Common { servers: servers(lift, document, None), security, version: api_version(document) }
}

/// What all documents agree on. A document without host and base path has no say about the servers; one without
/// `security` does say something, namely that no credential is needed.
fn agreed(commons: &[Common]) -> (Option<Servers>, Option<Node>) {
    let mut speaking = commons.iter().map(|it| &it.servers).filter(|it| !it.is_silent());
    let servers = speaking.next().filter(|first| speaking.all(|it| it.to_json() == first.to_json()));
    let json = |it: &Common| it.security.as_ref().map(Node::to_json);
    let security = commons.first().filter(|first| commons.iter().all(|it| json(it) == json(first)));
    (servers.cloned(), security.and_then(|it| it.security.clone()))
}

/// The numbers of the files that operations and components come from; written if there are several input documents.
struct Sources {
    paths: Vec<String>,
}

impl Sources {
    /// The input documents in the order given, then by path the other files that components come from.
    fn of(lift: &Lift<'_>, inputs: &[&Document]) -> Self {
        if inputs.len() < 2 {
            return Self { paths: Vec::new() };
        }
        let mut paths: Vec<String> = inputs.iter().map(|it| it.path.clone()).collect();
        let components = lift.names.components.values().map(|it| lift.library.document_of(it.definition));
        let mut others: Vec<String> = components.filter(|it| it.input.is_none()).map(|it| it.path.clone()).collect();
        others.sort_unstable();
        others.dedup();
        paths.extend(others);
        Self { paths }
    }

    fn mark(&self, node: &mut Node, path: &str) {
        let span = node.span;
        if let (Some(index), Some(members)) = (self.paths.iter().position(|it| it == path), node.as_object_mut()) {
            // A reference has no room for siblings; it is one in the file of its source as well.
            if !members.contains_key("$ref") {
                members.insert(SOURCE.to_owned(), Node::new(Value::Number(index.into()), span));
            }
        }
    }

    fn list(&self, span: Span) -> Option<Node> {
        let list: Vec<Node> = self.paths.iter().map(|it| Node::string(it, span)).collect();
        (!list.is_empty()).then(|| Node::new(Value::Array(list), span))
    }
}

fn components(lift: &mut Lift<'_>, sources: &Sources, span: Span) -> Node {
    let names = lift.names;
    let mut sections: BTreeMap<Kind, Object> = BTreeMap::new();
    for component in names.components.values() {
        if is_written_inline(lift, component.definition) {
            continue;
        }
        if let Some(mut node) = lift.definition(component.definition) {
            if component.kind == Kind::Schema {
                keep_discriminator_value(
                    &mut node,
                    &lift.library.definition(component.definition).name,
                    &component.name,
                );
            }
            sources.mark(&mut node, &lift.library.document_of(component.definition).path);
            sections.entry(component.kind).or_default().insert(component.name.clone(), node);
        }
    }
    let sections = sections.into_iter().filter_map(|(kind, section)| {
        let key = Dialect::OpenApi.section(kind).split('/').nth(2)?;
        Some((key.to_owned(), Node::object(section, span)))
    });
    Node::object(sections.collect(), span)
}

/// A subtype that does not say its discriminator value has the definition's name as its value; a new name must not
/// change what goes over the wire.
fn keep_discriminator_value(schema: &mut Node, definition: &str, component: &str) {
    let span = schema.span;
    let Some(members) = schema.as_object_mut() else { return };
    let may_be_subtype = members.contains_key("allOf") && !members.contains_key("discriminator");
    if may_be_subtype && definition != component {
        members.entry("x-ms-discriminator-value".to_owned()).or_insert_with(|| Node::string(definition, span));
    }
}

/// Whether a definition is a parameter that goes into the request bodies of its operations.
fn is_written_inline(lift: &Lift<'_>, id: super::library::DefinitionId) -> bool {
    let location = lift.library.node(id).and_then(|it| it.get("in")).and_then(Node::as_str);
    lift.library.definition(id).kind == Kind::Parameter && matches!(location, Some("body" | "formData"))
}

/// Adds the path items of a document.
fn add_paths<'a>(
    lift: &mut Lift<'a>,
    document: &'a Document,
    common: &Common,
    sources: &Sources,
    components: &Node,
    paths: &mut Paths,
) {
    for section in ["paths", "x-ms-paths"] {
        let Some(node) = document.tree.get(section) else { continue };
        let place = Place::ROOT.key(section);
        let Some(items) = lift.members(node, &format!("`{section}`"), &place) else { continue };
        for (path, node) in items.iter().filter(|(path, _)| !path.starts_with("x-")) {
            let place = place.key(path);
            let Some(mut item) = path_item(lift, document, node, &place) else { continue };
            for operation in item.methods.values_mut() {
                common.add_to(operation);
                sources.mark(operation, &document.path);
            }
            let is_plain = section == "paths" && path.starts_with('/') && !path.contains('?');
            paths.add((&document.path, path), item, is_plain, components, lift.diagnostics);
        }
    }
}

fn path_item<'a>(lift: &mut Lift<'a>, document: &'a Document, node: &'a Node, place: &Place<'_>) -> Option<PathItem> {
    let referring = lift.members(node, "the path item", place)?;
    let mut item = PathItem::new(node.span, place.pointer());
    // What stands beside a reference is the path item's own, and comes before what it refers to.
    if referring.contains_key("$ref") {
        let target = lift.library.target(Kind::PathItem, document, node)?;
        let pointer = target.id.map(|id| lift.library.pointer(id)).unwrap_or_default();
        add_members(lift, target.document, target.node, &Place::at(&pointer), &mut item);
    }
    add_members(lift, document, node, place, &mut item);
    Some(item)
}

fn add_members<'a>(
    lift: &mut Lift<'a>,
    document: &'a Document,
    node: &'a Node,
    place: &Place<'_>,
    item: &mut PathItem,
) {
    let Some(members) = lift.members(node, "the path item", place) else { return };
    let below = place.key("parameters");
    let path_level = members.get("parameters").map(|it| (it, &below));
    if let Some((parameters, place)) = path_level {
        item.parameters.extend(lift.path_parameters(document, parameters, place));
    }
    for (key, child) in members {
        let place = place.key(key);
        if let Some(method) = METHODS.into_iter().find(|it| *it == key) {
            let Some(target) = lift.library.target(Kind::Operation, document, child) else { continue };
            let pointer = target.id.map_or_else(|| place.pointer(), |id| lift.library.pointer(id));
            let operation = lift.operation(target.document, path_level, target.node, &Place::at(&pointer));
            item.methods.extend(operation.map(|it| (method, it)));
        } else if key != "parameters" && key != "$ref" {
            item.others.extend(lift.copy_member(key, child, Kind::PathItem, &place).map(|it| (key.clone(), it)));
        }
    }
}

impl Common {
    /// Adds what is not said once for all, unless the operation says it for itself.
    fn add_to(&self, operation: &mut Node) {
        let Some(members) = operation.as_object_mut() else { return };
        let own = [
            ("servers", &self.servers.servers),
            (PARAMETERIZED_HOST, &self.servers.host),
            ("security", &self.security),
            (API_VERSION, &self.version),
        ];
        for (key, node) in own {
            if let Some(node) = node {
                members.entry(key.to_owned()).or_insert_with(|| node.clone());
            }
        }
    }
}
