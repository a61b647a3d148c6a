//! Character sets: in come the bytes of a text and the media type they came with, out comes the text, never another one
//! that looks like it.

use std::borrow::Cow;

/// The text of these bytes by the `charset` of their media type (RFC 9110, section 8.3.2): UTF-8 unless another is named, or
/// UTF-16, ISO 8859-1 or US-ASCII. A leading byte order mark is no part of it.
///
/// # Errors
///
/// Why the bytes are no text, in words of our own.
pub(crate) fn decode<'a>(media_type: Option<&str>, bytes: &'a [u8]) -> Result<Cow<'a, str>, &'static str> {
    let named = media_type.and_then(charset).unwrap_or("utf-8").to_ascii_lowercase();
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest);
    }
    match named.as_str() {
        // Whatever is US-ASCII is UTF-8 as well, and what says so and is more is that.
        "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes),
        "iso-8859-1" | "iso8859-1" | "latin1" => Ok(Cow::Owned(latin1(bytes))),
        "utf-16le" => utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        // Without a mark the first byte of two is the greater (RFC 2781, section 4.3).
        "utf-16" if bytes.starts_with(b"\xff\xfe") => utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        "utf-16" | "utf-16be" => utf16(bytes, u16::from_be_bytes).map(Cow::Owned),
        _ => Err("the text has a character set that is not known here"),
    }
}

/// The text of a header's value: UTF-8 if it is that, else ISO 8859-1, as older services write it (RFC 9110, section 5.5).
pub(crate) fn of_header(value: &[u8]) -> String {
    std::str::from_utf8(value).map_or_else(|_| latin1(value), str::to_owned)
}

fn charset(media_type: &str) -> Option<&str> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|it| it.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"'))
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| "the text is not UTF-8")
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, &'static str> {
    const INVALID: &str = "the text is not UTF-16";
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(INVALID);
    }
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
    let text = text.map_err(|_| INVALID)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r6_8_texts_are_read_by_their_character_set() {
        for (media_type, bytes, expected) in [
            (None, "é".as_bytes(), Some("é")),
            (Some("text/plain"), b"\xef\xbb\xbfa", Some("a")),
            (Some("text/plain"), b"\xe9", None),
            (Some("text/plain; charset=iso-8859-1"), b"\xe9", Some("é")),
            (Some("text/plain;x=1; CharSet=\"ISO-8859-1\""), b"\xe9", Some("é")),
            (Some("text/plain; charset=us-ascii"), b"\xe9", None),
            (Some("text/plain; charset=utf-16"), b"\xff\xfe\xe9\x00", Some("é")),
            (Some("text/plain; charset=utf-16"), b"\x00\xe9", Some("é")),
            (Some("text/plain; charset=utf-16le"), b"\xe9\x00", Some("é")),
            (Some("text/plain; charset=utf-16be"), b"\xd8\x00", None),
            (Some("text/plain; charset=utf-16"), b"a", None),
            (Some("text/plain; charset=koi8-r"), b"a", None),
        ] {
            assert_eq!(decode(media_type, bytes).ok().as_deref(), expected, "{media_type:?}");
        }
        assert_eq!((of_header("é".as_bytes()), of_header(b"\xe9")), ("é".to_owned(), "é".to_owned()));
    }
}
