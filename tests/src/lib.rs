//! Tests that cross crates. The library is what the binary `invoke` and the tests on the providers' examples share.

pub mod invoke;
