//! API keys: secrets that a service gives out and takes as they are, in a header, a cookie or the query (R2.22).

use std::fmt;

use super::{Secret, application::Environment};
use crate::Result;

/// An API key. It is no token: the client sends it under the name that the service's specification gives it.
///
/// ```
/// use azrest_runtime::{Credential, auth::ApiKey};
///
/// let credential = Credential::from(ApiKey::new("a key of the service"));
/// // A service that wants two keys at once: each says which one it is.
/// let both = Credential::from(ApiKey::new("first").named("X-Api-Key")).and(ApiKey::new("second").named("X-App-Key"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    name: Option<String>,
    key: Secret,
}

impl ApiKey {
    /// A key, for whatever the service calls it.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self { name: None, key: key.into() }
    }

    /// A key from an environment variable.
    ///
    /// # Errors
    ///
    /// [`Reason::CredentialUnavailable`](crate::Reason::CredentialUnavailable), naming the variable that is not set.
    pub fn from_env(variable: &str) -> Result<Self> {
        Environment::process().needed(variable).map(Self::new)
    }

    /// The name of the header, cookie or query parameter that the key is for, where a service takes several. Letter case does
    /// not matter. Without it the key is for the first of them that the service takes alone.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether the key is for this name alone.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether the key is for any name.
    pub(super) fn is_unnamed(&self) -> bool {
        self.name.is_none()
    }

    /// Whether both are for the same.
    pub(super) fn stands_for(&self, other: &Self) -> bool {
        match &other.name {
            Some(name) => self.is_named(name),
            None => self.is_unnamed(),
        }
    }

    pub(crate) fn expose(&self) -> &str {
        self.key.expose()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("name", &self.name).field("key", &self.key).finish()
    }
}
