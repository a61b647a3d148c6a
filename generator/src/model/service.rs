//! A service: everything one generated crate is made of.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{CredentialScheme, OperationGroup, Parameter, Requirement, Schema, Unsaid};
use crate::overrides::{FixUp, Listed, Skip, SkippedOperation, TypeChoice};
use crate::source::Span;

/// Which of Azure's two planes a service belongs to; the runtime treats links and pollers of the two differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plane {
    /// Azure Resource Manager: the endpoint comes from the cloud.
    #[default]
    Arm,
    /// A service's own endpoint, which the caller gives.
    DataPlane,
}

/// What the manifest, not the document, knows of a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceInfo {
    /// The service's name: the folder below specs/ and the end of the crate's name.
    pub name: String,
    /// The label of the release.
    pub release: String,
    /// The resource provider, as `Microsoft.ContainerRegistry`.
    pub provider: String,
    /// Names of parameters that are client-level where the spec refers to a shared parameter that is not marked as the
    /// method's.
    pub client_parameters: Vec<Listed>,
    /// The scope of the tokens.
    pub scope: Option<Listed>,
    /// JSON pointers, in the bundled document, of properties that hold secrets though the spec does not say so.
    pub secrets: Vec<Listed>,
    /// JSON pointers of properties that are named like secrets and are none.
    pub not_secrets: Vec<Listed>,
    /// Names that the manifest chooses.
    pub renames: Vec<Rename>,
    /// The path of the overlay with documentation, as the files of the run name it.
    pub docs: Option<String>,
    /// Types that the manifest chooses.
    pub types: Vec<TypeChoice>,
    /// Operations that the manifest leaves out.
    pub skips: Vec<Skip>,
    /// Corrections of upstream documents; in an imported spec they are made already.
    pub fix_ups: Vec<FixUp>,
    /// Whether every pointer, and every entry of the overlay, must lead to something: so for the current release, not for older ones.
    pub strict: bool,
    /// Whether names that the generator had to make are errors: so for the current release of a covered service, whose crate
    /// is published. Otherwise they are notes.
    pub names_are_chosen: bool,
}

/// A name that the manifest chooses.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The JSON pointer of an operation, schema, property or parameter in the bundled document.
    pub at: String,
    /// The new name: an operationId for an operation, else a name in the spec's style.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Where the entry stands.
    #[serde(skip)]
    pub place: Option<Span>,
}

/// A variable in a base URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its value, unless callers choose another; `None` if they must.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The values that it can have; empty for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// One service at one release.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The service's name.
    pub name: String,
    /// The label of the release.
    pub release: String,
    /// The resource provider.
    pub provider: String,
    /// Which plane.
    pub plane: Plane,
    /// The api-versions of its operations, sorted, each once.
    pub api_versions: Vec<String>,
    /// The base URLs the documents name; if they name none for all operations, those of most.
    pub servers: Vec<String>,
    /// The variables in these URLs, in the order in which the documents describe them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub server_variables: Vec<ServerVariable>,
    /// What most of its operations take, if the document says it of all that say nothing of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Requirement>,
    /// What operations take of which nothing is said.
    pub unsaid: Unsaid,
    /// The scope of its tokens, as in the public cloud; `None` if nobody names one, and behind Resource Manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Parameters that the client holds for all operations, in the order callers give them; api-version is not among them.
    /// Until the pass `parameters` only those of the host.
    pub client_parameters: Vec<Parameter>,
    /// The operation groups, sorted by name; operations without a group are in one with an empty name.
    pub groups: Vec<OperationGroup>,
    /// The paths of the documents it was bundled of, if there are several.
    #[serde(skip)]
    pub sources: Vec<String>,
    /// The named schemas by name.
    pub schemas: BTreeMap<String, Schema>,
    /// The operations that the manifest leaves out, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<SkippedOperation>,
}

impl Service {
    /// All operations, in the order of the groups.
    pub fn operations(&self) -> impl Iterator<Item = &super::Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// The first of the base URLs that clients take as an endpoint, with the defaults of its variables (R1.3).
    pub fn default_endpoint(&self) -> Option<String> {
        let urls = self.servers.iter().map(|it| with_defaults(it, &self.server_variables));
        urls.into_iter().find(|it| it.contains("://") && !it.contains('{') && unfit_endpoint(it).is_none())
    }

    /// Whether the documents speak of Azure: by Resource Manager, an api-version, a host or an address of tokens.
    pub fn is_azure(&self) -> bool {
        let is_said = self.plane == Plane::Arm || !self.provider.is_empty() || !self.api_versions.is_empty();
        let own = self.operations().flat_map(|it| &it.security).flatten();
        let mut schemes = self.security.iter().flatten().chain(own).map(|it| &it.scheme);
        let is_entra = |it: &CredentialScheme| match it {
            CredentialScheme::OAuth2 { urls } => urls.iter().any(|it| is_of_azure(it)),
            CredentialScheme::OpenIdConnect { url } => is_of_azure(url),
            _ => false,
        };
        let mut servers = self.servers.iter().chain(self.operations().flat_map(|it| &it.servers));
        is_said || servers.any(|it| is_of_azure(it)) || schemes.any(is_entra)
    }

    /// All operations, to change.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut super::Operation> {
        self.groups.iter_mut().flat_map(|group| &mut group.operations)
    }
}

/// A base URL with the defaults of its variables filled in.
pub(crate) fn with_defaults(url: &str, variables: &[ServerVariable]) -> String {
    variables.iter().fold(url.to_owned(), |url, it| match &it.default {
        Some(default) => url.replace(&format!("{{{}}}", it.name), default),
        None => url,
    })
}

/// What clients take in no endpoint (R1.3), of a URL that has a host.
pub(crate) fn unfit_endpoint(url: &str) -> Option<&'static str> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match () {
        () if !scheme.eq_ignore_ascii_case("https") => Some("a scheme other than https"),
        () if authority.contains('@') => Some("user-info before its host"),
        () if rest.contains('#') => Some("a fragment"),
        () => None,
    }
}

/// Whether a URL is of a host of Azure, or of Microsoft Entra.
fn is_of_azure(url: &str) -> bool {
    const DOMAINS: [&str; 12] = [
        "azure.com",
        "azure.net",
        "azure.us",
        "azure.cn",
        "azure.de",
        "azurecr.io",
        "azconfig.io",
        "chinacloudapi.cn",
        "microsoft.com",
        "microsoftonline.com",
        "usgovcloudapi.net",
        "windows.net",
    ];
    let rest = url.split_once("//").map_or(url, |it| it.1);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default().to_ascii_lowercase();
    DOMAINS.iter().any(|it| host.strip_suffix(it).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::is_of_azure;
    use crate::normalize::fixture::normalized;

    #[test]
    fn hosts_of_azure_are_known() {
        for (url, expected) in [
            ("https://{vault}.vault.azure.net/x", true),
            ("https://login.microsoftonline.com/common/oauth2/authorize", true),
            ("http://management.azure.com:443", true),
            ("https://notazure.com", false),
            ("https://azure.com.example/x", false),
            ("{endpoint}/v1", false),
        ] {
            assert_eq!(is_of_azure(url), expected, "{url}");
        }
    }

    #[test]
    fn documents_of_others_do_not_speak_of_azure() {
        let operation = "paths: {/x: {get: {operationId: X, responses: {'200': {description: ''}}}}}";
        let scheme = |url: &str| {
            format!(
                "components: {{securitySchemes: {{o: {{type: oauth2, flows: {{implicit: {{authorizationUrl: '{url}', scopes: {{}}}}}}}}}}}}\nsecurity: [{{o: []}}]"
            )
        };
        for (head, expected) in [
            ("servers: [{url: 'https://pay.example/v1'}]".to_owned(), false),
            ("servers: [{url: 'https://x.cognitiveservices.azure.com'}]".to_owned(), true),
            (
                format!("servers: [{{url: 'https://pay.example'}}]\n{}", scheme("https://login.microsoftonline.com/a")),
                true,
            ),
            (format!("servers: [{{url: 'https://pay.example'}}]\n{}", scheme("https://pay.example/token")), false),
        ] {
            assert_eq!(normalized(&format!("{head}\n{operation}\n")).0.is_azure(), expected, "{head}");
        }
    }
}
