//! Writing YAML: takes a tree, gives text in block style.
//!
//! Specs are read by our own reader, by people and by other people's tools, many of which still follow YAML 1.1, where
//! `Off` is a boolean and `2024-10-01` a date. So whatever either version could take for something else than text is
//! quoted. Paths stay in front of their colon whatever their length (serde_yaml writes a long key as `? key` and puts
//! the value on a line of its own), which keeps diffs of a spec readable.

use crate::source::{Node, Value};

/// The text of a tree, with a line end after the last line.
pub(super) fn write(tree: &Node) -> String {
    let mut text = String::new();
    match &tree.value {
        Value::Object(members) if !members.is_empty() => block(&mut text, tree, 0),
        Value::Array(elements) if !elements.is_empty() => block(&mut text, tree, 0),
        _ => {
            inline(&mut text, tree);
            text.push('\n');
        }
    }
    text
}

/// A collection that is not empty, at an indentation; the text stands where its first line begins.
fn block(text: &mut String, node: &Node, indent: usize) {
    let mut first = true;
    let mut next_line = |text: &mut String| {
        if !std::mem::take(&mut first) {
            text.extend(std::iter::repeat_n(' ', indent));
        }
    };
    match &node.value {
        Value::Object(members) => {
            for (key, value) in members {
                next_line(text);
                scalar(text, key);
                text.push(':');
                match &value.value {
                    // The elements of a list stand below the key, where people expect them.
                    Value::Array(elements) if !elements.is_empty() => below(text, value, indent),
                    Value::Object(members) if !members.is_empty() => below(text, value, indent + 2),
                    _ => beside(text, value),
                }
            }
        }
        Value::Array(elements) => {
            for value in elements {
                next_line(text);
                text.push('-');
                match &value.value {
                    Value::Array(elements) if elements.is_empty() => beside(text, value),
                    Value::Object(members) if members.is_empty() => beside(text, value),
                    Value::Array(_) | Value::Object(_) => {
                        text.push(' ');
                        block(text, value, indent + 2);
                    }
                    _ => beside(text, value),
                }
            }
        }
        _ => {}
    }
}

fn below(text: &mut String, node: &Node, indent: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    block(text, node, indent);
}

fn beside(text: &mut String, node: &Node) {
    text.push(' ');
    inline(text, node);
    text.push('\n');
}

fn inline(text: &mut String, node: &Node) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(value) => scalar(text, value),
        Value::Array(_) => text.push_str("[]"),
        Value::Object(_) => text.push_str("{}"),
    }
}

/// A text: plain if nothing else can be meant, else in single quotes, or in double quotes if it needs escapes.
fn scalar(text: &mut String, value: &str) {
    if value.chars().any(needs_escape) {
        text.push('"');
        value.chars().for_each(|c| escape(text, c));
        text.push('"');
    } else if is_plain(value) {
        text.push_str(value);
    } else {
        text.push('\'');
        text.push_str(&value.replace('\'', "''"));
        text.push('\'');
    }
}

/// Characters that are not printable, that end a line in one version, or that vanish at the head of a file.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn escape(text: &mut String, c: char) {
    match c {
        '"' | '\\' => text.extend(['\\', c]),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        // All of them lie within 16 bits.
        c if needs_escape(c) => text.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => text.push(c),
    }
}

fn is_plain(value: &str) -> bool {
    let begins_well =
        value.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '$' | '.' | '^' | '('));
    let ends_well = !value.ends_with([' ', ':']);
    begins_well && ends_well && !value.contains(": ") && !value.contains(" #") && !may_be_something_else(value)
}

/// Whether some version of YAML takes a text for a boolean, null, a number or a date.
fn may_be_something_else(value: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", ".nan"];
    let like_a_number = || {
        value.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && value.matches('.').count() <= 1
            && value
                .chars()
                .all(|c| c.is_ascii_hexdigit() || matches!(c, '.' | '_' | ':' | '+' | '-' | 'x' | 'o' | 'b'))
    };
    let like_a_date =
        || value.len() >= 8 && value.as_bytes().iter().take(4).all(u8::is_ascii_digit) && value.contains('-');
    WORDS.iter().any(|it| value.eq_ignore_ascii_case(it))
        || value.eq_ignore_ascii_case(".inf")
        || like_a_number()
        || (like_a_date() && value.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::{FileId, Sources, Span};
    use serde_json::json;

    fn text(value: &serde_json::Value) -> String {
        write(&Node::from_json(value, Span { file: FileId(0), line: 1, column: 1 }))
    }

    #[test]
    fn block_style() {
        let value = json!({
            "openapi": "3.0.3", "empty": {}, "none": [], "list": ["a", {"b": 1, "c": [true, null]}, [1.5, ["x"]], [], {}],
            "paths": {"/a/{b}": {"get": {"operationId": "A_Get"}}},
        });
        let expected = "\
openapi: 3.0.3
empty: {}
none: []
list:
- a
- b: 1
  c:
  - true
  - null
- - 1.5
  - - x
- []
- {}
paths:
  /a/{b}:
    get:
      operationId: A_Get
";
        assert_eq!(text(&value), expected);
        assert_eq!(text(&json!({})), "{}\n");
        assert_eq!(text(&json!("a")), "a\n");
    }

    #[test]
    fn texts_are_quoted_where_a_version_of_yaml_could_mistake_them() {
        for (value, expected) in [
            ("Off", "'Off'"),
            ("yes", "'yes'"),
            ("N", "'N'"),
            ("null", "'null'"),
            ("1", "'1'"),
            ("1.0", "'1.0'"),
            ("0x1F", "'0x1F'"),
            ("1_000", "'1_000'"),
            ("12:30:45", "'12:30:45'"),
            ("1e3", "'1e3'"),
            (".5", "'.5'"),
            ("2024-10-01", "'2024-10-01'"),
            ("2024-10-01T00:00:00Z", "'2024-10-01T00:00:00Z'"),
            ("", "''"),
            (" a", "' a'"),
            ("a ", "'a '"),
            ("a: b", "'a: b'"),
            ("a #b", "'a #b'"),
            ("a:", "'a:'"),
            ("#/components/schemas/A", "'#/components/schemas/A'"),
            ("it's", "it's"),
            ("'a'", "'''a'''"),
            ("*", "'*'"),
            ("- a", "'- a'"),
            ("{a}", "'{a}'"),
            ("@odata.type", "'@odata.type'"),
            ("~", "'~'"),
            ("a\nb", "\"a\\nb\""),
            ("\u{2028}\"\\\u{7}", "\"\\u2028\\\"\\\\\\u0007\""),
            ("2025-03-01-preview", "2025-03-01-preview"),
            ("^[a-z]$", "^[a-z]$"),
            ("a:b", "a:b"),
            ("a#b", "a#b"),
            ("$top", "$top"),
            ("ü", "'ü'"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(text(&json!(value)), format!("{expected}\n"), "{value}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let odd = [
            "\r\n",
            "\t",
            "|",
            ">",
            "? a",
            "a: b: c",
            "%",
            "`",
            "[a",
            "a]",
            "&a",
            "!a",
            "<<",
            "---",
            "...",
            "\u{85}",
            "😀",
            "\u{feff}x",
        ];
        let words = [
            "On",
            "0o17",
            "+1",
            "-1",
            "-.inf",
            ".NaN",
            "=",
            "12e03",
            "0b1",
            "2001-12-14 21:59:43.10 -5",
            "1:1",
            "...x",
        ];
        let value: serde_json::Value =
            odd.iter().chain(&words).map(|it| json!({*it: [it, {*it: {*it: it}}]})).collect();
        let value = json!({"all": value, "numbers": [0, -1, u64::MAX, i64::MIN, 1.0, 1e300, -2.5e-7]});
        let written = text(&value);
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let tree = sources.parse("a.yaml", written.as_bytes(), &mut diagnostics);
        assert_eq!(diagnostics.to_text(&sources), "");
        assert_eq!(tree.map(|it| it.to_json()), Some(value.clone()), "{written}");
        // And with another reader.
        assert_eq!(serde_yaml::from_str::<serde_json::Value>(&written).ok(), Some(value));
    }
}
