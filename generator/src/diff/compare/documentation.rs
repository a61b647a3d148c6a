//! Documentation: takes two texts, tells new words from new line ends.

use super::Comparison;
use crate::diff::change::Change;
use crate::diff::rules::Rule;

impl Comparison<'_> {
    /// Reports a text that changed. A text that one side does not carry at all is a change as well.
    pub(super) fn documentation(&mut self, change: Change, old: Option<&str>, new: Option<&str>) {
        if old == new {
            return;
        }
        let mut change = change;
        if old.map(words) == new.map(words) {
            change.rule = Rule::WhitespaceOnly;
            change.effect = Rule::WhitespaceOnly.at_least();
        }
        change.old = old.map(str::to_owned);
        change.new = new.map(str::to_owned);
        self.add(change);
    }
}

/// A text without differences in blanks and line ends.
pub(in crate::diff) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
