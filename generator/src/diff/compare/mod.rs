//! Comparing: takes two normalized models and what is which, gives the changes, element by element.
//!
//! Every file compares one kind of element by its rules, and takes the element apart without `..`: a new field of the model
//! does not compile before it is dealt with here. A test changes every field by itself and looks for the report of it
//! (`tests/diff/fields.rs`). What shows in the crates alone is reported as `unclassified-change`.

mod bodies;
mod documentation;
mod enums;
mod manifest;
mod models;
mod operations;
mod parameters;
mod properties;
mod servers;
mod service;
mod types;
mod xml;

pub(super) use documentation::words;
pub(super) use operations::request_line;
pub(super) use service::versions;
pub(super) use types::unaliased;

use super::change::Change;
use super::matching::Matching;
use super::surface::Surface;
use crate::model::{Service, ServiceInfo};

/// Everything that a comparison reads.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Service,
    pub(super) new: &'a Service,
    pub(super) old_info: &'a ServiceInfo,
    pub(super) new_info: &'a ServiceInfo,
    pub(super) matching: &'a Matching,
    pub(super) old_surface: &'a Surface,
    pub(super) new_surface: &'a Surface,
}

/// All changes, in no order that matters.
pub(super) fn compare(sides: &Sides<'_>) -> Vec<Change> {
    let mut comparison = Comparison { sides, speaks_xml: xml::is_spoken(sides), changes: Vec::new() };
    comparison.manifest();
    comparison.service();
    comparison.operations();
    comparison.schemas();
    comparison.changes
}

struct Comparison<'a> {
    sides: &'a Sides<'a>,
    /// Whether a request or a response of either side is XML.
    speaks_xml: bool,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn add(&mut self, change: Change) {
        self.changes.push(change);
    }
}
