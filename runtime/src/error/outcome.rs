//! What one attempt came to, in brief (R3.9).

use std::fmt;

/// What one HTTP exchange came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// The service answered with this status.
    Status(u16),
    /// The request did not leave: name lookup, connection or TLS failed.
    NotSent,
    /// The connection broke after the request had left; the service may have acted on it.
    Interrupted,
    /// The time for one attempt was up; the service may have acted on the request.
    TimedOut,
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::NotSent => f.write_str("not sent"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::TimedOut => f.write_str("timed out"),
        }
    }
}
