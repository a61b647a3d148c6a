//! Any request with the token that its URL needs, R2.6.

use azrest_runtime::{
    Cloud, Credential, ErrorKind, RestCall,
    http::Method,
    rest,
    testing::{Answer, FakeTransport, TestClock},
};

use crate::support::{Issuer, ok, status};

struct Fixture {
    transport: FakeTransport,
    issuer: Issuer,
    credential: Credential,
}

impl Fixture {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let transport = answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer);
        let issuer = Issuer::default();
        Self { transport, credential: Credential::new(issuer.clone()), issuer }
    }

    fn call(&self, method: Method, url: &str) -> RestCall {
        rest(&self.credential, method, url).transport(self.transport.clone()).clock(TestClock::new())
    }

    fn scopes(&self) -> Vec<String> {
        self.issuer.requests().into_iter().flat_map(|request| request.scopes).collect()
    }
}

#[tokio::test]
async fn r2_6_the_token_is_for_what_the_url_lies_under() {
    for (url, sent, scope) in [
        (
            "/subscriptions?a=b",
            "https://management.azure.com/subscriptions?a=b",
            "https://management.azure.com/.default",
        ),
        ("subscriptions", "https://management.azure.com/subscriptions", "https://management.azure.com/.default"),
        ("https://management.azure.com/x", "https://management.azure.com/x", "https://management.azure.com/.default"),
        (
            "https://graph.microsoft.com/v1.0/me",
            "https://graph.microsoft.com/v1.0/me",
            "https://graph.microsoft.com//.default",
        ),
    ] {
        let fixture = Fixture::new([ok("{}")]);
        let response = fixture.call(Method::GET, url).await.unwrap();
        assert_eq!(response.body().as_ref(), b"{}");
        let request = fixture.transport.requests().remove(0);
        assert_eq!(request.url.as_str(), sent);
        assert_eq!(request.headers["authorization"], "Bearer SECRET-TOKEN-1");
        assert_eq!(fixture.scopes(), [scope], "{url}");
    }
    let fixture = Fixture::new([ok("{}")]);
    fixture.call(Method::GET, "/x").cloud(Cloud::CHINA).await.unwrap();
    assert_eq!(fixture.transport.log(), ["GET https://management.chinacloudapi.cn/x"]);
    assert_eq!(fixture.scopes(), ["https://management.chinacloudapi.cn/.default"]);
}

#[tokio::test]
async fn r2_6_look_alikes_unknown_hosts_and_plain_http_get_no_token() {
    for url in [
        "https://management.azure.com.evil.example/",
        "https://elsewhere.example/x",
        "http://management.azure.com/x",
        "http://127.0.0.1:1/x",
    ] {
        let fixture = Fixture::new([ok("{}")]);
        let call = fixture.call(Method::GET, url);
        assert_eq!(call.audience().unwrap(), None);
        call.await.unwrap();
        assert!(!fixture.transport.requests()[0].headers.contains_key("authorization"), "{url}");
        assert_eq!(fixture.issuer.asked(), 0);
    }
}

#[tokio::test]
async fn r2_6_an_own_authorization_a_resource_and_the_wish_for_none_go_before() {
    let fixture = Fixture::new([ok(""), ok(""), ok(""), ok("")]);
    let url = "https://management.azure.com/x";
    let own = fixture.call(Method::GET, url).header("Authorization", "Bearer SECRET-own").resource("https://r.example");
    assert_eq!(own.audience().unwrap(), None);
    own.await.unwrap();
    fixture.call(Method::GET, url).skip_authorization().await.unwrap();
    fixture.call(Method::GET, "https://x.azurecr.io/v2/").resource("https://r.example/").await.unwrap();
    fixture.call(Method::GET, url).resource("https://r.example").await.unwrap();
    let headers: Vec<_> = fixture
        .transport
        .requests()
        .into_iter()
        .map(|request| {
            assert!(!format!("{request:?}").contains("SECRET"));
            request.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned())
        })
        .collect();
    let token = |number| Some(format!("Bearer SECRET-TOKEN-{number}"));
    assert_eq!(headers, [Some("Bearer SECRET-own".to_owned()), None, token(1), token(2)]);
    assert_eq!(fixture.scopes(), ["https://r.example//.default", "https://r.example/.default"]);
}

#[tokio::test]
async fn r2_6_tokens_are_not_sent_over_http() {
    let fixture = Fixture::new([ok("")]);
    for call in [
        fixture.call(Method::GET, "http://h.example/").header("authorization", "Bearer x"),
        fixture.call(Method::GET, "http://127.0.0.1/").header("authorization", "Bearer x"),
        fixture.call(Method::GET, "http://h.example/").resource("https://r.example"),
        fixture.call(Method::GET, "http://h.example/").resource("https://r.example").allow_loopback_http(),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Argument);
    }
    assert!(fixture.transport.requests().is_empty());
    let call = fixture.call(Method::GET, "http://127.0.0.1/").resource("https://r.example").allow_loopback_http();
    call.await.unwrap();
    assert!(fixture.transport.requests()[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn r2_6_own_headers_that_may_be_secrets_go_over_http_to_loopback_addresses_alone() {
    for name in ["Authorization", "Cookie", "api-key", "Ocp-Apim-Subscription-Key", "x-ms-authorization-auxiliary"] {
        let fixture = Fixture::new([ok(""), ok("")]);
        for url in ["http://h.example/", "http://localhost/", "http://10.0.0.1/", "http://127.0.0.1.evil.example/"] {
            let call = fixture.call(Method::GET, url).header(name, "SECRET").allow_loopback_http();
            assert_eq!(call.audience().unwrap(), None);
            let error = call.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{name}: {url}");
            assert!(error.to_string().contains(&name.to_lowercase()), "{error}");
        }
        let call = fixture.call(Method::GET, "http://127.0.0.1/").header(name, "SECRET");
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Argument, "{name}");
        assert!(fixture.transport.requests().is_empty());
        fixture.call(Method::GET, "http://[::1]/").header(name, "SECRET").allow_loopback_http().await.unwrap();
        fixture.call(Method::GET, "https://h.example/").header(name, "SECRET").await.unwrap();
        for request in fixture.transport.requests() {
            assert_eq!(request.headers[name], "SECRET");
        }
    }
    // What says nothing of a secret goes anywhere, as the metadata service needs it.
    let fixture = Fixture::new([ok(""), ok("")]);
    fixture.call(Method::GET, "http://169.254.169.254/x").header("Metadata", "true").await.unwrap();
    // Without a token, what it would be for does not matter.
    let call = fixture.call(Method::GET, "http://h.example/").resource("https://r.example").skip_authorization();
    call.await.unwrap();
}

#[tokio::test]
async fn bodies_queries_and_headers_are_sent_as_az_rest_does() {
    let fixture = Fixture::new((0..4).map(|_| ok("")));
    let call = |body: &'static str| {
        fixture.call(Method::PUT, "/x?api-version=1").query("$filter", "a eq 'b+c'").body(body).header("x-own", "1")
    };
    call(r#"{"a":1}"#).await.unwrap();
    call("{'a':1}").await.unwrap();
    call(r#"{"a":1}"#).header("content-type", "text/json").await.unwrap();
    fixture.call(Method::POST, "/x").json(&[1, 2]).await.unwrap();
    let requests = fixture.transport.requests();
    assert_eq!(requests[0].url.as_str(), "https://management.azure.com/x?api-version=1&%24filter=a%20eq%20%27b%2Bc%27");
    let types: Vec<_> = requests.iter().map(|request| request.headers.get("content-type").cloned()).collect();
    let texts: Vec<_> = types.iter().flatten().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(texts, ["application/json", "text/json", "application/json"]);
    assert!(types[1].is_none());
    assert_eq!(requests[0].headers["x-own"], "1");
    assert_eq!(requests[0].headers["accept"], "*/*");
    assert!(requests[0].headers.contains_key("x-ms-client-request-id"));
    assert_eq!(requests[3].body.as_deref(), Some(&b"[1,2]"[..]));
}

#[tokio::test]
async fn r3_1_only_what_is_idempotent_is_repeated_whatever_the_method_is_called() {
    for (method, repeated) in [("GET", true), ("PUT", true), ("POST", false), ("PATCH", false), ("MOVE", false)] {
        let fixture = Fixture::new([Answer::interrupted(), ok("")]);
        let result = fixture.call(method.parse().unwrap(), "/x").await;
        assert_eq!((result.is_ok(), fixture.transport.requests().len() > 1), (repeated, repeated), "{method}");
    }
}

#[tokio::test]
async fn the_body_goes_to_a_writer_and_errors_keep_theirs() {
    let fixture = Fixture::new([
        status(503),
        ok("hello"),
        status(404).json(r#"{"error":{"code":"NotFound","message":"m"}}"#),
        status(302).header("location", "https://elsewhere.example/"),
        ok("moved"),
    ]);
    let mut output = Vec::new();
    let response = fixture.call(Method::GET, "/x").write_to(&mut output).await.unwrap();
    assert_eq!((output.as_slice(), *response.body(), response.attempts().len()), (&b"hello"[..], 5, 2));
    let error = fixture.call(Method::GET, "/x").await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.raw_body().is_empty()), (ErrorKind::Http, Some("NotFound"), false));
    // R1.26: another origin sees neither token nor own headers.
    let call = fixture.call(Method::GET, "/x").header("authorization", "Bearer x").header("x-own", "1");
    assert_eq!(call.await.unwrap().body().as_ref(), b"moved");
    let last = fixture.transport.requests().pop().unwrap();
    assert_eq!(last.url.as_str(), "https://elsewhere.example/");
    assert!(!last.headers.contains_key("authorization") && !last.headers.contains_key("x-own"));
}

#[tokio::test]
async fn r1_26_no_redirect_leads_from_https_to_http() {
    let moved = || status(302).header("location", "http://elsewhere.example/");
    let fixture = Fixture::new([moved(), moved(), ok("moved")]);
    let error = fixture.call(Method::GET, "https://elsewhere.example/x").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 302);
    let response = fixture.call(Method::GET, "http://elsewhere.example/x").await.unwrap();
    assert_eq!(response.body().as_ref(), b"moved");
}

#[tokio::test]
async fn wrong_arguments_surface_when_the_call_is_awaited() {
    let fixture = Fixture::new([]);
    for call in [
        fixture.call(Method::GET, "https://u:p@management.azure.com/"),
        fixture.call(Method::GET, "ftp://x.example/"),
        fixture.call(Method::GET, "https://"),
        fixture.call(Method::GET, "/x").header("host", "x"),
        fixture.call(Method::GET, "/x").header("x-own", "a\nb"),
        fixture.call(Method::GET, "/x").header("authorization", "a\nb"),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Argument);
    }
    assert!(fixture.transport.requests().is_empty());
}
