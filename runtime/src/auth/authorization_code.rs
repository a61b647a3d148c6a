//! Authorization code with PKCE: in comes the wish to sign a user in, out goes the URL to open in a browser, and from the
//! redirect that follows comes a credential (R2.9).

use std::fmt;

use ring::{
    digest,
    rand::{SecureRandom, SystemRandom},
};
use url::Url;

use super::{
    RefreshTokenCredential, Secret, TokenEndpoint, TokenRequest,
    application::{Application, OFFLINE, application_options},
    loopback::LoopbackSignIn,
    refresh_token,
};
use crate::{
    Error, ErrorKind, Result,
    error::ErrorBody,
    values::{encode_url, equal_bytes},
};

/// Bytes of randomness in the verifier and in the state: 43 characters each, more than the 128 bits that are asked for.
const RANDOM_BYTES: usize = 32;

/// Signs a user in with a browser: authorization code with PKCE (R2.9).
///
/// Nothing opens a browser by itself; the caller shows or opens the URL.
///
/// ```no_run
/// use azrest_runtime::{Credential, Result, auth::AuthorizationCodeFlow};
///
/// async fn sign_in() -> Result<Credential> {
///     let flow = AuthorizationCodeFlow::new("organizations", "client-id", "https://management.azure.com/.default")?;
///     let sign_in = flow.listen().await?;
///     println!("Sign in at {}", sign_in.url());
///     Ok(sign_in.wait().await?.into())
/// }
/// ```
#[derive(Clone)]
pub struct AuthorizationCodeFlow {
    application: Application,
    scope: String,
    client_secret: Option<Secret>,
    redirect_path: String,
    login_hint: Option<String>,
}

impl AuthorizationCodeFlow {
    /// A flow for an application in the public cloud. `scope` is what the first token is for, for example
    /// `https://management.azure.com/.default`; a refresh token is asked for beside it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the tenant has other characters than letters, digits, `-` and `.` (R2.2), or a value is empty.
    pub fn new(tenant: impl Into<String>, client_id: impl Into<String>, scope: impl Into<String>) -> Result<Self> {
        let (application, scope) = (Application::new(tenant.into(), client_id.into())?, scope.into());
        if scope.trim().is_empty() {
            return Err(Error::argument("scope", "it is empty"));
        }
        Ok(Self { application, scope, client_secret: None, redirect_path: String::new(), login_hint: None })
    }

    application_options!(endpoint);

    /// The secret of a confidential client. Default: none, as for applications on the user's own machine.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// The path of the loopback redirect URI as it is registered, for example `/signed-in`. Default: none.
    #[must_use]
    pub fn redirect_path(mut self, path: impl Into<String>) -> Self {
        self.redirect_path = path.into();
        self
    }

    /// Who is likely to sign in. Default: the sign-in page asks.
    #[must_use]
    pub fn login_hint(mut self, user: impl Into<String>) -> Self {
        self.login_hint = Some(user.into());
        self
    }

    /// Begins a sign-in whose redirect comes to the loopback address of this machine: `http://localhost:PORT` with a port
    /// that is free (R2.9).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`] when no port can be had, [`ErrorKind::Argument`] for a redirect path that is none.
    pub async fn listen(&self) -> Result<LoopbackSignIn> {
        let path = self.redirect_path.as_str();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
        if !path.is_empty() && (!path.starts_with('/') || !path.bytes().all(is_plain)) {
            return Err(Error::argument("redirect_path", "it is no path of plain characters that begins with `/`"));
        }
        LoopbackSignIn::start(self, path).await
    }

    /// Begins a sign-in whose redirect the caller receives, as a web application does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the redirect URI is no URL, [`ErrorKind::Auth`] when the system gives no random numbers.
    pub fn begin(&self, redirect_uri: &str) -> Result<PendingAuthorization> {
        if Url::parse(redirect_uri).is_err() {
            return Err(Error::argument("redirect_uri", "it is not an absolute URL"));
        }
        let (state, verifier) = (random_text()?, random_text()?);
        let challenge = encode_url(digest::digest(&digest::SHA256, verifier.expose().as_bytes()).as_ref());
        let request = TokenRequest::for_scope(self.scope.clone());
        let mut url = self.application.url(None, "authorize")?;
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("client_id", &self.application.client_id)
                .append_pair("response_type", "code")
                .append_pair("redirect_uri", redirect_uri)
                .append_pair("response_mode", "query");
            match self.application.endpoint {
                TokenEndpoint::V1 => query.append_pair("resource", request.resource()?),
                TokenEndpoint::V2 => query.append_pair("scope", &format!("{} {OFFLINE}", self.scope)),
            };
            query
                .append_pair("state", state.expose())
                .append_pair("code_challenge", &challenge)
                .append_pair("code_challenge_method", "S256");
            if let Some(user) = &self.login_hint {
                query.append_pair("login_hint", user);
            }
        }
        Ok(PendingAuthorization { flow: self.clone(), redirect_uri: redirect_uri.to_owned(), state, verifier, url })
    }

    pub(super) fn shared_clock(&self) -> std::sync::Arc<dyn crate::Clock> {
        std::sync::Arc::clone(&self.application.token_client.clock)
    }
}

impl fmt::Debug for AuthorizationCodeFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.application.debug(f, "AuthorizationCodeFlow")
    }
}

/// A sign-in that has begun. It can be redeemed once.
#[must_use = "the sign-in is not complete before it is redeemed"]
pub struct PendingAuthorization {
    flow: AuthorizationCodeFlow,
    redirect_uri: String,
    state: Secret,
    verifier: Secret,
    url: Url,
}

impl PendingAuthorization {
    /// The URL to open in the user's browser.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What the redirect of this sign-in has and no other.
    pub(super) fn state(&self) -> Secret {
        self.state.clone()
    }

    /// Completes the sign-in with the URL that the browser was redirected to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`]: the redirect belongs to another sign-in (R2.9), the user or the authority refused, or the code
    /// was not accepted.
    pub async fn redeem(self, redirected: &Url) -> Result<RefreshTokenCredential> {
        let code = self.code(redirected)?;
        let Self { flow, redirect_uri, verifier, .. } = self;
        let request = TokenRequest::for_scope(flow.scope.clone());
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", verifier.expose()),
        ];
        fields.extend(flow.client_secret.as_ref().map(|secret| ("client_secret", secret.expose())));
        let grant = flow.application.redeem_for_refresh(&request, &fields).await.map_err(refresh_token::interaction)?;
        Ok(RefreshTokenCredential::signed_in(flow.application, flow.client_secret, request.scopes, grant))
    }

    /// The code of a redirect that belongs to this sign-in.
    fn code(&self, redirected: &Url) -> Result<Secret> {
        let value = |name: &str| {
            redirected.query_pairs().find(|(key, _)| key == name).map(|(_, value)| Secret::from(value.into_owned()))
        };
        let state = value("state").unwrap_or_else(|| Secret::from(""));
        if !equal_bytes(state.expose().as_bytes(), self.state.expose().as_bytes()) {
            return Err(Error::auth("the redirect has another state than the sign-in: it belongs to something else"));
        }
        if let Some(code) = value("error") {
            let message = value("error_description").map(|text| text.expose().to_owned());
            let body = ErrorBody { code: Some(code.expose().to_owned()), message, ..ErrorBody::default() };
            return Err(Error::new(ErrorKind::Auth, "the sign-in was refused").with_body(body));
        }
        value("code")
            .filter(|code| !code.expose().is_empty())
            .ok_or_else(|| Error::auth("the redirect has neither a code nor an error"))
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingAuthorization").field("url", &crate::redact::url(&self.url)).finish_non_exhaustive()
    }
}

/// An unguessable text of unreserved characters, from the system's random numbers.
fn random_text() -> Result<Secret> {
    let mut bytes = [0; RANDOM_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::auth("the system gives no random numbers"))?;
    Ok(Secret::from(encode_url(&bytes)))
}

#[cfg(test)]
mod tests;
