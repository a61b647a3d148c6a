//! Occurrences: takes what changed by subject, gives for an operation the ways to it, through parameters, bodies and
//! the properties of models.

use std::collections::{BTreeMap, BTreeSet};

use super::reach::{parts, roots};
use super::report::OperationChange;
use super::subject::{self, Subject};
use crate::model::{Operation, SchemaKind, Service, Type};

/// More than this in one operation is listed by its causes alone.
const MOST: usize = 500;

/// The changes by subject, and through which schemas they can be reached.
pub(super) struct Occurrences<'a> {
    new: &'a Service,
    by_subject: &'a BTreeMap<Subject, Vec<String>>,
    /// What is gone from a schema has no place on the new side; it is listed at its container.
    gone: BTreeMap<String, Vec<(String, String)>>,
    /// What changed in the parameters of an operation, gone ones included.
    parameters: BTreeMap<String, Vec<(String, String)>>,
    /// What changed in the values of an enum and in the subtypes of a base, gone ones included.
    members: BTreeMap<String, Vec<String>>,
    /// The schemas that changed, or hold some that did.
    leading: BTreeSet<&'a str>,
}

impl<'a> Occurrences<'a> {
    pub(super) fn new(new: &'a Service, by_subject: &'a BTreeMap<Subject, Vec<String>>) -> Self {
        let mut it = Occurrences {
            new,
            by_subject,
            gone: BTreeMap::new(),
            parameters: BTreeMap::new(),
            members: BTreeMap::new(),
            leading: BTreeSet::new(),
        };
        it.find_gone();
        it.find_leading();
        it
    }

    fn find_gone(&mut self) {
        for (subject, causes) in self.by_subject {
            match subject {
                Subject::Property { schema, name } if !self.has_property(schema, name) => {
                    let list = self.gone.entry(schema.clone()).or_default();
                    list.extend(causes.iter().map(|id| (name.clone(), id.clone())));
                }
                Subject::Parameter { operation, name, .. } => {
                    let list = self.parameters.entry(operation.clone()).or_default();
                    list.extend(causes.iter().map(|id| (name.clone(), id.clone())));
                }
                Subject::Value { schema, .. } | Subject::Subtype { schema, .. } => {
                    self.members.entry(schema.clone()).or_default().extend(causes.iter().cloned());
                }
                _ => {}
            }
        }
    }

    fn has_property(&self, schema: &str, name: &str) -> bool {
        match self.new.schemas.get(schema).map(|it| &it.kind) {
            Some(SchemaKind::Object(it)) => it.properties.iter().any(|it| it.name == name),
            _ => false,
        }
    }

    fn find_leading(&mut self) {
        let mut users: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
        for (name, schema) in &self.new.schemas {
            for part in parts(schema) {
                users.entry(part).or_default().push(name);
            }
        }
        let changed = self.by_subject.keys().filter_map(|it| match it.container() {
            subject::Container::Schema(name) => self.new.schemas.get_key_value(name).map(|(name, _)| name.as_str()),
            _ => None,
        });
        let mut todo: Vec<&'a str> = changed.collect();
        while let Some(name) = todo.pop() {
            if self.leading.insert(name) {
                todo.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    /// What changed for an operation, in the order of its parts; and whether the list is cut.
    pub(super) fn of(&self, operation: &Operation) -> (Vec<OperationChange>, bool) {
        let leads = roots(operation).iter().any(|it| it.references().iter().any(|it| self.leading.contains(it)));
        let mut walk = Walk { all: self, found: Vec::new(), stack: Vec::new(), cut: false };
        let id = &operation.operation_id;
        walk.add(&Subject::operation(id), &[]);
        let parameters = "parameters".to_owned();
        for it in &operation.parameters {
            let at = [parameters.clone(), it.name.clone()];
            walk.values(&it.value, &at);
        }
        for (name, cause) in self.parameters.get(id).into_iter().flatten() {
            let at = vec![parameters.clone(), name.clone()];
            walk.found.push(OperationChange { at, cause: cause.clone() });
        }
        let of_body = Subject::Body { operation: id.clone() };
        match &operation.body {
            Some(body) => {
                let at = [parameters, body.name.clone()];
                walk.add(&of_body, &at);
                walk.values(&body.value, &at);
            }
            None => walk.add(&of_body, &[parameters]),
        }
        self.responses(operation, &mut walk, leads);
        let Walk { mut found, cut, .. } = walk;
        let mut seen = BTreeSet::new();
        found.retain(|it| seen.insert(it.clone()));
        (found, cut)
    }

    fn responses(&self, operation: &Operation, walk: &mut Walk<'_, 'a>, leads: bool) {
        let id = &operation.operation_id;
        for (subject, _) in self.by_subject.range(responses_of(id)..) {
            match subject {
                Subject::Response { operation, status } if operation == id => {
                    let at = ["responses".to_owned(), subject::status(*status)];
                    walk.add(subject, &at);
                }
                _ => break,
            }
        }
        for (subject, _) in self.by_subject.range(headers_of(id)..) {
            match subject {
                Subject::Header { operation, status, name } if operation == id => {
                    let at = ["responses".to_owned(), subject::status(*status), "headers".to_owned(), name.clone()];
                    walk.add(subject, &at);
                }
                _ => break,
            }
        }
        if leads {
            for it in &operation.responses {
                if let Some(body) = &it.body {
                    walk.values(body, &["responses".to_owned(), subject::status(it.status)]);
                }
            }
        }
    }
}

/// The first key that a response of an operation can have.
fn responses_of(id: &str) -> Subject {
    Subject::Response { operation: id.to_owned(), status: crate::model::Status::Code(0) }
}

/// The first key that a header of an operation can have.
fn headers_of(id: &str) -> Subject {
    let status = crate::model::Status::Code(0);
    Subject::Header { operation: id.to_owned(), status, name: String::new() }
}

struct Walk<'o, 'a> {
    all: &'o Occurrences<'a>,
    found: Vec<OperationChange>,
    /// The schemas on the way, so that one that holds itself is entered once.
    stack: Vec<&'a str>,
    cut: bool,
}

impl<'a> Walk<'_, 'a> {
    fn add(&mut self, subject: &Subject, at: &[String]) {
        for cause in self.all.by_subject.get(subject).into_iter().flatten() {
            if self.found.len() >= MOST {
                self.cut = true;
                return;
            }
            self.found.push(OperationChange { at: at.to_vec(), cause: cause.clone() });
        }
    }

    fn values(&mut self, value: &Type, at: &[String]) {
        for name in value.references() {
            let Some((name, schema)) = self.all.new.schemas.get_key_value(name) else { continue };
            if self.cut || !self.all.leading.contains(name.as_str()) || self.stack.contains(&name.as_str()) {
                continue;
            }
            self.stack.push(name);
            self.add(&Subject::schema(name), at);
            for cause in self.all.members.get(name).into_iter().flatten() {
                self.found.push(OperationChange { at: at.to_vec(), cause: cause.clone() });
            }
            match &schema.kind {
                SchemaKind::Object(object) => {
                    for property in &object.properties {
                        let mut at = at.to_vec();
                        at.push(property.name.clone());
                        self.add(&Subject::property(name, &property.name), &at);
                        self.values(&property.value, &at);
                    }
                    for (property, cause) in self.all.gone.get(name).into_iter().flatten() {
                        let mut at = at.to_vec();
                        at.push(property.clone());
                        self.found.push(OperationChange { at, cause: cause.clone() });
                    }
                    if let Some(values) = &object.additional_properties {
                        self.values(values, at);
                    }
                    for subtype in object.discriminator.iter().flat_map(|it| &it.subtypes) {
                        self.values(&Type::reference(&subtype.schema), at);
                    }
                }
                SchemaKind::Alias { target } => self.values(target, at),
                SchemaKind::Enum(_) => {}
            }
            self.stack.pop();
        }
    }
}
