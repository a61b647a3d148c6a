//! Reading: in come XML and its shape, out comes the JSON that the model is read from.

use serde_json::{Map, Value};

use super::{
    Place, XmlBody, XmlObject, XmlValue,
    element::{Element, parse},
};
use crate::model::decode::DecodeFailure;

/// The JSON of a document.
///
/// Elements and attributes are found by their local names, in any order; what the shape does not name is passed over, as it
/// is in JSON (R6.7). A number or boolean that is none stays a text, so that reading the model says where it stands.
///
/// # Errors
///
/// What is wrong with the XML, without its text.
pub(crate) fn to_json(body: &XmlBody, bytes: &[u8]) -> Result<Value, DecodeFailure> {
    Ok(value(&body.value, parse(bytes)?))
}

fn value(shape: &XmlValue, element: Element) -> Value {
    match shape {
        XmlValue::Text | XmlValue::Number | XmlValue::Boolean => scalar(shape, element.text),
        XmlValue::Any => any(element),
        XmlValue::Object(shape) => object(shape, element),
        XmlValue::List(_, item) => element.elements.into_iter().map(|it| value(item, it)).collect(),
        XmlValue::Map(values) => {
            element.elements.into_iter().map(|mut it| (std::mem::take(&mut it.name), value(values, it))).collect()
        }
    }
}

fn scalar(shape: &XmlValue, text: String) -> Value {
    let trimmed = text.trim();
    match shape {
        // An empty element says that there is no number.
        XmlValue::Number | XmlValue::Boolean if trimmed.is_empty() => Value::Null,
        XmlValue::Number => match serde_json::from_str::<serde_json::Number>(trimmed) {
            Ok(number) => Value::Number(number),
            Err(_) => Value::String(text),
        },
        // The forms of XML Schema, and the capitals that some services write.
        XmlValue::Boolean => match trimmed {
            "true" | "True" | "1" => Value::Bool(true),
            "false" | "False" | "0" => Value::Bool(false),
            _ => Value::String(text),
        },
        _ => Value::String(text),
    }
}

fn object(shape: &XmlObject, element: Element) -> Value {
    let mut members = Map::new();
    for (name, text) in element.attributes {
        let member = shape.members.iter().find(|it| matches!(it.place, Place::Attribute(known) if known.local == name));
        if let Some(member) = member {
            members.insert(member.json.to_owned(), scalar(&member.value, text));
        }
    }
    for mut child in element.elements {
        let name = std::mem::take(&mut child.name);
        let member = shape
            .members
            .iter()
            .find(|it| matches!(it.place, Place::Element(known) | Place::Items(known) if known.local == name));
        match (member, shape.rest) {
            (Some(member), _) if matches!(member.place, Place::Items(_)) => {
                let item = value(&member.value, child);
                match members.entry(member.json).or_insert_with(|| Value::Array(Vec::new())) {
                    Value::Array(items) => items.push(item),
                    other => *other = item,
                }
            }
            (Some(member), _) => {
                members.insert(member.json.to_owned(), value(&member.value, child));
            }
            (None, Some(rest)) => {
                members.insert(name, value(rest, child));
            }
            (None, None) => {}
        }
    }
    if let Some(member) = shape.members.iter().find(|it| matches!(it.place, Place::Text)) {
        members.insert(member.json.to_owned(), scalar(&member.value, element.text));
    }
    Value::Object(members)
}

/// What has elements inside is an object, and a list where a name occurs again; everything else is a text.
fn any(element: Element) -> Value {
    if element.elements.is_empty() {
        return Value::String(element.text);
    }
    let mut members = Map::new();
    for mut child in element.elements {
        let name = std::mem::take(&mut child.name);
        let item = any(child);
        match members.get_mut(&name) {
            None => {
                members.insert(name, item);
            }
            Some(Value::Array(items)) => items.push(item),
            Some(first) => {
                let first = first.take();
                members.insert(name, Value::Array(vec![first, item]));
            }
        }
    }
    Value::Object(members)
}
