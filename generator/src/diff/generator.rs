//! The generator's own changes: takes the crate that was committed for a spec and the one that is made of it now, adds to
//! a report what differs.

use super::change::Change;
use super::effect::Effect;
use super::emitted::{api_changes, public_api};
use super::report::Report;
use super::rules::Rule;
use super::subject::Subject;
use crate::emit::Files;

/// This many items are named.
const NAMED: usize = 5;

impl Report {
    /// Adds the cause `generator-changed-output` if the sources of two crates of one spec differ. `committed` is what was
    /// made of it then, `fresh` what this generator makes of it.
    pub fn add_generator_change(&mut self, committed: &Files, fresh: &Files) {
        let sources = |files: &Files| -> Files {
            let own = files.iter().filter(|(path, _)| path.starts_with("src/"));
            own.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
        };
        let (committed, fresh) = (sources(committed), sources(fresh));
        let mut paths: Vec<&String> = committed.keys().chain(fresh.keys()).collect();
        paths.sort_unstable();
        paths.dedup();
        let files = paths.into_iter().filter(|path| committed.get(*path) != fresh.get(*path)).count();
        if files == 0 {
            return;
        }
        let mut change = Change::new(Rule::GeneratorChangedOutput, Subject::Service).cause("generated code");
        let files = format!("{files} file{}", if files == 1 { "" } else { "s" });
        let text = match (public_api(&committed), public_api(&fresh)) {
            (Ok(old), Ok(new)) => {
                let items = api_changes(&old, &new);
                change.effect = items.values().max().copied().unwrap_or_default().max(Effect::Patch);
                let mut worst: Vec<&String> =
                    items.iter().filter(|(_, effect)| **effect == change.effect).map(|(path, _)| path).collect();
                worst.sort_unstable();
                let named: Vec<&str> = worst.iter().take(NAMED).map(|it| it.as_str()).collect();
                match (named.as_slice(), worst.len() - named.len()) {
                    ([], _) => format!("{files}, the public items are the same"),
                    (named, 0) => format!("{files}, {}", named.join(", ")),
                    (named, more) => format!("{files}, {} and {more} more", named.join(", ")),
                }
            }
            (Err(error), _) | (_, Err(error)) => {
                change.effect = Effect::Unknown;
                format!("{files}, {error}")
            }
        };
        self.add(change.to(text));
    }
}
