//! The trait [`ReadValue`]: how one JSON value is read, with the lenience listed in [the module above](super).

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

use super::breadcrumb;
use crate::{Result, response::RawResponse};

/// A type that a JSON value of a service can be read into.
///
/// Implemented by the generated models, enums and unions, by the newtypes of this crate and by the usual scalars, lists
/// and maps. It stands beside serde's `Deserialize` because that one cannot be lenient for foreign types such as `i32`.
pub trait ReadValue: DeserializeOwned {
    /// Reads the value; by default as serde does, which for generated types is lenient already.
    ///
    /// # Errors
    ///
    /// The deserializer's error when the value does not fit.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// What `null` in a list is: nothing, but for free-form JSON, of which it is a value.
    #[doc(hidden)]
    fn of_null() -> Option<Self> {
        None
    }

    /// Reads the value from a response; by default its body as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    #[doc(hidden)]
    fn from_response(response: RawResponse) -> Result<Self> {
        response.json()
    }
}

/// Reads a value in whose place `null` may stand.
pub(crate) struct Nullable<T>(PhantomData<T>);

impl<T> Nullable<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: ReadValue> DeserializeSeed<'de> for Nullable<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: ReadValue> Visitor<'de> for Nullable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}

/// A type that the elements of a list or of a map can be read into: every [`ReadValue`], and `Option` of such a type where
/// the specification allows `null`.
pub trait ReadElement: DeserializeOwned {
    /// Reads an element; `None` is one that is skipped (R1.23).
    ///
    /// # Errors
    ///
    /// The deserializer's error when the value does not fit.
    fn read_element<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;

    /// What stands in a list for an element that is skipped.
    fn of_skipped() -> Option<Self> {
        None
    }
}

/// Formats that describe themselves may have `null` there, which is skipped; others have exactly what was written.
impl<T: ReadValue> ReadElement for T {
    fn read_element<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_option(Nullable::new())
        } else {
            T::read(deserializer).map(Some)
        }
    }

    fn of_skipped() -> Option<T> {
        T::of_null()
    }
}

/// `null` is `None`.
impl<T: ReadValue> ReadElement for Option<T> {
    fn read_element<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
        deserializer.deserialize_option(Nullable::new()).map(Some)
    }
}

/// Reads an element of a list or of a map.
struct Element<T>(PhantomData<T>);

impl<'de, T: ReadElement> DeserializeSeed<'de> for Element<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_element(deserializer)
    }
}

/// Reads a list.
pub(crate) struct ListVisitor<T>(PhantomData<T>);

impl<T> ListVisitor<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: ReadElement> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        let mut index = 0;
        loop {
            match seq.next_element_seed(Element(PhantomData)) {
                Ok(Some(element)) => list.extend(element.or_else(T::of_skipped)),
                Ok(None) => return Ok(list),
                Err(error) => {
                    breadcrumb::leave_element(index);
                    return Err(error);
                }
            }
            index += 1;
        }
    }
}

impl<T: ReadElement> ReadValue for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor::new())
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: ReadElement> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BTreeMap<String, T>, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            read_entry(&mut map, Cow::Owned(key), &mut entries)?;
        }
        Ok(entries)
    }
}

/// Reads the value of one map entry; `null` removes what an earlier duplicate had put there.
pub(crate) fn read_entry<'de, T: ReadElement, A: MapAccess<'de>>(
    map: &mut A,
    key: Cow<'_, str>,
    entries: &mut BTreeMap<String, T>,
) -> Result<(), A::Error> {
    match map.next_value_seed(Element(PhantomData)) {
        Ok(Some(value)) => {
            entries.insert(key.into_owned(), value);
        }
        Ok(None) => {
            entries.remove(&*key);
        }
        Err(error) => {
            breadcrumb::leave_member(&key);
            return Err(error);
        }
    }
    Ok(())
}

impl<T: ReadElement> ReadValue for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

impl<T: ReadValue> ReadValue for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}

impl ReadValue for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(TextVisitor)
    }

    /// A body that the operation declares as text is the value itself.
    fn from_response(response: RawResponse) -> Result<Self> {
        if response.is_text() { response.text() } else { response.json() }
    }
}

impl ReadValue for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// For an existence check, the status is the value (R6.6).
    fn from_response(response: RawResponse) -> Result<Self> {
        match response.existence() {
            Some(exists) => Ok(exists),
            None => response.json(),
        }
    }
}

impl ReadValue for serde_json::Value {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn of_null() -> Option<Self> {
        Some(Self::Null)
    }
}

impl ReadValue for serde_json::Map<String, serde_json::Value> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

macro_rules! integers {
    ($($type:ident $hint:ident $visitor:ident $expected:literal;)*) => { $(
        struct $visitor;

        impl Visitor<'_> for $visitor {
            type Value = $type;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expected)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<$type, E> {
                $type::try_from(number).map_err(|_| super::decode::unfit($expected))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<$type, E> {
                $type::try_from(number).map_err(|_| super::decode::unfit($expected))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<$type, E> {
                whole(number).and_then(|number| $type::try_from(number).ok()).ok_or_else(|| super::decode::unfit($expected))
            }
        }

        impl ReadValue for $type {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$hint($visitor)
            }
        }
    )* };
}

integers! {
    i32 deserialize_i32 I32Visitor "an integer of 32 bits";
    i64 deserialize_i64 I64Visitor "an integer of 64 bits";
    u32 deserialize_u32 U32Visitor "a non-negative integer of 32 bits";
    u64 deserialize_u64 U64Visitor "a non-negative integer of 64 bits";
}

/// The integer that a float stands for, if it stands for exactly one.
pub(crate) fn whole(number: f64) -> Option<i64> {
    // From 2^53 on, neighbouring integers share a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

struct FloatVisitor;

impl Visitor<'_> for FloatVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }
}

impl ReadValue for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(FloatVisitor)
    }
}

impl ReadValue for f32 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The hint matters to binary formats alone, which know the width.
        deserializer.deserialize_f32(FloatVisitor).map(|number| number as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::decode;

    #[test]
    fn integers_tolerate_a_fraction_of_zero_and_nothing_else() {
        assert_eq!(decode::<i32>(b"5.0").unwrap(), 5);
        assert_eq!(decode::<i64>(b"-5e0").unwrap(), -5);
        assert_eq!(decode::<u32>(b"4294967295").unwrap(), u32::MAX);
        assert_eq!(decode::<i64>(b"9223372036854775807").unwrap(), i64::MAX);
        for text in ["5.5", "\"5\"", "1e300", "2147483648", "true", "9007199254740993.0"] {
            assert!(decode::<i32>(text.as_bytes()).is_err(), "{text}");
        }
        assert!(decode::<u32>(b"-1").is_err());
        assert_eq!(decode::<f64>(b"3").unwrap().to_bits(), 3.0_f64.to_bits());
        assert_eq!(decode::<f32>(b"0.5").unwrap().to_bits(), 0.5_f32.to_bits());
    }

    #[test]
    fn r1_23_null_elements_are_kept_where_they_are_values() {
        assert_eq!(decode::<Vec<Option<i32>>>(b"[1,null,3]").unwrap(), [Some(1), None, Some(3)]);
        let map = decode::<BTreeMap<String, Option<String>>>(br#"{"a":"x","b":null,"a":null}"#).unwrap();
        assert_eq!(map, BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), None)]));
        let lists = decode::<Vec<Option<Vec<Option<bool>>>>>(b"[null,[null,true]]").unwrap();
        assert_eq!(lists, [None, Some(vec![None, Some(true)])]);
        assert_eq!(serde_json::to_string(&lists).unwrap(), "[null,[null,true]]");
        assert_eq!(decode::<Vec<serde_json::Value>>(b"[1,null]").unwrap(), [1.into(), serde_json::Value::Null]);
        let failure = decode::<Vec<Option<i32>>>(b"[null,\"x\"]").unwrap_err().sentence();
        assert_eq!(failure, "at /1: expected an integer of 32 bits (line 1 column 9)");
    }

    #[test]
    fn r1_23_null_elements_are_skipped() {
        assert_eq!(decode::<Vec<i32>>(b"[1,null,3]").unwrap(), [1, 3]);
        let map = decode::<BTreeMap<String, String>>(br#"{"a":"x","b":null,"c":"y","c":"z","a":null}"#).unwrap();
        assert_eq!(map, BTreeMap::from([("c".to_owned(), "z".to_owned())]));
        assert_eq!(decode::<Vec<Vec<String>>>(br#"[["a"],null,[null]]"#).unwrap(), [vec!["a".to_owned()], vec![]]);
    }
}
