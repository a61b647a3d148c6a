//! How long to wait before a poll (R5.8).

use std::time::Duration;

use super::PollPolicy;
use crate::random;

pub(super) const SHORTEST_WAIT: Duration = Duration::from_secs(1);
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// The wait after `polls` polls: what the service asks for, else 1, 2, 4, 8, 16 s and then the interval, each varied by a tenth.
pub(super) fn before_poll(polls: u32, asked: Option<Duration>, policy: &PollPolicy) -> Duration {
    let wait = match asked {
        Some(wait) => wait,
        None => {
            let ramp = if polls <= 4 { Duration::from_secs(1 << polls) } else { policy.interval };
            random::scaled(ramp.min(policy.interval), 0.9, 1.1)
        }
    };
    wait.clamp(SHORTEST_WAIT, LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_8_waits_ramp_up_to_the_interval() {
        let policy = PollPolicy::default();
        for (polls, base) in [(0, 1.0), (1, 2.0), (2, 4.0), (3, 8.0), (4, 16.0), (5, 30.0), (99, 30.0)] {
            for _ in 0..50 {
                let wait = before_poll(polls, None, &policy).as_secs_f64();
                assert!((f64::max(base * 0.9, 1.0)..=base * 1.1).contains(&wait), "{polls}: {wait}");
            }
        }
        let short = policy.interval(Duration::from_secs(3)).unwrap();
        assert!(before_poll(4, None, &short) <= Duration::from_secs_f64(3.3));
    }

    #[test]
    fn r5_8_the_services_wait_is_clamped_and_not_varied() {
        let asked = |seconds| before_poll(3, Some(Duration::from_secs(seconds)), &PollPolicy::default()).as_secs();
        assert_eq!((asked(0), asked(1), asked(25), asked(600), asked(9999)), (1, 1, 25, 600, 600));
    }
}
