//! Objects in queries and forms: in comes a model, out come the names and texts of its members.

use serde::Serialize;
use serde_json::Value;

use crate::{
    Error, Result,
    model::request_scope::{Scope, Writing},
};

/// The members of an object by name, absent ones aside. A member that is a list has several texts.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the value is no object, or has objects or lists of something
/// else than scalars inside: no specification says how these are written.
pub(crate) fn members<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Vec<(String, Vec<String>)>> {
    let scope = Scope::enter(Writing::Request);
    let value = serde_json::to_value(value);
    drop(scope);
    let Ok(Value::Object(members)) = value else { return Err(Error::argument(name, "it is no object")) };
    let mut texts = Vec::new();
    for (key, value) in members {
        let list: Option<Vec<String>> = match value {
            Value::Null => continue,
            Value::Array(items) => items.iter().map(text_or_empty).collect(),
            scalar => text(&scalar).map(|text| vec![text]),
        };
        let list =
            list.ok_or_else(|| Error::argument(name, "a member of it is neither a scalar nor a list of such"))?;
        texts.push((key, list));
    }
    Ok(texts)
}

/// The members of an object as elements of a list, absent ones aside: their names and texts in turn, or both as one, `name=text`
/// (RFC 6570). Members that are no scalars are left out; generated code has none.
pub fn pairs<T: Serialize + ?Sized>(value: &T, explode: bool) -> Vec<String> {
    let _scope = Scope::enter(Writing::Request);
    let Ok(Value::Object(members)) = serde_json::to_value(value) else { return Vec::new() };
    let texts = members.into_iter().filter_map(|(name, value)| Some((name, text(&value)?)));
    match explode {
        true => texts.map(|(name, text)| format!("{name}={text}")).collect(),
        false => texts.flat_map(|(name, text)| [name, text]).collect(),
    }
}

/// The parts of a value by their names in the style `deepObject` (R1.30): `name[a][b]` for a member of a member, `name[a][0]` for
/// an element of a list. A scalar has the name alone, null has none.
pub(crate) fn deep_members<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Vec<(String, String)>> {
    let scope = Scope::enter(Writing::Request);
    let value = serde_json::to_value(value);
    drop(scope);
    let value = value.map_err(|_| Error::argument(name, "it cannot be written"))?;
    let mut found = Vec::new();
    add_deep(name.to_owned(), &value, &mut found);
    Ok(found)
}

fn add_deep(name: String, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                add_deep(format!("{name}[{key}]"), value, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                add_deep(format!("{name}[{index}]"), item, found);
            }
        }
        scalar => found.extend(text(scalar).map(|it| (name, it))),
    }
}

/// A scalar; null in a list is an empty text (R1.12).
fn text_or_empty(value: &Value) -> Option<String> {
    if value.is_null() { Some(String::new()) } else { text(value) }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value as JSON text, read-only properties left out (R1.21). Every model can be written: its names are texts.
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> String {
    let _scope = Scope::enter(Writing::Request);
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_and_lists_of_them() {
        let value = json!({"a": "x y", "b": 5, "c": true, "d": null, "e": ["1", 2, null]});
        let expected = [("a", vec!["x y"]), ("b", vec!["5"]), ("c", vec!["true"]), ("e", vec!["1", "2", ""])];
        let found = members("q", &value).unwrap();
        let found: Vec<(&str, Vec<&str>)> =
            found.iter().map(|(name, texts)| (name.as_str(), texts.iter().map(String::as_str).collect())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn members_may_be_elements_of_a_list() {
        let value = json!({"a": "x y", "b": 5, "c": null});
        assert_eq!(pairs(&value, false), ["a", "x y", "b", "5"]);
        assert_eq!(pairs(&value, true), ["a=x y", "b=5"]);
    }

    #[test]
    fn r1_30_the_names_of_deep_objects_tell_the_way() {
        let deep = |value: serde_json::Value| {
            let found = deep_members("q", &value).unwrap();
            found.into_iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(" ")
        };
        let value = json!({"name": "x", "address": {"city": "y z", "none": null, "tags": ["a", null, 1]}});
        assert_eq!(deep(value), "q[name]=x q[address][city]=y z q[address][tags][0]=a q[address][tags][2]=1");
        assert_eq!(
            deep(json!({"lines": [{"a": 1}, {"a": true, "b": [[2]]}]})),
            "q[lines][0][a]=1 q[lines][1][a]=true q[lines][1][b][0][0]=2"
        );
        assert_eq!(deep(json!(["a", {"b": 1}, null])), "q[0]=a q[1][b]=1");
        assert_eq!(deep(json!("")), "q=");
        assert_eq!(deep(json!(null)), "");
    }

    #[test]
    fn what_no_specification_knows_is_refused() {
        for value in [json!("x"), json!(null), json!([1]), json!({"a": {"b": 1}}), json!({"a": [[1]]})] {
            assert!(members("q", &value).is_err(), "{value}");
        }
    }
}
