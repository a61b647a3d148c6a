//! Bundling: takes the input documents of a service, gives one OpenAPI 3.0 tree.

use super::library::{Access, Library};
use super::lift::Lift;
use super::names::Rename;
use super::{Inventory, assemble, identity, inventory, names, reach};
use crate::diagnostics::Diagnostics;
use crate::overrides::{FixUp, FixUps, Skip, SkippedOperation};
use crate::source::{Files, Node, Sources};

/// Choices for a bundle.
#[derive(Clone, Debug, Default)]
pub struct BundleOptions {
    /// `info.title`: the name of the service.
    pub title: String,
    /// `info.version`: the label of the release.
    pub release: String,
    /// Names of definitions that the manifest chooses.
    pub renames: Vec<Rename>,
    /// Keeps descriptions, titles and summaries. Examples are never kept.
    pub keep_docs: bool,
    /// Corrections of the documents, applied as they are read.
    pub fix_ups: Vec<FixUp>,
    /// Operations that are left out.
    pub skips: Vec<Skip>,
}

/// A bundled document.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The OpenAPI 3.0 tree, in canonical order. Its nodes have the places of the upstream documents.
    pub tree: Node,
    /// What was found upstream.
    pub inventory: Inventory,
    /// The operations that were left out.
    pub skipped: Vec<SkippedOperation>,
}

/// Reads the input documents and all they refer to, and makes one OpenAPI 3.0 document of them.
///
/// `None` if not a single input document could be read. If there are errors among the diagnostics, the bundle lacks
/// what they are about.
pub fn bundle(
    files: &dyn Files,
    inputs: &[String],
    options: &BundleOptions,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Bundle> {
    let mut library = Library::default();
    let mut access = Access { files, sources, diagnostics, fix_ups: FixUps::new(&options.fix_ups) };
    library.add_inputs(inputs, &mut access);
    if library.documents().is_empty() {
        return None;
    }
    let skipped = library.skip(&options.skips, true, &mut access);
    let reach = reach::reach(&mut library, &mut access);
    let read: Vec<&str> = library.documents().iter().map(|it| it.path.as_str()).collect();
    access.fix_ups.report_unused(&read, access.diagnostics);
    let inventory = inventory::take(&library, &reach);
    let groups = identity::groups(&library, &reach);
    let names = names::assign(&library, &reach, &groups, &options.renames, diagnostics);
    let mut lift = Lift { library: &library, names: &names, sources, keep_docs: options.keep_docs, diagnostics };
    let tree = assemble::assemble(&mut lift, options);
    Some(Bundle { tree, inventory, skipped })
}
