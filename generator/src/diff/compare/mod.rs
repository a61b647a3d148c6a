//! Comparing: takes two normalized models and what is which, gives the changes, element by element.
//!
//! Every file compares one kind of element by its rules and names the fields it knows; [`rest`] then compares the whole
//! element and reports what is left as `unclassified-change`, so that a field of the model that no rule knows is seen.

mod bodies;
mod documentation;
mod enums;
mod models;
mod operations;
mod parameters;
mod properties;
mod rest;
mod service;
mod types;

pub(super) use documentation::words;
pub(super) use operations::request_line;
pub(super) use service::versions;
pub(super) use types::resolved;

use super::change::Change;
use super::matching::Matching;
use super::surface::Surface;
use crate::model::Service;

/// Everything that a comparison reads.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Service,
    pub(super) new: &'a Service,
    pub(super) matching: &'a Matching,
    pub(super) old_surface: &'a Surface,
    pub(super) new_surface: &'a Surface,
}

/// All changes, in no order that matters.
pub(super) fn compare(sides: &Sides<'_>) -> Vec<Change> {
    let mut comparison = Comparison { sides, changes: Vec::new() };
    comparison.service();
    comparison.operations();
    comparison.schemas();
    comparison.changes
}

struct Comparison<'a> {
    sides: &'a Sides<'a>,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn add(&mut self, change: Change) {
        self.changes.push(change);
    }
}
