//! Bodies and parameters of every kind, from the generated methods to the bytes of the request and back.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod answers;
mod bodies;
mod credentials;
mod forms;
mod kinds;
mod parameters;
mod responses;
mod streams;
mod xml;

use azrest_golden_bodies::{Client, invoke};
use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::testing::{Answer, FakeTransport};
use azrest_runtime::{Credential, Result, TransportRequest};
use serde_json::Value;

/// A client that gets one answer again and again.
fn client(answer: Answer) -> (Client, FakeTransport) {
    let transport = FakeTransport::with(move |_| answer.clone());
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    let client = Client::builder(credential, "https://data.example").transport(transport.clone()).build();
    (client.expect("a sound configuration"), transport)
}

/// The only request that was sent.
fn sent(transport: &FakeTransport) -> TransportRequest {
    let mut requests = transport.requests();
    assert_eq!(requests.len(), 1);
    requests.pop().expect("a request")
}

/// The path and query of the only request.
fn target(transport: &FakeTransport) -> String {
    let url = sent(transport).url;
    url.as_str().strip_prefix("https://data.example").expect("the endpoint").to_owned()
}

/// The content type and the body of the only request, as text.
fn body(transport: &FakeTransport) -> (String, String) {
    let request = sent(transport);
    let media_type = request.headers.get("content-type").map(|it| it.to_str().expect("text").to_owned());
    let body = request.body.map(|it| String::from_utf8(it.to_vec()).expect("text"));
    (media_type.unwrap_or_default(), body.unwrap_or_default())
}

/// A header of the only request; empty if it is not there.
fn header(transport: &FakeTransport, name: &str) -> String {
    sent(transport).headers.get(name).map(|it| it.to_str().expect("text").to_owned()).unwrap_or_default()
}

/// Calls an operation by its id.
async fn call(answer: Answer, id: &str, arguments: Value) -> (Result<Value>, FakeTransport) {
    let (client, transport) = client(answer);
    (invoke(&client, id, arguments).await, transport)
}
