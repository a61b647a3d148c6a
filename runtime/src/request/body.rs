//! Request bodies: in come models and edits, out come bytes that can be sent again and again (R1.20 to R1.23).

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Error, Result,
    model::request_scope::{Scope, Writing},
};

/// Serializes a body, read-only properties left out (R1.21).
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the value cannot be written as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T, writing: Writing) -> Result<Bytes> {
    let _scope = Scope::enter(writing);
    serde_json::to_vec(value).map(Bytes::from).map_err(|_| Error::argument("body", "it cannot be written as JSON"))
}

/// Writes a body as XML, read-only properties left out (R1.21).
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the value has no form in XML.
#[cfg(feature = "xml")]
pub(crate) fn xml<T: Serialize + ?Sized>(value: &T, shape: &crate::xml::XmlBody) -> Result<Bytes> {
    let scope = Scope::enter(Writing::Request);
    let value = serde_json::to_value(value);
    drop(scope);
    let value = value.map_err(|_| Error::argument("body", "it cannot be written"))?;
    crate::xml::from_json(shape, &value).map_err(|why| Error::argument("body", why))
}

/// Writes explicit nulls at the given JSON pointers (R1.22).
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when there is no JSON body or a pointer leads through something
/// that is no object.
pub(crate) fn with_nulls(body: Option<&Bytes>, pointers: &[String]) -> Result<Bytes> {
    let refuse = |why: &str| Error::argument("null", why);
    let body = body.ok_or_else(|| refuse("the call has no body"))?;
    let mut document: Value = serde_json::from_slice(body).map_err(|_| refuse("the body is not JSON"))?;
    for pointer in pointers {
        set_null(&mut document, pointer).map_err(refuse)?;
    }
    Ok(Bytes::from(document.to_string()))
}

fn set_null(document: &mut Value, pointer: &str) -> Result<(), &'static str> {
    const NO_OBJECT: &str = "the pointer leads through something that is no object";
    let path = pointer.strip_prefix('/').ok_or("a JSON pointer to a member begins with `/`")?;
    let mut names: Vec<String> = path.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    let last = names.pop().unwrap_or_default();
    let mut parent = document.as_object_mut().ok_or(NO_OBJECT)?;
    for name in names {
        let child = parent.entry(name).or_insert_with(|| Value::Object(Map::new()));
        parent = child.as_object_mut().ok_or(NO_OBJECT)?;
    }
    parent.insert(last, Value::Null);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(body: &str, pointers: &[&str]) -> Result<Value> {
        let pointers: Vec<String> = pointers.iter().map(|&pointer| pointer.to_owned()).collect();
        with_nulls(Some(&Bytes::from(body.to_owned())), &pointers).map(|bytes| serde_json::from_slice(&bytes).unwrap())
    }

    #[test]
    fn r1_22_explicit_nulls() {
        assert_eq!(edited(r#"{"c":1}"#, &["/b"]).unwrap(), serde_json::json!({"b": null, "c": 1}));
        assert_eq!(
            edited(r#"{"a":{"x":1}}"#, &["/a/x", "/a/y/z", "/m~1n~0o/p"]).unwrap(),
            serde_json::json!({"a": {"x": null, "y": {"z": null}}, "m/n~o": {"p": null}})
        );
    }

    #[test]
    fn r1_22_pointers_that_lead_nowhere_are_refused() {
        for (body, pointer) in [
            (r#"{"a":1}"#, "/a/b"),
            (r#"{"a":[{}]}"#, "/a/0/b"),
            (r#"{"a":null}"#, "/a/b"),
            ("[]", "/a"),
            ("{}", "a"),
            ("{}", ""),
            ("{", "/a"),
        ] {
            assert!(edited(body, &[pointer]).is_err(), "{body} {pointer}");
        }
        assert!(with_nulls(None, &["/a".to_owned()]).is_err());
    }
}
