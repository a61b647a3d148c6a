//! Reading: takes a map, gives an object; one visitor for all generated structs.

use std::{borrow::Cow, fmt, marker::PhantomData, mem};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor as SerdeVisitor},
};

use super::{FieldValue, Object, RestValue, Visitor, preset};
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

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let (mut object, nothing) = (T::default(), T::default());
        let key = Cow::Borrowed("");
        let mut reader = Reader { map, key, is_at_member: true, is_unseen: true, is_first: true, outcome: Ok(()) };
        reader.advance();
        while reader.is_at_member || reader.is_first {
            reader.is_unseen = true;
            object.walk(&nothing, &nothing, &mut reader);
            reader.pass_unnamed();
            reader.is_first = false;
        }
        reader.outcome.map(|()| object)
    }
}

/// Puts the values of members where their names say. Documents mostly have their members in the order of the
/// specification, so a walk goes on with the next member where the last one was found.
struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    /// The name of the member whose value comes next.
    key: Cow<'de, str>,
    /// Whether there is such a member: not at the end and after an error.
    is_at_member: bool,
    /// Whether the present walk began with this member, so that at its end all names were compared.
    is_unseen: bool,
    /// Whether the present walk is the first one, which takes away what fields hold from the start.
    is_first: bool,
    outcome: Result<(), A::Error>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    #[inline]
    fn is_at(&self, name: &str) -> bool {
        self.is_at_member && self.key == name
    }

    /// Goes on to the next member.
    fn advance(&mut self) {
        self.is_unseen = false;
        match self.map.next_key_seed(KeySlot(&mut self.key)) {
            Ok(key) => self.is_at_member = key.is_some(),
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: A::Error) {
        self.outcome = Err(error);
        self.is_at_member = false;
    }

    /// The value of the member could not be read.
    #[cold]
    fn fail_value(&mut self, error: A::Error) {
        breadcrumb::leave_member(&self.key);
        self.fail(error);
    }

    fn pass(&mut self) {
        match self.map.next_value::<IgnoredAny>() {
            Ok(_) => self.advance(),
            Err(error) => self.fail(error),
        }
    }

    /// Passes over a member that the specification does not name (R6.7).
    fn pass_unnamed(&mut self) {
        if self.is_unseen && self.is_at_member {
            self.pass();
        }
    }
}

impl<'de, A: MapAccess<'de>> Visitor for Reader<'de, A> {
    fn field<T: FieldValue>(
        &mut self,
        name: &'static str,
        marks: u8,
        slot: &mut Option<T>,
        _: &Option<T>,
        _: &Option<T>,
    ) -> &mut Self {
        if marks & preset != 0 && self.is_first {
            *slot = None;
        }
        if self.is_at(name) {
            // `null` is absent (R1.23).
            match self.map.next_value_seed(Nullable::new()) {
                Ok(value) => {
                    *slot = value;
                    self.advance();
                }
                Err(error) => self.fail_value(error),
            }
        }
        self
    }

    fn constant(&mut self, name: &'static str, _: &'static str) -> &mut Self {
        if self.is_at(name) {
            self.pass();
        }
        self
    }

    fn rest<T: RestValue>(&mut self, entries: &mut Map<T>, _: &Map<T>, _: &Map<T>) -> &mut Self {
        if self.is_unseen && self.is_at_member {
            match read_entry(&mut self.map, mem::take(&mut self.key), entries) {
                Ok(()) => self.advance(),
                Err(error) => self.fail(error),
            }
        }
        self
    }
}

/// A member's name, borrowed from the document where that is possible.
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut key = Cow::Borrowed("");
        KeySlot(&mut key).deserialize(deserializer).map(|()| Self(key))
    }
}

/// Reads a name to its place, where it is compared, not moved.
struct KeySlot<'a, 'de>(&'a mut Cow<'de, str>);

impl<'de> DeserializeSeed<'de> for KeySlot<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> SerdeVisitor<'de> for KeySlot<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        *self.0 = Cow::Borrowed(text);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        *self.0 = Cow::Owned(text.to_owned());
        Ok(())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        *self.0 = Cow::Owned(text);
        Ok(())
    }
}
