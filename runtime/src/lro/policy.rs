//! The caller's choices about polling.

use std::time::Duration;

use super::wait::{LONGEST_WAIT, SHORTEST_WAIT};
use crate::{Error, Result};

/// How a long-running operation is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollPolicy {
    pub(super) interval: Duration,
    pub(super) max_failures: u32,
    pub(super) strict_delete: bool,
}

impl PollPolicy {
    /// The wait between polls that is reached after 2, 4, 8 and 16 s, when the service does not say how long to wait.
    /// Default: 30 s (R5.8).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) below 1 s and above 10 min.
    pub fn interval(mut self, interval: Duration) -> Result<Self> {
        if !(SHORTEST_WAIT..=LONGEST_WAIT).contains(&interval) {
            return Err(Error::argument("interval", "it must be from 1 s to 10 min"));
        }
        self.interval = interval;
        Ok(self)
    }

    /// After how many polls in a row that failed for passing reasons the poller gives up; it can be asked again then.
    /// Default: 5 (R5.14).
    #[must_use]
    pub fn max_failures(mut self, failures: u32) -> Self {
        self.max_failures = failures.max(1);
        self
    }

    /// Whether a deletion whose status monitor is gone counts as not followable. Default: no; the monitor of a deletion often
    /// disappears with the resource, which then counts as success (R5.15).
    #[must_use]
    pub fn strict_delete(mut self, strict: bool) -> Self {
        self.strict_delete = strict;
        self
    }
}

impl Default for PollPolicy {
    fn default() -> Self {
        Self { interval: Duration::from_secs(30), max_failures: 5, strict_delete: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_8_the_interval_is_checked_with_an_error() {
        let interval = |seconds: f64| PollPolicy::default().interval(Duration::from_secs_f64(seconds));
        assert!(interval(0.9).is_err());
        assert!(interval(1.0).is_ok());
        assert!(interval(600.0).is_ok());
        assert!(interval(601.0).is_err());
    }
}
