//! Final results and failures, R5.16 to R5.20.

use azrest_runtime::{__private as rt, ErrorKind, PollStatus, Reason, RetryPolicy, testing::Answer};

use crate::support::{DELETE, Fixture, PATCH, POST, PUT, Thing, ok, status};

/// Operations by method and `final-state-via`: absent, azure-async-operation, operation-location, location, original-uri.
macro_rules! operations {
    ($($method:ident),*) => { [$( {
        const fn via(final_state_via: Option<rt::FinalStateVia>) -> rt::Operation {
            rt::Operation { lro: Some(rt::Lro { final_state_via, ..rt::Lro::DEFAULT }), ..$method }
        }
        static ABSENT: rt::Operation = via(None);
        static ASYNC: rt::Operation = via(Some(rt::FinalStateVia::AzureAsyncOperation));
        static OPERATION: rt::Operation = via(Some(rt::FinalStateVia::OperationLocation));
        static LOCATION: rt::Operation = via(Some(rt::FinalStateVia::Location));
        static ORIGINAL: rt::Operation = via(Some(rt::FinalStateVia::OriginalUri));
        [&ABSENT, &ASYNC, &OPERATION, &LOCATION, &ORIGINAL] as [&'static rt::Operation; 5]
    } ),*] };
}

fn monitored() -> Answer {
    status(202).header("azure-asyncoperation", "/op")
}

fn succeeded() -> Answer {
    ok(r#"{"status":"Succeeded","name":"monitor"}"#)
}

/// Where the result comes from: the monitor, `location`, the resource, or nowhere.
async fn source(operation: &'static rt::Operation, first: Answer, last: Answer) -> String {
    let fixture = Fixture::new([first, last, ok(r#"{"name":"fetched"}"#)]);
    let result: Option<Thing> = fixture.lro(operation).await.unwrap();
    match (fixture.log().get(2), result.and_then(|thing| thing.name)) {
        (None, Some(name)) => name,
        (None, None) => "none".to_owned(),
        (Some(request), _) => match request.as_str() {
            "GET /location" => "location".to_owned(),
            "GET /resource" => "resourceLocation".to_owned(),
            "GET /subscriptions/sub/things/one" => "original".to_owned(),
            other => other.to_owned(),
        },
    }
}

#[tokio::test]
async fn r5_16_the_table_of_final_results() {
    let [put, patch, post, delete] = operations!(PUT, PATCH, POST, DELETE);
    // For each method: without a `Location` seen, then with one.
    let table = [
        (put, ["original"; 5], ["original", "original", "original", "location", "original"]),
        (patch, ["original"; 5], ["original", "original", "original", "location", "original"]),
        (
            post,
            ["monitor", "monitor", "monitor", "monitor", "original"],
            ["location", "monitor", "monitor", "location", "original"],
        ),
        (delete, ["none"; 5], ["none"; 5]),
    ];
    for (operations, without, with) in table {
        for (index, operation) in operations.into_iter().enumerate() {
            let what = format!("{:?} {:?}", operation.method, operation.lro.unwrap().final_state_via);
            assert_eq!(source(operation, monitored(), succeeded()).await, without[index], "{what}");
            let first = monitored().header("location", "/location");
            assert_eq!(source(operation, first, succeeded()).await, with[index], "{what} with Location");
            let last = succeeded().header("location", "/location");
            assert_eq!(source(operation, monitored(), last).await, with[index], "{what} with a late Location");
        }
    }
}

#[tokio::test]
async fn r5_17_resource_location_beats_the_default() {
    let [put, patch, post, delete] = operations!(PUT, PATCH, POST, DELETE);
    let table = [
        (put, ["resourceLocation", "resourceLocation", "resourceLocation", "location", "original"]),
        (patch, ["resourceLocation", "resourceLocation", "resourceLocation", "location", "original"]),
        (post, ["resourceLocation", "monitor", "monitor", "location", "original"]),
        (delete, ["none"; 5]),
    ];
    for (operations, expected) in table {
        for (index, operation) in operations.into_iter().enumerate() {
            let last = ok(r#"{"status":"Succeeded","name":"monitor","resourceLocation":"/resource"}"#);
            let first = monitored().header("location", "/location");
            let what = format!("{:?} {:?}", operation.method, operation.lro.unwrap().final_state_via);
            assert_eq!(source(operation, first, last).await, expected[index], "{what}");
        }
    }
    // Where the specification names `location` and none was seen, what would be without it counts.
    for (operations, expected) in [(put, "original"), (post, "monitor")] {
        let last = ok(r#"{"status":"Succeeded","name":"monitor","resourceLocation":"/resource"}"#);
        assert_eq!(source(operations[3], monitored(), last).await, expected);
    }
}

#[tokio::test]
async fn r5_16_location_and_resource_answer_the_result_themselves() {
    static CREATE: rt::Operation = PUT;
    static RUN: rt::Operation = POST;
    static REMOVE: rt::Operation = DELETE;
    let located = || status(202).header("location", "/loc");
    for operation in [&CREATE, &RUN] {
        let fixture = Fixture::new([located(), status(202), ok(r#"{"name":"x"}"#)]);
        let thing: Thing = fixture.lro(operation).await.unwrap();
        assert_eq!((thing.name.as_deref(), fixture.transport.requests().len()), (Some("x"), 3));
    }
    let fixture = Fixture::new([located(), status(204)]);
    fixture.lro::<()>(&REMOVE).await.unwrap();
    let fixture = Fixture::new([status(201), ok(r#"{"name":"x"}"#)]);
    let thing: Thing = fixture.lro(&CREATE).await.unwrap();
    assert_eq!((thing.name.as_deref(), fixture.transport.requests().len()), (Some("x"), 2));
}

#[tokio::test]
async fn r5_18_the_result_may_be_a_part_of_the_last_body() {
    const fn at(path: &'static str) -> rt::Operation {
        rt::Operation { lro: Some(rt::Lro { result_path: Some(path), ..rt::Lro::DEFAULT }), ..POST }
    }
    static PROPERTIES: rt::Operation = at("properties");
    static NESTED: rt::Operation = at("properties.output");
    let body = r#"{"status":"Succeeded","properties":{"name":"p","output":{"name":"o"}}}"#;
    for (operation, expected) in [(&PROPERTIES, "p"), (&NESTED, "o")] {
        let thing: Thing = Fixture::new([monitored(), ok(body)]).lro(operation).await.unwrap();
        assert_eq!(thing.name.as_deref(), Some(expected));
    }
    // Without the monitor around it, the body is the result.
    let whole = Fixture::new([monitored(), ok(r#"{"status":"Succeeded","label":"l","name":"w"}"#)]);
    let thing: Thing = whole.lro(&PROPERTIES).await.unwrap();
    assert_eq!(thing.name.as_deref(), Some("w"));
    let fixture = Fixture::new([monitored(), succeeded()]);
    let mut poller = fixture.lro::<Thing>(&NESTED).begin().await.unwrap();
    assert_eq!(poller.wait().await.unwrap_err().reason(), Some(&Reason::EmptyResult));
    let fixture = Fixture::new([monitored(), status(204)]);
    fixture.lro::<()>(&NESTED).await.unwrap();
}

#[tokio::test]
async fn r5_19_a_result_that_cannot_be_fetched_is_pending_and_not_a_failure() {
    static CREATE: rt::Operation = PUT;
    let script = [monitored(), succeeded(), status(500), status(404), ok("[]"), ok(r#"{"name":"x"}"#)];
    let fixture = Fixture::built(script, |builder| builder.retry(RetryPolicy::none()));
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    for code in [500, 404] {
        let error = poller.wait().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.reason(), error.status().unwrap().as_u16()),
            (ErrorKind::Lro, Some(&Reason::ResultPending), code)
        );
        assert_eq!(poller.status(), PollStatus::Succeeded);
        assert!(error.resume_token().is_some());
    }
    assert_eq!(poller.wait().await.unwrap_err().kind(), ErrorKind::Decode);
    // The body's own state is not looked at any more.
    assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("x"));
    assert_eq!(poller.wait().await.unwrap_err().reason(), Some(&Reason::Finished));
    assert!(poller.resume_token().is_none());
    assert_eq!(fixture.transport.requests().len(), 6);
}

#[tokio::test]
async fn r5_20_failures_say_what_the_service_says() {
    static RUN: rt::Operation = POST;
    for (body, status_word, code, message) in [
        (
            r#"{"status":"Failed","error":{"code":"C","message":"m","target":"t","details":[{"code":"D"}]}}"#,
            "Failed",
            "C",
            Some("m"),
        ),
        (r#"{"status":"Failed","properties":{"error":{"code":"P","message":"m"}}}"#, "Failed", "P", Some("m")),
        (r#"{"status":"failed","error":null,"properties":{"error":{"code":"P"}}}"#, "failed", "P", None),
        (r#"{"status":"Failed","code":"T","message":"top"}"#, "Failed", "T", Some("top")),
        (r#"{"status":"Failed"}"#, "Failed", "OperationFailed", None),
        (r#"{"status":"Canceled"}"#, "Canceled", "OperationCanceled", None),
        (r#"{"status":"Cancelled","error":{"message":"only"}}"#, "Cancelled", "OperationCanceled", Some("only")),
    ] {
        let fixture = Fixture::new([monitored(), ok(body).header("x-ms-request-id", "r")]);
        let mut poller = fixture.lro::<Thing>(&RUN).begin().await.unwrap();
        let error = poller.wait().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Lro, "{body}");
        assert_eq!(error.reason(), Some(&Reason::OperationFailed { status: status_word.into() }), "{body}");
        assert_eq!((error.code(), error.message()), (Some(code), message), "{body}");
        assert_eq!(
            (error.status().unwrap().as_u16(), error.request_id(), error.raw_body()),
            (200, Some("r"), body.as_bytes())
        );
        // It stays failed, and there is nothing to take up.
        assert_eq!(poller.wait().await.unwrap_err().code(), Some(code));
        assert!(poller.resume_token().is_none());
        assert_eq!(fixture.transport.requests().len(), 2);
    }
}

#[tokio::test]
async fn r5_20_a_first_response_may_tell_of_the_failure() {
    static CREATE: rt::Operation = PUT;
    let body = r#"{"properties":{"provisioningState":"Failed","error":{"code":"C","message":"m"}}}"#;
    let error = Fixture::new([status(201).json(body)]).lro::<Thing>(&CREATE).await.unwrap_err();
    assert_eq!((error.code(), error.reason()), (Some("C"), Some(&Reason::OperationFailed { status: "Failed".into() })));
}
