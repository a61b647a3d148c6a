//! Events, deadlines and resume tokens of long-running operations, R5.21 to R5.26.

use std::{future::poll_fn, pin::Pin, time::Duration};

use azrest_runtime::{__private as rt, ErrorKind, PollPolicy, PollStatus, Reason, ResumeToken, testing::Answer};

use crate::support::{DELETE, Fixture, POST, PUT, Thing, ok, status};

static CREATE: rt::Operation = PUT;
static RUN: rt::Operation = POST;
static REMOVE: rt::Operation = DELETE;

fn monitored() -> Answer {
    status(202).header("azure-asyncoperation", "/op?sig=1").header("retry-after", "5")
}

fn state(word: &str) -> Answer {
    ok(&serde_json::json!({"status": word, "percentComplete": "50"}).to_string())
}

#[tokio::test]
async fn r5_21_events_come_before_the_wait() {
    let fixture =
        Fixture::new([monitored(), state("Running").header("retry-after", "9"), state("Succeeded"), ok("{}")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    let first = poller.next_event().await.unwrap().unwrap();
    assert_eq!((first.status(), first.next_wait()), (PollStatus::Running, Some(Duration::from_secs(5))));
    assert_eq!((fixture.transport.requests().len(), fixture.sleeps().len()), (1, 0));
    let second = poller.next_event().await.unwrap().unwrap();
    assert_eq!(
        (second.word(), second.percent_complete(), second.next_wait()),
        ("Running", Some(50.0), Some(Duration::from_secs(9)))
    );
    assert_eq!(fixture.sleeps(), [5.0]);
    let third = poller.next_event().await.unwrap().unwrap();
    assert_eq!((third.status(), third.next_wait()), (PollStatus::Succeeded, None));
    assert!(poller.next_event().await.unwrap().is_none());
    assert_eq!(fixture.transport.requests().len(), 3);
    poller.wait().await.unwrap();
    assert_eq!(fixture.transport.requests().len(), 4);
}

#[tokio::test]
async fn r5_21_events_are_a_stream_that_can_be_left_and_taken_up() {
    use rt::Stream;
    let fixture = Fixture::new([monitored(), state("Running"), state("Failed")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    let mut words = Vec::new();
    {
        let mut events = poller.events();
        for _ in 0..2 {
            let event = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await.unwrap().unwrap();
            words.push(event.word().to_owned());
        }
    }
    let mut events = poller.events();
    while let Some(event) = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await {
        words.push(event.unwrap().word().to_owned());
    }
    assert_eq!(words, ["", "Running", "Failed"]);
    drop(events);
    assert_eq!(poller.wait().await.unwrap_err().code(), Some("OperationFailed"));
}

#[tokio::test]
async fn r5_23_the_time_may_be_up_while_the_operation_goes_on() {
    let fixture =
        Fixture::new([monitored(), state("Running").header("retry-after", "50"), state("Succeeded"), ok("{}")]);
    let error = fixture.lro::<Thing>(&CREATE).timeout(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Timeout, Some(&Reason::PollTimeout)));
    assert_eq!(fixture.transport.requests().len(), 2);
    let mut poller = fixture.resume::<Thing>(&CREATE, error.resume_token().unwrap()).unwrap();
    poller.wait().await.unwrap();
}

#[tokio::test]
async fn r5_23_a_poll_in_flight_observes_the_deadline() {
    for failures in [1, 5] {
        let fixture = Fixture::new([monitored(), Answer::never()]);
        let call = fixture.lro::<Thing>(&CREATE).polling(PollPolicy::default().max_failures(failures));
        let mut poller = call.timeout(Duration::from_secs(30)).begin().await.unwrap();
        let tick = async {
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            fixture.clock.advance(Duration::from_secs(30));
        };
        let (result, ()) = tokio::join!(poller.wait(), tick);
        let error = result.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::PollTimeout));
        assert!(error.resume_token().is_some());
    }
}

#[tokio::test]
async fn r7_6_a_poll_that_is_dropped_changes_nothing() {
    let fixture = Fixture::new([monitored(), Answer::never(), state("Succeeded"), ok(r#"{"name":"x"}"#)]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    let before = poller.resume_token();
    {
        let mut poll = Box::pin(poller.poll());
        for _ in 0..20 {
            assert!(poll_fn(|context| std::task::Poll::Ready(poll.as_mut().poll(context))).await.is_pending());
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(poller.resume_token(), before);
    assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("x"));
}

/// What a token holds.
fn opened(token: &ResumeToken) -> serde_json::Value {
    serde_json::to_value(token)
        .unwrap()
        .as_str()
        .map(|text| {
            let standard: String = text
                .chars()
                .map(|c| match c {
                    '-' => '+',
                    '_' => '/',
                    other => other,
                })
                .collect();
            let bytes: rt::Base64 = serde_json::from_value(standard.into()).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        })
        .unwrap()
}

/// A token with other content.
fn forged(token: &ResumeToken, change: impl FnOnce(&mut serde_json::Value)) -> ResumeToken {
    let mut content = opened(token);
    change(&mut content);
    let text = rt::Base64Url(content.to_string().into_bytes()).to_string();
    ResumeToken::from(text)
}

#[tokio::test]
async fn r5_24_tokens_hold_places_and_no_content() {
    let first = status(201)
        .header("azure-asyncoperation", "/op?sig=1")
        .header("location", "/result")
        .header("set-cookie", "SECRET")
        .json(r#"{"properties":{"adminPassword":"SECRET"}}"#);
    let fixture = Fixture::new([first]);
    let call = fixture.lro::<Thing>(&CREATE).header("x-api-key", "SECRET").correlation_request_id("corr");
    let poller = call.begin().await.unwrap();
    let content = opened(&poller.resume_token().unwrap());
    assert_eq!(
        content,
        serde_json::json!({
            "v": 1,
            "op": "Things_Create",
            "kind": "azure-async-operation",
            "method": "PUT",
            "original_url": "https://management.azure.com/subscriptions/sub/things/one?api-version=2024-01-01",
            "poll_url": "https://management.azure.com/op?sig=1&api-version=2024-01-01",
            "location_url": "https://management.azure.com/result?api-version=2024-01-01",
            "status": "",
            "phase": "running",
            "api_version": "2024-01-01",
            "correlation_id": "corr",
        })
    );
}

#[tokio::test]
async fn r5_25_an_operation_is_taken_up_at_every_phase() {
    // Running: the first thing is a poll, at once.
    let fixture = Fixture::new([monitored(), state("Running")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    let at_first = poller.resume_token().unwrap();
    poller.poll().await.unwrap();
    for token in [at_first, poller.resume_token().unwrap()] {
        let fixture = Fixture::new([state("Running"), state("Succeeded"), ok(r#"{"name":"x"}"#)]);
        let mut poller = fixture.resume::<Thing>(&CREATE, &ResumeToken::from(token.as_str())).unwrap();
        assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("x"));
        assert_eq!(fixture.sleeps().len(), 1);
        assert_eq!(fixture.transport.log()[0], "GET https://management.azure.com/op?sig=1&api-version=2024-01-01");
        assert_eq!(fixture.log()[2], "GET /subscriptions/sub/things/one");
    }

    // Succeeded, with the result to be fetched: one GET.
    let fixture = Fixture::new([monitored(), state("Succeeded")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    poller.poll().await.unwrap();
    let token = poller.resume_token().unwrap();
    let fixture = Fixture::new([ok(r#"{"name":"x"}"#)]);
    let mut poller = fixture.resume::<Thing>(&CREATE, &token).unwrap();
    assert_eq!(poller.status(), PollStatus::Succeeded);
    assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("x"));
    assert_eq!(fixture.log(), ["GET /subscriptions/sub/things/one"]);

    // Succeeded, with the result in the last body, which no token holds: one poll more.
    let fixture = Fixture::new([monitored(), ok(r#"{"status":"Succeeded","name":"m"}"#)]);
    let mut poller = fixture.lro::<Thing>(&RUN).begin().await.unwrap();
    poller.poll().await.unwrap();
    let token = poller.resume_token().unwrap();
    let fixture = Fixture::new([ok(r#"{"status":"Succeeded","name":"m"}"#)]);
    let mut poller = fixture.resume::<Thing>(&RUN, &token).unwrap();
    assert_eq!(poller.wait().await.unwrap().name.as_deref(), Some("m"));
    assert_eq!(fixture.transport.requests().len(), 1);
}

#[tokio::test]
async fn r5_25_all_kinds_of_polling_are_taken_up() {
    for (operation, first, poll) in [
        (&REMOVE, status(202).header("location", "/loc"), status(204)),
        (&CREATE, status(201), ok("{}")),
        (&RUN, status(202).header("operation-location", "/op"), ok(r#"{"status":"Succeeded"}"#)),
    ] {
        let fixture = Fixture::new([first]);
        let token = fixture.lro::<()>(operation).begin().await.unwrap().resume_token().unwrap();
        let fixture = Fixture::new([poll]);
        fixture.resume::<()>(operation, &token).unwrap().wait().await.unwrap();
        assert_eq!(fixture.transport.requests().len(), 1);
    }
}

#[tokio::test]
async fn r5_25_a_location_that_is_not_asked_does_not_spoil_the_token() {
    for location in ["https://evil.example/r", "https://:bad:/"] {
        let fixture = Fixture::new([monitored().header("location", location)]);
        let token = fixture.lro::<Thing>(&CREATE).begin().await.unwrap().resume_token().unwrap();
        assert!(fixture.resume::<Thing>(&CREATE, &token).is_ok());
    }
    // Where the result would be there, the token keeps it, and is refused.
    let fixture = Fixture::new([monitored().header("location", "https://evil.example/r")]);
    let token = fixture.lro::<Thing>(&RUN).begin().await.unwrap().resume_token().unwrap();
    assert_eq!(fixture.resume::<Thing>(&RUN, &token).unwrap_err().kind(), ErrorKind::UntrustedHost);
}

#[tokio::test]
async fn r5_25_forged_tokens_are_refused_before_any_request() {
    let fixture = Fixture::new([monitored().header("location", "/result"), state("Succeeded")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    let token = poller.resume_token().unwrap();
    poller.poll().await.unwrap();
    let late = poller.resume_token().unwrap();

    let fixture = Fixture::new([]);
    assert!(fixture.resume::<Thing>(&CREATE, &token).is_ok());
    for url in [
        "https://evil.example/op",
        "https://management.azure.com.evil.example/",
        "http://management.azure.com/op",
        "https://u:p@management.azure.com/",
    ] {
        for field in ["poll_url", "original_url", "location_url"] {
            let forged = forged(&token, |content| content[field] = url.into());
            let error = fixture.resume::<Thing>(&CREATE, &forged).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UntrustedHost, "{field} {url}");
        }
        let forged = forged(&late, |content| content["result_url"] = url.into());
        assert_eq!(fixture.resume::<Thing>(&CREATE, &forged).unwrap_err().kind(), ErrorKind::UntrustedHost);
    }
    let refused = |token: &ResumeToken, operation| {
        let error = fixture.resume::<Thing>(operation, token).unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Argument, Some(&Reason::BadResumeToken)));
    };
    refused(&token, &RUN);
    static OTHER_METHOD: rt::Operation = rt::Operation { id: "Things_Create", ..POST };
    refused(&token, &OTHER_METHOD);
    refused(&forged(&token, |content| content["v"] = 2.into()), &CREATE);
    refused(&forged(&token, |content| content["kind"] = "other".into()), &CREATE);
    refused(&forged(&token, |content| content["phase"] = "other".into()), &CREATE);
    refused(&forged(&token, |content| content["poll_url"] = "no url".into()), &CREATE);
    refused(&forged(&token, |content| content["poll_url"] = 5.into()), &CREATE);
    refused(&ResumeToken::from("%%%"), &CREATE);
    refused(&ResumeToken::from(""), &CREATE);
    assert!(fixture.transport.requests().is_empty());
    assert_eq!(fixture.issuer.asked(), 0);
}

#[tokio::test]
async fn r5_6_the_poller_owns_all_it_needs() {
    fn owned<T: Send + 'static>(_: &T) {}
    let fixture = Fixture::new([monitored(), state("Succeeded"), ok("{}")]);
    let poller = {
        let body = crate::support::thing("x");
        azrest_runtime::LroCall::<Thing>::new(fixture.request(&CREATE).json(&body)).begin().await.unwrap()
    };
    owned(&poller);
    tokio::spawn(async move {
        let mut poller = poller;
        poller.wait().await.unwrap()
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_response_of_the_result_is_there() {
    let fixture = Fixture::new([monitored(), state("Succeeded"), ok(r#"{"name":"x"}"#).header("etag", "t")]);
    let response = fixture.lro::<Thing>(&CREATE).response().await.unwrap();
    assert_eq!((response.etag(), response.body().name.as_deref()), (Some("t"), Some("x")));
}

#[tokio::test]
async fn r5_22_dropping_a_poller_stops_the_asking_and_nothing_else() {
    let fixture = Fixture::new([monitored(), state("Running"), state("Running")]);
    let mut poller = fixture.lro::<Thing>(&CREATE).begin().await.unwrap();
    poller.poll().await.unwrap();
    let token = poller.resume_token().unwrap();
    drop(poller);
    tokio::task::yield_now().await;
    // No request cancels it, and whoever has the token still finds it running.
    assert_eq!(fixture.log().len(), 2);
    let mut again = fixture.resume::<Thing>(&CREATE, &token).unwrap();
    assert_eq!(again.poll().await.unwrap().status(), PollStatus::Running);
}

#[test]
fn r5_26_pollers_cannot_be_cloned() {
    // Two impls fit a type that is `Clone`, and then the compiler cannot choose.
    trait Single<Which> {
        fn is_single() -> bool {
            true
        }
    }
    impl<T> Single<()> for T {}
    impl<T: Clone> Single<u8> for T {}
    assert!(<azrest_runtime::Poller<Thing> as Single<_>>::is_single());
}
