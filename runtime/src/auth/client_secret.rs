//! A service principal with a client secret (R2.7).

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use url::Url;

use super::{Secret, Token, TokenCredential, TokenRequest, token_endpoint::TokenClient};
use crate::{
    BoxFuture, Clock, Cloud, Error, Result,
    clock::TokioClock,
    retry::RetryPolicy,
    transport::{ReqwestTransport, Transport},
    trust,
};

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

/// Tokens for a service principal, got with its client secret (R2.7).
///
/// ```no_run
/// use azrest_runtime::{Cloud, Credential, auth::ClientSecretCredential};
///
/// let credential = ClientSecretCredential::new("tenant", "client-id", "client-secret")?.cloud(&Cloud::CHINA)?;
/// let credential = Credential::from(credential);
/// # Ok::<(), azrest_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct ClientSecretCredential {
    authority: Url,
    tenant: String,
    client_id: String,
    client_secret: Secret,
    endpoint: TokenEndpoint,
    /// The default one is made when it is first needed.
    transport: OnceLock<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
}

impl ClientSecretCredential {
    /// A credential in the public cloud.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the tenant has other characters than letters, digits, `-`
    /// and `.` (R2.2), or a value is empty.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self> {
        let (tenant, client_id, client_secret) = (tenant.into(), client_id.into(), client_secret.into());
        check_tenant(&tenant)?;
        if client_id.is_empty() {
            return Err(Error::argument("client_id", "it is empty"));
        }
        if client_secret.expose().is_empty() {
            return Err(Error::argument("client_secret", "it is empty"));
        }
        Ok(Self {
            authority: trust::parse_endpoint(&Cloud::PUBLIC.authority, false)?,
            tenant,
            client_id,
            client_secret,
            endpoint: TokenEndpoint::default(),
            transport: OnceLock::new(),
            clock: Arc::new(TokioClock),
            retry: RetryPolicy::default(),
        })
    }

    /// A credential from the environment: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, and
    /// `AZURE_AUTHORITY_HOST` if it is set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) naming the variable that is missing or cannot be used.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    fn from_lookup(lookup: impl Fn(&'static str) -> Option<String>) -> Result<Self> {
        let set = |name| lookup(name).filter(|value| !value.is_empty());
        let needed = |name| set(name).ok_or_else(|| Error::argument(name, "the environment variable is not set"));
        let credential =
            Self::new(needed("AZURE_TENANT_ID")?, needed("AZURE_CLIENT_ID")?, needed("AZURE_CLIENT_SECRET")?)?;
        match set("AZURE_AUTHORITY_HOST") {
            Some(authority) => credential.authority(&with_scheme(&authority)),
            None => Ok(credential),
        }
    }

    /// The login authority of a cloud.
    ///
    /// # Errors
    ///
    /// As [`authority`](Self::authority).
    pub fn cloud(self, cloud: &Cloud) -> Result<Self> {
        self.authority(&cloud.authority)
    }

    /// Another login authority, an https URL without the tenant.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is not https (R2.2).
    pub fn authority(mut self, authority: &str) -> Result<Self> {
        self.authority = trust::parse_endpoint(authority, false)?;
        Ok(self)
    }

    /// A login authority of a test, which may be http on a loopback address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is neither https nor a loopback address.
    pub fn loopback_authority(mut self, authority: &str) -> Result<Self> {
        self.authority = trust::parse_endpoint(authority, true)?;
        Ok(self)
    }

    /// Which of the two token endpoints is asked. Default: [`TokenEndpoint::V2`].
    #[must_use]
    pub fn endpoint(mut self, endpoint: TokenEndpoint) -> Self {
        self.endpoint = endpoint;
        self
    }

    /// How the token endpoint is reached. Default: a [`ReqwestTransport`] of its own.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = OnceLock::from(Arc::new(transport) as Arc<dyn Transport>);
        self
    }

    /// Where the time comes from. Default: the real time.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// When requests for tokens are repeated (R2.15).
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        let tenant = match &request.tenant {
            Some(tenant) => check_tenant(tenant)?,
            None => &self.tenant,
        };
        let claims = request.claims_parameter()?;
        let resource = request.resource()?;
        let scope = request.scopes.join(" ");
        let (path, what) = match self.endpoint {
            TokenEndpoint::V1 => ("oauth2/token", ("resource", resource)),
            TokenEndpoint::V2 => ("oauth2/v2.0/token", ("scope", scope.as_str())),
        };
        let mut fields = vec![
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose()),
            what,
        ];
        fields.extend(claims.as_deref().map(|claims| ("claims", claims)));
        let mut url = self.authority.clone();
        url.set_path(&format!("{}/{tenant}/{path}", self.authority.path().trim_end_matches('/')));
        let transport = match self.transport.get() {
            Some(transport) => transport,
            None => {
                let default = Arc::new(ReqwestTransport::new()?);
                self.transport.get_or_init(|| default)
            }
        };
        TokenClient { transport: Arc::clone(transport), clock: Arc::clone(&self.clock), retry: self.retry }
            .post(&url, &fields)
            .await
    }
}

impl TokenCredential for ClientSecretCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for ClientSecretCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSecretCredential")
            .field("authority", &self.authority.as_str())
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// A tenant becomes part of a path, so it has the characters of an id or a domain and nothing else (R2.2).
fn check_tenant(tenant: &str) -> Result<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if tenant.is_empty() || !tenant.bytes().all(is_plain) || tenant.bytes().all(|byte| byte == b'.') {
        return Err(Error::argument("tenant", "it is neither an id nor a domain"));
    }
    Ok(tenant)
}

/// The variable holds a bare host on many machines.
fn with_scheme(authority: &str) -> String {
    if authority.contains("://") { authority.to_owned() } else { format!("https://{authority}") }
}

#[cfg(test)]
mod tests;
