//! The files of a run: takes what was read, gives names, hashes and lines for messages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use sha2::{Digest, Sha256};

use super::node::FileId;
use super::pointer_at::Known;

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
    /// Where its lines begin, for messages.
    line_starts: OnceLock<Vec<usize>>,
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
        let starts = self
            .line_starts
            .get_or_init(|| std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect());
        let start = *starts.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        self.text.get(start..)?.lines().next()
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
            line_starts: OnceLock::new(),
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

    /// The file of an id.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The name of a file: its path below the spec root.
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map_or("(unknown file)", |it| it.name.as_str())
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
        assert_eq!(sources.add("b.json", b"[]"), b);
        assert_eq!(sources.name(FileId(7)), "(unknown file)");
    }
}
