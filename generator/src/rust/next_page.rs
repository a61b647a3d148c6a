//! Next pages: takes a pageable operation and the one its description names for further pages, gives what the runtime
//! must know to call that one (R4.7).

use std::collections::BTreeMap;

use super::plan::{Group, LinkParameter, NextPage};
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Level, Location, Operation, OperationGroup, Parameter};

/// Fills in the next operations of all pageable operations; `sources` are the groups that `groups` were planned from.
pub(super) fn settle(groups: &mut [Group], sources: &[OperationGroup], diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<&str, (String, String, &Operation)> = BTreeMap::new();
    for (group, source) in groups.iter().zip(sources) {
        known.extend(group.methods.iter().zip(&source.operations).map(|(method, it)| {
            (it.operation_id.as_str(), (group.module.clone(), method.operation.ident.clone(), it))
        }));
    }
    let mut shared = Vec::new();
    for (group, source) in groups.iter_mut().zip(sources) {
        for (method, operation) in group.methods.iter_mut().zip(&source.operations) {
            let Some(next) = operation.paging.as_ref().and_then(|it| it.next_operation.as_deref()) else { continue };
            let Some((module, ident, target)) = known.get(next) else {
                diagnostics.add(
                    Code::ExtensionIgnored,
                    operation.origin.span,
                    &operation.origin.pointer,
                    format!(
                        "`{}`: there is no operation `{next}`; the next page is a GET of the link",
                        operation.operation_id
                    ),
                );
                continue;
            };
            let Some(paging) = &mut method.operation.paging else { continue };
            let is_elsewhere = *module != group.module;
            if is_elsewhere {
                shared.push((module.clone(), ident.clone()));
            }
            paging.next = Some(NextPage {
                module: is_elsewhere.then(|| module.clone()),
                ident: ident.clone(),
                link_parameter: link_parameter(operation, target),
                query: repeated_query(operation, target),
            });
        }
    }
    for (module, ident) in shared {
        let methods = groups.iter_mut().filter(|it| it.module == module).flat_map(|it| &mut it.methods);
        methods.filter(|it| it.operation.ident == ident).for_each(|it| it.operation.shared = true);
    }
}

/// The parameter of the next operation that takes the link: the one that the first operation has not, in the path or else
/// required in the query, or, where an operation continues itself, the one that goes out as it is.
fn link_parameter(first: &Operation, next: &Operation) -> Option<LinkParameter> {
    let is_itself = first.operation_id == next.operation_id;
    let only = |location: Location| {
        let mut found = next.parameters.iter().filter(|it| {
            it.location == location
                && it.required
                && it.level != Level::Client
                && it.constant.is_none()
                && !it.api_version
                && if is_itself { it.skip_url_encoding } else { !has(first, it) }
        });
        found.next().filter(|_| found.next().is_none()).map(|it| it.name.clone())
    };
    only(Location::Path).map(LinkParameter::Path).or_else(|| {
        let in_path = next.parameters.iter().any(|it| it.location == Location::Path && !has(first, it));
        only(Location::Query).filter(|_| !is_itself && !in_path).map(LinkParameter::Query)
    })
}

/// The keys of query parameters that both operations have, apart from those with a value of their own.
fn repeated_query(first: &Operation, next: &Operation) -> Vec<String> {
    let varies = |it: &&Parameter| {
        it.location == Location::Query && it.level != Level::Client && it.constant.is_none() && !it.api_version
    };
    next.parameters.iter().filter(varies).filter(|it| has(first, it)).map(|it| it.name.clone()).collect()
}

fn has(operation: &Operation, parameter: &Parameter) -> bool {
    operation.parameters.iter().any(|it| it.location == parameter.location && it.name == parameter.name)
}
