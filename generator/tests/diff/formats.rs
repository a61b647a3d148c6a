//! The formats on one comparison with changes of every effect, and on more changes than fit.

use azrest_generator::diff::format::{self, Frame, MARKDOWN_LIMIT};
use azrest_generator::diff::{Accepted, Effect, Report};
use serde_json::{Value, json};

use super::cases::{self, Document};

const FRAME: Frame<'static> = Frame { command: "cargo xtask diff --old a.json --new b.json", version: "0.3.1" };

/// Some cases at once.
fn several() -> (Document, Document, Report) {
    let old = cases::base();
    let mut new = old.clone();
    let mut put = |pointer: &str, value: Value| drop(cases::set(&mut new, pointer, Some(value)));
    put("/info/version", json!("2024-02-01"));
    put("/definitions/Thing/description", json!("A `thing` <b>of</b> @nobody\r\nand ::error::more."));
    put("/definitions/Part/properties/id/type", json!("integer"));
    put("/definitions/Size/enum", json!(["Small", "Big", "extra-big", "Huge"]));
    put("/parameters/Subscription/description", json!("Whose."));
    put("/definitions/Circle/properties/width", json!({"type": "number"}));
    cases::set(&mut new, "/paths/~1subscriptions~1{subscriptionId}~1check~1{thingName}", None);
    let (old, new) = (cases::read(&old), cases::read(&new));
    let report = cases::compare(&old, &new);
    (old, new, report)
}

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/formats").join(name)
}

#[test]
fn each_format_has_its_golden_page() {
    let (_, new, report) = several();
    super::golden(path("report.txt"), &format::text(&report, &FRAME, false));
    super::golden(path("report-all.txt"), &format::text(&report, &FRAME, true));
    super::golden(path("report.md"), &format::markdown(&report, &FRAME, MARKDOWN_LIMIT));
    super::golden(path("report.json"), &format::json(&report));
    super::golden(path("annotations.txt"), &format::github(&report, "specs/"));
    super::golden(path("changelog.txt"), &format::changelog(&report, &new.service, Some("2024/02/03")));
}

#[test]
fn json_reads_back_as_the_report() {
    let (_, _, report) = several();
    let read: Value = serde_json::from_str(&format::json(&report)).expect("JSON");
    assert_eq!(read["format"], 1);
    assert_eq!(read["causes"].as_array().map(Vec::len), Some(report.causes.len()));
    let known: Vec<&Value> = read["causes"].as_array().into_iter().flatten().map(|it| &it["id"]).collect();
    for change in read["operations"].as_array().into_iter().flatten().flat_map(|it| it["changes"].as_array()).flatten()
    {
        assert!(known.contains(&&change["cause"]), "{change}");
    }
}

#[test]
fn no_text_of_a_spec_is_a_command_or_markup() {
    let (_, _, report) = several();
    for line in format::github(&report, "").lines() {
        assert!(["::error ", "::warning ", "::notice "].iter().any(|it| line.starts_with(it)), "{line}");
        // What is gone has no line in the new document, and is shown at its file all the same.
        assert!(line.contains(" file=") && line.contains(",line="), "{line}");
    }
    let markdown = format::markdown(&report, &FRAME, MARKDOWN_LIMIT);
    // Between backquotes nobody is mentioned and nothing is markup.
    let outside: String = markdown.split('`').step_by(2).collect();
    assert!(markdown.contains("@nobody") && !outside.contains("@nobody") && !outside.contains("<b>"), "{outside}");
}

#[test]
fn values_that_begin_alike_are_shown_where_they_differ() {
    let with = |end: &str| {
        let mut document = cases::base();
        let text = format!("{}{end}", "Which things. ".repeat(40));
        let pointer = "/definitions/Thing/properties/note/description";
        cases::set(&mut document, pointer, Some(json!(text)));
        cases::read(&document)
    };
    let report = cases::compare(&with("All of them."), &with("Some of them."));
    let text = format::text(&report, &FRAME, false);
    assert!(text.contains("…ich things. All of them. → …ich things. Some of them."), "{text}");
}

#[test]
fn each_value_of_an_enum_has_its_line_on_the_page() {
    let old = cases::base();
    let mut new = old.clone();
    cases::set(&mut new, "/definitions/Size/enum", Some(json!(["Small", "Huge", "Vast"])));
    let (old, new) = (cases::read(&old), cases::read(&new));
    for (report, side) in [(cases::compare(&old, &new), &new), (cases::compare(&new, &old), &old)] {
        let page = format::changelog(&report, &side.service, None);
        for it in report.causes.iter().filter(|it| it.rule.id().starts_with("enum-value")) {
            assert!(page.contains(&format!("ed_{}", it.id)), "{}: {page}", it.cause);
        }
        assert!(page.contains("\"#name\": \"Vast\""), "{page}");
    }
}

#[test]
fn a_comment_is_never_too_long_and_says_what_it_lacks() {
    let old = cases::base();
    let mut new = old.clone();
    let text = "é".repeat(300);
    for number in 0..2_000 {
        let pointer = format!("/definitions/Thing/properties/p{number}");
        cases::set(&mut new, &pointer, Some(json!({"type": "string", "description": text})));
    }
    let (old, new) = (cases::read(&old), cases::read(&new));
    for report in [cases::compare(&old, &new), cases::compare(&new, &old)] {
        for limit in [MARKDOWN_LIMIT, 20_000, 2_000] {
            let markdown = format::markdown(&report, &FRAME, limit);
            assert!(markdown.chars().count() < limit, "{} of {limit}", markdown.chars().count());
            assert!(markdown.contains("**Cut here**: "), "{limit}");
            assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count(), "{limit}");
        }
    }
}

#[test]
fn accepted_changes_count_no_more_and_unused_ones_are_told() {
    let (_, _, mut report) = several();
    assert_eq!(report.unaccepted(), Effect::Major);
    let text = report.acceptances(Effect::Unknown);
    assert!(Accepted::parse(&text).is_err(), "a reason is asked for");
    let text = text.replace("reason = \"\"", "reason = \"a test\"");
    let accepted = Accepted::parse(&text).expect("it is what was printed");
    assert_eq!(accepted.apply(&mut report), [] as [String; 0]);
    assert_eq!(report.unaccepted(), Effect::Minor);
    let (_, _, mut other) = several();
    other.causes.retain(|it| it.effect != Effect::Major);
    assert_eq!(accepted.apply(&mut other).len(), accepted.changes.len());
}
