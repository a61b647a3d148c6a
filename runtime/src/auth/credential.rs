//! The credential that clients hold: a source of tokens and the one cache in front of it, API keys, a name and a password.

use std::{fmt, sync::Arc};

use super::{
    ApiKey, BasicCredential, Token, TokenCredential, TokenRequest,
    cache::{Authorization, TokenCache},
};
use crate::{Clock, Error, Result, clock::TokioClock};

/// A credential for any number of clients. Cheap to clone; clones share one token cache (R2.16).
///
/// It is made of whatever a service takes: a source of tokens, an [`ApiKey`], or a [`BasicCredential`]; several together with
/// [`and`](Self::and). A client sends what an operation asks for, and of several alternatives one that the credential has;
/// without any it sends nothing and says so (R2.22).
///
/// ```
/// use azrest_runtime::{Credential, auth::{ApiKey, StaticTokenCredential}};
///
/// let credential = Credential::from(StaticTokenCredential::new("token"));
/// let the_same = credential.clone();
/// let with_key = credential.and(ApiKey::new("key"));
/// ```
#[derive(Clone)]
pub struct Credential {
    tokens: Option<Arc<Tokens>>,
    keys: Vec<ApiKey>,
    basic: Option<BasicCredential>,
}

struct Tokens {
    source: Arc<dyn TokenCredential>,
    cache: TokenCache,
}

impl Credential {
    /// A credential with tokens from this source.
    pub fn new(source: impl TokenCredential + 'static) -> Self {
        Self::from_arc(Arc::new(source))
    }

    /// A credential with tokens from a source that is shared already.
    pub fn from_arc(source: Arc<dyn TokenCredential>) -> Self {
        let tokens = Tokens { source, cache: TokenCache::default() };
        Self { tokens: Some(Arc::new(tokens)), ..Self::none() }
    }

    /// No credential, for operations that need none.
    pub fn none() -> Self {
        Self { tokens: None, keys: Vec::new(), basic: None }
    }

    /// Both credentials together, for services of which some operations take one and some the other, or which take two at
    /// once. Where both have the same, the other one's counts.
    #[must_use]
    pub fn and(mut self, other: impl Into<Self>) -> Self {
        let other = other.into();
        self.tokens = other.tokens.or(self.tokens);
        self.basic = other.basic.or(self.basic);
        self.keys.retain(|key| !other.keys.iter().any(|known| known.stands_for(key)));
        self.keys.extend(other.keys);
        self
    }

    /// A valid token, from the cache or new, for use outside of this crate's clients.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`](crate::ErrorKind::Auth) when there is none to be had.
    pub async fn token(&self, request: TokenRequest) -> Result<Token> {
        let clock: Arc<dyn Clock> = Arc::new(TokioClock);
        self.authorization(&clock, &request).await.map(|authorization| authorization.token())
    }

    /// A valid token as the value of the `Authorization` header.
    pub(crate) async fn authorization(&self, clock: &Arc<dyn Clock>, request: &TokenRequest) -> Result<Authorization> {
        let tokens = self.tokens.as_ref().ok_or_else(|| Error::auth("the credential has no source of tokens"))?;
        tokens.cache.get(&tokens.source, clock, request).await
    }

    /// Forgets this token, if it is still the cached one (R2.19).
    pub(crate) fn reject(&self, request: &TokenRequest, authorization: &Authorization) {
        if let Some(tokens) = &self.tokens {
            tokens.cache.remove(request, authorization);
        }
    }

    /// Whether tokens can be had.
    pub(crate) fn has_tokens(&self) -> bool {
        self.tokens.is_some()
    }

    /// The name and the password.
    pub(crate) fn basic(&self) -> Option<&BasicCredential> {
        self.basic.as_ref()
    }

    /// The key for a name; if that is the only one that is asked for, a key without a name will do.
    pub(crate) fn key(&self, name: &str, is_only: bool) -> Option<&ApiKey> {
        let named = self.keys.iter().find(|key| key.is_named(name));
        named.or_else(|| self.keys.iter().find(|key| is_only && key.is_unnamed()))
    }
}

impl From<ApiKey> for Credential {
    fn from(key: ApiKey) -> Self {
        Self { keys: vec![key], ..Self::none() }
    }
}

impl From<BasicCredential> for Credential {
    fn from(basic: BasicCredential) -> Self {
        Self { basic: Some(basic), ..Self::none() }
    }
}

impl<T: TokenCredential + 'static> From<T> for Credential {
    fn from(source: T) -> Self {
        Self::new(source)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(..)")
    }
}
