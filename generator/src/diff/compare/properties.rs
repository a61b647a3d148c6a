//! Properties: takes the properties of two matched objects, inherited ones included, gives what changed in them.

use super::Comparison;
use super::parameters::constraints;
use super::types::{TypeChange, show};
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{ObjectSchema, Property, Schema};

impl Comparison<'_> {
    pub(super) fn properties(&mut self, (old, a): (&Schema, &ObjectSchema), (new, b): (&Schema, &ObjectSchema)) {
        let sides = self.sides;
        let target = |it: &Property| sides.matching.property(&old.name, &it.name).to_owned();
        let mut pairs: Vec<(&Property, &Property)> = Vec::new();
        for y in &b.properties {
            match a.properties.iter().find(|x| target(x) == y.name) {
                Some(x) => {
                    pairs.push((x, y));
                    self.property(new, x, y);
                }
                None => self.property_added(new, y),
            }
        }
        for x in a.properties.iter().filter(|x| !b.properties.iter().any(|y| target(x) == y.name)) {
            let subject = Subject::property(&new.name, &x.name);
            let callers = if old.usage.request && !x.read_only { Callers::Maybe } else { Callers::No };
            let callers = if old.usage.response || old.usage.error { Callers::Maybe } else { callers };
            let change = Change::new(Rule::PropertyRemoved, subject).from(show(&x.value)).callers(callers);
            self.add(change.cause(cause(new, x)).at(Some(&x.origin), None));
        }
        self.order(new, a, &pairs);
    }

    /// Only the order of the required properties can be seen, since they are the arguments of `new`.
    fn order(&mut self, new: &Schema, old: &ObjectSchema, pairs: &[(&Property, &Property)]) {
        let mut in_old_order = pairs.to_vec();
        in_old_order.sort_by_key(|(x, _)| old.properties.iter().position(|it| std::ptr::eq(it, *x)));
        let is_required = |(x, y): &&(&Property, &Property)| x.required && y.required && !x.read_only && !y.read_only;
        let names = |list: &[(&Property, &Property)]| -> Vec<String> {
            list.iter().filter(is_required).map(|(_, y)| y.name.clone()).collect()
        };
        let (from, to) = (names(&in_old_order), names(pairs));
        if from != to && new.usage.request {
            let change = Change::new(Rule::PropertiesReordered, Subject::schema(&new.name));
            self.add(change.from(from.join(", ")).to(to.join(", ")).at(None, Some(&new.origin)));
        } else if in_old_order.iter().zip(pairs).any(|(a, b)| a.1.name != b.1.name) {
            let change = Change::new(Rule::OrderOnly, Subject::schema(&new.name)).cause("properties");
            self.add(change.at(None, Some(&new.origin)));
        }
    }

    fn property_added(&mut self, schema: &Schema, it: &Property) {
        let rule = match (schema.usage.request && !it.read_only, it.required) {
            (false, _) => Rule::PropertyAddedInResponse,
            (true, false) => Rule::PropertyAddedOptionalInRequest,
            (true, true) => Rule::PropertyAddedRequiredInRequest,
        };
        let change = Change::new(rule, Subject::property(&schema.name, &it.name)).to(show(&it.value));
        self.add(change.cause(cause(schema, it)).at(None, Some(&it.origin)));
    }

    fn property(&mut self, schema: &Schema, old: &Property, new: &Property) {
        let Property {
            name: _,
            client_name: _,
            value: _,
            // After the pass `all_of` it is the type.
            stated: _,
            required: _,
            read_only: _,
            mutability: _,
            nullable: _,
            secret: _,
            boxed: _,
            flatten: _,
            deprecated: _,
            default: _,
            preset: _,
            constraints: _,
            xml: _,
            // Where it is inherited from shows in the parents of the schema.
            inherited_from: _,
            documentation: _,
            origin: _,
        } = new;
        let place = Change::new(Rule::UnclassifiedChange, Subject::property(&schema.name, &new.name))
            .cause(cause(schema, new))
            .at(Some(&old.origin), Some(&new.origin));
        let change = |rule: Rule| Change { rule, effect: rule.at_least(), callers: rule.callers(), ..place.clone() };
        if old.name != new.name {
            self.add(change(Rule::PropertyWireNameChanged).from(&old.name).to(&new.name));
        }
        let client_name = |it: &Property| it.client_name.clone().unwrap_or_else(|| it.name.clone());
        if old.client_name != new.client_name && client_name(old) != client_name(new) {
            self.add(change(Rule::PropertyClientNameChanged).from(client_name(old)).to(client_name(new)));
        }
        if let Some(kind) = self.sides.type_change(&old.value, &new.value) {
            let rule = match kind {
                TypeChange::Format => Rule::PropertyFormatChanged,
                TypeChange::EnumIntroduced => Rule::EnumIntroduced,
                TypeChange::EnumDissolved => Rule::EnumDissolved,
                TypeChange::Other => Rule::PropertyTypeChanged,
            };
            let (from, to) = self.sides.show_both(&old.value, &new.value);
            self.add(change(rule).from(from).to(to));
        }
        self.flags(schema, &change, old, new);
        if old.default != new.default || old.preset != new.preset {
            let text = |it: &Property| match (&it.preset, &it.default) {
                (Some(value), _) => format!("{value} by itself"),
                (None, Some(value)) => value.to_string(),
                (None, None) => "none".to_owned(),
            };
            self.add(change(Rule::PropertyDefaultChanged).from(text(old)).to(text(new)));
        }
        if old.constraints != new.constraints {
            let (from, to) = (constraints(&old.constraints), constraints(&new.constraints));
            self.add(change(Rule::PropertyConstraintChanged).from(from).to(to));
        }
        self.documentation(
            change(Rule::PropertyDocsChanged),
            old.documentation.as_deref(),
            new.documentation.as_deref(),
        );
    }

    fn flags(&mut self, schema: &Schema, change: &dyn Fn(Rule) -> Change, old: &Property, new: &Property) {
        match (old.required, new.required) {
            (false, true) => {
                let callers = if schema.usage.request && !new.read_only { Callers::Yes } else { Callers::No };
                self.add(change(Rule::PropertyBecameRequired).callers(callers));
            }
            (true, false) => {
                let received = schema.usage.response || schema.usage.error;
                let callers = if received { Callers::Maybe } else { Callers::No };
                self.add(change(Rule::PropertyBecameOptional).callers(callers));
            }
            _ => {}
        }
        match (old.read_only, new.read_only) {
            (false, true) => {
                let callers = if schema.usage.request { Callers::Maybe } else { Callers::No };
                self.add(change(Rule::PropertyBecameReadOnly).callers(callers));
            }
            (true, false) => self.add(change(Rule::PropertyBecameWritable)),
            (a, b) if a == b && old.mutability != new.mutability => {
                let text = |it: &Property| {
                    let all = [
                        (|it: &crate::model::Mutability| it.create, "create"),
                        (|it| it.read, "read"),
                        (|it| it.update, "update"),
                    ] as [(fn(&crate::model::Mutability) -> bool, &str); 3];
                    it.mutability.map_or("unsaid".to_owned(), |m| {
                        all.iter().filter(|(of, _)| of(&m)).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
                    })
                };
                self.add(change(Rule::PropertyMutabilityChanged).from(text(old)).to(text(new)));
            }
            _ => {}
        }
        if old.nullable != new.nullable {
            let text = |it: &Property| if it.nullable { "nullable" } else { "never null" };
            self.add(change(Rule::PropertyNullabilityChanged).from(text(old)).to(text(new)));
        }
        if old.secret != new.secret {
            let text = |it: &Property| if it.secret { "secret" } else { "no secret" };
            self.add(change(Rule::SecretChanged).from(text(old)).to(text(new)));
        }
        if old.boxed != new.boxed {
            let text = |it: &Property| if it.boxed { "boxed" } else { "not boxed" };
            self.add(change(Rule::BoxingChanged).from(text(old)).to(text(new)));
        }
        if old.flatten != new.flatten {
            let text = |it: &Property| if it.flatten { "to be flattened" } else { "as it is" };
            self.add(change(Rule::FlatteningChanged).from(text(old)).to(text(new)));
        }
        self.xml(change, old.xml.as_ref(), new.xml.as_ref());
        match (old.deprecated, new.deprecated) {
            (false, true) => self.add(change(Rule::PropertyDeprecated)),
            (true, false) => self.add(change(Rule::PropertyNoLongerDeprecated)),
            _ => {}
        }
    }
}

/// The schema that declares a property is the cause of what changes on its heirs.
fn cause(schema: &Schema, it: &Property) -> String {
    format!("{}.{}", it.inherited_from.as_deref().unwrap_or(&schema.name), it.name)
}
