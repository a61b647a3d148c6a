//! The decision after each attempt (R3.1 to R3.4).

use std::time::Duration;

use super::RetryPolicy;
use crate::{error::AttemptOutcome, random};

/// What to do after an attempt that was no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Try again after this wait.
    Wait(Duration),
    /// Give the error to the caller.
    Stop,
}

/// The attempts of one request.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    policy: RetryPolicy,
    /// Whether the request may be repeated although the service may have acted on it.
    repeatable: bool,
    retries: u32,
}

impl Schedule {
    pub(crate) fn new(policy: RetryPolicy, repeatable: bool) -> Self {
        Self { policy, repeatable: repeatable || policy.repeat_unsafe, retries: 0 }
    }

    /// Decides on the attempt that just ended, `elapsed` after the start of the call and with `left` until its deadline.
    pub(crate) fn after(
        &mut self,
        outcome: AttemptOutcome,
        retry_after: Option<Duration>,
        elapsed: Duration,
        left: Option<Duration>,
    ) -> Decision {
        if self.retries >= self.policy.max_retries || !self.is_retryable(outcome, retry_after) {
            return Decision::Stop;
        }
        self.retries += 1;
        // A server that asks for no wait at all leaves the choice to us.
        let asked = retry_after.filter(|wait| !wait.is_zero());
        let wait = match asked {
            Some(wait) if wait > self.policy.max_retry_after => return Decision::Stop,
            Some(wait) => wait,
            None => self.backoff(),
        };
        // Sending earlier than asked only earns the next refusal, so a wait that does not fit is not shortened.
        if elapsed.saturating_add(wait) > self.policy.max_elapsed || left.is_some_and(|left| wait >= left) {
            return Decision::Stop;
        }
        Decision::Wait(wait)
    }

    fn is_retryable(&self, outcome: AttemptOutcome, retry_after: Option<Duration>) -> bool {
        match outcome {
            AttemptOutcome::NotSent => true,
            AttemptOutcome::Interrupted | AttemptOutcome::TimedOut => self.repeatable,
            AttemptOutcome::Status(status) => match status {
                429 | 503 => true,
                501 | 505 => false,
                408 | 500 | 502 | 504 => self.repeatable || retry_after.is_some(),
                400 | 401 | 403 | 404 | 412 => false,
                400.. => self.repeatable && retry_after.is_some(),
                _ => false,
            },
        }
    }

    /// 0.8 s doubled with each retry, times a random factor from 0.8 to 1.3, at most the longest delay.
    fn backoff(&self) -> Duration {
        let doublings = self.retries.saturating_sub(1).min(31);
        let delay = self.policy.base_delay.saturating_mul(1 << doublings).min(self.policy.max_delay);
        random::scaled(delay, 0.8, 1.3).min(self.policy.max_delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn retries(repeatable: bool, outcome: AttemptOutcome, retry_after: Option<Duration>) -> bool {
        let decision =
            Schedule::new(RetryPolicy::default(), repeatable).after(outcome, retry_after, Duration::ZERO, None);
        matches!(decision, Decision::Wait(_))
    }

    #[test]
    fn r3_1_what_was_not_sent_is_repeated_and_what_is_ambiguous_only_if_idempotent() {
        for repeatable in [true, false] {
            assert!(retries(repeatable, AttemptOutcome::NotSent, None));
            assert_eq!(retries(repeatable, AttemptOutcome::Interrupted, None), repeatable);
            assert_eq!(retries(repeatable, AttemptOutcome::TimedOut, None), repeatable);
        }
    }

    #[test]
    fn r3_3_the_table_of_statuses() {
        // Status, then whether it is repeated: idempotent, idempotent with Retry-After, POST, POST with Retry-After.
        let table = [
            (429, [true, true, true, true]),
            (503, [true, true, true, true]),
            (408, [true, true, false, true]),
            (500, [true, true, false, true]),
            (502, [true, true, false, true]),
            (504, [true, true, false, true]),
            (409, [false, true, false, false]),
            (423, [false, true, false, false]),
            (507, [false, true, false, false]),
            (400, [false, false, false, false]),
            (401, [false, false, false, false]),
            (403, [false, false, false, false]),
            (404, [false, false, false, false]),
            (412, [false, false, false, false]),
            (501, [false, false, false, false]),
            (505, [false, false, false, false]),
            (302, [false, false, false, false]),
        ];
        for (status, expected) in table {
            let outcome = AttemptOutcome::Status(status);
            let actual = [(true, None), (true, Some(SECOND)), (false, None), (false, Some(SECOND))]
                .map(|(repeatable, retry_after)| retries(repeatable, outcome, retry_after));
            assert_eq!(actual, expected, "{status}");
        }
        let mut trusting = Schedule::new(RetryPolicy::default().repeat_unsafe(true), false);
        assert!(matches!(trusting.after(AttemptOutcome::Status(500), None, Duration::ZERO, None), Decision::Wait(_)));
    }

    #[test]
    fn r3_4_the_servers_wait_is_kept_exactly_or_not_at_all() {
        let after = |wait: u64, elapsed: u64, left: Option<u64>| {
            Schedule::new(RetryPolicy::default(), true).after(
                AttemptOutcome::Status(429),
                Some(Duration::from_secs(wait)),
                Duration::from_secs(elapsed),
                left.map(Duration::from_secs),
            )
        };
        assert_eq!(after(2, 0, None), Decision::Wait(2 * SECOND));
        assert_eq!(after(120, 0, None), Decision::Wait(120 * SECOND));
        assert_eq!(after(121, 0, None), Decision::Stop);
        assert_eq!(after(100, 90, None), Decision::Stop);
        assert_eq!(after(10, 0, Some(10)), Decision::Stop);
        assert_eq!(after(10, 0, Some(11)), Decision::Wait(10 * SECOND));
        assert!(matches!(after(0, 0, None), Decision::Wait(wait) if wait >= Duration::from_millis(640)));
    }

    #[test]
    fn r3_1_our_own_waits_double_and_end_after_four() {
        for _ in 0..100 {
            let mut schedule = Schedule::new(RetryPolicy::default(), true);
            for base in [0.8, 1.6, 3.2, 6.4] {
                match schedule.after(AttemptOutcome::Status(503), None, Duration::ZERO, None) {
                    Decision::Wait(wait) => {
                        let seconds = wait.as_secs_f64();
                        assert!((base * 0.8..base * 1.3).contains(&seconds), "{seconds} for {base}");
                    }
                    Decision::Stop => panic!("stopped at {base}"),
                }
            }
            assert_eq!(schedule.after(AttemptOutcome::Status(503), None, Duration::ZERO, None), Decision::Stop);
        }
        let mut long = Schedule::new(RetryPolicy::default().max_retries(40).max_elapsed(Duration::MAX), true);
        for _ in 0..40 {
            assert!(
                matches!(long.after(AttemptOutcome::NotSent, None, Duration::ZERO, None), Decision::Wait(wait) if wait <= 60 * SECOND)
            );
        }
    }
}
