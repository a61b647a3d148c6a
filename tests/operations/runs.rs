//! The operations of `Runs`.

use azrest_container_registry_tasks::models::{Run, RunStatus, RunType, RunUpdateParameters};
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

fn run(id: &str) -> serde_json::Value {
    json!({
        "id": format!("/subscriptions/s/runs/{id}"),
        "name": id,
        "properties": {
            "runId": id,
            "status": "Succeeded",
            "runType": "SomethingNew",
            "lastUpdatedTime": "2018-01-25T05:13:51.617Z",
            "outputImages": [{"registry": "myregistry.azurecr.io", "repository": "myimage", "tag": "latest"}],
            "customRegistries": ["a", "b"],
            "imageUpdateTrigger": null,
            "unknownProperty": {"ignored": true},
        },
    })
}

#[tokio::test]
async fn get() {
    let server = Server::start([expect("GET", registry("runs/run-1")).json(run("run-1"))]).await;
    let run: Run = client(&server).runs().get(GROUP, REGISTRY, "run-1").await.expect("a run");
    let properties = run.properties.expect("properties");
    assert_eq!(properties.status, Some(RunStatus::Succeeded));
    assert_eq!(properties.run_type, Some(RunType::UnknownValue("SomethingNew".into())));
    assert_eq!(properties.image_update_trigger, None, "null is absent");
    assert_eq!(properties.custom_registries, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(properties.output_images.expect("images")[0].tag.as_deref(), Some("latest"));
    server.finish();
}

#[tokio::test]
async fn list_with_its_optional_parameters() {
    let filter = "runs?%24filter=status%20eq%20%27Failed%27%20and%20a%2Bb&%24top=10";
    let server = Server::start([expect("GET", registry(filter)).json(json!({"value": [run("a"), run("b")]}))]).await;
    let mut runs = client(&server).runs().list(GROUP, REGISTRY).filter("status eq 'Failed' and a+b").top(10);
    let mut names = Vec::new();
    while let Some(run) = runs.try_next().await.expect("a page") {
        names.extend(run.name);
    }
    assert_eq!(names, ["a", "b"]);
    server.finish();
}

#[tokio::test]
async fn list_by_page_and_from_a_token() {
    let page = |name: &str, next: Option<&str>| json!({"value": [run(name)], "nextLink": next, "count": 7});
    let second = "/subscriptions/s/runs?page=2&api-version=2025-03-01-preview";
    let server = Server::start([
        expect("GET", registry("runs")).json(page("a", Some("{server}/subscriptions/s/runs?page=2"))),
        expect("GET", second).json(page("b", Some(""))),
        expect("GET", second).json(page("b", None)),
    ])
    .await;
    let client = client(&server);
    let mut pages = client.runs().list(GROUP, REGISTRY).by_page();
    let first = pages.try_next().await.expect("a page").expect("the first page");
    assert_eq!(first.items.len(), 1);
    let token = pages.resume_token().expect("there is more");
    let last = pages.try_next().await.expect("a page").expect("the second page");
    assert_eq!(last.items[0].name.as_deref(), Some("b"));
    assert!(pages.try_next().await.expect("the end").is_none(), "an empty link ends the list");

    let mut rest = client.runs().list(GROUP, REGISTRY).resume_from(&token);
    assert_eq!(rest.try_next().await.expect("an item").and_then(|it| it.name).as_deref(), Some("b"));
    assert!(rest.try_next().await.expect("the end").is_none());
    server.finish();
}

#[tokio::test]
async fn update() {
    let server = Server::start([expect("PATCH", registry("runs/run-1"))
        .with_body(json!({"isArchiveEnabled": true}))
        .json(run("run-1"))])
    .await;
    let update = RunUpdateParameters { is_archive_enabled: Some(true) };
    let run = client(&server).runs().update(GROUP, REGISTRY, "run-1", &update).await.expect("a run");
    assert_eq!(run.name.as_deref(), Some("run-1"));
    server.finish();
}

#[tokio::test]
async fn cancel() {
    let server =
        Server::start([expect("POST", registry("runs/run-1/cancel")).with_header("content-length", "0")]).await;
    client(&server).runs().cancel(GROUP, REGISTRY, "run-1").await.expect("nothing but success");
    server.finish();
}

#[tokio::test]
async fn get_log_sas_url() {
    let server = Server::start([expect("POST", registry("runs/run-1/listLogSasUrl"))
        .json(json!({"logLink": "https://storage.example/log?sig=secret", "logArtifactLink": null}))])
    .await;
    let answer = client(&server).runs().get_log_sas_url(GROUP, REGISTRY, "run-1").await.expect("a URL");
    assert!(!format!("{answer:?}").contains("sig"));
    assert_eq!(answer.log_link.expect("a link").expose(), "https://storage.example/log?sig=secret");
    assert_eq!(answer.log_artifact_link, None);
    server.finish();
}

#[tokio::test]
async fn names_are_encoded_and_cannot_leave_their_segment() {
    let server = Server::start([expect("GET", registry("runs/a%2Fb%3Fc%25d%C3%A9")).json(run("x"))]).await;
    let runs = client(&server).runs();
    runs.get(GROUP, REGISTRY, "a/b?c%dé").await.expect("a run");
    for name in ["", ".", ".."] {
        let error = runs.get(GROUP, REGISTRY, name).await.expect_err("no such segment");
        assert_eq!(error.kind(), azrest_runtime::ErrorKind::Argument);
        assert!(error.to_string().contains("runId"), "{error}");
    }
    server.finish();
}
