//! Sending one request: attempts until there is an answer to give.

use std::{pin::pin, sync::Arc, time::Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::{
    Deadline, Deadlines, Exchange, MAX_BODY, MAX_ERROR_BODY, authentication::Authentication, redirect, registration,
};
use crate::{
    Error, ErrorKind, Result,
    auth::claims_challenge,
    client::ServiceClient,
    error::{AttemptOutcome, ErrorBody},
    operation::Body,
    redact,
    response::{RawBody, ResponseHead},
    retry::{Decision, Schedule, retry_after::retry_after},
    trace::{self, Span, TraceContext},
    transport::{ByteStream, TransportBody, TransportError, TransportRequest, TransportResponse, Upload, byte_stream},
};

/// Which statuses are an answer and which are an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepts {
    /// Those that the operation declares (R6.6).
    Declared,
    /// Those with which a long-running operation may begin (R5.1).
    LroBegin,
    /// All of the 2xx family: polls, final results.
    AnySuccess,
}

impl Accepts {
    fn accepts(self, exchange: &Exchange, status: u16) -> bool {
        match self {
            Self::Declared => exchange.operation.is_success(status),
            Self::LroBegin => matches!(status, 200 | 201 | 202 | 204),
            Self::AnySuccess => (200..300).contains(&status),
        }
    }

    /// Whether the body is handed on as a stream.
    fn streams(self, exchange: &Exchange, status: u16) -> bool {
        self == Self::Declared && exchange.operation.body_of(status) == Body::Bytes
    }
}

/// Sends a request until it is answered, the retries are used up or a deadline passes.
///
/// # Errors
///
/// [`ErrorKind::UntrustedHost`] before anything is sent, [`ErrorKind::Auth`], [`ErrorKind::Transport`],
/// [`ErrorKind::Timeout`], [`ErrorKind::Http`] for an answer that is none of the accepted, and [`ErrorKind::Decode`] for a
/// body that is too large.
pub(crate) async fn send(
    client: &ServiceClient,
    exchange: Exchange,
    accepts: Accepts,
    deadlines: Deadlines,
) -> Result<(Arc<ResponseHead>, RawBody)> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::new(ErrorKind::Argument, "a call needs a tokio runtime"));
    }
    let refusal = match attempts(client, &exchange, accepts, deadlines).await {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    let missing = registration::missing(&refusal, &exchange.url).filter(|_| !exchange.is_spent());
    let Some(namespace) = missing else { return Err(refusal) };
    // In a box, so that calls which need no registration need no room for it.
    Box::pin(after_registration(client, exchange, accepts, deadlines, refusal, &namespace)).await
}

/// Registers the provider and tries once more, if the client may.
async fn after_registration(
    client: &ServiceClient,
    exchange: Exchange,
    accepts: Accepts,
    deadlines: Deadlines,
    refusal: Error,
    namespace: &str,
) -> Result<(Arc<ResponseHead>, RawBody)> {
    let Some(registrations) = client.registrations() else {
        return Err(refusal.with_text(registration::hint(namespace)));
    };
    if let Err(error) = registrations.register(client, &exchange, namespace, deadlines).await {
        let text = format!("{}, which failed", registration::hint(namespace));
        return Err(refusal.with_text(text).with_source(error));
    }
    // A service replays its refusal to a request whose id it has seen (R1.16).
    attempts(client, &exchange.with_new_id(), accepts, deadlines).await
}

/// The attempts of one request, until one is answered.
pub(super) async fn attempts(
    client: &ServiceClient,
    exchange: &Exchange,
    accepts: Accepts,
    deadlines: Deadlines,
) -> Result<(Arc<ResponseHead>, RawBody)> {
    let mut sending = Sending { client, exchange, accepts, started: client.clock().now(), attempts: Vec::new() };
    let result = sending.run(deadlines).await;
    result.map_err(|error| {
        let error = sending.describe(error);
        exchange.span.call_failed(&error);
        error
    })
}

/// The attempts of one request.
struct Sending<'a> {
    client: &'a ServiceClient,
    exchange: &'a Exchange,
    accepts: Accepts,
    started: Instant,
    attempts: Vec<AttemptOutcome>,
}

/// What one attempt came to.
enum Attempt {
    Done(Arc<ResponseHead>, RawBody),
    /// An answer that is none of the accepted.
    Refused(Error, StatusCode),
    /// No answer.
    Failed(Error, AttemptOutcome),
    /// An error that no retry mends (R3.2).
    Final(Error),
}

impl Sending<'_> {
    async fn run(&mut self, deadlines: Deadlines) -> Result<(Arc<ResponseHead>, RawBody)> {
        let mut schedule = Schedule::new(self.exchange.retry, self.exchange.repeatable);
        loop {
            let clock = self.client.clock();
            self.wait_for_turn(deadlines).await?;
            let attempt_deadline = Deadline::start(clock, self.exchange.attempt_timeout, "the attempt");
            let span = Span::of_attempt(self.exchange, self.attempts.len());
            let result = {
                let attempt = pin!(self.attempt(&span));
                let attempt = pin!(span.around(attempt));
                deadlines.and(attempt_deadline).race(clock, attempt).await
            };
            let (error, outcome) = match result {
                Ok(Attempt::Done(head, body)) => return Ok((head, body)),
                Ok(Attempt::Final(error)) => return Err(error),
                Ok(Attempt::Refused(error, status)) => (error, AttemptOutcome::Status(status.as_u16())),
                Ok(Attempt::Failed(error, outcome)) => (error, outcome),
                Err(deadline) => (deadline.error(), AttemptOutcome::TimedOut),
            };
            span.attempt_failed(outcome);
            self.attempts.push(outcome);
            let left = deadlines.left(clock);
            if left.is_some_and(|left| left.is_zero()) || self.exchange.is_spent() {
                return Err(error);
            }
            match schedule.after(outcome, error.retry_after(), self.elapsed(), left) {
                Decision::Wait(wait) => {
                    self.exchange.span.within(|| trace::retry(self.exchange, outcome, wait));
                    clock.sleep(wait).await;
                }
                Decision::Stop => return Err(error),
            }
        }
    }

    /// Waits until the client's own limit lets one more request go (R3.7).
    async fn wait_for_turn(&self, deadlines: Deadlines) -> Result<()> {
        let Some(limiter) = self.client.limiter() else { return Ok(()) };
        let clock = self.client.clock();
        let wait = limiter.take(&self.exchange.method, clock.now());
        if wait.is_zero() {
            return Ok(());
        }
        deadlines.race(clock, pin!(clock.sleep(wait))).await.map_err(|deadline| deadline.error())
    }

    fn elapsed(&self) -> std::time::Duration {
        self.client.clock().now().saturating_duration_since(self.started)
    }

    /// Completes an error with what is known about the request.
    fn describe(&self, error: Error) -> Error {
        error
            .or_client_request_id(&self.exchange.client_request_id)
            .or_request(&self.exchange.method, &self.exchange.url)
            .with_attempts(self.attempts.clone(), self.elapsed())
    }

    /// One attempt: gate, credential, exchange, and once more if the service demands claims (R2.19, R3.5).
    async fn attempt(&self, span: &Span) -> Attempt {
        // The gate is first: for a host that is not trusted there is not even a token fetched (R2.20).
        if let Err(error) = self.client.trust().check(&self.exchange.url) {
            return Attempt::Final(error);
        }
        let authentication = match Authentication::get(self.client, self.exchange, None).await {
            Ok(authentication) => authentication,
            Err(error) => return Attempt::Final(error),
        };
        let response = match self.exchange(&authentication, span).await {
            Ok(response) => response,
            Err(error) => return failed(error),
        };
        if !response.refuses_token() {
            return self.finish(response).await;
        }
        authentication.reject_tokens();
        let Some(claims) =
            claims_challenge(&response.headers).filter(|_| authentication.has_token() && !self.exchange.is_spent())
        else {
            return self.finish(response).await;
        };
        // Without a token for the claims, the 401 is what there is to tell.
        let Ok(authentication) = Authentication::get(self.client, self.exchange, Some(claims)).await else {
            return self.finish(response).await;
        };
        match self.exchange(&authentication, span).await {
            Ok(response) => {
                if response.refuses_token() {
                    authentication.reject_tokens();
                }
                self.finish(response).await
            }
            Err(error) => failed(error),
        }
    }

    /// The headers of one exchange, but those of the credential.
    fn headers(&self) -> HeaderMap {
        let exchange = self.exchange;
        // The credential and the length of the body are still to come.
        let mut headers = exchange.headers.to_map(2);
        if let Some(hook) = self.client.trace_context() {
            put_trace_context(hook, &mut headers);
        }
        if let Some(length) = exchange.upload.as_ref().and_then(Upload::length) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        let has_body = exchange.body.is_some() || exchange.upload.is_some();
        if !has_body && matches!(exchange.method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers
    }

    /// One exchange, redirects included (R1.26).
    async fn exchange(&self, authentication: &Authentication<'_>, span: &Span) -> Result<Answer, TransportError> {
        let exchange = self.exchange;
        let mut url = Arc::clone(&exchange.url);
        let mut has_left = false;
        if self.attempts.is_empty() {
            trace::body(self.client, exchange, "request body", exchange.body.as_deref().unwrap_or_default());
        }
        let mut hops = 0;
        loop {
            let headers = self.headers();
            let mut request =
                TransportRequest::new(exchange.method.clone(), Url::clone(&url), headers, exchange.body.clone());
            if has_left {
                request.headers = redirect::harmless(&request.headers, exchange.client_request_id_header);
            } else {
                // Nothing but the request itself holds the credential: errors, logs and links are made of `url`.
                authentication.put(&mut request);
            }
            request.upload.clone_from(&exchange.upload);
            let response = self.client.transport().send(request).await?;
            trace::response(exchange, &url, response.status, &response.headers);
            let target =
                redirect::target(&exchange.method, &url, response.status, &response.headers, self.client.trust());
            // Where the specification names a redirect as the answer, its target is the caller's to have.
            let is_answer = self.accepts == Accepts::Declared && exchange.operation.names(response.status.as_u16());
            match target.filter(|_| !is_answer) {
                Some(target) if hops < redirect::MAX_HOPS => {
                    hops += 1;
                    has_left = has_left || redirect::leaves_origin(&url, &target);
                    url = Arc::new(self.client.without_keys(exchange.operation, target));
                }
                _ => {
                    span.answered(response.status, &response.headers);
                    let TransportResponse { status, headers, body } = response;
                    return Ok(Answer { status, headers, body, url, has_left });
                }
            }
        }
    }

    /// Reads the body as the status demands.
    async fn finish(&self, answer: Answer) -> Attempt {
        let status = answer.status.as_u16();
        let head = Arc::new(ResponseHead {
            status: answer.status,
            headers: answer.headers,
            method: self.exchange.method.clone(),
            url: answer.url,
            client_request_id: self.exchange.client_request_id.clone(),
            attempts: [&*self.attempts, &[AttemptOutcome::Status(status)]].concat(),
            elapsed: self.elapsed(),
        });
        if !self.accepts.accepts(self.exchange, status) {
            let body = byte_stream::read_beginning(answer.body, MAX_ERROR_BODY).await;
            trace::body(self.client, self.exchange, "response body", &body);
            return Attempt::Refused(self.refusal(&head, &body), answer.status);
        }
        if self.accepts.streams(self.exchange, status) {
            return Attempt::Done(head, RawBody::Stream(ByteStream::new(answer.body)));
        }
        match byte_stream::read_to_end(answer.body, head.content_length(), MAX_BODY).await {
            Ok(body) => {
                trace::body(self.client, self.exchange, "response body", &body);
                Attempt::Done(head, RawBody::Whole(body))
            }
            Err(byte_stream::ReadFailure::Interrupted(error)) => match failed(error) {
                Attempt::Failed(error, outcome) => Attempt::Failed(error.with_head(&head), outcome),
                other => other,
            },
            Err(byte_stream::ReadFailure::TooLarge) => Attempt::Final(Error::body_too_large(MAX_BODY).with_head(&head)),
        }
    }

    fn refusal(&self, head: &ResponseHead, body: &Bytes) -> Error {
        let mut parsed = ErrorBody::from_response(&head.headers, body);
        if parsed.code.is_none() && parsed.message.is_none() {
            parsed.message = head.status.canonical_reason().map(str::to_owned);
        }
        let error = Error::new(ErrorKind::Http, "").with_head(head).with_body(parsed).with_raw_body(body);
        let error = error.with_retry_after(retry_after(&head.headers, self.client.clock().utc()));
        if head.status == StatusCode::NOT_MODIFIED {
            return error.with_text("the service changed nothing, or sent nothing since nothing changed");
        }
        if !head.status.is_redirection() {
            return error;
        }
        match redirect::location(&head.url, &head.headers) {
            Some(target) => error.with_text(format!("the redirect to {} was not followed", redact::url(&target))),
            None if head.status == StatusCode::MULTIPLE_CHOICES => {
                error.with_text("the service leaves the choice between several places")
            }
            None => error.with_text("the redirect names no usable target"),
        }
    }
}

/// Lets the caller's hook say to which trace the request belongs. It can set those two headers and no others (R7.1).
fn put_trace_context(hook: &TraceContext, headers: &mut HeaderMap) {
    let mut given = HeaderMap::new();
    hook(&mut given);
    for name in ["traceparent", "tracestate"] {
        if let Some(value) = given.remove(name) {
            headers.insert(name, value);
        }
    }
}

/// A response whose body is still to be read.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: TransportBody,
    url: Arc<Url>,
    /// Whether redirects led to another origin, without the token (R1.26).
    has_left: bool,
}

impl Answer {
    /// Whether it is a word about the token: from elsewhere, which saw none, a 401 is none, whatever it asks for (R2.19).
    fn refuses_token(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED && !self.has_left
    }
}

fn failed(error: TransportError) -> Attempt {
    let outcome = if error.may_have_been_sent() { AttemptOutcome::Interrupted } else { AttemptOutcome::NotSent };
    Attempt::Failed(Error::new(ErrorKind::Transport, error.to_string()).with_source(error), outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        operation::Operation,
        testing::{Answer, FakeTransport},
    };

    /// Links and monitors are checked where they are read, with words of their own; this holds for whatever is sent.
    #[tokio::test]
    async fn r2_20_and_r1_29_nothing_is_sent_that_has_not_passed_the_gate() {
        static GET: Operation = Operation { id: "Get", path: "/x", ..Operation::DEFAULT };
        let transport = FakeTransport::new().answer(Answer::status(503)).answer(Answer::status(200));
        let client = ServiceClient::example(&transport);
        let (_, exchange) = client.request(&GET, &[]).prepare().unwrap();
        for url in ["https://evil.example/x", "http://management.azure.com/x", "https://management.azure.com:8443/x"] {
            let exchange = Exchange { url: Arc::new(Url::parse(url).unwrap()), ..exchange.clone() };
            let error = send(&client, exchange, Accepts::AnySuccess, Deadlines::default()).await.err().unwrap();
            assert_eq!(error.kind(), ErrorKind::UntrustedHost, "{url}");
        }
        assert!(transport.requests().is_empty());
        send(&client, exchange, Accepts::AnySuccess, Deadlines::default()).await.ok().unwrap();
        assert_eq!(transport.requests().len(), 2);
    }
}
