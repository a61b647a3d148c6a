//! Pass `parameters`: path-level parameters go to the operations, client-level ones to the service, and every path
//! template is compared with what its operation declares.

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Level, Location, Operation, Parameter, Service, ServiceInfo};
use crate::overrides::Listed;

pub(super) fn run(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    let mut client_parameters: Vec<Parameter> = Vec::new();
    let mut api_versions = BTreeSet::new();
    for operation in service.operations_mut() {
        merge_path_level(operation);
        settle_levels(operation, info);
        mark_api_version(operation);
        compare_with_path(operation, diagnostics);
        api_versions.extend(operation.api_version.clone());
        for parameter in operation.parameters.iter().filter(|it| it.level == Level::Client && !it.api_version) {
            if !client_parameters.iter().any(|it| it.name == parameter.name && it.location == parameter.location) {
                client_parameters.push(parameter.clone());
            }
        }
    }
    // What no manifest lists has no place. A parameter may be that of a skipped operation.
    if info.strict && service.skipped.is_empty() {
        for Listed { at: name, place } in info.client_parameters.iter().filter(|it| it.place.is_some()) {
            if !client_parameters.iter().any(|it| it.name == *name) {
                let message = format!(
                    "the manifest lists `{name}` of `{}` as client-level; there is no such parameter",
                    info.name
                );
                diagnostics.add(Code::UnusedOverride, *place, "", message);
            }
        }
    }
    let position = |name: &str| info.client_parameters.iter().position(|it| it.at == name).unwrap_or(usize::MAX);
    client_parameters.sort_by_key(|it| (position(&it.name), it.name.clone(), it.location));
    service.client_parameters = client_parameters;
    service.api_versions = api_versions.into_iter().collect();
}

/// An operation's own declaration replaces that of its path (OpenAPI: unique by name and location).
fn merge_path_level(operation: &mut Operation) {
    let mut merged: Vec<Parameter> = Vec::new();
    for parameter in operation.parameters.drain(..) {
        match merged.iter_mut().find(|it| it.name == parameter.name && it.location == parameter.location) {
            Some(earlier) => *earlier = parameter,
            None => merged.push(parameter),
        }
    }
    operation.parameters = merged;
}

/// By the rule of AutoRest every shared parameter that is not marked as the method's belongs to the client. In real
/// documents that is right for the names the manifest lists, and a forgotten mark for all others.
fn settle_levels(operation: &mut Operation, info: &ServiceInfo) {
    for parameter in &mut operation.parameters {
        let listed = info.client_parameters.iter().any(|it| it.at == parameter.name) || is_api_version(parameter);
        if parameter.level == Level::Client && (!listed || !parameter.required) {
            parameter.level = Level::Method;
        }
    }
}

/// The api-version that the client fills in: the client-level parameter of that name. One that belongs to the method
/// (`x-ms-parameter-location: method`, `x-ms-api-version: false`) is an argument like any other.
fn mark_api_version(operation: &mut Operation) {
    for parameter in &mut operation.parameters {
        if is_api_version(parameter) && (parameter.level == Level::Client || parameter.constant.is_some()) {
            parameter.api_version = true;
            if let Some(constant) = parameter.constant.take() {
                operation.api_version = Some(constant);
            }
        }
    }
    if !operation.parameters.iter().any(|it| it.api_version) {
        operation.api_version = None;
    }
}

fn is_api_version(parameter: &Parameter) -> bool {
    parameter.location == Location::Query && parameter.name.eq_ignore_ascii_case("api-version")
}

fn compare_with_path(operation: &Operation, diagnostics: &mut Diagnostics) {
    let declared: Vec<&Parameter> = operation.parameters.iter().filter(|it| it.location == Location::Path).collect();
    let is_missing = |name: &&str| !declared.iter().any(|it| it.name == *name);
    let missing: Vec<String> = operation.path.parameters().filter(is_missing).map(str::to_owned).collect();
    for name in &missing {
        diagnostics.add(
            Code::UndeclaredPathParameter,
            operation.origin.span,
            &operation.origin.pointer,
            format!("`{}`: `{{{name}}}` of the path is not declared", operation.operation_id),
        );
        diagnostics.settled_by(Remedy::DeclarePathParameter { name: name.clone(), missing: missing.clone() });
    }
    for parameter in declared {
        if !operation.path.parameters().any(|it| it == parameter.name) {
            diagnostics.add(
                Code::UnusedPathParameter,
                parameter.origin.span,
                &parameter.origin.pointer,
                format!("`{}`: the path has no `{{{}}}`", operation.operation_id, parameter.name),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{Level, Location, ServiceInfo};
    use crate::normalize::fixture::{codes, normalized, normalized_with};
    use crate::overrides::Listed;
    use crate::source::{FileId, Span};

    #[test]
    fn the_manifest_decides_which_shared_parameters_the_client_holds() {
        let (service, _) = normalized(
            r##"
paths:
  /subscriptions/{subscriptionId}/groups/{group}:
    parameters:
    - {$ref: '#/components/parameters/Subscription'}
    - {name: group, in: path, required: true, schema: {type: string}}
    get:
      operationId: Groups_Get
      x-azrest-api-version: 2024-01-01
      parameters:
      - {$ref: '#/components/parameters/ApiVersion'}
      - {$ref: '#/components/parameters/Language'}
      responses: {'200': {description: ''}}
components:
  parameters:
    Subscription: {name: subscriptionId, in: path, required: true, x-ms-parameter-location: client, schema: {type: string}}
    ApiVersion: {name: api-version, in: query, required: true, x-ms-parameter-location: client, schema: {type: string}}
    Language: {name: Accept-Language, in: header, x-ms-parameter-location: client, schema: {type: string}}
"##,
        );
        let operation = service.operations().next().unwrap();
        let levels: Vec<_> =
            operation.parameters.iter().map(|it| (it.name.as_str(), it.level, it.api_version)).collect();
        assert_eq!(
            levels,
            [
                ("subscriptionId", Level::Client, false),
                ("group", Level::Method, false),
                ("api-version", Level::Client, true),
                ("Accept-Language", Level::Method, false),
            ]
        );
        assert_eq!(service.client_parameters.len(), 1);
        assert_eq!(service.api_versions, ["2024-01-01"]);
    }

    #[test]
    fn an_operation_replaces_what_its_path_declares() {
        let (service, _) = normalized(
            r##"
paths:
  /a/{x}:
    parameters:
    - {name: x, in: path, required: true, schema: {type: string}}
    get:
      operationId: A_Get
      parameters:
      - {name: x, in: path, required: true, schema: {type: integer, format: int32}}
      responses: {'200': {description: ''}}
"##,
        );
        let operation = service.operations().next().unwrap();
        assert_eq!(operation.parameters.len(), 1);
        assert_eq!(operation.parameters[0].location, Location::Path);
        assert!(matches!(operation.parameters[0].value, crate::model::Type::Integer { .. }));
    }

    #[test]
    fn client_parameters_that_name_nothing_are_errors() {
        let place = Some(Span { file: FileId(0), line: 7, column: 9 });
        let listed = |it: &str| Listed { at: it.to_owned(), place };
        let info = ServiceInfo {
            client_parameters: vec![listed("subscriptionId"), listed("accountName"), "ours".into()],
            strict: true,
            ..ServiceInfo::default()
        };
        let (_, diagnostics) = normalized_with(
            r##"
paths:
  /subscriptions/{subscriptionId}:
    parameters: [{$ref: '#/components/parameters/Subscription'}]
    get: {operationId: A_Get, responses: {'200': {description: ''}}}
components:
  parameters:
    Subscription: {name: subscriptionId, in: path, required: true, x-ms-parameter-location: client, schema: {type: string}}
"##,
            &info,
        );
        assert_eq!(codes(&diagnostics), [Code::UnusedOverride]);
        let it = &diagnostics.sorted()[0];
        assert!(it.message.contains("`accountName`") && it.span == place, "{it:?}");
    }

    #[test]
    fn templates_and_declarations_must_agree() {
        let (_, diagnostics) = normalized(
            r##"
paths:
  /a/{x}:
    get:
      operationId: A_Get
      parameters:
      - {name: y, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: ''}}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::UndeclaredPathParameter, Code::UnusedPathParameter]);
    }
}
