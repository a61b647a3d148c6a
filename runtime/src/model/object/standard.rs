//! What the standard library's traits ask of generated structs: copies, comparison, text for people.

use std::{
    collections::BTreeMap,
    fmt::{self, DebugStruct},
};

use super::{FieldValue, Fields, FieldsMut, Object};

/// A copy of a generated struct.
pub fn copy<T: Object>(object: &T) -> T {
    let mut copy = T::default();
    copy.visit_mut(object, &mut Copier);
    copy
}

struct Copier;

impl FieldsMut for Copier {
    fn field<T: FieldValue>(&mut self, _: &'static str, slot: &mut Option<T>, other: &Option<T>) -> &mut Self {
        slot.clone_from(other);
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: FieldValue>(&mut self, entries: &mut BTreeMap<String, T>, other: &BTreeMap<String, T>) -> &mut Self {
        entries.clone_from(other);
        self
    }
}

/// Whether two generated structs have equal members.
pub fn equal<T: Object>(one: &T, other: &T) -> bool {
    let mut comparison = Comparison { equal: true };
    one.visit(other, &mut comparison);
    comparison.equal
}

struct Comparison {
    equal: bool,
}

impl Fields for Comparison {
    fn field<T: FieldValue>(&mut self, _: &'static str, _: u8, value: &Option<T>, other: &Option<T>) -> &mut Self {
        self.equal = self.equal && value == other;
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: FieldValue>(&mut self, entries: &BTreeMap<String, T>, other: &BTreeMap<String, T>) -> &mut Self {
        self.equal = self.equal && entries == other;
        self
    }
}

/// Writes a generated struct for people: the members that are present, under their names on the wire.
///
/// # Errors
///
/// The formatter's.
pub fn print<T: Object>(object: &T, name: &'static str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut printer = Printer(f.debug_struct(name));
    object.visit(object, &mut printer);
    printer.0.finish()
}

struct Printer<'a, 'b>(DebugStruct<'a, 'b>);

impl Fields for Printer<'_, '_> {
    fn field<T: FieldValue>(&mut self, name: &'static str, _: u8, value: &Option<T>, _: &Option<T>) -> &mut Self {
        if let Some(value) = value {
            self.0.field(name, value);
        }
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: FieldValue>(&mut self, entries: &BTreeMap<String, T>, _: &BTreeMap<String, T>) -> &mut Self {
        if !entries.is_empty() {
            self.0.field("..", entries);
        }
        self
    }
}
