//! Bodies of bytes, text and JSON of every shape, with every method.

use std::collections::BTreeMap;

use azrest_golden_bodies::models::{Color, Note, PatchOperation, Tag, Tags};
use azrest_runtime::testing::Answer;
use serde_json::json;

use crate::{body, call, client, header, sent, target};

#[tokio::test]
async fn bytes_and_a_family_of_headers() {
    let (client, transport) = client(Answer::status(201));
    let metadata = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
    client.blobs().upload("x", "bytes").metadata(&metadata).await.expect("created");
    assert_eq!(body(&transport), ("application/octet-stream".into(), "bytes".into()));
    assert_eq!((header(&transport, "x-ms-meta-a"), header(&transport, "x-ms-meta-b")), ("1".into(), "2".into()));
}

#[tokio::test]
async fn a_content_type_parameter_names_the_body() {
    let (client, transport) = client(Answer::status(201));
    client.blobs().upload("x", vec![0, 255]).blob_content_type("image/png").await.expect("created");
    let request = sent(&transport);
    assert_eq!(request.headers["content-type"], "image/png");
    assert_eq!(request.body.as_deref(), Some(&[0, 255][..]));
    let arguments = json!({"name": "x", "body": {"base64": "AP8="}, "x-ms-meta": {"k": "v"}});
    let (result, transport) = call(Answer::status(201), "Blobs_Upload", arguments).await;
    result.expect("created");
    assert_eq!(sent(&transport).body.as_deref(), Some(&[0, 255][..]));
    assert_eq!(header(&transport, "x-ms-meta-k"), "v");
}

#[tokio::test]
async fn delete_and_get_carry_bodies() {
    let (client, transport) = client(Answer::status(204));
    client.blobs().purge("x").filter(&Tags::new([Tag::new("k")])).await.expect("gone");
    assert_eq!(body(&transport), ("application/json".into(), r#"{"TagList":[{"Key":"k"}]}"#.into()));
    assert_eq!(sent(&transport).method, "DELETE");
    let (result, transport) =
        call(Answer::status(200).json(r#"["a"]"#), "Values_Search", json!({"query": {"q": 1}})).await;
    assert_eq!(result.expect("an answer"), json!(["a"]));
    assert_eq!(body(&transport), ("application/json".into(), r#"{"q":1}"#.into()));
    assert_eq!(sent(&transport).method, "GET");
}

#[tokio::test]
async fn an_optional_body_that_is_not_set_is_none() {
    let (client, transport) = client(Answer::status(204));
    client.blobs().purge("x").await.expect("gone");
    assert_eq!(body(&transport), (String::new(), String::new()));
}

#[tokio::test]
async fn text_goes_and_comes_without_quotes() {
    let (client, transport) = client(Answer::status(200).body("green"));
    assert_eq!(client.values().set_text("a \"b\"").await.expect("an answer"), Color::Green);
    assert_eq!(body(&transport), ("text/plain".into(), "a \"b\"".into()));
    assert_eq!(header(&transport, "accept"), "text/plain");
}

#[tokio::test]
async fn scalars_lists_and_maps_as_json() {
    let answer = |text: &str| client(Answer::status(200).json(text));
    let (client, transport) = answer("2.5");
    assert_eq!(client.values().set_number(1.5).await.expect("an answer").to_bits(), 2.5_f64.to_bits());
    assert_eq!(body(&transport).1, "1.5");
    let (client, transport) = answer("\"b\"");
    assert_eq!(client.values().set_string("a\"").await.expect("an answer"), "b");
    assert_eq!(body(&transport).1, r#""a\"""#);
    let (client, transport) = answer(r#"{"a":true}"#);
    let values = BTreeMap::from([("a".to_owned(), 1)]);
    let result = client.values().set_map(&values).await.expect("an answer");
    assert_eq!(result, BTreeMap::from([("a".to_owned(), true)]));
    assert_eq!(body(&transport), ("application/merge-patch+json".into(), r#"{"a":1}"#.into()));
    let (client, transport) = crate::client(Answer::status(204));
    let patch = PatchOperation { op: Some("add".into()), value: Some(json!([1])), ..PatchOperation::default() };
    client.values().patch(&[patch]).await.expect("an answer");
    assert_eq!(body(&transport), ("application/json-patch+json".into(), r#"[{"op":"add","value":[1]}]"#.into()));
}

#[tokio::test]
async fn null_is_sent_and_read_where_it_is_a_value() {
    let (client, transport) = client(Answer::status(200).json(r#"[{"text":"a"},null,{"text":null}]"#));
    let note = Note::new("a");
    let days = [Some(1), None, Some(3)];
    let notes = client.notes().set(Some(&note)).days(&days).await.expect("an answer");
    assert_eq!(notes, [Some(note), None, Some(Note::default())]);
    assert_eq!(body(&transport).1, r#"{"text":"a"}"#);
    assert!(target(&transport).ends_with("?days=1%2C%2C3"), "{}", target(&transport));
    let answer = || crate::client(Answer::status(200).json("[]"));
    for (note, expected) in [(Some(&Note::default()), r#"{"text":null}"#), (None, "null")] {
        let (client, transport) = answer();
        client.notes().set(note).await.expect("an answer");
        assert_eq!(body(&transport).1, expected);
    }
    // In a patch, null would remove it.
    let (client, transport) = crate::client(Answer::status(204));
    client.notes().change().note(&Note { rank: Some(1), ..Note::default() }).await.expect("an answer");
    assert_eq!(body(&transport).1, r#"{"rank":1}"#);
    let (client, transport) = crate::client(Answer::status(204));
    client.notes().name(Some(&[Some("a".into()), None])).await.expect("an answer");
    assert_eq!(body(&transport).1, r#"["a",null]"#);
    for (id, name) in
        [("Notes_Set", "note"), ("Notes_Name", "names"), ("Notes_Remove", "name"), ("Notes_Count", "count")]
    {
        let (result, transport) = call(Answer::status(200).json("[]"), id, json!({name: null})).await;
        result.expect("an answer");
        assert_eq!(body(&transport).1, "null", "{id}");
        let (result, _) = call(Answer::status(200), id, json!({})).await;
        assert!(result.is_err(), "{id}");
    }
}

#[tokio::test]
async fn numbers_keep_their_digits() {
    let text = r#"[{"text":"a","rank":18446744073709551615,"price":0.12345678901234567890}]"#;
    let (client, transport) = client(Answer::status(200).json(text));
    let price: azrest_runtime::Decimal = "1.10".parse().expect("a number");
    let note = Note { rank: Some(u64::MAX), price: Some(price), ..Note::new("a") };
    let notes = client.notes().set(Some(&note)).await.expect("an answer");
    let found = notes[0].as_ref().expect("a note");
    assert_eq!(found.rank, Some(u64::MAX));
    assert_eq!(found.price.as_ref().map(|it| it.as_str()), Some("0.12345678901234567890"));
    assert_eq!(body(&transport).1, r#"{"text":"a","rank":18446744073709551615,"price":1.10}"#);
}

#[tokio::test]
async fn another_of_the_listed_media_types() {
    let (client, transport) = client(Answer::status(200));
    client.values().set_flag().flag(true).header("Content-Type", "text/json").await.expect("an answer");
    assert_eq!(body(&transport), ("text/json".into(), "true".into()));
}

#[tokio::test]
async fn a_body_without_a_schema_is_bytes() {
    let (client, transport) = client(Answer::status(200).body("a,b"));
    assert_eq!(client.styles().raw().body("x").await.expect("an answer"), "a,b");
    assert_eq!(body(&transport), ("application/octet-stream".into(), "x".into()));
    assert_eq!(header(&transport, "accept"), "text/csv");
}
