//! Requests: in come an operation's constants and the caller's values, out comes one HTTP request, or the first wrong argument.
//!
//! Values are taken when the generated method is called; what is wrong with them is remembered and surfaces when the call
//! is awaited.

mod body;
mod context;
mod encode;
mod form;
mod headers;
mod members;
mod options;
mod path;
mod query;
mod setters;

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use url::{Position, Url};

use self::form::{FieldValue, Form};
pub(crate) use self::{
    context::{CallContext, PathArguments},
    encode::encode,
    headers::{RequestHeaders, checked as checked_header, may_be_secret},
    options::{CallOptions, call_options},
    path::Template,
    query::{API_VERSION, Query, decoded_key, find_value},
};
pub use self::{
    form::FilePart,
    members::{json_text, pairs},
    query::{CollectionFormat, joined},
};
use crate::{
    Error, Result, client::ServiceClient, lro::PollPolicy, operation::Operation, pipeline::Exchange,
    retry::RetryPolicy, trace::Span, transport::Upload,
};

/// More headers than any service reads.
const MAX_HEADERS: usize = 1000;

/// A request in the making.
#[must_use = "a request does nothing by itself"]
pub struct Request(Box<Parts>);

struct Parts {
    client: ServiceClient,
    operation: &'static Operation,
    path: String,
    arguments: PathArguments,
    query: Query,
    /// The operation's own header parameters.
    headers: HeaderMap,
    /// The operation's own cookies, as `name=value` (RFC 6265).
    cookies: Vec<(&'static str, String)>,
    body: Option<Bytes>,
    upload: Option<Upload>,
    /// The fields of a body that is a form.
    form: Form,
    content_type: Option<String>,
    nulls: Vec<String>,
    options: CallOptions,
    failure: Option<Error>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.0.operation.id).finish_non_exhaustive()
    }
}

impl Request {
    pub(crate) fn new(client: &ServiceClient, operation: &'static Operation, path_values: &[&str]) -> Self {
        let template = Template { text: operation.path, raw: operation.raw_path, empty: operation.empty_path };
        let mut arguments = PathArguments::default();
        let (mut path, failure) = match template.expand(|name| arguments.take(name, operation, client, path_values)) {
            Ok(path) => (path, None),
            Err(failure) => (String::new(), Some(failure)),
        };
        // The template's own query (R1.9); no value brings a `?` with it.
        let mut query = Query::default();
        if let Some(at) = path.find('?') {
            query.fix_text(&path[at + 1..]);
            path.truncate(at);
        }
        Self(Box::new(Parts {
            client: client.clone(),
            operation,
            path,
            arguments,
            query,
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: None,
            upload: None,
            form: Form::default(),
            content_type: None,
            nulls: Vec::new(),
            options: CallOptions::default(),
            failure,
        }))
    }

    /// Remembers the first thing that is wrong.
    fn check<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.failure.get_or_insert(error);
                None
            }
        }
    }

    fn set_modelled_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("content-type") {
            self.0.content_type = Some(value.to_owned());
        } else if self.has_room(name)
            && let Some((name, value)) = self.check(headers::checked(name, value))
        {
            self.0.headers.insert(name, value);
        }
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.0.options.timeout = Some(timeout);
    }

    pub(crate) fn set_attempt_timeout(&mut self, timeout: Duration) {
        self.0.options.attempt_timeout = Some(timeout);
    }

    pub(crate) fn set_page_timeout(&mut self, timeout: Duration) {
        self.0.options.page_timeout = Some(timeout);
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.0.options.retry = Some(policy);
    }

    pub(crate) fn set_polling(&mut self, policy: PollPolicy) {
        self.0.options.polling = Some(policy);
    }

    /// Header maps have a limit of their own and panic beyond it.
    fn has_room(&mut self, name: &str) -> bool {
        let full = self.0.headers.len().max(self.0.options.headers.len()) >= MAX_HEADERS;
        let result = if full { Err(Error::argument(name, "the request has too many headers")) } else { Ok(()) };
        self.check(result).is_some()
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        if self.has_room(name)
            && let Some((name, value)) = self.check(headers::checked(name, value))
        {
            self.0.options.headers.insert(name, value);
        }
    }

    pub(crate) fn set_client_request_id(&mut self, id: &str) {
        if self.check(headers::checked(self.0.operation.client_request_id, id)).is_some() {
            self.0.options.client_request_id = Some(id.to_owned());
        }
    }

    pub(crate) fn set_correlation_request_id(&mut self, id: &str) {
        if self.check(headers::checked("x-ms-correlation-request-id", id)).is_some() {
            self.0.options.correlation_request_id = Some(id.to_owned());
        }
    }

    pub(crate) fn set_null(&mut self, pointer: &str) {
        self.0.nulls.push(pointer.to_owned());
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.0.operation
    }

    pub(crate) fn client(&self) -> &ServiceClient {
        &self.0.client
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// Puts the request together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument): the first thing that was wrong.
    pub(crate) fn prepare(self) -> Result<(Arc<CallContext>, Exchange)> {
        let Parts {
            client,
            operation,
            path,
            arguments,
            mut query,
            headers,
            mut cookies,
            body,
            upload,
            mut form,
            content_type,
            nulls,
            options,
            failure,
        } = *self.0;
        if let Some(failure) = failure {
            return Err(failure);
        }
        for (name, value) in operation.fixed_query {
            query.fix(name, value);
        }
        for name in operation.client_query {
            if let Some(value) = client.parameter(name) {
                query.set(*name, value);
            }
        }
        let api_version = client.api_version(operation);
        let endpoint_query = client.endpoint().query().unwrap_or_default();
        if let Some(version) = api_version
            && !query.contains(API_VERSION)
            && find_value(endpoint_query, API_VERSION).is_none()
        {
            query.set(API_VERSION, version);
        }
        let mut headers = headers;
        for (name, value) in operation.fixed_headers {
            let (name, value) = headers::checked(name, value)?;
            headers.insert(name, value);
        }
        for name in operation.client_headers {
            if let Some(value) = client.parameter(name) {
                let (name, value) = headers::checked(name, value)?;
                headers.insert(name, value);
            }
        }
        for (name, value) in operation.fixed_form {
            form.set(name, vec![FieldValue::Text((*value).to_owned())]);
        }
        cookies.extend(operation.fixed_cookies.iter().map(|(name, value)| (*name, encode(value).into_owned())));
        if !cookies.is_empty() {
            let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (name, mut value) = headers::checked("cookie", &pairs.join("; "))?;
            value.set_sensitive(true);
            let value =
                headers.get(&name).map_or_else(|| value.clone(), |before| headers::with_cookies(before, &value));
            headers.insert(name, value);
        }
        let mut target = path;
        query.append_to(&mut target, endpoint_query);
        let url = Arc::new(client.resolve(&target)?);
        let body = if nulls.is_empty() { body } else { Some(body::with_nulls(body.as_ref(), &nulls)?) };
        let content_type = content_type.map_or(Cow::Borrowed(operation.content_type), Cow::Owned);
        let (content_type, body) = if form.is_empty() {
            (content_type, body)
        } else {
            let (content_type, body) = form.encode(&content_type)?;
            (content_type.into(), Some(body))
        };
        let content_type = match content_type {
            Cow::Borrowed(text) => fixed_value(text),
            Cow::Owned(text) => HeaderValue::from_str(&text).ok(),
        };
        let content_type = content_type.ok_or_else(|| Error::argument("content-type", "it is no header value"))?;
        let context = Arc::new(CallContext {
            client,
            operation,
            arguments,
            query,
            headers,
            options,
            body,
            upload,
            content_type,
            url,
            span: Span::of_call(operation),
        });
        let exchange = context.first_exchange();
        Ok((context, exchange))
    }
}

/// The usual name of the header that carries the client request id.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// The name of a header that says how the request ids go (R1.16).
pub(crate) fn id_header_name(name: &'static str) -> Option<HeaderName> {
    // The usual one is not read letter by letter for each request.
    if name == CLIENT_REQUEST_ID.as_str() { Some(CLIENT_REQUEST_ID) } else { name.parse().ok() }
}

/// The name and value of a header that says how the request ids go (R1.16).
pub(crate) fn id_header(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((id_header_name(name)?, HeaderValue::from_str(value).ok()?))
}

/// A constant as the value of a header, not copied; `None` if it cannot stand in one.
fn fixed_value(text: &'static str) -> Option<HeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes())).ok().filter(|_| text.is_ascii())
}

impl ServiceClient {
    /// The URL of a path and its query below the endpoint, joined with exactly one `/`; the endpoint's query is no part of it
    /// (R1.2).
    pub(crate) fn resolve(&self, target: &str) -> Result<Url> {
        let endpoint = self.endpoint();
        let base = endpoint[..Position::AfterPath].trim_end_matches('/');
        let url = Url::parse(&[base, target].concat());
        let url = url.map_err(|_| Error::argument("path", "the path and the endpoint make no URL"))?;
        if !self.is_at_endpoint(&url) {
            return Err(Error::argument("path", "the path leads away from the endpoint"));
        }
        Ok(url)
    }
}
