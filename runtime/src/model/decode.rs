//! Reading a whole JSON document: in come bytes, out comes a value or the place and the expectation that failed (R6.7).

use super::{breadcrumb, value::ReadValue};

/// Why a document cannot be read. Holds nothing of the document's text, which may be secret (R7.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecodeFailure {
    /// The place as a JSON pointer; empty for the whole document.
    pub(crate) pointer: String,
    /// What is wrong there.
    pub(crate) what: String,
}

impl DecodeFailure {
    /// The sentence for an error's text.
    pub(crate) fn sentence(&self) -> String {
        if self.pointer.is_empty() { self.what.clone() } else { format!("at {}: {}", self.pointer, self.what) }
    }

    /// The same without the position, for values that callers never saw as text.
    #[cfg(feature = "invoke")]
    pub(crate) fn sentence_without_position(mut self) -> String {
        self.what.truncate(self.what.rfind(" (line ").unwrap_or(self.what.len()));
        self.sentence()
    }
}

/// serde_json's reader of bytes in memory.
type JsonDeserializer<'de> = serde_json::Deserializer<serde_json::de::SliceRead<'de>>;

/// Reads one document, a leading byte order mark aside.
pub(crate) fn decode<T: ReadValue>(bytes: &[u8]) -> Result<T, DecodeFailure> {
    decode_with(bytes, |deserializer| T::read(deserializer))
}

/// Reads one document with `read`, a leading byte order mark aside.
pub(crate) fn decode_with<'de, T>(
    bytes: &'de [u8],
    read: impl FnOnce(&mut JsonDeserializer<'de>) -> Result<T, serde_json::Error>,
) -> Result<T, DecodeFailure> {
    let scope = breadcrumb::Scope::enter();
    let mut deserializer = serde_json::Deserializer::from_slice(without_mark(bytes));
    read(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| DecodeFailure { pointer: scope.pointer(), what: restate(&error) })
}

/// The bytes without a leading byte order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// serde's messages quote the offending text; this keeps the expectation and the position alone.
fn restate(error: &serde_json::Error) -> String {
    // What is read from a value that is in memory already has no position.
    let position = match error.line() {
        0 => String::new(),
        line => format!(" (line {line} column {})", error.column()),
    };
    match error.classify() {
        serde_json::error::Category::Data => match expectation(&error.to_string()) {
            Some(expected) => format!("expected {expected}{position}"),
            None => format!("unexpected content{position}"),
        },
        serde_json::error::Category::Eof => format!("the JSON is cut off{position}"),
        serde_json::error::Category::Syntax => format!("invalid JSON{position}"),
        serde_json::error::Category::Io => "the JSON cannot be read".to_owned(),
    }
}

/// The part after the last `, expected `, which comes from our visitors and never from the document.
fn expectation(message: &str) -> Option<&str> {
    let (_, expected) = message.rsplit_once(", expected ")?;
    Some(expected.rsplit_once(" at line ").map_or(expected, |(expected, _)| expected))
}

/// Carries an error out of a buffered value into another format's error, again without the document's text.
pub(crate) fn carry<E: serde::de::Error>(error: &serde_json::Error) -> E {
    let message = error.to_string();
    match expectation(&message) {
        Some(expected) => E::custom(format_args!("buffered value, expected {expected}")),
        None => E::custom("buffered value, expected other content"),
    }
}

/// Errors of our own visitors have a fixed text, so that they pass [`expectation`].
pub(crate) fn unfit<E: serde::de::Error>(expected: &'static str) -> E {
    E::invalid_value(serde::de::Unexpected::Other("content"), &expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure<T: ReadValue + std::fmt::Debug>(text: &str) -> String {
        decode::<T>(text.as_bytes()).unwrap_err().sentence()
    }

    #[test]
    fn r6_7_failures_name_the_expectation_but_not_the_content() {
        let text = failure::<Vec<i32>>(r#"[1, "secret, expected secret at line 1"]"#);
        assert_eq!(text, "at /1: expected an integer of 32 bits (line 1 column 39)");
        assert_eq!(failure::<Vec<String>>("[1"), "at /0: expected a string (line 1 column 2)");
        assert_eq!(failure::<String>(r#""cut"#), "the JSON is cut off (line 1 column 4)");
        assert_eq!(failure::<String>("nonsense"), "invalid JSON (line 1 column 2)");
        assert!(failure::<String>(r#""a" "b""#).starts_with("invalid JSON"));
    }

    #[test]
    fn deep_documents_are_an_error_not_a_crash() {
        for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
            assert!(failure::<serde_json::Value>(&text).contains("invalid JSON"));
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(decode::<i32>(b"\xef\xbb\xbf5").unwrap(), 5);
    }
}
