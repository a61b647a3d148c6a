//! Tokens in the pipeline, R2.19 and R3.5.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use azrest_runtime::{
    __private as rt, BoxFuture, Call, Credential, Error, ErrorKind, Result,
    auth::{StaticTokenCredential, Token, TokenCredential, TokenRequest},
    testing::{Answer, FakeTransport, TestClock},
};

use crate::support::{Fixture, ONE, SERVICE, Thing, ok, status};

static GET: rt::Operation = ONE;

/// `{"access_token":{"nbf":1}}`, without padding.
const CLAIMS: &str = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjoxfX0";

fn challenge() -> Answer {
    let claims = format!(r#"Bearer realm="", error="insufficient_claims", claims="{CLAIMS}""#);
    status(401).header("www-authenticate", r#"Basic realm="a, b""#).header("www-authenticate", &claims)
}

#[tokio::test]
async fn r2_19_claims_are_answered_once_with_a_new_token() {
    let fixture = Fixture::new([challenge(), ok(r#"{"name":"x"}"#), ok("{}")]);
    let thing: Thing = fixture.call(&GET).await.unwrap();
    assert_eq!(thing.name.as_deref(), Some("x"));
    let requests = fixture.issuer.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].claims.as_deref(), Some(r#"{"access_token":{"nbf":1}}"#));
    let sent: Vec<_> =
        fixture.transport.requests().iter().map(|request| request.headers["authorization"].clone()).collect();
    assert_eq!(sent, ["Bearer SECRET-TOKEN-1", "Bearer SECRET-TOKEN-2"]);
    // The new token replaces the old one, and the wait for it costs no retry.
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[2].headers["authorization"], "Bearer SECRET-TOKEN-2");
    assert!(fixture.sleeps().is_empty());
}

#[tokio::test]
async fn r2_19_a_service_that_always_refuses_sees_two_requests() {
    let fixture = Fixture::new((0..9).map(|_| challenge()));
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 401));
    assert_eq!(fixture.transport.requests().len(), 2);
}

#[tokio::test]
async fn r2_19_a_401_without_claims_is_final_and_forgets_the_token() {
    for header in ["Bearer", r#"Bearer error="insufficient_claims", claims="%%""#, "nonsense"] {
        let fixture = Fixture::new([status(401).header("www-authenticate", header), ok("{}")]);
        let error = fixture.call::<()>(&GET).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(fixture.transport.requests().len(), 1);
        fixture.call::<()>(&GET).await.unwrap();
        assert_eq!(fixture.transport.requests()[1].headers["authorization"], "Bearer SECRET-TOKEN-2");
    }
}

#[tokio::test]
async fn r2_19_and_r1_26_a_401_from_where_a_redirect_led_is_no_word_about_the_token() {
    let moved = |target| status(307).header("location", target);
    let fixture = Fixture::new([moved("https://elsewhere.example/x"), challenge(), ok("{}")]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!((fixture.transport.requests().len(), fixture.issuer.asked()), (2, 1));
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[2].headers["authorization"], "Bearer SECRET-TOKEN-1");
    // Nor is it when the claims were answered before.
    let fixture = Fixture::new([challenge(), moved("https://elsewhere.example/x"), challenge(), ok("{}")]);
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().status().unwrap(), 401);
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!((fixture.transport.requests().len(), fixture.issuer.asked()), (4, 2));
    // Within the origin the token goes along, and the word counts.
    let fixture = Fixture::new([moved("/moved"), challenge(), ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.issuer.asked(), 2);
}

#[tokio::test]
async fn r2_19_the_capability_is_asked_for_when_the_client_says_so() {
    let fixture = Fixture::built([ok("{}")], |builder| builder.continuous_access_evaluation(true));
    fixture.call::<()>(&GET).await.unwrap();
    assert!(fixture.issuer.requests()[0].cae);
    let fixture = Fixture::new([ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    assert!(!fixture.issuer.requests()[0].cae);
}

#[tokio::test]
async fn r3_5_a_retry_gets_a_new_token_if_the_old_one_expired_meanwhile() {
    struct Short(TestClock, std::sync::atomic::AtomicUsize);
    impl TokenCredential for Short {
        fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<Token>> {
            use azrest_runtime::Clock;
            let number = self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let token = Token::new(format!("t{number}"), self.0.now() + std::time::Duration::from_secs(10));
            Box::pin(std::future::ready(Ok(token)))
        }
    }
    let clock = TestClock::new();
    let transport = FakeTransport::new().answer(status(503).header("retry-after", "20")).answer(ok("{}"));
    let credential = Credential::new(Short(clock.clone(), Default::default()));
    let builder = rt::builder(&SERVICE, credential, ["sub".to_owned()], |client| client).clock(clock);
    let client = builder.transport(transport.clone()).build().unwrap();
    Call::<()>::new(client.request(&GET, &["one"])).await.unwrap();
    let sent: Vec<_> = transport.requests().iter().map(|request| request.headers["authorization"].clone()).collect();
    assert_eq!(sent, ["Bearer t0", "Bearer t1"]);
}

#[tokio::test]
async fn r3_2_auth_errors_are_not_retried_and_nothing_is_sent() {
    struct Broken(Arc<AtomicUsize>);
    impl TokenCredential for Broken {
        fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<Token>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::ready(Err(Error::auth("none today"))))
        }
    }
    let (transport, clock, asked) = (FakeTransport::new(), TestClock::new(), Arc::default());
    let credential = Credential::new(Broken(Arc::clone(&asked)));
    let builder = rt::builder(&SERVICE, credential, ["sub".to_owned()], |client| client);
    let client = builder.transport(transport.clone()).clock(clock.clone()).build().unwrap();
    let error = Call::<()>::new(client.request(&GET, &["one"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(transport.requests().is_empty() && clock.sleeps().is_empty());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_static_token_is_sent_as_it_is() {
    let transport = FakeTransport::new().answer(ok("{}"));
    let credential = StaticTokenCredential::new("mine");
    let builder = rt::builder(&SERVICE, credential.into(), ["sub".to_owned()], |client| client);
    let client = builder.transport(transport.clone()).build().unwrap();
    Call::<()>::new(client.request(&GET, &["one"])).await.unwrap();
    assert_eq!(transport.requests()[0].headers["authorization"], "Bearer mine");
}

#[tokio::test]
async fn r2_21_tokens_of_auxiliary_tenants_go_along() {
    let fixture =
        Fixture::built([ok("{}"), challenge(), ok("{}")], |builder| builder.auxiliary_tenants(["one", "two"]));
    fixture.call::<()>(&GET).await.unwrap();
    let tenants: Vec<_> = fixture.issuer.requests().into_iter().map(|request| request.tenant).collect();
    assert_eq!(tenants, [None, Some("one".to_owned()), Some("two".to_owned())]);
    let request = fixture.transport.requests().remove(0);
    assert_eq!(request.headers["authorization"], "Bearer SECRET-TOKEN-1");
    assert_eq!(request.headers["x-ms-authorization-auxiliary"], "Bearer SECRET-TOKEN-2, Bearer SECRET-TOKEN-3");
    assert!(!format!("{request:?}").contains("SECRET"));
    // After a refusal all are new, and the claims are for the client's own token.
    fixture.call::<()>(&GET).await.unwrap();
    let requests = fixture.issuer.requests();
    assert_eq!(
        requests.iter().map(|request| request.claims.is_some()).collect::<Vec<_>>(),
        [false, false, false, true, false, false]
    );
    let headers = fixture.transport.requests().remove(2).headers;
    assert_eq!(headers["x-ms-authorization-auxiliary"], "Bearer SECRET-TOKEN-5, Bearer SECRET-TOKEN-6");
}

#[tokio::test]
async fn r2_21_they_pass_the_same_gate_and_stay_behind_on_redirects() {
    let fixture =
        Fixture::built([status(307).header("location", "https://elsewhere.example/x"), ok("{}")], |builder| {
            builder.auxiliary_tenants(["one"])
        });
    fixture.call::<()>(&GET).await.unwrap();
    assert!(!fixture.transport.requests()[1].headers.contains_key("x-ms-authorization-auxiliary"));
}

#[tokio::test]
async fn r2_19_a_credential_that_knows_no_claims_leaves_the_401_as_it_is() {
    struct NoClaims;
    impl TokenCredential for NoClaims {
        fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
            let expires_at = std::time::Instant::now() + std::time::Duration::from_secs(3600);
            let token = if request.claims.is_some() {
                Err(Error::claims_unsupported("no claims here"))
            } else {
                Ok(Token::new("t", expires_at))
            };
            Box::pin(std::future::ready(token))
        }
    }
    let transport = FakeTransport::new().answer(challenge());
    let builder = rt::builder(&SERVICE, Credential::new(NoClaims), ["sub".to_owned()], |client| client);
    let client = builder.transport(transport.clone()).build().unwrap();
    let error = Call::<()>::new(client.request(&GET, &["one"])).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 401));
    assert_eq!(transport.requests().len(), 1);
}
