//! The client: takes the service and its groups, gives the client struct with one accessor for each group.

use std::collections::BTreeSet;

use super::docs;
use super::names::{Scope, snake};
use super::plan::{Accessor, Client, ClientParameter, Group, Item, RustType, SecretNames};
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{Plane, Service};

pub(super) fn lower(
    service: &Service,
    models: &[Item],
    groups: &[Group],
    diagnostics: &mut Diagnostics,
) -> Result<Client, Bug> {
    let mut names = Scope::new("argument of `Client::new`", diagnostics);
    for own in ["credential", "endpoint"] {
        names.reserve(own, "an argument every client has");
    }
    let mut parameters = Vec::new();
    for parameter in &service.client_parameters {
        let name = parameter.client_name.as_deref().unwrap_or(&parameter.name);
        parameters.push(ClientParameter {
            ident: names.take(snake(name), &parameter.name, &parameter.origin),
            wire: parameter.name.clone(),
        });
    }
    let mut methods = Scope::new("method of `Client`", diagnostics);
    for own in ["new", "builder"] {
        methods.reserve(own, "a method every client has");
    }
    let mut accessors = Vec::new();
    for group in groups {
        if group.name.is_empty() {
            for method in &group.methods {
                methods.reserve(&method.ident, &method.operation.id);
            }
            continue;
        }
        let source = service.groups.iter().find(|it| it.name == group.name);
        let first = source.and_then(|it| it.operations.first());
        let origin = first.map(|it| it.origin.clone()).unwrap_or_default();
        accessors.push(Accessor {
            ident: methods.take(group.module.clone(), &group.name, &origin),
            module: group.module.clone(),
            type_name: group.type_name.clone(),
            docs: source.map(docs::of_accessor).unwrap_or_default(),
        });
    }
    let data_plane = service.plane == Plane::DataPlane;
    Ok(Client { data_plane, parameters, accessors, secrets: secrets(models) })
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
