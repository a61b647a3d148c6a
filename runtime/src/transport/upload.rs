//! Streamed request bodies: in comes a stream of the caller's, out come its chunks, once.

use std::{
    error::Error,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;

use super::{ByteStream, TransportBody, TransportError};

/// A body of bytes for a request: whatever becomes [`Bytes`], or a [`ByteStream`].
///
/// Bytes are held in memory and sent again with every attempt. A stream is read while it is sent, once: after its first
/// chunk has been asked for, the request is not repeated (R3.5).
///
/// ```
/// use azrest_runtime::{BinaryBody, ByteStream};
///
/// let bytes = BinaryBody::from("text");
/// # let download = ByteStream::from(bytes::Bytes::new());
/// // For example what another call downloads. With a length it is sent as one piece rather than in chunks, which some
/// // services ask for.
/// let stream = BinaryBody::sized(download, 1024);
/// ```
pub struct BinaryBody(pub(crate) Content);

pub(crate) enum Content {
    Bytes(Bytes),
    Stream(Upload),
}

impl BinaryBody {
    /// A stream of as many bytes as `length` says.
    pub fn sized(stream: ByteStream, length: u64) -> Self {
        Self(Content::Stream(Upload::new(stream, Some(length))))
    }
}

impl<T: Into<Bytes>> From<T> for BinaryBody {
    fn from(bytes: T) -> Self {
        Self(Content::Bytes(bytes.into()))
    }
}

/// Of unknown length.
impl From<ByteStream> for BinaryBody {
    fn from(stream: ByteStream) -> Self {
        Self(Content::Stream(Upload::new(stream, None)))
    }
}

impl fmt::Debug for BinaryBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Bytes(bytes) => f.debug_struct("BinaryBody").field("length", &bytes.len()).finish(),
            Content::Stream(stream) => stream.fmt(f),
        }
    }
}

/// A request body that is read while it is sent. Clones share it; the first that is polled has it.
#[derive(Clone)]
pub struct Upload {
    length: Option<u64>,
    shared: Arc<Mutex<Option<TransportBody>>>,
}

impl Upload {
    fn new(stream: ByteStream, length: Option<u64>) -> Self {
        Self { length, shared: Arc::new(Mutex::new(Some(stream.into_transport_body()))) }
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Its chunks. Nothing is read before the first is asked for.
    pub fn chunks(&self) -> TransportBody {
        Box::pin(Chunks { shared: Arc::clone(&self.shared), body: None })
    }

    /// Whether reading it has begun.
    pub(crate) fn is_spent(&self) -> bool {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.length).finish_non_exhaustive()
    }
}

struct Chunks {
    shared: Arc<Mutex<Option<TransportBody>>>,
    body: Option<TransportBody>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.body.is_none() {
            let body = self.shared.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.body = body;
        }
        match &mut self.body {
            Some(body) => body.as_mut().poll_next(context),
            None => Poll::Ready(Some(Err(TransportError::interrupted("the body was read before")))),
        }
    }
}

/// A stream of the caller's, its errors as the runtime has them.
pub(super) struct Wrapped<S>(pub(super) Pin<Box<S>>);

impl<S, E> Stream for Wrapped<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(TransportError::interrupted)))
    }
}
