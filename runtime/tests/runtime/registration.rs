//! Registration of resource providers, R3.8, and the client's own limit, R3.7.

use azrest_runtime::{__private as rt, Call, ErrorKind, RequestLimiter, testing::Answer};

use crate::support::{ARM, Fixture, ONE, PUT, Thing, ok, status, thing};

static GET: rt::Operation = ONE;
static CREATE: rt::Operation = rt::Operation { lro: None, ..PUT };
static TENANT: rt::Operation = rt::Operation { path: "/things/{thingName}", ..ONE };

fn missing(code: &str) -> Answer {
    let body = format!(
        r#"{{"error":{{"code":"{code}","message":"The subscription is not registered to use namespace 'Microsoft.Quoted'. See https://aka.ms/rps for how-to's.",
        "details":[{{"code":"{code}","target":"Microsoft.Things"}}]}}}}"#
    );
    status(409).json(body)
}

fn state(state: &str) -> Answer {
    ok(&format!(r#"{{"namespace":"Microsoft.Things","registrationState":"{state}"}}"#))
}

fn registering(answers: impl IntoIterator<Item = Answer>) -> Fixture {
    Fixture::built(answers, |builder| builder.register_providers(true))
}

const REGISTER: &str = "POST /subscriptions/sub/providers/Microsoft.Things/register?api-version=2021-04-01";
const LOOK: &str = "GET /subscriptions/sub/providers/Microsoft.Things?api-version=2021-04-01";

#[tokio::test]
async fn r3_8_when_off_the_error_says_what_to_register() {
    let fixture = Fixture::new([missing("MissingSubscriptionRegistration")]);
    let error = fixture.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 409));
    assert!(error.to_string().contains("register the resource provider Microsoft.Things"), "{error}");
    assert_eq!(fixture.log().len(), 1);
}

#[tokio::test]
async fn r3_8_when_on_the_provider_is_registered_and_the_request_sent_again() {
    for code in ["MissingSubscriptionRegistration", "missingregistrationforresourceprovider"] {
        let fixture =
            registering([missing(code), state("Registering"), state("Registering"), state("Registered"), ok("{}")]);
        let request = fixture.client.request(&CREATE, &["one"]).json(&thing("x"));
        Call::<Thing>::new(request).await.unwrap();
        let put = "PUT /subscriptions/sub/things/one";
        assert_eq!(fixture.log(), [put, REGISTER, LOOK, LOOK, put]);
        assert_eq!(fixture.sleeps(), [10.0, 10.0]);
        let requests = fixture.transport.requests();
        // R1.16: another request by its id, and the same by its body.
        assert_ne!(requests[0].headers["x-ms-client-request-id"], requests[4].headers["x-ms-client-request-id"]);
        assert_eq!(requests[0].body, requests[4].body);
        assert!(requests.iter().all(|request| request.headers.contains_key("authorization")));
        assert!(requests.iter().all(|request| request.url.as_str().starts_with(ARM)));
    }
}

#[tokio::test]
async fn r3_8_the_letter_case_of_a_subscription_means_nothing() {
    static UPPER: rt::Operation = rt::Operation { path: "/SUBSCRIPTIONS/SUB/things/{thingName}", ..ONE };
    static LOWER: rt::Operation = rt::Operation { path: "/subscriptions/sub/things/{thingName}", ..ONE };
    let refused = || missing("MissingSubscriptionRegistration");
    let fixture = registering([refused(), state("Registered"), ok("{}"), refused(), ok("{}")]);
    fixture.call::<Thing>(&UPPER).await.unwrap();
    let upper = "GET /SUBSCRIPTIONS/SUB/things/one";
    assert_eq!(fixture.log(), [upper, &REGISTER.replace("/sub/", "/SUB/"), upper]);
    // The same subscription: it is registered already.
    fixture.call::<Thing>(&LOWER).await.unwrap();
    let lower = "GET /subscriptions/sub/things/one";
    assert_eq!(fixture.log()[3..], [lower, lower]);
}

#[tokio::test]
async fn r3_8_the_namespace_may_stand_in_the_message_alone() {
    let body =
        r#"{"error":{"code":"MissingSubscriptionRegistration","message":"namespace 'a/b' or 'Microsoft.Quoted'."}}"#;
    let fixture = registering([status(409).json(body), state("Registered"), ok("{}")]);
    fixture.call::<Thing>(&GET).await.unwrap();
    assert!(fixture.log()[1].contains("/Microsoft.Quoted/register"));
    let body = r#"{"error":{"code":"MissingSubscriptionRegistration","message":"no name, '../x' but this"}}"#;
    let fixture = registering([status(409).json(body)]);
    fixture.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!(fixture.log().len(), 1);
}

#[tokio::test]
async fn r3_8_other_conflicts_and_requests_without_a_subscription_are_left_alone() {
    let fixture = registering([missing("Conflict")]);
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().code(), Some("Conflict"));
    assert_eq!(fixture.log().len(), 1);
    let fixture = registering([missing("MissingSubscriptionRegistration")]);
    let error = fixture.call::<Thing>(&TENANT).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), fixture.log().len()), (409, 1));
}

#[tokio::test]
async fn r3_8_what_is_never_registered_gives_the_first_error() {
    let answers = [missing("MissingSubscriptionRegistration")].into_iter().chain((0..99).map(|_| state("Registering")));
    let fixture = registering(answers);
    let error = fixture.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (409, Some("MissingSubscriptionRegistration")));
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("five minutes"));
    assert_eq!(fixture.clock.elapsed().as_secs(), 300);
    // At most once: the next refusal is final.
    let seen = fixture.log().len();
    let fixture = registering([
        missing("MissingSubscriptionRegistration"),
        status(403),
        missing("MissingSubscriptionRegistration"),
    ]);
    for _ in 0..2 {
        assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().status().unwrap().as_u16(), 409);
    }
    assert_eq!((seen, fixture.log().len()), (32, 3));
}

#[tokio::test]
async fn r3_8_parallel_calls_register_once() {
    let registered = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let transport = azrest_runtime::testing::FakeTransport::with(move |request| {
        use std::sync::atomic::Ordering::SeqCst;
        if request.url.path().contains("/providers/") {
            let done = request.method == "GET";
            registered.fetch_or(done, SeqCst);
            return state(if done { "Registered" } else { "Registering" });
        }
        if registered.load(SeqCst) { ok("{}") } else { missing("MissingSubscriptionRegistration") }
    });
    let fixture = Fixture::built([], |builder| builder.register_providers(true).transport(transport.clone()));
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(fixture.call::<Thing>(&GET).response())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let registrations = transport.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!(registrations, 1);
}

#[tokio::test]
async fn r3_7_the_client_keeps_a_limit_of_its_own() {
    let limiter = RequestLimiter::resource_manager().reads(2, 1.0);
    let fixture = Fixture::built((0..4).map(|_| ok("{}")), |builder| builder.limiter(limiter.clone()));
    for _ in 0..4 {
        fixture.call::<Thing>(&GET).await.unwrap();
    }
    assert_eq!(fixture.sleeps(), [1.0, 1.0]);
    // A limit that does not fit into the time of the call is an error, and nothing is sent.
    let limiter = RequestLimiter::resource_manager().reads(1, 0.001);
    let fixture = Fixture::built([ok("{}")], |builder| builder.limiter(limiter.clone()));
    fixture.call::<Thing>(&GET).await.unwrap();
    let call = fixture.call::<Thing>(&GET).timeout(std::time::Duration::from_secs(5));
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(fixture.log().len(), 1);
}

#[tokio::test]
async fn r3_8_and_r1_26_who_a_redirect_leads_to_has_no_say_in_what_is_registered() {
    let moved = |target| status(307).header("location", target);
    let fixture = registering([moved("https://elsewhere.example/x"), missing("MissingSubscriptionRegistration")]);
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().status().unwrap(), 409);
    assert_eq!(fixture.transport.requests().len(), 2);
    let answers = [moved("/moved"), missing("MissingSubscriptionRegistration"), state("Registered"), ok("{}")];
    registering(answers).call::<Thing>(&GET).await.unwrap();
}
