//! Credentials: what of them is in the requests of a client whose document asks for keys, passwords and tokens.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use azrest_golden_vendor::Client;
use azrest_runtime::auth::{ApiKey, BasicCredential, StaticTokenCredential};
use azrest_runtime::{Call, Credential, ErrorKind};

/// What a server on a loopback address got: the query and the headers that hold credentials.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<String>>>);

async fn receive(State(received): State<Received>, request: Request) -> StatusCode {
    let names = ["authorization", "x-api-key", "x-app-key", "cookie"];
    let header = |name: &str| Some(format!("{name}: {}", request.headers().get(name)?.to_str().expect("text")));
    let query = request.uri().query().map(|it| format!("?{it}"));
    let all: Vec<String> = names.into_iter().filter_map(header).chain(query).collect();
    received.0.lock().expect("no panic").push(all.join(", "));
    StatusCode::NO_CONTENT
}

/// What one call sends, over HTTP.
async fn sent(credential: impl Into<Credential>, call: impl Fn(&Client) -> Call<()>) -> String {
    let received = Received::default();
    let router = Router::new().fallback(receive).with_state(received.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let builder = Client::builder(credential, &endpoint).allow_loopback_http();
    let client = builder.build().expect("a sound configuration");
    let outcome = call(&client).await;
    server.abort();
    let mut received = std::mem::take(&mut *received.0.lock().expect("no panic"));
    match outcome {
        Ok(()) => received.pop().expect("a request"),
        Err(error) => {
            assert_eq!((error.kind(), received.len()), (ErrorKind::Auth, 0), "{error}");
            assert!(!format!("{client:?} {error} {error:?}").contains("s3cret"));
            error.to_string()
        }
    }
}

fn key() -> ApiKey {
    ApiKey::new("s3cret-key")
}

fn token() -> StaticTokenCredential {
    StaticTokenCredential::new("s3cret-token")
}

#[tokio::test]
async fn the_credential_of_the_document_goes_with_every_operation_that_has_no_other() {
    assert_eq!(sent(key(), |client| client.new_(&Default::default())).await, "x-api-key: s3cret-key");
    let refusal = sent(token(), |client| client.new_(&Default::default())).await;
    assert!(refusal.contains("nothing was sent: it takes an API key for the header `X-Api-Key`"), "{refusal}");
}

#[tokio::test]
async fn operations_have_credentials_of_their_own() {
    let basic = BasicCredential::new("me", "s3cret").expect("no colon");
    assert_eq!(sent(basic, |client| client.secured().password()).await, "authorization: Basic bWU6czNjcmV0");
    assert_eq!(sent(token(), |client| client.secured().any()).await, "authorization: Bearer s3cret-token");
    assert_eq!(sent(key(), |client| client.secured().any()).await, "cookie: session=s3cret-key");
    let in_query = key().named("api_key");
    assert_eq!(sent(in_query, |client| client.secured().any()).await, "?api_key=s3cret-key");
    let whole = ApiKey::new("SharedSecret s3cret");
    assert_eq!(sent(whole, |client| client.secured().whole()).await, "authorization: SharedSecret s3cret");
    assert_eq!(sent(token(), |client| client.secured().whole()).await, "authorization: Bearer s3cret-token");
}

#[tokio::test]
async fn what_goes_together_is_put_together() {
    let both = || Credential::from(key()).and(token());
    let expected = "authorization: Bearer s3cret-token, x-api-key: s3cret-key";
    assert_eq!(sent(both(), |client| client.secured().both()).await, expected);
    let pair = Credential::from(key().named("X-Api-Key")).and(ApiKey::new("s3cret-app").named("x-app-key"));
    assert_eq!(sent(pair, |client| client.secured().pair()).await, "x-api-key: s3cret-key, x-app-key: s3cret-app");
    for half in [Credential::from(key()), token().into()] {
        let refusal = sent(half, |client| client.secured().both()).await;
        assert!(refusal.contains("a token together with an API key for the header `X-Api-Key`"), "{refusal}");
    }
}

#[tokio::test]
async fn operations_that_ask_for_nothing_get_nothing() {
    let all = || Credential::from(key()).and(token()).and(BasicCredential::new("me", "s3cret").expect("no colon"));
    assert_eq!(sent(all(), |client| client.secured().open()).await, "");
    assert_eq!(sent(all(), |client| client.secured().signed()).await, "");
    assert_eq!(sent(all(), |client| client.secured().optional()).await, "x-api-key: s3cret-key");
    assert_eq!(sent(Credential::none(), |client| client.secured().optional()).await, "");
    assert_eq!(sent(Credential::none(), |client| client.secured().open()).await, "");
}
