//! Time as the runtime sees it: the pipeline asks a [`Clock`] for the time and for waits, so that tests need no real time.

use std::time::{Duration, Instant, SystemTime};

use crate::BoxFuture;

/// Where the time comes from, and how waiting is done.
///
/// Every wait of the runtime (between retries, between polls, for a token) and every deadline goes through the client's clock.
/// The default is [`TokioClock`]; the feature `testing` has one that a test moves by hand.
pub trait Clock: Send + Sync + 'static {
    /// A monotonic time. Lifetimes of tokens, waits and deadlines are counted on it (R2.4).
    fn now(&self) -> Instant;

    /// The wall clock, needed only to read absolute times that a server sent.
    fn utc(&self) -> SystemTime;

    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Ends after `duration`, as the limit of other work that is in flight.
    ///
    /// The difference to [`sleep`](Self::sleep) matters to clocks that are not real: nothing else happens during a sleep,
    /// so such a clock may jump to its end, whereas it must not jump to the end of a limit.
    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }
}

/// The real time, with tokio's timers.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn utc(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
