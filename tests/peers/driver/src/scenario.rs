//! Scenarios: what a client is to do, what must come of it, and which of the server's counters must move.

use std::fmt::Debug;
use std::future::IntoFuture;
use std::sync::Arc;

use azrest_runtime::{BoxFuture, ClientBuilder, Error, Pager, ReadValue, Result};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::peer::Peer;

/// One scenario.
pub(crate) struct Scenario {
    /// The document of the client.
    pub(crate) document: &'static str,
    /// The server's counters that it moves; a name of ours where there are none.
    pub(crate) name: &'static str,
    /// Whether the server counts it.
    pub(crate) counted: bool,
    run: Box<dyn Fn(Peer) -> BoxFuture<'static, ()> + Send + Sync>,
}

impl Scenario {
    /// Runs it. A failed assertion ends the task it runs in.
    pub(crate) fn run(&self, peer: Peer) -> BoxFuture<'static, ()> {
        (self.run)(peer)
    }
}

/// The scenarios of one document.
pub(crate) struct Document<'a, C> {
    name: &'static str,
    list: &'a mut Vec<Scenario>,
    client: fn(&Peer) -> ClientBuilder<C>,
}

impl<'a, C: Send + Sync + 'static> Document<'a, C> {
    pub(crate) fn new(name: &'static str, list: &'a mut Vec<Scenario>, client: fn(&Peer) -> ClientBuilder<C>) -> Self {
        Self { name, list, client }
    }

    /// A scenario that gives this value, after these exchanges.
    pub(crate) fn gives<F, T>(
        &mut self,
        name: &'static str,
        call: impl Fn(C) -> F + Send + Sync + 'static,
        value: T,
        trail: &'static str,
    ) where
        F: IntoFuture<Output = Result<T>, IntoFuture: Send> + Send + 'static,
        T: PartialEq + Debug + Send + Sync + 'static,
    {
        let (call, value) = (Arc::new(call), Arc::new(value));
        self.runs(name, move |peer, client| {
            let (call, value) = (call.clone(), value.clone());
            async move {
                let outcome = call(client).await;
                assert!(outcome.as_ref().is_ok_and(|it| *it == *value), "expected {value:?}, got {outcome:?}");
                assert_eq!(peer.trail(), trail);
            }
        });
    }

    /// A scenario that gives a value which is this JSON when it is written again, after these exchanges.
    pub(crate) fn reads<F, T>(
        &mut self,
        name: &'static str,
        call: impl Fn(C) -> F + Send + Sync + 'static,
        value: Value,
        trail: &'static str,
    ) where
        F: IntoFuture<Output = Result<T>, IntoFuture: Send> + Send + 'static,
        T: Serialize + Debug + Send + 'static,
    {
        let written = move |client| {
            let call = call(client).into_future();
            async move { call.await.map(|it| serde_json::to_value(&it).expect("JSON")) }
        };
        self.gives(name, written, value, trail);
    }

    /// A scenario that ends in this error, written as [`short`] does, after these exchanges.
    pub(crate) fn fails<F, T>(
        &mut self,
        name: &'static str,
        call: impl Fn(C) -> F + Send + Sync + 'static,
        error: &'static str,
        trail: &'static str,
    ) where
        F: IntoFuture<Output = Result<T>, IntoFuture: Send> + Send + 'static,
        T: Debug + Send + 'static,
    {
        let call = Arc::new(call);
        self.runs(name, move |peer, client| {
            let call = call.clone();
            async move {
                match call(client).await {
                    Ok(value) => panic!("expected the error {error}, got {value:?}"),
                    Err(got) => assert_eq!(short(&got), error, "{got:?}"),
                }
                assert_eq!(peer.trail(), trail);
            }
        });
    }

    /// A list that gives these items, after these exchanges.
    pub(crate) fn lists<T>(
        &mut self,
        name: &'static str,
        call: impl Fn(C) -> Pager<T> + Send + Sync + 'static,
        items: Vec<T>,
        trail: &'static str,
    ) where
        T: ReadValue + PartialEq + Debug + Send + Sync + 'static,
    {
        self.gives(name, move |client| collect(call(client)), items, trail);
    }

    /// A scenario with assertions of its own.
    pub(crate) fn runs<F>(&mut self, name: &'static str, run: impl Fn(Peer, C) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let client = self.client;
        self.list.push(Scenario {
            document: self.name,
            name,
            counted: true,
            run: Box::new(move |peer| {
                let client = peer.client(client(&peer));
                Box::pin(run(peer, client))
            }),
        });
    }

    /// A scenario that the server has no counter for.
    pub(crate) fn also<F>(&mut self, name: &'static str, run: impl Fn(Peer) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        uncounted(self.list, self.name, name, run);
    }
}

/// A scenario that no counter of the server belongs to.
pub(crate) fn uncounted<F>(
    list: &mut Vec<Scenario>,
    document: &'static str,
    name: &'static str,
    run: impl Fn(Peer) -> F + Send + Sync + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let run = Box::new(move |peer| -> BoxFuture<'static, ()> { Box::pin(run(peer)) });
    list.push(Scenario { document, name, counted: false, run });
}

/// A value written as in JSON.
pub(crate) fn parsed<T: DeserializeOwned>(value: impl Into<Value>) -> T {
    serde_json::from_value(value.into()).expect("a value of the type")
}

/// All items of a list, or the error that ends it.
pub(crate) async fn collect<T: ReadValue>(mut list: Pager<T>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    while let Some(item) = list.try_next().await? {
        items.push(item);
    }
    Ok(items)
}

/// An error as kind, status, reason and the service's message, those that are there.
pub(crate) fn short(error: &Error) -> String {
    let mut text = format!("{:?}", error.kind());
    if let Some(status) = error.status() {
        text.push_str(&format!(" {}", status.as_u16()));
    }
    if let Some(reason) = error.reason() {
        text.push_str(&format!(" {reason:?}"));
    }
    // Without a message of the service, the runtime gives the phrase of the status.
    let phrase = error.status().and_then(|it| it.canonical_reason());
    if let Some(message) = error.message().filter(|it| Some(*it) != phrase) {
        text.push_str(&format!(": {message}"));
    }
    text
}
