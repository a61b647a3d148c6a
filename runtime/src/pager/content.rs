//! One page's body: in come bytes, out come the place of the items, the next link and the other members (R4.1 to R4.3).

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use crate::{
    model::decode::{DecodeFailure, decode, without_mark},
    operation::Paging,
};

/// What is on a page, before the items are read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Content {
    /// The JSON of the items; `None` for a page without items.
    pub(super) items: Option<Box<str>>,
    /// The link to the next page, blank ones aside (R4.2).
    pub(super) link: Option<String>,
}

impl Content {
    /// Reads a page.
    pub(super) fn read(body: &[u8], paging: &Paging) -> Result<Self, DecodeFailure> {
        let body = without_mark(body);
        if body.is_empty() {
            return Ok(Self::default());
        }
        if body.trim_ascii_start().starts_with(b"[") {
            // Some lists are their items.
            let items: &RawValue = serde_json::from_slice(body).map_err(|_| invalid(body))?;
            return Ok(Self { items: Some(items.get().into()), link: None });
        }
        let members: Members<'_> = serde_json::from_slice(body).map_err(|_| invalid(body))?;
        let link = paging.next_link_name.and_then(|name| members.find(name)).filter(|link| !is_null(link));
        let link = match link {
            Some(link) => serde_json::from_str::<String>(link.get()).map_err(|_| DecodeFailure {
                pointer: pointer(paging.next_link_name.unwrap_or_default()),
                what: "expected a string".to_owned(),
            })?,
            None => String::new(),
        };
        let items = members.find(paging.item_name).filter(|items| !is_null(items)).map(|items| items.get().into());
        Ok(Self { items, link: Some(link).filter(|link| !link.trim().is_empty()) })
    }
}

/// The members of a page beside its items and its link.
pub(super) fn rest(body: &[u8], paging: &Paging) -> Map<String, Value> {
    let mut members: Map<String, Value> = serde_json::from_slice(without_mark(body)).unwrap_or_default();
    remove(&mut members, paging.item_name);
    if let Some(name) = paging.next_link_name {
        remove(&mut members, name);
    }
    members
}

fn remove(members: &mut Map<String, Value>, name: &str) {
    if members.shift_remove(name).is_none()
        && let Some((first, rest)) = name.split_once('.')
        && let Some(Value::Object(inner)) = members.get_mut(first)
    {
        remove(inner, rest);
    }
}

/// A member's name as a JSON pointer; dotted names are shown as paths.
pub(super) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// Says what is wrong with a body that is no object.
fn invalid(body: &[u8]) -> DecodeFailure {
    match decode::<Map<String, Value>>(body) {
        Err(failure) => failure,
        Ok(_) => DecodeFailure { pointer: String::new(), what: "expected an object".to_owned() },
    }
}

/// The members of an object, their values not read yet.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// A member by its literal name, else by its name as a path (R4.3). Of duplicates, the last one counts.
    fn find(&self, name: &str) -> Option<&'a RawValue> {
        let literal = |name: &str| self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value);
        literal(name).or_else(|| {
            let (first, rest) = name.split_once('.')?;
            let inner: Members<'a> = serde_json::from_str(literal(first)?.get()).ok()?;
            inner.find(rest)
        })
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, paging: &Paging) -> (Option<String>, Option<String>) {
        let content = Content::read(body.as_bytes(), paging).unwrap();
        (content.items.map(String::from), content.link)
    }

    fn both(items: &str, link: &str) -> (Option<String>, Option<String>) {
        (Some(items.to_owned()), Some(link.to_owned()))
    }

    #[test]
    fn r4_1_and_r4_2_items_and_links_may_be_missing() {
        let paging = Paging::DEFAULT;
        assert_eq!(read(r#"{"value":[1],"nextLink":"x"}"#, &paging), both("[1]", "x"));
        for link in ["null", "\"\"", "\"  \""] {
            assert_eq!(
                read(&format!(r#"{{"value":[],"nextLink":{link}}}"#), &paging),
                (Some("[]".into()), None),
                "{link}"
            );
        }
        assert_eq!(read(r#"{"nextLink":"x"}"#, &paging), (None, Some("x".into())));
        assert_eq!(read(r#"{"value":null}"#, &paging), (None, None));
        assert_eq!(read("", &paging), (None, None));
        assert_eq!(read("[1]", &paging), (Some("[1]".into()), None));
        let single = Paging { next_link_name: None, ..Paging::DEFAULT };
        assert_eq!(read(r#"{"value":[1],"nextLink":"x"}"#, &single), (Some("[1]".into()), None));
    }

    #[test]
    fn r4_3_names_are_literal_first_and_paths_then() {
        let odata = Paging { item_name: "values", next_link_name: Some("odata.nextLink"), ..Paging::DEFAULT };
        assert_eq!(read(r#"{"values":[1],"odata.nextLink":"x"}"#, &odata), both("[1]", "x"));
        assert_eq!(read(r#"{"values":[1],"odata":{"nextLink":"y"}}"#, &odata), both("[1]", "y"));
        let nested = Paging { item_name: "a.b", next_link_name: Some("a.c.d"), ..Paging::DEFAULT };
        assert_eq!(read(r#"{"a":{"b":[1],"c":{"d":"z"}}}"#, &nested), both("[1]", "z"));
    }

    #[test]
    fn pages_that_are_no_pages_are_errors() {
        for body in [r#""x""#, "1", "{", "{\"value\":[}", "[1", r#"{"value":[],"nextLink":5}"#] {
            assert!(Content::read(body.as_bytes(), &Paging::DEFAULT).is_err(), "{body}");
        }
    }

    #[test]
    fn other_members_are_kept() {
        let body = br#"{"count":2,"value":[1],"nextLink":"x","a":{"b":1}}"#;
        assert_eq!(Value::Object(rest(body, &Paging::DEFAULT)), serde_json::json!({"count": 2, "a": {"b": 1}}));
    }
}
