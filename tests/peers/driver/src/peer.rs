//! The peer as a client sees it: takes requests, gives the server's responses, keeps cookies and notes each exchange.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use azrest_runtime::http::{HeaderValue, header};
use azrest_runtime::testing::TestClock;
use azrest_runtime::{
    BoxFuture, ClientBuilder, Credential, ReqwestTransport, RetryPolicy, Transport, TransportBody, TransportError,
    TransportRequest, TransportResponse, auth::StaticTokenCredential,
};

/// The server, with the cookies and the exchanges of one scenario. Clones share both.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) base: String,
    /// The OpenID provider.
    pub(crate) openid: String,
    transport: ReqwestTransport,
    clock: TestClock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    cookies: BTreeMap<String, String>,
    trail: Vec<String>,
    requests: Vec<TransportRequest>,
}

impl Peer {
    pub(crate) fn new(base: &str, openid: &str, transport: &ReqwestTransport) -> Self {
        let (transport, clock) = (transport.clone(), TestClock::new());
        Self { base: base.to_owned(), openid: openid.to_owned(), transport, clock, state: Arc::default() }
    }

    /// The same servers, with cookies and exchanges of its own.
    pub(crate) fn another(&self) -> Self {
        Self::new(&self.base, &self.openid, &self.transport)
    }

    /// The token of all clients.
    pub(crate) fn credential(&self) -> Credential {
        StaticTokenCredential::new("token-of-the-driver").into()
    }

    /// A client that repeats POST like PUT, as the peer's scenarios want it. No wait takes real time.
    pub(crate) fn client<C>(&self, builder: ClientBuilder<C>) -> C {
        self.client_with(builder, RetryPolicy::default().repeat_unsafe(true))
    }

    /// A client that repeats what this policy says.
    pub(crate) fn client_with<C>(&self, builder: ClientBuilder<C>, retry: RetryPolicy) -> C {
        let builder = builder.endpoint(&self.base).allow_loopback_http();
        let built = builder.transport(self.clone()).clock(self.clock.clone()).retry(retry).build();
        built.expect("the client can be built")
    }

    /// The exchanges so far, as `GET 200, GET 404`.
    pub(crate) fn trail(&self) -> String {
        self.state().trail.join(", ")
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<TransportRequest> {
        self.state().requests.clone()
    }

    /// The waits so far.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.clock.sleeps()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Peer {
    fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let method = request.method.clone();
            let cookies: Vec<_> = self.state().cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            if let Ok(cookies) = HeaderValue::from_str(&cookies.join("; "))
                && !cookies.is_empty()
            {
                request.headers.insert(header::COOKIE, cookies);
            }
            self.state().requests.push(request.clone());
            let result = self.transport.send(request).await;
            let mut state = self.state();
            match &result {
                Ok(response) => {
                    state.trail.push(format!("{method} {}", response.status.as_u16()));
                    for cookie in response.headers.get_all(header::SET_COOKIE) {
                        state.keep(cookie);
                    }
                }
                Err(_) => state.trail.push(format!("{method} failed")),
            }
            drop(state);
            result
        })
    }
}

impl State {
    /// Keeps a cookie, or forgets one that has ended: the server clears them with an empty value.
    fn keep(&mut self, cookie: &HeaderValue) {
        let Some((name, value)) = cookie.to_str().ok().and_then(|it| it.split(';').next()?.split_once('=')) else {
            return;
        };
        if value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// All bytes of a response.
pub(crate) async fn body(mut body: TransportBody) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await {
        bytes.extend_from_slice(&chunk.expect("the rest of the response"));
    }
    bytes
}
