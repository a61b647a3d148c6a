//! The caller's choices about retries.

use std::time::Duration;

/// When and how often attempts are repeated. Copy it, change what you want, give it to the client or to a call.
///
/// ```
/// use std::time::Duration;
/// use azrest_runtime::RetryPolicy;
///
/// let policy = RetryPolicy::default().max_retries(2).max_elapsed(Duration::from_secs(30));
/// assert_ne!(policy, RetryPolicy::none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) max_retries: u32,
    pub(crate) base_delay: Duration,
    pub(crate) max_delay: Duration,
    pub(crate) max_elapsed: Duration,
    pub(crate) max_retry_after: Duration,
    pub(crate) repeat_unsafe: bool,
}

impl RetryPolicy {
    /// No retries at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// How many attempts may follow the first one. Default: 4.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The wait before the first retry; it doubles each time and varies by a random factor of 0.8 to 1.3. Default: 0.8 s.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait of our own. Default: 60 s.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// No retry begins later than this after the start of the call. Default: 180 s.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// The longest wait that a service may ask for; if it asks for more, the error comes at once (R3.4). Default: 120 s.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Whether POST and PATCH are repeated like PUT, although the service may have acted on the first one. Default: no,
    /// since an action could be started twice (R3.1, R3.3).
    #[must_use]
    pub fn repeat_unsafe(mut self, repeat: bool) -> Self {
        self.repeat_unsafe = repeat;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 4,
            base_delay: Duration::from_millis(800),
            max_delay: Duration::from_secs(60),
            max_elapsed: Duration::from_secs(180),
            max_retry_after: Duration::from_secs(120),
            repeat_unsafe: false,
        }
    }
}
