//! The end of a call by name: in comes what the typed method returned, out comes its result as JSON.

use std::future::ready;

use serde::Serialize;
use serde_json::Value;

use crate::{
    BoxFuture, ByteStream, Call, Error, ErrorKind, LroCall, Pager, Result, from_response::FromResponse,
    model::value::ReadValue, values::Base64,
};

/// What a call by name can end with: calls of all kinds, and their results.
///
/// Lists end after `max_pages` pages.
pub trait Outcome: Send + 'static {
    /// Does what is left to do and gives the JSON.
    fn outcome(self, max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>>;
}

/// Read-only properties are included.
impl<T: ReadValue + Serialize + Send + 'static> Outcome for T {
    fn outcome(self, _max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(ready(json(&self)))
    }
}

impl Outcome for ByteStream {
    fn outcome(self, _max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move { json(&Base64(self.collect().await?.to_vec())) })
    }
}

/// Nothing is `null`.
impl Outcome for () {
    fn outcome(self, _max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(ready(Ok(Value::Null)))
    }
}

/// A missing body is `null`.
impl<T: Outcome> Outcome for Option<T> {
    fn outcome(self, max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        match self {
            Some(value) => value.outcome(max_pages),
            None => ().outcome(max_pages),
        }
    }
}

impl<T: FromResponse + Outcome> Outcome for Call<T> {
    fn outcome(self, max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move { self.await?.outcome(max_pages).await })
    }
}

impl<T: FromResponse + Outcome> Outcome for LroCall<T> {
    fn outcome(self, max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move { self.await?.outcome(max_pages).await })
    }
}

impl<T: ReadValue + Serialize + Send + 'static> Outcome for Pager<T> {
    fn outcome(self, max_pages: Option<usize>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let mut pages = self.by_page();
            let mut items = Vec::new();
            let mut count = 0;
            while max_pages.is_none_or(|most| count < most)
                && let Some(page) = pages.try_next().await?
            {
                for item in &page.items {
                    items.push(json(item)?);
                }
                count += 1;
            }
            Ok(Value::Array(items))
        })
    }
}

/// Goes by way of the text, so that a float of 32 bits keeps its digits.
fn json<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_vec(value)
        .and_then(|text| serde_json::from_slice(&text))
        .map_err(|_| Error::new(ErrorKind::Decode, "the result cannot be written as JSON"))
}

/// Code that stands only where the feature `invoke` is on.
#[doc(hidden)]
#[macro_export]
macro_rules! __if_invoke {
    ($($code:tt)*) => { $($code)* };
}
