//! The counts of a service, taken from its upstream documents: takes what they hold, gives the numbers of the inventory.

use azrest_generator::openapi::Inventory;
use serde_json::Value;

use crate::library::{Library, elements};
use crate::shared::counts::Counts;
use crate::shared::project;
use crate::swagger::{self, METHODS, Section, Swagger, children};
use crate::{import, sets};

pub fn count(swagger: &Swagger) -> Counts {
    let mut counts = Counts { operations: swagger.operations.len(), ..Counts::default() };
    for (_, item) in &swagger.items {
        counts.enum_values += own_parameters(item);
        counts.enum_values += METHODS.iter().filter_map(|it| item.get(*it)).map(own_parameters).sum::<usize>();
    }
    for (id, node) in &swagger.reached {
        match id.section {
            Section::Definitions => {
                counts.definitions += 1;
                counts.properties += properties(node);
                counts.enum_values += enum_values(node);
            }
            Section::Parameters => counts.enum_values += parameter(node),
            Section::Responses => {}
        }
    }
    counts
}

/// The enum values of the parameters that are written in an operation or a path item.
fn own_parameters(node: &Value) -> usize {
    elements(node.get("parameters")).iter().filter(|it| it.get("$ref").is_none()).map(parameter).sum()
}

fn parameter(node: &Value) -> usize {
    let inside = ["items", "schema"].iter().filter_map(|it| node.get(*it)).map(enum_values).sum::<usize>();
    elements(node.get("enum")).len() + inside
}

fn properties(schema: &Value) -> usize {
    let own = schema.get("properties").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    own + children(schema).into_iter().map(|(_, it)| properties(it)).sum::<usize>()
}

fn enum_values(schema: &Value) -> usize {
    elements(schema.get("enum")).len() + children(schema).into_iter().map(|(_, it)| enum_values(it)).sum::<usize>()
}

#[test]
fn the_inventory_counts_what_the_documents_hold() {
    let library = Library::new();
    for it in project::covered() {
        let swagger = swagger::read(&library, &it.inputs());
        assert_eq!(count(&swagger), it.counts, "{}", it.name());
    }
}

#[test]
fn the_generator_counts_all_documents_alike() {
    let library = Library::new();
    for set in sets::all(&library) {
        let imported = import::import(&library, &set.inputs, &set.name, "1");
        let Inventory { operations, definitions, properties, enum_values } = imported.inventory;
        let theirs = Counts { operations, definitions, properties, enum_values };
        assert_eq!(count(&swagger::read(&library, &set.inputs)), theirs, "{}", set.name);
    }
}
