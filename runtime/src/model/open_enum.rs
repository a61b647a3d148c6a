//! Open string enums: every value a service may send is kept, the known ones as variants (R6.7).

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

struct EnumVisitor<T>(PhantomData<T>);

impl<T: for<'a> From<&'a str>> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}

/// Reads a generated enum from a string.
///
/// # Errors
///
/// The deserializer's, when the value is no string.
pub fn read_enum<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// Makes a plain enum with a variant `UnknownValue(String)` an open enum: `impl_enum! { Name { "wire" => Variant, } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        impl $name {
            /// The value as the service writes it.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $wire, )*
                    Self::UnknownValue(value) => value,
                }
            }
        }
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $( $wire => Self::$variant, )*
                    other => Self::UnknownValue(other.to_owned()),
                }
            }
        }
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::__private::WireValue for $name {
            #[inline]
            fn wire(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }
        impl $crate::__private::KindText for $name {
            #[inline]
            fn kind_text(&self) -> Option<&str> {
                Some(self.as_str())
            }
        }
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(&self, serializer: S) -> $crate::__private::StdResult<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(deserializer: D) -> $crate::__private::StdResult<Self, D::Error> {
                $crate::__private::read_enum(deserializer)
            }
        }
        impl $crate::__private::ReadValue for $name {}
    };
}

#[cfg(test)]
mod tests {
    use crate::model::decode::decode;

    #[derive(Clone, Debug, PartialEq)]
    enum Os {
        Windows,
        Linux,
        UnknownValue(String),
    }
    crate::__impl_enum! { Os { "Windows" => Windows, "Linux" => Linux } }

    #[test]
    fn r6_7_unknown_values_are_kept() {
        assert_eq!(
            decode::<Vec<Os>>(br#"["Linux","Plan9","\u0057indows"]"#).unwrap(),
            [Os::Linux, Os::UnknownValue("Plan9".into()), Os::Windows]
        );
        assert_eq!(serde_json::to_string(&Os::from("Plan9")).unwrap(), r#""Plan9""#);
        assert_eq!(Os::from("Linux"), Os::Linux);
        assert_eq!((Os::Windows.as_str(), Os::Linux.to_string().as_str()), ("Windows", "Linux"));
        assert!(decode::<Os>(b"1").is_err());
    }
}
