//! Path items and operations.

use openapiv3::{Operation, Parameter, PathItem, ReferenceOr};

use super::Reader;
use super::fields::Fields;
use crate::openapi::extensions::{OperationExtensions, names};

impl Reader<'_> {
    pub(super) fn path_item(&mut self, fields: &Fields<'_, '_>) -> PathItem {
        PathItem {
            summary: self.text(fields, "summary"),
            description: self.text(fields, "description"),
            get: self.operation(fields, "get"),
            put: self.operation(fields, "put"),
            post: self.operation(fields, "post"),
            delete: self.operation(fields, "delete"),
            options: self.operation(fields, "options"),
            head: self.operation(fields, "head"),
            patch: self.operation(fields, "patch"),
            trace: self.operation(fields, "trace"),
            servers: self.servers(fields),
            parameters: self.parameters(fields),
            extensions: self.extensions(fields, OperationExtensions::check),
        }
    }

    fn operation(&mut self, path_item: &Fields<'_, '_>, method: &str) -> Option<Operation> {
        let fields = self.object(path_item, method)?;
        let f = &fields;
        if let Some(host) = self.object(f, names::PARAMETERIZED_HOST) {
            self.host(&host);
        }
        Some(Operation {
            summary: self.text(f, "summary"),
            description: self.text(f, "description"),
            external_docs: self.external_docs(f),
            operation_id: self.text(f, "operationId"),
            parameters: self.parameters(f),
            request_body: self.object(f, "requestBody").and_then(|it| self.reference(it, Self::request_body)),
            responses: self.responses(f),
            deprecated: self.flag(f, "deprecated").unwrap_or(false),
            security: self.security(f),
            servers: self.servers(f),
            extensions: self.extensions(f, OperationExtensions::check),
            ..Operation::default()
        })
    }

    fn parameters(&mut self, fields: &Fields<'_, '_>) -> Vec<ReferenceOr<Parameter>> {
        self.list(fields, "parameters", "the parameter", |reader, fields| reader.reference(fields, Self::parameter))
    }
}
