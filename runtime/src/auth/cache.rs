//! The token cache: many callers ask, one request is made; tokens are renewed before they expire (R2.16 to R2.18).

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::HeaderValue;
use tokio::{runtime::Handle, sync::watch};

use super::{Token, TokenCredential, TokenRequest};
use crate::{BoxFuture, Clock, Error, ErrorKind, Result, random};

/// Tokens that live at least this long are renewed after half their life (R2.17).
const LONG_LIFE: Duration = Duration::from_secs(2 * 3600);

/// Other tokens are renewed this long before they expire (R2.17).
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// The renewal of each token varies by up to this much, so that a fleet does not renew at once (R2.17).
const SPREAD: Duration = Duration::from_secs(60);

/// How long a failed early renewal is not repeated (R2.18).
const EAGER_PAUSE: Duration = Duration::from_secs(30);

/// The tokens of one credential. Authority, client id and kind are the credential's own, so the key is what may differ
/// between requests (R2.16).
#[derive(Default)]
pub(super) struct TokenCache {
    entries: Mutex<BTreeMap<Key<'static>, Arc<Entry>>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    /// Sorted.
    scopes: Cow<'a, [String]>,
    tenant: Option<Cow<'a, str>>,
    cae: bool,
}

impl<'a> Key<'a> {
    fn of(request: &'a TokenRequest) -> Self {
        let mut scopes = Cow::Borrowed(&*request.scopes);
        if !scopes.is_sorted() {
            scopes.to_mut().sort_unstable();
        }
        Self { scopes, tenant: request.tenant.as_deref().map(Cow::Borrowed), cae: request.cae }
    }

    fn into_owned(self) -> Key<'static> {
        let tenant = self.tenant.map(|tenant| Cow::Owned(tenant.into_owned()));
        Key { scopes: Cow::Owned(self.scopes.into_owned()), tenant, cae: self.cae }
    }
}

/// A token in the form in which it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Authorization(Arc<Cached>);

impl Authorization {
    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.header.clone()
    }

    /// The token itself.
    pub(crate) fn token(&self) -> Token {
        self.0.token.clone()
    }
}

#[derive(Debug)]
struct Cached {
    token: Token,
    header: HeaderValue,
    expires_at: Instant,
    due_at: Instant,
}

impl Cached {
    /// `asked_at` is the time before the token was asked for.
    fn new(token: &Token, asked_at: Instant) -> Result<Self> {
        let mut header = HeaderValue::from_str(&format!("{} {}", token.kind, token.secret.expose()))
            .map_err(|_| Error::new(ErrorKind::Auth, "the token has a character that a header cannot have"))?;
        header.set_sensitive(true);
        let lifetime = token.expires_at.saturating_duration_since(asked_at);
        let planned = match token.refresh_at {
            Some(refresh_at) => refresh_at,
            None if lifetime >= LONG_LIFE => asked_at + lifetime / 2,
            None => asked_at + lifetime.saturating_sub(MARGIN),
        };
        let due_at = planned.checked_add(random::up_to(SPREAD)).map_or(planned, |due| due.min(token.expires_at));
        Ok(Self { token: token.clone(), header, expires_at: token.expires_at, due_at })
    }
}

#[derive(Default)]
struct Entry(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Cached>>,
    flight: Option<Flight>,
    /// When an early renewal last failed.
    eager_failed_at: Option<Instant>,
}

/// A token that is on its way. All who wait hold a receiver; the task that fetches it holds the sender.
type Flight = watch::Receiver<Option<Result<Arc<Cached>>>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The data is consistent between any two statements, so a panic elsewhere does not spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TokenCache {
    /// A valid token. Claims pass by the cache, and the token they give replaces the cached one (R2.16).
    pub(super) async fn get(
        &self,
        source: &Arc<dyn TokenCredential>,
        clock: &Arc<dyn Clock>,
        request: &TokenRequest,
    ) -> Result<Authorization> {
        let key = Key::of(request);
        let known = self.entry(&key);
        let entry = known.unwrap_or_else(|| Arc::clone(lock(&self.entries).entry(key.into_owned()).or_default()));
        let mut flight = entry.join(source, clock, request)?;
        for last_try in [false, true] {
            match flight {
                Joined::Token(token) => return Ok(Authorization(token)),
                Joined::Flight(receiver) => {
                    if let Some(result) = landing(receiver).await {
                        return result.map(Authorization);
                    }
                }
            }
            if last_try {
                break;
            }
            // The task ended without a result: its tokio runtime was shut down. This caller has a runtime of its own.
            flight = entry.join(source, clock, request)?;
        }
        Err(Error::new(ErrorKind::Auth, "getting the token was interrupted"))
    }

    /// Forgets a token that a service did not accept, unless it was replaced already (R2.19).
    pub(super) fn remove(&self, request: &TokenRequest, authorization: &Authorization) {
        if let Some(entry) = self.entry(&Key::of(request)) {
            let mut state = lock(&entry.0);
            if state.token.as_ref().is_some_and(|token| Arc::ptr_eq(token, &authorization.0)) {
                state.token = None;
            }
        }
    }

    fn entry<'a>(&self, key: &Key<'a>) -> Option<Arc<Entry>> {
        let entries = lock(&self.entries);
        let entries: &BTreeMap<Key<'a>, Arc<Entry>> = &entries;
        entries.get(key).cloned()
    }
}

/// The result of a flight; `None` if its task ended without one.
async fn landing(mut flight: Flight) -> Option<Result<Arc<Cached>>> {
    match flight.wait_for(Option::is_some).await {
        Ok(result) => result.clone(),
        Err(_) => None,
    }
}

enum Joined {
    Token(Arc<Cached>),
    Flight(Flight),
}

impl Entry {
    /// Gives the cached token, or the flight that will bring one, which is started if there is none.
    fn join(
        self: &Arc<Self>,
        source: &Arc<dyn TokenCredential>,
        clock: &Arc<dyn Clock>,
        request: &TokenRequest,
    ) -> Result<Joined> {
        let now = clock.now();
        let mut state = lock(&self.0);
        let valid = state.token.clone().filter(|token| now < token.expires_at && request.claims.is_none());
        let paused = || state.eager_failed_at.is_some_and(|failed| now.saturating_duration_since(failed) < EAGER_PAUSE);
        match (valid, &state.flight) {
            (Some(token), flight) => {
                // Nobody waits for an early renewal, so that its failure is nobody's.
                let due = now >= token.due_at && flight.is_none() && !paused();
                if due && let Ok(takeoff) = self.take_off(source, clock, request) {
                    state.flight = Some(takeoff.flight.clone());
                    drop(state);
                    takeoff.go();
                }
                Ok(Joined::Token(token))
            }
            (None, Some(flight)) if request.claims.is_none() => Ok(Joined::Flight(flight.clone())),
            (None, _) => {
                let takeoff = self.take_off(source, clock, request)?;
                if request.claims.is_none() {
                    state.flight = Some(takeoff.flight.clone());
                }
                // A runtime that is shutting down drops the task at once, and its end needs the lock.
                drop(state);
                Ok(Joined::Flight(takeoff.go()))
            }
        }
    }

    /// Prepares to fetch a token in a task of its own, so that no caller can take it down by leaving (R2.18).
    fn take_off(
        self: &Arc<Self>,
        source: &Arc<dyn TokenCredential>,
        clock: &Arc<dyn Clock>,
        request: &TokenRequest,
    ) -> Result<Takeoff> {
        let runtime =
            Handle::try_current().map_err(|_| Error::new(ErrorKind::Argument, "a call needs a tokio runtime"))?;
        let (sender, flight) = watch::channel(None);
        let (source, clock, request) = (Arc::clone(source), Arc::clone(clock), request.clone());
        // Made here and not in the task: a task that is dropped before it began must end the flight as well.
        let mut end = EndOfFlight { entry: Arc::clone(self), shared: request.claims.is_none(), landed: false };
        let task = Box::pin(async move {
            let asked_at = clock.now();
            let result = source.token(request).await.map_err(as_auth).and_then(|token| Cached::new(&token, asked_at));
            let result = result.map(Arc::new);
            end.land(&result, clock.now());
            // No receiver is left when nobody waits.
            let _ = sender.send(Some(result));
        });
        Ok(Takeoff { runtime, task, flight })
    }
}

/// A flight that has a ticket but no task yet.
struct Takeoff {
    runtime: Handle,
    task: BoxFuture<'static, ()>,
    flight: Flight,
}

impl Takeoff {
    fn go(self) -> Flight {
        self.runtime.spawn(self.task);
        self.flight
    }
}

/// Takes the flight out of the entry, also when its task is dropped or panics.
struct EndOfFlight {
    entry: Arc<Entry>,
    /// Whether others may wait for it: a flight with claims is its caller's alone.
    shared: bool,
    landed: bool,
}

impl EndOfFlight {
    fn land(&mut self, result: &Result<Arc<Cached>>, now: Instant) {
        let mut state = lock(&self.entry.0);
        if self.shared {
            state.flight = None;
        }
        match result {
            Ok(token) => {
                state.token = Some(Arc::clone(token));
                state.eager_failed_at = None;
            }
            Err(_) if self.shared => state.eager_failed_at = Some(now),
            Err(_) => {}
        }
        self.landed = true;
    }
}

impl Drop for EndOfFlight {
    fn drop(&mut self) {
        if self.shared && !self.landed {
            lock(&self.entry.0).flight = None;
        }
    }
}

/// Whatever a credential fails with, to the caller it is that there is no token.
fn as_auth(error: Error) -> Error {
    if error.kind() == ErrorKind::Auth {
        return error;
    }
    Error::new(ErrorKind::Auth, "no token could be had").with_source(error)
}

#[cfg(test)]
mod tests;
