//! Documented in words of our own: the operations that first users walk through, with their parameters, models and
//! properties. Everything else is described by its structure.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it saw"
)]

#[path = "../shared/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod shared;

use std::collections::BTreeSet;

use azrest_generator::Spec;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::model::{Level, OperationResult, SchemaKind, Service, Type};
use azrest_generator::source::{Folder, Sources};

use shared::project::{self, Covered};

/// The operations that must be documented, by service.
const DOCUMENTED: [(&str, &[&str]); 6] = [
    (
        "container-registry-tasks",
        &[
            "AgentPools_Create",
            "AgentPools_Delete",
            "AgentPools_Get",
            "AgentPools_GetQueueStatus",
            "AgentPools_List",
            "AgentPools_Update",
            "Registries_GetBuildSourceUploadUrl",
            "Registries_ScheduleRun",
            "Runs_Cancel",
            "Runs_Get",
            "Runs_GetLogSasUrl",
            "Runs_List",
            "Runs_Update",
            "TaskRuns_Create",
            "TaskRuns_Delete",
            "TaskRuns_Get",
            "TaskRuns_GetDetails",
            "TaskRuns_List",
            "TaskRuns_Update",
            "Tasks_Create",
            "Tasks_Delete",
            "Tasks_Get",
            "Tasks_GetDetails",
            "Tasks_List",
            "Tasks_Update",
        ],
    ),
    (
        "container-registry",
        &[
            "Registries_CheckNameAvailability",
            "Registries_Create",
            "Registries_Delete",
            "Registries_GenerateCredentials",
            "Registries_Get",
            "Registries_GetPrivateLinkResource",
            "Registries_ImportImage",
            "Registries_List",
            "Registries_ListByResourceGroup",
            "Registries_ListCredentials",
            "Registries_ListPrivateLinkResources",
            "Registries_ListUsages",
            "Registries_RegenerateCredential",
            "Registries_Update",
        ],
    ),
    (
        "hybrid-compute",
        &[
            "MachineRunCommands_CreateOrUpdate",
            "MachineRunCommands_Delete",
            "MachineRunCommands_Get",
            "MachineRunCommands_List",
            "MachineRunCommands_Update",
        ],
    ),
    (
        "resources",
        &[
            "ResourceGroups_CheckExistence",
            "ResourceGroups_CreateOrUpdate",
            "ResourceGroups_Delete",
            "ResourceGroups_ExportTemplate",
            "ResourceGroups_Get",
            "ResourceGroups_List",
            "ResourceGroups_Update",
            "SubscriptionOperations_List",
            "Subscriptions_CheckZonePeers",
            "Subscriptions_Get",
            "Subscriptions_List",
            "Subscriptions_ListLocations",
            "Tenants_List",
        ],
    ),
    (
        "machine-learning",
        &[
            "Compute_CreateOrUpdate",
            "Compute_Delete",
            "Compute_Get",
            "Compute_List",
            "Compute_ListKeys",
            "Compute_ListNodes",
            "Compute_Restart",
            "Compute_Start",
            "Compute_Stop",
            "Compute_Update",
            "ModelContainers_CreateOrUpdate",
            "ModelContainers_Delete",
            "ModelContainers_Get",
            "ModelContainers_List",
            "ModelVersions_CreateOrUpdate",
            "ModelVersions_Delete",
            "ModelVersions_Get",
            "ModelVersions_List",
            "ModelVersions_Publish",
            "Workspaces_CreateOrUpdate",
            "Workspaces_Delete",
            "Workspaces_Diagnose",
            "Workspaces_Get",
            "Workspaces_ListByResourceGroup",
            "Workspaces_ListBySubscription",
            "Workspaces_ListKeys",
            "Workspaces_ListNotebookAccessToken",
            "Workspaces_ListNotebookKeys",
            "Workspaces_ListOutboundNetworkDependenciesEndpoints",
            "Workspaces_ListStorageAccountKeys",
            "Workspaces_PrepareNotebook",
            "Workspaces_ResyncKeys",
            "Workspaces_Update",
        ],
    ),
    (
        "machine-learning-data-plane",
        &[
            "Assets_Create",
            "Assets_Delete",
            "Assets_ListQuery",
            "Assets_Patch",
            "Assets_QueryById",
            "Events_BatchPost",
            "Events_Post",
            "Experiments_Create",
            "Experiments_DeleteTags",
            "Experiments_Get",
            "Experiments_GetById",
            "Experiments_GetByQuery",
            "Experiments_Update",
            "MLModels_Delete",
            "MLModels_GetMetrics",
            "MLModels_ListQuery",
            "MLModels_Patch",
            "MLModels_QueryById",
            "MLModels_Register",
            "Operations_Get",
            "Profiles_Create",
            "Profiles_ListQuery",
            "Profiles_QueryById",
            "RunArtifacts_BatchCreateEmptyArtifacts",
            "RunArtifacts_GetById",
            "RunArtifacts_GetContentInformation",
            "RunArtifacts_GetSasUri",
            "RunArtifacts_ListInContainer",
            "RunArtifacts_ListInPath",
            "RunArtifacts_ListSasByPrefix",
            "RunMetrics_BatchPost",
            "RunMetrics_Get",
            "RunMetrics_GetByQuery",
            "RunMetrics_Post",
            "Runs_BatchAddOrModify",
            "Runs_CancelRunWithUri",
            "Runs_DeleteTags",
            "Runs_Get",
            "Runs_GetByQuery",
            "Runs_GetChild",
            "Runs_GetDetails",
            "Runs_Patch",
            "Runs_StartLocalRun",
            "Runs_StartRun",
            "Runs_StartSnapshotRun",
            "Services_Create",
            "Services_Delete",
            "Services_GetServiceToken",
            "Services_ListQuery",
            "Services_ListServiceKeys",
            "Services_Patch",
            "Services_QueryById",
            "Services_RegenerateServiceKeys",
        ],
    ),
];

fn model(it: &Covered) -> Service {
    let files = Folder::new(project::specs());
    let source = Spec::Imported { path: it.service.spec_path(&it.release.label) };
    let info = it.service.info(&it.release.label);
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = azrest_generator::model(&files, &source, &info, &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
    service.expect("there is a model if there are no errors")
}

/// What of a service has no text though it belongs to one of the operations.
fn undocumented(service: &Service, operations: &[&str]) -> (BTreeSet<String>, usize) {
    let mut missing = BTreeSet::new();
    let mut properties = 0;
    let mut todo: Vec<&str> = Vec::new();
    for id in operations {
        let Some(operation) = service.operations().find(|it| it.operation_id == *id) else {
            panic!("{} has no operation {id}", service.name);
        };
        if operation.documentation.is_none() {
            missing.insert((*id).to_owned());
        }
        for parameter in &operation.parameters {
            todo.extend(parameter.value.references());
            let given = parameter.level == Level::Method && !parameter.api_version && parameter.constant.is_none();
            if given && !parameter.required && parameter.documentation.is_none() {
                missing.insert(format!("{id}, parameter {}", parameter.name));
            }
        }
        todo.extend(operation.body.iter().flat_map(|it| it.value.references()));
        let bodies = operation.responses.iter().filter(|it| !it.error).filter_map(|it| it.body.as_ref());
        todo.extend(bodies.flat_map(Type::references));
        let end = operation.long_running.iter().filter_map(|it| it.final_state_schema.as_ref());
        todo.extend(end.flat_map(Type::references));
        if let OperationResult::Body { value } | OperationResult::OptionalBody { value } = &operation.result {
            todo.extend(value.references());
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if !seen.insert(name) {
            continue;
        }
        let schema = &service.schemas[name];
        if schema.documentation.is_none() {
            missing.insert(name.to_owned());
        }
        match &schema.kind {
            SchemaKind::Object(object) => {
                for property in &object.properties {
                    properties += 1;
                    todo.extend(property.value.references());
                    if property.documentation.is_none() {
                        missing.insert(format!("{name}.{}", property.name));
                    }
                }
                todo.extend(object.additional_properties.iter().flat_map(Type::references));
                todo.extend(object.discriminator.iter().flat_map(|it| it.subtypes.iter().map(|it| it.schema.as_str())));
            }
            SchemaKind::Alias { target } => todo.extend(target.references()),
            SchemaKind::Enum(_) => {}
        }
    }
    (missing, properties)
}

#[test]
fn the_operations_of_the_first_walk_are_documented_with_all_their_properties() {
    for it in project::covered().iter().filter(|it| it.is_current()) {
        let (_, operations) = DOCUMENTED
            .iter()
            .find(|(name, _)| *name == it.service.name)
            .unwrap_or_else(|| panic!("{} has no list of operations", it.service.name));
        let (missing, properties) = undocumented(&model(it), operations);
        println!("{}: {} operations, {properties} properties", it.name(), operations.len());
        assert!(missing.is_empty(), "{}: no text in docs.yaml for {missing:#?}", it.name());
    }
}

#[test]
fn what_has_no_text_is_found() {
    let covered = project::covered();
    let it = covered.iter().find(|it| it.service.name == project::EXEMPLARY && it.is_current()).expect("it is covered");
    let mut service = model(it);
    for operation in service.operations_mut().filter(|it| it.operation_id == "Runs_List") {
        operation.documentation = None;
        for parameter in &mut operation.parameters {
            parameter.documentation = None;
        }
    }
    for schema in service.schemas.values_mut() {
        if let SchemaKind::Object(object) = &mut schema.kind {
            object.properties.iter_mut().filter(|it| it.name == "runId").for_each(|it| it.documentation = None);
        }
        if schema.name == "SetValue" {
            schema.documentation = None;
        }
    }
    let (missing, _) = undocumented(&service, &["Runs_List", "Tasks_Get"]);
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let expected =
        ["RunProperties.runId", "Runs_List", "Runs_List, parameter $filter", "Runs_List, parameter $top", "SetValue"];
    assert_eq!(missing, expected);
}
