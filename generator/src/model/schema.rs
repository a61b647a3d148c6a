//! Schemas: named objects and enums, and what their properties are.

use serde::Serialize;

use super::{Origin, Type};

/// A named schema.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The name: of the definition, or made from the place of an anonymous schema.
    pub name: String,
    /// The name the spec suggests to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub kind: SchemaKind,
    /// How it is written in XML, where the spec says something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Xml>,
    /// Where it occurs. Filled by the pass `usage`.
    pub usage: Usage,
    /// Whether the spec calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What a schema is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SchemaKind {
    /// An object with properties.
    Object(ObjectSchema),
    /// A set of values.
    Enum(EnumSchema),
    /// Another name for a type: a definition that is a primitive, a list, a map or a mere reference.
    Alias {
        /// The type.
        target: Type,
    },
}

/// An object with properties.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectSchema {
    /// The schemas it inherits from, in spec order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Type>,
    /// Its properties in spec order; after the pass `all_of` the inherited ones come first.
    pub properties: Vec<Property>,
    /// The type of the members that no property names, if there may be any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Type>,
    /// Whether these may be null.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub additional_nullable: bool,
    /// Whether the spec says that there are none (`additionalProperties: false`). It says so of the schema alone, not of those
    /// that inherit from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// For the base of a hierarchy: what tells its subtypes apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Box<Discriminator>>,
    /// For a member of a hierarchy: its own discriminator value, if it has one alone. One that goes by several has the
    /// property as a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator_value: Option<String>,
    /// For a member of a hierarchy: the property that tells it apart; for the root of one, that which tells its subtypes
    /// apart. Filled by the pass `all_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator_property: Option<String>,
    /// The values by which lists of alternatives name it, where they are several.
    #[serde(skip)]
    pub listed_values: Vec<String>,
    /// Names under `required` that no property of its own has.
    #[serde(skip)]
    pub required_elsewhere: Vec<String>,
}

impl ObjectSchema {
    /// The property that tells the subtypes of the schema apart. That of a base between two others may be another than the
    /// one it is told apart by itself.
    pub fn base_property(&self) -> Option<&String> {
        self.discriminator.as_ref().map(|it| &it.property).or(self.discriminator_property.as_ref())
    }

    /// Whether an object of the schema `name` is one of its subtypes, so that there are objects with its own properties alone.
    pub fn is_own_subtype(&self, name: &str) -> bool {
        self.discriminator.as_ref().is_some_and(|it| it.subtypes.iter().any(|it| it.schema == name))
    }
}

/// What tells the subtypes of a base apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Discriminator {
    /// The property whose value decides.
    pub property: String,
    /// The subtypes by value, sorted by value; one that goes by several values occurs with each. Filled by the pass
    /// `discriminators`.
    pub subtypes: Vec<Subtype>,
    /// The subtypes that the spec lists, by `mapping` and `oneOf`.
    #[serde(skip)]
    pub listed: Vec<Subtype>,
    /// The schemas that stand as alternatives (`oneOf`, `anyOf`) beside properties or parents, which hold for each of them.
    #[serde(skip)]
    pub alternatives: Vec<String>,
}

impl Discriminator {
    /// Sorts the subtypes. Of several with one value the first is the one that is read: the schema of that name, if there is one.
    pub(crate) fn sort(&mut self) {
        self.subtypes.sort_by_cached_key(|it| (it.value.clone(), it.schema != it.value, it.schema.clone()));
    }
}

/// A subtype of a discriminated base.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subtype {
    /// The discriminator's value.
    pub value: String,
    /// The name of the schema.
    pub schema: String,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The name the spec suggests to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Its type.
    pub value: Type,
    /// How much its own declaration says of that.
    #[serde(skip)]
    pub stated: Stated,
    /// Whether the spec requires it.
    pub required: bool,
    /// Whether only the service sets it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// When it can be written and read, if the spec says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutability: Option<Mutability>,
    /// Whether null is a legal value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// Whether it holds a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// Whether the value sits behind a pointer because the schema contains itself. Filled by the pass `recursion`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub boxed: bool,
    /// Whether the spec asks clients to show the members of the value in its place (`x-ms-client-flatten`). Never followed;
    /// it is a subject of change reports.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub flatten: bool,
    /// Whether the spec calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The value the service assumes when it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// The value that clients send where nothing else is said: the only one that the spec lists for a required property, or
    /// the usual one of a discriminator that has several. Filled by the passes `constants` and `discriminators`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<serde_json::Value>,
    /// What the spec demands of the value.
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
    /// How it is written in XML, where the spec says something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Xml>,
    /// The schema it was inherited from. Filled by the pass `all_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<String>,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

impl Property {
    /// A property that is a text, of which the spec says nothing else.
    pub fn text(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            client_name: None,
            value: Type::text(),
            stated: Stated::Type,
            required: false,
            read_only: false,
            mutability: None,
            nullable: false,
            secret: false,
            boxed: false,
            flatten: false,
            deprecated: false,
            default: None,
            preset: None,
            constraints: Constraints::default(),
            xml: None,
            inherited_from: None,
            documentation: None,
            origin: Origin::default(),
        }
    }
}

/// How much a declaration says of a type, that of the innermost elements where it is a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stated {
    /// All there is to say.
    #[default]
    Type,
    /// That it is an object.
    Object,
    /// Nothing: it adds to another declaration of the same property.
    Nothing,
}

/// How a value is written in XML (the keyword `xml`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Xml {
    /// The name of the element or attribute, if it is another than that of the property or schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name of a list's elements, if the items themselves name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_name: Option<String>,
    /// The namespace of a list's elements, if the items themselves name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_namespace: Option<String>,
    /// The prefix of a list's elements, if the items themselves name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_prefix: Option<String>,
    /// Whether it is an attribute.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub attribute: bool,
    /// Whether it is the text of the element around it (`x-ms-text`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub text: bool,
    /// Whether an element of its own is around the elements of the list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wrapped: bool,
    /// The namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The prefix of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// When a property can be written and read (`x-ms-mutability`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutability {
    /// On creation.
    pub create: bool,
    /// In responses.
    pub read: bool,
    /// On update.
    pub update: bool,
}

/// What the spec demands of a value. Clients do not check it; it is documentation and a subject of change reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Constraints {
    /// A regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The shortest text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// The longest text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// The largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// Whether the smallest number itself is excluded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exclusive_minimum: bool,
    /// Whether the largest number itself is excluded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exclusive_maximum: bool,
    /// Numbers are multiples of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<f64>,
    /// The fewest elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<usize>,
    /// The most elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// Whether elements are distinct.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique_items: bool,
}

impl Constraints {
    /// Whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A set of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumSchema {
    /// What the values are: strings, integers, numbers or booleans.
    pub value: Type,
    /// The values in spec order.
    pub values: Vec<EnumValue>,
    /// Whether the service may send values that the spec does not list.
    pub open: bool,
    /// Whether the name was given by `x-ms-enum`.
    #[serde(skip)]
    pub named_by_spec: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumValue {
    /// The value on the wire.
    pub value: serde_json::Value,
    /// The name the spec suggests to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
}

/// Where a schema occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// In the body or a parameter of a request.
    pub request: bool,
    /// In a success response.
    pub response: bool,
    /// In an error response.
    pub error: bool,
    /// In a request that is no patch, so that null is sent for what is required and absent.
    #[serde(skip)]
    pub replaces: bool,
}

impl Usage {
    /// Whether the schema occurs nowhere but in what services send.
    pub fn is_output_only(self) -> bool {
        !self.request && (self.response || self.error)
    }
}
