//! What a document leaves open: further members, further values of enums, errors of other shapes, nulls in patches.

use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, parsed, short};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    additional_properties(list);
    extensible_enums(list);
    error_with_secrets(list);
    incorrect_error(list);
    merge_patch(list);
}

fn additional_properties(list: &mut Vec<Scenario>) {
    use additionalproperties::Client;
    let mut it = Document::new("additionalProperties", list, |peer| Client::builder(peer.credential(), &peer.base));
    // The read-only member `status` comes with the answer, and is not sent although it is set.
    let created = |mut value: Value| {
        value["status"] = json!(true);
        value
    };
    macro_rules! created {
        ($name:literal, $method:ident, $value:expr) => {{
            let value = created($value);
            let sent = value.clone();
            it.reads($name, move |c| c.pets().$method(&parsed(sent.clone())), value, "PUT 200");
        }};
    }
    let puppy = json!({
        "id": 1, "name": "Puppy", "birthdate": "2017-12-13T02:29:51Z", "complexProperty": {"color": "Red"},
    });
    created!("additionalPropertiesTrue", create_ap_true, puppy.clone());
    created!(
        "additionalPropertiesSubclass",
        create_cat_ap_true,
        json!({
            "id": 1, "name": "Lisa", "friendly": true, "birthdate": "2017-12-13T02:29:51Z",
            "complexProperty": {"color": "Red"},
        })
    );
    created!(
        "additionalPropertiesTypeObject",
        create_ap_object,
        json!({
            "id": 2, "name": "Hira", "siblings": [puppy], "picture": "//////4=",
        })
    );
    created!(
        "additionalPropertiesTypeString",
        create_ap_string,
        json!({
            "id": 3, "name": "Tommy", "color": "red", "weight": "10 kg", "city": "Bombay",
        })
    );
    created!(
        "additionalPropertiesInProperties",
        create_ap_in_properties,
        json!({
            "id": 4, "name": "Bunny", "additionalProperties": {"height": 5.61, "weight": 599.0, "footsize": 11.5},
        })
    );
    created!(
        "additionalPropertiesInPropertiesWithAPTypeString",
        create_ap_in_properties_with_ap_string,
        json!({
            "id": 5, "name": "Funny", "@odata.location": "westus",
            "additionalProperties": {"height": 5.61, "weight": 599.0, "footsize": 11.5},
            "color": "red", "city": "Seattle", "food": "tikka masala",
        })
    );
}

fn extensible_enums(list: &mut Vec<Scenario>) {
    use extensible_enums_swagger::Client;
    let mut it = Document::new("extensible-enums-swagger", list, |peer| Client::builder(peer.credential(), &peer.base));
    let pet = |name: &str, day: &str, number: &str| json!({"name": name, "DaysOfWeek": day, "IntEnum": number});
    it.reads("expectedEnum", |c| c.pet().get_by_pet_id("tommy"), pet("Tommy Tomson", "Monday", "1"), "GET 200");
    it.reads("unexpectedEnum", |c| c.pet().get_by_pet_id("casper"), pet("Casper Ghosty", "Weekend", "2"), "GET 200");
    it.reads(
        "allowedValueEnum",
        |c| c.pet().get_by_pet_id("scooby"),
        pet("Scooby Scarface", "Thursday", "2.1"),
        "GET 200",
    );
    let retriever = pet("Retriever", "Friday", "3");
    let sent = retriever.clone();
    it.reads("roundTripEnum", move |c| c.pet().add_pet().pet_param(&parsed(sent.clone())), retriever, "POST 200");
}

fn error_with_secrets(list: &mut Vec<Scenario>) {
    use error_with_secrets::Client;
    let mut it = Document::new("error-with-secrets", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.runs("ErrorWithSecrets", |peer, client| async move {
        let error = client.get_error_with_secrets().await.expect_err("a 403");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(403));
        assert_eq!(error.code(), Some("Unauthorized"));
        assert_eq!(error.details().len(), 1);
        assert_eq!(error.request_id(), Some("5e123516-834e-4222-9e80-353108d33357"));
        // The key is in the body, which the caller can read and no text shows (R6.5).
        const KEY: &str = "1c88a67921784300a462b2cb61da2339";
        assert!(String::from_utf8_lossy(error.raw_body()).contains(KEY));
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains(KEY), "{shown}");
        assert_eq!(peer.trail(), "GET 403");
    });
}

fn incorrect_error(list: &mut Vec<Scenario>) {
    use incorrect_error_response::Client;
    let mut it = Document::new("incorrect-error-response", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.runs("verifyIncorrectErrorParsing", |peer, client| async move {
        let error = client.get_incorrect_error_from_server().await.expect_err("a 444");
        assert_eq!(short(&error), "Http 444: foobar");
        assert_eq!(error.raw_body(), b"foobar");
        assert_eq!(peer.trail(), "GET 444");
    });
}

/// A patch that removes a member: the null goes along (R1.22). The server checks the type and the length of the body.
fn merge_patch(list: &mut Vec<Scenario>) {
    use merge_patch::Client;
    let mut it = Document::new("merge-patch", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.runs("PassMergePatchObject", |peer, client| async move {
        client.patch_single(&json!({})).null("/names").await.expect("a success");
        let body = peer.requests()[0].body.clone().expect("a body");
        assert_eq!(body, &br#"{"names":null}"#[..]);
        assert_eq!(peer.trail(), "PATCH 200");
    });
}
