//! Values of every type in headers, both ways.

use azrest_runtime::{Base64, Call};
use header::Client;
use header::models::GreyscaleColors;

use super::url::MULTIBYTE;
use crate::scenario::{Document, Scenario, parsed};

const FOX: &str = "The quick brown fox jumps over the lazy dog";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("header", list, |peer| Client::builder(peer.credential(), &peer.base));
    requests(&mut it);
    responses(&mut it);
}

fn requests(it: &mut Document<'_, Client>) {
    it.gives("HeaderParameterIntegerPositive", |c| c.header().param_integer("positive", 1), (), "POST 200");
    it.gives("HeaderParameterIntegerNegative", |c| c.header().param_integer("negative", -2), (), "POST 200");
    it.gives("HeaderParameterLongPositive", |c| c.header().param_long("positive", 105), (), "POST 200");
    it.gives("HeaderParameterLongNegative", |c| c.header().param_long("negative", -2), (), "POST 200");
    it.gives("HeaderParameterFloatPositive", |c| c.header().param_float("positive", 0.07), (), "POST 200");
    it.gives("HeaderParameterFloatNegative", |c| c.header().param_float("negative", -3.0), (), "POST 200");
    it.gives("HeaderParameterDoublePositive", |c| c.header().param_double("positive", 7e120), (), "POST 200");
    it.gives("HeaderParameterDoubleNegative", |c| c.header().param_double("negative", -3.0), (), "POST 200");
    it.gives("HeaderParameterBoolTrue", |c| c.header().param_bool("true", true), (), "POST 200");
    it.gives("HeaderParameterBoolFalse", |c| c.header().param_bool("false", false), (), "POST 200");
    it.gives("HeaderParameterStringValid", |c| c.header().param_string("valid").value(FOX), (), "POST 200");
    it.gives("HeaderParameterStringNull", |c| c.header().param_string("null"), (), "POST 200");
    it.gives("HeaderParameterStringEmpty", |c| c.header().param_string("empty").value(""), (), "POST 200");
    it.gives(
        "HeaderParameterEnumValid",
        |c| c.header().param_enum("valid").value(&GreyscaleColors::Grey),
        (),
        "POST 200",
    );
    it.gives("HeaderParameterEnumNull", |c| c.header().param_enum("null"), (), "POST 200");
    it.gives("HeaderParameterDateValid", |c| c.header().param_date("valid", parsed("2010-01-01")), (), "POST 200");
    it.gives("HeaderParameterDateMin", |c| c.header().param_date("min", parsed("0001-01-01")), (), "POST 200");
    it.gives(
        "HeaderParameterDateTimeValid",
        |c| c.header().param_datetime("valid", parsed("2010-01-01T12:34:56Z")),
        (),
        "POST 200",
    );
    it.gives(
        "HeaderParameterDateTimeMin",
        |c| c.header().param_datetime("min", parsed("0001-01-01T00:00:00Z")),
        (),
        "POST 200",
    );
    it.gives(
        "HeaderParameterDateTimeRfc1123Valid",
        |c| c.header().param_datetime_rfc1123("valid").value(parsed("Fri, 01 Jan 2010 12:34:56 GMT")),
        (),
        "POST 200",
    );
    it.gives(
        "HeaderParameterDateTimeRfc1123Min",
        |c| c.header().param_datetime_rfc1123("min").value(parsed("Mon, 01 Jan 0001 00:00:00 GMT")),
        (),
        "POST 200",
    );
    it.gives(
        "HeaderParameterDurationValid",
        |c| c.header().param_duration("valid", "P123DT22H14M12.011S"),
        (),
        "POST 200",
    );
    it.gives(
        "HeaderParameterBytesValid",
        |c| c.header().param_byte("valid", &Base64::from(MULTIBYTE.as_bytes().to_vec())),
        (),
        "POST 200",
    );
    it.gives("HeaderParameterExistingKey", |c| c.header().param_existing_key("overwrite"), (), "POST 200");
    it.also("a Content-Type without a body is not sent", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        client.header().param_protected_key().await.expect_err("the server wants it");
        assert!(peer.requests().iter().all(|it| !it.headers.contains_key("content-type")));
        assert_eq!(peer.trail(), "POST 400");
    });
    it.gives(
        "CustomHeaderInRequest",
        |c| c.header().custom_request_id().client_request_id("9C4D50EE-2D56-4CD3-8152-34347DC9F2B0"),
        (),
        "POST 200",
    );
}

/// The values of declared response headers come with the response.
fn responses(it: &mut Document<'_, Client>) {
    let mut response = |name, header: &'static str, value: Option<&'static str>, call: fn(Client) -> Call<()>| {
        it.runs(name, move |peer, client| async move {
            let response = call(client).response().await.expect("a success");
            let got = response.headers().get(header).map(|it| it.to_str().expect("text").to_owned());
            assert_eq!((got.as_deref(), peer.trail().as_str()), (value, "POST 200"));
        });
    };
    response("HeaderResponseIntegerPositive", "value", Some("1"), |c| c.header().response_integer("positive"));
    response("HeaderResponseIntegerNegative", "value", Some("-2"), |c| c.header().response_integer("negative"));
    response("HeaderResponseLongPositive", "value", Some("105"), |c| c.header().response_long("positive"));
    response("HeaderResponseLongNegative", "value", Some("-2"), |c| c.header().response_long("negative"));
    response("HeaderResponseFloatPositive", "value", Some("0.07"), |c| c.header().response_float("positive"));
    response("HeaderResponseFloatNegative", "value", Some("-3"), |c| c.header().response_float("negative"));
    response("HeaderResponseDoublePositive", "value", Some("7e+120"), |c| c.header().response_double("positive"));
    response("HeaderResponseDoubleNegative", "value", Some("-3"), |c| c.header().response_double("negative"));
    response("HeaderResponseBoolTrue", "value", Some("true"), |c| c.header().response_bool("true"));
    response("HeaderResponseBoolFalse", "value", Some("false"), |c| c.header().response_bool("false"));
    response("HeaderResponseStringValid", "value", Some(FOX), |c| c.header().response_string("valid"));
    response("HeaderResponseStringNull", "value", Some("null"), |c| c.header().response_string("null"));
    response("HeaderResponseStringEmpty", "value", Some(""), |c| c.header().response_string("empty"));
    response("HeaderResponseEnumValid", "value", Some("GREY"), |c| c.header().response_enum("valid"));
    response("HeaderResponseEnumNull", "value", Some(""), |c| c.header().response_enum("null"));
    response("HeaderResponseDateValid", "value", Some("2010-01-01"), |c| c.header().response_date("valid"));
    response("HeaderResponseDateMin", "value", Some("0001-01-01"), |c| c.header().response_date("min"));
    response("HeaderResponseDateTimeValid", "value", Some("2010-01-01T12:34:56Z"), |c| {
        c.header().response_datetime("valid")
    });
    response("HeaderResponseDateTimeMin", "value", Some("0001-01-01T00:00:00Z"), |c| {
        c.header().response_datetime("min")
    });
    response("HeaderResponseDateTimeRfc1123Valid", "value", Some("Fri, 01 Jan 2010 12:34:56 GMT"), |c| {
        c.header().response_datetime_rfc1123("valid")
    });
    response("HeaderResponseDateTimeRfc1123Min", "value", Some("Mon, 01 Jan 0001 00:00:00 GMT"), |c| {
        c.header().response_datetime_rfc1123("min")
    });
    response("HeaderResponseDurationValid", "value", Some("P123DT22H14M12.011S"), |c| {
        c.header().response_duration("valid")
    });
    response("HeaderResponseBytesValid", "value", Some("5ZWK6b2E5LiC54ub54uc76ex76Ss76ex76iM76ip"), |c| {
        c.header().response_byte("valid")
    });
    response("HeaderResponseExistingKey", "user-agent", Some("overwrite"), |c| c.header().response_existing_key());
    response("HeaderResponseProtectedKey", "content-type", Some("text/html; charset=utf-8"), |c| {
        c.header().response_protected_key()
    });
}
