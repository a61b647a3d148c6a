//! The rules as the section of COMPATIBILITY.md that is made from the table.

use std::fmt::Write as _;

use crate::diff::effect::Effect;
use crate::diff::rules::{Area, Rule};

const BEGIN: &str = "<!-- begin of the rules: made by `AZREST_BLESS=1 cargo test --package azrest-generator --test diff`, from generator/src/diff/rules.rs -->";
const END: &str = "<!-- end of the rules -->";

/// The section, between its marks.
pub fn rules_section() -> String {
    let mut out = format!("{BEGIN}\n");
    for area in Area::ALL {
        let _ = write!(
            out,
            "\n### {}\n\n| Rule | Change | Calls fail | Code | In Rust |\n|---|---|---|---|---|\n",
            area.heading()
        );
        for rule in Rule::ALL.iter().filter(|it| it.area() == *area) {
            let code = match (rule.aspects().is_empty(), rule.at_least()) {
                (true, effect) => effect.as_str().to_owned(),
                (false, Effect::None) => "as seen".to_owned(),
                (false, effect) => format!("{}, or as seen", effect.as_str()),
            };
            let _ = writeln!(
                out,
                "| `{rule}` | {} | {} | {code} | {} |",
                rule.what(),
                rule.callers().as_str(),
                rule.rust()
            );
        }
    }
    out.push_str(&format!("\n{END}\n"));
    out
}

/// A document with the section in the place of the one it has; `None` if it has none.
pub fn with_rules_section(document: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{}{}", rules_section(), after.strip_prefix('\n').unwrap_or(after)))
}
