//! Places: takes where an element of a model was declared, gives file, line and pointer as the reader of the file sees
//! them.

use super::report::Place;
use crate::model::Origin;
use crate::source::Sources;

/// The place of an origin. The pointer is that of the file, where the model's is that of the bundle.
pub(super) fn place(origin: &Origin, sources: &Sources) -> Place {
    let Some(span) = origin.span else {
        return Place { file: String::new(), line: origin.line, column: 0, pointer: origin.pointer.clone() };
    };
    Place {
        file: sources.name(span.file).to_owned(),
        line: span.line,
        column: span.column,
        pointer: sources.pointer_at(span, &origin.pointer).unwrap_or_else(|| origin.pointer.clone()),
    }
}
