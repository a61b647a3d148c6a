//! Bodies that are read while they are sent.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::put;
use azrest_golden_bodies::Client;
use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::testing::{Answer, FakeTransport, TestClock};
use azrest_runtime::{BinaryBody, ByteStream, Credential};

/// Chunks of one letter each, and how many were asked for.
struct Letters(&'static str, Arc<Mutex<usize>>);

impl azrest_runtime::__private::Stream for Letters {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        *self.1.lock().expect("not poisoned") += 1;
        let Some((first, rest)) = self.0.split_at_checked(1) else { return Poll::Ready(None) };
        if first == "!" {
            return Poll::Ready(Some(Err(std::io::Error::other("unreadable"))));
        }
        self.0 = rest;
        Poll::Ready(Some(Ok(Bytes::from_static(first.as_bytes()))))
    }
}

fn letters(text: &'static str) -> (ByteStream, Arc<Mutex<usize>>) {
    let count = Arc::new(Mutex::new(0));
    (ByteStream::wrap(Letters(text, Arc::clone(&count))), count)
}

type Seen = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn take(State(seen): State<Seen>, headers: HeaderMap, body: Bytes) -> StatusCode {
    seen.lock().expect("not poisoned").push((headers, body));
    StatusCode::CREATED
}

#[tokio::test]
async fn a_server_gets_a_stream_in_chunks_or_as_one_piece() {
    let seen = Seen::default();
    let router = Router::new().route("/blobs/{name}", put(take)).with_state(Arc::clone(&seen));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    let client = Client::builder(credential, &url).allow_loopback_http().build().expect("a sound configuration");
    client.blobs().upload("x", letters("abc").0).await.expect("created");
    client.blobs().upload("x", BinaryBody::sized(letters("abcd").0, 4)).await.expect("created");
    client.blobs().upload("x", letters("ab!").0).await.expect_err("the stream breaks off");
    let seen = seen.lock().expect("not poisoned");
    let [(first, chunked), (second, sized)] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((&chunked[..], &sized[..]), (&b"abc"[..], &b"abcd"[..]));
    assert!(first.get("content-length").is_none() && first["content-type"] == "application/octet-stream");
    assert_eq!(second["content-length"], "4");
}

/// A client whose service answers as the script says.
fn scripted(answers: impl IntoIterator<Item = Answer>) -> (Client, FakeTransport) {
    let transport = answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer);
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    let builder = Client::builder(credential, "https://data.example").transport(transport.clone());
    (builder.clock(TestClock::new()).build().expect("a sound configuration"), transport)
}

#[tokio::test]
async fn r3_5_a_stream_that_was_read_is_not_sent_again() {
    let answers = || [Answer::status(503), Answer::status(201)];
    let (client, transport) = scripted(answers());
    client.blobs().upload("x", "abc").await.expect("created at the second attempt");
    assert_eq!(transport.requests().len(), 2);
    let (client, transport) = scripted(answers());
    let error = client.blobs().upload("x", letters("abc").0).await.expect_err("one attempt");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
    assert_eq!(transport.requests().len(), 1);
    assert_eq!(transport.requests()[0].body.as_deref(), Some(&b"abc"[..]));
}

#[tokio::test]
async fn nothing_is_read_before_the_request_is_on_its_way() {
    let (stream, count) = letters("abc");
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    // Nobody listens there: every attempt fails before the body is asked for, so that it may be repeated.
    let client = Client::builder(credential, "http://127.0.0.1:9").allow_loopback_http().clock(TestClock::new());
    let client = client.build().expect("a sound configuration");
    let error = client.blobs().upload("x", stream).await.expect_err("no service");
    assert!(error.attempts().len() > 1, "{error}");
    assert_eq!(*count.lock().expect("not poisoned"), 0);
}
