//! A token that the caller brings along.

use std::time::{Duration, Instant};

use super::{Secret, Token, TokenCredential, TokenRequest};
use crate::{BoxFuture, Result};

/// Long enough to be no expiry, short enough to be a time.
const FOREVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// A credential that always gives the same token, whatever it is asked for. It is not refreshed.
#[derive(Clone, Debug)]
pub struct StaticTokenCredential {
    token: Secret,
}

impl StaticTokenCredential {
    /// A credential of this token, without `Bearer`.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into() }
    }
}

impl TokenCredential for StaticTokenCredential {
    fn token(&self, _request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        let now = Instant::now();
        let token = Token::new(self.token.clone(), now.checked_add(FOREVER).unwrap_or(now));
        Box::pin(std::future::ready(Ok(token)))
    }
}
