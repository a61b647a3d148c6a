//! For tests of clients: a clock that needs no real time, and a transport that answers from a script (feature `testing`).
//!
//! ```
//! # async fn example(client: azrest_runtime::ClientBuilder<()>) -> azrest_runtime::Result<()> {
//! use azrest_runtime::testing::{Answer, FakeTransport, TestClock};
//!
//! let transport = FakeTransport::new()
//!     .answer(Answer::status(429).header("retry-after", "5"))
//!     .answer(Answer::status(200).json(r#"{"name":"x"}"#));
//! let clock = TestClock::new();
//! let client = client.transport(transport.clone()).clock(clock.clone()).build()?;
//! // … a call of the client …
//! assert_eq!(transport.requests().len(), 2);
//! assert_eq!(clock.sleeps(), [std::time::Duration::from_secs(5)]);
//! # Ok(())
//! # }
//! ```

mod clock;
mod transport;

pub use self::{
    clock::TestClock,
    transport::{Answer, FakeTransport},
};
