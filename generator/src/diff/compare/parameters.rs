//! Parameters: takes the parameters of two matched operations, gives what changed in them.

use super::Comparison;
use super::types::{TypeChange, show};
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::matching::Pair;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{Constraints, Level, Operation, Parameter};

impl Comparison<'_> {
    pub(super) fn parameters(&mut self, old: &Operation, new: &Operation) {
        let pairs = self.sides.matching.parameters(old, new);
        for pair in &pairs {
            match pair {
                Pair::New(it) => {
                    let rule = if it.required { Rule::ParameterAddedRequired } else { Rule::ParameterAddedOptional };
                    let change = self.of(rule, new, it).to(show(&it.value)).at(None, Some(&it.origin));
                    // What has one value goes out by itself, and so does the api-version.
                    let by_itself = it.constant.is_some() || it.api_version;
                    self.add(if by_itself { change.callers(Callers::Maybe) } else { change });
                }
                Pair::Old(it) => {
                    let rule =
                        if it.required { Rule::ParameterRemovedRequired } else { Rule::ParameterRemovedOptional };
                    let change = self.of(rule, new, it).from(show(&it.value)).at(Some(&it.origin), None);
                    self.add(change);
                }
                Pair::Both(a, b) => self.parameter(new, a, b),
            }
        }
        let is_argument =
            |it: &Parameter| it.required && it.level == Level::Method && it.constant.is_none() && !it.api_version;
        let arguments: Vec<(&Parameter, &Parameter)> = pairs
            .iter()
            .filter_map(|it| match it {
                Pair::Both(a, b) if is_argument(a) && is_argument(b) => Some((*a, *b)),
                _ => None,
            })
            .collect();
        let position = |list: &[Parameter], it: &Parameter| list.iter().position(|other| std::ptr::eq(other, it));
        let mut in_old_order = arguments.clone();
        in_old_order.sort_by_key(|(a, _)| position(&old.parameters, a));
        let names = |list: &[(&Parameter, &Parameter)]| {
            list.iter().map(|(_, b)| b.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (from, to) = (names(&in_old_order), names(&arguments));
        if from != to {
            let subject = Subject::operation(&new.operation_id);
            let change = Change::new(Rule::ParameterOrderChanged, subject).from(from).to(to);
            self.add(change.at(Some(&old.origin), Some(&new.origin)));
        }
    }

    /// A change of a parameter. The same change of a parameter in many operations has one cause.
    fn of(&self, rule: Rule, operation: &Operation, it: &Parameter) -> Change {
        let subject = Subject::Parameter {
            operation: operation.operation_id.clone(),
            location: it.location,
            name: it.name.clone(),
        };
        Change::new(rule, subject).cause(it.name.clone())
    }

    fn parameter(&mut self, operation: &Operation, old: &Parameter, new: &Parameter) {
        let Parameter {
            name: _,
            client_name: _,
            location: _,
            level: _,
            required: _,
            value: _,
            collection_format: _,
            style: _,
            // The pass `styles` made the two before of it.
            declared_style: _,
            allow_reserved: _,
            skip_url_encoding: _,
            client_request_id: _,
            credential: _,
            constant: _,
            api_version: _,
            default: _,
            constraints: _,
            deprecated: _,
            documentation: _,
            origin: _,
        } = new;
        let place = self.of(Rule::UnclassifiedChange, operation, new).at(Some(&old.origin), Some(&new.origin));
        let change = |rule: Rule| Change { rule, effect: rule.at_least(), callers: rule.callers(), ..place.clone() };
        self.documentation(
            change(Rule::ParameterDocsChanged),
            old.documentation.as_deref(),
            new.documentation.as_deref(),
        );
        if old.location != new.location {
            let word = |it: &Parameter| format!("{:?}", it.location).to_ascii_lowercase();
            self.add(change(Rule::ParameterLocationChanged).from(word(old)).to(word(new)));
        }
        if old.name != new.name {
            // Names of path parameters are not on the wire, and names of headers are the same in every case.
            let seen = old.location == crate::model::Location::Query;
            let callers = if seen { Callers::Maybe } else { Callers::No };
            self.add(change(Rule::ParameterWireNameChanged).callers(callers).from(&old.name).to(&new.name));
        }
        self.style(&change, old, new);
        // The client fills it in, with what the operation says.
        if old.api_version && new.api_version {
            return;
        }
        if old.client_name != new.client_name {
            let name = |it: &Parameter| it.client_name.clone().unwrap_or_else(|| it.name.clone());
            if name(old) != name(new) || old.name == new.name {
                self.add(change(Rule::ParameterClientNameChanged).from(name(old)).to(name(new)));
            }
        }
        match (old.level, new.level) {
            (Level::Method, Level::Client) => self.add(change(Rule::ParameterMovedToClient)),
            (Level::Client, Level::Method) => self.add(change(Rule::ParameterMovedToMethod)),
            _ => {}
        }
        match (old.required, new.required) {
            (false, true) => self.add(change(Rule::ParameterBecameRequired)),
            (true, false) => self.add(change(Rule::ParameterBecameOptional)),
            _ => {}
        }
        self.parameter_value(&change, old, new);
        match (old.deprecated, new.deprecated) {
            (false, true) => self.add(change(Rule::ParameterDeprecated)),
            (true, false) => self.add(change(Rule::ParameterNoLongerDeprecated)),
            _ => {}
        }
    }

    /// How the value is written.
    fn style(&mut self, change: &dyn Fn(Rule) -> Change, old: &Parameter, new: &Parameter) {
        fn text<T: serde::Serialize>(it: &Option<T>) -> String {
            match serde_json::to_value(it) {
                Ok(serde_json::Value::String(word)) => word,
                Ok(serde_json::Value::Null) | Err(_) => "none".to_owned(),
                Ok(other) => other.to_string(),
            }
        }
        if old.collection_format != new.collection_format {
            let (from, to) = (text(&old.collection_format), text(&new.collection_format));
            self.add(change(Rule::ParameterCollectionFormatChanged).from(from).to(to));
        }
        if old.style != new.style {
            self.add(change(Rule::ParameterStyleChanged).from(text(&old.style)).to(text(&new.style)));
        }
        if (old.skip_url_encoding, old.allow_reserved) != (new.skip_url_encoding, new.allow_reserved) {
            let word = |it: &Parameter| match (it.skip_url_encoding, it.allow_reserved) {
                (true, _) => "as it is",
                (false, true) => "encoded, but for reserved characters",
                (false, false) => "encoded",
            };
            self.add(change(Rule::ParameterEncodingChanged).from(word(old)).to(word(new)));
        }
        let is_filled = |it: &Parameter| it.client_request_id || it.credential;
        match (is_filled(old), is_filled(new)) {
            (false, true) => self.add(change(Rule::ParameterFilledByClient)),
            (true, false) => self.add(change(Rule::ParameterNoLongerFilledByClient)),
            _ => {}
        }
    }

    fn parameter_value(&mut self, change: &dyn Fn(Rule) -> Change, old: &Parameter, new: &Parameter) {
        if old.constant != new.constant {
            let rule = match &new.constant {
                Some(_) => Rule::ParameterBecameConstant,
                None => Rule::ParameterNoLongerConstant,
            };
            let text = |it: &Parameter| it.constant.clone().unwrap_or_else(|| show(&it.value));
            self.add(change(rule).from(text(old)).to(text(new)));
        } else if old.constant.is_none()
            && let Some(kind) = self.sides.type_change(&old.value, &new.value)
        {
            let rule = match kind {
                TypeChange::Format => Rule::ParameterFormatChanged,
                TypeChange::EnumIntroduced => Rule::EnumIntroduced,
                TypeChange::EnumDissolved => Rule::EnumDissolved,
                TypeChange::Other => Rule::ParameterTypeChanged,
            };
            let (from, to) = self.sides.show_both(&old.value, &new.value);
            self.add(change(rule).from(from).to(to));
        }
        if old.default != new.default {
            let text = |it: &Parameter| it.default.as_ref().map_or("none".to_owned(), ToString::to_string);
            self.add(change(Rule::ParameterDefaultChanged).from(text(old)).to(text(new)));
        }
        if old.constraints != new.constraints {
            let tightened = is_tightened(&old.constraints, &new.constraints);
            let rule = if tightened { Rule::ParameterConstraintTightened } else { Rule::ParameterConstraintLoosened };
            self.add(change(rule).from(constraints(&old.constraints)).to(constraints(&new.constraints)));
        }
    }
}

/// Constraints as reports show them.
pub(super) fn constraints(it: &Constraints) -> String {
    let Ok(serde_json::Value::Object(members)) = serde_json::to_value(it) else { return String::new() };
    let parts: Vec<String> = members.iter().map(|(key, value)| format!("{key} {value}")).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// Whether a value that was allowed is not any more. Another pattern may well exclude something.
fn is_tightened(old: &Constraints, new: &Constraints) -> bool {
    fn above<T: PartialOrd>(old: Option<T>, new: Option<T>) -> bool {
        match (old, new) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(a), Some(b)) => b > a,
        }
    }
    fn below<T: PartialOrd>(old: Option<T>, new: Option<T>) -> bool {
        match (old, new) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(a), Some(b)) => b < a,
        }
    }
    (new.pattern.is_some() && old.pattern != new.pattern)
        || above(old.min_length, new.min_length)
        || below(old.max_length, new.max_length)
        || above(old.minimum, new.minimum)
        || below(old.maximum, new.maximum)
        || (new.exclusive_minimum && !old.exclusive_minimum)
        || (new.exclusive_maximum && !old.exclusive_maximum)
        || (new.multiple_of.is_some() && old.multiple_of != new.multiple_of)
        || above(old.min_items, new.min_items)
        || below(old.max_items, new.max_items)
        || (new.unique_items && !old.unique_items)
}
