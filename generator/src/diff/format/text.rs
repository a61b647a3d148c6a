//! Text: a line for each cause, the worst first, for a terminal.

use std::fmt::Write as _;

use super::{EFFECTS, Frame, item, items, line, many, reach, suggestion, values, verdict};
use crate::diff::effect::{Callers, Effect};
use crate::diff::report::{Cause, Report};
use crate::diff::rules::Rule;

/// This many causes of one rule without effect on code are written out; the others are counted.
const FOLDED: usize = 3;

/// The report as text. `all` writes out what is otherwise folded, and every place.
pub fn text(report: &Report, frame: &Frame<'_>, all: bool) -> String {
    let mut out = String::new();
    let versions = |it: &crate::diff::SideInfo| match it.api_versions.as_slice() {
        [] => it.label.clone(),
        [one] if *one == it.label => one.clone(),
        list => format!("{} (api-version {})", it.label, list.join(", ")),
    };
    let _ = writeln!(out, "{}: {} → {}", report.service, versions(&report.old), versions(&report.new));
    if report.causes.is_empty() {
        out.push_str("nothing changed\n");
        return out;
    }
    let [code, calls] = verdict(report);
    let _ = writeln!(out, "code:    {code}\ncalls:   {calls}\nversion: {}", suggestion(report, frame));
    let operations = &report.summary.operations;
    let _ = writeln!(
        out,
        "{} in {}; operations: {} new, {} gone, {} changed\n",
        many(report.causes.len(), "cause"),
        many(report.summary.changes, "place"),
        operations.added,
        operations.removed,
        operations.updated
    );
    for (effect, _) in EFFECTS {
        for rule in Rule::ALL {
            let causes: Vec<&Cause> =
                report.causes.iter().filter(|it| it.effect == effect && it.rule == *rule).collect();
            rule_lines(&mut out, &causes, effect, all);
        }
    }
    if !frame.command.is_empty() {
        let _ = writeln!(out, "\nagain: {}", frame.command);
    }
    out
}

fn rule_lines(out: &mut String, causes: &[&Cause], effect: Effect, all: bool) {
    let Some(first) = causes.first() else { return };
    // Documentation and what has no effect is a line for each rule, unless there is little of it.
    let folds = effect <= Effect::Patch && causes.len() > FOLDED && !all;
    if folds {
        let places: usize = causes.iter().map(|it| it.subjects.len()).sum();
        let counts = format!("{} in {}, folded (--all)", many(causes.len(), "cause"), many(places, "place"));
        let _ = writeln!(out, "{}  {counts}", head(effect, first.rule, causes));
        return;
    }
    for cause in causes {
        let accepted = cause.accepted.as_ref().map(|reason| format!("  accepted: {reason}")).unwrap_or_default();
        let head = head(effect, cause.rule, &[cause]);
        let reach = match reach(cause) {
            it if it.is_empty() => it,
            it => format!("[{it}]"),
        };
        let parts = [cause.cause.clone(), values(cause, 60), reach];
        let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        let _ = writeln!(out, "{head}  {}{accepted}", parts.join("  "));
        if effect >= Effect::Unknown || all {
            details(out, cause);
        } else if effect == Effect::Minor {
            rust(out, cause, 2);
        }
    }
}

/// How a line begins: the effect, a sign if calls may fail, the rule.
fn head(effect: Effect, rule: Rule, causes: &[&Cause]) -> String {
    let callers = if causes.iter().all(|it| it.callers == Callers::No) { "" } else { "!" };
    format!("{:<7}  {:<34}", format!("{}{callers}", effect.as_str()), rule.id())
}

fn details(out: &mut String, cause: &Cause) {
    let places: Vec<String> = [&cause.old_place, &cause.new_place].into_iter().flatten().map(line).collect();
    if !places.is_empty() {
        let _ = writeln!(out, "{:9}at   {}", "", places.join(" → "));
    }
    let _ = writeln!(out, "{:9}rust {}", "", cause.rule.rust());
    rust(out, cause, 4);
    let _ = writeln!(out, "{:9}id   {}", "", cause.id);
}

/// The Rust items, the first of them written out.
fn rust(out: &mut String, cause: &Cause, most: usize) {
    let items = items(cause);
    for it in items.iter().take(most) {
        let _ = writeln!(out, "{:9}     {}", "", item(it));
    }
    if items.len() > most {
        let _ = writeln!(out, "{:9}     and {} more", "", items.len() - most);
    }
}
