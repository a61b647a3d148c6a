//! The pace of the calls: a transport and a clock that go together, so that waits after refusals (retries) and other waits
//! (polls) are told apart and capped each for itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use azrest_runtime::{
    BoxFuture, Clock, ReqwestTransport, Result, TokioClock, Transport, TransportError, TransportRequest,
    TransportResponse,
};

/// The longest waits; `None` for those that the runtime wants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caps {
    /// Between polls.
    pub poll: Option<Duration>,
    /// Before a retry.
    pub retry: Option<Duration>,
}

impl Caps {
    /// Those of the environment variables `AZREST_TEST_POLL_MS` and `AZREST_TEST_RETRY_MS`.
    ///
    /// # Errors
    /// When one of them is no number.
    pub fn from_env() -> std::result::Result<Self, String> {
        let read = |name: &str| match std::env::var(name) {
            Ok(text) if !text.is_empty() => match text.parse() {
                Ok(number) => Ok(Some(Duration::from_millis(number))),
                Err(_) => Err(format!("{name} is `{text}`, which is no number of milliseconds")),
            },
            _ => Ok(None),
        };
        Ok(Self { poll: read("AZREST_TEST_POLL_MS")?, retry: read("AZREST_TEST_RETRY_MS")? })
    }
}

/// A transport that notes whether the last answer was a refusal, and a clock that sleeps accordingly. Calls go one by one.
#[derive(Clone, Debug)]
pub struct Pace {
    transport: Arc<ReqwestTransport>,
    refused: Arc<AtomicBool>,
    caps: Caps,
}

impl Pace {
    /// One with these caps.
    ///
    /// # Errors
    /// When the transport cannot be set up.
    pub fn new(caps: Caps) -> Result<Self> {
        Ok(Self { transport: Arc::new(ReqwestTransport::new()?), refused: Arc::default(), caps })
    }
}

impl Transport for Pace {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, std::result::Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let answer = self.transport.send(request).await;
            let refused = answer.as_ref().map_or(true, |it| it.status.is_client_error() || it.status.is_server_error());
            self.refused.store(refused, Ordering::Relaxed);
            answer
        })
    }
}

impl Clock for Pace {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn utc(&self) -> SystemTime {
        TokioClock.utc()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let cap = if self.refused.load(Ordering::Relaxed) { self.caps.retry } else { self.caps.poll };
        TokioClock.sleep(cap.map_or(duration, |cap| duration.min(cap)))
    }

    /// Limits are as long as they are.
    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        TokioClock.sleep(duration)
    }
}
