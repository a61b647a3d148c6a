//! What a caller may say about one call, and the setters that all kinds of calls share.

use std::time::Duration;

use http::HeaderMap;

use crate::{lro::PollPolicy, retry::RetryPolicy};

/// Per-call options; `None` means the client's value.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    /// The limit of the whole call.
    pub(crate) timeout: Option<Duration>,
    /// The limit of one exchange.
    pub(crate) attempt_timeout: Option<Duration>,
    /// The limit of one page with its retries.
    pub(crate) page_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) polling: Option<PollPolicy>,
    /// The caller's own headers. They travel on with polls and pages, the conditional ones aside (R5.7).
    pub(crate) headers: HeaderMap,
    pub(crate) client_request_id: Option<String>,
    pub(crate) correlation_request_id: Option<String>,
}

/// The setters of [`CallOptions`] on a type that has a method `set`, which changes the request in it.
macro_rules! call_options {
    () => {
        /// The limit of the whole call: all attempts, all pages, the operation to its end. Default: none.
        #[inline]
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.set(|request| request.set_timeout(timeout));
            self
        }

        /// The limit of one HTTP exchange, up to the end of a body that is not streamed. Default: the client's.
        #[inline]
        pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.set(|request| request.set_attempt_timeout(timeout));
            self
        }

        /// When attempts are repeated. Default: the client's policy.
        #[inline]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.set(|request| request.set_retry(policy));
            self
        }

        /// A header of the caller's own, also on further pages and on polls (R5.7). Headers of the connection, of the token
        /// and of the Resource Manager proxy are refused when the call is awaited (R1.18).
        #[inline]
        pub fn header(mut self, name: &str, value: &str) -> Self {
            self.set(|request| request.set_header(name, value));
            self
        }

        /// The id of this request in the service's logs. Default: a new UUID per call, or none where the
        /// documents do not speak of Azure (R1.16).
        #[inline]
        pub fn client_request_id(mut self, id: &str) -> Self {
            self.set(|request| request.set_client_request_id(id));
            self
        }

        /// An id that all requests of this call carry, `x-ms-correlation-request-id`. Default: none (R1.16).
        #[inline]
        pub fn correlation_request_id(mut self, id: &str) -> Self {
            self.set(|request| request.set_correlation_request_id(id));
            self
        }

        /// Only if the resource has this entity tag; sent byte for byte, quotes included (R1.24).
        #[inline]
        pub fn if_match(mut self, tag: &str) -> Self {
            self.set(|request| request.set_header("if-match", tag));
            self
        }

        /// Only if the resource has not this entity tag; `*` means: only if there is none (R1.24).
        #[inline]
        pub fn if_none_match(mut self, tag: &str) -> Self {
            self.set(|request| request.set_header("if-none-match", tag));
            self
        }

        /// Sends an explicit `null` at this JSON pointer into the body, for example `/properties/description`. Parents that
        /// are missing are created; a pointer through something that is no object is an argument error (R1.22).
        #[inline]
        pub fn null(mut self, pointer: &str) -> Self {
            self.set(|request| request.set_null(pointer));
            self
        }
    };
}
pub(crate) use call_options;
