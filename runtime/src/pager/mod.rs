//! Lists: in comes a request for the first page, out come items one by one, or page by page (R4.1 to R4.15).
//!
//! How many items a page has is the service's choice, or that of a parameter the caller sets (R4.13).

mod content;
mod visited;
mod walk;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Duration,
    vec,
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use self::walk::Walk;
use crate::{
    Result, ResumeToken,
    from_response::FromResponse,
    model::value::ReadValue,
    operation::Paging,
    request::{Request, call_options},
    response::{RawResponse, ResponseHead},
};

/// A list, item by item.
///
/// It is a `Stream`; without any stream crate, use [`try_next`](Self::try_next). Nothing is asked for ahead, and dropping
/// it stops (R4.11). After an error the stream ends; the error carries the token with which to go on.
///
/// ```no_run
/// # async fn example(mut items: azrest_runtime::Pager<String>) -> azrest_runtime::Result<()> {
/// while let Some(item) = items.try_next().await? {
///     println!("{item}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is polled"]
pub struct Pager<T> {
    walk: Walk,
    items: vec::IntoIter<T>,
}

/// The items are never pinned.
impl<T> Unpin for Pager<T> {}

impl<T> Pager<T> {
    /// The list that this request begins.
    #[doc(hidden)]
    #[inline]
    pub fn new(request: Request) -> Self {
        Self { walk: Walk::new(request), items: Vec::new().into_iter() }
    }

    /// Changes the request: what the setters of generated code do.
    #[doc(hidden)]
    #[inline]
    pub fn edit(mut self, edit: impl FnOnce(Request) -> Request) -> Self {
        self.walk.edit(edit);
        self
    }

    call_options!();

    /// The limit of one page with its retries. Default: the client's `timeout` (R4.10).
    #[inline]
    pub fn page_timeout(mut self, timeout: Duration) -> Self {
        self.walk.set(|request| request.set_page_timeout(timeout));
        self
    }

    /// The most pages to ask for; a list with more is an error, not a silent end. Default: none (R4.9).
    #[inline]
    pub fn max_pages(mut self, most: usize) -> Self {
        self.walk.limit_pages(most);
        self
    }

    /// Goes on where a token says, instead of at the first page. The token is checked before anything is sent (R4.12).
    #[inline]
    pub fn resume_from(mut self, token: &ResumeToken) -> Self {
        self.walk.resume_from(token);
        self
    }

    /// Where to go on later: the page that holds the next item. Items of that page that were given already come again.
    /// `None` before the first page and after the last item.
    pub fn resume_token(&self) -> Option<ResumeToken> {
        self.walk.token(!self.items.as_slice().is_empty())
    }

    /// The list page by page. Items that this pager has fetched and not given yet are dropped.
    pub fn by_page(self) -> Pages<T> {
        Pages { walk: self.walk, items: std::marker::PhantomData }
    }

    fn set(&mut self, set: impl FnOnce(&mut Request)) {
        self.walk.set(set);
    }
}

impl<T: ReadValue> Pager<T> {
    /// The next item; `None` at the end.
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`](crate::ErrorKind) but `Lro`. The list ends then.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl<T: ReadValue> Stream for Pager<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(walk::poll_read(&mut self.walk, context)) {
                // A page without items says nothing about the end (R4.2).
                Some(Ok((_, content))) => self.items = content.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// The first page of the list is the response itself: the result of a long-running operation (R4.14).
impl<T: ReadValue> FromResponse for Pager<T> {
    fn from_response(response: RawResponse) -> Result<Self> {
        Ok(Self { walk: Walk::given(response), items: Vec::new().into_iter() })
    }
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager").field("operation", &self.walk.operation().id).finish_non_exhaustive()
    }
}

/// A list, page by page. Made by [`Pager::by_page`].
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<T> {
    walk: Walk,
    items: std::marker::PhantomData<fn() -> T>,
}

impl<T> Pages<T> {
    /// Where to go on later: the page after the one that was given last. `None` before the first page and after the last one.
    pub fn resume_token(&self) -> Option<ResumeToken> {
        self.walk.token(false)
    }
}

impl<T: ReadValue> Pages<T> {
    /// The next page; `None` at the end.
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`](crate::ErrorKind) but `Lro`. The list ends then.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl<T: ReadValue> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let read = ready!(walk::poll_read(&mut self.walk, context));
        let paging = self.walk.paging();
        Poll::Ready(read.map(|read| {
            read.map(|(page, content)| Page {
                items: content.items,
                has_next: content.link.is_some(),
                head: walk::head(&page),
                body: page.body,
                paging,
                rest: OnceLock::new(),
            })
        }))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &self.walk.operation().id).finish_non_exhaustive()
    }
}

/// One page of a list.
#[derive(Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    has_next: bool,
    body: Bytes,
    paging: Paging,
    /// Read when it is asked for: to read a page twice costs more than all else about it.
    rest: OnceLock<Result<Map<String, Value>>>,
    head: Arc<ResponseHead>,
}

impl<T> Page<T> {
    /// Whether the service named a next page.
    pub fn has_next(&self) -> bool {
        self.has_next
    }

    /// The members of the page beside its items and its link, for example a count. They are read now, and not with the items.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when one of them cannot be read, as a number that is out of range. The
    /// items are good all the same.
    pub fn rest(&self) -> Result<&Map<String, Value>> {
        let read = || {
            content::rest(&self.body, &self.paging)
                .map_err(|failure| self.head.undecodable(&failure.sentence(), &self.body))
        };
        self.rest.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The id that the service gave the request, `x-ms-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.head.text("x-ms-request-id")
    }
}

/// Shows the names of the other members, not their values: a page may hold secrets. There are none when they cannot be read.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items)
            .field("has_next", &self.has_next)
            .field("rest", &self.rest().map(|rest| rest.keys().collect::<Vec<_>>()).unwrap_or_default())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ErrorKind,
        client::ServiceClient,
        operation::Operation,
        testing::{Answer, FakeTransport},
    };

    const LIST: Operation = Operation { id: "List", path: "/x", paging: Some(Paging::DEFAULT), ..Operation::DEFAULT };

    async fn page(body: &str) -> Page<i32> {
        let transport = FakeTransport::new().answer(Answer::status(200).json(body));
        let request = ServiceClient::example(&transport).request(&LIST, &[]);
        Pager::<i32>::new(request).by_page().try_next().await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn the_other_members_of_a_page_are_read_when_they_are_asked_for() {
        let page = page(r#"{"value":[1,2],"count":2}"#).await;
        assert_eq!(page.items, [1, 2]);
        assert!(page.rest.get().is_none());
        assert_eq!(page.rest().unwrap()["count"], 2);
        assert!(page.rest.get().is_some());
    }

    #[tokio::test]
    async fn other_members_that_cannot_be_read_are_an_error_and_the_items_are_good() {
        let page = page(r#"{"value":[1,2],"other":1e999}"#).await;
        assert_eq!(page.items, [1, 2]);
        for error in [page.rest().unwrap_err(), page.rest().unwrap_err()] {
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Decode, 200));
            assert!(error.to_string().contains("/other"), "{error}");
        }
        assert_eq!(format!("{page:?}"), "Page { items: [1, 2], has_next: false, rest: [], .. }");
    }
}
