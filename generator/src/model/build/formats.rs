//! Formats: takes that of a text or a number, gives the type.

use openapiv3::AnySchema;

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

/// An integer; without a format that is known it has 64 bits, with a sign unless its bounds leave no room for one. Bounds that
/// lie beyond a format say more than it: the value has the next wider type, that of decimals beyond all.
pub(super) fn integer(any: &AnySchema) -> Type {
    // Of doubles, which bounds are, the next to the greatest of 64 bits.
    const INT64: f64 = 9_223_372_036_854_775_808.0;
    const UINT64: f64 = 18_446_744_073_709_551_616.0;
    let fits = |low: f64, high: f64| any.minimum.is_none_or(|it| it >= low) && any.maximum.is_none_or(|it| it <= high);
    let is_never_negative = any.minimum.is_some_and(|it| it >= 0.0);
    let format = match any.format.as_deref() {
        Some("unixtime") => IntegerFormat::Unixtime,
        Some("int32") if fits(f64::from(i32::MIN), f64::from(i32::MAX)) => IntegerFormat::Int32,
        Some("uint64") if fits(0.0, UINT64) => IntegerFormat::Uint64,
        // Those of fewer bits fit.
        _ if fits(-INT64, INT64) => IntegerFormat::Int64,
        _ if is_never_negative && fits(0.0, UINT64) => IntegerFormat::Uint64,
        _ => return Type::Number { format: NumberFormat::Decimal },
    };
    Type::Integer { format }
}

/// A format that only a text can have, in a schema of another type.
pub(super) fn misplaced(any: &AnySchema) -> Option<&str> {
    const OF_TEXTS: [&str; 10] = [
        "base64url",
        "binary",
        "byte",
        "date",
        "date-time",
        "date-time-rfc1123",
        "date-time-rfc7231",
        "duration",
        "time",
        "uuid",
    ];
    let is_scalar = matches!(any.typ.as_deref(), Some("integer" | "number" | "boolean"));
    any.format.as_deref().filter(|it| is_scalar && OF_TEXTS.contains(it))
}

/// A number; without a format that is known it is a double.
pub(super) fn number(any: &AnySchema) -> Type {
    match any.format.as_deref() {
        Some("float") => Type::Number { format: NumberFormat::Float },
        Some("decimal" | "decimal128") => Type::Number { format: NumberFormat::Decimal },
        // Seen in real documents: a number that says it is an integer.
        Some("int32" | "int64" | "uint64") => integer(any),
        _ => Type::Number { format: NumberFormat::Double },
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{IntegerFormat, NumberFormat, SchemaKind, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn integers_have_the_range_of_their_format_or_bounds() {
        let of = |format| Type::Integer { format };
        let (int32, int64, uint64) = (of(IntegerFormat::Int32), of(IntegerFormat::Int64), of(IntegerFormat::Uint64));
        let decimal = Type::Number { format: NumberFormat::Decimal };
        for (schema, expected) in [
            ("{type: integer}", &int64),
            ("{type: integer, format: int32}", &int32),
            ("{type: integer, format: uint32}", &int64),
            ("{type: integer, format: int32, minimum: 0, maximum: 2147483647}", &int32),
            ("{type: integer, format: int32, maximum: 4294967295}", &int64),
            ("{type: number, format: int32, maximum: 4294967295}", &int64),
            ("{type: integer, format: uint64}", &uint64),
            ("{type: integer, format: uint64, minimum: 0, maximum: 18446744073709551615}", &uint64),
            ("{type: integer, format: uint64, minimum: -5}", &int64),
            ("{type: number, format: uint64}", &uint64),
            ("{type: number, format: uint64, minimum: -5}", &int64),
            ("{type: integer, minimum: 0, maximum: 18446744073709551615}", &uint64),
            ("{type: integer, minimum: 0, maximum: 9223372036854775807}", &int64),
            ("{type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807}", &int64),
            ("{type: integer, minimum: -1, maximum: 18446744073709551615}", &decimal),
            ("{type: integer, format: uint64, minimum: -5, maximum: 18446744073709551615}", &decimal),
            ("{type: integer, format: int64, minimum: 0, maximum: 1000000000000000000000}", &decimal),
        ] {
            let (service, _) = normalized(&format!("components: {{schemas: {{N: {schema}}}}}\n"));
            let SchemaKind::Alias { target } = &service.schemas["N"].kind else { panic!("{schema}") };
            assert_eq!(target, expected, "{schema}");
        }
    }

    #[test]
    fn formats_of_texts_on_numbers_are_told() {
        for (schema, told) in [
            ("{type: integer, format: date-time}", 1),
            ("{type: number, format: duration}", 1),
            ("{type: boolean, format: byte}", 1),
            ("{type: integer, format: unixtime}", 0),
            ("{type: integer, format: seconds}", 0),
            ("{type: string, format: date-time}", 0),
        ] {
            let (_, diagnostics) = normalized(&format!("components: {{schemas: {{N: {schema}}}}}\n"));
            assert_eq!(diagnostics.count_of(Code::KeywordIgnored), told, "{schema}");
        }
    }
}
