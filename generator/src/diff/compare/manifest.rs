//! The manifest's entries: takes what it says of both sides, gives what is corrected or chosen in another way. The results
//! of that are changes of their own; these tell why they came.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Comparison;
use crate::diff::change::Change;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{Rename, ServiceInfo};
use crate::overrides::{FixUp, Listed, TypeChoice};

impl Comparison<'_> {
    pub(super) fn manifest(&mut self) {
        let ServiceInfo {
            // The comparison's own names, and texts, which are no subject of it.
            name: _,
            release: _,
            docs: _,
            strict: _,
            names_are_chosen: _,
            provider: _,
            // Skips show as operations.
            skips: _,
            client_parameters: _,
            scope: _,
            secrets: _,
            not_secrets: _,
            renames: _,
            types: _,
            fix_ups: _,
        } = self.sides.new_info;
        let (old, new) = (fix_ups(self.sides.old_info), fix_ups(self.sides.new_info));
        self.entries("fix-up", &old, &new, [Rule::FixupAdded, Rule::FixupAdded, Rule::FixupRemoved]);
        let (old, new) = (choices(self.sides.old_info), choices(self.sides.new_info));
        for kind in ["rename", "type", "secret", "client-parameters", "scope"] {
            let none = BTreeMap::new();
            let of = |all: &BTreeMap<&'static str, BTreeMap<String, String>>| all.get(kind).unwrap_or(&none).clone();
            self.entries(kind, &of(&old), &of(&new), [Rule::OverrideChanged; 3]);
        }
    }

    /// The rules are those of an entry that is new, of one that says something else, and of one that is gone.
    fn entries(
        &mut self,
        kind: &str,
        old: &BTreeMap<String, String>,
        new: &BTreeMap<String, String>,
        [added, changed, removed]: [Rule; 3],
    ) {
        let change =
            |rule: Rule, at: &str| Change::new(rule, Subject::Entry { kind: kind.to_owned(), at: at.to_owned() });
        for (at, value) in new {
            match old.get(at) {
                None => self.add(change(added, at).to(value)),
                Some(was) if was != value => self.add(change(changed, at).from(was).to(value)),
                Some(_) => {}
            }
        }
        for (at, value) in old.iter().filter(|(at, _)| !new.contains_key(*at)) {
            self.add(change(removed, at).from(value));
        }
    }
}

/// The fix-ups by their places.
fn fix_ups(info: &ServiceInfo) -> BTreeMap<String, String> {
    let of = |it: &FixUp| {
        let FixUp {
            file,
            at,
            reason: _,
            link: _,
            expected,
            expected_json: _,
            value,
            value_json: _,
            place: _,
            file_place: _,
        } = it;
        let text = |it: &Option<Value>| it.as_ref().map_or("nothing".to_owned(), Value::to_string);
        (format!("{file}#{at}"), format!("{} instead of {}", text(value), text(expected)))
    };
    info.fix_ups.iter().map(of).collect()
}

/// What is chosen, by its kind and its place.
fn choices(info: &ServiceInfo) -> BTreeMap<&'static str, BTreeMap<String, String>> {
    let listed = |list: &[Listed], word: &str| -> BTreeMap<String, String> {
        list.iter().map(|Listed { text, place: _ }| (text.clone(), word.to_owned())).collect()
    };
    let rename = |Rename { at, to, reason: _, place: _ }: &Rename| (at.clone(), to.clone());
    let choice = |TypeChoice { at, chosen, reason: _, place: _ }: &TypeChoice| (at.clone(), chosen.name().to_owned());
    let client_parameters: Vec<&str> = info.client_parameters.iter().map(|it| it.text.as_str()).collect();
    let mut secrets = listed(&info.secrets, "a secret");
    secrets.extend(listed(&info.not_secrets, "no secret"));
    BTreeMap::from([
        ("rename", info.renames.iter().map(rename).collect()),
        ("type", info.types.iter().map(choice).collect()),
        ("secret", secrets),
        ("scope", info.scope.iter().map(|it| (String::new(), it.text.clone())).collect()),
        ("client-parameters", BTreeMap::from([(String::new(), client_parameters.join(", "))])),
    ])
}
