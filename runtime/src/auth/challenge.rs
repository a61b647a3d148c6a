//! `WWW-Authenticate`: in come header values, out come their challenges, and the claims that a service demands (R2.19).

use http::HeaderMap;

use crate::values::decode_lenient;

/// One challenge.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    pub(crate) fn scheme(&self) -> &str {
        &self.scheme
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The challenges of one header value. Commas inside of quoted strings do not separate.
pub(crate) fn parse(text: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for part in split_unquoted(text) {
        let part = part.trim();
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        // A part begins a challenge when a scheme stands before its parameter, or when it is a scheme alone.
        let name = match name.trim().split_once(char::is_whitespace) {
            Some((scheme, name)) => {
                challenges.push(Challenge { scheme: scheme.to_owned(), parameters: Vec::new() });
                name.trim()
            }
            None if !part.contains('=') => {
                if !part.is_empty() {
                    challenges.push(Challenge { scheme: part.to_owned(), parameters: Vec::new() });
                }
                continue;
            }
            None => name.trim(),
        };
        if let Some(challenge) = challenges.last_mut() {
            challenge.parameters.push((name.to_owned(), unquoted(value.trim())));
        }
    }
    challenges
}

fn split_unquoted(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.extend(text.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        out.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    out
}

/// The claims, as JSON, that a 401 answer demands; `None` if it demands none or they cannot be decoded (R2.19).
pub(crate) fn claims_challenge(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(http::header::WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let challenge = values.flat_map(parse).find(|challenge| {
        challenge.scheme.eq_ignore_ascii_case("bearer")
            && challenge.parameter("error") == Some("insufficient_claims")
            && challenge.parameter("claims").is_some()
    })?;
    let json = decode_lenient(challenge.parameter("claims")?)?;
    let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&json).ok()?;
    Some(serde_json::Value::Object(claims).to_string())
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::WWW_AUTHENTICATE};

    use super::*;

    fn claims(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(value));
        }
        claims_challenge(&headers)
    }

    #[test]
    fn r2_19_claims_are_found_among_several_headers_and_challenges() {
        // {"a":1} in base64 is eyJhIjoxfQ==
        let expected = Some(r#"{"a":1}"#.to_owned());
        let bearer = r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#;
        assert_eq!(claims(&[bearer]), expected);
        assert_eq!(claims(&[r#"Basic realm="a, b""#, bearer]), expected);
        assert_eq!(
            claims(&[
                r#"Negotiate, Basic realm="x, Bearer y", bearer error="insufficient_claims", claims="eyJhIjoxfQ""#
            ]),
            expected
        );
        assert_eq!(claims(&[r#"Bearer realm="a\"b, c", claims=eyJhIjoxfQ, error=insufficient_claims"#]), expected);
    }

    #[test]
    fn r2_19_no_claims_and_undecodable_claims() {
        for value in [
            "Bearer",
            r#"Bearer error="invalid_token", claims="eyJhIjoxfQ""#,
            r#"Bearer error="insufficient_claims""#,
            r#"Bearer error="insufficient_claims", claims="%%%""#,
            r#"Bearer error="insufficient_claims", claims="W10=""#,
            r#"Basic error="insufficient_claims", claims="eyJhIjoxfQ""#,
            "",
            ",,=,\"",
        ] {
            assert_eq!(claims(&[value]), None, "{value}");
        }
    }
}
