//! Wording: takes a report, gives it as text for one kind of reader. Nothing is decided here.

mod changelog;
mod compatibility;
mod github;
mod json;
mod markdown;
mod text;

pub use changelog::changelog;
pub use compatibility::{rules_section, with_rules_section};
pub use github::github;
pub use json::json;
pub use markdown::{MARKDOWN_LIMIT, markdown};
pub use text::text;

use super::effect::{Callers, Effect};
use super::report::{Cause, Place, Report};
use super::rules::Area;
use super::surface::{Aspect, Entry, ItemChange};

/// What a report says around its causes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    /// The command that makes the report again.
    pub command: &'a str,
    /// The version of the crate before the change; empty if it is not known.
    pub version: &'a str,
}

/// The two lines of the verdict: code first, calls second.
fn verdict(report: &Report) -> [&'static str; 2] {
    let code = match report.summary.effect {
        Effect::Major => "code that uses the crate may stop compiling, or mean something else",
        Effect::Unknown => "nobody can say whether code that uses the crate goes on compiling",
        Effect::Minor | Effect::Patch | Effect::None => "code that uses the crate goes on compiling",
    };
    let calls = match report.summary.callers {
        Callers::Yes => "some programs built on the old client fail against the service as it is described now",
        Callers::Maybe => "some programs built on the old client may notice, depending on what they do",
        Callers::No => "programs built on the old client go on working",
    };
    [code, calls]
}

/// `a count of things`, with the plural's ending.
fn many(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn suggestion(report: &Report, frame: &Frame<'_>) -> String {
    let effect = match report.summary.effect {
        Effect::None => return "no release is needed".to_owned(),
        Effect::Unknown => "major, unless the unclassified changes turn out harmless",
        other => other.as_str(),
    };
    match super::next_version(frame.version, report.summary.effect) {
        Some(next) => format!("{effect}: {} to {next}", frame.version),
        None => effect.to_owned(),
    }
}

/// Old and new value on one line, not longer than `limit` characters each.
fn values(cause: &Cause, limit: usize) -> String {
    // Paths differ at their ends.
    let limit = if cause.rule.area() == Area::Operations && !cause.rule.is_documentation() { 300 } else { limit };
    let short = |it: &String| -> String {
        let text = super::compare::words(it);
        if text.chars().count() <= limit {
            return text;
        }
        text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
    };
    match (&cause.old, &cause.new) {
        (Some(old), Some(new)) if old != new && short(old) == short(new) => {
            let (old, new) = differing(old, new);
            format!("{} → {}", short(&old), short(&new))
        }
        (Some(old), Some(new)) => format!("{} → {}", short(old), short(new)),
        (Some(old), None) => format!("was {}", short(old)),
        (None, Some(new)) => short(new),
        (None, None) => String::new(),
    }
}

/// How far a cause reaches, if that is more than the operation it names.
fn reach(cause: &Cause) -> String {
    match (cause.operations.as_slice(), cause.subjects.len()) {
        ([], _) => String::new(),
        ([one], _) if cause.cause.starts_with(one.as_str()) => String::new(),
        ([one], _) => one.clone(),
        (all, _) => many(all.len(), "operation"),
    }
}

fn line(place: &Place) -> String {
    if place.file.is_empty() { format!("#{}", place.pointer) } else { format!("{}:{}", place.file, place.line) }
}

/// The items that a cause changes, without what is new or gone with the item around it.
fn items(cause: &Cause) -> Vec<&ItemChange> {
    let side = |it: &ItemChange| match (&it.old, &it.new) {
        (Some(old), None) => Some((false, old.path.clone())),
        (None, Some(new)) => Some((true, new.path.clone())),
        _ => None,
    };
    // Of a method, what it gives says most.
    let weight = |it: &ItemChange| match it.aspect {
        Aspect::Output => 0,
        Aspect::Method | Aspect::Type | Aspect::Base | Aspect::Options => 1,
        _ => 2,
    };
    let is_whole = |it: &ItemChange| weight(it) < 2;
    let mut shown: Vec<&ItemChange> = Vec::new();
    for it in &cause.items {
        let hidden = side(it).is_some_and(|(added, path)| {
            cause.items.iter().filter(|other| is_whole(other)).any(|other| {
                side(other).is_some_and(|(also, around)| {
                    let inside = path.strip_prefix(&around).is_some_and(|it| it.starts_with("::"));
                    also == added && (inside || (path == around && weight(other) < weight(it)))
                })
            })
        });
        if !hidden {
            shown.push(it);
        }
    }
    shown
}

/// Two texts that differ after a long common beginning, without most of it.
fn differing(old: &str, new: &str) -> (String, String) {
    let (old, new) = (super::compare::words(old), super::compare::words(new));
    let common = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    // A few characters before the difference say where it is.
    let end = |text: String| ['…'].into_iter().chain(text.chars().skip(common.saturating_sub(12))).collect();
    (end(old), end(new))
}

/// An item that a cause changes, as callers read it.
fn item(it: &ItemChange) -> String {
    let signature = |entry: &Entry| entry.signature.replace('\n', ", ");
    let show = |entry: &Entry| match signature(entry) {
        it if it.is_empty() => entry.path.clone(),
        it => format!("{}: {it}", entry.path),
    };
    match (&it.old, &it.new) {
        (Some(old), Some(new)) if old.path == new.path => {
            format!("{}: {} → {}", new.path, signature(old), signature(new))
        }
        (Some(old), Some(new)) => format!("{} → {}", show(old), show(new)),
        (Some(old), None) => format!("- {}", show(old)),
        (None, Some(new)) => format!("+ {}", show(new)),
        (None, None) => String::new(),
    }
}

/// The effects in the order of reports, each with its heading.
const EFFECTS: [(Effect, &str); 5] = [
    (Effect::Major, "Breaking"),
    (Effect::Unknown, "Unclassified"),
    (Effect::Minor, "New or adapted"),
    (Effect::Patch, "Documentation and behaviour"),
    (Effect::None, "No effect on code"),
];
