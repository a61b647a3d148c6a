//! Running the workers: takes providers and limits, gives the result of each, whatever becomes of its process.

use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use azrest_generator::parallel;
use indicatif::ProgressBar;

use super::discover::Provider;
use super::report::Result;
use super::worker::{Done, Task, status_field};

/// What all workers may use together: 2 GiB, less what this process needs.
const MEMORY: u64 = 1920 << 20;

/// What one worker may need.
const LEAST_MEMORY: u64 = 256 << 20;

/// How often a worker is looked at.
const PACE: Duration = Duration::from_millis(5);

/// How much of what a process says is kept.
const MAX_OUTPUT: u64 = 8 << 20;

/// What a worker may use.
pub(super) struct Limits {
    jobs: usize,
    time: Duration,
    memory: u64,
}

impl Limits {
    /// So many workers at a time, as far as their memory goes.
    pub(super) fn new(jobs: usize, time: Duration) -> Self {
        let jobs = jobs.clamp(1, usize::try_from(MEMORY / LEAST_MEMORY).unwrap_or(1));
        Self { jobs, time, memory: MEMORY / jobs as u64 }
    }
}

/// Generates all providers; the crates go below `crates`, if that is given. The results are in the order of the providers.
pub(super) fn run(
    root: &Path,
    providers: &[Provider],
    crates: Option<&Path>,
    limits: &Limits,
    bar: &ProgressBar,
) -> anyhow::Result<Vec<Result>> {
    let program = std::env::current_exe().context("this program's own file is not known")?;
    Ok(parallel::map_on(limits.jobs, providers, |provider| {
        let out = crates.map(|it| it.join(&provider.crate_name));
        let task = Task {
            root: root.to_owned(),
            documents: provider.documents.clone(),
            name: provider.crate_name.trim_start_matches("azrest-").to_owned(),
            crate_name: provider.crate_name.clone(),
            out,
        };
        let result = result(provider, &program, &task, limits);
        bar.inc(1);
        result
    }))
}

fn result(provider: &Provider, program: &Path, task: &Task, limits: &Limits) -> Result {
    let mut result = Result {
        name: provider.name.clone(),
        crate_name: provider.crate_name.clone(),
        documents: provider.documents.len(),
        tag: provider.tag.clone(),
        note: provider.note.clone(),
        ..Result::default()
    };
    if let Some((diagnostics, text)) = &provider.problems {
        result.diagnostics.clone_from(diagnostics);
        result.errors.clone_from(text);
        return result;
    }
    let start = Instant::now();
    match generate(program, task, limits) {
        Ok(done) => {
            result.operations = done.operations;
            result.models = done.models;
            result.generated = done.generated;
            result.seconds = done.seconds;
            result.peak_memory_bytes = done.peak_memory;
            result.diagnostics = done.diagnostics;
            result.errors = done.errors;
        }
        Err(error) => {
            result.seconds = start.elapsed().as_secs_f64();
            result.errors = format!("error: {error:#}\n");
        }
    }
    result
}

/// Runs a worker to its end, or to the end of its time or memory.
fn generate(program: &Path, task: &Task, limits: &Limits) -> anyhow::Result<Done> {
    let mut child = Command::new(program)
        .arg("corpus-worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("no process can be started")?;
    let output = child.stdout.take().map(|it| thread::spawn(move || drain(it)));
    let messages = child.stderr.take().map(|it| thread::spawn(move || drain(it)));
    let given = serde_json::to_string(task)? + "\n";
    let mut stdin = child.stdin.take();
    // A worker that ends before it has read everything says why itself.
    let _ = stdin.as_mut().map(|it| it.write_all(given.as_bytes()));
    let ended = watch(&mut child, limits);
    // It was open until now, so that a worker ends when this process is killed.
    drop(stdin);
    if ended.is_err() {
        // It may have ended by now.
        let _ = child.kill();
        let _ = child.wait();
    }
    let joined = |it: Option<thread::JoinHandle<Vec<u8>>>| it.and_then(|it| it.join().ok()).unwrap_or_default();
    let (output, messages) = (joined(output), joined(messages));
    if ended?.success() {
        return serde_json::from_slice(&output).context("the worker's answer cannot be read");
    }
    let messages = String::from_utf8_lossy(&messages);
    let said: Vec<&str> = messages.lines().map(str::trim).filter(|it| !it.is_empty()).take(3).collect();
    anyhow::bail!(
        "the generator failed: {}",
        if said.is_empty() { "it said nothing".to_owned() } else { said.join(" ") }
    )
}

fn watch(child: &mut Child, limits: &Limits) -> anyhow::Result<std::process::ExitStatus> {
    let start = Instant::now();
    let status = format!("/proc/{}/status", child.id());
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() > limits.time {
            anyhow::bail!("it took longer than {} s, which is what --time-limit says", limits.time.as_secs());
        }
        let memory = std::fs::read_to_string(&status).ok().and_then(|it| status_field(&it, "VmRSS"));
        if memory.is_some_and(|it| it > limits.memory) {
            let share = if limits.jobs > 1 { "; with --jobs 1 it may take more" } else { "" };
            anyhow::bail!("it took more than {} MiB of memory{share}", limits.memory >> 20);
        }
        thread::sleep(PACE);
    }
}

/// All that comes out of a process, of which the beginning is kept.
fn drain(mut from: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What cannot be read any more has ended.
    let _ = from.by_ref().take(MAX_OUTPUT).read_to_end(&mut bytes);
    let _ = std::io::copy(&mut from, &mut std::io::sink());
    bytes
}
