//! `lint`: diagnostics only.

use azrest_generator::generate;
use azrest_generator::rust::CrateInfo;

use crate::Outcome;
use crate::output::print;
use crate::project::{Found, Project, Subject};
use crate::report::{Format, Report, counted};

/// Prints every diagnostic of a spec, notes included; exits with 1 if one is an error or a warning, with 2 if a document
/// cannot be read at all.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask lint container-registry-tasks
  cargo xtask lint --spec my.json
  cargo xtask lint --spec my.json --format json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    subject: Subject,
    /// How the diagnostics are printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Found { files, spec, info, mut sources, mut diagnostics, form } = arguments.subject.find(&Project::find())?;
    let crate_info = CrateInfo {
        name: "lint".to_owned(),
        version: "0.0.0".to_owned(),
        runtime: "\"0\"".to_owned(),
        in_workspace: false,
        command: String::new(),
    };
    generate(&files, &spec, &info, &crate_info, &mut sources, &mut diagnostics)?;
    let report = Report::with_entries(arguments.subject.name(), &diagnostics, &sources, &form);
    match arguments.format {
        Format::Text => {
            report.print_text(true);
            print(&format!("{}, {}", counted(report.findings(), "finding"), counted(report.notes(), "note")))?;
        }
        Format::Json => report.print_json(&serde_json::Map::new())?,
    }
    Ok(match report.findings() {
        _ if diagnostics.is_unreadable() => Outcome::Unusable,
        0 => Outcome::Done,
        _ => Outcome::Findings,
    })
}
