//! How users test code that calls a generated client: no server, no waiting; answers by script or by request.

use azrest_container_registry_tasks::{Client, models::AgentPool};
use azrest_runtime::{
    ErrorKind, PollStatus, Result,
    auth::StaticTokenCredential,
    testing::{Answer, FakeTransport, TestClock},
};

/// The code under test: grows a pool by one machine.
async fn grow(client: &Client, pool: &str) -> Result<i32> {
    let pools = client.agent_pools();
    let current = pools.get("group", "registry", pool).await?;
    let mut properties = current.properties.unwrap_or_default();
    let count = properties.count.unwrap_or_default() + 1;
    properties.count = Some(count);
    let location = current.location.unwrap_or_default();
    let grown = AgentPool { properties: Some(properties), ..AgentPool::new(location) };
    pools.create("group", "registry", pool, &grown).await?;
    Ok(count)
}

fn mocked(transport: &FakeTransport, clock: &TestClock) -> Client {
    Client::builder(StaticTokenCredential::new("token"), "subscription")
        .transport(transport.clone())
        .clock(clock.clone())
        .build()
        .expect("a sound configuration")
}

#[tokio::test]
async fn answers_come_from_a_script_and_requests_are_noted() {
    let transport = FakeTransport::new()
        .answer(Answer::status(200).json(r#"{"location":"westus","properties":{"count":1}}"#))
        .answer(Answer::status(201).header("azure-asyncoperation", "/status").json("{}"))
        .answer(Answer::status(200).header("retry-after", "30").json(r#"{"status":"InProgress"}"#))
        .answer(Answer::status(200).json(r#"{"status":"Succeeded"}"#))
        .answer(Answer::status(200).json(r#"{"properties":{"count":2}}"#));
    let clock = TestClock::new();
    assert_eq!(grow(&mocked(&transport, &clock), "pool").await.expect("a count"), 2);
    let requests = transport.requests();
    assert_eq!(requests.len(), 5);
    let body: serde_json::Value =
        serde_json::from_slice(requests[1].body.as_deref().unwrap_or_default()).expect("a body of JSON");
    assert_eq!(body, serde_json::json!({"location": "westus", "properties": {"count": 2}}));
    // The waits of half a minute took no time.
    assert!(clock.elapsed() >= std::time::Duration::from_secs(31), "{:?}", clock.elapsed());
}

#[tokio::test]
async fn answers_may_depend_on_the_request() {
    let transport = FakeTransport::with(|request| match request.url.path().ends_with("/missing") {
        true => Answer::status(404).json(r#"{"error":{"code":"ResourceNotFound","message":"no such pool"}}"#),
        false => Answer::status(200).json(r#"{"location":"westus"}"#),
    });
    let client = mocked(&transport, &TestClock::new());
    assert_eq!(grow(&client, "pool").await.expect("a count"), 1);
    let error = grow(&client, "missing").await.expect_err("an error");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Http, Some("ResourceNotFound")));
}

#[tokio::test]
async fn failures_of_the_network_are_answers_too() {
    let transport = FakeTransport::new().answer(Answer::not_sent()).answer(Answer::interrupted());
    let client = mocked(&transport, &TestClock::new());
    let call = client.agent_pools().get("group", "registry", "pool");
    let error = call.retry(azrest_runtime::RetryPolicy::default().max_retries(1)).await.expect_err("an error");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Transport, 2));
    // A long-running operation can be followed step by step.
    let transport = FakeTransport::new()
        .answer(Answer::status(202).header("location", "/status"))
        .answer(Answer::status(202))
        .answer(Answer::status(204));
    let client = mocked(&transport, &TestClock::new());
    let mut poller = client.agent_pools().delete("group", "registry", "pool").begin().await.expect("a poller");
    assert_eq!(poller.poll().await.expect("a status").status(), PollStatus::Running);
    assert_eq!(poller.poll().await.expect("a status").status(), PollStatus::Succeeded);
    poller.wait().await.expect("an end");
}
