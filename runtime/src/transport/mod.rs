//! Transports: in comes one HTTP request, out comes one HTTP response with a streamed body. No retry, no redirect, no token here.

pub(crate) mod byte_stream;
mod error;
mod reqwest;
pub(crate) mod upload;

use std::{fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

pub use self::{
    byte_stream::ByteStream,
    error::TransportError,
    reqwest::ReqwestTransport,
    upload::{BinaryBody, Upload},
};
use crate::{BoxFuture, redact};

/// How requests get to the service (R1.29).
///
/// Bring your own for proxies, recordings, mocks or a cookie jar. The runtime has already checked that the request may go
/// to its host when the transport sees it (R2.20). A transport does not follow redirects and does not retry.
///
/// ```
/// use azrest_runtime::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};
///
/// /// Notes which hosts are asked, then hands the request on.
/// struct Noting<T>(T);
///
/// impl<T: Transport> Transport for Noting<T> {
///     fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
///         println!("{:?}", request.url.host_str());
///         self.0.send(request)
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and waits for the head of the response.
    ///
    /// # Errors
    ///
    /// [`TransportError`], which says whether the request may have reached the service.
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        (**self).send(request)
    }
}

/// One HTTP request. `Debug` withholds the body and whatever may be secret in URL and headers.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// All headers but those of the connection itself.
    pub headers: HeaderMap,
    /// The body, complete.
    pub body: Option<Bytes>,
    /// The body, if it is read while it is sent; there is no other then.
    pub upload: Option<Upload>,
}

impl TransportRequest {
    /// A request.
    pub fn new(method: Method, url: Url, headers: HeaderMap, body: Option<Bytes>) -> Self {
        Self { method, url, headers, body, upload: None }
    }
}

impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("url", &redact::url(&self.url))
            .field("headers", &redact::Headers(&self.headers))
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("upload", &self.upload)
            .finish()
    }
}

/// The body of a response as a transport delivers it.
pub type TransportBody = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// One HTTP response. `Debug` withholds the body and whatever may be secret in the headers.
#[non_exhaustive]
pub struct TransportResponse {
    /// The status.
    pub status: StatusCode,
    /// All headers, those that occur several times included (R1.19).
    pub headers: HeaderMap,
    /// The body.
    pub body: TransportBody,
}

impl TransportResponse {
    /// A response whose body is streamed.
    pub fn new(status: StatusCode, headers: HeaderMap, body: TransportBody) -> Self {
        Self { status, headers, body }
    }

    /// A response whose body is there already.
    pub fn from_bytes(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: Box::pin(byte_stream::Once::new(body.into())) }
    }
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .field("headers", &redact::Headers(&self.headers))
            .finish_non_exhaustive()
    }
}
