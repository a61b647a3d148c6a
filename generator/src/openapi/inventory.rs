//! What goes in: takes the upstream trees as they were read, gives counts to compare with what comes out.

use super::grammar::{Dialect, Kind, METHODS, Role};
use super::library::{Document, Library};
use super::reach::Reach;
use crate::source::{Node, Value};

/// Counts over the upstream documents, before anything is lifted, merged or renamed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Inventory {
    /// The methods (`get`, `put`, `patch`, `post`, `delete`, `head`, `options`, `trace`) of all path items in `paths`
    /// and `x-ms-paths` of the input documents.
    pub operations: usize,
    /// The schemas of `definitions` (3.0: `components/schemas`), told apart by file and name, that the operations of
    /// the input documents reach through `$ref` and `final-state-schema`, by way of parameters and responses too, but
    /// not through other extensions; and the schemas, in any file that was read, whose `allOf` leads to a reached schema
    /// with a `discriminator`, with all that these reach.
    pub definitions: usize,
    /// The keys of every `properties` object in those schemas: at their top, and in `properties`, `items`,
    /// `additionalProperties`, `not`, `allOf`, `oneOf` and `anyOf` below, references not followed.
    pub properties: usize,
    /// The elements of every `enum` array in those schemas, at the same places; and in the parameters (with their
    /// `items` and `schema`; in 3.0 also in the schemas of `requestBody`): each parameter written in an operation or path
    /// item of the input documents, and each shared one that the operations reach, told apart by file and name, once.
    pub enum_values: usize,
}

/// Counts.
pub(crate) fn take(library: &Library, reach: &Reach) -> Inventory {
    let mut inventory = Inventory::default();
    for document in library.documents().iter().filter(|it| it.input.is_some()) {
        inventory.add_operations(library, document);
    }
    for id in reach.definitions(library) {
        let Some(node) = library.node(id) else { continue };
        match library.definition(id).kind {
            Kind::Schema => {
                inventory.definitions += 1;
                inventory.add_schema(node, Role::One(Kind::Schema));
            }
            Kind::Parameter => inventory.add_parameter(node),
            _ => {}
        }
    }
    inventory
}

impl Inventory {
    fn add_operations(&mut self, library: &Library, document: &Document) {
        let sections = ["paths", "x-ms-paths"].iter().filter_map(|key| document.tree.get(key)?.as_object());
        let items = sections.flatten().filter(|(path, _)| !path.starts_with("x-")).map(|(_, item)| item);
        // Both the path item and the one it refers to.
        let referred = |item| library.target(Kind::PathItem, document, item).filter(|it| it.id.is_some());
        let items: Vec<&Node> =
            items.flat_map(|item| [Some(item), referred(item).map(|it| it.node)]).flatten().collect();
        for item in items {
            self.add_parameters(item);
            for operation in METHODS.iter().filter_map(|method| item.get(method)) {
                let Some(operation) = library.target(Kind::Operation, document, operation).map(|it| it.node) else {
                    continue;
                };
                self.operations += 1;
                self.add_parameters(operation);
                if document.dialect == Dialect::OpenApi {
                    let content = operation.pointer("/requestBody/content").and_then(Node::as_object);
                    for schema in content.into_iter().flatten().filter_map(|(_, it)| it.get("schema")) {
                        self.enum_values += enum_values(schema);
                    }
                }
            }
        }
    }

    fn add_parameters(&mut self, node: &Node) {
        let list = node.get("parameters").and_then(Node::as_array).unwrap_or_default();
        list.iter().filter(|it| it.get("$ref").is_none()).for_each(|it| self.add_parameter(it));
    }

    fn add_parameter(&mut self, node: &Node) {
        self.enum_values += node.get("enum").and_then(Node::as_array).map_or(0, <[Node]>::len);
        self.enum_values += ["items", "schema"].iter().filter_map(|key| node.get(key)).map(enum_values).sum::<usize>();
    }

    fn add_schema(&mut self, node: &Node, role: Role) {
        if let (Role::One(Kind::Schema), Some(members)) = (role, node.as_object()) {
            self.properties += members.get("properties").and_then(Node::as_object).map_or(0, |it| it.len());
            self.enum_values += members.get("enum").and_then(Node::as_array).map_or(0, <[Node]>::len);
        }
        for (child, role) in children(node, role) {
            self.add_schema(child, role);
        }
    }
}

/// The elements of the `enum` arrays of a schema and the schemas in it.
fn enum_values(schema: &Node) -> usize {
    let mut counts = Inventory::default();
    counts.add_schema(schema, Role::One(Kind::Schema));
    counts.enum_values
}

/// The schemas directly in a schema, a list or a map of schemas.
fn children(node: &Node, role: Role) -> Vec<(&Node, Role)> {
    let is_schema = |role: &Role| matches!(role, Role::One(Kind::Schema) | Role::Many(Kind::Schema));
    match (&node.value, role) {
        (Value::Object(members), Role::One(kind)) => {
            members.iter().map(|(key, it)| (it, kind.child(key))).filter(|(_, role)| is_schema(role)).collect()
        }
        (Value::Object(members), Role::Many(kind)) => members.values().map(|it| (it, Role::One(kind))).collect(),
        (Value::Array(elements), Role::One(kind) | Role::Many(kind)) => {
            elements.iter().map(|it| (it, Role::One(kind))).collect()
        }
        _ => Vec::new(),
    }
}
