//! `diff`: what a new version of a spec changes for callers.

mod accepted;
mod base;
mod sides;

use std::path::PathBuf;

use anyhow::bail;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::format::{self, Frame, MARKDOWN_LIMIT};
use azrest_generator::diff::{self, Effect, Report, Side};

use self::sides::{Comparison, Read};
use crate::Outcome;
use crate::project::Project;
use crate::{output, report};

/// Compares two versions of a service and tells what changed for callers: one line for each cause, breaking ones first.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask diff hybrid-compute 2024-07-31-preview 2024-11-10-preview
  cargo xtask diff --old old/pets.json --new new/pets.json --format markdown
  cargo xtask diff --base origin/main --fail-on major

Exit status: 0 done, 1 something that --fail-on names was not accepted, 2 wrong use or unusable input.
JSON is one report, and a list of reports with --base.")]
pub(crate) struct Arguments {
    /// A covered service and two of its releases, the second one by default the current; with --base, services.
    #[arg(value_name = "SERVICE OLD NEW", conflicts_with_all = ["old", "new"])]
    names: Vec<String>,
    /// Documents of any provider, Swagger 2.0 or OpenAPI 3.0: the old side. Their texts are compared too.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "new")]
    old: Vec<PathBuf>,
    /// The new side.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "old")]
    new: Vec<PathBuf>,
    /// The folder that references must not leave; see `generate --help`.
    #[arg(long, value_name = "DIR", requires = "old")]
    root: Option<PathBuf>,
    /// Compares specs/ with that of a git revision, both read by this generator: all services, or the named ones.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["old", "new"])]
    base: Option<String>,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exits with 1 if a change has this effect or a worse one and is not accepted; unclassified changes count as major.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Text alone: folds nothing, and names every place.
    #[arg(long)]
    all: bool,
    /// Changelog alone: the date to print.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Prints what to write into specs/accepted-changes.toml to accept the changes that --fail-on names (by default
    /// major ones), instead of the report.
    #[arg(long)]
    accept: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line for each cause.
    Text,
    /// A comment of a pull request, short enough for GitHub.
    Markdown,
    /// Everything, for other programs.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// A page with every changed operation.
    Changelog,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FailOn {
    Major,
    Minor,
}

impl FailOn {
    fn effect(self) -> Effect {
        match self {
            FailOn::Major => Effect::Unknown,
            FailOn::Minor => Effect::Minor,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let project = Project::find();
    let comparisons = match (&arguments.base, arguments.names.as_slice()) {
        (Some(revision), names) => base::comparisons(&project, revision, names)?,
        (None, []) if !arguments.old.is_empty() => {
            vec![sides::of_files(&arguments.old, &arguments.new, arguments.root.as_deref())?]
        }
        (None, [service, old]) => vec![sides::of_releases(&project, service, old, None)?],
        (None, [service, old, new]) => vec![sides::of_releases(&project, service, old, Some(new))?],
        (None, _) => {
            bail!("name a service and two releases, or two sets of files (--old, --new), or a revision (--base)")
        }
    };
    let accepted = accepted::read(&project)?;
    let mut reports = Vec::new();
    for it in &comparisons {
        let Some((old, new)) = read(it) else { return Ok(Outcome::Unusable) };
        let mut diagnostics = Diagnostics::new();
        let old_side = Side { service: &old.service, info: &it.old.info, sources: &old.sources, label: &it.old.label };
        let new_side = Side { service: &new.service, info: &it.new.info, sources: &new.sources, label: &it.new.label };
        let mut report = diff::compare(old_side, new_side, &mut diagnostics)?;
        // Names that clash: a report is still of use, though a crate could not be made.
        if diagnostics.has_errors() {
            report::Report::of(&it.new.label, &diagnostics, &new.sources).print_text(false);
        }
        if let Some(committed) = &it.committed
            && let Some(fresh) = committed.fresh()?
        {
            report.add_generator_change(&committed.files, &fresh);
        }
        // Of all services, only those are shown for which something changed.
        if arguments.base.is_none() || !report.causes.is_empty() {
            reports.push((it, report, new.service));
        }
    }
    let unused: Vec<String> =
        reports.iter_mut().filter(|it| it.0.covered).flat_map(|(_, report, _)| accepted.apply(report)).collect();
    print(arguments, &project, &reports)?;
    if !unused.is_empty() {
        unused.iter().for_each(|it| eprintln!("error: {}: {it}", accepted::FILE));
        return Ok(Outcome::Unusable);
    }
    let worst = reports.iter().map(|(_, report, _)| report.unaccepted()).max().unwrap_or_default();
    Ok(match arguments.fail_on {
        Some(limit) if worst >= limit.effect() => Outcome::Findings,
        _ => Outcome::Done,
    })
}

/// Both models, read at the same time, or what is wrong with the documents.
fn read(it: &Comparison) -> Option<(Read, Read)> {
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| it.old.model());
        let new = it.new.model();
        (old.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), new)
    });
    let told = |side: &sides::Source, (read, report): (Option<Read>, Option<crate::report::Report>)| {
        if let Some(report) = report {
            report.print_text(false);
        }
        if read.is_none() {
            eprintln!("{} cannot be compared", side.label);
        }
        read
    };
    let (old, new) = (told(&it.old, old), told(&it.new, new));
    Some((old?, new?))
}

type Printed<'a> = (&'a Comparison, Report, azrest_generator::model::Service);

fn print(arguments: &Arguments, project: &Project, reports: &[Printed<'_>]) -> anyhow::Result<()> {
    let version = project.version().unwrap_or_default();
    let mut out = String::new();
    if arguments.accept {
        let limit = arguments.fail_on.map_or(Effect::Unknown, FailOn::effect);
        reports.iter().for_each(|(_, report, _)| out.push_str(&report.acceptances(limit)));
    } else if arguments.format == Format::Json && arguments.base.is_some() {
        let all: Vec<&Report> = reports.iter().map(|it| &it.1).collect();
        out = serde_json::to_string_pretty(&all)? + "\n";
    } else {
        let limit = MARKDOWN_LIMIT / reports.len().max(1) - 1;
        for (it, report, service) in reports {
            let version = if it.covered { version.as_str() } else { "" };
            let frame = Frame { command: &it.command, version };
            if !out.is_empty() && arguments.format != Format::Github {
                out.push('\n');
            }
            out.push_str(&match arguments.format {
                Format::Text => format::text(report, &frame, arguments.all),
                Format::Markdown => format::markdown(report, &frame, limit),
                Format::Json => format::json(report),
                Format::Github => format::github(report, &it.prefix),
                Format::Changelog => format::changelog(report, service, arguments.date.as_deref()),
            });
        }
        let prints_lines = matches!(arguments.format, Format::Text | Format::Markdown);
        if reports.is_empty() && prints_lines {
            out.push_str("nothing changed\n");
        }
    }
    output::print(out.trim_end_matches('\n'))
}
