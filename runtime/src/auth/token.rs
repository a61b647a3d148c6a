//! The trait that credentials implement, what it takes and what it gives (R2.1).

use std::{fmt, time::Instant};

use serde_json::{Map, Value, json};

use super::Secret;
use crate::{BoxFuture, Error, ErrorKind, Result};

/// Something that can get tokens.
///
/// Implementations need no cache and no lock: [`Credential`](super::Credential) keeps the tokens, asks once for all callers
/// who wait for the same token, and refreshes ahead of expiry.
pub trait TokenCredential: Send + Sync {
    /// Gets a new token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`] when there is none to be had. It is not retried.
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>>;
}

/// What a token is needed for.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// The scopes, all of one resource (R2.5). None where the service names none, and its client's caller neither (R2.23).
    pub scopes: Vec<String>,
    /// The tenant, if it is not the credential's own.
    pub tenant: Option<String>,
    /// The claims that a service demanded, as JSON (R2.19).
    pub claims: Option<String>,
    /// Whether the caller can handle a token that is revoked early (continuous access evaluation).
    pub cae: bool,
}

/// What makes a scope of a resource (R2.5).
const DEFAULT_SCOPE: &str = "/.default";

const NO_SCOPE: &str = "a token needs a scope: this service names none; give it with `ClientBuilder::scope`, for example \
                        https://vault.azure.net/.default";

impl TokenRequest {
    /// A token for one scope, for example `https://management.azure.com/.default`.
    pub fn for_scope(scope: impl Into<String>) -> Self {
        Self::of_scopes([scope.into()])
    }

    pub(crate) fn of_scopes(scopes: impl IntoIterator<Item = String>) -> Self {
        Self { scopes: scopes.into_iter().collect(), tenant: None, claims: None, cae: false }
    }

    /// A token for a resource. Its scope is the resource plus `/.default`, a slash at its end kept (R2.5).
    pub fn for_resource(resource: &str) -> Self {
        Self::for_scope(format!("{resource}{DEFAULT_SCOPE}"))
    }

    /// The resource of the scopes, for endpoints that know no scopes (R2.5).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`] when there is no scope, or scopes are of several resources.
    pub fn resource(&self) -> Result<&str> {
        let mut resources = self.scopes.iter().map(|scope| resource_of(scope));
        let first = resources.next().ok_or_else(|| Error::new(ErrorKind::Auth, NO_SCOPE))?;
        if resources.any(|other| other != first) {
            return Err(Error::new(ErrorKind::Auth, "all scopes of a token must be of one resource"));
        }
        Ok(first)
    }

    /// The claims as the token endpoint takes them: the demanded ones, and the capability `cp1` when `cae` is on (R2.19).
    pub(crate) fn claims_parameter(&self) -> Result<Option<String>> {
        let mut claims = match &self.claims {
            Some(text) => serde_json::from_str::<Map<String, Value>>(text)
                .map_err(|_| Error::new(ErrorKind::Auth, "the claims are no JSON object"))?,
            None if !self.cae => return Ok(None),
            None => Map::new(),
        };
        if self.cae {
            let access_token = claims.entry("access_token").or_insert_with(|| json!({}));
            if let Value::Object(access_token) = access_token {
                access_token.insert("xms_cc".to_owned(), json!({"values": ["cp1"]}));
            }
        }
        Ok(Some(Value::Object(claims).to_string()))
    }
}

/// The resource of one scope: without `/.default`, or without its last segment.
fn resource_of(scope: &str) -> &str {
    scope.strip_suffix(DEFAULT_SCOPE).unwrap_or_else(|| match scope.rsplit_once('/') {
        Some((resource, _)) if !resource.is_empty() && !resource.ends_with('/') => resource,
        _ => scope,
    })
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("scopes", &self.scopes)
            .field("tenant", &self.tenant)
            .field("claims", &self.claims.is_some())
            .field("cae", &self.cae)
            .finish()
    }
}

/// A token. Times are monotonic, so that a wrong wall clock does no harm (R2.4).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Token {
    /// The token itself.
    pub secret: Secret,
    /// When it stops being valid.
    pub expires_at: Instant,
    /// When a new one should be fetched, if the issuer said so (R2.17).
    pub refresh_at: Option<Instant>,
    /// The scheme of the `Authorization` header. Default: `Bearer`.
    pub kind: String,
}

impl Token {
    /// A bearer token that is valid until `expires_at`.
    pub fn new(secret: impl Into<Secret>, expires_at: Instant) -> Self {
        Self { secret: secret.into(), expires_at, refresh_at: None, kind: "Bearer".to_owned() }
    }

    /// The token with the time at which a new one should be fetched.
    #[must_use]
    pub fn with_refresh_at(mut self, refresh_at: Instant) -> Self {
        self.refresh_at = Some(refresh_at);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_5_scope_and_resource() {
        let request = TokenRequest::for_resource("https://management.core.windows.net/");
        assert_eq!(request.scopes, ["https://management.core.windows.net//.default"]);
        assert_eq!(request.resource().unwrap(), "https://management.core.windows.net/");
        assert_eq!(
            TokenRequest::for_scope("https://vault.azure.net/.default").resource().unwrap(),
            "https://vault.azure.net"
        );
        assert_eq!(
            TokenRequest::for_scope("https://graph.example/User.Read").resource().unwrap(),
            "https://graph.example"
        );
        let mut mixed = TokenRequest::for_scope("https://a.example/.default");
        mixed.scopes.push("https://b.example/.default".into());
        assert_eq!(mixed.resource().unwrap_err().kind(), ErrorKind::Auth);
        mixed.scopes.clear();
        assert!(mixed.resource().is_err());
    }

    #[test]
    fn r2_19_claims_are_merged_with_the_capability() {
        let mut request = TokenRequest::for_scope("s");
        assert_eq!(request.claims_parameter().unwrap(), None);
        request.claims = Some(r#"{"access_token":{"nbf":{"essential":true}}}"#.into());
        assert_eq!(request.claims_parameter().unwrap().unwrap(), r#"{"access_token":{"nbf":{"essential":true}}}"#);
        request.cae = true;
        assert_eq!(
            request.claims_parameter().unwrap().unwrap(),
            r#"{"access_token":{"nbf":{"essential":true},"xms_cc":{"values":["cp1"]}}}"#
        );
        request.claims = None;
        assert_eq!(request.claims_parameter().unwrap().unwrap(), r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#);
        request.claims = Some("[]".into());
        assert!(request.claims_parameter().is_err());
    }
}
