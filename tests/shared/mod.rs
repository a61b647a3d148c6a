//! What the targets share: the project on disk, and the counts of an inventory.

pub mod counts;
pub mod project;
