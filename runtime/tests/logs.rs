//! What is logged, R7.1 to R7.5. In a process of its own: a subscriber sees what other threads log first.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]

#[path = "logs/collector.rs"]
mod collector;
#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod loopback;
#[path = "logs/spans.rs"]
mod spans;
#[allow(dead_code, reason = "shared with the tests of the rules, which use all of it")]
#[path = "runtime/support.rs"]
mod support;
#[path = "logs/whole_run.rs"]
mod whole_run;
