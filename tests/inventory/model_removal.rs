//! The comparison fails when something is missing: takes one thing out of a copy of the model, and it must be named.

use azrest_generator::model::{Schema, SchemaKind, Service};

use crate::comparison::{compare, of_model, spec::Spec};
use crate::shared::project;

/// Changes a copy of the model that has things of all kinds by `remove`, which says how the comparison must name what it took out.
fn removed(remove: impl Fn(&mut Service) -> Option<String>) {
    for it in project::covered().iter().filter(|it| it.is_current() && it.service.name == project::EXEMPLARY) {
        let mut model = crate::model(it);
        let Some(name) = remove(&mut model) else { panic!("{} has no such thing to take out", it.name()) };
        let missing = compare::missing(&Spec::parse(&it.spec()), &of_model::surface(&model));
        assert!(missing.iter().any(|it| it.starts_with(&name)), "`{name}` was taken out, only {missing:#?} is missed");
    }
}

/// The first schema that `find` takes something out of.
fn of_schemas(service: &mut Service, find: impl Fn(&mut Schema) -> Option<String>) -> Option<String> {
    service.schemas.values_mut().find_map(find)
}

#[test]
fn an_operation_is_missed() {
    removed(|it| {
        let operation = it.groups.iter_mut().find_map(|it| it.operations.pop())?;
        Some(format!("operation {}: it is described 0 times", operation.operation_id))
    });
}

#[test]
fn an_operation_that_is_there_twice_is_found() {
    removed(|it| {
        let group = it.groups.iter_mut().find(|it| !it.operations.is_empty())?;
        let operation = group.operations.first()?.clone();
        let name = format!("operation {}: it is described 2 times", operation.operation_id);
        group.operations.push(operation);
        Some(name)
    });
}

#[test]
fn a_parameter_is_missed() {
    removed(|it| {
        let operation = it.operations_mut().next()?;
        let parameter = operation.parameters.pop()?;
        Some(format!("parameter {} of {}", parameter.name, operation.operation_id))
    });
}

#[test]
fn a_schema_is_missed() {
    removed(|it| it.schemas.pop_first().map(|(name, _)| format!("schema {name}")));
}

#[test]
fn a_property_is_missed() {
    removed(|it| {
        of_schemas(it, |schema| {
            let SchemaKind::Object(object) = &mut schema.kind else { return None };
            let own = object.properties.iter().position(|it| it.inherited_from.is_none())?;
            let property = object.properties.remove(own);
            Some(format!("property {}/properties/{} on {0}", schema.name, property.name))
        })
    });
}

#[test]
fn an_inherited_property_is_missed() {
    removed(|it| {
        of_schemas(it, |schema| {
            let SchemaKind::Object(object) = &mut schema.kind else { return None };
            let inherited = object.properties.iter().position(|it| it.inherited_from.is_some())?;
            let property = object.properties.remove(inherited);
            Some(format!("property {}/properties/{} on {}", property.inherited_from?, property.name, schema.name))
        })
    });
}

#[test]
fn an_enum_value_is_missed() {
    removed(|it| {
        of_schemas(it, |schema| {
            let SchemaKind::Enum(it) = &mut schema.kind else { return None };
            Some(format!("value {:?} of ", it.values.pop()?.value.as_str()?))
        })
    });
}

#[test]
fn a_subtype_is_missed() {
    removed(|it| {
        of_schemas(it, |schema| {
            let SchemaKind::Object(object) = &mut schema.kind else { return None };
            let subtype = object.discriminator.as_mut()?.subtypes.pop()?;
            Some(format!("subtype {} ({:?}) of {}", subtype.schema, subtype.value, schema.name))
        })
    });
}
