//! Reports: takes the diagnostics of a run, prints them as text for people or as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use azrest_generator::diagnostics::{Diagnostics, Entry, Finding, ManifestForm, Place, Severity};
use azrest_generator::source::Sources;
use serde::Serialize;

use crate::Outcome;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Paragraphs with excerpts, on standard error.
    #[default]
    Text,
    /// One JSON object on standard output; DIAGNOSTICS.md describes it.
    Json,
}

/// The diagnostics of one or more specs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    diagnostics: Vec<Reported>,
    /// The entries by spec and by what they do.
    #[serde(skip)]
    entries: BTreeMap<(String, String), Entry>,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// A diagnostic and the spec it belongs to.
#[derive(Debug, Serialize)]
struct Reported {
    spec: String,
    #[serde(flatten)]
    finding: Finding,
}

impl Report {
    /// The report of one spec, without entries of a manifest to paste.
    pub(crate) fn of(spec: &str, diagnostics: &Diagnostics, sources: &Sources) -> Self {
        let mut report = Self::default();
        report.add_findings(spec, diagnostics.findings(sources, None));
        report
    }

    /// The report of one spec, with entries for its manifest.
    pub(crate) fn with_entries(spec: &str, diagnostics: &Diagnostics, sources: &Sources, form: &ManifestForm) -> Self {
        let mut report = Self::default();
        report.add(spec, diagnostics, sources, form);
        report
    }

    /// Adds the diagnostics of a spec.
    pub(crate) fn add(&mut self, spec: &str, diagnostics: &Diagnostics, sources: &Sources, form: &ManifestForm) {
        self.add_findings(spec, diagnostics.findings(sources, Some(form)));
    }

    /// Adds the errors and warnings of a spec.
    pub(crate) fn add_without_notes(
        &mut self,
        spec: &str,
        diagnostics: &Diagnostics,
        sources: &Sources,
        form: &ManifestForm,
    ) {
        self.add_findings(spec, diagnostics.findings_without_notes(sources, Some(form)));
    }

    fn add_findings(&mut self, spec: &str, findings: Vec<Finding>) {
        for mut finding in findings {
            // Whoever adds all entries adds what does the same once, if it is the same text.
            if let Some(entry) = &mut finding.entry {
                let key = (spec.to_owned(), entry.effect.clone());
                *entry = self.entries.entry(key).or_insert_with(|| entry.clone()).clone();
            }
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => self.notes += 1,
            }
            self.diagnostics.push(Reported { spec: spec.to_owned(), finding });
        }
    }

    /// How many ask for a decision: errors and warnings.
    pub(crate) fn findings(&self) -> usize {
        self.errors + self.warnings
    }

    /// How many are notes.
    pub(crate) fn notes(&self) -> usize {
        self.notes
    }

    /// Prints errors and warnings, and the notes too if there are errors or `notes` asks for them; the worst at the end, where
    /// it is seen. What a code means is said once.
    pub(crate) fn print_text(&self, notes: bool) {
        let notes = notes || self.errors > 0;
        let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        let (mut explained, mut offered) = (BTreeSet::new(), BTreeSet::new());
        let mut err = std::io::stderr().lock();
        let of = |severity| self.diagnostics.iter().filter(move |it| it.finding.severity == severity);
        for Reported { spec, finding } in [Severity::Note, Severity::Warning, Severity::Error].into_iter().flat_map(of)
        {
            if notes || finding.severity != Severity::Note {
                let is_new = finding.entry.as_ref().is_some_and(|it| offered.insert((spec, &it.effect)));
                let text = text(finding, explained.insert(finding.code), is_new, &renderer);
                // A reader who has gone away wants no more of it.
                if writeln!(err, "{text}").is_err() {
                    return;
                }
            }
        }
    }

    /// What a command that writes says at the end, if there are errors.
    pub(crate) fn print_refusal(&self) {
        if self.errors > 0 {
            let (errors, warnings) = (counted(self.errors, "error"), counted(self.warnings, "warning"));
            eprintln!("{errors}, {warnings}; nothing was written");
        }
    }

    /// Prints the report as JSON, with the members of `more` beside its own.
    pub(crate) fn print_json(&self, more: &impl Serialize) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Whole<'a, M> {
            #[serde(flatten)]
            report: &'a Report,
            #[serde(flatten)]
            more: &'a M,
        }
        crate::output::print(&serde_json::to_string_pretty(&Whole { report: self, more })?)
    }
}

/// Why a command could not begin its work.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Report);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", counted(self.0.errors, "error"))
    }
}

impl std::error::Error for Refused {}

/// The outcome of a command; prints why it could not begin, or could not be done.
pub(crate) fn outcome(result: anyhow::Result<Outcome>, format: Format) -> Outcome {
    let printed = result.or_else(|error| {
        let Refused(report) = error.downcast::<Refused>()?;
        match format {
            Format::Text => report.print_text(false),
            Format::Json => report.print_json(&serde_json::Map::new())?,
        }
        Ok(Outcome::Unusable)
    });
    printed.unwrap_or_else(|error: anyhow::Error| {
        eprintln!("error: {error:#}");
        Outcome::Unusable
    })
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A finding as text, with an empty line behind it; an entry that was shown before is not shown again.
fn text(finding: &Finding, with_meaning: bool, with_entry: bool, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(&finding.message).id(finding.code));
    if let Some(Place { file, line, column, excerpt }) = &finding.place {
        let (line, column) = (*line as usize, *column as usize);
        let byte = |at: usize| excerpt.text.char_indices().nth(at).map_or(excerpt.text.len(), |(at, _)| at);
        let marked = AnnotationKind::Primary.span(byte(excerpt.start)..byte(excerpt.start + excerpt.length));
        let snippet = Snippet::source(&excerpt.text).line_start(line).annotation(marked);
        // Of a part of a line, the column would be counted from the beginning of the part.
        let is_whole = excerpt.start + 1 == column && !excerpt.text.is_empty();
        let origin = Origin::path(file).line(line).char_column(column);
        group = match excerpt.text.is_empty() {
            _ if is_whole => group.element(snippet.path(file)),
            true => group.element(origin),
            false => group.element(origin).element(snippet),
        };
    }
    if !finding.pointer.is_empty() {
        group = group.element(Level::NOTE.with_name(Some("place")).message(format!("#{}", finding.pointer)));
    }
    if with_meaning {
        group = group.element(Level::NOTE.message(finding.meaning));
    }
    group = group.element(Level::HELP.message(&finding.help));
    let Some(Entry { file, part, toml, .. }) = &finding.entry else {
        return format!("{}\n", renderer.render(&[group]));
    };
    if !with_entry {
        group =
            group.element(Level::HELP.message(format!("or the entry for {file} above, which settles this as well")));
        return format!("{}\n", renderer.render(&[group]));
    }
    group = group.element(Level::HELP.message(format!("or add to {part}{file}:")));
    let lines: String = toml.lines().map(|line| format!("      {line}\n")).collect();
    format!("{}\n{lines}", renderer.render(&[group]))
}
