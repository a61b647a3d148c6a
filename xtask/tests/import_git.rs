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
        git(&folder, &["tag", "v2"]);
        git(&folder, &["tag", "--annotate", "--message", "one", "v1-signed", "first"]);
        git(&folder, &["tag", "both", "first"]);
        git(&folder, &["branch", "both"]);
        git(&folder, &["branch", "feature/both"]);
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
        ("refs/heads/first", &upstream.first, "name:"),
        ("v2", &upstream.second, "fish:"),
        ("v1-signed", &upstream.first, "name:"),
        // A tag comes before a branch of the same name, as git has it.
        ("both", &upstream.first, "name:"),
        ("feature/both", &upstream.second, "fish:"),
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
    let blob = git(&upstream.project.path("upstream"), &["rev-parse", "HEAD:specification/pets/pets.json"]);
    for (from, words) in [
        (format!("{}@no-such-branch", upstream.url), "has no branch and no tag `no-such-branch`"),
        (format!("{}@{}", upstream.url, &upstream.second[..8]), "a commit is named by its full id"),
        (format!("{}@../../../etc/passwd", upstream.url), "has no branch and no tag"),
        (format!("{}@tag", upstream.url), "has no branch and no tag"),
        (format!("{}@{}", upstream.url, "0".repeat(40)), "the commit `0000"),
        (format!("{}@{blob}", upstream.url), "is no commit"),
        (format!("{}-nowhere@main", upstream.url), "-nowhere cannot be read: git: "),
        (format!("{}@--output=x", upstream.url), "is no revision"),
        ("http://127.0.0.1/r@main".to_owned(), "read by https, ssh or file"),
        ("https://127.0.0.1:1/r@main".to_owned(), "https://127.0.0.1:1/r cannot be read: git: "),
        ("https://me:s3cret@127.0.0.1:1/r@main".to_owned(), "credential helpers"),
        ("ssh://-oProxyCommand=false/r@main".to_owned(), "cannot be read: git: "),
        ("ext::false@main".to_owned(), "is no folder"),
    ] {
        let ran = upstream.import(&from);
        assert_eq!(ran.status, 2, "{from}: {ran:?}");
        assert!(ran.stderr.contains(words) && !ran.stderr.contains("s3cret"), "{from}: {ran:?}");
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

/// Another project with the same manifest.
fn with_specs(upstream: &Upstream) -> Project {
    let project = Project::with_document(PETS);
    project.write("specs/services.toml", &upstream.manifest());
    project
}

#[cfg(unix)]
#[test]
fn runs_at_the_same_time_share_the_cache() {
    let upstream = Upstream::new();
    let cache = upstream.project.path("target");
    let projects: Vec<(Project, &str, &str)> = ["main", "first", "main", "first", "main", "first"]
        .into_iter()
        .map(|branch| (with_specs(&upstream), branch, if branch == "main" { "fish:" } else { "name:" }))
        .collect();
    let run = |project: &Project, branch: &str| {
        project.run(&["import", "pets", "--from", &format!("{}@{branch}", upstream.url)])
    };
    std::fs::create_dir(&cache).expect("a folder");
    for (project, ..) in &projects {
        std::os::unix::fs::symlink(&cache, project.path("target")).expect("a link");
    }
    std::thread::scope(|scope| {
        for (project, branch, word) in &projects {
            scope.spawn(move || {
                let ran = run(project, branch);
                assert_eq!(ran.status, 0, "{branch}: {ran:?}");
                assert!(project.read("specs/pets/1.yaml").contains(word), "{branch}");
            });
        }
    });
    assert_eq!(std::fs::read_dir(cache.join("upstream")).expect("a cache").count(), 2, "a clone for each commit");
}

/// A git that hangs where it would fetch stands for one that is killed then.
#[cfg(unix)]
#[test]
fn a_run_that_was_killed_while_it_fetched_is_repeated() {
    let upstream = Upstream::new();
    let before = upstream.project.snapshot("specs");
    upstream.project.write(
        "bin/git",
        "#!/bin/sh\nfor it; do if [ \"$it\" = fetch ]; then : > shallow.lock; : > ../../../fetching; exec sleep 10; fi; done\nPATH=${PATH#*:}\nexec git \"$@\"\n",
    );
    let program = upstream.project.path("bin/git");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a program");
    let path = format!("{}:{}", upstream.project.path("bin").display(), std::env::var("PATH").expect("a path"));
    let mut killed = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["import", "pets", "--from", &format!("{}@main", upstream.url)])
        .env("AZREST_ROOT", upstream.project.path(""))
        .env("PATH", path)
        .spawn()
        .expect("it starts");
    let fetching = upstream.project.path("target/fetching");
    while !fetching.exists() {
        assert!(killed.try_wait().expect("its state").is_none(), "it fetches");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    killed.kill().expect("it is killed");
    killed.wait().expect("it is killed");
    assert_eq!(upstream.project.snapshot("specs"), before);
    let ran = upstream.import(&format!("{}@main", upstream.url));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(upstream.project.read("specs/pets/1.yaml").contains("fish:"));
}

#[test]
fn a_cache_that_cannot_be_written_is_told() {
    let upstream = Upstream::new();
    upstream.project.write("target", "a file where the folder should be");
    let before = upstream.project.snapshot("specs");
    let ran = upstream.import(&upstream.url);
    assert!(ran.status == 2 && ran.stderr.contains("target/upstream cannot be made"), "{ran:?}");
    assert_eq!(upstream.project.snapshot("specs"), before);
}

#[cfg(unix)]
#[test]
fn links_in_a_repository_are_not_followed() {
    let upstream = Upstream::new();
    let folder = upstream.project.path("upstream");
    let specs = folder.join("specification/pets");
    for (target, name) in [("/etc/passwd", "passwd.json"), ("pets.json", "alias.json"), ("/etc", "etc")] {
        std::os::unix::fs::symlink(target, specs.join(name)).expect("a link");
    }
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message", "links"]);
    let manifest = upstream.manifest();
    for (path, words) in [
        ("pets/passwd.json", "it is a symbolic link, which is not followed"),
        ("pets/alias.json", "it is a symbolic link, which is not followed"),
        ("pets/etc/passwd", "there is no such file"),
    ] {
        upstream.project.write("specs/services.toml", &manifest.replace("pets/pets.json", path));
        let ran = upstream.import(&format!("{}@main", upstream.url));
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.diagnostic("unreadable-file").contains(words), "{ran:?}");
    }
}

#[test]
fn a_file_that_is_too_large_is_told() {
    let upstream = Upstream::new();
    let folder = upstream.project.path("upstream");
    std::fs::File::create(folder.join("specification/pets/pets.json"))
        .and_then(|it| it.set_len(65 << 20))
        .expect("a large file");
    git(&folder, &["commit", "--quiet", "--all", "--message", "large"]);
    let ran = upstream.import(&format!("{}@main", upstream.url));
    assert!(ran.status == 2 && ran.diagnostic("unreadable-file").contains("it is larger than"), "{ran:?}");
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
