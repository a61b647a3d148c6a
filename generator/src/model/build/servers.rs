//! Servers: takes what the document and its operations name, gives the plane of the service.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::diagnostics::{Code, Remedy, nearest};
use crate::model::{
    CredentialScheme, Operation, OperationGroup, PathTemplate, Plane, ServerVariable, unfit_endpoint, with_defaults,
};
use crate::openapi::extensions::{ExtensionMap, names::PARAMETERIZED_HOST};

impl Builder<'_> {
    /// The base URLs of the document; if it names none, those of most operations, and of equally many the first by name.
    pub(super) fn servers(&self, groups: &[OperationGroup]) -> Vec<String> {
        if !self.document.openapi.servers.is_empty() {
            return self.document.openapi.servers.iter().map(|it| it.url.clone()).collect();
        }
        let mut counts: BTreeMap<&[String], usize> = BTreeMap::new();
        for it in groups.iter().flat_map(|it| &it.operations).filter(|it| !it.servers.is_empty()) {
            *counts.entry(&it.servers).or_default() += 1;
        }
        let most = counts.into_iter().max_by(|(a, n), (b, m)| (n, b).cmp(&(m, a)));
        most.map(|(servers, _)| servers.to_vec()).unwrap_or_default()
    }

    /// The variables of the servers with these URLs.
    pub(super) fn server_variables(&self, urls: &[String]) -> Vec<ServerVariable> {
        let openapi = &self.document.openapi;
        let items = openapi.paths.paths.values().filter_map(|it| it.as_item());
        let items: Vec<_> = items.chain(self.document.extra_paths.values()).collect();
        let of_items = items.iter().flat_map(|it| it.servers.iter().chain(it.iter().flat_map(|(_, it)| &it.servers)));
        let all = openapi.servers.iter().chain(of_items).filter(|it| urls.contains(&it.url));
        // The default that OpenAPI 3.0 asks for is empty where there was none.
        let mut extensions = items.iter().flat_map(|it| it.iter()).map(|(_, it)| &it.extensions);
        let is_template = |it: &ExtensionMap| it.contains_key(PARAMETERIZED_HOST);
        let has_defaults = !is_template(&openapi.extensions) && !extensions.any(is_template);
        let mut variables: Vec<ServerVariable> = Vec::new();
        for (name, it) in all.flat_map(|it| it.variables.iter().flatten()) {
            if variables.iter().all(|known| known.name != *name) {
                variables.push(ServerVariable {
                    name: name.clone(),
                    default: Some(it.default.clone()).filter(|it| has_defaults || !it.is_empty()),
                    values: it.enumeration.clone(),
                });
            }
        }
        variables
    }

    /// Tells what is in a URL and described nowhere, and URLs that are no endpoint of clients.
    pub(super) fn report_urls(&mut self, urls: &[String], variables: &[ServerVariable]) {
        for (at, url) in urls.iter().enumerate() {
            let pointer =
                if self.document.openapi.servers.is_empty() { String::new() } else { format!("/servers/{at}") };
            for name in names(url).filter(|name| variables.iter().all(|it| it.name != *name)) {
                let meant = nearest(name, variables.iter().map(|it| &it.name)).map(|it| format!("; {it}"));
                let message = format!(
                    "the server `{url}` does not describe its variable `{name}`; callers give the whole URL{}",
                    meant.unwrap_or_default()
                );
                self.report(Code::UndescribedServer, &pointer, message);
            }
        }
        let is_http = |it: &String| it.starts_with("http://");
        if let Some(url) = urls.first().filter(|_| urls.iter().all(is_http)) {
            let pointer = if self.document.openapi.servers.is_empty() { "" } else { "/servers/0" };
            let message = format!("the server `{url}` is no endpoint of clients, which send nothing over http");
            self.report(Code::PlainHttp, pointer, message);
            return;
        }
        let filled = || urls.iter().map(|it| with_defaults(it, variables));
        if let Some((url, unfit)) = urls.first().zip(filled().next().and_then(|it| unfit_endpoint(&it)))
            && filled().all(|it| unfit_endpoint(&it).is_some())
        {
            let pointer = if self.document.openapi.servers.is_empty() { "" } else { "/servers/0" };
            let message = format!("the server `{url}` is no endpoint of clients, which take none with {unfit}");
            let hint = "correct the URL in the document, or by a [[fix-up]]; or callers give clients the URL over https, and credentials \
                        by themselves";
            self.report_with_hint(Code::KeywordIgnored, pointer, message, hint);
            self.diagnostics.settled_by(match without_unfit(url) {
                Some(url) => Remedy::Within("/url".to_owned(), Some(url.into())),
                None => Remedy::None,
            });
        }
    }

    /// The plane. Documents that name no server are Resource Manager's if their paths are (ARM RPC), unless they ask for
    /// another credential than a token; of all others only the caller knows where they are.
    pub(super) fn plane(&self, servers: &[String], groups: &[OperationGroup]) -> Plane {
        let operations = || groups.iter().flat_map(|it| &it.operations);
        let mut urls = servers.iter().chain(operations().flat_map(|it| &it.servers));
        let hosts: BTreeSet<&str> = urls.by_ref().filter_map(|it| host(it)).collect();
        if self.document.openapi.extensions.contains_key(PARAMETERIZED_HOST) {
            return Plane::DataPlane;
        }
        let is_arm = match hosts.first() {
            // Clients begin with the public cloud.
            Some(_) => hosts.iter().all(|it| is_cloud(it)) && hosts.iter().any(|it| is_public(it)),
            None => {
                let takes_token = |it: &Operation| {
                    let mut schemes = it.security.iter().flatten().map(|it| &it.scheme);
                    !schemes.any(|it| matches!(it, CredentialScheme::ApiKey { .. }))
                };
                servers.is_empty()
                    && operations().all(takes_token)
                    && operations().any(|it| is_resource_manager(it.path.as_str()))
            }
        };
        if is_arm { Plane::Arm } else { Plane::DataPlane }
    }

    /// Puts the path of the servers before those of the operations: Resource Manager's endpoint comes from the cloud, and has
    /// none. Other endpoints are the caller's, with their paths.
    pub(super) fn keep_base_path(&mut self, servers: &[String], groups: &mut [OperationGroup]) {
        let mut bases: BTreeMap<String, String> = BTreeMap::new();
        for it in groups.iter_mut().flat_map(|it| &mut it.operations) {
            let Some(url) = it.servers.first().or(servers.first()) else { continue };
            let base = bases.entry(url.clone()).or_insert_with(|| {
                path(&with_defaults(url, &self.server_variables(std::slice::from_ref(url)))).to_owned()
            });
            if base.is_empty() {
                continue;
            }
            match PathTemplate::parse(&format!("{base}{}", it.path.as_str())) {
                Ok(path) if path.parameters().eq(it.path.parameters()) => it.path = path,
                _ => {
                    let message =
                        format!("the server `{url}` does not say what its path is; `{}` goes without", it.operation_id);
                    let hint = "give each variable of the path a default under `variables` of the server, in the document or by a [[fix-up]]";
                    self.report_with_hint(Code::UndescribedServer, &it.origin.pointer.clone(), message, hint);
                }
            }
        }
    }

    /// Tells operations that name other servers than the document, or than most: a client has one endpoint.
    pub(super) fn report_other_servers(&mut self, servers: &[String], groups: &[OperationGroup]) {
        let operations = groups.iter().flat_map(|it| &it.operations).filter(|it| !it.servers.is_empty());
        let mut by_bases: BTreeMap<BTreeSet<String>, Vec<&Operation>> = BTreeMap::new();
        for it in operations {
            by_bases.entry(bases(&it.servers)).or_default().push(it);
        }
        let usual = match servers {
            [] => by_bases.iter().max_by_key(|(_, operations)| operations.len()).map(|(bases, _)| bases.clone()),
            _ => Some(bases(servers)),
        };
        let Some(usual) = usual else { return };
        for (bases, operations) in by_bases {
            let [first, others @ ..] = operations.as_slice() else { continue };
            if !bases.is_disjoint(&usual) {
                continue;
            }
            let (id, url) = (&first.operation_id, first.servers.first().map_or("", String::as_str));
            let message = match others.len() {
                0 => format!("`{id}` has the server `{url}`; the client sends it to its one endpoint"),
                more => {
                    format!("`{id}` and {more} more have the server `{url}`; the client sends them to its one endpoint")
                }
            };
            self.report(Code::OtherServer, &first.origin.pointer.clone(), message);
        }
    }
}

/// A URL without user-info and fragment, if clients take that as an endpoint.
fn without_unfit(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    Some(format!("{scheme}://{host}{path}")).filter(|it| it != url && unfit_endpoint(it).is_none())
}

/// The names of the variables in a URL.
pub(super) fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name)
}

/// The host of a base URL; none of a path alone. A variable at the start may hold one.
fn host(url: &str) -> Option<&str> {
    let rest = match url.split_once("//") {
        Some((_, rest)) => rest,
        None if url.starts_with('{') => url,
        None => return None,
    };
    rest.split('/').next().filter(|it| !it.is_empty())
}

/// Whether a host is Resource Manager's in one of the clouds.
fn is_cloud(host: &str) -> bool {
    let host = host.strip_suffix(":443").unwrap_or(host);
    RESOURCE_MANAGER.iter().any(|it| host.eq_ignore_ascii_case(it))
}

fn is_public(host: &str) -> bool {
    let host = host.strip_suffix(":443").unwrap_or(host);
    host.eq_ignore_ascii_case(RESOURCE_MANAGER[0])
}

/// Resource Manager's hosts: Azure, Azure China, Azure Government.
const RESOURCE_MANAGER: [&str; 3] =
    ["management.azure.com", "management.chinacloudapi.cn", "management.usgovcloudapi.net"];

/// The path of a base URL, without a slash at its end.
fn path(url: &str) -> &str {
    let path = match url.split_once("//") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None if url.starts_with('/') => url,
        None => "",
    };
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// Base URLs without what makes no difference: the scheme and a slash at the end.
fn bases(urls: &[String]) -> BTreeSet<String> {
    urls.iter()
        .map(|url| url.split_once("//").map_or(url.as_str(), |it| it.1).trim_end_matches('/').to_ascii_lowercase())
        .collect()
}

/// Whether a path begins as Resource Manager's do: with a subscription as it calls it, or with a provider's namespace, of a
/// scope perhaps. Others have subscriptions and providers, too.
fn is_resource_manager(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    let (first, second) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    let is = |segment: &str, name: &str| segment.eq_ignore_ascii_case(name);
    is(first, "subscriptions") && is(second, "{subscriptionId}")
        || is(first, "providers") && second.contains(['.', '{'])
        || first.starts_with('{') && is(second, "providers")
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::Plane;
    use crate::normalize::fixture::normalized;

    fn document(servers: &str, path: &str, own: &str) -> String {
        let answer = "responses: {'200': {description: ''}}";
        format!(
            "{servers}\npaths:\n  {path}: {{get: {{operationId: X_Get, {own} {answer}}}, put: {{operationId: X_Put, {answer}}}}}\n"
        )
    }

    #[test]
    fn the_plane_follows_from_hosts_and_where_there_are_none_from_paths() {
        for (servers, path, plane) in [
            ("", "/subscriptions/{subscriptionId}", Plane::Arm),
            ("", "/{scope}/providers/Contoso.Things", Plane::Arm),
            ("", "/subscriptions/{id}", Plane::DataPlane),
            ("", "/providers/a", Plane::DataPlane),
            ("servers: [{url: /api/v3}]", "/subscriptions/{subscriptionId}", Plane::DataPlane),
            (
                "security: [{key: []}]\ncomponents: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}",
                "/subscriptions/{subscriptionId}",
                Plane::DataPlane,
            ),
            ("", "/Providers/Contoso.Things", Plane::Arm),
            ("servers: [{url: /api/v3}]", "/things", Plane::DataPlane),
            ("", "/things", Plane::DataPlane),
            ("", "/things/v1/subscriptions/a", Plane::DataPlane),
            ("servers: [{url: 'https://management.azure.com'}]", "/things", Plane::Arm),
            ("servers: [{url: 'https://Management.Azure.com:443/'}]", "/things", Plane::Arm),
            ("servers: [{url: 'https://management.chinacloudapi.cn'}]", "/things", Plane::DataPlane),
            (
                "servers: [{url: 'https://management.azure.com'}, {url: 'https://management.usgovcloudapi.net'}]",
                "/things",
                Plane::Arm,
            ),
            ("servers: [{url: 'https://management.azure.com:8443'}]", "/things", Plane::DataPlane),
            ("servers: [{url: '{endpoint}/things'}]", "/subscriptions/a", Plane::DataPlane),
            ("servers: [{url: //things.example}]", "/subscriptions/a", Plane::DataPlane),
        ] {
            assert_eq!(normalized(&document(servers, path, "")).0.plane, plane, "{servers} {path}");
        }
    }

    #[test]
    fn the_default_endpoint_has_the_defaults_of_its_variables() {
        for (servers, endpoint, told) in [
            ("servers: [{url: 'https://a.example/v1'}]", Some("https://a.example/v1"), vec![]),
            (
                "servers: [{url: '{s}://{r}.a.example/{b}', variables: {s: {default: https}, r: {default: eu, enum: [eu, us]}, b: {default: ''}}}]",
                Some("https://eu.a.example/"),
                vec![],
            ),
            (
                "servers: [{url: 'https://{host}/x', variables: {hots: {default: a.example}}}]",
                None,
                vec![Code::UndescribedServer],
            ),
            ("servers: [{url: 'http://a.example'}, {url: 'https://b.example'}]", Some("https://b.example"), vec![]),
            ("servers: [{url: 'http://127.0.0.1:80'}]", None, vec![Code::PlainHttp]),
            ("servers: [{url: /api/v3}]", None, vec![]),
            ("servers: [{url: 'HTTPS://a.example'}]", Some("HTTPS://a.example"), vec![]),
            ("servers: [{url: 'https://u:p@a.example'}]", None, vec![Code::KeywordIgnored]),
            ("servers: [{url: 'https://a.example/b#c'}]", None, vec![Code::KeywordIgnored]),
            ("servers: [{url: 'https://a.example/b@c?d=@'}]", Some("https://a.example/b@c?d=@"), vec![]),
            ("servers: [{url: 'wss://a.example'}]", None, vec![Code::KeywordIgnored]),
            ("servers: [{url: 'wss://a.example'}, {url: 'https://b.example'}]", Some("https://b.example"), vec![]),
            (
                "servers: [{url: '{s}://a.example', variables: {s: {default: wss, enum: [ws, wss]}}}]",
                None,
                vec![Code::KeywordIgnored],
            ),
            (
                "servers: [{url: 'https://{a}.example', variables: {a: {default: ''}}}]\nx-ms-parameterized-host: {hostTemplate: '{a}.example'}",
                None,
                vec![],
            ),
        ] {
            let (service, diagnostics) = normalized(&document(servers, "/things", ""));
            assert_eq!(service.default_endpoint().as_deref(), endpoint, "{servers}");
            for code in [Code::UndescribedServer, Code::PlainHttp, Code::KeywordIgnored] {
                assert_eq!(diagnostics.count_of(code) == 1, told.contains(&code), "{servers} {code}");
            }
        }
        let own = "servers: [{url: 'https://{h}.example', variables: {h: {default: q}}}],";
        let (service, _) = normalized(&document("", "/things", own));
        assert_eq!(service.default_endpoint().as_deref(), Some("https://q.example"));
    }

    #[test]
    fn the_path_of_a_server_behind_resource_manager_is_a_part_of_the_operations() {
        for (servers, own, expected) in [
            ("servers: [{url: 'https://management.azure.com/v1/'}]", "", "/v1/things"),
            ("servers: [{url: 'https://management.azure.com'}]", "", "/things"),
            ("servers: [{url: 'https://management.azure.com/'}]", "", "/things"),
            (
                "servers: [{url: 'https://management.azure.com'}]",
                "servers: [{url: 'https://management.azure.com/v2'}],",
                "/v2/things",
            ),
            ("servers: [{url: 'https://things.example/v1'}]", "", "/things"),
        ] {
            let (service, _) = normalized(&document(servers, "/things", own));
            let found =
                service.operations().find(|it| it.operation_id == "X_Get").map(|it| it.path.as_str().to_owned());
            assert_eq!(found.as_deref(), Some(expected), "{servers}");
        }
        let variable = "servers: [{url: 'https://management.azure.com/{v}', variables: {v: {default: a}}}]";
        let (service, diagnostics) = normalized(&document(variable, "/things", ""));
        assert!(service.operations().all(|it| it.path.as_str() == "/a/things"));
        assert_eq!(diagnostics.count_of(Code::UndescribedServer), 0);
        let (service, diagnostics) =
            normalized(&document("servers: [{url: 'https://management.azure.com/{v}'}]", "/things", ""));
        assert!(service.operations().all(|it| it.path.as_str() == "/things"));
        assert_eq!(diagnostics.count_of(Code::UndescribedServer), 2);
    }

    #[test]
    fn operations_with_servers_of_their_own_are_told() {
        let root = "servers: [{url: 'https://a.example/v1'}, {url: 'https://b.example'}]";
        for (own, told) in [
            ("servers: [{url: 'http://B.example/'}],", 0),
            ("servers: [{url: 'https://c.example/v1'}],", 1),
            ("servers: [{url: 'https://a.example'}],", 1),
        ] {
            let (_, diagnostics) = normalized(&document(root, "/x", own));
            assert_eq!(diagnostics.count_of(Code::OtherServer), told, "{own}");
        }
    }
}
