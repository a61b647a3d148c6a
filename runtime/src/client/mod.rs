//! The client under every generated client: endpoint, credential, policies, and the client-level parameters.

mod builder;
mod user_agent;

use std::{fmt, sync::Arc, time::Duration};

use http::HeaderValue;
use url::{Position, Url};

pub use self::builder::{ApiVersionOnLinks, ClientBuilder, builder};
use crate::{
    Clock, Credential, RequestLimiter,
    auth::TokenRequest,
    links,
    lro::PollPolicy,
    operation::{Alternatives, ApiVersion, Operation, Scheme, Service},
    pipeline::Registrations,
    request::Request,
    retry::RetryPolicy,
    trace::TraceContext,
    transport::Transport,
    trust::TrustedSet,
};

/// What a generated client holds. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct ServiceClient(Arc<Core>);

struct Core {
    service: &'static Service,
    endpoint: Url,
    /// In the order of the service's `client_parameters`.
    parameters: Vec<String>,
    api_version: Option<String>,
    link_mode: ApiVersionOnLinks,
    rewrite_monitor_origin: bool,
    trust: TrustedSet,
    credential: Credential,
    /// What tokens are for: the client's own, then those of the auxiliary tenants (R2.21). Empty if requests carry none, or
    /// one that the caller brought.
    token_requests: Vec<TokenRequest>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    polling: PollPolicy,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    user_agent: HeaderValue,
    /// Registered providers, if the caller wants providers to be registered.
    registrations: Option<Registrations>,
    limiter: Option<RequestLimiter>,
    trace_context: Option<TraceContext>,
    #[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "nothing is logged without it"))]
    log_bodies: bool,
}

#[cfg(test)]
impl ServiceClient {
    /// A client of the example service, for tests of single modules.
    pub(crate) fn example(transport: &crate::testing::FakeTransport) -> Self {
        let credential = Credential::new(crate::auth::StaticTokenCredential::new("token"));
        let builder = builder(&Service::EXAMPLE, credential, [], |client| client);
        builder.transport(transport.clone()).clock(crate::testing::TestClock::new()).build().unwrap()
    }
}

impl ServiceClient {
    /// Begins a request: the values of the path parameters in the order of the template, client-level ones aside.
    pub fn request(&self, operation: &'static Operation, path_values: &[&str]) -> Request {
        Request::new(self, operation, path_values)
    }

    pub(crate) fn service(&self) -> &'static Service {
        self.0.service
    }

    pub(crate) fn endpoint(&self) -> &Url {
        &self.0.endpoint
    }

    /// Whether the URL is at the origin of the endpoint.
    pub(crate) fn is_at_endpoint(&self, url: &Url) -> bool {
        url[..Position::BeforePath] == self.0.endpoint[..Position::BeforePath]
    }

    /// The value of a client-level parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let index = self.0.service.client_parameters.iter().position(|known| *known == name)?;
        self.0.parameters.get(index).map(String::as_str)
    }

    /// The `api-version` of an operation: the client's if the caller chose one (R1.13).
    pub(crate) fn api_version<'a>(&'a self, operation: &'a Operation) -> Option<&'a str> {
        let declared = match operation.api_version {
            ApiVersion::OfService => self.0.service.api_version,
            ApiVersion::Own(version) => Some(version),
            ApiVersion::None => None,
        };
        declared.map(|version| self.0.api_version.as_deref().unwrap_or(version))
    }

    pub(crate) fn link_mode(&self) -> ApiVersionOnLinks {
        self.0.link_mode
    }

    pub(crate) fn rewrites_monitor_origin(&self) -> bool {
        self.0.rewrite_monitor_origin
    }

    pub(crate) fn trust(&self) -> &TrustedSet {
        &self.0.trust
    }

    pub(crate) fn credential(&self) -> &Credential {
        &self.0.credential
    }

    pub(crate) fn token_requests(&self) -> &[TokenRequest] {
        &self.0.token_requests
    }

    /// Whether requests carry none at all, or one that the caller brought (R2.6).
    pub(crate) fn sends_no_credential(&self) -> bool {
        self.0.token_requests.is_empty()
    }

    /// What an operation asks for.
    pub(crate) fn alternatives(&self, operation: &Operation) -> Alternatives {
        operation.security.unwrap_or(self.0.service.security)
    }

    /// A URL that a service gave, without the keys of the client that it repeats: they are put in while a request is sent, to
    /// nobody else, and no resume token holds them (R2.22).
    pub(crate) fn without_keys(&self, operation: &Operation, mut url: Url) -> Url {
        for scheme in self.alternatives(operation).iter().copied().flatten() {
            if let Scheme::QueryKey(name) = scheme
                && self.0.credential.key(name, true).is_some()
            {
                url = links::without_query(url, name);
            }
        }
        url
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn shared_clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn registrations(&self) -> Option<&Registrations> {
        self.0.registrations.as_ref()
    }

    pub(crate) fn limiter(&self) -> Option<&RequestLimiter> {
        self.0.limiter.as_ref()
    }

    pub(crate) fn trace_context(&self) -> Option<&TraceContext> {
        self.0.trace_context.as_ref()
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn logs_bodies(&self) -> bool {
        self.0.log_bodies
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.0.retry
    }

    pub(crate) fn polling(&self) -> PollPolicy {
        self.0.polling
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.0.timeout
    }

    pub(crate) fn attempt_timeout(&self) -> Option<Duration> {
        self.0.attempt_timeout
    }

    pub(crate) fn user_agent(&self) -> HeaderValue {
        self.0.user_agent.clone()
    }
}

impl fmt::Debug for ServiceClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceClient")
            .field("service", &self.0.service.crate_name)
            .field("endpoint", &crate::redact::url(&self.0.endpoint))
            .finish_non_exhaustive()
    }
}
