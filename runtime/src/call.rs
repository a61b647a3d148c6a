//! One request, one response: the lazy call that a generated method returns.

use std::{future::IntoFuture, marker::PhantomData, sync::Arc};

use crate::{
    BoxFuture, Error, ErrorKind, Response, Result,
    from_response::FromResponse,
    pipeline::{Accepts, Deadlines, send},
    request::{Request, call_options},
    response::RawResponse,
};

/// A call that gives a `T`. Nothing is sent until it is awaited.
///
/// Awaiting the call gives the value; [`response`](Self::response) gives the value with status, headers and ids. Dropping
/// the future cancels the request (R7.6).
#[must_use = "nothing is sent until it is awaited"]
pub struct Call<T> {
    request: Option<Request>,
    result: PhantomData<fn() -> T>,
}

impl<T> Call<T> {
    /// A call of this request.
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

    fn set(&mut self, set: impl FnOnce(&mut Request)) {
        self.request.as_mut().map(set);
    }
}

impl<T: FromResponse + Send + 'static> Call<T> {
    /// Sends the request and gives the value with status, headers and ids.
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`] but `Paging` and `Lro`.
    pub fn response(self) -> BoxFuture<'static, Result<Response<T>>> {
        let response = perform(self.request);
        Box::pin(async move {
            let response = response.await?;
            let head = Arc::clone(&response.head);
            T::from_response(response).map(|body| Response::new(head, body))
        })
    }
}

impl<T: FromResponse + Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        let response = perform(self.request);
        Box::pin(async move { T::from_response(response.await?) })
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}

/// The part that is the same for all results.
fn perform(request: Option<Request>) -> BoxFuture<'static, Result<RawResponse>> {
    Box::pin(async move {
        let (context, exchange) = request.ok_or_else(Error::no_request)?.prepare()?;
        let deadlines = Deadlines::of_request(&context.client, context.options.timeout, "the call");
        let (head, body) = send(&context.client, exchange, Accepts::Declared, deadlines).await?;
        Ok(RawResponse { head, body, context })
    })
}

impl Error {
    /// A call whose setter panicked half-way.
    pub(crate) fn no_request() -> Self {
        Self::new(ErrorKind::Argument, "the request was not completed")
    }
}
