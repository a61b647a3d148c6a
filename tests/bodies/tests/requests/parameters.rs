//! Parameters in path, query, headers and cookies.

use azrest_golden_bodies::models::{Filter, Page, Shade};
use azrest_runtime::testing::Answer;
use azrest_runtime::{Base64, Base64Url, DateTimeRfc1123, Reason, UnixTime};
use serde_json::json;

use crate::{call, client, header, sent, target};

#[tokio::test]
async fn lists_in_every_format() {
    let (client, transport) = client(Answer::status(200));
    let days = ["2024-01-03".parse().expect("a day"), "2024-01-04".parse().expect("a day")];
    client
        .lists()
        .get(&[1, 2])
        .csv(&["a b", "c,d"])
        .ssv(&["a", "b"])
        .tsv(&["a", "b"])
        .pipes(&["a", "b"])
        .multi(&days)
        .nested(&[vec![1, 2], vec![3]])
        .x_list(&["x", "y"])
        .x_pipes(&[1, 2])
        .await
        .expect("an answer");
    assert_eq!(
        target(&transport),
        "/lists/1%2C2?csv=a%20b%2Cc%2Cd&ssv=a%20b&tsv=a%09b&pipes=a%7Cb&multi=2024-01-03&multi=2024-01-04\
         &nested=1%2C2%7C3"
    );
    assert_eq!((header(&transport, "x-list"), header(&transport, "x-pipes")), ("x,y".into(), "1|2".into()));
}

#[tokio::test]
async fn lists_by_name() {
    let arguments = json!({"ids": [1, 2], "pipes": ["a", "b"], "nested": [[1], [2, 3]], "x-pipes": [4]});
    let (result, transport) = call(Answer::status(200), "Lists_Get", arguments).await;
    assert_eq!(result.expect("an answer"), json!(null));
    assert_eq!(target(&transport), "/lists/1%2C2?pipes=a%7Cb&nested=1%7C2%2C3");
}

#[tokio::test]
async fn formats_in_every_place() {
    let (client, transport) = client(Answer::status(200));
    let moment = "2024-01-03T18:38:36.5Z".parse().expect("a moment");
    let seconds: UnixTime = azrest_runtime::time::OffsetDateTime::UNIX_EPOCH.into();
    let modified: DateTimeRfc1123 = "Wed, 03 Jan 2024 18:38:36 GMT".parse().expect("a moment");
    client
        .formats()
        .get(
            moment,
            &Base64Url(vec![0xfb, 0xff]),
            seconds,
            &Base64(vec![0xfb, 0xff]),
            &"12.50".parse().expect("a number"),
            "PT1H",
            modified,
        )
        .ratio(0.25)
        .raw("a%20b/c")
        .raws(&["a%2Cb", "c/d"])
        .x_ms_content_md5(&Base64(vec![1]))
        .x_ms_expiry(seconds)
        .x_ms_flag(true)
        .x_ms_count(-5)
        .x_ms_date("2024-01-03".parse().expect("a day"))
        .await
        .expect("an answer");
    assert_eq!(
        target(&transport),
        "/formats/2024-01-03T18%3A38%3A36.5Z/-_8/0?bytes=%2B%2F8%3D&price=12.50&wait=PT1H&ratio=0.25&raw=a%20b/c\
         &raws=a%2Cb,c/d"
    );
    let expected = [
        ("if-modified-since", "Wed, 03 Jan 2024 18:38:36 GMT"),
        ("x-ms-content-md5", "AQ=="),
        ("x-ms-expiry", "0"),
        ("x-ms-flag", "true"),
        ("x-ms-count", "-5"),
        ("x-ms-date", "2024-01-03"),
        ("x-ms-constant", "7"),
    ];
    for (name, value) in expected {
        assert_eq!(header(&transport, name), value, "{name}");
    }
}

#[tokio::test]
async fn an_optional_parameter_with_one_value_is_sent_when_it_is_set() {
    let arguments = json!({
        "moment": "2024-01-03T18:38:36Z", "data": "AQ", "seconds": 5, "bytes": "AQ==", "price": 1, "wait": "P1D",
        "If-Modified-Since": "Wed, 03 Jan 2024 18:38:36 GMT", "optional": "only",
    });
    let (result, transport) = call(Answer::status(200), "Formats_Get", arguments).await;
    result.expect("an answer");
    assert_eq!(
        target(&transport),
        "/formats/2024-01-03T18%3A38%3A36Z/AQ/5?bytes=AQ%3D%3D&price=1&wait=P1D&optional=only"
    );
}

#[tokio::test]
async fn grouped_parameters_go_where_they_are_declared() {
    let (client, transport) = client(Answer::status(200));
    client.groups().list("a").x_ms_second("b").third(4).await.expect("an answer");
    assert_eq!(target(&transport), "/groups?first=a&third=4");
    assert_eq!(header(&transport, "x-ms-second"), "b");
}

#[tokio::test]
async fn a_default_is_the_services() {
    let (client, transport) = client(Answer::status(200));
    client.groups().list("a").await.expect("an answer");
    assert_eq!(target(&transport), "/groups?first=a");
}

fn filter() -> Filter {
    Filter { name: Some("a b".into()), ids: Some(vec![1, 2]), open: Some(true) }
}

#[tokio::test]
async fn styles_of_openapi_3() {
    let (client, transport) = client(Answer::status(200));
    client
        .styles()
        .get("a.b", 7)
        .list(&[Shade::Light, Shade::Dark])
        .spaces(&["x", "y"])
        .filter(&filter())
        .free(&json!({"k": "v"}))
        .page(&Page { size: Some(5), token: None })
        .json(&Filter { name: Some("é".into()), ..Filter::default() })
        .redirect("https://x/y?a=b#c")
        .names(&["a,b", "c d"])
        .scopes(&["https://a/b,c", "d"])
        .x_json(&["p", "q"])
        .session("a b;c")
        .sizes(&[1, 2])
        .place("Main Street")
        .await
        .expect("an answer");
    assert_eq!(
        target(&transport),
        "/styles/.a.b/;matrix=7?list=light&list=dark&spaces=x%20y&filter%5Bname%5D=a%20b&filter%5Bids%5D%5B0%5D=1\
         &filter%5Bids%5D%5B1%5D=2&filter%5Bopen%5D=true&free%5Bk%5D=v&size=5&json=%7B%22name%22%3A%22%C3%A9%22%7D\
         &redirect=https://x/y?a%3Db%23c&names=a%2Cb,c%20d&scopes=https://a/b%2Cc,d"
    );
    assert_eq!(header(&transport, "x-json"), r#"["p","q"]"#);
    assert_eq!(header(&transport, "place"), "Main Street");
    assert_eq!(header(&transport, "cookie"), "session=a%20b%3Bc; sizes=1%2C2; mode=a%20b");
    // A cookie may be as good as a token.
    assert!(!format!("{:?}", sent(&transport)).contains("session="));
}

#[tokio::test]
async fn objects_as_one_text() {
    let page = Page { size: Some(5), token: Some("a,b/c".into()) };
    let (client, transport) = client(Answer::status(200));
    client.styles().get_page(&page).await.expect("an answer");
    assert_eq!(target(&transport), "/styles/pages/size,5,token,a%2Cb%2Fc");
    let (client, transport) = crate::client(Answer::status(200));
    let x_part = Page { size: None, token: Some("t".into()) };
    client.styles().get("a", 7).part(&page).x_part(&x_part).await.expect("an answer");
    assert_eq!(target(&transport), "/styles/.a/;matrix=7?part=size,5,token,a%2Cb%2Fc");
    assert_eq!(header(&transport, "x-part"), "token=t");
}

#[tokio::test]
async fn cookies_of_all_kinds_go_together() {
    let (client, transport) = client(Answer::status(200));
    client.styles().get("a", 7).cookie("x=1").session("s").header("Cookie", "y=2").await.expect("an answer");
    assert_eq!(header(&transport, "cookie"), "x=1; session=s; mode=a%20b; y=2");
}

#[tokio::test]
async fn parts_of_a_path() {
    let (client, transport) = client(Answer::status(200));
    client.styles().get_parts(&[1, 2], "colors=red;colors=light%20blue").await.expect("an answer");
    assert_eq!(target(&transport), "/styles/;points=1,2;colors=red;colors=light%20blue/parts");
}

#[tokio::test]
async fn lists_in_a_path_before_a_name_alone() {
    let (client, transport) = client(Answer::status(204));
    client.styles().delete(&["a,b", "../c", "é"]).await.expect("an answer");
    assert_eq!(target(&transport), "/styles/a%2Cb,..%2Fc,%C3%A9?draft");
    for ids in [&[][..], &[".."]] {
        let error = client.styles().delete(ids).await.expect_err("no segment");
        assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: "ids".into() }));
    }
}

#[tokio::test]
async fn deep_objects_are_written_as_deep_as_they_are() {
    for (value, query) in [(json!({"a": {"b": 1}}), "free%5Ba%5D%5Bb%5D=1"), (json!([1]), "free%5B0%5D=1")] {
        let (client, transport) = client(Answer::status(204));
        client.styles().get("a", 1).free(&value).await.expect("an answer");
        let sent = target(&transport);
        assert!(sent.split(['?', '&']).any(|it| it == query), "{sent}");
    }
}
