//! The change report, rule by rule: a base document, a patch for each rule, and the golden report of both directions.
//!
//! `AZREST_BLESS=1 cargo test --package azrest-generator --test diff` writes the golden files and the rules in
//! COMPATIBILITY.md.
#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod cases;
mod compatibility;
mod covered;
mod fields;
mod formats;
mod generator;
mod manifest;
mod mutations;
mod refactorings;
mod verdicts;

use std::collections::BTreeMap;
use std::path::PathBuf;

use azrest_generator::diff::{Callers, Effect, Report, Rule, Subject};
use serde_json::json;

fn is_blessed() -> bool {
    std::env::var_os("AZREST_BLESS").is_some()
}

/// Compares a text with the committed one, or writes it.
fn golden(path: PathBuf, text: &str) {
    if is_blessed() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(text == committed, "{} differs; it would be\n{text}", path.display());
}

/// A report as golden files show it: every field that is no place in a file.
fn shown(report: &Report) -> String {
    let mut out = String::new();
    for it in &report.causes {
        let silent = if it.silent { " silent" } else { "" };
        out.push_str(&format!("{}{silent} {} calls={}\n", it.effect.as_str(), it.rule, it.callers.as_str()));
        let subjects: Vec<String> = it.subjects.iter().map(ToString::to_string).collect();
        out.push_str(&format!("  {}: {}\n", it.cause, subjects.join(", ")));
        for (word, value) in [("old", &it.old), ("new", &it.new)] {
            if let Some(value) = value {
                out.push_str(&format!("  {word} {value:?}\n"));
            }
        }
        for (word, place) in [("old", &it.old_place), ("new", &it.new_place)] {
            if let Some(place) = place {
                out.push_str(&format!("  {word} at {}:{} #{}\n", place.file, place.line, place.pointer));
            }
        }
        for item in &it.items {
            let side = |it: &Option<azrest_generator::diff::Entry>| match it {
                Some(it) if it.signature.is_empty() => it.path.clone(),
                Some(it) => format!("{}: {}", it.path, it.signature.replace('\n', ", ")),
                None => "-".to_owned(),
            };
            out.push_str(&format!(
                "  {:?} {} | {} ({})\n",
                item.aspect,
                side(&item.old),
                side(&item.new),
                item.effect.as_str()
            ));
        }
        if !it.operations.is_empty() {
            out.push_str(&format!("  reaches {}\n", it.operations.join(", ")));
        }
    }
    out
}

/// Rules that no patch of a document can bring about, and what shows them.
const WITHOUT_CASE: [(Rule, &str); 8] = [
    (Rule::UnclassifiedChange, "what shows in the crates alone; tested beside the verdicts"),
    (Rule::ClientParametersReordered, "their order is the manifest's; tested below"),
    (Rule::OperationSkipped, "the manifest's; see manifest.rs"),
    (Rule::OperationNoLongerSkipped, "the manifest's; see manifest.rs"),
    (Rule::OverrideChanged, "the manifest's; see manifest.rs"),
    (Rule::FixupAdded, "the manifest's; see manifest.rs"),
    (Rule::FixupRemoved, "the manifest's; see manifest.rs"),
    (Rule::GeneratorChangedOutput, "of committed crates; see generator.rs"),
];

#[test]
fn the_order_of_client_parameters_is_seen() {
    let case = cases::all().into_iter().find(|it| it.name == "client-parameter-added").expect("a case");
    let old = cases::read_with(&case.new, &["subscriptionId", "tenantId"]);
    let new = cases::read_with(&case.new, &["tenantId", "subscriptionId"]);
    let report = cases::compare(&old, &new);
    let cause = report.causes.iter().find(|it| it.rule == Rule::ClientParametersReordered);
    assert!(cause.is_some_and(|it| it.effect == Effect::Major && it.silent), "{}", shown(&report));
}

#[test]
fn every_rule_has_a_case_that_reports_it_with_its_golden_text() {
    let mut left: Vec<Rule> =
        Rule::ALL.iter().copied().filter(|rule| !WITHOUT_CASE.iter().any(|(it, _)| it == rule)).collect();
    let mut wrong = Vec::new();
    for case in cases::all() {
        let (old, new) = (cases::read(&case.old), cases::read(&case.new));
        let (forward, backward) = (cases::compare(&old, &new), cases::compare(&new, &old));
        let rule = Rule::find(&case.name).unwrap_or_else(|| panic!("`{}` is no rule", case.name));
        if !forward.causes.iter().any(|it| it.rule == rule) {
            wrong.push(format!("{} is not reported but\n{}", case.name, shown(&forward)));
        }
        left.retain(|it| *it != rule);
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/diff/golden/{}.txt", case.name));
        golden(path, &format!("{}\n== swapped ==\n{}", shown(&forward), shown(&backward)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(left.is_empty(), "no case for {left:?}");
}

/// The changes of a report by what changed; a new name of a thing is not compared.
fn by_subject(report: &Report) -> BTreeMap<String, Vec<Rule>> {
    let mut found: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for it in &report.causes {
        for subject in &it.subjects {
            found.entry(subject.to_string()).or_default().push(it.rule);
        }
    }
    found
}

#[test]
fn swapped_sides_give_the_mirror_rules() {
    for case in cases::all() {
        let (old, new) = (cases::read(&case.old), cases::read(&case.new));
        let (forward, backward) = (cases::compare(&old, &new), cases::compare(&new, &old));
        // Which of them are worth a remark depends on the direction.
        let count = |it: &Report| {
            it.causes.iter().filter(|it| it.rule != Rule::ApiVersionUnchanged).flat_map(|it| &it.subjects).count()
        };
        let counts = (count(&forward), count(&backward));
        assert_eq!(counts.0, counts.1, "{}\n{}\n==\n{}", case.name, shown(&forward), shown(&backward));
        let back = by_subject(&backward);
        let all: Vec<Rule> = back.values().flatten().copied().collect();
        for (subject, rules) in by_subject(&forward) {
            for rule in rules.into_iter().filter(|it| *it != Rule::ApiVersionUnchanged) {
                // A thing with a new name has another key on each side.
                let there = back.get(&subject).unwrap_or(&all);
                assert!(rule.mirrors().iter().any(|it| there.contains(it)), "{}: {rule} of {subject}", case.name);
            }
        }
    }
}

#[test]
fn a_document_beside_itself_changes_nothing() {
    let base = cases::base();
    for document in [base.clone(), cases::imported(&base)] {
        let report = cases::compare(&cases::read(&document), &cases::read(&document));
        assert!(report.causes.is_empty(), "{}", shown(&report));
        assert!(report.operations.is_empty());
    }
}

#[test]
fn swagger_2_0_and_the_openapi_3_0_that_it_is_lifted_to_are_no_change() {
    let base = cases::base();
    let report = cases::compare(&cases::read(&base), &cases::read(&cases::imported(&base)));
    assert!(report.causes.is_empty(), "{}", shown(&report));
}

#[test]
fn verdicts_follow_the_direction_and_the_generated_shape() {
    let report = |name: &str| {
        let case = cases::all().into_iter().find(|it| it.name == name).expect("a case");
        cases::compare(&cases::read(&case.old), &cases::read(&case.new))
    };
    let of = |report: &Report, rule: Rule| {
        let cause = report.causes.iter().find(|it| it.rule == rule);
        cause.map(|it| (it.effect, it.callers, it.silent))
    };
    let order = report("parameter-order-changed");
    assert_eq!(of(&order, Rule::ParameterOrderChanged), Some((Effect::Major, Callers::No, true)));
    // The field stays an `Option`, so what is not in `new` breaks nothing.
    let location = report("parameter-location-changed");
    assert_eq!(of(&location, Rule::ParameterLocationChanged), Some((Effect::None, Callers::Maybe, false)));
    let openness = report("enum-openness-changed");
    assert_eq!(openness.summary.effect, Effect::None);
    let added = report("property-added-required-in-request");
    assert_eq!(of(&added, Rule::PropertyAddedRequiredInRequest), Some((Effect::Major, Callers::Yes, false)));
    let inherited = report("inheritance-changed");
    assert_eq!(inherited.summary.effect, Effect::None, "{}", shown(&inherited));
    assert!(inherited.noticeable().next().is_none());
}

#[test]
fn xml_means_something_where_it_is_spoken() {
    for (media_type, callers) in [("application/json", Callers::No), ("application/xml", Callers::Maybe)] {
        let mut old = cases::base();
        for key in ["/consumes", "/produces"] {
            cases::set(&mut old, key, Some(serde_json::json!([media_type])));
        }
        let mut new = old.clone();
        cases::set(&mut new, "/definitions/Part/properties/id/xml/attribute", Some(true.into()));
        let report = cases::compare(&cases::read(&old), &cases::read(&new));
        let cause = report.causes.iter().find(|it| it.rule == Rule::XmlChanged).expect("the cause");
        assert_eq!(cause.callers, callers, "{}", shown(&report));
    }
}

#[test]
fn the_api_version_is_compared_in_what_goes_out() {
    let old = cases::base();
    let with = |pointer: &str, value: serde_json::Value| {
        let mut new = old.clone();
        cases::set(&mut new, pointer, Some(value));
        let report = cases::compare(&cases::read(&old), &cases::read(&new));
        report.causes.iter().map(|it| it.rule).collect::<Vec<_>>()
    };
    let name = with("/parameters/ApiVersion/name", "Api-Version".into());
    assert!(name.contains(&Rule::ParameterWireNameChanged), "{name:?}");
    // What it can be is not the caller's to say: every call sends the one of its operation.
    assert_eq!(with("/parameters/ApiVersion/minLength", 1.into()), []);
}

#[test]
fn credentials_that_are_still_enough_change_nothing_and_others_fail() {
    let base = cases::base();
    let token = || json!({"auth": ["write"]});
    let with = |security: serde_json::Value| {
        let mut document = base.clone();
        cases::set(
            &mut document,
            "/securityDefinitions/key",
            Some(json!({"type": "apiKey", "in": "header", "name": "X-Key"})),
        );
        cases::set(&mut document, "/security", Some(security));
        cases::read(&document)
    };
    for (old, new, callers) in [
        (json!([token()]), json!([token(), {"key": []}]), Callers::No),
        (json!([token(), {"key": []}]), json!([token()]), Callers::Yes),
        (json!([token()]), json!([{"key": []}]), Callers::Yes),
        (json!([token()]), json!([]), Callers::Maybe),
        (json!([]), json!([token()]), Callers::Yes),
        (json!([token()]), json!([{"auth": ["write"], "key": []}]), Callers::Yes),
        (json!([{"auth": ["write"], "key": []}]), json!([{"key": []}]), Callers::Maybe),
    ] {
        let report = cases::compare(&with(old), &with(new));
        let found = report.causes.iter().find(|it| it.rule == Rule::SecurityChanged);
        assert_eq!(found.map(|it| (it.effect, it.callers)), Some((Effect::Patch, callers)), "{}", shown(&report));
    }
    // Of what nothing is said of takes a token, and saying so changes nothing but what is known of scopes.
    let mut unsaid = base.clone();
    cases::set(&mut unsaid, "/security", None);
    let report = cases::compare(&cases::read(&unsaid), &cases::read(&base));
    let found = report.causes.iter().find(|it| it.rule == Rule::SecurityChanged);
    assert_eq!(found.map(|it| it.callers), Some(Callers::Maybe), "{}", shown(&report));
}

#[test]
fn members_that_no_property_names_are_told_when_they_are_not_allowed() {
    let with = |schema: &str, additional: serde_json::Value| {
        let mut document = cases::base();
        cases::set(&mut document, &format!("/definitions/{schema}/additionalProperties"), Some(additional));
        cases::read(&document)
    };
    let (base, closed) = (cases::read(&cases::base()), with("Part", false.into()));
    // No client sends what its model has no field for.
    for (old, new, from, to, callers) in [
        (&base, &closed, "none", "false", Callers::No),
        (&closed, &base, "false", "none", Callers::No),
        (&base, &with("Other", false.into()), "string", "false", Callers::Maybe),
    ] {
        let report = cases::compare(old, new);
        let cause = report.causes.iter().find(|it| it.rule == Rule::AdditionalPropertiesChanged);
        let found = cause.map(|it| (it.old.as_deref(), it.new.as_deref(), it.callers));
        assert_eq!(found, Some((Some(from), Some(to), callers)), "{}", shown(&report));
    }
}

#[test]
fn another_name_of_a_group_is_one_cause() {
    let renamed = |ids: &[(&str, &str)]| {
        let mut text = cases::base().to_string();
        for (from, to) in ids {
            text = text.replace(&format!("\"{from}\""), &format!("\"{to}\""));
        }
        let new = cases::read(&serde_json::from_str(&text).expect("it is JSON"));
        let report = cases::compare(&cases::read(&cases::base()), &new);
        assert!(report.causes.iter().all(|it| it.rule != Rule::UnclassifiedChange), "{}", shown(&report));
        let found = report.causes.iter().filter(|it| it.rule == Rule::OperationIdChanged);
        found
            .map(|it| format!("{} {:?} {:?} {}", it.cause, it.old, it.new, it.operations.join(" ")))
            .collect::<Vec<_>>()
    };
    let whole = ["List", "Get", "Create", "Check"].map(|it| (format!("Things_{it}"), format!("Items_{it}")));
    let whole: Vec<(&str, &str)> = whole.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(
        renamed(&whole),
        [r#"Items_* Some("Things_*") Some("Items_*") Items_Check Items_Create Items_Get Items_List"#]
    );
    // What has another name besides is another cause, and so is what leaves a group that stays.
    let mut odd = whole.clone();
    odd[0].1 = "Items_All";
    assert_eq!(
        renamed(&odd),
        [
            r#"Items_* Some("Things_*") Some("Items_*") Items_Check Items_Create Items_Get"#,
            r#"Items_All Some("Things_List") Some("Items_All") Items_All"#
        ]
    );
    assert_eq!(renamed(&whole[..2]).len(), 2);
}

#[test]
fn another_name_of_a_path_parameter_is_no_other_path() {
    let old = cases::base();
    let mut new = old.clone();
    let at = |name: &str| format!("/paths/~1subscriptions~1{{subscriptionId}}~1check~1{{{name}}}");
    let item = cases::set(&mut new, &at("thingName"), None);
    cases::set(&mut new, &at("id"), item);
    cases::set(&mut new, &format!("{}/post/parameters/2/name", at("id")), Some("id".into()));
    let report = cases::compare(&cases::read(&old), &cases::read(&new));
    let found: Vec<_> = report.causes.iter().map(|it| (it.rule, it.effect, it.callers)).collect();
    assert_eq!(found, [(Rule::ParameterWireNameChanged, Effect::None, Callers::No)], "{}", shown(&report));
}

#[test]
fn parameters_that_change_places_in_a_path_send_another_request() {
    let old = cases::base();
    let mut new = old.clone();
    let at = |rest: &str| format!("/paths/~1subscriptions~1{{subscriptionId}}~1{rest}");
    let item = cases::set(&mut new, &at("check~1{thingName}"), None);
    cases::set(&mut new, "/paths/~1subscriptions~1{thingName}~1check~1{subscriptionId}", item);
    let (old, new) = (cases::read(&old), cases::read(&new));
    for report in [cases::compare(&old, &new), cases::compare(&new, &old)] {
        let found = report.causes.iter().find(|it| it.rule == Rule::OperationPathChanged);
        assert_eq!(found.map(|it| it.callers), Some(Callers::Yes), "{}", shown(&report));
    }
}

#[test]
fn an_enum_of_numbers_is_another_type_than_one_of_text() {
    let with = |level: serde_json::Value| {
        let mut document = cases::base();
        cases::set(&mut document, "/definitions/Grade", Some(level));
        let grade = serde_json::json!({"$ref": "#/definitions/Grade"});
        cases::set(&mut document, "/definitions/Thing/properties/grade", Some(grade));
        cases::read(&document)
    };
    let text = with(serde_json::json!({"type": "string", "enum": ["1", "2"]}));
    let numbers = with(serde_json::json!({"type": "integer", "enum": [1, 2]}));
    let plain = with(serde_json::json!({"type": "string"}));
    for (old, new, rule, from, to) in [
        (&text, &numbers, Rule::PropertyTypeChanged, "Grade of string", "Grade of integer"),
        (&numbers, &text, Rule::PropertyTypeChanged, "Grade of integer", "Grade of string"),
        (&text, &plain, Rule::EnumDissolved, "Grade of string", "string"),
        (&plain, &text, Rule::EnumIntroduced, "string", "Grade of string"),
    ] {
        let report = cases::compare(old, new);
        let cause = report.causes.iter().find(|it| it.rule == rule).unwrap_or_else(|| panic!("{}", shown(&report)));
        let values = (cause.old.as_deref().unwrap_or_default(), cause.new.as_deref().unwrap_or_default());
        assert!(values.0.starts_with(from) && values.1.starts_with(to), "{values:?}");
        assert!(report.causes.iter().all(|it| it.rule != Rule::UnclassifiedChange), "{}", shown(&report));
    }
}

#[test]
fn what_is_gone_from_a_schema_is_told_where_it_was_used() {
    let mut without = 0;
    for rule in [Rule::EnumValueRemoved, Rule::SubtypeRemoved, Rule::PropertyRemoved] {
        let case = cases::all().into_iter().find(|it| it.name == rule.id()).expect("a case");
        let report = cases::compare(&cases::read(&case.old), &cases::read(&case.new));
        for cause in report.causes.iter().filter(|it| it.rule == rule) {
            let listed: Vec<&String> = report
                .operations
                .iter()
                .filter(|it| it.changes.iter().any(|change| change.cause == cause.id))
                .map(|it| &it.id)
                .collect();
            assert_eq!(listed, cause.operations.iter().collect::<Vec<_>>(), "{}", shown(&report));
            without += usize::from(listed.is_empty());
        }
    }
    assert_eq!(without, 0, "each of the cases reaches operations");
}

#[test]
fn ids_of_causes_are_keyed_and_do_not_move() {
    let case = cases::all().into_iter().find(|it| it.name == "property-removed").expect("a case");
    let id = |old: &serde_json::Value, new: &serde_json::Value| {
        let report = cases::compare(&cases::read(old), &cases::read(new));
        let subject = [Subject::Property { schema: "Thing".into(), name: "note".into() }];
        let cause = report.causes.iter().find(|it| it.rule == Rule::PropertyRemoved && it.subjects == subject);
        cause.expect("the cause").id.clone()
    };
    let first = id(&case.old, &case.new);
    // Something else changes as well; the id stays.
    let mut more = case.new.clone();
    cases::set(&mut more, "/definitions/Part/properties/count", None);
    assert_eq!(id(&case.old, &more), first);
    assert_eq!(first, "3393414d1788", "an id that moves voids every acceptance");
}
