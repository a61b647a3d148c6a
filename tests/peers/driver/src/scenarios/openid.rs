//! Credentials against an OpenID provider: client credentials, and authorization code with PKCE (R2.7, R2.9, R2.10).

use azrest_runtime::auth::{
    AuthorizationCodeFlow, ClientSecretCredential, RefreshTokenCredential, Token, TokenCredential, TokenRequest,
};
use azrest_runtime::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use azrest_runtime::url::{Url, form_urlencoded};
use azrest_runtime::{Error, ErrorKind, Transport, TransportRequest};
use serde_json::{Value, json};

use crate::peer::{Peer, body};
use crate::scenario::{Scenario, uncounted};

const NAME: &str = "OpenID provider";
const TENANT: &str = "the-tenant";
const SCOPE: &str = "https://management.azure.com/.default";
/// The scope that a user grants: a refresh token belongs to it.
const GRANTED: &str = "https://management.azure.com/.default offline_access";
const SECRET: &str = "a secret of the service & more";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    uncounted(list, NAME, "client credentials give a token of the service", |peer| async move {
        let token = service(&peer, SECRET).token(request()).await.expect("a token");
        let found = introspect(&peer, &token).await;
        assert_eq!((&found["active"], &found["client_id"]), (&json!(true), &json!("service")));
        assert_eq!(found["scope"], SCOPE);
        assert_eq!(peer.trail(), "POST 200");
    });
    uncounted(list, NAME, "another secret is refused, once", |peer| async move {
        let error = service(&peer, "another secret").token(request()).await.expect_err("a refusal");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("invalid_client")));
        assert_eq!(peer.trail(), "POST 401");
        assert!(!format!("{error} {error:?}").contains("another secret"));
    });
    uncounted(list, NAME, "a user signs in with a browser, and the tokens are renewed", |peer| async move {
        let sign_in = flow(&peer).listen().await.expect("a port");
        let url = sign_in.url().clone();
        let browser = tokio::spawn(browse(peer.another(), url, Answer::Accept));
        let credential = sign_in.wait().await.expect("a sign-in");
        browser.await.expect("the browser").expect("the redirect was answered");
        assert_eq!(peer.trail(), "POST 200");
        let mut seen = Vec::new();
        for round in 1..=3 {
            let token = credential.token(request()).await.expect("a token");
            let found = introspect(&peer, &token).await;
            assert_eq!((&found["active"], &found["client_id"]), (&json!(true), &json!("desktop")), "round {round}");
            assert_eq!((&found["sub"], &found["scope"]), (&json!("user"), &json!(GRANTED)), "round {round}");
            seen.push(token.secret.expose().to_owned());
        }
        assert!(seen[0] != seen[1] && seen[1] != seen[2], "each refresh gives another token");
        assert_eq!(peer.trail(), "POST 200, POST 200, POST 200");
    });
    uncounted(list, NAME, "a user who refuses is an error that says so", |peer| async move {
        let sign_in = flow(&peer).listen().await.expect("a port");
        let browser = tokio::spawn(browse(peer.another(), sign_in.url().clone(), Answer::Refuse));
        let error = sign_in.wait().await.expect_err("a refusal");
        browser.await.expect("the browser").expect("the redirect was answered");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("access_denied")));
        assert_eq!(peer.trail(), "");
    });
    uncounted(list, NAME, "the redirect of another sign-in is refused before anything is sent", |peer| async move {
        let (mine, theirs) = (pending(&peer), pending(&peer));
        let redirected = browse(peer.another(), theirs.url().clone(), Answer::Accept).await.expect_err("no listener");
        mine.redeem(&redirected).await.expect_err("another state");
        assert_eq!(peer.trail(), "");
    });
    uncounted(
        list,
        NAME,
        "the code of another sign-in is refused by the provider, for want of its verifier",
        |peer| async move {
            let (mine, theirs) = (pending(&peer), pending(&peer));
            let state = |url: &Url| url.query_pairs().find(|(key, _)| key == "state").map(|it| it.1.into_owned());
            let mut redirected =
                browse(peer.another(), theirs.url().clone(), Answer::Accept).await.expect_err("no listener");
            let (their_state, my_state) = (state(theirs.url()).expect("a state"), state(mine.url()).expect("a state"));
            let query = redirected.query().expect("a query").replace(&their_state, &my_state);
            redirected.set_query(Some(&query));
            let error: Error = mine.redeem(&redirected).await.expect_err("another verifier");
            assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("invalid_grant")));
            assert_eq!(peer.trail(), "POST 400");
            let credential: RefreshTokenCredential = {
                let sign_in = pending(&peer);
                let redirected =
                    browse(peer.another(), sign_in.url().clone(), Answer::Accept).await.expect_err("no listener");
                sign_in.redeem(&redirected).await.expect("its own code")
            };
            credential.token(request()).await.expect("a token");
        },
    );
}

fn request() -> TokenRequest {
    TokenRequest::for_scope(SCOPE)
}

fn service(peer: &Peer, secret: &str) -> ClientSecretCredential {
    let credential = ClientSecretCredential::new(TENANT, "service", secret).expect("an application");
    credential.loopback_authority(&peer.openid).expect("a loopback address").transport(peer.clone())
}

fn flow(peer: &Peer) -> AuthorizationCodeFlow {
    let flow = AuthorizationCodeFlow::new(TENANT, "desktop", SCOPE).expect("an application");
    let flow = flow.loopback_authority(&peer.openid).expect("a loopback address");
    flow.redirect_path("/signed-in").transport(peer.clone())
}

/// A sign-in whose redirect goes to a port where nobody listens.
fn pending(peer: &Peer) -> azrest_runtime::auth::PendingAuthorization {
    flow(peer).begin("http://localhost:9/signed-in").expect("a sign-in")
}

/// What the provider knows of a token.
async fn introspect(peer: &Peer, token: &Token) -> Value {
    let fields = [("client_id", "service"), ("client_secret", SECRET), ("token", token.secret.expose())];
    let url = Url::parse(&peer.openid).and_then(|it| it.join("/token/introspection")).expect("a URL");
    let response = peer.another().send(form(url, &fields)).await.expect("the provider answers");
    serde_json::from_slice(&body(response.body).await).expect("JSON")
}

fn form(url: Url, fields: &[(&str, &str)]) -> TransportRequest {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    TransportRequest::new(Method::POST, url, HeaderMap::from_iter([(header::CONTENT_TYPE, form)]), Some(body.into()))
}

/// What the user does on the page for consent.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Accept,
    Refuse,
}

/// A browser with a user: follows redirects, signs in, answers, and ends at the redirect URI. The error is a redirect
/// URI where nobody listens.
async fn browse(browser: Peer, url: Url, answer: Answer) -> Result<(), Url> {
    let get = |url: Url| TransportRequest::new(Method::GET, url, HeaderMap::new(), None);
    let mut next = get(url);
    for _ in 0..20 {
        let (url, is_redirect_uri) = (next.url.clone(), next.url.host_str() == Some("localhost"));
        let response = match browser.send(next).await {
            Ok(response) => response,
            Err(_) if is_redirect_uri => return Err(url),
            Err(error) => panic!("{url}: {error:?}"),
        };
        let location = response.headers.get(header::LOCATION).and_then(|it| it.to_str().ok());
        next = match (response.status, location) {
            (StatusCode::OK, _) if is_redirect_uri => return Ok(()),
            (status, Some(location)) if status.is_redirection() => get(url.join(location).expect("a URL")),
            (StatusCode::OK, _) => {
                let page = String::from_utf8(body(response.body).await).expect("a page");
                match (page.contains(r#"value="login""#), answer) {
                    (true, _) => form(url, &[("prompt", "login"), ("login", "user"), ("password", "any")]),
                    (false, Answer::Accept) => form(url, &[("prompt", "consent")]),
                    (false, Answer::Refuse) => get(Url::parse(&format!("{url}/abort")).expect("a URL")),
                }
            }
            (status, _) => panic!("{url}: {status}"),
        };
    }
    panic!("the provider redirects for ever");
}
