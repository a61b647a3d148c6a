//! GitHub annotations: a workflow command for each cause that callers can notice, at its line in the new document.

use super::{reach, values};
use crate::diff::effect::Effect;
use crate::diff::report::{Cause, Report};

/// The report as workflow commands. `prefix` is the way from the repository's root to the spec root.
pub fn github(report: &Report, prefix: &str) -> String {
    let mut out = String::new();
    for it in report.noticeable().filter(|it| it.accepted.is_none()) {
        let command = match it.effect {
            Effect::Major => "error",
            Effect::Unknown => "warning",
            _ => "notice",
        };
        let place = place(it, report)
            .map(|(file, line)| format!("file={},line={line},", property(&format!("{prefix}{file}"))))
            .unwrap_or_default();
        let reach = reach(it);
        let reach = if reach.is_empty() { reach } else { format!(" [{reach}]") };
        let values = values(it, 200);
        let values = if values.is_empty() { values } else { format!(": {values}") };
        let text = format!("{}{values}{reach}. {}. {}", it.cause, it.rule.rust(), it.id);
        let title = format!("{} ({})", it.rule, it.effect.as_str());
        out.push_str(&format!("::{command} {place}title={}::{}\n", property(&title), data(&text)));
    }
    out
}

/// The file and line of the new side. What is gone has none there: it stands at the top of the file that it was in, or of the
/// first.
fn place<'a>(cause: &'a Cause, report: &'a Report) -> Option<(&'a str, u32)> {
    if let Some(place) = cause.new_place.as_ref().filter(|it| !it.file.is_empty()) {
        return Some((&place.file, place.line));
    }
    let was_in = |path: &str| cause.old_place.as_ref().is_some_and(|it| it.file == path);
    let documents = &report.new.documents;
    let document = documents.iter().find(|it| was_in(&it.path)).or_else(|| documents.first())?;
    Some((&document.path, 1))
}

/// The text of a command, in which line ends would begin another one.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
