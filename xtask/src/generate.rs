//! `generate`: specs/ to generated/, or documents anywhere to a crate anywhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::bail;
use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::emit::Files;
use azrest_generator::manifest::ManifestService;
use azrest_generator::rust::{CrateInfo, problem_of_crate_name};
use azrest_generator::source::Sources;
use azrest_generator::{Bug, generate, parallel};

use crate::Outcome;
use crate::output::{Owner, compare, slashes, write};
use crate::project::{Foreign, Found, Project, absolute};
use crate::report::{Format, Report, counted};

/// Generates client crates from specs; files are written only if everything succeeded.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask generate                                  all covered services
  cargo xtask generate container-registry-tasks         one of them
  cargo xtask generate --check                          fail if generated/ is stale, naming the files
  cargo xtask generate --spec my.json --name my-client --out ../my-client
  cargo xtask generate --readme ../azure-rest-api-specs/specification/network/resource-manager/readme.md \\
      --name my-network --out ../my-network
  cargo xtask generate --check --format json            the result for programs")]
pub(crate) struct Arguments {
    /// Covered services; all if none is named.
    #[arg(conflicts_with = "Foreign")]
    services: Vec<String>,
    /// Write nothing, and exit with 1 if something would change.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    foreign: Foreign,
    /// The name of the crate to make.
    #[arg(long, value_name = "CRATE", requires = "Foreign")]
    name: Option<String>,
    /// The folder to make it in. The crate is a workspace of its own, so that it builds wherever it stands.
    #[arg(long, value_name = "DIR", requires = "Foreign")]
    out: Option<PathBuf>,
    /// The folder of azrest-runtime that the crate depends on; by default this project's.
    #[arg(long, value_name = "DIR", requires = "Foreign", conflicts_with = "runtime_version")]
    runtime_path: Option<PathBuf>,
    /// The published version of azrest-runtime that the crate depends on.
    #[arg(long, value_name = "VERSION", requires = "Foreign")]
    runtime_version: Option<String>,
    /// How diagnostics and results are printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// A crate to make: where, what from.
struct Job {
    label: String,
    folder: PathBuf,
    owner: Owner,
    found: Found,
    crate_info: CrateInfo,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let project = Project::find();
    let jobs = if !arguments.foreign.is_given() {
        covered(&project, &arguments.services)?
    } else {
        vec![uncovered(&project, arguments)?]
    };
    // Crates have nothing to do with each other. More at a time than there are processors would only take more memory.
    let runs = parallel::map(&jobs, run_job);
    let mut report = Report::default();
    let shows_notes = arguments.format == Format::Json || runs.iter().any(|it| it.diagnostics.has_errors());
    let add = if shows_notes { Report::add } else { Report::add_without_notes };
    for (job, run) in jobs.iter().zip(&runs) {
        add(&mut report, &job.label, &run.diagnostics, &run.sources, &job.found.form);
    }
    if arguments.format == Format::Text {
        report.print_text(false);
        report.print_refusal();
    }
    let mut made = Vec::new();
    for (job, run) in jobs.iter().zip(runs) {
        let skipped = run.diagnostics.count_of(Code::OperationSkipped);
        made.extend(run.emitted?.map(|files| (job, files, skipped, run.time)));
    }
    let mut results = Results::default();
    if made.len() == jobs.len() {
        let differences: Vec<_> =
            made.iter().map(|(job, files, ..)| compare(&job.folder, files, job.owner)).collect::<Result<_, _>>()?;
        for ((job, files, skipped, time), difference) in made.iter().zip(differences) {
            if !arguments.check {
                write(&job.folder, files, &difference)?;
            }
            results.crates.push(Generated {
                name: &job.label,
                files: files.len(),
                skipped: *skipped,
                changed: difference.changed.iter().map(|it| shown(&project, it)).collect(),
                removed: difference.stale.iter().map(|it| shown(&project, it)).collect(),
                time: *time,
            });
        }
        results.surplus = surplus(&project, arguments)?.iter().map(|it| shown(&project, it)).collect();
    }
    let stale = !results.surplus.is_empty()
        || arguments.check && results.crates.iter().any(|it| !it.changed.is_empty() || !it.removed.is_empty());
    match arguments.format {
        Format::Text if arguments.check => results.print_check(stale),
        Format::Text => results.print_written(),
        Format::Json => report.print_json(&results)?,
    }
    Ok(match stale {
        _ if made.len() < jobs.len() => Outcome::Unusable,
        true => Outcome::Findings,
        false => Outcome::Done,
    })
}

/// What a run did, or would do.
#[derive(Default, serde::Serialize)]
struct Results<'a> {
    crates: Vec<Generated<'a>>,
    /// Folders of generated/ that no service has.
    surplus: Vec<String>,
}

/// A crate that was made.
#[derive(serde::Serialize)]
struct Generated<'a> {
    name: &'a str,
    /// How many files it has.
    files: usize,
    /// How many operations were left out.
    skipped: usize,
    /// Those that were written, or are stale.
    changed: Vec<String>,
    /// Those that were removed, or should not be there.
    removed: Vec<String>,
    #[serde(skip)]
    time: Duration,
}

impl Results<'_> {
    fn print_check(&self, stale: bool) {
        for path in self.crates.iter().flat_map(|it| it.changed.iter().chain(&it.removed)) {
            println!("stale: {path}");
        }
        for path in &self.surplus {
            println!("surplus: {path}");
        }
        if stale {
            println!("run `cargo xtask generate` and commit what it writes");
        } else if !self.crates.is_empty() {
            println!("fresh: {}", self.crates.iter().map(|it| it.name).collect::<Vec<_>>().join(", "));
        }
    }

    fn print_written(&self) {
        for Generated { name, files, skipped, changed, removed, time } in &self.crates {
            println!(
                "{name}: {files} files in {:.1} ms ({} written, {} removed{})",
                time.as_secs_f64() * 1e3,
                changed.len(),
                removed.len(),
                if *skipped > 0 { format!(", {} left out", counted(*skipped, "operation")) } else { String::new() },
            );
        }
    }
}

/// A path as it is shown: below the project, if it is there.
fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root).map_or_else(|_| path.to_string_lossy().replace('\\', "/"), slashes)
}

/// Folders of generated/ that no service of the manifest has; looked for when all services are checked.
fn surplus(project: &Project, arguments: &Arguments) -> anyhow::Result<Vec<PathBuf>> {
    if !arguments.check || !arguments.services.is_empty() || arguments.foreign.is_given() {
        return Ok(Vec::new());
    }
    let manifest = project.manifest()?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(project.generated())? {
        let entry = entry?;
        let covered = entry.file_name().to_str().is_some_and(|it| manifest.service(it).is_some());
        if entry.file_type()?.is_dir() && !covered {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// What came of a job.
struct Run {
    emitted: Result<Option<Files>, Bug>,
    sources: Sources,
    diagnostics: Diagnostics,
    time: Duration,
}

fn run_job(job: &Job) -> Run {
    let start = Instant::now();
    let Found { files, spec, info, sources, diagnostics, .. } = &job.found;
    let (mut sources, mut diagnostics) = (sources.clone(), diagnostics.clone());
    let emitted = generate(files, spec, info, &job.crate_info, &mut sources, &mut diagnostics);
    Run { emitted, sources, diagnostics, time: start.elapsed() }
}

fn covered(project: &Project, names: &[String]) -> anyhow::Result<Vec<Job>> {
    let covered = project.covered()?;
    let mut chosen: BTreeMap<&str, &ManifestService> = BTreeMap::new();
    for name in names {
        let service = covered.service(name)?;
        chosen.insert(&service.name, service);
    }
    if names.is_empty() {
        chosen.extend(covered.manifest.services.iter().map(|it| (it.name.as_str(), it)));
    }
    let mut jobs = Vec::new();
    for (name, service) in chosen {
        jobs.push(Job {
            label: name.to_owned(),
            folder: project.generated().join(name),
            owner: Owner::Project,
            found: covered.find(project, service, &service.current)?,
            crate_info: covered_crate(name),
        });
    }
    Ok(jobs)
}

/// What the crate of a covered service is called.
pub(crate) fn covered_crate(service: &str) -> CrateInfo {
    CrateInfo {
        name: format!("azrest-{service}"),
        version: String::new(),
        runtime: "{ workspace = true }".to_owned(),
        in_workspace: true,
        command: format!("cargo xtask generate {service}"),
    }
}

fn uncovered(project: &Project, arguments: &Arguments) -> anyhow::Result<Job> {
    let (Some(name), Some(out)) = (&arguments.name, &arguments.out) else {
        bail!("--spec and --readme need --name and --out")
    };
    if let Some(problem) = problem_of_crate_name(name) {
        bail!("`{name}` {problem}");
    }
    let runtime = match (&arguments.runtime_version, &arguments.runtime_path) {
        (Some(version), _) => toml_text(version),
        (None, path) => {
            let path = absolute(&path.clone().unwrap_or_else(|| project.root.join("runtime")))?;
            if arguments.runtime_path.is_some() && !path.join("Cargo.toml").is_file() {
                bail!("{} holds no crate; --runtime-path names the folder of azrest-runtime", path.display());
            }
            format!("{{ path = {} }}", toml_text(&path.to_string_lossy().replace('\\', "/")))
        }
    };
    Ok(Job {
        label: name.clone(),
        folder: out.clone(),
        owner: Owner::Caller,
        found: arguments.foreign.find(name.trim_start_matches("azrest-"))?,
        crate_info: CrateInfo {
            name: name.clone(),
            version: "0.1.0".to_owned(),
            runtime,
            in_workspace: false,
            command: match arguments.foreign.readme {
                Some(_) => format!("cargo xtask generate --readme … --name {name}"),
                None => format!("cargo xtask generate --spec … --name {name}"),
            },
        },
    })
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
