//! Generated structs: the trait [`Object`], which `impl_model!` implements as one walk over the members; all that a model can
//! do is a visitor of that walk.
//!
//! One body for each struct instead of one for each trait: bodies are most of what a generated crate costs to compile.

mod read;
mod standard;
mod write;

use std::fmt::Debug;

use serde::Serialize;

pub(crate) use self::read::Key;
pub use self::{
    read::read_object,
    standard::{copy, equal, print},
    write::write_object,
};
use super::value::{ReadElement, ReadValue};
use crate::__private::Map;

/// The mark of a read-only property in [`Visitor::field`]. Its name is the word in `impl_model!`.
#[allow(non_upper_case_globals, reason = "the macro writes the mark's word as it stands in the generated code")]
pub const read_only: u8 = 1;

/// The mark of a property in [`Visitor::field`] that is required and may be null, so that `null` stands for nothing (R1.23).
#[allow(non_upper_case_globals, reason = "as above")]
pub const nullable: u8 = 2;
/// The mark of a property that holds a value from the start. An object that is read has it only if it was sent.
#[allow(non_upper_case_globals, reason = "as above")]
pub const preset: u8 = 4;

/// A generated struct: one walk over its members, in the order of the specification.
pub trait Object: Default {
    /// Visits the members of `self`, which may be changed, beside those of two other objects.
    fn walk<V: Visitor>(&mut self, one: &Self, other: &Self, visitor: &mut V);
}

/// What the value of a property can do.
pub trait FieldValue: Clone + Debug + PartialEq + Serialize + ReadValue {}

impl<T: Clone + Debug + PartialEq + Serialize + ReadValue> FieldValue for T {}

/// What the value of a member that the specification does not name can do.
pub trait RestValue: Clone + Debug + PartialEq + Serialize + ReadElement {}

impl<T: Clone + Debug + PartialEq + Serialize + ReadElement> RestValue for T {}

/// What is done with the members of objects: of one that is being made, and of two that exist. Its methods give it back,
/// so that a walk is one expression.
pub trait Visitor {
    /// A property.
    fn field<T: FieldValue>(
        &mut self,
        name: &'static str,
        marks: u8,
        slot: &mut Option<T>,
        one: &Option<T>,
        other: &Option<T>,
    ) -> &mut Self;

    /// A member that always has this value.
    fn constant(&mut self, name: &'static str, value: &'static str) -> &mut Self;

    /// The members that the specification does not name. The last call of a walk.
    fn rest<T: RestValue>(&mut self, slot: &mut Map<T>, one: &Map<T>, other: &Map<T>) -> &mut Self;
}

/// Makes a plain struct a model: `impl_model! { Name { "wire" => field, "other" => other (read_only), } }`.
///
/// - every field is an `Option`; `(read_only)` leaves it out of request bodies, `(nullable)` writes `null` for `None`,
///   `(preset = "text")` says what it holds from the start
/// - `"wire" = "text"` is a member without a field: always written, passed over when read
/// - `.. => field` as the first entry keeps all other members in a `BTreeMap<String, T>`
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_model {
    (
        $name:ident {
            $(.. => $rest:ident,)?
            $($wire:literal $(= $constant:literal)? $(=> $field:ident $(($mark:ident $(= $preset:literal)?))*)?),* $(,)?
        }
    ) => {
        impl $crate::__private::Object for $name {
            #[allow(deprecated, unused_variables)]
            fn walk<V: $crate::__private::Visitor>(&mut self, one: &Self, other: &Self, visitor: &mut V) {
                let _ = visitor
                    $( $(.constant($wire, $constant))?
                       $(.field($wire, 0 $(| $crate::__private::$mark)*, &mut self.$field, &one.$field, &other.$field))? )*
                    $( .rest(&mut self.$rest, &one.$rest, &other.$rest) )?;
            }
        }
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(&self, serializer: S) -> $crate::__private::StdResult<S::Ok, S::Error> {
                $crate::__private::write_object(self, serializer)
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
