//! One document: takes a path and the access to files, gives the tree.

use super::files::{Files, OutsideRoot};
use super::node::{FileId, Node, Span};
use super::sources::Sources;
use super::{json, yaml};
use crate::diagnostics::{Code, Diagnostics};
use crate::parallel;

/// How many values may stand inside one another. Real documents have 13; what walks them calls itself, and must do with the
/// stack that threads have by default.
pub const MAX_DEPTH: usize = 100;

/// How many values the aliases of a YAML document may add. Of a text, each 64 bytes count as one.
pub const MAX_NODES: usize = 1_000_000;

/// Why a text could not be read to its end.
pub(super) struct Failure {
    pub(super) code: Code,
    pub(super) position: (u32, u32),
    pub(super) pointer: String,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(code: Code, position: (u32, u32), message: impl Into<String>) -> Self {
        Self { code, position, pointer: String::new(), message: message.into() }
    }
}

impl Sources {
    /// Reads a document that the caller names. What is wrong is reported; the tree is there if the text could be read
    /// to its end.
    pub fn load(&mut self, files: &dyn Files, path: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
        let file = self.read(files, path, diagnostics)?;
        self.parsed(file, diagnostics)
    }

    fn read(&mut self, files: &dyn Files, path: &str, diagnostics: &mut Diagnostics) -> Option<FileId> {
        match files.read(path) {
            Ok(bytes) => Some(self.add_document(path, &bytes)),
            Err(error) => {
                let code = if OutsideRoot::caused(&error) { Code::ReferenceOutsideRoot } else { Code::UnreadableFile };
                diagnostics.add(code, None, "", format!("`{path}` cannot be read: {error}"));
                None
            }
        }
    }

    /// Reads documents that the caller names, as [`load`](Self::load) does with each; all are parsed at the same time.
    pub(crate) fn load_all(
        &mut self,
        files: &dyn Files,
        paths: &[String],
        diagnostics: &mut Diagnostics,
    ) -> Vec<Option<Node>> {
        let read: Vec<_> = paths.iter().map(|path| self.read(files, path, diagnostics)).collect();
        let parsed = parallel::map(&read, |file| {
            let mut found = Diagnostics::new();
            (file.and_then(|it| self.parsed(it, &mut found)), found)
        });
        let mut trees = Vec::with_capacity(parsed.len());
        for (tree, found) in parsed {
            diagnostics.append(found);
            trees.push(tree);
        }
        trees
    }

    /// Parses the bytes of a file, and adds it to the files read.
    pub fn parse(&mut self, name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Node> {
        let file = self.add_document(name, bytes);
        self.parsed(file, diagnostics)
    }

    fn add_document(&mut self, name: &str, bytes: &[u8]) -> FileId {
        let file = self.add(name, bytes);
        self.mark_document(file);
        file
    }

    /// The tree of a file that was added.
    fn parsed(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        let source = self.get(file)?;
        let (name, bytes) = (&source.name, source.bytes());
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let result = match std::str::from_utf8(bytes) {
            Ok(text) => parse_text(name, text, file, diagnostics),
            Err(error) => Err(not_utf8(bytes, error.valid_up_to())),
        };
        result
            .map_err(|it| {
                let (line, column) = it.position;
                let message = format!("`{name}`: {}", it.message);
                diagnostics.add(it.code, Some(Span { file, line, column }), it.pointer, message);
            })
            .ok()
    }
}

/// The extension says what a text probably is, its first character what it may be in spite of that.
pub(super) fn parse_text(name: &str, text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Result<Node, Failure> {
    let named_json = name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("json"));
    let begins_like_json = text.trim_start().starts_with(['{', '[']);
    if named_json || begins_like_json {
        let mut of_json = Diagnostics::new();
        match json::parse(text, file, &mut of_json) {
            Ok(tree) => {
                diagnostics.append(of_json);
                return Ok(tree);
            }
            // A mistake in something that is meant to be JSON is best described as one.
            Err(failure) if begins_like_json && (named_json || failure.code == Code::TooDeep) => {
                diagnostics.append(of_json);
                return Err(failure);
            }
            Err(failure) if named_json => {
                let mut of_yaml = Diagnostics::new();
                let tree = yaml::parse(text, file, &mut of_yaml).ok().filter(|it| it.as_object().is_some());
                if tree.is_some() {
                    diagnostics.append(of_yaml);
                }
                return tree.ok_or(failure);
            }
            Err(_) => {}
        }
    }
    yaml::parse(text, file, diagnostics)
}

fn not_utf8(bytes: &[u8], valid: usize) -> Failure {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let position = super::lines::Lines::new(&before).position(before.len());
    let found = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the text is UTF-16".to_owned(),
        _ => format!("the byte 0x{:02x} is not UTF-8 text", bytes[valid]),
    };
    Failure::new(Code::InvalidEncoding, position, found)
}

#[cfg(test)]
mod tests;
