//! Types of values: what a property, parameter, body or item is.

use serde::Serialize;

use super::Schema;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// Its width or meaning.
        format: IntegerFormat,
    },
    /// A number.
    Number {
        /// Its width.
        format: NumberFormat,
    },
    /// A string.
    String {
        /// What the text means.
        format: StringFormat,
    },
    /// Any JSON value: free-form objects, empty schemas, and what no type describes.
    Any,
    /// Bytes that are no JSON: a file.
    Binary,
    /// A list.
    Array {
        /// What its elements are.
        items: Box<Type>,
        /// Whether an element may be null.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        nullable: bool,
    },
    /// An object whose keys are free and whose values are of one type.
    Map {
        /// What the values are.
        values: Box<Type>,
        /// Whether a value may be null.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        nullable: bool,
    },
    /// A named schema.
    Reference {
        /// Its name in [`Service::schemas`](super::Service::schemas).
        name: String,
    },
    /// An anonymous schema. The pass `inline_schemas` names it; none is left after that.
    Inline {
        /// The schema.
        schema: Box<Schema>,
    },
}

/// Formats of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntegerFormat {
    /// 32 bits.
    Int32,
    /// 64 bits; also integers without a format, and those of fewer bits that have no type of their own.
    Int64,
    /// 64 bits, never negative.
    Uint64,
    /// Seconds since 1970.
    Unixtime,
}

/// Formats of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberFormat {
    /// 32 bits.
    Float,
    /// 64 bits; also numbers without a format.
    Double,
    /// A decimal number.
    Decimal,
}

/// Formats of strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StringFormat {
    /// RFC 3339.
    DateTime,
    /// RFC 3339, the day alone.
    Date,
    /// The date of HTTP headers.
    DateTimeRfc1123,
    /// base64.
    Byte,
    /// base64url.
    Base64url,
    /// Text, or a format without a type of its own (uuid, uri, arm-id, duration, …), named here.
    #[serde(untagged)]
    Text(
        /// The format, empty when none is given.
        String,
    ),
}

impl Type {
    /// A reference to a named schema.
    pub fn reference(name: impl Into<String>) -> Self {
        Type::Reference { name: name.into() }
    }

    /// A list whose elements are never null.
    pub fn list(items: Type) -> Self {
        Type::Array { items: Box::new(items), nullable: false }
    }

    /// A map whose values are never null.
    pub fn map(values: Type) -> Self {
        Type::Map { values: Box::new(values), nullable: false }
    }

    /// Text without a format.
    pub fn text() -> Self {
        Type::String { format: StringFormat::Text(String::new()) }
    }

    /// The name of the schema that this is a reference to.
    pub fn reference_name(&self) -> Option<&str> {
        match self {
            Type::Reference { name } => Some(name),
            _ => None,
        }
    }

    /// Calls `visit` for this type and for the types inside it; schemas behind references are not entered.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Type)) {
        visit(self);
        match self {
            Type::Array { items, .. } => items.visit(visit),
            Type::Map { values, .. } => values.visit(visit),
            _ => {}
        }
    }

    /// The names of the schemas this type refers to.
    pub fn references(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |ty| {
            if let Type::Reference { name } = ty {
                names.push(name.as_str());
            }
        });
        names
    }
}
