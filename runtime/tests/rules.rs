//! Every rule of RULES.md has a test: one whose name or comments carry its number, like `r2_20_…`, `r3_1_to_r3_3_…` or `R2.20`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Section and number.
type Rule = (u32, u32);

/// Where tests of the rules are, seen from this crate.
const FOLDERS: &[&str] = &["src", "tests", "azure-core/tests", "../tests/operations"];

/// More than this would be an excuse and no exception.
const MOST_EXCEPTIONS: usize = 6;

fn show((section, number): Rule) -> String {
    format!("R{section}.{number}")
}

/// The numbers in a text where `mark` introduces one and `point` stands inside, each with the rest of the text after it.
fn numbers<'a>(text: &'a str, mark: char, point: char) -> Vec<(Rule, &'a str)> {
    let digits = |text: &'a str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some((text[..end].parse::<u32>().ok()?, &text[end..]))
    };
    let parse = |rest: &'a str| {
        let (section, rest) = digits(rest)?;
        let (number, rest) = digits(rest.strip_prefix(point)?)?;
        Some(((section, number), rest))
    };
    let bounded = |index: usize| !text[..index].ends_with(|c: char| c.is_ascii_alphanumeric());
    text.match_indices(mark)
        .filter(|(index, _)| bounded(*index))
        .filter_map(|(index, _)| parse(&text[index + 1..]))
        .collect()
}

/// The numbers of a text, those between the ends of a range included.
fn rules_in(text: &str, mark: char, point: char, range: &str) -> BTreeSet<Rule> {
    let mut rules = BTreeSet::new();
    for (rule, rest) in numbers(text, mark, point) {
        rules.insert(rule);
        let next = rest.strip_prefix(range).and_then(|rest| numbers(rest, mark, point).into_iter().next());
        if let Some((last, _)) = next.filter(|(last, _)| last.0 == rule.0) {
            rules.extend((rule.1..=last.1).map(|number| (rule.0, number)));
        }
    }
    rules
}

/// The rules and the exceptions of the text of RULES.md.
fn listed(text: &str) -> (BTreeSet<Rule>, BTreeSet<Rule>) {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")).filter_map(|row| row.split(" | ").next());
    let rules = rows.flat_map(|cell| numbers(cell, 'R', '.')).map(|(rule, _)| rule).collect();
    let (_, exceptions) = text.split_once("## Not tested here, and why").unwrap();
    let items = exceptions.lines().filter_map(|line| line.strip_prefix("- "));
    let reasons = items.map(|item| item.split_once(": ").unwrap());
    let excepted =
        reasons.filter(|(_, reason)| !reason.trim().is_empty()).flat_map(|(names, _)| numbers(names, 'R', '.'));
    (rules, excepted.map(|(rule, _)| rule).collect())
}

/// The rules that the tests in a source file name.
fn covered(source: &str) -> BTreeSet<Rule> {
    let lines: Vec<&str> = source.lines().collect();
    let mut rules = BTreeSet::new();
    for (start, line) in lines.iter().enumerate() {
        let attribute = line.trim_start();
        if !attribute.starts_with("#[test]") && !attribute.starts_with("#[tokio::test") {
            continue;
        }
        let indent = &line[..line.len() - attribute.len()];
        let above = lines[..start].iter().rev().take_while(|line| line.trim_start().starts_with("//"));
        let end = format!("{indent}}}");
        let body = lines[start..].iter().take_while(|line| **line != end);
        for line in above.chain(body) {
            if let Some((_, name)) = line.split_once("fn ") {
                rules.extend(rules_in(name, 'r', '_', "_to_"));
            }
            if let Some((_, comment)) = line.split_once("//") {
                rules.extend(rules_in(comment, 'R', '.', " to "));
            }
        }
    }
    rules
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests/rules.rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_rule_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (rules, exceptions) = listed(&fs::read_to_string(root.join("RULES.md")).unwrap());
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| sources(&root.join(folder), &mut files));
    let mut by: BTreeMap<Rule, PathBuf> = BTreeMap::new();
    for file in files {
        for rule in covered(&fs::read_to_string(&file).unwrap()) {
            by.entry(rule).or_insert_with(|| file.clone());
        }
    }
    let names = |rules: Vec<Rule>| rules.into_iter().map(show).collect::<Vec<_>>().join(", ");
    let untested =
        rules.iter().filter(|rule| !by.contains_key(*rule) && !exceptions.contains(*rule)).copied().collect();
    assert_eq!(names(untested), "", "rules without a test");
    let unknown: Vec<String> = by
        .iter()
        .filter(|(rule, _)| !rules.contains(*rule))
        .map(|(rule, file)| format!("{} in {}", show(*rule), file.display()))
        .collect();
    assert_eq!(unknown.join(", "), "", "tests of rules that do not exist");
    let stale = exceptions.iter().filter(|rule| by.contains_key(*rule) || !rules.contains(*rule)).copied().collect();
    assert_eq!(names(stale), "", "exceptions that are none");
    assert!(exceptions.len() <= MOST_EXCEPTIONS, "too many exceptions");
    // Numbers have no gaps: a rule is not dropped by taking its line out.
    for (section, last) in [(1, 30), (2, 23), (3, 9), (4, 16), (5, 31), (6, 8), (7, 7)] {
        let expected: Vec<Rule> = (1..=last).map(|number| (section, number)).collect();
        let actual: Vec<Rule> = rules.iter().filter(|rule| rule.0 == section).copied().collect();
        assert_eq!(actual, expected);
    }
}

#[test]
fn a_rule_without_a_test_is_found() {
    let text =
        "| R1.1 | x |\n| R1.2 | x |\n| R1.12 | see R9.9 |\n## Not tested here, and why\n\n- R1.2: because\n- R3.3:  \n";
    let (rules, exceptions) = listed(text);
    assert_eq!(rules, BTreeSet::from([(1, 1), (1, 2), (1, 12)]));
    assert_eq!(exceptions, BTreeSet::from([(1, 2)]));
    let source = concat!(
        "//! R8.1\n// R8.2\nfn r8_3_no_test() {}\n\n",
        "    /// R1.1, and R2.1 to R2.3.\n    #[",
        "test]\n    fn r3_4_to_r3_6_name() {\n        // R5.5\n    }\n    // R8.4\n\n",
        "#[tokio::",
        "test(flavor = \"x\")]\nasync fn r1_12_r1_13() {\n    xr6_6(); // xR6.7\n}\n",
    );
    let expected = [(1, 1), (1, 12), (1, 13), (2, 1), (2, 2), (2, 3), (3, 4), (3, 5), (3, 6), (5, 5)];
    assert_eq!(covered(source), BTreeSet::from(expected));
}
