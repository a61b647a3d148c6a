//! Pointers of entries: takes what a manifest writes, gives the places in the bundled tree.
//!
//! An entry names its place by a JSON pointer in the bundled document, or as messages show it: by the pointer in the file
//! where it is written, `#/definitions/Pet`, with the name of the file before it where several have such a place.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostics, nearest, nearest_name};
use crate::model::ServiceInfo;
use crate::source::{FileId, Node, Pointers, Sources, Span, escape_token, unescape_token};

/// The entries with the pointers of the bundled document; those that lead nowhere, or twice to one place, are errors and left
/// out.
pub(crate) fn located<'i>(
    info: &'i ServiceInfo,
    tree: &Node,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Cow<'i, ServiceInfo> {
    let is_plain =
        info.renames.is_empty() && info.types.is_empty() && info.secrets.is_empty() && info.not_secrets.is_empty();
    if is_plain {
        return Cow::Borrowed(info);
    }
    let places = Places { tree, sources, by_span: OnceCell::new() };
    let mut located = info.clone();
    // Of older releases, entries may lead nowhere.
    let mut keep = |met: &mut BTreeSet<String>, at: &mut String, place: Option<Span>| {
        let problem = match places.of(at) {
            Ok(found) if met.insert(found.clone()) => {
                *at = found;
                return true;
            }
            Ok(found) => {
                (format!("an entry before this one is about #{found} already"), "remove one of them".to_owned())
            }
            Err(problem) => problem,
        };
        if info.strict {
            diagnostics.add_with_hint(Code::UnusedOverride, place, parts(at).1, problem.0, problem.1);
        }
        false
    };
    let mut met = BTreeSet::new();
    located.renames.retain_mut(|it| keep(&mut met, &mut it.at, it.place));
    met.clear();
    located.types.retain_mut(|it| keep(&mut met, &mut it.at, it.place));
    // What is a secret is not none as well.
    met.clear();
    located.secrets.retain_mut(|it| keep(&mut met, &mut it.text, it.place));
    located.not_secrets.retain_mut(|it| keep(&mut met, &mut it.text, it.place));
    Cow::Owned(located)
}

/// The file that a written place names, if it does, and the pointer in it.
pub(super) fn parts(written: &str) -> (Option<&str>, &str) {
    match written.split_once('#') {
        // A pointer may have the sign in itself.
        Some((file, pointer)) if !file.starts_with('/') => (Some(file).filter(|it| !it.is_empty()), pointer),
        _ => (None, written),
    }
}

/// What is wrong with an entry, and what to do.
type Problem = (String, String);

struct Places<'a> {
    tree: &'a Node,
    sources: &'a Sources,
    /// The pointers in the bundled document; it is walked once, for the first entry with a pointer of a file.
    by_span: OnceCell<Pointers>,
}

impl Places<'_> {
    /// The pointer in the bundled document.
    fn of(&self, written: &str) -> Result<String, Problem> {
        let (file, pointer) = parts(written);
        if file.is_none()
            && let Some(node) = found(self.tree, pointer)
        {
            // Bodies are no parameters in OpenAPI 3.0, so those behind them have other numbers than in Swagger 2.0.
            let own = self.sources.place_of(node.span.file, pointer);
            let other = own.filter(|own| *own != node.span).and_then(|_| self.target(node.span.file, pointer));
            let Some(other) = other.filter(|it| it != pointer) else { return Ok(pointer.to_owned()) };
            // The type of a parameter, which Swagger 2.0 has beside its name.
            if pointer.strip_suffix("/type").is_some_and(|it| other == format!("{it}/schema/type")) {
                return Ok(other);
            }
            let file = self.sources.name(node.span.file);
            let here = self.sources.pointer_at(node.span, pointer).unwrap_or_default();
            let message = format!("#{pointer} is a place of the document and another of the bundled one (#{other})");
            return Err((message, format!("write `{file}#{pointer}`, or for the other `{file}#{here}`")));
        }
        let files = self.sources.documents().filter(|(_, name)| file.is_none_or(|file| file == *name));
        let here: Vec<_> = files.filter(|(id, _)| self.sources.place_of(*id, pointer).is_some()).collect();
        let mut targets: Vec<(String, &str)> = Vec::new();
        for (id, name) in &here {
            if let Some(target) = self.target(*id, pointer)
                && targets.iter().all(|(known, _)| *known != target)
            {
                targets.push((target, name));
            }
        }
        match targets.as_slice() {
            [(target, _)] => Ok(target.clone()),
            [(_, first), ..] => {
                let names: Vec<_> = targets.iter().map(|(_, name)| format!("`{name}`")).collect();
                let message = format!("#{pointer} is a place of {}", names.join(" and "));
                Err((message, format!("name the file that is meant: `{first}#{pointer}`")))
            }
            [] => Err(self.nothing(file, pointer, !here.is_empty())),
        }
    }

    /// Where the bundled document has what a file has at a pointer.
    fn target(&self, file: FileId, pointer: &str) -> Option<String> {
        let span = self.sources.place_of(file, pointer)?;
        if let Some(found) = self.written_at(span, pointer) {
            return Some(found);
        }
        // Definitions that are equal become one: that of another file, whose value is the same.
        let value = |id| self.sources.tree(id)?.pointer(pointer).cloned();
        let own = value(file)?;
        let others = self.sources.documents().filter(|(id, _)| *id != file && value(*id).as_ref() == Some(&own));
        others.filter_map(|(id, _)| self.written_at(self.sources.place_of(id, pointer)?, pointer)).next()
    }

    fn written_at(&self, span: Span, pointer: &str) -> Option<String> {
        let by_span = self.by_span.get_or_init(|| Pointers::of(self.tree));
        by_span.at(span, pointer).map(str::to_owned)
    }

    /// What to say where there is nothing: how far the pointer leads, and what may be meant.
    fn nothing(&self, file: Option<&str>, pointer: &str, is_unused: bool) -> Problem {
        let hint = Code::UnusedOverride.hint();
        if let Some(file) = file
            && !self.sources.documents().any(|(_, name)| name == file)
        {
            let files = self.sources.documents().map(|(_, name)| name);
            let hint = nearest(file, files).unwrap_or_else(|| hint.to_owned());
            return (format!("`{file}` is none of the documents that were read"), hint);
        }
        if is_unused {
            let message = format!("what stands at #{pointer} is no part of the client");
            return (message, "remove the entry: no operation leads to this place".to_owned());
        }
        let files = self.sources.documents().filter_map(|(id, _)| self.sources.root_of(id, |it| reached(it, pointer)));
        let far = files.chain([reached(self.tree, pointer)]).max_by_key(|(depth, _)| *depth);
        let meant = far.and_then(|(_, meant)| meant).map(|it| format!("did you mean `{it}`?"));
        let message = match file {
            Some(file) => format!("`{file}` has nothing at #{pointer}"),
            None => format!("there is nothing at #{pointer}"),
        };
        (message, meant.unwrap_or_else(|| hint.to_owned()))
    }
}

/// What stands at a pointer; the name of a property's type stands at its `…/type`, which need not be written.
fn found<'n>(tree: &'n Node, pointer: &str) -> Option<&'n Node> {
    tree.pointer(pointer).or_else(|| tree.pointer(pointer.strip_suffix("/type")?))
}

/// How many steps of a pointer lead to something, and the pointer that may be meant by the next one.
fn reached(root: &Node, pointer: &str) -> (usize, Option<String>) {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    let mut node = root;
    for (depth, token) in tokens.iter().enumerate() {
        match node.pointer(&format!("/{token}")) {
            Some(next) => node = next,
            None => {
                let keys = node.as_object().into_iter().flatten().map(|(key, _)| key);
                let meant = nearest_name(&unescape_token(token), keys).map(|it| {
                    let mut tokens: Vec<Cow<'_, str>> = tokens.iter().map(|it| Cow::Borrowed(*it)).collect();
                    tokens[depth] = Cow::Owned(escape_token(&it));
                    format!("/{}", tokens.join("/"))
                });
                return (depth, meant.filter(|it| found(root, it).is_some()));
            }
        }
    }
    (tokens.len(), None)
}
