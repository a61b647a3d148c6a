//! Lists, R4.

use std::{future::poll_fn, pin::Pin, time::Duration};

use azrest_runtime::{
    __private as rt, ApiVersionOnLinks, ErrorKind, LroCall, Pager, Reason, Result, ResumeToken, RetryPolicy,
    testing::Answer,
};

use crate::support::{ARM, Fixture, LIST, POST, Thing, ok, status};

static LISTED: rt::Operation = LIST;
static BY_POST: rt::Operation = rt::Operation {
    method: rt::Method::Post,
    paging: Some(rt::Paging { next_method: rt::Method::Post, repeat_body: true, ..rt::Paging::DEFAULT }),
    ..LIST
};

/// A page with these names and this link.
fn page(names: &[&str], link: Option<&str>) -> Answer {
    let items: Vec<_> = names.iter().map(|name| serde_json::json!({"name": name})).collect();
    ok(&serde_json::json!({"value": items, "nextLink": link}).to_string())
}

async fn names(mut list: Pager<Thing>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    while let Some(thing) = list.try_next().await? {
        names.extend(thing.name);
    }
    Ok(names)
}

#[tokio::test]
async fn r4_1_and_r4_2_lists_end_when_there_is_no_link() {
    for last in [
        page(&["c"], None),
        page(&["c"], Some("")),
        page(&["c"], Some("  ")),
        ok(r#"{"value":[{"name":"c"}]}"#),
        ok(r#"[{"name":"c"}]"#),
    ] {
        let fixture =
            Fixture::new([page(&["a"], Some("?p=1")), page(&[], Some("?p=2")), page(&["b"], Some("?p=3")), last]);
        assert_eq!(names(fixture.list(&LISTED)).await.unwrap(), ["a", "b", "c"]);
    }
    for last in [status(204), status(200), ok("{}"), ok(r#"{"value":null}"#)] {
        let fixture = Fixture::new([page(&["a"], Some("?p=1")), last]);
        assert_eq!(names(fixture.list(&LISTED)).await.unwrap(), ["a"]);
    }
}

#[tokio::test]
async fn r4_1_without_a_link_name_the_link_is_ignored() {
    static SINGLE: rt::Operation =
        rt::Operation { paging: Some(rt::Paging { next_link_name: None, ..rt::Paging::DEFAULT }), ..LIST };
    let fixture = Fixture::new([page(&["a"], Some("https://evil.example/"))]);
    assert_eq!(names(fixture.list(&SINGLE)).await.unwrap(), ["a"]);
}

#[tokio::test]
async fn r4_4_links_are_opaque_and_resolved() {
    for (link, expected) in [
        ("next?page=2", "/subscriptions/sub/next?page=2&api-version=2024-01-01"),
        ("/paging/2", "/paging/2"),
        ("https://management.azure.com:443/x?$skiptoken=a%2Fb+c", "/x?$skiptoken=a%2Fb+c&api-version=2024-01-01"),
        ("?t={\"a\":1}", "/subscriptions/sub/things?t=%7B%22a%22:1%7D&api-version=2024-01-01"),
    ] {
        let fixture = Fixture::new([page(&[], Some(link)), page(&["a"], None)]);
        assert_eq!(names(fixture.list(&LISTED)).await.unwrap(), ["a"]);
        assert_eq!(fixture.log()[1], format!("GET {expected}"));
    }
    let fixture = Fixture::new([page(&["a"], Some("https://:bad:/"))]);
    let error = names(fixture.list(&LISTED)).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Paging, Some(&Reason::BadNextLink)));
}

#[tokio::test]
async fn r4_5_the_mode_decides_on_the_api_version_of_links() {
    let link = "https://management.azure.com/x?s=1&Api-Version=2019-01-01";
    let fixture = Fixture::new([page(&[], Some(link)), page(&[], None)]);
    names(fixture.list(&LISTED)).await.unwrap();
    assert_eq!(fixture.log()[1], "GET /x?s=1&Api-Version=2019-01-01");

    let fixture = Fixture::data_plane([page(&[], Some("/x?s=1&Api-Version=2019-01-01")), page(&[], None)]);
    names(fixture.list(&LISTED)).await.unwrap();
    assert_eq!(fixture.log()[1], "GET /x?s=1&api-version=2024-01-01");

    let replace = |builder: azrest_runtime::ClientBuilder<_>| builder.api_version_on_links(ApiVersionOnLinks::Replace);
    let fixture = Fixture::built([page(&[], Some(link)), page(&[], None)], replace);
    names(fixture.list(&LISTED)).await.unwrap();
    assert_eq!(fixture.log()[1], "GET /x?s=1&api-version=2024-01-01");
}

#[tokio::test]
async fn r4_6_headers_are_sent_again_and_the_query_is_not() {
    let fixture = Fixture::new([page(&[], Some("?p=1")), page(&[], None)]);
    let request =
        fixture.client.request(&LISTED, &[]).query("$filter", "x").query("$top", &2).header("x-ms-modelled", "m");
    names(Pager::new(request).header("x-caller", "c").if_match("t").if_none_match("u").client_request_id("mine"))
        .await
        .unwrap();
    let requests = fixture.transport.requests();
    assert_eq!(requests[0].url.query(), Some("%24filter=x&%24top=2&api-version=2024-01-01"));
    assert_eq!(requests[1].url.query(), Some("p=1&api-version=2024-01-01"));
    for name in ["x-ms-modelled", "x-caller", "accept", "authorization"] {
        assert_eq!(requests[1].headers[name], requests[0].headers[name]);
    }
    assert!(requests[0].headers.contains_key("if-match") && !requests[1].headers.contains_key("if-match"));
    assert!(!requests[1].headers.contains_key("if-none-match"));
    // A page is a request of its own (R1.16).
    assert_eq!(requests[0].headers["x-ms-client-request-id"], "mine");
    assert_ne!(requests[1].headers["x-ms-client-request-id"], "mine");
}

#[tokio::test]
async fn r4_7_some_lists_repeat_the_post() {
    let fixture = Fixture::new([page(&["a"], Some("?p=1")), page(&["b"], None)]);
    let list = Pager::new(fixture.client.request(&BY_POST, &[]).json(&serde_json::json!({"query": 1})));
    assert_eq!(names(list).await.unwrap(), ["a", "b"]);
    let requests = fixture.transport.requests();
    for request in &requests {
        assert_eq!((request.method.as_str(), request.body.as_deref()), ("POST", Some(&br#"{"query":1}"#[..])));
        assert_eq!(request.headers["content-type"], "application/json");
    }
    static THEN_GET: rt::Operation = rt::Operation { method: rt::Method::Post, ..LIST };
    let fixture = Fixture::new([page(&["a"], Some("?p=1")), page(&["b"], None)]);
    let list = Pager::new(fixture.client.request(&THEN_GET, &[]).json(&1));
    assert_eq!(names(list).await.unwrap(), ["a", "b"]);
    let last = fixture.transport.requests().pop().unwrap();
    assert_eq!((last.method.as_str(), last.body, last.headers.contains_key("content-type")), ("GET", None, false));
}

#[tokio::test]
async fn r4_7_a_link_may_be_the_parameter_of_another_operation() {
    static NEXT: rt::Operation = rt::Operation { path: "/paging/{tenant}/{nextLink}", raw_path: &["nextLink"], ..LIST };
    static FIRST: rt::Operation = rt::Operation {
        path: "/paging/{tenant}",
        paging: Some(rt::Paging {
            next_operation: Some(&NEXT),
            next_link_parameter: Some(rt::LinkParameter::Path("nextLink")),
            next_query: &["group"],
            ..rt::Paging::DEFAULT
        }),
        ..LIST
    };
    let fixture =
        Fixture::new([page(&["a"], Some("next?page=2")), page(&["b"], Some("next?page=3")), page(&["c"], None)]);
    let request = fixture.client.request(&FIRST, &["t/1"]).query("group", "g").query("other", "o");
    assert_eq!(names(Pager::new(request)).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(
        fixture.log()[1..],
        [
            "GET /paging/t%2F1/next?page=2&group=g&api-version=2024-01-01",
            "GET /paging/t%2F1/next?page=3&group=g&api-version=2024-01-01",
        ]
    );
}

#[tokio::test]
async fn r4_7_a_link_may_be_a_query_parameter_of_another_operation() {
    static NEXT: rt::Operation = rt::Operation { path: "/{tenant}/next?all", method: rt::Method::Post, ..LIST };
    static FIRST: rt::Operation = rt::Operation {
        path: "/{tenant}/things",
        paging: Some(rt::Paging {
            next_operation: Some(&NEXT),
            next_link_parameter: Some(rt::LinkParameter::Query("link")),
            next_query: &["group"],
            ..rt::Paging::DEFAULT
        }),
        ..LIST
    };
    let fixture = Fixture::new([
        page(&["a"], Some("tok en+1&x=y")),
        page(&["b"], Some("https://elsewhere.example/2")),
        page(&["c"], None),
    ]);
    let request = fixture.client.request(&FIRST, &["t"]).query("group", "g").query("other", "o");
    assert_eq!(names(Pager::new(request)).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(
        fixture.log()[1..],
        [
            "POST /t/next?all&link=tok%20en%2B1%26x%3Dy&group=g&api-version=2024-01-01",
            "POST /t/next?all&link=https%3A%2F%2Felsewhere.example%2F2&group=g&api-version=2024-01-01",
        ]
    );
}

#[tokio::test]
async fn r4_7_a_link_may_be_a_token_that_the_first_request_takes() {
    static TOKENS: rt::Operation = rt::Operation {
        paging: Some(rt::Paging {
            next_link_parameter: Some(rt::LinkParameter::Token("marker")),
            ..rt::Paging::DEFAULT
        }),
        ..LIST
    };
    let fixture = Fixture::new([
        page(&["a"], Some("ab:c/d==&x")),
        page(&["b"], Some("/2!7")),
        page(&["c"], Some("https://management.azure.com/other?p=3")),
        page(&["d"], None),
    ]);
    let request = fixture.client.request(&TOKENS, &[]).query("prefix", "p q").query("Marker", "first");
    assert_eq!(names(Pager::new(request)).await.unwrap(), ["a", "b", "c", "d"]);
    let log = fixture.log();
    let first = log[0].split("Marker").next().unwrap().to_owned();
    assert_eq!(
        log[1..],
        [
            format!("{first}api-version=2024-01-01&marker=ab%3Ac%2Fd%3D%3D%26x"),
            format!("{first}api-version=2024-01-01&marker=%2F2%217"),
            "GET /other?p=3&api-version=2024-01-01".to_owned(),
        ]
    );
}

#[tokio::test]
async fn r4_4_a_token_that_no_parameter_takes_is_an_error_that_says_so() {
    let fixture = Fixture::new([page(&["a"], Some("abc=="))]);
    let error = names(fixture.list(&LIST)).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Paging, Some(&Reason::BadNextLink)));
    assert!(error.to_string().contains("a token"), "{error}");
    assert_eq!(fixture.log().len(), 1);
}

#[tokio::test]
async fn r4_7_a_link_to_another_operation_gets_the_constants_of_its_query_once() {
    static NEXT: rt::Operation =
        rt::Operation { path: "/next", fixed_query: &[("all", "true"), ("$x", "1 2")], ..LIST };
    static FIRST: rt::Operation =
        rt::Operation { paging: Some(rt::Paging { next_operation: Some(&NEXT), ..rt::Paging::DEFAULT }), ..LIST };
    let fixture =
        Fixture::new([page(&["a"], Some("/next?ALL=false")), page(&["b"], Some("/next")), page(&["c"], None)]);
    assert_eq!(names(fixture.list(&FIRST)).await.unwrap(), ["a", "b", "c"]);
    let version = "api-version=2024-01-01";
    assert_eq!(
        fixture.log()[1..],
        [format!("GET /next?ALL=false&%24x=1%202&{version}"), format!("GET /next?all=true&%24x=1%202&{version}"),]
    );
}

#[tokio::test]
async fn r4_1_a_list_goes_on_where_a_header_says() {
    static LIST_OF_ITEMS: rt::Operation = rt::Operation {
        paging: Some(rt::Paging { next_link_name: None, next_link_header: Some("Link"), ..rt::Paging::DEFAULT }),
        ..LIST
    };
    let fixture = Fixture::new([
        status(200).body(r#"[{"name":"a"}]"#).header("link", "</things?last=a>; rel=\"next\""),
        status(200).body(r#"[{"name":"b"}]"#),
    ]);
    assert_eq!(names(fixture.list(&LIST_OF_ITEMS)).await.unwrap(), ["a", "b"]);
    assert_eq!(fixture.log()[1..], ["GET /things?last=a&api-version=2024-01-01"]);
}

#[tokio::test]
async fn r4_9_loops_are_errors() {
    for (links, requests) in [(vec!["?p=1", "?p=1"], 2), (vec!["?p=1", "?p=2", "?p=1"], 3)] {
        let fixture = Fixture::new(links.iter().map(|link| page(&["a"], Some(link))));
        let mut list = fixture.list(&LISTED);
        for _ in 0..requests {
            assert!(list.try_next().await.unwrap().is_some());
        }
        let error = list.try_next().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.reason()),
            (ErrorKind::Paging, Some(&Reason::PagingLoop { page: requests - 1 }))
        );
        assert_eq!(fixture.transport.requests().len(), requests);
        assert!(list.try_next().await.unwrap().is_none());
    }
    // The first page again.
    let fixture = Fixture::new([page(&["a"], Some("/subscriptions/sub/things?api-version=2024-01-01"))]);
    let error = names(fixture.list(&LISTED)).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::PagingLoop { page: 0 }));
}

#[tokio::test]
async fn r4_9_the_number_of_pages_can_be_limited() {
    let fixture = Fixture::new([page(&["a"], Some("?p=1")), page(&["b"], Some("?p=2")), page(&["c"], None)]);
    let mut list = fixture.list(&LISTED).max_pages(2);
    assert!(list.try_next().await.unwrap().is_some());
    assert!(list.try_next().await.unwrap().is_some());
    let error = list.try_next().await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::TooManyPages));
    let rest = fixture.list(&LISTED).resume_from(error.resume_token().unwrap());
    assert_eq!(names(rest).await.unwrap(), ["c"]);
}

#[tokio::test]
async fn r4_10_each_page_has_retries_of_its_own_and_the_list_one_deadline() {
    let bad = || status(503).header("retry-after", "60");
    let fixture = Fixture::new([
        bad(),
        page(&["a"], Some("?p=1")),
        bad(),
        bad(),
        page(&["b"], Some("?p=2")),
        bad(),
        bad(),
        page(&["c"], None),
    ]);
    assert_eq!(names(fixture.list(&LISTED)).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(fixture.clock.elapsed(), Duration::from_secs(300));

    let fixture = Fixture::new([bad(), page(&["a"], Some("?p=1")), bad(), page(&["b"], None)]);
    let error = names(fixture.list(&LISTED).timeout(Duration::from_secs(100))).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(fixture.transport.requests().len(), 3);

    let fixture = Fixture::new([bad(), bad(), page(&["a"], None)]);
    let error = names(fixture.list(&LISTED).page_timeout(Duration::from_secs(70))).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(fixture.transport.requests().len(), 2);
}

#[tokio::test]
async fn r4_11_lists_are_lazy_and_end_after_an_error() {
    let fixture = Fixture::new([page(&["a", "b"], Some("?p=1")), status(400), page(&["c"], None)]);
    let mut list = fixture.list(&LISTED);
    assert!(list.resume_token().is_none());
    assert!(fixture.transport.requests().is_empty());
    list.try_next().await.unwrap();
    list.try_next().await.unwrap();
    assert_eq!(fixture.transport.requests().len(), 1);
    let error = list.try_next().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(list.try_next().await.unwrap().is_none());
    assert!(list.try_next().await.unwrap().is_none());
    assert_eq!(error.resume_token(), list.resume_token().as_ref());
    assert_eq!(names(fixture.list(&LISTED).resume_from(error.resume_token().unwrap())).await.unwrap(), ["c"]);
}

#[tokio::test]
async fn r4_11_a_first_page_that_fails_can_be_asked_for_again() {
    let fixture = Fixture::new([status(400), page(&["a"], None)]);
    let error = names(fixture.list(&LISTED)).await.unwrap_err();
    assert_eq!(names(fixture.list(&LISTED).resume_from(error.resume_token().unwrap())).await.unwrap(), ["a"]);
    assert_eq!(fixture.log()[0], fixture.log()[1]);
}

#[tokio::test]
async fn r4_11_streams_work_without_the_inherent_methods() {
    use rt::Stream;
    let fixture = Fixture::new([page(&["a"], Some("?p=1")), page(&["b"], None)]);
    let mut list = fixture.list(&LISTED);
    let mut count = 0;
    while let Some(item) = poll_fn(|context| Pin::new(&mut list).poll_next(context)).await {
        item.unwrap();
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn r4_11_pages_keep_everything() {
    let first = ok(r#"{"value":[{"name":"a"}],"nextLink":"?p=1","count":7}"#).header("x-ms-request-id", "r");
    let fixture = Fixture::new([first, page(&["b"], None)]);
    let mut pages = fixture.list(&LISTED).by_page();
    let one = pages.try_next().await.unwrap().unwrap();
    assert_eq!((one.items.len(), one.has_next(), one.status().as_u16(), one.request_id()), (1, true, 200, Some("r")));
    assert_eq!(one.rest().unwrap()["count"], 7);
    assert!(one.headers().contains_key("content-type"));
    let token = pages.resume_token().unwrap();
    let two = pages.try_next().await.unwrap().unwrap();
    assert!(!two.has_next());
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(pages.resume_token().is_none());
    let fixture = Fixture::new([page(&["b"], None)]);
    assert_eq!(names(fixture.list(&LISTED).resume_from(&token)).await.unwrap(), ["b"]);
}

#[tokio::test]
async fn r4_12_tokens_lose_no_item() {
    let script = || [page(&["a", "b"], Some("?p=1")), page(&["c", "d"], Some("?p=2")), page(&["e"], None)];
    let expected: [(usize, &[&str]); 5] =
        [(1, &["a", "b", "c", "d", "e"]), (2, &["c", "d", "e"]), (3, &["c", "d", "e"]), (4, &["e"]), (5, &[])];
    for (taken, rest) in expected {
        let fixture = Fixture::new(script());
        let mut list = fixture.list(&LISTED);
        for _ in 0..taken {
            list.try_next().await.unwrap().unwrap();
        }
        let Some(token) = list.resume_token() else {
            assert!(rest.is_empty());
            continue;
        };
        let stored = ResumeToken::from(token.as_str());
        let skipped = if rest.len() == 5 {
            0
        } else if rest.len() == 3 {
            1
        } else {
            2
        };
        let fixture = Fixture::new(script().into_iter().skip(skipped));
        assert_eq!(names(fixture.list(&LISTED).resume_from(&stored)).await.unwrap(), rest);
    }
}

#[tokio::test]
async fn r4_12_foreign_and_damaged_tokens_are_refused_before_any_request() {
    static OTHER: rt::Operation = rt::Operation { id: "Other_List", ..LIST };
    let fixture = Fixture::new([page(&[], Some("?p=1")), status(400)]);
    let error = names(fixture.list(&LISTED)).await.unwrap_err();
    let fixture = Fixture::new([]);
    let other = names(fixture.list(&OTHER).resume_from(error.resume_token().unwrap())).await.unwrap_err();
    assert_eq!(other.reason(), Some(&Reason::BadResumeToken));
    for text in ["", "e30", "????", "eyJ2Ijo5OSwib3AiOiJUaGluZ3NfTGlzdCJ9"] {
        let error = names(fixture.list(&LISTED).resume_from(&ResumeToken::from(text))).await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::BadResumeToken), "{text}");
    }
    assert!(fixture.transport.requests().is_empty());
}

#[tokio::test]
async fn r4_12_a_token_with_an_endless_page_number_does_no_harm() {
    // {"v":1,"op":"Things_List","link":"https://management.azure.com/p?a","page":18446744073709551615}
    let token = "eyJ2IjoxLCJvcCI6IlRoaW5nc19MaXN0IiwibGluayI6Imh0dHBzOi8vbWFuYWdlbWVudC5henVyZS5jb20vcD9hIiwicGFnZSI6MTg0NDY3NDQwNzM3MDk1NTE2MTV9";
    let fixture = Fixture::new([page(&["a"], Some("?b")), page(&["b"], None)]);
    let list = fixture.list(&LISTED).resume_from(&ResumeToken::from(token));
    assert_eq!(names(list).await.unwrap(), ["a", "b"]);
    assert_eq!(fixture.log(), ["GET /p?a", "GET /p?b&api-version=2024-01-01"]);
}

#[tokio::test]
async fn r4_14_an_operation_may_end_in_a_list() {
    static RUN: rt::Operation = rt::Operation { paging: Some(rt::Paging::DEFAULT), ..POST };
    let fixture = Fixture::new([
        status(202).header("location", "/op/1"),
        status(202),
        page(&["a"], Some("next?p=1")),
        page(&["b"], None),
    ]);
    let call: LroCall<Pager<Thing>> = fixture.lro(&RUN);
    let list = call.header("x-caller", "c").await.unwrap();
    assert_eq!(fixture.transport.requests().len(), 3);
    assert_eq!(names(list).await.unwrap(), ["a", "b"]);
    // The link is resolved against the URL that delivered the page.
    assert_eq!(fixture.log()[3], "GET /op/next?p=1&api-version=2024-01-01");
    assert_eq!(fixture.transport.requests()[3].headers["x-caller"], "c");
}

#[tokio::test]
async fn r4_14_and_r4_12_a_list_that_an_operation_ended_in_goes_on_without_running_it_again() {
    static RUN: rt::Operation = rt::Operation { paging: Some(rt::Paging::DEFAULT), ..POST };
    let fixture = Fixture::new([
        status(202).header("location", "/op/1"),
        page(&["a", "b"], Some("next?p=1")),
        page(&["c"], Some("next?p=2")),
        status(400),
    ]);
    let call = || fixture.lro::<Pager<Thing>>(&RUN);
    let mut list = call().await.unwrap();
    assert_eq!(list.try_next().await.unwrap().unwrap().name.as_deref(), Some("a"));
    let first = list.resume_token().unwrap();
    let second = names(list).await.unwrap_err().resume_token().unwrap().clone();
    // As the generator writes it for an operation with optional parameters.
    struct ThingsRun(LroCall<Pager<Thing>>);
    rt::forward! { ThingsRun => LroCall<Pager<Thing>> }
    let fixture = Fixture::new([page(&["a", "b"], Some("next?p=1")), page(&["c"], None), page(&["d"], None)]);
    let call = || fixture.lro::<Pager<Thing>>(&RUN).header("x-caller", "c");
    assert_eq!(names(call().resume_from(&first)).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(names(ThingsRun(call()).resume_from(&second)).await.unwrap(), ["d"]);
    let version = "api-version=2024-01-01";
    let expected =
        [format!("GET /op/1?{version}"), format!("GET /op/next?p=1&{version}"), format!("GET /op/next?p=2&{version}")];
    let log = fixture.transport.log();
    assert_eq!(log.iter().map(|line| line.replace(ARM, "")).collect::<Vec<_>>(), expected);
    for request in fixture.transport.requests() {
        assert_eq!((&request.headers["x-caller"], request.body), (&"c".parse().unwrap(), None));
    }
}

#[tokio::test]
async fn r4_12_a_list_that_has_begun_takes_no_token() {
    static RUN: rt::Operation = rt::Operation { paging: Some(rt::Paging::DEFAULT), ..POST };
    let answers = || [page(&["a"], Some("?p=1")), page(&["b"], None)];
    let fixture = Fixture::new(answers());
    let mut list = fixture.list(&LISTED);
    list.try_next().await.unwrap();
    let token = list.resume_token().unwrap();
    let error = names(list.resume_from(&token)).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::BadResumeToken));
    let fixture = Fixture::new(answers());
    let list: Pager<Thing> = fixture.lro(&RUN).await.unwrap();
    let error = names(list.resume_from(&token)).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::BadResumeToken));
    assert_eq!(fixture.transport.requests().len(), 1);
}

#[tokio::test]
async fn r4_15_what_a_page_may_be_is_declared() {
    static DECLARED: rt::Operation =
        rt::Operation { success: &[(200, rt::Body::Json), (404, rt::Body::Json)], error_statuses: &[202], ..LIST };
    let items = r#"{"value":[{"name":"a"}],"nextLink":"?p=1"}"#;
    for (last, good) in [(404, true), (203, true), (202, false), (410, false)] {
        let fixture = Fixture::new([status(404).json(items), status(last).json(r#"{"value":[{"name":"b"}]}"#)]);
        assert_eq!(names(fixture.list(&DECLARED)).await.is_ok(), good, "{last}");
        assert_eq!(fixture.transport.requests().len(), 2, "{last}");
    }
}

#[tokio::test]
async fn r4_15_other_statuses_are_errors_and_bad_items_name_their_place() {
    let fixture = Fixture::new([
        status(404),
        page(&["a"], Some("?p=1")),
        ok(r#"{"value":[{"name":"b"},{"count":"secret"}]}"#),
        ok(r#"{"value":5}"#),
        ok("nonsense"),
    ]);
    assert_eq!(names(fixture.list(&LISTED).retry(RetryPolicy::none())).await.unwrap_err().status().unwrap(), 404);
    let error = names(fixture.list(&LISTED)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("at /value/1/count: expected an integer"), "{error}");
    assert!(!format!("{error:?}").contains("secret"));
    assert!(error.url().unwrap().starts_with(ARM));
    assert!(error.resume_token().is_some());
    for _ in 0..2 {
        assert_eq!(names(fixture.list(&LISTED)).await.unwrap_err().kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn r4_3_names_may_be_dotted() {
    static ODATA: rt::Operation = rt::Operation {
        paging: Some(rt::Paging {
            item_name: "data.values",
            next_link_name: Some("odata.nextLink"),
            ..rt::Paging::DEFAULT
        }),
        ..LIST
    };
    let fixture = Fixture::new([
        ok(r#"{"data":{"values":[{"name":"a"}],"n":1},"odata.nextLink":"?p=1"}"#),
        ok(r#"{"data":{"values":[{"name":"b"}]},"odata":{"nextLink":"?p=2"}}"#),
        ok(r#"{"data.values":[{"name":"c"}]}"#),
    ]);
    let mut pages = fixture.list(&ODATA).by_page();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(serde_json::to_value(first.rest().unwrap()).unwrap(), serde_json::json!({"data": {"n": 1}}));
    assert_eq!(pages.try_next().await.unwrap().unwrap().items[0].name.as_deref(), Some("b"));
    assert_eq!(pages.try_next().await.unwrap().unwrap().items[0].name.as_deref(), Some("c"));
}
