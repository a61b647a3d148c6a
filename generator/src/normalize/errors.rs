//! Pass `errors`: decides for every declared response whether it is an error or an answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Method, Operation, Schema, SchemaKind, Service, Status, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    for operation in service.operations_mut() {
        decide(operation);
    }
    let errors = error_schemas(service);
    let schemas = std::mem::take(&mut service.schemas);
    for operation in service.operations_mut() {
        if operation.method != Method::Head && operation.responses.iter().all(|it| it.error) {
            settle_default(operation, &errors, &schemas, diagnostics);
        }
    }
    service.schemas = schemas;
}

/// A response is an error if its status is no success (R6.6), unless `x-ms-error-response` says otherwise. The runtime reads
/// error bodies leniently, so their declared shape decides nothing.
fn decide(operation: &mut Operation) {
    let success: Vec<Option<Type>> = operation
        .responses
        .iter()
        .filter(|it| it.marked.map_or(it.status.is_success(), |is_error| !is_error))
        .map(|it| it.body.clone())
        .collect();
    let has_class = operation.responses.iter().any(|it| it.status == Status::Class(2));
    let is_read = matches!(operation.method, Method::Get | Method::Head);
    let is_one_exchange = operation.long_running.is_none() && operation.paging.is_none();
    for response in &mut operation.responses {
        if (response.marked, response.status, has_class) == (Some(false), Status::Default, false) {
            response.status = Status::Class(2);
        }
        let is_answer = match (response.marked, response.status) {
            (Some(true), _) => false,
            (Some(false), Status::Code(_)) => true,
            // A redirect is followed where something is read (R1.26), and the answer where nothing else is declared: a write that
            // was not made is no success beside one that was.
            (_, Status::Code(301..=303 | 307 | 308)) => is_one_exchange && success.is_empty(),
            // What was asked for is what the caller has, or there are several of it, which is no success that looks the same.
            (_, Status::Code(300..400)) => {
                let is_other = response.body.is_none() || !success.contains(&response.body);
                is_one_exchange && (success.is_empty() || is_read && is_other)
            }
            (_, status) => status.is_success(),
        };
        response.error = !is_answer;
    }
    operation.responses.sort_by_key(|it| it.status);
}

/// The schemas that operations with a success declare for their errors.
fn error_schemas(service: &Service) -> BTreeSet<String> {
    let declared = service.operations().filter(|it| it.responses.iter().any(|it| !it.error));
    let errors = declared.flat_map(|it| &it.responses).filter(|it| it.error);
    errors.filter_map(|it| it.body.as_ref()?.reference_name().map(str::to_owned)).collect()
}

/// Some documents declare nothing but `default`, and mean the success by it; others mean the error, as the standard does. It is
/// the success unless its body is that of an error.
fn settle_default(
    operation: &mut Operation,
    errors: &BTreeSet<String>,
    schemas: &BTreeMap<String, Schema>,
    diagnostics: &mut Diagnostics,
) {
    let (id, origin) = (operation.operation_id.clone(), operation.origin.clone());
    let mut report = |what: &str| {
        diagnostics.add(
            Code::NoSuccessResponse,
            origin.span,
            &origin.pointer,
            format!("`{id}` declares no success{what}"),
        );
    };
    let default = operation.responses.iter_mut().find(|it| it.status == Status::Default && it.marked.is_none());
    let Some((response, body)) = default.and_then(|it| it.body.clone().map(|body| (it, body))) else {
        return report("");
    };
    let name = body.reference_name();
    let is_error = name.is_some_and(|it| errors.contains(it) || schemas.get(it).is_some_and(describes_error));
    if is_error {
        report(", and its `default` has the body of an error");
        let empty = Remedy::Add(&["responses", "200"], json!({"description": ""}));
        let copied = Remedy::Copy(&["responses", "default"], &["responses", "200"]);
        diagnostics.settled_by(Remedy::Either(
            Box::new(empty),
            "or, if `default` is the answer and no error:",
            Box::new(copied),
        ));
        return;
    }
    response.error = false;
    report("; its `default` is taken for it");
    diagnostics.settled_by(Remedy::Copy(&["responses", "default"], &["responses", "200"]));
}

/// Whether an object has the members that errors have: `error`, `code` and `message`, or those of RFC 9457.
fn describes_error(schema: &Schema) -> bool {
    let SchemaKind::Object(object) = &schema.kind else { return false };
    let has = |name: &str| object.properties.iter().any(|it| it.name.eq_ignore_ascii_case(name));
    has("error") || has("odata.error") || has("code") && has("message") || has("title") && has("status") && has("type")
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{OperationResult, Status, Type};
    use crate::normalize::fixture::normalized;

    fn errors(method: &str, responses: &str) -> Vec<(Status, bool)> {
        let (service, _) =
            normalized(&format!("paths: {{/a: {{{method}: {{operationId: A_Do, responses: {{{responses}}}}}}}}}"));
        service.operations().next().unwrap().responses.iter().map(|it| (it.status, it.error)).collect()
    }

    const A: &str = "{description: '', content: {application/json: {schema: {type: string}}}}";

    #[test]
    fn marked_responses_and_error_statuses_are_errors() {
        let found = errors(
            "get",
            "'200': {description: ''}, '202': {description: '', x-ms-error-response: true}, '404': {description: ''}, \
             '409': {description: '', x-ms-error-response: false}, default: {description: ''}",
        );
        assert_eq!(found.iter().map(|it| it.1).collect::<Vec<_>>(), [false, true, true, false, true]);
    }

    #[test]
    fn a_default_that_is_no_error_is_for_all_other_successes() {
        let found = errors("get", &format!("'200': {A}, default: {{description: '', x-ms-error-response: false}}"));
        assert_eq!(found, [(Status::Code(200), false), (Status::Class(2), false)]);
    }

    #[test]
    fn what_is_neither_success_nor_failure_is_an_answer_where_a_caller_has_a_use_for_it() {
        for (method, responses, is_error) in [
            ("get", format!("'200': {A}, '304': {{description: ''}}"), false),
            ("put", format!("'200': {A}, '304': {{description: ''}}"), true),
            ("get", format!("'200': {A}, '300': {{description: ''}}"), false),
            ("put", "'204': {description: ''}, '304': {description: ''}".to_owned(), true),
            ("put", "'304': {description: ''}".to_owned(), false),
            ("get", format!("'200': {A}, '302': {{description: ''}}"), true),
            ("get", "'204': {description: ''}, '302': {description: ''}".to_owned(), true),
            ("get", "'302': {description: ''}".to_owned(), false),
            ("post", format!("'200': {A}, '303': {{description: ''}}"), true),
            ("patch", format!("'200': {A}, '307': {A}"), true),
            ("get", format!("'200': {A}, '300': {A}"), true),
            ("get", format!("'200': {{description: ''}}, '300': {A}"), false),
            ("put", "'204': {description: ''}, '302': {description: ''}".to_owned(), true),
            ("delete", "'200': {description: ''}, '302': {description: login}".to_owned(), true),
            ("post", format!("'302': {A}"), false),
            ("post", "'303': {description: ''}".to_owned(), false),
        ] {
            assert_eq!(errors(method, &responses).last().unwrap().1, is_error, "{method} {responses}");
        }
    }

    #[test]
    fn a_default_alone_is_the_success_unless_its_body_is_that_of_an_error() {
        let schemas = "A: {type: object, properties: {a: {type: string}}}, \
             E: {type: object, properties: {code: {type: string}, message: {type: string}}}, \
             O: {type: object, properties: {reason: {type: string}}}";
        let body = |name: &str| {
            format!(
                "{{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}"
            )
        };
        for (responses, expected) in [
            (format!("default: {}", body("A")), Some("A")),
            (format!("default: {}", body("E")), None),
            (format!("default: {}", body("O")), None),
            (format!("'404': {}, default: {}", body("O"), body("A")), Some("A")),
            ("default: {description: ''}".to_owned(), None),
        ] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/a: {{get: {{operationId: A_Get, responses: {{{responses}}}}}}}, \
                 /b: {{get: {{operationId: B_Get, responses: {{'204': {{description: ''}}, default: {}}}}}}}}}\n\
                 components: {{schemas: {{{schemas}}}}}",
                body("O")
            ));
            let operation = service.operations().find(|it| it.operation_id == "A_Get").unwrap();
            let result = match expected {
                Some(name) => OperationResult::OptionalBody { value: Type::reference(name) },
                None => OperationResult::Empty,
            };
            assert_eq!(operation.result, result, "{responses}");
            assert_eq!(diagnostics.count_of(Code::NoSuccessResponse), 1, "{responses}");
        }
    }
}
