//! `unixtime`: seconds since the epoch (R1.25).

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;

use super::WireValue;
use crate::model::{decode::unfit, value::ReadValue};

/// A point in time, `unixtime` in specifications. Written as an integer of seconds; fractions are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(OffsetDateTime);

/// The start of the Unix epoch.
impl Default for UnixTime {
    fn default() -> Self {
        Self(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<OffsetDateTime> for UnixTime {
    fn from(value: OffsetDateTime) -> Self {
        Self(value)
    }
}

impl From<UnixTime> for OffsetDateTime {
    fn from(value: UnixTime) -> Self {
        value.0
    }
}

impl Deref for UnixTime {
    type Target = OffsetDateTime;

    fn deref(&self) -> &OffsetDateTime {
        &self.0
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.unix_timestamp())
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.unix_timestamp())
    }
}

impl<'de> Deserialize<'de> for UnixTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = i64::read(deserializer)?;
        OffsetDateTime::from_unix_timestamp(seconds).map(Self).map_err(|_| unfit("seconds since 1970"))
    }
}

impl ReadValue for UnixTime {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl WireValue for UnixTime {
    fn wire(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::decode;

    #[test]
    fn r1_25_unix_times_are_integer_seconds() {
        let time = decode::<UnixTime>(b"1704307116.0").unwrap();
        assert_eq!((time.year(), serde_json::to_string(&time).unwrap()), (2024, "1704307116".to_owned()));
        assert!(decode::<UnixTime>(b"99999999999999").is_err());
    }
}
