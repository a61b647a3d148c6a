//! Redirects: followed for GET and HEAD alone, over https alone, and never with a token to another origin (R1.26).

use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use crate::trust::{MAX_URL_LENGTH, Origin, TrustedSet};

/// How many redirects one attempt follows.
pub(super) const MAX_HOPS: usize = 5;

/// What may travel to another origin. A list of what may, since callers' headers can hold anything; the token, cookies and
/// auxiliary tokens are not on it.
const HARMLESS: &[header::HeaderName] = &[
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::IF_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::IF_RANGE,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    header::USER_AGENT,
];

/// Where a response redirects to, if that is to be followed.
pub(super) fn target(
    method: &Method,
    from: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    trust: &TrustedSet,
) -> Option<Url> {
    let followed =
        matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) && matches!(*method, Method::GET | Method::HEAD);
    if !followed {
        return None;
    }
    location(from, headers).filter(|target| trust.is_secure(target))
}

/// The parsed `Location` of a response.
pub(super) fn location(from: &Url, headers: &HeaderMap) -> Option<Url> {
    let text = headers.get(header::LOCATION)?.to_str().ok()?;
    // An empty one would be the URL itself, once more.
    if text.trim().is_empty() || text.len() > MAX_URL_LENGTH {
        return None;
    }
    from.join(text).ok()
}

/// Whether the token stays behind on this hop.
pub(super) fn leaves_origin(from: &Url, to: &Url) -> bool {
    Origin::of(from) != Origin::of(to)
}

/// The headers that may travel to another origin.
pub(super) fn harmless(headers: &HeaderMap, client_request_id: &str) -> HeaderMap {
    let harmless = |name: &header::HeaderName| HARMLESS.contains(name) || name.as_str() == client_request_id;
    headers.iter().filter(|(name, _)| harmless(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}
