//! Output: takes files in memory and diagnostics, compares or writes the ones and prints the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use azrest_generator::diagnostics::{Diagnostics, Severity};
use azrest_generator::source::Sources;

/// A path with `/` between its parts, as names in messages and in maps of files are written.
pub(crate) fn slashes(path: &Path) -> String {
    path.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Prints errors and warnings, and the notes too if there are errors or `notes` asks for them.
pub(crate) fn print_diagnostics(diagnostics: &Diagnostics, sources: &Sources, notes: bool) {
    let notes = notes || diagnostics.has_errors();
    for it in diagnostics.sorted() {
        if notes || it.code.severity() != Severity::Note {
            eprint!("{}", it.to_text(sources));
        }
    }
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    if errors > 0 {
        eprintln!("{errors} errors, {warnings} warnings; nothing was written");
    }
}

/// How a folder differs from the files it should hold.
#[derive(Default)]
pub(crate) struct Difference {
    /// Files that are missing or hold other bytes.
    pub(crate) changed: Vec<PathBuf>,
    /// Files that should not be there.
    pub(crate) stale: Vec<PathBuf>,
}

impl Difference {
    pub(crate) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.stale.is_empty()
    }
}

/// Compares a folder with the files it should hold, by path relative to it.
pub(crate) fn compare(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<Difference> {
    let mut difference = Difference::default();
    for (path, bytes) in files {
        let path = folder.join(path);
        match std::fs::read(&path) {
            Ok(found) if found == *bytes => {}
            Ok(_) => difference.changed.push(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => difference.changed.push(path),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }
    for path in files_below(folder)? {
        let relative = slashes(path.strip_prefix(folder).unwrap_or(&path));
        if !files.contains_key(&relative) {
            difference.stale.push(path);
        }
    }
    Ok(difference)
}

/// Writes what is missing or different, removes what should not be there.
pub(crate) fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>, difference: &Difference) -> anyhow::Result<()> {
    for path in &difference.changed {
        let relative = slashes(path.strip_prefix(folder).unwrap_or(path));
        let Some(bytes) = files.get(&relative) else { continue };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    for path in &difference.stale {
        std::fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    Ok(())
}

/// The files below a folder, sorted; build output (`target/`, `Cargo.lock`) is not looked at.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", folder.display())),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if name == "target" || name == "Cargo.lock" {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
