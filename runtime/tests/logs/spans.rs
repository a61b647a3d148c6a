//! Spans of calls and attempts, the trace context, and bodies, R7.1 and R7.4.

use azrest_runtime::{__private as rt, Call, testing::FakeTransport};

use crate::{
    collector::{Collector, Record},
    support::{Fixture, LIST, ONE, POST, Properties, Thing, ok, status, thing},
};

static GET: rt::Operation =
    rt::Operation { path: "/subscriptions/{subscriptionId}/providers/Microsoft.Things/things/{thingName}", ..ONE };
static KEYS: rt::Operation = rt::Operation { id: "Things_ListKeys", ..ONE };
static RUN: rt::Operation = POST;
static LISTED: rt::Operation = LIST;

fn field<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    record.fields.get(name).map(String::as_str)
}

#[tokio::test]
async fn r7_1_a_call_has_a_span_and_each_attempt_has_one_in_it() {
    let collector = Collector::default();
    let _guard = tracing::subscriber::set_default(collector.clone());
    let fixture = Fixture::new([
        status(503),
        azrest_runtime::testing::Answer::interrupted(),
        ok("{}").header("x-ms-request-id", "service-id"),
    ]);
    let call = Call::<Thing>::new(fixture.client.request(&GET, &["one"]).query("sig", "SECRET"));
    call.client_request_id("mine").await.unwrap();
    let calls = collector.spans("call");
    assert_eq!(calls.len(), 1);
    let (id, call) = &calls[0];
    assert_eq!(field(call, "otel.name"), Some("Things.Get"));
    assert_eq!(field(call, "az.namespace"), Some("Microsoft.Things"));
    assert_eq!(field(call, "error.type"), None);
    let attempts = collector.spans("attempt");
    assert_eq!(attempts.len(), 3);
    for (index, (_, attempt)) in attempts.iter().enumerate() {
        assert_eq!(attempt.parent, Some(*id));
        for (name, value) in [
            ("http.request.method", "GET"),
            ("server.address", "management.azure.com"),
            ("server.port", "443"),
            ("az.client_request_id", "mine"),
        ] {
            assert_eq!(field(attempt, name), Some(value), "{name}");
        }
        let url = field(attempt, "url.full").unwrap();
        assert!(url.contains("sig=REDACTED") && url.contains("api-version=2024-01-01"), "{url}");
        let resends = (index > 0).then(|| index.to_string());
        assert_eq!(field(attempt, "http.request.resend_count"), resends.as_deref());
    }
    let of = |name: &str| attempts.iter().map(|(_, attempt)| field(attempt, name)).collect::<Vec<_>>();
    assert_eq!(of("http.response.status_code"), [Some("503"), None, Some("200")]);
    assert_eq!(of("error.type"), [Some("503"), Some("interrupted"), None]);
    // From the response, not from the request.
    assert_eq!(of("az.service_request_id"), [None, None, Some("service-id")]);
    // Events stand within their attempt.
    assert_eq!(collector.events("response")[1].parent, Some(attempts[2].0));
    assert_eq!(collector.events("retry").len(), 2);
}

#[tokio::test]
async fn r7_1_lists_and_long_running_operations_have_one_span_around_all_requests() {
    let collector = Collector::default();
    let _guard = tracing::subscriber::set_default(collector.clone());
    let fixture = Fixture::new([
        ok(r#"{"value":[{}],"nextLink":"?page=2"}"#),
        ok(r#"{"value":[{}]}"#),
        status(202).header("location", "/op"),
        status(202),
        ok("{}"),
        status(404),
    ]);
    let outer = tracing::info_span!("outer");
    let outer_id = outer.id().unwrap().into_u64();
    let mut pager = fixture.list(&LISTED);
    while tracing::Instrument::instrument(pager.try_next(), outer.clone()).await.unwrap().is_some() {}
    fixture.lro::<Thing>(&RUN).await.unwrap();
    fixture.call::<Thing>(&GET).await.unwrap_err();
    let calls = collector.spans("call");
    let names: Vec<_> = calls.iter().map(|(_, call)| field(call, "otel.name").unwrap()).collect();
    assert_eq!(names, ["Things.List", "Things.Run", "Things.Get"]);
    assert_eq!(calls[0].1.parent, Some(outer_id));
    let attempts = collector.spans("attempt");
    let parents: Vec<_> = attempts.iter().map(|(_, attempt)| attempt.parent.unwrap()).collect();
    let [list, run, get] = [0, 1, 2].map(|index: usize| calls[index].0);
    assert_eq!(parents, [list, list, run, run, run, get]);
    assert_eq!(field(&calls[2].1, "error.type"), Some("404"));
}

#[tokio::test]
async fn r7_1_the_trace_context_is_sent_when_a_hook_gives_it() {
    let transport = FakeTransport::new().answer(ok("{}")).answer(ok("{}"));
    let fixture = Fixture::built([], |builder| {
        builder.transport(transport.clone()).trace_context(|headers| {
            headers.insert("traceparent", "00-1-2-01".parse().unwrap());
            headers.insert("authorization", "Bearer other".parse().unwrap());
        })
    });
    fixture.call::<Thing>(&GET).await.unwrap();
    let headers = transport.requests().remove(0).headers;
    assert_eq!(headers["traceparent"], "00-1-2-01");
    assert_eq!(headers["authorization"], "Bearer SECRET-TOKEN-1");
    let fixture = Fixture::built([], |builder| builder.transport(transport.clone()));
    fixture.call::<Thing>(&GET).await.unwrap();
    assert!(!transport.requests()[1].headers.contains_key("traceparent"));
}

#[tokio::test]
async fn r7_4_bodies_are_logged_on_demand_and_without_secrets() {
    for on in [false, true] {
        let collector = Collector::default();
        let guard = tracing::subscriber::set_default(collector.clone());
        let fixture = Fixture::built(
            [
                ok(r#"{"name":"answered","properties":{"password":"SECRET"}}"#),
                status(409).json(r#"{"error":{"code":"refused"},"token":"SECRET"}"#),
                ok(r#"{"name":"SECRET"}"#),
            ],
            |builder| builder.log_bodies(on),
        );
        let properties = Properties { password: Some("SECRET".into()), ..Properties::default() };
        let body = Thing { properties: Some(properties), ..thing("asked") };
        Call::<Thing>::new(fixture.request(&RUN).json(&body)).await.unwrap();
        fixture.call::<Thing>(&GET).await.unwrap_err();
        fixture.call::<Thing>(&KEYS).await.unwrap();
        drop(guard);
        let (asked, answered) = (collector.events("request body"), collector.events("response body"));
        assert_eq!((asked.len(), answered.len()), if on { (1, 3) } else { (0, 0) });
        let text = collector.text();
        assert!(!text.contains("SECRET"), "{text}");
        for part in ["asked", "answered", "refused"] {
            assert_eq!(text.contains(part), on, "{part}");
        }
        if on {
            assert_eq!(field(&answered[2], "body"), Some("REDACTED"));
        }
    }
}
