//! What the manifest says of a service, and what it changes: entries that come, go, or say something else.

use azrest_generator::diff::{Callers, Effect, Report, Rule};
use azrest_generator::model::{Rename, ServiceInfo};
use azrest_generator::overrides::{ChosenType, FixUp, Skip, TypeChoice};
use serde_json::json;

use super::cases::{self, Document};
use super::shown;

fn read(info: ServiceInfo) -> Document {
    let client_parameters = vec!["subscriptionId".into()];
    cases::read_as(&cases::imported(&cases::base()), ServiceInfo { client_parameters, ..info })
}

/// The causes of a rule: what each is about, its effect, and its values.
fn of(report: &Report, rule: Rule) -> Vec<(String, Effect, Option<String>, Option<String>)> {
    let own = report.causes.iter().filter(|it| it.rule == rule);
    own.map(|it| (it.cause.clone(), it.effect, it.old.clone(), it.new.clone())).collect()
}

#[test]
fn a_skipped_operation_is_gone_from_the_client_and_not_from_the_service() {
    let at = "/paths/~1subscriptions~1{subscriptionId}~1check~1{thingName}/post".to_owned();
    let skip = Skip { at, reason: "a test".into(), ..Skip::default() };
    let (old, new) = (read(ServiceInfo::default()), read(ServiceInfo { skips: vec![skip], ..ServiceInfo::default() }));
    let (forward, backward) = (cases::compare(&old, &new), cases::compare(&new, &old));
    for (report, rule, effect) in
        [(&forward, Rule::OperationSkipped, Effect::Major), (&backward, Rule::OperationNoLongerSkipped, Effect::Minor)]
    {
        let cause = report.causes.iter().find(|it| it.rule == rule).unwrap_or_else(|| panic!("{}", shown(report)));
        assert_eq!((cause.effect, cause.callers), (effect, Callers::No));
        assert!(of(report, Rule::OperationRemoved).is_empty() && of(report, Rule::OperationAdded).is_empty());
        let operation =
            report.operations.iter().find(|it| it.id == "Things_Check").expect("it is among the operations");
        assert_eq!(operation.changes.len(), 1);
    }
    assert_eq!((forward.summary.operations.removed, backward.summary.operations.added), (1, 1));
}

#[test]
fn what_the_manifest_chooses_is_told_beside_its_results() {
    let rename = |to: &str| Rename { at: "/components/schemas/Part".into(), to: to.into(), ..Rename::default() };
    let choice = TypeChoice {
        at: "/components/schemas/Part/properties/id".into(),
        chosen: ChosenType::Int64,
        ..TypeChoice::default()
    };
    let secrets = vec!["/components/schemas/Thing/properties/note".to_owned().into()];
    let info = ServiceInfo { renames: vec![rename("Piece")], types: vec![choice], secrets, ..ServiceInfo::default() };
    let (old, new) = (read(ServiceInfo::default()), read(info.clone()));
    let report = cases::compare(&old, &new);
    let entries: Vec<String> = of(&report, Rule::OverrideChanged).into_iter().map(|it| it.0).collect();
    assert_eq!(
        entries,
        [
            "manifest/rename /components/schemas/Part",
            "manifest/secret /components/schemas/Thing/properties/note",
            "manifest/type /components/schemas/Part/properties/id",
        ]
    );
    for rule in [Rule::ModelRenamed, Rule::PropertyTypeChanged, Rule::SecretChanged] {
        assert!(!of(&report, rule).is_empty(), "{rule}\n{}", shown(&report));
    }
    // The service's documents are as they were.
    assert!(of(&report, Rule::ApiVersionUnchanged).is_empty(), "{}", shown(&report));
    // Another name than before.
    let other = read(ServiceInfo { renames: vec![rename("Bit")], ..info });
    let report = cases::compare(&new, &other);
    let entry =
        ("manifest/rename /components/schemas/Part".into(), Effect::None, Some("Piece".into()), Some("Bit".into()));
    assert_eq!(of(&report, Rule::OverrideChanged), [entry]);
    assert!(cases::compare(&new, &new).causes.is_empty());
}

#[test]
fn fix_ups_are_told() {
    let fix_up = |value: i64| FixUp {
        file: "things.json".into(),
        at: "/definitions/Thing/properties/weight/minimum".into(),
        reason: "a test".into(),
        expected: Some(json!(1)),
        value: Some(json!(value)),
        ..FixUp::default()
    };
    // In an imported document they are made already.
    let with = |fix_ups: Vec<FixUp>| {
        let mut document = read(ServiceInfo::default());
        document.info.fix_ups = fix_ups;
        document
    };
    let (none, one, other) = (with(vec![]), with(vec![fix_up(2)]), with(vec![fix_up(3)]));
    let cause = "manifest/fix-up things.json#/definitions/Thing/properties/weight/minimum".to_owned();
    let text = |it: i64| Some(format!("{it} instead of 1"));
    let rows = |report: &Report, rule: Rule| of(report, rule);
    assert_eq!(rows(&cases::compare(&none, &one), Rule::FixupAdded), [(cause.clone(), Effect::None, None, text(2))]);
    assert_eq!(rows(&cases::compare(&one, &none), Rule::FixupRemoved), [(cause.clone(), Effect::None, text(2), None)]);
    assert_eq!(rows(&cases::compare(&one, &other), Rule::FixupAdded), [(cause, Effect::None, text(2), text(3))]);
}
