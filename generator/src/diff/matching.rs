//! Matching: takes two normalized models, says which thing of the one is which thing of the other.
//!
//! Things are matched by their stable keys first: operationId, name and location, definition, wire name. What is left is
//! matched by the place it stands at: the same path and method, the same position in a path, the same use. So a new name
//! is one change rather than one removed and one added thing, and nothing depends on order.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::Subject;
use crate::model::{
    Location, ObjectSchema, Operation, Parameter, Property, Response, Schema, SchemaKind, Service, Status, Type,
};

/// A pair of matched things, or one without a counterpart.
pub(super) enum Pair<'a, T> {
    Both(&'a T, &'a T),
    Old(&'a T),
    New(&'a T),
}

/// What is which.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// operationIds, old to new.
    operations: BTreeMap<String, String>,
    /// Names of schemas, old to new.
    schemas: BTreeMap<String, String>,
    /// Parameters whose location or name changed: operationId, location and name of old to those of new.
    parameters: BTreeMap<(String, Location, String), (Location, String)>,
    /// Properties whose wire name changed.
    properties: BTreeMap<(String, String), String>,
    /// Subtypes whose value changed: base and value of old to the value of new.
    subtypes: BTreeMap<(String, String), String>,
}

impl Matching {
    pub(super) fn new(old: &Service, new: &Service) -> Self {
        let mut matching = Matching::default();
        matching.match_operations(old, new);
        for (name, _) in old.schemas.iter().filter(|(name, _)| new.schemas.contains_key(*name)) {
            matching.schemas.insert(name.clone(), name.clone());
        }
        let operations: Vec<(&Operation, &Operation)> = matching.operation_pairs(old, new);
        for (a, b) in &operations {
            matching.match_parameters(a, b);
        }
        matching.match_schemas(old, new, &operations);
        for (a, b) in matching.schemas.clone() {
            if let (Some(x), Some(y)) = (object(old, &a), object(new, &b)) {
                matching.match_properties(&a, x, y);
                matching.match_subtypes(&a, x, y);
            }
        }
        matching
    }

    fn match_operations(&mut self, old: &Service, new: &Service) {
        let ids: BTreeSet<&str> = new.operations().map(|it| it.operation_id.as_str()).collect();
        let mut left: BTreeMap<(String, &str), Vec<&Operation>> = BTreeMap::new();
        for it in old.operations() {
            if ids.contains(it.operation_id.as_str()) {
                self.operations.insert(it.operation_id.clone(), it.operation_id.clone());
            } else {
                left.entry((skeleton(it), it.method.as_str())).or_default().push(it);
            }
        }
        let known: BTreeSet<&str> = old.operations().map(|it| it.operation_id.as_str()).collect();
        for it in new.operations().filter(|it| !known.contains(it.operation_id.as_str())) {
            if let Some([one]) = left.get(&(skeleton(it), it.method.as_str())).map(Vec::as_slice) {
                self.operations.entry(one.operation_id.clone()).or_insert_with(|| it.operation_id.clone());
            }
        }
    }

    /// The matched operations, in the order of the new ones.
    pub(super) fn operation_pairs<'a>(
        &self,
        old: &'a Service,
        new: &'a Service,
    ) -> Vec<(&'a Operation, &'a Operation)> {
        self.all_operations(old, new)
            .into_iter()
            .filter_map(|it| match it {
                Pair::Both(a, b) => Some((a, b)),
                _ => None,
            })
            .collect()
    }

    /// All operations of both sides.
    pub(super) fn all_operations<'a>(&self, old: &'a Service, new: &'a Service) -> Vec<Pair<'a, Operation>> {
        let old_by_new: BTreeMap<&str, &Operation> =
            old.operations().filter_map(|it| Some((self.operations.get(&it.operation_id)?.as_str(), it))).collect();
        let news = new.operations().map(|it| match old_by_new.get(it.operation_id.as_str()) {
            Some(a) => Pair::Both(*a, it),
            None => Pair::New(it),
        });
        let olds = old.operations().filter(|it| !self.operations.contains_key(&it.operation_id)).map(Pair::Old);
        news.chain(olds).collect()
    }

    fn match_parameters(&mut self, old: &Operation, new: &Operation) {
        let key = |it: &Parameter| (it.location, it.name.clone());
        let mut left: Vec<&Parameter> =
            old.parameters.iter().filter(|it| !new.parameters.iter().any(|other| key(other) == key(it))).collect();
        let mut added: Vec<&Parameter> =
            new.parameters.iter().filter(|it| !old.parameters.iter().any(|other| key(other) == key(it))).collect();
        let same_path = skeleton(old) == skeleton(new);
        let position =
            |operation: &Operation, it: &Parameter| operation.path.parameters().position(|name| name == it.name);
        type Test<'t> = &'t dyn Fn(&Parameter, &Parameter) -> bool;
        let tests: [Test<'_>; 3] = [
            // Names of headers, and of parameters in practice, are the same in every case.
            &|a, b| a.name.eq_ignore_ascii_case(&b.name),
            &|a, b| same_path && both(a, b, Location::Path) && position(old, a) == position(new, b),
            &|a, b| a.location == b.location && a.location != Location::Path && client_name(a) == client_name(b),
        ];
        for test in tests {
            left.retain(|a| {
                let Some(index) = added.iter().position(|b| test(a, b)) else { return true };
                let b = added.remove(index);
                let from = (old.operation_id.clone(), a.location, a.name.clone());
                self.parameters.insert(from, (b.location, b.name.clone()));
                false
            });
        }
    }

    /// The parameters of matched operations, in the order of the new ones.
    pub(super) fn parameters<'a>(&self, old: &'a Operation, new: &'a Operation) -> Vec<Pair<'a, Parameter>> {
        let target = |it: &Parameter| self.parameter(&old.operation_id, it.location, &it.name);
        let mut pairs: Vec<Pair<'a, Parameter>> = Vec::new();
        for b in &new.parameters {
            let a = old.parameters.iter().find(|a| target(a) == (b.location, b.name.clone()));
            pairs.push(a.map_or(Pair::New(b), |a| Pair::Both(a, b)));
        }
        let has = |key: &(Location, String)| new.parameters.iter().any(|b| (b.location, &b.name) == (key.0, &key.1));
        pairs.extend(old.parameters.iter().filter(|a| !has(&target(a))).map(Pair::Old));
        pairs
    }

    /// The new location and name of an old operation's parameter.
    pub(super) fn parameter(&self, operation: &str, location: Location, name: &str) -> (Location, String) {
        let key = (operation.to_owned(), location, name.to_owned());
        self.parameters.get(&key).cloned().unwrap_or((location, key.2))
    }

    /// Schemas whose names differ are matched when the same places use them, and there only.
    fn match_schemas(&mut self, old: &Service, new: &Service, operations: &[(&Operation, &Operation)]) {
        let mut uses = Uses { old, new, pairs: BTreeMap::new() };
        for (a, b) in operations {
            for pair in self.parameters(a, b) {
                if let Pair::Both(a, b) = pair {
                    uses.values(&a.value, &b.value);
                }
            }
            if let (Some(a), Some(b)) = (&a.body, &b.body) {
                uses.values(&a.value, &b.value);
            }
            for (a, b) in responses(a, b) {
                if let (Some(a), Some(b)) = (&a.body, &b.body) {
                    uses.values(a, b);
                }
            }
        }
        let mut todo: Vec<(String, String)> = self.schemas.iter().map(|(a, b)| (a.clone(), b.clone())).collect();
        loop {
            for (a, b) in todo.drain(..) {
                uses.schemas(&a, &b);
            }
            let found = uses.settled(&self.schemas);
            if found.is_empty() {
                break;
            }
            for (a, b) in found {
                self.schemas.insert(a.clone(), b.clone());
                todo.push((a, b));
            }
        }
    }

    fn match_properties(&mut self, schema: &str, old: &ObjectSchema, new: &ObjectSchema) {
        let mut added: Vec<&Property> =
            new.properties.iter().filter(|b| !old.properties.iter().any(|a| a.name == b.name)).collect();
        for a in old.properties.iter().filter(|a| !new.properties.iter().any(|b| a.name == b.name)) {
            if let Some(index) = added.iter().position(|b| property_client_name(a) == property_client_name(b)) {
                let b = added.remove(index);
                self.properties.insert((schema.to_owned(), a.name.clone()), b.name.clone());
            }
        }
    }

    /// A subtype keeps its place when the value that tells it apart changes.
    fn match_subtypes(&mut self, schema: &str, old: &ObjectSchema, new: &ObjectSchema) {
        let (Some(old), Some(new)) = (&old.discriminator, &new.discriminator) else { return };
        let added: Vec<_> = new.subtypes.iter().filter(|b| !old.subtypes.iter().any(|a| a.value == b.value)).collect();
        for a in old.subtypes.iter().filter(|a| !new.subtypes.iter().any(|b| a.value == b.value)) {
            if let Some(b) = added.iter().find(|b| self.schema(&a.schema) == Some(&b.schema)) {
                self.subtypes.insert((schema.to_owned(), a.value.clone()), b.value.clone());
            }
        }
    }

    /// The new value of an old base's subtype.
    pub(super) fn subtype<'s>(&'s self, schema: &str, value: &'s str) -> &'s str {
        self.subtypes.get(&(schema.to_owned(), value.to_owned())).map_or(value, String::as_str)
    }

    /// The new name of an old schema's property.
    pub(super) fn property<'s>(&'s self, schema: &str, name: &'s str) -> &'s str {
        self.properties.get(&(schema.to_owned(), name.to_owned())).map_or(name, String::as_str)
    }

    /// The new name of an old schema that has a counterpart.
    pub(super) fn schema(&self, old: &str) -> Option<&str> {
        self.schemas.get(old).map(String::as_str)
    }

    /// The matched schemas, old name and new name.
    pub(super) fn schema_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.schemas.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// The names of new schemas that have a counterpart.
    pub(super) fn matched_new(&self) -> BTreeSet<&str> {
        self.schemas.values().map(String::as_str).collect()
    }

    fn operation_name(&self, old: &str) -> String {
        self.operations.get(old).cloned().unwrap_or_else(|| old.to_owned())
    }

    fn schema_name(&self, old: &str) -> String {
        self.schemas.get(old).cloned().unwrap_or_else(|| old.to_owned())
    }

    /// A subject of the old side by its new names.
    pub(super) fn translate(&self, subject: &Subject) -> Subject {
        match subject {
            Subject::Operation { id } => Subject::Operation { id: self.operation_name(id) },
            Subject::Parameter { operation, location, name } => {
                let (location, name) = self.parameter(operation, *location, name);
                Subject::Parameter { operation: self.operation_name(operation), location, name }
            }
            Subject::Body { operation } => Subject::Body { operation: self.operation_name(operation) },
            Subject::Response { operation, status } => {
                Subject::Response { operation: self.operation_name(operation), status: *status }
            }
            Subject::Header { operation, status, name } => {
                Subject::Header { operation: self.operation_name(operation), status: *status, name: name.clone() }
            }
            Subject::Schema { name } => Subject::Schema { name: self.schema_name(name) },
            Subject::Property { schema, name } => {
                Subject::Property { schema: self.schema_name(schema), name: self.property(schema, name).to_owned() }
            }
            Subject::Value { schema, value } => {
                Subject::Value { schema: self.schema_name(schema), value: value.clone() }
            }
            Subject::Subtype { schema, value } => {
                Subject::Subtype { schema: self.schema_name(schema), value: self.subtype(schema, value).to_owned() }
            }
            Subject::Service | Subject::Entry { .. } | Subject::ClientParameter { .. } | Subject::Group { .. } => {
                subject.clone()
            }
        }
    }
}

/// The responses of one status on both sides, of the same kind: success or error.
pub(super) fn responses<'a>(old: &'a Operation, new: &'a Operation) -> Vec<(&'a Response, &'a Response)> {
    let key = |it: &Response| -> (Status, bool) { (it.status, it.error) };
    new.responses.iter().filter_map(|b| Some((old.responses.iter().find(|a| key(a) == key(b))?, b))).collect()
}

/// Where the two sides use schemas of different names at one place.
struct Uses<'a> {
    old: &'a Service,
    new: &'a Service,
    /// How often an old name stands where a new one stands.
    pairs: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Uses<'a> {
    fn values(&mut self, old: &'a Type, new: &'a Type) {
        match (old, new) {
            (Type::Array { items: a, .. }, Type::Array { items: b, .. }) => self.values(a, b),
            (Type::Map { values: a, .. }, Type::Map { values: b, .. }) => self.values(a, b),
            (Type::Reference { name: a }, Type::Reference { name: b })
                if !self.new.schemas.contains_key(a) && !self.old.schemas.contains_key(b) =>
            {
                *self.pairs.entry((a, b)).or_default() += 1;
            }
            _ => {}
        }
    }

    /// What the properties of matched schemas use.
    fn schemas(&mut self, old: &str, new: &str) {
        let (Some(a), Some(b)) = (self.old.schemas.get(old), self.new.schemas.get(new)) else { return };
        match (&a.kind, &b.kind) {
            (SchemaKind::Object(a), SchemaKind::Object(b)) => {
                for x in &a.properties {
                    if let Some(y) = b.properties.iter().find(|y| y.name == x.name) {
                        self.values(&x.value, &y.value);
                    }
                }
                if let (Some(x), Some(y)) = (&a.additional_properties, &b.additional_properties) {
                    self.values(x, y);
                }
                for (x, y) in a.discriminator.iter().flat_map(|it| &it.subtypes).filter_map(|x| {
                    let subtypes = &b.discriminator.as_ref()?.subtypes;
                    Some((x, subtypes.iter().find(|y| y.value == x.value)?))
                }) {
                    if !self.new.schemas.contains_key(&x.schema) && !self.old.schemas.contains_key(&y.schema) {
                        *self.pairs.entry((&x.schema, &y.schema)).or_default() += 1;
                    }
                }
                for (x, y) in a.parents.iter().zip(&b.parents) {
                    self.values(x, y);
                }
            }
            (SchemaKind::Alias { target: x }, SchemaKind::Alias { target: y }) => self.values(x, y),
            _ => {}
        }
    }

    /// The pairs that are clear: no other name stands at the places of either, and the contents are alike.
    fn settled(&self, known: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let taken: BTreeSet<&str> = known.values().map(String::as_str).collect();
        let (mut olds, mut news): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
        for (a, b) in self.pairs.keys() {
            *olds.entry(a).or_default() += 1;
            *news.entry(b).or_default() += 1;
        }
        let clear = |(a, b): &(&str, &str)| {
            !known.contains_key(*a) && !taken.contains(b) && olds.get(a) == Some(&1) && news.get(b) == Some(&1)
        };
        let alike = |(a, b): &(&str, &str)| match (self.old.schemas.get(*a), self.new.schemas.get(*b)) {
            (Some(a), Some(b)) => are_alike(a, b),
            _ => false,
        };
        self.pairs.keys().filter(|it| clear(it) && alike(it)).map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }
}

/// Whether two schemas of different names can be one schema renamed: at least half of their members are the same.
fn are_alike(old: &Schema, new: &Schema) -> bool {
    let share = |a: &BTreeSet<String>, b: &BTreeSet<String>| 2 * a.intersection(b).count() >= a.len().max(b.len());
    match (&old.kind, &new.kind) {
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            let names = |it: &ObjectSchema| it.properties.iter().map(|it| it.name.clone()).collect();
            share(&names(a), &names(b))
        }
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => {
            let values = |it: &crate::model::EnumSchema| it.values.iter().map(|it| it.value.to_string()).collect();
            share(&values(a), &values(b))
        }
        _ => false,
    }
}

fn object<'a>(service: &'a Service, name: &str) -> Option<&'a ObjectSchema> {
    match &service.schemas.get(name)?.kind {
        SchemaKind::Object(it) => Some(it),
        _ => None,
    }
}

/// A path without the names of its parameters; paths of Azure are the same in every case.
pub(super) fn skeleton(operation: &Operation) -> String {
    let mut text = String::new();
    for segment in operation.path.segments() {
        match segment {
            crate::model::Segment::Literal(it) => text.push_str(&it.to_ascii_lowercase()),
            crate::model::Segment::Parameter(_) => text.push_str("{}"),
        }
    }
    text
}

fn both(a: &Parameter, b: &Parameter, location: Location) -> bool {
    a.location == location && b.location == location
}

fn client_name(it: &Parameter) -> String {
    plain(it.client_name.as_deref().unwrap_or(&it.name))
}

fn property_client_name(it: &Property) -> String {
    plain(it.client_name.as_deref().unwrap_or(&it.name))
}

/// A name in the one form in which names that clients cannot tell apart are equal.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
