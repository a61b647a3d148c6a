//! Formats: takes that of a text or a number, gives the type.

use crate::model::{IntegerFormat, NumberFormat, StringFormat, Type};

/// A text.
pub(super) fn string(format: Option<&str>) -> Type {
    let format = match format.unwrap_or("") {
        "date-time" => StringFormat::DateTime,
        "date" => StringFormat::Date,
        "date-time-rfc1123" | "date-time-rfc7231" => StringFormat::DateTimeRfc1123,
        "byte" => StringFormat::Byte,
        "base64url" => StringFormat::Base64url,
        "binary" => return Type::Binary,
        other => StringFormat::Text(other.to_owned()),
    };
    Type::String { format }
}

/// An integer; without a format that is known it has 64 bits.
pub(super) fn integer(format: Option<&str>) -> Type {
    let format = match format {
        Some("int32") => IntegerFormat::Int32,
        Some("unixtime") => IntegerFormat::Unixtime,
        _ => IntegerFormat::Int64,
    };
    Type::Integer { format }
}

/// A number; without a format that is known it is a double.
pub(super) fn number(format: Option<&str>) -> Type {
    match format {
        Some("float") => Type::Number { format: NumberFormat::Float },
        Some("decimal") => Type::Number { format: NumberFormat::Decimal },
        // Seen in real documents: a number that says it is an integer.
        Some("int32") => Type::Integer { format: IntegerFormat::Int32 },
        Some("int64") => Type::Integer { format: IntegerFormat::Int64 },
        _ => Type::Number { format: NumberFormat::Double },
    }
}
