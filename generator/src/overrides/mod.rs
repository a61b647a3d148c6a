//! Overrides: takes entries of a manifest, gives trees in which mistakes of a spec are corrected and choices are made.
//!
//! A *fix-up* corrects an upstream document before anything is made of it. A *skip* leaves an operation out, a *type choice*
//! gives a value another type; both are applied to documents as they are generated. (A *rename* is applied to the model, by
//! the pass `renames`.) Every effect is a note, and an entry without an effect is an error at its place in the manifest.

mod fix_up;
mod pointers;
mod skip;
mod toml_text;
mod type_choice;

use serde::{Deserialize, Serialize};

pub use fix_up::FixUp;
pub(crate) use fix_up::{FixUps, applied_at_import};
pub(crate) use pointers::located;
pub(crate) use skip::{LeftOut, apply as apply_skips};
pub use skip::{Skip, SkippedOperation};
pub use toml_text::{fix_up_toml, listed_toml, rename_toml, skip_toml, type_toml};
pub use type_choice::{ChosenType, TypeChoice};
pub(crate) use type_choice::{apply as apply_types, has_type};

use crate::source::Span;

/// A text that a manifest lists: a JSON pointer in the bundled document, the name of a parameter, a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub struct Listed {
    /// The text.
    pub text: String,
    /// Where it is listed; `None` for what holds without a manifest.
    pub place: Option<Span>,
}

impl Listed {
    /// Whether a manifest lists it, so that it must have an effect.
    pub(crate) fn is_chosen(&self) -> bool {
        self.place.is_some()
    }
}

impl From<String> for Listed {
    fn from(text: String) -> Self {
        Self { text, place: None }
    }
}

impl From<&str> for Listed {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Listed> for String {
    fn from(it: Listed) -> Self {
        it.text
    }
}
