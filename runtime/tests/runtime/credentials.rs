//! API keys, names and passwords, R2.22.

use azrest_runtime::{
    __private as rt, Call, Credential, Error, ErrorKind, TransportRequest,
    auth::{ApiKey, BasicCredential, StaticTokenCredential},
    testing::Answer,
};

use crate::support::{DATA_PLANE, Fixture, LIST, ONE, POST, Thing, ok, status};

const KEY: &str = "k3y+/=&";
const HEADER: rt::Scheme = rt::Scheme::HeaderKey("X-Key");
const QUERY: rt::Scheme = rt::Scheme::QueryKey("api key");
const COOKIE: rt::Scheme = rt::Scheme::CookieKey("sid");
/// The key in a query.
const IN_QUERY: &str = "api%20key=k3y%2B%2F%3D%26";

const ANY: rt::Service = rt::Service { security: &[&[HEADER]], api_version: None, ..DATA_PLANE };
static BY_HEADER: rt::Service = ANY;
static BY_QUERY: rt::Service = rt::Service { security: &[&[QUERY]], ..ANY };
static BY_COOKIE: rt::Service = rt::Service { security: &[&[COOKIE]], ..ANY };
static BY_PASSWORD: rt::Service = rt::Service { security: &[&[rt::Scheme::Basic]], ..ANY };
static BY_TOKEN_OR_KEY: rt::Service = rt::Service { security: &[&[rt::Scheme::Token], &[HEADER], &[QUERY]], ..ANY };
static BY_BOTH: rt::Service = rt::Service { security: &[&[rt::Scheme::Token, HEADER]], ..ANY };
static BY_TWO_KEYS: rt::Service = rt::Service { security: &[&[HEADER, rt::Scheme::HeaderKey("X-App")]], ..ANY };
static BY_KEY_OR_NOTHING: rt::Service = rt::Service { security: &[&[HEADER], &[]], ..ANY };

static GET: rt::Operation = rt::Operation { path: "/things/{thingName}", ..ONE };
static OPEN: rt::Operation = rt::Operation { security: Some(rt::NOTHING), ..GET };
static LISTED: rt::Operation = rt::Operation { path: "/things", ..LIST };
static RUN: rt::Operation = rt::Operation { path: "/things/{thingName}", ..POST };

fn key() -> Credential {
    ApiKey::new(KEY).into()
}

fn with(
    service: &'static rt::Service,
    credential: impl Into<Credential>,
    answers: impl IntoIterator<Item = Answer>,
) -> Fixture {
    Fixture::with(service, credential.into(), answers, |builder| builder.endpoint("https://data.example"))
}

/// The one request of a call.
async fn sent(service: &'static rt::Service, credential: impl Into<Credential>) -> TransportRequest {
    let fixture = with(service, credential, [ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    fixture.transport.requests().remove(0)
}

/// The error of a call, before which nothing was sent.
async fn refused(service: &'static rt::Service, credential: impl Into<Credential>) -> Error {
    let fixture = with(service, credential, [ok("{}")]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert!(fixture.transport.requests().is_empty());
    assert!(!format!("{error} {error:?}").contains("k3y"), "{error:?}");
    error
}

/// What of a credential is in a request.
fn shown(request: &TransportRequest) -> String {
    let names = ["authorization", "x-key", "x-app", "cookie"];
    let headers = names.iter().filter_map(|name| Some((name, request.headers.get(*name)?)));
    let mut all: Vec<String> = headers
        .map(|(name, value)| {
            assert!(value.is_sensitive(), "{name}");
            format!("{name}: {}", value.to_str().unwrap())
        })
        .collect();
    all.extend(request.url.query().map(|query| format!("?{query}")));
    all.join(", ")
}

#[tokio::test]
async fn r2_22_a_key_goes_where_the_service_wants_it_and_no_token_with_it() {
    assert_eq!(shown(&sent(&BY_HEADER, key()).await), "x-key: k3y+/=&");
    assert_eq!(shown(&sent(&BY_QUERY, key()).await), format!("?{IN_QUERY}"));
    assert_eq!(shown(&sent(&BY_COOKIE, key()).await), "cookie: sid=k3y+/=&");
    let basic = BasicCredential::new("me", KEY).unwrap();
    assert_eq!(shown(&sent(&BY_PASSWORD, basic).await), "authorization: Basic bWU6azN5Ky89Jg==");
}

#[tokio::test]
async fn r2_22_of_alternatives_the_one_is_sent_that_the_credential_has() {
    let token = || Credential::from(StaticTokenCredential::new("t"));
    assert_eq!(shown(&sent(&BY_TOKEN_OR_KEY, token()).await), "authorization: Bearer t");
    assert_eq!(shown(&sent(&BY_TOKEN_OR_KEY, key()).await), "x-key: k3y+/=&");
    assert_eq!(shown(&sent(&BY_TOKEN_OR_KEY, ApiKey::new(KEY).named("API Key")).await), format!("?{IN_QUERY}"));
    assert_eq!(
        shown(&sent(&BY_TOKEN_OR_KEY, key().and(StaticTokenCredential::new("t"))).await),
        "authorization: Bearer t"
    );
    assert_eq!(shown(&sent(&BY_KEY_OR_NOTHING, key()).await), "x-key: k3y+/=&");
    assert_eq!(shown(&sent(&BY_KEY_OR_NOTHING, Credential::none()).await), "");
    assert_eq!(shown(&sent(&BY_KEY_OR_NOTHING, token()).await), "");
}

#[tokio::test]
async fn r2_22_what_is_asked_for_together_is_sent_together() {
    let token = StaticTokenCredential::new("t");
    assert_eq!(shown(&sent(&BY_BOTH, key().and(token.clone())).await), "authorization: Bearer t, x-key: k3y+/=&");
    let two = Credential::from(ApiKey::new("old").named("x-key")).and(ApiKey::new("b").named("X-App"));
    let two = two.and(ApiKey::new("a").named("X-KEY"));
    assert_eq!(shown(&sent(&BY_TWO_KEYS, two).await), "x-key: a, x-app: b");
    // One key without a name cannot be both.
    let error = refused(&BY_TWO_KEYS, key()).await;
    assert!(error.to_string().contains("header `X-Key` together with an API key for the header `X-App`"), "{error}");
    assert_eq!(refused(&BY_BOTH, token).await.kind(), ErrorKind::Auth);
    assert_eq!(refused(&BY_BOTH, key()).await.kind(), ErrorKind::Auth);
}

#[tokio::test]
async fn r2_22_without_what_is_asked_for_nothing_is_sent() {
    for credential in [
        Credential::none(),
        StaticTokenCredential::new("k3y").into(),
        BasicCredential::new("me", "k3y").unwrap().into(),
    ] {
        let error = refused(&BY_HEADER, credential).await;
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.to_string().contains("it takes an API key for the header `X-Key`"), "{error}");
    }
    assert_eq!(refused(&BY_HEADER, ApiKey::new(KEY).named("X-Other")).await.kind(), ErrorKind::Auth);
    assert_eq!(refused(&BY_PASSWORD, key()).await.kind(), ErrorKind::Auth);
    for unfit in ["", "k3y\r\nx: y", "k3y\n"] {
        assert_eq!(refused(&BY_HEADER, ApiKey::new(unfit)).await.kind(), ErrorKind::Argument, "{unfit:?}");
    }
    for unfit in ["", "k3y;a=b", "k3y y", "k3y\u{e9}"] {
        assert_eq!(refused(&BY_COOKIE, ApiKey::new(unfit)).await.kind(), ErrorKind::Argument, "{unfit:?}");
    }
    assert_eq!(refused(&BY_QUERY, ApiKey::new("")).await.kind(), ErrorKind::Argument);
}

#[tokio::test]
async fn r2_22_what_the_caller_gives_with_a_call_stays() {
    let fixture = with(&BY_HEADER, Credential::none(), [ok("{}")]);
    fixture.call::<()>(&GET).header("x-key", "own").await.unwrap();
    assert_eq!(fixture.transport.requests()[0].headers["x-key"], "own");
    let fixture = with(&BY_HEADER, key(), [ok("{}")]);
    fixture.call::<()>(&GET).header("x-key", "own").await.unwrap();
    assert_eq!(fixture.transport.requests()[0].headers["x-key"], "own");
    let fixture = with(&BY_QUERY, key(), [ok("{}")]);
    Call::<()>::new(fixture.request(&GET).query("api key", "own")).await.unwrap();
    assert_eq!(fixture.transport.requests()[0].url.query(), Some("api%20key=own"));
    let fixture = with(&BY_COOKIE, key(), [ok("{}"), ok("{}")]);
    Call::<()>::new(fixture.request(&GET).cookie("a", "1")).await.unwrap();
    Call::<()>::new(fixture.request(&GET).cookie("sid", "own")).await.unwrap();
    let cookies: Vec<_> = fixture.transport.requests().iter().map(|it| it.headers["cookie"].clone()).collect();
    assert_eq!(cookies, ["a=1; sid=k3y+/=&", "sid=own"]);
}

#[tokio::test]
async fn r2_22_operations_that_need_no_credential_get_none() {
    for service in [&DATA_PLANE, &BY_HEADER, &BY_QUERY, &BY_COOKIE, &BY_PASSWORD] {
        let all = key().and(StaticTokenCredential::new("t")).and(BasicCredential::new("me", "p").unwrap());
        let fixture = with(service, all, [ok("{}")]);
        fixture.call::<()>(&OPEN).await.unwrap();
        assert_eq!(shown(&fixture.transport.requests()[0]).replace("?api-version=2024-01-01", ""), "");
    }
    // No token is fetched either.
    let fixture = Fixture::new([ok("{}")]);
    fixture.call::<()>(&OPEN).await.unwrap();
    assert_eq!(fixture.issuer.asked(), 0);
}

#[tokio::test]
async fn r2_22_a_redirect_to_another_origin_leaves_the_key_behind() {
    let all = || key().and(BasicCredential::new("me", KEY).unwrap());
    for service in [&BY_HEADER, &BY_QUERY, &BY_COOKIE, &BY_PASSWORD] {
        let there = format!("https://other.example/x?{IN_QUERY}&Api+key=k3y&API%20KEY=k3y&b=1");
        let back = status(302).header("location", "https://data.example/back");
        let fixture = with(service, all(), [status(307).header("location", &there), back, ok("{}")]);
        let response = fixture.call::<()>(&GET).response().await.unwrap();
        let requests = fixture.transport.requests();
        assert!(shown(&requests[0]).contains("k3y") || shown(&requests[0]).contains("Basic"));
        for request in &requests[1..] {
            let headers = ["authorization", "x-key", "cookie"].iter().any(|it| request.headers.contains_key(*it));
            assert!(!headers, "{request:?}");
        }
        assert!(!format!("{response:?}").contains("k3y"));
    }
    // Of the query that is repeated there the key is taken out.
    let moved = status(307).header("location", &format!("https://other.example/x?{IN_QUERY}&b=1&API%20KEY=k3y"));
    let fixture = with(&BY_QUERY, key(), [moved, ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[1].url.as_str(), "https://other.example/x?b=1");
}

#[tokio::test]
async fn r2_22_within_the_origin_a_redirect_takes_the_key_along_once() {
    let moved = || status(307).header("location", &format!("/moved?{IN_QUERY}&b=1"));
    let fixture = with(&BY_QUERY, key(), [moved(), ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[1].url.query(), Some(&*format!("b=1&{IN_QUERY}")));
    let fixture = with(&BY_HEADER, key(), [moved(), ok("{}")]);
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[1].headers["x-key"], KEY);
}

#[tokio::test]
async fn r2_22_a_next_link_gets_the_key_at_the_endpoint_alone_and_tokens_hold_none() {
    for service in [&BY_HEADER, &BY_QUERY, &BY_COOKIE] {
        let page = |link: &str| ok(&format!(r#"{{"value":[],"nextLink":"{link}"}}"#));
        let own = page(&format!("/things?{IN_QUERY}&page=2"));
        let fixture = with(service, key(), [own, page("https://evil.example/things?page=3")]);
        let mut pages = fixture.list(&LISTED).by_page();
        pages.try_next().await.unwrap().unwrap();
        let token = pages.resume_token().unwrap();
        pages.try_next().await.unwrap().unwrap();
        let error = pages.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UntrustedHost);
        let requests = fixture.transport.requests();
        assert_eq!(requests.len(), 2);
        assert!(shown(&requests[0]).contains("k3y") && shown(&requests[1]).contains("k3y"));
        if std::ptr::eq(service, &BY_QUERY) {
            assert_eq!(requests[1].url.query(), Some(&*format!("page=2&{IN_QUERY}")));
            assert!(!decoded(token.as_str()).contains("k3y"), "{}", decoded(token.as_str()));
        }
        assert!(!format!("{pages:?} {error} {error:?}").contains("k3y"));
    }
}

#[tokio::test]
async fn r2_22_a_monitor_gets_the_key_at_the_endpoint_alone_and_tokens_hold_none() {
    let begun = || status(202).header("location", &format!("/monitor?a=1&{IN_QUERY}"));
    let fixture = with(&BY_QUERY, key(), [begun(), status(202), ok(r#"{"name":"x"}"#)]);
    let mut poller = fixture.lro::<Thing>(&RUN).begin().await.unwrap();
    let token = poller.resume_token().unwrap();
    assert!(!decoded(token.as_str()).contains("k3y"), "{}", decoded(token.as_str()));
    poller.wait().await.unwrap();
    let requests = fixture.transport.requests();
    assert_eq!(requests[1].url.query(), Some(&*format!("a=1&{IN_QUERY}")));
    let fixture = with(&BY_QUERY, key(), [ok(r#"{"name":"x"}"#)]);
    fixture.resume::<Thing>(&RUN, &token).unwrap().wait().await.unwrap();
    assert_eq!(fixture.transport.requests()[0].url.query(), Some(&*format!("a=1&{IN_QUERY}")));
    let elsewhere = status(202).header("location", "https://evil.example/monitor");
    let fixture = with(&BY_HEADER, key(), [elsewhere]);
    let error = fixture.lro::<Thing>(&RUN).begin().await.unwrap_err();
    assert_eq!((error.kind(), fixture.transport.requests().len()), (ErrorKind::UntrustedHost, 1));
}

#[tokio::test]
async fn r2_22_a_401_is_no_word_about_a_token_that_was_not_sent() {
    let claims = r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ""#;
    let fixture = with(&BY_HEADER, key(), [status(401).header("www-authenticate", claims)]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), fixture.transport.requests().len()), (401, 1));
}

#[test]
fn r2_22_keys_do_not_show_and_need_https() {
    let all = key().and(BasicCredential::new("me", KEY).unwrap());
    let text = format!("{:?} {all:?} {:?}", ApiKey::new(KEY).named("X-Key"), BasicCredential::new("me", KEY).unwrap());
    assert!(text.contains("X-Key") && !text.contains("k3y") && !text.contains("bWU6"), "{text}");
    let builder = || rt::builder(&BY_HEADER, key(), ["sub".to_owned()], |client: rt::ServiceClient| client);
    assert!(builder().endpoint("http://data.example").build().is_err());
    assert!(builder().endpoint("http://127.0.0.1:1").build().is_err());
    assert!(builder().endpoint("http://127.0.0.1:1").allow_loopback_http().build().is_ok());
}

/// The text of a resume token.
fn decoded(token: &str) -> String {
    let bytes: rt::Base64Url = serde_json::from_value(token.into()).unwrap();
    let text = String::from_utf8(bytes.0).unwrap();
    assert!(text.contains("data.example"), "{text}");
    text
}
