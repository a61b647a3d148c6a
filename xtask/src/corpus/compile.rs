//! Compiling: takes generated crates, checks them as one workspace, gives for each whether it compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use serde_json::Value;

use super::report::Result;
use crate::project::{Project, absolute};

/// How many of a crate's errors are kept.
const MAX_ERRORS: usize = 5;

/// The workspace of the generated crates.
pub(super) struct Workspace {
    folder: PathBuf,
    runtime: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// An empty one in the project's target folder.
    pub(super) fn new(project: &Project, runtime: Option<&Path>) -> anyhow::Result<Self> {
        let target = absolute(&project.root)?.join("target/corpus");
        let folder = target.join("workspace");
        let runtime = absolute(runtime.unwrap_or(&project.root.join("runtime")))?;
        if !runtime.join("Cargo.toml").is_file() {
            bail!("{} holds no crate; --runtime-path names the folder of azrest-runtime", runtime.display());
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        let it = Self { folder, runtime, target };
        std::fs::create_dir_all(it.crates()).with_context(|| format!("{} cannot be made", it.folder.display()))?;
        Ok(it)
    }

    /// Where the crates go.
    pub(super) fn crates(&self) -> PathBuf {
        self.folder.join("crates")
    }

    /// Checks the crates that were generated, with clippy's lints if they are asked for.
    pub(super) fn compile(
        &self,
        results: &mut [Result],
        jobs: usize,
        clippy: bool,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let mut generated: BTreeMap<String, &mut Result> = BTreeMap::new();
        for it in results.iter_mut().filter(|it| it.generated) {
            generated.insert(it.crate_name.clone(), it);
        }
        if generated.is_empty() {
            return Ok(());
        }
        std::fs::write(self.folder.join("Cargo.toml"), self.manifest())?;
        // The versions of dependencies are those the runtime is built with.
        if let Some(lock) = self.runtime.ancestors().map(|it| it.join("Cargo.lock")).find(|it| it.is_file()) {
            std::fs::copy(&lock, self.folder.join("Cargo.lock")).context("Cargo.lock cannot be copied")?;
        }
        let checked = self.check(jobs, clippy, bar, &generated)?;
        for (name, result) in generated {
            let errors = checked.errors.get(&name);
            let compiled = checked.compiled.contains(&name) && errors.is_none();
            result.compiled = Some(compiled);
            if !compiled {
                let said = errors.cloned().unwrap_or_else(|| vec![checked.said.clone()]);
                result.errors.push_str(&said.join("\n"));
            }
        }
        Ok(())
    }

    fn check(
        &self,
        jobs: usize,
        clippy: bool,
        bar: &ProgressBar,
        generated: &BTreeMap<String, &mut Result>,
    ) -> anyhow::Result<Checked> {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .arg(if clippy { "clippy" } else { "check" })
            .args(["--workspace", "--keep-going", "--message-format=json", "--jobs", &jobs.to_string()])
            .current_dir(&self.folder)
            .env("CARGO_INCREMENTAL", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if std::env::var_os("CARGO_TARGET_DIR").is_none() {
            command.env("CARGO_TARGET_DIR", &self.target);
        }
        let mut child = command.spawn().context("cargo cannot be started")?;
        let said = child.stderr.take().map(|mut it| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                // What cannot be read any more has ended.
                let _ = it.read_to_end(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            })
        });
        let mut checked = Checked::default();
        for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(|it| it.lines()) {
            if let Ok(message) = serde_json::from_str(&line?) {
                checked.message(&message, clippy, generated, bar);
            }
        }
        child.wait()?;
        checked.said = said.and_then(|it| it.join().ok()).unwrap_or_default();
        Ok(checked)
    }

    fn manifest(&self) -> String {
        let runtime = toml::Value::String(self.runtime.to_string_lossy().replace('\\', "/"));
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n\
             [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\nlicense = \"MIT\"\n\
             repository = \"https://example.invalid\"\n\n\
             [workspace.dependencies]\nazrest-runtime = {{ path = {runtime} }}\n\
             tokio = {{ version = \"1\", default-features = false }}\n"
        )
    }
}

/// What cargo said of the crates.
#[derive(Default)]
struct Checked {
    compiled: BTreeSet<String>,
    errors: BTreeMap<String, Vec<String>>,
    /// What it said beside its messages.
    said: String,
}

impl Checked {
    fn message(&mut self, message: &Value, clippy: bool, generated: &BTreeMap<String, &mut Result>, bar: &ProgressBar) {
        let folder = message["manifest_path"].as_str().and_then(|it| Path::new(it).parent()?.file_name()?.to_str());
        let Some(name) = folder.filter(|it| generated.contains_key(*it)) else { return };
        match message["reason"].as_str() {
            Some("compiler-artifact") if self.compiled.insert(name.to_owned()) => bar.inc(1),
            Some("compiler-message") => {
                let level = message["message"]["level"].as_str().unwrap_or_default();
                let text = message["message"]["rendered"].as_str().unwrap_or_default();
                let counts = level.starts_with("error") || clippy && level == "warning";
                let errors = self.errors.get(name).map_or(0, Vec::len);
                if counts && errors < MAX_ERRORS {
                    self.errors.entry(name.to_owned()).or_default().push(text.trim_end().to_owned());
                }
            }
            _ => {}
        }
    }
}
