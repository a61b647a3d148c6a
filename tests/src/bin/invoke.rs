//! Calls operations of the covered services: reads requests from standard input, a line of JSON each, and writes an answer
//! for each to standard output, in order. The protocol is that of [`azrest_tests::invoke::Session::answer`].
//!
//! The environment variables `AZREST_TEST_POLL_MS` and `AZREST_TEST_RETRY_MS` cap the waits before polls and retries.

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use azrest_tests::invoke::{Caps, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let session = Session::new(Caps::from_env()?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let answer = runtime.block_on(session.answer(&line));
            writeln!(output, "{answer}")?;
            output.flush()?;
        }
        line.clear();
    }
    Ok(())
}
