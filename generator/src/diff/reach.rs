//! Reach: takes a model, says which operations a change of a schema arrives at.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::{Container, Subject};
use crate::model::{Operation, Schema, SchemaKind, Service, Type};

/// The operations that each schema is a part of.
pub(super) struct Reach<'a> {
    ids: Vec<&'a str>,
    known: BTreeSet<&'a str>,
    /// For each schema the numbers of the operations.
    schemas: BTreeMap<&'a str, BTreeSet<usize>>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(service: &'a Service) -> Self {
        let mut reach = Reach { ids: Vec::new(), known: BTreeSet::new(), schemas: BTreeMap::new() };
        for operation in service.operations() {
            let number = reach.ids.len();
            reach.ids.push(&operation.operation_id);
            reach.known.insert(&operation.operation_id);
            let mut todo: Vec<&str> = roots(operation).into_iter().flat_map(Type::references).collect();
            while let Some(name) = todo.pop() {
                let Some((name, schema)) = service.schemas.get_key_value(name) else { continue };
                if reach.schemas.entry(name).or_default().insert(number) {
                    todo.extend(parts(schema));
                }
            }
        }
        reach
    }

    /// The operations a change of this subject arrives at, sorted. None for those of the service as a whole.
    pub(super) fn operations(&self, subject: &Subject) -> BTreeSet<&'a str> {
        match subject.container() {
            Container::Service => BTreeSet::new(),
            Container::Operation(id) => self.known.get(id).into_iter().copied().collect(),
            Container::Schema(name) => {
                self.schemas.get(name).into_iter().flatten().filter_map(|it| self.ids.get(*it).copied()).collect()
            }
        }
    }
}

/// The types an operation takes and gives.
pub(super) fn roots(operation: &Operation) -> Vec<&Type> {
    let parameters = operation.parameters.iter().map(|it| &it.value);
    let body = operation.body.iter().map(|it| &it.value);
    let responses = operation.responses.iter().filter_map(|it| it.body.as_ref());
    let result = operation.long_running.iter().filter_map(|it| it.final_state_schema.as_ref());
    parameters.chain(body).chain(responses).chain(result).collect()
}

/// The schemas that a value of a schema can hold.
pub(super) fn parts(schema: &Schema) -> Vec<&str> {
    match &schema.kind {
        SchemaKind::Object(it) => {
            let properties = it.properties.iter().map(|it| &it.value);
            let values = properties.chain(&it.additional_properties).chain(&it.parents);
            let subtypes = it.discriminator.iter().flat_map(|it| &it.subtypes).map(|it| it.schema.as_str());
            values.flat_map(Type::references).chain(subtypes).collect()
        }
        SchemaKind::Alias { target } => target.references(),
        SchemaKind::Enum(_) => Vec::new(),
    }
}
