//! Calls operations of the covered services: reads requests from standard input, a line of JSON each, and writes an answer
//! for each to standard output, in order. The protocol is that of [`azrest_tests::invoke::Session::answer`].
//!
//! The environment variables `AZREST_TEST_POLL_MS` and `AZREST_TEST_RETRY_MS` cap the waits before polls and retries.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    azrest_tests::invoke::serve_covered()
}
