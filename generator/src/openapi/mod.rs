//! One service as one OpenAPI 3.0 document: takes documents of either version with references between them, gives
//! typed values of crate `openapiv3`.
//!
//! In two steps. [`bundle`] brings the documents of a service together: Swagger 2.0 is lifted to OpenAPI 3.0, 3.1 lowered to it, equal
//! definitions merge, unequal ones of one name are told apart. [`read`] makes typed values of the one document, node by
//! node, so that one bad node is a diagnostic and not a failure. What is kept in the repository is the text between the
//! two steps.

mod assemble;
mod bundle;
pub mod extensions;
mod grammar;
mod identifiers;
mod identity;
mod inventory;
mod later;
mod library;
mod lift;
pub(crate) mod media_type;
mod mistaken;
mod names;
mod order;
mod paths;
mod place;
mod reach;
mod read;
mod references;

pub use bundle::{Bundle, BundleOptions, bundle};
pub use inventory::Inventory;
pub use names::Rename;
pub(crate) use names::joined;
pub(crate) use read::MUTUAL_TLS;
pub use read::{Document, read};

/// Whether a key of a path item is a method.
pub(crate) fn is_method(key: &str) -> bool {
    grammar::METHODS.contains(&key)
}
