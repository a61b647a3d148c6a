//! Request assembly, R1.

use azrest_runtime::{
    __private as rt, Call, Cloud, Credential, ErrorKind, Reason,
    auth::{ChainedCredential, ClientSecretCredential, StaticTokenCredential},
    http::Method,
};

use crate::support::{ARM, DATA_PLANE, Fixture, LIST, ONE, PATCH, POST, PUT, SERVICE, Thing, ok, status, thing};

static GET: rt::Operation = ONE;

async fn url_of(fixture: &Fixture, operation: &'static rt::Operation) -> String {
    let _ = fixture.call::<()>(operation).await;
    fixture.transport.requests().last().unwrap().url.to_string()
}

#[tokio::test]
async fn r1_1_the_cloud_gives_endpoint_and_scope() {
    for (cloud, host, scope) in [
        (Cloud::PUBLIC, "management.azure.com", "https://management.azure.com/.default"),
        (Cloud::CHINA, "management.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default"),
        (Cloud::US_GOVERNMENT, "management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net/.default"),
    ] {
        let fixture = Fixture::built([ok("{}")], |builder| builder.cloud(cloud));
        assert!(url_of(&fixture, &GET).await.starts_with(&format!("https://{host}/subscriptions/sub/things/one?")));
        assert_eq!(fixture.issuer.requests()[0].scopes, [scope]);
    }
}

#[tokio::test]
async fn r2_23_a_token_of_resource_manager_is_for_no_other_service_by_default() {
    static NAMES_NONE: rt::Service = rt::Service { kind: rt::ServiceKind::DataPlane, ..SERVICE };
    static NAMES_ONE: rt::Service = rt::Service { scope: Some("https://data.example/.default"), ..DATA_PLANE };
    static NAMES_RESOURCE_MANAGER: rt::Service =
        rt::Service { scope: Some("https://management.azure.com/.default"), ..DATA_PLANE };
    let own = ["https://own.example/.default"].as_slice();
    let one = ["https://data.example/.default"].as_slice();
    let china = ["https://management.chinacloudapi.cn/.default"].as_slice();
    for (service, given, scopes) in [
        (&NAMES_NONE, None, [].as_slice()),
        (&NAMES_NONE, Some(own), own),
        (&NAMES_ONE, None, one),
        (&NAMES_ONE, Some(own), own),
        (&NAMES_RESOURCE_MANAGER, None, china),
        (&SERVICE, None, china),
        (&SERVICE, Some(own), own),
    ] {
        let fixture = Fixture::of(service, [ok("{}")], |builder| {
            let builder = builder.cloud(Cloud::CHINA).endpoint("https://data.example");
            given.into_iter().flatten().fold(builder, |builder, scope| builder.scope(*scope))
        });
        let _ = fixture.call::<()>(&GET).await;
        assert_eq!(fixture.issuer.requests()[0].scopes, scopes);
    }
}

#[tokio::test]
async fn r2_23_credentials_of_entra_say_what_to_do_where_a_service_names_no_scope() {
    static NAMES_NONE: rt::Service = rt::Service { kind: rt::ServiceKind::DataPlane, ..SERVICE };
    let issuer = || ClientSecretCredential::new("tenant", "id", "secret").unwrap();
    for credential in [issuer().into(), ChainedCredential::new().then("secret", issuer()).into()] {
        let fixture = Fixture::with(&NAMES_NONE, credential, [], |builder| builder.endpoint("https://data.example"));
        let error = fixture.call::<()>(&GET).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.to_string().contains("ClientBuilder::scope"), "{error}");
        assert_eq!(fixture.log(), [""; 0]);
    }
    // Tokens that are what they are need none.
    let fixture = Fixture::of(&NAMES_NONE, [ok("{}")], |builder| builder.endpoint("https://data.example"));
    fixture.call::<()>(&GET).await.unwrap();
}

#[tokio::test]
async fn r1_2_endpoint_and_template_are_joined_with_one_slash_and_the_query_is_kept() {
    for endpoint in ["https://h.example/base/?k=1", "https://h.example/base?k=1"] {
        let fixture = Fixture::built([ok("{}")], |builder| builder.endpoint(endpoint));
        let expected = "https://h.example/base/subscriptions/sub/things/one?k=1&api-version=2024-01-01";
        assert_eq!(url_of(&fixture, &GET).await, expected);
    }
}

#[tokio::test]
async fn r1_2_a_parameterized_host_takes_client_level_parameters() {
    static AT: rt::Service =
        rt::Service { kind: rt::ServiceKind::DataPlaneAt("https://{subscriptionId}.data.example/v1"), ..SERVICE };
    static LIST_THERE: rt::Operation = rt::Operation { path: "/things", ..LIST };
    let fixture = Fixture::of(&AT, [ok("{}")], |builder| builder);
    let _ = Call::<()>::new(fixture.client.request(&LIST_THERE, &[])).await;
    assert_eq!(fixture.transport.log(), ["GET https://sub.data.example/v1/things?api-version=2024-01-01"]);
    for value in ["evil.example/", "a@evil.example", "a#", "a?b", "a\\b"] {
        let credential: Credential = StaticTokenCredential::new("t").into();
        let error = rt::builder(&AT, credential, [value.to_owned()], |client| client).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{value}");
    }
}

#[tokio::test]
async fn r1_3_http_needs_the_switch_and_a_loopback_address() {
    let build = |endpoint: &str, switch: bool| {
        let credential: Credential = StaticTokenCredential::new("t").into();
        let builder = rt::builder(&SERVICE, credential, ["sub".to_owned()], |client| client).endpoint(endpoint);
        if switch { builder.allow_loopback_http() } else { builder }.build().map(|_| ()).map_err(|error| error.kind())
    };
    assert_eq!(build("http://127.0.0.1:8080", false), Err(ErrorKind::Argument));
    assert_eq!(build("http://127.0.0.1:8080", true), Ok(()));
    assert_eq!(build("http://localhost:8080", true), Err(ErrorKind::Argument));
    assert_eq!(build("http://management.azure.com", true), Err(ErrorKind::Argument));
    assert_eq!(build("https://user:password@h.example", false), Err(ErrorKind::Argument));
    let credential: Credential = StaticTokenCredential::new("t").into();
    let error = rt::builder(&DATA_PLANE, credential, ["sub".to_owned()], |client| client).build().unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: "endpoint".into() }));
}

#[tokio::test]
async fn r1_5_to_r1_7_path_values_are_encoded_or_refused_before_anything_is_sent() {
    let fixture = Fixture::new((0..9).map(|_| ok("{}")));
    for (value, segment) in [
        ("../../T", "..%2F..%2FT"),
        ("a/b", "a%2Fb"),
        ("{subscriptionId}", "%7BsubscriptionId%7D"),
        ("a%2Fb", "a%252Fb"),
        ("é?#", "%C3%A9%3F%23"),
    ] {
        Call::<()>::new(fixture.client.request(&GET, &[value])).await.unwrap();
        let path = fixture.transport.requests().last().unwrap().url.path().to_owned();
        assert_eq!(path, format!("/subscriptions/sub/things/{segment}"));
    }
    let sent = fixture.transport.requests().len();
    for value in ["", ".", ".."] {
        let error = Call::<()>::new(fixture.client.request(&GET, &[value])).await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: "thingName".into() }));
    }
    assert!(Call::<()>::new(fixture.client.request(&GET, &[])).await.is_err());
    assert_eq!(fixture.transport.requests().len(), sent);
    assert_eq!(fixture.issuer.asked(), 1);
}

#[tokio::test]
async fn r1_7_client_level_values_are_checked_like_all_others() {
    let transport = azrest_runtime::testing::FakeTransport::new();
    let credential: Credential = StaticTokenCredential::new("t").into();
    let client = rt::builder(&SERVICE, credential, ["..".to_owned()], |client| client).transport(transport.clone());
    let client = client.build().unwrap();
    assert_eq!(Call::<()>::new(client.request(&GET, &["one"])).await.unwrap_err().kind(), ErrorKind::Argument);
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn r1_8_a_scope_goes_in_verbatim() {
    static SCOPED: rt::Operation =
        rt::Operation { path: "/{scope}/providers/x", raw_path: &["scope"], api_version: rt::ApiVersion::None, ..ONE };
    let fixture = Fixture::new([ok("{}")]);
    Call::<()>::new(fixture.client.request(&SCOPED, &["/subscriptions/a%20b/rg"])).await.unwrap();
    assert_eq!(fixture.log(), ["GET /subscriptions/a%20b/rg/providers/x"]);
    for scope in ["a/../b", "a/%2e%2E/b", "a?b", "a\\..\\b"] {
        assert!(Call::<()>::new(fixture.client.request(&SCOPED, &[scope])).await.is_err(), "{scope}");
    }
    assert_eq!(fixture.transport.requests().len(), 1);
}

#[tokio::test]
async fn an_argument_may_have_the_name_of_a_value_that_the_client_holds() {
    static OWN: rt::Operation = rt::Operation {
        path: "/{first}/{subscriptionId}/{first}",
        own_path: &["subscriptionId"],
        api_version: rt::ApiVersion::None,
        ..ONE
    };
    let fixture = Fixture::new([ok("{}")]);
    Call::<()>::new(fixture.client.request(&OWN, &["a", "b"])).await.unwrap();
    assert_eq!(fixture.log(), ["GET /a/b/a"]);
}

#[tokio::test]
async fn r1_9_queries_of_templates_are_fixed() {
    static FIXED: rt::Operation =
        rt::Operation { path: "/things?comp=list&api-version=fixed", fixed_query: &[("kind", "a b")], ..ONE };
    let fixture = Fixture::new([ok("{}")]);
    Call::<()>::new(fixture.client.request(&FIXED, &[]).query("comp", "other").query("x", &true)).await.unwrap();
    assert_eq!(fixture.log(), ["GET /things?comp=list&api-version=fixed&x=true&kind=a%20b"]);
}

#[tokio::test]
async fn r1_9_queries_of_templates_have_placeholders_and_repeated_keys() {
    static FILLED: rt::Operation = rt::Operation { path: "/things/{id}?parent={id}&k=1&k={more}", ..ONE };
    let fixture = Fixture::new([ok("{}")]);
    Call::<()>::new(fixture.client.request(&FILLED, &["a&b?", "2"]).query("K", "3")).await.unwrap();
    let expected = "GET /things/a%26b%3F?parent=a%26b%3F&k=1&k=2&api-version=2024-01-01";
    assert_eq!(fixture.log(), [expected]);
}

#[tokio::test]
async fn r1_11_and_r1_12_queries() {
    let fixture = Fixture::new([ok("{}")]);
    let request = fixture
        .request(&GET)
        .query("$filter", "name eq 'a+b'")
        .query("$top", &5)
        .query("$top", &6)
        .query_list("tags", &["a", "b c"], rt::CollectionFormat::Csv)
        .query_list("ids", &[1, 2], rt::CollectionFormat::Multi)
        .query_list::<&str>("none", &[], rt::CollectionFormat::Multi)
        .raw_query("raw", "a/b%20c");
    Call::<()>::new(request).await.unwrap();
    let query = fixture.transport.requests()[0].url.query().unwrap().to_owned();
    let expected =
        "%24filter=name%20eq%20%27a%2Bb%27&%24top=6&tags=a%2Cb%20c&ids=1&ids=2&raw=a/b%20c&api-version=2024-01-01";
    assert_eq!(query, expected);
    assert!(Call::<()>::new(fixture.request(&GET).raw_query("raw", "a#b")).await.is_err());
}

#[tokio::test]
async fn r1_13_the_api_version_goes_out_once() {
    let fixture = Fixture::new([ok("{}"), ok("{}")]);
    Call::<()>::new(fixture.request(&GET).query("Api-Version", "2020-02-02")).await.unwrap();
    assert_eq!(fixture.transport.requests()[0].url.query(), Some("Api-Version=2020-02-02"));
    let fixture = Fixture::built([ok("{}"), ok("{}")], |builder| builder.api_version("2030-01-01-preview"));
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(fixture.transport.requests()[0].url.query(), Some("api-version=2030-01-01-preview"));
    static WITHOUT: rt::Operation = rt::Operation { api_version: rt::ApiVersion::None, ..ONE };
    fixture.call::<()>(&WITHOUT).await.unwrap();
    assert_eq!(fixture.transport.requests()[1].url.query(), None);
    static OWN: rt::Operation = rt::Operation { api_version: rt::ApiVersion::Own("2019-09-09"), ..ONE };
    let fixture = Fixture::new([ok("{}")]);
    fixture.call::<()>(&OWN).await.unwrap();
    assert_eq!(fixture.transport.requests()[0].url.query(), Some("api-version=2019-09-09"));
}

#[tokio::test]
async fn r1_14_and_r4_13_no_parameter_is_added() {
    static LISTED: rt::Operation = LIST;
    let fixture = Fixture::new([ok(r#"{"value":[],"nextLink":"?p=1"}"#), ok("{}")]);
    let mut list = fixture.list(&LISTED);
    assert!(list.try_next().await.unwrap().is_none());
    let queries: Vec<_> =
        fixture.transport.requests().into_iter().map(|request| request.url.query().map(str::to_owned)).collect();
    assert_eq!(queries, [Some("api-version=2024-01-01".to_owned()), Some("p=1&api-version=2024-01-01".to_owned())]);
}

#[tokio::test]
async fn r1_29_a_transport_of_the_callers_own_sees_the_finished_request() {
    use azrest_runtime::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};

    /// Adds a cookie, as a cookie jar would.
    struct Jar<T>(T);
    impl<T: Transport> Transport for Jar<T> {
        fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
            assert!(request.headers.contains_key("authorization"));
            request.headers.insert("cookie", "a=1".parse().unwrap());
            self.0.send(request)
        }
    }

    let inner = azrest_runtime::testing::FakeTransport::new().answer(ok("{}"));
    let shared: std::sync::Arc<dyn Transport> = std::sync::Arc::new(Jar(inner.clone()));
    let fixture = Fixture::built([], |builder| builder.transport(shared));
    fixture.call::<()>(&GET).await.unwrap();
    assert_eq!(inner.requests()[0].headers["cookie"], "a=1");
}

#[tokio::test]
async fn client_level_parameters_may_stand_in_the_query_and_be_headers() {
    static OPERATION: rt::Operation = rt::Operation {
        path: "/things",
        client_query: &["subscriptionId"],
        client_headers: &["subscriptionId"],
        ..ONE
    };
    let fixture = Fixture::new([ok("{}")]);
    Call::<()>::new(fixture.client.request(&OPERATION, &[])).await.unwrap();
    assert_eq!(fixture.log(), ["GET /things?subscriptionId=sub&api-version=2024-01-01"]);
    assert_eq!(fixture.transport.requests()[0].headers["subscriptionid"], "sub");
}

#[tokio::test]
async fn r1_15_to_r1_17_headers_of_every_request() {
    static XML: rt::Operation = rt::Operation { accept: "application/xml", fixed_headers: &[("x-fixed", "f")], ..ONE };
    let fixture = Fixture::built([ok("{}"), ok("{}")], |builder| builder.application_id("my-app"));
    fixture.call::<()>(&XML).header("accept-language", "de").await.unwrap();
    let headers = fixture.transport.requests()[0].headers.clone();
    assert_eq!(headers["accept"], "application/xml");
    assert_eq!(headers["accept-language"], "de");
    assert_eq!(headers["x-fixed"], "f");
    assert_eq!(headers["authorization"], "Bearer SECRET-TOKEN-1");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("my-app azrest-things/0.1.0 ("));
    assert!(!headers.contains_key("content-type"));
    assert_eq!(headers["x-ms-client-request-id"].to_str().unwrap().len(), 36);
    assert!(!headers.contains_key("x-ms-correlation-request-id"));
    let call = fixture.call::<()>(&GET).client_request_id("mine").correlation_request_id("ours");
    call.await.unwrap();
    let headers = fixture.transport.requests()[1].headers.clone();
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(
        (headers["x-ms-client-request-id"].to_str().unwrap(), headers["x-ms-correlation-request-id"].to_str().unwrap()),
        ("mine", "ours")
    );
}

#[tokio::test]
async fn r1_16_services_of_others_get_the_ids_of_callers_alone() {
    static OTHERS: rt::Service = rt::Service { client_request_ids: false, ..SERVICE };
    static NAMED: rt::Operation = rt::Operation { client_request_id: "request-id", ..ONE };
    let fixture = Fixture::of(&OTHERS, [ok("{}"), ok("{}"), ok("{}")], |builder| builder);
    let response = fixture.call::<Thing>(&ONE).response().await.unwrap();
    assert_eq!(response.ids().client_request_id(), None);
    fixture.call::<Thing>(&ONE).client_request_id("mine").await.unwrap();
    fixture.call::<Thing>(&NAMED).await.unwrap();
    let requests = fixture.transport.requests();
    assert!(!requests[0].headers.contains_key("x-ms-client-request-id"));
    assert_eq!(requests[1].headers["x-ms-client-request-id"], "mine");
    assert_eq!(requests[2].headers["request-id"].len(), 36, "the documents name it");
}

#[tokio::test]
async fn r1_16_the_request_id_may_have_another_header() {
    static OTHER: rt::Operation = rt::Operation { client_request_id: "client-request-id", ..ONE };
    let fixture = Fixture::new([ok("{}")]);
    let response = fixture.call::<Thing>(&OTHER).client_request_id("mine").response().await.unwrap();
    assert_eq!(fixture.transport.requests()[0].headers["client-request-id"], "mine");
    assert!(!fixture.transport.requests()[0].headers.contains_key("x-ms-client-request-id"));
    assert_eq!(response.ids().client_request_id(), Some("mine"));
}

#[tokio::test]
async fn r1_18_reserved_headers_surface_when_the_call_is_awaited() {
    let fixture = Fixture::new([]);
    for (name, value) in [
        ("Authorization", "Bearer x"),
        ("host", "evil"),
        ("x-ms-client-principal-name", "root"),
        ("referer", "x"),
        ("x-a", "b\r\nc: d"),
    ] {
        let error = fixture.call::<()>(&GET).header(name, value).await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: name.into() }));
        assert!(Call::<()>::new(fixture.request(&GET).header("x-y", "z")).header(name, value).await.is_err());
    }
    assert!(fixture.call::<()>(&GET).client_request_id("a\nb").await.is_err());
    let many: rt::Map<String> = (0..40_000).map(|number| (number.to_string(), String::new())).collect();
    assert!(Call::<()>::new(fixture.request(&GET).header_map("x-ms-meta-", &many)).await.is_err());
    assert!(fixture.transport.requests().is_empty());
}

#[tokio::test]
async fn r1_20_and_r1_21_bodies() {
    static CREATE: rt::Operation = PUT;
    static RUN: rt::Operation = POST;
    static CHANGE: rt::Operation = rt::Operation { content_type: "application/merge-patch+json", ..PATCH };
    let fixture = Fixture::new((0..4).map(|_| ok("{}")));
    let body = Thing { id: Some("read-only".into()), ..thing("x") };
    Call::<()>::new(fixture.request(&CREATE).json(&body)).await.unwrap();
    Call::<()>::new(fixture.request(&RUN)).await.unwrap();
    Call::<()>::new(fixture.request(&RUN).optional_json(None::<&Thing>)).await.unwrap();
    Call::<()>::new(fixture.request(&CHANGE).optional_json(Some(&body))).await.unwrap();
    let requests = fixture.transport.requests();
    assert_eq!(requests[0].body.as_deref(), Some(&br#"{"name":"x"}"#[..]));
    assert_eq!(requests[0].headers["content-type"], "application/json");
    for request in &requests[1..3] {
        assert_eq!((&request.method, &request.body), (&Method::POST, &None));
        assert_eq!(request.headers["content-length"], "0");
        assert!(!request.headers.contains_key("content-type"));
    }
    assert_eq!(requests[3].headers["content-type"], "application/merge-patch+json");
}

#[tokio::test]
async fn bodies_of_other_kinds() {
    static UPLOAD: rt::Operation = rt::Operation { content_type: "application/octet-stream", lro: None, ..PUT };
    let fixture = Fixture::new((0..4).map(|_| ok("{}")));
    Call::<()>::new(fixture.request(&UPLOAD).bytes(vec![0, 255])).await.unwrap();
    Call::<()>::new(fixture.request(&UPLOAD).text("é")).await.unwrap();
    Call::<()>::new(
        fixture.request(&UPLOAD).field("a b", "c&d").header("content-type", "application/x-www-form-urlencoded"),
    )
    .await
    .unwrap();
    Call::<()>::new(fixture.request(&UPLOAD).bytes("x").header("Content-Type", "text/csv")).await.unwrap();
    let requests = fixture.transport.requests();
    let sent = |index: usize| {
        (requests[index].headers["content-type"].to_str().unwrap(), requests[index].body.as_deref().unwrap())
    };
    assert_eq!(sent(0), ("application/octet-stream", &[0, 255][..]));
    assert_eq!(sent(1), ("application/octet-stream", "é".as_bytes()));
    assert_eq!(sent(2), ("application/x-www-form-urlencoded", &b"a+b=c%26d"[..]));
    assert_eq!(sent(3), ("text/csv", &b"x"[..]));
}

#[tokio::test]
async fn r1_22_explicit_nulls_are_sent() {
    static CHANGE: rt::Operation = PATCH;
    let fixture = Fixture::new([ok("{}")]);
    let change = || Call::<()>::new(fixture.request(&CHANGE).json(&thing("x")));
    change().null("/properties/description").null("/count").await.unwrap();
    let body: serde_json::Value =
        serde_json::from_slice(fixture.transport.requests()[0].body.as_ref().unwrap()).unwrap();
    assert_eq!(body, serde_json::json!({"name": "x", "properties": {"description": null}, "count": null}));
    let error = change().null("/name/x").await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: "null".into() }));
    assert!(fixture.call::<()>(&GET).null("/a").await.is_err());
}

#[tokio::test]
async fn r1_24_entity_tags_go_through_and_412_is_final() {
    let fixture = Fixture::new([status(412).header("retry-after", "1"), ok("{}")]);
    let error = fixture.call::<()>(&GET).if_match("W/\"x\"").if_none_match("*").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 412);
    let request = &fixture.transport.requests()[0];
    assert_eq!(
        (request.headers["if-match"].to_str().unwrap(), request.headers["if-none-match"].to_str().unwrap()),
        ("W/\"x\"", "*")
    );
    assert_eq!(fixture.transport.requests().len(), 1);
}

#[tokio::test]
async fn r1_19_headers_that_occur_several_times_are_all_kept() {
    let fixture = Fixture::new([ok("{}").header("x-a", "1").header("x-a", "2").header("etag", "\"t\"")]);
    let response = fixture.call::<Thing>(&GET).response().await.unwrap();
    assert_eq!(response.headers().get_all("x-a").iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(response.etag(), Some("\"t\""));
    assert_eq!(fixture.transport.log(), [format!("GET {ARM}/subscriptions/sub/things/one?api-version=2024-01-01")]);
}
