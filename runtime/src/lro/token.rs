//! Resume tokens of operations: what they hold, and what is checked before they are used (R5.24, R5.25).

use std::time::Duration;

use http::Method;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    PollEvent, PollStatus,
    state::{Kind, LOCATION, Phase, ResultSource, ReturnedUrl, State, is_put_or_patch, method},
};
use crate::{
    Error, Result, ResumeToken,
    client::ServiceClient,
    operation::{FinalStateVia, Operation},
    request::{API_VERSION, CallContext, find_value},
};

/// A position. No tokens, no headers, no bodies.
#[derive(Serialize, Deserialize)]
struct Packed {
    kind: String,
    method: String,
    original_url: String,
    poll_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    final_via: Option<String>,
    status: String,
    phase: String,
    /// Where the result is, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
}

const RUNNING: &str = "running";
const SUCCEEDED: &str = "succeeded";

/// The token of an operation; `None` once its result was given, or when it failed.
pub(super) fn pack(context: &CallContext, state: &State) -> Option<ResumeToken> {
    let (phase, result_url) = match &state.phase {
        Phase::Running => (RUNNING, None),
        Phase::Succeeded(ResultSource::Get(url)) => (SUCCEEDED, Some(url.to_string())),
        Phase::Succeeded(ResultSource::GetReturned(url)) => (SUCCEEDED, url.resolve(context).ok().map(String::from)),
        // The result is in a response, and tokens hold none: whoever resumes asks for it again.
        Phase::Succeeded(_) => (SUCCEEDED, None),
        Phase::Failed(_) | Phase::Finished => return None,
    };
    let lro = context.operation.lro?;
    let location = state.location.as_ref().and_then(|location| match location.resolve(context) {
        Ok(url) => Some(url),
        // The result may be there alone: whoever resumes is told of what is wrong with it, like whoever waits.
        Err(_) if needs_location(context) => {
            let url = location.base.join(&location.text).ok();
            url.map(|url| context.client.without_keys(context.operation, url))
        }
        // What nothing will ask is no reason to refuse the token when it is used (R5.3).
        Err(_) => None,
    });
    let packed = Packed {
        kind: kind_name(state.kind).to_owned(),
        method: Method::from(context.operation.method).to_string(),
        original_url: context.url.to_string(),
        poll_url: state.poll_url.to_string(),
        location_url: location.map(String::from),
        final_via: lro.final_state_via.map(|via| via_name(via).to_owned()),
        status: state.event.word().to_owned(),
        phase: phase.to_owned(),
        result_url,
        api_version: context.url.query().and_then(|query| find_value(query, API_VERSION)).map(str::to_owned),
        correlation_id: context.options.correlation_request_id.clone(),
    };
    ResumeToken::pack(context.operation.id, &packed)
}

/// Makes context and state of a token again.
///
/// # Errors
///
/// [`Reason::BadResumeToken`](crate::Reason::BadResumeToken) for a token of another operation or version,
/// [`ErrorKind::UntrustedHost`](crate::ErrorKind::UntrustedHost) for a URL that this client may not send its token to. No
/// request is made before all of its URLs have passed.
pub(super) fn unpack(
    client: &ServiceClient,
    operation: &'static Operation,
    token: &ResumeToken,
) -> Result<(CallContext, State)> {
    let packed: Packed = token.unpack(operation.id)?;
    let damaged = || Error::bad_resume_token("it is damaged");
    if packed.method != Method::from(operation.method).as_str() {
        return Err(Error::bad_resume_token("it is of another method"));
    }
    let kind = [Kind::AzureAsyncOperation, Kind::OperationLocation, Kind::Location, Kind::Body];
    let kind = kind.into_iter().find(|kind| kind_name(*kind) == packed.kind).ok_or_else(damaged)?;
    let trusted = |text: &str| -> Result<Url> {
        let url = Url::parse(text).map_err(|_| damaged())?;
        client.trust().check(&url)?;
        Ok(url)
    };
    let original = trusted(&packed.original_url)?;
    let poll_url = trusted(&packed.poll_url)?;
    let location = packed.location_url.as_deref().map(trusted).transpose()?;
    let result_url = packed.result_url.as_deref().map(trusted).transpose()?;
    let phase = match (packed.phase.as_str(), result_url) {
        (RUNNING, None) | (SUCCEEDED, None) => Phase::Running,
        (SUCCEEDED, Some(url)) => Phase::Succeeded(ResultSource::Get(url)),
        _ => return Err(damaged()),
    };
    let status = if matches!(phase, Phase::Running) { PollStatus::Running } else { PollStatus::Succeeded };
    let state = State {
        kind,
        location: location.map(|url| ReturnedUrl { text: url.to_string(), base: poll_url.clone(), header: LOCATION }),
        poll_url,
        phase,
        first_status: None,
        polls: 0,
        failures: 0,
        // The first thing to do is to ask.
        wait: Duration::ZERO,
        event: PollEvent::new(status, &packed.status, None, Some(Duration::ZERO)),
    };
    let mut context = CallContext::resumed(client, operation, original);
    context.options.correlation_request_id = packed.correlation_id;
    Ok((context, state))
}

/// Whether the final result may be where `Location` points (R5.16).
fn needs_location(context: &CallContext) -> bool {
    match context.operation.lro.and_then(|lro| lro.final_state_via) {
        Some(via) => via == FinalStateVia::Location,
        None => !is_put_or_patch(&method(context)) && method(context) != Method::DELETE,
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::AzureAsyncOperation => "azure-async-operation",
        Kind::OperationLocation => "operation-location",
        Kind::Location => "location",
        Kind::Body => "body",
    }
}

fn via_name(via: FinalStateVia) -> &'static str {
    match via {
        FinalStateVia::AzureAsyncOperation => "azure-async-operation",
        FinalStateVia::Location => "location",
        FinalStateVia::OriginalUri => "original-uri",
        FinalStateVia::OperationLocation => "operation-location",
    }
}
