//! How long a change report takes: two releases of a service, from the specs to the text; and how that grows with them.
#![allow(clippy::expect_used)] // a bench fails by panicking

use std::path::PathBuf;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::format::{self, Frame};
use azrest_generator::diff::{Side, compare};
use azrest_generator::manifest::Manifest;
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::source::{MemoryFiles, Sources};
use azrest_generator::{Spec, model};
use serde_json::{Map, Value};

fn main() {
    divan::main();
}

/// Two releases of a service as files in memory.
struct Pair {
    old: (MemoryFiles, ServiceInfo),
    new: (MemoryFiles, ServiceInfo),
}

const FILE: &str = "spec.yaml";

fn specs() -> PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(specs().join(path)).expect("a committed file")
}

/// The releases of a service, `copies` times beside each other; a service with one release is its own old side.
fn pair(name: &str, copies: usize) -> Pair {
    let manifest =
        Manifest::parse("services.toml", &text("services.toml"), &mut Sources::new(), &mut Diagnostics::new())
            .expect("a sound manifest");
    let service = manifest.service(name).expect("a covered service");
    let side = |label: &str| {
        let spec = text(&service.spec_path(label));
        let bytes = if copies == 1 { spec.into_bytes() } else { repeated(&spec, copies) };
        let info = ServiceInfo { strict: false, docs: None, ..service.info(label) };
        (MemoryFiles::from_iter([(FILE.to_owned(), bytes)]), info)
    };
    let old = service.releases.iter().find(|it| it.label != service.current).unwrap_or(&service.releases[0]);
    Pair { old: side(&old.label), new: side(&service.current) }
}

/// The operations and schemas of a document, each several times under names of its own.
fn repeated(spec: &str, copies: usize) -> Vec<u8> {
    let document: Value = serde_yaml::from_str(spec).expect("YAML");
    let mut whole = document.clone();
    for number in 1..copies {
        let text = document.to_string();
        let text = text.replace("\"#/components/schemas/", &format!("\"#/components/schemas/C{number}"));
        let text = text.replace("\"operationId\":\"", &format!("\"operationId\":\"C{number}"));
        let text = text.replace("\"x-ms-enum\":{\"name\":\"", &format!("\"x-ms-enum\":{{\"name\":\"C{number}"));
        let copy: Value = serde_json::from_str(&text).expect("JSON");
        let mut take = |pointer: &str, prefix: String| {
            let own = copy.pointer(pointer).and_then(Value::as_object).cloned().unwrap_or_default();
            let all = whole.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object");
            let renamed: Map<String, Value> = own.into_iter().map(|(key, it)| (format!("{prefix}{key}"), it)).collect();
            all.extend(renamed);
        };
        take("/components/schemas", format!("C{number}"));
        take("/paths", format!("/c{number}"));
    }
    serde_json::to_vec_pretty(&whole).expect("JSON")
}

fn read((files, info): &(MemoryFiles, ServiceInfo)) -> (Service, Sources) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let spec = Spec::Imported { path: FILE.to_owned() };
    let service = model(files, &spec, info, &mut sources, &mut diagnostics).expect("a model");
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
    (service, sources)
}

fn report(old: &(Service, Sources), new: &(Service, Sources)) -> String {
    let info = ServiceInfo::default();
    let old = Side { service: &old.0, info: &info, sources: &old.1, label: "old" };
    let new = Side { service: &new.0, info: &info, sources: &new.1, label: "new" };
    let report = compare(old, new, &mut Diagnostics::new()).expect("no defect");
    format::text(&report, &Frame::default(), false)
}

const SERVICES: [&str; 3] = ["container-registry-tasks", "hybrid-compute", "machine-learning"];

/// Everything: both specs read, compared and worded.
#[divan::bench(args = SERVICES)]
fn whole(bencher: divan::Bencher<'_, '_>, name: &str) {
    let pair = pair(name, 1);
    bencher.bench_local(|| report(&read(&pair.old), &read(&pair.new)));
}

/// The same for hybrid-compute beside copies of itself: twice the copies should take twice the time.
#[divan::bench(args = [1, 4, 16])]
fn growing(bencher: divan::Bencher<'_, '_>, copies: usize) {
    let pair = pair("hybrid-compute", copies);
    bencher.bench_local(|| report(&read(&pair.old), &read(&pair.new)));
}

/// Comparing alone, from two models to the text.
#[divan::bench(args = [1, 4, 16])]
fn growing_comparison(bencher: divan::Bencher<'_, '_>, copies: usize) {
    let pair = pair("hybrid-compute", copies);
    let (old, new) = (read(&pair.old), read(&pair.new));
    bencher.bench_local(|| report(&old, &new));
}
