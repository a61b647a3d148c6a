//! The operations of `Registries`.

use azrest_container_registry_tasks::models::{
    Architecture, Argument, DockerBuildRequest, FileTaskRunRequest, Os, PlatformProperties, RunRequest, RunStatus,
    SetValue,
};
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

fn run() -> serde_json::Value {
    json!({"name": "run-1", "properties": {"runId": "run-1", "status": "Queued", "createTime": "2018-01-25T05:13:51.6180000Z"}})
}

#[tokio::test]
async fn get_build_source_upload_url() {
    let server = Server::start([expect("POST", registry("listBuildSourceUploadUrl"))
        .json(json!({"uploadUrl": "https://storage.example/x?sig=secret", "relativePath": "source/x.tar.gz"}))])
    .await;
    let answer = client(&server).registries().get_build_source_upload_url(GROUP, REGISTRY).await.expect("a URL");
    assert!(!format!("{answer:?}").contains("sig=secret"), "a URL that is a key is not shown");
    assert_eq!(answer.upload_url.expect("a URL").expose(), "https://storage.example/x?sig=secret");
    assert_eq!(answer.relative_path.as_deref(), Some("source/x.tar.gz"));
    server.finish();
}

#[tokio::test]
async fn schedule_run_sends_the_kind_of_its_request() {
    let server = Server::start([expect("POST", registry("scheduleRun"))
        .with_body(json!({
            "type": "DockerBuildRequest",
            "isArchiveEnabled": true,
            "dockerFilePath": "Dockerfile",
            "imageNames": ["azurerest:testtag"],
            "arguments": [{"name": "key", "value": "secret", "isSecret": true}],
            "platform": {"os": "Linux", "architecture": "amd64"},
        }))
        .json(run())])
    .await;
    let platform = PlatformProperties { architecture: Some(Architecture::Amd64), ..PlatformProperties::new(Os::Linux) };
    let request = RunRequest::from(DockerBuildRequest {
        is_archive_enabled: Some(true),
        image_names: Some(vec!["azurerest:testtag".into()]),
        arguments: Some(vec![Argument { is_secret: Some(true), ..Argument::new("key", "secret") }]),
        ..DockerBuildRequest::new("Dockerfile", platform)
    });
    assert!(!format!("{request:?}").contains("\"secret\""));
    let run = client(&server).registries().schedule_run(GROUP, REGISTRY, &request).await.expect("a run");
    let properties = run.properties.expect("properties");
    assert_eq!(properties.status, Some(RunStatus::Queued));
    assert_eq!(properties.create_time.expect("a time").to_string(), "2018-01-25T05:13:51.618Z");
    server.finish();
}

#[tokio::test]
async fn schedule_run_of_another_kind() {
    let server = Server::start([expect("POST", registry("scheduleRun"))
        .with_body(json!({
            "type": "FileTaskRunRequest",
            "taskFilePath": "acb.yaml",
            "values": [{"name": "a", "value": "b"}],
            "platform": {"os": "Linux"},
        }))
        .json(run())])
    .await;
    let request = FileTaskRunRequest {
        values: Some(vec![SetValue::new("a", "b")]),
        ..FileTaskRunRequest::new("acb.yaml", PlatformProperties::new("Linux"))
    };
    client(&server).registries().schedule_run(GROUP, REGISTRY, &request.into()).await.expect("a run");
    server.finish();
}
