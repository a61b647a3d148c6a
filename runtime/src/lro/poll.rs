//! One poll: takes the state, asks once, gives the next state (R5.7, R5.13 to R5.15).

use std::sync::Arc;

use http::{Method, StatusCode};
use url::Url;

use super::{
    PollEvent, PollPolicy, PollStatus,
    finish::{failed, result_of},
    monitor,
    state::{Kind, LOCATION, LastResponse, Phase, ResultSource, ReturnedUrl, State, method},
    wait,
};
use crate::{
    Error, ErrorKind, Reason, Result,
    error::ErrorBody,
    pipeline::{Accepts, Deadlines, send},
    request::CallContext,
    response::ResponseHead,
    retry::retry_after::retry_after,
};

/// How many polls after a creation may find nothing yet (R5.12).
const POLLS_BEFORE_CREATED: u32 = 3;

/// Asks for the status.
///
/// # Errors
///
/// [`Reason::PollFailed`] when it could not be read, and everything that a response can be wrong in. The state is as before then.
pub(super) async fn poll(
    context: &Arc<CallContext>,
    policy: &PollPolicy,
    state: &State,
    deadlines: Deadlines,
) -> Result<State> {
    let exchange = context.poll_exchange(state.poll_url.clone());
    match send(&context.client, exchange, Accepts::AnySuccess, deadlines).await {
        Ok((head, body)) => answered(context, policy, state, &LastResponse::new(head, body)),
        Err(error) => refused(context, policy, state, error),
    }
}

fn answered(context: &Arc<CallContext>, policy: &PollPolicy, state: &State, response: &LastResponse) -> Result<State> {
    let told = monitor::read(state.kind, context, response)?;
    let mut next = state.clone();
    next.polls = state.polls.saturating_add(1);
    next.failures = 0;
    next.location = ReturnedUrl::from_header(&response.head, LOCATION).or(next.location);
    if told.status == PollStatus::Running {
        let replacement = state.kind.header().and_then(|header| ReturnedUrl::from_header(&response.head, header));
        if let Some(replacement) = replacement {
            next.poll_url = replacement.resolve(context).map_err(|error| error.with_head(&response.head))?;
        }
        let asked = retry_after(&response.head.headers, context.client.clock().utc());
        next.wait = wait::before_poll(next.polls, asked, policy);
    }
    let next_wait = (told.status == PollStatus::Running).then_some(next.wait);
    next.event = PollEvent::new(told.status, &told.word, told.body.as_ref(), next_wait);
    next.phase = match told.status {
        PollStatus::Running => Phase::Running,
        PollStatus::Succeeded => Phase::Succeeded(result_of(state.kind, context, next.location.as_ref(), response)),
        PollStatus::Failed | PollStatus::Canceled => Phase::Failed(failed(context, told.status, &told.word, response)),
    };
    Ok(next)
}

/// A poll without an answer, or with an error for an answer. It says nothing about the operation itself (R5.14).
fn refused(context: &Arc<CallContext>, policy: &PollPolicy, state: &State, error: Error) -> Result<State> {
    if error.status() == Some(StatusCode::NOT_FOUND)
        && let Some(next) = not_found(context, policy, state, &error)
    {
        return Ok(next);
    }
    let passing = match (error.kind(), error.status()) {
        (ErrorKind::Http, Some(status)) => status.is_server_error() || matches!(status.as_u16(), 408 | 429),
        (kind, _) => matches!(kind, ErrorKind::Transport | ErrorKind::Timeout),
    };
    if passing && state.failures + 1 < policy.max_failures {
        return Ok(running(policy, state, state.failures + 1, Some(error)));
    }
    Err(match error.kind() {
        ErrorKind::Http | ErrorKind::Transport | ErrorKind::Timeout => poll_failed(error),
        _ => error,
    })
}

/// The state of an operation that goes on although this poll did not say so.
fn running(policy: &PollPolicy, state: &State, failures: u32, failure: Option<Error>) -> State {
    let mut next = state.clone();
    next.polls = state.polls.saturating_add(1);
    next.failures = failures;
    next.wait = wait::before_poll(next.polls, failure.as_ref().and_then(Error::retry_after), policy);
    next.event = PollEvent { next_wait: Some(next.wait), failure, ..state.event.clone() };
    next
}

fn poll_failed(error: Error) -> Error {
    let text = if error.status() == Some(StatusCode::FORBIDDEN) {
        "the status could not be read, which needs rights above the resource; the operation itself goes on"
    } else {
        "the status could not be read; the operation itself goes on"
    };
    error.with_kind(ErrorKind::Lro).with_reason(Reason::PollFailed).with_text(text)
}

/// What a 404 means: a resource that is not visible yet (R5.12), or a deletion that took its monitor along (R5.15).
fn not_found(context: &Arc<CallContext>, policy: &PollPolicy, state: &State, error: &Error) -> Option<State> {
    let method = method(context);
    let created = method == Method::PUT && matches!(state.first_status, Some(201 | 202));
    if state.kind == Kind::Body && created && state.polls < POLLS_BEFORE_CREATED {
        return Some(running(policy, state, 0, None));
    }
    let gone = method == Method::DELETE
        && !policy.strict_delete
        && (lies_under(&state.poll_url, &context.url) || is_about(error.body(), &context.url));
    if !gone {
        return None;
    }
    let mut next = state.clone();
    next.polls = state.polls.saturating_add(1);
    next.event = PollEvent::new(PollStatus::Succeeded, "Succeeded", None, None);
    next.phase = Phase::Succeeded(ResultSource::Nothing(Arc::new(ResponseHead::of_absence(&state.poll_url))));
    Some(next)
}

/// Whether a URL is that of a resource or of something below it; names compare in any case (R1.10, R5.31).
fn lies_under(url: &Url, resource: &Url) -> bool {
    let segments = |url: &Url| -> Vec<String> {
        url.path().trim_end_matches('/').split('/').map(|segment| segment.to_ascii_lowercase()).collect()
    };
    url.origin() == resource.origin() && segments(url).starts_with(&segments(resource))
}

/// Whether an error says of this very resource that there is none.
fn is_about(error: &ErrorBody, resource: &Url) -> bool {
    let code = error.code.as_deref().unwrap_or_default();
    if !["ResourceNotFound", "NotFound"].iter().any(|known| code.eq_ignore_ascii_case(known)) {
        return false;
    }
    let name = resource.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
    let names_it = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| {
            let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '/' | ',' | '`'));
            words.map(|word| word.trim_end_matches(['.', ':', ';'])).any(|word| word.eq_ignore_ascii_case(&name))
        })
    };
    !name.is_empty() && (names_it(&error.target) || names_it(&error.message))
}
