//! Deadlines: of an attempt, of a request, of a whole call; the one that comes first fires, and the error says which (R7.6).

use std::{
    future::poll_fn,
    pin::Pin,
    task::Poll,
    time::{Duration, Instant},
};

use crate::{BoxFuture, Clock, Error, ErrorKind, client::ServiceClient};

/// A time limit and what it limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    pub(crate) limit: Duration,
    pub(crate) of: &'static str,
}

impl Deadline {
    /// The deadline of something that starts now; none if the limit is longer than time itself.
    pub(crate) fn start(clock: &dyn Clock, limit: Option<Duration>, of: &'static str) -> Option<Self> {
        let limit = limit?;
        Some(Self { at: clock.now().checked_add(limit)?, limit, of })
    }

    pub(crate) fn error(&self) -> Error {
        Error::new(ErrorKind::Timeout, format!("the time for {} is up ({:?})", self.of, self.limit))
    }
}

/// The deadlines that hold at the same time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadlines(Option<Deadline>);

impl Deadlines {
    /// With one more; the earlier one is what counts.
    #[must_use]
    pub(crate) fn and(self, other: Option<Deadline>) -> Self {
        Self(match (self.0, other) {
            (Some(one), Some(other)) => Some(if other.at < one.at { other } else { one }),
            (one, other) => one.or(other),
        })
    }

    /// The limit of one request: the call's own, else the client's.
    #[must_use]
    pub(crate) fn of_request(client: &ServiceClient, own: Option<Duration>, of: &'static str) -> Self {
        let own = Deadline::start(client.clock(), own, of);
        Self(own.or_else(|| Deadline::start(client.clock(), client.timeout(), "the request")))
    }

    /// The time that is left; `None` if there is no limit.
    pub(crate) fn left(self, clock: &dyn Clock) -> Option<Duration> {
        self.0.map(|deadline| deadline.at.saturating_duration_since(clock.now()))
    }

    /// Does the work unless the deadline comes first. It is pinned by the caller: what a future is given by value, it holds
    /// twice.
    pub(crate) async fn race<T>(
        self,
        clock: &dyn Clock,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, Deadline> {
        let Some(deadline) = self.0 else { return Ok(work.await) };
        let left = deadline.at.saturating_duration_since(clock.now());
        if left.is_zero() {
            return Err(deadline);
        }
        let mut limit: BoxFuture<'static, ()> = clock.limit(left);
        poll_fn(|context| {
            if let Poll::Ready(result) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(result));
            }
            limit.as_mut().poll(context).map(|()| Err(deadline))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, pin::pin};

    use super::*;
    use crate::testing::TestClock;

    #[tokio::test]
    async fn r7_6_the_earlier_limit_fires_and_is_named_whichever_came_first() {
        for order in [[10, 30], [30, 10]] {
            let clock = TestClock::new();
            let limits = order.map(|seconds| {
                let of = if seconds == 10 { "the short one" } else { "the long one" };
                Deadline::start(&clock, Some(Duration::from_secs(seconds)), of)
            });
            let deadlines = Deadlines::default().and(limits[0]).and(None).and(limits[1]);
            assert_eq!(deadlines.left(&clock), Some(Duration::from_secs(10)));
            let mut work = pin!(pending::<()>());
            let racing = deadlines.race(&clock, work.as_mut());
            let (result, ()) = tokio::join!(racing, async { clock.advance(Duration::from_secs(10)) });
            let error = result.unwrap_err().error();
            assert_eq!(error.kind(), ErrorKind::Timeout);
            assert!(error.to_string().contains("the short one"), "{error}");
        }
    }
}
