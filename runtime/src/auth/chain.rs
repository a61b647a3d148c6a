//! Credentials in a row: the first one that applies here gives the tokens; if none does, the error says why of each.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

#[cfg(feature = "client-certificate")]
use super::ClientCertificateCredential;
use super::{
    AzureCliCredential, ClientSecretCredential, ManagedIdentityCredential, Token, TokenCredential, TokenRequest,
    WorkloadIdentityCredential, application::Environment,
};
use crate::{BoxFuture, Error, Reason, Result};

/// Credentials in a row. The first one that applies here gives the tokens, from then on.
///
/// A credential is passed over when it fails with [`Reason::CredentialUnavailable`]: it is not set up, or nobody is signed
/// in. Any other failure ends the search, since a credential that is set up and does not work should be mended and not
/// replaced by chance.
///
/// ```no_run
/// use azrest_runtime::{Credential, auth::ChainedCredential};
///
/// let credential = Credential::from(ChainedCredential::from_env());
/// ```
#[derive(Clone, Default)]
pub struct ChainedCredential {
    links: Vec<Link>,
    /// The index of the credential that gave a token.
    chosen: Arc<OnceLock<usize>>,
}

#[derive(Clone)]
struct Link {
    name: &'static str,
    /// The credential, or why there is none.
    credential: Result<Arc<dyn TokenCredential>>,
}

impl ChainedCredential {
    /// An empty chain.
    pub fn new() -> Self {
        Self::default()
    }

    /// The usual chain: a client secret and a client certificate (feature `client-certificate`) from the environment,
    /// workload identity, managed identity, the Azure CLI.
    pub fn from_env() -> Self {
        Self::from_environment(&Environment::process())
    }

    fn from_environment(environment: &Environment) -> Self {
        let chain = Self::new().then_result("client secret", ClientSecretCredential::from_environment(environment));
        #[cfg(feature = "client-certificate")]
        let chain = chain.then_result("client certificate", ClientCertificateCredential::from_environment(environment));
        let managed = ManagedIdentityCredential::from_environment(environment).map(|credential| {
            // The variable that says which identity the whole chain is meant to be.
            match environment.get("AZURE_CLIENT_ID") {
                Some(id) => credential.client_id(id).probed(),
                None => credential.probed(),
            }
        });
        chain
            .then_result("workload identity", WorkloadIdentityCredential::from_environment(environment))
            .then_result("managed identity", managed)
            .then("Azure CLI", AzureCliCredential::new())
    }

    /// Adds a credential, with the name that messages call it by.
    #[must_use]
    pub fn then(self, name: &'static str, credential: impl TokenCredential + 'static) -> Self {
        self.then_result(name, Ok(credential))
    }

    /// Adds a credential that could perhaps not be made, with the reason why not.
    #[must_use]
    pub fn then_result(mut self, name: &'static str, credential: Result<impl TokenCredential + 'static>) -> Self {
        let credential = credential.map(|credential| Arc::new(credential) as Arc<dyn TokenCredential>);
        self.links.push(Link { name, credential });
        self
    }

    /// The name of the credential that gave a token, once there is one.
    pub fn chosen(&self) -> Option<&'static str> {
        self.chosen.get().and_then(|index| self.links.get(*index)).map(|link| link.name)
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        // What no credential can use is not the fault of the first.
        request.resource()?;
        if let Some(link) = self.chosen.get().and_then(|index| self.links.get(*index)) {
            return link.token(request).await;
        }
        let mut passed_over = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            match link.token(request.clone()).await {
                Ok(token) => {
                    // Of two searches at the same time both find the same.
                    let _ = self.chosen.set(index);
                    return Ok(token);
                }
                Err(error) if error.reason() == Some(&Reason::CredentialUnavailable) => {
                    passed_over.push(format!("{}: {}", link.name, error.brief()));
                }
                Err(error) => {
                    let before = listed(&passed_over);
                    let text = format!("the credential `{}` of the chain failed{before}", link.name);
                    return Err(error.in_chain(text));
                }
            }
        }
        let text = match passed_over.as_slice() {
            [] => "the chain holds no credential".to_owned(),
            _ => format!("no credential of the chain applies here{}", listed(&passed_over)),
        };
        Err(Error::credential_unavailable(text))
    }
}

/// What was passed over, and why.
fn listed(passed_over: &[String]) -> String {
    if passed_over.is_empty() { String::new() } else { format!(" (passed over: {})", passed_over.join("; ")) }
}

impl Link {
    async fn token(&self, request: TokenRequest) -> Result<Token> {
        match &self.credential {
            Ok(credential) => credential.token(request).await,
            Err(error) => Err(error.clone()),
        }
    }
}

impl Error {
    /// An error of one credential as the error of the chain: its own words move into the source.
    fn in_chain(self, text: String) -> Self {
        let source = self.clone();
        self.with_text(text).with_source(source)
    }
}

impl TokenCredential for ChainedCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for ChainedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.links.iter().map(|link| link.name).collect();
        f.debug_struct("ChainedCredential").field("links", &names).field("chosen", &self.chosen()).finish()
    }
}

#[cfg(test)]
mod tests;
