//! Registration of resource providers: in comes a refusal because a subscription does not know a provider yet, out comes a
//! subscription that does, if the caller wanted that (R3.8).

use std::{
    collections::HashMap,
    fmt,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderValue, Method, StatusCode, header};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::{Accepts, Deadlines, Exchange, redirect::leaves_origin, send::attempts};
use crate::{
    Error, Result,
    client::ServiceClient,
    operation::{Body, Operation},
    random,
    request::{RequestHeaders, encode, id_header},
    response::RawBody,
};

/// The api-version of the requests that register and look.
const API_VERSION: &str = "api-version=2021-04-01";

/// The time between two looks (R3.8).
const PAUSE: Duration = Duration::from_secs(10);

/// How long a registration may take (R3.8).
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Codes that say that a provider is not registered (R3.8).
const CODES: [&str; 2] = ["MissingSubscriptionRegistration", "MissingRegistrationForResourceProvider"];

static REGISTER: Operation = Operation { id: "register", success: &[(200, Body::Json)], ..Operation::DEFAULT };

/// What one client has registered: each namespace of a subscription once, for all who wait for it.
#[derive(Default)]
pub(crate) struct Registrations(Mutex<HashMap<Key, Arc<Flight>>>);

/// Subscription and namespace, in lower case.
type Key = (String, String);

/// A registration, once: over for good whether it worked or not.
type Flight = OnceCell<Result<()>>;

impl fmt::Debug for Registrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registrations(..)")
    }
}

/// The provider's namespace, if the error says that one is not registered: the target of the first detail, else the name
/// that the message quotes. Only whom the request was for has a say in it, and not where a redirect led (R1.26).
pub(super) fn missing(error: &Error, asked: &Url) -> Option<String> {
    let is_code = error.code().is_some_and(|code| CODES.iter().any(|known| known.eq_ignore_ascii_case(code)));
    if error.status() != Some(StatusCode::CONFLICT) || !is_code {
        return None;
    }
    let answered = error.url().and_then(|url| Url::parse(url).ok())?;
    if leaves_origin(asked, &answered) {
        return None;
    }
    let target = error.details().first().and_then(|detail| detail.target.as_deref());
    let quoted = || error.message()?.split('\'').skip(1).step_by(2).find(|name| is_namespace(name));
    target.filter(|name| is_namespace(name)).or_else(quoted).map(str::to_owned)
}

/// The name becomes part of a path and of a message: letters, digits and dots.
fn is_namespace(name: &str) -> bool {
    name.contains('.')
        && name.len() <= 128
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        && name.split('.').all(|part| !part.is_empty())
}

/// The subscription that a request is about.
fn subscription(url: &Url) -> Option<&str> {
    let mut segments = url.path_segments()?;
    segments.find(|segment| segment.eq_ignore_ascii_case("subscriptions"))?;
    segments.next().filter(|id| !id.is_empty())
}

/// What to tell when registering is off, or did not help.
pub(super) fn hint(namespace: &str) -> String {
    format!("the subscription has to register the resource provider {namespace} first")
}

impl Registrations {
    /// Registers the namespace in the subscription that the exchange is about, or waits for whoever does.
    ///
    /// # Errors
    ///
    /// Why the subscription does not know the provider, still.
    pub(super) async fn register(
        &self,
        client: &ServiceClient,
        refused: &Exchange,
        namespace: &str,
        deadlines: Deadlines,
    ) -> Result<()> {
        let Some(subscription) = subscription(&refused.url) else {
            return Err(Error::argument("subscriptionId", "the request is about no subscription"));
        };
        let key = (subscription.to_ascii_lowercase(), namespace.to_ascii_lowercase());
        let flight = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        // When the one who registers leaves, the next one who waits takes over.
        let work = pin!(flight.get_or_init(|| register(client, refused, subscription, namespace)));
        match deadlines.race(client.clock(), work).await {
            Ok(result) => result.clone(),
            Err(deadline) => Err(deadline.error()),
        }
    }
}

async fn register(client: &ServiceClient, refused: &Exchange, subscription: &str, namespace: &str) -> Result<()> {
    let provider = format!("/subscriptions/{subscription}/providers/{}", encode(namespace));
    let register = client.resolve(&format!("{provider}/register?{API_VERSION}"))?;
    let look = client.resolve(&format!("{provider}?{API_VERSION}"))?;
    let started = client.clock().now();
    let mut state = ask(client, refused, Method::POST, register).await?;
    while !state.eq_ignore_ascii_case("Registered") {
        if client.clock().now().saturating_duration_since(started) + PAUSE > LIMIT {
            return Err(Error::new(crate::ErrorKind::Timeout, "the registration took longer than five minutes"));
        }
        client.clock().sleep(PAUSE).await;
        state = ask(client, refused, Method::GET, look.clone()).await?;
    }
    Ok(())
}

/// Sends a request about the provider and gives its registration state.
async fn ask(client: &ServiceClient, refused: &Exchange, method: Method, url: Url) -> Result<String> {
    let id: Arc<str> = random::uuid();
    let mut headers = RequestHeaders::default();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(header::USER_AGENT, client.user_agent());
    if let Some((name, value)) = id_header(REGISTER.client_request_id, &id) {
        headers.insert(name, value);
    }
    let exchange = Exchange {
        method,
        url: Arc::new(url),
        headers,
        body: None,
        upload: None,
        client_request_id: id,
        client_request_id_header: REGISTER.client_request_id,
        operation: &REGISTER,
        // To register twice is to register.
        repeatable: true,
        retry: refused.retry,
        attempt_timeout: refused.attempt_timeout,
        span: refused.span.clone(),
    };
    let (_, body) = attempts(client, &exchange, Accepts::AnySuccess, Deadlines::default()).await?;
    let RawBody::Whole(body) = body else { return Ok(String::new()) };
    let document: Value = serde_json::from_slice(&body).unwrap_or_default();
    Ok(document.get("registrationState").and_then(Value::as_str).unwrap_or_default().to_owned())
}
