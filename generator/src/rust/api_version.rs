//! The service's api-version: takes the planned groups, gives the version of most operations, and lets those refer to it.
//!
//! So the next api-version is one line of a crate's diff, not one for each operation.

use std::collections::BTreeMap;

use super::plan::{Group, VersionItem};

/// The version that most operations send; of equally many the last by name. `None` if none sends any.
pub(super) fn settle(groups: &mut [Group]) -> Option<String> {
    let mut operations: Vec<_> =
        groups.iter_mut().flat_map(|it| &mut it.methods).map(|it| &mut it.operation.api_version).collect();
    let mut counts = BTreeMap::new();
    for it in &operations {
        if let VersionItem::Own(version) = it {
            *counts.entry(version.clone()).or_insert(0_usize) += 1;
        }
    }
    let of_service = counts.into_iter().max_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0))).map(|(version, _)| version);
    for it in &mut operations {
        let is_of_service = match &**it {
            VersionItem::Own(version) => Some(version) == of_service.as_ref(),
            VersionItem::None | VersionItem::OfService => of_service.is_none(),
        };
        if is_of_service {
            **it = VersionItem::OfService;
        }
    }
    of_service
}
