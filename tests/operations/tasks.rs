//! The operations of `Tasks`.

use azrest_container_registry_tasks::models::{
    AuthInfoUpdateParameters, Credentials, CustomRegistryCredentials, DockerBuildStep, DockerBuildStepUpdateParameters,
    SecretObject, SecretObjectType, SourceTriggerUpdateParameters, SourceUpdateParameters, Task, TaskProperties,
    TaskPropertiesUpdateParameters, TaskStatus, TaskStepProperties, TaskUpdateParameters, TokenType, TriggerStatus,
    TriggerUpdateParameters,
};
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

fn task() -> serde_json::Value {
    json!({
        "name": "myTask",
        "location": "eastus",
        "properties": {
            "provisioningState": "Succeeded",
            "creationDate": "2018-01-25T06:54:23.536Z",
            "status": "Enabled",
            "timeout": 3600,
            "credentials": {"customRegistries": {"myregistry.azurecr.io": null}, "sourceRegistry": null},
            "step": {
                "type": "Docker",
                "dockerFilePath": "src/DockerFile",
                "baseImageDependencies": [{"type": "BuildTime", "tag": "1"}],
            },
            "trigger": {"timerTriggers": [{"name": "nightly", "schedule": "30 9 * * 1-5", "status": "Enabled"}]},
        },
    })
}

#[tokio::test]
async fn get_and_get_details() {
    let server = Server::start([
        expect("GET", registry("tasks/myTask")).json(task()),
        expect("POST", registry("tasks/myTask/listDetails")).json(task()),
    ])
    .await;
    let tasks = client(&server).tasks();
    let read = tasks.get(GROUP, REGISTRY, "myTask").await.expect("a task");
    let properties = read.properties.clone().expect("properties");
    assert_eq!(properties.status, Some(TaskStatus::Enabled));
    let Some(TaskStepProperties::DockerBuildStep(step)) = properties.step else { panic!("a Docker step") };
    assert_eq!(step.docker_file_path.as_deref(), Some("src/DockerFile"));
    assert_eq!(step.base_image_dependencies.expect("inherited from the base")[0].tag.as_deref(), Some("1"));
    let timer = &properties.trigger.and_then(|it| it.timer_triggers).expect("timers")[0];
    assert_eq!(timer.status, Some(TriggerStatus::Enabled));
    assert_eq!(tasks.get_details(GROUP, REGISTRY, "myTask").await.expect("a task"), read);
    server.finish();
}

#[tokio::test]
async fn list() {
    let server = Server::start([expect("GET", registry("tasks")).json(json!({"value": [task(), task()]}))]).await;
    let mut tasks = client(&server).tasks().list(GROUP, REGISTRY);
    let mut count = 0;
    while let Some(task) = tasks.try_next().await.expect("an item") {
        assert_eq!(task.location.as_deref(), Some("eastus"));
        count += 1;
    }
    assert_eq!(count, 2);
    server.finish();
}

#[tokio::test]
async fn create() {
    let server = Server::start([expect("PUT", registry("tasks/myTask"))
        .with_body(json!({
            "location": "eastus",
            "tags": {"key": "value"},
            "properties": {"status": "Enabled", "step": {"type": "Docker", "dockerFilePath": "Dockerfile", "noCache": false}},
        }))
        .status(201)
        .json(task())])
    .await;
    let task = Task {
        tags: Some([("key".to_owned(), "value".to_owned())].into()),
        properties: Some(TaskProperties {
            status: Some(TaskStatus::Enabled),
            step: Some(DockerBuildStep { no_cache: Some(false), ..DockerBuildStep::new("Dockerfile") }.into()),
            ..Default::default()
        }),
        ..Task::new("eastus")
    };
    let created = client(&server).tasks().create(GROUP, REGISTRY, "myTask", &task).await.expect("a task");
    assert_eq!(created.name.as_deref(), Some("myTask"));
    server.finish();
}

#[tokio::test]
async fn update_with_secrets_and_an_explicit_null() {
    let server = Server::start([expect("PATCH", registry("tasks/myTask"))
        .with_body(json!({
            "properties": {
                "status": "Disabled",
                "agentPoolName": null,
                "step": {"type": "Docker", "dockerFilePath": "Dockerfile", "contextAccessToken": "token-1"},
                "credentials": {"customRegistries": {
                    "myregistry.azurecr.io": {"password": {"type": "Vaultsecret", "value": "secret-1"}},
                }},
                "trigger": {"sourceTriggers": [{
                    "name": "mySourceTrigger",
                    "sourceRepository": {"sourceControlAuthProperties": {"tokenType": "PAT", "token": "token-2"}},
                }]},
            },
        }))
        .json(task())])
    .await;
    let password = SecretObject { type_: Some(SecretObjectType::Vaultsecret), value: Some("secret-1".into()) };
    let registry_credentials = CustomRegistryCredentials { password: Some(password), ..Default::default() };
    let update = TaskUpdateParameters {
        properties: Some(TaskPropertiesUpdateParameters {
            status: Some(TaskStatus::Disabled),
            step: Some(
                DockerBuildStepUpdateParameters {
                    docker_file_path: Some("Dockerfile".into()),
                    context_access_token: Some("token-1".into()),
                    ..Default::default()
                }
                .into(),
            ),
            credentials: Some(Credentials {
                custom_registries: Some([("myregistry.azurecr.io".to_owned(), registry_credentials)].into()),
                ..Default::default()
            }),
            trigger: Some(TriggerUpdateParameters {
                source_triggers: Some(vec![SourceTriggerUpdateParameters {
                    source_repository: Some(SourceUpdateParameters {
                        source_control_auth_properties: Some(AuthInfoUpdateParameters {
                            token_type: Some(TokenType::Pat),
                            token: Some("token-2".into()),
                            ..Default::default()
                        }),
                        ..Default::default()
                    }),
                    ..SourceTriggerUpdateParameters::new("mySourceTrigger")
                }]),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let shown = format!("{update:?}");
    for secret in ["secret-1", "token-1", "token-2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    client(&server)
        .tasks()
        .update(GROUP, REGISTRY, "myTask", &update)
        .null("/properties/agentPoolName")
        .await
        .expect("a task");
    server.finish();
}

#[tokio::test]
async fn delete() {
    let server = Server::start([expect("DELETE", registry("tasks/myTask"))]).await;
    client(&server).tasks().delete(GROUP, REGISTRY, "myTask").await.expect("deleted");
    server.finish();
}
