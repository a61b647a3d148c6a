//! JSON: the report as it is, for other programs.

use crate::diff::report::Report;

/// The report as indented JSON. Its form is described at [`Report`].
pub fn json(report: &Report) -> String {
    // A report holds text, numbers and lists, which always serialize.
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}
