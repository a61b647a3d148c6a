//! Building a client: in come the caller's choices, out comes a client, or the first choice that cannot be used.

use std::{fmt, sync::Arc, time::Duration};

use http::HeaderMap;
use url::Url;

use super::{Core, ServiceClient, user_agent::user_agent};
use crate::{
    Clock, Cloud, Credential, Error, RequestLimiter, Result,
    auth::TokenRequest,
    clock::TokioClock,
    lro::PollPolicy,
    operation::{Service, ServiceKind},
    pipeline::Registrations,
    retry::RetryPolicy,
    trace::TraceContext,
    transport::{ReqwestTransport, Transport},
    trust::{self, TrustedSet},
};

/// What happens to the `api-version` of links that a service returns (R4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiVersionOnLinks {
    /// A link's own version stays; a link without one gets the request's. The default behind Resource Manager, where a link
    /// may lead to another provider.
    Keep,
    /// Links get the version of the request. The default of data-plane services.
    Replace,
}

/// Builds a client. Every value has a default; what cannot be used surfaces in [`build`](Self::build).
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<C> {
    choices: Box<Choices>,
    make: fn(ServiceClient) -> C,
}

struct Choices {
    service: &'static Service,
    credential: Credential,
    parameters: Vec<String>,
    cloud: Cloud,
    endpoint: Option<String>,
    scope: Option<String>,
    api_version: Option<String>,
    link_mode: ApiVersionOnLinks,
    rewrite_monitor_origin: bool,
    trusted_origins: Vec<String>,
    trusted_suffixes: Vec<String>,
    loopback_http: bool,
    cae: bool,
    auxiliary_tenants: Vec<String>,
    /// Requests carry no token of the credential's.
    without_token: bool,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    polling: PollPolicy,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    application_id: Option<String>,
    register_providers: bool,
    limiter: Option<RequestLimiter>,
    trace_context: Option<TraceContext>,
    log_bodies: bool,
}

/// Begins a client: the values of the client-level parameters in the order of the service's list.
pub fn builder<C>(
    service: &'static Service,
    credential: Credential,
    parameters: impl Into<Vec<String>>,
    make: fn(ServiceClient) -> C,
) -> ClientBuilder<C> {
    let parameters = parameters.into();
    ClientBuilder { choices: Box::new(Choices::new(service, credential, parameters)), make }
}

impl<C> ClientBuilder<C> {
    /// The cloud. Default: [`Cloud::PUBLIC`].
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.choices.cloud = cloud;
        self
    }

    /// The endpoint, instead of the cloud's; data-plane services have no other. It must be https, without user-info and
    /// fragment (R1.3); a path is put before the paths of the operations, a query before their queries (R1.2).
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.choices.endpoint = Some(endpoint.into());
        self
    }

    /// The scope of the tokens, for example `https://vault.azure.net/.default`. Default: that of the cloud's Resource Manager
    /// for services behind it, that of the service for others; where a service names none, credentials of Microsoft Entra
    /// ask for this (R2.23).
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.choices.scope = Some(scope.into());
        self
    }

    /// Another `api-version` than the one the client was generated for.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.choices.api_version = Some(version.into());
        self
    }

    /// What happens to the `api-version` of links that the service returns. Default: by the kind of service (R4.5).
    pub fn api_version_on_links(mut self, mode: ApiVersionOnLinks) -> Self {
        self.choices.link_mode = mode;
        self
    }

    /// For clients behind a gateway: the URLs of status monitors get the endpoint's scheme, host and port. Default: no (R5.4).
    pub fn rewrite_monitor_origin(mut self, rewrite: bool) -> Self {
        self.choices.rewrite_monitor_origin = rewrite;
        self
    }

    /// One more origin, like `https://host:port`, that this client may send its token to. Default: the endpoint alone (R2.20).
    pub fn trust_origin(mut self, origin: impl Into<String>) -> Self {
        self.choices.trusted_origins.push(origin.into());
        self
    }

    /// A DNS suffix, like `api.azureml.ms`, whose hosts this client may send its token to, at port 443 (R2.20). An endpoint
    /// that a service named is trusted in this way alone, by a client of its own (R1.4).
    pub fn trust_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.choices.trusted_suffixes.push(suffix.into());
        self
    }

    /// Allows http to loopback addresses like `127.0.0.1`, for tests. Tokens are sent in the clear then. Default: no (R1.3).
    pub fn allow_loopback_http(mut self) -> Self {
        self.choices.loopback_http = true;
        self
    }

    /// Whether to ask for tokens that are revoked early (continuous access evaluation). A service that demands claims is
    /// answered in either case (R2.19). Default: no.
    pub fn continuous_access_evaluation(mut self, on: bool) -> Self {
        self.choices.cae = on;
        self
    }

    /// Further tenants whose tokens go along, as deployments across tenants need it: the credential is asked for a token of
    /// each, and all of them are sent in `x-ms-authorization-auxiliary` (R2.21). Default: none.
    pub fn auxiliary_tenants(mut self, tenants: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.choices.auxiliary_tenants = tenants.into_iter().map(Into::into).collect();
        self
    }

    /// Requests carry no token of the credential's, and may then go to an endpoint of plain http (R2.6).
    pub(crate) fn without_token(mut self) -> Self {
        self.choices.without_token = true;
        self
    }

    /// How requests get to the service. Default: a [`ReqwestTransport`] of its own (R1.29).
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.choices.transport = Some(Arc::new(transport));
        self
    }

    /// Where the time comes from. Default: the real time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.choices.clock = Arc::new(clock);
        self
    }

    pub(crate) fn shared_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.choices.clock = clock;
        self
    }

    /// When attempts are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.choices.retry = policy;
        self
    }

    /// How long-running operations are followed.
    pub fn polling(mut self, policy: PollPolicy) -> Self {
        self.choices.polling = policy;
        self
    }

    /// The limit of one request with its retries: a call, one page, one poll. Default: none. A whole list or operation is
    /// limited by the `timeout` of its call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.choices.timeout = Some(timeout);
        self
    }

    /// The limit of one HTTP exchange, up to the end of a body that is not streamed. Default: none beyond the transport's.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.choices.attempt_timeout = Some(timeout);
        self
    }

    /// A name for the `User-Agent` header: at most 24 characters of an HTTP token (R1.17).
    pub fn application_id(mut self, id: impl Into<String>) -> Self {
        self.choices.application_id = Some(id.into());
        self
    }

    /// Whether a resource provider that the subscription does not know yet is registered, and the request sent again: at most
    /// once for each provider, within five minutes. Default: no, since it changes the subscription; the error then says
    /// which provider to register (R3.8).
    pub fn register_providers(mut self, register: bool) -> Self {
        self.choices.register_providers = register;
        self
    }

    /// A limit of requests on the client's side, which may be shared with other clients. Default: none (R3.7).
    pub fn limiter(mut self, limiter: RequestLimiter) -> Self {
        self.choices.limiter = Some(limiter);
        self
    }

    /// Says to which trace requests belong: a function that puts `traceparent` and `tracestate` into headers, called within
    /// the span of each attempt. Other headers are passed over. Default: none (R7.1).
    pub fn trace_context(mut self, hook: impl Fn(&mut HeaderMap) + Send + Sync + 'static) -> Self {
        self.choices.trace_context = Some(Box::new(hook));
        self
    }

    /// Whether JSON bodies are logged, as events of level `DEBUG` (feature `tracing`). Withheld are properties that the
    /// specification calls secret or whose names sound like it, queries of URLs, and everything of operations that deal in
    /// keys, tokens and credentials; bodies of token endpoints are not logged at all. What else may be private is for the
    /// caller to judge. Default: no (R7.4).
    pub fn log_bodies(mut self, log: bool) -> Self {
        self.choices.log_bodies = log;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) naming the choice that cannot be used,
    /// [`ErrorKind::Transport`](crate::ErrorKind::Transport) when the default transport cannot be set up.
    pub fn build(self) -> Result<C> {
        self.choices.build().map(self.make)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("service", &self.choices.service.crate_name).finish_non_exhaustive()
    }
}

impl Choices {
    fn new(service: &'static Service, credential: Credential, parameters: Vec<String>) -> Self {
        let link_mode = if service.kind.is_arm() { ApiVersionOnLinks::Keep } else { ApiVersionOnLinks::Replace };
        Self {
            service,
            credential,
            parameters,
            cloud: Cloud::default(),
            endpoint: None,
            scope: None,
            api_version: None,
            link_mode,
            rewrite_monitor_origin: false,
            trusted_origins: Vec::new(),
            trusted_suffixes: Vec::new(),
            loopback_http: false,
            cae: false,
            auxiliary_tenants: Vec::new(),
            without_token: false,
            transport: None,
            clock: Arc::new(TokioClock),
            retry: RetryPolicy::default(),
            polling: PollPolicy::default(),
            timeout: None,
            attempt_timeout: None,
            application_id: None,
            register_providers: false,
            limiter: None,
            trace_context: None,
            log_bodies: false,
        }
    }

    fn build(self) -> Result<ServiceClient> {
        let endpoint = match self.endpoint_text()? {
            text if self.without_token && text.starts_with("http:") => {
                Url::parse(&text).map_err(|_| Error::argument("endpoint", "it is not an absolute URL"))?
            }
            text => trust::parse_endpoint(&text, self.loopback_http)?,
        };
        let mut trust = TrustedSet::new(&endpoint, self.loopback_http);
        // From https no redirect leads to http, token or not (R1.26).
        if self.without_token && endpoint.scheme() == "http" {
            trust.allow_plain_http();
        }
        for origin in self
            .cloud
            .trusted_origins
            .iter()
            .map(|origin| &**origin)
            .chain(self.trusted_origins.iter().map(|origin| &**origin))
        {
            trust.add_origin(origin)?;
        }
        for suffix in self
            .cloud
            .trusted_suffixes
            .iter()
            .map(|suffix| &**suffix)
            .chain(self.trusted_suffixes.iter().map(|suffix| &**suffix))
        {
            trust.add_suffix(suffix)?;
        }
        let user_agent = user_agent(self.service, self.application_id.as_deref())?;
        let mut token_request = TokenRequest::of_scopes(self.token_scope());
        token_request.cae = self.cae;
        let auxiliary = self.auxiliary_tenants.into_iter().map(Some);
        let of_tenant = |tenant| TokenRequest { tenant, ..token_request.clone() };
        let token_requests = if self.without_token {
            Vec::new()
        } else {
            std::iter::once(None).chain(auxiliary).map(of_tenant).collect()
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(ReqwestTransport::new()?),
        };
        Ok(ServiceClient(Arc::new(Core {
            service: self.service,
            endpoint,
            parameters: self.parameters,
            api_version: self.api_version,
            link_mode: self.link_mode,
            rewrite_monitor_origin: self.rewrite_monitor_origin,
            trust,
            credential: self.credential,
            token_requests,
            transport,
            clock: self.clock,
            retry: self.retry,
            polling: self.polling,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            user_agent,
            registrations: self.register_providers.then(Registrations::default),
            limiter: self.limiter,
            trace_context: self.trace_context,
            log_bodies: self.log_bodies,
        })))
    }

    /// What the tokens are for. Resource Manager's are for a client of Resource Manager, or of a service that asks for them, and
    /// for no other: whoever gets one can use it (R2.23).
    fn token_scope(&self) -> Option<String> {
        match (&self.scope, self.service.scope) {
            (Some(own), _) => Some(own.clone()),
            (None, Some(scope)) if scope != Cloud::PUBLIC.default_scope() => Some(scope.to_owned()),
            (None, None) if !self.service.kind.is_arm() => None,
            (None, _) => Some(self.cloud.default_scope()),
        }
    }

    fn endpoint_text(&self) -> Result<String> {
        if let Some(endpoint) = &self.endpoint {
            return Ok(endpoint.clone());
        }
        match self.service.kind {
            ServiceKind::Arm => Ok(self.cloud.endpoint.to_string()),
            ServiceKind::DataPlane => Err(Error::argument("endpoint", "this service needs one")),
            ServiceKind::DataPlaneAt(template) => self.expand_endpoint(template),
        }
    }

    /// Fills client-level parameters into the template of an endpoint. A parameter at the start may hold a whole URL; all
    /// others become part of a host and have its characters.
    fn expand_endpoint(&self, template: &'static str) -> Result<String> {
        let mut text = String::new();
        let mut rest = template;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            text.push_str(literal);
            let index = self.service.client_parameters.iter().position(|known| *known == name);
            let value = index
                .and_then(|index| self.parameters.get(index))
                .ok_or_else(|| Error::argument(name, "the endpoint needs it"))?;
            let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_');
            if !text.is_empty() && !value.bytes().all(is_host) {
                return Err(Error::argument(name, "it has a character that a host cannot have"));
            }
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}
