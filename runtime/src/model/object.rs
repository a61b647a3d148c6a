//! Generated structs on the wire: the trait [`Object`], which `impl_model!` implements, and the one visitor that all share.

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap,
};

use super::{
    breadcrumb, request_scope,
    value::{Nullable, ReadValue, read_entry},
};

/// The mark of a read-only property in [`FieldWriter::field`]. Its name is the word in `impl_model!`.
#[allow(non_upper_case_globals, reason = "the macro writes the mark's word as it stands in the generated code")]
pub const read_only: u8 = 1;

/// A generated struct: its members, to be read one by one.
pub trait Object: Default {
    /// Reads the member of this name, or skips it.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the member's value does not fit.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, value: FieldReader<'_, A>) -> Result<(), A::Error>;
}

/// Takes the members of an object, one by one, and writes them as a map whose length is not said beforehand.
///
/// Its methods give the writer back and remember a failure instead of returning it: a `?` behind each member of each
/// model would be a good part of what a generated crate costs to compile.
pub struct FieldWriter<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    skip_read_only: bool,
}

impl<S: Serializer> FieldWriter<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self { map: serializer.serialize_map(None), skip_read_only: request_scope::is_active() }
    }

    /// Writes a property that is present. Nothing stands for an absent one, not even `null` (R1.23), and read-only ones
    /// are left out of request bodies (R1.21).
    pub fn field<T: Serialize>(&mut self, name: &'static str, value: &Option<T>, marks: u8) -> &mut Self {
        if value.is_some() && !(self.skip_read_only && marks & read_only != 0) {
            self.entry(name, value);
        }
        self
    }

    /// Writes a member that always has this value.
    pub fn constant(&mut self, name: &'static str, value: &'static str) -> &mut Self {
        // As an option, like every other member, for formats that mark options.
        self.entry(name, &Some(value));
        self
    }

    /// Writes the members that the specification does not name.
    pub fn rest<T: Serialize>(&mut self, entries: &BTreeMap<String, T>) -> &mut Self {
        for (name, value) in entries {
            self.entry(name, value);
        }
        self
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The serializer's first error.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }

    fn entry<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(failure) = map.serialize_entry(name, value)
        {
            self.map = Err(failure);
        }
    }
}

/// The value of the member that is being read.
pub struct FieldReader<'a, A> {
    key: &'a str,
    map: &'a mut A,
}

impl<'de, A: MapAccess<'de>> FieldReader<'_, A> {
    /// Reads a property; `null` is absent.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value does not fit.
    pub fn read<T: ReadValue>(self, slot: &mut Option<T>) -> Result<(), A::Error> {
        match self.map.next_value_seed(Nullable::new()) {
            Ok(value) => {
                *slot = value;
                Ok(())
            }
            Err(error) => {
                breadcrumb::leave_member(self.key);
                Err(error)
            }
        }
    }

    /// Passes over a member that always has the same value.
    ///
    /// # Errors
    ///
    /// The deserializer's.
    pub fn constant(self, _value: &'static str) -> Result<(), A::Error> {
        self.skip()
    }

    /// Passes over a member that the specification does not name (R6.7).
    ///
    /// # Errors
    ///
    /// The deserializer's.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(|_| ())
    }

    /// Keeps a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value does not fit.
    pub fn collect<T: ReadValue>(self, entries: &mut BTreeMap<String, T>) -> Result<(), A::Error> {
        read_entry(self.map, self.key, entries)
    }
}

/// Reads a generated struct from a map.
///
/// # Errors
///
/// The deserializer's.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(Key(key)) = map.next_key()? {
            object.read(&key, FieldReader { key: &key, map: &mut map })?;
        }
        Ok(object)
    }
}

/// A member's name, borrowed from the document where that is possible.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text)))
    }
}

/// Makes a plain struct a model: `impl_model! { Name { "wire" => field, "other" => other (read_only), } }`.
///
/// - every field is an `Option`; `(read_only)` leaves it out of request bodies
/// - `"wire" = "text"` is a member without a field: always written, passed over when read
/// - `.. => field` as the last entry keeps all other members in a `BTreeMap<String, T>`
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_model {
    ($name:ident { $($wire:literal $(= $constant:literal)? $(=> $field:ident $(($mark:ident))?)?),* $(,)? }) => {
        $crate::__impl_model! { $name { $($wire $(= $constant)? $(=> $field $(($mark))?)?,)* } skip() rest() }
    };
    ($name:ident { $($wire:literal $(= $constant:literal)? $(=> $field:ident $(($mark:ident))?)?,)* .. => $rest:ident $(,)? }) => {
        $crate::__impl_model! { $name { $($wire $(= $constant)? $(=> $field $(($mark))?)?,)* } collect($rest) rest($rest) }
    };
    (
        $name:ident { $($wire:literal $(= $constant:literal)? $(=> $field:ident $(($mark:ident))?)?,)* }
        $other:ident($($slot:ident)?) rest($($rest:ident)?)
    ) => {
        impl $crate::__private::Object for $name {
            fn read<'de, A: $crate::__private::MapAccess<'de>>(
                &mut self,
                key: &str,
                value: $crate::__private::FieldReader<'_, A>,
            ) -> $crate::__private::StdResult<(), A::Error> {
                match key {
                    $( $wire => value $(.constant($constant))? $(.read(&mut self.$field))?, )*
                    _ => value.$other($(&mut self.$slot)?),
                }
            }
        }
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(&self, serializer: S) -> $crate::__private::StdResult<S::Ok, S::Error> {
                let mut out = $crate::__private::FieldWriter::new(serializer);
                let _ = (&mut out)
                    $( $(.constant($wire, $constant))? $(.field($wire, &self.$field, 0 $(| $crate::__private::$mark)?))? )*
                    $( .rest(&self.$rest) )?;
                out.end()
            }
        }
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(deserializer: D) -> $crate::__private::StdResult<Self, D::Error> {
                $crate::__private::read_object(deserializer)
            }
        }
        impl $crate::__private::ReadValue for $name {}
    };
}

#[cfg(test)]
mod tests;
