//! Dates as HTTP headers write them: IMF-fixdate, and for reading also the two obsolete forms (R1.25, R3.4).

use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::{
    civil::{self, Digits},
    text_newtype,
};

/// A point in time, `date-time-rfc1123` in specifications. Written like `Wed, 03 Jan 2024 18:38:36 GMT` (R1.25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTimeRfc1123(OffsetDateTime);

text_newtype!(DateTimeRfc1123(OffsetDateTime), "an RFC 1123 date and time", parse, format);

/// The start of the Unix epoch.
impl Default for DateTimeRfc1123 {
    fn default() -> Self {
        Self(OffsetDateTime::UNIX_EPOCH)
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads IMF-fixdate, RFC 850 and asctime forms.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let (date, clock) = match words.as_slice() {
        // Wed, 03 Jan 2024 18:38:36 GMT
        [_, day, name, year, clock, zone] if is_utc(zone) || *zone == "+0000" => {
            (civil::date(number(year)?, month(name)?, number(day)?)?, clock)
        }
        // Wednesday, 03-Jan-24 18:38:36 GMT
        [_, date, clock, zone] if is_utc(zone) => {
            let mut parts = date.split('-');
            let (day, name, year) = (parts.next()?, parts.next()?, parts.next()?);
            let year = number(year)?;
            // RFC 850 has two digits; none of its dates in use is older than HTTP.
            let year = if year >= 100 {
                year
            } else if year >= 70 {
                1900 + year
            } else {
                2000 + year
            };
            (civil::date(year, month(name)?, number(day)?)?, clock)
        }
        // Wed Jan  3 18:38:36 2024
        [_, name, day, clock, year] => (civil::date(number(year)?, month(name)?, number(day)?)?, clock),
        _ => return None,
    };
    let mut digits = Digits::new(clock);
    let hour = digits.number(2)?;
    digits.one_of(b":")?;
    let minute = digits.number(2)?;
    digits.one_of(b":")?;
    let second = digits.number(2)?;
    digits.is_empty().then_some(())?;
    Some(PrimitiveDateTime::new(date, civil::time(hour, minute, second, 0)?).assume_utc())
}

/// Services write names in any case.
fn is_utc(zone: &str) -> bool {
    zone.eq_ignore_ascii_case("GMT") || zone.eq_ignore_ascii_case("UTC")
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn month(name: &str) -> Option<u32> {
    let index = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    u32::try_from(index + 1).ok()
}

fn format(value: &OffsetDateTime) -> String {
    let utc = value.checked_to_offset(UtcOffset::UTC).unwrap_or(*value);
    let weekday = utc.weekday().to_string();
    let month = MONTHS.get(usize::from(u8::from(utc.month())) - 1).copied().unwrap_or_default();
    let (hour, minute, second) = utc.to_hms();
    format!(
        "{}, {:02} {month} {:04} {hour:02}:{minute:02}:{second:02} GMT",
        weekday.get(..3).unwrap_or_default(),
        utc.day(),
        utc.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_25_and_r3_4_all_three_forms_are_read() {
        let expected = "Sun, 06 Nov 1994 08:49:37 GMT";
        for text in [
            expected,
            "sun, 06 nov 1994 08:49:37 gmt",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(text.parse::<DateTimeRfc1123>().unwrap().to_string(), expected, "{text}");
        }
        for text in [
            "",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "a b c d e f g",
            "é, é é é é GMT",
        ] {
            assert!(text.parse::<DateTimeRfc1123>().is_err(), "{text}");
        }
    }
}
