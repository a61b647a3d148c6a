//! Lists of everything.

use body_array::Client;
use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, parsed};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("body-array", list, |peer| Client::builder(peer.credential(), &peer.base));
    empty(&mut it);
    scalars(&mut it);
    odd_items(&mut it);
    nested(&mut it);
}

/// Both ways: the server checks what it gets.
macro_rules! both {
    ($it:ident, $get:literal $get_method:ident, $put:literal $put_method:ident, $value:expr) => {
        let value: Value = $value;
        $it.reads($get, |c| c.array().$get_method(), value.clone(), "GET 200");
        $it.gives($put, move |c| c.array().$put_method(&parsed::<Vec<_>>(value.clone())), (), "PUT 200");
    };
}

fn empty(it: &mut Document<'_, Client>) {
    it.reads("getArrayEmpty", |c| c.array().get_empty(), json!([]), "GET 200");
    it.gives("putArrayEmpty", |c| c.array().put_empty(&[]), (), "PUT 200");
    it.fails("getArrayNull", |c| c.array().get_null(), "Decode 200 EmptyResult", "GET 200");
    it.fails("getArrayInvalid", |c| c.array().get_invalid(), "Decode 200", "GET 200");
}

fn scalars(it: &mut Document<'_, Client>) {
    both!(it, "getArrayBooleanValid" get_boolean_tfft, "putArrayBooleanValid" put_boolean_tfft, json!([true, false, false, true]));
    both!(it, "getArrayIntegerValid" get_integer_valid, "putArrayIntegerValid" put_integer_valid, json!([1, -1, 3, 300]));
    both!(it, "getArrayLongValid" get_long_valid, "putArrayLongValid" put_long_valid, json!([1, -1, 3, 300]));
    // As f32 the numbers are others, and so are those they are compared with.
    let value = json!([0.0, -0.01, -1.2e20]);
    let sent = value.clone();
    it.gives("getArrayFloatValid", |c| c.array().get_float_valid(), parsed(value), "GET 200");
    it.gives("putArrayFloatValid", move |c| c.array().put_float_valid(&parsed::<Vec<_>>(sent.clone())), (), "PUT 200");
    both!(it, "getArrayDoubleValid" get_double_valid, "putArrayDoubleValid" put_double_valid, json!([0.0, -0.01, -1.2e20]));
    let items = ["foo1", "foo2", "foo3"];
    it.reads("getArrayStringValid", |c| c.array().get_string_valid(), json!(items), "GET 200");
    it.gives("putArrayStringValid", move |c| c.array().put_string_valid(&items), (), "PUT 200");
    both!(it, "getArrayEnumValid" get_enum_valid, "putArrayEnumValid" put_enum_valid, json!(["foo1", "foo2", "foo3"]));
    both!(it, "getArrayStringEnumValid" get_string_enum_valid, "putArrayStringEnumValid" put_string_enum_valid, json!(["foo1", "foo2", "foo3"]));
    let items = [
        "6dcc7237-45fe-45c4-8a6b-3a8a3f625652",
        "d1399005-30f7-40d6-8da6-dd7c89ad34db",
        "f42f6aa1-a5bc-4ddf-907e-5f915de43205",
    ];
    it.reads("getArrayUuidValid", |c| c.array().get_uuid_valid(), json!(items), "GET 200");
    it.gives("putArrayUuidValid", move |c| c.array().put_uuid_valid(&items), (), "PUT 200");
    it.reads(
        "getArrayUuidWithInvalidChars",
        |c| c.array().get_uuid_invalid_chars(),
        json!(["6dcc7237-45fe-45c4-8a6b-3a8a3f625652", "foo"]),
        "GET 200",
    );
    both!(it, "getArrayDateValid" get_date_valid, "putArrayDateValid" put_date_valid, json!(["2000-12-01", "1980-01-02", "1492-10-12"]));
    // Offsets are read and not kept; what the peer expects back is other than what it gives.
    it.reads(
        "getArrayDateTimeValid",
        |c| c.array().get_date_time_valid(),
        json!(["2000-12-01T00:00:01Z", "1980-01-01T23:11:35Z", "1492-10-12T18:15:01Z"]),
        "GET 200",
    );
    let sent = json!(["2000-12-01T00:00:01Z", "1980-01-02T00:11:35Z", "1492-10-12T10:15:01Z"]);
    it.gives(
        "putArrayDateTimeValid",
        move |c| c.array().put_date_time_valid(&parsed::<Vec<_>>(sent.clone())),
        (),
        "PUT 200",
    );
    both!(it, "getArrayDateTimeRfc1123Valid" get_date_time_rfc1123_valid, "putArrayDateTimeRfc1123Valid" put_date_time_rfc1123_valid, json!(["Fri, 01 Dec 2000 00:00:01 GMT", "Wed, 02 Jan 1980 00:11:35 GMT", "Wed, 12 Oct 1492 10:15:01 GMT"]));
    // Durations are text (R1.25).
    it.reads(
        "getArrayDurationValid",
        |c| c.array().get_duration_valid(),
        json!(["P123DT22H14M12.011S", "P5DT1H0M0S"]),
        "GET 200",
    );
    let sent = ["P123DT22H14M12.011S", "P5DT1H"];
    it.gives("putArrayDurationValid", move |c| c.array().put_duration_valid(&sent), (), "PUT 200");
    both!(it, "getArrayByteValid" get_byte_valid, "putArrayByteValid" put_byte_valid, json!(["////+g==", "AQID", "JSlD"]));
    it.reads(
        "getArrayBase64Url",
        |c| c.array().get_base64_url(),
        json!(["YSBzdHJpbmcgdGhhdCBnZXRzIGVuY29kZWQgd2l0aCBiYXNlNjR1cmw", "dGVzdCBzdHJpbmc", "TG9yZW0gaXBzdW0"]),
        "GET 200",
    );
}

/// Items that are null or of another type.
fn odd_items(it: &mut Document<'_, Client>) {
    // A null is no value, but where the document says so (R1.23).
    it.reads("getArrayBooleanWithNull", |c| c.array().get_boolean_invalid_null(), json!([true, false]), "GET 200");
    it.reads("getArrayIntegerWithNull", |c| c.array().get_int_invalid_null(), json!([1, 0]), "GET 200");
    it.reads("getArrayLongWithNull", |c| c.array().get_long_invalid_null(), json!([1, 0]), "GET 200");
    it.gives("getArrayFloatWithNull", |c| c.array().get_float_invalid_null(), parsed(json!([0.0, -1.2e20])), "GET 200");
    it.reads("getArrayDoubleWithNull", |c| c.array().get_double_invalid_null(), json!([0.0, -1.2e20]), "GET 200");
    it.reads("getArrayStringWithNull", |c| c.array().get_string_with_null(), json!(["foo", null, "foo2"]), "GET 200");
    it.reads(
        "getArrayDateWithNull",
        |c| c.array().get_date_invalid_null(),
        json!(["2012-01-01", "1776-07-04"]),
        "GET 200",
    );
    it.reads(
        "getArrayDateTimeWithNull",
        |c| c.array().get_date_time_invalid_null(),
        json!(["2000-12-01T00:00:01Z"]),
        "GET 200",
    );
    it.reads("getArrayByteWithNull", |c| c.array().get_byte_invalid_null(), json!(["q6yt"]), "GET 200");
    // What cannot be read is an error that says where.
    it.fails("getArrayBooleanWithString", |c| c.array().get_boolean_invalid_string(), "Decode 200", "GET 200");
    it.fails("getArrayIntegerWithString", |c| c.array().get_int_invalid_string(), "Decode 200", "GET 200");
    it.fails("getArrayLongWithString", |c| c.array().get_long_invalid_string(), "Decode 200", "GET 200");
    it.fails("getArrayFloatWithString", |c| c.array().get_float_invalid_string(), "Decode 200", "GET 200");
    it.fails("getArrayDoubleWithString", |c| c.array().get_double_invalid_string(), "Decode 200", "GET 200");
    it.fails("getArrayStringWithNumber", |c| c.array().get_string_with_invalid(), "Decode 200", "GET 200");
    it.fails("getArrayDateWithInvalidChars", |c| c.array().get_date_invalid_chars(), "Decode 200", "GET 200");
    it.fails("getArrayDateTimeWithInvalidChars", |c| c.array().get_date_time_invalid_chars(), "Decode 200", "GET 200");
}

fn nested(it: &mut Document<'_, Client>) {
    it.fails("getArrayComplexNull", |c| c.array().get_complex_null(), "Decode 200 EmptyResult", "GET 200");
    it.reads("getArrayComplexEmpty", |c| c.array().get_complex_empty(), json!([]), "GET 200");
    it.reads(
        "getArrayComplexItemNull",
        |c| c.array().get_complex_item_null(),
        json!([{"integer": 1, "string": "2"}, null, {"integer": 5, "string": "6"}]),
        "GET 200",
    );
    it.reads(
        "getArrayComplexItemEmpty",
        |c| c.array().get_complex_item_empty(),
        json!([{"integer": 1, "string": "2"}, {}, {"integer": 5, "string": "6"}]),
        "GET 200",
    );
    both!(it, "getArrayComplexValid" get_complex_valid, "putArrayComplexValid" put_complex_valid, json!([{"integer": 1, "string": "2"}, {"integer": 3, "string": "4"}, {"integer": 5, "string": "6"}]));
    it.fails("getArrayArrayNull", |c| c.array().get_array_null(), "Decode 200 EmptyResult", "GET 200");
    it.reads("getArrayArrayEmpty", |c| c.array().get_array_empty(), json!([]), "GET 200");
    it.reads(
        "getArrayArrayItemNull",
        |c| c.array().get_array_item_null(),
        json!([["1", "2", "3"], null, ["7", "8", "9"]]),
        "GET 200",
    );
    it.reads(
        "getArrayArrayItemEmpty",
        |c| c.array().get_array_item_empty(),
        json!([["1", "2", "3"], [], ["7", "8", "9"]]),
        "GET 200",
    );
    both!(it, "getArrayArrayValid" get_array_valid, "putArrayArrayValid" put_array_valid, json!([["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]));
    it.fails("getArrayDictionaryNull", |c| c.array().get_dictionary_null(), "Decode 200 EmptyResult", "GET 200");
    it.reads("getArrayDictionaryEmpty", |c| c.array().get_dictionary_empty(), json!([]), "GET 200");
    it.reads(
        "getArrayDictionaryItemNull",
        |c| c.array().get_dictionary_item_null(),
        json!([{"1": "one", "2": "two", "3": "three"}, null, {"7": "seven", "8": "eight", "9": "nine"}]),
        "GET 200",
    );
    it.reads(
        "getArrayDictionaryItemEmpty",
        |c| c.array().get_dictionary_item_empty(),
        json!([{"1": "one", "2": "two", "3": "three"}, {}, {"7": "seven", "8": "eight", "9": "nine"}]),
        "GET 200",
    );
    both!(it, "getArrayDictionaryValid" get_dictionary_valid, "putArrayDictionaryValid" put_dictionary_valid, json!([{"1": "one", "2": "two", "3": "three"}, {"4": "four", "5": "five", "6": "six"}, {"7": "seven", "8": "eight", "9": "nine"}]));
}
