//! Both directions with credentials as they are: one of `azure_identity`, one of azrest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]
#![allow(
    elided_lifetimes_in_paths,
    reason = "the trait of azure_core elides them, and async-trait tells the difference"
)]

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use azrest_azure_core::{ForAzureCore, FromAzureCore};
use azrest_runtime::{
    __private as rt, Call, Credential, ErrorKind, Reason,
    auth::{ClientSecretCredential, TokenCredential as _, TokenRequest},
    testing::{Answer, FakeTransport},
};
use azure_core::{
    credentials::{Secret, TokenCredential},
    http::{
        AsyncRawResponse, ClientOptions, HttpClient, Method, Request, StatusCode, Transport, Url,
        headers::Headers,
        policies::{Policy, PolicyResult, auth::BearerTokenAuthorizationPolicy},
    },
};
use azure_identity::ClientSecretCredentialOptions;

const SCOPE: &str = "https://management.azure.com/.default";

/// The token endpoint as `azure_core` reaches it. Notes what was asked.
#[derive(Debug)]
struct Issuer {
    status: StatusCode,
    body: &'static str,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl HttpClient for Issuer {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body: Vec<u8> = match request.body() {
            azure_core::http::Body::Bytes(bytes) => bytes.to_vec(),
            _ => Vec::new(),
        };
        let line = format!("{} {}", request.url(), String::from_utf8_lossy(&body));
        self.asked.lock().unwrap().push(line);
        Ok(AsyncRawResponse::from_bytes(self.status, Headers::new(), self.body))
    }
}

fn theirs(status: StatusCode, body: &'static str) -> (Arc<dyn TokenCredential>, Arc<Issuer>) {
    let issuer = Arc::new(Issuer { status, body, asked: Mutex::default() });
    let transport = Transport::new(Arc::clone(&issuer) as Arc<dyn HttpClient>);
    let client_options = ClientOptions { transport: Some(transport), ..ClientOptions::default() };
    let options = ClientSecretCredentialOptions { client_options };
    let credential = azure_identity::ClientSecretCredential::new(
        "tenant",
        "client".to_owned(),
        Secret::new("s3cret"),
        Some(options),
    );
    (credential.unwrap(), issuer)
}

static SERVICE: rt::Service = rt::Service {
    crate_name: "azrest-things",
    crate_version: "0.1.0",
    client_parameters: &[],
    api_version: None,
    client_request_ids: true,
    kind: rt::ServiceKind::Arm,
    security: rt::TOKEN,
    scope: None,
    secret_texts: &[],
    secret_values: &[],
};
static GET: rt::Operation = rt::Operation { id: "Things_Get", path: "/things", ..rt::Operation::DEFAULT };

#[tokio::test]
async fn a_client_of_azrest_takes_its_token_from_azure_identity() {
    let (theirs, issuer) =
        theirs(StatusCode::Ok, r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t0ken"}"#);
    let answer = || Answer::status(200).json("{}");
    let transport = FakeTransport::new().answer(answer()).answer(answer());
    let builder = rt::builder(&SERVICE, FromAzureCore::new(theirs).into(), [], |client| client);
    let client = builder.transport(transport.clone()).build().unwrap();
    for _ in 0..2 {
        Call::<()>::new(client.request(&GET, &[])).await.unwrap();
    }
    assert_eq!(transport.requests()[1].headers["authorization"], "Bearer t0ken");
    let asked = issuer.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("/tenant/oauth2/v2.0/token") && asked[0].contains("client_secret=s3cret"), "{asked:?}");
    assert!(asked[0].contains("scope=https%3A%2F%2Fmanagement.azure.com%2F.default"), "{asked:?}");
}

#[tokio::test]
async fn lifetimes_refusals_and_what_it_cannot_do_come_through() {
    let (fine, _) = theirs(StatusCode::Ok, r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t0ken"}"#);
    let token = FromAzureCore::new(fine).token(TokenRequest::for_scope(SCOPE)).await.unwrap();
    let left = token.expires_at - Instant::now();
    assert!((Duration::from_secs(3590)..=Duration::from_secs(3600)).contains(&left), "{left:?}");
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: wrong","secret":"s3cret"}"#;
    let (refused, issuer) = theirs(StatusCode::Unauthorized, body);
    let ours = FromAzureCore::new(refused);
    let error = ours.token(TokenRequest::for_scope(SCOPE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("AADSTS7000215"), "{source}");
    assert!(!format!("{error} {error:?} {source} {ours:?}").contains("s3cret"));
    let seen = issuer.asked.lock().unwrap().len();
    let mut request = TokenRequest::for_scope(SCOPE);
    request.claims = Some("{}".to_owned());
    assert_eq!(ours.token(request.clone()).await.unwrap_err().reason(), Some(&Reason::ClaimsUnsupported));
    request.claims = None;
    request.tenant = Some("other".to_owned());
    assert!(ours.token(request).await.is_err());
    assert_eq!(issuer.asked.lock().unwrap().len(), seen);
}

/// The end of a pipeline of `azure_core`: notes the header that its policy set.
#[derive(Debug, Default)]
struct End(Mutex<Vec<String>>);

#[async_trait]
impl Policy for End {
    async fn send(&self, _: &azure_core::http::Context, request: &mut Request, _: &[Arc<dyn Policy>]) -> PolicyResult {
        let header = request.headers().get_str(&"authorization".into())?.to_owned();
        self.0.lock().unwrap().push(header);
        Ok(AsyncRawResponse::from_bytes(StatusCode::Ok, Headers::new(), ""))
    }
}

fn ours(answers: impl IntoIterator<Item = Answer>) -> (Credential, FakeTransport) {
    let transport = answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer);
    let credential = ClientSecretCredential::new("tenant", "client", "s3cret").unwrap();
    (credential.transport(transport.clone()).into(), transport)
}

#[tokio::test]
async fn a_pipeline_of_azure_core_takes_its_token_from_azrest() {
    let (ours, transport) = ours([Answer::status(200).json(r#"{"expires_in":3600,"access_token":"t0ken"}"#)]);
    let theirs: Arc<dyn TokenCredential> = Arc::new(ForAzureCore::new(ours));
    let end = Arc::new(End::default());
    let policy = BearerTokenAuthorizationPolicy::new(Arc::clone(&theirs), [SCOPE]);
    let next: [Arc<dyn Policy>; 1] = [Arc::clone(&end) as Arc<dyn Policy>];
    for _ in 0..2 {
        let mut request = Request::new(Url::parse("https://management.azure.com/").unwrap(), Method::Get);
        policy.send(&azure_core::http::Context::new(), &mut request, &next).await.unwrap();
    }
    assert_eq!(*end.0.lock().unwrap(), ["Bearer t0ken", "Bearer t0ken"]);
    assert_eq!(transport.requests().len(), 1);
    let token = theirs.get_token(&[SCOPE], None).await.unwrap();
    let left = token.expires_on - azure_core::time::OffsetDateTime::now_utc();
    assert!((3590..=3600).contains(&left.whole_seconds()), "{left}");
    // The cache is azrest's own.
    assert_eq!((token.token.secret(), transport.requests().len()), ("t0ken", 1));
}

#[tokio::test]
async fn refusals_of_azrest_are_credential_errors_of_azure_core() {
    let (ours, _) = ours([Answer::status(401).json(r#"{"error":"invalid_client","error_description":"wrong"}"#)]);
    let theirs = ForAzureCore::new(ours);
    let error = theirs.get_token(&[SCOPE], None).await.unwrap_err();
    assert!(matches!(error.kind(), azure_core::error::ErrorKind::Credential));
    assert!(error.to_string().contains("invalid_client"), "{error}");
    assert!(!format!("{error:?} {theirs:?}").contains("s3cret"));
    assert!(theirs.get_token(&[], None).await.is_err());
}
