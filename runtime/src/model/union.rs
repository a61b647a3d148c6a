//! Discriminated types: the object is read as a whole, then its discriminator says which struct it becomes.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use super::{decode, unknown_kind::UnknownKind, value::ReadValue};

/// An object whose type is still open.
pub struct Undecided {
    kind: Option<String>,
    object: Map<String, Json>,
}

impl Undecided {
    /// Reads an object; the member `discriminator` says its kind. Works with every format that describes itself.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value is no object.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D, discriminator: &str) -> Result<Self, D::Error> {
        let object = Map::deserialize(deserializer)?;
        let kind = object.get(discriminator).and_then(Json::as_str).map(str::to_owned);
        Ok(Self { kind, object })
    }

    /// The value of the discriminator.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Reads the object as one of the known types.
    ///
    /// # Errors
    ///
    /// When a member does not fit.
    pub fn decide<T: ReadValue, E: serde::de::Error>(self) -> Result<Box<T>, E> {
        T::read(Json::Object(self.object)).map(Box::new).map_err(|error| decode::carry(&error))
    }

    /// Keeps the object as it is.
    #[must_use]
    pub fn into_unknown(self) -> UnknownKind {
        UnknownKind::new(self.kind, self.object)
    }
}

/// The value of the discriminator: the only one there is, or the one that a field holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __kind {
    ($value:ident, [$wire:literal]) => {{
        let _ = $value;
        Some($wire)
    }};
    ($value:ident, [$($wire:literal)+] $field:ident) => {
        $value.$field.as_ref().and_then(|it| $crate::__private::KindText::kind_text(it))
    };
}

/// The text of a discriminator that is a field: a string, a value of an open enum, or JSON.
pub trait KindText {
    /// The text, as the service writes it; `None` if it is none.
    fn kind_text(&self) -> Option<&str>;
}

impl KindText for String {
    fn kind_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl KindText for Json {
    fn kind_text(&self) -> Option<&str> {
        self.as_str()
    }
}

/// Makes a plain enum of boxed structs with a variant `UnknownKind(UnknownKind)` a discriminated type:
/// `impl_union! { Name, "type" { "Wire" => Variant, "Other" => Variant2(Payload2), } }`. Without a payload in parentheses
/// the payload has the variant's name. `"Wire" | "Wired" => Variant(Payload) by field` is a kind with several values: `field`
/// of the payload holds the one it has.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_union {
    ($name:ident, $discriminator:literal { $($wire:literal => $variant:ident),+ $(,)? }) => {
        $crate::__impl_union! { $name, $discriminator { $($wire => $variant($variant)),* } }
    };
    ($name:ident, $discriminator:literal { $($($wire:literal)|+ => $variant:ident($payload:ident) $(by $field:ident)?),* $(,)? }) => {
        impl $name {
            /// The value of the discriminator; `None` for an unknown object without one.
            #[inline]
            #[must_use]
            pub fn kind(&self) -> Option<&str> {
                match self {
                    $( Self::$variant(value) => $crate::__private::kind!(value, [$($wire)+] $($field)?), )*
                    Self::UnknownKind(unknown) => unknown.kind(),
                }
            }
        }
        $(
            impl ::core::convert::From<$payload> for $name {
                #[inline]
                fn from(value: $payload) -> Self {
                    Self::$variant(Box::new(value))
                }
            }
        )*
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(&self, serializer: S) -> $crate::__private::StdResult<S::Ok, S::Error> {
                match self {
                    $( Self::$variant(value) => $crate::__private::Serialize::serialize(&**value, serializer), )*
                    Self::UnknownKind(unknown) => $crate::__private::Serialize::serialize(unknown, serializer),
                }
            }
        }
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(deserializer: D) -> $crate::__private::StdResult<Self, D::Error> {
                <Self as $crate::__private::ReadValue>::read(deserializer)
            }
        }
        impl $crate::__private::ReadValue for $name {
            fn read<'de, D: $crate::__private::Deserializer<'de>>(deserializer: D) -> $crate::__private::StdResult<Self, D::Error> {
                let object = $crate::__private::Undecided::read(deserializer, $discriminator)?;
                match object.kind() {
                    $( Some($($wire)|+) => object.decide().map(Self::$variant), )*
                    _ => Ok(Self::UnknownKind(object.into_unknown())),
                }
            }
        }
    };
}
