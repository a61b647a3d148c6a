use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use super::*;
use crate::{Credential, ErrorKind, auth::StaticTokenCredential, clock::TokioClock};

/// Fails, and counts how often it was asked.
#[derive(Clone)]
struct Failing(Error, Arc<AtomicUsize>);

impl Failing {
    fn new(error: Error) -> Self {
        Self(error, Arc::default())
    }
}

impl TokenCredential for Failing {
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Err(self.0.clone())))
    }
}

async fn token(chain: &ChainedCredential) -> Result<Token> {
    chain.token(TokenRequest::for_scope("s")).await
}

#[tokio::test]
async fn what_does_not_apply_is_passed_over_once() {
    let absent = Failing::new(Error::credential_unavailable("not here"));
    let chain = ChainedCredential::new()
        .then("one", absent.clone())
        .then_result("two", Err::<Failing, _>(Error::credential_unavailable("not set")))
        .then("three", StaticTokenCredential::new("t0ken"))
        .then("four", Failing::new(Error::auth("never asked")));
    assert_eq!(chain.chosen(), None);
    for _ in 0..2 {
        assert_eq!(token(&chain).await.unwrap().secret.expose(), "t0ken");
    }
    assert_eq!(chain.chosen(), Some("three"));
    assert_eq!(absent.1.load(Ordering::SeqCst), 1);
    assert!(format!("{chain:?}").contains("three"));
}

#[tokio::test]
async fn an_error_says_what_was_tried_and_why_each_was_passed_over() {
    let chain = ChainedCredential::new()
        .then("one", Failing::new(Error::credential_unavailable("not here")))
        .then_result("two", Err::<Failing, _>(Error::credential_unavailable("X is not set")));
    let error = token(&chain).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
    assert_eq!(
        error.to_string(),
        "authentication failure: no credential of the chain applies here (passed over: one: not here; two: X is not set)"
    );
    let chain = chain.then("three", Failing::new(Error::auth("broken"))).then("four", StaticTokenCredential::new("t"));
    let error = token(&chain).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Auth, None));
    let text = error.to_string();
    assert!(text.contains("`three`") && text.contains("one: not here; two: X is not set"), "{text}");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("broken"));
    assert!(token(&ChainedCredential::new()).await.unwrap_err().to_string().contains("no credential"));
}

#[tokio::test]
async fn the_usual_chain_is_told_by_the_environment() {
    let names = |chain: &ChainedCredential| chain.links.iter().map(|link| link.name).collect::<Vec<_>>();
    let chain = ChainedCredential::from_environment(&Environment::of(&[]));
    let mut expected = vec!["client secret", "workload identity", "managed identity", "Azure CLI"];
    if cfg!(feature = "client-certificate") {
        expected.insert(1, "client certificate");
    }
    assert_eq!(names(&chain), expected);
    assert!(chain.links[0].credential.is_err());
    // What is set and wrong is not passed over.
    const WRONG: &[(&str, &str)] =
        &[("AZURE_TENANT_ID", "a/b"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s3cret")];
    let error = token(&ChainedCredential::from_environment(&Environment::of(WRONG))).await.unwrap_err();
    assert!(error.to_string().contains("client secret") && !error.to_string().contains("s3cret"), "{error}");
}

#[tokio::test]
async fn a_chain_is_a_credential_like_any_other() {
    struct Short;
    impl TokenCredential for Short {
        fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<Token>> {
            Box::pin(std::future::ready(Ok(Token::new("t", Instant::now() + Duration::from_secs(60)))))
        }
    }
    let credential = Credential::from(ChainedCredential::new().then("short", Short));
    let clock: Arc<dyn crate::Clock> = Arc::new(TokioClock);
    let authorization = credential.authorization(&clock, &TokenRequest::for_scope("s")).await.unwrap();
    assert_eq!(authorization.header(), "Bearer t");
}
