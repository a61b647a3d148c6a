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
            // Null in a list is an empty text (R1.12).
            Value::Array(items) => {
                items.iter().map(|it| if it.is_null() { Some(String::new()) } else { text(it) }).collect()
            }
            scalar => text(&scalar).map(|text| vec![text]),
        };
        let list =
            list.ok_or_else(|| Error::argument(name, "a member of it is neither a scalar nor a list of such"))?;
        texts.push((key, list));
    }
    Ok(texts)
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
    fn what_no_specification_knows_is_refused() {
        for value in [json!("x"), json!(null), json!([1]), json!({"a": {"b": 1}}), json!({"a": [[1]]})] {
            assert!(members("q", &value).is_err(), "{value}");
        }
    }
}
