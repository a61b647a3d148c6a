//! Pass `renames`: gives operations, schemas, properties and parameters the names that the manifest lists.

use heck::ToSnakeCase;

use crate::diagnostics::{ChosenName, Code, Diagnostics};
use crate::model::{OperationGroup, Rename, Schema, SchemaKind, Service, ServiceInfo, Type, split_operation_id};

pub(super) fn run(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    for rename in &info.renames {
        let operation = rename_operation(service, rename);
        let is_operation = operation.is_some();
        let found = operation.or_else(|| rename_schema(service, rename)).or_else(|| rename_parameter(service, rename));
        // Where nothing but a type stands, it is the type that is meant.
        let of_type = || rename_schema(service, &Rename { at: format!("{}/type", rename.at), ..rename.clone() });
        let found = found.or_else(of_type);
        let is_name = rename.to.chars().any(char::is_alphanumeric);
        let (message, hint) = match found {
            _ if !info.strict && (found.is_none() || !is_name) => continue,
            _ if !is_name => {
                (format!("`{}` is no name: it has no letter and no digit", rename.to), "choose another name")
            }
            None => {
                let message =
                    format!("the manifest renames `{}` of `{}`; there is nothing there", rename.at, info.name);
                (message, Code::UnusedOverride.hint())
            }
            // The operationId is that of `invoke`, letter for letter.
            Some(old) if info.strict && is_operation && old == rename.to => {
                let message = format!("`{}` is the name that #{} has anyway", rename.to, rename.at);
                (message, "remove the entry, or choose another name")
            }
            Some(old) => {
                let chosen = ChosenName {
                    name: rename.to.clone(),
                    place: rename.place,
                    must_apply: info.strict,
                    // Others are spelled as Rust has them, which may be a choice between letter cases.
                    is_own: !is_operation && old.to_snake_case() == rename.to.to_snake_case(),
                };
                // The type of a property has the pointer of the property.
                let at = rename.at.strip_suffix("/type").unwrap_or(&rename.at);
                [at, &rename.at].iter().for_each(|at| diagnostics.insist_on(at, chosen.clone()));
                continue;
            }
        };
        diagnostics.add_with_hint(Code::UnusedOverride, rename.place, &rename.at, message, hint);
    }
}

/// An operation gets another operationId, and with it perhaps another group. Gives the old one, as all of these do.
fn rename_operation(service: &mut Service, rename: &Rename) -> Option<String> {
    let (group, index) =
        service.groups.iter().enumerate().find_map(|(group, it)| {
            Some((group, it.operations.iter().position(|it| it.origin.pointer == rename.at)?))
        })?;
    let mut operation = service.groups[group].operations.remove(index);
    if service.groups[group].operations.is_empty() {
        service.groups.remove(group);
    }
    let (group, name) = split_operation_id(&rename.to);
    let old = std::mem::replace(&mut operation.operation_id, rename.to.clone());
    operation.group = group.to_owned();
    operation.name = name.to_owned();
    operation.is_id_made = false;
    match service.groups.iter_mut().find(|it| it.name == operation.group) {
        Some(group) => group.operations.push(operation),
        None => service.groups.push(OperationGroup {
            name: operation.group.clone(),
            operations: vec![operation],
            documentation: None,
        }),
    }
    Some(old)
}

/// A schema, named or not, a property or a value of an enum gets another name in clients; the wire stays as it is.
fn rename_schema(service: &mut Service, rename: &Rename) -> Option<String> {
    let mut found = None;
    service.schemas.values_mut().for_each(|it| rename_in_schema(it, rename, &mut found));
    for operation in service.operations_mut() {
        let parameters = operation.parameters.iter_mut().map(|it| &mut it.value);
        let bodies = operation.body.iter_mut().map(|it| &mut it.value);
        let responses = operation.responses.iter_mut().filter_map(|it| it.body.as_mut());
        parameters.chain(bodies).chain(responses).for_each(|it| rename_in_value(it, rename, &mut found));
    }
    found
}

/// Puts a name in place of the one for clients; notes which name clients had.
fn give(client_name: &mut Option<String>, own: &str, rename: &Rename, found: &mut Option<String>) {
    let old = client_name.replace(rename.to.clone());
    *found = Some(old.unwrap_or_else(|| own.to_owned()));
}

fn rename_in_schema(schema: &mut Schema, rename: &Rename, found: &mut Option<String>) {
    let rest = rename.at.strip_prefix(&schema.origin.pointer);
    if rest == Some("") {
        return give(&mut schema.client_name, &schema.name, rename, found);
    }
    rename_value_of_enum(schema, rest, rename, found);
    rename_below(schema, rename, found);
}

/// A schema without a name has the pointer of the property or element that it is the type of, so its own name is that of
/// `…/type` there.
fn rename_inline(schema: &mut Schema, rename: &Rename, found: &mut Option<String>) {
    let rest = rename.at.strip_prefix(&schema.origin.pointer);
    if rest == Some("/type") {
        return give(&mut schema.client_name, &schema.name, rename, found);
    }
    rename_value_of_enum(schema, rest, rename, found);
    rename_below(schema, rename, found);
}

fn rename_value_of_enum(schema: &mut Schema, rest: Option<&str>, rename: &Rename, found: &mut Option<String>) {
    let index = rest.and_then(|it| it.strip_prefix("/enum/")?.parse::<usize>().ok());
    if let (Some(index), SchemaKind::Enum(it)) = (index, &mut schema.kind)
        && let Some(value) = it.values.get_mut(index)
    {
        let own = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
        give(&mut value.client_name, &own, rename, found);
    }
}

fn rename_below(schema: &mut Schema, rename: &Rename, found: &mut Option<String>) {
    match &mut schema.kind {
        SchemaKind::Object(object) => {
            for property in &mut object.properties {
                if property.origin.pointer == rename.at {
                    give(&mut property.client_name, &property.name, rename, found);
                }
                rename_in_value(&mut property.value, rename, found);
            }
            object.additional_properties.iter_mut().for_each(|it| rename_in_value(it, rename, found));
        }
        SchemaKind::Alias { target } => rename_in_value(target, rename, found),
        SchemaKind::Enum(_) => {}
    }
}

fn rename_in_value(value: &mut Type, rename: &Rename, found: &mut Option<String>) {
    match value {
        Type::Array { items, .. } => rename_in_value(items, rename, found),
        Type::Map { values, .. } => rename_in_value(values, rename, found),
        Type::Inline { schema } => rename_inline(schema, rename, found),
        _ => {}
    }
}

/// A parameter or a body, perhaps shared by many operations, gets another name in clients.
fn rename_parameter(service: &mut Service, rename: &Rename) -> Option<String> {
    let mut found = None;
    for operation in service.operations_mut() {
        for it in operation.parameters.iter_mut().filter(|it| it.origin.pointer == rename.at) {
            give(&mut it.client_name, &it.name, rename, &mut found);
        }
        for it in operation.body.iter_mut().filter(|it| it.origin.pointer == rename.at) {
            give(&mut it.client_name, &it.name, rename, &mut found);
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
        assert_eq!(service.schemas["A_O"].client_name.as_deref(), Some("Own"));
        let SchemaKind::Enum(it) = &service.schemas["A_E"].kind else { panic!("{:?}", service.schemas["A_E"]) };
        assert_eq!(it.values.iter().map(|it| it.client_name.as_deref()).collect::<Vec<_>>(), [None, Some("second")]);
        let operation = service.operations().next().unwrap();
        assert_eq!(operation.parameters[0].client_name.as_deref(), Some("number"));
        assert_eq!(codes(&diagnostics), [Code::UnusedOverride]);
    }
}
