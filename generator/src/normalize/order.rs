//! Pass `order`: sorts groups and operations, and finds operationIds that occur twice.

use crate::diagnostics::{Code, Diagnostics};
use crate::model::Service;

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    service.groups.sort_by(|a, b| a.name.cmp(&b.name));
    for group in &mut service.groups {
        group.operations.sort_by(|a, b| {
            (&a.operation_id, a.path.as_str(), a.method).cmp(&(&b.operation_id, b.path.as_str(), b.method))
        });
        for pair in group.operations.windows(2) {
            let [first, second] = pair else { continue };
            if first.operation_id == second.operation_id {
                diagnostics.add(
                    Code::DuplicateOperation,
                    second.origin.span,
                    &second.origin.pointer,
                    format!("`{}` is also the operationId of #{}", second.operation_id, first.origin.pointer),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::normalize::fixture::{codes, normalized};

    #[test]
    fn operations_are_sorted_and_duplicates_are_errors() {
        let (service, diagnostics) = normalized(
            r##"
paths:
  /a: {get: {operationId: B_Get, responses: {'200': {description: ''}}}}
  /b: {get: {operationId: A_Put, responses: {'200': {description: ''}}}}
  /c: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}
  /d: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}
"##,
        );
        let ids: Vec<_> = service.operations().map(|it| it.operation_id.as_str()).collect();
        assert_eq!(ids, ["A_Get", "A_Get", "A_Put", "B_Get"]);
        assert_eq!(codes(&diagnostics), [Code::DuplicateOperation]);
    }
}
