//! The generated crates of the sets, and the driver that calls them: takes documents, gives a program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::{Plane, Service, ServiceInfo};
use azrest_generator::rust::CrateInfo;
use azrest_generator::source::{Folder, Sources};
use azrest_generator::{Spec, client, model};

use crate::library::Library;
use crate::sets::Set;
use crate::shared::project;

/// A set with its model; the crate is written.
pub struct Generated {
    pub set: Set,
    pub service: Service,
}

/// The workspace of the crates, which is kept from run to run.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples")
}

/// Generates the crate of a set; the errors if it has some.
pub fn generate(library: &Library, set: Set) -> Result<Generated, String> {
    let info = ServiceInfo {
        name: set.name.clone(),
        client_parameters: vec!["subscriptionId".into()],
        ..ServiceInfo::default()
    };
    let crate_info = CrateInfo {
        name: format!("azrest-{}", set.name),
        version: String::new(),
        runtime: "{ workspace = true }".to_owned(),
        in_workspace: true,
        command: "cargo test".to_owned(),
    };
    let files = Folder::new(library.root().to_owned());
    let spec = Spec::Documents { paths: set.inputs.clone(), keep_docs: false };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = model(&files, &spec, &info, &mut sources, &mut diagnostics);
    let Some(service) = service else { return Err(format!("{}: {}", set.name, diagnostics.to_text(&sources))) };
    let emitted = client(&service, &crate_info, &mut diagnostics).expect("no defect of the generator");
    let Some(emitted) = emitted else { return Err(format!("{}: {}", set.name, diagnostics.to_text(&sources))) };
    write(&workspace().join("crates").join(&set.name), &emitted);
    Ok(Generated { set, service })
}

/// Compiles the crates and a driver for them; gives the driver.
pub fn compile(generated: &[Generated]) -> PathBuf {
    let workspace = workspace();
    let root = project::root();
    let path = |below: &str| toml::Value::String(root.join(below).to_string_lossy().replace('\\', "/")).to_string();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"driver\"]\n\n\
         [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\nlicense = \"MIT\"\n\
         repository = \"https://example.invalid\"\n\n\
         [workspace.dependencies]\nazrest-runtime = {{ path = {} }}\ntokio = {{ version = \"1\", default-features = false }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        path("runtime"),
    );
    let mut dependencies = format!("azrest-tests = {{ path = {}, default-features = false }}\n", path("tests"));
    let mut table = String::new();
    for Generated { set, service } in generated {
        let name = &set.name;
        dependencies.push_str(&format!("azrest-{name} = {{ path = \"../crates/{name}\", features = [\"invoke\"] }}\n"));
        let endpoint = (service.plane == Plane::DataPlane).then(|| "endpoint".to_owned());
        let parameters = service.client_parameters.iter().map(|it| format!("{:?}", it.name));
        let arguments: Vec<String> = endpoint.into_iter().chain(parameters).collect();
        table.push_str(&format!("        {name:?} => azrest_{}({}),\n", name.replace('-', "_"), arguments.join(", ")));
    }
    let driver = format!(
        "[package]\nname = \"driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    );
    let main = format!(
        "//! Calls operations of generated crates: see `azrest_tests::invoke`.\n\n\
         fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         azrest_tests::invoke::serve(azrest_tests::services! {{\n{table}    }})\n}}\n"
    );
    write_file(&workspace.join("Cargo.toml"), manifest.as_bytes());
    write_file(&workspace.join("driver/Cargo.toml"), driver.as_bytes());
    write_file(&workspace.join("driver/src/main.rs"), main.as_bytes());
    // The versions of dependencies are the project's.
    write_file(&workspace.join("Cargo.lock"), project::read(&root.join("Cargo.lock")).as_bytes());

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "driver"])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the generated crates, or the driver, in {} do not compile", workspace.display());
    workspace.join("target/debug/driver")
}

/// Writes the files of a crate as far as they differ, so that cargo sees no change where there is none.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        write_file(&folder.join(path), bytes);
    }
    let known: BTreeSet<PathBuf> = files.keys().map(|it| folder.join(it)).collect();
    for stale in project::files(folder).into_iter().filter(|it| !known.contains(it)) {
        std::fs::remove_file(&stale).unwrap_or_else(|error| panic!("{}: {error}", stale.display()));
    }
}

fn write_file(path: &Path, bytes: &[u8]) {
    if std::fs::read(path).is_ok_and(|it| it == bytes) {
        return;
    }
    let written = std::fs::create_dir_all(path.parent().expect("a parent")).and_then(|()| std::fs::write(path, bytes));
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
