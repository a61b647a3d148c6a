//! The clouds: in comes a choice of cloud, out go its Resource Manager endpoint, audience, login authority and DNS suffixes.

use std::borrow::Cow;

/// An Azure cloud: where Resource Manager lives, what its tokens are for, who issues them (R1.1).
///
/// A cloud of your own is a plain struct literal:
///
/// ```
/// use azrest_runtime::Cloud;
///
/// let stack = Cloud {
///     endpoint: "https://management.local.azurestack.example".into(),
///     audience: "https://management.local.azurestack.example".into(),
///     authority: "https://login.azurestack.example".into(),
///     ..Cloud::PUBLIC
/// };
/// assert_eq!(stack.default_scope(), "https://management.local.azurestack.example/.default");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The Resource Manager endpoint, without a trailing slash.
    pub endpoint: Cow<'static, str>,
    /// The resource that Resource Manager tokens are asked for. The scope is this plus `/.default` (R2.5).
    pub audience: Cow<'static, str>,
    /// The base URL of the login authority, without the tenant.
    pub authority: Cow<'static, str>,
    /// Further origins (`https://host[:port]`) that clients of this cloud may send their token to (R2.20).
    pub trusted_origins: Cow<'static, [Cow<'static, str>]>,
    /// Further DNS suffixes, matched at label boundaries, that clients of this cloud may send their token to (R2.20).
    pub trusted_suffixes: Cow<'static, [Cow<'static, str>]>,
    /// URLs of further services that are at the same time the resource of their tokens. [`rest`](crate::rest()) chooses by them
    /// what a token is for (R2.6); none of them is trusted by itself.
    pub service_audiences: Cow<'static, [Cow<'static, str>]>,
    /// Suffixes of the hosts of some data-plane services. They are data only; none of them is trusted by itself.
    pub dns_suffixes: DnsSuffixes,
}

/// Suffixes of the hosts of some data-plane services in one cloud (R1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsSuffixes {
    /// Key Vault, for example `vault.azure.net`.
    pub key_vault: Cow<'static, str>,
    /// Container Registry, for example `azurecr.io`.
    pub container_registry: Cow<'static, str>,
    /// Storage, for example `core.windows.net`.
    pub storage: Cow<'static, str>,
}

/// The services of the public cloud whose URL is the resource of their tokens; the slash at the end belongs to the name.
const PUBLIC_SERVICES: &[Cow<'static, str>] = &[
    Cow::Borrowed("https://management.core.windows.net/"),
    Cow::Borrowed("https://management.core.windows.net:8443/"),
    Cow::Borrowed("https://batch.core.windows.net/"),
    Cow::Borrowed("https://graph.microsoft.com/"),
    Cow::Borrowed("https://graph.windows.net/"),
    Cow::Borrowed("https://datalake.azure.net/"),
    Cow::Borrowed("https://rest.media.azure.net"),
    Cow::Borrowed("https://ossrdbms-aad.database.windows.net"),
    Cow::Borrowed("https://api.applicationinsights.io"),
    Cow::Borrowed("https://api.loganalytics.io"),
    Cow::Borrowed("https://dev.azuresynapse.net"),
    Cow::Borrowed("https://attest.azure.net"),
];

const CHINA_SERVICES: &[Cow<'static, str>] = &[
    Cow::Borrowed("https://management.core.chinacloudapi.cn/"),
    Cow::Borrowed("https://management.core.chinacloudapi.cn:8443/"),
    Cow::Borrowed("https://batch.chinacloudapi.cn/"),
    Cow::Borrowed("https://microsoftgraph.chinacloudapi.cn"),
    Cow::Borrowed("https://graph.chinacloudapi.cn/"),
    Cow::Borrowed("https://rest.media.chinacloudapi.cn"),
    Cow::Borrowed("https://ossrdbms-aad.database.chinacloudapi.cn"),
    Cow::Borrowed("https://api.applicationinsights.azure.cn"),
    Cow::Borrowed("https://api.loganalytics.azure.cn"),
    Cow::Borrowed("https://dev.azuresynapse.azure.cn"),
];

const US_GOVERNMENT_SERVICES: &[Cow<'static, str>] = &[
    Cow::Borrowed("https://management.core.usgovcloudapi.net/"),
    Cow::Borrowed("https://management.core.usgovcloudapi.net:8443/"),
    Cow::Borrowed("https://batch.core.usgovcloudapi.net/"),
    Cow::Borrowed("https://graph.microsoft.us/"),
    Cow::Borrowed("https://graph.windows.net/"),
    Cow::Borrowed("https://rest.media.usgovcloudapi.net"),
    Cow::Borrowed("https://ossrdbms-aad.database.usgovcloudapi.net"),
    Cow::Borrowed("https://api.applicationinsights.us"),
    Cow::Borrowed("https://api.loganalytics.us"),
    Cow::Borrowed("https://dev.azuresynapse.usgovcloudapi.net"),
];

impl Cloud {
    /// The public cloud. The default of every client.
    pub const PUBLIC: Self = Self::built_in(
        "https://management.azure.com",
        "https://management.azure.com",
        "https://login.microsoftonline.com",
        PUBLIC_SERVICES,
        ["vault.azure.net", "azurecr.io", "core.windows.net"],
    );

    /// Azure in China.
    pub const CHINA: Self = Self::built_in(
        "https://management.chinacloudapi.cn",
        "https://management.chinacloudapi.cn",
        "https://login.chinacloudapi.cn",
        CHINA_SERVICES,
        ["vault.azure.cn", "azurecr.cn", "core.chinacloudapi.cn"],
    );

    /// Azure for the US Government. Its tokens are for the classic audience, not for the endpoint.
    pub const US_GOVERNMENT: Self = Self::built_in(
        "https://management.usgovcloudapi.net",
        "https://management.core.usgovcloudapi.net",
        "https://login.microsoftonline.us",
        US_GOVERNMENT_SERVICES,
        ["vault.usgovcloudapi.net", "azurecr.us", "core.usgovcloudapi.net"],
    );

    const fn built_in(
        endpoint: &'static str,
        audience: &'static str,
        authority: &'static str,
        service_audiences: &'static [Cow<'static, str>],
        [key_vault, container_registry, storage]: [&'static str; 3],
    ) -> Self {
        Self {
            endpoint: Cow::Borrowed(endpoint),
            audience: Cow::Borrowed(audience),
            authority: Cow::Borrowed(authority),
            trusted_origins: Cow::Borrowed(&[]),
            trusted_suffixes: Cow::Borrowed(&[]),
            service_audiences: Cow::Borrowed(service_audiences),
            dns_suffixes: DnsSuffixes {
                key_vault: Cow::Borrowed(key_vault),
                container_registry: Cow::Borrowed(container_registry),
                storage: Cow::Borrowed(storage),
            },
        }
    }

    /// The scope of this cloud's Resource Manager tokens.
    pub fn default_scope(&self) -> String {
        format!("{}/.default", self.audience)
    }
}

impl Default for Cloud {
    fn default() -> Self {
        Self::PUBLIC
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Endpoint, audience, authority, hosts of Key Vault, Container Registry and Storage, then the audiences of services.
    #[test]
    fn r1_1_the_built_in_clouds_are_these() {
        let table: [(Cloud, &[&str]); 3] = [
            (
                Cloud::PUBLIC,
                &[
                    "https://management.azure.com",
                    "https://management.azure.com",
                    "https://login.microsoftonline.com",
                    "vault.azure.net",
                    "azurecr.io",
                    "core.windows.net",
                    "https://management.core.windows.net/",
                    "https://management.core.windows.net:8443/",
                    "https://batch.core.windows.net/",
                    "https://graph.microsoft.com/",
                    "https://graph.windows.net/",
                    "https://datalake.azure.net/",
                    "https://rest.media.azure.net",
                    "https://ossrdbms-aad.database.windows.net",
                    "https://api.applicationinsights.io",
                    "https://api.loganalytics.io",
                    "https://dev.azuresynapse.net",
                    "https://attest.azure.net",
                ],
            ),
            (
                Cloud::CHINA,
                &[
                    "https://management.chinacloudapi.cn",
                    "https://management.chinacloudapi.cn",
                    "https://login.chinacloudapi.cn",
                    "vault.azure.cn",
                    "azurecr.cn",
                    "core.chinacloudapi.cn",
                    "https://management.core.chinacloudapi.cn/",
                    "https://management.core.chinacloudapi.cn:8443/",
                    "https://batch.chinacloudapi.cn/",
                    "https://microsoftgraph.chinacloudapi.cn",
                    "https://graph.chinacloudapi.cn/",
                    "https://rest.media.chinacloudapi.cn",
                    "https://ossrdbms-aad.database.chinacloudapi.cn",
                    "https://api.applicationinsights.azure.cn",
                    "https://api.loganalytics.azure.cn",
                    "https://dev.azuresynapse.azure.cn",
                ],
            ),
            (
                Cloud::US_GOVERNMENT,
                &[
                    "https://management.usgovcloudapi.net",
                    "https://management.core.usgovcloudapi.net",
                    "https://login.microsoftonline.us",
                    "vault.usgovcloudapi.net",
                    "azurecr.us",
                    "core.usgovcloudapi.net",
                    "https://management.core.usgovcloudapi.net/",
                    "https://management.core.usgovcloudapi.net:8443/",
                    "https://batch.core.usgovcloudapi.net/",
                    "https://graph.microsoft.us/",
                    "https://graph.windows.net/",
                    "https://rest.media.usgovcloudapi.net",
                    "https://ossrdbms-aad.database.usgovcloudapi.net",
                    "https://api.applicationinsights.us",
                    "https://api.loganalytics.us",
                    "https://dev.azuresynapse.usgovcloudapi.net",
                ],
            ),
        ];
        for (cloud, expected) in &table {
            let Cloud { endpoint, audience, authority, dns_suffixes, service_audiences, .. } = cloud;
            let DnsSuffixes { key_vault, container_registry, storage } = dns_suffixes;
            let own = [endpoint, audience, authority, key_vault, container_registry, storage];
            let all: Vec<&str> = own.into_iter().chain(service_audiences.iter()).map(AsRef::as_ref).collect();
            assert_eq!(all, *expected);
            assert!(cloud.trusted_origins.is_empty() && cloud.trusted_suffixes.is_empty());
        }
        assert_eq!(Cloud::default(), Cloud::PUBLIC);
    }

    /// R2.5.
    #[test]
    fn r1_1_the_scope_is_that_of_the_audience() {
        assert_eq!(Cloud::US_GOVERNMENT.default_scope(), "https://management.core.usgovcloudapi.net/.default");
    }
}
