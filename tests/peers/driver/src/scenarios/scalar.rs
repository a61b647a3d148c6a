//! Bodies that are one value: text, truth values, numbers.

use azrest_runtime::{Decimal, ErrorKind};
use serde_json::json;

use crate::scenario::{Document, Scenario, parsed};

const EMPTY: &str = "Decode 200 EmptyResult";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    string(list);
    boolean(list);
    integer(list);
    number(list);
}

fn string(list: &mut Vec<Scenario>) {
    use body_string::Client;
    let mut it = Document::new("body-string", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getStringNull", |c| c.string().get_null(), None, "GET 200");
    it.gives("putStringNull", |c| c.string().put_null(), (), "PUT 200");
    it.reads("getStringEmpty", |c| c.string().get_empty(), json!(""), "GET 200");
    it.gives("putStringEmpty", |c| c.string().put_empty(&parsed("")), (), "PUT 200");
    it.fails("getStringNotProvided", |c| c.string().get_not_provided(), EMPTY, "GET 200");
    // What came is sent back, and the server compares it.
    it.runs(
        "getStringWithLeadingAndTrailingWhitespace+putStringWithLeadingAndTrailingWhitespace",
        |peer, client| async move {
            let text = client.string().get_whitespace().await.expect("a text");
            let text = serde_json::to_value(&text).expect("JSON");
            assert!(text.as_str().is_some_and(|it| it.starts_with("    N") && it.ends_with("y    ")), "{text}");
            client.string().put_whitespace(&parsed(text)).await.expect("the same text");
            assert_eq!(peer.trail(), "GET 200, PUT 200");
        },
    );
    it.runs("getStringMultiByteCharacters+putStringMultiByteCharacters", |peer, client| async move {
        let text = client.string().get_mbcs().await.expect("a text");
        let text = serde_json::to_value(&text).expect("JSON");
        assert!(text.as_str().is_some_and(|it| it.chars().count() > 50 && it.ends_with('€')), "{text}");
        client.string().put_mbcs(&parsed(text)).await.expect("the same text");
        assert_eq!(peer.trail(), "GET 200, PUT 200");
    });
    let encoded = "YSBzdHJpbmcgdGhhdCBnZXRzIGVuY29kZWQgd2l0aCBiYXNlNjR1cmw";
    it.runs("getStringBase64Encoded", |peer, client| async move {
        let bytes = client.string().get_base64_encoded().await.expect("bytes");
        assert_eq!(serde_json::to_value(&bytes).expect("JSON"), "YSBzdHJpbmcgdGhhdCBnZXRzIGVuY29kZWQgd2l0aCBiYXNlNjQ=");
        assert!(bytes.as_ref().ends_with(b" with base64"));
        assert_eq!(peer.trail(), "GET 200");
    });
    it.reads("getStringBase64UrlEncoded", |c| c.string().get_base64_url_encoded(), json!(encoded), "GET 200");
    it.gives("putStringBase64UrlEncoded", move |c| c.string().put_base64_url_encoded(&parsed(encoded)), (), "PUT 200");
    it.gives("getStringNullBase64UrlEncoding", |c| c.string().get_null_base64_url_encoded(), None, "GET 200");
    let red = "red color";
    it.reads("getEnumNotExpandable", |c| c.enum_().get_not_expandable(), json!(red), "GET 200");
    it.gives("putEnumNotExpandable", move |c| c.enum_().put_not_expandable(&parsed(red)), (), "PUT 200");
    it.reads("getEnumReferenced", |c| c.enum_().get_referenced(), json!(red), "GET 200");
    it.gives("putEnumReferenced", move |c| c.enum_().put_referenced(&parsed(red)), (), "PUT 200");
    it.runs("getEnumReferencedConstant", |peer, client| async move {
        let value = client.enum_().get_referenced_constant().await.expect("a value");
        assert_eq!(value.field1.as_deref(), Some("Sample String"));
        assert_eq!(peer.trail(), "GET 200");
    });
    it.gives(
        "putEnumReferencedConstant",
        |c| c.enum_().put_referenced_constant(&parsed(json!({"ColorConstant": "green-color"}))),
        (),
        "PUT 200",
    );
}

fn boolean(list: &mut Vec<Scenario>) {
    use body_boolean::Client;
    let mut it = Document::new("body-boolean", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getBoolTrue", |c| c.bool().get_true(), true, "GET 200");
    it.gives("putBoolTrue", |c| c.bool().put_true(true), (), "PUT 200");
    it.gives("getBoolFalse", |c| c.bool().get_false(), false, "GET 200");
    it.gives("putBoolFalse", |c| c.bool().put_false(false), (), "PUT 200");
    it.gives("getBoolNull", |c| c.bool().get_null(), None, "GET 200");
    it.fails("getBoolInvalid", |c| c.bool().get_invalid(), "Decode 200", "GET 200");
}

fn integer(list: &mut Vec<Scenario>) {
    use body_integer::Client;
    let mut it = Document::new("body-integer", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getIntegerNull", |c| c.int().get_null(), None, "GET 200");
    it.fails("getIntegerInvalid", |c| c.int().get_invalid(), "Decode 200", "GET 200");
    it.fails("getIntegerOverflow", |c| c.int().get_overflow_int32(), "Decode 200", "GET 200");
    it.fails("getIntegerUnderflow", |c| c.int().get_underflow_int32(), "Decode 200", "GET 200");
    it.fails("getLongOverflow", |c| c.int().get_overflow_int64(), "Decode 200", "GET 200");
    it.fails("getLongUnderflow", |c| c.int().get_underflow_int64(), "Decode 200", "GET 200");
    it.gives("putIntegerMax", |c| c.int().put_max32(i32::MAX), (), "PUT 200");
    it.gives("putIntegerMin", |c| c.int().put_min32(i32::MIN), (), "PUT 200");
    it.gives("putLongMax", |c| c.int().put_max64(i64::MAX), (), "PUT 200");
    it.gives("putLongMin", |c| c.int().put_min64(i64::MIN), (), "PUT 200");
    it.reads("getUnixTime", |c| c.int().get_unix_time(), json!(1_460_505_600), "GET 200");
    it.gives("putUnixTime", |c| c.int().put_unix_time_date(parsed(1_460_505_600)), (), "PUT 200");
    it.fails("getInvalidUnixTime", |c| c.int().get_invalid_unix_time(), "Decode 200", "GET 200");
    it.gives("getNullUnixTime", |c| c.int().get_null_unix_time(), None, "GET 200");
    it.also("a number out of range is told with the status it came with", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        let error = client.int().get_overflow_int32().await.expect_err("too much for 32 bits");
        assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Decode, &b"2147483656"[..]));
    });
}

fn number(list: &mut Vec<Scenario>) {
    use body_number::Client;
    let mut it = Document::new("body-number", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("getNumberNull", |c| c.number().get_null(), None, "GET 200");
    it.fails("getFloatInvalid", |c| c.number().get_invalid_float(), "Decode 200", "GET 200");
    it.fails("getDoubleInvalid", |c| c.number().get_invalid_double(), "Decode 200", "GET 200");
    it.fails("getDecimalInvalid", |c| c.number().get_invalid_decimal(), "Decode 200", "GET 200");
    it.gives("getFloatBigScientificNotation", |c| c.number().get_big_float(), 3.402_823e20, "GET 200");
    it.gives("putFloatBigScientificNotation", |c| c.number().put_big_float(3.402_823e20), (), "PUT 200");
    it.gives("getFloatSmallScientificNotation", |c| c.number().get_small_float(), 3.402_823e-20, "GET 200");
    it.gives("putFloatSmallScientificNotation", |c| c.number().put_small_float(3.402_823e-20), (), "PUT 200");
    it.gives("getDoubleBigScientificNotation", |c| c.number().get_big_double(), 2.597_693_1e101, "GET 200");
    it.gives("putDoubleBigScientificNotation", |c| c.number().put_big_double(2.597_693_1e101), (), "PUT 200");
    it.gives("getDoubleSmallScientificNotation", |c| c.number().get_small_double(), 2.597_693_1e-101, "GET 200");
    it.gives("putDoubleSmallScientificNotation", |c| c.number().put_small_double(2.597_693_1e-101), (), "PUT 200");
    let big = 99_999_999.99;
    it.gives("getDoubleBigPositiveDecimal", |c| c.number().get_big_double_positive_decimal(), big, "GET 200");
    it.gives("putDoubleBigPositiveDecimal", move |c| c.number().put_big_double_positive_decimal(big), (), "PUT 200");
    it.gives("getDoubleBigNegativeDecimal", |c| c.number().get_big_double_negative_decimal(), -big, "GET 200");
    it.gives("putDoubleBigNegativeDecimal", move |c| c.number().put_big_double_negative_decimal(-big), (), "PUT 200");
    let decimal = |text: &str| -> Decimal { text.parse().expect("a number") };
    let (large, small) = (decimal("2.5976931e+101"), decimal("2.5976931e-101"));
    let (positive, negative) = (decimal("99999999.99"), decimal("-99999999.99"));
    it.gives("getDecimalBig", |c| c.number().get_big_decimal(), large.clone(), "GET 200");
    it.gives("putDecimalBig", move |c| c.number().put_big_decimal(&large), (), "PUT 200");
    it.gives("getDecimalSmall", |c| c.number().get_small_decimal(), small.clone(), "GET 200");
    it.gives("putDecimalSmall", move |c| c.number().put_small_decimal(&small), (), "PUT 200");
    let call = |c: Client| c.number().get_big_decimal_positive_decimal();
    it.gives("getDecimalBigPositiveDecimal", call, positive.clone(), "GET 200");
    let call = move |c: Client| c.number().put_big_decimal_positive_decimal(&positive);
    it.gives("putDecimalBigPositiveDecimal", call, (), "PUT 200");
    let call = |c: Client| c.number().get_big_decimal_negative_decimal();
    it.gives("getDecimalBigNegativeDecimal", call, negative.clone(), "GET 200");
    let call = move |c: Client| c.number().put_big_decimal_negative_decimal(&negative);
    it.gives("putDecimalBigNegativeDecimal", call, (), "PUT 200");
}
