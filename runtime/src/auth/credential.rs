//! The credential that clients hold: a source of tokens and the one cache in front of it.

use std::{fmt, sync::Arc};

use super::{
    Token, TokenCredential, TokenRequest,
    cache::{Authorization, TokenCache},
};
use crate::{Clock, Result, clock::TokioClock};

/// A credential for any number of clients. Cheap to clone; clones share one token cache (R2.16).
///
/// ```
/// use azrest_runtime::{Credential, auth::StaticTokenCredential};
///
/// let credential = Credential::from(StaticTokenCredential::new("token"));
/// let the_same = credential.clone();
/// ```
#[derive(Clone)]
pub struct Credential(Arc<Inner>);

struct Inner {
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
        Self(Arc::new(Inner { source, cache: TokenCache::default() }))
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
        self.0.cache.get(&self.0.source, clock, request).await
    }

    /// Forgets this token, if it is still the cached one (R2.19).
    pub(crate) fn reject(&self, request: &TokenRequest, authorization: &Authorization) {
        self.0.cache.remove(request, authorization);
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
