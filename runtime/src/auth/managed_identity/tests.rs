use super::*;
use crate::{
    ErrorKind,
    testing::{Answer, FakeTransport, TestClock},
};

const TOKEN: &str =
    r#"{"access_token":"t0ken","expires_in":"3600","expires_on":"1704309116","resource":"r","token_type":"Bearer"}"#;

const APP_SERVICE: &[(&str, &str)] =
    &[("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/token"), ("IDENTITY_HEADER", "s3cret-header")];

fn of(variables: &'static [(&'static str, &'static str)]) -> Result<ManagedIdentityCredential> {
    ManagedIdentityCredential::from_environment(&Environment::of(variables))
}

fn scripted(answers: impl IntoIterator<Item = Answer>) -> (FakeTransport, TestClock) {
    (answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer), TestClock::new())
}

async fn token(credential: &ManagedIdentityCredential) -> Result<Token> {
    credential.token(TokenRequest::for_resource("https://management.azure.com/")).await
}

#[tokio::test]
async fn r2_11_the_metadata_service_is_asked_with_its_header_and_one_identity() {
    const RESOURCE: &str = "resource=https%3A%2F%2Fmanagement.azure.com%2F";
    type Choose = fn(ManagedIdentityCredential) -> ManagedIdentityCredential;
    let table: [(Choose, &str); 4] = [
        (|credential| credential, ""),
        (|credential| credential.client_id("c"), "&client_id=c"),
        (|credential| credential.object_id("o").client_id("c").object_id("o"), "&object_id=o"),
        (|credential| credential.resource_id("/subscriptions/s"), "&msi_res_id=%2Fsubscriptions%2Fs"),
    ];
    for (choose, identity) in table {
        let (transport, clock) = scripted([Answer::status(200).json(TOKEN)]);
        let credential = choose(of(&[]).unwrap()).transport(transport.clone()).clock(clock.clone());
        // R2.4: the token may be an old one, so that `expires_on` counts and not `expires_in`.
        let now = clock.now();
        assert_eq!(token(&credential).await.unwrap().expires_at - now, Duration::from_secs(2000));
        let request = transport.requests().remove(0);
        let expected = format!(
            "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&{RESOURCE}{identity}"
        );
        assert_eq!(request.url.as_str(), expected);
        assert_eq!(request.headers["metadata"], "true");
        assert_eq!(request.headers.len(), 1);
    }
}

#[tokio::test]
async fn r2_11_passing_failures_are_repeated_by_the_schedule() {
    let passing = [404, 410, 429, 500, 503].map(Answer::status);
    let (transport, clock) = scripted(passing.into_iter().chain([Answer::status(200).json(TOKEN)]));
    let credential = of(&[]).unwrap().transport(transport.clone()).clock(clock.clone());
    token(&credential).await.unwrap();
    let seconds: Vec<u64> = clock.sleeps().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [0, 2, 6, 14, 30]);
    // After a failure of the service not sooner than a second.
    let (transport, clock) = scripted([Answer::status(500), Answer::interrupted(), Answer::status(200).json(TOKEN)]);
    token(&of(&[]).unwrap().transport(transport).clock(clock.clone())).await.unwrap();
    assert_eq!(clock.sleeps(), [1, 2].map(Duration::from_secs));
}

#[tokio::test]
async fn r2_11_and_r3_4_a_wait_that_the_metadata_service_asks_for_is_kept_or_the_error_comes_at_once() {
    let asking = |status, wait| Answer::status(status).header("retry-after", wait);
    let answers = [asking(429, "7"), asking(503, "0"), asking(404, "x"), Answer::status(200).json(TOKEN)];
    let (transport, clock) = scripted(answers);
    token(&of(&[]).unwrap().transport(transport).clock(clock.clone())).await.unwrap();
    assert_eq!(clock.sleeps(), [7, 2, 6].map(Duration::from_secs));
    // The last wait for an update is no shorter than what is asked for.
    let (transport, clock) = scripted((0..20).map(|_| asking(410, "13")));
    token(&of(&[]).unwrap().transport(transport).clock(clock.clone())).await.unwrap_err();
    assert_eq!(clock.sleeps(), [13; 6].map(Duration::from_secs));
    let (transport, clock) = scripted([asking(429, "121")]);
    let error = token(&of(&[]).unwrap().transport(transport.clone()).clock(clock.clone())).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(121)));
    assert_eq!((transport.requests().len(), clock.sleeps().len()), (1, 0));
}

#[tokio::test]
async fn r2_11_an_update_of_the_metadata_service_is_waited_for() {
    let (transport, clock) = scripted((0..20).map(|_| Answer::status(410)));
    let error = token(&of(&[]).unwrap().transport(transport.clone()).clock(clock.clone())).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 410);
    assert!(clock.elapsed() >= Duration::from_secs(70), "{:?}", clock.elapsed());
    assert_eq!(transport.requests().len(), 7);
    let (transport, clock) = scripted((0..20).map(|_| Answer::status(503)));
    token(&of(&[]).unwrap().transport(transport.clone()).clock(clock)).await.unwrap_err();
    assert_eq!(transport.requests().len(), 6);
}

#[tokio::test]
async fn r2_11_other_refusals_are_final() {
    let table = [
        (400, r#"{"error":"invalid_request","error_description":"Identity not found"}"#, true),
        (403, "connecting to 169.254.169.254: network is unreachable.", true),
        (403, "no", false),
        (405, "", false),
    ];
    for (status, body, unavailable) in table {
        let (transport, clock) = scripted([Answer::status(status).body(body)]);
        let error = token(&of(&[]).unwrap().transport(transport.clone()).clock(clock)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert_eq!(error.reason() == Some(&Reason::CredentialUnavailable), unavailable, "{status} {body}");
        assert_eq!(transport.requests().len(), 1);
    }
}

#[tokio::test]
async fn r2_11_in_a_chain_the_metadata_service_shows_itself_first() {
    let probed = |transport: &FakeTransport, clock: &TestClock| {
        of(&[]).unwrap().probed().transport(transport.clone()).clock(clock.clone())
    };
    let token_answer = || Answer::status(200).json(TOKEN);
    let (transport, clock) = scripted([Answer::status(400), token_answer(), token_answer()]);
    let credential = probed(&transport, &clock);
    token(&credential).await.unwrap();
    token(&credential).await.unwrap();
    let requests = transport.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].headers.is_empty() && requests[0].url.query().is_none());
    for answer in
        [Answer::not_sent(), Answer::status(403).body("A socket operation was attempted to an unreachable host")]
    {
        let (transport, clock) = scripted([answer]);
        let error = token(&probed(&transport, &clock)).await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
        assert_eq!((transport.requests().len(), clock.sleeps().len()), (1, 0));
    }
    // It has a second.
    let (transport, clock) = scripted([Answer::never()]);
    let (credential, mover) = (probed(&transport, &clock), clock.clone());
    let asking = tokio::spawn(async move { token(&credential).await });
    while transport.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    mover.advance(Duration::from_millis(999));
    tokio::task::yield_now().await;
    assert!(!asking.is_finished());
    mover.advance(Duration::from_millis(1));
    let error = asking.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
}

#[tokio::test]
async fn r2_12_app_service_has_an_address_and_a_secret_of_its_own() {
    let (transport, clock) = scripted([Answer::status(500), Answer::status(200).json(TOKEN)]);
    let credential = of(APP_SERVICE).unwrap().resource_id("/r").transport(transport.clone()).clock(clock.clone());
    assert_eq!(token(&credential).await.unwrap().secret.expose(), "t0ken");
    let request = transport.requests().remove(1);
    assert_eq!(
        request.url.as_str(),
        "http://127.0.0.1:41741/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F&mi_res_id=%2Fr"
    );
    assert_eq!(request.headers["x-identity-header"], "s3cret-header");
    assert!(!format!("{credential:?} {request:?}").contains("s3cret"));
}

#[test]
fn r2_12_plain_http_goes_to_near_addresses_alone() {
    let allowed = |endpoint: &'static str| app_service_endpoint(endpoint).is_ok();
    for endpoint in [
        "http://127.0.0.1:1/t",
        "http://169.254.130.2:8081/msi/token",
        "http://localhost:42356/msi/token",
        "http://[::1]/t",
        "https://x.example/t",
    ] {
        assert!(allowed(endpoint), "{endpoint}");
    }
    for endpoint in ["http://10.0.0.1/t", "http://x.example/t", "ftp://127.0.0.1/t", "/t", "http://u@127.0.0.1/t"] {
        assert!(!allowed(endpoint), "{endpoint}");
    }
    const ARC: &[(&str, &str)] = &[("IDENTITY_ENDPOINT", "http://localhost:40342/t"), ("IMDS_ENDPOINT", "x")];
    assert_eq!(of(ARC).unwrap_err().reason(), Some(&Reason::CredentialUnavailable));
}

#[tokio::test]
async fn what_a_managed_identity_cannot_do_is_said() {
    let (transport, _) = scripted([]);
    let credential = of(&[]).unwrap().transport(transport.clone());
    let mut request = TokenRequest::for_scope("s");
    request.claims = Some("{}".into());
    assert_eq!(credential.token(request.clone()).await.unwrap_err().reason(), Some(&Reason::ClaimsUnsupported));
    request.claims = None;
    request.tenant = Some("t".into());
    assert_eq!(credential.token(request).await.unwrap_err().kind(), ErrorKind::Auth);
    assert!(transport.requests().is_empty());
}
