//! The token gate, R2.20: a host that is not trusted sees no request at all.

use azrest_runtime::{__private as rt, ErrorKind, PollPolicy, Reason};

use crate::support::{DELETE, Fixture, LIST, POST, PUT, Thing, ok, status};

static LISTED: rt::Operation = LIST;
static CREATE: rt::Operation = PUT;
static RUN: rt::Operation = POST;
static REMOVE: rt::Operation = DELETE;

/// URLs that look like the endpoint and are not.
const FOREIGN: &[&str] = &[
    "https://evil.example/x",
    "https://management.azure.com.evil.example/x",
    "https://management.azure.com:8443/x",
    "https://user:password@management.azure.com/x",
    "https://management.azure.com@evil.example/x",
    "http://management.azure.com/x",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "ftp://management.azure.com/x",
];

#[tokio::test]
async fn r2_20_and_r4_8_next_links_elsewhere_are_refused() {
    for link in FOREIGN {
        let body = serde_json::json!({"value": [{"name": "a"}], "nextLink": link}).to_string();
        let fixture = Fixture::new([ok(&body), ok(r#"{"value":[]}"#)]);
        let mut list = fixture.list(&LISTED);
        assert_eq!(list.try_next().await.unwrap().unwrap().name.as_deref(), Some("a"), "{link}");
        let error = list.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UntrustedHost, "{link}");
        assert_eq!(fixture.log(), ["GET /subscriptions/sub/things"], "{link}");
        assert!(!error.to_string().contains("password"));
    }
}

#[tokio::test]
async fn r4_8_the_resume_token_stays_at_the_page_that_named_the_link() {
    let fixture = Fixture::new([
        ok(r#"{"value":[{"name":"a"}],"nextLink":"?page=1"}"#),
        ok(r#"{"value":[{"name":"b"}],"nextLink":"https://evil.example/"}"#),
        ok(r#"{"value":[{"name":"b"}]}"#),
    ]);
    let mut list = fixture.list(&LISTED);
    list.try_next().await.unwrap();
    list.try_next().await.unwrap();
    let error = list.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert_eq!(error.resume_token(), list.resume_token().as_ref());
    let mut again = fixture.list(&LISTED).resume_from(error.resume_token().unwrap());
    assert_eq!(again.try_next().await.unwrap().unwrap().name.as_deref(), Some("b"));
    assert_eq!(fixture.log().last().unwrap(), "GET /subscriptions/sub/things?page=1&api-version=2024-01-01");
}

#[tokio::test]
async fn r5_4_monitors_elsewhere_are_refused() {
    for header in ["azure-asyncoperation", "operation-location", "location"] {
        for url in FOREIGN {
            let fixture = Fixture::new([status(202).header(header, url), ok(r#"{"status":"Succeeded"}"#)]);
            let error = fixture.lro::<()>(&RUN).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UntrustedHost, "{header}: {url}");
            assert_eq!(fixture.log(), ["POST /subscriptions/sub/things/one"], "{header}: {url}");
        }
    }
}

#[tokio::test]
async fn r5_13_a_replaced_monitor_elsewhere_is_refused() {
    let fixture = Fixture::new([
        status(202).header("location", "https://management.azure.com/op/1"),
        status(202).header("location", "https://evil.example/op/1"),
        status(200),
    ]);
    let mut poller = fixture.lro::<()>(&REMOVE).begin().await.unwrap();
    let error = poller.wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert_eq!(fixture.transport.requests().len(), 2);
    assert!(error.resume_token().is_some());
}

#[tokio::test]
async fn r5_4_final_results_elsewhere_are_refused() {
    static VIA_LOCATION: rt::Operation = rt::Operation {
        lro: Some(rt::Lro { final_state_via: Some(rt::FinalStateVia::Location), ..rt::Lro::DEFAULT }),
        ..POST
    };
    let monitor = || status(202).header("azure-asyncoperation", "/op/1");
    for (first, last) in [
        (monitor().header("location", "https://evil.example/r"), ok(r#"{"status":"Succeeded"}"#)),
        (monitor(), ok(r#"{"status":"Succeeded"}"#).header("location", "https://evil.example/r")),
    ] {
        let fixture = Fixture::new([first, last, ok("{}")]);
        let error = fixture.lro::<Thing>(&VIA_LOCATION).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UntrustedHost);
        assert_eq!(fixture.transport.requests().len(), 2);
    }
    let resource = r#"{"status":"Succeeded","resourceLocation":"https://evil.example/r"}"#;
    let fixture = Fixture::new([monitor(), ok(resource), ok("{}")]);
    assert_eq!(fixture.lro::<Thing>(&CREATE).await.unwrap_err().kind(), ErrorKind::UntrustedHost);
    assert_eq!(fixture.transport.requests().len(), 2);
}

#[tokio::test]
async fn r4_12_and_r5_25_resume_tokens_are_checked_before_any_request() {
    // Tokens of a client that trusts another host, given to one that does not.
    let there = Fixture::built(
        [
            ok(r#"{"value":[],"nextLink":"https://other.example/next"}"#),
            status(500),
            status(202).header("azure-asyncoperation", "https://other.example/op"),
        ],
        |builder| builder.trust_origin("https://other.example").retry(azrest_runtime::RetryPolicy::none()),
    );
    let mut list = there.list(&LISTED);
    let list_token = list.try_next().await.unwrap_err().resume_token().unwrap().clone();
    let poller = there.lro::<Thing>(&CREATE).begin().await.unwrap();
    let lro_token = poller.resume_token().unwrap();

    let here = Fixture::new([]);
    let error = here.list(&LISTED).resume_from(&list_token).try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedHost);
    assert_eq!(here.resume::<Thing>(&CREATE, &lro_token).unwrap_err().kind(), ErrorKind::UntrustedHost);
    assert!(here.transport.requests().is_empty());
    assert_eq!(here.issuer.asked(), 0);
    assert!(there.resume::<Thing>(&CREATE, &lro_token).is_ok());
}

#[tokio::test]
async fn r2_20_origins_and_suffixes_can_be_added() {
    let next = |host: &str| ok(&format!(r#"{{"value":[],"nextLink":"https://{host}/next"}}"#));
    let choose = |builder: azrest_runtime::ClientBuilder<rt::ServiceClient>| {
        builder.trust_origin("https://other.example").trust_suffix("api.azureml.ms")
    };
    for host in ["other.example", "centralus.api.azureml.ms", "management.azure.com:443"] {
        let fixture = Fixture::built([next(host), ok(r#"{"value":[]}"#)], choose);
        assert!(fixture.list(&LISTED).try_next().await.unwrap().is_none());
        assert_eq!(fixture.transport.requests()[1].headers["authorization"], "Bearer SECRET-TOKEN-1");
    }
    for host in ["evilapi.azureml.ms", "api.azureml.ms.evil.example", "sub.other.example"] {
        let fixture = Fixture::built([next(host)], choose);
        assert_eq!(fixture.list(&LISTED).try_next().await.unwrap_err().kind(), ErrorKind::UntrustedHost, "{host}");
    }
}

#[tokio::test]
async fn r1_4_a_discovered_endpoint_is_trusted_by_a_second_client_alone() {
    // The discovery answer names a host; the first client will not follow it there.
    let fixture = Fixture::new([ok(r#"{"value":[],"nextLink":"https://centralus.api.azureml.ms/history"}"#)]);
    assert_eq!(fixture.list(&LISTED).try_next().await.unwrap_err().kind(), ErrorKind::UntrustedHost);
    let regional = Fixture::built([ok(r#"{"value":[]}"#)], |builder| {
        builder.endpoint("https://centralus.api.azureml.ms").trust_suffix("api.azureml.ms")
    });
    assert!(regional.list(&LISTED).try_next().await.unwrap().is_none());
    assert_eq!(regional.transport.requests().len(), 1);
}

#[tokio::test]
async fn r5_4_gateways_get_their_own_origin_back() {
    let fixture =
        Fixture::built([status(202).header("location", "https://internal.example/op/1?x=1"), status(200)], |builder| {
            builder.endpoint("https://gateway.example/azure").rewrite_monitor_origin(true)
        });
    fixture.lro::<()>(&REMOVE).polling(PollPolicy::default()).await.unwrap();
    assert_eq!(fixture.transport.log()[1], "GET https://gateway.example/op/1?x=1&api-version=2024-01-01");
}

#[tokio::test]
async fn r5_24_and_r5_4_tokens_of_operations_behind_a_gateway_hold_its_origin() {
    let answers = [
        status(202).header("azure-asyncoperation", "https://internal.example/op/1").header("location", "/r/1"),
        ok(r#"{"status":"Running"}"#).header("location", "https://internal.example/r/2"),
        ok(r#"{"status":"Succeeded"}"#),
        ok(r#"{"name":"x"}"#),
    ];
    let fixture = Fixture::built(answers, |builder| {
        builder.endpoint("https://gateway.example/azure").rewrite_monitor_origin(true)
    });
    let poller = fixture.lro::<Thing>(&RUN).begin().await.unwrap();
    let mut poller = fixture.resume::<Thing>(&RUN, &poller.resume_token().unwrap()).unwrap();
    poller.poll().await.unwrap();
    let mut poller = fixture.resume::<Thing>(&RUN, &poller.resume_token().unwrap()).unwrap();
    assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("x"));
    let version = "api-version=2024-01-01";
    let log = fixture.transport.log();
    assert_eq!(log[2], format!("GET https://gateway.example/op/1?{version}"));
    assert_eq!(log[3], format!("GET https://gateway.example/r/2?{version}"));
}

#[tokio::test]
async fn r1_28_long_urls_work_up_to_a_limit() {
    let long = format!("/op?t={}", "x".repeat(8 * 1024));
    let fixture = Fixture::new([status(202).header("location", &long), status(204)]);
    fixture.lro::<()>(&REMOVE).await.unwrap();
    let endless = format!("/op?t={}", "x".repeat(40 * 1024));
    let fixture = Fixture::new([status(202).header("location", &endless), status(204)]);
    let error = fixture.lro::<()>(&REMOVE).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::BadPollingUrl { header: "location" }));
}
