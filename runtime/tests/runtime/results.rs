//! From responses to results, R6.6 and R6.7.

use azrest_runtime::{__private as rt, ErrorKind, Reason};

use crate::support::{Fixture, ONE, Thing, ok, status, thing};

static GET: rt::Operation = ONE;
static MAYBE: rt::Operation = rt::Operation { success: &[(200, rt::Body::Json), (204, rt::Body::None)], ..ONE };
static EXISTS: rt::Operation =
    rt::Operation { method: rt::Method::Head, head_exists: true, success: &[(204, rt::Body::None)], ..ONE };
static DOWNLOAD: rt::Operation =
    rt::Operation { success: &[(200, rt::Body::Bytes)], accept: "application/octet-stream", ..ONE };
static TEXT: rt::Operation = rt::Operation { success: &[(200, rt::Body::Text)], accept: "text/plain", ..ONE };
static EITHER: rt::Operation = rt::Operation { success: &[(200, rt::Body::Json), (202, rt::Body::Json)], ..ONE };

rt::responses! {
    /// What `Either` answers, by status.
    pub enum Either {
        200 => Ok(Thing),
        202 => Accepted(Vec<i32>),
    }
}

/// Answers with variants that have nothing in them.
#[derive(Debug)]
enum Plain {
    Ok(Thing),
    NoContent,
}
rt::impl_responses! { Plain { 200 => Ok(Thing), 204 => NoContent } }

#[tokio::test]
async fn statuses_without_a_body_are_none() {
    let fixture = Fixture::new([ok(r#"{"name":"x"}"#), status(204), status(204).body("junk"), status(200)]);
    let results: [Option<Option<Thing>>; 4] = [
        fixture.call(&MAYBE).await.ok(),
        fixture.call(&MAYBE).await.ok(),
        fixture.call(&MAYBE).await.ok(),
        fixture.call(&MAYBE).await.ok(),
    ];
    assert_eq!(results, [Some(Some(thing("x"))), Some(None), Some(None), Some(None)]);
}

#[tokio::test]
async fn r6_6_null_is_no_value() {
    let fixture = Fixture::new([ok("null"), ok("\u{feff} null\n"), ok("null"), ok("null")]);
    assert_eq!(fixture.call::<Option<Thing>>(&GET).await.unwrap(), None);
    assert_eq!(fixture.call::<Option<Vec<Thing>>>(&GET).await.unwrap(), None);
    // Where a value is promised, and where it is the text of that name.
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(fixture.call::<Option<String>>(&TEXT).await.unwrap().as_deref(), Some("null"));
}

#[tokio::test]
async fn r6_6_existence_checks() {
    let fixture = Fixture::new([status(204), status(404), status(200), status(403)]);
    assert!(fixture.call::<bool>(&EXISTS).await.unwrap());
    assert!(!fixture.call::<bool>(&EXISTS).await.unwrap());
    assert!(fixture.call::<bool>(&EXISTS).await.unwrap());
    assert_eq!(fixture.call::<bool>(&EXISTS).await.unwrap_err().status().unwrap(), 403);
    let fixture = Fixture::new([ok("true"), status(404)]);
    assert!(fixture.call::<bool>(&GET).await.unwrap());
    assert!(fixture.call::<bool>(&GET).await.is_err());
}

#[tokio::test]
async fn r6_6_undeclared_success_is_read_as_the_nearest_declared_one() {
    let fixture = Fixture::new([status(201).json(r#"{"name":"x"}"#), status(206).json(r#"{"name":"x"}"#)]);
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap(), thing("x"));
    assert_eq!(fixture.call::<Option<Thing>>(&MAYBE).await.unwrap(), Some(thing("x")));
}

#[tokio::test]
async fn r6_6_undeclared_success_is_no_variant_of_another() {
    rt::responses! {
        pub enum Other { 200 => Status200(Thing), _ => Status2xx(Vec<i32>), }
    }
    static CLASS: rt::Operation =
        rt::Operation { success: &[(200, rt::Body::Json), (2, rt::Body::Json), (404, rt::Body::None)], ..ONE };
    let fixture = Fixture::new([status(203).json("[1]"), status(203).json("[1]"), ok("{}"), status(404)]);
    let error = fixture.call::<Either>(&EITHER).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16(), error.raw_body()),
        (ErrorKind::Decode, 203, &b"[1]"[..])
    );
    assert!(matches!(fixture.call::<Other>(&CLASS).await.unwrap(), Other::Status2xx(list) if list == [1]));
    assert!(matches!(fixture.call::<Other>(&CLASS).await.unwrap(), Other::Status200(_)));
    assert_eq!(fixture.call::<Other>(&CLASS).await.unwrap_err().status().unwrap(), 404);
}

#[tokio::test]
async fn r6_6_declared_errors_are_errors() {
    static LISTED: rt::Operation =
        rt::Operation { error_statuses: &[202], success: &[(200, rt::Body::Json), (404, rt::Body::None)], ..ONE };
    let fixture = Fixture::new([status(202), status(404)]);
    assert_eq!(fixture.call::<()>(&LISTED).await.unwrap_err().status().unwrap(), 202);
    assert!(fixture.call::<Option<Thing>>(&LISTED).await.unwrap().is_none());
}

#[tokio::test]
async fn r6_8_texts_have_the_character_set_that_they_name() {
    let text = |media_type: &str, body: &'static [u8]| status(200).header("content-type", media_type).body(body);
    let latin = || text("text/plain; charset=iso-8859-1", b"caf\xe9");
    let fixture = Fixture::new([latin(), latin(), text("text/plain", b"caf\xe9"), text("text/plain; charset=x", b"a")]);
    assert_eq!(fixture.call::<String>(&TEXT).await.unwrap(), "café");
    assert_eq!(fixture.call::<rt::Value>(&TEXT).await.unwrap(), "café");
    for body in [&b"caf\xe9"[..], b"a"] {
        let error = fixture.call::<String>(&TEXT).await.unwrap_err();
        assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Decode, body));
    }
}

#[tokio::test]
async fn families_of_headers_lose_no_value() {
    let fixture =
        Fixture::new([ok("{}").header("x-ms-meta-A", "1").header("x-ms-meta-a", "é").header("x-ms-metal", "2")]);
    let response = fixture.call::<Thing>(&GET).response().await.unwrap();
    let family = response.headers_with_prefix("X-MS-Meta-");
    assert_eq!(family.into_iter().collect::<Vec<_>>(), [("a".to_owned(), "1, é".to_owned())]);
}

#[tokio::test]
async fn results_by_status() {
    let fixture = Fixture::new([ok(r#"{"name":"x"}"#), status(202).json("[1]"), ok("{}")]);
    assert!(matches!(fixture.call::<Either>(&EITHER).await.unwrap(), Either::Ok(found) if found == thing("x")));
    assert!(matches!(fixture.call::<Either>(&EITHER).await.unwrap(), Either::Accepted(list) if list == [1]));
    assert!(matches!(fixture.call::<Plain>(&MAYBE).await.unwrap(), Plain::Ok(found) if found == Thing::default()));
}

#[tokio::test]
async fn bytes_are_streamed_and_text_is_text() {
    let fixture = Fixture::new([ok("abc"), ok("abc"), ok("abc").breaks_off(), ok("\"quoted\""), ok("\"quoted\"")]);
    assert_eq!(fixture.call::<rt::ByteStream>(&DOWNLOAD).await.unwrap().collect().await.unwrap(), "abc");
    let mut stream: rt::ByteStream = fixture.call(&DOWNLOAD).await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "abc");
    assert!(stream.try_next().await.unwrap().is_none());
    let broken = fixture.call::<rt::ByteStream>(&DOWNLOAD).await.unwrap();
    assert_eq!(broken.collect().await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(fixture.call::<String>(&TEXT).await.unwrap(), "\"quoted\"");
    assert_eq!(fixture.call::<String>(&GET).await.unwrap(), "quoted");
}

#[tokio::test]
async fn r1_27_json_bodies_have_a_limit_and_streams_have_none() {
    let large = bytes(65 * 1024 * 1024);
    let fixture = Fixture::new([ok("").body(large.clone()), ok("").body(large.clone()), status(500).body(large)]);
    let error = fixture.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Decode, Some(&Reason::BodyTooLarge)));
    assert_eq!(fixture.transport.requests().len(), 1);
    let mut stream: rt::ByteStream = fixture.call(&DOWNLOAD).await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap().len(), 65 * 1024 * 1024);
    let error = fixture.call::<Thing>(&GET).retry(azrest_runtime::RetryPolicy::none()).await.unwrap_err();
    assert_eq!(error.raw_body().len(), 64 * 1024);
}

fn bytes(length: usize) -> Vec<u8> {
    vec![b' '; length]
}

#[tokio::test]
async fn r6_7_unreadable_success_keeps_status_ids_and_place() {
    let fixture = Fixture::new([
        ok(r#"{"properties":{"description":["secret"]}}"#).header("x-ms-request-id", "r"),
        ok(r#"{"name":"cut"#),
        status(200),
        ok(&"[".repeat(10_000)),
    ]);
    let error = fixture.call::<Thing>(&GET).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16(), error.request_id()),
        (ErrorKind::Decode, 200, Some("r"))
    );
    assert!(error.to_string().contains("at /properties/description: expected a string"), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert!(error.raw_body().starts_with(b"{"));
    assert!(fixture.call::<Thing>(&GET).await.unwrap_err().to_string().contains("cut off"));
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().reason(), Some(&Reason::EmptyResult));
    assert_eq!(fixture.call::<Thing>(&GET).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(fixture.transport.requests().len(), 4);
}

#[tokio::test]
async fn scalars_lists_and_maps_are_results() {
    let fixture = Fixture::new([
        ok("5"),
        ok("[1,null]"),
        ok(r#"{"a":{"name":"x"}}"#),
        ok(r#"{"a":[]}"#),
        ok("\"2024-01-03T00:00:00Z\""),
    ]);
    assert_eq!(fixture.call::<i32>(&GET).await.unwrap(), 5);
    assert_eq!(fixture.call::<Vec<i64>>(&GET).await.unwrap(), [1]);
    assert_eq!(fixture.call::<rt::Map<Thing>>(&GET).await.unwrap()["a"], thing("x"));
    assert_eq!(fixture.call::<rt::Value>(&GET).await.unwrap(), serde_json::json!({"a": []}));
    assert_eq!(fixture.call::<rt::DateTime>(&GET).await.unwrap().day(), 3);
}
