//! Pass `renames`: gives operations, schemas, properties and parameters the names that the manifest lists.

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{OperationGroup, Rename, SchemaKind, Service, ServiceInfo, split_operation_id};

pub(super) fn run(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    for rename in &info.renames {
        let found =
            rename_operation(service, rename) || rename_schema(service, rename) || rename_parameter(service, rename);
        if !found && info.strict {
            diagnostics.add(
                Code::UnusedOverride,
                rename.place,
                &rename.at,
                format!("the manifest renames `{}` of `{}`; there is nothing there", rename.at, info.name),
            );
        }
    }
}

/// An operation gets another operationId, and with it perhaps another group.
fn rename_operation(service: &mut Service, rename: &Rename) -> bool {
    let place = service
        .groups
        .iter()
        .enumerate()
        .find_map(|(group, it)| Some((group, it.operations.iter().position(|it| it.origin.pointer == rename.at)?)));
    let Some((group, index)) = place else { return false };
    let mut operation = service.groups[group].operations.remove(index);
    if service.groups[group].operations.is_empty() {
        service.groups.remove(group);
    }
    let (group, name) = split_operation_id(&rename.to);
    operation.operation_id.clone_from(&rename.to);
    operation.group = group.to_owned();
    operation.name = name.to_owned();
    match service.groups.iter_mut().find(|it| it.name == operation.group) {
        Some(group) => group.operations.push(operation),
        None => service.groups.push(OperationGroup {
            name: operation.group.clone(),
            operations: vec![operation],
            documentation: None,
        }),
    }
    true
}

/// A schema or a property gets another name in clients; the wire stays as it is.
fn rename_schema(service: &mut Service, rename: &Rename) -> bool {
    for schema in service.schemas.values_mut() {
        if schema.origin.pointer == rename.at {
            schema.client_name = Some(rename.to.clone());
            return true;
        }
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        if let Some(property) = object.properties.iter_mut().find(|it| it.origin.pointer == rename.at) {
            property.client_name = Some(rename.to.clone());
            return true;
        }
    }
    false
}

/// A parameter, perhaps shared by many operations, gets another name in clients.
fn rename_parameter(service: &mut Service, rename: &Rename) -> bool {
    let mut found = false;
    for parameter in service.operations_mut().flat_map(|it| &mut it.parameters) {
        if parameter.origin.pointer == rename.at {
            parameter.client_name = Some(rename.to.clone());
            found = true;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{Rename, ServiceInfo};
    use crate::normalize::fixture::{codes, normalized_with};

    #[test]
    fn renamed_things_have_their_new_names_and_unused_renames_are_errors() {
        let rename = |at: &str, to: &str| Rename { at: at.into(), to: to.into(), reason: "a test".into(), place: None };
        let info = ServiceInfo {
            strict: true,
            renames: vec![
                rename("/paths/~1b/get", "Others_Fetch"),
                rename("/components/schemas/A", "Alpha"),
                rename("/components/schemas/A/properties/x", "exact"),
                rename("/paths/~1a/get/parameters/0", "number"),
                rename("/components/schemas/Gone", "Nothing"),
            ],
            ..ServiceInfo::default()
        };
        let (service, diagnostics) = normalized_with(
            r##"
paths:
  /a: {get: {operationId: A_Get, parameters: [{name: n, in: query, schema: {type: integer}}], responses: {'200': {description: ''}}}}
  /b: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}
components: {schemas: {A: {type: object, properties: {x: {type: string}}}}}
"##,
            &info,
        );
        let ids: Vec<_> = service.operations().map(|it| (it.group.as_str(), it.operation_id.as_str())).collect();
        assert_eq!(ids, [("A", "A_Get"), ("Others", "Others_Fetch")]);
        assert_eq!(service.schemas["A"].client_name.as_deref(), Some("Alpha"));
        let operation = service.operations().next().unwrap();
        assert_eq!(operation.parameters[0].client_name.as_deref(), Some("number"));
        assert_eq!(codes(&diagnostics), [Code::UnusedOverride]);
    }
}
