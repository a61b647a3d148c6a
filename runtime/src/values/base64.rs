//! `byte` and `base64url`: binary data as text (R1.25).

use std::{borrow::Cow, fmt, ops::Deref};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::WireValue;
use crate::model::{decode::unfit, value::ReadValue};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

const PADDED: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT.with_encode_padding(true));
const UNPADDED_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT.with_encode_padding(false));

/// Reads base64 in either alphabet, with or without padding.
pub(crate) fn decode_lenient(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let engine = if text.contains(['-', '_']) { &UNPADDED_URL } else { &PADDED };
    engine.decode(text).ok()
}

/// Writes base64url without padding.
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    UNPADDED_URL.encode(bytes)
}

/// Writes base64 with padding.
pub(crate) fn encode_padded(bytes: &[u8]) -> String {
    PADDED.encode(bytes)
}

macro_rules! binary {
    ($(#[$doc:meta])* $name:ident, $engine:ident, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Vec<u8>);

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<$name> for Vec<u8> {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl Deref for $name {
            type Target = Vec<u8>;

            fn deref(&self) -> &Vec<u8> {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&$engine.encode(&self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$engine.encode(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::read(deserializer)?;
                decode_lenient(&text).map(Self).ok_or_else(|| unfit($expected))
            }
        }

        impl ReadValue for $name {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }

        impl WireValue for $name {
            fn wire(&self) -> Cow<'_, str> {
                Cow::Owned($engine.encode(&self.0))
            }
        }
    };
}

binary! {
    /// Binary data, `byte` in specifications. Written as base64 with padding; read with or without it (R1.25).
    Base64, PADDED, "base64 text"
}

binary! {
    /// Binary data, `base64url` in specifications. Written without padding; read with or without it (R1.25).
    Base64Url, UNPADDED_URL, "base64url text"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::decode;

    #[test]
    fn r1_25_padding_is_written_as_specified_and_read_either_way() {
        let bytes = vec![0xfb, 0xff];
        assert_eq!(serde_json::to_string(&Base64(bytes.clone())).unwrap(), r#""+/8=""#);
        assert_eq!(serde_json::to_string(&Base64Url(bytes.clone())).unwrap(), r#""-_8""#);
        for text in [r#""+/8=""#, r#""+/8""#, r#""-_8""#, r#""-_8=""#] {
            assert_eq!(decode::<Base64>(text.as_bytes()).unwrap().0, bytes, "{text}");
            assert_eq!(decode::<Base64Url>(text.as_bytes()).unwrap().0, bytes, "{text}");
        }
        assert!(decode::<Base64>(br#""%%""#).is_err());
    }
}
