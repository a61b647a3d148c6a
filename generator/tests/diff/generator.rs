//! The generator's own changes: one spec, and two crates that were made of it.

use azrest_generator::client;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::{Callers, Effect, Report, Rule};
use azrest_generator::emit::Files;
use azrest_generator::rust::CrateInfo;

use super::cases;

fn emitted() -> (Files, Report) {
    let side = cases::read(&cases::base());
    let info = CrateInfo {
        name: "things".into(),
        version: String::new(),
        runtime: "\"0\"".into(),
        in_workspace: true,
        command: "a test".into(),
    };
    let files = client(&side.service, &info, &mut Diagnostics::new()).unwrap_or_else(|bug| panic!("{bug}"));
    (files.expect("a crate"), cases::compare(&side, &side))
}

/// What the report says of a committed file that had another text.
fn of(file: &str, fresh: &str, committed: &str) -> (Effect, String) {
    let (files, mut report) = emitted();
    let text = String::from_utf8(files[file].clone()).expect("source");
    assert!(text.contains(fresh), "{fresh} in {text}");
    let mut old = files.clone();
    old.insert(file.to_owned(), text.replacen(fresh, committed, 1).into_bytes());
    report.add_generator_change(&old, &files);
    let [cause] = report.causes.as_slice() else { panic!("{:?}", report.causes) };
    assert_eq!((cause.rule, cause.callers), (Rule::GeneratorChangedOutput, Callers::No));
    assert_eq!(report.summary.effect, cause.effect);
    (cause.effect, cause.new.clone().unwrap_or_default())
}

#[test]
fn the_effect_of_another_generator_is_measured() {
    let models = "src/models.rs";
    assert_eq!(
        of(models, "pub struct Part", "/// Another text.\npub struct Part"),
        (Effect::Patch, "1 file, the public items are the same".into())
    );
    let (effect, text) = of(models, "pub struct Part", "pub struct Piece");
    assert_eq!(effect, Effect::Major);
    assert!(text.starts_with("1 file, models::Piece"), "{text}");
    let (effect, text) = of(models, "pub struct Part", "pub struct {");
    assert_eq!((effect, text.as_str()), (Effect::Unknown, "1 file, src/models.rs is no Rust source"));
}

#[test]
fn what_is_no_source_and_what_is_equal_is_no_change() {
    let (files, mut report) = emitted();
    report.add_generator_change(&files, &files);
    let mut other = files.clone();
    other.insert("README.md".into(), b"other".to_vec());
    report.add_generator_change(&other, &files);
    assert!(report.causes.is_empty(), "{:?}", report.causes);
}
