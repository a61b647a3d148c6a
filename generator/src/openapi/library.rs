//! The documents of a run: takes paths, reads each file once, and finds the definition a reference names.

use std::collections::HashMap;

use heck::ToUpperCamelCase;

use super::grammar::{DEFINITIONS, Dialect, Kind, Role};
use super::is_method;
use super::later;
use super::mistaken;
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::overrides::{FixUps, LeftOut, Skip, SkippedOperation, apply_skips};
use crate::source::{
    FileId, Files, Node, Object, OutsideRoot, Reference, ReferenceError, Sources, Span, Value, escape_token,
    unescape_token,
};

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

    /// The definition a reference names; reads its file if need be, and says what is wrong if there is none.
    pub(crate) fn resolve(&mut self, link: &Link, access: &mut Access<'_>) -> Option<DefinitionId> {
        let number = *self.files.get(&link.span.file)?;
        if link.is_hint && is_name(&link.text) {
            return self.mapped_by_name(link, number, None, access);
        }
        let base = self.documents[number].path.clone();
        let (code, message, hint) = match self.try_resolve(link, &base, access) {
            Ok(id) => return id,
            Err((_, message, _)) if link.is_hint => return self.mapped_by_name(link, number, Some(message), access),
            Err(problem) => problem,
        };
        let (span, pointer) = (Some(link.span), link.pointer.clone());
        match hint {
            Some(nearest) => {
                let Nearest { hint, remedy } = *nearest;
                access.diagnostics.add_with_hint(code, span, pointer, message, hint);
                if let Some(remedy) = remedy {
                    access.diagnostics.settled_by(remedy);
                }
            }
            None => access.diagnostics.add(code, span, pointer, message),
        }
        None
    }

    /// The schema of the name in a mapping, or of that at the end of a reference there that leads nowhere (`problem`): what
    /// writes several files into one leaves mappings as they were. Without one the value is that of no schema.
    fn mapped_by_name(
        &self,
        link: &Link,
        document: usize,
        problem: Option<String>,
        access: &mut Access<'_>,
    ) -> Option<DefinitionId> {
        let document = &self.documents[document];
        let id = document.named_in_mapping(&link.text);
        let value = link.pointer.rsplit('/').next().map(unescape_token).unwrap_or_default();
        let taken_for = id.map(|id| format!("#{}", self.pointer(id)));
        let message = match (problem, &taken_for) {
            (None, Some(_)) => return id,
            (None, None) => format!("there is no schema `{}` for the value `{value}`", link.text),
            (Some(problem), None) => format!("{problem}; the value `{value}` is that of no schema"),
            (Some(problem), Some(it)) => format!("{problem}; the value `{value}` is taken for that of `{it}`"),
        };
        access.diagnostics.add(Code::MappingNamesNothing, Some(link.span), link.pointer.clone(), message);
        if let Some(it) = taken_for {
            access.diagnostics.settled_by(Remedy::Replace(it.into()));
        }
        id
    }

    /// The schema that the mapping of a discriminator names; `None` if that was found missing before.
    pub(crate) fn mapped(&self, target: &Node) -> Option<DefinitionId> {
        let text = target.as_str()?;
        let known = if is_name(text) { None } else { self.find(Kind::Schema, target) };
        known.or_else(|| self.document_at(target.span)?.named_in_mapping(text))
    }

    /// `Ok(None)` if the file cannot be read for a reason that was already reported.
    fn try_resolve(
        &mut self,
        link: &Link,
        base: &str,
        access: &mut Access<'_>,
    ) -> Result<Option<DefinitionId>, Problem> {
        let text = &link.text;
        let target = Reference::resolve(text, base).map_err(|error| {
            let code = match error {
                ReferenceError::OutsideRoot => Code::ReferenceOutsideRoot,
                ReferenceError::NotAPointer => Code::UnsupportedReference,
            };
            (code, format!("the reference `{text}` {error}"), self.meant_by_spelling(link, base, access))
        })?;
        let opened = self.open(&target.path, text, base, access);
        let Some(number) = opened.map_err(|(code, message, _)| (code, message, self.meant(link.kind, text, base)))?
        else {
            return Ok(None);
        };
        let document = &self.documents[number];
        let Some((found, name)) = split(document.dialect, &target.pointer) else {
            if let Some(id) = document.inner.get(&(link.kind, target.pointer.clone())) {
                return Ok(Some(*id));
            }
            if document.at(&target.pointer).is_none() {
                let message = format!("the reference `{text}` does not name a definition");
                return Err((Code::DanglingReference, message, self.meant(link.kind, text, base)));
            }
            // A file of fragments says nowhere what they are; the reference does.
            let (is_fragment, is_schema) = (document.is_fragment(), document.is_schema());
            return match kind_at(Kind::Document, &target.pointer) {
                Some(found) if found == link.kind => Ok(Some(self.add_inner(number, found, target.pointer))),
                _ if is_fragment => Ok(Some(self.add_inner(number, link.kind, target.pointer))),
                // A schema in a file of its own may hold those that it refers to, as a document does.
                _ if is_schema && kind_at(Kind::Schema, &target.pointer) == Some(link.kind) => {
                    Ok(Some(self.add_inner(number, link.kind, target.pointer)))
                }
                _ => {
                    let expected = link.kind.one();
                    let message = format!("the reference `{text}` names something else where {expected} is expected");
                    let found = kind_at(Kind::Document, &target.pointer);
                    let meant = self.meant_of_kind(link, base, found, document.at(&target.pointer));
                    Err((Code::UnsupportedReference, message, meant))
                }
            };
        };
        if found != link.kind {
            let meant = self.meant_of_kind(link, base, Some(found), document.at(&target.pointer));
            let (found, expected) = (found.one(), link.kind.one());
            let message = format!("the reference `{text}` names {found} where {expected} is expected");
            return Err((Code::UnsupportedReference, message, meant));
        }
        if let Some(id) = document.ids.get(&(found, name.clone())) {
            return Ok(Some(*id));
        }
        let message = format!("`{}` has no {} `{name}`", document.path, found.noun());
        // Where so much is missing, the whole is not what was meant; to compare all with all would take long.
        let is_compared = access.diagnostics.count_of(Code::DanglingReference) < MOST_COMPARED;
        let nearest = if is_compared { self.nearest(document, found, &name, text) } else { None };
        Err((Code::DanglingReference, message, nearest))
    }

    /// The document at a path, read if need be.
    fn open(&mut self, path: &str, text: &str, base: &str, access: &mut Access<'_>) -> Result<Option<usize>, Problem> {
        if let Some(known) = self.paths.get(path) {
            return Ok(*known);
        }
        let bytes = access.files.read(path).map_err(|error| {
            let code = if OutsideRoot::caused(&error) { Code::ReferenceOutsideRoot } else { Code::DanglingReference };
            (code, format!("the reference `{text}` leads to `{path}`, which cannot be read: {error}"), None)
        })?;
        // A file that is only referred to need not say which version it follows; its sections tell, or the file that
        // refers to it.
        let referring = self.paths.get(base).copied().flatten().and_then(|it| self.documents.get(it));
        let (referring, is_referring_later) = (referring.map(|it| it.dialect), referring.is_some_and(|it| it.is_later));
        let tree = access.sources.parse(path, &bytes, access.diagnostics).map(|mut tree| {
            access.fix_ups.apply(path, &mut tree, access.diagnostics);
            let is_later = later::lower(&mut tree, is_referring_later);
            (tree, is_later)
        });
        let document = tree.map(|(tree, is_later)| {
            let has = |key| tree.get(key).is_some();
            let dialect = dialect(&tree).unwrap_or(match referring {
                _ if has("components") => Dialect::OpenApi,
                _ if has("definitions") => Dialect::Swagger,
                Some(dialect) => dialect,
                None => Dialect::Swagger,
            });
            self.insert(path.to_owned(), dialect, is_later, tree, None)
        });
        self.paths.insert(path.to_owned(), document);
        Ok(document)
    }

    /// What may be meant by a reference to something of another kind.
    fn meant_of_kind(
        &self,
        link: &Link,
        base: &str,
        found: Option<Kind>,
        target: Option<&Node>,
    ) -> Option<Box<Nearest>> {
        let document = self.documents.get((*self.paths.get(base)?)?)?;
        let (hint, remedy) = mistaken::meant(link, document.dialect, found, target?)?;
        Some(Box::new(Nearest { hint, remedy: Some(remedy) }))
    }

    /// What may be meant by a reference without its `#` or the `/` behind it.
    fn meant_by_spelling(&mut self, link: &Link, base: &str, access: &mut Access<'_>) -> Option<Box<Nearest>> {
        let text = link.text.as_str();
        let meant = match text.split_once('#') {
            Some((file, pointer)) if !pointer.starts_with('/') => format!("{file}#/{pointer}"),
            None if text.starts_with('/') => format!("#{text}"),
            _ => return self.meant(link.kind, text, base),
        };
        let named = Link { text: meant.clone(), ..link.clone() };
        match self.try_resolve(&named, base, access) {
            Ok(Some(_)) => {
                let hint = format!("did you mean `{meant}`?");
                Some(Box::new(Nearest { hint, remedy: Some(Remedy::Replace(meant.into())) }))
            }
            _ => self.meant(link.kind, text, base),
        }
    }

    /// The definition of the name that a reference ends in, in the document that has the reference: it may be written as in
    /// another version, or without its `#`.
    fn meant(&self, kind: Kind, reference: &str, base: &str) -> Option<Box<Nearest>> {
        let name = unescape_token(reference.rsplit('/').next()?);
        let document = self.documents.get((*self.paths.get(base)?)?)?;
        document.ids.get(&(kind, name.clone()))?;
        let meant = format!("#{}{}", document.dialect.section(kind), escape_token(&name));
        let hint = format!("did you mean `{meant}`?");
        Some(Box::new(Nearest { hint, remedy: Some(Remedy::Replace(meant.into())) }))
    }

    /// The definition whose name is most like a missing one: in the file, or the same name elsewhere.
    fn nearest(&self, document: &Document, kind: Kind, name: &str, reference: &str) -> Option<Box<Nearest>> {
        let elsewhere = self.documents.iter().filter(|it| it.path != document.path);
        let same = elsewhere.clone().find(|it| it.ids.contains_key(&(kind, name.to_owned())));
        if let Some(other) = same {
            let hint = format!("`{}` has a {} of that name", other.path, kind.noun());
            return Some(Box::new(Nearest { hint, remedy: None }));
        }
        let names = document.definitions.iter().map(|id| self.definition(*id)).filter(|it| it.kind == kind);
        let nearest = crate::diagnostics::nearest_name(name, names.map(|it| &it.name))?;
        let hint = format!("did you mean `{nearest}`?");
        let section = reference.rsplit_once('/').map(|(section, _)| section);
        let remedy = section.map(|it| Remedy::Replace(format!("{it}/{}", escape_token(&nearest)).into()));
        Some(Box::new(Nearest { hint, remedy }))
    }
}

/// How the names of files end that are read.
const EXTENSIONS: [&str; 3] = [".json", ".yaml", ".yml"];

/// Whether what a mapping names is a schema by its bare name, rather than a reference to a definition or a whole file.
fn is_name(text: &str) -> bool {
    let is_file = || EXTENSIONS.iter().any(|it| text.to_ascii_lowercase().ends_with(it));
    !text.contains(['#', '/']) && !is_file()
}

/// How many missing names are compared with those that there are.
const MOST_COMPARED: usize = 200;

/// What a reference leads to.
pub(crate) struct Target<'a> {
    pub(crate) document: &'a Document,
    pub(crate) node: &'a Node,
    /// The definition; `None` for a node that is no reference.
    pub(crate) id: Option<DefinitionId>,
}

type Problem = (Code, String, Option<Box<Nearest>>);

/// What may have been meant by a reference to nothing.
struct Nearest {
    hint: String,
    /// What leads there.
    remedy: Option<Remedy>,
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
