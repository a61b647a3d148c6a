//! The protocol of lines: requests from standard input, an answer for each to standard output, in order.

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use super::{Caps, Session, Table};

/// Answers requests, as [`Session::answer`] describes them, until there are no more. The environment variables
/// `AZREST_TEST_POLL_MS` and `AZREST_TEST_RETRY_MS` cap the waits before polls and retries.
///
/// # Errors
/// When there can be no session, or standard input or output fails.
pub fn serve(table: Table) -> Result<(), Box<dyn Error>> {
    let session = Session::new(Caps::from_env()?, table)?;
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

/// The same for the covered services.
///
/// # Errors
/// When there can be no session, or standard input or output fails.
#[cfg(feature = "covered")]
pub fn serve_covered() -> Result<(), Box<dyn Error>> {
    serve(super::covered::TABLE)
}
