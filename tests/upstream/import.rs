//! Importing again: takes the upstream documents, gives the committed specs and pins once more.

use azrest_generator::import::{ImportResult, import as generator_import};
use azrest_generator::openapi::BundleOptions;
use azrest_generator::source::Folder;
use sha2::{Digest, Sha256};

use crate::library::Library;
use crate::shared::project;

/// Imports documents as the command line does, those that no manifest corrects.
pub fn import(library: &Library, inputs: &[String], service: &str, release: &str) -> ImportResult {
    let files = Folder::new(library.root().to_owned());
    let options = BundleOptions { title: service.to_owned(), release: release.to_owned(), ..BundleOptions::default() };
    generator_import(&files, inputs, &options)
}

/// Imports the documents of a covered service as the command line does, with the fix-ups of the manifest.
fn import_covered(library: &Library, it: &project::Covered) -> ImportResult {
    let files = Folder::new(library.root().to_owned());
    let options = BundleOptions {
        title: it.service.name.clone(),
        release: it.release.label.clone(),
        fix_ups: it.release.fix_ups.clone(),
        ..BundleOptions::default()
    };
    generator_import(&files, &it.inputs(), &options)
}

#[test]
fn importing_again_gives_the_committed_specs_byte_by_byte() {
    let library = Library::new();
    for it in project::covered() {
        let imported = import_covered(&library, &it);
        let yaml = imported.yaml.unwrap_or_else(|| panic!("{}", imported.diagnostics.to_text(&imported.files)));
        let yaml = String::from_utf8(yaml).expect("the spec is text");
        let committed = it.spec();
        let differing = yaml.lines().zip(committed.lines()).position(|(new, old)| new != old);
        let lines = (yaml.lines().count(), committed.lines().count());
        assert!(yaml == committed, "{}: line {differing:?} differs, of {lines:?}", it.name());
    }
}

#[test]
fn the_pins_are_the_files_that_are_read() {
    let library = Library::new();
    for it in project::covered() {
        let imported = import_covered(&library, &it);
        let root = project::manifest().upstream.root;
        let read: Vec<(String, String)> =
            imported.sources.into_iter().map(|it| (format!("{root}/{}", it.path), it.sha256)).collect();
        let pinned: Vec<(String, String)> =
            it.release.documents.iter().map(|it| (it.path.clone(), it.sha256.clone())).collect();
        assert_eq!(read, pinned, "{}", it.name());
        for (path, pin) in pinned {
            let path = path.strip_prefix(&format!("{root}/")).expect("pins are below the upstream root");
            let bytes = std::fs::read(library.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hash, pin, "{path}");
        }
    }
}

#[test]
fn importing_twice_gives_the_same_bytes() {
    let library = Library::new();
    for set in crate::sets::all(&library) {
        let once = import(&library, &set.inputs, &set.name, "1").yaml;
        let again = import(&library, &set.inputs, &set.name, "1").yaml;
        assert!(once == again, "{} differs from run to run", set.name);
    }
}
