//! Pass `renames`: gives operations, schemas, properties and parameters the names that the manifest lists.

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{OperationGroup, Rename, Schema, SchemaKind, Service, ServiceInfo, Type, split_operation_id};

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

/// A schema, named or not, a property or a value of an enum gets another name in clients; the wire stays as it is.
fn rename_schema(service: &mut Service, rename: &Rename) -> bool {
    let mut found = false;
    service.schemas.values_mut().for_each(|it| found |= rename_in_schema(it, rename));
    for operation in service.operations_mut() {
        let parameters = operation.parameters.iter_mut().map(|it| &mut it.value);
        let bodies = operation.body.iter_mut().map(|it| &mut it.value);
        let responses = operation.responses.iter_mut().filter_map(|it| it.body.as_mut());
        parameters.chain(bodies).chain(responses).for_each(|it| found |= rename_in_value(it, rename));
    }
    found
}

fn rename_in_schema(schema: &mut Schema, rename: &Rename) -> bool {
    let rest = rename.at.strip_prefix(&schema.origin.pointer);
    if rest == Some("") {
        schema.client_name = Some(rename.to.clone());
        return true;
    }
    rename_value_of_enum(schema, rest, rename) || rename_below(schema, rename)
}

/// A schema without a name has the pointer of the property or element that it is the type of, so its own name is that of
/// `…/type` there.
fn rename_inline(schema: &mut Schema, rename: &Rename) -> bool {
    let rest = rename.at.strip_prefix(&schema.origin.pointer);
    if rest == Some("/type") {
        schema.client_name = Some(rename.to.clone());
        return true;
    }
    rename_value_of_enum(schema, rest, rename) || rename_below(schema, rename)
}

fn rename_value_of_enum(schema: &mut Schema, rest: Option<&str>, rename: &Rename) -> bool {
    let index = rest.and_then(|it| it.strip_prefix("/enum/")?.parse::<usize>().ok());
    let (Some(index), SchemaKind::Enum(it)) = (index, &mut schema.kind) else { return false };
    let Some(value) = it.values.get_mut(index) else { return false };
    value.client_name = Some(rename.to.clone());
    true
}

fn rename_below(schema: &mut Schema, rename: &Rename) -> bool {
    let mut found = false;
    match &mut schema.kind {
        SchemaKind::Object(object) => {
            for property in &mut object.properties {
                if property.origin.pointer == rename.at {
                    property.client_name = Some(rename.to.clone());
                    found = true;
                }
                found |= rename_in_value(&mut property.value, rename);
            }
            object.additional_properties.iter_mut().for_each(|it| found |= rename_in_value(it, rename));
        }
        SchemaKind::Alias { target } => found |= rename_in_value(target, rename),
        SchemaKind::Enum(_) => {}
    }
    found
}

fn rename_in_value(value: &mut Type, rename: &Rename) -> bool {
    match value {
        Type::Array { items } => rename_in_value(items, rename),
        Type::Map { values } => rename_in_value(values, rename),
        Type::Inline { schema } => rename_inline(schema, rename),
        _ => false,
    }
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
    use crate::model::{Rename, SchemaKind, ServiceInfo};
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
                rename("/components/schemas/A/properties/e/enum/1", "second"),
                rename("/components/schemas/A/properties/o/type", "Own"),
                rename("/components/schemas/Gone", "Nothing"),
            ],
            ..ServiceInfo::default()
        };
        let (service, diagnostics) = normalized_with(
            r##"
paths:
  /a: {get: {operationId: A_Get, parameters: [{name: n, in: query, schema: {type: integer}}], responses: {'200': {description: ''}}}}
  /b: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}
components: {schemas: {A: {type: object, properties: {x: {type: string}, e: {type: string, enum: [a, b]}, o: {type: object, properties: {y: {type: string}}}}}}}
"##,
            &info,
        );
        let ids: Vec<_> = service.operations().map(|it| (it.group.as_str(), it.operation_id.as_str())).collect();
        assert_eq!(ids, [("A", "A_Get"), ("Others", "Others_Fetch")]);
        assert_eq!(service.schemas["A"].client_name.as_deref(), Some("Alpha"));
        assert_eq!(service.schemas["AO"].client_name.as_deref(), Some("Own"));
        let SchemaKind::Enum(it) = &service.schemas["AE"].kind else { panic!("{:?}", service.schemas["AE"]) };
        assert_eq!(it.values.iter().map(|it| it.client_name.as_deref()).collect::<Vec<_>>(), [None, Some("second")]);
        let operation = service.operations().next().unwrap();
        assert_eq!(operation.parameters[0].client_name.as_deref(), Some("number"));
        assert_eq!(codes(&diagnostics), [Code::UnusedOverride]);
    }
}
