//! The shared definitions of all providers, in a folder for each version: what a move to another version changes for callers.

use std::io;

use azrest_generator::Spec;
use azrest_generator::diff::Report;
use azrest_generator::source::{Files, Folder};

use super::{Read, compare, read_from};
use crate::library::Library;

/// The documents, in which those of providers name other versions of the shared ones.
struct Moved {
    folder: Folder,
    from: &'static str,
    to: &'static str,
}

const SHARED: &str = "common-types/resource-management/";

impl Files for Moved {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let bytes = self.folder.read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        if path.starts_with(SHARED) || !text.contains(SHARED) {
            return Ok(bytes);
        }
        Ok(text.replace(&format!("{SHARED}{}/", self.from), &format!("{SHARED}{}/", self.to)).into_bytes())
    }
}

const DOCUMENTS: [&str; 4] = ["machineLearningServices", "mfe", "registries", "workspaceFeatures"];

fn with_version(library: &Library, to: &'static str) -> Read {
    let folder = "machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable/2023-10-01";
    let paths = DOCUMENTS.iter().map(|it| format!("{folder}/{it}.json")).collect();
    let files = Moved { folder: Folder::new(library.root().to_owned()), from: "v3", to };
    read_from(
        &files,
        "machine-learning",
        "Microsoft.MachineLearningServices",
        &Spec::Documents { paths, keep_docs: true },
    )
}

fn causes(report: &Report) -> Vec<(&'static str, &str)> {
    let told = report.causes.iter().map(|it| (it.rule.id(), it.cause.as_str()));
    told.filter(|it| it.0 != "whitespace-only").collect()
}

/// The versions differ in a hundred places of these files; a caller sees those that operations arrive at.
#[test]
fn a_move_of_the_common_types_tells_what_differs_for_callers_alone() {
    let library = Library::new();
    let v3 = with_version(&library, "v3");
    assert_eq!(causes(&compare(&v3, &with_version(&library, "v3"))), []);
    let all = [
        ("parameter-format-changed", "subscriptionId"),
        ("parameter-constraint-loosened", "subscriptionId"),
        ("parameter-docs-changed", "subscriptionId"),
        ("property-format-changed", "OperationListResult.nextLink"),
        ("property-format-changed", "Resource.id"),
        ("property-docs-changed", "Resource.id"),
        ("property-docs-changed", "Sku.name"),
        ("api-version-unchanged", "service"),
    ];
    // Since that version an identity may be null.
    let null = [("property-type-changed", "ManagedServiceIdentity.userAssignedIdentities")];
    assert_eq!(causes(&compare(&v3, &with_version(&library, "v5"))), [&null[..], &all].concat());
    // The version between them has a blank in a value, which the next one takes back.
    let value = [
        ("enum-value-removed", "ManagedServiceIdentityType = SystemAssigned,UserAssigned"),
        ("enum-value-added", "ManagedServiceIdentityType = SystemAssigned, UserAssigned"),
    ];
    assert_eq!(causes(&compare(&v3, &with_version(&library, "v4"))), [&value[..], &all].concat());
}
