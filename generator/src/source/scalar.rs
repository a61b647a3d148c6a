//! The core schema of YAML 1.2: takes the text of a plain scalar, gives the value it stands for.

use serde_json::Number;

use super::node::Value;

/// The value of a plain scalar; `None` for a number that JSON cannot hold (`.inf`, `.nan`, or out of range).
pub(super) fn plain(text: &str) -> Option<Value> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            Some(number) => Value::Number(number?),
            None => Value::String(text.to_owned()),
        },
    })
}

/// Whether a number is written as an integer, of any size.
pub(super) fn is_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    !unsigned.is_empty() && unsigned.bytes().all(|it| it.is_ascii_digit())
}

/// What to tell of a number that has more digits than are kept of it: it was read as the nearest double.
pub(super) fn rounded(written: &str, number: &Number) -> Option<String> {
    if !number.is_f64() {
        return None;
    }
    if is_integer(written) {
        let is_rounded = number.as_f64() != Some(0.0);
        return is_rounded.then(|| format!("the integer {written} has more than 64 bits; it is read as {number}"));
    }
    // A double is told apart by 17 digits; some programs write that many of every number.
    let digits_written = digits(written);
    let is_rounded = digits_written.len() > 17 && digits_written != digits(&number.to_string());
    is_rounded.then(|| format!("the number {written} has more digits than a double; it is read as {number}"))
}

/// The digits of a decimal number, without zeros before and after them.
fn digits(text: &str) -> String {
    let mantissa = text.split_once(['e', 'E']).map_or(text, |(mantissa, _)| mantissa);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

/// `None`: not written like a number. `Some(None)`: a number without a JSON value.
fn number(text: &str) -> Option<Option<Number>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(None);
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let written_so = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            return written_so.then(|| u64::from_str_radix(digits, radix).ok().map(Number::from));
        }
    }
    if is_integer(text) {
        let decimal = text.strip_prefix('+').unwrap_or(text);
        let integer = decimal.parse::<u64>().map(Number::from).or_else(|_| decimal.parse::<i64>().map(Number::from));
        return Some(integer.ok().or_else(|| decimal.parse().ok().and_then(Number::from_f64)));
    }
    is_float(unsigned).then(|| text.parse().ok().and_then(Number::from_f64))
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    mantissa
        && exponent.is_none_or(|it| {
            let it = it.strip_prefix(['+', '-']).unwrap_or(it);
            !it.is_empty() && digits(it)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Node, Span};

    fn json(text: &str) -> Option<String> {
        let span = Span { file: FileId(0), line: 1, column: 1 };
        plain(text).map(|value| Node::new(value, span).to_json().to_string())
    }

    #[test]
    fn digits_that_are_lost_are_told() {
        for (written, is_told) in [
            ("12345678901234567890.123", true),
            ("-0.1234567890123456789e5", true),
            ("18446744073709551616", true),
            ("18446744073709551615", false),
            ("0.10000000000000001", false),
            ("100000000000000000000.00", false),
            ("1.5", false),
        ] {
            let Some(Value::Number(number)) = plain(written) else { panic!("{written}") };
            assert_eq!(rounded(written, &number).is_some(), is_told, "{written}");
        }
    }

    #[test]
    fn the_core_schema() {
        for (text, expected) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("true", "true"),
            ("FALSE", "false"),
            ("yes", "\"yes\""),
            ("on", "\"on\""),
            ("nUll", "\"nUll\""),
            ("0", "0"),
            ("-12", "-12"),
            ("+3", "3"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("007", "7"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("5.", "5.0"),
            ("1e3", "1000.0"),
            ("-1.2E-3", "-0.0012"),
            ("2024-10-01", "\"2024-10-01\""),
            ("1.2.3", "\"1.2.3\""),
            ("1e", "\"1e\""),
            (".", "\".\""),
            ("-", "\"-\""),
            ("0x", "\"0x\""),
            ("0xZ", "\"0xZ\""),
            ("1_000", "\"1_000\""),
            ("12:30", "\"12:30\""),
            ("e3", "\"e3\""),
        ] {
            assert_eq!(json(text).as_deref(), Some(expected), "{text}");
        }
        for text in [".inf", "-.INF", ".nan", "1e999", "0xFFFFFFFFFFFFFFFFF"] {
            assert_eq!(json(text), None, "{text}");
        }
    }
}
