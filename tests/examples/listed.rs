//! The examples that contradict their own spec, as `contradicting.toml` lists them.

use std::collections::BTreeMap;

use crate::shared::project;

/// The reasons of a test by service, operationId and file name.
pub fn read(test: &str) -> BTreeMap<String, String> {
    let path = project::root().join("tests").join(test).join("contradicting.toml");
    let table: toml::Table = project::read(&path).parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let reason = |key: &str, value: &toml::Value| {
        let reason = value.as_str().filter(|it| !it.trim().is_empty());
        reason.unwrap_or_else(|| panic!("{key} is listed without a reason")).to_owned()
    };
    table.iter().map(|(key, value)| (key.clone(), reason(key, value))).collect()
}
