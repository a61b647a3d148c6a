//! A transport that answers from a script and notes what it was asked.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::TestClock;
use crate::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse, transport::byte_stream};

/// What a [`FakeTransport`] answers.
#[derive(Clone, Debug)]
pub struct Answer {
    outcome: Outcome,
    delay: Option<(TestClock, Duration)>,
}

#[derive(Clone, Debug)]
enum Outcome {
    Response { status: StatusCode, headers: HeaderMap, body: Bytes, breaks: bool },
    NotSent,
    Interrupted,
    Never,
}

impl Answer {
    /// A response with this status and no body. A number that is no status becomes 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Outcome::Response { status, headers: HeaderMap::new(), body: Bytes::new(), breaks: false }.into()
    }

    /// The service cannot be reached.
    pub fn not_sent() -> Self {
        Outcome::NotSent.into()
    }

    /// The connection breaks after the request was sent.
    pub fn interrupted() -> Self {
        Outcome::Interrupted.into()
    }

    /// There is never an answer.
    pub fn never() -> Self {
        Outcome::Never.into()
    }

    /// Adds a header. What cannot stand in one is passed over.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Outcome::Response { headers, .. } = &mut self.outcome
            && let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            headers.append(name, value);
        }
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        if let Outcome::Response { body, .. } = &mut self.outcome {
            *body = bytes.into();
        }
        self
    }

    /// Sets a JSON body and its content type.
    #[must_use]
    pub fn json(self, text: impl Into<String>) -> Self {
        self.header("content-type", "application/json").body(text.into())
    }

    /// Lets the connection break at the end of the body.
    #[must_use]
    pub fn breaks_off(mut self) -> Self {
        if let Outcome::Response { breaks, .. } = &mut self.outcome {
            *breaks = true;
        }
        self
    }

    /// Lets the answer take so long on this clock.
    #[must_use]
    pub fn after(mut self, clock: &TestClock, duration: Duration) -> Self {
        self.delay = Some((clock.clone(), duration));
        self
    }
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, delay: None }
    }
}

type Handler = Box<dyn Fn(&TransportRequest) -> Answer + Send + Sync>;

/// A transport that answers from a script and notes what it was asked. Clones share script and notes.
#[derive(Clone, Default)]
pub struct FakeTransport(Arc<Inner>);

#[derive(Default)]
struct Inner {
    handler: Option<Handler>,
    answers: Mutex<VecDeque<Answer>>,
    requests: Mutex<Vec<TransportRequest>>,
}

impl FakeTransport {
    /// A transport without answers. When the script is over, the service cannot be reached.
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport whose answers depend on the requests.
    pub fn with(handler: impl Fn(&TransportRequest) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { handler: Some(Box::new(handler)), ..Inner::default() }))
    }

    /// Adds an answer to the script.
    #[must_use]
    pub fn answer(self, answer: Answer) -> Self {
        lock(&self.0.answers).push_back(answer);
        self
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<TransportRequest> {
        lock(&self.0.requests).clone()
    }

    /// Method and URL of all requests so far.
    pub fn log(&self) -> Vec<String> {
        lock(&self.0.requests).iter().map(|request| format!("{} {}", request.method, request.url)).collect()
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").field("requests", &*lock(&self.0.requests)).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Transport for FakeTransport {
    fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            if let Some(upload) = request.upload.take() {
                // What is streamed is noted as what it was.
                let body = byte_stream::read_to_end(upload.chunks(), None, usize::MAX).await;
                request.body = body.ok();
            }
            lock(&self.0.requests).push(request.clone());
            let scripted = lock(&self.0.answers).pop_front();
            let answer = match (scripted, &self.0.handler) {
                (Some(answer), _) => answer,
                (None, Some(handler)) => handler(&request),
                (None, None) => return Err(TransportError::not_sent("the script is over")),
            };
            if let Some((clock, duration)) = answer.delay {
                // Lets others run first, as a real answer would.
                tokio::task::yield_now().await;
                clock.advance(duration);
                tokio::task::yield_now().await;
            }
            match answer.outcome {
                Outcome::NotSent => Err(TransportError::not_sent("no connection")),
                Outcome::Interrupted => Err(TransportError::interrupted("connection reset")),
                Outcome::Never => std::future::pending().await,
                Outcome::Response { status, headers, body, breaks: false } => {
                    Ok(TransportResponse::from_bytes(status, headers, body))
                }
                Outcome::Response { status, headers, body, breaks: true } => {
                    Ok(TransportResponse::new(status, headers, Box::pin(Breaking(Some(body), true))))
                }
            }
        })
    }
}

/// A body that breaks off after its bytes.
struct Breaking(Option<Bytes>, bool);

impl Stream for Breaking {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.0.take() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        let breaks = std::mem::replace(&mut self.1, false);
        Poll::Ready(breaks.then(|| Err(TransportError::interrupted("the body broke off"))))
    }
}
