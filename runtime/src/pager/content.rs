//! One page's body: in come bytes, out come the items, the next link and the other members (R4.1 to R4.3).

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use crate::{
    model::{
        breadcrumb,
        decode::{DecodeFailure, carry, decode_with, without_mark},
        object::Key,
        value::{ListVisitor, Nullable, ReadValue},
    },
    operation::Paging,
};

/// What is on a page, read in one pass.
#[derive(Debug, PartialEq)]
pub(super) struct Content<T> {
    /// The items; none for a page without.
    pub(super) items: Vec<T>,
    /// The link to the next page, blank ones aside (R4.2).
    pub(super) link: Option<String>,
}

impl<T: ReadValue> Content<T> {
    /// Reads a page.
    pub(super) fn read(body: &[u8], paging: &Paging) -> Result<Self, DecodeFailure> {
        if without_mark(body).is_empty() {
            return Ok(Self { items: Vec::new(), link: None });
        }
        decode_with(body, |deserializer| deserializer.deserialize_any(PageVisitor { paging, items: PhantomData }))
    }
}

struct PageVisitor<'a, T> {
    paging: &'a Paging,
    items: PhantomData<T>,
}

impl<'de, T: ReadValue> Visitor<'de> for PageVisitor<'_, T> {
    type Value = Content<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    /// Some lists are their items.
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Content<T>, A::Error> {
        ListVisitor::new().visit_seq(seq).map(|items| Content { items, link: None })
    }

    /// Names are literal first and paths then (R4.3). Of duplicates, the last one counts.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content<T>, A::Error> {
        let (mut items, mut page) = (None, Members::new(self.paging));
        while let Some(Key(key)) = map.next_key()? {
            if key == self.paging.item_name {
                items = Some(map.next_value_seed(Nullable::<Vec<T>>::new()).map_err(|error| at(&key, error))?);
            } else {
                page.read(&key, &mut map)?;
            }
        }
        let items = match (items, page.inner(self.paging.item_name)) {
            (Some(items), _) => items,
            (None, Some(inner)) => inner.read(Nullable::<Vec<T>>::new(), self.paging.item_name)?,
            (None, None) => None,
        };
        Ok(Content { items: items.unwrap_or_default(), link: page.link()? })
    }
}

/// Notes the place of an error that is on its way up.
#[cold]
fn at<E>(name: &str, error: E) -> E {
    breadcrumb::leave_member(name);
    error
}

/// The members of a page beside its items, whatever the items are.
struct Members<'a, 'de> {
    paging: &'a Paging,
    /// The value of the literal name; the inner `None` is `null`.
    link: Option<Option<String>>,
    /// The values of members in which a name with dots may lead on, not read yet.
    parents: Vec<(String, &'de RawValue)>,
}

impl<'a, 'de> Members<'a, 'de> {
    fn new(paging: &'a Paging) -> Self {
        Self { paging, link: None, parents: Vec::new() }
    }

    /// Reads the value of one member.
    fn read<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let leads_to = |name: &str| name.split_once('.').is_some_and(|(first, _)| first == key);
        if self.paging.next_link_name == Some(key) {
            self.link = Some(map.next_value_seed(Nullable::new()).map_err(|error| at(key, error))?);
        } else if leads_to(self.paging.item_name) || self.paging.next_link_name.is_some_and(leads_to) {
            self.parents.push((key.to_owned(), map.next_value()?));
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    /// The value to which a name leads as a path.
    fn inner(&self, name: &str) -> Option<Inner<'de>> {
        let (first, rest) = name.split_once('.')?;
        let (_, parent) = self.parents.iter().rev().find(|(key, _)| key == first)?;
        find(parent, rest).map(Inner)
    }

    fn link<E: Error>(self) -> Result<Option<String>, E> {
        let Some(name) = self.paging.next_link_name else { return Ok(None) };
        let inner = if self.link.is_none() { self.inner(name) } else { None };
        let link = match inner {
            Some(inner) => inner.read(Nullable::new(), name)?,
            None => self.link.flatten(),
        };
        Ok(link.filter(|link| !link.trim().is_empty()))
    }
}

/// A member by its literal name, else by its name as a path.
fn find<'de>(parent: &'de RawValue, name: &str) -> Option<&'de RawValue> {
    let members: RawMembers<'de> = serde_json::from_str(parent.get()).ok()?;
    let literal = |name: &str| members.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value);
    literal(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        find(literal(first)?, rest)
    })
}

/// A value that a path led to.
struct Inner<'de>(&'de RawValue);

impl<'de> Inner<'de> {
    fn read<S: DeserializeSeed<'de>, E: Error>(self, seed: S, name: &str) -> Result<S::Value, E> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0.get());
        seed.deserialize(&mut deserializer).map_err(|error| at(name, carry(&error)))
    }
}

/// The members of a page beside its items and its link. A page was read without them, so that they may turn out to be no
/// values: numbers out of range, broken escapes, too deep.
pub(super) fn rest(body: &[u8], paging: &Paging) -> Result<Map<String, Value>, DecodeFailure> {
    // Some lists are their items, and have nothing beside them.
    if without_mark(body).trim_ascii_start().first() != Some(&b'{') {
        return Ok(Map::new());
    }
    decode_with(body, |deserializer| deserializer.deserialize_map(RestVisitor(paging)))
}

struct RestVisitor<'a>(&'a Paging);

impl<'de> Visitor<'de> for RestVisitor<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let names = || std::iter::once(self.0.item_name).chain(self.0.next_link_name);
        let (mut members, mut found) = (Map::new(), Vec::new());
        while let Some(Key(key)) = map.next_key()? {
            if let Some(name) = names().find(|name| *name == key) {
                map.next_value::<IgnoredAny>()?;
                found.push(name);
            } else {
                let value = map.next_value().map_err(|error| at(&key, error))?;
                members.insert(key.into_owned(), value);
            }
        }
        // Names that no member has lead into one (R4.3).
        names().filter(|name| !found.contains(name)).for_each(|name| remove(&mut members, name));
        Ok(members)
    }
}

fn remove(members: &mut Map<String, Value>, name: &str) {
    if members.shift_remove(name).is_none()
        && let Some((first, rest)) = name.split_once('.')
        && let Some(Value::Object(inner)) = members.get_mut(first)
    {
        remove(inner, rest);
    }
}

/// The members of an object, their values not read yet.
struct RawMembers<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawMembersVisitor;

        impl<'de> Visitor<'de> for RawMembersVisitor {
            type Value = RawMembers<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawMembers<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawMembers(members))
            }
        }

        deserializer.deserialize_map(RawMembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, paging: &Paging) -> (Vec<i32>, Option<String>) {
        let content = Content::read(body.as_bytes(), paging).unwrap();
        (content.items, content.link)
    }

    fn both(items: &[i32], link: &str) -> (Vec<i32>, Option<String>) {
        (items.to_vec(), Some(link.to_owned()))
    }

    fn failure(body: &str, paging: &Paging) -> DecodeFailure {
        Content::<i32>::read(body.as_bytes(), paging).unwrap_err()
    }

    #[test]
    fn r4_1_and_r4_2_items_and_links_may_be_missing() {
        let paging = Paging::DEFAULT;
        assert_eq!(read(r#"{"value":[1],"nextLink":"x"}"#, &paging), both(&[1], "x"));
        for link in ["null", "\"\"", "\"  \""] {
            assert_eq!(read(&format!(r#"{{"value":[],"nextLink":{link}}}"#), &paging), (vec![], None), "{link}");
        }
        assert_eq!(read(r#"{"nextLink":"x"}"#, &paging), both(&[], "x"));
        assert_eq!(read(r#"{"value":null}"#, &paging), (vec![], None));
        assert_eq!(read("", &paging), (vec![], None));
        assert_eq!(read("[1]", &paging), (vec![1], None));
        let single = Paging { next_link_name: None, ..Paging::DEFAULT };
        assert_eq!(read(r#"{"value":[1],"nextLink":"x"}"#, &single), (vec![1], None));
    }

    #[test]
    fn r4_3_names_are_literal_first_and_paths_then() {
        let odata = Paging { item_name: "values", next_link_name: Some("odata.nextLink"), ..Paging::DEFAULT };
        assert_eq!(read(r#"{"values":[1],"odata.nextLink":"x"}"#, &odata), both(&[1], "x"));
        assert_eq!(read(r#"{"values":[1],"odata":{"nextLink":"y"}}"#, &odata), both(&[1], "y"));
        let nested = Paging { item_name: "a.b", next_link_name: Some("a.c.d"), ..Paging::DEFAULT };
        assert_eq!(read(r#"{"a":{"b":[1],"c":{"d":"z"}}}"#, &nested), both(&[1], "z"));
        assert_eq!(read(r#"{"a":{"b":[1],"c.d":"z"},"a.b":[2]}"#, &nested), both(&[2], "z"));
        assert_eq!(read(r#"{"a":{"b":[1]},"a.b":null,"a.c.d":null}"#, &nested), (vec![], None));
        assert_eq!(read(r#"{"a":{"b":null},"a":{"b":[3,null]}}"#, &nested), (vec![3], None));
        assert_eq!(read(r#"{"a":[1]}"#, &nested), (vec![], None));
    }

    #[test]
    fn pages_that_are_no_pages_are_errors() {
        for body in [r#""x""#, "1", "{", "{\"value\":[}", "[1", r#"{"value":[],"nextLink":5}"#] {
            assert!(Content::<i32>::read(body.as_bytes(), &Paging::DEFAULT).is_err(), "{body}");
        }
    }

    #[test]
    fn r6_7_failures_name_their_place_and_show_no_content() {
        let sentence = |body, paging| failure(body, paging).sentence();
        let text = sentence(r#"{"value":[1,"secret"]}"#, &Paging::DEFAULT);
        assert!(text.starts_with("at /value/1: expected an integer of 32 bits ("), "{text}");
        let text = sentence(r#"{"value":[],"nextLink":["secret"]}"#, &Paging::DEFAULT);
        assert!(text.starts_with("at /nextLink: expected a string ("), "{text}");
        let text = sentence(r#""secret""#, &Paging::DEFAULT);
        assert!(text.starts_with("expected an object ("), "{text}");
        let nested = Paging { item_name: "a.b", next_link_name: Some("a.c"), ..Paging::DEFAULT };
        let text = sentence(r#"{"a":{"b":[1,2,"secret"]}}"#, &nested);
        assert!(text.starts_with("at /a.b/2: expected an integer of 32 bits ("), "{text}");
        let text = sentence(r#"{"a":{"c":{"secret":1}}}"#, &nested);
        assert!(text.starts_with("at /a.c: expected a string ("), "{text}");
    }

    #[test]
    fn other_members_are_kept() {
        let rest = |body: &str, paging| rest(body.as_bytes(), paging).map(Value::Object).map_err(|it| it.sentence());
        let body = r#"{"count":2,"value":[{"unread":1e999}],"nextLink":"x","a":{"b":1}}"#;
        assert_eq!(rest(body, &Paging::DEFAULT).unwrap(), serde_json::json!({"count": 2, "a": {"b": 1}}));
        let nested = Paging { item_name: "a.b", next_link_name: Some("a.c.d"), ..Paging::DEFAULT };
        let body = "\u{feff}{\"a\":{\"b\":[],\"c\":{\"d\":\"\",\"e\":1}},\"value\":2}";
        assert_eq!(rest(body, &nested).unwrap(), serde_json::json!({"a": {"c": {"e": 1}}, "value": 2}));
        assert_eq!(rest(r#"{"a":{"b":1},"a.b":[]}"#, &nested).unwrap(), serde_json::json!({"a": {"b": 1}}));
        for body in ["", " [1]"] {
            assert_eq!(rest(body, &nested).unwrap(), serde_json::json!({}));
        }
        for value in ["1e999", r#""\ud800""#, &format!("{}{}", "[".repeat(200), "]".repeat(200))] {
            let body = format!(r#"{{"value":[1],"other":{value}}}"#);
            assert_eq!(read(&body, &Paging::DEFAULT), (vec![1], None));
            let failure = rest(&body, &Paging::DEFAULT).unwrap_err();
            assert!(failure.starts_with("at /other: invalid JSON ("), "{failure}");
        }
    }
}
