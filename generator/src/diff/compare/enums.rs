//! Enums: takes two matched enums, gives what changed in their values.

use super::Comparison;
use super::types::show;
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{EnumSchema, EnumValue, Schema};

impl Comparison<'_> {
    pub(super) fn enumeration(&mut self, (old, a): (&Schema, &EnumSchema), (new, b): (&Schema, &EnumSchema)) {
        // Whether the spec or the generator named it shows in the name.
        let EnumSchema { value: _, values: _, open: _, named_by_spec: _ } = b;
        let origins = (Some(&old.origin), Some(&new.origin));
        let change = |rule: Rule, value: &EnumValue| {
            let subject = Subject::Value { schema: new.name.clone(), value: text(value) };
            Change::new(rule, subject).at(origins.0, origins.1)
        };
        for y in &b.values {
            let Some(x) = a.values.iter().find(|x| x.value == y.value) else {
                let callers = if new.usage.response || new.usage.error { Callers::Maybe } else { Callers::No };
                self.add(change(Rule::EnumValueAdded, y).callers(callers));
                continue;
            };
            let EnumValue { value: _, client_name: _, documentation: _ } = y;
            let client_name = |it: &EnumValue| it.client_name.clone().unwrap_or_else(|| text(it));
            if client_name(x) != client_name(y) {
                let change = change(Rule::EnumValueClientNameChanged, y);
                self.add(change.from(client_name(x)).to(client_name(y)));
            }
            let docs = change(Rule::ModelDocsChanged, y);
            self.documentation(docs, x.documentation.as_deref(), y.documentation.as_deref());
        }
        for x in a.values.iter().filter(|x| !b.values.iter().any(|y| y.value == x.value)) {
            let callers = if old.usage.request { Callers::Yes } else { Callers::No };
            self.add(change(Rule::EnumValueRemoved, x).callers(callers));
        }
        let of_schema = |rule: Rule| Change::new(rule, Subject::schema(&new.name)).at(origins.0, origins.1);
        if a.open != b.open {
            let word = |it: &EnumSchema| if it.open { "open" } else { "closed" };
            self.add(of_schema(Rule::EnumOpennessChanged).from(word(a)).to(word(b)));
        }
        if a.value != b.value {
            self.add(of_schema(Rule::ModelKindChanged).from(show(&a.value)).to(show(&b.value)));
        }
        let common = |list: &EnumSchema, other: &EnumSchema| -> Vec<String> {
            let has = |it: &&EnumValue| other.values.iter().any(|value| value.value == it.value);
            list.values.iter().filter(has).map(text).collect()
        };
        if common(a, b) != common(b, a) {
            self.add(of_schema(Rule::OrderOnly).cause("enum values"));
        }
    }
}

/// A value as the surface keys it: text as it is, anything else as JSON.
fn text(it: &EnumValue) -> String {
    match &it.value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
