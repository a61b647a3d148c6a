//! Markdown: the report as a comment of a pull request, long lists folded, and cut where GitHub would refuse it.

use std::fmt::Write as _;

use super::{EFFECTS, Frame, item, items, line, many, reach, suggestion, values, verdict};
use crate::diff::effect::{Callers, Effect};
use crate::diff::report::{Cause, Report};
use crate::diff::rules::Rule;

/// GitHub takes no comment of this many characters.
pub const MARKDOWN_LIMIT: usize = 65_536;

/// The report as Markdown, shorter than `limit` characters; what did not fit is counted at its end.
pub fn markdown(report: &Report, frame: &Frame<'_>, limit: usize) -> String {
    let mut blocks: Vec<(String, usize)> = Vec::new();
    for (effect, heading) in EFFECTS {
        let causes: Vec<&Cause> = report.causes.iter().filter(|it| it.effect == effect).collect();
        if causes.is_empty() {
            continue;
        }
        if effect >= Effect::Unknown {
            blocks.push((format!("\n### {heading}: {}\n\n", causes.len()), 0));
            blocks.extend(causes.iter().map(|it| (breaking(it), 1)));
        } else {
            let summary = format!("{heading}: {}", many(causes.len(), "cause"));
            blocks.push((format!("\n<details><summary>{summary}</summary>\n\n"), 0));
            blocks.extend(by_rule(&causes));
            blocks.push(("\n</details>\n".to_owned(), 0));
        }
    }
    let head = head(report, frame);
    let foot = foot(report, frame);
    let room = limit.saturating_sub(1 + count(&head) + count(&foot) + CUT);
    joined(&head, &blocks, &foot, room)
}

/// Room for the sentence about what is cut and for the end of an open fold.
const CUT: usize = 200;

fn joined(head: &str, blocks: &[(String, usize)], foot: &str, room: usize) -> String {
    let mut out = head.to_owned();
    let (mut used, mut open, mut left) = (0, false, 0);
    for (text, causes) in blocks {
        let closes = text.contains("</details>") && !text.contains("<details>");
        if left > 0 || used + count(text) > room {
            // A fold that is open is closed in any case.
            if closes && open {
                out.push_str(text);
                open = false;
            }
            left += causes;
            if *causes == 0 && left == 0 && !closes {
                left = 1;
            }
            continue;
        }
        open = (open || text.starts_with("\n<details>")) && !closes;
        used += count(text);
        out.push_str(text);
    }
    if left > 0 {
        let _ = write!(out, "\n**Cut here**: {left} more causes; the JSON and text reports hold them all.\n");
    }
    out.push_str(foot);
    out
}

fn count(text: &str) -> usize {
    text.chars().count()
}

fn head(report: &Report, frame: &Frame<'_>) -> String {
    let side = |it: &crate::diff::SideInfo| format!("`{}`", escaped(&it.label));
    let mut out = format!("## {}: {} → {}\n\n", escaped(&report.service), side(&report.old), side(&report.new));
    if report.causes.is_empty() {
        out.push_str("Nothing changed.\n");
        return out;
    }
    let [code, calls] = verdict(report);
    let operations = &report.summary.operations;
    let _ = write!(
        out,
        "- **Code**: {code}.\n- **Calls**: {calls}.\n- **Version**: {}.\n- {} in {}; operations: {} new, {} gone, {} changed.\n",
        suggestion(report, frame),
        many(report.causes.len(), "cause"),
        many(report.summary.changes, "place"),
        operations.added,
        operations.removed,
        operations.updated,
    );
    out
}

fn foot(report: &Report, frame: &Frame<'_>) -> String {
    let mut out = String::from("\n<details><summary>Where this comes from</summary>\n\n");
    for (name, side) in [("old", &report.old), ("new", &report.new)] {
        let _ = writeln!(out, "- {name}: api-version {}", escaped(&side.api_versions.join(", ")));
        for it in side.documents.iter().take(20) {
            let _ = writeln!(out, "  - `{}` `{}`", escaped(&it.path), it.sha256.get(..12).unwrap_or_default());
        }
    }
    if !frame.command.is_empty() {
        let _ = writeln!(out, "\n```sh\n{}\n```", frame.command.replace("```", ""));
    }
    out.push_str("\n</details>\n");
    out
}

fn breaking(cause: &Cause) -> String {
    let mut out = format!("- **`{}`** {}", cause.rule, code(&cause.cause));
    let values = values(cause, 200);
    if !values.is_empty() {
        let _ = write!(out, ": {}", code(&values));
    }
    out.push('\n');
    if let Some(reason) = &cause.accepted {
        let _ = writeln!(out, "  - accepted: {}", escaped(reason));
    }
    let calls = match cause.callers {
        Callers::No => "calls of old programs go on working",
        Callers::Maybe => "calls of old programs may fail",
        Callers::Yes => "calls of old programs fail",
    };
    let silent = if cause.silent { "; **silent**: it may still compile" } else { "" };
    let _ = writeln!(out, "  - {}; {calls}{silent}", cause.rule.rust());
    let items = items(cause);
    for it in items.iter().take(3) {
        let _ = writeln!(out, "  - {}", code(&item(it)));
    }
    if items.len() > 3 {
        let _ = writeln!(out, "  - and {}", many(items.len() - 3, "more item"));
    }
    let places: Vec<String> =
        [&cause.old_place, &cause.new_place].into_iter().flatten().map(|it| code(&line(it))).collect();
    let reach = reach(cause);
    let mut last = Vec::new();
    if !reach.is_empty() {
        last.push(format!("reaches {}", code(&reach)));
    }
    if !places.is_empty() {
        last.push(places.join(" → "));
    }
    last.push(format!("`{}`", cause.id));
    let _ = writeln!(out, "  - {}", last.join(", "));
    out
}

/// Causes of one rule are a line each; many of them are counted first.
fn by_rule(causes: &[&Cause]) -> Vec<(String, usize)> {
    let mut blocks = Vec::new();
    for rule in Rule::ALL {
        let own: Vec<&&Cause> = causes.iter().filter(|it| it.rule == *rule).collect();
        let Some(first) = own.first() else { continue };
        let places: usize = own.iter().map(|it| it.subjects.len()).sum();
        let text = format!(
            "- **`{rule}`**: {} ({}, {}{})\n",
            first.rule.what(),
            many(own.len(), "cause"),
            many(places, "place"),
            if own.iter().any(|it| it.callers != Callers::No) { "; calls of old programs may fail" } else { "" }
        );
        blocks.push((text, 0));
        for it in own {
            let values = values(it, 80);
            let reach = reach(it);
            let mut line = format!("  - {}", code(&it.cause));
            if !values.is_empty() {
                let _ = write!(line, ": {}", code(&values));
            }
            if !reach.is_empty() {
                let _ = write!(line, " ({})", escaped(&reach));
            }
            let items = items(it);
            if it.effect == Effect::Minor
                && let Some(first) = items.first()
            {
                let _ = write!(line, ", in Rust {}", code(&item(first)));
                if items.len() > 1 {
                    let _ = write!(line, " and {} more", items.len() - 1);
                }
            }
            line.push('\n');
            blocks.push((line, 1));
        }
    }
    blocks
}

/// Text between backquotes.
fn code(text: &str) -> String {
    format!("`{}`", super::super::compare::words(text).replace('`', "'"))
}

/// Text that no Markdown or HTML comes of.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
