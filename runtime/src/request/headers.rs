//! Which headers a caller may set (R1.18), and which of them travel on with pages and polls.

use http::{HeaderMap, HeaderName, HeaderValue, header::COOKIE};

use crate::{Error, Result};

/// Headers that belong to the connection or to the token step.
const RESERVED: &[&str] = &["authorization", "connection", "content-length", "host", "referer", "transfer-encoding"];

/// Headers with which the Resource Manager proxy tells a provider who is calling; a client that sets them would forge that.
const PROXY: &[&str] = &[
    "x-ms-client-alt-sec-id",
    "x-ms-client-audience",
    "x-ms-client-authentication-methods",
    "x-ms-client-authorization-source",
    "x-ms-client-identity-provider",
    "x-ms-client-ip-address",
    "x-ms-client-issuer",
    "x-ms-client-location",
    "x-ms-client-object-id",
    "x-ms-client-puid",
    "x-ms-client-scope",
    "x-ms-client-tenant-id",
    "x-ms-client-wids",
];

const PROXY_PREFIXES: &[&str] = &["x-ms-client-app-id", "x-ms-client-principal-"];

/// Headers that make a request depend on the state of the resource.
const CONDITIONAL: &[&str] = &["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since"];

/// Parts of the names of headers that hold secrets: tokens, cookies, keys of services and functions.
const SECRET_PARTS: &[&str] = &["auth", "cookie", "credential", "key", "password", "secret", "signature", "token"];

/// Whether the value of a header may be a secret, judged by its name.
pub(crate) fn may_be_secret(name: &HeaderName) -> bool {
    SECRET_PARTS.iter().any(|part| name.as_str().contains(part))
}

/// Checks one header given by a caller or by a modelled parameter.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the name is reserved or no name, or when the value cannot
/// stand in a header, as with CR, LF and NUL.
pub(crate) fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::argument(name, "it is no header name"))?;
    let lower = parsed.as_str();
    if RESERVED.contains(&lower)
        || PROXY.contains(&lower)
        || PROXY_PREFIXES.iter().any(|prefix| lower.starts_with(prefix))
    {
        return Err(Error::argument(name, "callers may not set this header"));
    }
    let value = HeaderValue::from_str(value)
        .or_else(|error| {
            if value.contains(['\r', '\n', '\0']) { Err(error) } else { HeaderValue::from_bytes(value.as_bytes()) }
        })
        .map_err(|_| Error::argument(name, "its value has a character that a header cannot have"))?;
    Ok((parsed, value))
}

/// Cookies and further ones (RFC 6265).
pub(crate) fn with_cookies(cookies: &HeaderValue, more: &HeaderValue) -> HeaderValue {
    let text = [cookies.as_bytes(), b"; ", more.as_bytes()].concat();
    let mut value = HeaderValue::from_bytes(&text).unwrap_or_else(|_| more.clone());
    value.set_sensitive(true);
    value
}

/// The headers of a request in the making, each name once. Few as they are, a list is faster than a map; the map is made for
/// each attempt, with what only that one has.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestHeaders(Vec<(HeaderName, HeaderValue)>);

impl RequestHeaders {
    /// Sets a header; setting it again replaces it, unless it holds cookies, of which there may be more.
    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(header) if name == COOKIE => header.1 = with_cookies(&header.1, &value),
            Some(header) => header.1 = value,
            None => self.0.push((name, value)),
        }
    }

    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Sets all headers of `from`, replacing those of the same name.
    pub(crate) fn extend(&mut self, from: &HeaderMap) {
        for (name, value) in from {
            self.insert(name.clone(), value.clone());
        }
    }

    /// Sets those headers that also hold for requests that follow from a call: all but the conditional ones (R4.6, R5.7).
    pub(crate) fn extend_unconditional(&mut self, from: &HeaderMap) {
        for (name, value) in from {
            if !CONDITIONAL.contains(&name.as_str()) {
                self.insert(name.clone(), value.clone());
            }
        }
    }

    /// All of them as a map with room for some more.
    pub(crate) fn to_map(&self, more: usize) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(self.0.len() + more);
        for (name, value) in &self.0 {
            map.insert(name.clone(), value.clone());
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_18_reserved_headers_are_refused() {
        for name in [
            "Host",
            "content-length",
            "AUTHORIZATION",
            "Referer",
            "x-ms-client-ip-address",
            "x-ms-client-principal-name",
            "x-ms-client-principal-id",
            "x-ms-client-tenant-id",
            "x-ms-client-audience",
            "x-ms-client-issuer",
            "x-ms-client-object-id",
            "x-ms-client-app-id",
            "x-ms-client-app-id-acr",
            "bad name",
            "",
        ] {
            assert!(checked(name, "v").is_err(), "{name}");
        }
        for name in ["x-ms-client-request-id", "accept-language", "if-match", "x-custom"] {
            assert!(checked(name, "v").is_ok(), "{name}");
        }
    }

    #[test]
    fn r1_18_line_breaks_in_values_are_refused() {
        for value in ["a\r\nb: c", "a\nb", "a\0", "a\u{7f}"] {
            assert!(checked("x-custom", value).is_err(), "{value:?}");
        }
        assert_eq!(checked("x-custom", "é").unwrap().1.as_bytes(), "é".as_bytes());
    }

    #[test]
    fn r1_24_entity_tags_go_through_byte_for_byte() {
        for tag in ["\"x\"", "W/\"x\"", "*"] {
            assert_eq!(checked("If-Match", tag).unwrap().1, tag);
        }
    }
}
