use std::{collections::BTreeMap, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;
use crate::{
    Reason,
    auth::TokenCredential,
    testing::{Answer, FakeTransport, TestClock},
};

const SCOPE: &str = "https://management.azure.com/.default";
const GRANT: &str = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t0ken","refresh_token":"r3fresh"}"#;
const RENEWED: &str = r#"{"expires_in":3600,"access_token":"t0ken2","refresh_token":"r3fresh2"}"#;

fn flow(answers: impl IntoIterator<Item = Answer>) -> (AuthorizationCodeFlow, FakeTransport) {
    let transport = answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer);
    let flow = AuthorizationCodeFlow::new("organizations", "client", SCOPE).unwrap();
    (flow.transport(transport.clone()).clock(TestClock::new()), transport)
}

fn query(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn form(transport: &FakeTransport) -> BTreeMap<String, String> {
    let body = transport.requests().pop().unwrap().body.unwrap();
    url::form_urlencoded::parse(&body).into_owned().collect()
}

/// Sends a request to the loopback address and gives the answer.
async fn ask(port: u16, request: &str) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    socket.write_all(format!("{request}\r\nHost: localhost\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

#[test]
fn r2_9_the_authorize_url_has_state_and_challenge_of_its_own() {
    let (flow, _) = flow([]);
    let pending = flow.login_hint("me@contoso.example").begin("http://localhost:1/x").unwrap();
    assert!(
        pending.url().as_str().starts_with("https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?")
    );
    let query = query(pending.url());
    let verifier = pending.verifier.expose();
    assert!((43..=128).contains(&verifier.len()));
    assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
    let challenge = encode_url(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
    for (name, value) in [
        ("client_id", "client"),
        ("response_type", "code"),
        ("response_mode", "query"),
        ("redirect_uri", "http://localhost:1/x"),
        ("scope", "https://management.azure.com/.default offline_access"),
        ("code_challenge_method", "S256"),
        ("code_challenge", &challenge),
        ("login_hint", "me@contoso.example"),
        ("state", pending.state.expose()),
    ] {
        assert_eq!(query[name], value, "{name}");
    }
    // 128 bits are 22 characters of base64.
    assert!(query["state"].len() >= 22);
    let other = flow_of(&pending).begin("http://localhost:1/x").unwrap();
    assert_ne!((other.state.expose(), other.verifier.expose()), (pending.state.expose(), verifier));
    let shown = format!("{pending:?}");
    assert!(!shown.contains(verifier) && !shown.contains(query["state"].as_str()), "{shown}");
}

fn flow_of(pending: &PendingAuthorization) -> AuthorizationCodeFlow {
    pending.flow.clone()
}

#[test]
fn r2_9_the_v1_endpoint_takes_a_resource() {
    let (flow, _) = flow([]);
    let pending = flow.endpoint(TokenEndpoint::V1).begin("http://localhost:1").unwrap();
    assert!(pending.url().path().ends_with("/organizations/oauth2/authorize"));
    let query = query(pending.url());
    assert_eq!(query["resource"], "https://management.azure.com");
    assert!(!query.contains_key("scope"));
}

#[tokio::test]
async fn r2_9_a_code_is_redeemed_with_its_verifier() {
    for secret in [None, Some("s3cret")] {
        let (flow, transport) = flow([Answer::status(200).json(GRANT)]);
        let flow = if let Some(secret) = secret { flow.client_secret(secret) } else { flow };
        let pending = flow.begin("https://app.example/signed-in").unwrap();
        let (state, verifier) = (pending.state.clone(), pending.verifier.clone());
        let redirected = format!("https://app.example/signed-in?code=c0de%2B&state={}", state.expose());
        let credential = pending.redeem(&Url::parse(&redirected).unwrap()).await.unwrap();
        let form = form(&transport);
        assert_eq!(form["grant_type"], "authorization_code");
        assert_eq!(form["code"], "c0de+");
        assert_eq!(form["redirect_uri"], "https://app.example/signed-in");
        assert_eq!(form["code_verifier"], verifier.expose());
        assert_eq!(form.get("client_secret").map(String::as_str), secret);
        assert_eq!(form["scope"], "https://management.azure.com/.default offline_access");
        // The token of the sign-in is used, and no other is asked for.
        let token = credential.token(TokenRequest::for_scope(SCOPE)).await.unwrap();
        assert_eq!((token.secret.expose(), transport.requests().len()), ("t0ken", 1));
    }
}

#[tokio::test]
async fn r2_9_a_wrong_state_discards_the_code() {
    for state in ["", "state=other&", "state=&"] {
        let (flow, transport) = flow([]);
        let pending = flow.begin("http://localhost:1").unwrap();
        let redirected = Url::parse(&format!("http://localhost:1/?{state}code=c0de")).unwrap();
        let error = pending.redeem(&redirected).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.to_string().contains("state") && !format!("{error:?}").contains("c0de"));
        assert!(transport.requests().is_empty());
    }
}

#[tokio::test]
async fn r2_9_refusals_and_used_codes_are_typed_errors() {
    let (flow, transport) = flow([Answer::status(400).json(r#"{"error":"invalid_grant","error_description":"used"}"#)]);
    let redirected = |pending: &PendingAuthorization, query: &str| {
        Url::parse(&format!("http://localhost:1/?state={}&{query}", pending.state.expose())).unwrap()
    };
    let pending = flow.begin("http://localhost:1").unwrap();
    let url = redirected(&pending, "error=access_denied&error_description=the+user+said+no");
    let error = pending.redeem(&url).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("access_denied"), Some("the user said no")));
    let pending = flow.begin("http://localhost:1").unwrap();
    let url = redirected(&pending, "code=");
    assert!(pending.redeem(&url).await.is_err());
    assert!(transport.requests().is_empty());
    let pending = flow.begin("http://localhost:1").unwrap();
    let url = redirected(&pending, "code=used");
    let error = pending.redeem(&url).await.unwrap_err();
    assert_eq!((error.code(), error.reason()), (Some("invalid_grant"), Some(&Reason::InteractionRequired)));
}

#[tokio::test]
async fn r2_9_the_redirect_is_received_on_the_loopback_address() {
    let (flow, transport) = flow([Answer::status(200).json(GRANT)]);
    let sign_in = flow.redirect_path("/signed-in").listen().await.unwrap();
    let query = query(sign_in.url());
    let redirect_uri = Url::parse(&query["redirect_uri"]).unwrap();
    assert_eq!((redirect_uri.host_str(), redirect_uri.path()), (Some("localhost"), "/signed-in"));
    let port = redirect_uri.port().unwrap();
    let waiting = tokio::spawn(sign_in.wait());
    // A connection that says nothing, a picture, other methods and paths, redirects of other sign-ins, of one forged: none
    // of them ends the waiting.
    let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let elsewhere = format!("GET /Signed-in?code=c&state={} HTTP/1.1", query["state"]);
    let posted = format!("POST /signed-in?code=c&state={} HTTP/1.1", query["state"]);
    for line in [
        "GET /favicon.ico HTTP/1.1",
        &elsewhere,
        &posted,
        "GET /signed-in HTTP/1.1",
        "GET /signed-in?code=c HTTP/1.1",
        "GET /signed-in?code=c&state=other HTTP/1.1",
        "GET /signed-in?error=access_denied&state= HTTP/1.1",
        "nonsense",
    ] {
        let answer = ask(port, line).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
    assert!(!waiting.is_finished());
    let answer = ask(port, &format!("GET /signed-in?code=c0de&state={} HTTP/1.1", query["state"])).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && !answer.contains("c0de"), "{answer}");
    let credential = waiting.await.unwrap().unwrap();
    assert_eq!(form(&transport)["redirect_uri"], query["redirect_uri"]);
    assert_eq!(credential.refresh_token().await.unwrap().expose(), "r3fresh");
    // The port is closed. A process that another test starts may hold it open until that runs its own program.
    for wait in 0.. {
        if TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            break;
        }
        assert!(wait < 500, "the port is still open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn r2_9_nobody_signs_in() {
    let (flow, _) = flow([]);
    let clock = TestClock::new();
    let sign_in = flow.clock(clock.clone()).listen().await.unwrap();
    let waiting = tokio::spawn(sign_in.wait());
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(299));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_secs(1));
    assert_eq!(waiting.await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    for path in ["x", "/a b", "/a?b", "//x\r\n"] {
        assert_eq!(flow_named(path).listen().await.unwrap_err().kind(), ErrorKind::Argument, "{path}");
    }
}

fn flow_named(path: &str) -> AuthorizationCodeFlow {
    flow([]).0.redirect_path(path)
}

#[tokio::test]
async fn r2_10_a_new_refresh_token_replaces_the_old_one() {
    let (flow, transport) = flow([Answer::status(200).json(RENEWED), Answer::status(200).json(RENEWED)]);
    let stored = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let store = std::sync::Arc::clone(&stored);
    let credential = RefreshTokenCredential::new("organizations", "client", "r3fresh").unwrap();
    let credential = credential
        .transport(transport.clone())
        .on_new_refresh_token(move |token| store.lock().unwrap().push(token.expose().to_owned()));
    let token = credential.token(TokenRequest::for_scope(SCOPE)).await.unwrap();
    assert_eq!(token.secret.expose(), "t0ken2");
    assert_eq!(form(&transport)["grant_type"], "refresh_token");
    assert_eq!(form(&transport)["refresh_token"], "r3fresh");
    assert_eq!(form(&transport)["scope"], format!("{SCOPE} offline_access"));
    credential.clone().token(TokenRequest::for_scope("https://vault.azure.net/.default")).await.unwrap();
    assert_eq!(form(&transport)["refresh_token"], "r3fresh2");
    assert_eq!(*stored.lock().unwrap(), ["r3fresh2", "r3fresh2"]);
    assert!(!format!("{credential:?} {flow:?}").contains("r3fresh"));
}

#[tokio::test]
async fn r2_10_only_the_user_can_help_and_no_browser_is_opened() {
    for code in ["invalid_grant", "interaction_required", "consent_required"] {
        let answer = Answer::status(400).json(format!(r#"{{"error":"{code}","error_description":"d"}}"#));
        let (_, transport) = flow([answer]);
        let credential = RefreshTokenCredential::new("organizations", "client", "r3fresh").unwrap();
        let error = credential.transport(transport.clone()).token(TokenRequest::for_scope(SCOPE)).await.unwrap_err();
        assert_eq!((error.code(), error.reason()), (Some(code), Some(&Reason::InteractionRequired)));
    }
    // Without a refresh token the sign-in lasts as long as its token.
    let (flow, transport) = flow([Answer::status(200).json(r#"{"expires_in":3600,"access_token":"t0ken"}"#)]);
    let pending = flow.begin("http://localhost:1").unwrap();
    let url = Url::parse(&format!("http://localhost:1/?code=c&state={}", pending.state.expose())).unwrap();
    let credential = pending.redeem(&url).await.unwrap();
    credential.token(TokenRequest::for_scope(SCOPE)).await.unwrap();
    let error = credential.token(TokenRequest::for_scope(SCOPE)).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::InteractionRequired));
    assert_eq!(transport.requests().len(), 1);
}
