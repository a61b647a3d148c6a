//! Reading: takes a map, gives an object; one visitor for all generated structs.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor as SerdeVisitor},
};

use super::{FieldValue, Object, Visitor};
use crate::{
    __private::Map,
    model::{
        breadcrumb,
        value::{Nullable, read_entry},
    },
};

/// Reads a generated struct from a map.
///
/// # Errors
///
/// The deserializer's.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> SerdeVisitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let (mut object, nothing) = (T::default(), T::default());
        while let Some(Key(key)) = map.next_key()? {
            let mut reader = Reader { key: &key, map: &mut map, outcome: None, _document: PhantomData };
            object.walk(&nothing, &nothing, &mut reader);
            match reader.outcome {
                Some(outcome) => outcome?,
                // A member that the specification does not name (R6.7).
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(object)
    }
}

/// Puts the value of the member that is being read where its name says.
struct Reader<'a, 'de, A: MapAccess<'de>> {
    key: &'a str,
    map: &'a mut A,
    /// `None` until a field of that name was found.
    outcome: Option<Result<(), A::Error>>,
    _document: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Visitor for Reader<'_, 'de, A> {
    fn field<T: FieldValue>(
        &mut self,
        name: &'static str,
        _: u8,
        slot: &mut Option<T>,
        _: &Option<T>,
        _: &Option<T>,
    ) -> &mut Self {
        if self.outcome.is_none() && self.key == name {
            // `null` is absent (R1.23).
            self.outcome = Some(match self.map.next_value_seed(Nullable::new()) {
                Ok(value) => {
                    *slot = value;
                    Ok(())
                }
                Err(error) => {
                    breadcrumb::leave_member(self.key);
                    Err(error)
                }
            });
        }
        self
    }

    fn constant(&mut self, name: &'static str, _: &'static str) -> &mut Self {
        if self.outcome.is_none() && self.key == name {
            self.outcome = Some(self.map.next_value::<IgnoredAny>().map(drop));
        }
        self
    }

    fn rest<T: FieldValue>(&mut self, entries: &mut Map<T>, _: &Map<T>, _: &Map<T>) -> &mut Self {
        if self.outcome.is_none() {
            self.outcome = Some(read_entry(self.map, self.key, entries));
        }
        self
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

impl<'de> SerdeVisitor<'de> for KeyVisitor {
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
