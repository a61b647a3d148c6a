//! Any request at all: in come a method and a URL, out comes the response, with the token that this URL needs (R2.6).

mod audience;

use std::{fmt, future::IntoFuture, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Serialize, de::IgnoredAny};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use url::Url;

use self::audience::audience;
use crate::{
    BoxFuture, ByteStream, Clock, Cloud, Credential, Error, ErrorKind, Response, Result, RetryPolicy, Transport,
    client::{self, ServiceClient},
    clock::TokioClock,
    operation::{self, Operation, Service, ServiceKind},
    pipeline::{Accepts, Deadlines, Exchange, MAX_BODY, send},
    random, redact,
    request::{RequestHeaders, checked_header, encode, id_header, id_header_name, may_be_secret},
    response::RawBody,
    trace::Span,
    transport::byte_stream::{self, ReadFailure},
    trust::is_loopback,
};

static SERVICE: Service = Service {
    crate_name: env!("CARGO_PKG_NAME"),
    crate_version: env!("CARGO_PKG_VERSION"),
    client_parameters: &[],
    api_version: None,
    client_request_ids: true,
    kind: ServiceKind::DataPlane,
    security: operation::TOKEN,
    scope: None,
    secret_texts: &[],
    secret_values: &[],
};

/// Every answer of the 2xx family is a success, and its body is a stream.
static ANY: Operation =
    Operation { id: "rest", accept: "*/*", success: &[(200, operation::Body::Bytes)], ..Operation::DEFAULT };

const ACCEPT: HeaderValue = HeaderValue::from_static("*/*");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Sends any request, with the token that its URL needs: what `az rest` does, as a library call (R2.6).
///
/// A URL without scheme is a path below the cloud's Resource Manager. The token is for Resource Manager if the URL lies under
/// its endpoint, for another service of the cloud if it lies under that one's, else there is none; a caller's own
/// `Authorization` header or [`resource`](RestCall::resource) goes before. Origins are compared as origins, so that
/// `https://management.azure.com.evil.example/` gets no token.
///
/// ```no_run
/// use azrest_runtime::{Credential, Result, auth::AzureCliCredential, http::Method, rest};
///
/// async fn groups() -> Result<serde_json::Value> {
///     let credential = Credential::from(AzureCliCredential::new());
///     let url = "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups";
///     let response = rest(&credential, Method::GET, url).query("api-version", "2024-07-01").await?;
///     Ok(serde_json::from_slice(response.body()).unwrap_or_default())
/// }
/// ```
pub fn rest(credential: &Credential, method: Method, url: impl Into<String>) -> RestCall {
    RestCall(Box::new(Parts {
        credential: credential.clone(),
        method,
        url: url.into(),
        query: Vec::new(),
        headers: HeaderMap::new(),
        body: None,
        resource: None,
        skip_authorization: false,
        cloud: Cloud::default(),
        loopback_http: false,
        transport: None,
        clock: Arc::new(TokioClock),
        retry: RetryPolicy::default(),
        timeout: None,
        failure: None,
    }))
}

/// A request of [`rest`]. Nothing is sent until it is awaited; awaiting it gives the body as bytes, up to 64 MiB.
#[must_use = "nothing is sent until it is awaited"]
pub struct RestCall(Box<Parts>);

struct Parts {
    credential: Credential,
    method: Method,
    url: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    resource: Option<String>,
    skip_authorization: bool,
    cloud: Cloud,
    loopback_http: bool,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    timeout: Option<Duration>,
    /// The first thing that is wrong.
    failure: Option<Error>,
}

impl RestCall {
    /// Adds a query parameter; name and value are percent-encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.query.push((name.into(), value.into()));
        self
    }

    /// Sets a header. An `Authorization` header is sent instead of a token of the credential. It and every other header whose
    /// name says that it may hold a secret (`Cookie`, `api-key`, `x-…-token`) go over https alone, like a token; queries and
    /// bodies are the caller's to judge.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match own_header(name, value) {
            Ok((name, value)) => {
                self.0.headers.insert(name, value);
            }
            Err(error) => {
                self.0.failure.get_or_insert(error);
            }
        }
        self
    }

    /// Sets the body. Its `Content-Type` is `application/json` if it is JSON and the caller sets no other.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.0.body = Some(body.into());
        self
    }

    /// Sets a body of JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.0.body = Some(bytes.into()),
            Err(_) => {
                self.0.failure.get_or_insert(Error::argument("body", "it cannot be written as JSON"));
            }
        }
        self
    }

    /// What the token is for, whatever the URL. The token goes to the URL's host over https: name a resource only for a host
    /// that may act with it.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.0.resource = Some(resource.into());
        self
    }

    /// Sends no token.
    pub fn skip_authorization(mut self) -> Self {
        self.0.skip_authorization = true;
        self
    }

    /// The cloud. Default: [`Cloud::PUBLIC`].
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.0.cloud = cloud;
        self
    }

    /// Allows tokens, and headers that may be secrets, over http to loopback addresses like `127.0.0.1`, for tests. Default:
    /// no (R1.3).
    pub fn allow_loopback_http(mut self) -> Self {
        self.0.loopback_http = true;
        self
    }

    /// How the request gets to its host. Default: a [`ReqwestTransport`](crate::ReqwestTransport) of its own; share one
    /// between many calls.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.0.transport = Some(Arc::new(transport));
        self
    }

    /// Where the time comes from. Default: the real time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.0.clock = Arc::new(clock);
        self
    }

    /// When attempts are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.0.retry = policy;
        self
    }

    /// The limit until the response begins, retries included. Default: none.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    /// The resource that the token will be for; `None` if none will be sent, because the caller wants it so or because no
    /// endpoint of the cloud covers the URL (R2.6).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the URL is none.
    pub fn audience(&self) -> Result<Option<&str>> {
        let parts = &*self.0;
        let url = parts.url()?;
        Ok(match &parts.resource {
            _ if parts.skip_authorization || parts.headers.contains_key(header::AUTHORIZATION) => None,
            _ if !parts.keeps_secrets(&url) => None,
            Some(resource) => Some(resource),
            None => audience(&url, &parts.cloud),
        })
    }

    /// Sends the request; the body arrives as a stream.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`], [`ErrorKind::Auth`], [`ErrorKind::Transport`], [`ErrorKind::Timeout`], and
    /// [`ErrorKind::Http`] for an answer outside of the 2xx family.
    pub fn stream(self) -> BoxFuture<'static, Result<Response<ByteStream>>> {
        Box::pin(async move {
            let (client, exchange, timeout) = self.prepare()?;
            let deadlines = Deadlines::of_request(&client, timeout, "the call");
            let (head, body) = send(&client, exchange, Accepts::Declared, deadlines).await?;
            let stream = match body {
                RawBody::Stream(stream) => stream,
                RawBody::Whole(bytes) => ByteStream::from(bytes),
            };
            Ok(Response::new(head, stream))
        })
    }

    /// Sends the request and writes the body to `output` as it arrives. The value is the number of bytes.
    ///
    /// # Errors
    ///
    /// Those of [`stream`](Self::stream), and [`ErrorKind::Transport`] when `output` cannot be written.
    pub async fn write_to(self, output: &mut (impl AsyncWrite + Unpin)) -> Result<Response<u64>> {
        let (head, mut body) = self.stream().await?.into_parts();
        let unwritable =
            |error: std::io::Error| Error::new(ErrorKind::Transport, "the output cannot be written").with_source(error);
        let mut written = 0;
        while let Some(chunk) = body.try_next().await? {
            output.write_all(&chunk).await.map_err(unwritable)?;
            written += chunk.len() as u64;
        }
        output.flush().await.map_err(unwritable)?;
        Ok(Response::new(head, written))
    }

    fn prepare(mut self) -> Result<(ServiceClient, Exchange, Option<Duration>)> {
        if let Some(failure) = self.0.failure.take() {
            return Err(failure);
        }
        let resource = self.audience()?.map(str::to_owned);
        let parts = *self.0;
        let url = parts.url()?;
        let own_token = parts.headers.contains_key(header::AUTHORIZATION);
        if !parts.keeps_secrets(&url) {
            if let Some(name) = parts.headers.keys().find(|name| may_be_secret(name)) {
                return Err(Error::argument(name.as_str(), "it may be a secret, which is sent over https alone"));
            }
            if parts.resource.is_some() && !parts.skip_authorization {
                return Err(Error::argument("url", "a token is sent over https alone"));
            }
        }
        if resource.is_none() && !own_token && !parts.skip_authorization {
            warn_without_token(&url);
        }
        // The path is the request's; the endpoint says which host is meant.
        let mut endpoint = url.clone();
        endpoint.set_path("");
        endpoint.set_query(None);
        endpoint.set_fragment(None);
        let mut builder = client::builder(&SERVICE, parts.credential, [], |client| client);
        builder = builder.endpoint(endpoint).cloud(parts.cloud).retry(parts.retry).shared_clock(parts.clock);
        builder = match resource {
            Some(resource) => builder.scope(format!("{resource}/.default")),
            None => builder.without_token(),
        };
        if parts.loopback_http {
            builder = builder.allow_loopback_http();
        }
        if let Some(transport) = parts.transport {
            builder = builder.transport(transport);
        }
        let client = builder.build()?;
        let mut headers = RequestHeaders::default();
        headers.insert(header::ACCEPT, ACCEPT);
        headers.insert(header::USER_AGENT, client.user_agent());
        if parts.body.as_ref().is_some_and(|body| serde_json::from_slice::<IgnoredAny>(body).is_ok()) {
            headers.insert(header::CONTENT_TYPE, JSON);
        }
        headers.extend(&parts.headers);
        let id_name = ANY.client_request_id;
        let given = || headers.get(&id_header_name(id_name)?)?.to_str().ok();
        let id = given().map_or_else(random::uuid, Arc::from);
        if let Some((name, value)) = id_header(id_name, &id) {
            headers.insert(name, value);
        }
        let exchange = Exchange {
            repeatable: parts.method.is_idempotent(),
            method: parts.method,
            url: Arc::new(url),
            headers,
            body: parts.body,
            upload: None,
            client_request_id: id,
            client_request_id_header: id_name,
            operation: &ANY,
            retry: client.retry(),
            attempt_timeout: None,
            span: Span::of_call(&ANY),
        };
        Ok((client, exchange, parts.timeout))
    }
}

impl Parts {
    /// Whether what is sent to the URL stays secret: over https, or to this machine if the caller allowed that (R1.3).
    fn keeps_secrets(&self, url: &Url) -> bool {
        url.scheme() == "https" || (self.loopback_http && is_loopback(url))
    }

    /// The URL as it is requested. Without scheme it is a path below Resource Manager.
    fn url(&self) -> Result<Url> {
        let refuse = |why| Error::argument("url", why);
        let text = if self.url.contains("://") {
            self.url.clone()
        } else {
            format!("{}/{}", self.cloud.endpoint.trim_end_matches('/'), self.url.trim_start_matches('/'))
        };
        let mut url = Url::parse(&text).map_err(|_| refuse("it is no URL"))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(refuse("its scheme is neither https nor http"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("it carries user-info"));
        }
        if !self.query.is_empty() {
            let mut query = url.query().unwrap_or_default().to_owned();
            for (name, value) in &self.query {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(&format!("{}={}", encode(name), encode(value)));
            }
            url.set_query(Some(&query));
        }
        Ok(url)
    }
}

/// A header of the caller's: any that is allowed (R1.18), and `Authorization`.
fn own_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    if !name.eq_ignore_ascii_case("authorization") {
        return checked_header(name, value);
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Error::argument(name, "its value has a character that a header cannot have"))?;
    value.set_sensitive(true);
    Ok((header::AUTHORIZATION, value))
}

impl IntoFuture for RestCall {
    type Output = Result<Response<Bytes>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let response = self.stream();
        Box::pin(async move {
            let (head, body) = response.await?.into_parts();
            match byte_stream::read_to_end(body.into_transport_body(), None, MAX_BODY).await {
                Ok(body) => Ok(Response::new(head, body)),
                Err(ReadFailure::TooLarge) => Err(Error::body_too_large(MAX_BODY).with_head(&head)),
                Err(ReadFailure::Interrupted(error)) => {
                    Err(Error::new(ErrorKind::Transport, "the body broke off").with_source(error).with_head(&head))
                }
            }
        })
    }
}

impl fmt::Debug for RestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.0;
        let url = parts.url().map(|url| redact::url(&url)).unwrap_or_default();
        f.debug_struct("RestCall").field("method", &parts.method).field("url", &url).finish_non_exhaustive()
    }
}

#[cfg(feature = "tracing")]
fn warn_without_token(url: &Url) {
    tracing::warn!(
        url.full = redact::url(url),
        "no endpoint of the cloud covers this URL: it is requested without a token; name its resource to send one"
    );
}

#[cfg(not(feature = "tracing"))]
fn warn_without_token(_: &Url) {}
