//! What a spec declares of an example: takes a value beside its type, gives the part that a client keeps.

use azrest_generator::model::{SchemaKind, Service, Type};
use serde_json::{Map, Value};

/// Reads values by the types of a service.
pub struct Declared<'a> {
    pub service: &'a Service,
    /// Whether read-only members are left out.
    pub request: bool,
    /// The members that no schema declares.
    pub undeclared: Vec<String>,
}

impl Declared<'_> {
    /// The declared part of a value. A null counts as absent.
    pub fn part(&mut self, place: &str, value: &Value, declared: &Type) -> Option<Value> {
        if value.is_null() {
            return None;
        }
        Some(match (declared, value) {
            (Type::Array { items, .. }, Value::Array(elements)) => {
                elements.iter().filter_map(|it| self.part(&format!("{place}[]"), it, items)).collect()
            }
            (Type::Map { values, .. }, Value::Object(members)) => {
                let part = |(key, it): (&String, &Value)| {
                    Some((key.clone(), self.part(&format!("{place}/{key}"), it, values)?))
                };
                Value::Object(members.iter().filter_map(part).collect())
            }
            (Type::Reference { name }, _) => return self.named(place, value, name),
            _ => value.clone(),
        })
    }

    fn named(&mut self, place: &str, value: &Value, name: &str) -> Option<Value> {
        let service = self.service;
        let schema = service.schemas.get(name).unwrap_or_else(|| panic!("the model has no schema {name}"));
        let object = match &schema.kind {
            SchemaKind::Object(object) => object,
            SchemaKind::Alias { target } => return self.part(place, value, target),
            SchemaKind::Enum(_) => return Some(value.clone()),
        };
        let Value::Object(members) = value else { return Some(value.clone()) };
        if let Some(discriminator) = &object.discriminator {
            let kind = value.get(&discriminator.property).and_then(Value::as_str);
            let subtype = discriminator.subtypes.iter().find(|it| kind.is_some_and(|kind| it.value == kind));
            match subtype {
                Some(subtype) if subtype.schema != name => return self.named(place, value, &subtype.schema),
                // An unknown kind is kept as it is.
                None => return Some(value.clone()),
                Some(_) => {}
            }
        }
        let mut kept = Map::new();
        for (key, child) in members {
            let place = format!("{place}/{key}");
            let part = if let Some(property) = object.properties.iter().find(|it| it.name == *key) {
                if self.request && property.read_only { None } else { self.part(&place, child, &property.value) }
            } else if object.discriminator_property.as_ref() == Some(key) {
                Some(child.clone())
            } else if let Some(values) = &object.additional_properties {
                self.part(&place, child, values)
            } else {
                self.undeclared.push(place);
                None
            };
            kept.extend(part.map(|part| (key.clone(), part)));
        }
        Some(Value::Object(kept))
    }
}

/// Where two values differ. Numbers and dates compare by what they say; `more` allows members that are not expected.
pub fn difference(place: &str, expected: &Value, found: &Value, more: bool) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, value) in expected {
                let place = format!("{place}/{key}");
                let Some(found) = found.get(key) else { return Some(format!("{place} is missing")) };
                if let Some(difference) = difference(&place, value, found, more) {
                    return Some(difference);
                }
            }
            let surplus = found.keys().find(|key| !more && !expected.contains_key(*key))?;
            Some(format!("{place}/{surplus} is not expected"))
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => expected
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(i, (a, b))| difference(&format!("{place}/{i}"), a, b, more)),
        _ if is_same(expected, found) => None,
        _ => Some(format!("{place}: expected {expected}, found {found}")),
    }
}

fn is_same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() || a.as_f64().map(|it| it as f32) == b.as_f64().map(|it| it as f32)
        }
        (Value::String(a), Value::String(b)) => a == b || is_same_text(a, b),
        _ => expected == found,
    }
}

/// Whether two texts are the same, or the same moment.
pub fn is_same_text(a: &str, b: &str) -> bool {
    let moment = |text: &str| text.parse::<azrest_runtime::DateTime>().ok();
    let web_moment = |text: &str| text.parse::<azrest_runtime::DateTimeRfc1123>().ok();
    a == b
        || (moment(a).is_some() && moment(a) == moment(b))
        || (web_moment(a).is_some() && web_moment(a) == web_moment(b))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_are_found() {
        let expected = json!({"a": [1, {"b": "2019-05-23T20:00:00.0Z"}], "c": 0.5});
        let same = json!({"a": [1.0, {"b": "2019-05-23T20:00:00Z"}], "c": 0.5});
        assert_eq!(difference("", &expected, &same, false), None);
        for found in [
            json!({"a": [1, {"b": "2019-05-23T20:00:00.0Z"}]}),
            json!({"a": [1], "c": 0.5}),
            json!({"a": [1, {"b": "2019-05-23T20:00:01.0Z"}], "c": 0.5}),
            json!({"a": [1, {"b": "2019-05-23T20:00:00.0Z"}], "c": "0.5"}),
            json!(null),
        ] {
            assert!(difference("", &expected, &found, true).is_some(), "{found}");
        }
        let more = json!({"a": [1, {"b": "2019-05-23T20:00:00.0Z", "x": 1}], "c": 0.5});
        assert_eq!(difference("", &expected, &more, true), None);
        assert_eq!(difference("", &expected, &more, false).as_deref(), Some("/a/1/x is not expected"));
    }
}
