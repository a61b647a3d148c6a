//! Whether a request body is being written. Read-only properties are left out then, and only then (R1.21); nulls that a
//! property requires are left out of patches (R1.23).

use std::cell::Cell;

/// What is being written on a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// A model by itself.
    Model,
    /// The body of a request, or a part of it.
    Request,
    /// The body of a PATCH, in which null means that something is removed.
    Patch,
}

thread_local! {
    static WRITING: Cell<Writing> = const { Cell::new(Writing::Model) };
}

/// The writing of one request body on this thread.
pub(crate) struct Scope {
    before: Writing,
}

impl Scope {
    pub(crate) fn enter(writing: Writing) -> Self {
        Self { before: WRITING.replace(writing) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        WRITING.set(self.before);
    }
}

/// What is being written on this thread.
pub(crate) fn writing() -> Writing {
    WRITING.get()
}
