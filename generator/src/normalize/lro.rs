//! Pass `lro`: notes which polling headers a long-running operation declares, and which part of the status monitor is its
//! result.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FinalStateVia, Method, Operation, OperationResult, Resolved, Schema, Service, Type};

const POLLING_HEADERS: [&str; 3] = ["azure-asyncoperation", "location", "operation-location"];

pub(super) fn run(service: &mut Service) {
    for operation in service.operations_mut() {
        let Some(long_running) = &mut operation.long_running else { continue };
        let declared: BTreeSet<String> = operation
            .responses
            .iter()
            .filter(|it| !it.error)
            .flat_map(|it| &it.headers)
            .map(|it| it.name.to_ascii_lowercase())
            .filter(|name| POLLING_HEADERS.contains(&name.as_str()))
            .collect();
        long_running.polling_headers = declared.into_iter().collect();
    }
}

/// The member of monitors that holds what an action gives (guidelines for REST APIs, "Long-running operations").
const RESULT: &str = "result";

/// Notes the part of the monitor that is the result. Runs when results are known.
pub(super) fn find_results(service: &mut Service) {
    let Service { groups, schemas, .. } = service;
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        let is_part = is_part_of_monitor(operation, schemas);
        if let Some(long_running) = operation.long_running.as_mut().filter(|_| is_part) {
            long_running.result_path = Some(RESULT.to_owned());
        }
    }
}

/// Whether an action's result is in the monitor that `Operation-Location` names, and is not that monitor itself. Others are
/// read from the resource (R5.16).
fn is_part_of_monitor(operation: &Operation, schemas: &BTreeMap<String, Schema>) -> bool {
    let via = operation.long_running.as_ref().and_then(|it| it.final_state_via);
    let of_resource = matches!(operation.method, Method::Put | Method::Patch | Method::Delete);
    let (OperationResult::Body { value } | OperationResult::OptionalBody { value }) = &operation.result else {
        return false;
    };
    via == Some(FinalStateVia::OperationLocation) && !of_resource && !is_monitor(value, schemas)
}

/// Whether a type describes a monitor, or may be one.
fn is_monitor(value: &Type, schemas: &BTreeMap<String, Schema>) -> bool {
    match value.resolved(schemas) {
        Resolved::Object(_, it) => it.properties.iter().any(|it| ["status", RESULT].contains(&it.name.as_str())),
        Resolved::Type(Type::Any | Type::Map { .. } | Type::Binary) | Resolved::Nothing => true,
        Resolved::Type(_) | Resolved::Enum(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::FinalStateVia;
    use crate::normalize::fixture::normalized;

    #[test]
    fn polling_headers_are_those_of_success_responses_in_any_case() {
        let (service, _) = normalized(
            r##"
paths:
  /a:
    put:
      operationId: A_Put
      x-ms-long-running-operation: true
      x-ms-long-running-operation-options: {final-state-via: location}
      responses:
        '202':
          description: ''
          headers:
            location: {schema: {type: string}}
            Azure-AsyncOperation: {schema: {type: string}}
            Retry-After: {schema: {type: integer}}
"##,
        );
        let lro = service.operations().next().unwrap().long_running.clone().unwrap();
        assert_eq!(lro.polling_headers, ["azure-asyncoperation", "location"]);
        assert_eq!(lro.final_state_via, Some(FinalStateVia::Location));
    }

    #[test]
    fn the_result_of_an_action_is_a_part_of_the_monitor_unless_that_is_the_result() {
        let result_path = |method: &str, via: &str, schema: &str| {
            let (service, _) = normalized(&format!(
                r##"
paths:
  /a:
    {method}:
      operationId: A_Do
      x-ms-long-running-operation: true
      x-ms-long-running-operation-options: {{final-state-via: {via}, final-state-schema: '#/components/schemas/{schema}'}}
      responses: {{'202': {{description: ''}}}}
components:
  schemas:
    Output: {{type: object, properties: {{words: {{type: integer}}}}}}
    List: {{type: array, items: {{$ref: '#/components/schemas/Output'}}}}
    Monitor: {{type: object, properties: {{status: {{type: string}}, result: {{$ref: '#/components/schemas/Output'}}}}}}
"##
            ));
            service.operations().next().unwrap().long_running.clone().unwrap().result_path
        };
        let part = Some("result".to_owned());
        assert_eq!(result_path("post", "operation-location", "Output"), part);
        assert_eq!(result_path("post", "operation-location", "List"), part);
        assert_eq!(result_path("post", "operation-location", "Monitor"), None);
        assert_eq!(result_path("put", "operation-location", "Output"), None);
        assert_eq!(result_path("post", "azure-async-operation", "Output"), None);
    }
}
