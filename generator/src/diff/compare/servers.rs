//! Servers: takes the base URLs of both sides, tells another host from another scheme.

use std::collections::BTreeSet;

use super::Comparison;
use crate::diff::change::Change;
use crate::diff::effect::{Callers, Effect};
use crate::diff::rules::Rule;

impl Comparison<'_> {
    /// What changed in the base URLs of the service or of an operation.
    pub(super) fn servers(&mut self, change: &dyn Fn(Rule) -> Change, old: &[String], new: &[String]) {
        if old == new {
            return;
        }
        let places = |urls: &[String]| -> BTreeSet<String> {
            urls.iter().map(|it| it.split_once("://").map_or(it.as_str(), |it| it.1).to_owned()).collect()
        };
        if places(old) != places(new) {
            self.add(change(Rule::HostChanged).from(old.join(" ")).to(new.join(" ")));
            return;
        }
        let without = |urls: &[String], other: &[String]| -> Vec<String> {
            urls.iter().filter(|it| !other.contains(it)).cloned().collect()
        };
        let (removed, added) = (without(old, new), without(new, old));
        if !removed.is_empty() {
            let mut change = change(Rule::SchemeRemoved).from(removed.join(" "));
            // A client that speaks https does not notice that http is gone.
            if !removed.iter().any(|it| it.starts_with("https:")) {
                (change.callers, change.effect) = (Callers::No, Effect::None);
            }
            self.add(change);
        }
        if !added.is_empty() {
            self.add(change(Rule::SchemeAdded).to(added.join(" ")));
        }
        if removed.is_empty() && added.is_empty() {
            self.add(change(Rule::OrderOnly).cause("servers"));
        }
    }
}
