//! Redirects, R1.26.

use azrest_runtime::{__private as rt, ErrorKind};

use crate::support::{Fixture, ONE, POST, PUT, Thing, ok, status};

static GET: rt::Operation = ONE;
static RUN: rt::Operation = rt::Operation { lro: None, ..POST };
static CREATE: rt::Operation = rt::Operation { lro: None, ..PUT };

#[tokio::test]
async fn r1_26_gets_are_redirected_with_the_token_within_the_origin() {
    for code in [301, 302, 303, 307, 308] {
        let fixture = Fixture::new([status(code).header("location", "/moved?x=1"), ok(r#"{"name":"x"}"#)]);
        let thing: Thing = fixture.call(&GET).await.unwrap();
        assert_eq!(thing.name.as_deref(), Some("x"));
        assert_eq!(fixture.log()[1], "GET /moved?x=1");
        assert_eq!(fixture.transport.requests()[1].headers["authorization"], "Bearer SECRET-TOKEN-1");
    }
}

#[tokio::test]
async fn r1_26_another_origin_gets_no_token_no_cookie_and_no_header_of_the_callers() {
    let fixture = Fixture::new([
        status(307).header("location", "https://store.example/blob?sig=s"),
        // Within the other origin, and back: what stayed behind does not come along later.
        status(302).header("location", "/other"),
        status(302).header("location", "https://management.azure.com/back"),
        status(302).header("location", "/home"),
        ok("{}"),
    ]);
    let call = fixture.call::<()>(&GET).header("cookie", "c=1").header("x-ms-authorization-auxiliary", "Bearer x");
    call.header("x-api-key", "k").header("range", "bytes=0-1").await.unwrap();
    let requests = fixture.transport.requests();
    assert!(requests[0].headers.contains_key("authorization"));
    assert_eq!(requests.len(), 5);
    for request in &requests[1..] {
        for name in ["authorization", "cookie", "x-ms-authorization-auxiliary", "x-api-key"] {
            assert!(!request.headers.contains_key(name), "{name} at {}", request.url);
        }
        for name in ["accept", "user-agent", "x-ms-client-request-id", "range"] {
            assert!(request.headers.contains_key(name), "{name} at {}", request.url);
        }
    }
}

#[tokio::test]
async fn r1_26_other_redirects_are_errors_with_a_redacted_target() {
    for operation in [&RUN, &CREATE] {
        let fixture = Fixture::new([status(307).header("location", "https://h.example/x?sig=secret"), ok("{}")]);
        let error = fixture.call::<()>(operation).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 307));
        assert!(error.to_string().contains("https://h.example/x?sig=REDACTED"), "{error}");
        assert_eq!(fixture.transport.requests().len(), 1);
    }
    for target in ["http://management.azure.com/x", "https://user:secret@h.example/", "https://:bad:/", ""] {
        let fixture = Fixture::new([status(302).header("location", target), ok("{}")]);
        let error = fixture.call::<()>(&GET).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 302, "{target}");
        assert!(!format!("{error} {error:?}").contains("secret"));
        assert_eq!(fixture.transport.requests().len(), 1, "{target}");
    }
    // What comes with it can be read; an answer that is no redirect is not called one.
    let fixture = Fixture::new([status(307).header("location", "/moved").body(r#"{"url":"/moved"}"#)]);
    let error = fixture.call::<Thing>(&CREATE).await.unwrap_err();
    assert_eq!(error.raw_body(), br#"{"url":"/moved"}"#);
    let error = Fixture::new([status(304)]).call::<Thing>(&GET).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, 304));
    assert!(!error.to_string().contains("redirect"), "{error}");
    let error = Fixture::new([status(300)]).call::<Thing>(&GET).await.unwrap_err();
    assert!(error.to_string().contains("choice") && !error.to_string().contains("redirect"), "{error}");
    let fixture = Fixture::new([status(302)]);
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().status().unwrap(), 302);
}

#[tokio::test]
async fn r1_26_five_hops_are_enough() {
    let hop = || status(302).header("location", "/again");
    let fixture = Fixture::new((0..5).map(|_| hop()).chain([ok("{}")]));
    fixture.call::<()>(&GET).await.unwrap();
    let fixture = Fixture::new((0..9).map(|_| hop()));
    assert_eq!(fixture.call::<()>(&GET).await.unwrap_err().status().unwrap(), 302);
    assert_eq!(fixture.transport.requests().len(), 6);
}

#[tokio::test]
async fn r1_26_a_redirect_that_is_the_declared_answer_is_not_followed() {
    static LINK: rt::Operation = rt::Operation { success: &[(302, rt::Body::None)], ..ONE };
    let fixture = Fixture::new([status(302).header("location", "https://h.example/x?sig=s"), ok("{}")]);
    let response = fixture.call::<()>(&LINK).response().await.unwrap();
    assert_eq!(response.header("location").unwrap(), "https://h.example/x?sig=s");
    assert_eq!(fixture.transport.requests().len(), 1);
    // Others are followed as ever.
    let fixture = Fixture::new([status(307).header("location", "/moved"), ok("{}")]);
    fixture.call::<()>(&LINK).await.unwrap();
    assert_eq!(fixture.transport.requests().len(), 2);
}
