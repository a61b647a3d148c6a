//! Parents: takes what `allOf` names, gives the objects that are inherited from.

use crate::model::{Resolved, SchemaKind, Service, Type};

/// What a parent is, at the end of the names it has.
enum Parent {
    Object(String),
    /// Its values, and whether they may be null.
    Map(Type, bool),
    /// A schema that takes everything.
    Any,
    /// An enum, a primitive or a list.
    Plain,
}

/// A schema that inherits from something without properties is that thing: an enum, a string, a list. Parents by other
/// names are those that the names stand for, and of a map there are its values.
pub(super) fn settle(service: &mut Service) {
    let mut settled = Vec::new();
    for (name, schema) in &service.schemas {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let parents: Vec<_> = object.parents.iter().map(|it| (it, parent(service, it))).collect();
        let is_same =
            |(own, it): &(&Type, Parent)| matches!(it, Parent::Object(name) if **own == Type::reference(name));
        if parents.iter().all(is_same) {
            continue;
        }
        let is_object = !object.properties.is_empty() || parents.iter().any(|(_, it)| matches!(it, Parent::Object(_)));
        let mut object = object.clone();
        object.parents = Vec::new();
        let mut target = None;
        for (own, it) in parents {
            match it {
                Parent::Object(name) => object.parents.push(Type::reference(name)),
                Parent::Map(values, nullable) => {
                    if object.additional_properties.is_none() {
                        (object.additional_properties, object.additional_nullable) = (Some(values), nullable);
                    }
                    target.get_or_insert(own);
                }
                Parent::Any => drop(target.get_or_insert(own)),
                // That of an enum says the most.
                Parent::Plain if is_enum(service, own) => target = Some(own),
                Parent::Plain => drop(target.get_or_insert(own)),
            }
        }
        let kind = match target {
            // An `allOf` that only says more about one schema.
            Some(target) if !is_object => SchemaKind::Alias { target: target.clone() },
            _ => SchemaKind::Object(object),
        };
        settled.push((name.clone(), kind));
    }
    for (name, kind) in settled {
        if let Some(schema) = service.schemas.get_mut(&name) {
            schema.kind = kind;
        }
    }
}

fn parent(service: &Service, value: &Type) -> Parent {
    match value.resolved(&service.schemas) {
        Resolved::Object(name, _) => Parent::Object(name.to_owned()),
        Resolved::Type(Type::Map { values, nullable }) => Parent::Map(values.as_ref().clone(), *nullable),
        Resolved::Type(Type::Any) | Resolved::Nothing => Parent::Any,
        Resolved::Type(_) | Resolved::Enum(_) => Parent::Plain,
    }
}

fn is_enum(service: &Service, value: &Type) -> bool {
    matches!(value, Type::Reference { name } if service.schemas.get(name).is_some_and(|it| matches!(it.kind, SchemaKind::Enum(_))))
}
