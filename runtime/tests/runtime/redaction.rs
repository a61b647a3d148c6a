//! Secrets stay out of every text, R6.5 and R7.3.

use azrest_runtime::{__private as rt, Call, testing::Answer};

use crate::support::{Fixture, LIST, POST, Properties, Thing, ok, status, thing};

static RUN: rt::Operation = POST;
static LISTED: rt::Operation = LIST;

/// Words planted in headers, queries and bodies.
const SECRETS: &[&str] = &["SECRET", "p4ss", "connectionString", "primaryKey=abc"];

#[track_caller]
fn assert_clean(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// Everything that an error says, its sources included.
fn texts(error: &(dyn std::error::Error + 'static)) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        all.push_str(&format!("\n{inner}\n{inner:?}"));
        source = inner.source();
    }
    all
}

fn secretive(answer: Answer) -> Answer {
    let answer =
        answer.header("set-cookie", "SECRET=1").header("x-internal", "SECRET").header("authentication-info", "SECRET");
    answer.header("location", "https://h.example/x?sig=SECRET").header("azure-asyncoperation", "/op?sig=SECRET")
}

#[tokio::test]
async fn r6_5_errors_and_responses_show_no_secret() {
    let body = r#"{"error":{"code":"C","message":"m","details":[{"code":"D","message":"SECRET"}],
        "additionalInfo":[{"type":"T","info":{"p":"SECRET"}}]},"token":"SECRET","connectionString":"SECRET","primaryKey":"SECRET"}"#;
    let fixture = Fixture::new([
        secretive(status(409)).json(body),
        secretive(ok(r#"{"name":["SECRET"]}"#)),
        secretive(ok("{}")),
        Answer::interrupted(),
        Answer::not_sent(),
    ]);
    let call = || {
        let password = Properties { password: Some("SECRET".into()), ..Properties::default() };
        let request = fixture.request(&RUN).query("sig", "SECRET").header("x-functions-key", "SECRET");
        Call::<Thing>::new(request.json(&Thing { properties: Some(password), ..thing("x") }))
            .header("x-api-key", "SECRET")
    };
    for _ in 0..2 {
        assert_clean(&texts(&call().await.unwrap_err()));
    }
    assert_clean(&format!("{:?} {:?}", call(), call().response().await.unwrap()));
    for _ in 0..2 {
        assert_clean(&texts(&call().await.unwrap_err()));
    }
    for request in fixture.transport.requests() {
        assert!(request.url.as_str().contains("SECRET"));
        assert_clean(&format!("{request:?}"));
    }
    assert_clean(&format!("{:?} {:?}", fixture.client, fixture.transport));
}

#[tokio::test]
async fn r7_3_pagers_pollers_and_their_tokens_show_no_secret() {
    let fixture = Fixture::new([
        ok(r#"{"value":[],"nextLink":"?skipToken=SECRET","key":"SECRET"}"#),
        status(400),
        status(202).header("azure-asyncoperation", "/op?sig=SECRET"),
        ok(r#"{"status":"Failed","error":{"code":"C"},"token":"SECRET"}"#),
    ]);
    let mut pages = fixture.list(&LISTED).by_page();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_clean(&format!("{page:?} {pages:?} {:?}", pages.resume_token()));
    let error = pages.try_next().await.unwrap_err();
    assert_clean(&texts(&error));
    assert!(error.resume_token().is_some());
    let mut poller = fixture.lro::<Thing>(&RUN).begin().await.unwrap();
    assert_clean(&format!("{poller:?} {:?}", poller.resume_token()));
    let error = poller.wait().await.unwrap_err();
    assert_clean(&texts(&error));
    assert_clean(&format!("{poller:?}"));
}
