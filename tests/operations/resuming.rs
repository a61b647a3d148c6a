//! Operations that one process begins and another one takes up, with processes that are really two.

use std::process::{Command, Output};

use azrest_container_registry_tasks::models::AgentPool;
use serde_json::json;

use crate::server::{Server, Step, expect};
use crate::{GROUP, REGISTRY, client, registry};

/// Runs `resume` in a process of its own.
async fn resume(endpoint: &str, token: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
    command.args([endpoint, token]);
    tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("a process")
}

fn created() -> Step {
    expect("PUT", registry("agentPools/myPool"))
        .with_body(json!({"location": "westus"}))
        .status(201)
        .json(json!({"name": "myPool", "properties": {"provisioningState": "Creating"}}))
        .header("azure-asyncoperation", "{server}/status?api-version=2025-03-01-preview")
}

fn polled(status: &str) -> Step {
    expect("GET", "/status?api-version=2025-03-01-preview")
        .with_header("authorization", "Bearer test-token")
        .json(json!({"status": status}))
}

fn read() -> Step {
    expect("GET", registry("agentPools/myPool")).json(json!({"name": "myPool", "location": "westus"}))
}

#[tokio::test]
async fn r5_24_r5_25_another_process_takes_an_operation_up_while_it_runs() {
    let server = Server::start([created(), polled("InProgress"), polled("Succeeded"), read()]).await;
    let pools = client(&server).agent_pools();
    let mut poller =
        pools.create(GROUP, REGISTRY, "myPool", &AgentPool::new("westus")).begin().await.expect("a poller");
    poller.poll().await.expect("a status");
    let token = poller.resume_token().expect("a token");
    drop(poller);
    let output = resume(server.url(), token.as_str()).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "myPool\n");
    // The second process asked for the status at once, and for nothing that the first one knew.
    server.finish();
}

#[tokio::test]
async fn r5_24_r5_25_another_process_fetches_the_result_alone_when_the_operation_has_ended() {
    let server = Server::start([created(), polled("Succeeded"), read()]).await;
    let pools = client(&server).agent_pools();
    let mut poller =
        pools.create(GROUP, REGISTRY, "myPool", &AgentPool::new("westus")).begin().await.expect("a poller");
    poller.poll().await.expect("a status");
    let token = poller.resume_token().expect("a token");
    let output = resume(server.url(), token.as_str()).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), "myPool\n");
    server.finish();
}

#[tokio::test]
async fn r5_25_another_process_refuses_a_token_of_another_host_or_none_at_all() {
    let server = Server::start([created()]).await;
    let pools = client(&server).agent_pools();
    let poller = pools.create(GROUP, REGISTRY, "myPool", &AgentPool::new("westus")).begin().await.expect("a poller");
    let token = poller.resume_token().expect("a token");
    let elsewhere = resume("http://127.0.0.1:9", token.as_str()).await;
    assert!(!elsewhere.status.success());
    assert!(String::from_utf8_lossy(&elsewhere.stderr).contains("UntrustedHost"), "{elsewhere:?}");
    let damaged = resume(server.url(), "e30").await;
    assert!(!damaged.status.success() && String::from_utf8_lossy(&damaged.stderr).contains("BadResumeToken"));
    // Neither of them sent anything.
    server.finish();
}
