//! Pass `paging`: finds the type of a pageable operation's items.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Operation, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let schemas = &service.schemas;
    for operation in service.groups.iter_mut().flat_map(|group| &mut group.operations) {
        let item = item_type(operation, schemas);
        let Some(paging) = &mut operation.paging else { continue };
        match item {
            Some(item) => paging.item = Some(item),
            None => {
                diagnostics.add(
                    Code::PagingPropertyMissing,
                    operation.origin.span,
                    &operation.origin.pointer,
                    format!(
                        "`{}` is pageable, but its response has no list `{}`; it becomes a plain call",
                        operation.operation_id, paging.item_name
                    ),
                );
                operation.paging = None;
            }
        }
    }
}

/// The type of the elements of the list that the first success response with a body holds.
fn item_type(operation: &Operation, schemas: &BTreeMap<String, Schema>) -> Option<Type> {
    let paging = operation.paging.as_ref()?;
    let body = operation.responses.iter().filter(|it| !it.error).find_map(|it| it.body.as_ref())?;
    match resolved(body, schemas)? {
        // A list that is the whole response: one page, its elements are the items.
        Resolved::Type(Type::Array { items, .. }) => Some((**items).clone()),
        Resolved::Type(_) => None,
        Resolved::Schema(schema) => {
            let SchemaKind::Object(object) = &schema.kind else { return None };
            let property = object.properties.iter().find(|it| it.name == paging.item_name)?;
            match resolved(&property.value, schemas)? {
                Resolved::Type(Type::Array { items, .. }) => Some((**items).clone()),
                _ => None,
            }
        }
    }
}

enum Resolved<'a> {
    Type(&'a Type),
    Schema(&'a Schema),
}

/// What a type is behind references and aliases; `None` for a chain without an end.
fn resolved<'a>(value: &'a Type, schemas: &'a BTreeMap<String, Schema>) -> Option<Resolved<'a>> {
    let mut value = value;
    for _ in 0..=schemas.len() {
        let Type::Reference { name } = value else { return Some(Resolved::Type(value)) };
        let schema = schemas.get(name)?;
        match &schema.kind {
            SchemaKind::Alias { target } => value = target,
            _ => return Some(Resolved::Schema(schema)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::Type;
    use crate::normalize::fixture::{codes, normalized};

    fn list(pageable: &str) -> String {
        format!(
            r##"
paths:
  /a:
    get:
      operationId: A_List
      x-ms-pageable: {pageable}
      responses:
        '200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/Page'}}}}}}}}
components:
  schemas:
    Item: {{type: object, properties: {{a: {{type: string}}}}}}
    Items: {{type: array, items: {{$ref: '#/components/schemas/Item'}}}}
    Page:
      type: object
      properties:
        value: {{type: array, items: {{$ref: '#/components/schemas/Item'}}}}
        nodes: {{$ref: '#/components/schemas/Items'}}
        nextLink: {{type: string}}
"##
        )
    }

    #[test]
    fn the_item_type_is_that_of_the_named_list() {
        for pageable in ["{nextLinkName: nextLink}", "{itemName: nodes, nextLinkName: null}"] {
            let (service, _) = normalized(&list(pageable));
            let paging = service.operations().next().unwrap().paging.clone().unwrap();
            assert_eq!(paging.item, Some(Type::reference("Item")), "{pageable}");
        }
    }

    #[test]
    fn a_pageable_operation_without_a_list_is_a_plain_call() {
        let (service, diagnostics) = normalized(&list("{itemName: nothing, nextLinkName: nextLink}"));
        assert!(service.operations().next().unwrap().paging.is_none());
        assert_eq!(codes(&diagnostics), [Code::PagingPropertyMissing]);
    }
}
