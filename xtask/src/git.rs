//! A git repository as a spec root: takes URL and revision, gives the files of that revision, fetched as they are read.
//!
//! The cache folder has a clone for each commit, shallow and without blobs: it knows the names of all files, and has the
//! contents of those that were asked for alone. Nothing else of it ever changes, so that runs at the same time and runs that
//! end in the middle leave a cache that works. All is done by the program `git`, with the user's own configuration and
//! credentials.

use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use anyhow::{Context, bail};
use azrest_generator::source::{Files, OutsideRoot};

use crate::output::staging;

/// A larger file is no API description.
const MAX_BYTES: u64 = 64 << 20;

/// The content of a symbolic link is a path, which is shorter.
const LONGEST_LINK: usize = 4096;

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
            // They would be stored in the cache, and be seen in messages.
            Some(("https" | "ssh", rest)) if has_secrets(url, rest) => bail!(
                "a URL with user name, password or query is not read; git knows credentials by its credential helpers, or by \
                 `url.<base>.insteadOf` of its configuration"
            ),
            Some(("https" | "ssh" | "file", _)) => {}
            Some((scheme, _)) => bail!("`{scheme}://` is not supported; repositories are read by https, ssh or file"),
            None if is_short(url) => {}
            None => return Ok(None),
        }
        if let Some(revision) = revision
            && (revision.is_empty()
                || revision.starts_with(['-', '+'])
                || revision.contains(|it: char| it.is_control() || " :^~?*[\\".contains(it)))
        {
            bail!("`{revision}` is no revision; name a branch, a tag or a full commit id");
        }
        Ok(Some(Self { url: url.to_owned(), revision: revision.map(ToOwned::to_owned) }))
    }
}

/// Whether what follows the scheme of a URL has a part that may be secret. The user name of ssh is none.
fn has_secrets(url: &str, rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    user.is_some_and(|it| url.starts_with("https") || it.contains(':')) || rest.contains('?')
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
        let url = &source.url;
        let is_id = matches!(revision.len(), 40 | 64) && revision.chars().all(|it| it.is_ascii_hexdigit());
        let id = if is_id { revision.to_ascii_lowercase() } else { named(url, revision)? };
        let clone = cache.join(format!("{}-{id}", folder_name(url)));
        if !clone.is_dir() {
            std::fs::create_dir_all(cache).with_context(|| format!("{} cannot be made", cache.display()))?;
            let staging = staging(cache)?;
            let staged = staging.path().join("clone");
            git(cache, ["init", "--quiet", "--bare", "--"].map(OsStr::new).iter().chain(&[staged.as_os_str()]))?;
            git(&staged, ["remote", "add", "--", "origin", url].map(OsStr::new).iter())?;
            for (key, value) in [("remote.origin.promisor", "true"), ("remote.origin.partialclonefilter", "blob:none")]
            {
                git(&staged, ["config", key, value].map(OsStr::new).iter())?;
            }
            let fetch = ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "--", "origin", &id];
            git(&staged, fetch.map(OsStr::new).iter())
                .with_context(|| format!("{url}: the commit `{id}` cannot be fetched"))?;
            commit(&staged, url, &id)?;
            match std::fs::rename(&staged, &clone) {
                // Another run was faster.
                Err(_) if clone.is_dir() => {}
                renamed => renamed.with_context(|| format!("{} cannot be written", clone.display()))?,
            }
        }
        let commit = commit(&clone, url, &id)?;
        Ok(Self { clone, commit, root: root.to_owned() })
    }

    /// Whether the revision has the folder.
    pub(crate) fn has_root(&self) -> bool {
        let name = format!("{}:{}", self.commit, self.root);
        git(&self.clone, ["cat-file", "-t", &name].map(OsStr::new).iter()).is_ok_and(|it| it.stdout == b"tree\n")
    }

    /// Whether a file is a symbolic link.
    fn is_link(&self, path: &str) -> bool {
        let pattern = format!(":(literal){}/{path}", self.root);
        let list = ["ls-tree", "--format=%(objectmode)", &self.commit, "--", &pattern];
        git(&self.clone, list.map(OsStr::new).iter()).is_ok_and(|it| it.stdout.starts_with(b"120000"))
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
        if output.stdout.len() as u64 > MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {MAX_BYTES} bytes")));
        }
        if !output.status.success() {
            let said = said(&output);
            let is_absent = said.contains("does not exist") || said.contains("exists on disk");
            let kind = if is_absent { io::ErrorKind::NotFound } else { io::ErrorKind::Other };
            return Err(io::Error::new(kind, if is_absent { "there is no such file".to_owned() } else { said }));
        }
        if output.stdout.len() < LONGEST_LINK && self.is_link(path) {
            let message = "it is a symbolic link, which is not followed in a repository";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(output.stdout)
    }
}

/// The commit of an id, which may be that of a tag.
fn commit(clone: &Path, url: &str, id: &str) -> anyhow::Result<String> {
    let found = git(clone, ["rev-parse", "--quiet", "--verify", &format!("{id}^{{commit}}")].map(OsStr::new).iter());
    text(&found.with_context(|| format!("{url}: `{id}` is no commit"))?.stdout)
}

/// The id that a branch or a tag of a repository stands for.
fn named(url: &str, revision: &str) -> anyhow::Result<String> {
    let listed = git(&std::env::temp_dir(), ["ls-remote", "--quiet", "--", url, revision].map(OsStr::new).iter())
        .with_context(|| format!("{url} cannot be read"))?;
    let listed = text(&listed.stdout)?;
    // What git takes a name for, in this order.
    let found = ["", "refs/", "refs/tags/", "refs/heads/"].iter().find_map(|prefix| {
        listed.lines().filter_map(|it| it.split_once('\t')).find(|(_, it)| it.strip_prefix(prefix) == Some(revision))
    });
    match found {
        Some((id, _)) => Ok(id.to_owned()),
        None => bail!("{url} has no branch and no tag `{revision}`; a commit is named by its full id"),
    }
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

/// Whether the user has chosen how ssh is run, which is left as it is.
static OWN_SSH: LazyLock<bool> = LazyLock::new(|| {
    let config = || Command::new("git").args(["config", "core.sshCommand"]).current_dir(std::env::temp_dir()).output();
    ["GIT_SSH", "GIT_SSH_COMMAND"].iter().any(|it| std::env::var_os(it).is_some())
        || config().is_ok_and(|it| it.status.success())
});

/// Git in a folder, whatever repository the environment is about. It asks nothing, gives up a server that is silent for some
/// minutes, and leaves nothing running.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    command.env("GIT_ALLOW_PROTOCOL", "https:ssh:file");
    for setting in ["http.lowSpeedLimit=1", "http.lowSpeedTime=60", "maintenance.auto=false"] {
        command.args(["-c", setting]);
    }
    if !*OWN_SSH {
        command.env("GIT_SSH_COMMAND", "ssh -o ConnectTimeout=60 -o ServerAliveInterval=20");
    }
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
            ("https://example.com/o/r@feature/x", "https://example.com/o/r", Some("feature/x")),
            ("ssh://git@example.com/o/r@main", "ssh://git@example.com/o/r", Some("main")),
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
            "https://h/o/r@+main",
            "https://h/o/r@refs/heads/*",
            "https://h/o/r@a\nb",
        ] {
            assert!(Source::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn secrets_in_urls_are_refused_and_not_told() {
        for text in [
            "https://user:s3cret@h/o/r@main",
            "https://s3cret@h/o/r@main",
            "https://s3cret@h",
            "https://a@s3cret@h/o/r",
            "ssh://git:s3cret@h/o/r",
            "https://h/o/r?token=s3cret@main",
        ] {
            let error = format!("{:?}", Source::parse(text).unwrap_err());
            assert!(error.contains("credential helpers") && !error.contains("s3cret"), "{error}");
        }
    }
}
