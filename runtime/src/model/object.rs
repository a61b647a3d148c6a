//! Generated structs: the trait [`Object`], which `impl_model!` implements, in two walks over the fields; all that a model
//! can do is a visitor of one of them.
//!
//! Two bodies for each struct instead of one for each trait: bodies are most of what a generated crate costs to compile.

mod read;
mod standard;
mod write;

use std::{collections::BTreeMap, fmt::Debug};

use serde::Serialize;

pub use self::{
    read::read_object,
    standard::{copy, equal, print},
    write::write_object,
};
use super::value::ReadValue;

/// The mark of a read-only property in [`Fields::field`]. Its name is the word in `impl_model!`.
#[allow(non_upper_case_globals, reason = "the macro writes the mark's word as it stands in the generated code")]
pub const read_only: u8 = 1;

/// A generated struct: its members, to be visited one by one in the order of the specification.
pub trait Object: Default {
    /// Shows the members of `self` beside those of `other`.
    fn visit<F: Fields>(&self, other: &Self, fields: &mut F);

    /// Lets the members of `self` be changed beside those of `other`.
    fn visit_mut<F: FieldsMut>(&mut self, other: &Self, fields: &mut F);
}

/// What the value of a property can do.
pub trait FieldValue: Clone + Debug + PartialEq + Serialize + ReadValue {}

impl<T: Clone + Debug + PartialEq + Serialize + ReadValue> FieldValue for T {}

/// Sees the members of one or two objects. Its methods give it back, so that a walk is one expression.
pub trait Fields {
    /// A property of both objects.
    fn field<T: FieldValue>(&mut self, name: &'static str, marks: u8, value: &Option<T>, other: &Option<T>)
    -> &mut Self;

    /// A member that always has this value.
    fn constant(&mut self, name: &'static str, value: &'static str) -> &mut Self;

    /// The members that the specification does not name.
    fn rest<T: FieldValue>(&mut self, entries: &BTreeMap<String, T>, other: &BTreeMap<String, T>) -> &mut Self;
}

/// Changes the members of an object. Its methods give it back, so that a walk is one expression.
pub trait FieldsMut {
    /// A property, and its value in the other object.
    fn field<T: FieldValue>(&mut self, name: &'static str, slot: &mut Option<T>, other: &Option<T>) -> &mut Self;

    /// A member that always has the same value.
    fn constant(&mut self, name: &'static str, value: &'static str) -> &mut Self;

    /// The members that the specification does not name. The last call of a walk.
    fn rest<T: FieldValue>(&mut self, entries: &mut BTreeMap<String, T>, other: &BTreeMap<String, T>) -> &mut Self;
}

/// Makes a plain struct a model: `impl_model! { Name { "wire" => field, "other" => other (read_only), } }`.
///
/// - every field is an `Option`; `(read_only)` leaves it out of request bodies
/// - `"wire" = "text"` is a member without a field: always written, passed over when read
/// - `.. => field` as the last entry keeps all other members in a `BTreeMap<String, T>`
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_model {
    (
        $name:ident {
            $($wire:literal $(= $constant:literal)? $(=> $field:ident $(($mark:ident))?)?),*
            $(, .. => $rest:ident)? $(,)?
        }
    ) => {
        impl $crate::__private::Object for $name {
            #[allow(deprecated, unused_variables)]
            fn visit<F: $crate::__private::Fields>(&self, other: &Self, fields: &mut F) {
                let _ = fields
                    $( $(.constant($wire, $constant))?
                       $(.field($wire, 0 $(| $crate::__private::$mark)?, &self.$field, &other.$field))? )*
                    $( .rest(&self.$rest, &other.$rest) )?;
            }

            #[allow(deprecated, unused_variables)]
            fn visit_mut<F: $crate::__private::FieldsMut>(&mut self, other: &Self, fields: &mut F) {
                let _ = fields
                    $( $(.constant($wire, $constant))?
                       $(.field($wire, &mut self.$field, &other.$field))? )*
                    $( .rest(&mut self.$rest, &other.$rest) )?;
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
