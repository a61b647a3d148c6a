//! `import --from URL@REV`, from a repository on this machine.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::path::Path;
use std::process::Command;

use project::{PETS, Project};

/// Runs git in a folder of a project; what it prints.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A project whose upstream is a repository with two commits: `first` has pets with dogs, `main` has fish.
struct Upstream {
    project: Project,
    url: String,
    first: String,
    second: String,
}

impl Upstream {
    fn new() -> Self {
        let types = r##"{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {},
            "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}}"##;
        let project = Project::with_document(
            &PETS.replace("#/definitions/Pet\"}}}", "../common/types.json#/definitions/Pet\"}}}"),
        );
        project.write("upstream/specification/common/types.json", types);
        project.write("upstream/specification/other/unrelated.json", "{\"unrelated\": true}");
        let folder = project.path("upstream");
        git(&folder, &["init", "--quiet"]);
        git(&folder, &["config", "uploadpack.allowFilter", "true"]);
        let commit = || {
            git(&folder, &["add", "."]);
            git(&folder, &["commit", "--quiet", "--message", "change"]);
            git(&folder, &["rev-parse", "HEAD"])
        };
        let first = commit();
        git(&folder, &["branch", "first"]);
        project.write("upstream/specification/common/types.json", &types.replace("\"name\"", "\"fish\""));
        let second = commit();
        let url = format!("file://{}", folder.display());
        // What the manifest names is the first commit.
        project
            .write("specs/services.toml", &project.read("specs/services.toml").replace("'abc'", &format!("'{first}'")));
        Self { project, url, first, second }
    }

    fn import(&self, from: &str) -> project::Ran {
        self.project.run(&["import", "pets", "--from", from])
    }

    fn manifest(&self) -> String {
        self.project.read("specs/services.toml")
    }
}

#[test]
fn without_a_revision_the_manifests_commit_is_imported() {
    let upstream = Upstream::new();
    let ran = upstream.import(&upstream.url);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(upstream.project.read("specs/pets/1.yaml").contains("name:"), "the first commit");
    assert_eq!(
        upstream.manifest().matches(&format!("commit = \"{}\"", upstream.first)).count(),
        2,
        "each file is pinned"
    );
}

#[test]
fn a_revision_is_pinned_by_its_commit() {
    let upstream = Upstream::new();
    let from = |revision: &str| format!("{}@{revision}", upstream.url);
    for (revision, commit, word) in [
        ("main", &upstream.second, "fish:"),
        ("first", &upstream.first, "name:"),
        (&*upstream.second, &upstream.second, "fish:"),
    ] {
        let ran = upstream.import(&from(revision));
        assert_eq!(ran.status, 0, "{revision}: {ran:?}");
        assert!(upstream.manifest().contains(&format!("commit = \"{commit}\"")), "{revision}");
        assert!(upstream.project.read("specs/pets/1.yaml").contains(word), "{revision}");
    }
}

#[test]
fn the_same_as_from_a_checkout() {
    let upstream = Upstream::new();
    assert_eq!(upstream.import(&format!("{}@{}", upstream.url, upstream.second)).status, 0);
    let from_git = upstream.project.snapshot("specs");
    assert_eq!(upstream.project.run(&["import", "pets", "--from", "upstream", "--commit", &upstream.second]).status, 0);
    assert_eq!(upstream.project.snapshot("specs"), from_git);
}

#[test]
fn only_what_is_read_is_fetched() {
    let upstream = Upstream::new();
    assert_eq!(upstream.import(&upstream.url).status, 0);
    let cache = upstream.project.path("target/upstream");
    let clones: Vec<_> = std::fs::read_dir(&cache).expect("a cache").map(|it| it.expect("an entry").path()).collect();
    let [clone] = clones.as_slice() else { panic!("{clones:?}") };
    let held = git(clone, &["cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"]);
    assert_eq!(
        held.lines().filter(|it| *it == "blob").count(),
        2,
        "the document and the types, not the unrelated file"
    );
    // The cache will do when the repository is gone.
    std::fs::rename(upstream.project.path("upstream"), upstream.project.path("moved")).expect("it moves");
    assert_eq!(upstream.import(&upstream.url).status, 0);
}

#[test]
fn what_cannot_be_fetched_leaves_everything_as_it_was() {
    let upstream = Upstream::new();
    let before = upstream.project.snapshot("specs");
    for (from, words) in [
        (format!("{}@no-such-branch", upstream.url), "the revision `no-such-branch` cannot be fetched"),
        (format!("{}@{}", upstream.url, "0".repeat(40)), "cannot be fetched"),
        (format!("{}-nowhere@main", upstream.url), "cannot be fetched"),
        (format!("{}@--output=x", upstream.url), "is no revision"),
        ("http://127.0.0.1/r@main".to_owned(), "read by https, ssh or file"),
    ] {
        let ran = upstream.import(&from);
        assert_eq!(ran.status, 2, "{from}: {ran:?}");
        assert!(ran.stderr.contains(words), "{from}: {ran:?}");
        assert_eq!(upstream.project.snapshot("specs"), before, "{from}");
        let left: Vec<_> = std::fs::read_dir(upstream.project.path("target/upstream")).into_iter().flatten().collect();
        assert!(left.is_empty(), "{from}: {left:?}");
    }
    let ran = upstream.project.run(&["import", "pets", "--from", &upstream.url, "--commit", "abc"]);
    assert!(ran.status == 2 && ran.stderr.contains("--commit is for folders"), "{ran:?}");
}

#[test]
fn a_file_that_the_revision_lacks_is_named() {
    let upstream = Upstream::new();
    let folder = upstream.project.path("upstream");
    git(&folder, &["rm", "--quiet", "specification/common/types.json"]);
    git(&folder, &["commit", "--quiet", "--message", "remove"]);
    let before = upstream.project.snapshot("specs");
    let ran = upstream.import(&format!("{}@main", upstream.url));
    assert_eq!(ran.status, 2);
    let text = ran.diagnostic("dangling-reference");
    assert!(text.contains("common/types.json") && text.contains("there is no such file"), "{text}");
    assert_eq!(upstream.project.snapshot("specs"), before);
}

/// The most a file may hold is set so low that the run is killed while it writes.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_what_was_there() {
    let upstream = Upstream::new();
    assert_eq!(upstream.import(&format!("{}@first", upstream.url)).status, 0);
    assert_eq!(upstream.project.run(&["generate"]).status, 0);
    let before = (upstream.project.snapshot("specs"), upstream.project.snapshot("generated"));
    upstream.project.write("upstream/specification/pets/pets.json", &PETS.replace("Pets_Get", "Pets_Fetch"));
    let interrupted = |arguments: &[&str], limit: &str| {
        let status = Command::new("sh")
            .args(["-c", &format!("ulimit -f {limit}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_xtask")])
            .args(arguments)
            .env("AZREST_ROOT", upstream.project.path(""))
            .current_dir(upstream.project.path(""))
            .output()
            .expect("a shell")
            .status;
        assert!(!status.success(), "{arguments:?} was to be interrupted");
    };
    interrupted(&["import", "pets", "--from", "upstream", "--commit", "def"], "1");
    let without_staging = |path: &str| {
        let mut files = upstream.project.snapshot(path);
        files.retain(|(path, _)| !path.to_string_lossy().contains("/.azrest-"));
        files
    };
    assert_eq!(without_staging("specs"), before.0);
    // A changed spec, so that there is something to write.
    assert_eq!(upstream.project.run(&["import", "pets", "--from", "upstream", "--commit", "def"]).status, 0);
    interrupted(&["generate"], "1");
    assert_eq!(without_staging("generated"), before.1);
    std::fs::remove_dir_all(upstream.project.path("generated")).expect("it is removed");
    std::fs::create_dir(upstream.project.path("generated")).expect("a folder");
    interrupted(&["generate"], "1");
    assert!(!upstream.project.path("generated/pets").exists());
}
