//! Pass `lro`: notes which polling headers a long-running operation declares.

use std::collections::BTreeSet;

use crate::model::Service;

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
}
