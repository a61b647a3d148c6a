//! How long a service asks to wait (R3.4).

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use time::OffsetDateTime;

use crate::values::parse_http_date;

/// The longest wait that is believed; longer ones, and numbers without an end, become this.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// The wait that the headers ask for: milliseconds first, then `Retry-After` as seconds or as a date relative to `now`.
///
/// Past dates and negative numbers are zero; what cannot be read is no wish at all.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let milliseconds =
        ["retry-after-ms", "x-ms-retry-after-ms"].iter().find_map(|name| number(text(headers, name)?, 1000.0));
    milliseconds.or_else(|| {
        let text = text(headers, "retry-after")?;
        number(text, 1.0).or_else(|| date(text, now))
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A decimal number of units, of which `per_second` make a second.
fn number(text: &str, per_second: f64) -> Option<Duration> {
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    if text.is_empty() || !text.bytes().all(plain) {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    let seconds = (number / per_second).clamp(0.0, LONGEST.as_secs_f64());
    Duration::try_from_secs_f64(seconds).ok()
}

fn date(text: &str, now: SystemTime) -> Option<Duration> {
    // Not every system can express every date as its own time.
    let left = parse_http_date(text)? - OffsetDateTime::from(now);
    Some(Duration::try_from(left).unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn parse(pairs: &[(&'static str, &str)]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        // Sun, 06 Nov 1994 08:49:37 GMT
        retry_after(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    fn seconds(text: &str) -> Option<f64> {
        parse(&[("retry-after", text)]).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn r3_4_numbers_and_dates() {
        assert_eq!(seconds("2"), Some(2.0));
        assert_eq!(seconds(" 1.5 "), Some(1.5));
        assert_eq!(seconds("0"), Some(0.0));
        assert_eq!(seconds("-3"), Some(0.0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:42 GMT"), Some(5.0));
        assert_eq!(seconds("Sunday, 06-Nov-94 08:49:42 GMT"), Some(5.0));
        assert_eq!(seconds("Sun Nov  6 08:49:42 1994"), Some(5.0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:30 GMT"), Some(0.0));
        assert_eq!(seconds("Sat, 01 Jan 0000 00:00:00 GMT"), Some(0.0));
        assert_eq!(seconds("Fri, 31 Dec 9999 23:59:59 GMT"), Some(LONGEST.as_secs_f64()));
        for garbage in ["/bar", "", "soon", "1e5", "NaN", "inf", "--1", "1.2.3"] {
            assert_eq!(seconds(garbage), None, "{garbage}");
        }
        assert_eq!(seconds(&"9".repeat(400)), Some(LONGEST.as_secs_f64()));
    }

    #[test]
    fn r3_4_milliseconds_win() {
        assert_eq!(parse(&[("retry-after", "5"), ("retry-after-ms", "250")]), Some(Duration::from_millis(250)));
        assert_eq!(parse(&[("retry-after", "5"), ("x-ms-retry-after-ms", "70")]), Some(Duration::from_millis(70)));
        assert_eq!(parse(&[("retry-after", "5"), ("retry-after-ms", "x")]), Some(Duration::from_secs(5)));
        assert_eq!(parse(&[]), None);
    }
}
