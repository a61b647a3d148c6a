//! The counts of a release: takes `specs/inventory.toml`, gives the numbers that other countings must come to.

use std::collections::BTreeMap;

/// How much a release defines; see `azrest_generator::openapi::Inventory` for what each number means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub operations: usize,
    pub definitions: usize,
    pub properties: usize,
    pub enum_values: usize,
}

/// What equal definitions of several files, which become one in the spec, count more upstream than in the spec. The
/// tests on upstream documents compare it with what they find there.
const MERGED: [(&str, &str, Counts); 5] = [
    ("hybrid-compute", "2024-07-31-preview", Counts { operations: 0, definitions: 4, properties: 14, enum_values: 8 }),
    ("hybrid-compute", "2024-11-10-preview", Counts { operations: 0, definitions: 1, properties: 6, enum_values: 8 }),
    ("machine-learning", "2023-10-01", Counts { operations: 0, definitions: 2, properties: 6, enum_values: 0 }),
    (
        "machine-learning-data-plane",
        "2019-09-30",
        Counts { operations: 0, definitions: 25, properties: 86, enum_values: 6 },
    ),
    ("resources", "2024-07-01", Counts { operations: 0, definitions: 3, properties: 9, enum_values: 0 }),
];

/// What a release counts more upstream than in its spec.
pub fn merged(service: &str, label: &str) -> Counts {
    let found = MERGED.iter().find(|(name, release, _)| (*name, *release) == (service, label));
    found.map(|(_, _, counts)| *counts).unwrap_or_default()
}

impl std::ops::Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            operations: self.operations + other.operations,
            definitions: self.definitions + other.definitions,
            properties: self.properties + other.properties,
            enum_values: self.enum_values + other.enum_values,
        }
    }
}

/// The committed counts by service and release.
pub fn committed(inventory: &str) -> BTreeMap<(String, String), Counts> {
    let table: toml::Table = inventory.parse().expect("inventory.toml is TOML");
    let mut all = BTreeMap::new();
    for (service, releases) in &table {
        for (label, counts) in releases.as_table().expect("a table of releases") {
            let count = |key: &str| {
                let number = counts.get(key).and_then(toml::Value::as_integer);
                let number = number.unwrap_or_else(|| panic!("{service} {label} has no `{key}` in inventory.toml"));
                usize::try_from(number).expect("a count is not negative")
            };
            let counts = Counts {
                operations: count("operations"),
                definitions: count("definitions"),
                properties: count("properties"),
                enum_values: count("enum-values"),
            };
            all.insert((service.clone(), label.clone()), counts);
        }
    }
    all
}
