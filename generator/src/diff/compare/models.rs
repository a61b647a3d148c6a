//! Models: takes the matched schemas, gives what changed in them as a whole.

use super::types::show;
use super::{Comparison, types};
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{Discriminator, ObjectSchema, Schema, SchemaKind, Subtype, Usage};

impl Comparison<'_> {
    pub(super) fn schemas(&mut self) {
        let sides = self.sides;
        for (old_name, new_name) in sides.matching.schema_pairs() {
            let (Some(old), Some(new)) = (sides.old.schemas.get(old_name), sides.new.schemas.get(new_name)) else {
                continue;
            };
            match (sides.old_surface.has_type(old_name), sides.new_surface.has_type(new_name)) {
                (false, true) => self.model_added(new, Some(old)),
                (true, false) => self.model_removed(old, Some(new)),
                (true, true) => self.schema(old, new),
                // What others inherit stands on the heirs. Enums of numbers are no types, and still have values.
                (false, false) => {
                    if !matches!(old.kind, SchemaKind::Object(_)) {
                        self.schema(old, new);
                    }
                }
            }
        }
        for (name, it) in &sides.old.schemas {
            if sides.matching.schema(name).is_none() && sides.old_surface.has_type(name) {
                self.model_removed(it, None);
            }
        }
        let matched = sides.matching.matched_new();
        for (name, it) in &sides.new.schemas {
            if !matched.contains(name.as_str()) && sides.new_surface.has_type(name) {
                self.model_added(it, None);
            }
        }
    }

    fn model_added(&mut self, it: &Schema, old: Option<&Schema>) {
        let change = Change::new(Rule::ModelAdded, Subject::schema(&it.name)).to(kind(it));
        self.add(change.at(old.map(|it| &it.origin), Some(&it.origin)));
    }

    fn model_removed(&mut self, it: &Schema, new: Option<&Schema>) {
        let name = new.map_or(&it.name, |it| &it.name);
        let change = Change::new(Rule::ModelRemoved, Subject::schema(name)).from(kind(it));
        self.add(change.at(Some(&it.origin), new.map(|it| &it.origin)));
    }

    fn schema(&mut self, old: &Schema, new: &Schema) {
        let Schema { name: _, client_name: _, kind: _, xml: _, usage: _, deprecated: _, documentation: _, origin: _ } =
            new;
        let subject = Subject::schema(&new.name);
        let change = |rule: Rule| Change::new(rule, subject.clone()).at(Some(&old.origin), Some(&new.origin));
        let client_name = |it: &Schema| it.client_name.clone().unwrap_or_else(|| it.name.clone());
        if old.name != new.name || client_name(old) != client_name(new) {
            let is_definition = |it: &Schema| it.origin.pointer.matches('/').count() == 3;
            let rule = match (&old.kind, &new.kind) {
                (SchemaKind::Enum(_), SchemaKind::Enum(_)) => Rule::EnumRenamed,
                _ if is_definition(old) != is_definition(new) => Rule::ModelInlinedOrNamed,
                _ => Rule::ModelRenamed,
            };
            self.add(change(rule).from(client_name(old)).to(client_name(new)));
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => self.add(change(Rule::ModelDeprecated)),
            (true, false) => self.add(change(Rule::ModelNoLongerDeprecated)),
            _ => {}
        }
        self.xml(&change, old.xml.as_ref(), new.xml.as_ref());
        self.documentation(change(Rule::ModelDocsChanged), old.documentation.as_deref(), new.documentation.as_deref());
        match (&old.kind, &new.kind) {
            (SchemaKind::Object(a), SchemaKind::Object(b)) => self.object((old, a), (new, b)),
            (SchemaKind::Enum(a), SchemaKind::Enum(b)) => self.enumeration((old, a), (new, b)),
            (SchemaKind::Alias { .. }, SchemaKind::Alias { .. }) => {}
            _ => {
                self.add(change(Rule::ModelKindChanged).from(kind(old)).to(kind(new)));
                return;
            }
        }
        if usage(old.usage) != usage(new.usage) && matches!(old.kind, SchemaKind::Object(_)) {
            self.add(change(Rule::ModelUsageChanged).from(usage(old.usage)).to(usage(new.usage)));
        }
    }

    fn object(&mut self, (old, a): (&Schema, &ObjectSchema), (new, b): (&Schema, &ObjectSchema)) {
        let ObjectSchema {
            parents: _,
            properties: _,
            additional_properties: _,
            additional_nullable: _,
            closed: _,
            discriminator: _,
            discriminator_value: _,
            discriminator_property: _,
            // They are among the subtypes of the lists.
            listed_values: _,
            // The pass `all_of` gave it to the inherited properties.
            required_elsewhere: _,
        } = b;
        let subject = Subject::schema(&new.name);
        let change = |rule: Rule| Change::new(rule, subject.clone()).at(Some(&old.origin), Some(&new.origin));
        self.properties((old, a), (new, b));
        let parents = |it: &ObjectSchema| match it.parents.as_slice() {
            [] => "none".to_owned(),
            list => list.iter().map(show).collect::<Vec<_>>().join(", "),
        };
        let same_parents = a.parents.len() == b.parents.len()
            && a.parents.iter().zip(&b.parents).all(|(a, b)| self.sides.type_change(a, b).is_none());
        if !same_parents {
            self.add(change(Rule::InheritanceChanged).from(parents(a)).to(parents(b)));
        }
        self.additional_properties(&change, a, b);
        self.hierarchy(&change, (old, a), (new, b));
    }

    /// The members that no property names: of a type, not allowed, or nothing is said of them.
    fn additional_properties(&mut self, change: &dyn Fn(Rule) -> Change, a: &ObjectSchema, b: &ObjectSchema) {
        let differ = match (&a.additional_properties, &b.additional_properties) {
            (Some(x), Some(y)) => {
                self.sides.type_change(x, y).is_some() || a.additional_nullable != b.additional_nullable
            }
            (None, None) => a.closed != b.closed,
            _ => true,
        };
        if !differ {
            return;
        }
        let text = |it: &ObjectSchema| match &it.additional_properties {
            Some(value) if it.additional_nullable => format!("{} or null", types::show(value)),
            Some(value) => types::show(value),
            None if it.closed => "false".to_owned(),
            None => "none".to_owned(),
        };
        let change = change(Rule::AdditionalPropertiesChanged).from(text(a)).to(text(b));
        // A client whose model has no field for them sends none.
        let is_sent = a.additional_properties.is_some() || b.additional_properties.is_some();
        self.add(if is_sent { change } else { change.callers(Callers::No) });
    }

    /// Discriminators and subtypes.
    fn hierarchy(
        &mut self,
        change: &dyn Fn(Rule) -> Change,
        (old_schema, old): (&Schema, &ObjectSchema),
        (new_schema, new): (&Schema, &ObjectSchema),
    ) {
        // What the spec lists is among the subtypes after the pass `all_of`.
        let of_new = new.discriminator.as_ref().map(|it| {
            let Discriminator { property, subtypes: _, listed: _, alternatives: _ } = &**it;
            property
        });
        let own = |it: &ObjectSchema| {
            let property = it.discriminator_property.clone().unwrap_or_else(|| "none".to_owned());
            let value = it.discriminator_value.as_ref().map(|it| format!(" = {it}")).unwrap_or_default();
            format!("{property}{value}")
        };
        let of_old = old.discriminator.as_ref().map(|it| &it.property);
        let value = (&old.discriminator_property, &old.discriminator_value);
        if value != (&new.discriminator_property, &new.discriminator_value) || of_old != of_new {
            let (from, to) = (own(old), own(new));
            let of_base = |it: &ObjectSchema| if it.discriminator.is_some() { ", with subtypes" } else { "" };
            let change = change(Rule::DiscriminatorChanged);
            self.add(change.from(format!("{from}{}", of_base(old))).to(format!("{to}{}", of_base(new))));
        }
        let (Some(a), Some(b)) = (&old.discriminator, &new.discriminator) else { return };
        let of = |rule: Rule, value: &str| {
            let subject = Subject::Subtype { schema: new_schema.name.clone(), value: value.to_owned() };
            Change { cause: subject.to_string(), subject, ..change(rule) }
        };
        let sides = self.sides;
        let target = |it: &Subtype| sides.matching.subtype(&old_schema.name, &it.value).to_owned();
        for it in &b.subtypes {
            let Subtype { value: _, schema: _ } = it;
            match a.subtypes.iter().find(|x| target(x) == it.value) {
                None => self.add(of(Rule::SubtypeAdded, &it.value).to(&it.schema)),
                Some(x) if sides.matching.schema(&x.schema) != Some(&it.schema) => {
                    self.add(of(Rule::DiscriminatorChanged, &it.value).from(&x.schema).to(&it.schema));
                }
                Some(x) if x.value != it.value => {
                    self.add(of(Rule::DiscriminatorChanged, &it.value).from(&x.value).to(&it.value));
                }
                Some(_) => {}
            }
        }
        for it in a.subtypes.iter().filter(|it| !b.subtypes.iter().any(|y| target(it) == y.value)) {
            self.add(of(Rule::SubtypeRemoved, &it.value).from(&it.schema).callers(Callers::Maybe));
        }
    }
}

/// What a schema is, in a word.
fn kind(it: &Schema) -> &'static str {
    match &it.kind {
        SchemaKind::Object(it) if it.discriminator.is_some() => "object with subtypes",
        SchemaKind::Object(_) => "object",
        SchemaKind::Enum(_) => "enum",
        _ => "other name of a type",
    }
}

fn usage(it: Usage) -> String {
    let Usage { request: _, response: _, error: _, replaces: _ } = it;
    let words = [(it.request, "requests"), (it.response, "responses"), (it.error, "errors")];
    let words: Vec<&str> = words.into_iter().filter(|it| it.0).map(|it| it.1).collect();
    if words.is_empty() { "unused".to_owned() } else { words.join(", ") }
}
