//! `explain`: what a diagnostic's code means, and the catalogue of all codes.

use std::path::{Path, PathBuf};

use azrest_generator::diagnostics::{Code, Severity};

use crate::Outcome;
use crate::output::print;

/// Explains a diagnostic's code: what it means, what to do, and an example; without a code, lists all.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask explain                        every code, a line each
  cargo xtask explain dangling-reference     one code, with an example
  cargo xtask explain --markdown             the text of DIAGNOSTICS.md")]
pub(crate) struct Arguments {
    /// The code, as it stands between brackets in a message.
    code: Option<String>,
    /// Print the catalogue as Markdown.
    #[arg(long, conflicts_with = "code")]
    markdown: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.markdown {
        print(catalogue().trim_end())?;
        return Ok(Outcome::Done);
    }
    let Some(name) = &arguments.code else {
        print(list().trim_end())?;
        return Ok(Outcome::Done);
    };
    let Some(code) = Code::of(name) else {
        let nearest = Code::nearest(name).map_or(String::new(), |it| format!("; did you mean `{it}`?"));
        eprintln!("error: there is no code `{name}`{nearest}\n\n`cargo xtask explain` lists all.");
        return Ok(Outcome::Unusable);
    };
    let mut text = format!("{code} ({})\n\n{}\n\n{}\n", severity(code), code.meaning(), what_to_do(code));
    if let Some(example) = example(code) {
        text.push_str(&format!("\nFor example:\n\n{example}"));
    }
    print(text.trim_end())?;
    Ok(Outcome::Done)
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "an error: nothing is generated",
        Severity::Warning => "a warning: the client works, but look at it",
        Severity::Note => "a note",
    }
}

/// The hint as a sentence.
fn what_to_do(code: Code) -> String {
    match code.hint().strip_prefix("nothing to do") {
        Some("") => "There is nothing to do.".to_owned(),
        Some(rest) => format!("There is nothing to do{rest}."),
        None => format!("What to do: {}.", code.hint()),
    }
}

/// Every code with its severity and meaning, a line each.
fn list() -> String {
    let width = Code::ALL.iter().map(|it| it.name().len()).max().unwrap_or_default();
    let line = |it: &Code| format!("{:width$}  {:7}  {}\n", it.name(), it.severity().name(), it.meaning());
    Code::ALL.iter().map(line).collect()
}

/// The catalogue: DIAGNOSTICS.md.
fn catalogue() -> String {
    let mut page = include_str!("catalogue.md").to_owned();
    page.push_str("\n## Codes\n\n| Code | Severity | Meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        page.push_str(&format!("| [`{code}`](#{code}) | {} | {} |\n", code.severity().name(), code.meaning()));
    }
    for code in Code::ALL {
        page.push_str(&format!("\n### {code}\n\n{} It is {}.\n\n", code.meaning(), severity(*code)));
        page.push_str(&format!("{}\n", what_to_do(*code)));
        if let Some(example) = example(*code) {
            page.push_str(&format!("\n```text\n{}\n```\n", example.trim_end()));
        }
    }
    page
}

/// What is printed of a code for its fixture; there is one for each. Notes of other codes beside it are no example of it.
fn example(code: Code) -> Option<String> {
    let printed = std::fs::read_to_string(fixtures().join(code.name()).join("expected.txt")).ok()?;
    let is_of_other = |paragraph: &&str| {
        let head = paragraph.lines().next().unwrap_or_default();
        Code::ALL.iter().any(|it| *it != code && head.contains(&format!("[{it}]:")))
    };
    Some(printed.split("\n\n").filter(|it| !is_of_other(it)).collect::<Vec<_>>().join("\n\n"))
}

/// The folder of the fixtures, in the sources this command was built from.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}
