//! The arguments of a call by name: in comes a name, out comes the value in the form the typed method takes.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::Invocation;
use crate::{Error, Result, model::decode::decode, model::value::ReadValue};

/// The functions without `optional` in their names fail for a missing argument.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) naming the argument.
#[doc(hidden)]
impl Invocation {
    /// A text; numbers and booleans are written as on the wire.
    pub fn text(&self, name: &str) -> Result<Cow<'_, str>> {
        required(name, self.optional_text(name)?)
    }

    /// A text, if it is given.
    pub fn optional_text(&self, name: &str) -> Result<Option<Cow<'_, str>>> {
        self.find(name)?.map(|value| text(name, value)).transpose()
    }

    /// A value of any type that a service could answer. A scalar may be given as its text on the wire.
    pub fn value<T: ReadValue>(&self, name: &str) -> Result<T> {
        required(name, self.optional_value(name)?)
    }

    /// A value of any type, if it is given.
    pub fn optional_value<T: ReadValue>(&self, name: &str) -> Result<Option<T>> {
        let Some(value) = self.find(name)? else { return Ok(None) };
        let read = decode(value.to_string().as_bytes()).or_else(|failure| match value {
            // `"10"` is the 10 that stands in a query.
            Value::String(text) => decode(text.as_bytes()).map_err(|_| failure),
            _ => Err(failure),
        });
        read.map(Some).map_err(|failure| Error::argument(name, &failure.sentence()))
    }

    /// A list.
    pub fn list<T: ReadValue>(&self, name: &str) -> Result<Vec<T>> {
        self.value(name)
    }

    /// A list, if it is given.
    pub fn optional_list<T: ReadValue>(&self, name: &str) -> Result<Option<Vec<T>>> {
        self.optional_value(name)
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>> {
        required(name, self.optional_texts(name)?)
    }

    /// A list of texts, if it is given.
    pub fn optional_texts(&self, name: &str) -> Result<Option<Vec<&str>>> {
        let Some(value) = self.find(name)? else { return Ok(None) };
        let texts = value.as_array().and_then(|items| items.iter().map(Value::as_str).collect());
        texts.map(Some).ok_or_else(|| Error::argument(name, "expected an array of strings"))
    }

    /// A body of bytes, those of a string.
    pub fn bytes(&self, name: &str) -> Result<Bytes> {
        required(name, self.optional_bytes(name)?)
    }

    /// A body of bytes, if it is given.
    pub fn optional_bytes(&self, name: &str) -> Result<Option<Bytes>> {
        Ok(self.optional_text(name)?.map(|text| Bytes::from(text.into_owned())))
    }

    fn find(&self, name: &str) -> Result<Option<&Value>> {
        match &self.arguments {
            Value::Object(all) => Ok(all.get(name).filter(|value| !value.is_null())),
            Value::Null => Ok(None),
            _ => Err(Error::argument("arguments", "expected an object with an argument a member")),
        }
    }
}

fn required<T>(name: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::argument(name, "the operation requires it"))
}

fn text<'a>(name: &str, value: &'a Value) -> Result<Cow<'a, str>> {
    match value {
        Value::String(text) => Ok(Cow::Borrowed(text)),
        Value::Number(_) | Value::Bool(_) => Ok(Cow::Owned(value.to_string())),
        _ => Err(Error::argument(name, "expected a string")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fails<T: std::fmt::Debug>(result: Result<T>) -> String {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Argument);
        error.to_string()
    }

    #[test]
    fn values_come_in_the_form_that_is_asked_for() {
        let all = json!({"s": "x", "n": 5, "b": true, "l": ["a", "b"], "q": "7", "t": "2024-01-03T00:00:00Z"});
        let it = Invocation::from(all);
        assert_eq!((&*it.text("s").unwrap(), &*it.text("n").unwrap(), &*it.text("b").unwrap()), ("x", "5", "true"));
        assert_eq!(it.value::<i32>("n").unwrap(), 5);
        assert_eq!(it.value::<i64>("q").unwrap(), 7);
        assert!(it.value::<bool>("b").unwrap());
        assert!(it.value::<crate::DateTime>("t").is_ok());
        assert_eq!(it.list::<String>("l").unwrap(), ["a", "b"]);
        assert_eq!(it.texts("l").unwrap(), ["a", "b"]);
        assert_eq!(it.bytes("s").unwrap(), "x");
    }

    #[test]
    fn null_and_nothing_are_absent() {
        for it in [Invocation::from(json!({"a": null, "other": 1})), Invocation::from(Value::Null)] {
            assert_eq!(it.optional_text("a").unwrap(), None);
            assert_eq!(it.optional_value::<i32>("a").unwrap(), None);
            assert_eq!(it.optional_texts("a").unwrap(), None);
            assert_eq!(it.optional_bytes("a").unwrap(), None);
            assert_eq!(fails(it.text("a")), "invalid argument: `a`: the operation requires it");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_and_not_shown() {
        let it = Invocation::from(json!({"s": "secret", "o": {"secret": 1}}));
        for text in [
            fails(it.value::<i32>("s")),
            fails(it.text("o")),
            fails(it.texts("s")),
            fails(it.list::<String>("o")),
            fails(Invocation::from(json!("secret")).text("s")),
        ] {
            assert!(!text.contains("secret"), "{text}");
        }
        assert!(!format!("{it:?}").contains("secret\""));
    }
}
