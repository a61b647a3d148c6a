//! The table of the covered services.

use super::Table;

pub(super) const TABLE: Table = crate::services! {
    "container-registry" => azrest_container_registry("subscriptionId"),
    "container-registry-tasks" => azrest_container_registry_tasks("subscriptionId"),
    "hybrid-compute" => azrest_hybrid_compute("subscriptionId"),
    "machine-learning" => azrest_machine_learning("subscriptionId"),
    "machine-learning-data-plane" => azrest_machine_learning_data_plane(endpoint),
    "resources" => azrest_resources("subscriptionId"),
};
