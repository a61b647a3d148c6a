//! The way through the pages of a list, free of the items' type (R4.4 to R4.12).

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::Method;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{content::Content, visited::Visited};
use crate::{
    BoxFuture, Error, ErrorKind, Reason, Result, ResumeToken, links,
    model::value::ReadValue,
    operation::{LinkParameter, Operation, Paging},
    pipeline::{Accepts, Deadline, Deadlines, Exchange, send},
    request::{CallContext, Request, Template, encode, find_value},
    response::{RawResponse, ResponseHead},
};

/// A page that is asked for, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Position {
    url: Arc<Url>,
    /// Counted from 0.
    page: usize,
}

/// The part of a resume token that is about lists (R4.12).
#[derive(Serialize, Deserialize)]
struct PackedPosition {
    link: String,
    page: usize,
}

/// One page as it came, its body as JSON.
pub(super) struct RawPage {
    pub(super) response: RawResponse,
    pub(super) body: Bytes,
}

/// The way through the pages.
pub(super) struct Walk {
    step: Step,
    operation: &'static Operation,
    context: Option<Arc<CallContext>>,
    deadline: Option<Deadline>,
    visited: Visited,
    max_pages: Option<usize>,
    pages: usize,
    /// The page that was delivered last.
    current: Option<Position>,
    /// The page from which to go on.
    next: Option<Position>,
}

enum Step {
    /// Nothing was asked for yet.
    Begin(Request, Option<ResumeToken>),
    /// The first page is there already: it was the result of a long-running operation (R4.14).
    Given(RawResponse),
    /// The next page can be asked for.
    Ready(Position),
    /// A page is on its way.
    Fetching(BoxFuture<'static, Result<RawResponse>>),
    /// The last page named a link that cannot be followed. It comes after the page's own items.
    Broken(Error),
    End,
}

impl Walk {
    pub(super) fn new(request: Request) -> Self {
        let operation = request.operation();
        Self::with_step(Step::Begin(request, None), operation)
    }

    pub(super) fn given(response: RawResponse) -> Self {
        let operation = response.context.operation;
        Self::with_step(Step::Given(response), operation)
    }

    fn with_step(step: Step, operation: &'static Operation) -> Self {
        Self {
            step,
            operation,
            context: None,
            deadline: None,
            visited: Visited::new(),
            max_pages: None,
            pages: 0,
            current: None,
            next: None,
        }
    }

    pub(super) fn limit_pages(&mut self, most: usize) {
        self.max_pages = Some(most);
    }

    pub(super) fn resume_from(&mut self, token: &ResumeToken) {
        match &mut self.step {
            Step::Begin(_, resume) => *resume = Some(token.clone()),
            other => *other = Step::Broken(Error::bad_resume_token("the list has begun already")),
        }
    }

    /// Changes the request, as long as nothing was sent.
    pub(super) fn edit(&mut self, edit: impl FnOnce(Request) -> Request) {
        self.step = match mem::replace(&mut self.step, Step::End) {
            Step::Begin(request, resume) => Step::Begin(edit(request), resume),
            other => other,
        };
    }

    pub(super) fn set(&mut self, set: impl FnOnce(&mut Request)) {
        if let Step::Begin(request, _) = &mut self.step {
            set(request);
        }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(super) fn paging(&self) -> Paging {
        self.operation.paging.unwrap_or(Paging::DEFAULT)
    }

    /// The token of the page that comes next, or of the one delivered last (R4.12).
    pub(super) fn token(&self, of_current: bool) -> Option<ResumeToken> {
        let position = if of_current { self.current.as_ref() } else { self.next.as_ref() }?;
        let packed = PackedPosition { link: position.url.to_string(), page: position.page };
        ResumeToken::pack(self.operation.id, &packed)
    }

    /// The next page, still to be read. After an error there is none (R4.11).
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawPage>>> {
        loop {
            let result = match mem::replace(&mut self.step, Step::End) {
                Step::Begin(request, resume) => self.begin(request, resume),
                Step::Given(response) => {
                    self.context = Some(Arc::clone(&response.context));
                    self.next = Some(Position { url: Arc::clone(&response.head.url), page: 0 });
                    return Poll::Ready(Some(Self::document(response).map_err(|error| self.fail(error))));
                }
                Step::Ready(position) => self.ask(position),
                Step::Fetching(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.step = Step::Fetching(future);
                        return Poll::Pending;
                    }
                    Poll::Ready(result) => {
                        let page = result.and_then(Self::document);
                        return Poll::Ready(Some(page.map_err(|error| self.fail(error))));
                    }
                },
                Step::Broken(error) => Err(error),
                Step::End => return Poll::Ready(None),
            };
            match result {
                Ok(step) => self.step = step,
                Err(error) => return Poll::Ready(Some(Err(self.fail(error)))),
            }
        }
    }

    /// Ends the walk. The error carries the token of the page to go on with (R4.11).
    fn fail(&mut self, error: Error) -> Error {
        self.step = Step::End;
        error.with_resume_token(self.token(false))
    }

    fn begin(&mut self, request: Request, resume: Option<ResumeToken>) -> Result<Step> {
        let (call, first) = request.prepare()?;
        self.deadline = Deadline::start(call.client.clock(), call.options.timeout, "the list");
        self.context = Some(Arc::clone(&call));
        if let Some(token) = resume {
            let packed: PackedPosition = token.unpack(self.operation.id)?;
            let url = Url::parse(&packed.link).map_err(|_| Error::bad_resume_token("it is damaged"))?;
            // Before any request, so that a forged token learns nothing (R4.12).
            call.client.trust().check(&url)?;
            return Ok(Step::Ready(Position { url: Arc::new(url), page: packed.page }));
        }
        self.next = Some(Position { url: Arc::clone(&first.url), page: 0 });
        self.visited.insert(&first.method, &first.url, first.body.as_ref());
        Ok(Step::Fetching(self.fetch(call, first)))
    }

    /// Asks for a page by its link.
    fn ask(&mut self, position: Position) -> Result<Step> {
        let call = self.context.clone().ok_or_else(Error::no_request)?;
        self.next = Some(position.clone());
        if self.max_pages.is_some_and(|most| self.pages >= most) {
            let text = "the list has more pages than allowed";
            return Err(Error::new(ErrorKind::Paging, text).with_reason(Reason::TooManyPages));
        }
        let exchange = if position.page == 0 && self.operation.lro.is_some() {
            // The result of an operation, asked for as the poller did.
            call.poll_exchange(Url::clone(&position.url))
        } else if position.page == 0 {
            // The first page after all: a list that was resumed where it began.
            Exchange { url: position.url, ..call.first_exchange() }
        } else {
            let paging = self.paging();
            let method = paging.next_operation.map_or(paging.next_method, |operation| operation.method);
            let body = if paging.repeat_body { call.body.clone() } else { None };
            call.page_exchange(method.into(), position.url, body)
        };
        self.visited.insert(&exchange.method, &exchange.url, exchange.body.as_ref());
        Ok(Step::Fetching(self.fetch(call, exchange)))
    }

    fn fetch(&self, call: Arc<CallContext>, exchange: Exchange) -> BoxFuture<'static, Result<RawResponse>> {
        let deadlines = Deadlines::of_request(&call.client, call.options.page_timeout, "the page").and(self.deadline);
        Box::pin(async move {
            let (head, body) = send(&call.client, exchange, Accepts::Declared, deadlines).await?;
            Ok(RawResponse { head, body, context: call })
        })
    }

    fn document(response: RawResponse) -> Result<RawPage> {
        let is_empty = response.head.status == http::StatusCode::NO_CONTENT;
        let body = if is_empty { Bytes::new() } else { response.document()? };
        Ok(RawPage { response, body })
    }

    /// Finds where the list goes on after a page that could be read.
    fn arrive(&mut self, page: &RawPage, link: Option<&str>) {
        self.pages += 1;
        self.current = self.next.take();
        self.step = match link {
            None => Step::End,
            Some(link) => match self.follow(&page.response, link) {
                Ok(position) => {
                    self.next = Some(position.clone());
                    Step::Ready(position)
                }
                Err(error) => {
                    // The page that names the link is the place to go on from: the link itself leads nowhere (R4.8).
                    self.next.clone_from(&self.current);
                    Step::Broken(error)
                }
            },
        };
    }

    /// The position of a link, checked before anything is sent to it (R4.4, R4.5, R4.8, R4.9).
    fn follow(&self, response: &RawResponse, link: &str) -> Result<Position> {
        let call = &response.context;
        let page = self.current.as_ref().map_or(0, |current| current.page);
        let broken = |text: &'static str| {
            Error::new(ErrorKind::Paging, text).with_reason(Reason::BadNextLink).with_head(&response.head)
        };
        let bad = || broken("the next link is no URL");
        let paging = self.paging();
        let url = match (paging.next_operation, paging.next_link_parameter) {
            (Some(operation), Some(LinkParameter::Query(name))) => {
                as_query(call, operation, name, &paging, link).ok_or_else(bad)?
            }
            (Some(operation), Some(LinkParameter::Path(name))) if Url::parse(link).is_err() => {
                in_path(call, operation, name, &paging, link).ok_or_else(bad)?
            }
            (None, Some(LinkParameter::Token(name))) if !links::is_absolute(link) => {
                links::with_token(&call.url, name, link)
            }
            (None, None) if paging.next_link_name.is_some() && links::is_token(link) => {
                return Err(broken(
                    "the next link is no URL but a token, and the specification does not say which parameter takes it",
                ));
            }
            _ => links::resolve(&response.head.url, link).ok_or_else(bad)?,
        };
        let constants = paging.next_operation.map_or(&[][..], |operation| operation.fixed_query);
        let url = links::with_query(call.client.without_keys(call.operation, url), constants);
        let url = links::with_api_version(url, &call.url, call.client.link_mode());
        call.client
            .trust()
            .check(&url)
            .map_err(|error| error.or_client_request_id(&response.head.client_request_id))?;
        let method: Method = paging.next_operation.map_or(paging.next_method, |operation| operation.method).into();
        let body = if paging.repeat_body { call.body.as_ref() } else { None };
        if self.visited.contains(&method, &url, body) {
            let error = Error::new(ErrorKind::Paging, format!("page {page} names a link that was followed before"));
            return Err(error.with_reason(Reason::PagingLoop { page }).with_head(&response.head));
        }
        // The number comes from a resume token perhaps, and tells an error's place alone.
        Ok(Position { url: Arc::new(url), page: page.saturating_add(1) })
    }
}

/// The URL of the operation that takes the link, whatever it is, as a query parameter (R4.7).
fn as_query(call: &CallContext, operation: &'static Operation, name: &str, paging: &Paging, link: &str) -> Option<Url> {
    let path = expanded(call, operation, operation.path)?;
    let link = format!("{}={}", encode(name), encode(link));
    let repeated = paging.next_query.iter().filter_map(|name| call.query.encoded(name));
    call.client.resolve(&joined(path, std::iter::once(link.as_str()).chain(repeated))).ok()
}

/// A part of an operation's path with the values of the first request.
fn expanded(call: &CallContext, operation: &'static Operation, text: &'static str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let value = |name| call.arguments.value(name, &call.client);
    Template { text, raw: operation.raw_path, empty: operation.empty_path }.expand(value).ok()
}

/// A path with the parts of a query that are there.
fn joined<'a>(mut target: String, parts: impl Iterator<Item = &'a str>) -> String {
    for part in parts.filter(|it| !it.is_empty()) {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(part);
    }
    target
}

/// The URL of the operation that takes the link, which is no whole URL, as a part of its path (R4.7).
fn in_path(
    call: &CallContext,
    operation: &'static Operation,
    parameter: &str,
    paging: &Paging,
    link: &str,
) -> Option<Url> {
    let placeholder = format!("{{{parameter}}}");
    let (before, after) = operation.path.split_once(placeholder.as_str())?;
    let (before, after) = (expanded(call, operation, before)?, expanded(call, operation, after)?);
    let link = links::repaired(link);
    let link = if before.ends_with('/') { link.trim_start_matches('/') } else { &link };
    let (path, query) = match link.split_once('?') {
        Some((path, query)) => (path, query),
        None => (link, ""),
    };
    let repeated = paging.next_query.iter().filter(|name| find_value(query, name).is_none());
    let repeated = repeated.filter_map(|name| call.query.encoded(name));
    let target = joined(format!("{before}{path}{after}"), std::iter::once(query).chain(repeated));
    call.client.resolve(&target).ok()
}

/// What a page knows beside its items.
pub(super) fn head(page: &RawPage) -> Arc<ResponseHead> {
    Arc::clone(&page.response.head)
}

/// One page as it came, and what is on it.
type ReadPage<T> = (RawPage, Content<T>);

/// Polls for a page and reads it: the one part that knows the items' type, shared by both views.
pub(super) fn poll_read<T: ReadValue>(walk: &mut Walk, context: &mut Context<'_>) -> Poll<Option<Result<ReadPage<T>>>> {
    let page = match ready!(walk.poll_page(context)) {
        Some(Ok(page)) => page,
        Some(Err(error)) => return Poll::Ready(Some(Err(error))),
        None => return Poll::Ready(None),
    };
    Poll::Ready(Some(match Content::read(&page.body, &walk.paging()) {
        Ok(mut content) => {
            if let Some(header) = walk.paging().next_link_header {
                content.link = links::in_header(&page.response.head.headers, header);
            }
            walk.arrive(&page, content.link.as_deref());
            Ok((page, content))
        }
        // The page to go on with is the one that could not be read.
        Err(failure) => Err(walk.fail(page.response.head.undecodable(&failure.sentence(), &page.body))),
    }))
}
