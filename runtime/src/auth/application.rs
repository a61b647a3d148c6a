//! An application at its login authority: in comes what a token is needed for, out goes the request of any flow to the right
//! token endpoint (R2.2).

use std::fmt;

use url::Url;

use super::{
    TokenRequest,
    token_endpoint::{Grant, TokenClient},
};
use crate::{Cloud, Error, Result, transport::ReqwestTransport, trust};

/// Which of the two token endpoints is asked (R2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenEndpoint {
    /// `/oauth2/token`, which takes a resource.
    V1,
    /// `/oauth2/v2.0/token`, which takes scopes. The default.
    #[default]
    V2,
}

/// The scope that asks for a refresh token (R2.9).
pub(super) const OFFLINE: &str = "offline_access";

/// What all flows with Microsoft Entra ID share.
#[derive(Clone)]
pub(super) struct Application {
    authority: Url,
    tenant: String,
    pub(super) client_id: String,
    pub(super) endpoint: TokenEndpoint,
    pub(super) token_client: TokenClient,
}

impl Application {
    /// An application in the public cloud.
    pub(super) fn new(tenant: String, client_id: String) -> Result<Self> {
        check_tenant(&tenant)?;
        if client_id.is_empty() {
            return Err(Error::argument("client_id", "it is empty"));
        }
        Ok(Self {
            authority: trust::parse_endpoint(&Cloud::PUBLIC.authority, false)?,
            tenant,
            client_id,
            endpoint: TokenEndpoint::default(),
            token_client: TokenClient::new(ReqwestTransport::new),
        })
    }

    pub(super) fn set_authority(&mut self, authority: &str, loopback_http: bool) -> Result<()> {
        self.authority = trust::parse_endpoint(authority, loopback_http)?;
        Ok(())
    }

    /// The URL of an endpoint: `token` or `authorize`.
    pub(super) fn url(&self, tenant: Option<&str>, name: &str) -> Result<Url> {
        let tenant = match tenant {
            Some(tenant) => check_tenant(tenant)?,
            None => &self.tenant,
        };
        let version = match self.endpoint {
            TokenEndpoint::V1 => "oauth2",
            TokenEndpoint::V2 => "oauth2/v2.0",
        };
        let mut url = self.authority.clone();
        url.set_path(&format!("{}/{tenant}/{version}/{name}", self.authority.path().trim_end_matches('/')));
        Ok(url)
    }

    /// Asks for a token: the flow's own fields, the client id, and the scopes or the resource (R2.2).
    pub(super) async fn redeem(&self, request: &TokenRequest, fields: &[(&str, &str)]) -> Result<Grant> {
        self.redeem_scope(request, request.scopes.join(" "), fields).await
    }

    /// As [`redeem`](Self::redeem), with a new refresh token in the answer (R2.10).
    pub(super) async fn redeem_for_refresh(&self, request: &TokenRequest, fields: &[(&str, &str)]) -> Result<Grant> {
        self.redeem_scope(request, format!("{} {OFFLINE}", request.scopes.join(" ")), fields).await
    }

    async fn redeem_scope(&self, request: &TokenRequest, scope: String, fields: &[(&str, &str)]) -> Result<Grant> {
        let url = self.url(request.tenant.as_deref(), "token")?;
        let claims = request.claims_parameter()?;
        // Of several resources there is no token, whatever the endpoint (R2.5).
        let resource = request.resource()?;
        let mut all = Vec::with_capacity(fields.len() + 3);
        all.extend_from_slice(fields);
        all.push(("client_id", &self.client_id));
        all.push(match self.endpoint {
            TokenEndpoint::V1 => ("resource", resource),
            TokenEndpoint::V2 => ("scope", &scope),
        });
        all.extend(claims.as_deref().map(|claims| ("claims", claims)));
        self.token_client.post(&url, &all).await
    }

    /// The `Debug` text of a credential: nothing secret.
    pub(super) fn debug(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        f.debug_struct(name)
            .field("authority", &self.authority.as_str())
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// The setters of all credentials that have a field `application`; with `endpoint` those that know both token endpoints.
macro_rules! application_options {
    () => {
        /// The login authority of a cloud.
        ///
        /// # Errors
        ///
        /// As [`authority`](Self::authority).
        pub fn cloud(self, cloud: &$crate::Cloud) -> $crate::Result<Self> {
            self.authority(&cloud.authority)
        }

        /// Another login authority, an https URL without the tenant. Default: that of the public cloud.
        ///
        /// # Errors
        ///
        /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is not https (R2.2).
        pub fn authority(mut self, authority: &str) -> $crate::Result<Self> {
            self.application.set_authority(authority, false)?;
            Ok(self)
        }

        /// A login authority of a test, which may be http on a loopback address.
        ///
        /// # Errors
        ///
        /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is neither https nor a loopback address.
        pub fn loopback_authority(mut self, authority: &str) -> $crate::Result<Self> {
            self.application.set_authority(authority, true)?;
            Ok(self)
        }

        /// How the token endpoint is reached. Default: a [`ReqwestTransport`](crate::ReqwestTransport) of its own.
        #[must_use]
        pub fn transport(mut self, transport: impl $crate::Transport) -> Self {
            self.application.token_client.set_transport(transport);
            self
        }

        /// Where the time comes from. Default: the real time.
        #[must_use]
        pub fn clock(mut self, clock: impl $crate::Clock) -> Self {
            self.application.token_client.clock = std::sync::Arc::new(clock);
            self
        }

        /// When requests for tokens are repeated (R2.15).
        #[must_use]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.application.token_client.retry = policy;
            self
        }
    };
    (endpoint) => {
        $crate::auth::application::application_options!();

        /// Which of the two token endpoints is asked. Default: [`TokenEndpoint::V2`](crate::auth::TokenEndpoint::V2).
        #[must_use]
        pub fn endpoint(mut self, endpoint: $crate::auth::TokenEndpoint) -> Self {
            self.application.endpoint = endpoint;
            self
        }
    };
}
pub(super) use application_options;

/// A tenant becomes part of a path, so it has the characters of an id or a domain and nothing else (R2.2).
pub(super) fn check_tenant(tenant: &str) -> Result<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    // A leading `-` would be an option to a command line (R2.14).
    if tenant.is_empty()
        || tenant.starts_with('-')
        || !tenant.bytes().all(is_plain)
        || tenant.bytes().all(|byte| byte == b'.')
    {
        return Err(Error::argument("tenant", "it is neither an id nor a domain"));
    }
    Ok(tenant)
}

/// Where the values of environment variables come from: the process, or a test.
pub(super) struct Environment(Lookup);

type Lookup = Box<dyn Fn(&str) -> Option<String>>;

impl Environment {
    /// The environment of the process.
    pub(super) fn process() -> Self {
        Self(Box::new(|name| std::env::var(name).ok()))
    }

    #[cfg(test)]
    pub(super) fn of(pairs: &'static [(&'static str, &'static str)]) -> Self {
        let find = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Self(Box::new(find))
    }

    /// A variable, if it is set to something.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// A variable that a credential cannot do without.
    pub(super) fn needed(&self, name: &str) -> Result<String> {
        self.get(name)
            .ok_or_else(|| Error::credential_unavailable(format!("the environment variable {name} is not set")))
    }

    /// `AZURE_AUTHORITY_HOST`, which holds a bare host on many machines.
    pub(super) fn authority_host(&self) -> Option<String> {
        let authority = self.get("AZURE_AUTHORITY_HOST")?;
        Some(if authority.contains("://") { authority } else { format!("https://{authority}") })
    }
}
