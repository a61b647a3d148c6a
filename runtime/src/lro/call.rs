//! The lazy call that the method of a long-running operation returns.

use std::{fmt, future::IntoFuture, marker::PhantomData};

use super::{PollPolicy, Poller};
use crate::{
    BoxFuture, Pager, Response, Result, ResumeToken,
    from_response::FromResponse,
    request::{Request, call_options},
};

/// A long-running operation that gives a `T`. Nothing is sent until it is awaited.
///
/// Awaiting it follows the operation to its end; [`begin`](Self::begin) gives a [`Poller`] after the first response.
/// Dropping the future stops the asking; the operation goes on at the service (R5.22).
#[must_use = "nothing is sent until it is awaited"]
pub struct LroCall<T> {
    request: Request,
    result: PhantomData<fn() -> T>,
}

impl<T> LroCall<T> {
    /// The operation that this request begins.
    #[doc(hidden)]
    #[inline]
    pub fn new(request: Request) -> Self {
        Self { request, result: PhantomData }
    }

    /// Changes the request: what the setters of generated code do.
    #[doc(hidden)]
    #[inline]
    pub fn edit(mut self, edit: impl FnOnce(Request) -> Request) -> Self {
        self.request = edit(self.request);
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
        set(&mut self.request);
    }
}

impl<T: Send + 'static> LroCall<T> {
    /// Begins the operation: sends the request and gives the poller after its response (R5.6).
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`](crate::ErrorKind) but `Paging`.
    pub fn begin(self) -> BoxFuture<'static, Result<Poller<T>>> {
        Box::pin(async move { Poller::begin(self.request).await })
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

impl<T> LroCall<Pager<T>> {
    /// Goes on with the list that the operation ended in, where a token of that list says. The operation is not run again
    /// (R4.12, R4.14).
    pub fn resume_from(self, token: &ResumeToken) -> Pager<T> {
        Pager::new(self.request).resume_from(token)
    }
}

impl<T> fmt::Debug for LroCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LroCall").field(&self.request).finish()
    }
}
