//! References: takes one and where it stands, reads its document if need be, and gives the definition it names.

use super::{Access, DefinitionId, Document, EXTENSIONS, Library, Link, dialect, kind_at, split};
use crate::diagnostics::{Code, Remedy};
use crate::openapi::grammar::{Dialect, Kind};
use crate::openapi::{later, mistaken};
use crate::source::{Node, OutsideRoot, Reference, ReferenceError, escape_token, unescape_token};

impl Library {
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

type Problem = (Code, String, Option<Box<Nearest>>);

/// What may have been meant by a reference to nothing.
struct Nearest {
    hint: String,
    /// What leads there.
    remedy: Option<Remedy>,
}

/// Whether what a mapping names is a schema by its bare name, rather than a reference to a definition or a whole file.
fn is_name(text: &str) -> bool {
    let is_file = || EXTENSIONS.iter().any(|it| text.to_ascii_lowercase().ends_with(it));
    !text.contains(['#', '/']) && !is_file()
}

/// How many missing names are compared with those that there are.
const MOST_COMPARED: usize = 200;
