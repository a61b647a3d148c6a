//! Writing: takes an object, gives a map whose length is not said beforehand.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{FieldValue, Object, RestValue, Visitor, nullable, read_only};
use crate::{
    __private::Map,
    model::request_scope::{Writing, writing},
};

/// Writes a generated struct. Nothing stands for an absent property, but `null` for one that is required and may be null
/// (R1.23); read-only ones are left out of request bodies (R1.21).
///
/// # Errors
///
/// The serializer's first error.
pub fn write_object<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer: Writer<S> = Writer { map: serializer.serialize_map(None), writing: writing() };
    T::default().walk(object, object, &mut writer);
    writer.map?.end()
}

struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    writing: Writing,
}

impl<S: Serializer> Writer<S> {
    fn entry<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(failure) = map.serialize_entry(name, value)
        {
            self.map = Err(failure);
        }
    }
}

impl<S: Serializer> Visitor for Writer<S> {
    fn field<T: FieldValue>(
        &mut self,
        name: &'static str,
        marks: u8,
        _: &mut Option<T>,
        value: &Option<T>,
        _: &Option<T>,
    ) -> &mut Self {
        let is_written = if marks & read_only != 0 {
            value.is_some() && self.writing == Writing::Model
        } else {
            value.is_some() || (marks & nullable != 0 && self.writing != Writing::Patch)
        };
        if is_written {
            self.entry(name, value);
        }
        self
    }

    fn constant(&mut self, name: &'static str, value: &'static str) -> &mut Self {
        // As an option, like every other member, for formats that mark options.
        self.entry(name, &Some(value));
        self
    }

    fn rest<T: RestValue>(&mut self, _: &mut Map<T>, entries: &Map<T>, _: &Map<T>) -> &mut Self {
        for (name, value) in entries {
            self.entry(name, value);
        }
        self
    }
}
