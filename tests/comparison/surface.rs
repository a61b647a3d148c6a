//! What a client offers, as far as the inventory asks: the one form in which the model and the generated code are
//! compared with a spec.

use std::collections::{BTreeMap, BTreeSet};

/// A model or a generated crate.
#[derive(Debug, Default)]
pub struct Surface {
    /// The named types.
    pub items: BTreeMap<String, Item>,
    /// The operations by operationId; there should be one of each.
    pub operations: BTreeMap<String, Vec<Operation>>,
    /// The names, on the wire, of the parameters that the client sends by itself.
    pub client_parameters: BTreeSet<String>,
    /// The items by [`key`], where their names are not those of the spec.
    pub names: BTreeMap<String, String>,
    /// Whether it is a model: every definition has an item, under the very name of the spec.
    pub is_model: bool,
}

/// A named type. A base of subtypes that is a value itself is both an object and a union.
#[derive(Debug, Default)]
pub struct Item {
    pub object: Option<Object>,
    /// The values of an enum.
    pub values: Option<BTreeSet<String>>,
    pub union: Option<Union>,
    /// The type it is another name of.
    pub alias: Option<Shape>,
}

#[derive(Debug, Default)]
pub struct Object {
    /// The fields by the name of the property.
    pub fields: BTreeMap<String, Field>,
    /// Members that are always the same.
    pub constants: BTreeMap<String, String>,
    /// What the members without a field are.
    pub additional: Option<Shape>,
}

#[derive(Debug)]
pub struct Field {
    pub shape: Shape,
    /// The values that its documentation lists, where they have no names.
    pub documented: BTreeSet<String>,
}

#[derive(Debug, Default)]
pub struct Union {
    /// The item of each subtype by the value of the discriminator.
    pub subtypes: BTreeMap<String, String>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An item.
    Item(String),
    List(Box<Shape>),
    Map(Box<Shape>),
    /// Text, numbers, free-form JSON.
    Plain,
    /// Nowhere to be seen; it can only be found by its name.
    Hidden,
}

/// An operation.
#[derive(Debug, Default)]
pub struct Operation {
    /// How many methods send it.
    pub methods: usize,
    /// The path template.
    pub path: String,
    /// What callers give, by [`sent`].
    pub arguments: BTreeMap<String, Shape>,
    /// What is always the same, by [`sent`].
    pub fixed: BTreeMap<String, String>,
    pub body: Option<Shape>,
    /// The bodies of the responses by status, where they can be told.
    pub responses: BTreeMap<String, Shape>,
}

/// The key of a parameter: by its name on the wire, or, in a path, by the name that callers see.
pub fn sent(location: &str, wire: &str, client_name: Option<&str>) -> String {
    match location {
        "path" => format!("path {}", key(client_name.unwrap_or(wire))),
        location => format!("{location} {wire}"),
    }
}

/// A name without what spelling it in another language changes: case and signs.
pub fn key(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Surface {
    /// The item of a schema.
    pub fn item(&self, name: &str, client_name: Option<&str>) -> Option<(&str, &Item)> {
        if self.is_model {
            return self.items.get_key_value(name).map(|(name, it)| (name.as_str(), it));
        }
        let key = key(client_name.unwrap_or(name));
        // Names of Rust's own types are given the ending `Model`.
        let ident = self.names.get(&key).or_else(|| self.names.get(&format!("{key}model")))?;
        self.items.get(ident).map(|it| (ident.as_str(), it))
    }

    /// The item that a shape names.
    pub fn named(&self, shape: &Shape) -> Option<(&str, &Item)> {
        let Shape::Item(name) = shape else { return None };
        self.items.get_key_value(name).map(|(name, it)| (name.as_str(), it))
    }
}
