use std::{
    collections::VecDeque,
    sync::atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Semaphore;

use super::*;
use crate::{auth::Credential, testing::TestClock};

/// The lifetime of a token, and the time until its renewal if the issuer names one.
type Life = (Duration, Option<Duration>);

/// Gives a new token for each request: numbered, living as long as scripted, and when the gate lets it.
struct Issuer {
    clock: TestClock,
    asked: AtomicUsize,
    gate: Semaphore,
    script: Mutex<VecDeque<Result<Life>>>,
}

impl Issuer {
    fn new(clock: &TestClock, open: usize, lifetimes: &[u64]) -> Arc<Self> {
        let script = lifetimes.iter().map(|seconds| Ok((Duration::from_secs(*seconds), None))).collect();
        let (clock, script) = (clock.clone(), Mutex::new(script));
        Arc::new(Self { clock, asked: AtomicUsize::new(0), gate: Semaphore::new(open), script })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn then(&self, result: Result<Life>) {
        lock(&self.script).push_back(result);
    }
}

impl TokenCredential for Issuer {
    fn token(&self, request: TokenRequest) -> crate::BoxFuture<'_, Result<Token>> {
        Box::pin(async move {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.gate.acquire().await.unwrap().forget();
            let (lifetime, refresh) =
                lock(&self.script).pop_front().unwrap_or(Ok((Duration::from_secs(3600), None)))?;
            let now = self.clock.now();
            let name = format!("{}-{number}", request.scopes.join("+"));
            let token = Token::new(name, now + lifetime);
            Ok(match refresh {
                Some(refresh) => token.with_refresh_at(now + refresh),
                None => token,
            })
        })
    }
}

struct Fixture {
    clock: TestClock,
    shared: Arc<dyn Clock>,
    issuer: Arc<Issuer>,
    credential: Credential,
}

fn fixture(open: usize, lifetimes: &[u64]) -> Fixture {
    let clock = TestClock::new();
    let issuer = Issuer::new(&clock, open, lifetimes);
    let credential = Credential::from_arc(issuer.clone());
    Fixture { shared: Arc::new(clock.clone()), clock, issuer, credential }
}

impl Fixture {
    async fn token(&self) -> Result<String> {
        self.token_for(TokenRequest::for_scope("s")).await
    }

    async fn token_for(&self, request: TokenRequest) -> Result<String> {
        let authorization = self.credential.authorization(&self.shared, &request).await?;
        Ok(authorization.header().to_str().unwrap().to_owned())
    }

    /// Lets spawned tasks run.
    async fn settle(&self) {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    fn move_to(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds).checked_sub(self.clock.elapsed()).unwrap());
    }
}

#[tokio::test]
async fn r2_18_a_hundred_concurrent_calls_make_one_request() {
    let fixture = Arc::new(fixture(0, &[]));
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let fixture = Arc::clone(&fixture);
            tokio::spawn(async move { fixture.token().await.unwrap() })
        })
        .collect();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 1);
    fixture.issuer.gate.add_permits(1);
    for call in calls {
        assert_eq!(call.await.unwrap(), "Bearer s-1");
    }
    assert_eq!(fixture.issuer.asked(), 1);
}

#[tokio::test]
async fn r2_18_a_leader_that_leaves_does_not_lose_the_flight() {
    let fixture = Arc::new(fixture(0, &[]));
    let spawn = |fixture: &Arc<Fixture>| {
        let fixture = Arc::clone(fixture);
        tokio::spawn(async move { fixture.token().await })
    };
    let leader = spawn(&fixture);
    fixture.settle().await;
    let follower = spawn(&fixture);
    fixture.settle().await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    fixture.issuer.gate.add_permits(1);
    assert_eq!(follower.await.unwrap().unwrap(), "Bearer s-1");
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-1");
    assert_eq!(fixture.issuer.asked(), 1);
}

#[tokio::test]
async fn r2_18_all_who_wait_get_the_error_and_the_next_call_asks_again() {
    let fixture = fixture(10, &[]);
    fixture.issuer.then(Err(Error::new(ErrorKind::Transport, "down")));
    let (one, two) = tokio::join!(fixture.token(), fixture.token());
    assert_eq!((one.unwrap_err().kind(), two.unwrap_err().kind()), (ErrorKind::Auth, ErrorKind::Auth));
    assert_eq!(fixture.issuer.asked(), 1);
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-2");
}

#[tokio::test]
async fn r2_17_a_token_of_an_hour_is_renewed_five_minutes_before_its_end() {
    let fixture = fixture(10, &[3600, 3600]);
    fixture.token().await.unwrap();
    fixture.move_to(3299);
    fixture.token().await.unwrap();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 1);
    fixture.move_to(3360);
    // The old token is good for this call; the new one comes in the background.
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-1");
    fixture.settle().await;
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-2");
    assert_eq!(fixture.issuer.asked(), 2);
}

#[tokio::test]
async fn r2_17_a_long_lived_token_is_renewed_after_half_its_life() {
    let fixture = fixture(10, &[24 * 3600]);
    fixture.token().await.unwrap();
    fixture.move_to(12 * 3600 - 1);
    fixture.token().await.unwrap();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 1);
    fixture.move_to(12 * 3600 + 60);
    fixture.token().await.unwrap();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 2);
}

#[tokio::test]
async fn r2_17_the_issuers_wish_beats_both() {
    for lifetime in [3600, 24 * 3600] {
        let fixture = fixture(10, &[]);
        fixture.issuer.then(Ok((Duration::from_secs(lifetime), Some(Duration::from_secs(600)))));
        fixture.token().await.unwrap();
        fixture.move_to(599);
        fixture.token().await.unwrap();
        fixture.settle().await;
        assert_eq!(fixture.issuer.asked(), 1);
        fixture.move_to(660);
        fixture.token().await.unwrap();
        fixture.settle().await;
        assert_eq!(fixture.issuer.asked(), 2);
    }
}

#[test]
fn r2_17_not_all_tokens_are_renewed_at_once() {
    let now = Instant::now();
    let token = Token::new("t", now + Duration::from_secs(3600));
    let mut due: Vec<_> = (0..64).map(|_| Cached::new(&token, now).unwrap().due_at - now).collect();
    due.sort();
    let (first, last) = (due[0], due[63]);
    assert!(first >= Duration::from_secs(3300) && last <= Duration::from_secs(3360), "{first:?} to {last:?}");
    assert!(last - first > Duration::from_secs(20), "{first:?} to {last:?}");
}

#[tokio::test]
async fn r2_17_the_spread_never_passes_the_expiry() {
    for _ in 0..200 {
        let now = Instant::now();
        let token = Token::new("t", now + Duration::from_secs(10));
        let cached = Cached::new(&token, now).unwrap();
        assert!(cached.due_at <= cached.expires_at);
    }
}

#[tokio::test]
async fn r2_18_a_failed_early_renewal_is_swallowed_and_not_repeated_for_30_seconds() {
    let fixture = fixture(100, &[3600]);
    fixture.token().await.unwrap();
    for _ in 0..3 {
        fixture.issuer.then(Err(Error::new(ErrorKind::Auth, "500")));
    }
    // Four minutes are left.
    fixture.move_to(3360);
    for _ in 0..5 {
        assert_eq!(fixture.token().await.unwrap(), "Bearer s-1");
        fixture.settle().await;
    }
    assert_eq!(fixture.issuer.asked(), 2);
    fixture.move_to(3389);
    fixture.token().await.unwrap();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 2);
    fixture.move_to(3391);
    fixture.token().await.unwrap();
    fixture.settle().await;
    assert_eq!(fixture.issuer.asked(), 3);
    // An expired token is no longer good, and its renewal is waited for.
    fixture.move_to(3600);
    assert!(fixture.token().await.is_err());
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-5");
}

#[tokio::test]
async fn r2_16_each_scope_tenant_and_capability_has_a_token_of_its_own() {
    let fixture = fixture(100, &[]);
    let one = TokenRequest::for_scope("one");
    assert_eq!(fixture.token_for(one.clone()).await.unwrap(), "Bearer one-1");
    assert_eq!(fixture.token_for(TokenRequest::for_scope("two")).await.unwrap(), "Bearer two-2");
    let tenant = TokenRequest { tenant: Some("t".into()), ..one.clone() };
    assert_eq!(fixture.token_for(tenant).await.unwrap(), "Bearer one-3");
    let cae = TokenRequest { cae: true, ..one.clone() };
    assert_eq!(fixture.token_for(cae).await.unwrap(), "Bearer one-4");
    let both = |scopes: [&str; 2]| TokenRequest { scopes: scopes.map(str::to_owned).to_vec(), ..one.clone() };
    assert_eq!(fixture.token_for(both(["a", "b"])).await.unwrap(), "Bearer a+b-5");
    assert_eq!(fixture.token_for(both(["b", "a"])).await.unwrap(), "Bearer a+b-5");
    assert_eq!(fixture.token_for(one).await.unwrap(), "Bearer one-1");
}

#[tokio::test]
async fn r2_16_a_token_for_claims_passes_by_the_cache_and_replaces_its_entry() {
    let fixture = fixture(100, &[]);
    let plain = TokenRequest::for_scope("s");
    assert_eq!(fixture.token_for(plain.clone()).await.unwrap(), "Bearer s-1");
    let claims = TokenRequest { claims: Some("{}".into()), ..plain.clone() };
    assert_eq!(fixture.token_for(claims).await.unwrap(), "Bearer s-2");
    assert_eq!(fixture.token_for(plain).await.unwrap(), "Bearer s-2");
}

#[tokio::test]
async fn r2_19_only_the_token_that_was_sent_is_forgotten() {
    let fixture = fixture(100, &[]);
    let request = TokenRequest::for_scope("s");
    let first = fixture.credential.authorization(&fixture.shared, &request).await.unwrap();
    fixture.credential.reject(&request, &first);
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-2");
    fixture.credential.reject(&request, &first);
    assert_eq!(fixture.token().await.unwrap(), "Bearer s-2");
}

#[tokio::test]
async fn a_credential_that_panics_is_an_error_and_not_a_hang() {
    struct Panics;

    impl TokenCredential for Panics {
        fn token(&self, _: TokenRequest) -> crate::BoxFuture<'_, Result<Token>> {
            Box::pin(async { panic!("as a credential should not") })
        }
    }

    let credential = Credential::new(Panics);
    let clock: Arc<dyn Clock> = Arc::new(TestClock::new());
    let error = credential.authorization(&clock, &TokenRequest::for_scope("s")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
}

#[test]
fn r7_6_a_runtime_that_is_shut_down_does_not_block_the_others() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let fixture = Arc::new(fixture(0, &[]));
    let first = runtime();
    {
        let fixture = Arc::clone(&fixture);
        first.block_on(async {
            tokio::spawn(async move { fixture.token().await });
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
    }
    drop(first);
    fixture.issuer.gate.add_permits(1);
    assert_eq!(runtime().block_on(fixture.token()).unwrap(), "Bearer s-2");
}

#[test]
fn tokens_that_cannot_stand_in_a_header_are_an_error() {
    let token = Token::new("a\r\nb", Instant::now());
    assert_eq!(Cached::new(&token, Instant::now()).unwrap_err().kind(), ErrorKind::Auth);
    let token = Token::new("good", Instant::now());
    let authorization = Authorization(Arc::new(Cached::new(&token, Instant::now()).unwrap()));
    assert!(authorization.header().is_sensitive());
    assert!(!format!("{authorization:?}").contains("good"));
}
