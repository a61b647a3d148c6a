//! The operations of `AgentPools`.

use azrest_container_registry_tasks::models::{
    AgentPool, AgentPoolProperties, AgentPoolPropertiesUpdateParameters, AgentPoolUpdateParameters, Os,
    ProvisioningState,
};
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

fn pool(state: &str) -> serde_json::Value {
    json!({
        "id": "/subscriptions/s/agentPools/myPool",
        "name": "myPool",
        "location": "westus",
        "tags": {"key": "value"},
        "properties": {"count": 1, "tier": "S1", "os": "Linux", "provisioningState": state},
    })
}

fn new_pool() -> AgentPool {
    AgentPool {
        // Read-only: what a caller sets here is not sent.
        name: Some("ignored".into()),
        properties: Some(AgentPoolProperties { count: Some(1), os: Some(Os::Linux), ..Default::default() }),
        ..AgentPool::new("westus")
    }
}

fn new_pool_sent() -> serde_json::Value {
    json!({"location": "westus", "properties": {"count": 1, "os": "Linux"}})
}

#[tokio::test]
async fn get() {
    let server = Server::start([expect("GET", registry("agentPools/myPool")).json(pool("Succeeded"))]).await;
    let pool = client(&server).agent_pools().get(GROUP, REGISTRY, "myPool").await.expect("a pool");
    assert_eq!(pool.name.as_deref(), Some("myPool"));
    let properties = pool.properties.expect("properties");
    assert_eq!((properties.count, properties.os), (Some(1), Some(Os::Linux)));
    assert_eq!(properties.provisioning_state, Some(ProvisioningState::Succeeded));
    server.finish();
}

#[tokio::test]
async fn the_response_has_status_headers_and_request_id() {
    let server = Server::start([expect("GET", registry("agentPools/myPool"))
        .json(pool("Succeeded"))
        .header("x-ms-request-id", "id-1")
        .header("etag", "\"1\"")])
    .await;
    let response = client(&server).agent_pools().get(GROUP, REGISTRY, "myPool").response().await.expect("a response");
    assert_eq!(response.status(), 200);
    assert_eq!(response.request_id(), Some("id-1"));
    assert_eq!(response.headers().get("etag").and_then(|it| it.to_str().ok()), Some("\"1\""));
    assert_eq!(response.into_body().location.as_deref(), Some("westus"));
    server.finish();
}

#[tokio::test]
async fn list_follows_the_next_link() {
    let next = "{server}/subscriptions/s/next?%24skiptoken=a%2Bb&api-version=2025-03-01-preview";
    let server = Server::start([
        expect("GET", registry("agentPools")).json(json!({"value": [pool("Succeeded")], "nextLink": next})),
        expect("GET", "/subscriptions/s/next?%24skiptoken=a%2Bb&api-version=2025-03-01-preview")
            .json(json!({"value": [pool("Failed"), pool("Canceled")], "nextLink": null})),
    ])
    .await;
    let mut pools = client(&server).agent_pools().list(GROUP, REGISTRY);
    let mut states = Vec::new();
    while let Some(pool) = pools.try_next().await.expect("a page") {
        states.extend(pool.properties.and_then(|it| it.provisioning_state));
    }
    assert_eq!(states, [ProvisioningState::Succeeded, ProvisioningState::Failed, ProvisioningState::Canceled]);
    server.finish();
}

#[tokio::test]
async fn create_polls_the_monitor_and_reads_the_resource() {
    let server = Server::start([
        expect("PUT", registry("agentPools/myPool"))
            .with_body(new_pool_sent())
            .with_header("content-type", "application/json")
            .status(201)
            .json(pool("Creating"))
            .header("azure-asyncoperation", "{server}/operations/1?api-version=2025-03-01-preview")
            .header("retry-after", "0"),
        expect("GET", "/operations/1?api-version=2025-03-01-preview").json(json!({"status": "Creating"})),
        expect("GET", "/operations/1?api-version=2025-03-01-preview").json(json!({"status": "Succeeded"})),
        expect("GET", registry("agentPools/myPool")).json(pool("Succeeded")),
    ])
    .await;
    let created = client(&server).agent_pools().create(GROUP, REGISTRY, "myPool", &new_pool()).await.expect("a pool");
    assert_eq!(created.properties.and_then(|it| it.provisioning_state), Some(ProvisioningState::Succeeded));
    server.finish();
}

#[tokio::test]
async fn create_that_is_done_at_once_costs_one_request() {
    let server = Server::start([expect("PUT", registry("agentPools/myPool"))
        .with_body(new_pool_sent())
        .json(pool("Succeeded"))])
    .await;
    let created = client(&server).agent_pools().create(GROUP, REGISTRY, "myPool", &new_pool()).await.expect("a pool");
    assert_eq!(created.name.as_deref(), Some("myPool"));
    server.finish();
}

#[tokio::test]
async fn update_polls_the_resource() {
    let server = Server::start([
        expect("PATCH", registry("agentPools/myPool"))
            .with_body(json!({"properties": {"count": 2}, "tags": {"a": "b"}}))
            .status(201)
            .json(pool("Updating")),
        expect("GET", registry("agentPools/myPool")).json(pool("Updating")),
        expect("GET", registry("agentPools/myPool")).json(pool("Succeeded")),
    ])
    .await;
    let update = AgentPoolUpdateParameters {
        properties: Some(AgentPoolPropertiesUpdateParameters { count: Some(2) }),
        tags: Some([("a".to_owned(), "b".to_owned())].into()),
    };
    let updated = client(&server).agent_pools().update(GROUP, REGISTRY, "myPool", &update).await.expect("a pool");
    assert_eq!(updated.properties.and_then(|it| it.provisioning_state), Some(ProvisioningState::Succeeded));
    server.finish();
}

#[tokio::test]
async fn delete_polls_the_location() {
    let server = Server::start([
        expect("DELETE", registry("agentPools/myPool"))
            .status(202)
            .header("location", "{server}/operations/2?api-version=2025-03-01-preview"),
        expect("GET", "/operations/2?api-version=2025-03-01-preview").status(202),
        expect("GET", "/operations/2?api-version=2025-03-01-preview").status(204),
    ])
    .await;
    client(&server).agent_pools().delete(GROUP, REGISTRY, "myPool").await.expect("it is gone");
    server.finish();
}

#[tokio::test]
async fn delete_of_what_is_gone_is_done() {
    let server = Server::start([expect("DELETE", registry("agentPools/myPool")).status(204)]).await;
    client(&server).agent_pools().delete(GROUP, REGISTRY, "myPool").await.expect("it is gone");
    server.finish();
}

#[tokio::test]
async fn a_poller_is_taken_up_elsewhere() {
    let server = Server::start([
        expect("PUT", registry("agentPools/myPool"))
            .with_body(new_pool_sent())
            .status(201)
            .json(pool("Creating"))
            .header("azure-asyncoperation", "{server}/operations/3?api-version=2025-03-01-preview"),
        expect("GET", "/operations/3?api-version=2025-03-01-preview").json(json!({"status": "Succeeded"})),
        expect("GET", registry("agentPools/myPool")).json(pool("Succeeded")),
    ])
    .await;
    let pools = client(&server).agent_pools();
    let poller = pools.create(GROUP, REGISTRY, "myPool", &new_pool()).begin().await.expect("it begins");
    let token = poller.resume_token().expect("a token while it runs").as_str().to_owned();
    drop(poller);

    let pools = client(&server).agent_pools();
    let token = azrest_runtime::ResumeToken::from(token);
    assert!(pools.resume_delete(&token).is_err(), "the token of another operation is refused");
    let pool = pools.resume_create(&token).expect("a poller").wait().await.expect("a pool");
    assert_eq!(pool.name.as_deref(), Some("myPool"));
    server.finish();
}

#[tokio::test]
async fn get_queue_status() {
    let server =
        Server::start([expect("POST", registry("agentPools/myPool/listQueueStatus")).json(json!({"count": 12}))]).await;
    let status = client(&server).agent_pools().get_queue_status(GROUP, REGISTRY, "myPool").await.expect("a status");
    assert_eq!(status.count, Some(12));
    server.finish();
}
