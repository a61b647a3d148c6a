//! What is told to those who subscribe: a span for each call and for each attempt, events within them (R7.1 to R7.5).
//!
//! Without the feature `tracing` all of it is nothing. No feature shows more than `redact` lets through.

use std::pin::Pin;

use http::{HeaderMap, StatusCode};

use crate::{
    error::{AttemptOutcome, Error},
    operation::Operation,
    pipeline::Exchange,
};

/// A span, or nothing.
#[derive(Clone, Debug)]
pub(crate) struct Span(#[cfg(feature = "tracing")] tracing::Span);

/// The hook that puts the caller's trace context into headers (R7.1).
pub(crate) type TraceContext = Box<dyn Fn(&mut HeaderMap) + Send + Sync>;

#[cfg(feature = "tracing")]
mod enabled {
    use std::future::poll_fn;

    use tracing::field::Empty;

    use super::*;
    use crate::{ErrorKind, client::ServiceClient, redact};

    /// The id that a request is sent with.
    fn sent_id(exchange: &Exchange) -> Option<&str> {
        Some(&*exchange.client_request_id).filter(|it| !it.is_empty())
    }

    impl Span {
        /// The span of a call; of a whole list or long-running operation, which send several requests.
        pub(crate) fn of_call(operation: &Operation) -> Self {
            if nobody_listens() {
                return Self(tracing::Span::none());
            }
            Self(tracing::info_span!(
                "call",
                otel.name = operation.id.replacen('_', ".", 1),
                operation = operation.id,
                az.namespace = namespace(operation.path),
                error.type = Empty,
            ))
        }

        /// The span of one attempt, `resend` of them after the first.
        pub(crate) fn of_attempt(exchange: &Exchange, resend: usize) -> Self {
            if nobody_listens() {
                return Self(tracing::Span::none());
            }
            let url = &exchange.url;
            Self(tracing::info_span!(
                parent: &exchange.span.0,
                "attempt",
                otel.kind = "client",
                http.request.method = exchange.method.as_str(),
                url.full = redact::url(url),
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                http.request.resend_count = (resend > 0).then_some(resend),
                http.response.status_code = Empty,
                error.type = Empty,
                az.client_request_id = sent_id(exchange),
                az.service_request_id = Empty,
            ))
        }

        /// The work, within this span.
        pub(crate) fn around<T>(&self, mut work: Pin<&mut impl Future<Output = T>>) -> impl Future<Output = T> {
            poll_fn(move |context| self.0.in_scope(|| work.as_mut().poll(context)))
        }

        /// Something short, within this span.
        pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
            self.0.in_scope(work)
        }

        /// An answer came.
        pub(crate) fn answered(&self, status: StatusCode, headers: &HeaderMap) {
            if self.0.is_disabled() {
                return;
            }
            self.0.record("http.response.status_code", status.as_u16());
            if let Some(id) = headers.get("x-ms-request-id").and_then(|value| value.to_str().ok()) {
                self.0.record("az.service_request_id", id);
            }
        }

        /// The attempt came to nothing.
        pub(crate) fn attempt_failed(&self, outcome: AttemptOutcome) {
            self.0.record("error.type", tracing::field::display(outcome));
        }

        /// The call came to nothing.
        pub(crate) fn call_failed(&self, error: &Error) {
            match (error.kind(), error.status()) {
                (ErrorKind::Http, Some(status)) => self.0.record("error.type", status.as_str()),
                (kind, _) => self.0.record("error.type", tracing::field::debug(kind)),
            };
        }
    }

    /// Whether no subscriber wants spans. The macros make the texts of a span all the same once any crate of the build turns on
    /// `tracing/log`; that costs a tenth of a call, for nobody.
    fn nobody_listens() -> bool {
        tracing::Level::INFO > tracing::level_filters::LevelFilter::current()
    }

    /// The resource provider in a path template.
    fn namespace(path: &str) -> Option<&str> {
        let (_, after) = path.rsplit_once("/providers/")?;
        after.split('/').next().filter(|name| !name.contains('{'))
    }

    /// An answer came, perhaps one of several on the way of redirects.
    pub(crate) fn response(exchange: &Exchange, url: &url::Url, status: StatusCode, headers: &HeaderMap) {
        tracing::debug!(
            operation = exchange.operation.id,
            http.request.method = %exchange.method,
            url.full = redact::url(url),
            http.response.status_code = status.as_u16(),
            az.client_request_id = sent_id(exchange),
            az.service_request_id = headers.get("x-ms-request-id").and_then(|value| value.to_str().ok()),
            headers = ?redact::Headers(headers),
            "response"
        );
    }

    /// The request is going to be repeated.
    pub(crate) fn retry(exchange: &Exchange, outcome: AttemptOutcome, wait: std::time::Duration) {
        tracing::debug!(operation = exchange.operation.id, %outcome, ?wait, "retry");
    }

    /// A body, if the client logs bodies and this one may be logged (R7.4).
    pub(crate) fn body(client: &ServiceClient, exchange: &Exchange, what: &'static str, body: &[u8]) {
        if !client.logs_bodies() || body.is_empty() || !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let shown = redact::body(client.service(), exchange.operation, body);
        let shown = shown.as_deref().unwrap_or(redact::REDACTED);
        tracing::debug!(operation = exchange.operation.id, length = body.len(), body = shown, "{what}");
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use super::*;
    use crate::client::ServiceClient;

    impl Span {
        pub(crate) fn of_call(_: &Operation) -> Self {
            Self()
        }

        pub(crate) fn of_attempt(_: &Exchange, _: usize) -> Self {
            Self()
        }

        pub(crate) fn around<T, F: Future<Output = T>>(&self, work: Pin<&mut F>) -> impl Future<Output = T> {
            work
        }

        pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
            work()
        }

        pub(crate) fn answered(&self, _: StatusCode, _: &HeaderMap) {}

        pub(crate) fn attempt_failed(&self, _: AttemptOutcome) {}

        pub(crate) fn call_failed(&self, _: &Error) {}
    }

    pub(crate) fn response(_: &Exchange, _: &url::Url, _: StatusCode, _: &HeaderMap) {}

    pub(crate) fn retry(_: &Exchange, _: AttemptOutcome, _: std::time::Duration) {}

    pub(crate) fn body(_: &ServiceClient, _: &Exchange, _: &'static str, _: &[u8]) {}
}

#[cfg(not(feature = "tracing"))]
pub(crate) use self::disabled::{body, response, retry};
#[cfg(feature = "tracing")]
pub(crate) use self::enabled::{body, response, retry};
