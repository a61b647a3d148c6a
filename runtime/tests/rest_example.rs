//! The example `rest`, its flags one by one, over real HTTP on a loopback address.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]

#[allow(dead_code, reason = "its `main` reads the command line of a process")]
#[path = "../examples/rest.rs"]
mod example;
#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod loopback;

use azrest_runtime::{Credential, auth::StaticTokenCredential};
use clap::Parser;

use self::loopback::{Server, answer};

async fn run(words: &[&str]) -> Result<(), String> {
    let arguments =
        example::Arguments::try_parse_from([&["rest"], words].concat()).map_err(|error| error.to_string())?;
    let credential = Credential::from(StaticTokenCredential::new("t"));
    example::run(arguments, credential).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn the_flags_are_those_of_az_rest() {
    let folder = std::env::temp_dir().join(format!("azrest-rest-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    std::fs::write(path("body.json"), r#"{"from":"file"}"#).unwrap();
    std::fs::write(path("headers.json"), r#"{"x-one":"1","x-two":2}"#).unwrap();
    let server = Server::start(vec![answer("200 OK", &[], "the answer"); 3]).await;
    let url = format!("{}/a/b?x=y", server.url);
    let (body, headers, output) =
        (format!("@{}", path("body.json")), format!("@{}", path("headers.json")), path("out"));
    run(&[
        "--method",
        "PUT",
        "--url",
        &url,
        "--body",
        &body,
        "--headers",
        &headers,
        "--output-file",
        &output,
        "--uri-parameters",
        "api-version=2024-01-01",
        "$top=3",
        "--skip-authorization-header",
    ])
    .await
    .unwrap();
    run(&["-u", &url, "--skip-authorization-header", "--headers", "a=b=c", "d=e"]).await.unwrap();
    run(&["-m", "post", "--uri", &url, "-b", "text", "--uri-parameters", r#"{"z":"1 2"}"#]).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].line, "PUT /a/b?x=y&api-version=2024-01-01&%24top=3");
    assert_eq!(received[0].body, r#"{"from":"file"}"#);
    for line in ["x-one: 1", "x-two: 2", "content-type: application/json"] {
        assert!(received[0].head.lines().any(|known| known == line), "{line} in {}", received[0].head);
    }
    assert_eq!(std::fs::read_to_string(&output).unwrap(), "the answer");
    assert_eq!(received[1].line, "GET /a/b?x=y");
    assert!(received[1].head.contains("a: b=c") && received[1].head.contains("d: e"));
    assert_eq!((received[2].line.as_str(), received[2].body.as_str()), ("POST /a/b?x=y&z=1%202", "text"));
    assert!(received.iter().all(|request| !request.head.contains("authorization")));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn wrong_words_and_refusals_are_errors_and_leave_no_file() {
    let output = std::env::temp_dir().join(format!("azrest-rest-none-{}", std::process::id()));
    let name = output.display().to_string();
    let server = Server::start(vec![answer("404 Not Found", &[], r#"{"error":{"code":"Gone"}}"#)]).await;
    let error = run(&["--url", &server.url, "--output-file", &name]).await.unwrap_err();
    assert!(error.contains("404") && error.contains("Gone"), "{error}");
    assert!(!output.exists());
    for words in [
        &["--url", "http://127.0.0.1:9/", "--headers", "no-value"][..],
        &["--url", "http://127.0.0.1:9/", "--body", "@/nowhere/body"],
        &["--url", "http://127.0.0.1:9/", "--resource", "https://r.example"],
        &["--url", "/x", "--method", "steal"],
        &[],
    ] {
        assert!(run(words).await.is_err(), "{words:?}");
    }
}

#[tokio::test]
async fn a_body_goes_to_its_file_as_a_whole_whatever_its_size() {
    let folder = std::env::temp_dir().join(format!("azrest-rest-whole-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let output = folder.join("out");
    std::fs::write(&output, "old").unwrap();
    // More than is ever held in memory.
    let large = "x".repeat(65 * 1024 * 1024);
    let broken = answer("200 OK", &[], "0123456789").replace("Content-Length: 10", "Content-Length: 11");
    let server = Server::start(vec![broken, answer("200 OK", &[], &large)]).await;
    let words = ["--url", &server.url, "--skip-authorization-header", "--output-file", output.to_str().unwrap()];
    let error = run(&words).await.unwrap_err();
    assert!(error.contains("broke off"), "{error}");
    assert_eq!(std::fs::read_to_string(&output).unwrap(), "old");
    run(&words).await.unwrap();
    assert!(std::fs::read_to_string(&output).unwrap() == large);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn without_a_token_a_note_says_so_unless_the_caller_wants_none() {
    for (words, noted) in [
        (&["--url", "https://elsewhere.example/"][..], true),
        (&["--url", "https://elsewhere.example/", "--headers", "AUTHORIZATION=Bearer x"], false),
        (&["--url", "https://elsewhere.example/", "--skip-authorization-header"], false),
        (&["--url", "https://elsewhere.example/", "--resource", "https://r.example"], false),
        (&["--url", "/subscriptions"], false),
    ] {
        let arguments = example::Arguments::try_parse_from([&["rest"], words].concat()).unwrap();
        let credential = Credential::from(StaticTokenCredential::new("t"));
        let (_, note) = example::call(arguments, &credential).unwrap();
        assert_eq!(note.is_some(), noted, "{words:?}");
    }
}
