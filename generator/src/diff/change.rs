//! A change: one difference between two models, with its rule, its verdicts and its places.

use super::effect::{Callers, Effect};
use super::rules::Rule;
use super::subject::Subject;
use super::surface::ItemChange;
use crate::model::Origin;

/// One difference between two models.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which kind of change it is.
    pub rule: Rule,
    /// What changed.
    pub subject: Subject,
    /// What it is a case of: changes of one rule with one cause, one old and one new value are one line of a report.
    pub cause: String,
    /// The old value, where there is one to show.
    pub old: Option<String>,
    /// The new value, where there is one to show.
    pub new: Option<String>,
    /// Whether a program built on the old client fails.
    pub callers: Callers,
    /// What it does to code that uses the crate.
    pub effect: Effect,
    /// Where the old side says so.
    pub old_origin: Option<Origin>,
    /// Where the new side says so.
    pub new_origin: Option<Origin>,
    /// What it changes in the generated crate.
    pub items: Vec<ItemChange>,
}

impl Change {
    pub(super) fn new(rule: Rule, subject: Subject) -> Self {
        Self {
            rule,
            cause: subject.to_string(),
            subject,
            old: None,
            new: None,
            callers: rule.callers(),
            effect: rule.at_least(),
            old_origin: None,
            new_origin: None,
            items: Vec::new(),
        }
    }

    pub(super) fn from(mut self, old: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self
    }

    pub(super) fn to(mut self, new: impl Into<String>) -> Self {
        self.new = Some(new.into());
        self
    }

    pub(super) fn callers(mut self, callers: Callers) -> Self {
        self.callers = callers;
        self
    }

    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = cause.into();
        self
    }

    pub(super) fn at(mut self, old: Option<&Origin>, new: Option<&Origin>) -> Self {
        self.old_origin = old.cloned();
        self.new_origin = new.cloned();
        self
    }
}
