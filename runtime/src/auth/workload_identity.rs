//! Workload identity: the token that Kubernetes puts into a file stands in for a secret (R2.13).

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{
    Secret, Token, TokenCredential, TokenRequest,
    application::{Application, Environment, application_options},
    token_endpoint::Grant,
};
use crate::{BoxFuture, Error, Result};

/// How long the content of the file is used before it is read again (R2.13).
const REREAD: Duration = Duration::from_secs(600);

/// What says that an assertion is a token.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Tokens for a workload that proves itself with a token from a file (R2.13).
#[derive(Clone)]
pub struct WorkloadIdentityCredential {
    application: Application,
    file: PathBuf,
    read: Arc<Mutex<Option<(Instant, Secret)>>>,
}

impl WorkloadIdentityCredential {
    /// A credential in the public cloud. The file is read when a token is needed, and again when the last reading is over
    /// ten minutes old.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the tenant has other characters than letters, digits, `-`
    /// and `.` (R2.2), or the client id is empty.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        token_file: impl Into<PathBuf>,
    ) -> Result<Self> {
        let application = Application::new(tenant.into(), client_id.into())?;
        Ok(Self { application, file: token_file.into(), read: Arc::default() })
    }

    /// A credential from the environment: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_FEDERATED_TOKEN_FILE`, and
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
        let file = environment.needed("AZURE_FEDERATED_TOKEN_FILE")?;
        let credential =
            Self::new(environment.needed("AZURE_TENANT_ID")?, environment.needed("AZURE_CLIENT_ID")?, file)?;
        match environment.authority_host() {
            Some(authority) => credential.authority(&authority),
            None => Ok(credential),
        }
    }

    application_options!();

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        let now = self.application.token_client.clock.now();
        let known = self.known(now);
        let fresh = known.is_none();
        let assertion = match known {
            Some(assertion) => assertion,
            None => self.reread(now).await?,
        };
        let grant = match self.redeem(&request, &assertion).await {
            // The token in the file may have been replaced a moment ago.
            Err(error) if error.code() == Some("invalid_client") && !fresh => {
                self.redeem(&request, &self.reread(now).await?).await
            }
            result => result,
        };
        grant.map(|grant| grant.token)
    }

    async fn redeem(&self, request: &TokenRequest, assertion: &Secret) -> Result<Grant> {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.expose()),
        ];
        self.application.redeem(request, &fields).await
    }

    fn known(&self, now: Instant) -> Option<Secret> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, assertion) = read.as_ref()?;
        (now.saturating_duration_since(*at) <= REREAD).then(|| assertion.clone())
    }

    async fn reread(&self, now: Instant) -> Result<Secret> {
        let assertion = read_secret(&self.file).await?;
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, assertion.clone()));
        Ok(assertion)
    }
}

/// The trimmed content of a file, read off the async threads (R7.7).
async fn read_secret(path: &Path) -> Result<Secret> {
    let owned = path.to_owned();
    let text = match tokio::task::spawn_blocking(move || std::fs::read_to_string(owned)).await {
        Ok(Ok(text)) => Secret::from(text),
        Ok(Err(error)) => {
            return Err(Error::auth(format!("{} cannot be read", path.display())).with_source(error));
        }
        Err(_) => return Err(Error::auth("the runtime is shutting down")),
    };
    match text.expose().trim() {
        "" => Err(Error::auth(format!("{} is empty", path.display()))),
        trimmed => Ok(Secret::from(trimmed)),
    }
}

impl TokenCredential for WorkloadIdentityCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for WorkloadIdentityCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.application.debug(f, "WorkloadIdentityCredential")
    }
}

#[cfg(test)]
mod tests;
