//! Pass `order`: sorts groups and operations.

use crate::model::Service;

pub(super) fn run(service: &mut Service) {
    service.groups.sort_by(|a, b| a.name.cmp(&b.name));
    for group in &mut service.groups {
        group.operations.sort_by(|a, b| a.operation_id.cmp(&b.operation_id));
    }
}

#[cfg(test)]
mod tests {
    use crate::normalize::fixture::normalized;

    #[test]
    fn operations_are_sorted() {
        let (service, diagnostics) = normalized(
            r##"
paths:
  /a: {get: {operationId: B_Get, responses: {'200': {description: ''}}}}
  /b: {get: {operationId: A_Put, responses: {'200': {description: ''}}}}
  /c: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}
"##,
        );
        let ids: Vec<_> = service.operations().map(|it| it.operation_id.as_str()).collect();
        assert_eq!(ids, ["A_Get", "A_Put", "B_Get"]);
        assert!(!diagnostics.has_errors());
    }
}
