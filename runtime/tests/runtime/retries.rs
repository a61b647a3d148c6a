//! Retries, deadlines and cancellation, R3 and R7.6.

use std::time::Duration;

use azrest_runtime::{__private as rt, AttemptOutcome, Call, ErrorKind, RetryPolicy, testing::Answer};

use crate::support::{Fixture, ONE, POST, PUT, Thing, ok, status, thing};

static GET: rt::Operation = ONE;
static CREATE: rt::Operation = PUT;
static RUN: rt::Operation = POST;
static RUN_AGAIN: rt::Operation = rt::Operation { idempotent: true, ..POST };

async fn attempts(operation: &'static rt::Operation, answer: Answer) -> usize {
    let fixture = Fixture::new((0..9).map(|_| answer.clone()));
    let error = fixture.call::<()>(operation).await.unwrap_err();
    assert_eq!(error.attempts().len(), fixture.transport.requests().len());
    fixture.transport.requests().len()
}

#[tokio::test]
async fn r3_1_to_r3_3_who_is_repeated() {
    for (operation, interrupted, server_error) in [(&GET, 5, 5), (&CREATE, 5, 5), (&RUN, 1, 1), (&RUN_AGAIN, 5, 5)] {
        assert_eq!(attempts(operation, Answer::not_sent()).await, 5, "{}", operation.id);
        assert_eq!(attempts(operation, Answer::interrupted()).await, interrupted, "{}", operation.id);
        assert_eq!(attempts(operation, status(500)).await, server_error, "{}", operation.id);
        assert_eq!(attempts(operation, status(503)).await, 5, "{}", operation.id);
        assert_eq!(attempts(operation, status(500).header("retry-after", "1")).await, 5, "{}", operation.id);
        assert_eq!(attempts(operation, status(404).header("retry-after", "1")).await, 1, "{}", operation.id);
        assert_eq!(attempts(operation, ok("cut").breaks_off()).await, interrupted, "{}", operation.id);
    }
}

#[tokio::test]
async fn r3_3_a_client_may_repeat_posts() {
    let fixture =
        Fixture::built([status(500), ok("{}")], |builder| builder.retry(RetryPolicy::default().repeat_unsafe(true)));
    fixture.call::<()>(&RUN).await.unwrap();
}

#[tokio::test]
async fn r3_4_the_services_wait_is_kept_exactly() {
    let fixture = Fixture::new([
        status(429).header("retry-after", "2"),
        status(503).header("retry-after", "60").header("x-ms-retry-after-ms", "1500"),
        status(429).header("retry-after", "Wed, 03 Jan 2024 18:38:44.5 GMT"),
        status(429).header("retry-after", "Wed, 03 Jan 2024 18:38:46 GMT"),
        ok("{}"),
    ]);
    fixture.call::<()>(&GET).await.unwrap();
    let sleeps = fixture.sleeps();
    assert_eq!(sleeps[..2], [2.0, 1.5]);
    // The third header is no date and is passed over; its wait is our own.
    assert!((2.56..=4.16).contains(&sleeps[2]), "{sleeps:?}");
    let until_date = 10.0 - sleeps[..3].iter().sum::<f64>();
    assert!((sleeps[3] - until_date).abs() < 0.01, "{sleeps:?}");
}

#[tokio::test]
async fn r3_4_a_wait_that_is_too_long_is_an_error_at_once() {
    let fixture = Fixture::new([status(429).header("retry-after", "600")]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.retry_after()), (429, Some(Duration::from_secs(600))));
    assert!(fixture.sleeps().is_empty());

    let fixture = Fixture::new([status(429).header("retry-after", "30")]);
    let error = fixture.call::<()>(&GET).timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Http, Some(Duration::from_secs(30))));
    assert!(fixture.sleeps().is_empty());
}

#[tokio::test]
async fn r3_5_and_r1_16_every_attempt_is_the_same_request() {
    let fixture = Fixture::new([status(503), Answer::interrupted(), ok("{}")]);
    Call::<()>::new(fixture.request(&CREATE).json(&thing("x"))).await.unwrap();
    let requests = fixture.transport.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(request.body.as_deref(), Some(&br#"{"name":"x"}"#[..]));
        assert_eq!(request.headers["x-ms-client-request-id"], requests[0].headers["x-ms-client-request-id"]);
    }
    fixture.call::<()>(&GET).retry(RetryPolicy::none()).await.unwrap_err();
    let requests = fixture.transport.requests();
    assert_ne!(requests[3].headers["x-ms-client-request-id"], requests[0].headers["x-ms-client-request-id"]);
}

#[tokio::test]
async fn r3_9_the_error_tells_of_all_attempts() {
    let fixture = Fixture::new([
        Answer::not_sent(),
        status(503).header("retry-after", "3"),
        Answer::interrupted(),
        status(400).header("x-ms-request-id", "r"),
    ]);
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    let expected = [
        AttemptOutcome::NotSent,
        AttemptOutcome::Status(503),
        AttemptOutcome::Interrupted,
        AttemptOutcome::Status(400),
    ];
    assert_eq!(error.attempts(), expected);
    assert_eq!(error.elapsed(), fixture.clock.elapsed());
    assert_eq!(error.request_id(), Some("r"));
    let response = Fixture::new([status(503), ok("{}")]).call::<Thing>(&GET).response().await.unwrap();
    assert_eq!(response.attempts(), [AttemptOutcome::Status(503), AttemptOutcome::Status(200)]);
    assert!(response.elapsed() > Duration::ZERO);
}

#[tokio::test]
async fn r3_6_throttle_counters_are_on_responses_and_errors() {
    let counted = |answer: Answer| answer.header("x-ms-ratelimit-remaining-subscription-reads", "11");
    let fixture = Fixture::new([counted(ok("{}")), counted(status(409))]);
    let response = fixture.call::<Thing>(&GET).response().await.unwrap();
    assert_eq!(response.rate_limits().subscription_reads, Some(11));
    let error = fixture.call::<()>(&GET).await.unwrap_err();
    assert_eq!(error.rate_limits().subscription_reads, Some(11));
}

#[tokio::test]
async fn r7_6_deadlines_end_what_is_in_flight_and_say_which_it_was() {
    let limited = async |call: Call<()>, fixture: &Fixture, seconds: u64| {
        let clock = fixture.clock.clone();
        let ticking = async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
                if !fixture.transport.requests().is_empty() {
                    break;
                }
            }
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            clock.advance(Duration::from_secs(seconds));
        };
        let (result, ()) = tokio::join!(async { call.await }, ticking);
        result.unwrap_err()
    };
    let fixture = Fixture::new([Answer::never()]);
    let error = limited(fixture.call(&GET).timeout(Duration::from_secs(30)), &fixture, 30).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("the call"), "{error}");
    assert_eq!(error.attempts(), [AttemptOutcome::TimedOut]);

    let fixture = Fixture::new([Answer::never()]);
    let call = fixture.call(&RUN).timeout(Duration::from_secs(30)).attempt_timeout(Duration::from_secs(5));
    let error = limited(call, &fixture, 5).await;
    assert!(error.to_string().contains("the attempt"), "{error}");

    let fixture = Fixture::built([Answer::never()], |builder| builder.timeout(Duration::from_secs(7)));
    let error = limited(fixture.call(&GET), &fixture, 7).await;
    assert!(error.to_string().contains("the request"), "{error}");

    // A call's own limit takes the place of the client's.
    let fixture = Fixture::built([Answer::never()], |builder| builder.timeout(Duration::from_secs(7)));
    let error = limited(fixture.call(&GET).timeout(Duration::from_secs(9)), &fixture, 9).await;
    assert!(error.to_string().contains("the call is up (9s)"), "{error}");
}

#[tokio::test]
async fn r7_6_dropping_a_call_cancels_it_and_harms_nobody() {
    let fixture = Fixture::new([Answer::never(), ok(r#"{"name":"x"}"#)]);
    let mut call = Box::pin(fixture.call::<Thing>(&GET).into_future());
    for _ in 0..20 {
        assert!(std::future::poll_fn(|context| std::task::Poll::Ready(call.as_mut().poll(context))).await.is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(fixture.transport.requests().len(), 1);
    drop(call);
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap().name.as_deref(), Some("x"));
    assert_eq!(fixture.issuer.asked(), 1);
}

#[tokio::test]
async fn nothing_is_sent_before_a_call_is_awaited() {
    let fixture = Fixture::new([]);
    drop(fixture.call::<()>(&GET));
    drop(fixture.lro::<()>(&CREATE));
    assert!(fixture.transport.requests().is_empty());
}

#[test]
fn r7_7_a_call_without_a_tokio_runtime_is_an_error() {
    let fixture = Fixture::new([]);
    let mut call = std::pin::pin!(fixture.call::<()>(&GET).into_future());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match call.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::Argument),
        _ => panic!("the call should fail at once"),
    }
}
