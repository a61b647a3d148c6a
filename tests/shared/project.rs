//! The project on disk: gives the manifest, the committed counts, and the texts of specs/ and generated/.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::manifest::{Manifest, ManifestService, Release};
use azrest_generator::source::Sources;

use super::counts::{Counts, committed, merged};

/// A release of a covered service, with all that the tests ask of it.
pub struct Covered {
    pub service: ManifestService,
    pub release: Release,
    /// What the inventory says of it.
    pub counts: Counts,
    /// How much of that merges in the spec.
    pub merged: Counts,
}

impl Covered {
    /// Service and release, for messages.
    pub fn name(&self) -> String {
        format!("{} {}", self.service.name, self.release.label)
    }

    /// Its input documents.
    pub fn inputs(&self) -> Vec<String> {
        self.release.inputs.iter().map(|it| it.path.clone()).collect()
    }

    /// The text of the committed spec.
    pub fn spec(&self) -> String {
        read(&specs().join(self.service.spec_path(&self.release.label)))
    }

    /// Whether generated/ holds this release.
    pub fn is_current(&self) -> bool {
        self.service.current == self.release.label
    }

    /// The generated Rust files by their path below the crate.
    pub fn generated(&self) -> BTreeMap<String, String> {
        let folder = generated().join(&self.service.name);
        let paths = files(&folder).into_iter().filter(|it| it.extension().is_some_and(|it| it == "rs"));
        paths.map(|it| (below(&folder, &it), read(&it))).collect()
    }
}

/// The service that has operations, schemas, properties, values and subtypes of every kind.
pub const EXEMPLARY: &str = "container-registry-tasks";

/// The covered releases, in the order of the manifest; each must be in the inventory, and nothing else.
pub fn covered() -> Vec<Covered> {
    let mut counts = committed(&read(&specs().join("inventory.toml")));
    let mut all = Vec::new();
    for service in manifest().services {
        for release in service.releases.clone() {
            let key = (service.name.clone(), release.label.clone());
            let counts = counts.remove(&key).unwrap_or_else(|| panic!("{key:?} is not in inventory.toml"));
            let merged = merged(&service.name, &release.label);
            all.push(Covered { service: service.clone(), release, counts, merged });
        }
    }
    assert!(counts.is_empty(), "inventory.toml counts what the manifest does not list: {:?}", counts.keys());
    assert!(!all.is_empty(), "the manifest lists no release");
    all
}

pub fn manifest() -> Manifest {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::new();
    let text = read(&specs().join("services.toml"));
    let manifest = Manifest::parse("services.toml", &text, &mut sources, &mut diagnostics);
    manifest.unwrap_or_else(|| panic!("{}", diagnostics.to_text(&sources)))
}

pub fn specs() -> PathBuf {
    root().join("specs")
}

pub fn generated() -> PathBuf {
    root().join("generated")
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the project").to_owned()
}

/// All files below a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path below a folder, with `/`.
pub fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).expect("the path is below the folder");
    path.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
