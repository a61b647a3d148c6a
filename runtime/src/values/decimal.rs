//! `decimal`: numbers of which every digit counts.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::{Number, value::RawValue};

use super::WireValue;
use crate::{
    Error,
    model::{decode::unfit, value::ReadValue},
};

/// A decimal number, `decimal` in specifications: a price, an amount. It keeps the digits that it is written with, which an
/// `f64` does not; crates for decimal numbers read [`as_str`](Self::as_str).
///
/// Two are equal that are written alike: `1.0` is another than `1.00`. Members of discriminated types, XML and query objects
/// pass through `f64`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

impl Decimal {
    /// The number as it is written in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest `f64`; infinite for numbers beyond its range.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

/// A number as JSON writes it.
impl FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit())
            && serde_json::from_str::<Number>(text).is_ok();
        if is_number { Ok(Self(text.to_owned())) } else { Err(Error::argument("Decimal", "it is no number of JSON")) }
    }
}

/// The shortest text that stands for the number; infinities and NaN have none.
impl TryFrom<f64> for Decimal {
    type Error = Error;

    fn try_from(number: f64) -> Result<Self, Error> {
        let number = Number::from_f64(number).ok_or_else(|| Error::argument("Decimal", "it is no finite number"))?;
        Ok(Self(number.to_string()))
    }
}

macro_rules! integers {
    ($($type:ty)*) => { $(
        impl From<$type> for Decimal {
            fn from(number: $type) -> Self {
                Self(number.to_string())
            }
        }
    )* };
}

integers!(i32 i64 u32 u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// A number, or a text that is one: services that count every digit send those too.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Box::<RawValue>::deserialize(deserializer)?;
        let number = match written.get() {
            text if text.starts_with('"') => serde_json::from_str::<String>(text).ok().and_then(|it| it.parse().ok()),
            text if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => Some(Self(text.to_owned())),
            _ => None,
        };
        number.ok_or_else(|| unfit("a number"))
    }
}

impl ReadValue for Decimal {}

impl WireValue for Decimal {
    fn wire(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::decode;

    #[test]
    fn every_digit_is_kept() {
        for text in ["0.1000", "12345678901234567890.123456789012345678901", "-5", "1e3", "0"] {
            let read = decode::<Decimal>(text.as_bytes()).unwrap();
            assert_eq!((read.as_str(), serde_json::to_string(&read).unwrap().as_str()), (text, text));
            assert_eq!((text.parse::<Decimal>().unwrap(), read.wire().into_owned()), (read.clone(), text.to_owned()));
        }
        let list = decode::<Vec<Option<Decimal>>>(b"[1.10, null,2]").unwrap();
        assert_eq!(serde_json::to_string(&list).unwrap(), "[1.10,null,2]");
        assert_eq!(decode::<Decimal>(b"\"1.50\"").unwrap().as_str(), "1.50");
        assert_eq!(serde_json::from_value::<Decimal>(serde_json::json!(2.5)).unwrap().as_str(), "2.5");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", " 1", "1 ", "01", "1.", ".5", "+1", "0x1", "1,2", "\"1\"", "NaN", "1}"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        for text in ["\"1,5\"", "\"\"", "true", "{}", "[1]"] {
            let failure = decode::<Decimal>(text.as_bytes()).unwrap_err().sentence();
            assert_eq!(failure, "expected a number");
        }
        assert!(Decimal::try_from(f64::NAN).is_err());
        assert_eq!(Decimal::try_from(0.1).unwrap(), "0.1".parse().unwrap());
        assert_eq!((Decimal::from(7_i64).to_f64(), Decimal::from(7_u32).to_string()), (7.0, "7".to_owned()));
    }
}
