//! Moments as text, from the first year to the last (R1.25).

use body_datetime::Client;
use serde_json::json;

use crate::scenario::{Document, Scenario, parsed};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("body-datetime", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getDateTimeNull", |c| c.datetime().get_null(), None, "GET 200");
    it.fails("getDateTimeInvalid", |c| c.datetime().get_invalid(), "Decode 200", "GET 200");
    it.fails("getDateTimeUnderflow", |c| c.datetime().get_underflow(), "Decode 200", "GET 200");
    let max = "9999-12-31T23:59:59.999Z";
    it.gives("putDateTimeMaxUtc", move |c| c.datetime().put_utc_max_date_time(parsed(max)), (), "PUT 200");
    it.reads("getDateTimeMaxUtcLowercase", |c| c.datetime().get_utc_lowercase_max_date_time(), json!(max), "GET 200");
    it.reads("getDateTimeMaxUtcUppercase", |c| c.datetime().get_utc_uppercase_max_date_time(), json!(max), "GET 200");
    let seven = "9999-12-31T23:59:59.9999999Z";
    it.gives("putDateTimeMaxUtc7MS", move |c| c.datetime().put_utc_max_date_time7_digits(parsed(seven)), (), "PUT 200");
    it.reads(
        "getDateTimeMaxUtc7MSUppercase",
        |c| c.datetime().get_utc_uppercase_max_date_time7_digits(),
        json!(seven),
        "GET 200",
    );
    // Offsets are read and not kept.
    let positive = "9999-12-31T09:59:59.999Z";
    it.reads(
        "getDateTimeMaxLocalPositiveOffsetLowercase",
        |c| c.datetime().get_local_positive_offset_lowercase_max_date_time(),
        json!(positive),
        "GET 200",
    );
    it.reads(
        "getDateTimeMaxLocalPositiveOffsetUppercase",
        |c| c.datetime().get_local_positive_offset_uppercase_max_date_time(),
        json!(positive),
        "GET 200",
    );
    it.gives(
        "putDateTimeMaxLocalPositiveOffset",
        move |c| c.datetime().put_local_positive_offset_max_date_time(parsed(positive)),
        (),
        "PUT 200",
    );
    // In UTC these are after the year 9999, which RFC 3339 cannot say.
    it.fails("getDateTimeOverflow", |c| c.datetime().get_overflow(), "Decode 200", "GET 200");
    it.fails(
        "getDateTimeMaxLocalNegativeOffsetLowercase",
        |c| c.datetime().get_local_negative_offset_lowercase_max_date_time(),
        "Decode 200",
        "GET 200",
    );
    it.fails(
        "getDateTimeMaxLocalNegativeOffsetUppercase",
        |c| c.datetime().get_local_negative_offset_uppercase_max_date_time(),
        "Decode 200",
        "GET 200",
    );
    let min = "0001-01-01T00:00:00Z";
    it.gives("putDateTimeMinUtc", move |c| c.datetime().put_utc_min_date_time(parsed(min)), (), "PUT 200");
    it.reads("getDateTimeMinUtc", |c| c.datetime().get_utc_min_date_time(), json!(min), "GET 200");
    it.reads(
        "getDateTimeMinLocalNoOffset",
        |c| c.datetime().get_local_no_offset_min_date_time(),
        json!(min),
        "GET 200",
    );
    // The document says that the answer is this one text.
    it.reads(
        "getDateTimeMinLocalPositiveOffset",
        |c| c.datetime().get_local_positive_offset_min_date_time(),
        json!("0001-01-01T00:00:00+14:00"),
        "GET 200",
    );
    it.reads(
        "getDateTimeMinLocalNegativeOffset",
        |c| c.datetime().get_local_negative_offset_min_date_time(),
        json!("0001-01-01T00:00:00-14:00"),
        "GET 200",
    );
    it.gives(
        "putDateTimeMinLocalNegativeOffset",
        |c| c.datetime().put_local_negative_offset_min_date_time(parsed("0001-01-01T00:00:00-14:00")),
        (),
        "PUT 200",
    );
}
