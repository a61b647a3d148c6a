//! What is shown of a diagnostic: takes a diagnostic and the files that were read, gives place, excerpt and advice.

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Entry, ManifestForm, Remedy, Severity};
use crate::overrides;
use crate::source::Sources;

/// A diagnostic with everything that those who show it need. Its JSON form is stable: keys are added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The code's name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// This case, with names.
    pub message: String,
    /// What the code means.
    pub meaning: &'static str,
    /// What to do.
    pub help: String,
    /// Where; `None` when it concerns no place in a file.
    pub place: Option<Place>,
    /// The JSON pointer of the place: in the file if `place` names one, else in the bundled document. Empty for the root.
    pub pointer: String,
    /// The entry of a manifest that settles it, where there is one.
    pub entry: Option<Entry>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The file, as messages name it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The text there.
    pub excerpt: Excerpt,
}

/// A line of a file, or the part of a long one around a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// Where the marked part begins in it, in characters from 0.
    pub start: usize,
    /// How many characters are marked; 0 at the end of a line.
    pub length: usize,
}

/// A longer line is not shown whole: documents may be one line.
const MAX_LINE: usize = 160;
/// What is shown of such a line before the place.
const BEFORE: usize = 40;

impl Diagnostics {
    /// The problems in order, as they are shown; with entries for a manifest of the given form.
    pub fn findings(&self, sources: &Sources, form: Option<&ManifestForm>) -> Vec<Finding> {
        Self::shown(&self.sorted(), sources, form)
    }

    /// The same without notes: where none will be shown, their documents need not be looked at again.
    pub fn findings_without_notes(&self, sources: &Sources, form: Option<&ManifestForm>) -> Vec<Finding> {
        let mut sorted = self.sorted();
        sorted.retain(|it| it.severity != Severity::Note);
        Self::shown(&sorted, sources, form)
    }

    fn shown(sorted: &[Diagnostic], sources: &Sources, form: Option<&ManifestForm>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = sorted.iter().map(|it| it.finding(sources, form)).collect();
        // A manifest has each list once, so all that belongs in one is one entry.
        let is_listed = |it: &Diagnostic| it.remedy == Remedy::Secret;
        let mut secrets: Vec<String> = sorted.iter().filter(|it| is_listed(it)).map(|it| it.pointer.clone()).collect();
        secrets.sort();
        secrets.dedup();
        for (diagnostic, finding) in sorted.iter().zip(&mut findings) {
            if let Some(entry) = finding.entry.as_mut().filter(|_| is_listed(diagnostic)) {
                entry.toml = overrides::listed_toml("secrets", &secrets);
                entry.effect.clone_from(&entry.toml);
            }
        }
        findings
    }
}

impl Diagnostic {
    /// This problem as it is shown.
    pub fn finding(&self, sources: &Sources, form: Option<&ManifestForm>) -> Finding {
        let place = self.span.map(|span| {
            let column = (span.column as usize).saturating_sub(1);
            let file = sources.get(span.file);
            let is_long = file.and_then(|it| it.line(span.line)).is_some_and(|it| it.len() > MAX_LINE);
            let from = if is_long { column.saturating_sub(BEFORE) } else { 0 };
            let part = file.and_then(|it| it.line_from(span.line, from)).unwrap_or_default();
            Place {
                file: printable(sources.name(span.file)),
                line: span.line,
                column: span.column,
                excerpt: Excerpt::of(part, column - from),
            }
        });
        let pointer = self.span.and_then(|it| sources.pointer_at(it, &self.pointer));
        let entry = form.and_then(|form| self.remedy.entry(self, pointer.as_deref(), sources, form));
        Finding {
            code: self.code.name(),
            severity: self.severity,
            message: printable(&self.message),
            meaning: self.code.meaning(),
            help: printable(&match form {
                Some(form) if form.prefix.is_empty() => self.hint.replace("[[service.", "[["),
                _ => self.hint.clone(),
            }),
            place,
            pointer: printable(pointer.as_deref().unwrap_or(&self.pointer)),
            entry,
        }
    }
}

impl Finding {
    /// The plain form, a paragraph: `error[code]: message`, place, the marked line, help.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}[{}]: {}\n", self.severity.name(), self.code, self.message);
        match &self.place {
            Some(place) => {
                let Place { file, line, column, excerpt } = place;
                text.push_str(&format!("  --> {file}:{line}:{column}  #{}\n", self.pointer));
                text.push_str(&format!("   | {}\n", excerpt.text));
                text.push_str(&format!("   | {}{}\n", " ".repeat(excerpt.start), "^".repeat(excerpt.length.max(1))));
            }
            None if !self.pointer.is_empty() => text.push_str(&format!("  --> #{}\n", self.pointer)),
            None => {}
        }
        text.push_str(&format!("  help: {}\n", self.help));
        text
    }
}

impl Excerpt {
    /// The beginning of a part of a line, and what of it is marked at a column, which counts from 0: a string or number
    /// whole, of an object or list its bracket.
    fn of(part: &str, column: usize) -> Self {
        let shown: Vec<char> = part.chars().take(MAX_LINE).collect();
        let start = column.min(shown.len());
        let length = token(&shown[start..]);
        // Every character stays one character, so that marks stand where they belong.
        let text = shown.iter().map(|c| if is_hidden(*c) { ' ' } else { *c }).collect();
        Self { text, start, length }
    }
}

/// How long the value at the beginning of a text is.
fn token(text: &[char]) -> usize {
    match text.first() {
        None => 0,
        Some('{' | '[') => 1,
        Some(quote @ ('"' | '\'')) => {
            let mut escaped = false;
            let end = text.iter().skip(1).position(|c| {
                let ends = c == quote && !escaped;
                escaped = *c == '\\' && !escaped && *quote == '"';
                ends
            });
            end.map_or(text.len(), |it| it + 2)
        }
        Some(_) => {
            let end = text.iter().position(|c| matches!(c, ',' | '}' | ']' | '#')).unwrap_or(text.len());
            text[..end].iter().rposition(|c| !c.is_whitespace()).map_or(1, |it| it + 1)
        }
    }
}

/// Text as it may go to a terminal: characters that control it, or change the direction of reading, are written as
/// escapes.
fn printable(text: &str) -> String {
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| if is_hidden(c) && c != '\n' { c.escape_unicode().to_string() } else { c.to_string() })
        .collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::source::{MemoryFiles, Span};

    fn marked(line: &str, column: usize) -> (String, String) {
        let it = Excerpt::of(line, column);
        let marked = it.text.chars().skip(it.start).take(it.length).collect();
        (it.text, marked)
    }

    #[test]
    fn values_are_marked_whole() {
        assert_eq!(marked("  \"a\": \"b \\\" c\", \"d\": 1", 7).1, "\"b \\\" c\"");
        assert_eq!(marked("  \"a\": {\"b\": 1}", 7).1, "{");
        assert_eq!(marked("{\"a\": 12}", 6).1, "12");
        assert_eq!(marked("a: some words # why", 3).1, "some words");
        assert_eq!(marked("a:", 2).1, "");
        assert_eq!(marked("a:", 9).1, "");
        assert_eq!(marked("ä: 'öü'", 3).1, "'öü'");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let line = format!("{}\"here\"{}", "ä".repeat(5000), "x".repeat(5000));
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let file = sources.add("a.json", line.as_bytes());
        diagnostics.add(Code::WrongType, Some(Span { file, line: 1, column: 5001 }), "", "long");
        let excerpt = diagnostics.sorted()[0].finding(&sources, None).place.expect("it has a place").excerpt;
        let marked: String = excerpt.text.chars().skip(excerpt.start).take(excerpt.length).collect();
        assert_eq!((excerpt.text.chars().count(), marked.as_str()), (MAX_LINE, "\"here\""));
    }

    #[test]
    fn text_of_a_spec_cannot_control_a_terminal() {
        let files = MemoryFiles::new().with("a.yaml", "a: \"x\u{202e}\u{9b}31m\"\n");
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let tree = sources.load(&files, "a.yaml", &mut diagnostics).expect("it can be read");
        let span = tree.get("a").map(|it| it.span);
        diagnostics.add(Code::WrongType, span, "/a", "the value is `x\u{1b}[31m\u{202e}`");
        let text = diagnostics.to_text(&sources);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()) && !text.contains('\u{202e}'), "{text:?}");
        assert!(text.contains("`x\\u{1b}[31m\\u{202e}`"), "{text:?}");
    }
}
