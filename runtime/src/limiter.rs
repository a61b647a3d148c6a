//! A limit of the client's own: in comes a request's method, out comes how long to wait, so that a service need not refuse (R3.7).

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::Method;

/// How many requests a client may send: token buckets for reads, writes and deletions, as Resource Manager keeps them (R3.7).
///
/// Clones share the buckets: give one limiter to all clients that act for the same principal in the same subscription. Each
/// attempt takes a token, retries included, and waits for it if there is none.
///
/// ```
/// use azrest_runtime::RequestLimiter;
///
/// let limiter = RequestLimiter::resource_manager();
/// let slower = RequestLimiter::resource_manager().writes(20, 1.0);
/// ```
#[derive(Clone)]
pub struct RequestLimiter(Arc<Mutex<Buckets>>);

#[derive(Clone)]
struct Buckets {
    reads: Bucket,
    writes: Bucket,
    deletes: Bucket,
}

#[derive(Clone, Debug)]
struct Bucket {
    capacity: f64,
    per_second: f64,
    /// Below zero while requests wait.
    tokens: f64,
    filled_at: Option<Instant>,
}

impl RequestLimiter {
    /// The limits of Resource Manager for one principal in one subscription and region: 250 reads at once and 25 each
    /// second; 200 writes and 200 deletions at once and 10 each second.
    pub fn resource_manager() -> Self {
        let (reads, others) = (Bucket::new(250, 25.0), Bucket::new(200, 10.0));
        Self(Arc::new(Mutex::new(Buckets { reads, writes: others.clone(), deletes: others })))
    }

    /// Another limit of GET, HEAD and OPTIONS: so many at once, so many more each second. The limiter begins anew.
    #[must_use]
    pub fn reads(self, at_once: u32, per_second: f64) -> Self {
        self.with(|buckets| buckets.reads = Bucket::new(at_once, per_second))
    }

    /// Another limit of PUT, PATCH and POST: so many at once, so many more each second. The limiter begins anew.
    #[must_use]
    pub fn writes(self, at_once: u32, per_second: f64) -> Self {
        self.with(|buckets| buckets.writes = Bucket::new(at_once, per_second))
    }

    /// Another limit of DELETE: so many at once, so many more each second. The limiter begins anew.
    #[must_use]
    pub fn deletes(self, at_once: u32, per_second: f64) -> Self {
        self.with(|buckets| buckets.deletes = Bucket::new(at_once, per_second))
    }

    fn with(self, change: impl FnOnce(&mut Buckets)) -> Self {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        change(&mut buckets);
        Self(Arc::new(Mutex::new(buckets)))
    }

    /// Takes a token for a request, and says how long the request has to wait for it.
    pub(crate) fn take(&self, method: &Method, now: Instant) -> Duration {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = match *method {
            Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE => &mut buckets.reads,
            Method::DELETE => &mut buckets.deletes,
            _ => &mut buckets.writes,
        };
        bucket.take(now)
    }
}

impl fmt::Debug for RequestLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("RequestLimiter")
            .field("reads", &buckets.reads)
            .field("writes", &buckets.writes)
            .field("deletes", &buckets.deletes)
            .finish()
    }
}

impl Bucket {
    /// A full bucket. One that never fills, or holds nothing, would stop everything: it gets the least that moves.
    fn new(capacity: u32, per_second: f64) -> Self {
        let capacity = f64::from(capacity.max(1));
        let per_second = if per_second.is_finite() { per_second.max(1.0 / 3600.0) } else { f64::from(u32::MAX) };
        Self { capacity, per_second, tokens: capacity, filled_at: None }
    }

    fn take(&mut self, now: Instant) -> Duration {
        if let Some(filled_at) = self.filled_at {
            let gained = now.saturating_duration_since(filled_at).as_secs_f64() * self.per_second;
            self.tokens = (self.tokens + gained).min(self.capacity);
        }
        self.filled_at = Some(self.filled_at.map_or(now, |filled_at| filled_at.max(now)));
        self.tokens -= 1.0;
        Duration::try_from_secs_f64((-self.tokens / self.per_second).max(0.0)).unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r3_7_the_buckets_are_those_of_resource_manager() {
        let limiter = RequestLimiter::resource_manager();
        let now = Instant::now();
        for (method, at_once, per_second) in
            [(Method::GET, 250, 25.0), (Method::PUT, 200, 10.0), (Method::POST, 0, 10.0), (Method::DELETE, 200, 10.0)]
        {
            // POST and PUT share a bucket, which is empty by then.
            for _ in 0..at_once {
                assert_eq!(limiter.take(&method, now), Duration::ZERO, "{method}");
            }
            let wait = limiter.clone().take(&method, now).as_secs_f64();
            let place = if method == Method::POST { 2.0 } else { 1.0 };
            assert!((wait - place / per_second).abs() < 1e-6, "{method}: {wait}");
        }
        // A second later so many have come in, less those that were waited for.
        let later = now + Duration::from_secs(1);
        for _ in 0..24 {
            assert_eq!(limiter.take(&Method::HEAD, later), Duration::ZERO);
        }
        assert!(limiter.take(&Method::GET, later) > Duration::ZERO);
    }

    #[test]
    fn r3_7_a_bucket_never_holds_more_than_it_can_and_never_stops_for_good() {
        let limiter = RequestLimiter::resource_manager().writes(2, 1.0).reads(0, 0.0).deletes(1, f64::NAN);
        let now = Instant::now();
        let much_later = now + Duration::from_secs(3600);
        for at in [now, much_later] {
            assert_eq!([0; 3].map(|_| limiter.take(&Method::PATCH, at).as_secs()), [0, 0, 1]);
        }
        assert_eq!(limiter.take(&Method::GET, now), Duration::ZERO);
        assert_eq!(limiter.take(&Method::GET, now).as_secs(), 3600);
        assert!(limiter.take(&Method::DELETE, now) < Duration::from_secs(1));
        // Time that stands still or runs back gives nothing and takes nothing.
        let before = now.checked_sub(Duration::from_secs(1)).unwrap_or(now);
        assert!(limiter.take(&Method::GET, before).as_secs() >= 7199);
    }
}
