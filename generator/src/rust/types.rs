//! Types: takes types of the model, gives Rust types, with every model's name settled.

use std::collections::BTreeMap;

use super::names::{NamedBy, Scope, Wanted, type_forms};
use super::plan::RustType;
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{
    EnumSchema, EnumValue, IntegerFormat, NumberFormat, Origin, Resolved, Schema, SchemaKind, Service, StringFormat,
    Type,
};

/// The Rust names of the schemas, and what each schema is as a type.
pub(super) struct Types<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    names: BTreeMap<&'a str, Names>,
}

/// The Rust names of one schema.
struct Names {
    /// What a value of it is called: the struct, the enum, or the union of a base.
    value: String,
    /// The struct with its own properties, which for a base is another than the union.
    payload: String,
}

impl<'a> Types<'a> {
    /// Names all schemas.
    pub(super) fn new(service: &'a Service, diagnostics: &mut Diagnostics) -> Self {
        let mut scope = Scope::new("type", diagnostics);
        let items: Vec<(&str, &Schema)> =
            service.schemas.iter().filter(|(_, it)| is_item(it)).map(|(name, it)| (name.as_str(), it)).collect();
        let places: Vec<Origin> = items.iter().map(|(_, schema)| place_of_name(schema)).collect();
        let wanted: Vec<_> = items
            .iter()
            .zip(&places)
            .map(|((name, schema), origin)| Wanted {
                spec: name,
                origin,
                forms: type_forms(&[
                    schema.client_name.as_deref().unwrap_or(name),
                    name,
                    &format!("{name}Schema"),
                    &schema.origin.pointer,
                ]),
                chosen: schema.client_name.is_some(),
                named_by: NamedBy::Name,
            })
            .collect();
        let values = scope.settle(&wanted);
        let mut names = BTreeMap::new();
        // Names of our own make way for those of the spec.
        for ((name, schema), value) in items.into_iter().zip(values) {
            let payload = match &schema.kind {
                SchemaKind::Object(it) if it.is_own_subtype(name) => {
                    let forms = ["Base", "Itself", "OfItsOwnKind"].map(|ending| format!("{value}{ending}"));
                    scope.settle_own(name, &schema.origin, forms.to_vec())
                }
                _ => value.clone(),
            };
            names.insert(name, Names { value, payload });
        }
        Self { schemas: &service.schemas, names }
    }

    /// The Rust name of a schema that is an item.
    pub(super) fn name(&self, schema: &str) -> Result<&str, Bug> {
        self.names.get(schema).map(|it| it.value.as_str()).ok_or_else(|| Bug(format!("`{schema}` has no Rust name")))
    }

    /// The Rust name of the struct that holds a schema's own properties.
    pub(super) fn payload(&self, schema: &str) -> Result<&str, Bug> {
        self.names.get(schema).map(|it| it.payload.as_str()).ok_or_else(|| Bug(format!("`{schema}` has no Rust name")))
    }

    /// The Rust type of a value.
    pub(super) fn rust(&self, value: &Type) -> Result<RustType, Bug> {
        self.rust_within(value, 0)
    }

    fn rust_within(&self, value: &Type, depth: usize) -> Result<RustType, Bug> {
        Ok(match value {
            Type::Boolean => RustType::Bool,
            Type::Integer { format: IntegerFormat::Int32 } => RustType::I32,
            Type::Integer { format: IntegerFormat::Int64 } => RustType::I64,
            Type::Integer { format: IntegerFormat::Uint64 } => RustType::U64,
            Type::Integer { format: IntegerFormat::Unixtime } => RustType::UnixTime,
            Type::Number { format: NumberFormat::Float } => RustType::F32,
            Type::Number { format: NumberFormat::Double } => RustType::F64,
            Type::Number { format: NumberFormat::Decimal } => RustType::Decimal,
            Type::String { format } => match format {
                StringFormat::Text(_) => RustType::String,
                StringFormat::DateTime => RustType::DateTime,
                StringFormat::Date => RustType::Date,
                StringFormat::DateTimeRfc1123 => RustType::DateTimeRfc1123,
                StringFormat::Byte => RustType::Base64,
                StringFormat::Base64url => RustType::Base64Url,
            },
            Type::Any => RustType::Json,
            Type::Binary => RustType::ByteStream,
            Type::Array { items, nullable } => {
                RustType::Vec(Box::new(self.rust_within(items, depth)?.or_null(*nullable)))
            }
            Type::Map { values, nullable } => {
                RustType::Map(Box::new(self.rust_within(values, depth)?.or_null(*nullable)))
            }
            Type::Reference { name } => {
                let schema = self.schemas.get(name).ok_or_else(|| Bug(format!("there is no schema `{name}`")))?;
                match &schema.kind {
                    // An alias of an alias … of itself is reported where references are resolved.
                    SchemaKind::Alias { .. } if depth > self.schemas.len() => RustType::Json,
                    SchemaKind::Alias { target } => self.rust_within(target, depth + 1)?,
                    SchemaKind::Enum(it) if !is_text(&it.value) => self.rust_within(&it.value, depth)?,
                    SchemaKind::Enum(_) | SchemaKind::Object(_) => RustType::Model(self.name(name)?.to_owned()),
                }
            }
            Type::Inline { .. } => return Err(Bug("an anonymous schema is left".to_owned())),
        })
    }

    /// The Rust type of a value that is one text, number or boolean; `None` for objects, lists and what may be anything.
    pub(super) fn scalar(&self, value: &Type) -> Result<Option<RustType>, Bug> {
        Ok(match self.rust(value)? {
            RustType::Model(_) if !self.is_enum(value) => None,
            RustType::Json | RustType::ByteStream | RustType::Vec(_) | RustType::Map(_) => None,
            scalar => Some(scalar),
        })
    }

    fn is_enum(&self, value: &Type) -> bool {
        self.enumeration(value).is_some()
    }

    /// Whether a value is one of an enum that lists an empty text.
    pub(super) fn lists_empty(&self, value: &Type) -> bool {
        self.enumeration(value).is_some_and(|it| it.values.iter().any(|it| it.value == ""))
    }

    /// The enum that a type names, through aliases.
    fn enumeration(&self, value: &Type) -> Option<&'a EnumSchema> {
        match value.resolved(self.schemas) {
            Resolved::Enum(it) => Some(it),
            _ => None,
        }
    }

    /// The values of the enum behind a type, if it is one of numbers or booleans, which Rust does not name.
    pub(super) fn unnamed_values(&self, value: &Type) -> Vec<&EnumValue> {
        unnamed_values(self.schemas, value)
    }
}

/// The values of the enum behind a type, if it is one of numbers or booleans, which Rust does not name.
pub(super) fn unnamed_values<'a>(schemas: &'a BTreeMap<String, Schema>, value: &Type) -> Vec<&'a EnumValue> {
    let Type::Reference { name } = value else { return Vec::new() };
    match schemas.get(name).map(|it| &it.kind) {
        Some(SchemaKind::Enum(it)) if !is_text(&it.value) => it.values.iter().collect(),
        _ => Vec::new(),
    }
}

/// Where the manifest renames a schema: one that is written where it is used has the pointer of that place, so its name is
/// that of the type there.
fn place_of_name(schema: &Schema) -> Origin {
    let mut place = schema.origin.clone();
    if place.pointer.strip_prefix("/components/schemas/").is_none_or(|it| it.contains('/')) {
        place.pointer.push_str("/type");
    }
    place
}

/// Whether a schema becomes an item of its own.
pub(super) fn is_item(schema: &Schema) -> bool {
    match &schema.kind {
        SchemaKind::Object(_) => true,
        SchemaKind::Enum(it) => is_text(&it.value),
        SchemaKind::Alias { .. } => false,
    }
}

fn is_text(value: &Type) -> bool {
    matches!(value, Type::String { .. })
}

impl RustType {
    /// The type of a place where null may stand; bytes are never null, and null is a value of free-form JSON.
    pub(super) fn or_null(self, nullable: bool) -> RustType {
        if nullable && !matches!(self, RustType::ByteStream | RustType::Json) {
            RustType::Option(Box::new(self))
        } else {
            self
        }
    }

    /// Whether values are handed over as they are.
    pub(crate) fn is_small(&self) -> bool {
        use RustType::{Bool, Date, DateTime, DateTimeRfc1123, F32, F64, I32, I64, U64, UnixTime};
        matches!(self, Bool | I32 | I64 | U64 | F32 | F64 | DateTime | Date | DateTimeRfc1123 | UnixTime)
    }

    /// The type as a part of a JSON value, where bytes can only be text.
    pub(super) fn within_json(self) -> RustType {
        match self {
            RustType::ByteStream => RustType::String,
            RustType::Vec(items) => RustType::Vec(Box::new(items.within_json())),
            RustType::Map(values) => RustType::Map(Box::new(values.within_json())),
            RustType::Option(it) => RustType::Option(Box::new(it.within_json())),
            other => other,
        }
    }

    /// The type with its innermost text or free-form value made a secret.
    pub(super) fn sensitive(self) -> RustType {
        match self {
            RustType::Vec(items) => RustType::Vec(Box::new(items.sensitive())),
            RustType::Map(values) => RustType::Map(Box::new(values.sensitive())),
            RustType::Option(it) => RustType::Option(Box::new(it.sensitive())),
            RustType::String | RustType::Json | RustType::Base64 | RustType::Base64Url => {
                RustType::Sensitive(Box::new(self))
            }
            other => other,
        }
    }
}
