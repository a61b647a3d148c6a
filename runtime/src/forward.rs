//! The options of generated structs around a call: everything but the operation's own parameters is the call's.

/// Forwards what a call can do: `forward! { RunsList => Pager<Run> }`, also for `Call<T>` and `LroCall<T>`.
///
/// Everything is inline, so that the generated crate compiles none of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __forward {
    ($name:ident => Call<$result:ty>) => {
        $crate::__forward! { @options $name }
        $crate::__forward! { @future $name, $result }
        impl $name {
            /// Sends the request and gives the value with status, headers and ids.
            #[inline]
            pub fn response(self) -> $crate::BoxFuture<'static, $crate::Result<$crate::Response<$result>>> {
                self.0.response()
            }
        }
    };
    ($name:ident => LroCall<Pager<$item:ty>>) => {
        $crate::__forward! { @operation $name, $crate::Pager<$item> }
        impl $name {
            /// Goes on with the list that the operation ended in, where a token says. The operation is not run again.
            #[inline]
            pub fn resume_from(self, token: &$crate::ResumeToken) -> $crate::Pager<$item> {
                self.0.resume_from(token)
            }
        }
    };
    ($name:ident => LroCall<$result:ty>) => {
        $crate::__forward! { @operation $name, $result }
    };
    (@operation $name:ident, $result:ty) => {
        $crate::__forward! { @options $name }
        $crate::__forward! { @future $name, $result }
        impl $name {
            /// Begins the operation and gives the poller after the first response.
            #[inline]
            pub fn begin(self) -> $crate::BoxFuture<'static, $crate::Result<$crate::Poller<$result>>> {
                self.0.begin()
            }

            /// Follows the operation to its end and gives its result with status, headers and ids.
            #[inline]
            pub fn response(self) -> $crate::BoxFuture<'static, $crate::Result<$crate::Response<$result>>> {
                self.0.response()
            }

            /// How the operation is followed.
            #[inline]
            pub fn polling(self, policy: $crate::PollPolicy) -> Self {
                Self(self.0.polling(policy))
            }
        }
    };
    ($name:ident => Pager<$item:ty>) => {
        $crate::__forward! { @options $name }
        impl $name {
            /// The next item; `None` at the end.
            #[inline]
            pub fn try_next(
                &mut self,
            ) -> impl ::core::future::Future<Output = $crate::Result<::core::option::Option<$item>>> + Send + '_ {
                self.0.try_next()
            }

            /// The list page by page.
            #[inline]
            pub fn by_page(self) -> $crate::Pages<$item> {
                self.0.by_page()
            }

            /// The list without its optional parameters.
            #[inline]
            pub fn into_pager(self) -> $crate::Pager<$item> {
                self.0
            }

            /// Goes on where a token says, instead of at the first page.
            #[inline]
            pub fn resume_from(self, token: &$crate::ResumeToken) -> Self {
                Self(self.0.resume_from(token))
            }

            /// Where to go on later: the page that holds the next item.
            #[inline]
            pub fn resume_token(&self) -> ::core::option::Option<$crate::ResumeToken> {
                self.0.resume_token()
            }

            /// The most pages to ask for; a list with more is an error.
            #[inline]
            pub fn max_pages(self, most: usize) -> Self {
                Self(self.0.max_pages(most))
            }

            /// The limit of one page with its retries.
            #[inline]
            pub fn page_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.page_timeout(timeout))
            }
        }
        impl $crate::__private::Stream for $name {
            type Item = $crate::Result<$item>;

            #[inline]
            fn poll_next(
                mut self: ::core::pin::Pin<&mut Self>,
                context: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::option::Option<Self::Item>> {
                $crate::__private::Stream::poll_next(::core::pin::Pin::new(&mut self.0), context)
            }
        }
    };
    (@future $name:ident, $result:ty) => {
        impl ::core::future::IntoFuture for $name {
            type Output = $crate::Result<$result>;
            type IntoFuture = $crate::BoxFuture<'static, $crate::Result<$result>>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::core::future::IntoFuture::into_future(self.0)
            }
        }
    };
    (@options $name:ident) => {
        $crate::__if_invoke! {
            impl $crate::__private::Outcome for $name {
                fn outcome(
                    self,
                    max_pages: ::core::option::Option<usize>,
                ) -> $crate::BoxFuture<'static, $crate::Result<$crate::__private::Value>> {
                    $crate::__private::Outcome::outcome(self.0, max_pages)
                }
            }
        }
        impl $name {
            /// The limit of the whole call.
            #[inline]
            pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// The limit of one HTTP exchange.
            #[inline]
            pub fn attempt_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// When attempts are repeated.
            #[inline]
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// A header of the caller's own.
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }

            /// The id of this request in the service's logs.
            #[inline]
            pub fn client_request_id(self, id: &str) -> Self {
                Self(self.0.client_request_id(id))
            }

            /// An id that all requests of this call carry.
            #[inline]
            pub fn correlation_request_id(self, id: &str) -> Self {
                Self(self.0.correlation_request_id(id))
            }

            /// Only if the resource has this entity tag.
            #[inline]
            pub fn if_match(self, tag: &str) -> Self {
                Self(self.0.if_match(tag))
            }

            /// Only if the resource has not this entity tag; `*` means: only if there is none.
            #[inline]
            pub fn if_none_match(self, tag: &str) -> Self {
                Self(self.0.if_none_match(tag))
            }

            /// Sends an explicit `null` at this JSON pointer into the body.
            #[inline]
            pub fn null(self, pointer: &str) -> Self {
                Self(self.0.null(pointer))
            }
        }
    };
}
