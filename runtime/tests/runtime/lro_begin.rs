//! The first response of a long-running operation, R5.1 to R5.6 and R5.30.

use azrest_runtime::{__private as rt, ErrorKind, PollStatus, Reason, testing::Answer};

use crate::support::{DELETE, Fixture, PATCH, POST, PUT, Thing, ok, status};

static CREATE: rt::Operation = PUT;
static CHANGE: rt::Operation = PATCH;
static RUN: rt::Operation = POST;
static REMOVE: rt::Operation = DELETE;

const DONE: &str = r#"{"properties":{"provisioningState":"Succeeded"}}"#;
const FAILED: &str = r#"{"properties":{"provisioningState":"Failed"}}"#;
const CREATING: &str = r#"{"properties":{"provisioningState":"Creating"}}"#;

/// Where the first poll goes; `done` or `failed` if there is none.
async fn course(operation: &'static rt::Operation, first: Answer) -> String {
    course_of(Fixture::new([first, status(400)]), operation).await
}

async fn course_of(fixture: Fixture, operation: &'static rt::Operation) -> String {
    let mut poller = match fixture.lro::<()>(operation).begin().await {
        Ok(poller) => poller,
        Err(error) => return format!("{:?}", error.reason()),
    };
    match poller.status() {
        PollStatus::Running => {
            let _ = poller.poll().await;
            fixture.log()[1].clone()
        }
        status => {
            assert_eq!(fixture.transport.requests().len(), 1, "R5.30: an answer at once costs nothing more");
            format!("{status:?}")
        }
    }
}

fn with(answer: Answer, headers: &[(&str, &str)]) -> Answer {
    headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value))
}

fn json(code: u16, body: &str) -> Answer {
    status(code).json(body)
}

const AAO: (&str, &str) = ("Azure-AsyncOperation", "https://management.azure.com/aao");
const OL: (&str, &str) = ("Operation-Location", "https://management.azure.com/ol");
const LOC: (&str, &str) = ("Location", "https://management.azure.com/loc");
const RESOURCE: &str = "GET /subscriptions/sub/things/one";

#[tokio::test]
async fn r5_1_other_statuses_are_ordinary_errors() {
    for code in [203, 206, 302, 400, 404, 409] {
        let fixture = Fixture::new([with(status(code), &[AAO])]);
        let error = fixture.lro::<()>(&CREATE).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, code));
    }
}

#[tokio::test]
async fn r5_2_1_no_content_is_the_end() {
    for operation in [&CREATE, &CHANGE, &RUN, &REMOVE] {
        assert_eq!(course(operation, with(status(204), &[AAO, LOC])).await, "Succeeded", "{}", operation.id);
    }
}

#[tokio::test]
async fn r5_2_2_a_patch_that_answers_200_ignores_all_headers() {
    for headers in [&[AAO][..], &[OL], &[LOC], &[AAO, OL, LOC]] {
        assert_eq!(course(&CHANGE, with(ok("{}"), headers)).await, "Succeeded");
        assert_eq!(course(&CHANGE, with(ok(DONE), headers)).await, "Succeeded");
        assert_eq!(course(&CHANGE, with(ok(FAILED), headers)).await, "Failed");
        assert_eq!(course(&CHANGE, with(ok(CREATING), headers)).await, RESOURCE);
    }
}

#[tokio::test]
async fn r5_2_3_and_4_monitors_come_first_in_the_order_of_the_service() {
    for operation in [&CREATE, &RUN, &REMOVE] {
        for code in [200, 201, 202] {
            assert_eq!(course(operation, with(status(code), &[AAO, LOC])).await, "GET /aao");
            assert_eq!(course(operation, with(status(code), &[OL, LOC])).await, "GET /ol");
            assert_eq!(course(operation, with(status(code), &[AAO, OL, LOC])).await, "GET /aao");
        }
    }
    // A terminal state beside a monitor does not skip the first poll.
    assert_eq!(course(&CREATE, with(ok(DONE), &[AAO])).await, "GET /aao");
    assert_eq!(course(&CHANGE, with(json(202, DONE), &[AAO, LOC])).await, "GET /aao");
    let there = |name| (name, "https://data.example/ol");
    let both = with(status(202), &[("Azure-AsyncOperation", "https://data.example/aao"), there("Operation-Location")]);
    assert_eq!(course_of(Fixture::data_plane([both, status(400)]), &RUN).await, "GET /ol");
}

#[tokio::test]
async fn r5_2_5_location() {
    for operation in [&CREATE, &CHANGE, &RUN, &REMOVE] {
        assert_eq!(course(operation, with(status(202), &[LOC])).await, "GET /loc");
        assert_eq!(course(operation, with(json(202, DONE), &[LOC])).await, "GET /loc");
    }
    for (operation, code, body, expected) in [
        (&CREATE, 200, DONE, "Succeeded"),
        (&CREATE, 201, DONE, "Succeeded"),
        (&CREATE, 200, FAILED, "Failed"),
        (&CREATE, 201, FAILED, "Failed"),
        (&CREATE, 201, CREATING, "GET /loc"),
        (&CREATE, 201, "{}", "GET /loc"),
        (&CREATE, 201, "", "GET /loc"),
        (&CREATE, 200, CREATING, "GET /loc"),
        (&CREATE, 200, "{}", "Succeeded"),
        (&CHANGE, 201, DONE, "Succeeded"),
        (&CHANGE, 201, CREATING, "GET /loc"),
        (&RUN, 201, DONE, "GET /loc"),
        (&RUN, 200, CREATING, "GET /loc"),
        (&RUN, 200, DONE, "Succeeded"),
        (&RUN, 200, "{}", "Succeeded"),
        (&REMOVE, 200, "", "Succeeded"),
    ] {
        assert_eq!(course(operation, with(json(code, body), &[LOC])).await, expected, "{} {code} {body}", operation.id);
    }
}

#[tokio::test]
async fn r5_2_6_the_resource_itself() {
    for operation in [&CREATE, &CHANGE] {
        for (code, body, expected) in [
            (200, "{}", "Succeeded"),
            (200, "", "Succeeded"),
            (200, DONE, "Succeeded"),
            (201, DONE, "Succeeded"),
            (202, DONE, "Succeeded"),
            (200, FAILED, "Failed"),
            (201, FAILED, "Failed"),
            (200, CREATING, RESOURCE),
            (201, CREATING, RESOURCE),
            (202, CREATING, RESOURCE),
            (201, "{}", RESOURCE),
            (201, "", RESOURCE),
            (202, "", RESOURCE),
            (200, r#"{"properties":{"provisioningState":"Cancelled"}}"#, "Canceled"),
            (201, r#"{"provisioningState":"Creating"}"#, RESOURCE),
        ] {
            assert_eq!(course(operation, json(code, body)).await, expected, "{} {code} {body}", operation.id);
        }
    }
}

#[tokio::test]
async fn r5_2_7_delete_and_post_need_a_url_to_ask() {
    for operation in [&RUN, &REMOVE] {
        assert_eq!(course(operation, status(202)).await, "Some(MissingPollingUrl)");
        assert_eq!(course(operation, with(status(202), &[("location", " ")])).await, "Some(MissingPollingUrl)");
        assert_eq!(course(operation, ok("{}")).await, "Succeeded");
        assert_eq!(course(operation, json(201, "{}")).await, "Succeeded");
    }
    let error = Fixture::new([status(202)]).lro::<()>(&REMOVE).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Lro, 202));
}

#[tokio::test]
async fn r5_3_urls_are_parsed_when_they_are_used() {
    let bad = ("Location", "https://:somethingBadWhichShouldNotBeUsed:");
    for operation in [&CREATE, &REMOVE] {
        let succeeded = ok(r#"{"status":"Succeeded"}"#);
        let fixture = Fixture::new([with(status(202), &[AAO, bad]), succeeded, ok("{}")]);
        fixture.lro::<()>(operation).await.unwrap();
    }
    let error = Fixture::new([with(status(202), &[bad])]).lro::<()>(&REMOVE).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::BadPollingUrl { header: "location" }));
    assert_eq!(
        course(&REMOVE, with(status(202), &[("location", "op/1?x=1")])).await,
        "GET /subscriptions/sub/things/op/1?x=1&api-version=2024-01-01"
    );
}

#[tokio::test]
async fn r5_5_the_api_version_of_monitors_is_kept() {
    let url = |url| [("azure-asyncoperation", url)];
    let versioned = with(status(202), &url("/op?api-version=2019-09-09"));
    assert_eq!(course(&RUN, versioned).await, "GET /op?api-version=2019-09-09");
    assert_eq!(course(&RUN, with(status(202), &url("/op?t=1"))).await, "GET /op?t=1&api-version=2024-01-01");
    static UNVERSIONED: rt::Operation = rt::Operation { api_version: rt::ApiVersion::None, ..POST };
    assert_eq!(course(&UNVERSIONED, with(status(202), &url("/op?t=1"))).await, "GET /op?t=1");
}

#[tokio::test]
async fn r5_30_an_answer_at_once_is_the_result() {
    let fixture = Fixture::new([
        ok(r#"{"name":"x"}"#),
        json(201, r#"{"name":"x","properties":{"provisioningState":"Succeeded"}}"#),
    ]);
    for _ in 0..2 {
        let thing: Thing = fixture.lro(&CREATE).await.unwrap();
        assert_eq!(thing.name.as_deref(), Some("x"));
    }
    assert_eq!(fixture.transport.requests().len(), 2);
    assert!(fixture.sleeps().is_empty());
    let fixture = Fixture::new([status(200), status(204)]);
    let error = fixture.lro::<Thing>(&CREATE).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::EmptyResult));
    assert!(fixture.lro::<Option<Thing>>(&REMOVE).await.unwrap().is_none());
}
