//! Importing: takes upstream documents, gives the text of a spec of this repository, with facts and without prose.

mod yaml;

use crate::diagnostics::Diagnostics;
use crate::openapi::{self, BundleOptions, Inventory};
use crate::source::{Files, Sources};

/// What stands at the head of every imported document.
const HEADER: &str = "\
# An OpenAPI 3.0 document with the facts of one release of one service, bundled from the provider's own documents.
# Written by `cargo xtask import`; not edited by hand. What it was made from stands in specs/services.toml.
# Upstream prose is left out.
";

/// The same with `--keep-docs`.
const HEADER_WITH_DOCS: &str = "\
# An OpenAPI 3.0 document of one release of one service, bundled from the provider's own documents.
# Written by `cargo xtask import --keep-docs`; not edited by hand.
# Its texts are the provider's.
";

/// The result of an import.
#[derive(Debug)]
pub struct ImportResult {
    /// The document as YAML; `None` if there are errors.
    pub yaml: Option<Vec<u8>>,
    /// The files that were read, in reading order.
    pub sources: Vec<ImportedFile>,
    /// What was found upstream.
    pub inventory: Inventory,
    /// The files, for messages.
    pub files: Sources,
    /// What is wrong, and what should be known.
    pub diagnostics: Diagnostics,
}

/// A file that an imported document was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// The path below the spec root.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Imports the documents at `inputs`, which are paths below the spec root.
pub fn import(files: &dyn Files, inputs: &[String], options: &BundleOptions) -> ImportResult {
    import_beside(Sources::new(), files, inputs, options)
}

/// The same, where files have been read before that are no part of what is imported, such as the manifest.
pub fn import_beside(
    mut sources: Sources,
    files: &dyn Files,
    inputs: &[String],
    options: &BundleOptions,
) -> ImportResult {
    let before = sources.files().count();
    let mut diagnostics = Diagnostics::new();
    let bundle = openapi::bundle(files, inputs, options, &mut sources, &mut diagnostics);
    let read = sources
        .files()
        .skip(before)
        .map(|(_, it)| ImportedFile { path: it.name.clone(), sha256: it.sha256().to_owned() });
    let inventory = bundle.as_ref().map(|it| it.inventory).unwrap_or_default();
    let bundle = bundle.filter(|_| !diagnostics.has_errors());
    let header = if options.keep_docs { HEADER_WITH_DOCS } else { HEADER };
    let yaml = bundle.map(|it| format!("{header}{}", yaml::write(&it.tree)).into_bytes());
    ImportResult { yaml, sources: read.collect(), inventory, files: sources, diagnostics }
}
