//! Security of operations: takes requirements and the schemes of the document, gives the credentials.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::Builder;
use crate::diagnostics::Code;
use crate::model::{Credential, CredentialScheme, OperationGroup, Requirement};
use crate::openapi::MUTUAL_TLS;
use crate::source::escape_token;

impl Builder<'_> {
    /// What an operation asks for: its own requirements, or else those of the document. Their order means nothing; an empty
    /// list asks for no credential.
    pub(super) fn security(&mut self, own: Option<&Vec<SecurityRequirement>>, pointer: &str) -> Vec<Requirement> {
        let requirements = own.or(self.document.openapi.security.as_ref());
        let mut all: Vec<Requirement> = requirements.into_iter().flatten().map(|it| self.requirement(it)).collect();
        if own.is_some() {
            self.report_requirements(&all, pointer);
        }
        if requirements.is_some_and(Vec::is_empty) {
            all.push(Requirement::new());
        }
        all.sort();
        all.dedup();
        all
    }

    /// What the document says of all operations, if it is said of one: others may all say something of their own.
    pub(super) fn security_of_service(&mut self, groups: &[OperationGroup]) -> Vec<Requirement> {
        let security = self.security(None, "");
        let is_used = groups.iter().flat_map(|it| &it.operations).any(|it| it.security == security);
        if is_used { security } else { Vec::new() }
    }

    fn requirement(&self, requirement: &SecurityRequirement) -> Requirement {
        let mut credentials: Requirement = requirement
            .iter()
            .map(|(name, scopes)| {
                let mut scopes = scopes.clone();
                scopes.sort();
                scopes.dedup();
                Credential { scheme: self.scheme(name), scopes }
            })
            .collect();
        credentials.sort();
        credentials
    }

    fn scheme(&self, name: &str) -> CredentialScheme {
        let schemes = self.document.openapi.components.as_ref().map(|it| &it.security_schemes);
        let Some(ReferenceOr::Item(scheme)) = schemes.and_then(|it| it.get(name)) else {
            return CredentialScheme::Undescribed { name: name.to_owned() };
        };
        described(scheme)
    }

    /// Tells of requirements that no request can meet, and of those that nobody knows the meaning of.
    fn report_requirements(&mut self, all: &[Requirement], pointer: &str) {
        for (at, requirement) in all.iter().enumerate() {
            for it in requirement {
                if let CredentialScheme::Undescribed { name } = &it.scheme {
                    let message = format!("there is no security scheme `{name}`; clients take it for one of tokens");
                    self.report(Code::UndescribedSecurity, &format!("{pointer}/security/{at}"), message);
                }
            }
            let in_header = || requirement.iter().map(|it| &it.scheme).filter(|it| it.is_authorization());
            if in_header().any(CredentialScheme::is_basic) && in_header().any(|it| !it.is_basic()) {
                let message = "a password and a token are both the header `Authorization`; requests carry one of them";
                self.report(Code::UnsupportedSecurity, &format!("{pointer}/security/{at}"), message);
            }
        }
    }

    /// Tells of schemes that clients have no credential for, of those that may be something else than a key, and of
    /// requirements of the document that no request can meet.
    pub(super) fn report_schemes(&mut self) {
        let requirements = self.document.openapi.security.iter().flatten();
        let requirements: Vec<Requirement> = requirements.map(|it| self.requirement(it)).collect();
        self.report_requirements(&requirements, "");
        let schemes = self.document.openapi.components.iter().flat_map(|it| &it.security_schemes);
        let schemes: Vec<_> = schemes.filter_map(|(name, it)| Some((name, described(it.as_item()?)))).collect();
        for (name, scheme) in schemes {
            let pointer = format!("/components/securitySchemes/{}", escape_token(name));
            if !scheme.can_be_sent() {
                let message = format!("clients have no credential for `{}`; requests go without it", scheme.words());
                self.report(Code::UnsupportedSecurity, &pointer, message);
            } else if scheme.is_authorization_key() {
                let message = format!(
                    "the key `{name}` is the whole header `Authorization`; clients send it as it is, or a token"
                );
                self.report(Code::AuthorizationKey, &pointer, message);
            }
        }
    }
}

/// What a scheme is.
fn described(scheme: &SecurityScheme) -> CredentialScheme {
    match scheme {
        SecurityScheme::APIKey { location, name, .. } => {
            let location = match location {
                APIKeyLocation::Header => "header",
                APIKeyLocation::Query => "query",
                APIKeyLocation::Cookie => "cookie",
            };
            CredentialScheme::ApiKey { location: location.to_owned(), name: name.clone() }
        }
        SecurityScheme::HTTP { scheme, .. } if scheme == MUTUAL_TLS => CredentialScheme::Certificate,
        SecurityScheme::HTTP { scheme, .. } => CredentialScheme::Http { name: scheme.to_ascii_lowercase() },
        SecurityScheme::OAuth2 { flows, .. } => CredentialScheme::OAuth2 { urls: urls(flows) },
        SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => {
            CredentialScheme::OpenIdConnect { url: open_id_connect_url.clone() }
        }
    }
}

/// A flow of OAuth 2.0: the addresses that it names, and its scopes.
struct Flow<'a> {
    urls: Vec<&'a String>,
    scopes: &'a IndexMap<String, String>,
}

fn flows(flows: &OAuth2Flows) -> impl Iterator<Item = Flow<'_>> {
    let implicit = flows.implicit.iter().map(|it| Flow { urls: vec![&it.authorization_url], scopes: &it.scopes });
    let password = flows.password.iter().map(|it| Flow { urls: vec![&it.token_url], scopes: &it.scopes });
    let clients = flows.client_credentials.iter().map(|it| Flow { urls: vec![&it.token_url], scopes: &it.scopes });
    let codes = flows
        .authorization_code
        .iter()
        .map(|it| Flow { urls: vec![&it.authorization_url, &it.token_url], scopes: &it.scopes });
    implicit.chain(password).chain(clients).chain(codes)
}

/// The scopes that the flows name.
pub(super) fn flow_scopes(of: &OAuth2Flows) -> impl Iterator<Item = &String> {
    flows(of).flat_map(|it| it.scopes.keys())
}

/// The addresses that the flows name, sorted.
fn urls(of: &OAuth2Flows) -> Vec<String> {
    let urls: BTreeSet<&String> = flows(of).flat_map(|it| it.urls).filter(|it| !it.is_empty()).collect();
    urls.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{Credential, CredentialScheme};
    use crate::diagnostics::Code;
    use crate::normalize::fixture::normalized;

    #[test]
    fn a_password_beside_a_token_is_told_where_it_is_asked_for() {
        for (security, told) in [
            ("[{name: []}, {token: []}]", 0),
            ("[{name: [], key: []}]", 0),
            ("[{name: [], token: []}]", 1),
            ("[{key: []}, {name: [], token: [], key: []}]", 1),
        ] {
            let components = "components: {securitySchemes: {name: {type: http, scheme: basic}, token: {type: http, scheme: bearer}, \
                              key: {type: apiKey, in: header, name: X-Key}}}";
            let get = |own: &str| {
                format!("paths: {{/x: {{get: {{{own}operationId: X, responses: {{'200': {{description: ''}}}}}}}}}}")
            };
            for document in [
                format!("{components}\nsecurity: {security}\n{}\n", get("")),
                format!("{components}\n{}\n", get(&format!("security: {security}, "))),
            ] {
                let (_, diagnostics) = normalized(&document);
                assert_eq!(diagnostics.count_of(Code::UnsupportedSecurity), told, "{document}");
            }
        }
    }

    #[test]
    fn what_the_document_says_is_the_services_where_an_operation_leaves_it_at_that() {
        let key = "components: {securitySchemes: {k: {type: apiKey, in: header, name: X-K}}}";
        let answer = "responses: {'200': {description: ''}}";
        for (root, own, said) in [
            ("security: [{k: []}]", ["security: [], ", "security: [], ", ""], 1),
            ("security: [{k: []}]", ["security: [], ", "security: [], ", "security: [], "], 0),
            ("", ["security: [{k: []}], ", "", ""], 0),
        ] {
            let [a, b, c] = own;
            let (service, _) = normalized(&format!(
                "{root}\n{key}\npaths: {{/x: {{get: {{operationId: A, {a}{answer}}}, put: {{operationId: B, {b}{answer}}}, \
                 post: {{operationId: C, {c}{answer}}}}}}}\n"
            ));
            assert_eq!(service.security.len(), said, "{root} {own:?}");
        }
    }

    #[test]
    fn a_certificate_is_told_and_is_no_token() {
        let (service, diagnostics) = normalized(
            "paths: {/x: {get: {operationId: X, security: [{c: []}], responses: {'200': {description: ''}}}}}\n\
             components: {securitySchemes: {c: {type: mutualTLS}}}\n",
        );
        assert_eq!(diagnostics.count_of(Code::UnsupportedSecurity), 1);
        let security: Vec<_> = service.operations().map(|it| it.security.clone()).collect();
        let scheme = CredentialScheme::Certificate;
        assert!(!scheme.can_be_sent());
        assert_eq!(security, [[[Credential { scheme, scopes: Vec::new() }]]]);
    }

    #[test]
    fn a_scheme_that_is_described_nowhere_is_told_once_for_each_place() {
        let (_, diagnostics) = normalized(
            "security: [{nowhere: []}]\n\
             paths: {/x: {get: {operationId: X, security: [{k: [], nothing: []}], responses: {'200': {description: ''}}}}}\n\
             components: {securitySchemes: {k: {type: apiKey, in: header, name: X-K}}}\n",
        );
        assert_eq!(diagnostics.count_of(Code::UndescribedSecurity), 2);
    }
}
