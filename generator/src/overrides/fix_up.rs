//! Fix-ups: takes the tree of an upstream document, gives it with its mistakes corrected.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::diagnostics::{Code, Diagnostics, nearest_name};
use crate::source::{Node, Span, Value, unescape_token};

/// The correction of a mistake in an upstream document.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FixUp {
    /// The document, below the spec root.
    pub file: String,
    /// The JSON pointer of the value in that document. Behind a list, `-` stands for a new element.
    pub at: String,
    /// What is wrong.
    pub reason: String,
    /// Where that is said, or can be seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// The value that is there; absent if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Json>,
    /// The same as JSON text: TOML has no null.
    #[serde(default, skip_serializing)]
    pub expected_json: Option<String>,
    /// The value that should be there; absent if nothing should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
    /// The same as JSON text.
    #[serde(default, skip_serializing)]
    pub value_json: Option<String>,
    /// Where the entry stands.
    #[serde(skip)]
    pub place: Option<Span>,
    /// Where it names its file.
    #[serde(skip)]
    pub file_place: Option<Span>,
}

impl FixUp {
    /// Reads the values that are given as JSON text, and the place as messages show it. Says what is wrong with the entry.
    pub fn settle(&mut self) -> Result<(), String> {
        for (value, text, key) in [
            (&mut self.expected, &mut self.expected_json, "expected"),
            (&mut self.value, &mut self.value_json, "value"),
        ] {
            if let Some(text) = text.take() {
                if value.is_some() {
                    return Err(format!("`{key}` and `{key}-json` say the same; one of them is enough"));
                }
                let json = serde_json::from_str(&text).map_err(|it| format!("`{key}-json` is no JSON: {it}"))?;
                *value = Some(json);
            }
        }
        // As messages show it.
        if let Some(pointer) = self.at.strip_prefix('#') {
            self.at = pointer.to_owned();
        }
        if !self.at.starts_with('/') {
            return Err(format!("`{}` is no JSON pointer to a part of a document", self.at));
        }
        if self.expected == self.value {
            return Err("`expected` and `value` are equal, or both absent: that changes nothing".to_owned());
        }
        Ok(())
    }

    /// Changes the tree; gives the place of the change.
    fn apply(&self, tree: &mut Node) -> Result<Span, Problem> {
        let (parent, token) = self.at.rsplit_once('/').ok_or(Problem::NoPlace)?;
        let parent = tree.pointer_mut(parent).ok_or(Problem::NoPlace)?;
        let found = parent.pointer(&format!("/{token}"));
        match (found, &self.expected) {
            (Some(found), Some(expected)) if same(&found.to_json(), expected) => {}
            (Some(found), _) if self.value.as_ref().is_some_and(|it| same(&found.to_json(), it)) => {
                return Err(Problem::Mended);
            }
            (Some(found), _) => return Err(Problem::Found(Box::new(found.to_json()))),
            (None, None) => {}
            (None, Some(_)) if self.value.is_none() => return Err(Problem::Mended),
            (None, Some(_)) => return Err(Problem::NoPlace),
        }
        let around = parent.span;
        match (&mut parent.value, &self.value) {
            (Value::Object(members), Some(value)) => {
                let key = unescape_token(token);
                let span = members.get(&key).map_or(around, |it| it.span);
                members.insert(key, Node::from_json(value, span));
                Ok(span)
            }
            (Value::Object(members), None) => {
                Ok(members.shift_remove(&unescape_token(token)).map_or(around, |it| it.span))
            }
            (Value::Array(elements), value) => {
                let index = if token == "-" { elements.len() } else { token.parse().map_err(|_| Problem::NoPlace)? };
                let span = elements.get(index).map_or(around, |it| it.span);
                match value {
                    Some(value) if index < elements.len() => elements[index] = Node::from_json(value, span),
                    Some(value) if index == elements.len() => elements.push(Node::from_json(value, span)),
                    None if index < elements.len() => drop(elements.remove(index)),
                    _ => return Err(Problem::NoPlace),
                }
                Ok(span)
            }
            _ => Err(Problem::NoPlace),
        }
    }

    /// The place, if what is removed is an element of a list: texts and indexes.
    fn removes_element(&self) -> Option<Vec<Result<usize, &str>>> {
        let place: Vec<_> = self.at.split('/').map(|it| it.parse().map_err(|_| it)).collect();
        (self.value.is_none() && matches!(place.last(), Some(Ok(_)))).then_some(place)
    }

    /// What it does, for notes.
    fn effect(&self) -> String {
        let shown = |it: &Json| super::toml_text::shortened(&it.to_string());
        let change = match (&self.expected, &self.value) {
            (Some(old), Some(new)) => format!("{} becomes {}", shown(old), shown(new)),
            (Some(old), None) => format!("{} is removed", shown(old)),
            (None, Some(new)) => format!("{} is added", shown(new)),
            (None, None) => String::new(),
        };
        let link = if self.link.is_empty() { String::new() } else { format!(" ({})", self.link) };
        format!("`{}` #{}: {change}: {}{link}", self.file, self.at, self.reason)
    }

    /// The record of it in an imported document.
    pub(crate) fn to_json(&self) -> Json {
        let mut members = Map::new();
        for (key, text) in [("file", &self.file), ("at", &self.at), ("reason", &self.reason), ("link", &self.link)] {
            if !text.is_empty() {
                members.insert(key.to_owned(), Json::String(text.clone()));
            }
        }
        for (key, value) in [("expected", &self.expected), ("value", &self.value)] {
            members.extend(value.as_ref().map(|it| (key.to_owned(), it.clone())));
        }
        Json::Object(members)
    }
}

/// Why a fix-up cannot be applied.
enum Problem {
    NoPlace,
    Mended,
    Found(Box<Json>),
}

/// Whether two values are equal: the order of members does not count, nor how a number is written.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        // Two integers are compared as such: doubles would make neighbours equal.
        (Json::Number(a), Json::Number(b)) => a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The fix-ups of a run, and which of them have been looked at.
#[derive(Debug, Default)]
pub(crate) struct FixUps<'a> {
    list: &'a [FixUp],
    seen: Vec<bool>,
}

impl<'a> FixUps<'a> {
    pub(crate) fn new(list: &'a [FixUp]) -> Self {
        Self { list, seen: vec![false; list.len()] }
    }

    /// Applies those of a file to its tree, in the order of the manifest. Elements of lists go at the end, the last ones first,
    /// so that places are those of the document as it was written.
    pub(crate) fn apply(&mut self, file: &str, tree: &mut Node, diagnostics: &mut Diagnostics) {
        let mut list = Vec::new();
        for (fix_up, seen) in self.list.iter().zip(&mut self.seen).filter(|(it, _)| it.file == file) {
            *seen = true;
            list.push(fix_up);
        }
        list.sort_by_key(|it| it.removes_element().map(Reverse));
        for fix_up in list {
            let (code, message) = match fix_up.apply(tree) {
                Ok(span) => {
                    diagnostics.add(Code::FixUpApplied, Some(span), &fix_up.at, fix_up.effect());
                    continue;
                }
                Err(Problem::NoPlace) => {
                    (Code::UnusedOverride, format!("`{file}` has nothing at #{}, or no place for it", fix_up.at))
                }
                Err(Problem::Mended) => {
                    (Code::StaleFixUp, format!("`{file}` already is at #{} what the fix-up makes of it", fix_up.at))
                }
                Err(Problem::Found(found)) => {
                    let found = super::toml_text::shortened(&found.to_string());
                    (Code::StaleFixUp, format!("`{file}` has another value at #{}: {found}", fix_up.at))
                }
            };
            diagnostics.add(code, fix_up.place, &fix_up.at, message);
        }
    }

    /// Reports those whose files were not read; `read` are those that were.
    pub(crate) fn report_unused(&self, read: &[&str], diagnostics: &mut Diagnostics) {
        for (fix_up, _) in self.list.iter().zip(&self.seen).filter(|(_, seen)| !**seen) {
            let message = format!("`{}` is none of the documents that were read", fix_up.file);
            let end = fix_up.file.rsplit('/').next();
            let same_end = || read.iter().find(|it| it.rsplit('/').next() == end).map(|it| (*it).to_owned());
            let meant = same_end().or_else(|| nearest_name(&fix_up.file, read));
            let hint = meant.map_or(Code::UnusedOverride.hint().to_owned(), |it| format!("did you mean `{it}`?"));
            diagnostics.add_with_hint(
                Code::UnusedOverride,
                fix_up.file_place.or(fix_up.place),
                &fix_up.at,
                message,
                hint,
            );
        }
    }
}

/// Notes the fix-ups that an imported document records, and compares them with those of the manifest.
pub(crate) fn applied_at_import(tree: &Node, list: &[FixUp], diagnostics: &mut Diagnostics) {
    use crate::openapi::extensions::names::FIX_UPS;
    let recorded = tree.get(FIX_UPS).and_then(Node::as_array).unwrap_or_default();
    for (index, node) in recorded.iter().enumerate() {
        let pointer = format!("/{FIX_UPS}/{index}");
        let json = node.to_json();
        match list.iter().find(|it| same(&it.to_json(), &json)) {
            Some(fix_up) => diagnostics.add(Code::FixUpApplied, Some(node.span), pointer, fix_up.effect()),
            None => {
                let message = "the spec was imported with a fix-up that the manifest does not list";
                diagnostics.add(Code::StaleFixUp, Some(node.span), pointer, message);
            }
        }
    }
    for fix_up in list {
        if !recorded.iter().any(|it| same(&it.to_json(), &fix_up.to_json())) {
            let message = format!("the spec was imported without the fix-up of `{}` #{}", fix_up.file, fix_up.at);
            diagnostics.add(Code::StaleFixUp, fix_up.place, &fix_up.at, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::source::FileId;

    const SPAN: Span = Span { file: FileId(0), line: 1, column: 1 };

    fn applied(at: &str, expected: Option<Json>, value: Option<Json>) -> Result<Json, Code> {
        let mut tree = Node::from_json(&json!({"a": {"b/c": 1, "list": ["x", {"y": null}]}}), SPAN);
        let list = [FixUp { file: "f".to_owned(), at: at.to_owned(), expected, value, ..FixUp::default() }];
        let mut diagnostics = Diagnostics::new();
        let mut fix_ups = FixUps::new(&list);
        fix_ups.apply("other", &mut tree, &mut diagnostics);
        fix_ups.apply("f", &mut tree, &mut diagnostics);
        fix_ups.report_unused(&["f"], &mut diagnostics);
        match diagnostics.sorted().as_slice() {
            [only] if only.code == Code::FixUpApplied => Ok(tree.to_json()["a"].clone()),
            [only] => Err(only.code),
            other => panic!("one diagnostic each: {other:?}"),
        }
    }

    #[test]
    fn integers_are_equal_to_themselves_alone() {
        assert!(same(&json!(1.0), &json!(1)) && same(&json!(u64::MAX), &json!(u64::MAX)));
        assert!(!same(&json!(u64::MAX), &json!(u64::MAX - 1)) && !same(&json!(i64::MIN), &json!(i64::MIN + 1)));
    }

    #[test]
    fn values_are_replaced_added_and_removed() {
        assert_eq!(
            applied("/a/b~1c", Some(json!(1.0)), Some(json!("2"))),
            Ok(json!({"b/c": "2", "list": ["x", {"y": null}]}))
        );
        assert_eq!(applied("/a/b~1c", Some(json!(1)), None), Ok(json!({"list": ["x", {"y": null}]})));
        assert_eq!(applied("/a/d", None, Some(json!([]))), Ok(json!({"b/c": 1, "list": ["x", {"y": null}], "d": []})));
        assert_eq!(applied("/a/list/0", Some(json!("x")), None), Ok(json!({"b/c": 1, "list": [{"y": null}]})));
        assert_eq!(applied("/a/list/-", None, Some(json!(3))), Ok(json!({"b/c": 1, "list": ["x", {"y": null}, 3]})));
        assert_eq!(
            applied("/a/list/1", Some(json!({"y": null})), Some(json!({}))),
            Ok(json!({"b/c": 1, "list": ["x", {}]}))
        );
    }

    #[test]
    fn places_are_those_of_the_document_as_it_was_written() {
        let mut tree = Node::from_json(&json!({"l": (0..12).map(|it| json!([it, "x"])).collect::<Vec<_>>()}), SPAN);
        let entry = |at: &str, expected: Json, value| FixUp {
            file: "f".to_owned(),
            at: at.to_owned(),
            expected: Some(expected),
            value,
            ..FixUp::default()
        };
        let list = [
            entry("/l/1", json!([1, "x"]), None),
            entry("/l/2", json!([2, "x"]), None),
            entry("/l/3/0", json!(3), None),
            entry("/l/10", json!([10, "x"]), None),
            entry("/l/11/0", json!(11), Some(json!("last"))),
        ];
        let mut diagnostics = Diagnostics::new();
        FixUps::new(&list).apply("f", &mut tree, &mut diagnostics);
        assert_eq!(diagnostics.count_of(Code::FixUpApplied), list.len());
        let expected =
            json!([[0, "x"], ["x"], [4, "x"], [5, "x"], [6, "x"], [7, "x"], [8, "x"], [9, "x"], ["last", "x"]]);
        assert_eq!(tree.to_json()["l"], expected);
    }

    #[test]
    fn what_does_not_apply_is_an_error() {
        assert_eq!(applied("/a/b~1c", Some(json!(2)), Some(json!(3))), Err(Code::StaleFixUp), "another value");
        assert_eq!(applied("/a/b~1c", None, Some(json!(3))), Err(Code::StaleFixUp), "there is something");
        assert_eq!(applied("/a/b~1c", Some(json!(2)), Some(json!(1))), Err(Code::StaleFixUp), "mended");
        assert_eq!(applied("/a/d", Some(json!(2)), None), Err(Code::StaleFixUp), "mended");
        assert_eq!(applied("/a/d", Some(json!(2)), Some(json!(1))), Err(Code::UnusedOverride));
        assert_eq!(applied("/b/d", None, Some(json!(1))), Err(Code::UnusedOverride));
        assert_eq!(applied("/a/list/7", None, Some(json!(1))), Err(Code::UnusedOverride));
        assert_eq!(applied("/a/b~1c/d", None, Some(json!(1))), Err(Code::UnusedOverride));
    }

    #[test]
    fn an_entry_says_something() {
        let settle = |expected: Option<&str>, value: Option<&str>, at: &str| {
            let mut it = FixUp {
                at: at.to_owned(),
                expected_json: expected.map(str::to_owned),
                value_json: value.map(str::to_owned),
                ..FixUp::default()
            };
            it.settle().map(|()| (it.expected, it.value))
        };
        assert_eq!(settle(Some("null"), Some("{\"a\": 1}"), "/a"), Ok((Some(Json::Null), Some(json!({"a": 1})))));
        assert!(settle(None, None, "/a").is_err());
        assert!(settle(Some("1"), Some("1"), "/a").is_err());
        assert!(settle(Some("{"), None, "/a").is_err());
        assert!(settle(Some("1"), None, "").is_err());
    }
}
