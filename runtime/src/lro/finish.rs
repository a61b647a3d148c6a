//! The end of an operation: where its result is (R5.16 to R5.18), or what its failure says (R5.20).

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::{
    PollStatus,
    state::{Kind, LastResponse, ResultSource, ReturnedUrl, is_put_or_patch, method},
};
use crate::{
    Error, ErrorKind, Reason,
    error::ErrorBody,
    operation::{FinalStateVia, Lro},
    request::CallContext,
};

/// Where the result of an operation is that ended with `last`; `location` is the last `Location` seen.
pub(super) fn result_of(
    kind: Kind,
    context: &CallContext,
    location: Option<&ReturnedUrl>,
    last: &LastResponse,
) -> ResultSource {
    // What `Location` and the resource answer is the result itself; only monitors speak about something else.
    if !kind.is_monitor() {
        return ResultSource::Response(last.clone());
    }
    let lro = context.operation.lro.unwrap_or(Lro::DEFAULT);
    let method = method(context);
    let original = || ResultSource::Get((*context.url).clone());
    let at_location = || location.cloned().map(ResultSource::GetReturned);
    let last_body = || ResultSource::Response(last_body(&lro, last));
    if method == Method::DELETE {
        return ResultSource::Nothing(last.head.clone());
    }
    match lro.final_state_via {
        Some(FinalStateVia::Location) => {
            if let Some(source) = at_location() {
                return source;
            }
        }
        Some(FinalStateVia::OriginalUri) => return original(),
        Some(FinalStateVia::AzureAsyncOperation | FinalStateVia::OperationLocation) if !is_put_or_patch(&method) => {
            return last_body();
        }
        _ => {}
    }
    if lro.final_state_via != Some(FinalStateVia::Location)
        && let Some(source) = resource_location(last)
    {
        return source;
    }
    if is_put_or_patch(&method) {
        return original();
    }
    match lro.final_state_via {
        None => at_location().unwrap_or_else(last_body),
        Some(_) => last_body(),
    }
}

/// `resourceLocation` in a monitor's last body (R5.17).
fn resource_location(last: &LastResponse) -> Option<ResultSource> {
    let body = last.json()?;
    let text = body.get("resourceLocation")?.as_str().map(str::trim).filter(|text| !text.is_empty())?;
    let url = ReturnedUrl { text: text.to_owned(), base: (*last.head.url).clone(), header: "resourceLocation" };
    Some(ResultSource::GetReturned(url))
}

/// The members that monitors have themselves, by the RPC and by the guidelines for REST APIs.
const OF_MONITORS: [&str; 14] = [
    "createdDateTime",
    "endTime",
    "error",
    "expirationDateTime",
    "id",
    "kind",
    "lastActionDateTime",
    "lastUpdatedDateTime",
    "name",
    "operationId",
    "percentComplete",
    "resourceId",
    "startTime",
    "status",
];

/// The part of a monitor's last body that is the result (R5.18). Where a service answers it without the monitor around it,
/// it is the body.
fn last_body(lro: &Lro, last: &LastResponse) -> LastResponse {
    let Some(path) = lro.result_path else { return last.clone() };
    let body = last.json();
    let is_part = |name: &str| path.split('.').next() == Some(name);
    let is_result = |members: &serde_json::Map<String, Value>| {
        !members.keys().any(|it| is_part(it)) && members.keys().any(|it| !OF_MONITORS.contains(&it.as_str()))
    };
    if body.as_ref().is_some_and(|it| it.as_object().is_none_or(is_result)) {
        return last.clone();
    }
    let part = body.as_ref().and_then(|body| path.split('.').try_fold(body, |part, name| part.get(name)));
    let body = part.filter(|part| !part.is_null()).map(|part| Bytes::from(part.to_string())).unwrap_or_default();
    LastResponse { head: last.head.clone(), body }
}

/// The error of an operation that ended, and not well (R5.20).
pub(super) fn failed(context: &Arc<CallContext>, status: PollStatus, word: &str, last: &LastResponse) -> Error {
    let mut body = last.json().and_then(|body| error_body(&body)).unwrap_or_default();
    let canceled = status == PollStatus::Canceled;
    if body.code.is_none() {
        body.code = Some(if canceled { "OperationCanceled" } else { "OperationFailed" }.to_owned());
    }
    let text = if canceled { "the operation was cancelled" } else { "the operation failed" };
    Error::new(ErrorKind::Lro, format!("{}: {text}", context.operation.id))
        .with_reason(Reason::OperationFailed { status: word.to_owned() })
        .with_head(&last.head)
        .with_body(body)
        .with_raw_body(&last.body)
}

/// The error object: at `error`, at `properties.error`, else in one of the shapes of error responses (R6.2).
fn error_body(body: &Value) -> Option<ErrorBody> {
    let is_there = |error: &&Value| !error.is_null();
    if body.get("error").filter(is_there).is_none() {
        let nested = body.get("properties").and_then(|properties| properties.get("error")).filter(is_there);
        if let Some(found) = nested.and_then(ErrorBody::from_json) {
            return Some(found);
        }
    }
    ErrorBody::from_json(body)
}
