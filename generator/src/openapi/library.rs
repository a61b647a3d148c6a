//! The documents of a run: takes paths, reads each file once, and finds the definition a reference names.

use std::collections::HashMap;

use super::grammar::{Dialect, Kind};
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::overrides::{FixUps, Skip, SkippedOperation, apply_skips};
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
}

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) dialect: Dialect,
    pub(crate) tree: Node,
    /// The place among the input documents; `None` if it is only referred to.
    pub(crate) input: Option<usize>,
    /// Its definitions, in document order.
    pub(crate) definitions: Vec<DefinitionId>,
    ids: HashMap<(Kind, String), DefinitionId>,
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
        format!("{}{}", self.document_of(id).dialect.section(definition.kind), escape_token(&definition.name))
    }

    pub(crate) fn node(&self, id: DefinitionId) -> Option<&Node> {
        let definition = self.definition(id);
        section(self.document_of(id), definition.kind)?.get(&definition.name)
    }

    /// The definition of a name in a document.
    pub(crate) fn local(&self, document: &Document, kind: Kind, name: &str) -> Option<DefinitionId> {
        document.ids.get(&(kind, name.to_owned())).copied()
    }

    /// Reads an input document. One that is named twice counts once.
    pub(crate) fn add_input(&mut self, path: &str, number: usize, access: &mut Access<'_>) {
        let Ok(Reference { path, .. }) = Reference::resolve(path, "") else {
            access.diagnostics.add(
                Code::ReferenceOutsideRoot,
                None,
                "",
                format!("`{path}` is not below the spec root"),
            );
            return;
        };
        if self.paths.contains_key(&path) {
            return;
        }
        let tree = access.sources.load(access.files, &path, access.diagnostics).map(|mut tree| {
            access.fix_ups.apply(&path, &mut tree, access.diagnostics);
            tree
        });
        let document = tree.and_then(|tree| match dialect(&tree) {
            Some(dialect) => Some(self.insert(path.clone(), dialect, tree, Some(number))),
            None => {
                let place = tree.get("swagger").or(tree.get("openapi")).unwrap_or(&tree);
                let message = format!("`{path}` is neither Swagger 2.0 nor OpenAPI 3.0");
                access.diagnostics.add(Code::NotOpenApi, Some(place.span), "", message);
                None
            }
        });
        self.paths.insert(path, document);
    }

    /// Leaves operations of the input documents out; gives those that were there.
    pub(crate) fn skip(
        &mut self,
        skips: &[Skip],
        strict: bool,
        diagnostics: &mut Diagnostics,
    ) -> Vec<SkippedOperation> {
        let mut trees: Vec<&mut Node> = self.documents.iter_mut().map(|it| &mut it.tree).collect();
        apply_skips(&mut trees, skips, strict, diagnostics)
    }

    fn insert(&mut self, path: String, dialect: Dialect, tree: Node, input: Option<usize>) -> usize {
        let number = self.documents.len();
        self.files.insert(tree.span.file, number);
        let mut document = Document { path, dialect, tree, input, definitions: Vec::new(), ids: HashMap::new() };
        for (kind, _) in dialect.sections() {
            let names: Vec<String> = section(&document, kind).into_iter().flat_map(Object::keys).cloned().collect();
            for name in names {
                let id = DefinitionId(u32::try_from(self.definitions.len()).unwrap_or(u32::MAX));
                document.definitions.push(id);
                document.ids.insert((kind, name.clone()), id);
                self.definitions.push(Definition { document: number, kind, name });
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
        let (found, name) = split(document.dialect, &target.pointer)?;
        (found == kind).then(|| document.ids.get(&(kind, name)).copied()).flatten()
    }

    /// The definition a reference names; reads its file if need be, and says what is wrong if there is none.
    pub(crate) fn resolve(&mut self, link: &Link, access: &mut Access<'_>) -> Option<DefinitionId> {
        let base = self.files.get(&link.span.file).map(|index| self.documents[*index].path.clone())?;
        let (code, message, hint) = match self.try_resolve(link, &base, access) {
            Ok(id) => return id,
            Err(problem) => problem,
        };
        let (span, pointer) = (Some(link.span), link.pointer.clone());
        match hint {
            Some(Nearest { hint, reference }) => {
                access.diagnostics.add_with_hint(code, span, pointer, message, hint);
                if let Some(reference) = reference {
                    access.diagnostics.settled_by(Remedy::Replace(reference.into()));
                }
            }
            None => access.diagnostics.add(code, span, pointer, message),
        }
        None
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
            (code, format!("the reference `{text}` {error}"), None)
        })?;
        let Some(number) = self.open(&target.path, text, access)? else { return Ok(None) };
        let document = &self.documents[number];
        let Some((found, name)) = split(document.dialect, &target.pointer) else {
            let code = if document.tree.pointer(&target.pointer).is_some() {
                Code::UnsupportedReference
            } else {
                Code::DanglingReference
            };
            return Err((code, format!("the reference `{text}` does not name a definition"), None));
        };
        if found != link.kind {
            let (found, expected) = (found.noun(), link.kind.noun());
            let message = format!("the reference `{text}` names a {found} where a {expected} is expected");
            return Err((Code::UnsupportedReference, message, None));
        }
        if let Some(id) = document.ids.get(&(found, name.clone())) {
            return Ok(Some(*id));
        }
        let message = format!("`{}` has no {} `{name}`", document.path, found.noun());
        Err((Code::DanglingReference, message, self.nearest(document, found, &name, text)))
    }

    /// The document at a path, read if need be.
    fn open(&mut self, path: &str, text: &str, access: &mut Access<'_>) -> Result<Option<usize>, Problem> {
        if let Some(known) = self.paths.get(path) {
            return Ok(*known);
        }
        let bytes = access.files.read(path).map_err(|error| {
            let code = if OutsideRoot::caused(&error) { Code::ReferenceOutsideRoot } else { Code::DanglingReference };
            (code, format!("the reference `{text}` leads to `{path}`, which cannot be read: {error}"), None)
        })?;
        let tree = access.sources.parse(path, &bytes, access.diagnostics).map(|mut tree| {
            access.fix_ups.apply(path, &mut tree, access.diagnostics);
            tree
        });
        // A file that is only referred to need not say which version it follows; its sections tell.
        let document = tree.map(|tree| {
            let dialect = dialect(&tree).unwrap_or(match tree.get("components") {
                Some(_) => Dialect::OpenApi,
                None => Dialect::Swagger,
            });
            self.insert(path.to_owned(), dialect, tree, None)
        });
        self.paths.insert(path.to_owned(), document);
        Ok(document)
    }

    /// The definition whose name is most like a missing one: in the file, or the same name elsewhere.
    fn nearest(&self, document: &Document, kind: Kind, name: &str, reference: &str) -> Option<Nearest> {
        let elsewhere = self.documents.iter().filter(|it| it.path != document.path);
        let same = elsewhere.clone().find(|it| it.ids.contains_key(&(kind, name.to_owned())));
        if let Some(other) = same {
            let hint = format!("`{}` has a {} of that name", other.path, kind.noun());
            return Some(Nearest { hint, reference: None });
        }
        let names = document.definitions.iter().map(|id| self.definition(*id)).filter(|it| it.kind == kind);
        crate::diagnostics::nearest_name(name, names.map(|it| &it.name)).map(|nearest| Nearest {
            hint: format!("did you mean `{nearest}`?"),
            reference: reference.rsplit_once('/').map(|(section, _)| format!("{section}/{}", escape_token(&nearest))),
        })
    }
}

type Problem = (Code, String, Option<Nearest>);

/// What may have been meant by a reference to nothing.
struct Nearest {
    hint: String,
    /// The reference to it.
    reference: Option<String>,
}

/// A reference with all that is needed to follow it later.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) pointer: String,
}

impl Link {
    pub(crate) fn new(kind: Kind, node: &Node, place: &Place<'_>) -> Self {
        let text = node.as_str().unwrap_or_default().to_owned();
        Self { kind, text, span: node.span, pointer: place.pointer() }
    }
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

fn dialect(tree: &Node) -> Option<Dialect> {
    // YAML without quotes makes a number of the version.
    let version = |key| match &tree.get(key)?.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if version("swagger").as_deref() == Some("2.0") {
        return Some(Dialect::Swagger);
    }
    version("openapi").filter(|it| it == "3.0" || it.starts_with("3.0.")).map(|_| Dialect::OpenApi)
}
