//! Types: takes the types of one place on both sides, says how they differ.

use super::Sides;
use crate::model::{Schema, SchemaKind, Service, Type};

/// How two types differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeChange {
    /// The same type of JSON value in another format.
    Format,
    /// Text became an enum.
    EnumIntroduced,
    /// An enum became text.
    EnumDissolved,
    /// Anything else.
    Other,
}

impl Sides<'_> {
    /// How the types differ; `None` if they are the same to clients. What the schemas behind them hold is compared by
    /// itself.
    pub(super) fn type_change(&self, old: &Type, new: &Type) -> Option<TypeChange> {
        let (old, new) = (unaliased(old, self.old), unaliased(new, self.new));
        match (old, new) {
            (Type::Array { items: a, nullable: c }, Type::Array { items: b, nullable: d })
            | (Type::Map { values: a, nullable: c }, Type::Map { values: b, nullable: d }) => {
                self.type_change(a, b).or((c != d).then_some(TypeChange::Other))
            }
            (Type::Reference { name: a }, Type::Reference { name: b }) if self.matching.schema(a) == Some(b) => {
                // Enums of text are types of their own, those of numbers are not.
                let is_other = is_enum(self.old, a)
                    && is_enum(self.new, b)
                    && self.old_surface.has_type(a) != self.new_surface.has_type(b);
                is_other.then_some(TypeChange::Other)
            }
            (Type::Integer { format: a }, Type::Integer { format: b }) => (a != b).then_some(TypeChange::Format),
            (Type::Number { format: a }, Type::Number { format: b }) => (a != b).then_some(TypeChange::Format),
            (Type::String { format: a }, Type::String { format: b }) => (a != b).then_some(TypeChange::Format),
            (Type::String { .. }, Type::Reference { name }) if is_enum(self.new, name) => {
                Some(TypeChange::EnumIntroduced)
            }
            (Type::Reference { name }, Type::String { .. }) if is_enum(self.old, name) => {
                Some(TypeChange::EnumDissolved)
            }
            (a, b) if a == b && !matches!(a, Type::Reference { .. }) => None,
            _ => Some(TypeChange::Other),
        }
    }

    /// Two types that differ as reports show them: what stands behind a name, if the name is the same.
    pub(super) fn show_both(&self, old: &Type, new: &Type) -> (String, String) {
        let (a, b) = (show(old), show(new));
        if a == b { (behind(old, self.old), behind(new, self.new)) } else { (a, b) }
    }
}

/// A type behind names that are only other names for it.
pub(in crate::diff) fn unaliased<'a>(value: &'a Type, service: &'a Service) -> &'a Type {
    value.aliased(&service.schemas).last().unwrap_or(value)
}

fn is_enum(service: &Service, name: &str) -> bool {
    matches!(service.schemas.get(name), Some(Schema { kind: SchemaKind::Enum(_), .. }))
}

/// What stands behind the name of a type.
fn behind(value: &Type, service: &Service) -> String {
    match unaliased(value, service) {
        Type::Array { items, nullable } => format!("[{}{}]", behind(items, service), or_null(*nullable)),
        Type::Map { values, nullable } => format!("{{{}{}}}", behind(values, service), or_null(*nullable)),
        Type::Reference { name } => match service.schemas.get(name).map(|it| &it.kind) {
            Some(SchemaKind::Enum(it)) => format!("{name} of {}", show(&it.value)),
            _ => name.clone(),
        },
        other => show(other),
    }
}

fn or_null(nullable: bool) -> &'static str {
    if nullable { " or null" } else { "" }
}

/// A type as reports show it.
pub(super) fn show(value: &Type) -> String {
    match value {
        Type::Array { items, nullable } => format!("[{}{}]", show(items), or_null(*nullable)),
        Type::Map { values, nullable } => format!("{{{}{}}}", show(values), or_null(*nullable)),
        Type::Reference { name } => name.clone(),
        Type::Any => "any".to_owned(),
        Type::Binary => "bytes".to_owned(),
        other => {
            let text = |key: &str| {
                let value = serde_json::to_value(other).ok()?;
                Some(value.get(key)?.as_str()?.to_owned())
            };
            let kind = text("type").unwrap_or_default();
            match text("format").filter(|it| !it.is_empty()) {
                Some(format) => format!("{kind} ({format})"),
                None => kind,
            }
        }
    }
}
