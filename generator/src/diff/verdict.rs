//! Verdicts: takes the changes of the model and the differences of the generated crates, gives each change its effect.
//!
//! A change has the worst effect of the items it can show in (see [`Rule::aspects`]). Items that no change explains are
//! reported as changes of their own, so that the report's effect is that of the whole crate.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::effect::{Callers, Effect};
use super::matching::plain;
use super::rules::Rule;
use super::subject::{Container, Subject};
use super::surface::{Aspect, ItemChange};

/// Gives every change its effect and the items it changes; what is not explained is added. `same_documents`: both sides were
/// read from the same bytes, so that what changed is the manifest's.
pub(super) fn judge(mut changes: Vec<Change>, items: Vec<ItemChange>, same_documents: bool) -> Vec<Change> {
    let mut by_container: BTreeMap<Container<'_>, Vec<usize>> = BTreeMap::new();
    for (index, it) in items.iter().enumerate() {
        by_container.entry(it.subject.container()).or_default().push(index);
    }
    let mut explained = vec![false; items.len()];
    // How an operation is called changed by a rule of its own: statuses, which often change with it, are not the cause.
    let flavors: BTreeSet<Subject> =
        changes.iter().filter(|it| changes_flavor(it.rule)).map(|it| it.subject.clone()).collect();
    for change in &mut changes {
        let subject = change.subject.clone();
        let own = by_container.get(&subject.container()).into_iter().flatten();
        // Client-level values and accessors stand on the client, whichever operation brings them.
        let shared = by_container.get(&Container::Service).into_iter().flatten();
        let shared = shared.filter(|_| subject.container() != Container::Service);
        for index in own.chain(shared) {
            let item = &items[*index];
            let by_flavor = item.aspect == Aspect::Output
                && !changes_flavor(change.rule)
                && flavors.contains(&item.subject)
                && has_same_content(item);
            if change.rule.aspects().contains(&item.aspect) && relates(change, item) && !by_flavor {
                explained[*index] = true;
                change.effect = change.effect.max(item.effect);
                change.items.push(item.clone());
            }
        }
    }
    let rest = items.into_iter().zip(explained).filter(|(_, explained)| !explained).map(|(item, _)| item);
    changes.extend(rest.map(unexplained));
    let counts = changes.iter().any(|it| it.callers != Callers::No || it.effect >= Effect::Minor);
    let moved = changes.iter().any(|it| {
        matches!(it.rule, Rule::ApiVersionChanged | Rule::ApiVersionDecreased | Rule::OperationApiVersionChanged)
    });
    if counts && !moved && !same_documents {
        changes.push(Change::new(Rule::ApiVersionUnchanged, Subject::Service));
    }
    changes
}

fn changes_flavor(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::OperationBecameLro
            | Rule::OperationNoLongerLro
            | Rule::OperationBecamePageable
            | Rule::OperationNoLongerPageable
    )
}

/// Whether a call gives the same in another way: `LroCall<T>` instead of `Call<T>`.
fn has_same_content(item: &ItemChange) -> bool {
    let content = |it: &Option<super::surface::Entry>| {
        it.as_ref().and_then(|it| it.signature.split_once('<')).map(|(_, content)| content.to_owned())
    };
    content(&item.old) == content(&item.new)
}

/// Whether a change of this subject can show in that item.
fn relates(change: &Change, item: &ItemChange) -> bool {
    let (subject, of) = (&change.subject, &item.subject);
    if subject == of {
        return true;
    }
    match (of, item.aspect) {
        // An accessor comes and goes with the operations of its group.
        (Subject::Group { name }, Aspect::Accessor) => match subject {
            Subject::Operation { id } => {
                let old = change.old.as_deref().filter(|_| change.rule == Rule::OperationIdChanged);
                [Some(id.as_str()), old]
                    .into_iter()
                    .flatten()
                    .any(|id| plain(crate::model::split_operation_id(id).0) == plain(name))
            }
            _ => false,
        },
        (Subject::ClientParameter { name }, Aspect::ClientParameter) => match subject {
            Subject::Parameter { name: own, .. } => own == name,
            _ => false,
        },
        _ if subject.container() != of.container() => false,
        _ if subject.is_container() => true,
        // These stand on the whole, and any part of it can change them.
        (
            _,
            Aspect::Output
            | Aspect::Options
            | Aspect::Order
            | Aspect::NewOrder
            | Aspect::Exhaustive
            | Aspect::ResponseVariant,
        ) => true,
        (_, Aspect::Type | Aspect::Base) => matches!(subject, Subject::Subtype { .. }),
        _ => false,
    }
}

/// The change that a difference of the crates is, when nothing in the model explains it.
fn unexplained(item: ItemChange) -> Change {
    let renamed = match (&item.old, &item.new) {
        (Some(old), Some(new)) => old.signature == new.signature,
        _ => false,
    };
    let rule = if renamed { Rule::NameCollisionResolved } else { Rule::UnclassifiedChange };
    let text = |it: &super::surface::Entry| match it.signature.as_str() {
        "" => it.path.clone(),
        signature => format!("{}: {}", it.path, signature.replace('\n', ", ")),
    };
    let mut change = Change::new(rule, item.subject.clone());
    change.cause = format!("{} {:?}", item.subject, item.aspect);
    change.callers = Callers::No;
    change.effect = item.effect;
    (change.old, change.new) = (item.old.as_ref().map(text), item.new.as_ref().map(text));
    change.items.push(item);
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Entry;

    #[test]
    fn what_no_change_explains_is_reported_with_the_effect_that_the_crates_show() {
        let entry = |path: &str, signature: &str| Some(Entry { path: path.into(), signature: signature.into() });
        let item = |old: Option<Entry>, new: Option<Entry>| ItemChange {
            subject: Subject::property("Thing", "note"),
            aspect: Aspect::Field,
            old,
            new,
            effect: Effect::Major,
            silent: false,
        };
        let other_type = item(entry("models::Thing::note", "String"), entry("models::Thing::note", "bool"));
        let other_name = item(entry("models::Thing::note", "String"), entry("models::Thing::note_2", "String"));
        let found = judge(Vec::new(), vec![other_type.clone(), other_name], false);
        let rules: Vec<(Rule, Effect)> = found.iter().map(|it| (it.rule, it.effect)).collect();
        assert_eq!(
            rules,
            [
                (Rule::UnclassifiedChange, Effect::Major),
                (Rule::NameCollisionResolved, Effect::Major),
                (Rule::ApiVersionUnchanged, Effect::None),
            ]
        );
        // A change of the same subject that can show in a field takes it.
        let change = Change::new(Rule::PropertyTypeChanged, Subject::property("Thing", "note"));
        let found = judge(vec![change], vec![other_type], true);
        assert!(found.iter().all(|it| it.rule != Rule::UnclassifiedChange), "{found:?}");
    }
}
