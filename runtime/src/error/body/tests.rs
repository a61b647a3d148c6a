use super::*;

fn parts(body: &str) -> (Option<String>, Option<String>) {
    let parsed = ErrorBody::from_bytes(body.as_bytes());
    (parsed.code, parsed.message)
}

fn pair(code: &str, message: &str) -> (Option<String>, Option<String>) {
    (Some(code.to_owned()), Some(message.to_owned()))
}

#[test]
fn r6_3_escaped_quotes_in_a_message_do_not_lose_the_code() {
    let body = r#"{"error":{"code":"Conflict","message":"has \"quotes\""}}"#;
    assert_eq!(parts(body), pair("Conflict", "has \"quotes\""));
    let body = r#"{"error":{"code":"Conflict","message":"two\r\nlines \u00e9"}}"#;
    assert_eq!(parts(body), pair("Conflict", "two\r\nlines é"));
}

#[test]
fn r6_2_every_shape_is_read() {
    assert_eq!(parts(r#"{"error":{"code":"C","message":"m","details":null}}"#), pair("C", "m"));
    assert_eq!(parts(r#"{"Error":{"Code":"C","Message":"m"}}"#), pair("C", "m"));
    assert_eq!(parts(r#"{"odata.error":{"code":"C","message":{"lang":"en","value":"m"}}}"#), pair("C", "m"));
    assert_eq!(parts(r#"{"error":"invalid_client","error_description":"m"}"#), pair("invalid_client", "m"));
    assert_eq!(parts(r#"{"code":"C","message":"m"}"#), pair("C", "m"));
    assert_eq!(parts(r#"{"Message":"m"}"#), (None, Some("m".into())));
    assert_eq!(parts(r#"{"code":404,"message":"m"}"#), pair("404", "m"));
    assert_eq!(parts(r#"{"type":"about:blank","title":"T","status":404,"detail":"m"}"#), (None, Some("m".into())));
    assert_eq!(parts(r#"{"title":"T","status":404}"#), (None, Some("T".into())));
    assert_eq!(parts(r#""only text""#), (None, Some("only text".into())));
    assert_eq!(
        parts("<?xml version=\"1.0\"?><Error><Code>C</Code><Message>a &lt; b</Message></Error>"),
        pair("C", "a < b")
    );
    assert_eq!(parts("<html><body><h1>Bad</h1> gateway</body></html>"), (None, Some("Bad gateway".into())));
    assert_eq!(parts("plain"), (None, Some("plain".into())));
    assert_eq!(parts("\u{feff}{\"error\":{\"code\":\"C\"}}"), (Some("C".into()), None));
    assert_eq!(parts(""), (None, None));
    assert_eq!(parts("[]"), (None, None));
    assert_eq!(parts("{}"), (None, None));
    assert_eq!(parts(r#"{"error":{"code":"C","token":"secret"#), (None, None));
}

#[test]
fn r6_2_details_and_additional_info_are_kept() {
    let body = r#"{"error":{"code":"C","target":"t","details":[{"code":"D","target":"ns","details":[{"code":"E"}]},null,3],
        "innererror":{"x":1},"additionalInfo":[{"type":"PolicyViolation","info":{"a":1}}]}}"#;
    let parsed = ErrorBody::from_bytes(body.as_bytes());
    assert_eq!(parsed.target.as_deref(), Some("t"));
    assert_eq!(parsed.details.len(), 1);
    assert_eq!(parsed.details[0].target.as_deref(), Some("ns"));
    assert_eq!(parsed.details[0].details[0].code.as_deref(), Some("E"));
    assert_eq!(parsed.additional_info[0].kind.as_deref(), Some("PolicyViolation"));
    assert_eq!(parsed.additional_info[0].info["a"], 1);
}

#[test]
fn r6_2_hostile_bodies_are_bounded() {
    let mut nested = String::from(r#"{"code":"leaf"}"#);
    for _ in 0..20 {
        nested = format!(r#"{{"code":"n","details":[{nested}]}}"#);
    }
    let parsed = ErrorBody::from_bytes(format!(r#"{{"error":{nested}}}"#).as_bytes());
    let mut depth = 1;
    let mut level = &parsed.details;
    while let Some(first) = level.first() {
        depth += 1;
        level = &first.details;
    }
    assert_eq!(depth, MAX_DEPTH);

    let many = vec![r#"{"code":"x"}"#; 1000].join(",");
    let parsed = ErrorBody::from_bytes(format!(r#"{{"error":{{"code":"C","details":[{many}]}}}}"#).as_bytes());
    assert_eq!(parsed.details.len(), MAX_NODES - 1);

    let long = "é".repeat(4000);
    assert!(ErrorBody::from_bytes(long.as_bytes()).message.unwrap().len() <= MAX_TEXT);
    assert_eq!(ErrorBody::from_bytes(b"\xff\xfe").message.as_deref(), Some("\u{fffd}\u{fffd}"));
    let deep = "[".repeat(100_000);
    assert!(ErrorBody::from_bytes(deep.as_bytes()).code.is_none());
}

#[test]
fn r6_1_the_header_wins_over_the_body() {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-error-code", http::HeaderValue::from_static("FromHeader"));
    let parsed = ErrorBody::from_response(&headers, br#"{"error":{"code":"FromBody","message":"m"}}"#);
    assert_eq!((parsed.code.as_deref(), parsed.message.as_deref()), (Some("FromHeader"), Some("m")));
}
