//! How far an operation was followed. A poll takes the state and gives a new one, so that an interrupted poll changes nothing (R7.6).

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;
use serde_json::Value;
use url::Url;

use super::PollEvent;
use crate::{
    Error, Reason, Result, links,
    request::CallContext,
    response::{RawBody, RawResponse, ResponseHead},
};

pub(super) const AZURE_ASYNC_OPERATION: &str = "azure-asyncoperation";
pub(super) const OPERATION_LOCATION: &str = "operation-location";
pub(super) const LOCATION: &str = "location";

/// Where the status is asked for (R5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A status monitor from `Azure-AsyncOperation`.
    AzureAsyncOperation,
    /// A status monitor from `Operation-Location`.
    OperationLocation,
    /// The URL from `Location`, which answers 202 while the operation goes on.
    Location,
    /// The resource itself and its provisioning state.
    Body,
}

impl Kind {
    /// The header that carries the polling URL.
    pub(super) fn header(self) -> Option<&'static str> {
        match self {
            Self::AzureAsyncOperation => Some(AZURE_ASYNC_OPERATION),
            Self::OperationLocation => Some(OPERATION_LOCATION),
            Self::Location => Some(LOCATION),
            Self::Body => None,
        }
    }

    pub(super) fn is_monitor(self) -> bool {
        matches!(self, Self::AzureAsyncOperation | Self::OperationLocation)
    }
}

/// A URL that a service returned and nobody has parsed yet (R5.3).
#[derive(Clone, Debug)]
pub(super) struct ReturnedUrl {
    pub(super) text: String,
    /// The URL of the request that returned it.
    pub(super) base: Url,
    pub(super) header: &'static str,
}

impl ReturnedUrl {
    /// The URL of a header, blank ones aside.
    pub(super) fn from_header(head: &ResponseHead, header: &'static str) -> Option<Self> {
        let text = head.text(header)?.to_owned();
        Some(Self { text, base: (*head.url).clone(), header })
    }

    /// The URL, ready to be requested: resolved (R5.3), rewritten for gateways (R5.4), with an api-version (R5.5), and trusted (R5.4).
    ///
    /// # Errors
    ///
    /// [`Reason::BadPollingUrl`] and [`ErrorKind::UntrustedHost`](crate::ErrorKind::UntrustedHost).
    pub(super) fn resolve(&self, context: &CallContext) -> Result<Url> {
        let bad = || {
            let error = Error::new(crate::ErrorKind::Lro, format!("`{}` is no URL", self.header));
            error.with_reason(Reason::BadPollingUrl { header: self.header })
        };
        let mut url = links::resolve(&self.base, &self.text).ok_or_else(bad)?;
        let client = &context.client;
        if client.rewrites_monitor_origin() {
            url = with_origin(url, client.endpoint()).ok_or_else(bad)?;
        }
        let url = client.without_keys(context.operation, url);
        let url = links::with_api_version(url, &context.url, client.link_mode());
        client.trust().check(&url)?;
        Ok(url)
    }
}

/// The URL with scheme, host and port of another one.
fn with_origin(url: Url, origin: &Url) -> Option<Url> {
    let mut rewritten = origin.clone();
    rewritten.set_path(url.path());
    rewritten.set_query(url.query());
    rewritten.set_fragment(None);
    Some(rewritten).filter(|rewritten| rewritten.host() == origin.host())
}

/// A response that may turn out to be the result.
#[derive(Clone)]
pub(super) struct LastResponse {
    pub(super) head: Arc<ResponseHead>,
    pub(super) body: Bytes,
}

impl LastResponse {
    pub(super) fn new(head: Arc<ResponseHead>, body: RawBody) -> Self {
        let body = match body {
            RawBody::Whole(body) => body,
            // Requests of this module are never streamed.
            RawBody::Stream(_) => Bytes::new(),
        };
        Self { head, body }
    }

    /// The body as JSON; `None` if it is empty or no JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(crate::model::decode::without_mark(&self.body)).ok()
    }

    /// As the response of the call.
    pub(super) fn into_raw(self, context: &Arc<CallContext>) -> RawResponse {
        RawResponse { head: self.head, body: RawBody::Whole(self.body), context: Arc::clone(context) }
    }
}

/// What comes after success (R5.16).
#[derive(Clone)]
pub(super) enum ResultSource {
    /// Nothing is left to fetch, and nothing is there.
    Nothing(Arc<ResponseHead>),
    /// This response.
    Response(LastResponse),
    /// What this URL answers.
    Get(Url),
    /// What the URL answers that is still to be parsed.
    GetReturned(ReturnedUrl),
}

/// How far the operation is.
#[derive(Clone)]
pub(super) enum Phase {
    /// It goes on.
    Running,
    /// It ended well, and its result is to be had here (R5.19).
    Succeeded(ResultSource),
    /// It ended, and not well (R5.20).
    Failed(Error),
    /// Its result was given.
    Finished,
}

/// How far an operation was followed.
#[derive(Clone)]
pub(super) struct State {
    pub(super) kind: Kind,
    pub(super) poll_url: Url,
    /// The last `Location` seen, for the result (R5.13, R5.16).
    pub(super) location: Option<ReturnedUrl>,
    pub(super) phase: Phase,
    /// The status of the first response, if this process saw it.
    pub(super) first_status: Option<u16>,
    pub(super) polls: u32,
    /// Polls in a row that failed for passing reasons (R5.14).
    pub(super) failures: u32,
    pub(super) wait: Duration,
    pub(super) event: PollEvent,
}

/// The provisioning state in a resource's body: nested as Resource Manager has it, else at the top (R5.9, R5.12).
pub(super) fn provisioning_state(body: Option<&Value>) -> Option<&str> {
    let body = body?;
    let nested = body.get("properties").and_then(|properties| properties.get("provisioningState"));
    let state = nested.and_then(Value::as_str).or_else(|| body.get("provisioningState").and_then(Value::as_str));
    state.map(str::trim).filter(|state| !state.is_empty())
}

/// Whether requests of this method give back the resource at their own URL.
pub(super) fn is_put_or_patch(method: &Method) -> bool {
    matches!(*method, Method::PUT | Method::PATCH)
}

/// The method of the operation.
pub(super) fn method(context: &CallContext) -> Method {
    context.operation.method.into()
}
