//! A git repository as a spec root: takes URL and revision, gives the files of that revision, fetched as they are read.
//!
//! The clone in the cache folder is shallow and without blobs: it knows the names of all files, and has the contents of
//! those that were asked for alone. The work is done by the program `git`, with the user's own configuration and
//! credentials.

use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, bail};
use azrest_generator::source::{Files, OutsideRoot};

/// A larger file is no API description.
const MAX_BYTES: u64 = 64 << 20;

/// A repository and a revision of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) url: String,
    /// A branch, a tag or a full commit id.
    pub(crate) revision: Option<String>,
}

impl Source {
    /// Reads `URL` or `URL@REVISION`; `None` if the text is no URL of a repository, but a path.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Option<Self>> {
        let is_short = |it: &str| {
            // user@host:path
            it.split_once(':').is_some_and(|(host, path)| {
                host.contains('@') && !host.contains(['/', '\\']) && !path.starts_with("//")
            })
        };
        let (url, revision) = match text.rsplit_once('@') {
            Some((url, revision)) if url.contains("://") && url.splitn(4, '/').count() == 4 || is_short(url) => {
                (url, Some(revision))
            }
            _ => (text, None),
        };
        match url.split_once("://") {
            Some(("https" | "ssh" | "file", _)) => {}
            Some((scheme, _)) => bail!("`{scheme}://` is not supported; repositories are read by https, ssh or file"),
            None if is_short(url) => {}
            None => return Ok(None),
        }
        if let Some(revision) = revision
            && (revision.is_empty() || revision.starts_with('-') || revision.contains([':', '^', '~', ' ']))
        {
            bail!("`{revision}` is no revision; name a branch, a tag or a full commit id");
        }
        Ok(Some(Self { url: url.to_owned(), revision: revision.map(ToOwned::to_owned) }))
    }
}

/// The files of a revision below a folder.
#[derive(Debug)]
pub(crate) struct Repository {
    clone: PathBuf,
    /// The commit, in full.
    pub(crate) commit: String,
    root: String,
}

impl Repository {
    /// Fetches the names of the files of a revision into the cache. Nothing stays there if that fails.
    pub(crate) fn fetch(source: &Source, revision: &str, root: &str, cache: &Path) -> anyhow::Result<Self> {
        let clone = cache.join(folder_name(&source.url));
        let commit = if clone.is_dir() {
            fetch(&clone, revision)?
        } else {
            std::fs::create_dir_all(cache).with_context(|| format!("{} cannot be made", cache.display()))?;
            let staging = tempfile::Builder::new().prefix(".azrest-").tempdir_in(cache)?;
            let staged = staging.path().join("clone");
            git(cache, ["init", "--quiet", "--bare", "--"].map(OsStr::new).iter().chain(&[staged.as_os_str()]))?;
            git(&staged, ["remote", "add", "--", "origin", &source.url].map(OsStr::new).iter())?;
            for (key, value) in [("remote.origin.promisor", "true"), ("remote.origin.partialclonefilter", "blob:none")]
            {
                git(&staged, ["config", key, value].map(OsStr::new).iter())?;
            }
            let commit = fetch(&staged, revision)?;
            match std::fs::rename(&staged, &clone) {
                Ok(()) => {}
                // Another run was faster.
                Err(_) if clone.is_dir() => drop(fetch(&clone, revision)?),
                Err(error) => return Err(error).with_context(|| format!("{} cannot be written", clone.display())),
            }
            commit
        };
        Ok(Self { clone, commit, root: root.to_owned() })
    }

    /// Whether the revision has the folder.
    pub(crate) fn has_root(&self) -> bool {
        let name = format!("{}:{}", self.commit, self.root);
        git(&self.clone, ["cat-file", "-t", &name].map(OsStr::new).iter()).is_ok_and(|it| it.stdout == b"tree\n")
    }

    /// Fetches the contents of some files at once, which is faster than one by one; those that are missing, or for which
    /// that fails, are left to [`Files::read`].
    pub(crate) fn prefetch(&self, paths: &[String]) {
        let mut arguments: Vec<String> =
            ["ls-tree", "-r", "-z", "--format=%(objectname)", &self.commit, "--"].map(str::to_owned).into();
        arguments.extend(paths.iter().map(|it| format!(":(literal){}/{it}", self.root)));
        let Ok(listed) = git(&self.clone, arguments.iter().map(OsStr::new)) else { return };
        let wanted: Vec<&[u8]> = listed.stdout.split(|it| *it == 0).filter(|it| !it.is_empty()).collect();
        let mut command = command(&self.clone);
        command.args([
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--filter=blob:none",
            "--stdin",
            "origin",
        ]);
        let _ = run(command, &wanted.join(&b'\n'));
    }
}

impl Files for Repository {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if !Path::new(path).components().all(|it| matches!(it, Component::Normal(_))) {
            return Err(OutsideRoot.into());
        }
        let mut command = command(&self.clone);
        command.args(["cat-file", "blob", &format!("{}:{}/{path}", self.commit, self.root)]);
        let output = run(command, &[])?;
        if !output.status.success() {
            let said = said(&output);
            let is_absent = said.contains("does not exist") || said.contains("exists on disk");
            let kind = if is_absent { io::ErrorKind::NotFound } else { io::ErrorKind::Other };
            return Err(io::Error::new(kind, if is_absent { "there is no such file".to_owned() } else { said }));
        }
        if output.stdout.len() as u64 > MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {MAX_BYTES} bytes")));
        }
        Ok(output.stdout)
    }
}

/// Fetches a revision without its blobs; gives the commit.
fn fetch(clone: &Path, revision: &str) -> anyhow::Result<String> {
    if revision.len() >= 40 && revision.chars().all(|it| it.is_ascii_hexdigit()) {
        let known = format!("{revision}^{{commit}}");
        if let Ok(known) = git(clone, ["rev-parse", "--verify", "--quiet", &known].map(OsStr::new).iter()) {
            return text(&known.stdout);
        }
    }
    let fetch = ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "--", "origin", revision];
    git(clone, fetch.map(OsStr::new).iter()).with_context(|| {
        format!("the revision `{revision}` cannot be fetched; name a branch, a tag or a full commit id")
    })?;
    text(&git(clone, ["rev-parse", "--verify", "FETCH_HEAD^{commit}"].map(OsStr::new).iter())?.stdout)
}

fn text(bytes: &[u8]) -> anyhow::Result<String> {
    Ok(std::str::from_utf8(bytes).context("git gave no text")?.trim().to_owned())
}

/// Runs git in a folder; an error if it fails, with what it says.
fn git<'a>(folder: &Path, arguments: impl Iterator<Item = impl AsRef<OsStr> + 'a>) -> anyhow::Result<Output> {
    let mut command = command(folder);
    command.args(arguments);
    let output = run(command, &[]).context("the program `git` cannot be run")?;
    if !output.status.success() {
        bail!("git: {}", said(&output));
    }
    Ok(output)
}

/// Git in a folder, whatever repository the environment is about; it asks nothing.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    for variable in
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"]
    {
        command.env_remove(variable);
    }
    command
}

fn run(mut command: Command, given: &[u8]) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let messages = child.stderr.take().map(|mut it| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What cannot be read any more has ended.
            let _ = it.read_to_end(&mut bytes);
            bytes
        })
    });
    // It may end without reading.
    let _ = child.stdin.take().map(|mut it| it.write_all(given));
    let mut stdout = Vec::new();
    if let Some(from) = child.stdout.take() {
        from.take(MAX_BYTES + 1).read_to_end(&mut stdout)?;
    }
    let status = child.wait()?;
    Ok(Output { status, stdout, stderr: messages.and_then(|it| it.join().ok()).unwrap_or_default() })
}

/// What git said, without its empty lines.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    if lines.is_empty() { format!("it failed ({})", output.status) } else { lines.join("; ") }
}

/// A folder name for a URL: its last words, and a number that tells it from others with the same words.
fn folder_name(url: &str) -> String {
    let words: String = url.chars().map(|it| if it.is_ascii_alphanumeric() || it == '.' { it } else { '-' }).collect();
    let start = words.len().saturating_sub(60);
    // FNV-1a: stable, unlike the standard library's hashes.
    let hash = url
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{hash:016x}", words[start..].trim_start_matches(['-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, Option<String>)> {
        Source::parse(text).unwrap().map(|it| (it.url, it.revision))
    }

    #[test]
    fn urls_are_told_from_paths() {
        for (text, url, revision) in [
            ("https://example.com/o/r@main", "https://example.com/o/r", Some("main")),
            ("https://example.com/o/r.git", "https://example.com/o/r.git", None),
            ("https://user@example.com/o/r", "https://user@example.com/o/r", None),
            ("https://user@example.com/o/r@feature/x", "https://user@example.com/o/r", Some("feature/x")),
            ("file:///tmp/r@v1.0", "file:///tmp/r", Some("v1.0")),
            ("git@example.com:o/r", "git@example.com:o/r", None),
            ("git@example.com:o/r@abc", "git@example.com:o/r", Some("abc")),
        ] {
            assert_eq!(parsed(text), Some((url.to_owned(), revision.map(ToOwned::to_owned))), "{text}");
        }
        for text in ["../azure-rest-api-specs", "/a/b@c", "C:\\specs", "folder"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn what_git_could_take_for_something_else_is_refused() {
        for text in [
            "http://example.com/o/r",
            "ext::sh://x",
            "https://h/o/r@",
            "https://h/o/r@--upload-pack=x",
            "https://h/o/r@a b",
        ] {
            assert!(Source::parse(text).is_err(), "{text}");
        }
    }
}
