//! A whole run with secrets planted everywhere: none of them is in any log, `Debug` or `Display` text, R7.2 to R7.5 and R6.5.

use std::error::Error as _;

use azrest_runtime::{
    __private as rt, Call, Credential, Error, RestCall, ResumeToken,
    auth::{
        ApiKey, AuthorizationCodeFlow, AzureCliCredential, BasicCredential, ChainedCredential,
        ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential, RefreshTokenCredential,
        StaticTokenCredential, TokenCredential, TokenRequest,
    },
    http::Method,
    rest,
    testing::{Answer, FakeTransport, TestClock},
};

use crate::{
    collector::{Collector, Lines},
    loopback::{self, Server},
    support::{DATA_PLANE, LIST, ONE, POST, Properties, SERVICE, Thing, ok, status, thing},
};

static GET: rt::Operation = ONE;
static RUN: rt::Operation = POST;
static LISTED: rt::Operation = LIST;

/// In every planted secret, and nowhere else.
const MARK: &str = "s3cr3t";

/// Collects texts that people see.
#[derive(Default)]
struct Seen(String);

impl Seen {
    fn see(&mut self, value: &impl std::fmt::Debug) {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    fn error(&mut self, error: &Error) {
        self.0.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        let mut source = error.source();
        while let Some(inner) = source {
            self.0.push_str(&format!("{inner}\n{inner:?}\n"));
            source = inner.source();
        }
    }
}

#[track_caller]
fn assert_clean(what: &str, text: &str) {
    assert!(!text.is_empty(), "{what} is empty");
    if let Some(at) = text.find(MARK) {
        panic!("{what} shows a secret: …{}…", &text[at.saturating_sub(200)..(at + 60).min(text.len())]);
    }
}

fn planted(answer: Answer) -> Answer {
    ["set-cookie", "x-internal", "authentication-info", "x-ms-authorization-auxiliary"]
        .into_iter()
        .fold(answer, |answer, name| answer.header(name, MARK))
}

fn token_answer() -> Answer {
    planted(ok(&format!(r#"{{"expires_in":3600,"access_token":"{MARK}-token","refresh_token":"{MARK}-refresh"}}"#)))
}

/// All answers of the service, in the order of the calls of `calls`.
fn script() -> FakeTransport {
    let secret_body = format!(r#"{{"name":"n","properties":{{"password":"{MARK}"}},"clientSecret":"{MARK}"}}"#);
    let link = format!(r#"{{"value":[{secret_body}],"nextLink":"?$skipToken={MARK}","key":"x"}}"#);
    let claims = r#"Bearer error="insufficient_claims", claims="eyJhIjoiczNjcjN0In0""#;
    let answers = [
        // A call: refused, moved, demanded claims, answered.
        planted(status(503)).json(secret_body.clone()),
        planted(status(307)).header("location", &format!("/moved?sig={MARK}")),
        planted(status(401)).header("www-authenticate", claims),
        planted(ok(&secret_body)),
        // Errors: by the service, by the connection, by what it says.
        planted(status(409)).json(format!(r#"{{"error":{{"code":"C","message":"m","details":[{{"message":"d","primaryKey":"{MARK}"}}]}},"secretKey":"{MARK}"}}"#)),
        Answer::interrupted(),
        planted(ok(&format!(r#"{{"name":["x"],"accessKey":"{MARK}"}}"#))),
        // A list with a link that is followed, and one that is not.
        planted(ok(&link)),
        planted(ok(&link.replace("?$skipToken", &format!("https://evil.example/{MARK}?x")).replace(&format!("/{MARK}?x"), "/p?x"))),
        // A long-running operation that fails.
        planted(status(202)).header("azure-asyncoperation", &format!("/op?sig={MARK}")),
        planted(ok(&format!(r#"{{"status":"Running","password":"{MARK}"}}"#))),
        planted(ok(&format!(r#"{{"status":"Failed","error":{{"code":"C","message":"m"}},"token":"{MARK}"}}"#))),
    ];
    answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer)
}

async fn credentials(seen: &mut Seen, clock: &TestClock) -> Credential {
    let refused = || status(401).json(format!(r#"{{"error":"invalid_client","error_description":"no","k":"{MARK}"}}"#));
    let transport = FakeTransport::with(|request| match request.url.path().contains("/refused/") {
        false => token_answer(),
        true => status(401).json(format!(r#"{{"error":"invalid_client","k":"{MARK}"}}"#)),
    });
    let request = || TokenRequest::for_scope("https://x.example/.default");
    let secret = ClientSecretCredential::new("tenant", "client", MARK).unwrap().transport(transport.clone());
    let certificate = include_str!("../../src/auth/client_certificate/test.pem");
    let certificate = ClientCertificateCredential::from_pem("tenant", "client", certificate).unwrap();
    let certificate = certificate.transport(transport.clone());
    let refresh = RefreshTokenCredential::new("tenant", "client", MARK).unwrap().client_secret(MARK);
    let refresh = refresh.transport(transport.clone());
    let managed = ManagedIdentityCredential::new().unwrap().transport(transport.clone());
    seen.see(&(&secret, &certificate, &refresh, &managed, AzureCliCredential::new(), StaticTokenCredential::new(MARK)));
    for credential in [&secret as &dyn TokenCredential, &certificate, &refresh, &managed] {
        seen.see(&credential.token(request()).await.unwrap());
    }
    let failing = ClientSecretCredential::new("refused", "client", MARK).unwrap();
    let failing = failing.transport(transport.clone());
    seen.error(&failing.token(request()).await.unwrap_err());
    let flow = AuthorizationCodeFlow::new("tenant", "client", "https://x.example/.default").unwrap();
    let flow = flow.client_secret(MARK).transport(FakeTransport::new().answer(refused()));
    let pending = flow.begin("http://localhost:1").unwrap();
    seen.see(&(&flow, &pending));
    let state = pending.url().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let redirected = format!("http://localhost:1/?code={MARK}&state={state}").parse().unwrap();
    seen.error(&pending.redeem(&redirected).await.unwrap_err());
    let chain = ChainedCredential::new().then("first", failing).then("second", secret.clone());
    seen.error(&chain.token(request()).await.unwrap_err());
    seen.see(&chain);
    for request in transport.requests() {
        seen.see(&request);
    }
    Credential::from(secret.clock(clock.clone()))
}

async fn calls(seen: &mut Seen, client: &rt::ServiceClient, transport: &FakeTransport) {
    let call = || {
        let properties = Properties { password: Some(MARK.into()), ..Properties::default() };
        let request = client.request(&GET, &["one"]).query("sig", MARK).header("x-functions-key", MARK);
        let body = Thing { properties: Some(properties), ..thing("n") };
        seen_call(Call::<Thing>::new(request.json(&body)).header("x-api-key", MARK))
    };
    fn seen_call(call: Call<Thing>) -> Call<Thing> {
        assert_clean("a call", &format!("{call:?}"));
        call
    }
    seen.see(&call().response().await.unwrap());
    for _ in 0..3 {
        seen.error(&call().retry(azrest_runtime::RetryPolicy::none()).await.unwrap_err());
    }
    let mut pages = azrest_runtime::Pager::<Thing>::new(client.request(&LISTED, &[])).by_page();
    for _ in 0..2 {
        seen.see(&pages.try_next().await.unwrap().unwrap());
        seen.see(&(&pages, pages.resume_token()));
    }
    seen.error(&pages.try_next().await.unwrap_err());
    let call = azrest_runtime::LroCall::<Thing>::new(client.request(&RUN, &["one"]).json(&thing("n")));
    seen.see(&call);
    let mut poller = call.begin().await.unwrap();
    let token: ResumeToken = poller.resume_token().unwrap();
    seen.see(&(&poller, &token));
    while let Some(event) = poller.next_event().await.unwrap() {
        seen.see(&event);
    }
    seen.error(&poller.wait().await.unwrap_err());
    seen.see(&(client, transport));
    for request in transport.requests() {
        seen.see(&request);
    }
}

/// Keys wherever they can be, a name and a password, over the real transport, R2.22.
async fn keys(seen: &mut Seen) {
    use rt::Scheme::{Basic, CookieKey, HeaderKey, QueryKey};
    static KEYS: rt::Service =
        rt::Service { security: &[&[Basic, HeaderKey("x-key"), CookieKey("sid"), QueryKey("code")]], ..DATA_PLANE };
    let named = |name| ApiKey::new(format!("{MARK}-{name}")).named(name);
    let basic = BasicCredential::new(MARK, MARK).unwrap();
    let credential = Credential::from(basic).and(named("x-key")).and(named("sid")).and(named("code"));
    seen.see(&credential);
    let moved = format!("location: /moved?code={MARK}-code&x=1");
    let body = format!(r#"{{"value":[],"nextLink":"?code={MARK}-code&page=2","apiKey":"{MARK}"}}"#);
    let answers = vec![
        loopback::answer("302 Found", &[&moved], ""),
        loopback::answer("200 OK", &[], &body),
        loopback::answer("403 Forbidden", &[], &format!(r#"{{"error":{{"code":"C","apiKey":"{MARK}"}}}}"#)),
    ];
    let server = Server::start(answers).await;
    let builder = rt::builder(&KEYS, credential, ["sub".to_owned()], |client| client);
    let client = builder.endpoint(&server.url).allow_loopback_http().log_bodies(true).build().unwrap();
    let mut pages = azrest_runtime::Pager::<Thing>::new(client.request(&LISTED, &[])).by_page();
    seen.see(&pages.try_next().await.unwrap().unwrap());
    seen.see(&(&client, &pages, pages.resume_token()));
    seen.error(&pages.try_next().await.unwrap_err());
    for request in server.received() {
        let head = request.head.to_ascii_lowercase();
        for part in ["x-key: s3cr3t-x-key", "cookie: sid=s3cr3t-sid", "code=s3cr3t-code ", "authorization: basic "] {
            assert!(head.contains(part), "{part} in {head}");
        }
    }
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn r7_5_nothing_of_a_whole_run_shows_a_secret() {
    let (collector, lines) = (Collector::default(), Lines::keep());
    let guard = tracing::subscriber::set_default(collector.clone());
    let (mut seen, clock, transport) = (Seen::default(), TestClock::new(), script());
    let credential = credentials(&mut seen, &clock).await;
    let builder = rt::builder(&SERVICE, credential.clone(), ["sub".to_owned()], |client| client);
    let builder = builder.clock(clock.clone()).log_bodies(true).auxiliary_tenants(["other"]);
    let client = builder.transport(transport.clone()).build().unwrap();
    calls(&mut seen, &client, &transport).await;
    let one: RestCall = rest(&credential, Method::GET, format!("https://x.example/?sig={MARK}"));
    let one = one.header("authorization", MARK).body(MARK).clock(clock.clone());
    seen.see(&one);
    seen.error(&one.transport(FakeTransport::new().answer(planted(status(400)))).await.unwrap_err());
    // The real transport, and what it and its crates log by themselves.
    let answer =
        loopback::answer("200 OK", &[&format!("set-cookie: {MARK}")], &format!(r#"{{"clientSecret":"{MARK}"}}"#));
    let server = Server::start(vec![answer]).await;
    let builder =
        rt::builder(&DATA_PLANE, StaticTokenCredential::new(MARK).into(), ["sub".to_owned()], |client| client);
    let builder = builder.endpoint(format!("{}/?code={MARK}", server.url)).allow_loopback_http().log_bodies(true);
    let client = builder.build().unwrap();
    seen.see(&client);
    seen.see(&Call::<()>::new(client.request(&LISTED, &[])).response().await.unwrap());
    assert!(server.received()[0].head.contains(MARK), "the secret was on the wire");
    keys(&mut seen).await;
    drop(guard);
    assert!(transport.requests().iter().any(|request| request.url.as_str().contains(MARK)));
    assert_clean("what was seen", &seen.0);
    assert_clean("the spans and events", &collector.text());
    assert_clean("the log of other crates", &lines.text());
    for name in ["request body", "response body", "response", "retry"] {
        assert!(!collector.events(name).is_empty(), "{name}");
    }
}
