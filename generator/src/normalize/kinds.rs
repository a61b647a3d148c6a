//! Kinds: takes what is said of the members of one hierarchy or list, gives the discriminator values that each goes by.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::constants;
use super::hierarchy::{ancestors, has_base, is_base, is_definition, object_of, objects};
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::Schema;

/// What is said of a member.
#[derive(Clone, Debug)]
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

/// The values that the members of hierarchies go by: what the spec says, else what the schema lets the property have, else
/// the definition's name. The root of a hierarchy has one only if the spec says so.
pub(super) fn kinds(schemas: &BTreeMap<String, Schema>, diagnostics: &mut Diagnostics) -> BTreeMap<String, Kind> {
    let mut kinds = BTreeMap::new();
    // By the root of the hierarchy: values are distinct within one.
    let mut claims: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for (name, object) in objects(schemas) {
        let Some(property) = &object.discriminator_property else { continue };
        let claim = |stated: Vec<String>, possible: Vec<String>| Claim { schema: name.to_owned(), stated, possible };
        if let Some(value) = &object.discriminator_value {
            let values =
                if object.listed_values.is_empty() { vec![value.clone()] } else { object.listed_values.clone() };
            kinds.insert(name.to_owned(), Kind { values, sent: Some(value.clone()) });
        } else if !object.listed_values.is_empty() {
            kinds.insert(name.to_owned(), Kind { values: object.listed_values.clone(), sent: None });
        }
        let bases: Vec<String> =
            ancestors(name, schemas).into_iter().filter(|it| it != name && is_base(schemas, it, property)).collect();
        let root = bases.iter().find(|it| object_of(schemas, it).is_some_and(|it| !has_base(schemas, it, property)));
        let said = kinds.get(name).map(|it| it.values.clone()).or_else(|| listed(schemas, &bases, name));
        if said.is_none() && object.discriminator.is_some() && !has_base(schemas, object, property) {
            continue;
        }
        let possible = constants::values(schemas, object, property);
        // A base that is told which values there are is told the same by an heir that repeats them all.
        let of_bases = bases.iter().filter_map(|it| object_of(schemas, it));
        let repeats = of_bases
            .map(|it| constants::values(schemas, it, property))
            .any(|all| possible.len() > 1 && all.len() > 1 && all.iter().all(|it| possible.contains(it)));
        let is_named = is_definition(schemas, name) && (possible.is_empty() || possible.iter().any(|it| it == name));
        // An heir may have values besides the one that is said, if that is one of them. Those of others are settled by lists.
        let has_further = |said: &Vec<String>| !bases.is_empty() && said.iter().all(|it| possible.contains(it));
        let is_told = repeats || said.as_ref().is_some_and(|it| !has_further(it));
        let stated = said.unwrap_or_else(|| if is_named { vec![name.to_owned()] } else { Vec::new() });
        let possible = if is_told { Vec::new() } else { possible };
        claims.entry(root.unwrap_or(&name.to_owned()).clone()).or_default().push(claim(stated, possible));
    }
    // A union inside of a union has no field that could say which of several values it has.
    let only_sent = |name: &str, kind: Kind| {
        let is_inner =
            object_of(schemas, name).is_some_and(|it| it.base_property() != it.discriminator_property.as_ref());
        match (&kind.sent, kind.values.first()) {
            (Some(value), _) | (None, Some(value)) if is_inner => Kind::of(value),
            _ => kind,
        }
    };
    for (root, claims) in claims {
        let mut settled = settle(&claims);
        for it in claims {
            match settled.remove(&it.schema) {
                // Which one is sent is settled already where the spec says it.
                Some(kind) => match kinds.entry(it.schema) {
                    Entry::Occupied(mut said) => said.get_mut().values = kind.values,
                    Entry::Vacant(entry) => drop(entry.insert(kind)),
                },
                None => report_no_value(schemas, &it.schema, &root, diagnostics),
            }
        }
    }
    kinds.into_iter().map(|(name, kind)| (name.clone(), only_sent(&name, kind))).collect()
}

/// The values by which the lists of bases name an heir.
pub(super) fn listed<'b>(
    schemas: &BTreeMap<String, Schema>,
    bases: impl IntoIterator<Item = &'b String>,
    name: &str,
) -> Option<Vec<String>> {
    let bases = bases.into_iter().filter_map(|it| object_of(schemas, it)?.discriminator.as_ref());
    let values: Vec<String> =
        bases.flat_map(|it| &it.listed).filter(|it| it.schema == name).map(|it| it.value.clone()).collect();
    (!values.is_empty()).then_some(values)
}

fn report_no_value(schemas: &BTreeMap<String, Schema>, name: &str, root: &str, diagnostics: &mut Diagnostics) {
    let Some(schema) = schemas.get(name) else { return };
    let property = object_of(schemas, name).and_then(|it| it.discriminator_property.clone()).unwrap_or_default();
    let message = format!("nothing says by which `{property}` `{name}` goes; that becomes a field of it");
    let hint =
        format!("`{root}` reads it as its unknown kind; an x-ms-discriminator-value says which value is its own");
    diagnostics.add_with_hint(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message, &hint);
    diagnostics.settled_by(Remedy::None);
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
