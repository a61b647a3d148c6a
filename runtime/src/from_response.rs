//! From a response to the result of a call.

use crate::{Result, model::value::ReadValue, response::RawResponse, transport::ByteStream};

/// A type that a call can give: every [`ReadValue`], `()`, `Option` of such a type, [`ByteStream`], a
/// [`Pager`](crate::Pager) (R4.14), and the generated enums of responses.
pub trait FromResponse: Sized {
    /// Reads the response.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    fn from_response(response: RawResponse) -> Result<Self>;
}

impl<T: ReadValue> FromResponse for T {
    fn from_response(response: RawResponse) -> Result<Self> {
        <T as ReadValue>::from_response(response)
    }
}

/// Nothing is read, whatever the body is.
impl FromResponse for () {
    fn from_response(_response: RawResponse) -> Result<Self> {
        Ok(())
    }
}

/// `None` for a status without a body, for an empty body, and for `null`.
impl<T: FromResponse> FromResponse for Option<T> {
    fn from_response(response: RawResponse) -> Result<Self> {
        if response.has_body() { T::from_response(response).map(Some) } else { Ok(None) }
    }
}

impl FromResponse for ByteStream {
    fn from_response(response: RawResponse) -> Result<Self> {
        Ok(response.stream())
    }
}

/// Reads the responses of a plain enum by their status: `impl_responses! { Name { 200 => Ok(Model), 204 => NoContent, } }`. A last
/// `_ => Other(Model)` takes all other successes; without one, they are errors (R6.6).
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_responses {
    ($name:ident {
        $($status:literal => $variant:ident $(($payload:ty))?),* $(,)?
        $(_ => $other:ident ($other_payload:ty) $(,)?)?
    }) => {
        impl $crate::__private::FromResponse for $name {
            #[inline]
            fn from_response(response: $crate::__private::RawResponse) -> $crate::Result<Self> {
                match response.status() {
                    $( $status => $crate::__impl_responses!(@read response $variant $(($payload))?), )*
                    $( 200..=299 => $crate::__impl_responses!(@read response $other($other_payload)), )?
                    _ => Err(response.undeclared()),
                }
            }
        }
        $crate::__if_invoke! {
            impl $crate::__private::Outcome for $name {
                fn outcome(
                    self,
                    max_pages: ::core::option::Option<usize>,
                ) -> $crate::BoxFuture<'static, $crate::Result<$crate::__private::Value>> {
                    match self {
                        $( $crate::__impl_responses!(@pattern $variant body $(($payload))?) =>
                            $crate::__private::Outcome::outcome(
                                $crate::__impl_responses!(@body body $(($payload))?), max_pages), )*
                        $( Self::$other(body) => $crate::__private::Outcome::outcome(body, max_pages), )?
                    }
                }
            }
        }
    };
    (@pattern $variant:ident $body:ident ($payload:ty)) => {
        Self::$variant($body)
    };
    (@pattern $variant:ident $body:ident) => {
        Self::$variant
    };
    (@body $body:ident ($payload:ty)) => {
        $body
    };
    (@body $body:ident) => {
        ()
    };
    (@read $response:ident $variant:ident($payload:ty)) => {
        <$payload as $crate::__private::FromResponse>::from_response($response).map(Self::$variant)
    };
    (@read $response:ident $variant:ident) => {
        Ok(Self::$variant)
    };
}
