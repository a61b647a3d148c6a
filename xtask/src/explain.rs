//! `explain`: what a diagnostic's code means.

use azrest_generator::diagnostics::{Code, Severity};

use crate::Outcome;

/// Explains a diagnostic's code: what it means and what to do.
#[derive(clap::Args)]
#[command(after_help = "Example:
  cargo xtask explain dangling-reference")]
pub(crate) struct Arguments {
    /// The code, as it stands between brackets in a message.
    code: String,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Some(code) = Code::ALL.iter().find(|it| it.name() == arguments.code) else {
        eprintln!("error: there is no code `{}`; the codes are:", arguments.code);
        for code in Code::ALL {
            eprintln!("  {code}");
        }
        return Ok(Outcome::Unusable);
    };
    let severity = match code.severity() {
        Severity::Error => "an error: nothing is generated",
        Severity::Warning => "a warning: the client works, but look at it",
        Severity::Note => "a note",
    };
    println!("{code} ({severity})\n\n{}\n\nWhat to do: {}.", code.meaning(), code.hint());
    Ok(Outcome::Done)
}
