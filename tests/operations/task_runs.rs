//! The operations of `TaskRuns`.

use azrest_container_registry_tasks::models::{
    IdentityProperties, ResourceIdentityType, RunRequest, TaskRun, TaskRunProperties,
    TaskRunPropertiesUpdateParameters, TaskRunRequest, TaskRunUpdateParameters,
};
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

fn task_run(state: &str) -> serde_json::Value {
    json!({
        "name": "myRun",
        "properties": {
            "provisioningState": state,
            "runRequest": {"type": "TaskRunRequest", "taskId": "myTask"},
            "runResult": {"name": "run-1", "properties": {"runId": "run-1"}},
        },
    })
}

#[tokio::test]
async fn get_and_get_details() {
    let server = Server::start([
        expect("GET", registry("taskRuns/myRun")).json(task_run("Succeeded")),
        expect("POST", registry("taskRuns/myRun/listDetails")).json(task_run("Succeeded")),
    ])
    .await;
    let task_runs = client(&server).task_runs();
    let read = task_runs.get(GROUP, REGISTRY, "myRun").await.expect("a task run");
    let Some(RunRequest::TaskRunRequest(request)) = read.properties.clone().and_then(|it| it.run_request) else {
        panic!("the request keeps its kind: {read:?}")
    };
    assert_eq!(request.task_id.as_deref(), Some("myTask"));
    let details = task_runs.get_details(GROUP, REGISTRY, "myRun").await.expect("a task run");
    assert_eq!(details, read);
    server.finish();
}

#[tokio::test]
async fn kinds_that_the_specification_does_not_list_are_kept() {
    let unknown = json!({"type": "Quantum", "qubits": [1, 2], "token": "secret"});
    let server =
        Server::start([expect("GET", registry("taskRuns/myRun")).json(json!({"properties": {"runRequest": unknown}}))])
            .await;
    let read = client(&server).task_runs().get(GROUP, REGISTRY, "myRun").await.expect("a task run");
    let request = read.properties.and_then(|it| it.run_request).expect("a request");
    assert_eq!(request.kind(), Some("Quantum"));
    assert!(matches!(request, RunRequest::UnknownKind(_)));
    assert!(!format!("{request:?}").contains("secret"), "values of unknown kinds are not shown");
    assert_eq!(serde_json::to_value(&request).expect("JSON"), unknown, "nothing is lost");
    server.finish();
}

#[tokio::test]
async fn list() {
    let server = Server::start([
        expect("GET", registry("taskRuns")).json(json!({"value": [task_run("Succeeded")], "nextLink": "?page=2"})),
        expect(
            "GET",
            registry("taskRuns")
                .split_once('?')
                .map(|it| format!("{}?page=2&api-version=2025-03-01-preview", it.0))
                .expect("a query"),
        )
        .json(json!({"value": []})),
    ])
    .await;
    let mut list = client(&server).task_runs().list(GROUP, REGISTRY);
    assert_eq!(list.try_next().await.expect("an item").and_then(|it| it.name).as_deref(), Some("myRun"));
    assert!(list.try_next().await.expect("the end").is_none(), "a relative link is followed to its empty page");
    server.finish();
}

#[tokio::test]
async fn create() {
    let sent = json!({
        "identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"/subscriptions/s/id": {}}},
        "location": "eastus",
        "properties": {"runRequest": {"type": "TaskRunRequest", "taskId": "myTask"}, "forceUpdateTag": "1"},
    });
    let server = Server::start([
        expect("PUT", registry("taskRuns/myRun"))
            .with_body(sent)
            .status(201)
            .json(task_run("Creating"))
            .header("azure-asyncoperation", "{server}/operations/1"),
        expect("GET", "/operations/1?api-version=2025-03-01-preview").json(json!({"status": "Succeeded"})),
        expect("GET", registry("taskRuns/myRun")).json(task_run("Succeeded")),
    ])
    .await;
    let task_run = TaskRun {
        identity: Some(IdentityProperties {
            type_: Some(ResourceIdentityType::SystemAssignedUserAssigned),
            principal_id: Some("read-only".into()),
            user_assigned_identities: Some([("/subscriptions/s/id".to_owned(), Default::default())].into()),
            ..Default::default()
        }),
        location: Some("eastus".into()),
        properties: Some(TaskRunProperties {
            run_request: Some(TaskRunRequest::new("myTask").into()),
            force_update_tag: Some("1".into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let created = client(&server).task_runs().create(GROUP, REGISTRY, "myRun", &task_run).await.expect("a task run");
    assert_eq!(created.name.as_deref(), Some("myRun"));
    server.finish();
}

#[tokio::test]
async fn update() {
    let server = Server::start([expect("PATCH", registry("taskRuns/myRun"))
        .with_body(json!({"properties": {"forceUpdateTag": "2"}}))
        .json(task_run("Succeeded"))])
    .await;
    let update = TaskRunUpdateParameters {
        properties: Some(TaskRunPropertiesUpdateParameters {
            force_update_tag: Some("2".into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let updated = client(&server).task_runs().update(GROUP, REGISTRY, "myRun", &update).await.expect("a task run");
    assert_eq!(updated.name.as_deref(), Some("myRun"));
    server.finish();
}

#[tokio::test]
async fn delete() {
    let server = Server::start([
        expect("DELETE", registry("taskRuns/myRun")),
        expect("DELETE", registry("taskRuns/myRun")).status(204),
    ])
    .await;
    let task_runs = client(&server).task_runs();
    task_runs.delete(GROUP, REGISTRY, "myRun").await.expect("deleted");
    task_runs.delete(GROUP, REGISTRY, "myRun").await.expect("gone already");
    server.finish();
}
