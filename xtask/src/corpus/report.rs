//! The report: takes the results of all providers, gives a table, JSON, and what is wrong with those that failed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use azrest_generator::diagnostics::{Code, Severity};
use serde::Serialize;

/// What came of a provider.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result {
    /// The folder it was found in.
    pub(super) name: String,
    /// How many documents it is made of, without those they refer to.
    pub(super) documents: usize,
    pub(super) operations: usize,
    /// How many named schemas its model has.
    pub(super) models: usize,
    pub(super) generated: bool,
    /// `None` if it was not compiled.
    pub(super) compiled: Option<bool>,
    /// How long generating took.
    pub(super) seconds: f64,
    /// The most memory generating took, where the system tells.
    pub(super) peak_memory_bytes: Option<u64>,
    /// How many diagnostics there are of each code.
    pub(super) diagnostics: BTreeMap<String, usize>,
    #[serde(rename = "crate")]
    pub(super) crate_name: String,
    /// The tag of the readme that lists the documents.
    pub(super) tag: Option<String>,
    /// What should be known about the choice of documents.
    pub(super) note: Option<String>,
    /// What is wrong, as text; empty if nothing is.
    pub(super) errors: String,
}

impl Result {
    fn failed(&self) -> bool {
        !self.generated || self.compiled == Some(false)
    }
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    providers: usize,
    documents: usize,
    operations: usize,
    models: usize,
    generated: usize,
    /// `None` if nothing was compiled.
    compiled: Option<usize>,
    failed: usize,
    seconds: f64,
    /// The most that one of them took.
    peak_memory_bytes: Option<u64>,
    diagnostics: BTreeMap<String, usize>,
}

/// The results of all providers.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    providers: Vec<Result>,
    totals: Totals,
}

impl Report {
    pub(super) fn new(providers: Vec<Result>) -> Self {
        let mut totals = Totals::default();
        for it in &providers {
            totals.providers += 1;
            totals.documents += it.documents;
            totals.operations += it.operations;
            totals.models += it.models;
            totals.generated += usize::from(it.generated);
            totals.failed += usize::from(it.failed());
            totals.seconds += it.seconds;
            totals.peak_memory_bytes = totals.peak_memory_bytes.max(it.peak_memory_bytes);
            if let Some(compiled) = it.compiled {
                *totals.compiled.get_or_insert(0) += usize::from(compiled);
            }
            for (code, count) in &it.diagnostics {
                *totals.diagnostics.entry(code.clone()).or_default() += count;
            }
        }
        Self { providers, totals }
    }

    pub(super) fn failed(&self) -> usize {
        self.totals.failed
    }

    /// A line for each provider, and one for all of them.
    pub(super) fn table(&self) -> String {
        let yes = |it: bool| if it { "yes" } else { "NO" }.to_owned();
        let mut rows = vec![
            [
                "provider",
                "documents",
                "operations",
                "models",
                "generated",
                "compiled",
                "seconds",
                "MiB",
                "errors and warnings",
            ]
            .map(ToOwned::to_owned),
        ];
        for it in &self.providers {
            rows.push([
                it.name.clone(),
                it.documents.to_string(),
                it.operations.to_string(),
                it.models.to_string(),
                yes(it.generated),
                it.compiled.map_or_else(|| "-".to_owned(), yes),
                format!("{:.3}", it.seconds),
                mebibytes(it.peak_memory_bytes),
                findings(&it.diagnostics),
            ]);
        }
        let totals = &self.totals;
        rows.push([
            format!("{} provider{}", totals.providers, if totals.providers == 1 { "" } else { "s" }),
            totals.documents.to_string(),
            totals.operations.to_string(),
            totals.models.to_string(),
            totals.generated.to_string(),
            totals.compiled.map_or_else(|| "-".to_owned(), |it| it.to_string()),
            format!("{:.3}", totals.seconds),
            mebibytes(totals.peak_memory_bytes),
            findings(&totals.diagnostics),
        ]);
        let mut widths = [0; 9];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::new();
        for row in rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
                // Names and findings begin at the left, numbers end at the right.
                let _ = match column {
                    0 | 8 => write!(line, "{cell:<width$}  "),
                    _ => write!(line, "{cell:>width$}  "),
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// What is wrong with those that failed, and what should be known of others.
    pub(super) fn failures(&self) -> String {
        let mut text = String::new();
        for it in &self.providers {
            if let Some(note) = &it.note {
                let _ = writeln!(text, "\n{}: {note}", it.name);
            }
            if it.failed() {
                let _ = writeln!(text, "\n{} failed:", it.name);
                it.errors.lines().for_each(|line| {
                    let _ = writeln!(text, "  {line}");
                });
            }
        }
        if self.failed() > 0 {
            let _ = writeln!(text, "\n{} of {} providers failed", self.failed(), self.totals.providers);
        }
        text
    }
}

fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "-".to_owned(), |it| (it >> 20).to_string())
}

/// The codes of errors and warnings with their counts, errors first.
fn findings(diagnostics: &BTreeMap<String, usize>) -> String {
    let mut found = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        for code in Code::ALL.iter().filter(|it| it.severity() == severity) {
            if let Some(count) = diagnostics.get(code.name()) {
                found.push(format!("{code} {count}"));
            }
        }
    }
    found.join(", ")
}
