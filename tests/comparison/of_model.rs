//! The surface of a model: takes the normalized service, gives what it offers.

use azrest_generator::model::{self, Schema, SchemaKind, Service, Status, Type};

use super::surface::{self, Field, Item, Object, Operation, Shape, Surface, Union};

pub fn surface(service: &Service) -> Surface {
    let mut surface = Surface { is_model: true, ..Surface::default() };
    for (name, schema) in &service.schemas {
        surface.items.insert(name.clone(), item(schema));
    }
    for it in service.operations() {
        surface.operations.entry(it.operation_id.clone()).or_default().push(operation(it));
    }
    surface
}

fn item(schema: &Schema) -> Item {
    match &schema.kind {
        SchemaKind::Object(it) => {
            let field = |shape| Field { shape, documented: Default::default() };
            let fields = it.properties.iter().map(|it| (it.name.clone(), field(shape(&it.value)))).collect();
            let additional = it.additional_properties.as_ref().map(shape);
            let union = it.discriminator.as_ref().map(|it| Union {
                subtypes: it.subtypes.iter().map(|it| (it.value.clone(), it.schema.clone())).collect(),
            });
            let object = Object { fields, additional, ..Object::default() };
            Item { object: Some(object), union, ..Item::default() }
        }
        SchemaKind::Enum(it) => {
            let text = |it: &model::EnumValue| match it.value.as_str() {
                Some(text) => text.to_owned(),
                None => it.value.to_string(),
            };
            Item { values: Some(it.values.iter().map(text).collect()), ..Item::default() }
        }
        SchemaKind::Alias { target } => Item { alias: Some(shape(target)), ..Item::default() },
    }
}

fn shape(value: &Type) -> Shape {
    match value {
        Type::Array { items, .. } => Shape::List(Box::new(shape(items))),
        Type::Map { values, .. } => Shape::Map(Box::new(shape(values))),
        Type::Reference { name } => Shape::Item(name.clone()),
        _ => Shape::Plain,
    }
}

fn operation(it: &model::Operation) -> Operation {
    let mut operation = Operation { methods: 1, path: it.path.as_str().to_owned(), ..Operation::default() };
    for parameter in &it.parameters {
        let location = match parameter.location {
            model::Location::Path => "path",
            model::Location::Query => "query",
            model::Location::Header => "header",
            model::Location::Cookie => "cookie",
            model::Location::Form => "form",
        };
        let key = surface::sent(location, &parameter.name, parameter.client_name.as_deref());
        let fixed = if parameter.api_version { it.api_version.clone() } else { parameter.constant.clone() };
        match fixed {
            Some(value) => drop(operation.fixed.insert(key, value)),
            None => drop(operation.arguments.insert(key, shape(&parameter.value))),
        }
    }
    operation.body = it.body.as_ref().filter(|it| !it.kind.is_form()).map(|it| shape(&it.value));
    for response in &it.responses {
        let status = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Class(class) => format!("{class}XX"),
            Status::Default => "default".to_owned(),
        };
        operation.responses.extend(response.body.as_ref().map(|it| (status, shape(it))));
    }
    operation
}
