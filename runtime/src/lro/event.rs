//! What is known about an operation after each poll (R5.10, R5.21).

use std::{fmt, time::Duration};

use serde_json::Value;

use crate::{DateTime, Error, operation::Lro};

/// How an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollStatus {
    /// It goes on.
    Running,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled.
    Canceled,
}

impl PollStatus {
    /// Whether the operation has ended.
    pub fn is_terminal(self) -> bool {
        self != Self::Running
    }

    /// The meaning of a service's word. Words that are not known mean that it goes on; `canceled` and `cancelled` are the same (R5.10).
    pub(super) fn of(word: &str, lro: &Lro) -> Self {
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        if is("succeeded") || lro.succeeded.iter().any(|known| is(known)) {
            Self::Succeeded
        } else if is("failed") || lro.failed.iter().any(|known| is(known)) {
            Self::Failed
        } else if is("canceled") || is("cancelled") {
            Self::Canceled
        } else {
            Self::Running
        }
    }
}

/// What one poll told.
#[derive(Clone)]
pub struct PollEvent {
    pub(super) status: PollStatus,
    pub(super) word: String,
    pub(super) percent_complete: Option<f64>,
    pub(super) start_time: Option<DateTime>,
    pub(super) end_time: Option<DateTime>,
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
    pub(super) next_wait: Option<Duration>,
    pub(super) failure: Option<Error>,
}

impl PollEvent {
    pub(super) fn new(status: PollStatus, word: &str, body: Option<&Value>, next_wait: Option<Duration>) -> Self {
        let member = |name: &str| body?.get(name);
        let text = |name: &str| member(name)?.as_str().map(str::to_owned);
        let time = |name: &str| member(name)?.as_str()?.parse().ok();
        Self {
            status,
            word: word.to_owned(),
            percent_complete: member("percentComplete").and_then(percent),
            start_time: time("startTime"),
            end_time: time("endTime"),
            name: text("name"),
            id: text("id"),
            next_wait,
            failure: None,
        }
    }

    /// How the operation stands.
    pub fn status(&self) -> PollStatus {
        self.status
    }

    /// The service's own word for it, for example `Creating`. Empty if it said none.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// How far the operation is, from 0 to 100, if the service says so.
    pub fn percent_complete(&self) -> Option<f64> {
        self.percent_complete
    }

    /// When the operation started, if the service says so.
    pub fn start_time(&self) -> Option<DateTime> {
        self.start_time
    }

    /// When the operation ended, if the service says so.
    pub fn end_time(&self) -> Option<DateTime> {
        self.end_time
    }

    /// The name of the operation at the service.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The id of the operation at the service.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// How long the poller waits before the next poll; `None` when there is none.
    pub fn next_wait(&self) -> Option<Duration> {
        self.next_wait
    }

    /// Why this poll could not read the status. The operation goes on, and so does the poller (R5.14).
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }
}

impl fmt::Debug for PollEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollEvent")
            .field("status", &self.status)
            .field("word", &self.word)
            .field("percent_complete", &self.percent_complete)
            .field("next_wait", &self.next_wait)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

/// A number or a numeric text, kept between 0 and 100.
fn percent(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().trim_end_matches('%').parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| !number.is_nan()).map(|number| number.clamp(0.0, 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_10_status_words() {
        let lro = Lro { succeeded: &["Ready"], failed: &["Broken"], ..Lro::DEFAULT };
        for (word, status) in [
            ("Succeeded", PollStatus::Succeeded),
            ("sUCCEEDED", PollStatus::Succeeded),
            ("ready", PollStatus::Succeeded),
            ("Failed", PollStatus::Failed),
            ("broken", PollStatus::Failed),
            ("Canceled", PollStatus::Canceled),
            ("cancelled", PollStatus::Canceled),
            ("Canceling", PollStatus::Running),
            ("Cancelling", PollStatus::Running),
            ("InProgress", PollStatus::Running),
            ("Accepted", PollStatus::Running),
            ("completed", PollStatus::Running),
            ("", PollStatus::Running),
        ] {
            assert_eq!(PollStatus::of(word, &lro), status, "{word}");
        }
    }

    #[test]
    fn r5_21_progress_is_read_leniently() {
        let event = |percent: Value| {
            let body = serde_json::json!({"percentComplete": percent, "startTime": "2024-01-03T18:38:36.7089583Z", "endTime": "later", "name": "n"});
            PollEvent::new(PollStatus::Running, "Running", Some(&body), None)
        };
        for (given, expected) in [
            (serde_json::json!(50), Some(50.0)),
            (serde_json::json!("12.5"), Some(12.5)),
            (serde_json::json!(150), Some(100.0)),
            (serde_json::json!(-1), Some(0.0)),
            (serde_json::json!("x"), None),
            (Value::Null, None),
        ] {
            assert_eq!(event(given.clone()).percent_complete(), expected, "{given}");
        }
        let event = event(Value::Null);
        assert_eq!(event.start_time().unwrap().to_string(), "2024-01-03T18:38:36.7089583Z");
        assert_eq!((event.end_time(), event.name(), event.id()), (None, Some("n"), None));
    }
}
