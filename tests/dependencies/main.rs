//! What a client adds to the build of its user: at most so many crates, and none more for credentials.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The most crates that a client with its default features adds to a dependency tree, the client itself not counted.
const BUDGET: usize = 105;

/// Names and versions of all crates that are compiled for a package, itself included, on this machine's kind.
fn crates(package: &str, features: &[&str]) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").expect("tests are run by cargo");
    let output = Command::new(cargo)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(["--package", package])
        .args(features)
        .output()
        .expect("cargo tree");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names");
    let name = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    text.lines().map(name).filter(|line| !line.is_empty()).collect()
}

fn generated() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let entries = std::fs::read_dir(folder).expect("the generated crates").map(|entry| entry.expect("an entry"));
    let crates = entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
    crates.map(|entry| format!("azrest-{}", entry.file_name().to_string_lossy())).collect()
}

#[test]
fn a_client_adds_no_more_crates_than_the_budget_allows() {
    let clients = generated();
    assert!(clients.len() >= 6, "{clients:?}");
    for client in clients {
        let added = crates(&client, &[]).len() - 1;
        println!("{client} adds {added} crates");
        assert!(added <= BUDGET, "{client} adds {added} crates; the budget is {BUDGET}");
    }
}

#[test]
fn credentials_and_test_tools_of_the_runtime_add_no_crate() {
    let default = crates("azrest-runtime", &[]);
    assert!(default.len() > 50, "{default:?}");
    assert_eq!(crates("azrest-runtime", &["--features", "client-certificate,invoke,testing"]), default);
    let without = crates("azrest-runtime", &["--no-default-features"]);
    assert!(without.is_subset(&default));
}

#[test]
fn the_adapter_for_azure_core_is_nobody_elses_dependency() {
    for client in generated() {
        assert!(crates(&client, &[]).iter().all(|name| !name.starts_with("azure_core ")), "{client}");
    }
    assert!(crates("azrest-azure-core", &[]).iter().any(|name| name.starts_with("azure_core v1.")));
}
