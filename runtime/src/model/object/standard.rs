//! What the standard library's traits ask of generated structs: copies, comparison, text for people.

use std::fmt::{self, DebugStruct};

use super::{FieldValue, Object, RestValue, Visitor};
use crate::__private::Map;

/// A copy of a generated struct.
pub fn copy<T: Object>(object: &T) -> T {
    let mut copy = T::default();
    copy.walk(object, object, &mut Copier);
    copy
}

struct Copier;

impl Visitor for Copier {
    fn field<T: FieldValue>(
        &mut self,
        _: &'static str,
        _: u8,
        slot: &mut Option<T>,
        one: &Option<T>,
        _: &Option<T>,
    ) -> &mut Self {
        slot.clone_from(one);
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: RestValue>(&mut self, slot: &mut Map<T>, one: &Map<T>, _: &Map<T>) -> &mut Self {
        slot.clone_from(one);
        self
    }
}

/// Whether two generated structs have equal members.
pub fn equal<T: Object>(one: &T, other: &T) -> bool {
    let mut comparison = Comparison { equal: true };
    T::default().walk(one, other, &mut comparison);
    comparison.equal
}

struct Comparison {
    equal: bool,
}

impl Visitor for Comparison {
    fn field<T: FieldValue>(
        &mut self,
        _: &'static str,
        _: u8,
        _: &mut Option<T>,
        one: &Option<T>,
        other: &Option<T>,
    ) -> &mut Self {
        self.equal = self.equal && one == other;
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: RestValue>(&mut self, _: &mut Map<T>, one: &Map<T>, other: &Map<T>) -> &mut Self {
        self.equal = self.equal && one == other;
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
    T::default().walk(object, object, &mut printer);
    printer.0.finish()
}

struct Printer<'a, 'b>(DebugStruct<'a, 'b>);

impl Visitor for Printer<'_, '_> {
    fn field<T: FieldValue>(
        &mut self,
        name: &'static str,
        _: u8,
        _: &mut Option<T>,
        value: &Option<T>,
        _: &Option<T>,
    ) -> &mut Self {
        if let Some(value) = value {
            self.0.field(name, value);
        }
        self
    }

    fn constant(&mut self, _: &'static str, _: &'static str) -> &mut Self {
        self
    }

    fn rest<T: RestValue>(&mut self, _: &mut Map<T>, entries: &Map<T>, _: &Map<T>) -> &mut Self {
        if !entries.is_empty() {
            self.0.field("..", entries);
        }
        self
    }
}
