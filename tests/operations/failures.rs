//! Failures, as a caller sees them: errors of the service, failed operations, answers that do not fit.

use azrest_container_registry_tasks::models::{AgentPool, ErrorResponse};
use azrest_runtime::ErrorKind;
use serde_json::json;

use crate::server::{Server, expect};
use crate::{GROUP, REGISTRY, client, registry};

#[tokio::test]
async fn an_error_of_the_service() {
    let body = json!({"error": {"code": "ResourceNotFound", "message": "no \"pool\"", "target": "t", "details": [{"code": "d"}]}});
    let server = Server::start([expect("GET", registry("agentPools/myPool"))
        .status(404)
        .json(body)
        .header("x-ms-request-id", "id-1")])
    .await;
    let error = client(&server).agent_pools().get(GROUP, REGISTRY, "myPool").await.expect_err("not found");
    assert_eq!(
        (error.kind(), error.status().map(|it| it.as_u16()), error.code()),
        (ErrorKind::Http, Some(404), Some("ResourceNotFound"))
    );
    assert_eq!(error.message(), Some("no \"pool\""));
    assert!(error.to_string().contains("ResourceNotFound"), "{error}");
    let declared: ErrorResponse = serde_json::from_slice(error.raw_body()).expect("the declared shape");
    assert_eq!(declared.error.and_then(|it| it.target).as_deref(), Some("t"));
    server.finish();
}

#[tokio::test]
async fn a_failed_operation() {
    let server = Server::start([
        expect("PUT", registry("agentPools/myPool"))
            .with_body(json!({"location": "westus"}))
            .status(201)
            .json(json!({"properties": {"provisioningState": "Creating"}}))
            .header("azure-asyncoperation", "{server}/operations/1?api-version=1"),
        expect("GET", "/operations/1?api-version=1")
            .json(json!({"status": "Failed", "error": {"code": "QuotaExceeded", "message": "no more"}})),
    ])
    .await;
    let error = client(&server)
        .agent_pools()
        .create(GROUP, REGISTRY, "myPool", &AgentPool::new("westus"))
        .await
        .expect_err("failed");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Lro, Some("QuotaExceeded")));
    server.finish();
}

#[tokio::test]
async fn a_cancelled_operation_in_both_spellings() {
    for word in ["Canceled", "Cancelled"] {
        let server = Server::start([
            expect("DELETE", registry("agentPools/myPool"))
                .status(202)
                .header("azure-asyncoperation", "{server}/operations/1?api-version=1"),
            expect("GET", "/operations/1?api-version=1").json(json!({"status": word})),
        ])
        .await;
        let error = client(&server).agent_pools().delete(GROUP, REGISTRY, "myPool").await.expect_err("canceled");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Lro, Some("OperationCanceled")), "{word}");
        server.finish();
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_names_the_place() {
    let server =
        Server::start([expect("GET", registry("agentPools/myPool")).json(json!({"properties": {"count": "many"}}))])
            .await;
    let error = client(&server).agent_pools().get(GROUP, REGISTRY, "myPool").await.expect_err("not a pool");
    assert_eq!((error.kind(), error.status().map(|it| it.as_u16())), (ErrorKind::Decode, Some(200)));
    assert!(error.to_string().contains("/properties/count"), "{error}");
    assert!(!error.to_string().contains("many"), "{error}");
    server.finish();
}
