//! Tests on the real documents: the environment variable AZREST_UPSTREAM names the folder that holds `specification/`.
//!
//! The covered releases are counted, imported and compared with their upstream documents; the sets of [`sets`] stand for
//! everything else that the generator may meet.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it saw"
)]

#[path = "../comparison/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each target uses a part of it")]
mod comparison;
#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod shared;

mod changes;
mod count;
mod definitions;
mod examples;
mod import;
mod known;
mod library;
mod losses;
mod prose;
mod runs;
mod sets;
mod subtypes;
mod swagger;
