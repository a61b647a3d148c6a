//! COMPATIBILITY.md holds the rules as the table in the code says them.

use std::path::Path;

use azrest_generator::diff::format::with_rules_section;

#[test]
fn the_rules_in_compatibility_md_are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../COMPATIBILITY.md");
    let document = std::fs::read_to_string(&path).expect("COMPATIBILITY.md");
    let fresh = with_rules_section(&document).expect("COMPATIBILITY.md has a place for the rules");
    super::golden(path, &fresh);
}
