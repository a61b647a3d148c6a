//! An object whose discriminator names a type that the specification does not know.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::value::ReadValue;

/// The raw object of an unknown kind. It is written as it was read, member by member.
///
/// `Debug` shows the kind and the names of the members, never their values: an unknown object may hold secrets.
#[derive(Clone, Default, PartialEq)]
pub struct UnknownKind {
    kind: Option<String>,
    object: Map<String, Json>,
}

impl UnknownKind {
    pub(crate) fn new(kind: Option<String>, object: Map<String, Json>) -> Self {
        Self { kind, object }
    }

    /// The value of the discriminator; `None` if the object has none, or none that is a string.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The whole object, discriminator included.
    pub fn object(&self) -> &Map<String, Json> {
        &self.object
    }

    /// The whole object, discriminator included.
    pub fn into_object(self) -> Map<String, Json> {
        self.object
    }
}

/// An object for a kind that this crate does not know. The member `discriminator` must be in it already.
impl From<Map<String, Json>> for UnknownKind {
    fn from(object: Map<String, Json>) -> Self {
        Self { kind: None, object }
    }
}

impl fmt::Debug for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownKind")
            .field("kind", &self.kind)
            .field("members", &self.object.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl Serialize for UnknownKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.object.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for UnknownKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::from)
    }
}

impl ReadValue for UnknownKind {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}
