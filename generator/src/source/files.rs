//! Where bytes come from: takes a path below the spec root, gives the file's bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// A larger file is not an API description; the largest real one has 1.2 MB.
const MAX_BYTES: u64 = 64 << 20;

/// Access to the files of a spec root.
///
/// Paths are relative to the root, written with `/`, without `.` and `..`.
pub trait Files {
    /// The bytes of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// The error inside an [`io::Error`] when a path leads out of the spec root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideRoot;

impl OutsideRoot {
    /// Whether this is why reading failed.
    pub fn caused(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|it| it.is::<OutsideRoot>())
    }
}

impl fmt::Display for OutsideRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path leads out of the spec root")
    }
}

impl std::error::Error for OutsideRoot {}

impl From<OutsideRoot> for io::Error {
    fn from(it: OutsideRoot) -> Self {
        io::Error::new(io::ErrorKind::PermissionDenied, it)
    }
}

/// A folder of the file system as the spec root.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    elsewhere: BTreeMap<String, PathBuf>,
}

impl Folder {
    /// The folder at a path.
    pub fn new(root: PathBuf) -> Self {
        Self { root, elsewhere: BTreeMap::new() }
    }

    /// The same folder and one file that lies elsewhere, to be read by its absolute path, which no reference can name.
    #[must_use]
    pub fn with(mut self, path: PathBuf) -> Self {
        self.elsewhere.insert(path.to_string_lossy().into_owned(), path);
        self
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if let Some(path) = self.elsewhere.get(path) {
            return read_file(path);
        }
        if !Path::new(path).components().all(|it| matches!(it, Component::Normal(_))) {
            return Err(OutsideRoot.into());
        }
        // Both sides are made canonical, so that a link inside the root cannot lead out of it.
        let root = self.root.canonicalize()?;
        let file = root.join(path).canonicalize().map_err(|it| match it.kind() {
            // The same words on every system.
            io::ErrorKind::NotFound => absent(),
            _ => it,
        })?;
        if !file.starts_with(&root) {
            return Err(OutsideRoot.into());
        }
        read_file(&file)
    }
}

fn absent() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "there is no such file")
}

fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    // Only regular files: a pipe or a device would never end.
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {MAX_BYTES} bytes")));
    }
    Ok(bytes)
}

/// Files held in memory, for tests and for documents that come from elsewhere than the file system.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same files and one more.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl FromIterator<(String, Vec<u8>)> for MemoryFiles {
    fn from_iter<T: IntoIterator<Item = (String, Vec<u8>)>>(files: T) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_reads_what_is_below_it() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("a")).unwrap();
        std::fs::write(root.path().join("a/b.json"), "{}").unwrap();
        let files = Folder::new(root.path().to_owned());
        assert_eq!(files.read("a/b.json").unwrap(), b"{}");
        assert_eq!(files.read("a/c.json").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(files.read("a").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn a_folder_never_leaves_its_root() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(outer.path().join("secret.json"), "{}").unwrap();
        let files = Folder::new(root.clone());
        let absolute = outer.path().join("secret.json");
        for path in ["../secret.json", "a/../../secret.json", &absolute.to_string_lossy()] {
            assert!(OutsideRoot::caused(&files.read(path).unwrap_err()), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_root() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(outer.path().join("secret.json"), "{}").unwrap();
        std::fs::write(root.join("inside.json"), "[]").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret.json"), root.join("link.json")).unwrap();
        std::os::unix::fs::symlink(outer.path(), root.join("folder")).unwrap();
        std::os::unix::fs::symlink(root.join("inside.json"), root.join("alias.json")).unwrap();
        let files = Folder::new(root);
        assert!(OutsideRoot::caused(&files.read("link.json").unwrap_err()));
        assert!(OutsideRoot::caused(&files.read("folder/secret.json").unwrap_err()));
        assert_eq!(files.read("alias.json").unwrap(), b"[]");
    }
}
