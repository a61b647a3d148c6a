//! Maps of everything.

use body_dictionary::Client;
use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, parsed};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("body-dictionary", list, |peer| Client::builder(peer.credential(), &peer.base));
    empty(&mut it);
    scalars(&mut it);
    odd_items(&mut it);
    nested(&mut it);
}

/// Both ways: the server checks what it gets.
macro_rules! both {
    ($it:ident, $get:literal $get_method:ident, $put:literal $put_method:ident, $value:expr) => {
        let value: Value = $value;
        $it.reads($get, |c| c.dictionary().$get_method(), value.clone(), "GET 200");
        $it.gives($put, move |c| c.dictionary().$put_method(&parsed(value.clone())), (), "PUT 200");
    };
}

fn empty(it: &mut Document<'_, Client>) {
    both!(it, "getDictionaryEmpty" get_empty, "putDictionaryEmpty" put_empty, json!({}));
    it.fails("getDictionaryNull", |c| c.dictionary().get_null(), "Decode 200 EmptyResult", "GET 200");
    it.fails("getDictionaryInvalid", |c| c.dictionary().get_invalid(), "Decode 200", "GET 200");
    // A null is no value (R1.23).
    it.reads("getDictionaryNullValue", |c| c.dictionary().get_null_value(), json!({}), "GET 200");
    it.fails("getDictionaryNullkey", |c| c.dictionary().get_null_key(), "Decode 200", "GET 200");
    it.reads("getDictionaryKeyEmptyString", |c| c.dictionary().get_empty_string_key(), json!({"": "val1"}), "GET 200");
}

fn scalars(it: &mut Document<'_, Client>) {
    both!(it, "getDictionaryBooleanValid" get_boolean_tfft, "putDictionaryBooleanValid" put_boolean_tfft, json!({"0": true, "1": false, "2": false, "3": true}));
    both!(it, "getDictionaryIntegerValid" get_integer_valid, "putDictionaryIntegerValid" put_integer_valid, json!({"0": 1, "1": -1, "2": 3, "3": 300}));
    both!(it, "getDictionaryLongValid" get_long_valid, "putDictionaryLongValid" put_long_valid, json!({"0": 1, "1": -1, "2": 3, "3": 300}));
    // As f32 the numbers are others, and so are those they are compared with.
    let value = json!({"0": 0.0, "1": -0.01, "2": -1.2e20});
    let sent = value.clone();
    it.gives("getDictionaryFloatValid", |c| c.dictionary().get_float_valid(), parsed(value), "GET 200");
    it.gives("putDictionaryFloatValid", move |c| c.dictionary().put_float_valid(&parsed(sent.clone())), (), "PUT 200");
    both!(it, "getDictionaryDoubleValid" get_double_valid, "putDictionaryDoubleValid" put_double_valid, json!({"0": 0.0, "1": -0.01, "2": -1.2e20}));
    both!(it, "getDictionaryStringValid" get_string_valid, "putDictionaryStringValid" put_string_valid, json!({"0": "foo1", "1": "foo2", "2": "foo3"}));
    both!(it, "getDictionaryDateValid" get_date_valid, "putDictionaryDateValid" put_date_valid, json!({"0": "2000-12-01", "1": "1980-01-02", "2": "1492-10-12"}));
    // Offsets are read and not kept.
    both!(
        it,
        "getDictionaryDateTimeValid" get_date_time_valid,
        "putDictionaryDateTimeValid" put_date_time_valid,
        json!({"0": "2000-12-01T00:00:01Z", "1": "1980-01-01T23:11:35Z", "2": "1492-10-12T18:15:01Z"})
    );
    both!(it, "getDictionaryDateTimeRfc1123Valid" get_date_time_rfc1123_valid, "putDictionaryDateTimeRfc1123Valid" put_date_time_rfc1123_valid, json!({"0": "Fri, 01 Dec 2000 00:00:01 GMT", "1": "Wed, 02 Jan 1980 00:11:35 GMT", "2": "Wed, 12 Oct 1492 10:15:01 GMT"}));
    // Durations are text (R1.25).
    it.reads(
        "getDictionaryDurationValid",
        |c| c.dictionary().get_duration_valid(),
        json!({"0": "P123DT22H14M12.011S", "1": "P5DT1H"}),
        "GET 200",
    );
    let sent = json!({"0": "P123DT22H14M12.011S", "1": "P5DT1H"});
    it.gives(
        "putDictionaryDurationValid",
        move |c| c.dictionary().put_duration_valid(&parsed(sent.clone())),
        (),
        "PUT 200",
    );
    both!(it, "getDictionaryByteValid" get_byte_valid, "putDictionaryByteValid" put_byte_valid, json!({"0": "////+g==", "1": "AQID", "2": "JSlD"}));
    it.reads("getDictionaryBase64Url", |c| c.dictionary().get_base64_url(), json!({"0": "YSBzdHJpbmcgdGhhdCBnZXRzIGVuY29kZWQgd2l0aCBiYXNlNjR1cmw", "1": "dGVzdCBzdHJpbmc", "2": "TG9yZW0gaXBzdW0"}), "GET 200");
}

/// Items that are null or of another type.
fn odd_items(it: &mut Document<'_, Client>) {
    // A null is no value (R1.23).
    it.reads(
        "getDictionaryBooleanWithNull",
        |c| c.dictionary().get_boolean_invalid_null(),
        json!({"0": true, "2": false}),
        "GET 200",
    );
    it.reads(
        "getDictionaryIntegerWithNull",
        |c| c.dictionary().get_int_invalid_null(),
        json!({"0": 1, "2": 0}),
        "GET 200",
    );
    it.reads(
        "getDictionaryLongWithNull",
        |c| c.dictionary().get_long_invalid_null(),
        json!({"0": 1, "2": 0}),
        "GET 200",
    );
    it.gives(
        "getDictionaryFloatWithNull",
        |c| c.dictionary().get_float_invalid_null(),
        parsed(json!({"0": 0.0, "2": -1.2e20})),
        "GET 200",
    );
    it.reads(
        "getDictionaryDoubleWithNull",
        |c| c.dictionary().get_double_invalid_null(),
        json!({"0": 0.0, "2": -1.2e20}),
        "GET 200",
    );
    it.reads(
        "getDictionaryStringWithNull",
        |c| c.dictionary().get_string_with_null(),
        json!({"0": "foo", "2": "foo2"}),
        "GET 200",
    );
    it.reads(
        "getDictionaryDateWithNull",
        |c| c.dictionary().get_date_invalid_null(),
        json!({"0": "2012-01-01", "2": "1776-07-04"}),
        "GET 200",
    );
    it.reads(
        "getDictionaryDateTimeWithNull",
        |c| c.dictionary().get_date_time_invalid_null(),
        json!({"0": "2000-12-01T00:00:01Z"}),
        "GET 200",
    );
    it.reads("getDictionaryByteWithNull", |c| c.dictionary().get_byte_invalid_null(), json!({"0": "q6yt"}), "GET 200");
    // What cannot be read is an error that says where.
    it.fails(
        "getDictionaryBooleanWithString",
        |c| c.dictionary().get_boolean_invalid_string(),
        "Decode 200",
        "GET 200",
    );
    it.fails("getDictionaryIntegerWithString", |c| c.dictionary().get_int_invalid_string(), "Decode 200", "GET 200");
    it.fails("getDictionaryLongWithString", |c| c.dictionary().get_long_invalid_string(), "Decode 200", "GET 200");
    it.fails("getDictionaryFloatWithString", |c| c.dictionary().get_float_invalid_string(), "Decode 200", "GET 200");
    it.fails("getDictionaryDoubleWithString", |c| c.dictionary().get_double_invalid_string(), "Decode 200", "GET 200");
    it.fails("getDictionaryStringWithNumber", |c| c.dictionary().get_string_with_invalid(), "Decode 200", "GET 200");
    it.fails("getDictionaryDateWithInvalidChars", |c| c.dictionary().get_date_invalid_chars(), "Decode 200", "GET 200");
    it.fails(
        "getDictionaryDateTimeWithInvalidChars",
        |c| c.dictionary().get_date_time_invalid_chars(),
        "Decode 200",
        "GET 200",
    );
}

fn nested(it: &mut Document<'_, Client>) {
    it.gives("getDictionaryComplexNull", |c| c.dictionary().get_complex_null(), None, "GET 200");
    it.reads("getDictionaryComplexEmpty", |c| c.dictionary().get_complex_empty(), json!({}), "GET 200");
    it.reads(
        "getDictionaryComplexItemNull",
        |c| c.dictionary().get_complex_item_null(),
        json!({"0": {"integer": 1, "string": "2"}, "1": null, "2": {"integer": 5, "string": "6"}}),
        "GET 200",
    );
    it.reads(
        "getDictionaryComplexItemEmpty",
        |c| c.dictionary().get_complex_item_empty(),
        json!({"0": {"integer": 1, "string": "2"}, "1": {}, "2": {"integer": 5, "string": "6"}}),
        "GET 200",
    );
    both!(it, "getDictionaryComplexValid" get_complex_valid, "putDictionaryComplexValid" put_complex_valid, json!({"0": {"integer": 1, "string": "2"}, "1": {"integer": 3, "string": "4"}, "2": {"integer": 5, "string": "6"}}));
    it.gives("getDictionaryArrayNull", |c| c.dictionary().get_array_null(), None, "GET 200");
    it.reads("getDictionaryArrayEmpty", |c| c.dictionary().get_array_empty(), json!({}), "GET 200");
    it.reads(
        "getDictionaryArrayItemNull",
        |c| c.dictionary().get_array_item_null(),
        json!({"0": ["1", "2", "3"], "1": null, "2": ["7", "8", "9"]}),
        "GET 200",
    );
    it.reads(
        "getDictionaryArrayItemEmpty",
        |c| c.dictionary().get_array_item_empty(),
        json!({"0": ["1", "2", "3"], "1": [], "2": ["7", "8", "9"]}),
        "GET 200",
    );
    both!(it, "getDictionaryArrayValid" get_array_valid, "putDictionaryArrayValid" put_array_valid, json!({"0": ["1", "2", "3"], "1": ["4", "5", "6"], "2": ["7", "8", "9"]}));
    it.fails(
        "getDictionaryDictionaryNull",
        |c| c.dictionary().get_dictionary_null(),
        "Decode 200 EmptyResult",
        "GET 200",
    );
    it.reads("getDictionaryDictionaryEmpty", |c| c.dictionary().get_dictionary_empty(), json!({}), "GET 200");
    it.reads(
        "getDictionaryDictionaryItemNull",
        |c| c.dictionary().get_dictionary_item_null(),
        json!({"0": {"1": "one", "2": "two", "3": "three"}, "1": null, "2": {"7": "seven", "8": "eight", "9": "nine"}}),
        "GET 200",
    );
    it.reads(
        "getDictionaryDictionaryItemEmpty",
        |c| c.dictionary().get_dictionary_item_empty(),
        json!({"0": {"1": "one", "2": "two", "3": "three"}, "1": {}, "2": {"7": "seven", "8": "eight", "9": "nine"}}),
        "GET 200",
    );
    both!(it, "getDictionaryDictionaryValid" get_dictionary_valid, "putDictionaryDictionaryValid" put_dictionary_valid, json!({"0": {"1": "one", "2": "two", "3": "three"}, "1": {"4": "four", "5": "five", "6": "six"}, "2": {"7": "seven", "8": "eight", "9": "nine"}}));
}
