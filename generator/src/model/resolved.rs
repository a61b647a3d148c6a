//! From a type to what stands behind its other names.

use std::collections::BTreeMap;

use super::{EnumSchema, ObjectSchema, Schema, SchemaKind, Type};

/// What a type is when all names that only stand for another type are followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved<'v, 's> {
    /// A type without a name.
    Type(&'v Type),
    /// An object, with its name.
    Object(&'s str, &'s ObjectSchema),
    /// An enum.
    Enum(&'s EnumSchema),
    /// Nothing: the name leads nowhere, or in a circle. Where references are resolved that is reported.
    Nothing,
}

impl Type {
    /// This type and, one after the other, those that it is another name for. A circle of names ends somewhere.
    pub fn aliased<'v, 's: 'v>(&'v self, schemas: &'s BTreeMap<String, Schema>) -> impl Iterator<Item = &'v Type> {
        let target = move |value: &'v Type| match schemas.get(value.reference_name()?).map(|it| &it.kind) {
            Some(SchemaKind::Alias { target }) => Some(target),
            _ => None,
        };
        std::iter::successors(Some(self), move |it| target(it)).take(schemas.len() + 1)
    }

    /// What this type is when all its other names are followed.
    pub fn resolved<'v, 's: 'v>(&'v self, schemas: &'s BTreeMap<String, Schema>) -> Resolved<'v, 's> {
        match self.aliased(schemas).last() {
            Some(Type::Reference { name }) => match schemas.get(name) {
                Some(Schema { name, kind: SchemaKind::Object(object), .. }) => Resolved::Object(name, object),
                Some(Schema { kind: SchemaKind::Enum(it), .. }) => Resolved::Enum(it),
                _ => Resolved::Nothing,
            },
            Some(value) => Resolved::Type(value),
            None => Resolved::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Resolved;
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn names_are_followed_to_their_end() {
        let (mut service, _) = normalized(
            r##"
paths:
  /a:
    put:
      operationId: A_Put
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}
      responses: {'200': {description: ''}}
components:
  schemas:
    A: {type: object, properties: {b: {$ref: "#/components/schemas/B"}, e: {$ref: "#/components/schemas/E"}, l: {$ref: "#/components/schemas/L"}}}
    B: {type: object, properties: {n: {type: string}}}
    E: {type: string, enum: [x, y]}
    L: {type: array, items: {type: string}}
"##,
        );
        let alias = |target: &str| SchemaKind::Alias { target: Type::reference(target) };
        for (name, target) in [("N", "L"), ("M", "N"), ("O", "B"), ("P", "E"), ("R", "S"), ("S", "R"), ("T", "Absent")]
        {
            let mut schema = service.schemas["L"].clone();
            (schema.name, schema.kind) = (name.to_owned(), alias(target));
            service.schemas.insert(name.to_owned(), schema);
        }
        let of = |name: &str| Type::reference(name);
        assert_eq!(of("M").resolved(&service.schemas), Resolved::Type(&Type::list(Type::text())));
        assert!(matches!(of("O").resolved(&service.schemas), Resolved::Object("B", _)));
        assert!(matches!(of("P").resolved(&service.schemas), Resolved::Enum(it) if it.values.len() == 2));
        for circle_or_absent in ["R", "T"] {
            assert_eq!(of(circle_or_absent).resolved(&service.schemas), Resolved::Nothing);
        }
        assert_eq!(Type::Any.resolved(&service.schemas), Resolved::Type(&Type::Any));
        assert_eq!(
            of("M").aliased(&service.schemas).filter_map(Type::reference_name).collect::<Vec<_>>(),
            ["M", "N", "L"]
        );
    }
}
