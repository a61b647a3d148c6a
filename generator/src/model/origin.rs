//! Where in the spec an element of the model comes from.

use serde::Serialize;

use crate::source::Span;

/// The place of a model element: a JSON pointer into the bundled document, and the file and line it was read from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The JSON pointer, without `#`.
    pub pointer: String,
    /// The line, from 1; 0 when unknown.
    pub line: u32,
    /// File, line and column for diagnostics.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Origin {
    /// A place in the bundled document.
    pub fn new(pointer: impl Into<String>, span: Option<Span>) -> Self {
        Self { pointer: pointer.into(), line: span.map_or(0, |it| it.line), span }
    }
}
