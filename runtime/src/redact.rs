//! Redaction: in come URLs and headers, out comes the text that may stand in logs and errors (R7.2, R7.3).
//!
//! No feature switches any of this off (R7.5).

#[cfg(feature = "tracing")]
mod body;

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

#[cfg(feature = "tracing")]
pub(crate) use self::body::body;

/// What stands where a value was withheld.
pub(crate) const REDACTED: &str = "REDACTED";

/// The one query parameter whose value is shown.
const SHOWN_QUERY_KEY: &str = "api-version";

/// Headers whose values are shown; all others are withheld (R7.2).
const SHOWN_HEADERS: &[&str] = &[
    "accept",
    "azure-deprecating",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "last-modified",
    "ms-cv",
    "pragma",
    "request-id",
    "retry-after",
    "retry-after-ms",
    "server",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "user-agent",
    "x-ms-client-request-id",
    "x-ms-correlation-request-id",
    "x-ms-error-code",
    "x-ms-request-id",
    "x-ms-retry-after-ms",
    "x-ms-return-client-request-id",
];

/// Families of headers whose values are shown.
const SHOWN_HEADER_PREFIX: &str = "x-ms-ratelimit-";

/// A URL without query values (but `api-version`) and without fragment; all of it withheld when it carries user-info (R7.3).
pub(crate) fn url(url: &Url) -> String {
    if !url.username().is_empty() || url.password().is_some() {
        return REDACTED.to_owned();
    }
    let mut shown = url.clone();
    shown.set_fragment(None);
    let query = url.query().map(query);
    shown.set_query(None);
    let mut text = shown.to_string();
    if let Some(query) = query {
        text.push('?');
        text.push_str(&query);
    }
    text
}

fn query(query: &str) -> String {
    let mut text = String::with_capacity(query.len());
    for (index, pair) in query.split('&').enumerate() {
        if index > 0 {
            text.push('&');
        }
        match pair.split_once('=') {
            Some((key, _)) if key.eq_ignore_ascii_case(SHOWN_QUERY_KEY) => text.push_str(pair),
            // Without a value, what stands before `=` may be one: base64 ends so.
            Some((key, value)) if !value.trim_start_matches('=').is_empty() => {
                text.push_str(key);
                text.push('=');
                text.push_str(REDACTED);
            }
            // A query that is no list of pairs may be one secret as a whole, as in some signed URLs.
            None if pair.is_empty() => {}
            Some(_) | None => text.push_str(REDACTED),
        }
    }
    text
}

/// The value of a header as it may be shown.
pub(crate) fn header(name: &HeaderName, value: &HeaderValue) -> String {
    let name = name.as_str();
    if name == "www-authenticate" {
        return value.to_str().map_or_else(|_| REDACTED.to_owned(), challenge);
    }
    let shown = SHOWN_HEADERS.contains(&name) || name.starts_with(SHOWN_HEADER_PREFIX);
    match value.to_str() {
        Ok(text) if shown && !value.is_sensitive() => text.to_owned(),
        _ => REDACTED.to_owned(),
    }
}

/// Scheme, realm and error of the challenges; the claims are cut.
fn challenge(text: &str) -> String {
    let shown: Vec<String> = crate::auth::challenge::parse(text)
        .iter()
        .map(|challenge| {
            let parameters: Vec<String> = ["realm", "error"]
                .iter()
                .filter_map(|name| challenge.parameter(name).map(|value| format!("{name}=\"{value}\"")))
                .collect();
            format!("{} {}", challenge.scheme(), parameters.join(", ")).trim_end().to_owned()
        })
        .collect();
    shown.join(", ")
}

/// Headers with withheld values, for `Debug`.
pub(crate) struct Headers<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name.as_str(), header(name, value)))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        url(&Url::parse(text).unwrap())
    }

    #[test]
    fn r7_3_query_values_are_withheld_and_keys_stay() {
        assert_eq!(
            shown("https://h.example/a?api-version=2024-01-01&sig=abc&%24skipToken=x&sig2=#frag"),
            "https://h.example/a?api-version=2024-01-01&sig=REDACTED&%24skipToken=REDACTED&REDACTED"
        );
        // What ends in `=` may be base64.
        assert_eq!(shown("https://h.example/a?c2VjcmV0dGV4dA==&b=1"), "https://h.example/a?REDACTED&b=REDACTED");
        assert_eq!(shown("https://h.example/a?opaque-secret"), "https://h.example/a?REDACTED");
        assert_eq!(shown("https://user:pass@h.example/a"), "REDACTED");
        assert_eq!(shown("https://user@h.example/a"), "REDACTED");
    }

    #[test]
    fn r7_2_only_listed_headers_are_shown() {
        let value = HeaderValue::from_static("v");
        for name in ["etag", "x-ms-request-id", "x-ms-ratelimit-remaining-subscription-reads", "retry-after"] {
            assert_eq!(header(&HeaderName::from_static(name), &value), "v", "{name}");
        }
        let mut marked = value.clone();
        marked.set_sensitive(true);
        assert_eq!(header(&HeaderName::from_static("etag"), &marked), REDACTED);
        for name in [
            "authorization",
            "x-ms-authorization-auxiliary",
            "location",
            "azure-asyncoperation",
            "set-cookie",
            "x-custom",
        ] {
            assert_eq!(header(&HeaderName::from_static(name), &value), REDACTED, "{name}");
        }
    }

    #[test]
    fn r7_2_claims_are_cut_from_challenges() {
        let value = HeaderValue::from_static(
            r#"Bearer realm="r", authorization_uri="https://x/?s=1", error="insufficient_claims", claims="c2VjcmV0", Basic realm="b""#,
        );
        let text = header(&HeaderName::from_static("www-authenticate"), &value);
        assert_eq!(text, r#"Bearer realm="r", error="insufficient_claims", Basic realm="b""#);
    }
}
