//! Kinds: what of discriminators and constants is sent, and that what was read is sent again.

use azrest_golden_vendor::Client;
use azrest_golden_vendor::models::{Order, Paper, Puzzle, Ribbon, Toy, Train, Vehicle, Wrapping};
use azrest_runtime::auth::ApiKey;
use azrest_runtime::testing::{Answer, FakeTransport};
use serde_json::{Value, json};

/// What is sent of an order, and the toy that comes back.
async fn replace(order: &Order, answer: &Value) -> (Value, Toy) {
    let answer = Answer::status(200).json(answer.to_string());
    let transport = FakeTransport::with(move |_| answer.clone());
    let builder = Client::builder(ApiKey::new("key"), "https://pets.example").transport(transport.clone());
    let toy = builder.build().expect("a sound configuration").replace_toy(order).await.expect("a toy");
    let request = transport.requests().pop().expect("a request");
    assert!(request.url.path().ends_with("/toys/2"), "{}", request.url);
    (serde_json::from_slice(&request.body.expect("a body")).expect("JSON"), toy)
}

#[tokio::test]
async fn constants_and_kinds_are_sent_by_themselves() {
    let toy = Toy::from(Vehicle::from(Train { cars: Some(3), ..Train::default() }));
    let order = Order {
        wrapping: Some(Ribbon { length: Some(1), ..Ribbon::default() }.into()),
        ribbon: Some(Ribbon { material: Some("silk".into()), ..Ribbon::default() }),
        ..Order::new(toy)
    };
    let constants = json!({
        "schema": "order",
        "version": 2,
        "gift": false,
        "toy": {"drive": "rails", "kind": "vehicle", "cars": 3},
        "wrapping": {"material": "ribbon", "length": 1},
        "ribbon": {"material": "silk"},
    });
    let (sent, read) = replace(&order, &constants["toy"]).await;
    assert_eq!(sent, constants);
    assert_eq!(Some(&read), order.toy.as_ref());
    assert_eq!(read.kind(), Some("vehicle"));
}

#[tokio::test]
async fn every_kind_that_is_read_can_be_sent_again() {
    for toy in [
        json!({"kind": "puzzle", "pieces": 9}),
        json!({"kind": "jigsaw", "pieces": 9}),
        json!({"kind": "vehicle", "drive": "rails", "cars": 1}),
        json!({"kind": "vehicle", "drive": "wings", "span": 1}),
        json!({"kind": "vehicle"}),
        json!({"kind": "kite", "tail": true}),
    ] {
        let (_, read) = replace(&Order::new(Puzzle::new("jigsaw")), &toy).await;
        assert_eq!(read.kind(), toy["kind"].as_str());
        assert_eq!(matches!(read, Toy::UnknownKind(_)), toy["kind"] == "kite");
        let (sent, again) = replace(&Order::new(read.clone()), &toy).await;
        assert_eq!((&sent["toy"], again), (&toy, read));
    }
    for material in ["paper", "foil"] {
        assert_eq!(Wrapping::from(Paper::new(material)).kind(), Some(material));
    }
}
