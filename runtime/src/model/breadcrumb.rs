//! Where in a document reading failed (R6.7): names are noted from the inside out while an error travels up, so that
//! reading without an error costs nothing.

use std::cell::RefCell;

/// Deeper places are cut; documents are at most 128 deep.
const MAX_CRUMBS: usize = 128;

thread_local! {
    /// `None` outside of a [`Scope`], so that reading through plain serde leaves nothing behind.
    static CRUMBS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Reading one document.
pub(crate) struct Scope(());

impl Scope {
    pub(crate) fn enter() -> Self {
        CRUMBS.with_borrow_mut(|crumbs| *crumbs = Some(Vec::new()));
        Self(())
    }

    /// The place as a JSON pointer; empty for the whole document.
    pub(crate) fn pointer(&self) -> String {
        CRUMBS.with_borrow(|crumbs| {
            let mut pointer = String::new();
            for crumb in crumbs.iter().flatten().rev() {
                pointer.push('/');
                pointer.push_str(&crumb.replace('~', "~0").replace('/', "~1"));
            }
            pointer
        })
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        CRUMBS.with_borrow_mut(|crumbs| *crumbs = None);
    }
}

/// Notes that the error being returned came from the member `name`.
#[cold]
pub(crate) fn leave_member(name: &str) {
    CRUMBS.with_borrow_mut(|crumbs| {
        if let Some(crumbs) = crumbs.as_mut().filter(|crumbs| crumbs.len() < MAX_CRUMBS) {
            crumbs.push(name.to_owned());
        }
    });
}

/// Notes that the error being returned came from the element at `index`.
#[cold]
pub(crate) fn leave_element(index: usize) {
    leave_member(&index.to_string());
}
