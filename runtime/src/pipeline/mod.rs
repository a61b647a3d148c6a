//! The pipeline: in comes one request, out comes its response, after the token gate, the credential step, redirects and retries.
//!
//! Everything here is free of the caller's types; decoding comes later.

mod authentication;
mod deadline;
mod redirect;
mod registration;
mod send;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;
use url::Url;

pub(crate) use self::{
    deadline::{Deadline, Deadlines},
    registration::Registrations,
    send::{Accepts, send},
};
use crate::{
    operation::Operation,
    random,
    request::{RequestHeaders, id_header},
    retry::RetryPolicy,
    trace::Span,
    transport::Upload,
};

/// The most of a JSON or text body that is read (R1.27).
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;

/// The most of an error body that is read.
const MAX_ERROR_BODY: usize = 1024 * 1024;

/// One request with all that is needed to send it, and to send it again.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) method: Method,
    /// Shared with the response, so that it is not copied for each.
    pub(crate) url: Arc<Url>,
    /// All headers but those of the credential.
    pub(crate) headers: RequestHeaders,
    pub(crate) body: Option<Bytes>,
    /// The body, if it is read while it is sent.
    pub(crate) upload: Option<Upload>,
    /// Empty where none is sent.
    pub(crate) client_request_id: Arc<str>,
    pub(crate) client_request_id_header: &'static str,
    pub(crate) operation: &'static Operation,
    /// Whether the request may be repeated although the service may have acted on it (R3.1).
    pub(crate) repeatable: bool,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Option<Duration>,
    /// The span of the call that the request belongs to.
    pub(crate) span: Span,
}

impl Exchange {
    /// Whether it cannot be sent again: its body has been read (R3.5).
    fn is_spent(&self) -> bool {
        self.upload.as_ref().is_some_and(Upload::is_spent)
    }

    /// The same request as another one, for services that answer an id that they have seen as they did before (R1.16).
    fn with_new_id(mut self) -> Self {
        if self.client_request_id.is_empty() {
            return self;
        }
        let id: Arc<str> = random::uuid();
        if let Some((name, value)) = id_header(self.client_request_id_header, &id) {
            self.headers.insert(name, value);
        }
        self.client_request_id = id;
        self
    }
}
