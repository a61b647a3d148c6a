//! Output: takes files in memory, compares them with a folder or writes them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

/// A path with `/` between its parts, as names in messages and in maps of files are written.
pub(crate) fn slashes(path: &Path) -> String {
    let mut text = String::new();
    for it in path.components() {
        if it == Component::RootDir {
            text.push('/');
            continue;
        }
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        text.push_str(&it.as_os_str().to_string_lossy());
    }
    text
}

/// Prints a text on standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        // The reader has seen enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
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

/// Whose a folder is: in one of ours every file is generated, elsewhere only those that say so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Project,
    Caller,
}

/// Compares a folder with the files it should hold, by path relative to it. What is not generated is never stale in a
/// folder of the caller's, and stops the run where it would be overwritten.
pub(crate) fn compare(folder: &Path, files: &BTreeMap<String, Vec<u8>>, owner: Owner) -> anyhow::Result<Difference> {
    let mut difference = Difference::default();
    for (path, bytes) in files {
        let path = folder.join(path);
        match std::fs::read(&path) {
            Ok(found) if found == *bytes => {}
            Ok(found) if owner == Owner::Caller && !is_generated(&found) => {
                anyhow::bail!("{} is no generated file; choose a folder of the crate's own for --out", path.display())
            }
            Ok(_) => difference.changed.push(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => difference.changed.push(path),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }
    for path in files_below(folder)? {
        let relative = slashes(path.strip_prefix(folder).unwrap_or(&path));
        let is_ours = || owner == Owner::Project || std::fs::read(&path).is_ok_and(|it| is_generated(&it));
        if !files.contains_key(&relative) && is_ours() {
            difference.stale.push(path);
        }
    }
    Ok(difference)
}

/// Writes what is missing or different, removes what should not be there. A run that fails or is interrupted while there is
/// something to write leaves the folder as it was.
pub(crate) fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>, difference: &Difference) -> anyhow::Result<()> {
    if !folder.exists() {
        return write_new(folder, files);
    }
    let mut changed = Vec::new();
    for path in &difference.changed {
        let relative = slashes(path.strip_prefix(folder).unwrap_or(path));
        if let Some(bytes) = files.get(&relative) {
            changed.push((path.as_path(), bytes.as_slice()));
        }
    }
    replace(folder, &changed)?;
    for path in &difference.stale {
        std::fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    Ok(())
}

/// Writes a folder that is not there yet: beside its place first.
fn write_new(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    let failed = || format!("{} cannot be written", folder.display());
    let parent = folder.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let staging = staging(parent)?;
    let staged = staging.path().join("staged");
    for (path, bytes) in files {
        let path = staged.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&staged)).with_context(failed)?;
        std::fs::write(path, bytes).with_context(failed)?;
    }
    std::fs::rename(staged, folder).with_context(failed)
}

/// Writes files, new or old: all of them into a folder of their own in `folder` first, so that none is changed unless
/// there is room for all.
pub(crate) fn replace(folder: &Path, files: &[(&Path, &[u8])]) -> anyhow::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let staging = staging(folder)?;
    for (number, (path, bytes)) in files.iter().enumerate() {
        let failed = || format!("{} cannot be written", path.display());
        std::fs::write(staging.path().join(number.to_string()), bytes).with_context(failed)?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        if path.is_dir() {
            anyhow::bail!("{} is a folder", path.display());
        }
    }
    for (number, (path, _)) in files.iter().enumerate() {
        let failed = || format!("{} cannot be written", path.display());
        std::fs::rename(staging.path().join(number.to_string()), path).with_context(failed)?;
    }
    Ok(())
}

/// Writes one file, wholly or not at all.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    replace(parent, &[(path, bytes)])
}

/// How the names of hidden folders begin.
const STAGING: &str = ".azrest-";

/// How old a folder of a run must be that it is taken for one that was killed.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// A hidden folder that is gone when it goes out of scope. Those that killed runs have left are removed.
pub(crate) fn staging(folder: &Path) -> anyhow::Result<tempfile::TempDir> {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
        if entry.file_name().to_string_lossy().starts_with(STAGING) && age.is_some_and(|it| it > ABANDONED) {
            // What cannot be removed is in nobody's way.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let made = tempfile::Builder::new().prefix(STAGING).tempdir_in(folder);
    made.with_context(|| format!("{} cannot be written to", folder.display()))
}

/// Whether a file bears the mark of generated files in its first line.
fn is_generated(bytes: &[u8]) -> bool {
    let first = bytes.split(|it| *it == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first).contains("@generated by `")
}

/// The files below a folder, sorted; build output, hidden files and links are not looked at.
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
            let hidden = name.to_string_lossy().starts_with('.');
            if name == "target" || name == "Cargo.lock" || hidden || entry.file_type()?.is_symlink() {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ABANDONED, STAGING, slashes, staging};

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_is_removed_an_hour_later() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|it| folder.path().join(format!("{STAGING}{it}")));
        for it in [&old, &new] {
            std::fs::create_dir_all(it.join("clone")).unwrap();
        }
        let then = std::time::SystemTime::now() - 2 * ABANDONED;
        std::fs::File::open(&old).unwrap().set_modified(then).unwrap();
        let staged = staging(folder.path()).unwrap();
        assert!(!old.exists() && new.exists() && staged.path().is_dir());
    }

    #[test]
    fn paths_are_written_with_slashes_and_no_more_of_them() {
        for (path, text) in [("/a/b", "/a/b"), ("a//b/./c", "a/b/c"), ("../a", "../a"), ("/", "/")] {
            assert_eq!(slashes(Path::new(path)), text);
        }
    }
}
