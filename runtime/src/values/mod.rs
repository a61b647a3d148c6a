//! Scalars with a form of their own on the wire: dates, decimal numbers, binary data, secrets; and how values are written into URLs and headers.

mod base64;
mod civil;
mod date_time;
mod decimal;
mod http_date;
mod sensitive;
mod unix_time;
mod wire;

pub use self::{
    base64::{Base64, Base64Url},
    date_time::{Date, DateTime},
    decimal::Decimal,
    http_date::DateTimeRfc1123,
    sensitive::{SecretValue, Sensitive},
    unix_time::UnixTime,
    wire::{WireValue, wire},
};
pub(crate) use self::{
    base64::{decode_lenient, encode_padded, encode_url},
    http_date::parse as parse_http_date,
    sensitive::equal_bytes,
};

/// Gives a newtype around a type of crate `time` the traits that all of them have: conversions both ways, `Deref`,
/// serde through a text form, [`ReadValue`](crate::model::value::ReadValue) and [`WireValue`].
macro_rules! text_newtype {
    ($name:ident($inner:ty), $expected:literal, $parse:expr, $format:expr) => {
        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$format(&self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            fn from_str(text: &str) -> Result<Self, crate::Error> {
                $parse(text)
                    .map(Self)
                    .ok_or_else(|| crate::Error::argument(stringify!($name), concat!("it is not ", $expected)))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$format(&self.0))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as crate::model::value::ReadValue>::read(deserializer)?;
                $parse(&text).map(Self).ok_or_else(|| crate::model::decode::unfit($expected))
            }
        }

        impl crate::model::value::ReadValue for $name {
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }

        impl crate::values::WireValue for $name {
            fn wire(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Owned($format(&self.0))
            }
        }
    };
}
pub(crate) use text_newtype;
