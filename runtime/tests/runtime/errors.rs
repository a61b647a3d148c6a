//! Errors of responses, R6.1 to R6.5.

use azrest_runtime::{__private as rt, ErrorKind};

use crate::support::{Fixture, ONE, ok, status};

static GET: rt::Operation = ONE;

#[tokio::test]
async fn r6_4_an_error_carries_what_the_service_said() {
    let body = r#"{"error":{"code":"Conflict","message":"has \"quotes\"","target":"t","details":[{"code":"D"}],
        "additionalInfo":[{"type":"PolicyViolation","info":{}}]}}"#;
    let answer = status(409).json(body).header("x-ms-request-id", "r").header("x-ms-correlation-request-id", "c");
    let fixture = Fixture::new([answer.header("x-ms-routing-request-id", "ro")]);
    let error = fixture.call::<()>(&GET).client_request_id("mine").await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 409));
    assert_eq!((error.code(), error.message(), error.target()), (Some("Conflict"), Some("has \"quotes\""), Some("t")));
    assert_eq!(error.details()[0].code.as_deref(), Some("D"));
    assert_eq!(error.additional_info()[0].kind.as_deref(), Some("PolicyViolation"));
    let ids = error.ids();
    assert_eq!((ids.request_id(), ids.correlation_request_id()), (Some("r"), Some("c")));
    assert_eq!((ids.client_request_id(), ids.routing_request_id()), (Some("mine"), Some("ro")));
    assert_eq!(error.method().unwrap(), "GET");
    assert_eq!(error.url(), Some("https://management.azure.com/subscriptions/sub/things/one?api-version=2024-01-01"));
    assert_eq!(error.raw_body(), body.as_bytes());
    assert_eq!(error.to_string(), "error response: 409 Conflict: Conflict: has \"quotes\" (request id r)");
}

#[tokio::test]
async fn r6_1_the_header_names_the_code() {
    let fixture = Fixture::new([status(403).header("x-ms-error-code", "FromHeader").json(r#"{"code":"FromBody"}"#)]);
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().code(), Some("FromHeader"));
}

#[tokio::test]
async fn r6_2_an_empty_body_leaves_the_reason_phrase() {
    let fixture = Fixture::new([status(403), status(400).body("<html><h1>Bad</h1></html>")]);
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().message(), Some("Forbidden"));
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().message(), Some("Bad"));
}

#[tokio::test]
async fn a_body_that_breaks_off_does_not_hide_the_error() {
    let fixture = Fixture::new([status(404).body(r#"{"code":"X","message":"m"}"#).breaks_off(), ok("{}")]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("X")));
}
