//! What stays of a call after its first request: enough for further pages and for polls (R4.6, R5.6, R5.7).

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;

use super::{CallOptions, Query, fixed_value, headers, id_header, id_header_name};
use crate::{
    client::ServiceClient, operation::Operation, pipeline::Exchange, random, retry::RetryPolicy, trace::Span,
    transport::Upload,
};

const CORRELATION_ID: &str = "x-ms-correlation-request-id";
/// Room for the headers of most requests, the token among them.
const USUAL_HEADERS: usize = 8;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The values of the path parameters by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct PathArguments(Vec<(&'static str, String)>);

impl PathArguments {
    /// Names the positional values: they stand in the order of the template, each once, client-level parameters aside.
    pub(crate) fn new(operation: &'static Operation, client: &ServiceClient, values: &[&str]) -> Self {
        let mut named: Vec<(&'static str, String)> = Vec::with_capacity(values.len());
        let mut values = values.iter();
        for name in placeholders(operation.path) {
            if named.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let held = client.parameter(name).filter(|_| !operation.own_path.contains(&name));
            let value = held.or_else(|| values.next().copied());
            if let Some(value) = value {
                named.push((name, value.to_owned()));
            }
        }
        Self(named)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

fn placeholders(template: &'static str) -> impl Iterator<Item = &'static str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// A call as its later requests need it.
pub(crate) struct CallContext {
    pub(crate) client: ServiceClient,
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: PathArguments,
    pub(crate) query: Query,
    /// The operation's own header parameters.
    pub(crate) headers: HeaderMap,
    pub(crate) options: CallOptions,
    pub(crate) body: Option<Bytes>,
    /// The body of the first request, if it is read while it is sent.
    pub(crate) upload: Option<Upload>,
    pub(crate) content_type: HeaderValue,
    /// The URL of the first request.
    pub(crate) url: Url,
    /// The span of the whole call, all its requests included.
    pub(crate) span: Span,
}

impl CallContext {
    /// The context of an operation that another process began.
    pub(crate) fn resumed(client: &ServiceClient, operation: &'static Operation, url: Url) -> Self {
        Self {
            client: client.clone(),
            operation,
            arguments: PathArguments::default(),
            query: Query::default(),
            headers: HeaderMap::new(),
            options: CallOptions::default(),
            body: None,
            upload: None,
            content_type: JSON,
            url,
            span: Span::of_call(operation),
        }
    }

    /// The request the caller asked for.
    pub(crate) fn first_exchange(&self) -> Exchange {
        let mut headers = self.common_headers(fixed_value(self.operation.accept).unwrap_or(JSON));
        if self.body.is_some() || self.upload.is_some() {
            headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        }
        headers::extend(&mut headers, &self.headers);
        headers::extend(&mut headers, &self.options.headers);
        let id = self.options.client_request_id.clone();
        let exchange = self.exchange(self.operation.method.into(), self.url.clone(), headers, self.body.clone(), id);
        Exchange { upload: self.upload.clone(), ..exchange }
    }

    /// The request for a further page: the operation's header parameters again, the conditional ones not (R4.6).
    pub(crate) fn page_exchange(&self, method: Method, url: Url, body: Option<Bytes>) -> Exchange {
        let mut headers = self.common_headers(fixed_value(self.operation.accept).unwrap_or(JSON));
        if body.is_some() {
            headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        }
        headers::extend_unconditional(&mut headers, &self.headers);
        headers::extend_unconditional(&mut headers, &self.options.headers);
        self.exchange(method, url, headers, body, None)
    }

    /// A poll or the fetching of a final result: the caller's headers again, the operation's own not (R5.7).
    pub(crate) fn poll_exchange(&self, url: Url) -> Exchange {
        let mut headers = self.common_headers(JSON);
        headers::extend_unconditional(&mut headers, &self.options.headers);
        self.exchange(Method::GET, url, headers, None, None)
    }

    /// The retry policy of this call.
    pub(crate) fn retry(&self) -> RetryPolicy {
        self.options.retry.unwrap_or_else(|| self.client.retry())
    }

    fn common_headers(&self, accept: HeaderValue) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
        headers.insert(header::ACCEPT, accept);
        headers.insert(header::USER_AGENT, self.client.user_agent());
        let correlation = self.options.correlation_request_id.as_deref();
        if let Some((name, value)) = correlation.and_then(|id| id_header(CORRELATION_ID, id)) {
            headers.insert(name, value);
        }
        headers
    }

    /// Every request that is not a repeated attempt has an id of its own (R1.16).
    fn exchange(
        &self,
        method: Method,
        url: Url,
        mut headers: HeaderMap,
        body: Option<Bytes>,
        id: Option<String>,
    ) -> Exchange {
        let name = self.operation.client_request_id;
        let given = id_header_name(name).and_then(|name| headers.get(name)?.to_str().ok().map(str::to_owned));
        let id = id.or(given).unwrap_or_else(random::uuid);
        if let Some((name, value)) = id_header(name, &id) {
            headers.insert(name, value);
        }
        Exchange {
            repeatable: self.operation.idempotent || !matches!(method, Method::POST | Method::PATCH),
            method,
            url,
            headers,
            body,
            upload: None,
            client_request_id: Arc::from(id),
            client_request_id_header: name,
            operation: self.operation,
            retry: self.retry(),
            attempt_timeout: self.options.attempt_timeout.or(self.client.attempt_timeout()),
            span: self.span.clone(),
        }
    }
}
