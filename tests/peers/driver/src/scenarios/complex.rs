//! Models: primitive members, lists and maps in them, inheritance, kinds, recursion, read-only members.

use body_complex::Client;
use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, parsed, short};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("body-complex", list, |peer| Client::builder(peer.credential(), &peer.base));
    basic(&mut it);
    primitive(&mut it);
    containers(&mut it);
    inheritance(&mut it);
    polymorphism(&mut it);
    without_discriminator(&mut it);
    read_only(&mut it);
}

/// Both ways: the server checks what it gets.
macro_rules! both {
    ($it:ident, $group:ident, $get:literal $get_method:ident, $put:literal $put_method:ident, $value:expr) => {{
        let value: Value = $value;
        $it.reads($get, |c| c.$group().$get_method(), value.clone(), "GET 200");
        $it.gives($put, move |c| c.$group().$put_method(&parsed(value.clone())), (), "PUT 200");
    }};
}

fn basic(it: &mut Document<'_, Client>) {
    it.reads(
        "getComplexBasicValid",
        |c| c.basic().get_valid(),
        json!({"id": 2, "name": "abc", "color": "YELLOW"}),
        "GET 200",
    );
    let sent = json!({"id": 2, "name": "abc", "color": "Magenta"});
    it.gives("putComplexBasicValid", move |c| c.basic().put_valid(&parsed(sent.clone())), (), "PUT 200");
    it.reads("getComplexBasicEmpty", |c| c.basic().get_empty(), json!({}), "GET 200");
    it.fails("getComplexBasicNotProvided", |c| c.basic().get_not_provided(), "Decode 200 EmptyResult", "GET 200");
    // A null is no value (R1.23).
    it.reads("getComplexBasicNull", |c| c.basic().get_null(), json!({}), "GET 200");
    it.fails("getComplexBasicInvalid", |c| c.basic().get_invalid(), "Decode 200", "GET 200");
}

fn primitive(it: &mut Document<'_, Client>) {
    both!(
        it, primitive, "getComplexPrimitiveInteger" get_int, "putComplexPrimitiveInteger" put_int,
        json!({"field1": -1, "field2": 2})
    );
    both!(
        it, primitive, "getComplexPrimitiveLong" get_long, "putComplexPrimitiveLong" put_long,
        json!({"field1": 1_099_511_627_775_i64, "field2": -999_511_627_788_i64})
    );
    // As f32 the numbers are others, and so are those they are compared with.
    let (value, sent) = (json!({"field1": 1.05, "field2": -0.003}), json!({"field1": 1.05, "field2": -0.003}));
    it.gives("getComplexPrimitiveFloat", |c| c.primitive().get_float(), parsed(value), "GET 200");
    it.gives("putComplexPrimitiveFloat", move |c| c.primitive().put_float(&parsed(sent.clone())), (), "PUT 200");
    const LONG_NAME: &str =
        "field_56_zeros_after_the_dot_and_negative_zero_before_dot_and_this_is_a_long_field_name_on_purpose";
    both!(
        it, primitive, "getComplexPrimitiveDouble" get_double, "putComplexPrimitiveDouble" put_double,
        json!({"field1": 3e-100, LONG_NAME: -5e-57})
    );
    both!(
        it, primitive, "getComplexPrimitiveBool" get_bool, "putComplexPrimitiveBool" put_bool,
        json!({"field_true": true, "field_false": false})
    );
    both!(
        it, primitive, "getComplexPrimitiveString" get_string, "putComplexPrimitiveString" put_string,
        json!({"field": "goodrequest", "empty": ""})
    );
    both!(
        it, primitive, "getComplexPrimitiveDate" get_date, "putComplexPrimitiveDate" put_date,
        json!({"field": "0001-01-01", "leap": "2016-02-29"})
    );
    both!(
        it, primitive, "getComplexPrimitiveDateTime" get_date_time, "putComplexPrimitiveDateTime" put_date_time,
        json!({"field": "0001-01-01T00:00:00Z", "now": "2015-05-18T18:38:00Z"})
    );
    both!(
        it, primitive,
        "getComplexPrimitiveDateTimeRfc1123" get_date_time_rfc1123,
        "putComplexPrimitiveDateTimeRfc1123" put_date_time_rfc1123,
        json!({"field": "Mon, 01 Jan 0001 00:00:00 GMT", "now": "Mon, 18 May 2015 11:38:00 GMT"})
    );
    both!(
        it, primitive, "getComplexPrimitiveDuration" get_duration, "putComplexPrimitiveDuration" put_duration,
        json!({"field": "P123DT22H14M12.011S"})
    );
    both!(
        it, primitive, "getComplexPrimitiveByte" get_byte, "putComplexPrimitiveByte" put_byte,
        json!({"field": "//79/AD6+fj39g=="})
    );
}

fn containers(it: &mut Document<'_, Client>) {
    // A null between items is no value (R1.23).
    it.reads(
        "getComplexArrayValid",
        |c| c.array().get_valid(),
        json!({"array": ["1, 2, 3, 4", "", "&S#$(*Y", "The quick brown fox jumps over the lazy dog"]}),
        "GET 200",
    );
    both!(it, array, "getComplexArrayEmpty" get_empty, "putComplexArrayEmpty" put_empty, json!({"array": []}));
    it.reads("getComplexArrayNotProvided", |c| c.array().get_not_provided(), json!({}), "GET 200");
    let programs = || json!({"defaultProgram": {"txt": "notepad", "bmp": "mspaint", "xls": "excel", "exe": ""}});
    it.reads("getComplexDictionaryValid", |c| c.dictionary().get_valid(), programs(), "GET 200");
    // The server wants a null at the key that is empty; the call sends it (R1.22).
    it.gives(
        "putComplexDictionaryValid",
        move |c| c.dictionary().put_valid(&parsed(programs())).null("/defaultProgram/"),
        (),
        "PUT 200",
    );
    both!(
        it, dictionary, "getComplexDictionaryEmpty" get_empty, "putComplexDictionaryEmpty" put_empty,
        json!({"defaultProgram": {}})
    );
    it.reads("getComplexDictionaryNull", |c| c.dictionary().get_null(), json!({}), "GET 200");
    it.reads("getComplexDictionaryNotProvided", |c| c.dictionary().get_not_provided(), json!({}), "GET 200");
}

fn inheritance(it: &mut Document<'_, Client>) {
    both!(
        it, inheritance, "getComplexInheritanceValid" get_valid, "putComplexInheritanceValid" put_valid,
        json!({
            "id": 2, "name": "Siameeee", "color": "green",
            "hates": [
                {"id": 1, "name": "Potato", "food": "tomato"},
                {"id": -1, "name": "Tomato", "food": "french fries"},
            ],
            "breed": "persian",
        })
    );
}

fn shark() -> Value {
    json!({
        "fishtype": "shark", "age": 6, "birthday": "2012-01-05T01:00:00Z", "length": 20.0, "species": "predator",
    })
}

fn saw_shark() -> Value {
    json!({
        "fishtype": "sawshark", "age": 105, "birthday": "1900-01-05T01:00:00Z", "length": 10.0,
        "picture": "//////4=", "species": "dangerous",
    })
}

fn siblings() -> Value {
    json!([shark(), saw_shark(), {
        "fishtype": "goblin", "age": 1, "birthday": "2015-08-08T00:00:00Z", "length": 30.0, "species": "scary",
        "jawsize": 5,
        // A value that the document does not list.
        "color": "pinkish-gray",
    }])
}

fn salmon() -> Value {
    json!({
        "fishtype": "salmon", "location": "alaska", "iswild": true, "species": "king", "length": 1.0,
        "siblings": siblings(),
    })
}

fn polymorphism(it: &mut Document<'_, Client>) {
    both!(
        it, polymorphism, "getComplexPolymorphismValid" get_valid, "putComplexPolymorphismValid" put_valid, salmon()
    );
    let mut smart = salmon();
    smart["fishtype"] = json!("smart_salmon");
    smart["additionalProperty1"] = json!(1);
    smart["additionalProperty2"] = json!(false);
    smart["additionalProperty3"] = json!("hello");
    smart["additionalProperty4"] = json!({"a": 1, "b": 2});
    smart["additionalProperty5"] = json!([1, 3]);
    both!(
        it, polymorphism,
        "getComplexPolymorphismComplicated" get_complicated,
        "putComplexPolymorphismComplicated" put_complicated,
        smart
    );
    let mut middle = shark();
    let mut inner = saw_shark();
    inner["siblings"] = json!([]);
    middle["siblings"] = json!([{
        "fishtype": "salmon", "location": "atlantic", "iswild": true, "species": "coho", "length": 2.0,
        "siblings": [shark(), saw_shark()],
    }, inner.clone()]);
    let mut outer = salmon();
    outer["siblings"] = json!([middle, inner]);
    both!(
        it, polymorphicrecursive,
        "getComplexPolymorphicRecursiveValid" get_valid,
        "putComplexPolymorphicRecursiveValid" put_valid,
        outer
    );
    it.reads(
        "getComplexPolymorphismDotSyntax",
        |c| c.polymorphism().get_dot_syntax(),
        json!({"fish.type": "DotSalmon", "location": "sweden", "iswild": true, "species": "king"}),
        "GET 200",
    );
    let dot = |location: &str, wild: bool| json!({"fish.type": "DotSalmon", "location": location, "iswild": wild, "species": "king"});
    it.reads(
        "getComposedWithDiscriminator",
        |c| c.polymorphism().get_composed_with_discriminator(),
        json!({
            "sampleSalmon": dot("sweden", false),
            "salmons": [dot("sweden", false), dot("atlantic", true)],
            "sampleFish": dot("australia", false),
            "fishes": [dot("australia", false), dot("canada", true)],
        }),
        "GET 200",
    );
    it.also("what is required and missing is the service's to refuse", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        let mut fish = salmon();
        fish["siblings"][0].as_object_mut().expect("an object").remove("birthday");
        let error = client.polymorphism().put_valid_missing_required(&parsed(fish)).await.expect_err("a 400");
        assert_eq!((error.status().map(|it| it.as_u16()), peer.trail().as_str()), (Some(400), "PUT 400"));
    });
}

/// Answers that do not say their kind: as a union they stay what they are, as a model they are that model.
fn without_discriminator(it: &mut Document<'_, Client>) {
    let mut unnamed = salmon();
    unnamed.as_object_mut().expect("an object").remove("fishtype");
    it.runs("putComplexPolymorphismNoDiscriminator", move |peer, client| {
        let unnamed = unnamed.clone();
        async move {
            let fish = client.polymorphism().put_missing_discriminator(&parsed(salmon())).await.expect("a fish");
            assert_eq!(floats(serde_json::to_value(&fish).expect("JSON")), floats(unnamed));
            assert_eq!(peer.trail(), "PUT 200");
        }
    });
    let model = |location: &str, wild: bool| json!({"fish.type": "DotSalmon", "location": location, "iswild": wild, "species": "king"});
    let raw = |location: &str, wild: bool| json!({"location": location, "iswild": wild, "species": "king"});
    it.reads(
        "getComposedWithoutDiscriminator",
        |c| c.polymorphism().get_composed_without_discriminator(),
        json!({
            "sampleSalmon": model("sweden", false),
            "salmons": [model("sweden", false), model("atlantic", true)],
            "sampleFish": raw("australia", false),
            "fishes": [raw("australia", false), raw("canada", true)],
        }),
        "GET 200",
    );
}

/// All numbers as floats: what is kept as it came has `1` where a model writes `1.0`.
fn floats(value: Value) -> Value {
    match value {
        Value::Number(it) => json!(it.as_f64()),
        Value::Array(items) => items.into_iter().map(floats).collect(),
        Value::Object(members) => members.into_iter().map(|(name, it)| (name, floats(it))).collect(),
        other => other,
    }
}

/// Read-only members are read and not sent (R1.21).
fn read_only(it: &mut Document<'_, Client>) {
    both!(
        it, readonlyproperty,
        "getComplexReadOnlyPropertyValid" get_valid,
        "putComplexReadOnlyPropertyValid" put_valid,
        json!({"id": "1234", "size": 2})
    );
    it.also("an operation that the server does not have is a 404", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        let error = client.flattencomplex().get_valid().await.expect_err("no such route");
        assert!(short(&error).starts_with("Http 404"), "{error:?}");
        assert_eq!(peer.trail(), "GET 404");
    });
}
