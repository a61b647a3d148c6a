//! Reading documents: takes file names below a spec root, gives trees in which every value knows its place.
//!
//! A document is JSON or YAML 1.2. Nothing outside the spec root is ever read, and references are resolved on path
//! text alone, because real documents refer through folders that do not exist.

mod condition;
mod files;
mod json;
mod lines;
mod node;
mod pointer_at;
mod read;
pub mod readme;
mod reference;
mod scalar;
mod sources;
mod yaml;

pub(crate) use lines::line_and_column;
pub(crate) use pointer_at::Pointers;

pub use files::{Files, Folder, MemoryFiles, OutsideRoot};
pub use node::{FileId, Node, Object, Span, Value, escape_token, unescape_token};
pub use read::{MAX_DEPTH, MAX_NODES};
pub use reference::{Reference, ReferenceError};
pub use sources::{SourceFile, Sources};
