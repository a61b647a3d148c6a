//! Throttling and retries, as a caller sees them.

use std::time::Duration;

use azrest_runtime::ErrorKind;
use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::testing::TestClock;
use serde_json::json;

use crate::server::{Server, expect};
use crate::{Client, GROUP, REGISTRY, SUBSCRIPTION, client, registry};

fn throttled() -> serde_json::Value {
    json!({"error": {"code": "TooManyRequests", "message": "slow \"down\"\r\n"}})
}

#[tokio::test]
async fn a_429_is_repeated_after_the_time_it_names() {
    let server = Server::start([
        expect("GET", registry("runs/run-1")).status(429).json(throttled()).header("retry-after", "17"),
        expect("GET", registry("runs/run-1")).json(json!({"name": "run-1"})),
    ])
    .await;
    let clock = TestClock::new();
    let client = Client::builder(StaticTokenCredential::new("test-token"), SUBSCRIPTION)
        .endpoint(server.url())
        .allow_loopback_http()
        .clock(clock.clone())
        .build()
        .expect("a sound configuration");
    let before = azrest_runtime::Clock::now(&clock);
    let run = client.runs().get(GROUP, REGISTRY, "run-1").await.expect("a run");
    assert_eq!(run.name.as_deref(), Some("run-1"));
    let waited = azrest_runtime::Clock::now(&clock).duration_since(before);
    assert_eq!(waited, Duration::from_secs(17), "exactly what the service asked for");
    let ids: Vec<_> = server.seen().iter().map(|it| it["x-ms-client-request-id"].clone()).collect();
    assert_eq!(ids[0], ids[1], "attempts of one call have one id");
    server.finish();
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_the_callers() {
    let server = Server::start([expect("GET", registry("runs/run-1"))
        .status(429)
        .json(throttled())
        .header("retry-after", "600")
        .header("x-ms-ratelimit-remaining-subscription-reads", "0")])
    .await;
    let error = client(&server).runs().get(GROUP, REGISTRY, "run-1").await.expect_err("throttled");
    assert_eq!(error.kind(), ErrorKind::Http);
    assert_eq!(error.code(), Some("TooManyRequests"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(error.message(), Some("slow \"down\""));
    server.finish();
}

#[tokio::test]
async fn a_post_is_not_repeated_blindly() {
    let server = Server::start([expect("POST", registry("runs/run-1/cancel")).status(500)]).await;
    let error = client(&server).runs().cancel(GROUP, REGISTRY, "run-1").await.expect_err("it failed");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(500));
    server.finish();
}
