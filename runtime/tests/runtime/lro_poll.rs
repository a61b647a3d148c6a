//! Polling, R5.7 to R5.15.

use std::time::Duration;

use azrest_runtime::{__private as rt, ErrorKind, PollPolicy, PollStatus, Reason, RetryPolicy, testing::Answer};

use crate::support::{DELETE, Fixture, PATCH, POST, PUT, Thing, ok, status};

static CREATE: rt::Operation = PUT;
static CHANGE: rt::Operation = PATCH;
static RUN: rt::Operation = POST;
static REMOVE: rt::Operation = DELETE;

fn monitored() -> Answer {
    status(202).header("azure-asyncoperation", "https://management.azure.com/op")
}

fn located() -> Answer {
    status(202).header("location", "https://management.azure.com/loc")
}

fn state(word: &str) -> Answer {
    ok(&serde_json::json!({"status": word}).to_string())
}

fn resource(code: u16, word: &str) -> Answer {
    status(code).json(serde_json::json!({"properties": {"provisioningState": word}}).to_string())
}

/// The outcome of one poll after this first response.
async fn polled(
    operation: &'static rt::Operation,
    first: Answer,
    poll: Answer,
) -> Result<PollStatus, azrest_runtime::Error> {
    let fixture = Fixture::built([first, poll], |builder| builder.retry(RetryPolicy::none()));
    let mut poller = fixture.lro::<()>(operation).begin().await?;
    poller.poll().await.map(|event| event.status())
}

#[tokio::test]
async fn r5_7_polls_carry_the_callers_headers_and_nothing_else_of_the_first_request() {
    let fixture = Fixture::new([monitored(), state("InProgress"), state("Succeeded"), ok("{}")]);
    let request = fixture.request(&CREATE).json(&1).header("x-ms-modelled", "m");
    let call = azrest_runtime::LroCall::<Thing>::new(request).header("x-caller", "c").if_match("t");
    call.client_request_id("mine").correlation_request_id("all").await.unwrap();
    let requests = fixture.transport.requests();
    let ids: Vec<_> = requests.iter().map(|request| request.headers["x-ms-client-request-id"].clone()).collect();
    assert_eq!(ids[0], "mine");
    for (index, request) in requests.iter().enumerate().skip(1) {
        assert_eq!((request.method.as_str(), &request.body), ("GET", &None));
        assert_eq!(
            (request.headers["accept"].to_str().unwrap(), request.headers["x-caller"].to_str().unwrap()),
            ("application/json", "c")
        );
        assert_eq!(request.headers["x-ms-correlation-request-id"], "all");
        for name in ["x-ms-modelled", "if-match", "content-type"] {
            assert!(!request.headers.contains_key(name), "{name}");
        }
        assert!(!ids[..index].contains(&ids[index]), "R1.16: a poll has an id of its own");
    }
}

#[tokio::test]
async fn r5_8_waits() {
    let polls = || (0..6).map(|_| state("Running")).chain([state("Succeeded"), ok("{}")]);
    let fixture = Fixture::new([monitored()].into_iter().chain(polls()));
    fixture.lro::<Thing>(&CREATE).await.unwrap();
    for (wait, base) in fixture.sleeps().into_iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]) {
        assert!((f64::max(1.0, base * 0.9)..=base * 1.1).contains(&wait), "{wait} for {base}");
    }
    let fixture = Fixture::new([
        monitored().header("retry-after", "7"),
        state("Running").header("retry-after", "0"),
        state("Running").header("retry-after", "3").header("retry-after-ms", "2500"),
        state("Running").header("retry-after", "9999"),
        state("Succeeded"),
    ]);
    fixture.lro::<()>(&RUN).await.unwrap();
    assert_eq!(fixture.sleeps(), [7.0, 1.0, 2.5, 600.0]);
    let fixture = Fixture::new([monitored()].into_iter().chain(polls()));
    let policy = PollPolicy::default().interval(Duration::from_secs(2)).unwrap();
    fixture.lro::<Thing>(&CREATE).polling(policy).await.unwrap();
    assert!(fixture.sleeps().iter().all(|wait| *wait <= 2.2));
}

#[tokio::test]
async fn r5_9_monitors() {
    for (poll, expected) in [
        (state("Succeeded"), PollStatus::Succeeded),
        (state(" sUcceeded "), PollStatus::Succeeded),
        (state("Failed"), PollStatus::Failed),
        (state("Canceled"), PollStatus::Canceled),
        (state("cancelled"), PollStatus::Canceled),
        (state("Cancelling"), PollStatus::Running),
        (state("Accepted"), PollStatus::Running),
        (resource(200, "Succeeded"), PollStatus::Succeeded),
        (ok(r#"{"status":null,"provisioningState":"Running"}"#), PollStatus::Running),
        (ok(r#"{"status":" ","properties":{"provisioningState":"Succeeded"}}"#), PollStatus::Succeeded),
        (status(204), PollStatus::Succeeded),
        (status(202), PollStatus::Running),
        (status(202).json(r#"{"status":"Succeeded"}"#), PollStatus::Succeeded),
        (status(201).json("\u{feff}{\"status\":\"Running\"}"), PollStatus::Running),
    ] {
        assert_eq!(polled(&RUN, monitored(), poll.clone()).await.unwrap(), expected, "{poll:?}");
    }
    for poll in ["{}", r#"{"status":5}"#, r#"{"status":{}}"#, r#"{"status":""}"#]
        .map(ok)
        .into_iter()
        .chain([status(202).json("{}")])
    {
        let error = polled(&RUN, monitored(), poll.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Lro, Some(&Reason::MissingStatus)), "{poll:?}");
        assert!(error.resume_token().is_some());
    }
    for poll in [status(200), ok("{"), ok("nonsense"), ok("[]x")] {
        let error = polled(&RUN, monitored(), poll.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{poll:?}");
        assert!(error.resume_token().is_some());
    }
}

#[tokio::test]
async fn r5_10_operations_may_have_words_of_their_own() {
    static OWN: rt::Operation =
        rt::Operation { lro: Some(rt::Lro { succeeded: &["Ready"], failed: &["Broken"], ..rt::Lro::DEFAULT }), ..POST };
    assert_eq!(polled(&OWN, monitored(), state("ready")).await.unwrap(), PollStatus::Succeeded);
    assert_eq!(polled(&OWN, monitored(), state("Broken")).await.unwrap(), PollStatus::Failed);
    assert_eq!(polled(&RUN, monitored(), state("Ready")).await.unwrap(), PollStatus::Running);
}

#[tokio::test]
async fn r5_11_location() {
    for operation in [&CREATE, &CHANGE, &REMOVE, &RUN] {
        for (poll, expected) in [
            (status(202), PollStatus::Running),
            (status(200), PollStatus::Succeeded),
            (status(201), PollStatus::Succeeded),
            (status(204), PollStatus::Succeeded),
            (ok("plain text"), PollStatus::Succeeded),
        ] {
            assert_eq!(
                polled(operation, located(), poll.clone()).await.unwrap(),
                expected,
                "{} {poll:?}",
                operation.id
            );
        }
        // A resource's state counts, but the result of an action may be a resource in any state.
        let is_action = operation.id == RUN.id;
        for (poll, expected) in [
            (resource(200, "Deleting"), PollStatus::Running),
            (resource(202, "Deleting"), PollStatus::Running),
            (resource(200, "Failed"), PollStatus::Failed),
            (resource(202, "Failed"), PollStatus::Failed),
            (resource(200, "Canceled"), PollStatus::Canceled),
            (resource(200, "Succeeded"), PollStatus::Succeeded),
        ] {
            let accepted = matches!(&poll, answer if format!("{answer:?}").contains("202"));
            let expected = match (is_action, accepted) {
                (false, _) => expected,
                (true, true) => PollStatus::Running,
                (true, false) => PollStatus::Succeeded,
            };
            assert_eq!(
                polled(operation, located(), poll.clone()).await.unwrap(),
                expected,
                "{} {poll:?}",
                operation.id
            );
        }
    }
}

#[tokio::test]
async fn r5_12_the_resource_itself() {
    for (poll, expected) in [
        (resource(200, "Creating"), PollStatus::Running),
        (resource(200, "Succeeded"), PollStatus::Succeeded),
        (resource(200, "Failed"), PollStatus::Failed),
        (ok(r#"{"provisioningState":"Updating"}"#), PollStatus::Running),
        (ok("{}"), PollStatus::Succeeded),
        (status(204), PollStatus::Succeeded),
        (status(202), PollStatus::Running),
    ] {
        assert_eq!(polled(&CREATE, resource(201, "Creating"), poll.clone()).await.unwrap(), expected, "{poll:?}");
    }
    assert_eq!(polled(&CREATE, status(201), ok("{")).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn r5_28_created_without_a_body_and_found_without_a_body_is_an_error() {
    let error = polled(&CREATE, status(201), status(200)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn r5_12_a_new_resource_may_not_be_visible_at_once() {
    let script = |misses: usize| {
        [status(201)].into_iter().chain((0..misses).map(|_| status(404))).chain([ok(r#"{"name":"x"}"#)])
    };
    let thing: Thing = Fixture::new(script(3)).lro(&CREATE).await.unwrap();
    assert_eq!(thing.name.as_deref(), Some("x"));
    let error = Fixture::new(script(4)).lro::<Thing>(&CREATE).await.unwrap_err();
    assert_eq!((error.reason(), error.status().unwrap().as_u16()), (Some(&Reason::PollFailed), 404));
    let patched = [resource(202, "Updating"), status(404)];
    assert!(Fixture::new(patched).lro::<Thing>(&CHANGE).await.is_err());
}

#[tokio::test]
async fn r5_13_responses_move_the_polling_url_and_the_location() {
    let fixture = Fixture::new([
        monitored(),
        state("Running").header("azure-asyncoperation", "/op2"),
        state("Running"),
        state("Running").header("location", "/result").header("operation-location", "/not-this"),
        state("Succeeded").header("azure-asyncoperation", "https://:never-used:"),
        ok("{}"),
    ]);
    fixture.lro::<Thing>(&RUN).await.unwrap();
    assert_eq!(fixture.log()[1..], ["GET /op", "GET /op2", "GET /op2", "GET /op2", "GET /result"]);

    let fixture = Fixture::new([located(), status(202).header("location", "/loc2"), status(202), status(200)]);
    fixture.lro::<()>(&REMOVE).await.unwrap();
    assert_eq!(fixture.log()[1..], ["GET /loc", "GET /loc2", "GET /loc2"]);
}

#[tokio::test]
async fn r5_14_passing_failures_do_not_end_the_operation() {
    for bad in
        [status(500), status(408), status(429).header("retry-after", "500"), Answer::interrupted(), Answer::not_sent()]
    {
        let script = [monitored(), bad.clone(), bad.clone(), state("Running"), bad.clone(), state("Succeeded")];
        let fixture = Fixture::built(script, |builder| builder.retry(RetryPolicy::none()));
        let mut poller = fixture.lro::<()>(&RUN).begin().await.unwrap();
        let event = poller.poll().await.unwrap();
        assert_eq!(event.status(), PollStatus::Running);
        assert!(event.failure().is_some());
        assert!(event.next_wait().is_some());
        poller.wait().await.unwrap();
    }
}

#[tokio::test]
async fn r5_14_five_failures_in_a_row_are_enough_and_the_poller_can_go_on() {
    let script = [monitored()].into_iter().chain((0..5).map(|_| status(500))).chain([state("Succeeded")]);
    let fixture = Fixture::built(script, |builder| builder.retry(RetryPolicy::none()));
    let mut poller = fixture.lro::<()>(&RUN).begin().await.unwrap();
    let error = poller.wait().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.reason(), error.status().unwrap().as_u16()),
        (ErrorKind::Lro, Some(&Reason::PollFailed), 500)
    );
    assert!(error.resume_token().is_some());
    assert_eq!(fixture.transport.requests().len(), 6);
    poller.wait().await.unwrap();

    let script = [monitored(), status(500), status(500), state("Succeeded")];
    let fixture = Fixture::built(script, |builder| builder.retry(RetryPolicy::none()));
    let policy = PollPolicy::default().max_failures(2);
    assert!(fixture.lro::<()>(&RUN).polling(policy).await.is_err());
    assert_eq!(fixture.transport.requests().len(), 3);
}

#[tokio::test]
async fn r5_14_failures_with_an_answer_between_them_are_not_in_a_row() {
    let bad = || status(500);
    let script =
        [monitored(), bad(), bad(), state("Running"), bad(), bad(), state("Running"), bad(), state("Succeeded")];
    let fixture = Fixture::built(script, |builder| builder.retry(RetryPolicy::none()));
    fixture.lro::<()>(&RUN).polling(PollPolicy::default().max_failures(3)).await.unwrap();
}

#[tokio::test]
async fn r5_14_polls_have_the_retries_of_a_get() {
    let fixture = Fixture::new([monitored(), status(500), Answer::interrupted(), state("Succeeded")]);
    fixture.lro::<()>(&RUN).await.unwrap();
    assert_eq!(fixture.transport.requests().len(), 4);
}

#[tokio::test]
async fn r5_14_lasting_failures_end_the_polling_and_not_the_operation() {
    for code in [400, 401, 403, 404, 409] {
        let fixture = Fixture::new([
            monitored(),
            status(code).json(r#"{"error":{"code":"C","message":"m"}}"#),
            state("Succeeded"),
        ]);
        let mut poller = fixture.lro::<()>(&RUN).begin().await.unwrap();
        let error = poller.wait().await.unwrap_err();
        assert_eq!(
            (error.reason(), error.status().unwrap().as_u16(), error.code()),
            (Some(&Reason::PollFailed), code, Some("C"))
        );
        assert_eq!(error.to_string().contains("rights above the resource"), code == 403, "{error}");
        assert_eq!(poller.status(), PollStatus::Running);
        poller.wait().await.unwrap();
    }
}

#[tokio::test]
async fn r5_15_with_r1_10_and_r5_31_a_deletion_may_take_its_monitor_along() {
    let under = "https://management.azure.com/SUBSCRIPTIONS/sub/Things/ONE/operations/1?x=1";
    let at = "https://management.azure.com/subscriptions/sub/things/one";
    let aside = "https://management.azure.com/subscriptions/sub/things/one-more/operations/1";
    let not_found = |code: &str, message: &str| {
        status(404).json(serde_json::json!({"error": {"code": code, "message": message}}).to_string())
    };
    for header in ["location", "azure-asyncoperation"] {
        for (url, answer, gone) in [
            (under, status(404), true),
            (at, status(404), true),
            (aside, status(404), false),
            (aside, not_found("ResourceNotFound", "The Resource 'Example/things/One' was not found."), true),
            (aside, not_found("notfound", "`one` is gone"), true),
            (aside, not_found("ResourceNotFound", "The Resource 'Example/things/one-more' was not found."), false),
            (aside, not_found("OperationNotFound", "one"), false),
        ] {
            let fixture = Fixture::new([status(202).header(header, url), answer.clone()]);
            let result = fixture.lro::<()>(&REMOVE).await;
            assert_eq!(result.is_ok(), gone, "{header} {url} {answer:?}");
            let fixture = Fixture::new([status(202).header(header, url), answer.clone()]);
            let strict = fixture.lro::<()>(&REMOVE).polling(PollPolicy::default().strict_delete(true)).await;
            assert_eq!(strict.unwrap_err().reason(), Some(&Reason::PollFailed));
            let fixture = Fixture::new([status(202).header(header, url), answer]);
            assert!(fixture.lro::<()>(&RUN).await.is_err(), "only deletions");
        }
    }
    let fixture = Fixture::new([status(202).header("location", under), status(404)]);
    assert!(fixture.lro::<Option<Thing>>(&REMOVE).await.unwrap().is_none());
    // What is at another origin, trusted or not, says nothing about this resource.
    let elsewhere = under.replace("management.azure.com", "other.example");
    let script = [status(202).header("location", &elsewhere), status(404)];
    let fixture = Fixture::built(script, |builder| builder.trust_origin("https://other.example"));
    assert!(fixture.lro::<()>(&REMOVE).await.is_err());
}

#[tokio::test]
async fn r5_29_a_location_that_is_the_resource_is_polled_for_its_state() {
    let first = status(201).header("location", "/subscriptions/sub/things/one");
    let fixture = Fixture::new([
        first,
        resource(200, "Creating"),
        ok(r#"{"name":"x","properties":{"provisioningState":"Succeeded"}}"#),
    ]);
    let thing: Thing = fixture.lro(&CREATE).await.unwrap();
    assert_eq!(thing.name.as_deref(), Some("x"));
}
