//! True verdicts on real services: pairs of covered releases, and covered specs with changes made at random.

use fastrand::Rng;
use serde_json::{Value, json};

use super::covered::{operations, schemas};

/// Makes a number of changes in a spec. They are of all kinds that a new release has.
pub fn mutated(spec: &Value, seed: u64, count: usize) -> Value {
    let mut document = spec.clone();
    let mut rng = Rng::with_seed(seed);
    let mut done = 0;
    while done < count {
        let number = done;
        done += usize::from(mutate(&mut document, &mut rng, number));
    }
    document
}

fn mutate(document: &mut Value, rng: &mut Rng, number: usize) -> bool {
    if rng.u8(..10) < 7 { of_schema(document, rng, number) } else { of_operation(document, rng, number) }
}

fn of_schema(document: &mut Value, rng: &mut Rng, number: usize) -> bool {
    let names = schemas(document);
    let name = &names[rng.usize(..names.len())];
    let is_base = document["components"]["schemas"][name].get("discriminator").is_some();
    let schema = &mut document["components"]["schemas"][name];
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        if values.len() > 1 && rng.bool() {
            values.remove(rng.usize(..values.len()));
        } else {
            values.push(json!(format!("Added{number}")));
        }
        return true;
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return false };
    let keys: Vec<String> = properties.keys().cloned().collect();
    if keys.is_empty() || is_base {
        return false;
    }
    let key = keys[rng.usize(..keys.len())].clone();
    match rng.u8(..9) {
        0 => drop(properties.shift_remove(&key)),
        1 => drop(properties.insert(format!("added{number}"), json!({ "type": "string" }))),
        2 => drop(properties.insert(key, json!({ "type": "integer", "format": "int32" }))),
        3 => {
            let value = properties.get_mut(&key).and_then(Value::as_object_mut).expect("a schema");
            if value.contains_key("$ref") || value.shift_remove("readOnly").is_none() {
                return false;
            }
        }
        4 => {
            let value = properties.get_mut(&key).and_then(Value::as_object_mut).expect("a schema");
            if value.contains_key("$ref") || value.insert("readOnly".to_owned(), json!(true)).is_some() {
                return false;
            }
        }
        5 => {
            // The last becomes the first.
            let mut list: Vec<(String, Value)> = std::mem::take(properties).into_iter().collect();
            list.rotate_right(1);
            properties.extend(list);
        }
        6 => {
            let value = properties.get_mut(&key).and_then(Value::as_object_mut).expect("a schema");
            if value.contains_key("$ref") {
                return false;
            }
            value.insert("x-ms-client-name".to_owned(), json!(format!("other{number}")));
        }
        7 => {
            let all: Vec<Value> = keys.iter().map(|it| json!(it)).collect();
            schema["required"] = if rng.bool() { json!([key]) } else { json!(all) };
        }
        _ => {
            if schema.as_object_mut().is_some_and(|it| it.shift_remove("required").is_none()) {
                return false;
            }
        }
    }
    true
}

fn of_operation(document: &mut Value, rng: &mut Rng, number: usize) -> bool {
    let all = operations(document);
    let (path, method) = &all[rng.usize(..all.len())];
    let item = document["paths"][path].as_object_mut().expect("a path item");
    match rng.u8(..9) {
        0 => drop(item.shift_remove(method)),
        1 => {
            let mut copy = document["paths"][path].clone();
            copy.as_object_mut().expect("a path item").retain(|key, _| key == method || key == "parameters");
            let id = copy[method]["operationId"].as_str().unwrap_or_default().to_owned();
            copy[method]["operationId"] = json!(format!("{id}Added{number}"));
            document["paths"][format!("/added{number}{path}")] = copy;
        }
        2 => {
            let id = item[method]["operationId"].as_str().unwrap_or_default().to_owned();
            item[method]["operationId"] = json!(format!("{id}Renamed{number}"));
        }
        3 => {
            let parameter = json!({ "name": format!("added{number}"), "in": "query", "required": rng.bool(), "schema": { "type": "string" } });
            match item[method].get_mut("parameters").and_then(Value::as_array_mut) {
                Some(list) => list.push(parameter),
                None => item[method]["parameters"] = json!([parameter]),
            }
        }
        4 => {
            let Some(list) = item[method].get_mut("parameters").and_then(Value::as_array_mut) else { return false };
            let is_free = |it: &Value| it.get("in").is_some_and(|it| it != "path");
            let Some(index) = list.iter().position(is_free) else { return false };
            if rng.bool() {
                list.remove(index);
            } else {
                let required = list[index]["required"] == true;
                list[index]["required"] = json!(!required);
            }
        }
        5 => {
            let Some(list) = item[method].get_mut("parameters").and_then(Value::as_array_mut) else { return false };
            list.reverse();
        }
        6 => {
            let operation = item[method].as_object_mut().expect("an operation");
            if operation.shift_remove("x-ms-pageable").is_none() {
                return false;
            }
        }
        7 => {
            let operation = item[method].as_object_mut().expect("an operation");
            if operation.shift_remove("x-ms-long-running-operation").is_none() {
                operation.insert("x-ms-long-running-operation".to_owned(), json!(true));
            }
        }
        _ => item[method]["responses"]["203"] = json!({ "description": "" }),
    }
    true
}
