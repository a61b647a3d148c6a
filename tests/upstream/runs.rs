//! Generating everything: takes the sets of upstream documents, and generates a client of each, which must end in files or
//! in diagnostics, never in a panic or a defect of the generator.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use azrest_generator::diagnostics::{Diagnostics, Severity};
use azrest_generator::emit::Files;
use azrest_generator::model::ServiceInfo;
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, generate};

use crate::library::Library;
use crate::sets::{self, Set};
use crate::swagger;

/// What came of a set.
pub struct Run {
    /// The generated Rust files; `None` if there are errors.
    pub files: Option<BTreeMap<String, String>>,
    /// How many errors there are of each code.
    pub errors: BTreeMap<String, usize>,
}

/// Generates a set.
pub fn run(library: &Library, set: &Set) -> Result<Run, String> {
    let files = Folder::new(library.root().to_owned());
    let spec = Spec::Documents { paths: set.inputs.clone(), keep_docs: false };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let generated = catch_unwind(AssertUnwindSafe(|| {
        generate(&files, &spec, &info(set), &crate_info(set), &mut sources, &mut diagnostics)
    }));
    let generated = match generated {
        Ok(Ok(generated)) => generated,
        Ok(Err(bug)) => return Err(bug.to_string()),
        Err(_) => return Err("the generator panicked".to_owned()),
    };
    let mut errors = BTreeMap::new();
    for it in diagnostics.sorted().iter().filter(|it| it.severity == Severity::Error) {
        *errors.entry(it.code.name().to_owned()).or_default() += 1;
    }
    if generated.is_some() != errors.is_empty() {
        return Err(format!("files: {}, errors: {errors:?}", generated.is_some()));
    }
    Ok(Run { files: generated.map(|it| rust_files(&it)), errors })
}

fn rust_files(files: &Files) -> BTreeMap<String, String> {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned())).collect()
}

pub fn info(set: &Set) -> ServiceInfo {
    ServiceInfo { name: set.name.clone(), client_parameters: vec!["subscriptionId".into()], ..ServiceInfo::default() }
}

fn crate_info(set: &Set) -> CrateInfo {
    CrateInfo {
        name: format!("azrest-{}", set.name),
        version: "0.1.0".to_owned(),
        runtime: "\"0.1.0\"".to_owned(),
        in_workspace: false,
        command: "cargo test".to_owned(),
    }
}

#[test]
fn every_set_ends_in_files() {
    let library = Library::new();
    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut defects = Vec::new();
    println!("{:<28} {:>9} {:>10}  errors", "set", "documents", "operations");
    for set in sets::all(&library) {
        let operations = swagger::read(&library, &set.inputs).operations.len();
        match run(&library, &set) {
            Ok(run) => {
                let errors: Vec<String> = run.errors.iter().map(|(code, count)| format!("{code} {count}")).collect();
                println!("{:<28} {:>9} {operations:>10}  {}", set.name, set.inputs.len(), errors.join(", "));
                if !run.errors.is_empty() {
                    found.insert(set.name, run.errors);
                }
            }
            Err(defect) => {
                println!("{:<28} {:>9} {operations:>10}  {defect}", set.name, set.inputs.len());
                defects.push(format!("{}: {defect}", set.name));
            }
        }
    }
    assert!(defects.is_empty(), "{defects:#?}");
    assert!(found.is_empty(), "sets that end in errors: {found:#?}");
}

#[test]
fn every_document_alone_ends_in_files_or_in_errors() {
    let library = Library::new();
    let mut defects = Vec::new();
    let mut clients = 0;
    let documents = library.documents_below("");
    for path in &documents {
        let set = Set { name: "alone".to_owned(), inputs: vec![path.clone()] };
        match run(&library, &set) {
            Ok(run) => clients += usize::from(run.files.is_some()),
            Err(defect) => defects.push(format!("{path}: {defect}")),
        }
    }
    println!("{clients} of {} documents make a client alone", documents.len());
    assert!(defects.is_empty(), "{defects:#?}");
}
