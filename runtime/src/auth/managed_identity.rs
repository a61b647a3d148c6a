//! Managed identity: the machine itself is known to Microsoft Entra ID; an address that only it can reach gives out tokens
//! (R2.11, R2.12).

use std::{
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::{Host, Url};

use super::{
    Secret, Token, TokenCredential, TokenRequest,
    application::Environment,
    token_endpoint::{Answer, Lifetime, TokenClient, parse_token},
};
use crate::{
    BoxFuture, Clock, Error, Reason, Result, RetryPolicy, Transport,
    error::AttemptOutcome,
    pipeline::{Deadline, Deadlines},
    retry::retry_after::retry_after,
    transport::{ReqwestTransport, TransportRequest},
};

/// The metadata service of virtual machines, plain http on a link-local address: one of the two exemptions from https (R2.11).
const IMDS: &str = "http://169.254.169.254/metadata/identity/oauth2/token";

/// Waits before the retries of the metadata service, in seconds (R2.11).
const IMDS_WAITS: [u64; 5] = [0, 2, 6, 14, 30];

/// While the metadata service is being updated it answers 410, for at least this long (R2.11).
const IMDS_UPDATE: Duration = Duration::from_secs(70);

/// How long a chain waits for the metadata service to show itself (R2.11).
const PROBE: Duration = Duration::from_secs(1);

/// Tokens for the identity of the machine, container or app that the program runs on (R2.11, R2.12).
///
/// ```no_run
/// use azrest_runtime::{Credential, auth::ManagedIdentityCredential};
///
/// let credential = Credential::from(ManagedIdentityCredential::new()?.client_id("client-id"));
/// # Ok::<(), azrest_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct ManagedIdentityCredential {
    source: Source,
    identity: Identity,
    token_client: TokenClient,
    /// Whether the metadata service has still to show itself before it is asked in earnest.
    probe: Arc<AtomicBool>,
}

#[derive(Clone, Debug)]
enum Source {
    /// A virtual machine's metadata service.
    Imds,
    /// App Service, Functions, Container Apps: an address and a secret of their own.
    AppService { endpoint: Url, header: Secret },
}

#[derive(Clone, Debug)]
enum Identity {
    System,
    Client(String),
    Object(String),
    Resource(String),
}

impl ManagedIdentityCredential {
    /// The identity of what the program runs on: App Service where `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` are set, a
    /// virtual machine's metadata service elsewhere. Default: the system-assigned identity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when `IDENTITY_ENDPOINT` is no https URL and leads elsewhere than
    /// to a loopback or link-local address (R2.12), [`Reason::CredentialUnavailable`] on hosts that are not supported.
    pub fn new() -> Result<Self> {
        Self::from_environment(&Environment::process())
    }

    pub(super) fn from_environment(environment: &Environment) -> Result<Self> {
        let source = match (environment.get("IDENTITY_ENDPOINT"), environment.get("IDENTITY_HEADER")) {
            (Some(_), _) if environment.get("IDENTITY_SERVER_THUMBPRINT").is_some() => {
                return Err(Error::credential_unavailable("managed identities of Service Fabric are not supported"));
            }
            (Some(endpoint), Some(header)) => {
                HeaderValue::from_str(&header)
                    .map_err(|_| Error::argument("IDENTITY_HEADER", "it is no header value"))?;
                Source::AppService { endpoint: app_service_endpoint(&endpoint)?, header: header.into() }
            }
            (Some(_), None) => {
                return Err(Error::credential_unavailable("managed identities of Azure Arc are not supported"));
            }
            (None, _) => Source::Imds,
        };
        Ok(Self {
            source,
            identity: Identity::System,
            token_client: TokenClient::new(ReqwestTransport::direct),
            probe: Arc::new(AtomicBool::new(false)),
        })
    }

    /// The user-assigned identity with this client id.
    #[must_use]
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.identity = Identity::Client(id.into());
        self
    }

    /// The user-assigned identity with this object id.
    #[must_use]
    pub fn object_id(mut self, id: impl Into<String>) -> Self {
        self.identity = Identity::Object(id.into());
        self
    }

    /// The user-assigned identity with this resource id.
    #[must_use]
    pub fn resource_id(mut self, id: impl Into<String>) -> Self {
        self.identity = Identity::Resource(id.into());
        self
    }

    /// How the address is reached. Default: a [`ReqwestTransport`] of its own that uses no proxy.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.token_client.set_transport(transport);
        self
    }

    /// Where the time comes from. Default: the real time.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.token_client.clock = Arc::new(clock);
        self
    }

    /// When requests are repeated in App Service. The metadata service has a schedule of its own (R2.11), for which the longest
    /// wait that a service may ask for counts alone (R3.4).
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.token_client.retry = policy;
        self
    }

    /// Lets the metadata service show itself within a second before it is asked, as a chain wants it (R2.11).
    #[must_use]
    pub(super) fn probed(self) -> Self {
        self.probe.store(true, Ordering::Relaxed);
        self
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        if request.claims.is_some() {
            return Err(Error::claims_unsupported("managed identities know no claims"));
        }
        if request.tenant.is_some() {
            return Err(Error::auth("a managed identity has tokens of its own tenant alone"));
        }
        let resource = request.resource()?;
        match &self.source {
            Source::Imds => self.ask_imds(resource).await,
            Source::AppService { endpoint, header } => {
                let query = self.query(&[("api-version", "2019-08-01"), ("resource", resource)], "mi_res_id");
                let request = get(endpoint, &query, "x-identity-header", header.expose());
                self.token_client.ask(request, Lifetime::ExpiresOnFirst).await.map(|grant| grant.token)
            }
        }
    }

    /// The query with at most one name of an identity. The resource id goes by two names.
    fn query(&self, first: &[(&'static str, &str)], resource_id: &'static str) -> Vec<(&'static str, String)> {
        let mut query: Vec<_> = first.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        query.extend(match &self.identity {
            Identity::System => None,
            Identity::Client(id) => Some(("client_id", id.clone())),
            Identity::Object(id) => Some(("object_id", id.clone())),
            Identity::Resource(id) => Some((resource_id, id.clone())),
        });
        query
    }

    async fn ask_imds(&self, resource: &str) -> Result<Token> {
        let endpoint = Url::parse(IMDS).map_err(|_| Error::auth("the metadata service has no address"))?;
        if self.probe.load(Ordering::Relaxed) {
            self.wait_for_imds(&endpoint).await?;
            self.probe.store(false, Ordering::Relaxed);
        }
        let query = self.query(&[("api-version", "2018-02-01"), ("resource", resource)], "msi_res_id");
        let request = get(&endpoint, &query, "metadata", "true");
        let clock = &self.token_client.clock;
        let (started, mut waits, mut attempts) = (clock.now(), IMDS_WAITS.iter(), Vec::new());
        loop {
            let asked_at = clock.now();
            let (outcome, asked, error) = match self.token_client.exchange(request.clone()).await {
                Ok(answer) if answer.status == StatusCode::OK => {
                    return parse_token(&answer.body, asked_at, clock.utc(), Lifetime::ExpiresOnFirst)
                        .map(|grant| grant.token);
                }
                Ok(answer) => {
                    let asked = retry_after(&answer.headers, clock.utc());
                    let error = imds_refusal(&answer).with_retry_after(asked);
                    (AttemptOutcome::Status(answer.status.as_u16()), asked.filter(|wait| !wait.is_zero()), error)
                }
                Err((outcome, error)) => (outcome, None, error.with_reason(Reason::CredentialUnavailable)),
            };
            attempts.push(outcome);
            let elapsed = clock.now().saturating_duration_since(started);
            let wait = match (imds_repeats(outcome), waits.next()) {
                (false, _) => None,
                // A wait is kept as it was asked for, or not at all (R3.4).
                (true, _) if asked.is_some_and(|wait| wait > self.token_client.retry.max_retry_after) => None,
                (true, Some(seconds)) => Some(asked.unwrap_or(Duration::from_secs(*seconds))),
                // An update of the service takes longer than the schedule.
                (true, None) if outcome == AttemptOutcome::Status(410) && elapsed < IMDS_UPDATE => {
                    Some(asked.unwrap_or_default().max(IMDS_UPDATE - elapsed))
                }
                (true, None) => None,
            };
            match wait {
                Some(wait) => clock.sleep(at_least_a_second_after_failures(wait, outcome)).await,
                None => return Err(error.with_url(&request.url).with_attempts(attempts, elapsed)),
            }
        }
    }

    /// Any answer shows that the service is there, but that of a container host which says that it cannot reach it.
    async fn wait_for_imds(&self, endpoint: &Url) -> Result<()> {
        let clock = &*self.token_client.clock;
        let absent = |why: &'static str| Error::credential_unavailable(why);
        let deadlines = Deadlines::default().and(Deadline::start(clock, Some(PROBE), "the probe"));
        // Without the header that makes it a request for a token.
        let request = TransportRequest::new(Method::GET, endpoint.clone(), HeaderMap::new(), None);
        match deadlines.race(clock, pin!(self.token_client.exchange(request))).await {
            Ok(Ok(answer)) if answer.status == StatusCode::FORBIDDEN && says_unreachable(&answer.body) => {
                Err(absent("the metadata service is unreachable from this container"))
            }
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(absent("there is no metadata service here")),
            Err(_) => Err(absent("the metadata service did not answer within a second")),
        }
    }
}

fn imds_repeats(outcome: AttemptOutcome) -> bool {
    match outcome {
        AttemptOutcome::Status(status) => matches!(status, 404 | 410 | 429 | 500..),
        _ => true,
    }
}

fn at_least_a_second_after_failures(wait: Duration, outcome: AttemptOutcome) -> Duration {
    match outcome {
        AttemptOutcome::Status(500..) => wait.max(Duration::from_secs(1)),
        _ => wait,
    }
}

/// 400 says that the machine has no such identity.
fn imds_refusal(answer: &Answer) -> Error {
    let error = answer.refusal("the metadata service refused");
    match answer.status {
        StatusCode::BAD_REQUEST => error.with_reason(Reason::CredentialUnavailable),
        StatusCode::FORBIDDEN if says_unreachable(&answer.body) => error.with_reason(Reason::CredentialUnavailable),
        _ => error,
    }
}

fn says_unreachable(body: &[u8]) -> bool {
    String::from_utf8_lossy(body).to_ascii_lowercase().contains("unreachable")
}

fn get(endpoint: &Url, query: &[(&'static str, String)], header: &'static str, value: &str) -> TransportRequest {
    let mut url = endpoint.clone();
    url.query_pairs_mut().extend_pairs(query);
    let mut headers = HeaderMap::new();
    if let Ok(mut value) = HeaderValue::from_str(value) {
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(header), value);
    }
    TransportRequest::new(Method::GET, url, headers, None)
}

/// https, or http to a loopback or link-local address: the other exemption (R2.12).
fn app_service_endpoint(text: &str) -> Result<Url> {
    let refuse = |why| Error::argument("IDENTITY_ENDPOINT", why);
    let url = Url::parse(text).map_err(|_| refuse("it is not an absolute URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it carries user-info"));
    }
    let is_near = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unicast_link_local(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_near => Ok(url),
        _ => Err(refuse("it is neither https nor a loopback or link-local address")),
    }
}

impl TokenCredential for ManagedIdentityCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for ManagedIdentityCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedIdentityCredential")
            .field("source", &self.source)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
