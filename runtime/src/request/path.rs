//! Path templates: in come a template and the values of its parameters, out comes a path no value can break out of (R1.5 to R1.8).

use super::encode::encode;
use crate::{Error, Result};

/// A path template, the parameters whose values are inserted as they are, and those whose values may be empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template {
    pub(crate) text: &'static str,
    pub(crate) raw: &'static [&'static str],
    pub(crate) empty: &'static [&'static str],
}

impl Template {
    /// Expands the template in one pass: a value is never looked at again, whatever it contains (R1.5).
    /// `lookup` gives the value of a parameter by its name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) naming the parameter (R1.7).
    pub(crate) fn expand<'a>(self, mut lookup: impl FnMut(&'static str) -> Option<&'a str>) -> Result<String> {
        let mut path = String::with_capacity(self.text.len() + 64);
        if !self.text.starts_with('/') {
            path.push('/');
        }
        let mut rest = self.text;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            path.push_str(literal);
            let value = lookup(name).ok_or_else(|| Error::argument(name, "the path needs it"))?;
            if value.is_empty() && self.empty.contains(&name) {
                // The rest of the segment is there (R1.7).
            } else if self.raw.contains(&name) {
                path.push_str(raw_value(name, value, &path)?);
            } else {
                path.push_str(&encode(checked(name, value)?));
            }
            rest = after;
        }
        path.push_str(rest);
        Ok(path)
    }
}

/// Refuses values that would be no segment at all, or one with a meaning of its own (R1.7).
fn checked<'a>(name: &str, value: &'a str) -> Result<&'a str> {
    match value {
        "" => Err(Error::argument(name, "it is empty")),
        "." | ".." => Err(Error::argument(name, "it is a relative path segment")),
        _ => Ok(value),
    }
}

/// A value that is inserted as it is (R1.8). `before` is the path so far.
fn raw_value<'a>(name: &str, value: &'a str, before: &str) -> Result<&'a str> {
    let value = if before.ends_with('/') { value.strip_prefix('/').unwrap_or(value) } else { value };
    if value.is_empty() {
        return Err(Error::argument(name, "it is empty"));
    }
    check_raw(name, value)?;
    // URL parsers take the encoded dots for dots: `/a/%2E./b` is `/b`.
    let is_relative = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if value.split('/').any(is_relative) {
        return Err(Error::argument(name, "it has a relative path segment"));
    }
    Ok(value)
}

/// Refuses characters that end a path or a query, or that URL parsers drop or take for a slash (R1.8).
pub(crate) fn check_raw(name: &str, value: &str) -> Result<()> {
    if value.contains(|c: char| matches!(c, '?' | '#' | ' ' | '\\') || c.is_control()) {
        return Err(Error::argument(name, "it has a character that an unencoded value cannot have"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Reason};

    const TEMPLATE: Template = Template { text: "/subscriptions/{sub}/rg/{rg}/x/{name}", raw: &[], empty: &[] };
    const SCOPED: Template = Template { text: "/{scope}/providers/{name}", raw: &["scope"], empty: &[] };

    fn expand(template: Template, values: &[&str]) -> Result<String> {
        let mut values = values.iter();
        template.expand(|_| values.next().copied())
    }

    fn refused(template: Template, values: &[&str]) -> String {
        let error = expand(template, values).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        match error.reason() {
            Some(Reason::InvalidArgument { parameter }) => parameter.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn r1_5_values_stay_in_their_segment() {
        assert_eq!(expand(TEMPLATE, &["S", "../../T", "N"]).unwrap(), "/subscriptions/S/rg/..%2F..%2FT/x/N");
        assert_eq!(expand(TEMPLATE, &["S", "a/b", "N"]).unwrap(), "/subscriptions/S/rg/a%2Fb/x/N");
        assert_eq!(expand(TEMPLATE, &["S", "{name}", "N"]).unwrap(), "/subscriptions/S/rg/%7Bname%7D/x/N");
        assert_eq!(expand(TEMPLATE, &["S", "a%2Fb", "a%b"]).unwrap(), "/subscriptions/S/rg/a%252Fb/x/a%25b");
        assert_eq!(expand(TEMPLATE, &["S", "%2e%2e", "..x"]).unwrap(), "/subscriptions/S/rg/%252e%252e/x/..x");
    }

    #[test]
    fn r1_7_a_value_that_the_specification_lists_as_empty_is_sent_beside_others() {
        let tile = Template { text: "/tiles/{y}{scale}.png", raw: &[], empty: &["scale"] };
        assert_eq!(expand(tile, &["7", ""]).unwrap(), "/tiles/7.png");
        assert_eq!(expand(tile, &["7", "@2x"]).unwrap(), "/tiles/7%402x.png");
        assert_eq!(refused(tile, &["", "@2x"]), "y");
    }

    #[test]
    fn r1_7_values_that_are_no_segment_are_refused() {
        assert_eq!(refused(TEMPLATE, &["S", "", "N"]), "rg");
        assert_eq!(refused(TEMPLATE, &[".", "R", "N"]), "sub");
        assert_eq!(refused(TEMPLATE, &["S", "R", ".."]), "name");
        assert_eq!(refused(TEMPLATE, &["S", "R"]), "name");
        for scope in ["a/../b", "..", "a/.", "%2e%2e/b", "a/%2E./b", ".%2e", "a/%2e"] {
            assert_eq!(refused(SCOPED, &[scope, "N"]), "scope", "{scope}");
        }
    }

    #[test]
    fn r1_8_raw_values_go_in_verbatim_with_one_slash() {
        assert_eq!(expand(SCOPED, &["/subscriptions/x", "N"]).unwrap(), "/subscriptions/x/providers/N");
        assert_eq!(expand(SCOPED, &["a%2Fb/c", "N"]).unwrap(), "/a%2Fb/c/providers/N");
        for scope in ["", "/", "a?b", "a#b", "a b", "a\rb", "a\nb", "a\0b", "a\\..\\b", "a/.\t./b"] {
            assert_eq!(refused(SCOPED, &[scope, "N"]), "scope", "{scope:?}");
        }
    }

    #[test]
    fn odd_templates_are_literal() {
        assert_eq!(expand(Template { text: "a/{b", raw: &[], empty: &[] }, &[]).unwrap(), "/a/{b");
        assert_eq!(expand(Template { text: "/a(name='{n}')", raw: &[], empty: &[] }, &["x"]).unwrap(), "/a(name='x')");
    }
}
