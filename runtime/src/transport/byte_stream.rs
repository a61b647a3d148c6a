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

/// The most room made for a body on the word of its `Content-Length`; what is longer makes its own while it arrives.
const MAX_FORESEEN: usize = 4 * 1024 * 1024;

/// Reads a whole body of at most `limit` bytes, which says of itself to have `length` bytes. One that comes in one piece is
/// not copied.
pub(crate) async fn read_to_end(
    mut body: TransportBody,
    length: Option<usize>,
    limit: usize,
) -> Result<Bytes, ReadFailure> {
    let (mut first, mut all) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        let chunk = chunk.map_err(ReadFailure::Interrupted)?;
        if first.len() + all.len() + chunk.len() > limit {
            return Err(ReadFailure::TooLarge);
        }
        if first.is_empty() && all.is_empty() {
            first = chunk;
            continue;
        }
        if all.is_empty() {
            let foreseen = length.unwrap_or_default().min(MAX_FORESEEN);
            all.reserve(foreseen.max(first.len() + chunk.len()));
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::TransportResponse;

    struct Pieces(VecDeque<Bytes>);

    impl Stream for Pieces {
        type Item = Result<Bytes, TransportError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    async fn read(pieces: &[&'static str], length: Option<usize>) -> Option<Bytes> {
        let pieces = pieces.iter().map(|piece| Bytes::from_static(piece.as_bytes())).collect();
        read_to_end(Box::pin(Pieces(pieces)), length, 6).await.ok()
    }

    #[tokio::test]
    async fn r1_27_bodies_in_pieces_are_whole_and_have_a_limit() {
        for length in [None, Some(0), Some(4), Some(usize::MAX)] {
            assert_eq!(read(&[], length).await.unwrap(), "");
            assert_eq!(read(&["", "ab", "", "cd", "ef"], length).await.unwrap(), "abcdef");
            assert!(read(&["ab", "cd", "efg"], length).await.is_none());
            assert!(read(&["abcdefg"], length).await.is_none());
        }
    }

    #[tokio::test]
    async fn a_body_in_one_piece_is_not_copied() {
        let piece = Bytes::from(vec![b'a'; 5]);
        let body = TransportResponse::from_bytes(http::StatusCode::OK, http::HeaderMap::new(), piece.clone()).body;
        assert_eq!(read_to_end(body, Some(5), 5).await.ok().unwrap().as_ptr(), piece.as_ptr());
    }
}
