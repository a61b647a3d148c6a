//! The report: takes the judged changes, folds those of one cause into one entry, and says what it comes to.
//!
//! Serialized, it is the JSON of `cargo xtask diff --format json`. Its form is stable: fields are added, none changes its
//! meaning, and `format` counts up if one must.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Side;
use super::change::Change;
use super::compare::{request_line, versions, words};
use super::effect::{Callers, Effect};
use super::occurrences::Occurrences;
use super::places::place;
use super::reach::Reach;
use super::rules::Rule;
use super::subject::Subject;
use super::surface::ItemChange;

/// What changed between two models.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this form.
    pub format: u32,
    /// The service.
    pub service: String,
    /// The resource provider.
    pub provider: String,
    /// The old side.
    pub old: SideInfo,
    /// The new side.
    pub new: SideInfo,
    /// What it comes to.
    pub summary: Summary,
    /// The causes, the worst effect first, then in the order of the rules, then by key.
    pub causes: Vec<Cause>,
    /// The operations that something changed for, sorted by operationId.
    pub operations: Vec<OperationReport>,
}

/// A side of the comparison.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SideInfo {
    /// A release, a revision or a file.
    pub label: String,
    /// The api-versions of its operations.
    pub api_versions: Vec<String>,
    /// The files it was read from, with the SHA-256 of each.
    pub documents: Vec<DocumentInfo>,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentInfo {
    /// The path below the spec root.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What the changes come to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The worst effect on callers' code.
    pub effect: Effect,
    /// Whether a program built on the old client fails.
    pub callers: Callers,
    /// How many causes have which effect.
    pub causes: Counts,
    /// How many places changed, which the causes fold.
    pub changes: usize,
    /// How many operations are new, gone, or changed.
    pub operations: OperationCounts,
}

/// Causes by effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub major: usize,
    pub unknown: usize,
    pub minor: usize,
    pub patch: usize,
    pub none: usize,
}

impl Counts {
    /// How many causes have an effect.
    pub fn of(&self, effect: Effect) -> usize {
        match effect {
            Effect::Major => self.major,
            Effect::Unknown => self.unknown,
            Effect::Minor => self.minor,
            Effect::Patch => self.patch,
            Effect::None => self.none,
        }
    }
}

/// Operations by what happened to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct OperationCounts {
    pub added: usize,
    pub removed: usize,
    pub updated: usize,
}

/// Changes of one rule that have one cause.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// Twelve hexadecimal digits made of rule, cause, old and new value, blanks aside. Wording does not change it.
    pub id: String,
    /// The rule.
    pub rule: Rule,
    /// What changed.
    pub cause: String,
    /// The effect on callers' code.
    pub effect: Effect,
    /// Whether a program built on the old client fails.
    pub callers: Callers,
    /// Whether calls may go on compiling and mean something else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// The old value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The new value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Where the old side says so: the first of its places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_place: Option<Place>,
    /// Where the new side says so: the first of its places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_place: Option<Place>,
    /// Everything that changed in this way, by its key.
    pub subjects: Vec<Subject>,
    /// The operations it arrives at.
    pub operations: Vec<String>,
    /// What it changes in the generated crate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
    /// Why it was accepted, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The path below the spec root.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The JSON pointer in that file.
    pub pointer: String,
}

/// What happened to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Status {
    Added,
    Removed,
    Updated,
}

/// An operation that something changed for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationReport {
    /// The operationId, the new one if it changed.
    pub id: String,
    /// What happened to it.
    pub status: Status,
    /// Method and path.
    pub request: String,
    /// Where it is declared: on the old side if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What changed, where in the operation.
    pub changes: Vec<OperationChange>,
    /// Whether there are more changes than are listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// A change as one operation sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationChange {
    /// The way to it: `parameters` and a name, or `responses`, a status, and the properties from there on. Lists and
    /// maps are passed through; headers stand behind `headers`.
    pub at: Vec<String>,
    /// The cause, by its id.
    pub cause: String,
}

/// What changes of one cause have in common: rule, cause, old and new value.
type Key = (Rule, String, Option<String>, Option<String>);

/// Folds the changes.
pub(super) fn report(old: Side<'_>, new: Side<'_>, changes: Vec<Change>) -> Report {
    let count = changes.len();
    let (old_reach, new_reach) = (Reach::new(old.service), Reach::new(new.service));
    let mut groups: BTreeMap<Key, Vec<Change>> = BTreeMap::new();
    for change in changes {
        let text = |it: &Option<String>| {
            // Texts that differ in line ends alone are one cause as they are one text.
            let keep = change.rule == Rule::WhitespaceOnly;
            it.as_ref().map(|it| if keep { words(it) } else { it.clone() })
        };
        let key = (change.rule, change.cause.clone(), text(&change.old), text(&change.new));
        groups.entry(key).or_default().push(change);
    }
    let mut causes = Vec::new();
    let mut by_subject: BTreeMap<Subject, Vec<String>> = BTreeMap::new();
    for (key, mut changes) in groups {
        changes.sort_by(|a, b| a.subject.cmp(&b.subject));
        let id = fingerprint(&key);
        for change in &changes {
            by_subject.entry(change.subject.clone()).or_default().push(id.clone());
        }
        causes.extend(cause(id, changes, (old, new), (&old_reach, &new_reach)));
    }
    sort(&mut causes);
    let operations = operations(old, new, &by_subject, &causes);
    let summary = summary(&causes, &operations, count);
    Report {
        format: 1,
        service: new.service.name.clone(),
        provider: new.service.provider.clone(),
        old: side(old),
        new: side(new),
        summary,
        causes,
        operations,
    }
}

/// The worst effect first, then in the order of the rules, then by key.
fn sort(causes: &mut [Cause]) {
    let key = |it: &Cause| (std::cmp::Reverse(it.effect), it.rule);
    causes.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| (&a.cause, &a.id).cmp(&(&b.cause, &b.id))));
}

fn cause(
    id: String,
    changes: Vec<Change>,
    (old, new): (Side<'_>, Side<'_>),
    (old_reach, new_reach): (&Reach<'_>, &Reach<'_>),
) -> Option<Cause> {
    let first = changes.first()?.clone();
    let mut operations: BTreeSet<&str> = BTreeSet::new();
    for change in &changes {
        let found = new_reach.operations(&change.subject);
        // What is gone reached the operations of the old side.
        operations.extend(if found.is_empty() { old_reach.operations(&change.subject) } else { found });
    }
    let old_origin = changes.iter().find_map(|it| it.old_origin.as_ref());
    let new_origin = changes.iter().find_map(|it| it.new_origin.as_ref());
    let mut items: Vec<ItemChange> = Vec::new();
    for item in changes.iter().flat_map(|it| &it.items) {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    Some(Cause {
        id,
        rule: first.rule,
        cause: first.cause,
        effect: changes.iter().map(|it| it.effect).max().unwrap_or_default(),
        callers: changes.iter().map(|it| it.callers).max().unwrap_or_default(),
        silent: items.iter().any(|it| it.silent),
        old: first.old,
        new: first.new,
        old_place: old_origin.map(|it| place(it, old.sources)),
        new_place: new_origin.map(|it| place(it, new.sources)),
        operations: operations.into_iter().map(str::to_owned).collect(),
        subjects: changes.into_iter().map(|it| it.subject).collect(),
        items,
        accepted: None,
    })
}

/// What a change is known by from one run to the next.
fn fingerprint((rule, cause, old, new): &Key) -> String {
    let text = |it: &Option<String>| it.as_deref().map(words).unwrap_or_default();
    let key = [rule.id(), cause, &text(old), &text(new)].join("\u{0}");
    Sha256::digest(key.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn side(side: Side<'_>) -> SideInfo {
    let files = side.sources.files();
    let documents = files.map(|(_, it)| DocumentInfo { path: it.name.clone(), sha256: it.sha256().to_owned() });
    SideInfo { label: side.label.to_owned(), api_versions: versions(side.service), documents: documents.collect() }
}

fn operations(
    old: Side<'_>,
    new: Side<'_>,
    by_subject: &BTreeMap<Subject, Vec<String>>,
    causes: &[Cause],
) -> Vec<OperationReport> {
    let occurrences = Occurrences::new(new.service, by_subject);
    let rule_of: BTreeMap<&str, Rule> = causes.iter().map(|it| (it.id.as_str(), it.rule)).collect();
    let mut all = Vec::new();
    for (operation, is_old) in
        new.service.operations().map(|it| (it, false)).chain(old.service.operations().map(|it| (it, true)))
    {
        let own = by_subject.get(&Subject::operation(&operation.operation_id));
        let has = |rule: Rule| own.into_iter().flatten().any(|id| rule_of.get(id.as_str()) == Some(&rule));
        if is_old && !has(Rule::OperationRemoved) && !has(Rule::OperationSkipped) {
            continue;
        }
        let status = match () {
            () if is_old => Status::Removed,
            () if has(Rule::OperationAdded) || has(Rule::OperationNoLongerSkipped) => Status::Added,
            () => Status::Updated,
        };
        // What is in a new or removed operation is new or removed with it.
        let (changes, cut) = match status {
            Status::Updated => occurrences.of(operation),
            _ => {
                let own = own.into_iter().flatten();
                (own.map(|id| OperationChange { at: Vec::new(), cause: id.clone() }).collect(), false)
            }
        };
        if !changes.is_empty() {
            all.push(OperationReport {
                id: operation.operation_id.clone(),
                status,
                request: request_line(operation),
                place: Some(place(&operation.origin, if is_old { old.sources } else { new.sources })),
                changes,
                cut,
            });
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn summary(causes: &[Cause], operations: &[OperationReport], changes: usize) -> Summary {
    let mut counts = Counts::default();
    for it in causes {
        match it.effect {
            Effect::Major => counts.major += 1,
            Effect::Unknown => counts.unknown += 1,
            Effect::Minor => counts.minor += 1,
            Effect::Patch => counts.patch += 1,
            Effect::None => counts.none += 1,
        }
    }
    let with = |status: Status| operations.iter().filter(|it| it.status == status).count();
    Summary {
        effect: causes.iter().map(|it| it.effect).max().unwrap_or_default(),
        callers: causes.iter().map(|it| it.callers).max().unwrap_or_default(),
        causes: counts,
        changes,
        operations: OperationCounts {
            added: with(Status::Added),
            removed: with(Status::Removed),
            updated: with(Status::Updated),
        },
    }
}

impl Report {
    /// Adds a cause that no comparison of models can find.
    pub(super) fn add(&mut self, change: Change) {
        let key = (change.rule, change.cause.clone(), change.old.clone(), change.new.clone());
        self.causes.push(Cause {
            id: fingerprint(&key),
            rule: change.rule,
            cause: change.cause,
            effect: change.effect,
            callers: change.callers,
            silent: false,
            old: change.old,
            new: change.new,
            old_place: None,
            new_place: None,
            subjects: vec![change.subject],
            operations: Vec::new(),
            items: change.items,
            accepted: None,
        });
        sort(&mut self.causes);
        self.summary = summary(&self.causes, &self.operations, self.summary.changes + 1);
    }

    /// The causes that callers can notice: everything but what has no effect on the wire and none in Rust.
    pub fn noticeable(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter().filter(|it| it.effect != Effect::None || it.callers != Callers::No)
    }

    /// The worst effect of what was not accepted.
    pub fn unaccepted(&self) -> Effect {
        self.causes.iter().filter(|it| it.accepted.is_none()).map(|it| it.effect).max().unwrap_or_default()
    }
}
