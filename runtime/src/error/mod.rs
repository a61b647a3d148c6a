//! Errors: in comes whatever went wrong, out comes one value that says what, where and after how many attempts,
//! without any secret in its text (R6.4, R6.5).

mod body;
mod detail;
mod outcome;
mod reason;

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, StatusCode};
use url::Url;

pub(crate) use self::body::ErrorBody;
pub use self::{
    detail::{AdditionalInfo, ErrorDetail},
    outcome::AttemptOutcome,
    reason::Reason,
};
use crate::{
    rate_limits::RateLimits,
    redact,
    response::{RequestIds, ResponseHead},
    resume::ResumeToken,
};

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The most of a response body that an error keeps (R6.4).
pub(crate) const MAX_RAW_BODY: usize = 64 * 1024;

/// What went wrong, coarsely (R6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value given by the caller cannot be used. Nothing was sent.
    Argument,
    /// The exchange failed below HTTP: name lookup, connection, TLS, a connection that broke.
    Transport,
    /// A deadline passed. The message says which one.
    Timeout,
    /// The work was cancelled from outside.
    Canceled,
    /// No token could be had.
    Auth,
    /// A URL leads outside the hosts that this client may send its token to. Nothing was sent there (R2.20).
    UntrustedHost,
    /// The service answered with an error status.
    Http,
    /// The service answered with success and a body that cannot be read.
    Decode,
    /// A list cannot be continued; see [`Error::reason`].
    Paging,
    /// A long-running operation failed or cannot be followed; see [`Error::reason`].
    Lro,
}

impl ErrorKind {
    fn phrase(self) -> &'static str {
        match self {
            Self::Argument => "invalid argument",
            Self::Transport => "transport failure",
            Self::Timeout => "timeout",
            Self::Canceled => "cancelled",
            Self::Auth => "authentication failure",
            Self::UntrustedHost => "untrusted host",
            Self::Http => "error response",
            Self::Decode => "unreadable response",
            Self::Paging => "paging failure",
            Self::Lro => "long-running operation failure",
        }
    }
}

/// An error of the runtime. One pointer wide, cheap to move.
///
/// `Display` shows status, code, message and request id. Neither `Display` nor `Debug` shows a body, the value of a query
/// parameter or a header that is not known to be harmless (R6.5). The source chain never carries a URL with its query.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    reason: Option<Reason>,
    /// Our own words; never text from a server.
    text: Cow<'static, str>,
    status: Option<StatusCode>,
    body: ErrorBody,
    retry_after: Option<Duration>,
    rate_limits: RateLimits,
    ids: RequestIds,
    method: Option<Method>,
    url: Option<String>,
    attempts: Vec<AttemptOutcome>,
    elapsed: Duration,
    raw_body: Bytes,
    resume_token: Option<ResumeToken>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What went wrong, coarsely.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The precise cause, for the causes that programs act on.
    pub fn reason(&self) -> Option<&Reason> {
        self.0.reason.as_ref()
    }

    /// The HTTP status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The service's error code: the header `x-ms-error-code`, else the code in the body (R6.1).
    pub fn code(&self) -> Option<&str> {
        self.0.body.code.as_deref()
    }

    /// The service's message.
    pub fn message(&self) -> Option<&str> {
        self.0.body.message.as_deref()
    }

    /// What the error is about, as the service says: a property path, a resource, a namespace.
    pub fn target(&self) -> Option<&str> {
        self.0.body.target.as_deref()
    }

    /// The service's nested errors.
    pub fn details(&self) -> &[ErrorDetail] {
        &self.0.body.details
    }

    /// The service's typed additions, for example a policy violation.
    pub fn additional_info(&self) -> &[AdditionalInfo] {
        &self.0.body.additional_info
    }

    /// How long the service asks to wait before the next try, when it does (R3.4).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The throttle counters of the response (R3.6).
    pub fn rate_limits(&self) -> &RateLimits {
        &self.0.rate_limits
    }

    /// The ids to quote when asking support about this request.
    pub fn ids(&self) -> &RequestIds {
        &self.0.ids
    }

    /// The id the service gave the request, `x-ms-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.0.ids.request_id()
    }

    /// The method of the request.
    pub fn method(&self) -> Option<&Method> {
        self.0.method.as_ref()
    }

    /// The URL of the request with the values of its query withheld (R7.3).
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// What each attempt came to, in order (R3.9). Empty if nothing was sent.
    pub fn attempts(&self) -> &[AttemptOutcome] {
        &self.0.attempts
    }

    /// The time from the start of the call to the error, over all attempts (R3.9).
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The first 64 KiB of the response body. It may hold secrets, so neither `Display` nor `Debug` shows it.
    pub fn raw_body(&self) -> &[u8] {
        &self.0.raw_body
    }

    /// Where to go on: the failed page (R4.11) or the operation that is still running (R5.23).
    pub fn resume_token(&self) -> Option<&ResumeToken> {
        self.0.resume_token.as_ref()
    }
}

/// For credentials of your own: how they fail.
impl Error {
    /// There is no token to be had. The text becomes part of messages and logs: it must show no secret.
    pub fn auth(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Auth, text)
    }

    /// The credential does not apply here, and a chain shall go on with its next one: [`Reason::CredentialUnavailable`].
    pub fn credential_unavailable(text: impl Into<Cow<'static, str>>) -> Self {
        Self::auth(text).with_reason(Reason::CredentialUnavailable)
    }

    /// The credential cannot ask for claims: [`Reason::ClaimsUnsupported`]. The caller gets the service's 401 (R2.19).
    pub fn claims_unsupported(text: impl Into<Cow<'static, str>>) -> Self {
        Self::auth(text).with_reason(Reason::ClaimsUnsupported)
    }

    /// The error with what caused it, whose texts must show no secret either.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }
}

/// How the crate itself makes errors.
impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            reason: None,
            text: text.into(),
            status: None,
            body: ErrorBody::default(),
            retry_after: None,
            rate_limits: RateLimits::default(),
            ids: RequestIds::default(),
            method: None,
            url: None,
            attempts: Vec::new(),
            elapsed: Duration::ZERO,
            raw_body: Bytes::new(),
            resume_token: None,
            source: None,
        }))
    }

    /// A caller's value that cannot be used: `parameter` names it, `why` says what is wrong, without showing the value.
    pub(crate) fn argument(parameter: &str, why: impl std::fmt::Display) -> Self {
        Self::new(ErrorKind::Argument, format!("`{parameter}`: {why}"))
            .with_reason(Reason::InvalidArgument { parameter: parameter.to_owned() })
    }

    pub(crate) fn with_reason(mut self, reason: Reason) -> Self {
        self.0.reason = Some(reason);
        self
    }

    pub(crate) fn with_text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.0.text = text.into();
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_body(mut self, body: ErrorBody) -> Self {
        self.0.body = body;
        self
    }

    pub(crate) fn with_raw_body(mut self, raw: &Bytes) -> Self {
        self.0.raw_body = raw.slice(..raw.len().min(MAX_RAW_BODY));
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_url(mut self, url: &Url) -> Self {
        self.0.url = Some(redact::url(url));
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_service_ids(mut self, request_id: Option<&str>, correlation_request_id: Option<&str>) -> Self {
        self.0.ids.set_service_ids(request_id, correlation_request_id);
        self
    }

    /// Fills in the id that the client gave the request, unless the error knows it.
    pub(crate) fn or_client_request_id(mut self, id: &str) -> Self {
        if self.0.ids.client_request_id().is_none() {
            self.0.ids.set_client_request_id(id);
        }
        self
    }

    /// Fills in method and URL of the request, unless the error knows them.
    pub(crate) fn or_request(mut self, method: &Method, url: &Url) -> Self {
        self.0.method.get_or_insert_with(|| method.clone());
        self.0.url.get_or_insert_with(|| redact::url(url));
        self
    }

    /// Fills in status, ids, counters, method, URL and attempts of the exchange that led here.
    pub(crate) fn with_head(mut self, head: &ResponseHead) -> Self {
        self.0.status = Some(head.status);
        self.0.ids = head.ids();
        self.0.rate_limits = RateLimits::from_headers(&head.headers);
        self.0.method = Some(head.method.clone());
        self.0.url = Some(redact::url(&head.url));
        self.0.attempts.clone_from(&head.attempts);
        self.0.elapsed = head.elapsed;
        self
    }

    /// Fills in the attempts, unless the error knows more of them.
    pub(crate) fn with_attempts(mut self, attempts: Vec<AttemptOutcome>, elapsed: Duration) -> Self {
        if self.0.attempts.len() <= attempts.len() {
            self.0.attempts = attempts;
            self.0.elapsed = elapsed;
        }
        self
    }

    pub(crate) fn with_resume_token(mut self, token: Option<ResumeToken>) -> Self {
        self.0.resume_token = token;
        self
    }

    /// What happened without the words for the kind: the text, or the service's code and message.
    pub(crate) fn brief(&self) -> String {
        let text = self.to_string();
        let own = text.strip_prefix(self.0.kind.phrase()).unwrap_or(&text);
        own.trim_start_matches(": ").to_owned()
    }

    /// The parts of the service's answer, for rules that look into it.
    pub(crate) fn body(&self) -> &ErrorBody {
        &self.0.body
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.write_str(inner.kind.phrase())?;
        if !inner.text.is_empty() {
            write!(f, ": {}", inner.text)?;
        }
        if let Some(status) = inner.status {
            write!(f, ": {status}")?;
        }
        match (&inner.body.code, &inner.body.message) {
            (Some(code), Some(message)) => write!(f, ": {code}: {message}")?,
            (Some(only), None) | (None, Some(only)) => write!(f, ": {only}")?,
            (None, None) => {}
        }
        if let Some(id) = inner.ids.request_id() {
            write!(f, " (request id {id})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind).field("text", &inner.text);
        if let Some(reason) = &inner.reason {
            out.field("reason", reason);
        }
        if let Some(status) = inner.status {
            out.field("status", &status.as_u16());
        }
        out.field("code", &inner.body.code).field("message", &inner.body.message);
        out.field("ids", &inner.ids).field("method", &inner.method).field("url", &inner.url);
        if let Some(retry_after) = inner.retry_after {
            out.field("retry_after", &retry_after);
        }
        out.field("attempts", &inner.attempts).field("elapsed", &inner.elapsed);
        if let Some(source) = &inner.source {
            out.field("source", &source.to_string());
        }
        out.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Error>();
    }

    #[test]
    fn r6_5_display_is_status_code_message_and_request_id() {
        let mut error = Error::new(ErrorKind::Http, "");
        error.0.status = Some(StatusCode::CONFLICT);
        error.0.body.code = Some("Conflict".into());
        error.0.body.message = Some("has \"quotes\"".into());
        error.0.body.details = vec![ErrorDetail { message: Some("secret detail".into()), ..ErrorDetail::default() }];
        error.0.raw_body = Bytes::from_static(b"secret body");
        let text = error.to_string();
        assert_eq!(text, "error response: 409 Conflict: Conflict: has \"quotes\"");
        assert!(!format!("{error:?}{text}").contains("secret"));
    }
}
