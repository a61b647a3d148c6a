//! What the first response says about following the operation (R5.1 to R5.3).

use std::sync::Arc;

use super::{
    PollEvent, PollPolicy, PollStatus,
    finish::{failed, result_of},
    state::{
        AZURE_ASYNC_OPERATION, Kind, LOCATION, LastResponse, OPERATION_LOCATION, Phase, ResultSource, ReturnedUrl,
        State, is_put_or_patch, method, provisioning_state,
    },
    wait,
};
use crate::{Error, ErrorKind, Reason, Result, operation::Lro, request::CallContext, retry::retry_after::retry_after};

/// How the operation goes on.
enum Course {
    /// It ended with this response.
    Ended(PollStatus),
    /// Its status is to be asked for at a URL that the response names.
    Returned(Kind, ReturnedUrl),
    /// Its status is the provisioning state of the resource.
    Body,
}

/// The state after the first response.
///
/// # Errors
///
/// [`Reason::MissingPollingUrl`], [`Reason::BadPollingUrl`], and
/// [`ErrorKind::UntrustedHost`] for a polling URL elsewhere.
pub(super) fn begin(context: &Arc<CallContext>, policy: &PollPolicy, first: LastResponse) -> Result<State> {
    let lro = context.operation.lro.unwrap_or(Lro::DEFAULT);
    let body = first.json();
    let word = provisioning_state(body.as_ref());
    let state_status = word.map(|word| PollStatus::of(word, &lro));
    let course = course(context, &first, state_status)?;
    let location = ReturnedUrl::from_header(&first.head, LOCATION);
    let wait = wait::before_poll(0, retry_after(&first.head.headers, context.client.clock().utc()), policy);
    let running = |kind, poll_url| {
        let event = PollEvent::new(PollStatus::Running, word.unwrap_or_default(), body.as_ref(), Some(wait));
        let first_status = Some(first.head.status.as_u16());
        let (polls, failures) = (0, 0);
        State {
            kind,
            poll_url,
            location: location.clone(),
            phase: Phase::Running,
            first_status,
            polls,
            failures,
            wait,
            event,
        }
    };
    Ok(match course {
        Course::Returned(kind, url) => {
            running(kind, url.resolve(context).map_err(|error| error.with_head(&first.head))?)
        }
        Course::Body => running(Kind::Body, (*context.url).clone()),
        Course::Ended(status) => {
            let mut state = running(Kind::Body, (*context.url).clone());
            let word = word.unwrap_or(if status == PollStatus::Succeeded { "Succeeded" } else { "Failed" });
            state.event = PollEvent::new(status, word, body.as_ref(), None);
            state.phase = match status {
                PollStatus::Succeeded if first.head.status == http::StatusCode::NO_CONTENT => {
                    Phase::Succeeded(ResultSource::Nothing(first.head))
                }
                PollStatus::Succeeded => Phase::Succeeded(result_of(Kind::Body, context, None, &first)),
                _ => Phase::Failed(failed(context, status, word, &first)),
            };
            state
        }
    })
}

/// The rows of R5.2; the first match wins.
fn course(context: &CallContext, first: &LastResponse, state: Option<PollStatus>) -> Result<Course> {
    let (head, method) = (&first.head, method(context));
    let status = head.status.as_u16();
    let settled = state.filter(|state| state.is_terminal());
    if status == 204 {
        return Ok(Course::Ended(PollStatus::Succeeded));
    }
    let ignores_headers = method == http::Method::PATCH && status == 200;
    if !ignores_headers {
        let mut monitors =
            [(Kind::AzureAsyncOperation, AZURE_ASYNC_OPERATION), (Kind::OperationLocation, OPERATION_LOCATION)];
        if !context.client.service().kind.is_arm() {
            monitors.reverse();
        }
        for (kind, header) in monitors {
            if let Some(url) = ReturnedUrl::from_header(head, header) {
                return Ok(Course::Returned(kind, url));
            }
        }
        if let Some(url) = ReturnedUrl::from_header(head, LOCATION) {
            return Ok(match (status, settled) {
                (202, _) => Course::Returned(Kind::Location, url),
                (_, Some(settled)) if is_put_or_patch(&method) => Course::Ended(settled),
                (201, _) => Course::Returned(Kind::Location, url),
                _ if state == Some(PollStatus::Running) => Course::Returned(Kind::Location, url),
                // A finished answer may carry a `Location` that has nothing to do with it.
                _ => Course::Ended(PollStatus::Succeeded),
            });
        }
    }
    if is_put_or_patch(&method) {
        return Ok(match (status, state) {
            (_, Some(state)) if state.is_terminal() => Course::Ended(state),
            (200, None) => Course::Ended(PollStatus::Succeeded),
            _ => Course::Body,
        });
    }
    if status == 202 {
        let error = Error::new(
            ErrorKind::Lro,
            "the service accepted the operation and did not say where to ask for its outcome",
        );
        return Err(error.with_reason(Reason::MissingPollingUrl).with_head(head));
    }
    Ok(Course::Ended(PollStatus::Succeeded))
}
