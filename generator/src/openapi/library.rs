//! The documents of a run: takes paths, reads each file once, and holds the definitions that references can name.

mod resolution;

use std::collections::HashMap;

use heck::ToUpperCamelCase;

use super::grammar::{DEFINITIONS, Dialect, Kind, Role};
use super::is_method;
use super::later;
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics};
use crate::overrides::{FixUps, LeftOut, Skip, SkippedOperation, apply_skips};
use crate::source::{FileId, Files, Node, Object, Reference, Sources, Span, Value, escape_token, unescape_token};

/// The number of a definition in the [`Library`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DefinitionId(u32);

impl DefinitionId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something references can name. Its identity is file, kind and name.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) document: usize,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Where it stands, if not among the definitions of its document: a part of one, of an operation, or a whole file.
    inner: Option<String>,
}

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) dialect: Dialect,
    /// Whether it was written in OpenAPI 3.1, or by a document that is.
    is_later: bool,
    pub(crate) tree: Node,
    /// The place among the input documents; `None` if it is only referred to.
    pub(crate) input: Option<usize>,
    /// Its definitions, in document order.
    pub(crate) definitions: Vec<DefinitionId>,
    ids: HashMap<(Kind, String), DefinitionId>,
    /// What references name beside the definitions, by pointer.
    inner: HashMap<(Kind, String), DefinitionId>,
    /// Operations that were left out, by pointer: others may refer to parts of them.
    left_out: Vec<(String, Node)>,
}

impl Document {
    /// What stands at a pointer, in operations that are left out as well.
    fn at(&self, pointer: &str) -> Option<&Node> {
        self.tree.pointer(pointer).or_else(|| {
            self.left_out.iter().find_map(|(operation, node)| {
                let below = pointer.strip_prefix(operation.as_str())?;
                (below.is_empty() || below.starts_with('/')).then(|| node.pointer(below))?
            })
        })
    }

    /// Whether it is no document but a piece of one, or several under names of their own.
    fn is_fragment(&self) -> bool {
        const SECTIONS: [&str; 4] = ["paths", "components", "definitions", "parameters"];
        let is_section = |key: &&str| self.tree.get(key).is_some_and(|it| it.as_object().is_some());
        self.input.is_none() && dialect(&self.tree).is_none() && !SECTIONS.iter().any(is_section)
    }

    /// The schema of the name that stands in a mapping, or ends the reference there.
    fn named_in_mapping(&self, text: &str) -> Option<DefinitionId> {
        let last = unescape_token(text.rsplit('/').next()?);
        let stem = EXTENSIONS.iter().find_map(|it| last.strip_suffix(it)).map(str::to_owned);
        [Some(last), stem].into_iter().flatten().find_map(|name| self.ids.get(&(Kind::Schema, name)).copied())
    }

    /// Whether it is a schema: what it says of itself is what only schemas say.
    fn is_schema(&self) -> bool {
        const KEYWORDS: [&str; 6] = ["type", "properties", "allOf", "oneOf", "anyOf", "enum"];
        self.input.is_none() && dialect(&self.tree).is_none() && KEYWORDS.iter().any(|it| self.tree.get(it).is_some())
    }
}

/// Where documents come from, and where problems go.
pub(crate) struct Access<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: &'a mut Sources,
    pub(crate) diagnostics: &'a mut Diagnostics,
    /// What corrects documents as they are read.
    pub(crate) fix_ups: FixUps<'a>,
}

/// All documents of a run and their definitions.
#[derive(Debug, Default)]
pub(crate) struct Library {
    documents: Vec<Document>,
    definitions: Vec<Definition>,
    /// By path; `None` for a file that could not be read, which is reported once.
    paths: HashMap<String, Option<usize>>,
    files: HashMap<FileId, usize>,
}

impl Library {
    pub(crate) fn documents(&self) -> &[Document] {
        &self.documents
    }

    pub(crate) fn definitions(&self) -> impl Iterator<Item = (DefinitionId, &Definition)> {
        (0..).map(DefinitionId).zip(&self.definitions)
    }

    pub(crate) fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.index()]
    }

    pub(crate) fn document_of(&self, id: DefinitionId) -> &Document {
        &self.documents[self.definition(id).document]
    }

    /// The document a node was written in.
    pub(crate) fn document_at(&self, span: Span) -> Option<&Document> {
        self.files.get(&span.file).map(|index| &self.documents[*index])
    }

    /// The pointer of a definition in its document.
    pub(crate) fn pointer(&self, id: DefinitionId) -> String {
        let definition = self.definition(id);
        if let Some(pointer) = &definition.inner {
            return pointer.clone();
        }
        format!("{}{}", self.document_of(id).dialect.section(definition.kind), escape_token(&definition.name))
    }

    pub(crate) fn node(&self, id: DefinitionId) -> Option<&Node> {
        let definition = self.definition(id);
        if let Some(pointer) = &definition.inner {
            return self.document_of(id).at(pointer);
        }
        section(self.document_of(id), definition.kind)?.get(&definition.name)
    }

    /// The definition that references have made of what stands at a place inside others.
    pub(crate) fn inner(&self, kind: Kind, node: &Node, place: &Place<'_>) -> Option<DefinitionId> {
        let document = self.document_at(node.span).filter(|it| !it.inner.is_empty())?;
        document.inner.get(&(kind, place.pointer())).copied()
    }

    /// The definition of a name in a document.
    pub(crate) fn local(&self, document: &Document, kind: Kind, name: &str) -> Option<DefinitionId> {
        document.ids.get(&(kind, name.to_owned())).copied()
    }

    /// Reads the input documents. One that is named twice counts once.
    pub(crate) fn add_inputs(&mut self, inputs: &[String], access: &mut Access<'_>) {
        let (mut numbers, mut paths) = (Vec::new(), Vec::new());
        for (number, path) in inputs.iter().enumerate() {
            match Reference::resolve(path, "") {
                Ok(Reference { path, .. }) if paths.contains(&path) => {}
                Ok(Reference { path, .. }) => {
                    numbers.push(number);
                    paths.push(path);
                }
                Err(_) => {
                    let message = format!("`{path}` is not below the spec root");
                    access.diagnostics.add(Code::ReferenceOutsideRoot, None, "", message);
                }
            }
        }
        let trees = access.sources.load_all(access.files, &paths, access.diagnostics);
        for ((number, path), tree) in numbers.into_iter().zip(paths).zip(trees) {
            self.add_input(path, number, tree, access);
        }
    }

    fn add_input(&mut self, path: String, number: usize, tree: Option<Node>, access: &mut Access<'_>) {
        let tree = tree.map(|mut tree| {
            access.fix_ups.apply(&path, &mut tree, access.diagnostics);
            let is_later = later::lower(&mut tree, false);
            (tree, is_later)
        });
        let document = tree.and_then(|(tree, is_later)| match dialect(&tree) {
            Some(dialect) => Some(self.insert(path.clone(), dialect, is_later, tree, Some(number))),
            None => {
                let version = tree.get("swagger").or(tree.get("openapi"));
                let place = version.unwrap_or(&tree);
                let message = match version.and_then(text_of) {
                    Some(version) => format!("`{path}` is of version {version}, which the generator does not read"),
                    None => format!("`{path}` is neither Swagger 2.0 nor OpenAPI 3.0 or 3.1"),
                };
                access.diagnostics.add(Code::NotOpenApi, Some(place.span), "", message);
                None
            }
        });
        self.paths.insert(path, document);
    }

    /// Leaves operations of the input documents out; gives those that were there.
    pub(crate) fn skip(&mut self, skips: &[Skip], strict: bool, access: &mut Access<'_>) -> Vec<SkippedOperation> {
        self.write_out_items(skips, access);
        let mut trees: Vec<_> = self.documents.iter_mut().map(|it| (it.path.as_str(), &mut it.tree)).collect();
        let left_out = apply_skips(&mut trees, skips, strict, access.diagnostics);
        let mut skipped = Vec::new();
        for LeftOut { operation, tree, pointer, node } in left_out {
            skipped.push(operation);
            if let Some(document) = self.documents.get_mut(tree) {
                document.left_out.push((pointer, node));
            }
        }
        skipped
    }

    /// Writes out the path items that are skipped from but stand elsewhere, so that others that refer to them keep the
    /// operation. References in them stay those of their files, which their places tell.
    fn write_out_items(&mut self, skips: &[Skip], access: &mut Access<'_>) {
        for number in 0..self.documents.len() {
            for skip in skips {
                let Some((item, method)) = skip.pointer().rsplit_once('/') else { continue };
                let tree = &self.documents[number].tree;
                let Some(node) = tree.pointer(item).filter(|it| it.get(method).is_none()) else { continue };
                let Some(reference) = node.get("$ref").filter(|_| is_method(method)) else { continue };
                let link = Link::new(Kind::PathItem, reference, &Place::at(item).key("$ref"));
                let Some(id) = self.resolve(&link, access) else { continue };
                let Some(mut whole) = self.node(id).cloned() else { continue };
                if let (Some(members), Some(own)) = (whole.as_object_mut(), node_members(&self.documents[number], item))
                {
                    members.extend(own);
                }
                if let Some(node) = self.documents[number].tree.pointer_mut(item) {
                    *node = whole;
                }
            }
        }
    }

    fn insert(&mut self, path: String, dialect: Dialect, is_later: bool, tree: Node, input: Option<usize>) -> usize {
        let number = self.documents.len();
        self.files.insert(tree.span.file, number);
        let (definitions, ids, inner, left_out) = (Vec::new(), HashMap::new(), HashMap::new(), Vec::new());
        let mut document = Document { path, dialect, is_later, tree, input, definitions, ids, inner, left_out };
        for (kind, _) in dialect.sections() {
            let names: Vec<String> = section(&document, kind).into_iter().flat_map(Object::keys).cloned().collect();
            for name in names {
                let id = DefinitionId(u32::try_from(self.definitions.len()).unwrap_or(u32::MAX));
                document.definitions.push(id);
                document.ids.insert((kind, name.clone()), id);
                self.definitions.push(Definition { document: number, kind, name, inner: None });
            }
        }
        self.documents.push(document);
        number
    }

    /// The definition a reference names, without reading further files.
    pub(crate) fn find(&self, kind: Kind, reference: &Node) -> Option<DefinitionId> {
        let base = self.document_at(reference.span)?;
        let target = Reference::resolve(reference.as_str()?, &base.path).ok()?;
        let document = &self.documents[(*self.paths.get(&target.path)?)?];
        match split(document.dialect, &target.pointer) {
            Some((found, name)) => (found == kind).then(|| document.ids.get(&(kind, name)).copied()).flatten(),
            None => document.inner.get(&(kind, target.pointer)).copied(),
        }
    }

    /// What a node stands for: itself, or what it refers to, through any number of references.
    pub(crate) fn target<'a>(&'a self, kind: Kind, document: &'a Document, node: &'a Node) -> Option<Target<'a>> {
        let mut target = Target { document, node, id: None };
        let mut met = Vec::new();
        while let Some(text) = target.node.get("$ref") {
            let id = self.find(kind, text).filter(|id| !met.contains(id))?;
            met.push(id);
            target = Target { document: self.document_of(id), node: self.node(id)?, id: Some(id) };
        }
        Some(target)
    }

    /// Makes a definition of what stands at a pointer, so that references can name it.
    fn add_inner(&mut self, number: usize, kind: Kind, pointer: String) -> DefinitionId {
        let document = &mut self.documents[number];
        if document.is_later
            && document.is_fragment()
            && let Some(node) = document.tree.pointer_mut(&pointer)
        {
            later::lower_fragment(node, kind);
        }
        let id = DefinitionId(u32::try_from(self.definitions.len()).unwrap_or(u32::MAX));
        let is_free = |name: &String| !name.is_empty() && !document.ids.contains_key(&(kind, name.clone()));
        let name = inner_names(&document.path, &pointer).into_iter().find(is_free).unwrap_or_else(|| pointer.clone());
        document.definitions.push(id);
        document.ids.insert((kind, name.clone()), id);
        document.inner.insert((kind, pointer.clone()), id);
        self.definitions.push(Definition { document: number, kind, name, inner: Some(pointer) });
        id
    }
}

/// How the names of files end that are read.
const EXTENSIONS: [&str; 3] = [".json", ".yaml", ".yml"];

/// What a reference leads to.
pub(crate) struct Target<'a> {
    pub(crate) document: &'a Document,
    pub(crate) node: &'a Node,
    /// The definition; `None` for a node that is no reference.
    pub(crate) id: Option<DefinitionId>,
}

/// A reference with all that is needed to follow it later.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) pointer: String,
    /// Whether it stands in the mapping of a discriminator, which documents can do without.
    pub(crate) is_hint: bool,
}

impl Link {
    pub(crate) fn new(kind: Kind, node: &Node, place: &Place<'_>) -> Self {
        let text = node.as_str().unwrap_or_default().to_owned();
        Self { kind, text, span: node.span, pointer: place.pointer(), is_hint: false }
    }
}

/// What stands beside a reference.
fn node_members(document: &Document, pointer: &str) -> Option<Object> {
    let mut members = document.tree.pointer(pointer)?.as_object()?.clone();
    members.shift_remove("$ref");
    Some(members)
}

fn section(document: &Document, kind: Kind) -> Option<&Object> {
    document.tree.pointer(document.dialect.section(kind).trim_end_matches('/'))?.as_object()
}

/// The kind and the name of the definition at a pointer, if that is the form of the pointer.
fn split(dialect: Dialect, pointer: &str) -> Option<(Kind, String)> {
    dialect.sections().find_map(|(kind, section)| {
        let name = pointer.strip_prefix(section)?;
        (!name.contains('/')).then(|| (kind, unescape_token(name)))
    })
}

/// What stands at a pointer of what is of a kind, by the grammar.
fn kind_at(root: Kind, pointer: &str) -> Option<Kind> {
    let tokens = pointer.split('/').skip(1).map(unescape_token);
    let role = tokens.fold(Role::One(root), |role, token| match role {
        // JSON Schema's place for schemas that are only referred to.
        Role::One(Kind::Schema) if DEFINITIONS.contains(&&*token) => Role::Many(Kind::Schema),
        Role::One(kind) => kind.child(&token),
        Role::Many(kind) => Role::One(kind),
        Role::Data => Role::Data,
    });
    match role {
        Role::One(kind) => Some(kind),
        Role::Many(_) | Role::Data => None,
    }
}

/// The names to try for what stands at a pointer, best first: of the words that are no keywords, of all words. A whole
/// file is called after itself.
fn inner_names(path: &str, pointer: &str) -> [String; 2] {
    const KEYWORDS: [&str; 10] = [
        "components",
        "schemas",
        "definitions",
        "$defs",
        "paths",
        "properties",
        "content",
        "schema",
        "parameters",
        "responses",
    ];
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if pointer.is_empty() {
        return [stem.to_owned(), format!("{stem} file").to_upper_camel_case()];
    }
    let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape_token).collect();
    if let [only] = tokens.as_slice() {
        return [only.clone(), format!("{stem} {only}").to_upper_camel_case()];
    }
    let words = |all: bool| {
        let kept =
            tokens.iter().filter(|it| all || !(KEYWORDS.contains(&it.as_str()) || it.starts_with("application/")));
        let words: Vec<String> =
            kept.map(|it| it.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect()).collect();
        words.join(" ").to_upper_camel_case()
    };
    [words(false), words(true)]
}

fn dialect(tree: &Node) -> Option<Dialect> {
    let version = |key| text_of(tree.get(key)?);
    if version("swagger").as_deref() == Some("2.0") {
        return Some(Dialect::Swagger);
    }
    version("openapi").filter(|it| it == "3.0" || it.starts_with("3.0.")).map(|_| Dialect::OpenApi)
}

/// A version as text; YAML without quotes makes a number of it.
fn text_of(version: &Node) -> Option<String> {
    match &version.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
