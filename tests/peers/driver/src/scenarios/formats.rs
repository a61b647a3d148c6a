//! Other formats of single values: days, HTTP dates, durations, bytes, times of day, numbers with names, repeated keys.

use serde_json::json;

use crate::scenario::{Document, Scenario, parsed};

const EMPTY: &str = "Decode 200 EmptyResult";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    date(list);
    http_date(list);
    duration(list);
    byte(list);
    time(list);
    non_string_enum(list);
    multi(list);
}

fn date(list: &mut Vec<Scenario>) {
    use body_date::Client;
    let mut it = Document::new("body-date", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getDateNull", |c| c.date().get_null(), None, "GET 200");
    it.fails("getDateInvalid", |c| c.date().get_invalid_date(), "Decode 200", "GET 200");
    it.fails("getDateOverflow", |c| c.date().get_overflow_date(), "Decode 200", "GET 200");
    it.fails("getDateUnderflow", |c| c.date().get_underflow_date(), "Decode 200", "GET 200");
    it.reads("getDateMax", |c| c.date().get_max_date(), json!("9999-12-31"), "GET 200");
    it.gives("putDateMax", |c| c.date().put_max_date(parsed("9999-12-31")), (), "PUT 200");
    it.reads("getDateMin", |c| c.date().get_min_date(), json!("0001-01-01"), "GET 200");
    it.gives("putDateMin", |c| c.date().put_min_date(parsed("0001-01-01")), (), "PUT 200");
}

fn http_date(list: &mut Vec<Scenario>) {
    use body_datetime_rfc1123::Client;
    let mut it = Document::new("body-datetime-rfc1123", list, |peer| Client::builder(peer.credential(), &peer.base));
    let (max, min) = ("Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT");
    it.gives("getDateTimeRfc1123Null", |c| c.datetimerfc1123().get_null(), None, "GET 200");
    it.fails("getDateTimeRfc1123Invalid", |c| c.datetimerfc1123().get_invalid(), "Decode 200", "GET 200");
    it.fails("getDateTimeRfc1123Overflow", |c| c.datetimerfc1123().get_overflow(), "Decode 200", "GET 200");
    it.fails("getDateTimeRfc1123Underflow", |c| c.datetimerfc1123().get_underflow(), "Decode 200", "GET 200");
    it.reads(
        "getDateTimeRfc1123MaxUtcLowercase",
        |c| c.datetimerfc1123().get_utc_lowercase_max_date_time(),
        json!(max),
        "GET 200",
    );
    it.reads(
        "getDateTimeRfc1123MaxUtcUppercase",
        |c| c.datetimerfc1123().get_utc_uppercase_max_date_time(),
        json!(max),
        "GET 200",
    );
    it.gives("putDateTimeRfc1123Max", move |c| c.datetimerfc1123().put_utc_max_date_time(parsed(max)), (), "PUT 200");
    it.reads("getDateTimeRfc1123MinUtc", |c| c.datetimerfc1123().get_utc_min_date_time(), json!(min), "GET 200");
    it.gives("putDateTimeRfc1123Min", move |c| c.datetimerfc1123().put_utc_min_date_time(parsed(min)), (), "PUT 200");
}

/// Durations are text (R1.25).
fn duration(list: &mut Vec<Scenario>) {
    use body_duration::Client;
    let mut it = Document::new("body-duration", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getDurationNull", |c| c.duration().get_null(), None, "GET 200");
    it.gives("getDurationInvalid", |c| c.duration().get_invalid(), "123ABC".to_owned(), "GET 200");
    it.gives("getDurationPositive", |c| c.duration().get_positive_duration(), "P3Y6M4DT12H30M5S".to_owned(), "GET 200");
    it.gives("putDurationPositive", |c| c.duration().put_positive_duration("P123DT22H14M12.011S"), (), "PUT 200");
}

fn byte(list: &mut Vec<Scenario>) {
    use body_byte::Client;
    let mut it = Document::new("body-byte", list, |peer| Client::builder(peer.credential(), &peer.base));
    let bytes = "//79/Pv6+fj39g==";
    it.fails("getByteNull", |c| c.byte().get_null(), EMPTY, "GET 200");
    it.fails("getByteInvalid", |c| c.byte().get_invalid(), "Decode 200", "GET 200");
    it.reads("getByteEmpty", |c| c.byte().get_empty(), json!(""), "GET 200");
    it.reads("getByteNonAscii", |c| c.byte().get_non_ascii(), json!(bytes), "GET 200");
    it.gives("putByteNonAscii", move |c| c.byte().put_non_ascii(&parsed(bytes)), (), "PUT 200");
}

/// Times of day are text.
fn time(list: &mut Vec<Scenario>) {
    use body_time::Client;
    let mut it = Document::new("body-time", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("BodyTimeGet", |c| c.time().get(), "11:34:56".to_owned(), "GET 200");
    it.runs("BodyTimePut", |peer, client| async move {
        let answer = client.time().put("08:07:56").await.expect("a success");
        assert!(answer.contains("time"), "{answer}");
        assert_eq!(peer.trail(), "PUT 200");
    });
}

fn non_string_enum(list: &mut Vec<Scenario>) {
    use non_string_enum::Client;
    let mut it = Document::new("non-string-enum", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.reads("NonStringEnumsGetInt", |c| c.int().get(), json!(429), "GET 200");
    it.gives("NonStringEnumsGetFloat", |c| c.float().get(), parsed(429.1), "GET 200");
    it.runs("NonStringEnumsPostInt", |peer, client| async move {
        client.int().put().input(parsed(200)).await.expect("a success");
        assert_eq!(peer.trail(), "PUT 200");
    });
    it.runs("NonStringEnumsPostFloat", |peer, client| async move {
        client.float().put().input(parsed(200.4)).await.expect("a success");
        assert_eq!(peer.trail(), "PUT 200");
    });
}

fn multi(list: &mut Vec<Scenario>) {
    use url_multi_collectionformat::Client;
    let mut it =
        Document::new("url-multi-collectionFormat", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("UrlQueriesArrayMultiNull", |c| c.queries().array_string_multi_null(), (), "GET 200");
    it.gives("UrlQueriesArrayMultiEmpty", |c| c.queries().array_string_multi_empty().array_query(&[]), (), "GET 200");
    it.gives(
        "UrlQueriesArrayMultiValid",
        |c| {
            let items = [Some("ArrayQuery1"), Some("begin!*'();:@ &=+$,/?#[]end"), None, Some("")];
            let items = items.map(|it| it.map(str::to_owned));
            c.queries().array_string_multi_valid().array_query(&items)
        },
        (),
        "GET 200",
    );
}
