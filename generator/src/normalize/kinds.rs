//! Kinds: takes what is said of the members of one hierarchy or list, gives the discriminator values that each goes by.

use std::collections::{BTreeMap, BTreeSet};

/// What is said of a member.
#[derive(Debug)]
pub(super) struct Claim {
    /// The schema.
    pub(super) schema: String,
    /// The values that are its own: the spec says so, or it is called so.
    pub(super) stated: Vec<String>,
    /// The values that its property may have.
    pub(super) possible: Vec<String>,
}

/// The values that a member goes by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kind {
    /// All of them, at least one, those that are stated first.
    pub(super) values: Vec<String>,
    /// The one that is sent where nothing else is said.
    pub(super) sent: Option<String>,
}

impl Kind {
    /// The kind that goes by one value.
    pub(super) fn of(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { values: vec![value.clone()], sent: Some(value) }
    }

    /// The value, if there is no other.
    pub(super) fn only(&self) -> Option<&String> {
        self.values.first().filter(|_| self.values.len() == 1)
    }
}

/// Settles which values are whose: those that are stated, the only one that is possible, and of several possible ones
/// those that no other member goes by or may go by. Members without any have no entry.
pub(super) fn settle(claims: &[Claim]) -> BTreeMap<String, Kind> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut hopes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in claims {
        for value in own(it) {
            owners.entry(value).or_default().insert(&it.schema);
        }
        for value in &it.possible {
            hopes.entry(value).or_default().insert(&it.schema);
        }
    }
    let mut kinds = BTreeMap::new();
    for it in claims {
        let is_free = |value: &str| !owners.contains_key(value) && hopes.get(value).is_none_or(|it| it.len() == 1);
        let mut values: Vec<String> = own(it).to_vec();
        values.extend(it.possible.iter().filter(|it| is_free(it)).cloned());
        let sent = match (own(it), values.as_slice()) {
            ([stated], _) | ([], [stated]) => Some(stated.clone()),
            (stated, _) => stated.iter().find(|value| **value == it.schema).cloned(),
        };
        if !values.is_empty() {
            kinds.insert(it.schema.clone(), Kind { values, sent });
        }
    }
    kinds
}

fn own(claim: &Claim) -> &[String] {
    match (claim.stated.as_slice(), claim.possible.as_slice()) {
        ([], [_]) => &claim.possible,
        (stated, _) => stated,
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, settle};

    #[test]
    fn values_are_of_those_that_alone_may_have_them() {
        let claim = |schema: &str, stated: &[&str], possible: &[&str]| {
            let list = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
            Claim { schema: schema.to_owned(), stated: list(stated), possible: list(possible) }
        };
        let kinds = settle(&[
            claim("Cat", &["cat"], &["cat", "kitten", "pet"]),
            claim("Dog", &[], &["dog", "hound", "cat", "pet"]),
            claim("Fish", &["carp", "pike"], &[]),
            claim("Bird", &["Bird", "owl"], &[]),
            claim("Hare", &[], &["hare"]),
            claim("Nobody", &[], &["cat", "pet"]),
        ]);
        let found: Vec<_> =
            kinds.iter().map(|(name, it)| format!("{name} {} {:?}", it.values.join(","), it.sent)).collect();
        assert_eq!(
            found,
            [
                "Bird Bird,owl Some(\"Bird\")",
                "Cat cat,kitten Some(\"cat\")",
                "Dog dog,hound None",
                "Fish carp,pike None",
                "Hare hare Some(\"hare\")",
            ]
        );
    }
}
