//! Pass `operation_names`: every operationId becomes the name of one operation, and groups whose names differ in letter
//! case alone become one.
//!
//! Documents of one service may use an operationId of another; one document may not use one twice. The operation of the document that is named first keeps it; the
//! others are called after their api-version, else their file, else their method and path. So a document that is added
//! behind the others renames none of their operations.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Operation, OperationGroup, Service, other_path_names, path_name, split_operation_id};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut operations: Vec<Operation> = Vec::new();
    let mut documentation: BTreeMap<String, String> = BTreeMap::new();
    for group in std::mem::take(&mut service.groups) {
        operations.extend(group.operations);
        if let Some(text) = group.documentation {
            documentation.entry(group.name.to_lowercase()).or_insert(text);
        }
    }
    operations
        .sort_by_cached_key(|it| (it.source, !it.origin.pointer.starts_with("/paths/"), it.origin.pointer.clone()));
    tell_apart(&mut operations, &service.sources, diagnostics);
    service.groups = grouped(operations);
    for group in &mut service.groups {
        group.documentation = documentation.remove(&group.name.to_lowercase());
    }
}

/// Gives the later ones of equal operationIds another.
fn tell_apart(operations: &mut [Operation], sources: &[String], diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut later = Vec::new();
    // A name that is made makes way for one that is given.
    let (given, mut made): (Vec<_>, Vec<_>) = operations.iter().enumerate().partition(|(_, it)| !it.is_id_made);
    // The path that is a name of its own keeps it; those with capitals, signs and slashes have more to tell.
    made.sort_by_key(|(_, it)| {
        let path = it.path.as_str();
        (it.source, path.chars().filter(|c| !c.is_lowercase() && !"/{}".contains(*c)).count(), path.len())
    });
    for (at, it) in given.into_iter().chain(made) {
        if first.contains_key(&it.operation_id) {
            later.push(at);
        } else {
            first.insert(it.operation_id.clone(), at);
        }
    }
    let mut taken: BTreeSet<String> = first.keys().cloned().collect();
    for at in later {
        let it = &operations[at];
        let Some(keeper) = first.get(&it.operation_id).map(|at| &operations[*at]) else { continue };
        let Some(id) = others(it, keeper, sources).into_iter().find(|id| !taken.contains(id)) else {
            let message = format!("`{}` is also the operationId of #{}", it.operation_id, keeper.origin.pointer);
            diagnostics.add(Code::NameClash, it.origin.span, &it.origin.pointer, message);
            continue;
        };
        let also = format!("`{}` is also the operationId of #{}", it.operation_id, keeper.origin.pointer);
        let chosen = [it, keeper].into_iter().find_map(|operation| {
            let all = diagnostics.chosen_names(&operation.origin.pointer).iter().filter(|it| it.must_apply);
            all.map(|chosen| (operation, chosen)).find(|(it, chosen)| it.operation_id == chosen.name)
        });
        if let Some((renamed, chosen)) = chosen {
            let other = if std::ptr::eq(renamed, it) { keeper } else { it };
            let message = format!("`{}` is the operationId of #{} already", chosen.name, other.origin.pointer);
            let (place, pointer) = (chosen.place, renamed.origin.pointer.clone());
            diagnostics.add_with_hint(Code::UnusedOverride, place, pointer, message, "choose another name");
            continue;
        }
        let (code, message) = match it.source == keeper.source {
            _ if it.is_id_made => {
                let message = format!("`{}` is also the name of #{}", it.operation_id, keeper.origin.pointer);
                (Code::NameSettled, format!("{message}; here it is `{id}`"))
            }
            true => (Code::DuplicateOperation, also),
            false => (Code::NameSettled, format!("{also}; here it is `{id}`")),
        };
        diagnostics.add(code, it.origin.span, &it.origin.pointer, message);
        diagnostics.settled_by(Remedy::Rename { to: id.clone() });
        taken.insert(id.clone());
        rename(&mut operations[at], id);
    }
}

/// The operationIds that can tell an operation from the one that keeps its own.
fn others(it: &Operation, keeper: &Operation, sources: &[String]) -> Vec<String> {
    if it.is_id_made {
        return other_path_names(it.method, it.path.as_str()).into();
    }
    let mut endings = Vec::new();
    if it.api_version != keeper.api_version {
        endings.extend(it.api_version.clone());
    }
    if it.source != keeper.source
        && let Some(path) = it.source.and_then(|at| sources.get(at))
    {
        let file = path.rsplit('/').next().unwrap_or(path);
        endings.push(file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_upper_camel_case());
        endings.push(path.to_upper_camel_case());
    }
    let mut ids: Vec<_> = endings.into_iter().map(|end| with_ending(it, &end)).collect();
    let by_path = path_name(it.method, it.path.as_str());
    ids.push(if it.group.is_empty() { by_path.clone() } else { format!("{}_{by_path}", it.group) });
    ids.push(with_ending(it, &by_path));
    ids
}

/// The operationId with an ending that leaves the operation in its group, even if that is none: `getPets` and `Shop` are
/// no `Shop` of a group `getPets`.
fn with_ending(it: &Operation, ending: &str) -> String {
    let id = &it.operation_id;
    let ids = [format!("{id}_{ending}"), format!("{id}_{}", ending.to_snake_case()), format!("{id}-{ending}")];
    let [first, ..] = &ids;
    let stays = |id: &&String| split_operation_id(id).0 == it.group;
    ids.iter().find(stays).unwrap_or(first).clone()
}

fn rename(operation: &mut Operation, id: String) {
    let (group, name) = split_operation_id(&id);
    operation.group = group.to_owned();
    operation.name = name.to_owned();
    operation.operation_id = id;
}

/// Operations by group. Groups that differ in letter case alone are one slip of the spec, not two groups: the spelling
/// that most operations have is its name, else the first by its letters.
fn grouped(operations: Vec<Operation>) -> Vec<OperationGroup> {
    let mut groups: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for it in operations {
        groups.entry(it.group.to_lowercase()).or_default().push(it);
    }
    let mut list = Vec::new();
    for mut operations in groups.into_values() {
        let mut spellings: BTreeMap<&str, usize> = BTreeMap::new();
        for it in &operations {
            *spellings.entry(&it.group).or_default() += 1;
        }
        let most = spellings.values().max().copied().unwrap_or(0);
        let name =
            spellings.iter().find(|(_, count)| **count == most).map_or(String::new(), |(name, _)| (*name).to_owned());
        operations.iter_mut().for_each(|it| it.group.clone_from(&name));
        list.push(OperationGroup { name, operations, documentation: None });
    }
    list
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::normalize::fixture::normalized;

    #[test]
    fn equal_operation_ids_are_told_apart_by_version_file_or_path() {
        let (service, diagnostics) = normalized(
            r##"
x-azrest-sources: [m/a.json, m/b.json, m/c.json]
servers: [{url: 'https://management.azure.com'}]
paths:
  /a: {get: {operationId: X_Get, x-azrest-source: 1, x-azrest-api-version: '2', parameters: [{$ref: '#/components/parameters/V'}], responses: {'200': {description: ''}}}}
  /b: {get: {operationId: X_Get, x-azrest-source: 0, x-azrest-api-version: '1', parameters: [{$ref: '#/components/parameters/V'}], responses: {'200': {description: ''}}}}
  /c/{d}: {get: {operationId: X_Get, x-azrest-source: 0, x-azrest-api-version: '1', parameters: [{$ref: '#/components/parameters/V'}, {name: d, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ''}}}}
  /d: {get: {operationId: X_Get, x-azrest-source: 2, x-azrest-api-version: '1', parameters: [{$ref: '#/components/parameters/V'}], responses: {'200': {description: ''}}}}
components:
  parameters:
    V: {name: api-version, in: query, required: true, x-ms-parameter-location: client, schema: {type: string}}
"##,
        );
        let ids: Vec<_> = service.operations().map(|it| (it.path.as_str(), it.operation_id.as_str())).collect();
        assert_eq!(
            ids,
            [("/b", "X_Get"), ("/c/{d}", "X_GetCByD"), ("/a", "X_Get_2"), ("/d", "X_Get_C")],
            "the document named first keeps the id"
        );
        let codes: Vec<_> = diagnostics.sorted().iter().map(|it| it.code).collect();
        assert_eq!(
            codes,
            [Code::NameSettled, Code::DuplicateOperation, Code::NameSettled],
            "one is of the same document"
        );
    }

    #[test]
    fn operations_without_a_group_stay_without() {
        let ids = |id: &str| {
            let operation = |path: &str, source: usize| {
                format!(
                    "{path}: {{get: {{operationId: {id}, x-azrest-source: {source}, responses: {{'200': {{description: ''}}}}}}}}"
                )
            };
            let (service, _) = normalized(&format!(
                "x-azrest-sources: [m/a.json, m/otherShop.json]\npaths:\n  {}\n  {}\n",
                operation("/a", 0),
                operation("/b", 1)
            ));
            let found = service.operations().map(|it| (it.group.clone(), it.operation_id.clone()));
            found.filter(|(_, made)| made != id).last().unwrap_or_default()
        };
        let made = |group: &str, id: &str| (group.to_owned(), id.to_owned());
        assert_eq!(ids("getPets"), made("", "getPets-OtherShop"));
        assert_eq!(ids("get_pets"), made("", "get_pets_other_shop"));
        assert_eq!(ids("Pets_Get"), made("Pets", "Pets_Get_OtherShop"));
    }

    #[test]
    fn paths_that_make_one_name_are_told_apart_and_make_way_for_ids() {
        let none = "{responses: {'200': {description: ''}}}";
        let (service, diagnostics) = normalized(&format!(
            "paths:\n  /a: {{get: {none}}}\n  /A: {{get: {none}}}\n  /a/: {{get: {none}}}\n  /a-b: {{get: {none}}}\n  \
             /a/b: {{get: {none}}}\n  /z: {{get: {{operationId: GetAB, responses: {{'200': {{description: ''}}}}}}}}\n"
        ));
        assert!(!diagnostics.has_errors(), "{:?}", diagnostics.sorted());
        let mut ids: Vec<_> = service.operations().map(|it| (it.path.as_str(), it.operation_id.as_str())).collect();
        ids.sort_unstable();
        assert_eq!(
            ids,
            [
                ("/A", "GetUpperA"),
                ("/a", "GetA"),
                ("/a-b", "GetADashB"),
                ("/a/", "GetASlash"),
                ("/a/b", "GetASlashB"),
                ("/z", "GetAB")
            ]
        );
        assert_eq!(diagnostics.count_of(Code::NameSettled), 4);
    }

    #[test]
    fn groups_that_differ_in_case_are_one() {
        let (service, diagnostics) = normalized(
            r##"
paths:
  /a: {get: {operationId: things_List, responses: {'200': {description: ''}}}}
  /b: {get: {operationId: Things_Get, responses: {'200': {description: ''}}}, put: {operationId: Things_Put, responses: {'200': {description: ''}}}}
"##,
        );
        assert_eq!(service.groups.len(), 1);
        let ids: Vec<_> = service.operations().map(|it| (it.group.as_str(), it.operation_id.as_str())).collect();
        assert_eq!(ids, [("Things", "Things_Get"), ("Things", "Things_Put"), ("Things", "things_List")]);
        assert!(!diagnostics.has_errors());
    }
}
