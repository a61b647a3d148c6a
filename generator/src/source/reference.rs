//! References between documents: takes the text of a `$ref` and the file it stands in, gives the file and the pointer
//! it names.
//!
//! Resolution is on path text alone, like a browser's: `a/../b` is `b` whether or not a folder `a` exists. Real
//! documents need that; they refer through folders called `...` and even `types.json..`.

use std::fmt;

use percent_encoding::percent_decode_str;

/// A resolved reference.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The file, below the spec root.
    pub path: String,
    /// The JSON pointer in that file, without `#`; empty for the whole file.
    pub pointer: String,
}

/// Why a text is no reference that can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// It names another host, an absolute path, or a path above the spec root.
    OutsideRoot,
    /// It is empty, or its fragment is not a JSON pointer.
    NotAPointer,
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReferenceError::OutsideRoot => "leads out of the spec root",
            ReferenceError::NotAPointer => "is not a file followed by `#` and a JSON pointer",
        })
    }
}

impl Reference {
    /// Resolves a reference that stands in the file `base`.
    pub fn resolve(text: &str, base: &str) -> Result<Reference, ReferenceError> {
        let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
        // `#` alone is the file itself.
        if text.is_empty() {
            return Err(ReferenceError::NotAPointer);
        }
        let pointer = decode(pointer);
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(ReferenceError::NotAPointer);
        }
        let path = if path.is_empty() { base.to_owned() } else { resolve_path(path, base)? };
        Ok(Reference { path, pointer })
    }
}

fn resolve_path(path: &str, base: &str) -> Result<String, ReferenceError> {
    let path = decode(path).replace('\\', "/");
    if path.starts_with('/') || has_scheme(&path) {
        return Err(ReferenceError::OutsideRoot);
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut segments: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop().ok_or(ReferenceError::OutsideRoot)?;
            }
            name => segments.push(name),
        }
    }
    Ok(segments.join("/"))
}

/// `https:`, `file:` and drive letters.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Percent-encoding undone; text that is not valid after that stays as it is.
fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |it| it.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> String {
        match Reference::resolve(text, "svc/stable/2024-01-01/main.json") {
            Ok(it) => format!("{}#{}", it.path, it.pointer),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn paths_are_resolved_as_text() {
        for (text, expected) in [
            ("#/definitions/A", "svc/stable/2024-01-01/main.json#/definitions/A"),
            ("./x.json#/definitions/A", "svc/stable/2024-01-01/x.json#/definitions/A"),
            ("x.json#/definitions/A", "svc/stable/2024-01-01/x.json#/definitions/A"),
            ("main.json#/definitions/A", "svc/stable/2024-01-01/main.json#/definitions/A"),
            ("../../../common-types/v1/types.json#/parameters/P", "common-types/v1/types.json#/parameters/P"),
            (".../../x.json#/a", "svc/stable/2024-01-01/x.json#/a"),
            ("../../common/types.json../../../types.json#/a", "svc/types.json#/a"),
            ("..\\x.json#/a", "svc/stable/x.json#/a"),
            ("a%20b.json#/definitions/A%5BB%5D", "svc/stable/2024-01-01/a b.json#/definitions/A[B]"),
            ("x.json#/paths/~1a~1b", "svc/stable/2024-01-01/x.json#/paths/~1a~1b"),
            ("#", "svc/stable/2024-01-01/main.json#"),
            ("./examples/x.json", "svc/stable/2024-01-01/examples/x.json#"),
            ("#/definitions/50%", "svc/stable/2024-01-01/main.json#/definitions/50%"),
        ] {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_leads_out_of_the_root() {
        for text in [
            "../../../../x.json#/a",
            "https://example.com/x.json#/a",
            "//example.com/x.json#/a",
            "/etc/passwd",
            "file:///etc/passwd#/a",
            "C:\\x.json#/a",
            "\\\\host\\share\\x.json",
            "..%2f..%2f..%2f..%2fx.json#/a",
        ] {
            assert_eq!(resolve(text), "leads out of the spec root", "{text}");
        }
    }

    #[test]
    fn a_fragment_is_a_pointer() {
        for text in ["", "#definitions/A", "x.json#A"] {
            assert_eq!(resolve(text), "is not a file followed by `#` and a JSON pointer", "{text}");
        }
    }
}
