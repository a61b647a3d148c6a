//! The arguments of a call by name: in comes a name, out comes the value in the form the typed method takes.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::Invocation;
use crate::{
    Error, FilePart, Result,
    model::{
        decode::decode,
        value::{ReadElement, ReadValue},
    },
    values::decode_lenient,
};

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
        read.map(Some).map_err(|failure| Error::argument(name, failure.sentence_without_position()))
    }

    /// A value of any type, or null; one of the two is required.
    pub fn nullable<T: ReadValue>(&self, name: &str) -> Result<Option<T>> {
        match self.arguments.get(name) {
            Some(Value::Null) => Ok(None),
            _ => self.value(name).map(Some),
        }
    }

    /// A list.
    pub fn list<T: ReadElement>(&self, name: &str) -> Result<Vec<T>> {
        self.value(name)
    }

    /// A list, if it is given.
    pub fn optional_list<T: ReadElement>(&self, name: &str) -> Result<Option<Vec<T>>> {
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

    /// A body of bytes: those of a string, or `{"base64": "…"}`.
    pub fn bytes(&self, name: &str) -> Result<Bytes> {
        required(name, self.optional_bytes(name)?)
    }

    /// A body of bytes, if it is given.
    pub fn optional_bytes(&self, name: &str) -> Result<Option<Bytes>> {
        self.find(name)?.map(|value| bytes(name, value)).transpose()
    }

    /// A file in a form: its bytes as those of a body, in an object also `fileName` and `contentType`.
    pub fn file(&self, name: &str) -> Result<FilePart> {
        required(name, self.optional_file(name)?)
    }

    /// A file in a form, if it is given.
    pub fn optional_file(&self, name: &str) -> Result<Option<FilePart>> {
        self.find(name)?.map(|value| file(name, value)).transpose()
    }

    /// Files in a form.
    pub fn files(&self, name: &str) -> Result<Vec<FilePart>> {
        required(name, self.optional_files(name)?)
    }

    /// Files in a form, if they are given.
    pub fn optional_files(&self, name: &str) -> Result<Option<Vec<FilePart>>> {
        let Some(value) = self.find(name)? else { return Ok(None) };
        let items = value.as_array().ok_or_else(|| Error::argument(name, "expected an array of files"))?;
        items.iter().map(|item| file(name, item)).collect::<Result<_>>().map(Some)
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

fn bytes(name: &str, value: &Value) -> Result<Bytes> {
    let Value::Object(members) = value else { return text(name, value).map(|it| Bytes::from(it.into_owned())) };
    match (members.get("text"), members.get("base64").and_then(Value::as_str)) {
        (Some(content), None) => text(name, content).map(|it| Bytes::from(it.into_owned())),
        (None, Some(content)) => match decode_lenient(content) {
            Some(bytes) => Ok(Bytes::from(bytes)),
            None => Err(Error::argument(name, "expected base64 text")),
        },
        _ => Err(Error::argument(name, "expected a string, or an object with a member `base64` or `text`")),
    }
}

fn file(name: &str, value: &Value) -> Result<FilePart> {
    let mut file = FilePart::new(bytes(name, value)?);
    if let Some(file_name) = value.get("fileName").and_then(Value::as_str) {
        file = file.file_name(file_name);
    }
    if let Some(media_type) = value.get("contentType").and_then(Value::as_str) {
        file = file.content_type(media_type);
    }
    Ok(file)
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
    fn bytes_and_files_come_as_text_or_base64() {
        let it = Invocation::from(json!({
            "text": "x", "object": {"text": "y"}, "binary": {"base64": "AP8="},
            "file": {"base64": "AP8=", "fileName": "a.zip", "contentType": "application/zip"},
            "files": ["x", {"text": "y"}], "bad": {"base64": "%"}, "empty": {},
        }));
        assert_eq!(it.bytes("text").unwrap(), "x");
        assert_eq!(it.bytes("object").unwrap(), "y");
        assert_eq!(it.bytes("binary").unwrap(), &[0, 255][..]);
        let file = format!("{:?}", it.file("file").unwrap());
        assert_eq!(file, "FilePart { length: 2, file_name: Some(\"a.zip\"), content_type: Some(\"application/zip\") }");
        assert_eq!(it.files("files").unwrap().len(), 2);
        assert!(it.file("bad").is_err() && it.bytes("empty").is_err() && it.files("text").is_err());
        assert!(it.optional_files("none").unwrap().is_none() && it.optional_file("none").unwrap().is_none());
    }

    #[test]
    fn null_and_nothing_are_absent() {
        for it in [Invocation::from(json!({"a": null, "other": 1})), Invocation::from(Value::Null)] {
            assert_eq!(it.optional_text("a").unwrap(), None);
            assert_eq!(it.optional_value::<i32>("a").unwrap(), None);
            assert_eq!(it.optional_texts("a").unwrap(), None);
            assert_eq!(it.optional_bytes("a").unwrap(), None);
            assert!(it.nullable::<i32>("b").is_err());
            assert_eq!(fails(it.text("a")), "invalid argument: `a`: the operation requires it");
        }
    }

    #[test]
    fn null_is_a_value_where_it_may_be_one() {
        let it = Invocation::from(json!({"a": null, "b": 1}));
        assert_eq!((it.nullable::<i32>("a").unwrap(), it.nullable::<i32>("b").unwrap()), (None, Some(1)));
        assert_eq!(fails(it.nullable::<i32>("c")), "invalid argument: `c`: the operation requires it");
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
