//! Answers that name a foreign host: nothing may be sent there.

use azrest_container_registry_tasks::models::AgentPool;
use azrest_runtime::ErrorKind;
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

#[tokio::test]
async fn a_next_link_to_a_foreign_host() {
    let foreign = Server::start([]).await;
    let server = Server::start([expect("GET", registry("agentPools"))
        .json(json!({"value": [{"name": "a"}], "nextLink": format!("{}/steal", foreign.url())}))])
    .await;
    let mut pools = client(&server).agent_pools().list(GROUP, REGISTRY);
    assert_eq!(pools.try_next().await.expect("the first page").and_then(|it| it.name).as_deref(), Some("a"));
    let error = pools.try_next().await.expect_err("a foreign host");
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert!(foreign.seen().is_empty(), "nothing is sent, not even without a token");
    server.finish();
    foreign.finish();
}

#[tokio::test]
async fn a_location_on_a_foreign_host() {
    let foreign = Server::start([]).await;
    let server = Server::start([expect("DELETE", registry("agentPools/myPool"))
        .status(202)
        .header("location", format!("{}/steal", foreign.url()))])
    .await;
    let error = client(&server).agent_pools().delete(GROUP, REGISTRY, "myPool").await.expect_err("a foreign host");
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert!(foreign.seen().is_empty());
    server.finish();
    foreign.finish();
}

#[tokio::test]
async fn a_monitor_on_a_foreign_host() {
    let foreign = Server::start([]).await;
    let server = Server::start([expect("PUT", registry("agentPools/myPool"))
        .with_body(json!({"location": "westus"}))
        .status(201)
        .json(json!({"properties": {"provisioningState": "Creating"}}))
        .header("azure-asyncoperation", format!("{}/steal", foreign.url()))])
    .await;
    let error = client(&server)
        .agent_pools()
        .create(GROUP, REGISTRY, "myPool", &AgentPool::new("westus"))
        .await
        .expect_err("foreign");
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert!(foreign.seen().is_empty());
    server.finish();
    foreign.finish();
}

#[tokio::test]
async fn a_redirect_to_a_foreign_host_goes_without_the_token() {
    let foreign = Server::start([]).await;
    let server = Server::start([expect("GET", registry("agentPools/myPool"))
        .status(307)
        .header("location", format!("{}/elsewhere", foreign.url()))])
    .await;
    client(&server).agent_pools().get(GROUP, REGISTRY, "myPool").await.expect_err("the foreign host has no pool");
    // R1.26: a read may be redirected, its token may not.
    assert!(foreign.seen().iter().all(|it| !it.contains_key("authorization") && !it.contains_key("cookie")));
    server.finish();
}

#[tokio::test]
async fn a_redirect_of_a_write_is_not_followed() {
    let foreign = Server::start([]).await;
    let server = Server::start([expect("POST", registry("runs/run-1/cancel"))
        .status(307)
        .header("location", format!("{}/elsewhere", foreign.url()))])
    .await;
    client(&server).runs().cancel(GROUP, REGISTRY, "run-1").await.expect_err("a redirect is no answer");
    assert!(foreign.seen().is_empty());
    server.finish();
    foreign.finish();
}
