//! The query: in come names and values, out comes the text after `?` (R1.9, R1.11 to R1.14).

use std::borrow::Cow;

use super::{
    encode::{encode, encode_reserved},
    path::check_raw,
};
use crate::{Error, Result, values::WireValue};

/// How a list is written into a query or a header (R1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionFormat {
    /// Joined with commas, which are encoded like the items.
    Csv,
    /// Joined with commas that stay what they are between encoded items, as RFC 6570 has it.
    Commas,
    /// Joined with spaces.
    Ssv,
    /// Joined with tabs.
    Tsv,
    /// Joined with `|`.
    Pipes,
    /// The key repeated for each item; only in queries.
    Multi,
}

impl CollectionFormat {
    fn separator(self) -> &'static str {
        match self {
            Self::Csv | Self::Commas | Self::Multi => ",",
            Self::Ssv => " ",
            Self::Tsv => "\t",
            Self::Pipes => "|",
        }
    }

    /// The items as one text.
    pub(crate) fn join<T: WireValue>(self, items: &[T]) -> String {
        let mut text = String::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push_str(self.separator());
            }
            text.push_str(&item.wire());
        }
        text
    }
}

/// A list as one text, for places where there is no list of its own: paths and cookies. With [`CollectionFormat::Commas`] it
/// is encoded.
pub fn joined<T: WireValue>(items: &[T], format: CollectionFormat) -> String {
    match format {
        CollectionFormat::Commas => commas(items, |it| encode(it).into_owned()),
        _ => format.join(items),
    }
}

/// Encoded items with commas between them.
fn commas<T: WireValue>(items: &[T], encode: impl Fn(&str) -> String) -> String {
    items.iter().map(|item| encode(&item.wire())).collect::<Vec<_>>().join(",")
}

/// The name of the parameter that names the version.
pub(crate) const API_VERSION: &str = "api-version";

/// The parameters of one query, each name once, in the order in which they were first set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<Parameter>);

#[derive(Clone, Debug)]
struct Parameter {
    name: Cow<'static, str>,
    /// The encoded text; for a repeated key all its pairs.
    text: String,
    fixed: bool,
}

impl Query {
    /// Sets a parameter; both name and value are encoded, a space as `%20` (R1.11).
    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: &str) {
        let name = name.into();
        let text = pair(&name, value);
        self.put(name, text, false);
    }

    /// Sets a parameter whose value no later call overrides (R1.9).
    pub(crate) fn fix(&mut self, name: &'static str, value: &str) {
        self.put(name, pair(name, value), true);
    }

    /// Takes over a query that stands in a path template, as it is (R1.9); one that repeats a key does so on purpose.
    pub(crate) fn fix_text(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let name = decoded_key(pair);
            match self.0.iter_mut().find(|parameter| parameter.name == name) {
                Some(parameter) => parameter.text = [&*parameter.text, "&", pair].concat(),
                None => self.put(name, pair.to_owned(), true),
            }
        }
    }

    /// Sets a list (R1.12).
    pub(crate) fn set_list<T: WireValue>(&mut self, name: &'static str, items: &[T], format: CollectionFormat) {
        match format {
            CollectionFormat::Multi => self.set_multi(name, items),
            CollectionFormat::Commas => {
                self.put(name, format!("{}={}", encode(name), commas(items, |it| encode(it).into_owned())), false);
            }
            _ => self.set(name, &format.join(items)),
        }
    }

    /// Sets a list whose items go in as they are (R1.8), as do the signs between them that may stand in a query.
    pub(crate) fn set_raw_list<T: WireValue>(
        &mut self,
        name: &'static str,
        items: &[T],
        format: CollectionFormat,
    ) -> Result<()> {
        let key = encode(name);
        let texts: Vec<String> = items.iter().map(|item| item.wire().into_owned()).collect();
        for text in &texts {
            check_raw(name, text)?;
        }
        let text = match format {
            CollectionFormat::Multi => texts.iter().map(|it| format!("{key}={it}")).collect::<Vec<_>>().join("&"),
            CollectionFormat::Ssv => format!("{key}={}", texts.join("%20")),
            CollectionFormat::Tsv => format!("{key}={}", texts.join("%09")),
            other => format!("{key}={}", texts.join(other.separator())),
        };
        self.put(name, text, false);
        Ok(())
    }

    /// Sets a list in whose items reserved characters stay as they are, `allowReserved`; a comma between others does not.
    pub(crate) fn set_reserved_list<T: WireValue>(
        &mut self,
        name: &'static str,
        items: &[T],
        format: CollectionFormat,
    ) {
        let key = encode(name);
        let text = match format {
            CollectionFormat::Multi => {
                let pairs = items.iter().map(|item| format!("{key}={}", encode_reserved(&item.wire())));
                pairs.collect::<Vec<_>>().join("&")
            }
            CollectionFormat::Csv | CollectionFormat::Commas => {
                format!("{key}={}", commas(items, |it| encode_reserved(it).replace(',', "%2C")))
            }
            _ => format!("{key}={}", encode_reserved(&format.join(items))),
        };
        self.put(name, text, false);
    }

    /// Sets a list with its key repeated; no item, no key (R1.12).
    pub(crate) fn set_multi<T: WireValue>(&mut self, name: impl Into<Cow<'static, str>>, items: &[T]) {
        let name = name.into();
        let key = encode(&name);
        let pairs: Vec<String> = items.iter().map(|item| format!("{key}={}", encode(&item.wire()))).collect();
        self.put(name, pairs.join("&"), false);
    }

    /// Sets a parameter whose value goes in as it is (R1.8).
    pub(crate) fn set_raw(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        check_raw(name, value)?;
        self.put(name, format!("{}={value}", encode(name)), false);
        Ok(())
    }

    /// Sets a parameter in whose value reserved characters stay as they are, `allowReserved`.
    pub(crate) fn set_reserved(&mut self, name: &'static str, value: &str) {
        self.put(name, format!("{}={}", encode(name), encode_reserved(value)), false);
    }

    /// Whether there is a parameter of this name, in any case (R1.13).
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// The encoded text of one parameter.
    pub(crate) fn encoded(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.text.as_str())
    }

    /// Appends the query to a path, if there is any, after `before`, which is the endpoint's own query (R1.2).
    pub(crate) fn append_to(&self, path: &mut String, before: &str) {
        let texts = std::iter::once(before).chain(self.0.iter().map(|parameter| parameter.text.as_str()));
        let mut separator = '?';
        for text in texts.filter(|text| !text.is_empty()) {
            path.push(separator);
            path.push_str(text);
            separator = '&';
        }
    }

    fn put(&mut self, name: impl Into<Cow<'static, str>>, text: String, fixed: bool) {
        let name = name.into();
        // Services read names in any case, so that no spelling gets past a fixed one.
        let is_same = |parameter: &&mut Parameter| {
            let any_case = (parameter.fixed || fixed) && parameter.name.eq_ignore_ascii_case(&name);
            any_case || parameter.name == name
        };
        match self.0.iter_mut().find(is_same) {
            Some(parameter) if parameter.fixed => {}
            Some(parameter) => (parameter.text, parameter.fixed) = (text, fixed),
            None => self.0.push(Parameter { name, text, fixed }),
        }
    }
}

fn pair(name: &str, value: &str) -> String {
    [&*encode(name), "=", &*encode(value)].concat()
}

/// The decoded name in one `name=value` pair.
pub(crate) fn decoded_key(pair: &str) -> String {
    let key = pair.split_once('=').map_or(pair, |(key, _)| key);
    percent_encoding::percent_decode_str(key).decode_utf8_lossy().into_owned()
}

/// The encoded value of the pair with this name, in any case.
pub(crate) fn find_value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    if query.is_empty() {
        return None;
    }
    query
        .split('&')
        .find(|pair| decoded_key(pair).eq_ignore_ascii_case(name))
        .map(|pair| pair.split_once('=').map_or("", |(_, value)| value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(query: &Query, before: &str) -> String {
        let mut text = String::from("/");
        query.append_to(&mut text, before);
        text.trim_start_matches(['/', '?']).to_owned()
    }

    fn one(name: &'static str, value: &str) -> String {
        let mut query = Query::default();
        query.set(name, value);
        text(&query, "")
    }

    #[test]
    fn r1_11_keys_and_values_are_percent_encoded() {
        assert_eq!(one("$filter", "name eq 'a b'"), "%24filter=name%20eq%20%27a%20b%27");
        assert_eq!(one("q", "1+1&x=y#z"), "q=1%2B1%26x%3Dy%23z");
        assert_eq!(one("$skipToken", "é"), "%24skipToken=%C3%A9");
    }

    #[test]
    fn r1_12_lists() {
        let items = ["a", "b c", ""];
        let list = |format: CollectionFormat| one("l", &format.join(&items));
        assert_eq!(list(CollectionFormat::Csv), "l=a%2Cb%20c%2C");
        assert_eq!(list(CollectionFormat::Ssv), "l=a%20b%20c%20");
        assert_eq!(list(CollectionFormat::Tsv), "l=a%09b%20c%09");
        assert_eq!(list(CollectionFormat::Pipes), "l=a%7Cb%20c%7C");
        let mut query = Query::default();
        query.set_multi("m", &[Some("a"), None]);
        assert_eq!(text(&query, ""), "m=a&m=");
        query.set_multi::<&str>("m", &[]);
        assert_eq!(text(&query, ""), "");
        assert_eq!(one("l", &CollectionFormat::Csv.join::<&str>(&[])), "l=");
    }

    #[test]
    fn r1_12_commas_between_items_are_not_those_in_them() {
        let list = |items: &[&str], format| {
            let mut query = Query::default();
            query.set_list("l", items, format);
            text(&query, "")
        };
        assert_eq!(list(&["a,b", "c d", ""], CollectionFormat::Commas), "l=a%2Cb,c%20d,");
        assert_eq!(list(&[], CollectionFormat::Commas), "l=");
        assert_eq!(list(&["a,b", "c"], CollectionFormat::Csv), "l=a%2Cb%2Cc");
        assert_eq!(list(&["a,b", "c"], CollectionFormat::Multi), "l=a%2Cb&l=c");
        assert_eq!(joined(&["a/b,c", "é"], CollectionFormat::Commas), "a%2Fb%2Cc,%C3%A9");
        assert_eq!(joined(&["a/b,c", "é"], CollectionFormat::Csv), "a/b,c,é");
    }

    #[test]
    fn r1_8_raw_items() {
        let list = |items: &[&str], format| {
            let mut query = Query::default();
            query.set_raw_list("l", items, format).map(|()| text(&query, ""))
        };
        assert_eq!(list(&["a/b%2Cc", "d"], CollectionFormat::Commas).unwrap(), "l=a/b%2Cc,d");
        assert_eq!(list(&["a:b", "d"], CollectionFormat::Multi).unwrap(), "l=a:b&l=d");
        assert_eq!(list(&["a/b", "d"], CollectionFormat::Ssv).unwrap(), "l=a/b%20d");
        assert_eq!(list(&["a/b", "d"], CollectionFormat::Pipes).unwrap(), "l=a/b|d");
        for item in ["a b", "a#b", "a?b"] {
            assert!(list(&[item], CollectionFormat::Csv).is_err());
        }
    }

    #[test]
    fn r1_12_items_may_keep_reserved_characters() {
        let list = |format| {
            let mut query = Query::default();
            query.set_reserved_list("l", &["a/b,c", "d&e f"], format);
            text(&query, "")
        };
        assert_eq!(list(CollectionFormat::Commas), "l=a/b%2Cc,d%26e%20f");
        assert_eq!(list(CollectionFormat::Pipes), "l=a/b,c%7Cd%26e%20f");
        assert_eq!(list(CollectionFormat::Multi), "l=a/b,c&l=d%26e%20f");
    }

    #[test]
    fn r1_9_fixed_keys_are_never_overridden_and_others_are_replaced() {
        let mut query = Query::default();
        query.fix_text("comp=list&flag");
        query.fix("restype", "x");
        query.set("comp", "other");
        query.set("Comp", "other");
        query.set("a", "1");
        query.set("a", "2");
        assert_eq!(text(&query, "k=1"), "k=1&comp=list&flag&restype=x&a=2");
    }

    #[test]
    fn r1_8_raw_values() {
        let mut query = Query::default();
        query.set_raw("q", "path1/path2&v=%20").unwrap();
        assert_eq!(text(&query, ""), "q=path1/path2&v=%20");
        for value in ["a?b", "a#b", "a b", "a\r\nb"] {
            assert!(query.set_raw("q", value).is_err());
        }
    }

    #[test]
    fn r1_13_presence_is_checked_in_any_case() {
        let mut query = Query::default();
        query.set("Api-Version", "1");
        assert!(query.contains(API_VERSION));
        assert_eq!(find_value("a=1&Api%2DVersion=2", API_VERSION), Some("2"));
        assert_eq!(find_value("a=1", API_VERSION), None);
    }
}
