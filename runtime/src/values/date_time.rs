//! `date` and `date-time`: written strictly, read leniently (R1.25).

use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::{
    civil::{self, Digits},
    text_newtype,
};

/// A point in time, `date-time` in specifications. Written as RFC 3339 in UTC with `Z`.
///
/// Read with any number of fraction digits (nine count), with `Z`, an offset or neither (UTC), and with a space instead of `T` (R1.25).
///
/// ```
/// use azrest_runtime::DateTime;
///
/// let time: DateTime = "2024-01-03T20:44:53.9770581+01:00".parse()?;
/// assert_eq!(time.to_string(), "2024-01-03T19:44:53.9770581Z");
/// assert_eq!(time.year(), 2024);
/// # Ok::<(), azrest_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(OffsetDateTime);

text_newtype!(DateTime(OffsetDateTime), "an RFC 3339 date and time", parse, format);

/// The start of the Unix epoch.
impl Default for DateTime {
    fn default() -> Self {
        Self(OffsetDateTime::UNIX_EPOCH)
    }
}

/// A calendar day, `date` in specifications. Written as `YYYY-MM-DD` (R1.25).
///
/// A date and time is read as its day, because some services send one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

text_newtype!(Date(time::Date), "a date", parse_date, format_date);

/// The first day of the Unix epoch.
impl Default for Date {
    fn default() -> Self {
        Self(OffsetDateTime::UNIX_EPOCH.date())
    }
}

fn day(digits: &mut Digits<'_>) -> Option<time::Date> {
    let year = digits.number(4)?;
    digits.one_of(b"-")?;
    let month = digits.number(2)?;
    digits.one_of(b"-")?;
    civil::date(year, month, digits.number(2)?)
}

fn parse_date(text: &str) -> Option<time::Date> {
    let mut digits = Digits::new(text.trim());
    let date = day(&mut digits)?;
    if digits.is_empty() {
        return Some(date);
    }
    parse(text).map(|_| date)
}

fn parse(text: &str) -> Option<OffsetDateTime> {
    let mut digits = Digits::new(text.trim());
    let date = day(&mut digits)?;
    digits.one_of(b"Tt ")?;
    let hour = digits.number(2)?;
    digits.one_of(b":")?;
    let minute = digits.number(2)?;
    digits.one_of(b":")?;
    let second = digits.number(2)?;
    let nanosecond = if digits.one_of(b".").is_some() { digits.fraction()? } else { 0 };
    let offset = offset(&mut digits)?;
    let local = PrimitiveDateTime::new(date, civil::time(hour, minute, second, nanosecond)?);
    digits.is_empty().then(|| local.assume_offset(offset).checked_to_offset(UtcOffset::UTC)).flatten()
}

fn offset(digits: &mut Digits<'_>) -> Option<UtcOffset> {
    if digits.is_empty() || digits.one_of(b"Zz").is_some() {
        return Some(UtcOffset::UTC);
    }
    let sign = if digits.one_of(b"+-")? == b'-' { -1 } else { 1 };
    let hours = digits.number(2)?;
    digits.one_of(b":");
    let minutes = if digits.peek().is_some() { digits.number(2)? } else { 0 };
    UtcOffset::from_hms(sign * i8::try_from(hours).ok()?, sign * i8::try_from(minutes).ok()?, 0).ok()
}

fn format_date(date: &time::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn format(value: &OffsetDateTime) -> String {
    let utc = value.checked_to_offset(UtcOffset::UTC).unwrap_or(*value);
    let (hour, minute, second, nanosecond) = utc.to_hms_nano();
    let mut text = format!("{}T{hour:02}:{minute:02}:{second:02}", format_date(&utc.date()));
    if nanosecond > 0 {
        text.push_str(format!(".{nanosecond:09}").trim_end_matches('0'));
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(text: &str) -> String {
        text.parse::<DateTime>().unwrap().to_string()
    }

    #[test]
    fn r1_25_date_times_are_read_leniently_and_written_strictly() {
        assert_eq!(round("2024-01-03T18:38:36.7089583Z"), "2024-01-03T18:38:36.7089583Z");
        assert_eq!(round("2024-01-03T19:44:53.9770581+00:00"), "2024-01-03T19:44:53.9770581Z");
        assert_eq!(round("2024-01-03t19:44:53z"), "2024-01-03T19:44:53Z");
        assert_eq!(round("2024-01-03 19:44:53"), "2024-01-03T19:44:53Z");
        assert_eq!(round("2024-01-03T00:30:00+01:00"), "2024-01-02T23:30:00Z");
        assert_eq!(round("2024-01-03T00:30:00.1234567891-0130"), "2024-01-03T02:00:00.123456789Z");
        assert_eq!(round("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59.999999999Z");
        assert_eq!(round("0001-01-01T00:00:00"), "0001-01-01T00:00:00Z");
        for text in [
            "",
            "2024",
            "2024-13-01T00:00:00Z",
            "2024-01-01T25:00:00Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00Zx",
            "2024-01-01T00:00:00+99:00",
            "é024-01-01T00:00:00Z",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn r1_25_dates() {
        assert_eq!("2024-02-29".parse::<Date>().unwrap().to_string(), "2024-02-29");
        assert_eq!("2024-02-29T10:00:00Z".parse::<Date>().unwrap().to_string(), "2024-02-29");
        assert!("2023-02-29".parse::<Date>().is_err());
    }
}
