//! A clock that needs no real time.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::{Duration, Instant, SystemTime},
};

use crate::{BoxFuture, Clock};

/// A clock that a test moves. Sleeping moves it by itself and takes no real time; limits on work in flight are reached only
/// when something moves it. Clones are the same clock.
#[derive(Clone)]
pub struct TestClock(Arc<Inner>);

struct Inner {
    start: Instant,
    state: Mutex<State>,
}

struct State {
    elapsed: Duration,
    wall_start: SystemTime,
    sleeps: Vec<Duration>,
    waiting: Vec<Waker>,
}

impl TestClock {
    /// A clock whose wall time is 2024-01-03 18:38:36 UTC.
    pub fn new() -> Self {
        let wall_start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_307_116);
        let state = State { elapsed: Duration::ZERO, wall_start, sleeps: Vec::new(), waiting: Vec::new() };
        Self(Arc::new(Inner { start: Instant::now(), state: Mutex::new(state) }))
    }

    /// Moves the clock.
    pub fn advance(&self, duration: Duration) {
        let waiting = {
            let mut state = self.state();
            state.elapsed += duration;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Makes the wall clock wrong by so much, without moving the monotonic time.
    pub fn shift_wall(&self, duration: Duration) {
        self.state().wall_start += duration;
    }

    /// How far the clock has moved.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// All sleeps so far.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.state().sleeps.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClock").field("elapsed", &self.elapsed()).finish()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.0.start + self.elapsed()
    }

    fn utc(&self) -> SystemTime {
        let state = self.state();
        state.wall_start + state.elapsed
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            clock.state().sleeps.push(duration);
            clock.advance(duration);
        })
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        let end = self.elapsed().saturating_add(duration);
        Box::pin(poll_fn(move |context| {
            let mut state = clock.state();
            if state.elapsed >= end {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        }))
    }
}
