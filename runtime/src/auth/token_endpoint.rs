//! The token endpoint of Microsoft Entra ID: in come form fields, out comes a token or a typed error (R2.2 to R2.4, R2.15).

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Secret, Token};
use crate::{
    Clock, Error, ErrorKind, Result,
    clock::TokioClock,
    error::{AttemptOutcome, ErrorBody, ErrorDetail},
    retry::{Decision, RetryPolicy, Schedule, retry_after::retry_after},
    transport::{ReqwestTransport, Transport, TransportRequest, TransportResponse, byte_stream},
};

/// Token responses are a few KiB.
const MAX_RESPONSE: usize = 1024 * 1024;

/// No token is kept longer than this, whatever its issuer says.
pub(super) const LONGEST_LIFE: Duration = Duration::from_secs(366 * 24 * 3600);

/// Status, headers and body of an answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// The error of a refused request.
    pub(super) fn refusal(&self, text: &'static str) -> Error {
        refusal(text, self.status, &self.body)
    }
}

/// What an issuer grants.
pub(super) struct Grant {
    pub(super) token: Token,
    pub(super) refresh_token: Option<Secret>,
}

/// How token endpoints are asked. Cheap to clone.
#[derive(Clone)]
pub(super) struct TokenClient {
    /// The default one is made when it is first needed.
    transport: OnceLock<Arc<dyn Transport>>,
    default_transport: fn() -> Result<ReqwestTransport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) retry: RetryPolicy,
}

impl TokenClient {
    pub(super) fn new(default_transport: fn() -> Result<ReqwestTransport>) -> Self {
        Self {
            transport: OnceLock::new(),
            default_transport,
            clock: Arc::new(TokioClock),
            retry: RetryPolicy::default(),
        }
    }

    pub(super) fn set_transport(&mut self, transport: impl Transport) {
        self.transport = OnceLock::from(Arc::new(transport) as Arc<dyn Transport>);
    }

    fn transport(&self) -> Result<&Arc<dyn Transport>> {
        if let Some(transport) = self.transport.get() {
            return Ok(transport);
        }
        let default = Arc::new((self.default_transport)()?);
        Ok(self.transport.get_or_init(|| default))
    }

    /// Posts the form and reads the token. 429, 5xx and transport failures are repeated; everything else is final (R2.15).
    pub(super) async fn post(&self, url: &Url, fields: &[(&str, &str)]) -> Result<Grant> {
        let form = Zeroizing::new(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish());
        let body = Bytes::copy_from_slice(form.as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let request = TransportRequest::new(Method::POST, url.clone(), headers, Some(body));
        self.ask(request, Lifetime::Shorter).await
    }

    /// Sends the request, repeats it by the policy, and reads the token.
    pub(super) async fn ask(&self, request: TransportRequest, lifetime: Lifetime) -> Result<Grant> {
        let started = self.clock.now();
        let mut schedule = Schedule::new(self.retry, true);
        let mut attempts = Vec::new();
        loop {
            let asked_at = self.clock.now();
            let (outcome, wait, error) = match self.exchange(request.clone()).await {
                Ok(answer) if answer.status == StatusCode::OK => {
                    return parse_token(&answer.body, asked_at, self.clock.utc(), lifetime);
                }
                Ok(answer) => {
                    let wait = retry_after(&answer.headers, self.clock.utc());
                    let error = answer.refusal("the token endpoint refused").with_retry_after(wait);
                    (AttemptOutcome::Status(answer.status.as_u16()), wait, error)
                }
                Err((outcome, error)) => (outcome, None, error),
            };
            attempts.push(outcome);
            let elapsed = self.clock.now().saturating_duration_since(started);
            match schedule.after(outcome, wait, elapsed, None) {
                Decision::Wait(wait) => self.clock.sleep(wait).await,
                Decision::Stop => return Err(error.with_url(&request.url).with_attempts(attempts, elapsed)),
            }
        }
    }

    /// One exchange, without retries.
    pub(super) async fn exchange(&self, request: TransportRequest) -> Result<Answer, (AttemptOutcome, Error)> {
        let transport = self.transport().map_err(|error| (AttemptOutcome::NotSent, error))?;
        let interrupted = |error: crate::TransportError| {
            let outcome =
                if error.may_have_been_sent() { AttemptOutcome::Interrupted } else { AttemptOutcome::NotSent };
            (outcome, Error::new(ErrorKind::Auth, "the token endpoint could not be asked").with_source(error))
        };
        let TransportResponse { status, headers, body } = transport.send(request).await.map_err(interrupted)?;
        match byte_stream::read_to_end(body, None, MAX_RESPONSE).await {
            Ok(body) => Ok(Answer { status, headers, body }),
            Err(byte_stream::ReadFailure::Interrupted(error)) => Err(interrupted(error)),
            Err(byte_stream::ReadFailure::TooLarge) => {
                // As final as an answer that cannot be read.
                let error = Error::new(ErrorKind::Auth, "the answer of the token endpoint is too large");
                Err((AttemptOutcome::Status(status.as_u16()), error))
            }
        }
    }
}

/// The error of a refused request: `{error, error_description, error_codes, trace_id, correlation_id}` (R2.15).
fn refusal(what: &'static str, status: StatusCode, body: &[u8]) -> Error {
    let mut parsed = ErrorBody::from_bytes(body);
    let document: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    if let Some(Value::Array(codes)) = document.get("error_codes") {
        let codes =
            codes.iter().take(16).map(|code| ErrorDetail { code: Some(code.to_string()), ..ErrorDetail::default() });
        parsed.details.extend(codes);
    }
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    Error::new(ErrorKind::Auth, what)
        .with_status(status)
        .with_body(parsed)
        .with_service_ids(text("trace_id"), text("correlation_id"))
}

/// Which of the two lifetimes of a token counts (R2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifetime {
    /// The shorter one.
    Shorter,
    /// `expires_on`, since the token may be an old one whose `expires_in` counted from its issuance.
    ExpiresOnFirst,
}

/// Reads a token response. `asked_at` is the time before the request was sent (R2.4).
pub(super) fn parse_token(body: &[u8], asked_at: Instant, now: SystemTime, which: Lifetime) -> Result<Grant> {
    let unreadable = |what: &'static str| Error::new(ErrorKind::Auth, what);
    let document: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| unreadable("the answer of the token endpoint is no JSON object"))?;
    let secret = document.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let secret = secret.ok_or_else(|| unreadable("the answer of the token endpoint has no `access_token`"))?;
    let seconds = |name: &str| match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match number(value) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(unreadable("the answer of the token endpoint has an unreadable lifetime")),
        },
    };
    let lifetime = seconds("expires_in")?.map(duration);
    let until = seconds("expires_on")?
        .map(|epoch| (SystemTime::UNIX_EPOCH + duration_uncapped(epoch)).duration_since(now).unwrap_or_default());
    let lifetime = match (lifetime, until) {
        (Some(_), Some(until)) if which == Lifetime::ExpiresOnFirst => until,
        (Some(lifetime), Some(until)) => lifetime.min(until),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => return Err(unreadable("the answer of the token endpoint has no lifetime")),
    };
    let mut token = Token::new(secret, asked_at + lifetime.min(LONGEST_LIFE));
    if let Some(refresh) = document.get("refresh_in").and_then(number) {
        token = token.with_refresh_at(asked_at + duration(refresh));
    }
    let refresh_token = document.get("refresh_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    Ok(Grant { token, refresh_token: refresh_token.map(Secret::from) })
}

/// A number, or a number written as a string (R2.3).
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

fn duration(seconds: f64) -> Duration {
    duration_uncapped(seconds).min(LONGEST_LIFE)
}

/// At most what a time since 1970 can be added to without overflow.
fn duration_uncapped(seconds: f64) -> Duration {
    const FAR: f64 = 1e11;
    Duration::try_from_secs_f64(seconds.clamp(0.0, FAR)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(body: &str) -> Result<u64> {
        let start = Instant::now();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        parse_token(body.as_bytes(), start, now, Lifetime::Shorter)
            .map(|grant| grant.token.expires_at.duration_since(start).as_secs())
    }

    #[test]
    fn r2_3_lifetimes_come_as_numbers_and_as_text() {
        for value in ["3599", "3599.0", "\"3599\"", "\" 3599 \"", "3599.9"] {
            assert_eq!(lifetime(&format!(r#"{{"access_token":"t","expires_in":{value}}}"#)).unwrap(), 3599, "{value}");
        }
        assert_eq!(lifetime(r#"{"access_token":"t","expires_on":"1700000100"}"#).unwrap(), 100);
        assert_eq!(lifetime(r#"{"access_token":"t","expires_on":1600000000}"#).unwrap(), 0);
        assert_eq!(lifetime(r#"{"access_token":"t","expires_in":1e300}"#).unwrap(), LONGEST_LIFE.as_secs());
        assert_eq!(lifetime(r#"{"access_token":"t","expires_in":-5}"#).unwrap(), 0);
    }

    #[test]
    fn r2_3_no_lifetime_is_an_error() {
        for body in [
            r#"{"access_token":"t"}"#,
            r#"{"access_token":"t","expires_in":null}"#,
            r#"{"access_token":"t","expires_in":"soon"}"#,
            r#"{"access_token":"t","expires_in":"NaN"}"#,
            r#"{"access_token":"t","expires_in":{}}"#,
            r#"{"access_token":"","expires_in":1}"#,
            r#"{"expires_in":1}"#,
            "[]",
            "",
        ] {
            let error = lifetime(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Auth, "{body}");
        }
    }

    #[test]
    fn r2_4_expires_on_counts_where_the_token_may_be_old() {
        let body = br#"{"access_token":"t","expires_in":"3600","expires_on":"1700007200"}"#;
        let (start, now) = (Instant::now(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        let grant = parse_token(body, start, now, Lifetime::ExpiresOnFirst).unwrap();
        assert_eq!(grant.token.expires_at - start, Duration::from_secs(7200));
    }

    #[test]
    fn r2_4_the_smaller_of_both_lifetimes_counts() {
        assert_eq!(lifetime(r#"{"access_token":"t","expires_in":3600,"expires_on":1700000100}"#).unwrap(), 100);
        assert_eq!(lifetime(r#"{"access_token":"t","expires_in":50,"expires_on":1700000100}"#).unwrap(), 50);
    }
}
