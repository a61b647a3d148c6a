//! Pass `results`: decides what a call gives its caller (the table of results in the design).

use std::collections::BTreeMap;

use crate::model::{
    Alternative, BodyKind, Method, Operation, OperationResult, Resolved, Response, Schema, Service, Status, Type,
};

pub(super) fn run(service: &mut Service) {
    let Service { groups, schemas, .. } = service;
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        settle_class(&mut operation.responses);
        operation.result = result(operation, schemas);
    }
}

/// `2XX` without any other success is one of its statuses: the runtime reads the others like the nearest (R6.6).
fn settle_class(responses: &mut [Response]) {
    if responses.iter().any(|it| !it.error && it.status != Status::Class(2)) {
        return;
    }
    if let Some(it) = responses.iter_mut().find(|it| !it.error) {
        it.status = Status::Code(200);
    }
    responses.sort_by_key(|it| it.status);
}

fn result(operation: &Operation, schemas: &BTreeMap<String, Schema>) -> OperationResult {
    if operation.method == Method::Head {
        return OperationResult::Exists;
    }
    let success: Vec<_> = operation.responses.iter().filter(|it| !it.error).collect();
    let streams = |it: &Response| it.body_kind == Some(BodyKind::Binary);
    if operation.long_running.is_some() && success.iter().any(|it| streams(it)) {
        return OperationResult::Stream;
    }
    if let Some(long_running) = &operation.long_running {
        return long_running_result(operation, long_running.final_state_schema.as_ref(), schemas);
    }
    let mut bodies: Vec<&Type> = Vec::new();
    for body in success.iter().filter_map(|it| content(it)) {
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    match bodies.as_slice() {
        [] => OperationResult::Empty,
        [Type::Binary] if success.iter().all(|it| streams(it)) => OperationResult::Stream,
        // A `default` may be the error of an operation that gives nothing, whatever it looks like.
        [one] if success.iter().all(|it| content(it).is_some() && !it.nullable && it.status != Status::Default) => {
            OperationResult::Body { value: (*one).clone() }
        }
        [one] => OperationResult::OptionalBody { value: (*one).clone() },
        _ => OperationResult::Alternatives {
            alternatives: success
                .iter()
                .map(|it| Alternative { status: it.status, value: content(it).cloned(), nullable: it.nullable })
                .collect(),
        },
    }
}

/// The body that comes with a response: none with 204, whatever the spec declares (RFC 9110, section 15.3.5).
fn content(response: &Response) -> Option<&Type> {
    response.body.as_ref().filter(|_| response.status != Status::Code(204))
}

/// The final result of a long-running operation: the schema the spec names for it, else the body of the statuses that
/// can end it (200, 201 before 202, whose body may describe the operation rather than its result).
fn long_running_result(
    operation: &Operation,
    named: Option<&Type>,
    schemas: &BTreeMap<String, Schema>,
) -> OperationResult {
    if let Some(value) = named {
        let value = value.clone();
        let no_content = operation.responses.iter().any(|it| !it.error && it.status == Status::Code(204));
        return match no_content || operation.method == Method::Delete {
            true => OperationResult::OptionalBody { value },
            false => OperationResult::Body { value },
        };
    }
    let body = |status| operation.responses.iter().find(|it| !it.error && it.status == status).and_then(content);
    let ends_without_body = operation.responses.iter().any(|it| {
        let may_end = [Status::Code(200), Status::Code(201), Status::Code(204), Status::Default].contains(&it.status);
        !it.error && may_end && (content(it).is_none() || it.nullable || it.status == Status::Default)
    });
    let statuses = [200, 201, 202].map(Status::Code).into_iter().chain([Status::Class(2), Status::Default]);
    let is_monitor = |it: &Type| match it.resolved(schemas) {
        Resolved::Object(_, object) => object.properties.iter().any(|it| it.name == "status"),
        _ => false,
    };
    match statuses.filter_map(body).next() {
        // With 202 alone comes the monitor, and what it was about is gone at its end.
        Some(value)
            if operation.method == Method::Delete && body(Status::Code(202)) == Some(value) && is_monitor(value) =>
        {
            OperationResult::Empty
        }
        // A DELETE that describes what it deleted need not do so: the monitor has no result to give (R5.16). Nor need an
        // operation that declares an end without a body.
        Some(value) if operation.method == Method::Delete || ends_without_body => {
            OperationResult::OptionalBody { value: value.clone() }
        }
        Some(value) => OperationResult::Body { value: value.clone() },
        None => OperationResult::Empty,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{OperationResult, Status, Type};
    use crate::normalize::fixture::normalized;

    fn result(method: &str, operation: &str) -> OperationResult {
        let (service, _) = normalized(&format!(
            r##"
paths:
  /a:
    {method}:
      operationId: A_Do
      {operation}
components:
  schemas:
    A: {{type: object, properties: {{a: {{type: string}}}}}}
    B: {{type: object, properties: {{b: {{type: string}}}}}}
"##
        ));
        service.operations().next().unwrap().result.clone()
    }

    const A: &str = "{description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}";
    const B: &str = "{description: '', content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}";
    const NONE: &str = "{description: ''}";

    #[test]
    fn no_body_comes_with_204() {
        let a = Type::reference("A");
        let optional = OperationResult::OptionalBody { value: a };
        assert_eq!(result("get", &format!("responses: {{'200': {A}, '204': {A}}}")), optional);
        assert_eq!(result("get", &format!("responses: {{'200': {A}, '204': {B}}}")), optional);
        assert_eq!(result("delete", &format!("responses: {{'204': {A}}}")), OperationResult::Empty);
        let long_running = "x-ms-long-running-operation: true\n      responses";
        assert_eq!(result("post", &format!("{long_running}: {{'200': {A}, '204': {A}}}")), optional);
    }

    #[test]
    fn a_monitor_is_no_result_of_a_delete() {
        let body = |members: &str| {
            format!(
                "responses: {{'202': {{description: '', content: {{application/json: {{schema: {{type: object, properties: {{{members}}}}}}}}}}}}}"
            )
        };
        let long_running = "x-ms-long-running-operation: true\n      ";
        let monitor = body("id: {type: string}, status: {type: string}");
        assert_eq!(result("delete", &format!("{long_running}{monitor}")), OperationResult::Empty);
        assert!(matches!(result("post", &format!("{long_running}{monitor}")), OperationResult::Body { .. }));
        let resource = body("id: {type: string}");
        assert!(matches!(result("delete", &format!("{long_running}{resource}")), OperationResult::OptionalBody { .. }));
    }

    #[test]
    fn one_body_some_bodies_no_body() {
        let a = Type::reference("A");
        assert_eq!(result("get", &format!("responses: {{'200': {A}}}")), OperationResult::Body { value: a.clone() });
        assert_eq!(
            result("put", &format!("responses: {{'200': {A}, '201': {A}}}")),
            OperationResult::Body { value: a.clone() }
        );
        assert_eq!(
            result("get", &format!("responses: {{'200': {A}, '204': {NONE}}}")),
            OperationResult::OptionalBody { value: a }
        );
        assert_eq!(result("post", &format!("responses: {{'200': {NONE}}}")), OperationResult::Empty);
    }

    #[test]
    fn a_body_that_may_be_null_is_optional() {
        let optional = OperationResult::OptionalBody { value: Type::reference("A") };
        let null = "{description: '', content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true}}}}";
        assert_eq!(result("get", &format!("responses: {{'200': {null}}}")), optional);
        let long_running = "x-ms-long-running-operation: true\n      responses";
        assert_eq!(result("post", &format!("{long_running}: {{'200': {null}}}")), optional);
        let alternative =
            "{description: '', content: {application/json: {schema: {oneOf: [{type: integer}, {type: 'null'}]}}}}";
        let integer = Type::Integer { format: crate::model::IntegerFormat::Int64 };
        let optional = OperationResult::OptionalBody { value: integer };
        assert_eq!(result("get", &format!("responses: {{'200': {alternative}}}")), optional);
    }

    #[test]
    fn different_bodies_are_alternatives_by_status() {
        let OperationResult::Alternatives { alternatives } =
            result("get", &format!("responses: {{'200': {A}, '202': {B}}}"))
        else {
            panic!()
        };
        assert_eq!(alternatives.iter().map(|it| it.status).collect::<Vec<_>>(), [200, 202].map(Status::Code));
    }

    #[test]
    fn a_class_of_statuses_is_one_of_them() {
        assert_eq!(
            result("get", &format!("responses: {{2XX: {A}}}")),
            OperationResult::Body { value: Type::reference("A") }
        );
        let OperationResult::Alternatives { alternatives } =
            result("get", &format!("responses: {{'200': {A}, '201': {NONE}, 2XX: {B}}}"))
        else {
            panic!()
        };
        let found: Vec<_> = alternatives.iter().map(|it| (it.status, it.value.clone())).collect();
        let of = |name: &str| Some(Type::reference(name));
        assert_eq!(found, [(Status::Code(200), of("A")), (Status::Code(201), None), (Status::Class(2), of("B"))]);
    }

    #[test]
    fn head_and_files() {
        assert_eq!(result("head", &format!("responses: {{'204': {NONE}, '404': {NONE}}}")), OperationResult::Exists);
        let file = "{description: '', content: {application/octet-stream: {schema: {type: string, format: binary}}}}";
        assert_eq!(result("get", &format!("responses: {{'200': {file}}}")), OperationResult::Stream);
        assert_eq!(result("get", &format!("responses: {{'200': {file}, '206': {file}}}")), OperationResult::Stream);
        assert_eq!(
            result("get", &format!("responses: {{'200': {file}, '204': {NONE}}}")),
            OperationResult::OptionalBody { value: Type::Binary }
        );
        let OperationResult::Alternatives { alternatives } =
            result("get", &format!("responses: {{'200': {file}, '202': {A}}}"))
        else {
            panic!()
        };
        assert_eq!(
            alternatives.iter().map(|it| it.value.clone()).collect::<Vec<_>>(),
            [Some(Type::Binary), Some(Type::reference("A"))]
        );
    }

    #[test]
    fn long_running_operations_give_what_they_end_with() {
        let flag = "x-ms-long-running-operation: true";
        assert_eq!(
            result("put", &format!("{flag}\n      responses: {{'200': {A}, '202': {B}}}")),
            OperationResult::Body { value: Type::reference("A") }
        );
        assert_eq!(
            result("delete", &format!("{flag}\n      responses: {{'202': {NONE}, '204': {NONE}}}")),
            OperationResult::Empty
        );
        for responses in
            [format!("{{'200': {NONE}, '202': {A}}}"), format!("{{'200': {A}, '202': {NONE}, '204': {NONE}}}")]
        {
            assert_eq!(
                result("post", &format!("{flag}\n      responses: {responses}")),
                OperationResult::OptionalBody { value: Type::reference("A") },
                "{responses}"
            );
        }
        let options = "x-ms-long-running-operation-options: {final-state-schema: '#/components/schemas/B'}";
        assert_eq!(
            result("post", &format!("{flag}\n      {options}\n      responses: {{'202': {NONE}}}")),
            OperationResult::Body { value: Type::reference("B") }
        );
    }
}
