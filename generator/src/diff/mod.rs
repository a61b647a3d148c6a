//! The change report: takes two normalized models, gives what changed for callers, on the wire and in Rust.
//!
//! The way through it: [`matching`] says which thing is which, [`compare`] finds the changes by the rules of [`rules`],
//! [`surface`] reads from the two plans what callers' code sees, [`verdict`] brings the two together, [`report`] folds
//! changes of one cause, and [`mod@format`] words the result. No terminal, no files, no clock.

mod accepted;
mod change;
mod compare;
mod effect;
mod emitted;
pub mod format;
mod generator;
mod matching;
mod occurrences;
mod places;
mod reach;
mod report;
mod rules;
mod subject;
mod surface;
mod verdict;
mod version;

pub use accepted::{Acceptance, Accepted};
pub use effect::{Callers, Effect};
pub use emitted::{PublicApi, api_changes, public_api};
pub use report::{Cause, Counts, OperationChange, OperationReport, Place, Report, SideInfo, Status, Summary};
pub use rules::{Area, Rule};
pub use subject::Subject;
pub use surface::{Aspect, Entry, ItemChange};
pub use version::next_version;

use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{Service, ServiceInfo};
use crate::rust::{self, Crate, CrateInfo};
use crate::source::Sources;
use change::Change;
use compare::{Sides, compare as compare_models};
use matching::Matching;
use surface::Surface;

/// One side of a comparison.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The normalized model.
    pub service: &'a Service,
    /// What the manifest says of it.
    pub info: &'a ServiceInfo,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// What to call it in headings: a release, a revision, a file.
    pub label: &'a str,
}

/// Compares two models.
///
/// Problems of the plans (names that clash) are added to `diagnostics`.
///
/// # Errors
/// A [`Bug`] when a model is not normalized.
pub fn compare(old: Side<'_>, new: Side<'_>, diagnostics: &mut Diagnostics) -> Result<Report, Bug> {
    let plans = (plan(old.service, diagnostics)?, plan(new.service, diagnostics)?);
    let matching = Matching::new(old.service, new.service);
    let (old_surface, new_surface) = (Surface::new(&plans.0), Surface::new(&plans.1));
    let sides = Sides {
        old: old.service,
        new: new.service,
        old_info: old.info,
        new_info: new.info,
        matching: &matching,
        old_surface: &old_surface,
        new_surface: &new_surface,
    };
    let changes = compare_models(&sides);
    let items = surface::differences(old_surface, &new_surface, &matching);
    let changes: Vec<Change> = verdict::judge(changes, items, hashes(old.sources) == hashes(new.sources));
    Ok(report::report(old, new, changes))
}

/// What both sides were read from, whatever the files are called.
fn hashes(sources: &Sources) -> Vec<&str> {
    let mut hashes: Vec<&str> = sources.files().map(|(_, it)| it.sha256()).collect();
    hashes.sort_unstable();
    hashes
}

fn plan(service: &Service, diagnostics: &mut Diagnostics) -> Result<Crate, Bug> {
    let info = CrateInfo {
        name: String::new(),
        version: String::new(),
        runtime: String::new(),
        in_workspace: true,
        command: String::new(),
    };
    rust::lower(service, &info, diagnostics)
}
