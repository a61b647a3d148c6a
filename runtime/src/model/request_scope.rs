//! Whether a request body is being written. Read-only properties are left out then, and only then (R1.21).

use std::cell::Cell;

thread_local! {
    static WRITING_REQUEST: Cell<bool> = const { Cell::new(false) };
}

/// The writing of one request body on this thread.
pub(crate) struct Scope {
    before: bool,
}

impl Scope {
    pub(crate) fn enter() -> Self {
        Self { before: WRITING_REQUEST.replace(true) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        WRITING_REQUEST.set(self.before);
    }
}

/// Whether a [`Scope`] is open on this thread.
pub(crate) fn is_active() -> bool {
    WRITING_REQUEST.get()
}
