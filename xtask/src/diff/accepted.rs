//! `specs/accepted-changes.toml`: the changes that were looked at and accepted, each with a reason.

use anyhow::{Context, anyhow};
use azrest_generator::diff::Accepted;

use crate::project::Project;

/// The file, below the project's root.
pub(super) const FILE: &str = "specs/accepted-changes.toml";

/// Reads the file; without one, nothing is accepted. What it names must be in the manifest.
pub(super) fn read(project: &Project) -> anyhow::Result<Accepted> {
    let path = project.root.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Accepted::default()),
        Err(error) => return Err(error).with_context(|| format!("{FILE} cannot be read")),
    };
    let accepted = Accepted::parse(&text).map_err(|message| anyhow!("{FILE} cannot be used: {message}"))?;
    let manifest = project.manifest()?;
    for it in &accepted.changes {
        let known = manifest.service(&it.service).is_some_and(|service| service.release(&it.to).is_some());
        if !known {
            return Err(anyhow!("{FILE}: `{}` has no release `{}`; remove the entry `{}`", it.service, it.to, it.id));
        }
    }
    Ok(accepted)
}
