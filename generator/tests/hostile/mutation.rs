//! Documents with mistakes put into them at random, from a fixed seed.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::generated;

/// Documents that use nearly everything.
fn documents() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    ["constructs.yaml", "names.yaml", "bodies.yaml"]
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(folder.join(name)).expect("the document is there");
            serde_yaml::from_str(&text).expect("the document is YAML")
        })
        .collect()
}

/// Keywords and values that mean something somewhere.
const WORDS: [&str; 40] = [
    "$ref",
    "type",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "enum",
    "default",
    "required",
    "discriminator",
    "additionalProperties",
    "parameters",
    "responses",
    "schema",
    "in",
    "name",
    "format",
    "x-ms-enum",
    "x-ms-pageable",
    "x-ms-client-name",
    "x-ms-long-running-operation",
    "x-ms-discriminator-value",
    "object",
    "array",
    "string",
    "integer",
    "file",
    "path",
    "query",
    "body",
    "formData",
    "#/definitions/Thing",
    "#/definitions/Shape",
    "200",
    "default",
    "operationId",
    "paths",
    "self",
    "",
];

fn word(random: &mut fastrand::Rng) -> String {
    random.choice(WORDS).unwrap_or("").to_owned()
}

fn value(random: &mut fastrand::Rng) -> Value {
    match random.u8(0..10) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i64(-5..5)),
        3 => json!(1.5e300),
        4 => json!([]),
        5 => json!({}),
        6 => json!([word(random), word(random)]),
        7 => json!({ word(random): word(random) }),
        8 => json!("a\u{0}\u{202e}\n```{}'\"\\"),
        _ => json!(word(random)),
    }
}

/// Changes one place: the deeper, the likelier.
fn mutate(node: &mut Value, random: &mut fastrand::Rng, donors: &[Value]) {
    if random.u8(0..8) == 0 {
        *node = if random.bool() { value(random) } else { random.choice(donors).cloned().unwrap_or_default() };
        return;
    }
    match node {
        Value::Object(members) if !members.is_empty() => {
            let at = random.usize(0..members.len());
            let Some(key) = members.keys().nth(at).cloned() else { return };
            match random.u8(0..12) {
                0 => drop(members.shift_remove(&key)),
                1 => {
                    let renamed: Map<String, Value> = members
                        .iter()
                        .map(|(name, it)| (if *name == key { word(random) } else { name.clone() }, it.clone()))
                        .collect();
                    *members = renamed;
                }
                2 => drop(members.insert(word(random), value(random))),
                _ => members.get_mut(&key).into_iter().for_each(|it| mutate(it, random, donors)),
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            let at = random.usize(0..elements.len());
            match random.u8(0..8) {
                0 => drop(elements.remove(at)),
                1 => elements.push(elements[at].clone()),
                _ => mutate(&mut elements[at], random, donors),
            }
        }
        other => *other = value(random),
    }
}

#[test]
fn mistakes_in_documents_are_told_and_never_crash() {
    let mut random = fastrand::Rng::with_seed(7);
    let documents = documents();
    let donors: Vec<Value> = documents
        .iter()
        .filter_map(|it| it.get("definitions")?.as_object())
        .flat_map(|it| it.values().cloned())
        .collect();
    let mut accepted = 0;
    for round in 0..300 {
        let mut document = documents[round % documents.len()].clone();
        for _ in 0..random.usize(1..6) {
            mutate(&mut document, &mut random, &donors);
        }
        accepted += usize::from(generated("a.json", document.to_string().into_bytes()).generated);
    }
    assert!((30..300).contains(&accepted), "{accepted}: the mistakes are neither all fatal nor all harmless");
}

#[test]
fn bytes_that_are_no_document_are_told_and_never_crash() {
    let mut random = fastrand::Rng::with_seed(8);
    let text = documents()[0].to_string().into_bytes();
    for round in 0..200 {
        let mut bytes = text.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = random.u8(..),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, *random.choice(b"{}[]\",:\0\xff#&*").unwrap_or(&0)),
            }
        }
        generated(if round % 2 == 0 { "a.json" } else { "a.yaml" }, bytes);
    }
}
