//! The loopback redirect: in comes the one request that ends a sign-in in the browser, out goes a constant page (R2.9).

use std::{fmt, pin::pin, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};
use url::Url;

use super::{AuthorizationCodeFlow, PendingAuthorization, RefreshTokenCredential, Secret};
use crate::{
    Clock, Error, Result,
    pipeline::{Deadline, Deadlines},
    values::equal_bytes,
};

/// How long the user has by default (R2.9).
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// The most of a request that is read: redirects are a few KiB.
const MAX_REQUEST: usize = 64 * 1024;

/// How long a connection may take for its request.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections that are held open at the same time.
const MAX_CONNECTIONS: usize = 16;

/// The page that ends the sign-in, whatever came of it. Nothing of the request is in it.
const PAGE: &str = "<!doctype html><title>Sign-in</title><p>The answer has arrived. This window can be closed.";

/// A sign-in that waits for the browser on the loopback address of this machine (R2.9).
#[must_use = "the redirect is received while waiting"]
pub struct LoopbackSignIn {
    listener: TcpListener,
    pending: PendingAuthorization,
    /// Scheme, host and port of the redirect URI, and its path.
    origin: String,
    path: String,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

impl LoopbackSignIn {
    pub(super) async fn start(flow: &AuthorizationCodeFlow, path: &str) -> Result<Self> {
        let no_port = |error| Error::auth("no port on the loopback address can be had").with_source(error);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_port)?;
        let origin = format!("http://localhost:{}", listener.local_addr().map_err(no_port)?.port());
        let pending = flow.begin(&format!("{origin}{path}"))?;
        let path = if path.is_empty() { "/" } else { path }.to_owned();
        Ok(Self { listener, pending, origin, path, timeout: TIMEOUT, clock: flow.shared_clock() })
    }

    /// The URL to open in the user's browser.
    pub fn url(&self) -> &Url {
        self.pending.url()
    }

    /// How long the user has. Default: five minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Waits for the redirect and completes the sign-in. Requests for other paths, as browsers make them, and redirects with
    /// another state, which anything on this machine can make, are answered and passed over; the port is closed before the
    /// code is redeemed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) when nobody signed in, and those of
    /// [`PendingAuthorization::redeem`].
    pub async fn wait(self) -> Result<RefreshTokenCredential> {
        let Self { listener, pending, origin, path, timeout, clock } = self;
        let deadlines = Deadlines::default().and(Deadline::start(&*clock, Some(timeout), "the sign-in"));
        let target = deadlines
            .race(&*clock, pin!(redirect(listener, path, pending.state())))
            .await
            .map_err(|deadline| deadline.error())??;
        let redirected = Url::parse(&format!("{origin}{target}")).map_err(|_| Error::auth("the redirect is no URL"))?;
        pending.redeem(&redirected).await
    }
}

impl fmt::Debug for LoopbackSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopbackSignIn").field("pending", &self.pending).finish_non_exhaustive()
    }
}

/// The request target of the redirect. When it is there, the port is closed.
async fn redirect(listener: TcpListener, path: String, state: Secret) -> Result<String> {
    let (sender, mut found) = mpsc::channel(1);
    let mut acceptor = JoinSet::new();
    acceptor.spawn(accept(listener, path, state, sender));
    let target = found.recv().await;
    acceptor.shutdown().await;
    target.unwrap_or_else(|| Err(Error::auth("the redirect could not be received")))
}

/// Serves connections side by side, since browsers open some without using them.
async fn accept(listener: TcpListener, path: String, state: Secret, sender: mpsc::Sender<Result<String>>) {
    let mut connections = JoinSet::new();
    loop {
        let socket = match listener.accept().await {
            Ok((socket, _)) => socket,
            Err(error) => {
                let error = Error::auth("the redirect could not be received").with_source(error);
                // Nobody waits any more when this fails.
                let _ = sender.try_send(Err(error));
                return;
            }
        };
        while connections.try_join_next().is_some() {}
        if connections.len() < MAX_CONNECTIONS {
            let (sender, path, state) = (sender.clone(), path.clone(), state.clone());
            connections.spawn(async move {
                if let Ok(Some(target)) = tokio::time::timeout(CONNECTION_TIMEOUT, serve(socket, &path, &state)).await {
                    // The first redirect counts; nobody waits for a second one.
                    let _ = sender.try_send(Ok(target));
                }
            });
        }
    }
}

/// Answers one request. Gives its target if it is the redirect: a GET of exactly this path with this state and a code or an
/// error.
async fn serve(mut socket: TcpStream, path: &str, state: &Secret) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        if bytes.len() > MAX_REQUEST || socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let line = bytes.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (asked, query) = target.split_once('?').unwrap_or((target, ""));
    let value = |name: &str| url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    let is_ours = value("state").is_some_and(|(_, value)| equal_bytes(value.as_bytes(), state.expose().as_bytes()));
    let is_redirect = method == "GET" && asked == path && is_ours && value("code").or(value("error")).is_some();
    let (status, body) = if is_redirect { ("200 OK", PAGE) } else { ("404 Not Found", "") };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // A browser that does not wait for the page has signed in all the same.
    let _ = socket.write_all(answer.as_bytes()).await;
    let _ = socket.shutdown().await;
    is_redirect.then(|| target.to_owned())
}
