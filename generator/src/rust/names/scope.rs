//! A scope: takes names of the spec with their forms, gives each an identifier that no other in the scope has.

use std::collections::BTreeMap;

use heck::ToLowerCamelCase;

use super::identifiers::{KEYWORDS, camel, composed, is_word, snake, type_name, variant};
use crate::diagnostics::{ChosenName, Code, Diagnostics, Remedy};
use crate::model::{Origin, split_operation_id};
use crate::source::Span;

/// A name of the spec that is to get a Rust name.
pub(in crate::rust) struct Wanted<'a> {
    /// The name in the spec.
    pub(in crate::rust) spec: &'a str,
    /// Where it stands.
    pub(in crate::rust) origin: &'a Origin,
    /// The Rust names it may take, best first.
    pub(in crate::rust) forms: Vec<String>,
    /// Whether the first of them is that of a name which the spec or the manifest chose for clients.
    pub(in crate::rust) chosen: bool,
    /// How the manifest chooses it.
    pub(in crate::rust) named_by: NamedBy<'a>,
}

/// What a manifest renames to choose a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rust) enum NamedBy<'a> {
    /// The thing itself.
    Name,
    /// The operation, whose operationId names the group as well.
    OperationId {
        /// The group.
        group: &'a str,
    },
    /// The operations that the name is made of, by their operationIds.
    Others,
}

/// What to do about a name that is made of operationIds.
const MADE_OF_OTHERS: &str = "it is made of operationIds, which a [[service.rename]] of operations in the manifest changes; where this is a note, nothing has to be done";

impl NamedBy<'_> {
    /// What an entry must say for a thing to have a Rust name.
    fn entry(self, form: &str) -> Remedy {
        let group = match self {
            NamedBy::Name => return Remedy::Rename { to: form.to_owned() },
            NamedBy::Others => return Remedy::None,
            NamedBy::OperationId { group } => group,
        };
        let names = [camel(form), form.to_owned()];
        let made = |name: &String| {
            let id = if group.is_empty() { name.clone() } else { format!("{group}_{name}") };
            let is_it = split_operation_id(&id) == (group, name) && (name == form || snake(name) == form);
            is_it.then_some(Remedy::Rename { to: id })
        };
        names.iter().find_map(made).unwrap_or_default()
    }
}

/// A scope in which names must differ. It settles them all at once, so that the order in which they come decides
/// nothing.
///
/// Every name gets the first of its forms that no other wants. Of those that want the same, the one that the spec spells
/// in the usual way (`jobId` for `job_id`) has it, else the first by its letters; the others take their next forms, which
/// are made of their own names alone. So nobody is renamed by a name that is added, unless that one is the better owner.
pub(in crate::rust) struct Scope<'a> {
    what: String,
    taken: BTreeMap<String, Owner>,
    diagnostics: &'a mut Diagnostics,
}

/// Who has a name.
struct Owner {
    spec: String,
    /// Empty for names that generated code uses itself.
    pointer: String,
}

impl<'a> Scope<'a> {
    /// A scope described in messages as `what`, as "field of `AgentPool`".
    pub(in crate::rust) fn new(what: impl Into<String>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { what: what.into(), taken: BTreeMap::new(), diagnostics }
    }

    /// Keeps a name that generated code uses itself out of reach.
    pub(in crate::rust) fn reserve(&mut self, rust: &str, why: &str) {
        self.taken.insert(rust.to_owned(), Owner { spec: why.to_owned(), pointer: String::new() });
    }

    /// Settles names, in the order given; a later call leaves what an earlier one settled. Where a name does not get its
    /// first form, or that is made of signs or a keyword with an underscore, a diagnostic says so. A name of the manifest
    /// that is spelled as one of the forms is that form.
    pub(in crate::rust) fn settle(&mut self, wanted: &[Wanted<'_>]) -> Vec<String> {
        let forms: Vec<Vec<&str>> = wanted.iter().map(|it| self.forms(it)).collect();
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_cached_key(|at| {
            let it = &wanted[*at];
            (!is_usual(it.spec, forms[*at].first().copied()), it.spec.to_owned(), it.origin.pointer.clone())
        });
        let mut settled: Vec<Option<&str>> = vec![None; wanted.len()];
        for round in 0..wanted.iter().map(|it| it.forms.len()).max().unwrap_or(0) {
            order.retain(|at| {
                let it = &wanted[*at];
                let Some(form) = forms[*at].get(round) else { return true };
                if self.taken.contains_key(*form) {
                    return true;
                }
                let owner = Owner { spec: it.spec.to_owned(), pointer: it.origin.pointer.clone() };
                self.taken.insert((*form).to_owned(), owner);
                settled[*at] = Some(form);
                false
            });
        }
        let first = |forms: &Vec<&str>| forms.first().copied().unwrap_or_default().to_owned();
        let firsts: Vec<String> = forms.iter().map(first).collect();
        let settled = settled.into_iter().map(|it| it.map(str::to_owned));
        wanted.iter().zip(firsts).zip(settled).map(|((it, first), form)| self.told(it, &first, form)).collect()
    }

    /// The forms of a name, that which the manifest spells before the others.
    fn forms<'w>(&self, it: &'w Wanted<'_>) -> Vec<&'w str> {
        let mut forms: Vec<&str> = it.forms.iter().map(String::as_str).collect();
        if let Some(at) = forms.iter().position(|form| self.is_spelled_by_manifest(it, form)) {
            forms[..=at].rotate_right(1);
        }
        forms
    }

    /// Settles a name that is made of those of operations.
    pub(in crate::rust) fn settle_made(&mut self, spec: &str, origin: &Origin, forms: Vec<String>) -> String {
        let wanted = Wanted { spec, origin, forms, chosen: false, named_by: NamedBy::Others };
        self.settle(&[wanted]).pop().unwrap_or_default()
    }

    /// Settles a name of our own, which makes way for those of the spec: nothing needs to be told of it.
    pub(in crate::rust) fn settle_own(&mut self, spec: &str, origin: &Origin, forms: Vec<String>) -> String {
        let Some(form) = forms.iter().find(|it| !self.taken.contains_key(*it)).cloned() else {
            return self.settle_made(spec, origin, forms);
        };
        self.taken.insert(form.clone(), Owner { spec: spec.to_owned(), pointer: origin.pointer.clone() });
        form
    }

    /// Says of a name what there is to say; `first` is its first form.
    fn told(&mut self, it: &Wanted<'_>, first: &str, form: Option<String>) -> String {
        if let Some(name) = self.repeats_itself(it, form.as_deref()) {
            let message = format!("`{}` is the name that #{} has anyway", name.name, it.origin.pointer);
            let hint = "remove the entry, or choose another name";
            self.diagnostics.add_with_hint(Code::UnusedOverride, name.place, &it.origin.pointer, message, hint);
        }
        let owner = |this: &Self| this.taken.get(first).map_or(String::new(), Owner::told);
        let what = &self.what;
        if form.as_ref().is_none_or(|form| form != first)
            && let Some((message, place)) = self.contradicts_manifest(it, first)
        {
            let hint = "choose another name";
            self.diagnostics.add_with_hint(Code::UnusedOverride, place, &it.origin.pointer, message, hint);
            return first.to_owned();
        }
        let (code, message) = match &form {
            None => (
                Code::NameClash,
                format!("the {what} for `{}` would be called `{first}`, which is taken: {}", it.spec, owner(self)),
            ),
            Some(form) if form != first => {
                let owner = owner(self);
                (
                    Code::NameSettled,
                    format!("the {what} for `{}` is called `{form}`, since `{first}` is taken: {owner}", it.spec),
                )
            }
            Some(form) if !it.chosen && is_made_of_signs(it.spec) => {
                (Code::NameSettled, format!("`{}` has no letter or digit; the {what} is called `{form}`", it.spec))
            }
            Some(form) => match form.strip_suffix('_').filter(|it| KEYWORDS.contains(it)) {
                Some(keyword) if !self.is_spelled_by_manifest(it, form) => {
                    (Code::KeywordName, format!("`{keyword}` is a Rust keyword; the {what} is called `{form}`"))
                }
                _ => return form.clone(),
            },
        };
        let hint = if it.named_by == NamedBy::Others { MADE_OF_OTHERS } else { code.hint() };
        self.diagnostics.add_with_hint(code, it.origin.span, &it.origin.pointer, message, hint);
        if let Some(form) = form.as_ref().filter(|_| code == Code::NameSettled) {
            self.diagnostics.settled_by(it.named_by.entry(form));
        } else if it.named_by == NamedBy::Others {
            self.diagnostics.settled_by(Remedy::None);
        } else if form.is_none() && it.named_by == NamedBy::Name {
            // Which of the two is to have another name, and what that is like, the spec does not say: a number will do.
            let mut free = (2..).map(|number| format!("{}{number}", first.trim_end_matches('_')));
            let free = free.find(|it| !self.taken.contains_key(it));
            self.diagnostics.settled_by(free.map_or(Remedy::None, |to| Remedy::Rename { to }));
        }
        form.unwrap_or_else(|| first.to_owned())
    }
}

impl Scope<'_> {
    /// Whether the manifest chose a form of a name, letter for letter.
    fn is_spelled_by_manifest(&self, it: &Wanted<'_>, form: &str) -> bool {
        let chosen = self.diagnostics.chosen_names(&it.origin.pointer);
        it.named_by == NamedBy::Name && chosen.iter().any(|it| it.name == form)
    }

    /// The entry of the manifest that gives a thing the name it has anyway, and so changes nothing.
    fn repeats_itself(&self, it: &Wanted<'_>, form: Option<&str>) -> Option<ChosenName> {
        let own = it.forms.first()?;
        let chosen = self.diagnostics.chosen_names(&it.origin.pointer).iter();
        let mut repeated = chosen.filter(|it| it.must_apply && it.is_own && gives(&it.name, own));
        repeated.next().filter(|_| form == Some(own)).cloned()
    }

    /// That a name cannot be had though the manifest chose it, or that the manifest chose it for something else; and where
    /// it does.
    fn contradicts_manifest(&self, it: &Wanted<'_>, first: &str) -> Option<(String, Option<Span>)> {
        let what = &self.what;
        let owner = self.taken.get(first)?;
        let chosen = |pointer: &str, spec: &str| {
            let all = self.diagnostics.chosen_names(pointer).iter().filter(|it| it.must_apply);
            all.filter(|it| it.name == spec || gives(&it.name, first)).map(|it| it.place).next()
        };
        if let Some(place) = chosen(&it.origin.pointer, it.spec) {
            let owner = owner.told();
            return Some((
                format!("`{}` cannot be called `{first}` ({what}), which is taken: {owner}", it.spec),
                place,
            ));
        }
        let place = chosen(&owner.pointer, &owner.spec)?;
        let message = format!(
            "`{}` cannot be called `{first}` ({what}), which is taken: `{}` (#{})",
            owner.spec, it.spec, it.origin.pointer
        );
        Some((message, place))
    }
}

impl Owner {
    /// What messages call it.
    fn told(&self) -> String {
        match self.pointer.as_str() {
            "" => self.spec.clone(),
            pointer => format!("`{}` (#{pointer})", self.spec),
        }
    }
}

/// Whether a chosen name is, as Rust writes it, this one.
fn gives(chosen: &str, form: &str) -> bool {
    chosen == form || [snake(chosen), camel(chosen), variant(chosen), type_name(chosen)].iter().any(|it| it == form)
}

/// Whether a name has nothing but signs.
fn is_made_of_signs(spec: &str) -> bool {
    !composed(spec).chars().any(is_word)
}

/// Whether the spec spells a name the way its Rust form suggests.
fn is_usual(spec: &str, form: Option<&str>) -> bool {
    form.is_some_and(|form| form.trim_matches('_') == spec || form.trim_matches('_').to_lower_camel_case() == spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::names::{snake_forms, variant_forms};

    fn settled(forms: fn(&[&str]) -> Vec<String>, names: &[&str]) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let origin = Origin::default();
        let wanted: Vec<_> = names
            .iter()
            .map(|spec| Wanted { spec, origin: &origin, forms: forms(&[spec]), chosen: false, named_by: NamedBy::Name })
            .collect();
        let mut scope = Scope::new("name", &mut diagnostics);
        scope.reserve("UnknownValue", "ours");
        let settled = scope.settle(&wanted);
        assert!(!diagnostics.has_errors(), "{names:?}");
        settled
    }

    #[test]
    fn clashing_names_are_told_apart_whatever_their_order() {
        for names in [
            ["jobID", "jobId", "JobId", "job_id"],
            ["job_id", "JobId", "jobId", "jobID"],
            ["jobId", "job_id", "jobID", "JobId"],
        ] {
            let mut found: Vec<_> = std::iter::zip(names, settled(snake_forms, &names)).collect();
            found.sort_unstable();
            let expected = [
                ("JobId", "job_id_capital"),
                ("jobID", "job_i_d"),
                ("jobId", "job_id"),
                ("job_id", "job_underscore_id"),
            ];
            assert_eq!(found, expected.map(|(spec, rust)| (spec, rust.to_owned())));
        }
        assert_eq!(
            settled(snake_forms, &["self", "_self", "$type", "type", "@type", "certificateName", "certificate.name"]),
            ["self_", "underscore_self", "dollar_type", "type_", "at_type", "certificate_name", "certificate_dot_name"]
        );
        assert_eq!(
            settled(snake_forms, &["type", "Type", "TYPE", "self", "Self", "a_b", "a b", " "]),
            ["type_", "type_capital", "type_upper", "self_", "self_capital", "a_b", "a_space_b", "space"]
        );
        assert_eq!(
            settled(variant_forms, &["failed", "Failed", "FAILED", "", " ", "*", "Self", "UnknownValue", "a b", "a.b"]),
            ["failed", "Failed", "FAILED", "Empty", "Blank", "Star", "Self_", "UnknownValueValue", "AB", "ADotB"]
        );
        assert_eq!(settled(variant_forms, &["self", "Self", "SELF"]), ["SelfValue", "Self_", "SELF"]);
        assert_eq!(
            settled(variant_forms, &["", "empty", "Empty", " ", "Blank", "+", "Plus", "_", "Underscore", "*", "star"]),
            [
                "EmptyText",
                "empty",
                "Empty",
                "Space",
                "Blank",
                "PlusSign",
                "Plus",
                "UnderscoreSign",
                "Underscore",
                "StarSign",
                "Star"
            ]
        );
        assert_eq!(settled(variant_forms, &["", "empty", "EmptyText"]), ["NoText", "Empty", "EmptyText"]);
        assert_eq!(settled(snake_forms, &["", "empty", "+", "plus"]), ["empty_text", "empty", "plus_sign", "plus"]);
        assert_eq!(settled(variant_forms, &["1,0", "1.0", "10"]), ["_1_0", "_1Dot0", "_10"]);
        assert_eq!(settled(snake_forms, &["größe", "gro\u{308}\u{df}e", "ｎａｍｅ", "name"]).len(), 4);
    }

    #[test]
    fn a_new_name_takes_none_that_is_in_use() {
        let old = settled(snake_forms, &["jobId", "name", "x"]);
        let new = settled(snake_forms, &["jobId", "name", "x", "jobID", "_name", "Name", "X"]);
        assert_eq!(old[..], new[..3]);
    }
}
