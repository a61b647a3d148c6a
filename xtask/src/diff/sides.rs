//! The sides of a comparison: takes names of releases or files, gives what to read them from.

use std::path::{Path, PathBuf};

use anyhow::bail;
use azrest_generator::Spec;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Files, Sources};

use crate::output;
use crate::project::{Foreign, Found, Project, unknown_service};
use crate::report::Report;

/// Two sides and how to speak of them.
pub(super) struct Comparison {
    pub(super) old: Source,
    pub(super) new: Source,
    /// The command that compares them again.
    pub(super) command: String,
    /// The way from the current folder to the root of the new side's files.
    pub(super) prefix: String,
    /// Whether the manifest lists the service.
    pub(super) covered: bool,
    /// The crate of the old side as it was committed then, if it was.
    pub(super) committed: Option<Committed>,
}

/// A crate that was committed.
pub(super) struct Committed {
    /// Its files, by their paths in the crate's folder.
    pub(super) files: azrest_generator::emit::Files,
    /// What it was made of, our own texts included.
    pub(super) source: Source,
    /// What it is called.
    pub(super) crate_info: CrateInfo,
}

impl Committed {
    /// The same crate as this generator makes it; prints what is wrong if that cannot be done.
    pub(super) fn fresh(&self) -> anyhow::Result<Option<azrest_generator::emit::Files>> {
        let (read, report) = self.source.model();
        if let Some(report) = report {
            report.print_text(false);
        }
        let Some(read) = read else { return Ok(None) };
        let mut diagnostics = Diagnostics::new();
        let files = azrest_generator::client(&read.service, &self.crate_info, &mut diagnostics)?;
        if diagnostics.has_errors() {
            Report::of(&self.source.label, &diagnostics, &read.sources).print_text(false);
        }
        Ok(files)
    }
}

/// Where a side is read from.
pub(super) struct Source {
    pub(super) label: String,
    pub(super) files: Box<dyn Files + Send + Sync>,
    pub(super) spec: Spec,
    pub(super) info: ServiceInfo,
}

/// A side that was read.
pub(super) struct Read {
    pub(super) service: Service,
    pub(super) sources: Sources,
}

impl Source {
    /// Reads the side, or says what is wrong with it.
    pub(super) fn model(&self) -> (Option<Read>, Option<Report>) {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let service =
            azrest_generator::model(self.files.as_ref(), &self.spec, &self.info, &mut sources, &mut diagnostics);
        if diagnostics.has_errors() {
            return (None, Some(Report::of(&self.label, &diagnostics, &sources)));
        }
        (service.map(|service| Read { service, sources }), None)
    }
}

/// Two releases of a covered service.
pub(super) fn of_releases(project: &Project, name: &str, old: &str, new: Option<&str>) -> anyhow::Result<Comparison> {
    let manifest = project.manifest()?;
    let Some(service) = manifest.service(name) else { bail!(unknown_service(&manifest, name)) };
    let new = new.unwrap_or(&service.current);
    let side = |label: &str| -> anyhow::Result<Source> {
        if service.release(label).is_none() {
            let known: Vec<_> = service.releases.iter().map(|it| it.label.as_str()).collect();
            bail!("`{name}` has no release `{label}`; it has {}", known.join(", "));
        }
        Ok(Source {
            label: label.to_owned(),
            files: Box::new(project.spec_files()?),
            spec: Spec::Imported { path: service.spec_path(label) },
            info: without_docs(service.info(label)),
        })
    };
    Ok(Comparison {
        old: side(old)?,
        new: side(new)?,
        command: format!("cargo xtask diff {name} {old} {new}"),
        prefix: "specs/".to_owned(),
        covered: true,
        committed: None,
    })
}

/// Our own texts about a service say nothing of what changed in it.
pub(super) fn without_docs(info: ServiceInfo) -> ServiceInfo {
    ServiceInfo { docs: None, ..info }
}

/// Two sets of documents.
pub(super) fn of_files(old: &[PathBuf], new: &[PathBuf], root: Option<&Path>) -> anyhow::Result<Comparison> {
    let side = |paths: &[PathBuf]| -> anyhow::Result<Source> {
        let root = root.map(Path::to_owned);
        let foreign = Foreign { spec: paths.to_vec(), readme: None, tag: None, root, docs: None, manifest: None };
        let Found { files, spec, info, .. } = foreign.find("documents")?;
        let Spec::Documents { paths, .. } = spec else { bail!("documents are expected") };
        let label = match paths.as_slice() {
            [first, rest @ ..] if !rest.is_empty() => format!("{first} and {} more", rest.len()),
            paths => paths.join(" "),
        };
        Ok(Source { label, files: Box::new(files), spec: Spec::Documents { paths, keep_docs: true }, info })
    };
    let list = |paths: &[PathBuf]| paths.iter().map(|it| output::slashes(it)).collect::<Vec<_>>().join(" ");
    let (old_side, new_side) = (side(old)?, side(new)?);
    Ok(Comparison {
        prefix: prefix(new, &new_side),
        old: old_side,
        new: new_side,
        command: format!("cargo xtask diff --old {} --new {}", list(old), list(new)),
        covered: false,
        committed: None,
    })
}

/// The beginning of the first document's path that its name below the root lacks.
fn prefix(paths: &[PathBuf], side: &Source) -> String {
    let Spec::Documents { paths: below, .. } = &side.spec else { return String::new() };
    let (Some(given), Some(below)) = (paths.first(), below.first()) else { return String::new() };
    output::slashes(given).strip_suffix(below.as_str()).unwrap_or_default().to_owned()
}
