//! Responses: in come status, headers and body, out come a value and what is worth knowing beside it.

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use crate::{
    Error, ErrorKind, Reason, Result, charset,
    error::AttemptOutcome,
    model::{
        decode::{decode, without_mark},
        value::ReadValue,
    },
    operation::Body,
    rate_limits::RateLimits,
    redact,
    request::CallContext,
    transport::ByteStream,
};

/// The ids of a request, to be quoted when asking support about it (R6.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestIds {
    request_id: Option<String>,
    correlation_request_id: Option<String>,
    client_request_id: Option<String>,
    routing_request_id: Option<String>,
}

impl RequestIds {
    /// The id that the service gave the request, `x-ms-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The id that related requests share, `x-ms-correlation-request-id`.
    pub fn correlation_request_id(&self) -> Option<&str> {
        self.correlation_request_id.as_deref()
    }

    /// The id that this client gave the request, `x-ms-client-request-id`.
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// The id that Resource Manager's routing gave the request, `x-ms-routing-request-id`.
    pub fn routing_request_id(&self) -> Option<&str> {
        self.routing_request_id.as_deref()
    }

    fn from_head(head: &ResponseHead) -> Self {
        let text = |name: &str| head.headers.get(name)?.to_str().ok().map(str::to_owned);
        Self {
            request_id: text("x-ms-request-id"),
            correlation_request_id: text("x-ms-correlation-request-id"),
            client_request_id: Some(head.client_request_id.to_string()).filter(|it| !it.is_empty()),
            routing_request_id: text("x-ms-routing-request-id"),
        }
    }

    pub(crate) fn set_client_request_id(&mut self, id: &str) {
        self.client_request_id = Some(id.to_owned()).filter(|it| !it.is_empty());
    }

    pub(crate) fn set_service_ids(&mut self, request_id: Option<&str>, correlation_request_id: Option<&str>) {
        self.request_id = request_id.map(str::to_owned);
        self.correlation_request_id = correlation_request_id.map(str::to_owned);
    }
}

/// Everything about a response but its body.
#[derive(Clone)]
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) method: Method,
    /// The URL that answered, after redirects.
    pub(crate) url: Arc<Url>,
    pub(crate) client_request_id: Arc<str>,
    pub(crate) attempts: Vec<AttemptOutcome>,
    pub(crate) elapsed: Duration,
}

impl ResponseHead {
    /// The head of an answer that says that something is gone, for a result that nothing is left of (R5.15).
    pub(crate) fn of_absence(url: &Url) -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: HeaderMap::new(),
            method: Method::GET,
            url: Arc::new(url.clone()),
            client_request_id: Arc::from(""),
            attempts: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    /// A success whose body cannot be read; `what` holds nothing of the body's text.
    pub(crate) fn undecodable(&self, what: &str, body: &Bytes) -> Error {
        // Nothing here asks for an encoding; a cache or a proxy on the way may add one.
        let is_encoded = self.headers.contains_key(http::header::CONTENT_ENCODING);
        let why = if is_encoded { "; the body has an encoding that was not asked for" } else { "" };
        Error::new(ErrorKind::Decode, format!("{what}{why}")).with_head(self).with_raw_body(body)
    }

    pub(crate) fn ids(&self) -> RequestIds {
        RequestIds::from_head(self)
    }

    /// The length of the body, by its own word.
    pub(crate) fn content_length(&self) -> Option<usize> {
        self.headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// A header's text, blank ones aside.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for ResponseHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseHead")
            .field("status", &self.status.as_u16())
            .field("method", &self.method)
            .field("url", &redact::url(&self.url))
            .field("headers", &redact::Headers(&self.headers))
            .finish_non_exhaustive()
    }
}

/// A value and the response it came in. `Debug` withholds the values of headers that may be secret.
#[derive(Clone, Debug)]
pub struct Response<T> {
    head: Arc<ResponseHead>,
    body: T,
}

impl<T> Response<T> {
    pub(crate) fn new(head: Arc<ResponseHead>, body: T) -> Self {
        Self { head, body }
    }

    /// The value.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The value.
    pub fn into_body(self) -> T {
        self.body
    }

    pub(crate) fn into_parts(self) -> (Arc<ResponseHead>, T) {
        (self.head, self.body)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// All headers, those that occur several times included (R1.19).
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.head.headers.get(name)
    }

    /// The headers whose names begin with a prefix, by what follows it: a family that the specification declares with
    /// `x-ms-header-collection-prefix`, such as `x-ms-meta-`. Names come in lower case; several values of one name
    /// are joined by commas (RFC 9110, section 5.3), and bytes that are no UTF-8 are read as ISO 8859-1.
    pub fn headers_with_prefix(&self, prefix: &str) -> BTreeMap<String, String> {
        let prefix = prefix.to_ascii_lowercase();
        let named = self.head.headers.keys().filter_map(|name| Some((name.as_str().strip_prefix(&prefix)?, name)));
        let text = |name| {
            let values = self.head.headers.get_all(name).iter();
            values.map(|it| charset::of_header(it.as_bytes())).collect::<Vec<_>>().join(", ")
        };
        named.map(|(rest, name)| (rest.to_owned(), text(name))).collect()
    }

    /// The entity tag of the header `ETag`, byte for byte (R1.24).
    pub fn etag(&self) -> Option<&str> {
        self.head.headers.get(http::header::ETAG)?.to_str().ok()
    }

    /// The id that the service gave the request, `x-ms-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.head.headers.get("x-ms-request-id")?.to_str().ok()
    }

    /// All ids of the request.
    pub fn ids(&self) -> RequestIds {
        self.head.ids()
    }

    /// The throttle counters (R3.6).
    pub fn rate_limits(&self) -> RateLimits {
        RateLimits::from_headers(&self.head.headers)
    }

    /// What each attempt came to, the last one included (R3.9).
    pub fn attempts(&self) -> &[AttemptOutcome] {
        &self.head.attempts
    }

    /// The time from the start of the request to the head of this response.
    pub fn elapsed(&self) -> Duration {
        self.head.elapsed
    }
}

/// A body that is not decoded yet.
pub(crate) enum RawBody {
    Whole(Bytes),
    Stream(ByteStream),
}

/// A response that is not decoded yet, with the call that it answers.
pub struct RawResponse {
    pub(crate) head: Arc<ResponseHead>,
    pub(crate) body: RawBody,
    pub(crate) context: Arc<CallContext>,
}

impl RawResponse {
    /// Reads the body as JSON, or as what else the operation declares.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] with the place that does not fit (R6.7), or because there is no body (R5.18).
    pub fn json<T: ReadValue>(self) -> Result<T> {
        let body = self.document()?;
        if body.is_empty() {
            return Err(self.empty());
        }
        let read = if self.is_text() {
            let text = self.characters(&body)?;
            // Numbers and booleans are the same in JSON and in plain text, all other scalars have no quotes there.
            decode(text.as_bytes())
                .or_else(|failure| decode(serde_json::Value::from(&*text).to_string().as_bytes()).map_err(|_| failure))
        } else {
            decode(&body)
        };
        read.map_err(|failure| self.head.undecodable(&failure.sentence(), &body))
    }

    /// The whole body; as JSON if it is XML.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for what is no XML of the declared shape.
    pub(crate) fn document(&self) -> Result<Bytes> {
        let body = self.whole()?;
        #[cfg(feature = "xml")]
        if let (Body::Xml(shape), false) = (self.declared_body(), body.is_empty()) {
            let json = crate::xml::to_json(shape, self.characters(&body)?.as_bytes());
            let json = json.map_err(|failure| self.head.undecodable(&failure.sentence(), &body))?;
            return Ok(Bytes::from(json.to_string()));
        }
        Ok(body)
    }

    /// What the operation declares of the body.
    fn declared_body(&self) -> Body {
        self.context.operation.body_of(self.head.status.as_u16())
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], with the bytes, for what is no text of its character set.
    pub(crate) fn text(self) -> Result<String> {
        let body = self.whole()?;
        self.characters(&body).map(Cow::into_owned)
    }

    /// The text of the body, which is in the character set that its media type names.
    fn characters<'a>(&self, body: &'a Bytes) -> Result<Cow<'a, str>> {
        charset::decode(self.head.text("content-type"), body).map_err(|why| self.head.undecodable(why, body))
    }

    /// The body as bytes that arrive bit by bit.
    pub(crate) fn stream(self) -> ByteStream {
        match self.body {
            RawBody::Whole(bytes) => ByteStream::from(bytes),
            RawBody::Stream(stream) => stream,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// An error for a success status that no variant stands for: nobody knows what its body is (R6.6).
    #[must_use]
    pub fn undeclared(&self) -> Error {
        let body = self.whole().unwrap_or_default();
        Error::new(ErrorKind::Decode, "a success that the specification does not name")
            .with_head(&self.head)
            .with_raw_body(&body)
    }

    /// Whether the body is plain text by declaration.
    pub(crate) fn is_text(&self) -> bool {
        self.declared_body() == Body::Text
    }

    /// Whether there is a body to read (R6.6): one that is `null` holds no value.
    pub(crate) fn has_body(&self) -> bool {
        let declared = self.declared_body();
        let is_nothing =
            |bytes: &[u8]| bytes.is_empty() || declared == Body::Json && without_mark(bytes).trim_ascii() == b"null";
        declared != Body::None && !matches!(&self.body, RawBody::Whole(bytes) if is_nothing(bytes))
    }

    /// The answer of an existence check; `None` if this is none (R6.6).
    pub(crate) fn existence(&self) -> Option<bool> {
        self.context.operation.head_exists.then(|| self.head.status != StatusCode::NOT_FOUND)
    }

    /// The whole body.
    pub(crate) fn whole(&self) -> Result<Bytes> {
        match &self.body {
            RawBody::Whole(bytes) => Ok(bytes.clone()),
            RawBody::Stream(_) => {
                Err(Error::new(ErrorKind::Decode, "the body is streamed and cannot be read as a value")
                    .with_head(&self.head))
            }
        }
    }

    /// A success without the body that the result needs.
    pub(crate) fn empty(&self) -> Error {
        Error::new(ErrorKind::Decode, "the response has no body").with_head(&self.head).with_reason(Reason::EmptyResult)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.fmt(f)
    }
}
