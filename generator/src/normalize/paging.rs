//! Pass `paging`: finds the type of a pageable operation's items, and which parameter takes the token of a page.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{
    Level, Location, Method, ObjectSchema, Operation, Parameter, Resolved, Response, Schema, Service, Type,
};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let schemas = &service.schemas;
    for operation in service.groups.iter_mut().flat_map(|group| &mut group.operations) {
        let item = item_type(operation, schemas);
        let link = place_of_link(operation, schemas);
        let token_parameter = token_parameter(operation, diagnostics);
        let Some(paging) = &mut operation.paging else { continue };
        match item {
            Some(item) => {
                paging.item = Some(item);
                paging.token_parameter = token_parameter;
                paging.is_link_in_header = link == LinkPlace::Header;
                if link == LinkPlace::Nowhere {
                    diagnostics.add(
                        Code::PagingPropertyMissing,
                        operation.origin.span,
                        &operation.origin.pointer,
                        format!(
                            "`{}` is pageable, but its response has no `{}`, neither as a property nor as a header; the list \
                             ends after a page that holds none",
                            operation.operation_id,
                            paging.next_link_name.as_deref().unwrap_or_default()
                        ),
                    );
                }
            }
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

/// The response that is a page: the first success with a body.
fn page(operation: &Operation) -> Option<(&Response, &Type)> {
    operation.responses.iter().filter(|it| !it.error).find_map(|it| Some((it, it.body.as_ref()?)))
}

/// The type of the elements of the list that a page holds.
fn item_type(operation: &Operation, schemas: &BTreeMap<String, Schema>) -> Option<Type> {
    let paging = operation.paging.as_ref()?;
    let (_, body) = page(operation)?;
    let list = match body.resolved(schemas) {
        Resolved::Object(_, object) => match member(object, &paging.item_name, schemas)? {
            Member::Declared(value) => value.resolved(schemas),
            Member::Possible => return None,
        },
        // A list that is the whole response: its elements are the items.
        whole => whole,
    };
    match list {
        Resolved::Type(Type::Array { items, .. }) => Some((**items).clone()),
        _ => None,
    }
}

/// Where the link to the next page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkPlace {
    /// In the body, or there is none.
    Body,
    Header,
    Nowhere,
}

fn place_of_link(operation: &Operation, schemas: &BTreeMap<String, Schema>) -> LinkPlace {
    let name = operation.paging.as_ref().and_then(|it| it.next_link_name.as_deref());
    let (Some(name), Some((response, body))) = (name, page(operation)) else { return LinkPlace::Body };
    let is_in_body = match body.resolved(schemas) {
        Resolved::Object(_, object) => member(object, name, schemas).is_some(),
        Resolved::Type(Type::Any | Type::Map { .. }) => true,
        _ => false,
    };
    let is_header = || response.headers.iter().any(|it| it.name.eq_ignore_ascii_case(name));
    match () {
        () if is_in_body => LinkPlace::Body,
        () if is_header() => LinkPlace::Header,
        () => LinkPlace::Nowhere,
    }
}

/// The query parameter that takes the link where it is no URL: the one that the document names, else the one whose name that of
/// the link is, with `next` before it perhaps, as `NextMarker` is of `marker`.
fn token_parameter(operation: &Operation, diagnostics: &mut Diagnostics) -> Option<String> {
    let paging = operation.paging.as_ref()?;
    let queries = || {
        operation.parameters.iter().filter(|it| {
            it.location == Location::Query && it.level == Level::Method && it.constant.is_none() && !it.api_version
        })
    };
    if let Some(name) = &paging.token_parameter {
        let takes_it = operation.method == Method::Get && paging.next_operation.is_none();
        let known = queries().find(|it| it.name == *name).filter(|_| takes_it);
        if known.is_none() {
            let message = format!(
                "`{}` is no GET with a query parameter `{name}` for the token of a page, or has an `operationName`",
                operation.operation_id
            );
            diagnostics.add(Code::ExtensionIgnored, operation.origin.span, &operation.origin.pointer, message);
        }
        return known.map(|it| it.name.clone());
    }
    let letters = |it: &str| it.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let link = letters(paging.next_link_name.as_deref()?);
    let token = link.strip_prefix("next").unwrap_or(&link);
    let is_its_name = |it: &&Parameter| [&link, token].contains(&letters(&it.name).as_str());
    let mut named = queries().filter(is_its_name).filter(|_| operation.method == Method::Get);
    let found = named.next().filter(|_| named.next().is_none() && paging.next_operation.is_none())?;
    Some(found.name.clone())
}

/// A member of an object.
enum Member<'a> {
    Declared(&'a Type),
    /// There is room for it.
    Possible,
}

/// The member that a name leads to: the one of that name, else along its dots (R4.3).
fn member<'a>(object: &'a ObjectSchema, name: &str, schemas: &'a BTreeMap<String, Schema>) -> Option<Member<'a>> {
    let named = |name: &str| object.properties.iter().find(|it| it.name == name);
    if let Some(property) = named(name) {
        return Some(Member::Declared(&property.value));
    }
    let further = object.additional_properties.as_ref().map(|_| Member::Possible);
    let Some((first, rest)) = name.split_once('.') else { return further };
    match named(first)?.value.resolved(schemas) {
        Resolved::Object(_, inner) => member(inner, rest, schemas),
        Resolved::Type(Type::Any | Type::Map { .. }) => Some(Member::Possible),
        _ => None,
    }
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
        '200': {{description: '', headers: {{Link: {{schema: {{type: string}}}}}}, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Page'}}}}}}}}
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
        inner: {{type: object, properties: {{list: {{$ref: '#/components/schemas/Items'}}, next: {{type: string}}}}}}
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
    fn tokens_go_into_the_parameter_of_their_name_or_the_one_that_is_named() {
        for (pageable, parameter, takes_it, told) in [
            ("{nextLinkName: NextMarker}", "marker", true, 0),
            ("{nextLinkName: continuation-token}", "ContinuationToken", true, 0),
            ("{nextLinkName: inner.next}", "inner", false, 0),
            ("{nextLinkName: link}", "q", false, 0),
            ("{nextLinkName: link, x-azrest-token-parameter: q}", "q", true, 0),
            ("{nextLinkName: link, x-azrest-token-parameter: p}", "q", false, 1),
            ("{nextLinkName: NextMarker, operationName: A_List}", "marker", false, 0),
        ] {
            let parameters = format!("parameters: [{{name: {parameter}, in: query, schema: {{type: string}}}}]");
            let properties = "NextMarker: {type: string}\n        continuation-token: {type: string}\n        inner:";
            let document = list(pageable)
                .replace("      responses:", &format!("      {parameters}\n      responses:"))
                .replace("inner:", properties);
            let (service, diagnostics) = normalized(&document);
            let paging = service.operations().next().unwrap().paging.clone().unwrap();
            assert_eq!(paging.token_parameter.as_deref(), Some(parameter).filter(|_| takes_it), "{pageable}");
            assert_eq!(diagnostics.count_of(Code::ExtensionIgnored), told, "{pageable}");
        }
    }

    #[test]
    fn names_may_be_paths_and_links_headers() {
        for (pageable, in_header, told) in [
            ("{itemName: inner.list, nextLinkName: inner.next}", false, 0),
            ("{nextLinkName: link}", true, 0),
            ("{nextLinkName: null}", false, 0),
            ("{nextLinkName: nope}", false, 1),
            ("{nextLinkName: inner.nope}", false, 1),
        ] {
            let (service, diagnostics) = normalized(&list(pageable));
            let paging = service.operations().next().unwrap().paging.clone().unwrap();
            assert_eq!(paging.item, Some(Type::reference("Item")), "{pageable}");
            assert_eq!(paging.is_link_in_header, in_header, "{pageable}");
            assert_eq!(diagnostics.count_of(Code::PagingPropertyMissing), told, "{pageable}");
        }
    }

    #[test]
    fn a_pageable_operation_without_a_list_is_a_plain_call() {
        let (service, diagnostics) = normalized(&list("{itemName: nothing, nextLinkName: nextLink}"));
        assert!(service.operations().next().unwrap().paging.is_none());
        assert_eq!(codes(&diagnostics), [Code::PagingPropertyMissing]);
    }
}
