//! Responses that are bytes, or something else by status, and families of headers.

use std::collections::BTreeMap;

use azrest_golden_bodies::operations::values::ValuesSetFlagResponse;
use azrest_runtime::testing::Answer;
use serde_json::json;

use crate::{call, client};

#[tokio::test]
async fn bytes_are_streamed_unless_there_are_none() {
    let (client, _) = client(Answer::status(200).header("x-ms-meta-A", "1").header("x-ms-meta-b", "2").body("bytes"));
    let response = client.blobs().download("x").response().await.expect("an answer");
    let family = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
    assert_eq!(response.headers_with_prefix("x-ms-meta-"), family);
    let stream = response.into_body().expect("bytes");
    assert_eq!(stream.collect().await.expect("all of them"), "bytes");
    let (client, _) = crate::client(Answer::status(204));
    assert!(client.blobs().download("x").await.expect("an answer").is_none());
}

#[tokio::test]
async fn bytes_or_nothing_by_name() {
    let arguments = json!({"name": "x"});
    let (result, _) = call(Answer::status(200).body(vec![0, 255]), "Blobs_Download", arguments.clone()).await;
    assert_eq!(result.expect("an answer"), json!("AP8="));
    let (result, _) = call(Answer::status(204), "Blobs_Download", arguments).await;
    assert_eq!(result.expect("an answer"), json!(null));
}

#[tokio::test]
async fn bytes_or_json_by_status() {
    let (client, _) = client(Answer::status(200).body("bytes"));
    match client.values().set_flag().await.expect("an answer") {
        ValuesSetFlagResponse::Status200(stream) => assert_eq!(stream.collect().await.expect("bytes"), "bytes"),
        other => panic!("{other:?}"),
    }
    let (client, _) = crate::client(Answer::status(202).json(r#"{"TagList":[{"Key":"k"}]}"#));
    match client.values().set_flag().await.expect("an answer") {
        ValuesSetFlagResponse::Status202(tags) => assert_eq!(tags.tag_list.map(|it| it.len()), Some(1)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn xml_without_a_describable_shape_is_bytes() {
    let (client, _) = client(Answer::status(200).body("<Kind/>"));
    let stream = client.styles().upload("me", Vec::new()).await.expect("an answer");
    assert_eq!(stream.collect().await.expect("all of them"), "<Kind/>");
}
