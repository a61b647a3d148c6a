//! Tests that cross crates. The library is what the binary `invoke` and the tests on the providers' examples share.

pub mod invoke;

/// The code of the README compiles.
#[cfg(all(doctest, feature = "covered"))]
#[doc = include_str!("../../README.md")]
struct Readme;
