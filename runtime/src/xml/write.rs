//! Writing: in come the JSON of a model and its shape, out comes XML.

use bytes::Bytes;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use serde_json::Value;

use super::{Place, XmlBody, XmlName, XmlObject, XmlValue};

type Result<T> = std::result::Result<T, &'static str>;

/// The XML of a model. Members that are absent or null are left out (R1.23).
///
/// # Errors
///
/// Why a value has no form in XML: a key that is no name, a character that XML cannot hold, a value of another shape.
pub(crate) fn from_json(body: &XmlBody, value: &Value) -> Result<Bytes> {
    let mut out = Writer::new(Vec::new());
    event(&mut out, Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    element(&mut out, &qualified(body.name), body.name, &body.value, value)?;
    Ok(Bytes::from(out.into_inner()))
}

type Out = Writer<Vec<u8>>;

fn event(out: &mut Out, event: Event<'_>) -> Result<()> {
    out.write_event(event).map_err(|_| "it cannot be written")
}

/// The name as it is written. Attributes and elements declare the namespace themselves, so that no shape depends on
/// another.
fn qualified(name: XmlName) -> String {
    if name.prefix.is_empty() { name.local.to_owned() } else { format!("{}:{}", name.prefix, name.local) }
}

fn declare(start: &mut BytesStart<'_>, name: XmlName) {
    if !name.namespace.is_empty() {
        let key = if name.prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", name.prefix) };
        start.push_attribute((key.as_str(), name.namespace));
    }
}

fn element(out: &mut Out, tag: &str, name: XmlName, shape: &XmlValue, value: &Value) -> Result<()> {
    let mut start = BytesStart::new(tag);
    declare(&mut start, name);
    if let (XmlValue::Object(shape), Value::Object(members)) = (shape, value) {
        for member in shape.members {
            if let (Place::Attribute(name), Some(value)) = (member.place, members.get(member.json))
                && !value.is_null()
            {
                // An element and its attribute may share a prefix, which is declared once.
                let key = if name.prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", name.prefix) };
                let is_declared = start.attributes().flatten().any(|it| it.key.as_ref() == key);
                if !is_declared && !name.prefix.is_empty() {
                    declare(&mut start, name);
                }
                start.push_attribute((qualified(name).as_str(), scalar(value)?.as_str()));
            }
        }
    }
    event(out, Event::Start(start))?;
    content(out, shape, value)?;
    event(out, Event::End(BytesEnd::new(tag)))
}

fn content(out: &mut Out, shape: &XmlValue, value: &Value) -> Result<()> {
    match (shape, value) {
        (_, Value::Null) => Ok(()),
        (XmlValue::Text | XmlValue::Number | XmlValue::Boolean, value) => text(out, &scalar(value)?),
        (XmlValue::Object(shape), Value::Object(members)) => object(out, shape, members),
        (XmlValue::List(name, item), Value::Array(items)) => {
            items.iter().try_for_each(|it| element(out, &qualified(*name), *name, item, it))
        }
        (XmlValue::Map(values), Value::Object(members)) => {
            members.iter().try_for_each(|(key, it)| named(out, key, values, it))
        }
        (XmlValue::Any, Value::Object(members)) => {
            members.iter().try_for_each(|(key, it)| named(out, key, &XmlValue::Any, it))
        }
        (XmlValue::Any, Value::Array(_)) => Err("a list in a list has no form in XML"),
        (XmlValue::Any, value) => text(out, &scalar(value)?),
        (XmlValue::Object(_) | XmlValue::List(..) | XmlValue::Map(_), _) => Err("a value is not what its shape says"),
    }
}

fn object(out: &mut Out, shape: &XmlObject, members: &serde_json::Map<String, Value>) -> Result<()> {
    for member in shape.members {
        let Some(value) = members.get(member.json).filter(|it| !it.is_null()) else { continue };
        match (member.place, value) {
            (Place::Attribute(_), _) => {}
            (Place::Element(name), _) => element(out, &qualified(name), name, &member.value, value)?,
            (Place::Items(name), Value::Array(items)) => {
                items.iter().try_for_each(|it| element(out, &qualified(name), name, &member.value, it))?;
            }
            (Place::Items(_), _) => return Err("a value is not what its shape says"),
            (Place::Text, _) => text(out, &scalar(value)?)?,
        }
    }
    if let Some(rest) = shape.rest {
        let is_known = |key: &str| shape.members.iter().any(|it| it.json == key);
        members.iter().filter(|(key, _)| !is_known(key)).try_for_each(|(key, it)| named(out, key, rest, it))?;
    }
    Ok(())
}

/// An element whose name comes from a key, one for each item if it is a list of anything.
fn named(out: &mut Out, key: &str, shape: &XmlValue, value: &Value) -> Result<()> {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    let is_name =
        key.starts_with(is_start) && key.chars().all(|c| is_start(c) || c.is_numeric() || c == '-' || c == '.');
    if !is_name {
        return Err("a key is no name in XML");
    }
    match (shape, value) {
        (XmlValue::Any, Value::Array(items)) => items.iter().try_for_each(|it| named(out, key, shape, it)),
        _ => element(out, key, XmlName::new(""), shape, value),
    }
}

fn text(out: &mut Out, text: &str) -> Result<()> {
    event(out, Event::Text(BytesText::new(text)))
}

fn scalar(value: &Value) -> Result<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null => String::new(),
        Value::Array(_) | Value::Object(_) => return Err("a value is not what its shape says"),
    };
    // XML 1.0 has no way to write these, not even as references.
    let is_char = |c: char| !(c.is_control() && c.is_ascii()) || matches!(c, '\t' | '\n' | '\r' | '\u{7f}');
    if text.chars().all(|c| is_char(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        Ok(text)
    } else {
        Err("a text has a character that XML cannot hold")
    }
}
