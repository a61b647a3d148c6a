//! Parameters that are credentials: takes operations, marks the parameters that the client's credential sends.
//!
//! Documents often describe a key twice, as a security scheme and as a parameter. And a header `Authorization` is nothing that a
//! call may carry to wherever it goes: what is in it goes the way of credentials, to trusted origins alone (R2.20).

use super::Builder;
use crate::diagnostics::Code;
use crate::model::{Credential, CredentialScheme, Location, Operation, OperationGroup, Parameter, Plane, Requirement};

impl Builder<'_> {
    /// Marks the parameters, and adds what no security scheme says of the header `Authorization`.
    pub(super) fn credentials_of_parameters(&mut self, plane: Plane, groups: &mut [OperationGroup]) {
        let mut told = false;
        for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
            for at in 0..operation.parameters.len() {
                if is_authorization(&operation.parameters[at]) && add_authorization(plane, operation, at) {
                    let pointer = operation.parameters[at].origin.pointer.clone();
                    let message = format!(
                        "`{}`: no security scheme says what the header `Authorization` is; clients take it for a credential, \
                         and send a key as it is, or a token",
                        operation.operation_id
                    );
                    // Once is enough for one service.
                    if !std::mem::replace(&mut told, true) {
                        self.report(Code::AuthorizationKey, &pointer, message);
                    }
                }
                let Operation { parameters, security, .. } = &mut *operation;
                parameters[at].credential = is_sent(&parameters[at], security);
            }
        }
    }
}

fn is_authorization(parameter: &Parameter) -> bool {
    parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case("authorization")
}

/// Adds the header to what an operation takes, unless something is in it already. Where nothing is said, services behind
/// Resource Manager take a token.
fn add_authorization(plane: Plane, operation: &mut Operation, at: usize) -> bool {
    let security = &mut operation.security;
    let has_one = security.iter().flatten().any(|it| it.scheme.is_authorization());
    if has_one || (security.is_empty() && plane == Plane::Arm) {
        return false;
    }
    let key = CredentialScheme::ApiKey { location: "header".to_owned(), name: "Authorization".to_owned() };
    let without = if security.is_empty() { vec![Requirement::new()] } else { std::mem::take(security) };
    for requirement in &without {
        let mut with = requirement.clone();
        with.push(Credential { scheme: key.clone(), scopes: Vec::new() });
        with.sort();
        security.push(with);
    }
    if !operation.parameters[at].required {
        security.extend(without);
    }
    security.sort();
    security.dedup();
    true
}

/// Whether the credential sends the parameter: all that the operation takes hold it. One that is optional need not be given
/// beside what holds it not.
fn is_sent(parameter: &Parameter, security: &[Requirement]) -> bool {
    let is_it = |it: &Credential| match &it.scheme {
        CredentialScheme::ApiKey { location, name } if location == parameter.location.as_str() => {
            match location.as_str() {
                "header" => name.eq_ignore_ascii_case(&parameter.name),
                _ => *name == parameter.name,
            }
        }
        _ => false,
    };
    let mut all = security.iter().map(|it| it.iter().any(|it| it.scheme.can_be_sent() && is_it(it)));
    if parameter.required { !security.is_empty() && all.all(|it| it) } else { all.any(|it| it) }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::normalize::fixture::normalized;

    /// The parameters that the credential sends, and what the operation takes, in words.
    fn read(security: &str, parameter: &str) -> (Vec<String>, Vec<String>, usize) {
        let (service, diagnostics) = normalized(&format!(
            "servers: [{{url: 'https://things.example'}}]\n\
             components: {{securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}, q: {{type: apiKey, in: query, name: code}}, \
             token: {{type: http, scheme: bearer}}}}}}\n\
             paths: {{/x: {{get: {{operationId: X, {security} parameters: [{{{parameter}, schema: {{type: string}}}}], \
             responses: {{'200': {{description: ''}}}}}}}}}}\n"
        ));
        let operation = service.operations().next().expect("an operation");
        let marked = operation.parameters.iter().filter(|it| it.credential).map(|it| it.name.clone()).collect();
        let words =
            |it: &crate::model::Requirement| it.iter().map(|it| it.scheme.words()).collect::<Vec<_>>().join(" + ");
        let taken = operation.security.iter().map(words).collect();
        (marked, taken, diagnostics.count_of(Code::AuthorizationKey))
    }

    #[test]
    fn a_key_that_is_a_parameter_too_is_asked_for_once() {
        for (security, parameter, sent) in [
            ("security: [{key: []}],", "name: x-key, in: header, required: true", true),
            ("security: [{key: []}],", "name: X-Key, in: query, required: true", false),
            ("security: [{q: []}],", "name: code, in: query", true),
            ("security: [{q: []}],", "name: Code, in: query", false),
            // With a token, it would not be sent, though the operation wants it.
            ("security: [{key: []}, {token: []}],", "name: X-Key, in: header, required: true", false),
            ("security: [{key: []}, {token: []}],", "name: X-Key, in: header", true),
            ("security: [{token: []}],", "name: Authorization, in: header, required: true", false),
            ("", "name: X-Key, in: header, required: true", false),
        ] {
            assert_eq!(!read(security, parameter).0.is_empty(), sent, "{security} {parameter}");
        }
    }

    #[test]
    fn the_header_authorization_is_a_credential_where_no_scheme_says_so() {
        let header = "key in header Authorization";
        for (security, required, taken, told) in [
            ("", true, vec![header], 1),
            ("", false, vec!["", header], 1),
            ("security: [],", true, vec![header], 1),
            ("security: [{key: []}],", true, vec!["key in header Authorization + key in header X-Key"], 1),
            ("security: [{token: []}],", true, vec!["bearer"], 0),
        ] {
            let (_, words, notes) = read(security, &format!("name: authorization, in: header, required: {required}"));
            assert_eq!(
                (words, notes),
                (taken.iter().map(|it| it.to_string()).collect(), told),
                "{security} {required}"
            );
        }
    }
}
