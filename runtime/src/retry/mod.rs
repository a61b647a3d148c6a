//! Retries: in comes what an attempt came to, out comes whether to try again and after how long (R3.1 to R3.4).

mod policy;
pub(crate) mod retry_after;
mod schedule;

pub use self::policy::RetryPolicy;
pub(crate) use self::schedule::{Decision, Schedule};
