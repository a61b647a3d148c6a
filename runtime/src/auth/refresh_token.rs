//! A signed-in user: tokens are got with a refresh token, and never by a new sign-in (R2.10).

use std::{fmt, sync::Arc};

use tokio::sync::Mutex;

use super::{
    Secret, Token, TokenCredential, TokenRequest,
    application::{Application, application_options},
    token_endpoint::Grant,
};
use crate::{BoxFuture, Error, Reason, Result};

/// Codes with which the authority says that only the user can help (R2.10).
const INTERACTION: &[&str] = &["invalid_grant", "interaction_required", "consent_required", "login_required"];

type Store = Arc<dyn Fn(&Secret) + Send + Sync>;

/// Tokens for a user who signed in before, got with a refresh token (R2.10).
///
/// The refresh token is kept in memory. A new one in an answer replaces the old one; give
/// [`on_new_refresh_token`](Self::on_new_refresh_token) a function to keep it elsewhere as well. When the authority wants
/// the user, calls fail with [`Reason::InteractionRequired`]; no browser is opened by itself. Clones share the refresh token.
///
/// ```no_run
/// use azrest_runtime::{Credential, auth::RefreshTokenCredential};
///
/// let credential = RefreshTokenCredential::new("organizations", "client-id", "refresh-token")?
///     .on_new_refresh_token(|token| { /* store token.expose() where secrets are stored */ });
/// let credential = Credential::from(credential);
/// # Ok::<(), azrest_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct RefreshTokenCredential {
    application: Application,
    client_secret: Option<Secret>,
    state: Arc<Mutex<State>>,
    store: Option<Store>,
}

struct State {
    refresh_token: Option<Secret>,
    /// The token that came with the sign-in, until it is asked for.
    first: Option<(Vec<String>, Token)>,
}

impl RefreshTokenCredential {
    /// A credential in the public cloud.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the tenant has other characters than letters, digits, `-`
    /// and `.` (R2.2), or a value is empty.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<Secret>,
    ) -> Result<Self> {
        let refresh_token = refresh_token.into();
        if refresh_token.expose().is_empty() {
            return Err(Error::argument("refresh_token", "it is empty"));
        }
        let state = State { refresh_token: Some(refresh_token), first: None };
        let application = Application::new(tenant.into(), client_id.into())?;
        Ok(Self { application, client_secret: None, state: Arc::new(Mutex::new(state)), store: None })
    }

    /// The credential of a user who has just signed in.
    pub(super) fn signed_in(
        application: Application,
        client_secret: Option<Secret>,
        scopes: Vec<String>,
        grant: Grant,
    ) -> Self {
        let state = State { refresh_token: grant.refresh_token, first: Some((scopes, grant.token)) };
        Self { application, client_secret, state: Arc::new(Mutex::new(state)), store: None }
    }

    application_options!(endpoint);

    /// The secret of a confidential client. Default: none.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// What to do with each new refresh token. It is called between requests and should be quick.
    #[must_use]
    pub fn on_new_refresh_token(mut self, store: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// The refresh token as it is now; `None` if the authority gave none.
    pub async fn refresh_token(&self) -> Option<Secret> {
        self.state.lock().await.refresh_token.clone()
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        // Held while asking: an authority may take each refresh token once only.
        let mut state = self.state.lock().await;
        if request.claims.is_none()
            && request.tenant.is_none()
            && let Some((_, token)) = state.first.take_if(|(scopes, _)| *scopes == request.scopes)
            && self.application.token_client.clock.now() < token.expires_at
        {
            return Ok(token);
        }
        let refresh_token = state.refresh_token.clone().ok_or_else(|| {
            Error::auth("the authority gave no refresh token: sign in again").with_reason(Reason::InteractionRequired)
        })?;
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
        fields.extend(self.client_secret.as_ref().map(|secret| ("client_secret", secret.expose())));
        let grant = self.application.redeem_for_refresh(&request, &fields).await.map_err(interaction)?;
        if let Some(new) = grant.refresh_token {
            if let Some(store) = &self.store {
                store(&new);
            }
            state.refresh_token = Some(new);
        }
        Ok(grant.token)
    }
}

/// Marks refusals that only the user can mend (R2.10).
pub(super) fn interaction(error: Error) -> Error {
    match error.code() {
        Some(code) if INTERACTION.contains(&code) => error.with_reason(Reason::InteractionRequired),
        _ => error,
    }
}

impl TokenCredential for RefreshTokenCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for RefreshTokenCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.application.debug(f, "RefreshTokenCredential")
    }
}
