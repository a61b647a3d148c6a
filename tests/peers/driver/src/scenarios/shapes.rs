//! Models with several parents, objects of no type, errors of declared shapes.

use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, parsed, short};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    multiple_inheritance(list);
    object_type(list);
    error_responses(list);
}

fn multiple_inheritance(list: &mut Vec<Scenario>) {
    use multiple_inheritance::Client;
    let mut it = Document::new("multiple-inheritance", list, |peer| Client::builder(peer.credential(), &peer.base));
    macro_rules! both {
        ($get:literal $get_method:ident $got:expr, $put:literal $put_method:ident $sent:expr) => {{
            it.reads($get, |c| c.$get_method(), $got, "GET 200");
            let sent: Value = $sent;
            it.runs($put, move |peer, client| {
                let sent = sent.clone();
                async move {
                    let answer = client.$put_method(&parsed(sent)).await.expect("a success");
                    assert!(answer.ends_with("was correct!"), "{answer}");
                    assert_eq!(peer.trail(), "PUT 200");
                }
            });
        }};
    }
    both!(
        "MultipleInheritancePetGet" get_pet json!({"name": "Peanut"}),
        "MultipleInheritancePetPut" put_pet json!({"name": "Butter"})
    );
    both!(
        "MultipleInheritanceHorseGet" get_horse json!({"name": "Fred", "isAShowHorse": true}),
        "MultipleInheritanceHorsePut" put_horse json!({"name": "General", "isAShowHorse": false})
    );
    both!(
        "MultipleInheritanceFelineGet" get_feline json!({"meows": true, "hisses": true}),
        "MultipleInheritanceFelinePut" put_feline json!({"meows": false, "hisses": true})
    );
    both!(
        "MultipleInheritanceCatGet" get_cat
            json!({"name": "Whiskers", "likesMilk": true, "meows": true, "hisses": true}),
        "MultipleInheritanceCatPut" put_cat
            json!({"name": "Boots", "likesMilk": false, "meows": true, "hisses": false})
    );
    both!(
        "MultipleInheritanceKittenGet" get_kitten
            json!({"name": "Gatito", "likesMilk": true, "meows": true, "hisses": true, "eatsMiceYet": false}),
        "MultipleInheritanceKittenPut" put_kitten
            json!({"name": "Kitty", "likesMilk": false, "meows": true, "hisses": false, "eatsMiceYet": true})
    );
}

fn object_type(list: &mut Vec<Scenario>) {
    use object_type::Client;
    let mut it = Document::new("object-type", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.reads("ObjectTypeResponse", |c| c.get(), json!({"message": "An object was successfully returned"}), "GET 200");
    it.gives("ObjectTypePut", |c| c.put(&parsed(json!({"foo": "bar"}))), (), "PUT 200");
    it.fails(
        "ObjectTypeErrorResponse",
        |c| c.put(&parsed(json!({"foo": "other"}))),
        "Http 400: The object you passed was incorrect",
        "PUT 400",
    );
}

/// Errors whose shape the document declares: the body is the caller's to read.
fn error_responses(list: &mut Vec<Scenario>) {
    use xms_error_responses::Client;
    let mut it = Document::new("xms-error-responses", list, |peer| Client::builder(peer.credential(), &peer.base));
    let tommy = json!({"aniType": "Dog", "name": "Tommy Tomson"});
    it.reads("expectedNoErrors", |c| c.pet().get_pet_by_id("tommy"), tommy, "GET 200");
    it.also("an accepted request without a pet is no error", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        assert!(client.pet().get_pet_by_id("django").await.expect("a 202").is_none());
        assert_eq!(peer.trail(), "GET 202");
    });
    let mut refused = |name, pet: &'static str, status: u16, member: &'static str, value: Value| {
        it.runs(name, move |peer, client| {
            let value = value.clone();
            async move {
                let error = client.pet().get_pet_by_id(pet).await.expect_err("a refusal");
                assert_eq!(error.status().map(|it| it.as_u16()), Some(status), "{}", short(&error));
                let body: Value = serde_json::from_slice(error.raw_body()).expect("JSON");
                assert_eq!(if member.is_empty() { &body } else { &body[member] }, &value);
                assert_eq!(peer.trail(), format!("GET {status}"));
            }
        });
    };
    refused("animalNotFoundError", "coyoteUgly", 404, "whatNotFound", json!("AnimalNotFound"));
    refused("linkNotFoundError", "weirdAlYankovic", 404, "whatNotFound", json!("InvalidResourceLink"));
    it.runs("stringError", |peer, client| async move {
        let error = client.pet().get_pet_by_id("ringo").await.expect_err("a refusal");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(400));
        assert!(serde_json::from_slice::<String>(error.raw_body()).is_ok_and(|it| it.starts_with("ringo")));
        assert_eq!(peer.trail(), "GET 400");
    });
    it.runs("intError", |peer, client| async move {
        let error = client.pet().get_pet_by_id("alien123").await.expect_err("a refusal");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(501));
        assert!(serde_json::from_slice::<i64>(error.raw_body()).is_ok());
        assert_eq!(peer.trail(), "GET 501");
    });
    it.runs("expectedPetHungryError", |peer, client| async move {
        let error = client.pet().do_something("fetch").await.expect_err("a refusal");
        let body: Value = serde_json::from_slice(error.raw_body()).expect("JSON");
        assert_eq!(body["hungryOrThirsty"], "hungry and thirsty");
        assert_eq!(peer.trail(), "POST 404");
    });
    // A 500 is repeated, since the driver's policy allows it for POST; the error is the last answer.
    it.runs("expectedPetSadError+sendErrorWithParamNameModels", |peer, client| async move {
        let error = client.pet().do_something("jump").await.expect_err("a refusal");
        let body: Value = serde_json::from_slice(error.raw_body()).expect("JSON");
        assert_eq!(body["errorType"], "PetSadError");
        assert_eq!(peer.trail(), "POST 500, POST 500, POST 500, POST 500, POST 500");
        let error = client.pet().has_models_param().models("value1").await.expect_err("a refusal");
        assert_eq!((error.status().map(|it| it.as_u16()), error.attempts().len()), (Some(500), 5));
    });
}
