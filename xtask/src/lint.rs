//! `lint`: diagnostics only.

use azrest_generator::diagnostics::{Diagnostics, Severity};
use azrest_generator::generate;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::Sources;

use crate::Outcome;
use crate::output::print_diagnostics;
use crate::project::{Found, Project, Subject};

/// Prints every diagnostic of a spec, notes included; exits with 1 if one is an error or a warning.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask lint container-registry-tasks
  cargo xtask lint --spec my.json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    subject: Subject,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Found { files, spec, info } = arguments.subject.find(&Project::find())?;
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let crate_info = CrateInfo {
        name: "lint".to_owned(),
        version: "0.0.0".to_owned(),
        runtime: "\"0\"".to_owned(),
        in_workspace: false,
        command: String::new(),
    };
    generate(&files, &spec, &info, &crate_info, &mut sources, &mut diagnostics)?;
    print_diagnostics(&diagnostics, &sources, true);
    let findings = diagnostics.count(Severity::Error) + diagnostics.count(Severity::Warning);
    println!("{findings} findings, {} notes", diagnostics.count(Severity::Note));
    Ok(if findings == 0 { Outcome::Done } else { Outcome::Findings })
}
