//! What no rule knows: takes the two sides of an element and the fields that were compared, gives what else differs.

use serde::Serialize;
use serde_json::Value;

use super::Comparison;
use crate::diff::change::Change;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::Origin;

impl Comparison<'_> {
    /// Reports every field of an element that differs and is not among `known`.
    pub(super) fn rest<T: Serialize>(
        &mut self,
        subject: &Subject,
        cause: &str,
        (old, new): (&T, &T),
        known: &[&str],
        (old_origin, new_origin): (Option<&Origin>, Option<&Origin>),
    ) {
        let (old, new) = (serde_json::to_value(old), serde_json::to_value(new));
        let (Ok(Value::Object(old)), Ok(Value::Object(new))) = (old, new) else { return };
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            if known.contains(&key.as_str()) || old.get(key) == new.get(key) {
                continue;
            }
            let text = |side: &serde_json::Map<String, Value>| side.get(key).map(|it| format!("{key}: {it}"));
            let mut change = Change::new(Rule::UnclassifiedChange, subject.clone())
                .cause(format!("{cause} {key}"))
                .at(old_origin, new_origin);
            (change.old, change.new) = (text(&old), text(&new));
            self.add(change);
        }
    }
}
