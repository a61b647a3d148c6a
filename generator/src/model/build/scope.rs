//! The scope of a service's tokens: takes what the manifest, the operations and the security schemes name, gives one, and what
//! it means that nothing is said.

use std::collections::BTreeSet;

use openapiv3::{ReferenceOr, SecurityScheme};

use super::Builder;
use super::security::flow_scopes;
use crate::diagnostics::Code;
use crate::model::{Credential, OperationGroup, Plane, Unsaid};
use crate::overrides::Listed;

impl Builder<'_> {
    /// The scope, and what operations take of which nothing is said. Behind Resource Manager all tokens are Resource
    /// Manager's, and there is no scope to be named.
    pub(super) fn scope(&mut self, plane: Plane, groups: &[OperationGroup]) -> (Option<String>, Unsaid) {
        let unsaid = unsaid(plane, groups);
        let scope = self.scope_of_tokens(plane, groups, unsaid != Unsaid::Nothing);
        // Who names a scope takes tokens.
        let nothing_said = groups.iter().flat_map(|it| &it.operations).all(|it| it.security.is_empty());
        let unsaid = if nothing_said && scope.is_some() { Unsaid::Token } else { unsaid };
        (scope, unsaid)
    }

    /// The scope of a data-plane service: the manifest's, or the one scope of a resource that the document names.
    fn scope_of_tokens(&mut self, plane: Plane, groups: &[OperationGroup], takes_tokens: bool) -> Option<String> {
        let takes_tokens = plane == Plane::DataPlane && takes_tokens;
        if let Some(Listed { text: scope, place }) = &self.info.scope {
            if !takes_tokens && self.info.strict {
                let why = match plane {
                    Plane::Arm => "tokens of services behind Resource Manager are Resource Manager's",
                    Plane::DataPlane => "no operation takes a token",
                };
                let message = format!("the manifest gives tokens the scope `{scope}`; {why}");
                self.diagnostics.add(Code::UnusedOverride, *place, "", message);
            }
            return takes_tokens.then(|| scope.clone());
        }
        if !takes_tokens {
            return None;
        }
        let named: Vec<String> = self.resource_scopes(groups).into_iter().collect();
        match named.as_slice() {
            [one] => return Some(one.clone()),
            [] => self.report_scope("no scope of a resource is named"),
            several => self.report_scope(&format!("several scopes are named: `{}`", several.join("`, `"))),
        }
        None
    }

    /// The scopes of resources that operations need; where they do not say, those of the security schemes.
    fn resource_scopes(&self, groups: &[OperationGroup]) -> BTreeSet<String> {
        let credentials = groups.iter().flat_map(|it| &it.operations).flat_map(|it| it.security.iter().flatten());
        let needed = credentials.filter(|it| it.scheme.is_token()).flat_map(|it| &it.scopes);
        let needed: BTreeSet<String> = needed.filter(|it| is_of_resource(it)).cloned().collect();
        if !needed.is_empty() {
            return needed;
        }
        let schemes = self.document.openapi.components.iter().flat_map(|it| it.security_schemes.values());
        let flows = schemes.filter_map(|it| match it {
            ReferenceOr::Item(SecurityScheme::OAuth2 { flows, .. }) => Some(flows),
            _ => None,
        });
        flows.flat_map(flow_scopes).filter(|it| is_of_resource(it)).cloned().collect()
    }

    fn report_scope(&mut self, why: &str) {
        let has_schemes = self.document.openapi.components.as_ref().is_some_and(|it| !it.security_schemes.is_empty());
        let pointer = if has_schemes { "/components/securitySchemes" } else { "" };
        let message = format!("callers say what tokens are for: {why}");
        self.report(Code::UnknownScope, pointer, message);
    }
}

/// What operations take of which nothing is said. Where others say something and none of them takes a token, nothing means
/// nothing; and where some take something else, a client that has no token for the operation is not refused.
fn unsaid(plane: Plane, groups: &[OperationGroup]) -> Unsaid {
    let said: Vec<_> = groups.iter().flat_map(|it| &it.operations).flat_map(|it| &it.security).collect();
    let is_only_token = |it: &Credential| it.scheme.is_token() && !it.scheme.is_authorization_key();
    match plane {
        Plane::Arm if said.is_empty() => Unsaid::Token,
        Plane::DataPlane if said.is_empty() => Unsaid::TokenOrNothing,
        _ if !said.iter().copied().flatten().any(|it| it.scheme.is_token()) => Unsaid::Nothing,
        _ if said.iter().copied().flatten().all(is_only_token) => Unsaid::Token,
        _ => Unsaid::TokenOrNothing,
    }
}

/// Whether a scope says of which resource it is (R2.5), as `https://vault.azure.net/.default` does and `user_impersonation`
/// does not.
fn is_of_resource(scope: &str) -> bool {
    let (_, after) = scope.split_once("://").unwrap_or_default();
    !after.is_empty() || scope.strip_suffix("/.default").is_some_and(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Diagnostics};
    use crate::model::{Plane, Service, ServiceInfo, Unsaid};
    use crate::normalize::fixture::normalized_with;

    fn read(server: &str, definitions: &str, security: &str, scope: Option<&str>) -> (Service, Diagnostics) {
        let document = format!(
            "servers: [{{url: '{server}'}}]\n\
             components: {{securitySchemes: {{\n  token: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: 'https://a.example', scopes: {{{definitions}}}}}}}}},\n  \
             key: {{type: apiKey, in: header, name: X-Key}}}}}}\n\
             security: {security}\n\
             paths: {{/things: {{get: {{operationId: X, responses: {{'200': {{description: ''}}}}}}}}}}\n"
        );
        let scope = scope.map(|it| it.to_owned().into());
        normalized_with(&document, &ServiceInfo { scope, strict: true, ..ServiceInfo::default() })
    }

    const THINGS: &str = "https://things.example";

    #[test]
    fn nothing_said_means_a_token_where_the_others_do_not_say_otherwise() {
        for (server, others, scope, expected) in [
            (THINGS, "", None, Unsaid::TokenOrNothing),
            (THINGS, "", Some("https://own.example/.default"), Unsaid::Token),
            ("https://management.azure.com", "", None, Unsaid::Token),
            (THINGS, "[{key: []}]", None, Unsaid::Nothing),
            ("https://management.azure.com", "[]", None, Unsaid::Nothing),
            (THINGS, "[{token: []}]", None, Unsaid::Token),
            (THINGS, "[{token: []}, {}]", None, Unsaid::Token),
            // Such a client may have a key alone.
            (THINGS, "[{key: []}, {token: []}]", None, Unsaid::TokenOrNothing),
            (THINGS, "[{whole: []}]", None, Unsaid::TokenOrNothing),
        ] {
            let security = if others.is_empty() { String::new() } else { format!("security: {others}, ") };
            let answer = "responses: {'200': {description: ''}}";
            let document = format!(
                "servers: [{{url: '{server}'}}]\n\
                 components: {{securitySchemes: {{token: {{type: http, scheme: bearer}}, key: {{type: apiKey, in: header, name: X-Key}}, \
                 whole: {{type: apiKey, in: header, name: Authorization}}}}}}\n\
                 paths: {{/a: {{get: {{operationId: A, {answer}}}, put: {{operationId: B, {security}{answer}}}}}}}\n"
            );
            let scope = scope.map(|it| it.to_owned().into());
            let (service, _) = normalized_with(&document, &ServiceInfo { scope, ..ServiceInfo::default() });
            assert_eq!(service.unsaid, expected, "{server} {others}");
        }
    }

    #[test]
    fn the_scope_is_the_one_of_a_resource_that_is_named() {
        let own = "https://things.example/.default";
        for (definitions, security, scope, told) in [
            ("", format!("[{{token: ['{own}']}}]"), Some(own), 0),
            ("", format!("[{{token: [read, '{own}']}}, {{key: []}}]"), Some(own), 0),
            (
                "'499b84ac-1321-427f-aa17-267ca6975798/.default': ''",
                "[{token: []}]".to_owned(),
                Some("499b84ac-1321-427f-aa17-267ca6975798/.default"),
                0,
            ),
            ("'https://other.example/.default': ''", format!("[{{token: ['{own}']}}]"), Some(own), 0),
            ("user_impersonation: ''", "[{token: [user_impersonation]}]".to_owned(), None, 1),
            ("'https://a.example/x': '', 'https://a.example/y': ''", "[{token: []}]".to_owned(), None, 1),
            ("'https://a.example/.default': ''", "[{key: []}]".to_owned(), None, 0),
        ] {
            let (service, diagnostics) = read(THINGS, definitions, &security, None);
            assert_eq!(service.plane, Plane::DataPlane);
            assert_eq!(service.scope.as_deref(), scope, "{definitions} {security}");
            assert_eq!(diagnostics.count_of(Code::UnknownScope), told, "{definitions} {security}");
        }
    }

    #[test]
    fn resource_manager_needs_no_scope() {
        let (service, diagnostics) =
            read("https://management.azure.com", "", "[{token: ['https://a.example/.default']}]", None);
        assert_eq!((service.plane, service.scope), (Plane::Arm, None));
        assert_eq!(diagnostics.count_of(Code::UnknownScope), 0);
    }

    #[test]
    fn the_manifest_has_the_last_word_and_an_entry_without_effect_is_an_error() {
        let own = Some("https://own.example/.default");
        let (service, diagnostics) = read(THINGS, "", "[{token: ['https://a.example/.default']}]", own);
        assert_eq!(service.scope.as_deref(), own);
        assert_eq!(diagnostics.count_of(Code::UnusedOverride), 0);
        for (server, security) in [(THINGS, "[{key: []}]"), ("https://management.azure.com", "[{token: []}]")] {
            let (service, diagnostics) = read(server, "", security, own);
            assert_eq!(service.scope, None);
            assert_eq!(diagnostics.count_of(Code::UnusedOverride), 1, "{server}");
        }
    }
}
