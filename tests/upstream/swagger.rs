//! What a service is made of upstream: takes input documents, gives their operations and the definitions these reach.
//!
//! Kept are the schemas, parameters and responses that operations name, by way of others too; and the subtypes of every
//! kept schema with a discriminator, in any file that was read, though nothing need refer to them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::library::{Library, elements, members, resolve};

pub const METHODS: [&str; 8] = ["get", "put", "patch", "post", "delete", "head", "options", "trace"];

/// Something references can name: its file, section and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    pub path: String,
    pub section: Section,
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Definitions,
    Parameters,
    Responses,
}

impl Section {
    fn key(self) -> &'static str {
        match self {
            Section::Definitions => "definitions",
            Section::Parameters => "parameters",
            Section::Responses => "responses",
        }
    }
}

/// A service.
pub struct Swagger {
    /// The path items of the input documents, with the path of their document.
    pub items: Vec<(String, Value)>,
    /// The operations, with the path of their document.
    pub operations: Vec<(String, Value)>,
    /// What the operations reach.
    pub reached: BTreeMap<Id, Value>,
}

impl Swagger {
    /// The schemas that a schema names in `allOf`.
    pub fn parents(&self, id: &Id) -> Vec<Id> {
        let mut links = Links { base: &id.path, found: Vec::new() };
        let all_of = self.reached.get(id).and_then(|it| it.get("allOf"));
        elements(all_of).iter().for_each(|it| links.reference(it, Section::Definitions));
        links.found
    }
}

/// Reads the input documents and what they lead to.
pub fn read(library: &Library, inputs: &[String]) -> Swagger {
    let mut search = Search { library, reached: BTreeMap::new(), queue: VecDeque::new(), files: BTreeSet::new() };
    let (mut items, mut operations) = (Vec::new(), Vec::new());
    for path in inputs {
        let document = library.document(path);
        assert_eq!(document["swagger"], "2.0", "{path}");
        search.files.insert(path.clone());
        let mut links = Links { base: path, found: Vec::new() };
        members(document.get("x-ms-parameterized-host")).for_each(|(key, it)| {
            if key == "parameters" {
                elements(Some(it)).iter().for_each(|it| links.parameter(it));
            }
        });
        for section in ["paths", "x-ms-paths"] {
            for (_, item) in members(document.get(section)).filter(|(key, _)| !key.starts_with("x-")) {
                links.item(item);
                items.push((path.clone(), item.clone()));
                let methods = METHODS.iter().filter_map(|it| item.get(*it));
                operations.extend(methods.map(|it| (path.clone(), it.clone())));
            }
        }
        links.found.into_iter().for_each(|it| search.keep(it));
        // A file that only an unused definition names is read too.
        for section in [Section::Definitions, Section::Parameters, Section::Responses] {
            let mut links = Links { base: path, found: Vec::new() };
            members(document.get(section.key())).for_each(|(_, it)| links.definition(section, it));
            search.files.extend(links.found.into_iter().map(|it| it.path));
        }
    }
    search.follow();
    while search.add_subtypes() {
        search.follow();
    }
    Swagger { items, operations, reached: search.reached }
}

struct Search<'a> {
    library: &'a Library,
    reached: BTreeMap<Id, Value>,
    queue: VecDeque<Id>,
    files: BTreeSet<String>,
}

impl Search<'_> {
    fn keep(&mut self, id: Id) {
        if self.reached.contains_key(&id) {
            return;
        }
        let document = self.library.document(&id.path);
        let node = document.get(id.section.key()).and_then(|it| it.get(&id.name));
        let Some(node) = node else { panic!("{} has no {:?} `{}`", id.path, id.section, id.name) };
        self.files.insert(id.path.clone());
        self.reached.insert(id.clone(), node.clone());
        self.queue.push_back(id);
    }

    fn follow(&mut self) {
        while let Some(id) = self.queue.pop_front() {
            let mut links = Links { base: &id.path, found: Vec::new() };
            links.definition(id.section, &self.reached[&id]);
            links.found.into_iter().for_each(|it| self.keep(it));
        }
    }

    /// Keeps the schemas, in any file that was read, that inherit from a kept base; whether there are new ones.
    fn add_subtypes(&mut self) -> bool {
        let mut parents: Vec<(Id, Vec<Id>)> = Vec::new();
        for path in &self.files {
            for (name, schema) in members(self.library.document(path).get("definitions")) {
                let id = Id { path: path.clone(), section: Section::Definitions, name: name.clone() };
                let mut links = Links { base: path, found: Vec::new() };
                links.reference(schema, Section::Definitions);
                elements(schema.get("allOf")).iter().for_each(|it| links.reference(it, Section::Definitions));
                parents.push((id, links.found));
            }
        }
        let is_base =
            |(id, node): &(&Id, &Value)| id.section == Section::Definitions && node.get("discriminator").is_some();
        let mut family: BTreeSet<Id> = self.reached.iter().filter(is_base).map(|(id, _)| id.clone()).collect();
        loop {
            let heirs =
                parents.iter().filter(|(id, all)| !family.contains(id) && all.iter().any(|it| family.contains(it)));
            let heirs: Vec<Id> = heirs.map(|(id, _)| id.clone()).collect();
            if heirs.is_empty() {
                break;
            }
            family.extend(heirs);
        }
        let before = self.reached.len();
        family.into_iter().for_each(|it| self.keep(it));
        self.reached.len() > before
    }
}

/// The references of a part of a document.
struct Links<'a> {
    base: &'a str,
    found: Vec<Id>,
}

impl Links<'_> {
    fn reference(&mut self, node: &Value, section: Section) {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            self.named(reference, section);
        }
    }

    fn named(&mut self, reference: &str, section: Section) {
        let (path, pointer) = resolve(self.base, reference);
        let name = pointer.strip_prefix('/').and_then(|it| it.strip_prefix(section.key())?.strip_prefix('/'));
        let name = name.unwrap_or_else(|| panic!("{reference} in {} names none of the {}", self.base, section.key()));
        self.found.push(Id { path, section, name: name.replace("~1", "/").replace("~0", "~") });
    }

    fn definition(&mut self, section: Section, node: &Value) {
        match section {
            Section::Definitions => self.schema(node),
            Section::Parameters => self.parameter(node),
            Section::Responses => self.response(node),
        }
    }

    fn item(&mut self, item: &Value) {
        elements(item.get("parameters")).iter().for_each(|it| self.parameter(it));
        for operation in METHODS.iter().filter_map(|it| item.get(*it)) {
            elements(operation.get("parameters")).iter().for_each(|it| self.parameter(it));
            members(operation.get("responses")).for_each(|(_, it)| self.response(it));
            let options = operation.get("x-ms-long-running-operation-options");
            let schema = options.and_then(|it| it.get("final-state-schema")?.as_str());
            schema.into_iter().for_each(|it| self.named(it, Section::Definitions));
        }
    }

    fn parameter(&mut self, node: &Value) {
        self.reference(node, Section::Parameters);
        node.get("schema").into_iter().for_each(|it| self.schema(it));
    }

    fn response(&mut self, node: &Value) {
        self.reference(node, Section::Responses);
        node.get("schema").into_iter().for_each(|it| self.schema(it));
    }

    fn schema(&mut self, node: &Value) {
        self.reference(node, Section::Definitions);
        children(node).into_iter().for_each(|(_, it)| self.schema(it));
    }
}

/// The schemas directly in a schema, with the way to each.
pub fn children(schema: &Value) -> Vec<(String, &Value)> {
    let mut all: Vec<(String, &Value)> =
        members(schema.get("properties")).map(|(name, it)| (format!("properties/{name}"), it)).collect();
    for key in ["items", "additionalProperties", "not"] {
        all.extend(schema.get(key).filter(|it| it.is_object()).map(|it| (key.to_owned(), it)));
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        all.extend(elements(schema.get(key)).iter().map(|it| (key.to_owned(), it)));
    }
    all
}
