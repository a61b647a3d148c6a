//! The default transport against servers that break HTTP or lie, over real connections: R1.27, R3.1.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use azrest_runtime::{
    __private as rt, Call, Credential, ErrorKind, Reason, ReqwestTransport, RetryPolicy, auth::StaticTokenCredential,
    testing::TestClock,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::support::{ONE, POST, SERVICE, Thing, thing};

static GET: rt::Operation = ONE;
static RUN: rt::Operation = rt::Operation { lro: None, ..POST };
static MAYBE: rt::Operation = rt::Operation { success: &[(200, rt::Body::Json), (204, rt::Body::None)], ..ONE };
static EXISTS: rt::Operation =
    rt::Operation { method: rt::Method::Head, head_exists: true, success: &[(200, rt::Body::None)], ..ONE };
static DOWNLOAD: rt::Operation =
    rt::Operation { success: &[(200, rt::Body::Bytes)], accept: "application/octet-stream", ..ONE };

/// What is done to one request.
enum Act {
    /// These bytes are sent, and the connection stays.
    Say(Vec<u8>),
    /// These bytes are sent, and the connection is closed.
    End(Vec<u8>),
    /// These bytes are sent, and then nothing more.
    Stall(Vec<u8>),
}

fn say(text: impl AsRef<[u8]>) -> Act {
    Act::Say(text.as_ref().to_vec())
}

fn end(text: impl AsRef<[u8]>) -> Act {
    Act::End(text.as_ref().to_vec())
}

/// A server that does these things one after the other, on as many connections as are made, and a client for it.
struct Wire {
    client: rt::ServiceClient,
    endpoint: String,
    /// For each request the number of its connection.
    connections: Arc<Mutex<Vec<usize>>>,
}

impl Wire {
    async fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::with(acts, ReqwestTransport::new().unwrap()).await
    }

    async fn with(acts: impl IntoIterator<Item = Act>, transport: ReqwestTransport) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<std::collections::VecDeque<_>>()));
        let connections = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&connections);
        tokio::spawn(async move {
            for number in 0.. {
                let (mut socket, _) = listener.accept().await.unwrap();
                let (acts, notes) = (Arc::clone(&acts), Arc::clone(&notes));
                tokio::spawn(async move {
                    let mut bytes = Vec::new();
                    loop {
                        // The requests of these tests have no body.
                        while !bytes.ends_with(b"\r\n\r\n") {
                            if socket.read_buf(&mut bytes).await.unwrap_or_default() == 0 {
                                return;
                            }
                        }
                        bytes.clear();
                        notes.lock().unwrap().push(number);
                        let act = acts.lock().unwrap().pop_front().unwrap();
                        let (Act::Say(text) | Act::End(text) | Act::Stall(text)) = &act;
                        let _ = socket.write_all(text).await;
                        match act {
                            Act::Say(_) => {}
                            Act::End(_) => return,
                            Act::Stall(_) => std::future::pending().await,
                        }
                    }
                });
            }
        });
        let credential = Credential::new(StaticTokenCredential::new("t"));
        let builder = rt::builder(&SERVICE, credential, ["sub".to_owned()], |client| client);
        let builder = builder.endpoint(&endpoint).allow_loopback_http().transport(transport).clock(TestClock::new());
        Self { client: builder.build().unwrap(), endpoint, connections }
    }

    fn call<T>(&self, operation: &'static rt::Operation) -> Call<T> {
        Call::new(self.client.request(operation, &["one"]))
    }

    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn connections(&self) -> Vec<usize> {
        self.connections.lock().unwrap().clone()
    }
}

/// An answer with this length and body, whatever the two have to do with each other.
fn answer(length: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn fine() -> Act {
    say(answer("12", r#"{"name":"x"}"#))
}

#[tokio::test]
async fn connections_are_used_again() {
    let wire = Wire::new([fine(), fine()]).await;
    for _ in 0..2 {
        assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
    }
    assert_eq!(wire.connections(), [0, 0]);
}

#[tokio::test]
async fn r3_1_a_body_shorter_than_it_says_is_asked_for_again_where_that_does_no_harm() {
    let short = || end(answer("13", r#"{"name":"x"}"#));
    let wire = Wire::new([short(), fine()]).await;
    assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
    assert_eq!(wire.connections().len(), 2);
    let wire = Wire::new([short()]).await;
    let error = wire.call::<Thing>(&RUN).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Transport, 200));
    assert_eq!(wire.connections().len(), 1);
    // A stream is the caller's: what came is there, and then the error.
    let wire = Wire::new([short()]).await;
    let mut stream = wire.call::<azrest_runtime::ByteStream>(&DOWNLOAD).await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), r#"{"name":"x"}"#);
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn what_comes_after_a_body_is_the_answer_to_nothing() {
    // Extra bytes, a whole answer that nobody asked for, and bodies where there can be none.
    let planted = answer("15", r#"{"name":"evil"}"#);
    let nothing = format!("HTTP/1.1 204 No Content\r\nContent-Length: {}\r\n\r\n{planted}", planted.len());
    for first in [answer("12", r#"{"name":"x"}}}}}"#), answer("12", &format!(r#"{{"name":"x"}}{planted}"#)), nothing] {
        let wire = Wire::new([say(first), fine(), fine()]).await;
        wire.call::<Option<Thing>>(&MAYBE).await.unwrap();
        for _ in 0..2 {
            assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
        }
        assert_ne!(wire.connections()[1], 0);
    }
    let head = answer(&planted.len().to_string(), &planted);
    let wire = Wire::new([say(head), fine()]).await;
    assert!(wire.call::<bool>(&EXISTS).await.unwrap());
    assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
}

#[tokio::test]
async fn r1_27_lengths_that_are_none_or_endless_are_errors() {
    let endless = i64::MAX.to_string();
    for length in ["x", "-1", "", "1e1", "99999999999999999999", "12\r\nContent-Length: 13", &endless] {
        let wire = Wire::new([end(answer(length, r#"{"name":"x"}"#))]).await;
        let error = wire.call::<Thing>(&GET).retry(RetryPolicy::none()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{length}");
    }
    // A length and chunks at once: chunks count, and the connection is over.
    let both =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"name\":\"x\"}\r\n0\r\n\r\n";
    let wire = Wire::new([say(both), fine()]).await;
    assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
    assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
    for chunks in ["c\r\n{\"name\":\"x\"}\r\n", "zz\r\n{\"name\":\"x\"}\r\n0\r\n\r\n", "ffffffffffffffffff\r\n{}"] {
        let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        let wire = Wire::new([end(chunked)]).await;
        let error = wire.call::<Thing>(&GET).retry(RetryPolicy::none()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{chunks}");
    }
}

#[tokio::test]
async fn r1_27_a_body_has_a_limit_whatever_length_it_says() {
    let mut chunk = b"100000\r\n".to_vec();
    chunk.extend(vec![b' '; 0x10_0000]);
    chunk.extend(b"\r\n");
    let mut large = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    (0..65).for_each(|_| large.extend(&chunk));
    let wire = Wire::new([Act::Stall(large)]).await;
    let error = wire.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Decode, Some(&Reason::BodyTooLarge)));
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_no_json() {
    // `{"name":"x"}`, by gzip.
    const GZIP: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 75, 204, 77, 85, 178, 82, 170, 80, 170, 5, 0, 105, 179, 129,
        158, 12, 0, 0, 0,
    ];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", GZIP.len());
    let compressed = [head.as_bytes(), GZIP].concat();
    let wire = Wire::new([say(&compressed), say(&compressed)]).await;
    let error = wire.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("has an encoding that was not asked for"), "{error}");
    // Bytes are handed on as they are.
    let bytes = wire.call::<azrest_runtime::ByteStream>(&DOWNLOAD).await.unwrap().collect().await.unwrap();
    assert_eq!(bytes, GZIP);
}

#[tokio::test]
async fn other_answers_before_the_answer_are_passed_over() {
    let early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    let wire = Wire::new([say(format!("{early}{}", answer("12", r#"{"name":"x"}"#)))]).await;
    assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
}

#[tokio::test]
async fn r3_1_nonsense_for_an_answer_may_have_followed_a_deed() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-header: value\r\n".repeat(100_000));
    for nonsense in ["", "SSH-2.0-OpenSSH\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 20\r\n\r\n", &many] {
        let wire = Wire::new([end(nonsense), fine()]).await;
        let error = wire.call::<Thing>(&RUN).await.unwrap_err();
        assert_eq!((error.kind(), wire.connections().len()), (ErrorKind::Transport, 1), "{nonsense:.20}");
        assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
    }
}

#[tokio::test]
async fn r1_27_silence_has_a_limit_before_and_within_a_body() {
    for said in ["", "HTTP/1.1 200 OK\r\n", &answer("12", r#"{"name""#)] {
        let limits = ReqwestTransport::with_timeouts(Duration::from_secs(5), Duration::from_millis(200)).unwrap();
        // On a busy machine a sound answer may come too late as well.
        let wire = Wire::with([Act::Stall(said.into()), fine(), fine(), fine()], limits).await;
        let started = Instant::now();
        assert_eq!(wire.call::<Thing>(&GET).await.unwrap(), thing("x"));
        assert!(started.elapsed() >= Duration::from_millis(200));
        assert_eq!(wire.connections()[..2], [0, 1], "{said}");
    }
}

/// A proxy sees what goes over http in the clear, the token included: what is allowed to go to this machine alone must not
/// leave it that way. The variables of a process cannot be set safely, so that a second process has them.
#[tokio::test]
async fn r1_3_a_proxy_is_not_asked_for_addresses_of_this_machine() {
    const TARGET: &str = "AZREST_TEST_TARGET";
    const NAME: &str = "wire::r1_3_a_proxy_is_not_asked_for_addresses_of_this_machine";
    if let Ok(target) = std::env::var(TARGET) {
        let builder =
            rt::builder(&SERVICE, StaticTokenCredential::new("t").into(), ["sub".to_owned()], |client| client);
        let client = builder.endpoint(target).allow_loopback_http().build().unwrap();
        assert_eq!(Call::<Thing>::new(client.request(&GET, &["one"])).await.unwrap(), thing("x"));
        return;
    }
    let (target, proxy) = (Wire::new([fine()]).await, Wire::new([fine()]).await);
    let mut process = std::process::Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", NAME]).env(TARGET, target.endpoint());
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        process.env(name, proxy.endpoint());
    }
    process.env_remove("no_proxy").env_remove("NO_PROXY").env_remove("REQUEST_METHOD");
    let output = tokio::task::spawn_blocking(move || process.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((target.connections().len(), proxy.connections().len()), (1, 0));
}
