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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::compare::Sides;
    use crate::diff::effect::Effect;
    use crate::diff::matching::Matching;
    use crate::diff::surface::Surface;
    use crate::normalize::fixture::normalized;

    #[derive(serde::Serialize)]
    struct Element {
        known: u8,
        unknown: u8,
    }

    #[test]
    fn a_field_that_no_rule_knows_is_unclassified() {
        let (service, _) = normalized("components: {}");
        let (matching, surface) = (Matching::default(), Surface::empty());
        let sides =
            Sides { old: &service, new: &service, matching: &matching, old_surface: &surface, new_surface: &surface };
        let mut comparison = Comparison { sides: &sides, changes: Vec::new() };
        let (old, new) = (Element { known: 1, unknown: 1 }, Element { known: 2, unknown: 2 });
        comparison.rest(&Subject::Service, "element", (&old, &new), &["known"], (None, None));
        let [change] = comparison.changes.as_slice() else { panic!("{:?}", comparison.changes) };
        assert_eq!((change.rule, change.effect), (Rule::UnclassifiedChange, Effect::Unknown));
        assert_eq!((change.old.as_deref(), change.new.as_deref()), (Some("unknown: 1"), Some("unknown: 2")));
    }
}
