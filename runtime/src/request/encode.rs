//! Percent-encoding of single values (R1.6, R1.11).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986. Upper-case hexadecimal digits come from the crate.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it stands in a path or a query. Encodes once; a `%` in the value becomes `%25` (R1.6).
pub(crate) fn encode(value: &str) -> Cow<'_, str> {
    // Most values are names and ids with nothing to encode.
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if value.bytes().all(stays) { Cow::Borrowed(value) } else { utf8_percent_encode(value, ENCODED).into() }
}

/// The reserved characters of RFC 3986 that mean nothing in the value of a query parameter. `&`, `=`, `+` and `#` do, and
/// square brackets may stand in no query.
const RESERVED_KEPT: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// A value as it stands in a query that allows reserved characters (OpenAPI 3.0, `allowReserved`).
pub(crate) fn encode_reserved(value: &str) -> Cow<'_, str> {
    utf8_percent_encode(value, RESERVED_KEPT).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_stay_where_they_end_nothing() {
        assert_eq!(encode_reserved("a/b:c?d@e!f$g'h(i)*,;"), "a/b:c?d@e!f$g'h(i)*,;");
        assert_eq!(encode_reserved("&=+#[]% é"), "%26%3D%2B%23%5B%5D%25%20%C3%A9");
    }

    #[test]
    fn r1_6_every_byte_but_the_unreserved_is_encoded_once() {
        assert_eq!(encode("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(encode("%"), "%25");
        assert_eq!(encode("é"), "%C3%A9");
        let reserved = "begin!*'();:@ &=+$,/?#[]end";
        assert_eq!(encode(reserved), "begin%21%2A%27%28%29%3B%3A%40%20%26%3D%2B%24%2C%2F%3F%23%5B%5Dend");
        let decoded = percent_encoding::percent_decode_str(&encode(reserved)).decode_utf8().unwrap().into_owned();
        assert_eq!(decoded, reserved);
    }
}
