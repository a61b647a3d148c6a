//! Forms: what is sent, and what a server makes of it.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::routing::post;
use azrest_golden_bodies::Client;
use azrest_golden_bodies::models::{Filter, Page};
use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::testing::Answer;
use azrest_runtime::{Credential, FilePart};
use serde_json::json;

use crate::{body, call, client, header};

/// A part as a server read it: name, file name, media type, bytes.
type Part = (String, Option<String>, Option<String>, Vec<u8>);

type Parts = Arc<Mutex<Vec<Part>>>;

async fn take(State(parts): State<Parts>, mut form: Multipart) -> StatusCode {
    while let Some(field) = form.next_field().await.expect("a form") {
        let name = field.name().unwrap_or_default().to_owned();
        let (file, media_type) = (field.file_name().map(str::to_owned), field.content_type().map(str::to_owned));
        let bytes = field.bytes().await.expect("the bytes").to_vec();
        parts.lock().expect("not poisoned").push((name, file, media_type, bytes));
    }
    StatusCode::CREATED
}

/// A client of a server that takes forms, and the parts it got.
async fn server() -> (Client, Parts) {
    let parts = Parts::default();
    let router = Router::new()
        .route("/forms/{id}", post(take))
        .route("/styles/forms", post(take))
        .with_state(Arc::clone(&parts));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    let client = Client::builder(credential, &url).allow_loopback_http().build().expect("a sound configuration");
    (client, parts)
}

fn part(name: &str, file: Option<&str>, media_type: Option<&str>, bytes: &[u8]) -> Part {
    (name.to_owned(), file.map(str::to_owned), media_type.map(str::to_owned), bytes.to_owned())
}

#[tokio::test]
async fn a_server_reads_every_part_of_a_form() {
    let (client, parts) = server().await;
    let archive = FilePart::new(vec![0, 13, 10, 255]).file_name("a \"b\".zip").content_type("application/zip");
    client
        .forms()
        .upload(archive, "one", "é\r\n--x")
        .created("2024-01-03T18:38:36Z".parse().expect("a moment"))
        .size(5)
        .tags(&["a", "b"])
        .labels(&["c", "d"])
        .preview(b"png".to_vec())
        .x_ms_mode("m")
        .await
        .expect("created");
    let stream = Some("application/octet-stream");
    let expected = [
        part("archive", Some("a %22b%22.zip"), Some("application/zip"), &[0, 13, 10, 255]),
        part("display name", None, None, "é\r\n--x".as_bytes()),
        part("created", None, None, b"2024-01-03T18:38:36Z"),
        part("size", None, None, b"5"),
        part("tags", None, None, b"a,b"),
        part("labels", None, None, b"c"),
        part("labels", None, None, b"d"),
        part("preview", Some("preview"), stream, b"png"),
        part("kind", None, None, b"upload"),
    ];
    assert_eq!(*parts.lock().expect("not poisoned"), expected);
}

#[tokio::test]
async fn several_files_and_objects() {
    let (client, parts) = server().await;
    let files = vec![FilePart::from("x").file_name("x.txt").content_type("text/plain"), FilePart::from("y")];
    let options = Filter { name: Some("n".into()), ..Filter::default() };
    let call = client.styles().upload("me", files).options(&options).page(&Page { size: Some(1), token: None });
    let call = call.patch(&Page { size: None, token: Some("t".into()) }).note("<a>é</a>");
    call.await.expect("created");
    let stream = Some("application/octet-stream");
    let expected = [
        part("name", None, None, b"me"),
        part("files", Some("x.txt"), Some("text/plain"), b"x"),
        part("files", Some("files"), stream, b"y"),
        part("options", None, Some("application/json"), br#"{"name":"n"}"#),
        part("page", None, Some("application/json"), br#"{"size":1}"#),
        part("patch", None, Some("application/merge-patch+json"), br#"{"token":"t"}"#),
        part("note", None, Some("text/xml; charset=utf-8"), "<a>é</a>".as_bytes()),
    ];
    assert_eq!(*parts.lock().expect("not poisoned"), expected);
}

#[tokio::test]
async fn url_encoded_forms() {
    let (client, transport) = client(Answer::status(200).json("\"ok\""));
    let call = client.forms().send("one", "reg & istry").scope(&["a b", "c"]).flags(&[true, false]);
    assert_eq!(call.await.expect("an answer"), "ok");
    let expected = "service=reg+%26+istry&scope=a+b&scope=c&flags=true%7Cfalse&grant_type=token";
    assert_eq!(body(&transport), ("application/x-www-form-urlencoded".into(), expected.into()));
}

#[tokio::test]
async fn objects_in_url_encoded_forms() {
    let (client, transport) = client(Answer::status(204));
    let filter = Filter { name: Some("n".into()), ids: Some(vec![1, 2]), open: None };
    let page = Page { size: Some(1), token: Some("t".into()) };
    client
        .styles()
        .send()
        .page(&page)
        .filter(&filter)
        .names(&["a", "b"])
        .tags(&["c,d", "e f"])
        .await
        .expect("an answer");
    let expected = "size=1&token=t&filter%5Bname%5D=n&filter%5Bids%5D%5B0%5D=1&filter%5Bids%5D%5B1%5D=2&names=a&names=b\
        &tags=c%2Cd,e+f";
    assert_eq!(body(&transport), ("application/x-www-form-urlencoded".into(), expected.into()));
}

#[tokio::test]
async fn a_form_without_fields_is_no_body() {
    let (client, transport) = client(Answer::status(204));
    client.styles().send().await.expect("an answer");
    assert_eq!(body(&transport), (String::new(), String::new()));
    assert_eq!(header(&transport, "content-length"), "0");
}

#[tokio::test]
async fn forms_by_name() {
    let arguments = json!({
        "id": "one", "display name": "t", "labels": ["c"],
        "archive": {"base64": "UEs=", "fileName": "a.zip", "contentType": "application/zip"}, "preview": "text",
    });
    let (result, transport) = call(Answer::status(201), "Forms_Upload", arguments).await;
    assert_eq!(result.expect("created"), json!(null));
    let (media_type, body) = body(&transport);
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let expected = "--B\r\nContent-Disposition: form-data; name=\"archive\"; filename=\"a.zip\"\r\n\
        Content-Type: application/zip\r\n\r\nPK\r\n\
        --B\r\nContent-Disposition: form-data; name=\"display name\"\r\n\r\nt\r\n\
        --B\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\nc\r\n\
        --B\r\nContent-Disposition: form-data; name=\"preview\"; filename=\"preview\"\r\n\
        Content-Type: application/octet-stream\r\n\r\ntext\r\n\
        --B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nupload\r\n--B--\r\n";
    assert_eq!(body, expected.replace("--B", &format!("--{boundary}")));
    let (result, _) = call(Answer::status(201), "Forms_Upload", json!({"id": "one", "display name": "t"})).await;
    assert_eq!(result.expect_err("no file").to_string(), "invalid argument: `archive`: the operation requires it");
}
