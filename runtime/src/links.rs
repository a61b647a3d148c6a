//! URLs that a service returns: resolved, repaired where that is harmless, and given an api-version (R4.4, R4.5, R5.3, R5.5).

use std::borrow::Cow;

use http::HeaderMap;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::{
    client::ApiVersionOnLinks,
    request::{API_VERSION, decoded_key, encode, find_value},
    trust::MAX_URL_LENGTH,
};

/// Characters that no URL may have and that services write all the same; non-ASCII ones are always encoded. Existing `%XX`
/// and `+` stay (R4.4).
const ILLEGAL: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'{').add(b'}');

/// The link with its illegal characters encoded.
pub(crate) fn repaired(link: &str) -> Cow<'_, str> {
    utf8_percent_encode(link.trim(), ILLEGAL).into()
}

/// A link as a URL, resolved against the URL of the request that returned it; `None` if it is none, or too long (R1.28).
pub(crate) fn resolve(base: &Url, link: &str) -> Option<Url> {
    if link.len() > MAX_URL_LENGTH {
        return None;
    }
    let mut url = base.join(&repaired(link)).ok()?;
    url.set_fragment(None);
    Some(url)
}

/// The link to the next page that a header holds (R4.1): alone, or among links with relations (RFC 8288).
pub(crate) fn in_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = || headers.get_all(name).iter().filter_map(|it| it.to_str().ok()).map(str::trim);
    let alone = || values().find(|it| !it.is_empty() && !it.starts_with('<'));
    values().find_map(next_of).or_else(alone).map(ToOwned::to_owned)
}

/// The target of the link with the relation `next`, in a list of links as `<target>; rel="next", …`.
fn next_of(value: &str) -> Option<&str> {
    let mut rest = value;
    while let Some((target, after)) = rest.split_once('<').and_then(|(_, it)| it.split_once('>')) {
        let mut is_quoted = false;
        let end = after.find(|c| {
            is_quoted ^= c == '"';
            c == ',' && !is_quoted
        });
        let (parameters, others) = after.split_at(end.unwrap_or(after.len()));
        let relations = parameters
            .split(';')
            .filter_map(|it| it.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
        let mut names = relations.flat_map(|(_, it)| it.trim().trim_matches('"').split_ascii_whitespace());
        if names.any(|it| it.eq_ignore_ascii_case("next")) {
            return Some(target);
        }
        rest = others;
    }
    None
}

/// The URL with the api-version of `request` as the mode demands; everything else in its query stays as it is (R4.5, R4.6).
pub(crate) fn with_api_version(mut url: Url, request: &Url, mode: ApiVersionOnLinks) -> Url {
    let Some(version) = request.query().and_then(|query| find_value(query, API_VERSION)) else { return url };
    let query = url.query().unwrap_or_default();
    let own = format!("{API_VERSION}={version}");
    let is_version = |pair: &str| decoded_key(pair).eq_ignore_ascii_case(API_VERSION);
    let mut pairs: Vec<&str> = query.split('&').filter(|_| !query.is_empty()).collect();
    let present = pairs.iter().position(|pair| is_version(pair));
    if present.is_some() && mode == ApiVersionOnLinks::Keep {
        return url;
    }
    // However often and in whichever spelling it is there, one comes out (R1.13).
    pairs.retain(|pair| !is_version(pair));
    pairs.insert(present.unwrap_or(pairs.len()), &own);
    url.set_query(Some(&pairs.join("&")));
    url
}

/// The URL with the constant query parameters that the operation of further pages sends, unless the link has them (R4.7).
pub(crate) fn with_query(mut url: Url, constants: &[(&str, &str)]) -> Url {
    for (key, value) in constants {
        let query = url.query().unwrap_or_default();
        if find_value(query, key).is_none() {
            let pair = format!("{}={}", encode(key), encode(value));
            let changed = if query.is_empty() { pair } else { format!("{query}&{pair}") };
            url.set_query(Some(&changed));
        }
    }
    url
}

/// Whether a link is a URL with a host, which the token of a page is not.
pub(crate) fn is_absolute(link: &str) -> bool {
    Url::parse(link.trim()).is_ok_and(|it| it.has_host())
}

/// Whether a link has neither host nor path nor query: it stands for a page, and leads to none.
pub(crate) fn is_token(link: &str) -> bool {
    !link.contains(['/', '\\', '?'])
}

/// The URL of the first page with the token of another, in place of its own (R4.7).
pub(crate) fn with_token(first: &Url, name: &str, token: &str) -> Url {
    let mut url = without_query(first.clone(), name);
    let pair = format!("{}={}", encode(name), encode(token));
    let query = url.query().filter(|it| !it.is_empty()).map_or_else(|| pair.clone(), |it| format!("{it}&{pair}"));
    url.set_query(Some(&query));
    url
}

/// The URL without the parameters of this name in its query, in any case.
pub(crate) fn without_query(mut url: Url, name: &str) -> Url {
    let Some(query) = url.query() else { return url };
    let kept: Vec<&str> = query.split('&').filter(|pair| !decoded_key(pair).eq_ignore_ascii_case(name)).collect();
    let kept = kept.join("&");
    url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_1_a_header_may_hold_the_link() {
        for (values, link) in [
            (&["/v2/_catalog?last=a&n=2"][..], Some("/v2/_catalog?last=a&n=2")),
            (&["</v2/_catalog?last=a>; rel=\"next\""], Some("/v2/_catalog?last=a")),
            (&["<a>; rel=prev, <b?x=1,2>;title=\"x, y\"; REL=\"last Next\""], Some("b?x=1,2")),
            (&["<a>; rel=\"last\"", "<b>; rel=next"], Some("b")),
            (&["<a>; rel=last", "<b>"], None),
            (&["", "<unended; rel=next"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("Link", value.parse().unwrap());
            }
            assert_eq!(in_header(&headers, "link").as_deref(), link, "{values:?}");
        }
    }

    fn resolved(link: &str) -> Option<String> {
        resolve(&Url::parse("https://h.example/a/b?x=1").unwrap(), link).map(String::from)
    }

    #[test]
    fn r4_4_links_are_resolved_and_repaired() {
        assert_eq!(resolved("next?page=2").unwrap(), "https://h.example/a/next?page=2");
        assert_eq!(resolved("/c?y").unwrap(), "https://h.example/c?y");
        assert_eq!(resolved("https://h.example:443/c").unwrap(), "https://h.example/c");
        assert_eq!(resolved("//other.example/c").unwrap(), "https://other.example/c");
        assert_eq!(
            resolved("?t={\"a\" <é>}&u=%2B+%20#frag").unwrap(),
            "https://h.example/a/b?t=%7B%22a%22%20%3C%C3%A9%3E%7D&u=%2B+%20"
        );
        assert_eq!(resolved("https://:bad:/"), None);
        assert_eq!(resolved("*&*#&$").unwrap(), "https://h.example/a/*&*");
        assert_eq!(resolved(&"x".repeat(MAX_URL_LENGTH + 1)), None);
        assert!(resolved(&"x".repeat(20_000)).is_some());
    }

    #[test]
    fn r4_5_the_api_version_is_kept_or_replaced_and_appended_when_missing() {
        let request = Url::parse("https://h.example/a?api-version=2024-01-01").unwrap();
        let version = |link: &str, mode| {
            with_api_version(Url::parse(link).unwrap(), &request, mode).query().unwrap_or_default().to_owned()
        };
        use ApiVersionOnLinks::{Keep, Replace};
        assert_eq!(version("https://h.example/a?s=1", Keep), "s=1&api-version=2024-01-01");
        assert_eq!(version("https://h.example/a", Keep), "api-version=2024-01-01");
        assert_eq!(version("https://h.example/a?Api-Version=2020-02-02&s=%20+", Keep), "Api-Version=2020-02-02&s=%20+");
        assert_eq!(
            version("https://h.example/a?Api-Version=2020-02-02&s=%20+", Replace),
            "api-version=2024-01-01&s=%20+"
        );
        assert_eq!(version("https://h.example/a?s", Replace), "s&api-version=2024-01-01");
        // One pair comes out, however many and whichever there were.
        for query in ["api-version&s", "API-version=&s", "api-version=1&s&Api-Version=2", "api%2Dversion&s&api-version"]
        {
            assert_eq!(version(&format!("https://h.example/a?{query}"), Replace), "api-version=2024-01-01&s");
        }
        let none = Url::parse("https://h.example/a").unwrap();
        assert_eq!(with_api_version(none.clone(), &none, Replace), none);
    }
}
