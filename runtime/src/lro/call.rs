//! The lazy call that the method of a long-running operation returns.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::{PollPolicy, Poller};
use crate::{
    BoxFuture, Error, Response, Result,
    from_response::FromResponse,
    request::{Request, call_options},
};

/// A long-running operation that gives a `T`. Nothing is sent until it is awaited.
///
/// Awaiting it follows the operation to its end; [`begin`](Self::begin) gives a [`Poller`] after the first response.
/// Dropping the future stops the asking; the operation goes on at the service (R5.22).
#[must_use = "nothing is sent until it is awaited"]
pub struct LroCall<T> {
    request: Option<Request>,
    result: PhantomData<fn() -> T>,
}

impl<T> LroCall<T> {
    /// The operation that this request begins.
    #[doc(hidden)]
    #[inline]
    pub fn new(request: Request) -> Self {
        Self { request: Some(request), result: PhantomData }
    }

    /// Changes the request: what the setters of generated code do.
    #[doc(hidden)]
    #[inline]
    pub fn edit(mut self, edit: impl FnOnce(Request) -> Request) -> Self {
        self.request = self.request.take().map(edit);
        self
    }

    call_options!();

    /// How the operation is followed. Default: the client's policy.
    #[inline]
    pub fn polling(mut self, policy: PollPolicy) -> Self {
        self.set(|request| request.set_polling(policy));
        self
    }

    fn set(&mut self, set: impl FnOnce(&mut Request)) {
        self.request.as_mut().map(set);
    }
}

impl<T: Send + 'static> LroCall<T> {
    /// Begins the operation: sends the request and gives the poller after its response (R5.6).
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`](crate::ErrorKind) but `Paging`.
    pub fn begin(self) -> BoxFuture<'static, Result<Poller<T>>> {
        Box::pin(async move { Poller::begin(self.request.ok_or_else(Error::no_request)?).await })
    }
}

impl<T: FromResponse + Send + 'static> LroCall<T> {
    /// Follows the operation to its end and gives its result with status, headers and ids of the response that brought it.
    ///
    /// # Errors
    ///
    /// As [`Poller::wait`].
    pub fn response(self) -> BoxFuture<'static, Result<Response<T>>> {
        Box::pin(async move { self.begin().await?.wait_response().await })
    }
}

impl<T: FromResponse + Send + 'static> IntoFuture for LroCall<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.begin().await?.wait().await })
    }
}

impl<T> fmt::Debug for LroCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LroCall").field(&self.request).finish()
    }
}
