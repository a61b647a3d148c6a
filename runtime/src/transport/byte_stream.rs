//! Streamed bodies: in comes what a transport delivers, out come chunks of bytes.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::{TransportBody, TransportError};
use crate::{Error, ErrorKind, Reason, Result};

/// A body that arrives bit by bit, not bound by the size limit of JSON bodies. Dropping it closes the connection.
///
/// It is a `Stream`; without any stream crate, read it with [`try_next`](Self::try_next) or [`collect`](Self::collect).
pub struct ByteStream(TransportBody);

impl ByteStream {
    pub(crate) fn new(body: TransportBody) -> Self {
        Self(body)
    }

    /// A stream of the caller's, to be sent as a body.
    ///
    /// ```
    /// # use azrest_runtime::ByteStream;
    /// # fn file(chunks: impl futures_core::Stream<Item = std::io::Result<bytes::Bytes>> + Send + 'static) {
    /// let stream = ByteStream::wrap(chunks);
    /// # }
    /// ```
    pub fn wrap<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self(Box::pin(super::upload::Wrapped(Box::pin(stream))))
    }

    /// The body as the transport gave it.
    pub(crate) fn into_transport_body(self) -> TransportBody {
        self.0
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`] when the connection breaks.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The whole body. It is held in memory, however large it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`] when the connection breaks.
    pub async fn collect(mut self) -> Result<Bytes> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.try_next().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(Error::interrupted_body)))
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self(Box::pin(Once::new(bytes)))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream(..)")
    }
}

impl Error {
    fn interrupted_body(error: TransportError) -> Self {
        Self::new(ErrorKind::Transport, "the body broke off").with_source(error)
    }
}

/// A body of one chunk.
pub(super) struct Once(Option<Bytes>);

impl Once {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

impl Stream for Once {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// Why a body could not be read as a whole.
pub(crate) enum ReadFailure {
    /// The connection broke.
    Interrupted(TransportError),
    /// It is larger than the limit (R1.27).
    TooLarge,
}

/// Reads a whole body of at most `limit` bytes.
pub(crate) async fn read_to_end(mut body: TransportBody, limit: usize) -> Result<Bytes, ReadFailure> {
    let mut all = BytesMut::new();
    while let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        let chunk = chunk.map_err(ReadFailure::Interrupted)?;
        if all.len() + chunk.len() > limit {
            return Err(ReadFailure::TooLarge);
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

/// Reads the beginning of a body, as much as an error response needs. A body that breaks off is as good as its beginning.
pub(crate) async fn read_beginning(mut body: TransportBody, limit: usize) -> Bytes {
    let mut all = BytesMut::new();
    while all.len() < limit {
        match poll_fn(|context| body.as_mut().poll_next(context)).await {
            Some(Ok(chunk)) => all.extend_from_slice(chunk.get(..limit - all.len()).unwrap_or(&chunk)),
            Some(Err(_)) | None => break,
        }
    }
    all.freeze()
}

impl Error {
    pub(crate) fn body_too_large(limit: usize) -> Self {
        Self::new(ErrorKind::Decode, format!("the body is larger than {} MiB", limit / (1024 * 1024)))
            .with_reason(Reason::BodyTooLarge)
    }
}
