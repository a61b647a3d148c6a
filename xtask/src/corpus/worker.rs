//! One provider: takes a task as a line of JSON on standard input, gives the result as JSON on standard output. It ends when
//! standard input does, which is when nobody waits for it any more.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use azrest_generator::diagnostics::{Diagnostics, Severity};
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, client, model};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::output::{Owner, compare, write};
use crate::project::foreign_info;

/// What to generate.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Task {
    pub(super) root: PathBuf,
    pub(super) documents: Vec<String>,
    pub(super) name: String,
    pub(super) crate_name: String,
    /// The folder to write the crate to, if it is to be written.
    pub(super) out: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Done {
    pub(super) operations: usize,
    pub(super) models: usize,
    pub(super) generated: bool,
    pub(super) seconds: f64,
    pub(super) peak_memory: Option<u64>,
    pub(super) diagnostics: BTreeMap<String, usize>,
    /// The errors among the diagnostics, as text.
    pub(super) errors: String,
}

/// How many of the errors are kept; the others are counted.
const MAX_ERRORS: usize = 10;

pub(crate) fn run() -> anyhow::Result<Outcome> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text)?;
    std::thread::spawn(|| {
        // Nothing more is said.
        let _ = std::io::stdin().lock().read(&mut [0]);
        std::process::exit(2);
    });
    let done = work(&serde_json::from_str(&text)?)?;
    serde_json::to_writer(std::io::stdout().lock(), &done)?;
    std::io::stdout().lock().flush()?;
    Ok(Outcome::Done)
}

fn work(task: &Task) -> anyhow::Result<Done> {
    let crate_info = CrateInfo {
        name: task.crate_name.clone(),
        version: String::new(),
        runtime: "{ workspace = true }".to_owned(),
        in_workspace: true,
        command: "cargo xtask corpus".to_owned(),
    };
    let files = Folder::new(task.root.clone());
    let spec = Spec::Documents { paths: task.documents.clone(), keep_docs: false };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let start = Instant::now();
    let service = model(&files, &spec, &foreign_info(&task.name), &mut sources, &mut diagnostics);
    let emitted = match &service {
        Some(service) => client(service, &crate_info, &mut diagnostics)?,
        None => None,
    };
    let seconds = start.elapsed().as_secs_f64();
    if let (Some(out), Some(emitted)) = (&task.out, &emitted) {
        write(out, emitted, &compare(out, emitted, Owner::Project)?)?;
    }
    let sorted = diagnostics.sorted();
    let errors: Vec<_> = sorted.iter().filter(|it| it.severity == Severity::Error).collect();
    let mut text: String = errors.iter().take(MAX_ERRORS).map(|it| it.finding(&sources, None).to_text()).collect();
    if errors.len() > MAX_ERRORS {
        let more = errors.len() - MAX_ERRORS;
        text.push_str(&format!("and {more} more error{}\n", if more == 1 { "" } else { "s" }));
    }
    Ok(Done {
        operations: service.as_ref().map_or(0, |it| it.operations().count()),
        models: service.as_ref().map_or(0, |it| it.schemas.len()),
        generated: emitted.is_some(),
        seconds,
        peak_memory: peak_memory(),
        diagnostics: diagnostics.by_code(),
        errors: text,
    })
}

/// The most memory this process had, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    status_field(&std::fs::read_to_string("/proc/self/status").ok()?, "VmHWM")
}

/// A size of Linux's `/proc/PID/status`, in bytes.
pub(super) fn status_field(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|it| it.strip_prefix(field)?.strip_prefix(':'))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
