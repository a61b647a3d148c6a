//! The old side from git: takes a revision, gives for each service the spec it had then beside the one it has now.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, bail};
use azrest_generator::Spec;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::manifest::Manifest;
use azrest_generator::model::ServiceInfo;
use azrest_generator::source::{MemoryFiles, Sources};

use super::sides::{Committed, Comparison, Source, without_docs};
use crate::generate::covered_crate;
use crate::project::{Project, unknown_service};
use crate::report::{Refused, Report};

/// The comparisons of the named services, or of all, with what they were at a revision.
pub(super) fn comparisons(project: &Project, revision: &str, names: &[String]) -> anyhow::Result<Vec<Comparison>> {
    let manifest = project.manifest()?;
    let text = show(project, revision, "specs/services.toml")?;
    let text = String::from_utf8(text).with_context(|| format!("services.toml of {revision} is no text"))?;
    let name = format!("services.toml of {revision}");
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let Some(old_manifest) = Manifest::parse(&name, &text, &mut sources, &mut diagnostics) else {
        bail!(Refused(Report::of(&name, &diagnostics, &sources)));
    };
    for name in names {
        if manifest.service(name).is_none() {
            bail!(unknown_service(&manifest, name));
        }
    }
    let mut found = Vec::new();
    for service in manifest.services.iter().filter(|it| names.is_empty() || names.contains(&it.name)) {
        let Some(old) = old_manifest.service(&service.name) else {
            eprintln!("{} is new since {revision}", service.name);
            continue;
        };
        let path = old.spec_path(&old.current);
        let bytes = show(project, revision, &format!("specs/{path}"))?;
        // What was listed then is of then; what applies to nothing was seen then.
        let info = ServiceInfo { strict: false, names_are_chosen: false, ..old.info(&old.current) };
        let committed = committed(project, revision, &service.name, (&path, &bytes), &info)?;
        found.push(Comparison {
            old: Source {
                label: old.current.clone(),
                files: Box::new(MemoryFiles::from_iter([(path.clone(), bytes)])),
                spec: Spec::Imported { path },
                info: without_docs(info),
            },
            new: Source {
                label: service.current.clone(),
                files: Box::new(project.spec_files()?),
                spec: Spec::Imported { path: service.spec_path(&service.current) },
                info: without_docs(service.info(&service.current)),
            },
            command: format!("cargo xtask diff --base {revision} {}", service.name),
            prefix: "specs/".to_owned(),
            covered: true,
            committed,
        });
    }
    for it in old_manifest.services.iter().filter(|it| names.is_empty() && manifest.service(&it.name).is_none()) {
        eprintln!("{} is gone since {revision}", it.name);
    }
    Ok(found)
}

/// The crate of a service as it was committed, with what it was made of; `None` if there was none.
fn committed(
    project: &Project,
    revision: &str,
    name: &str,
    (path, bytes): (&str, &[u8]),
    info: &ServiceInfo,
) -> anyhow::Result<Option<Committed>> {
    let folder = format!("generated/{name}/");
    let mut files = BTreeMap::new();
    for file in list(project, revision, &format!("{folder}src"))? {
        let content = show(project, revision, &file)?;
        files.insert(file.strip_prefix(&folder).unwrap_or(&file).to_owned(), content);
    }
    if files.is_empty() {
        return Ok(None);
    }
    let mut inputs = vec![(path.to_owned(), bytes.to_owned())];
    if let Some(docs) = &info.docs {
        inputs.push((docs.clone(), show(project, revision, &format!("specs/{docs}"))?));
    }
    let source = Source {
        label: format!("{name} at {revision}"),
        files: Box::new(MemoryFiles::from_iter(inputs)),
        spec: Spec::Imported { path: path.to_owned() },
        info: info.clone(),
    };
    Ok(Some(Committed { files, source, crate_info: covered_crate(name) }))
}

/// The files below a folder as they were at a revision, by their paths below the project's root.
fn list(project: &Project, revision: &str, folder: &str) -> anyhow::Result<Vec<String>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(&project.root)
        .args(["ls-tree", "-r", "-z", "--name-only", revision, "--", folder])
        .output()
        .context("git cannot be run")?;
    if !output.status.success() {
        bail!("{folder} of `{revision}` cannot be listed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split('\0').filter(|it| !it.is_empty()).map(str::to_owned).collect())
}

/// A file as it was at a revision.
fn show(project: &Project, revision: &str, path: &str) -> anyhow::Result<Vec<u8>> {
    if revision.starts_with('-') {
        bail!("`{revision}` is no revision");
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(&project.root)
        .args(["show", &format!("{revision}:./{path}")])
        .output()
        .context("git cannot be run")?;
    if !output.status.success() {
        bail!("{path} of `{revision}` cannot be read: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}
