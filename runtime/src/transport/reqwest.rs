//! The default transport: reqwest with rustls, `ring` and the certificates of the platform.

use std::{
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::redirect;
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{Transport, TransportBody, TransportError, TransportRequest, TransportResponse};
use crate::{BoxFuture, Error, ErrorKind, Result, trust};

/// How long a connection may take to be made (R1.27).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// Addresses of the machine itself answer at once or not at all.
const DIRECT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a connection may be silent (R1.27).
const IDLE_TIMEOUT: Duration = Duration::from_secs(100);

/// The default transport. Cheap to clone; clones share their connections.
///
/// Proxies are those of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), but for http to loopback addresses there is
/// none: what may go to this machine alone does not leave it (R1.3).
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// For http to this machine, of which no proxy may hear (R1.3).
    loopback: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport with a connect timeout of 20 s and an idle timeout of 100 s.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`] when TLS cannot be set up.
    pub fn new() -> Result<Self> {
        Self::with_timeouts(CONNECT_TIMEOUT, IDLE_TIMEOUT)
    }

    /// A transport with other timeouts: for making a connection, and for silence on it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`] when TLS cannot be set up.
    pub fn with_timeouts(connect: Duration, idle: Duration) -> Result<Self> {
        let tls = tls_config()?;
        let loopback = builder(tls.clone(), connect, idle).no_proxy().build().map_err(set_up)?;
        Ok(Self { client: builder(tls, connect, idle).build().map_err(set_up)?, loopback })
    }

    /// A transport for addresses of the machine itself, which no proxy can reach (R2.11).
    pub(crate) fn direct() -> Result<Self> {
        let client = builder(tls_config()?, DIRECT_CONNECT_TIMEOUT, IDLE_TIMEOUT).no_proxy().build().map_err(set_up)?;
        Ok(Self::from_client(client))
    }

    /// A transport with a client of your own. It must not follow redirects (R1.26): the runtime decides on them. Its proxies
    /// hear of http to loopback addresses, too.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { loopback: client.clone(), client }
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

fn builder(tls: ClientConfig, connect: Duration, idle: Duration) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(redirect::Policy::none());
    builder.connect_timeout(connect).read_timeout(idle)
}

fn set_up(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Transport, "the transport cannot be set up").with_source(error)
}

/// TLS with `ring`, named here so that no process-wide default is needed or set.
fn tls_config() -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(set_up)?;
    let config = match rustls_platform_verifier::Verifier::new(provider) {
        Ok(verifier) => config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        // Without certificates on the machine no server can be verified, and every TLS connection fails. Loopback without
        // TLS still works, which is all that tests in a bare container need.
        Err(_) => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(config.with_no_client_auth())
}

impl Transport for ReqwestTransport {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let TransportRequest { method, url, headers, body, upload } = request;
            let stays_here = url.scheme() == "http" && trust::is_loopback(&url);
            let client = if stays_here { &self.loopback } else { &self.client };
            let mut request = reqwest::Request::new(method, url);
            *request.headers_mut() = headers;
            if let Some(body) = body {
                *request.body_mut() = Some(body.into());
            }
            if let Some(upload) = upload {
                *request.body_mut() = Some(reqwest::Body::wrap_stream(upload.chunks()));
            }
            let mut response = client.execute(request).await.map_err(classify)?;
            let status = response.status();
            let headers = mem::take(response.headers_mut());
            let body: TransportBody = Box::pin(Chunks(response.bytes_stream()));
            Ok(TransportResponse::new(status, headers, body))
        })
    }
}

/// A connection that was never made has sent nothing; everything else may have (R3.1).
fn classify(error: reqwest::Error) -> TransportError {
    // The URL's query may hold secrets, and the error text would show it (R7.3).
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        TransportError::not_sent(error)
    } else {
        TransportError::interrupted(error)
    }
}

struct Chunks<S>(S);

impl<S: Stream<Item = reqwest::Result<Bytes>> + Unpin> Stream for Chunks<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(classify)))
    }
}
