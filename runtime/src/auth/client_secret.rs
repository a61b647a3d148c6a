//! A service principal with a client secret (R2.7).

use std::fmt;

use super::{
    Secret, Token, TokenCredential, TokenRequest,
    application::{Application, Environment, application_options},
};
use crate::{BoxFuture, Error, Result};

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
    application: Application,
    client_secret: Secret,
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
        let (application, client_secret) = (Application::new(tenant.into(), client_id.into())?, client_secret.into());
        if client_secret.expose().is_empty() {
            return Err(Error::argument("client_secret", "it is empty"));
        }
        Ok(Self { application, client_secret })
    }

    /// A credential from the environment: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, and
    /// `AZURE_AUTHORITY_HOST` if it is set.
    ///
    /// # Errors
    ///
    /// [`Reason::CredentialUnavailable`](crate::Reason::CredentialUnavailable) naming the variable that is missing,
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when a value cannot be used.
    pub fn from_env() -> Result<Self> {
        Self::from_environment(&Environment::process())
    }

    pub(super) fn from_environment(environment: &Environment) -> Result<Self> {
        let tenant = environment.needed("AZURE_TENANT_ID")?;
        let credential =
            Self::new(tenant, environment.needed("AZURE_CLIENT_ID")?, environment.needed("AZURE_CLIENT_SECRET")?)?;
        match environment.authority_host() {
            Some(authority) => credential.authority(&authority),
            None => Ok(credential),
        }
    }

    application_options!(endpoint);

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        let fields = [("grant_type", "client_credentials"), ("client_secret", self.client_secret.expose())];
        self.application.redeem(&request, &fields).await.map(|grant| grant.token)
    }
}

impl TokenCredential for ClientSecretCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for ClientSecretCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.application.debug(f, "ClientSecretCredential")
    }
}

#[cfg(test)]
mod tests;
