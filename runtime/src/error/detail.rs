//! The nested parts of a service's error.

use std::fmt;

use serde_json::Value;

/// One nested error of a service's answer. `Debug` shows code and target, not the free text (R6.5).
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The code of the nested error.
    pub code: Option<String>,
    /// Its message.
    pub message: Option<String>,
    /// What it is about.
    pub target: Option<String>,
    /// Its own nested errors.
    pub details: Vec<ErrorDetail>,
}

impl fmt::Debug for ErrorDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorDetail")
            .field("code", &self.code)
            .field("target", &self.target)
            .field("details", &self.details)
            .finish_non_exhaustive()
    }
}

/// A typed addition to a service's error. `Debug` shows the type alone.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct AdditionalInfo {
    /// What the addition is, for example `PolicyViolation`.
    pub kind: Option<String>,
    /// The addition itself.
    pub info: Value,
}

impl fmt::Debug for AdditionalInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdditionalInfo").field("kind", &self.kind).finish_non_exhaustive()
    }
}
