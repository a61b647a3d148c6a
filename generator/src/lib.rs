//! Typed Rust clients for the Azure REST APIs, generated from the providers' OpenAPI documents.
//!
//! The generator reads documents through [`source::Files`], and gives files as a map of path to bytes. It uses no
//! network, no terminal and no clock, so it can run from a command line or from a `build.rs` alike. The way through it
//! is the list in [`generate`]: source → openapi → model → normalize → rust → emit.
#![forbid(unsafe_code)]

pub mod diagnostics;
pub mod diff;
pub mod emit;
pub mod import;
pub mod manifest;
pub mod model;
pub mod normalize;
pub mod openapi;
mod overlay;
pub mod overrides;
pub mod parallel;
pub mod rust;
pub mod source;

use diagnostics::{Code, Diagnostics};
use emit::Files as EmittedFiles;
use model::{Service, ServiceInfo};
use rust::CrateInfo;
use source::{Files, Sources};

/// A defect of the generator: something that no spec, however wrong, should bring about.
#[derive(Debug, thiserror::Error)]
#[error("this is a defect of azrest, please report it: {0}")]
pub struct Bug(pub String);

/// The documents a client is made of.
#[derive(Clone, Debug)]
pub enum Spec {
    /// One OpenAPI 3.0 document that `cargo xtask import` wrote.
    Imported {
        /// Its path.
        path: String,
    },
    /// Documents as their providers publish them, Swagger 2.0 or OpenAPI 3.0.
    Documents {
        /// Their paths below the spec root.
        paths: Vec<String>,
        /// Whether the model gets their texts too.
        keep_docs: bool,
    },
}

/// Reads a spec into the normalized model.
///
/// `None` when a document is so broken that there is nothing to describe; `diagnostics` says why.
pub fn model(
    files: &dyn Files,
    spec: &Spec,
    info: &ServiceInfo,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Service> {
    if info.names_are_chosen {
        diagnostics.refuse_made_names();
    }
    let (mut tree, skipped) = match spec {
        Spec::Imported { path } => {
            let mut tree = sources.load(files, path, diagnostics)?;
            overrides::applied_at_import(&tree, &info.fix_ups, diagnostics);
            let skipped =
                overrides::apply_skips(&mut [(path.as_str(), &mut tree)], &info.skips, info.strict, diagnostics);
            (tree, skipped.into_iter().map(|it| it.operation).collect())
        }
        Spec::Documents { paths, keep_docs } => {
            let options = openapi::BundleOptions {
                title: info.name.clone(),
                release: info.release.clone(),
                keep_docs: *keep_docs,
                fix_ups: info.fix_ups.clone(),
                skips: info.skips.clone(),
                ..Default::default()
            };
            let bundle = openapi::bundle(files, paths, &options, sources, diagnostics)?;
            (bundle.tree, bundle.skipped)
        }
    };
    let info = &*overrides::located(info, &tree, sources, diagnostics);
    overrides::apply_types(&mut tree, &info.types, info.strict, diagnostics);
    let document = openapi::read(tree, diagnostics)?;
    let mut service = model::build(&document, info, diagnostics);
    service.skipped = skipped;
    normalize::normalize(&mut service, info, diagnostics);
    if let Some(path) = &info.docs
        && let Some(docs) = sources.load(files, path, diagnostics)
    {
        overlay::apply(&mut service, &docs, info.strict, diagnostics);
    }
    Some(service)
}

/// Generates the files of a client crate.
///
/// `Ok(None)` when the spec has errors; `diagnostics` holds all of them. Nothing is written anywhere.
///
/// # Errors
/// A [`Bug`]: a defect of the generator, never of the spec.
pub fn generate(
    files: &dyn Files,
    spec: &Spec,
    info: &ServiceInfo,
    crate_info: &CrateInfo,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Option<EmittedFiles>, Bug> {
    match model(files, spec, info, sources, diagnostics) {
        Some(service) => client(&service, crate_info, diagnostics),
        None => Ok(None),
    }
}

/// Generates the files of a client crate from a model: the second half of [`generate`].
///
/// # Errors
/// A [`Bug`]: a defect of the generator, never of the spec.
pub fn client(
    service: &Service,
    crate_info: &CrateInfo,
    diagnostics: &mut Diagnostics,
) -> Result<Option<EmittedFiles>, Bug> {
    // Those that are left out were there.
    let is_skipped = diagnostics.count_of(Code::OperationSkipped) > 0;
    if service.operations().next().is_none() && !diagnostics.has_errors() && !is_skipped {
        let message = "the documents describe no operation, so there is nothing to call";
        let hint =
            "name documents whose `paths` have operations; what a service sends by itself, as webhooks, is not called";
        diagnostics.add_with_hint(Code::MissingKeyword, None, "/paths", message, hint);
    }
    let plan = rust::lower(service, crate_info, diagnostics);
    // What follows an error of the spec is no defect.
    if diagnostics.has_errors() {
        return Ok(None);
    }
    emit::emit(&plan?).map(Some)
}
