//! Pass `errors`: decides for every declared response whether it is an error.

use crate::model::{Service, Status};

/// A response is an error if it is marked as one (`x-ms-error-response`) or its status is no success (R6.6). The
/// runtime reads error bodies leniently, so their declared shape decides nothing.
pub(super) fn run(service: &mut Service) {
    for operation in service.operations_mut() {
        for response in &mut operation.responses {
            let is_error_status = match response.status {
                Status::Default | Status::Class(4 | 5) => true,
                Status::Code(code) => code >= 400,
                Status::Class(_) => false,
            };
            response.error |= is_error_status;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::normalize::fixture::normalized;

    #[test]
    fn marked_responses_and_error_statuses_are_errors() {
        let (service, _) = normalized(
            r##"
paths:
  /a:
    get:
      operationId: A_Get
      responses:
        '200': {description: ''}
        '202': {description: '', x-ms-error-response: true}
        '404': {description: ''}
        default: {description: ''}
"##,
        );
        let errors: Vec<_> = service.operations().next().unwrap().responses.iter().map(|it| it.error).collect();
        assert_eq!(errors, [false, true, true, true]);
    }
}
