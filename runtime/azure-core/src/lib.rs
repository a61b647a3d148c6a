#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

use std::{fmt, sync::Arc, time::Instant};

use async_trait::async_trait;
use azrest_runtime::{
    BoxFuture, Credential, Error,
    auth::{self, Token, TokenRequest},
};
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
    time::{Duration, OffsetDateTime},
};

/// A credential of `azure_core`, such as all of `azure_identity`, as a source of tokens for azrest clients.
#[derive(Clone)]
pub struct FromAzureCore(Arc<dyn TokenCredential>);

impl FromAzureCore {
    /// Wraps a credential.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self {
        Self(credential)
    }

    async fn fetch(&self, request: TokenRequest) -> azrest_runtime::Result<Token> {
        if request.claims.is_some() {
            return Err(Error::claims_unsupported("credentials of azure_core take no claims"));
        }
        if request.tenant.is_some() {
            return Err(Error::auth("credentials of azure_core give tokens of their own tenant alone"));
        }
        request.resource()?;
        let scopes: Vec<&str> = request.scopes.iter().map(String::as_str).collect();
        // Their error holds the response that it came from, and shows it; only its words go on.
        let refused = |error: azure_core::Error| {
            Error::auth("the credential of azure_core gave no token").with_source(Refusal(error.to_string()))
        };
        let token = self.0.get_token(&scopes, None).await.map_err(refused)?;
        let lifetime = token.expires_on - OffsetDateTime::now_utc();
        // A token that is over already has no time left.
        let lifetime = std::time::Duration::try_from(lifetime).unwrap_or_default();
        let now = Instant::now();
        let expires_at = now.checked_add(lifetime).unwrap_or(now);
        Ok(Token::new(token.token.secret(), expires_at))
    }
}

impl auth::TokenCredential for FromAzureCore {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, azrest_runtime::Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for FromAzureCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromAzureCore(..)")
    }
}

/// What a credential of `azure_core` said when it gave no token.
#[derive(Debug)]
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// A credential of azrest for the clients of `azure_core`.
#[derive(Clone, Debug)]
pub struct ForAzureCore(Credential);

impl ForAzureCore {
    /// Wraps a credential; its token cache is shared with the azrest clients that hold it.
    pub fn new(credential: impl Into<Credential>) -> Self {
        Self(credential.into())
    }
}

#[async_trait]
impl TokenCredential for ForAzureCore {
    async fn get_token(
        &self,
        scopes: &[&str],
        _options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let mut all = scopes.iter().map(|scope| (*scope).to_owned());
        let first = all
            .next()
            .ok_or_else(|| azure_core::Error::with_message(ErrorKind::Credential, "a token needs a scope"))?;
        let mut request = TokenRequest::for_scope(first);
        request.scopes.extend(all);
        let token = self.0.token(request).await.map_err(|error| {
            let text = error.to_string();
            azure_core::Error::with_error(ErrorKind::Credential, error, text)
        })?;
        let lifetime = token.expires_at.saturating_duration_since(Instant::now());
        let lifetime = Duration::try_from(lifetime).unwrap_or(Duration::ZERO);
        let expires_on = OffsetDateTime::now_utc().checked_add(lifetime).unwrap_or_else(OffsetDateTime::now_utc);
        Ok(AccessToken::new(token.secret.expose().to_owned(), expires_on))
    }
}
