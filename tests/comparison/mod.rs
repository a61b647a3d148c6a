//! The comparison of a spec with what came of it: takes an imported spec and a model or a generated crate, gives the names
//! of what is missing.
//!
//! It shares no code with the generator: [`spec`], [`entries`] and [`hierarchy`] read the spec as plain YAML, [`of_model`]
//! and [`of_rust`] bring the two other sides into the form of [`surface`], and [`compare`] goes through both.

pub mod compare;
pub mod entries;
pub mod hierarchy;
mod of_macros;
mod of_methods;
pub mod of_model;
pub mod of_rust;
pub mod spec;
mod surface;

pub use surface::key;
