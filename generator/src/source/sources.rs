//! The files of a run: takes what was read, gives names, hashes and lines for messages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use sha2::{Digest, Sha256};

use super::node::{FileId, Node, Value};
use super::pointer_at::Known;
use super::scalar;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path below the spec root, with `/`.
    pub name: String,
    /// Whether it is JSON or YAML, and was parsed.
    pub(super) is_document: bool,
    text: String,
    /// The bytes, where the text is not the same.
    bytes: Option<Vec<u8>>,
    sha256: OnceLock<String>,
    /// Where lines and characters are, for messages.
    index: OnceLock<Index>,
}

/// Where lines and characters begin in a text. Of characters it is every so manyth: documents may be one line of megabytes,
/// with thousands of places in it.
#[derive(Clone, Debug)]
struct Index {
    lines: Vec<usize>,
    characters: Vec<usize>,
}

/// How many characters lie between two that are noted.
const STRIDE: usize = 1024;

impl Index {
    fn of(text: &str) -> Self {
        Self {
            lines: std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect(),
            characters: text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect(),
        }
    }

    /// Where the character is that stands `count` characters behind a place.
    fn behind(&self, text: &str, place: usize, count: usize) -> usize {
        let noted = self.characters.partition_point(|it| *it <= place).saturating_sub(1);
        let before = self.characters.get(noted).and_then(|it| text.get(*it..place)).map_or(0, |it| it.chars().count());
        let number = noted * STRIDE + before + count;
        let rest = self.characters.get(number / STRIDE).and_then(|it| Some((*it, text.get(*it..)?)));
        let found = rest.and_then(|(at, rest)| Some(at + rest.char_indices().nth(number % STRIDE)?.0));
        found.unwrap_or(text.len())
    }
}

impl SourceFile {
    /// The SHA-256 of the bytes, in lower-case hexadecimal digits. It is computed when it is first asked for.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| Sha256::digest(self.bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The bytes as they were read.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The text, without a byte-order mark.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A line of the text, from 1, without its end.
    pub fn line(&self, number: u32) -> Option<&str> {
        self.line_from(number, 0)
    }

    /// The same without so many characters at its beginning.
    pub fn line_from(&self, number: u32, characters: usize) -> Option<&str> {
        let index = self.index.get_or_init(|| Index::of(&self.text));
        let number = usize::try_from(number).ok()?;
        let start = *index.lines.get(number.checked_sub(1)?)?;
        let end = index.lines.get(number).map_or(self.text.len(), |next| next - 1);
        let from = if characters == 0 { start } else { index.behind(&self.text, start, characters).min(end) };
        let line = self.text.get(from..end)?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// The files read so far, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    ids: HashMap<String, FileId>,
    /// What messages know of the files they have asked about.
    pub(super) known: Arc<Mutex<HashMap<FileId, Arc<Known>>>>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file; text that is not UTF-8 is kept as far as it is readable, for excerpts. A name that is known keeps
    /// its id and gets the new content.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> FileId {
        let text = String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
        let file = SourceFile {
            name: name.to_owned(),
            bytes: (text.as_bytes() != bytes).then(|| bytes.to_owned()),
            text,
            sha256: OnceLock::new(),
            is_document: false,
            index: OnceLock::new(),
        };
        if let Some(id) = self.ids.get(name) {
            self.files[id.0 as usize] = file;
            return *id;
        }
        let id = FileId(super::lines::count(self.files.len()));
        self.files.push(file);
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The id of a file, by its name.
    pub fn id(&self, name: &str) -> Option<FileId> {
        self.ids.get(name).copied()
    }

    /// Notes that a file is JSON or YAML.
    pub(super) fn mark_document(&mut self, id: FileId) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.is_document = true;
        }
    }

    /// The text that a number or a boolean of a YAML document was written as: `1e3`, `007`, `True`. Of other values, and in
    /// JSON, there is none.
    pub(crate) fn written(&self, node: &Node) -> Option<&str> {
        if !matches!(node.value, Value::Number(_) | Value::Bool(_)) {
            return None;
        }
        let file = self.get(node.span.file).filter(|it| !it.text.trim_start().starts_with(['{', '[']))?;
        let rest = file.line_from(node.span.line, usize::try_from(node.span.column).ok()?.checked_sub(1)?)?;
        // The anchor of an alias stands before the value.
        let rest = match rest.strip_prefix('&').and_then(|it| it.split_once(char::is_whitespace)) {
            Some((_, behind)) => behind.trim_start(),
            None => rest,
        };
        let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'));
        let text = &rest[..rest.find(ends).unwrap_or(rest.len())];
        // What a fix-up put there was not written there.
        match (scalar::plain(text)?, &node.value) {
            (Value::Number(a), Value::Number(b)) if a == *b => Some(text),
            (Value::Bool(a), Value::Bool(b)) if a == *b => Some(text),
            _ => None,
        }
    }

    /// The file of an id.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The name of a file: its path below the spec root.
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map_or("(unknown file)", |it| it.name.as_str())
    }

    /// The files that are JSON or YAML, with their names, in reading order.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.files().filter(|(_, it)| it.is_document).map(|(id, it)| (id, it.name.as_str()))
    }

    /// All files, in reading order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_in_reading_order_with_their_hashes() {
        let mut sources = Sources::new();
        let b = sources.add("b.json", b"{}");
        let a = sources.add("a.json", "\u{feff}x\r\ny".as_bytes());
        assert_eq!(
            sources.files().map(|(id, it)| (id, it.name.as_str())).collect::<Vec<_>>(),
            [(b, "b.json"), (a, "a.json")]
        );
        assert_eq!(
            sources.get(b).map(|it| it.sha256()),
            Some("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        );
        // The byte-order mark counts, though it is no part of the text.
        assert_eq!(
            sources.get(a).map(|it| it.sha256()),
            Some("bfbb2bbbd551d5e22648bad522b53c36d1b5b5f401f9ffc1ede633ba8dba7b2b")
        );
        assert_eq!(sources.get(a).and_then(|it| it.line(1)), Some("x"));
        assert_eq!(sources.get(a).and_then(|it| it.line(2)), Some("y"));
        assert_eq!(sources.get(a).and_then(|it| it.line(0)), None);
        assert_eq!(sources.get(a).and_then(|it| it.line(3)), None);
        assert_eq!(sources.add("b.json", b"[]"), b);
        assert_eq!(sources.name(FileId(7)), "(unknown file)");
    }
    #[test]
    fn parts_of_lines_are_counted_in_characters() {
        let long: String = (0..5000).map(|it| if it % 3 == 0 { 'ä' } else { 'x' }).collect();
        let mut sources = Sources::new();
        let id = sources.add("a.json", format!("ö\n{long}\n\n{long}").as_bytes());
        let file = sources.get(id).expect("it was added");
        for characters in [0, 1, 1023, 1024, 1025, 2048, 4999, 5000, 5001, 90_000] {
            let expected: String = long.chars().skip(characters).collect();
            for line in [2, 4] {
                assert_eq!(file.line_from(line, characters), Some(expected.as_str()), "{line} {characters}");
            }
            assert_eq!(file.line_from(3, characters), Some(""));
        }
    }
}
