//! `model`: prints the intermediate model.

use std::io::Write as _;

use crate::Outcome;
use crate::output::print_diagnostics;
use crate::project::{Project, Subject};

/// Prints the intermediate model of a spec as JSON.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask model container-registry-tasks
  cargo xtask model container-registry-tasks 2019-06-01-preview
  cargo xtask model --spec my.json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    subject: Subject,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (service, sources, diagnostics) = arguments.subject.model(&Project::find())?;
    print_diagnostics(&diagnostics, &sources, false);
    match service {
        Some(service) if !diagnostics.has_errors() => {
            let text = serde_json::to_string_pretty(&service)?;
            match writeln!(std::io::stdout().lock(), "{text}") {
                // The reader has seen enough, as `head` does.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
                other => Ok(other.map(|()| Outcome::Done)?),
            }
        }
        _ => Ok(Outcome::Unusable),
    }
}
