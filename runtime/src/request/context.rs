//! What stays of a call after its first request: enough for further pages and for polls (R4.6, R5.6, R5.7).

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;

use super::{CallOptions, Query, RequestHeaders, fixed_value, id_header, id_header_name};
use crate::{
    client::ServiceClient, operation::Operation, pipeline::Exchange, random, retry::RetryPolicy, trace::Span,
    transport::Upload,
};

const CORRELATION_ID: &str = "x-ms-correlation-request-id";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The values of the path parameters by name, those aside that the client has.
#[derive(Debug, Default)]
pub(crate) struct PathArguments(Vec<(&'static str, String)>);

impl PathArguments {
    /// The value of a placeholder of the operation's path, and notes the name if it is new. The values are positional: they
    /// stand in the order of the template, each once, those of the client aside.
    pub(crate) fn take<'a>(
        &mut self,
        name: &'static str,
        operation: &Operation,
        client: &'a ServiceClient,
        values: &[&'a str],
    ) -> Option<&'a str> {
        if let Some(value) = client.parameter(name).filter(|_| !operation.own_path.contains(&name)) {
            return Some(value);
        }
        if let Some(index) = self.0.iter().position(|(known, _)| *known == name) {
            return values.get(index).copied();
        }
        let value = values.get(self.0.len()).copied()?;
        self.0.push((name, value.to_owned()));
        Some(value)
    }

    /// The value of a parameter of the path: the call's own, else the client's.
    pub(crate) fn value<'a>(&'a self, name: &str, client: &'a ServiceClient) -> Option<&'a str> {
        let own = self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        own.or_else(|| client.parameter(name))
    }
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
    pub(crate) url: Arc<Url>,
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
            url: Arc::new(url),
            span: Span::of_call(operation),
        }
    }

    /// The request the caller asked for.
    pub(crate) fn first_exchange(&self) -> Exchange {
        let mut headers = self.common_headers(fixed_value(self.operation.accept).unwrap_or(JSON));
        if self.body.is_some() || self.upload.is_some() {
            headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        }
        headers.extend(&self.headers);
        headers.extend(&self.options.headers);
        let id = self.options.client_request_id.as_deref();
        let exchange =
            self.exchange(self.operation.method.into(), Arc::clone(&self.url), headers, self.body.clone(), id);
        Exchange { upload: self.upload.clone(), ..exchange }
    }

    /// The request for a further page: the operation's header parameters again, the conditional ones not (R4.6).
    pub(crate) fn page_exchange(&self, method: Method, url: Arc<Url>, body: Option<Bytes>) -> Exchange {
        let mut headers = self.common_headers(fixed_value(self.operation.accept).unwrap_or(JSON));
        if body.is_some() {
            headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        }
        headers.extend_unconditional(&self.headers);
        headers.extend_unconditional(&self.options.headers);
        self.exchange(method, url, headers, body, None)
    }

    /// A poll or the fetching of a final result: the caller's headers again, the operation's own not (R5.7).
    pub(crate) fn poll_exchange(&self, url: Url) -> Exchange {
        let mut headers = self.common_headers(JSON);
        headers.extend_unconditional(&self.options.headers);
        self.exchange(Method::GET, Arc::new(url), headers, None, None)
    }

    /// The retry policy of this call.
    pub(crate) fn retry(&self) -> RetryPolicy {
        self.options.retry.unwrap_or_else(|| self.client.retry())
    }

    fn common_headers(&self, accept: HeaderValue) -> RequestHeaders {
        let mut headers = RequestHeaders::default();
        headers.insert(header::ACCEPT, accept);
        headers.insert(header::USER_AGENT, self.client.user_agent());
        let correlation = self.options.correlation_request_id.as_deref();
        if let Some((name, value)) = correlation.and_then(|id| id_header(CORRELATION_ID, id)) {
            headers.insert(name, value);
        }
        headers
    }

    /// Every request that is not a repeated attempt has an id of its own (R1.16), of services that know such ids: others get
    /// what the caller gives.
    fn exchange(
        &self,
        method: Method,
        url: Arc<Url>,
        mut headers: RequestHeaders,
        body: Option<Bytes>,
        id: Option<&str>,
    ) -> Exchange {
        let name = self.operation.client_request_id;
        let given = || headers.get(&id_header_name(name)?)?.to_str().ok();
        let has_ids = self.client.service().client_request_ids || name != Operation::DEFAULT.client_request_id;
        let made = || if has_ids { random::uuid() } else { Arc::from("") };
        let id = id.or_else(given).map_or_else(made, Arc::from);
        if let Some((name, value)) = id_header(name, &id).filter(|_| !id.is_empty()) {
            headers.insert(name, value);
        }
        Exchange {
            repeatable: self.operation.idempotent || method.is_idempotent(),
            method,
            url,
            headers,
            body,
            upload: None,
            client_request_id: id,
            client_request_id_header: name,
            operation: self.operation,
            retry: self.retry(),
            attempt_timeout: self.options.attempt_timeout.or(self.client.attempt_timeout()),
            span: self.span.clone(),
        }
    }
}
