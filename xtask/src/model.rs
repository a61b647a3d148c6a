//! `model`: prints the intermediate model.

use crate::Outcome;
use crate::output::print;
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
    let (service, report) = arguments.subject.model(&Project::find())?;
    report.print_text(false);
    match service {
        Some(service) => {
            print(&serde_json::to_string_pretty(&service)?)?;
            Ok(Outcome::Done)
        }
        None => Ok(Outcome::Unusable),
    }
}
