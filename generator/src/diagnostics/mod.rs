//! Problems of a spec: takes what the rooms find, gives a sorted list with codes, places and hints.
//!
//! A [`Diagnostic`] says that the input is wrong or that a guess was made; a defect of the generator itself is a
//! [`Bug`](crate::Bug), a different type. What is shown of a diagnostic is a [`Finding`].

mod codes;
mod finding;
mod remedy;

pub use codes::Code;
pub use finding::{Excerpt, Finding, Place};
pub(crate) use remedy::meant_type;
pub use remedy::{Entry, ManifestForm, Remedy};

use std::collections::BTreeMap;

use crate::source::{Sources, Span};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// A client is generated; the reader should know something about it.
    Warning,
    /// A fact worth a line, no reason to act.
    Note,
}

impl Severity {
    /// The word messages begin with.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// The hint that names the one of the known names that is most like a missing one.
pub(crate) fn nearest(name: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    nearest_name(name, known).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// The one of the known names that is most like a missing one, if there is one that is like it.
pub(crate) fn nearest_name(name: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    nearest_within(2 + name.len() / 4, name, known)
}

/// The known word that another is a misspelling of.
pub(crate) fn misspelt(word: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    nearest_within((word.len() / 4).max(1), word, known)
}

fn nearest_within(most: usize, name: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        // The distance is at least the difference in length; it is slow to compute.
        .filter(|it| it.as_ref().chars().count().abs_diff(name.chars().count()) <= most)
        .map(|it| (strsim::damerau_levenshtein(&it.as_ref().to_lowercase(), &lower), it.as_ref().to_owned()))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, nearest)| nearest)
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What is wrong.
    pub code: Code,
    /// How bad that is in this run.
    pub severity: Severity,
    /// This case of it, with names.
    pub message: String,
    /// Where; `None` when it concerns no place in a document.
    pub span: Option<Span>,
    /// The JSON pointer of the place, without `#`: in the bundled document where a later room found it. Messages show
    /// that of the file instead.
    pub pointer: String,
    /// What to do about this case.
    pub hint: String,
    /// What settles it.
    pub remedy: Remedy,
}

/// The problems of a run, collected while the rooms work.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    refuses_made_names: bool,
    chosen_names: BTreeMap<String, Vec<ChosenName>>,
}

/// A name that a manifest chose; where its entry must apply, nothing else may take it.
#[derive(Clone, Debug)]
pub(crate) struct ChosenName {
    pub(crate) name: String,
    /// Where the entry stands.
    pub(crate) place: Option<Span>,
    /// Whether it must have an effect.
    pub(crate) must_apply: bool,
    /// Whether it is the name of the spec but for signs and letter case.
    pub(crate) is_own: bool,
}

impl Diagnostics {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on, and for what was added before, names that the generator had to make are errors: a maintainer chooses
    /// the names of published crates, so that no new api-version renames anything silently.
    pub fn refuse_made_names(&mut self) {
        self.refuses_made_names = true;
        let list = std::mem::take(&mut self.list);
        self.append(Diagnostics { list, ..Self::default() });
    }

    /// From now on, what stands at a pointer has no other name than this one of the manifest.
    pub(crate) fn insist_on(&mut self, pointer: &str, chosen: ChosenName) {
        self.chosen_names.entry(pointer.to_owned()).or_default().push(chosen);
    }

    /// The names that the manifest chose for what stands at a pointer: it may be a property and its type.
    pub(crate) fn chosen_names(&self, pointer: &str) -> &[ChosenName] {
        self.chosen_names.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// How bad a problem is in this run: the one place that decides it.
    fn severity(&self, code: Code) -> Severity {
        if self.refuses_made_names && code.is_made_name() { Severity::Error } else { code.severity() }
    }

    /// Adds a problem at a place, with the code's own hint.
    pub fn add(&mut self, code: Code, span: Option<Span>, pointer: impl Into<String>, message: impl Into<String>) {
        self.add_with_hint(code, span, pointer, message, code.hint());
    }

    /// Adds a problem with a hint for this case.
    pub fn add_with_hint(
        &mut self,
        code: Code,
        span: Option<Span>,
        pointer: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let pointer = pointer.into();
        let remedy = Remedy::of(code, &pointer);
        let severity = self.severity(code);
        self.list.push(Diagnostic {
            code,
            severity,
            message: message.into(),
            span,
            pointer,
            hint: hint.into(),
            remedy,
        });
    }

    /// Says what settles the problem that was added last, where its code and pointer do not tell.
    pub fn settled_by(&mut self, remedy: Remedy) {
        if let Some(last) = self.list.last_mut() {
            last.remedy = remedy;
        }
    }

    /// Says that another value settles the problem that was added last, where the one that is there says which is meant.
    pub(crate) fn settled_by_meaning(&mut self, found: &serde_json::Value, expected: &str) {
        const OF_TEXTS: [&str; 6] = ["consumes", "enum", "produces", "required", "schemes", "tags"];
        const OF_OBJECTS: [&str; 6] = ["allOf", "anyOf", "oneOf", "parameters", "security", "servers"];
        let key = self.list.last().and_then(|it| it.pointer.rsplit('/').next()).unwrap_or_default();
        let lists = if found.is_object() { OF_OBJECTS } else { OF_TEXTS };
        let expected = if expected == "an object" && self.is_schema_at_last() { "a schema" } else { expected };
        match Remedy::meant(found, expected) {
            // What is at hand may be half read: the remedy keeps what the document has there.
            Some(_) if expected == "an array" && lists.contains(&key) => self.settled_by(Remedy::IntoList),
            Some(meant) if expected != "an array" => self.settled_by(Remedy::Replace(meant)),
            _ => {}
        }
    }

    /// Whether the problem that was added last is that of a schema, by its place.
    fn is_schema_at_last(&self) -> bool {
        let mut tokens = self.list.last().map_or("", |it| &it.pointer).rsplit('/');
        let is_one = matches!(tokens.next(), Some("additionalProperties" | "items" | "schema"));
        is_one || matches!(tokens.next(), Some("allOf" | "anyOf" | "oneOf" | "properties"))
    }

    /// Takes over the problems of another list.
    pub fn append(&mut self, other: Diagnostics) {
        for it in other.list {
            let severity = self.severity(it.code);
            self.list.push(Diagnostic { severity, ..it });
        }
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|it| it.severity == Severity::Error)
    }

    /// Whether a document could not be read at all, so that nothing is known of what it says.
    pub fn is_unreadable(&self) -> bool {
        self.list.iter().any(|it| it.code.is_unreadable())
    }

    /// How many there are of a code.
    pub fn count_of(&self, code: Code) -> usize {
        self.list.iter().filter(|it| it.code == code).count()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|it| it.severity == severity).count()
    }

    /// How many there are of each code, those that are the same counted once.
    pub fn by_code(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for it in self.sorted() {
            *counts.entry(it.code.name().to_owned()).or_default() += 1;
        }
        counts
    }

    /// The problems in order: by file, line, column, code, message; each once.
    pub fn sorted(&self) -> Vec<Diagnostic> {
        let mut list = self.list.clone();
        list.sort_by(|a, b| (a.span, a.code, &a.pointer, &a.message).cmp(&(b.span, b.code, &b.pointer, &b.message)));
        list.dedup_by(|a, b| (a.span, a.code, &a.pointer, &a.message) == (b.span, b.code, &b.pointer, &b.message));
        list
    }

    /// The problems as plain text, one paragraph each.
    pub fn to_text(&self, sources: &Sources) -> String {
        self.findings(sources, None).iter().map(Finding::to_text).collect()
    }
}
