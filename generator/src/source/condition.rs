//! Conditions of a readme's code blocks: takes a text such as `$(tag) == 'package-2024-03' && !$(python)`, says whether
//! it holds with some settings.
//!
//! The grammar is the part of JavaScript that conditions use: settings `$(name)`, texts in quotes, `true` and `false`,
//! `!`, `==`, `!=` and their three-character forms, `&&`, `||`, and parentheses.

use std::collections::{BTreeMap, BTreeSet};

/// How deep parentheses and `!` may nest.
const MAX_DEPTH: usize = 32;

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Text(String),
    Flag(bool),
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Setting(String),
    Literal(Scalar),
    Not(Box<Condition>),
    Equal(Box<Condition>, Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    /// Reads a condition; `None` if it has a form that is not known.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut tokens = Tokens { rest: text, depth: 0 };
        let condition = tokens.any()?;
        tokens.rest.trim().is_empty().then_some(condition)
    }

    /// Whether it holds with these settings; one that is not set is false.
    pub(super) fn holds(&self, settings: &BTreeMap<String, Scalar>) -> bool {
        match self.value(settings) {
            Some(Scalar::Flag(flag)) => flag,
            Some(Scalar::Text(text)) => !text.is_empty(),
            None => false,
        }
    }

    fn value(&self, settings: &BTreeMap<String, Scalar>) -> Option<Scalar> {
        let flag = |it| Some(Scalar::Flag(it));
        match self {
            Condition::Setting(name) => settings.get(name).cloned(),
            Condition::Literal(value) => Some(value.clone()),
            Condition::Not(inner) => flag(!inner.holds(settings)),
            Condition::Equal(left, right) => flag(left.value(settings) == right.value(settings)),
            Condition::All(parts) => flag(parts.iter().all(|it| it.holds(settings))),
            Condition::Any(parts) => flag(parts.iter().any(|it| it.holds(settings))),
        }
    }

    /// Adds the texts that a setting is compared with for equality.
    pub(super) fn values_of(&self, setting: &str, found: &mut BTreeSet<String>) {
        match self {
            Condition::Equal(left, right) => {
                for pair in [(left, right), (right, left)] {
                    if let (Condition::Setting(name), Condition::Literal(Scalar::Text(text))) = (&**pair.0, &**pair.1)
                        && name == setting
                    {
                        found.insert(text.clone());
                    }
                }
            }
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|it| it.values_of(setting, found));
            }
            Condition::Not(_) | Condition::Setting(_) | Condition::Literal(_) => {}
        }
    }
}

/// What is not read yet.
struct Tokens<'a> {
    rest: &'a str,
    depth: usize,
}

impl Tokens<'_> {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Option<Condition> {
        let first = self.all()?;
        let mut parts = vec![first];
        while self.take("||") {
            parts.push(self.all()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Option<Condition> {
        let first = self.comparison()?;
        let mut parts = vec![first];
        while self.take("&&") {
            parts.push(self.comparison()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }

    fn comparison(&mut self) -> Option<Condition> {
        let left = self.operand()?;
        if self.take("===") || self.take("==") {
            return Some(Condition::Equal(Box::new(left), Box::new(self.operand()?)));
        }
        if self.take("!==") || self.take("!=") {
            let equal = Condition::Equal(Box::new(left), Box::new(self.operand()?));
            return Some(Condition::Not(Box::new(equal)));
        }
        Some(left)
    }

    fn operand(&mut self) -> Option<Condition> {
        self.depth += 1;
        let operand = if self.depth > MAX_DEPTH { None } else { self.nested() };
        self.depth -= 1;
        operand
    }

    fn nested(&mut self) -> Option<Condition> {
        if self.take("!") {
            return Some(Condition::Not(Box::new(self.operand()?)));
        }
        if self.take("$(") {
            return Some(Condition::Setting(self.until(')')?.trim().to_owned()));
        }
        if self.take("(") {
            let inner = self.any()?;
            return self.take(")").then_some(inner);
        }
        for quote in ['\'', '"'] {
            if self.take(&quote.to_string()) {
                return Some(Condition::Literal(Scalar::Text(self.until(quote)?.to_owned())));
            }
        }
        for (word, flag) in [("true", true), ("false", false)] {
            if self.take(word) {
                return Some(Condition::Literal(Scalar::Flag(flag)));
            }
        }
        None
    }

    fn until(&mut self, end: char) -> Option<&str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Option<bool> {
        let settings = BTreeMap::from([
            ("tag".to_owned(), Scalar::Text("package-1".to_owned())),
            ("java".to_owned(), Scalar::Flag(true)),
            ("python".to_owned(), Scalar::Flag(false)),
        ]);
        Some(Condition::parse(text)?.holds(&settings))
    }

    #[test]
    fn the_forms_that_occur() {
        for (text, expected) in [
            ("$(tag) == 'package-1'", true),
            ("$(tag)==\"package-1\"", true),
            ("$(tag) === 'package-2'", false),
            ("'package-1' == $(tag)", true),
            ("$(tag) != 'package-1'", false),
            ("$(tag) !== 'package-2'", true),
            ("$(tag) == 'package-1' && $(java)", true),
            ("$(tag) == 'package-1' && $(python)", false),
            ("$(tag) == 'package-2'  || $(tag) == 'package-1'", true),
            ("$(python) && $(java) || $(java)", true),
            ("$(java) && ($(python) || $(go))", false),
            ("!$(python)", true),
            ("!!$(java)", true),
            ("!($(tag) == 'package-1')", false),
            ("$(java) == true", true),
            ("$(unknown)", false),
            ("$(unknown) == 'package-1'", false),
        ] {
            assert_eq!(holds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_forms_are_not_guessed_at() {
        let nested = "(".repeat(100_000);
        for text in ["", "$(tag", "'a", "$(a) $(b)", "$(tag) ==", "$(tag).startsWith('a')", "(true", &nested] {
            assert_eq!(holds(text), None, "{}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn values_are_those_compared_for_equality() {
        let mut found = BTreeSet::new();
        let text = "($(tag) == 'a' || 'b' == $(tag)) && $(tag) != 'c' && $(other) == 'd'";
        Condition::parse(text).unwrap().values_of("tag", &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
