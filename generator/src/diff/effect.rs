//! Verdicts: what a change does to callers' code, and to their calls.

use serde::Serialize;

/// What a change does to code that uses the generated crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Nothing.
    #[default]
    None,
    /// Documentation or what is behind the methods.
    Patch,
    /// Something new; everything that compiled goes on compiling, by the policies of COMPATIBILITY.md.
    Minor,
    /// Nobody can say: no rule knows the change.
    Unknown,
    /// Something that compiled no longer does, or compiles and means something else.
    Major,
}

impl Effect {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::None => "none",
            Effect::Patch => "patch",
            Effect::Minor => "minor",
            Effect::Unknown => "unknown",
            Effect::Major => "major",
        }
    }
}

/// Whether a program built on the old client misbehaves or fails at run time against the service after the change. For
/// additions and removals this supposes that the service does as its spec says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Callers {
    /// It goes on working.
    #[default]
    No,
    /// It depends on what the program does.
    Maybe,
    /// It fails.
    Yes,
}

impl Callers {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Callers::No => "no",
            Callers::Maybe => "maybe",
            Callers::Yes => "yes",
        }
    }
}
