//! What a poll's response says about the status (R5.9, R5.11, R5.12).

use http::{Method, StatusCode};
use serde_json::Value;

use super::{
    PollStatus,
    state::{Kind, LastResponse, method, provisioning_state},
};
use crate::{Error, ErrorKind, Reason, Result, model::decode::decode, operation::Lro, request::CallContext};

/// The status that a response tells.
pub(super) struct Told {
    pub(super) status: PollStatus,
    pub(super) word: String,
    pub(super) body: Option<Value>,
}

impl Told {
    fn new(status: PollStatus, word: &str, body: Option<Value>) -> Self {
        Self { status, word: word.to_owned(), body }
    }

    fn word(word: &str, lro: &Lro, body: Option<&Value>) -> Self {
        Self::new(PollStatus::of(word, lro), word, body.cloned())
    }
}

/// Reads a response of a poll.
///
/// # Errors
///
/// [`Reason::MissingStatus`], and [`ErrorKind::Decode`] for a body that is needed and no JSON.
pub(super) fn read(kind: Kind, context: &CallContext, response: &LastResponse) -> Result<Told> {
    let lro = context.operation.lro.unwrap_or(Lro::DEFAULT);
    if response.head.status == StatusCode::NO_CONTENT {
        return Ok(Told::new(PollStatus::Succeeded, "Succeeded", None));
    }
    match kind {
        Kind::AzureAsyncOperation | Kind::OperationLocation => monitor(&lro, response),
        Kind::Location => Ok(location(&lro, context, response)),
        Kind::Body => resource(&lro, response),
    }
}

/// A status monitor (R5.9).
fn monitor(lro: &Lro, response: &LastResponse) -> Result<Told> {
    if response.body.is_empty() && response.head.status == StatusCode::ACCEPTED {
        return Ok(Told::new(PollStatus::Running, "", None));
    }
    let body = json(response)?;
    let word = match body.get("status") {
        Some(Value::String(status)) if !status.trim().is_empty() => Some(status.trim()),
        // A blank one says as little as none.
        None | Some(Value::Null | Value::String(_)) => provisioning_state(Some(&body)),
        Some(_) => None,
    };
    match word {
        Some(word) => Ok(Told::word(word, lro, Some(&body))),
        None => Err(Error::new(ErrorKind::Lro, "the status monitor does not say the status")
            .with_reason(Reason::MissingStatus)
            .with_head(&response.head)
            .with_raw_body(&response.body)),
    }
}

/// What `Location` answers: its status tells, unless a resource's provisioning state says otherwise (R5.11).
fn location(lro: &Lro, context: &CallContext, response: &LastResponse) -> Told {
    let body = response.json();
    let resource = matches!(method(context), Method::PUT | Method::PATCH | Method::DELETE);
    match provisioning_state(body.as_ref()).filter(|_| resource) {
        Some(word) => Told::word(word, lro, body.as_ref()),
        None if response.head.status == StatusCode::ACCEPTED => Told::new(PollStatus::Running, "", body),
        None => Told::new(PollStatus::Succeeded, "Succeeded", body),
    }
}

/// The resource itself (R5.12).
fn resource(lro: &Lro, response: &LastResponse) -> Result<Told> {
    if response.body.is_empty() && response.head.status == StatusCode::ACCEPTED {
        return Ok(Told::new(PollStatus::Running, "", None));
    }
    let body = json(response)?;
    Ok(match provisioning_state(Some(&body)) {
        Some(word) => Told::word(word, lro, Some(&body)),
        None => Told::new(PollStatus::Succeeded, "Succeeded", Some(body)),
    })
}

/// A body that must be JSON.
fn json(response: &LastResponse) -> Result<Value> {
    let unreadable = |what: &str| {
        let text = format!("the answer to a poll cannot be read: {what}");
        Error::new(ErrorKind::Decode, text).with_head(&response.head).with_raw_body(&response.body)
    };
    if response.body.is_empty() {
        return Err(unreadable("it has no body"));
    }
    decode(&response.body).map_err(|failure| unreadable(&failure.sentence()))
}
