//! Secrets among the properties of a model: in comes a value, out comes a wrapper that no log can show.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

use super::{Base64, Base64Url, WireValue};
use crate::model::value::ReadValue;

/// A secret value: it is sent and read like the value itself, has no `Debug` text, compares in constant time and is
/// overwritten when dropped.
///
/// Copies that were made on the way, in the response body for example, are out of its reach.
///
/// ```
/// use azrest_runtime::Sensitive;
///
/// let password = Sensitive::from("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Sensitive(REDACTED)");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone, Default)]
pub struct Sensitive<T: SecretValue>(T);

impl<T: SecretValue> Sensitive<T> {
    /// Wraps a secret.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The secret.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: SecretValue> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: SecretValue> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: SecretValue> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(REDACTED)")
    }
}

impl<T: SecretValue> PartialEq for Sensitive<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&other.0)
    }
}

impl<T: SecretValue + Serialize> Serialize for Sensitive<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: SecretValue + ReadValue> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: SecretValue + ReadValue> ReadValue for Sensitive<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: SecretValue + WireValue> WireValue for Sensitive<T> {
    fn wire(&self) -> Cow<'_, str> {
        self.0.wire()
    }
}

/// A value that can be overwritten and compared without telling where two values differ.
pub trait SecretValue {
    /// Overwrites the value.
    fn wipe(&mut self);

    /// Whether the values are equal. The time depends on the lengths alone.
    fn equals(&self, other: &Self) -> bool;
}

/// Equality in a time that depends on the lengths alone.
pub(crate) fn equal_bytes(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let difference = left.iter().zip(right).fold(0_u8, |all, (left, right)| all | (left ^ right));
    std::hint::black_box(difference) == 0
}

macro_rules! secret_bytes {
    ($($type:ty),*) => { $(
        impl SecretValue for $type {
            fn wipe(&mut self) {
                self.zeroize();
            }

            fn equals(&self, other: &Self) -> bool {
                equal_bytes(self.as_ref(), other.as_ref())
            }
        }
    )* };
}

secret_bytes!(String, Vec<u8>, Base64, Base64Url);

impl Zeroize for Base64 {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Zeroize for Base64Url {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<T: SecretValue> SecretValue for BTreeMap<String, T> {
    fn wipe(&mut self) {
        self.values_mut().for_each(T::wipe);
    }

    /// The names are no secrets; the values are compared to the end.
    fn equals(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().zip(other).fold(true, |equal, ((name, value), (other_name, other_value))| {
                equal & (name == other_name) & value.equals(other_value)
            })
    }
}

impl<T: SecretValue> SecretValue for Vec<T> {
    fn wipe(&mut self) {
        self.iter_mut().for_each(T::wipe);
    }

    fn equals(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).fold(true, |equal, (one, other)| equal & one.equals(other))
    }
}

impl SecretValue for serde_json::Value {
    fn wipe(&mut self) {
        match self {
            Self::String(text) => text.zeroize(),
            Self::Array(items) => items.iter_mut().for_each(Self::wipe),
            Self::Object(members) => members.values_mut().for_each(Self::wipe),
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
        *self = Self::Null;
    }

    /// Compares the serialized forms.
    fn equals(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.to_string(), other.to_string());
        let equal = equal_bytes(left.as_bytes(), right.as_bytes());
        left.zeroize();
        right.zeroize();
        equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::decode;

    #[test]
    fn a_secret_travels_and_does_not_show() {
        let secret = decode::<Sensitive<String>>(br#""s3cret""#).unwrap();
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""s3cret""#);
        assert!(!format!("{secret:?} {:#?}", Some(secret.clone())).contains("s3cret"));
        assert_eq!(secret, Sensitive::from("s3cret"));
        assert_ne!(secret, Sensitive::from("s3creT"));
        assert_ne!(secret, Sensitive::from("s3cret "));
    }

    #[test]
    fn structured_secrets_compare_and_wipe() {
        let map = |value: &str| Sensitive::new(BTreeMap::from([("a".to_owned(), value.to_owned())]));
        assert_eq!(map("x"), map("x"));
        assert_ne!(map("x"), map("y"));
        let list = |last: &str| Sensitive::new(vec!["a".to_owned(), last.to_owned()]);
        assert_eq!(list("b"), list("b"));
        assert_ne!(list("b"), list("c"));
        let mut json = serde_json::json!({"a": ["secret"]});
        assert!(json.equals(&serde_json::json!({"a": ["secret"]})));
        json.wipe();
        assert!(json.is_null());
        let mut bytes = Base64(vec![1, 2]);
        bytes.wipe();
        assert!(bytes.is_empty());
    }
}
