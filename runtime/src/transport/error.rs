//! Why an exchange failed below HTTP, and what that means for repeating it (R3.1).

use std::{error::Error, fmt};

type Source = Box<dyn Error + Send + Sync>;

/// A failure below HTTP.
///
/// The source must not show a URL with its query: the runtime prints it.
#[derive(Debug)]
pub struct TransportError {
    sent: bool,
    source: Source,
}

impl TransportError {
    /// The request did not leave: name lookup, connection or TLS failed. Any request may be repeated.
    pub fn not_sent(source: impl Into<Source>) -> Self {
        Self { sent: false, source: source.into() }
    }

    /// The connection broke or stalled after the request had left. The service may have acted on it, so that only
    /// idempotent requests are repeated.
    pub fn interrupted(source: impl Into<Source>) -> Self {
        Self { sent: true, source: source.into() }
    }

    /// Whether the service may have acted on the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.sent { "the connection broke" } else { "the service could not be reached" })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source: &(dyn Error + 'static) = &*self.source;
        Some(source)
    }
}
