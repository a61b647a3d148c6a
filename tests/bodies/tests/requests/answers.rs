//! Which statuses are answers and what they bring, and bodies whose media type is not JSON.

use azrest_golden_bodies::models::Color;
use azrest_golden_bodies::operations::answers::{AnswersFindResponse, AnswersGetResponse};
use azrest_runtime::testing::Answer;
use azrest_runtime::{Error, ErrorKind};

use crate::{body, client, header, sent};

const TAGS: &str = r#"{"TagList":[]}"#;

#[tokio::test]
async fn each_declared_status_has_its_variant_and_a_class_takes_the_others() {
    for (status, text, expected) in
        [(200, TAGS, "200"), (202, "[\"a\"]", "202"), (207, "{\"b\":1}", "2xx"), (304, "", "304")]
    {
        let (client, _) = client(Answer::status(status).json(text));
        let found = match client.answers().get().await.expect("an answer") {
            AnswersGetResponse::Status200(tags) if tags.tag_list.is_some() => "200",
            AnswersGetResponse::Status202(list) if list == ["a"] => "202",
            AnswersGetResponse::Status304(()) => "304",
            AnswersGetResponse::Status2xx(value) if value["b"] == 1 => "2xx",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_failure_that_is_an_answer_is_read_and_others_are_errors() {
    let (client, _) = client(Answer::status(404).json("[\"near\"]"));
    assert!(matches!(client.answers().find().await, Ok(AnswersFindResponse::Status404(list)) if list == ["near"]));
    let kind = |error: Error| (error.kind(), error.status().map(|it| it.as_u16()));
    let (client, _) = crate::client(Answer::status(409).json(TAGS));
    assert_eq!(client.answers().find().await.map_err(kind).err(), Some((ErrorKind::Http, Some(409))));
    // A success that nothing is known of is no variant of another.
    let (client, _) = crate::client(Answer::status(201).json(TAGS));
    assert_eq!(client.answers().find().await.map_err(kind).err(), Some((ErrorKind::Decode, Some(201))));
}

#[tokio::test]
async fn a_default_alone_is_the_success() {
    let (client, _) = client(Answer::status(201).json(TAGS));
    assert!(client.answers().update().await.expect("an answer").is_some_and(|it| it.tag_list.is_some()));
    let (client, _) = crate::client(Answer::status(200));
    assert!(client.answers().update().await.expect("an answer").is_none());
    let (client, _) = crate::client(Answer::status(409).json(r#"{"code":"Busy"}"#));
    assert_eq!(client.answers().update().await.expect_err("an error").code(), Some("Busy"));
}

#[tokio::test]
async fn what_has_not_changed_is_none() {
    let (client, transport) = client(Answer::status(304));
    assert!(client.answers().get_cached().if_none_match("\"1\"").await.expect("an answer").is_none());
    assert_eq!(header(&transport, "if-none-match"), "\"1\"");
    let (client, _) = crate::client(Answer::status(200).json(TAGS));
    assert!(client.answers().get_cached().await.expect("an answer").is_some());
}

#[tokio::test]
async fn a_redirect_that_is_the_answer_is_not_followed() {
    let (client, transport) = client(Answer::status(302).header("location", "https://store.example/x"));
    let response = client.answers().get_link().response().await.expect("an answer");
    assert_eq!(response.header("location").map(|it| it.as_bytes()), Some(&b"https://store.example/x"[..]));
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test]
async fn numbers_and_names_as_plain_text() {
    let (client, transport) = client(Answer::status(200).body("true"));
    assert!(client.answers().set_number(-7).await.expect("an answer"));
    assert_eq!(body(&transport), ("text/plain".into(), "-7".into()));
    let (client, transport) = crate::client(Answer::status(204));
    client.answers().set_color().color(&Color::Green).await.expect("an answer");
    assert_eq!(body(&transport), ("text/plain".into(), "green".into()));
}

#[tokio::test]
async fn the_caller_says_what_a_picture_is() {
    let (client, transport) = client(Answer::status(200).header("content-type", "image/png").body(vec![0, 255]));
    let stream = client.answers().set_picture("image/png", vec![137, 80]).await.expect("an answer");
    assert_eq!(stream.collect().await.expect("bytes"), vec![0, 255]);
    assert_eq!((header(&transport, "content-type"), header(&transport, "accept")), ("image/png".into(), "*/*".into()));
    assert_eq!(sent(&transport).body.as_deref(), Some(&[137, 80][..]));
    let (client, transport) = crate::client(Answer::status(201));
    client.answers().add_picture("x").await.expect("an answer");
    assert_eq!(body(&transport), ("application/octet-stream".into(), "x".into()));
}
