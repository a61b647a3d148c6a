//! The client: takes the service and its groups, gives the client struct with one accessor for each group.

use std::collections::BTreeSet;

use super::docs;
use super::names::{NamedBy, Scope, Wanted, argument_forms, snake, snake_forms};
use super::plan::{Accessor, Client, ClientParameter, Group, Item, RustType, Scheme, SecretNames};
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{Plane, Service};

pub(super) fn lower(
    service: &Service,
    models: &[Item],
    groups: &[Group],
    api_version: Option<String>,
    security: Vec<Vec<Scheme>>,
    diagnostics: &mut Diagnostics,
) -> Result<Client, Bug> {
    let mut names = Scope::new("argument of `Client::new`", diagnostics);
    for own in ["credential", "endpoint"] {
        names.reserve(own, "an argument every client has");
    }
    let wanted: Vec<_> = service
        .client_parameters
        .iter()
        .map(|it| Wanted {
            spec: &it.name,
            origin: &it.origin,
            forms: argument_forms(it.client_name.as_deref().unwrap_or(&it.name), &it.name, it.location.as_str()),
            chosen: it.client_name.is_some(),
            named_by: NamedBy::Name,
        })
        .collect();
    let idents = names.settle(&wanted);
    let parameters = std::iter::zip(&service.client_parameters, idents)
        .map(|(it, ident)| ClientParameter { ident, wire: it.name.clone() })
        .collect();
    let mut methods = Scope::new("method of `Client`", diagnostics);
    for own in ["new", "builder", "clone"] {
        methods.reserve(own, "a method every client has");
    }
    let (own, rest): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|it| it.name.is_empty());
    for method in own.iter().flat_map(|it| &it.methods) {
        methods.reserve(&method.ident, &format!("the operation `{}`", method.operation.id));
        if let Some(resume) = &method.resume {
            methods.reserve(resume, &format!("`{}`, resumed", method.operation.id));
        }
    }
    let origins: Vec<_> = rest
        .iter()
        .map(|group| {
            let source = service.groups.iter().find(|it| it.name == group.name);
            source.and_then(|it| it.operations.first()).map(|it| it.origin.clone()).unwrap_or_default()
        })
        .collect();
    let wanted: Vec<_> = std::iter::zip(&rest, &origins)
        .map(|(group, origin)| {
            let mut forms = vec![snake(&group.name), format!("{}_operations", group.module)];
            forms.retain(|it| !it.is_empty());
            forms.extend(snake_forms(&[&group.name]));
            Wanted { spec: &group.name, origin, forms, chosen: false, named_by: NamedBy::Others }
        })
        .collect();
    let idents = methods.settle(&wanted);
    let accessors = std::iter::zip(rest, idents)
        .map(|(group, ident)| Accessor {
            ident,
            module: group.module.clone(),
            type_name: group.type_name.clone(),
            docs: service.groups.iter().find(|it| it.name == group.name).map(docs::of_accessor).unwrap_or_default(),
        })
        .collect();
    let data_plane = service.plane == Plane::DataPlane;
    let endpoint_docs = if data_plane { docs::of_endpoint(service) } else { Vec::new() };
    let default_endpoint = if data_plane { service.default_endpoint() } else { None };
    let scope = service.scope.clone();
    let mut security_docs = docs::of_security(&security, groups);
    if data_plane && takes_tokens(&security, groups) {
        let paragraph = (!security_docs.is_empty()).then(String::new);
        security_docs.extend(paragraph.into_iter().chain(docs::of_scope(scope.as_deref(), service.is_azure())));
    }
    let secrets = secrets(models);
    Ok(Client {
        data_plane,
        default_endpoint,
        endpoint_docs,
        parameters,
        api_version,
        security,
        scope,
        security_docs,
        accessors,
        secrets,
    })
}

fn takes_tokens(of_service: &[Vec<Scheme>], groups: &[Group]) -> bool {
    let own = groups.iter().flat_map(|it| &it.methods).filter_map(|it| it.operation.security.as_ref());
    own.flatten().chain(of_service).flatten().any(|it| *it == Scheme::Token)
}

/// The names of all fields that hold a secret, wherever in their type.
fn secrets(models: &[Item]) -> SecretNames {
    let (mut texts, mut values) = (BTreeSet::new(), BTreeSet::new());
    for item in models {
        let Item::Struct(item) = item else { continue };
        for field in &item.fields {
            if let RustType::Sensitive(inner) = &field.value
                && matches!(**inner, RustType::String)
            {
                texts.insert(field.wire.clone());
            } else if holds_secret(&field.value) {
                values.insert(field.wire.clone());
            }
        }
    }
    SecretNames { texts: texts.into_iter().collect(), values: values.into_iter().collect() }
}

fn holds_secret(value: &RustType) -> bool {
    match value {
        RustType::Sensitive(_) => true,
        RustType::Vec(inner) | RustType::Map(inner) | RustType::Box(inner) | RustType::Option(inner) => {
            holds_secret(inner)
        }
        _ => false,
    }
}
