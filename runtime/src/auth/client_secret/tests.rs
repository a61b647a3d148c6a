use std::time::Duration;

use super::*;
use crate::{
    Clock, Cloud, ErrorKind, Reason,
    auth::TokenEndpoint,
    error::AttemptOutcome,
    testing::{Answer, FakeTransport, TestClock},
};

const TOKEN: &str = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t0ken"}"#;

fn credential(transport: &FakeTransport, clock: &TestClock) -> ClientSecretCredential {
    let credential = ClientSecretCredential::new("contoso.example", "client", "s3cret&+").unwrap();
    credential.transport(transport.clone()).clock(clock.clone())
}

async fn token(credential: &ClientSecretCredential) -> Result<Token> {
    credential.token(TokenRequest::for_resource("https://management.core.windows.net/")).await
}

fn form(transport: &FakeTransport) -> Vec<(String, String)> {
    let request = transport.requests().pop().unwrap();
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    url::form_urlencoded::parse(&request.body.unwrap()).into_owned().collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn r2_7_the_v2_endpoint_takes_scopes() {
    let (transport, clock) = (FakeTransport::new().answer(Answer::status(200).json(TOKEN)), TestClock::new());
    let token = token(&credential(&transport, &clock)).await.unwrap();
    assert_eq!(token.secret.expose(), "t0ken");
    assert_eq!(transport.log(), ["POST https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"]);
    let expected = [
        ("grant_type", "client_credentials"),
        ("client_secret", "s3cret&+"),
        ("client_id", "client"),
        ("scope", "https://management.core.windows.net//.default"),
    ];
    assert_eq!(form(&transport), pairs(&expected));
}

#[tokio::test]
async fn r2_2_the_v1_endpoint_takes_a_resource() {
    let (transport, clock) = (FakeTransport::new().answer(Answer::status(200).json(TOKEN)), TestClock::new());
    let credential = credential(&transport, &clock).endpoint(TokenEndpoint::V1).cloud(&Cloud::CHINA).unwrap();
    token(&credential).await.unwrap();
    assert_eq!(transport.log(), ["POST https://login.chinacloudapi.cn/contoso.example/oauth2/token"]);
    let expected = [
        ("grant_type", "client_credentials"),
        ("client_secret", "s3cret&+"),
        ("client_id", "client"),
        ("resource", "https://management.core.windows.net/"),
    ];
    assert_eq!(form(&transport), pairs(&expected));
}

#[tokio::test]
async fn r2_19_claims_are_sent_to_the_token_endpoint() {
    let (transport, clock) = (FakeTransport::new().answer(Answer::status(200).json(TOKEN)), TestClock::new());
    let mut request = TokenRequest::for_scope("https://x.example/.default");
    request.claims = Some(r#"{"a":1}"#.into());
    request.tenant = Some("other".into());
    credential(&transport, &clock).token(request).await.unwrap();
    assert!(form(&transport).contains(&("claims".to_owned(), r#"{"a":1}"#.to_owned())));
    assert!(transport.log().pop().unwrap().contains("/other/"));
}

#[tokio::test]
async fn r2_4_a_wrong_wall_clock_does_not_shorten_the_life() {
    let (transport, clock) = (FakeTransport::new().answer(Answer::status(200).json(TOKEN)), TestClock::new());
    clock.shift_wall(Duration::from_secs(600));
    let start = clock.now();
    let token = token(&credential(&transport, &clock)).await.unwrap();
    assert_eq!(token.expires_at - start, Duration::from_secs(3600));
}

#[tokio::test]
async fn r2_4_the_life_counts_from_before_the_request() {
    let clock = TestClock::new();
    let transport = FakeTransport::new().answer(Answer::status(200).json(TOKEN).after(&clock, Duration::from_secs(50)));
    let start = clock.now();
    let token = token(&credential(&transport, &clock)).await.unwrap();
    assert_eq!(token.expires_at - start, Duration::from_secs(3600));
}

#[tokio::test]
async fn r2_15_passing_failures_are_repeated() {
    let clock = TestClock::new();
    let transport = FakeTransport::new()
        .answer(Answer::status(429).header("retry-after", "7"))
        .answer(Answer::status(500))
        .answer(Answer::interrupted())
        .answer(Answer::not_sent())
        .answer(Answer::status(200).json(TOKEN));
    token(&credential(&transport, &clock)).await.unwrap();
    assert_eq!(transport.requests().len(), 5);
    assert_eq!(clock.sleeps().first(), Some(&Duration::from_secs(7)));
}

#[tokio::test]
async fn r2_15_refusals_are_final_and_typed_and_show_no_secret() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.",
        "error_codes":[7000215],"trace_id":"trace","correlation_id":"correlation"}"#;
    for status in [400, 401] {
        let (transport, clock) = (FakeTransport::new().answer(Answer::status(status).json(body)), TestClock::new());
        let error = token(&credential(&transport, &clock)).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("invalid_client")));
        assert_eq!(error.message(), Some("AADSTS7000215: Invalid client secret."));
        assert_eq!(error.details()[0].code.as_deref(), Some("7000215"));
        assert_eq!((error.request_id(), error.ids().correlation_request_id()), (Some("trace"), Some("correlation")));
        assert_eq!(error.attempts(), [AttemptOutcome::Status(status)]);
        assert_eq!(transport.requests().len(), 1);
        assert!(!format!("{error} {error:?} {:?}", transport.requests()).contains("s3cret"));
    }
}

#[test]
fn r2_2_tenant_and_authority_are_checked() {
    for tenant in ["", "a/b", "a?b", "..", "a b", "é", "a#b", "a%2f"] {
        assert_eq!(ClientSecretCredential::new(tenant, "c", "s").unwrap_err().kind(), ErrorKind::Argument, "{tenant}");
    }
    let credential = || ClientSecretCredential::new("72f988bf-86f1-41af-91ab-2d7cd011db47", "c", "s3cret").unwrap();
    for authority in ["http://login.example", "http://127.0.0.1", "login.example", "https://u@login.example"] {
        assert!(credential().authority(authority).is_err(), "{authority}");
    }
    assert!(credential().loopback_authority("http://127.0.0.1:1").is_ok());
    assert!(credential().loopback_authority("http://login.example").is_err());
    assert!(!format!("{:?}", credential()).contains("s3cret"));
    assert!(ClientSecretCredential::new("t", "", "s").is_err());
    assert!(ClientSecretCredential::new("t", "c", "").is_err());
}

#[test]
fn the_environment_is_read() {
    const SECRET: [(&str, &str); 3] =
        [("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "client"), ("AZURE_CLIENT_SECRET", "secret")];
    const BARE: &[(&str, &str)] =
        &[SECRET[0], SECRET[1], SECRET[2], ("AZURE_AUTHORITY_HOST", "login.microsoftonline.us")];
    const URL: &[(&str, &str)] =
        &[SECRET[0], SECRET[1], SECRET[2], ("AZURE_AUTHORITY_HOST", "https://login.chinacloudapi.cn/")];
    const HTTP: &[(&str, &str)] = &[SECRET[0], SECRET[1], SECRET[2], ("AZURE_AUTHORITY_HOST", "http://login.example")];
    let url = |pairs| {
        let credential = ClientSecretCredential::from_environment(&Environment::of(pairs))?;
        credential.application.url(None, "token").map(String::from)
    };
    assert_eq!(url(&SECRET).unwrap(), "https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
    assert_eq!(url(BARE).unwrap(), "https://login.microsoftonline.us/tenant/oauth2/v2.0/token");
    assert_eq!(url(URL).unwrap(), "https://login.chinacloudapi.cn/tenant/oauth2/v2.0/token");
    assert_eq!(url(HTTP).unwrap_err().kind(), ErrorKind::Argument);
    let error = url(&[("AZURE_TENANT_ID", "")]).unwrap_err();
    assert!(error.to_string().contains("AZURE_TENANT_ID"), "{error}");
    assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
}
