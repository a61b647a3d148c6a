//! Attributes: takes a schema, gives what is said about a value besides its type, by the schema itself or by what it is
//! another name for.

use std::borrow::Borrow;

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema as OpenApiSchema, SchemaData};

use super::schemas::keywords;
use super::{Builder, documentation};
use crate::model::{Constraints, Mutability, Xml};
use crate::openapi::extensions::{SchemaExtensions, Xml as XmlOfSchema};
use crate::source::unescape_token;

/// What a place of use says about a value, besides its type.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    pub(super) extensions: SchemaExtensions,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<serde_json::Value>,
    pub(super) constraints: Constraints,
    pub(super) documentation: Option<String>,
    /// What the items of a list say about their elements in XML.
    xml_item: Option<XmlOfSchema>,
}

impl Attributes {
    /// What is said about the value in XML.
    pub(super) fn xml(&self) -> Option<Xml> {
        let own = self.extensions.xml.clone();
        if own.is_none() && self.xml_item.is_none() {
            return None;
        }
        let (own, item) = (own.unwrap_or_default(), self.xml_item.clone().unwrap_or_default());
        Some(Xml {
            name: own.name,
            item_name: item.name,
            item_namespace: item.namespace,
            item_prefix: item.prefix,
            attribute: own.attribute,
            text: own.text,
            wrapped: own.wrapped,
            namespace: own.namespace,
            prefix: own.prefix,
        })
    }
}

/// What a schema says itself of null: whether it is a value.
fn says_null(schema: &OpenApiSchema) -> Option<bool> {
    let any = keywords(schema);
    let mut alternatives = any.one_of.iter().chain(&any.any_of).filter_map(ReferenceOr::as_item);
    let is_null = schema.schema_data.nullable
        || any.enumeration.iter().any(serde_json::Value::is_null)
        || alternatives.any(|it| it.schema_data.nullable || keywords(it).typ.as_deref() == Some("null"));
    is_null.then_some(true).max(SchemaExtensions::of(&schema.schema_data.extensions).nullable)
}

/// What a schema says itself of requests: whether they do without it.
pub(super) fn says_read_only(schema: &OpenApiSchema) -> Option<bool> {
    let SchemaExtensions { mutability, read_only, .. } = SchemaExtensions::of(&schema.schema_data.extensions);
    let of_mutability = mutability.map(|it| !it.create && !it.update);
    schema.schema_data.read_only.then_some(true).max(of_mutability).max(read_only)
}

/// When a schema says itself that it can be written and read.
pub(super) fn says_mutability(schema: &OpenApiSchema) -> Option<Mutability> {
    let mutability = SchemaExtensions::of(&schema.schema_data.extensions).mutability;
    mutability.map(|it| Mutability { create: it.create, read: it.read, update: it.update })
}

/// How many lists and maps a secret may lie in.
pub(super) const SECRET_LEVELS: usize = 8;

/// What a schema says itself of secrets: whether it is one, by the extension or by the format that asks for its being hidden.
fn says_secret(schema: &OpenApiSchema) -> Option<bool> {
    let any = keywords(schema);
    // Parts may say the type.
    let is_scalar = any.typ.is_none() && !any.all_of.is_empty()
        || matches!(any.typ.as_deref(), Some("string" | "integer" | "number" | "boolean"));
    let is_password = is_scalar && any.format.as_deref() == Some("password");
    is_password.then_some(true).max(SchemaExtensions::of(&schema.schema_data.extensions).secret)
}

/// What a schema is another name for.
fn named(schema: &OpenApiSchema) -> Option<&str> {
    let any = keywords(schema);
    match any.all_of.as_slice() {
        [ReferenceOr::Reference { reference }] if any.properties.is_empty() => Some(reference),
        _ => None,
    }
}

impl Builder<'_> {
    /// What a schema says itself.
    pub(super) fn attributes(&self, schema: &OpenApiSchema) -> Attributes {
        let SchemaData { nullable, deprecated, title, description, default, extensions, .. } = &schema.schema_data;
        let any = keywords(schema);
        let extensions = SchemaExtensions::of(extensions);
        Attributes {
            nullable: *nullable || extensions.nullable == Some(true),
            deprecated: *deprecated,
            default: default.clone().filter(|it| !it.is_null()),
            constraints: constraints(any),
            documentation: documentation(title.as_ref().filter(|_| description.is_none()), description.as_ref()),
            xml_item: match &any.items {
                Some(ReferenceOr::Item(items)) => SchemaExtensions::of(&items.schema_data.extensions).xml,
                _ => None,
            },
            extensions,
        }
    }

    /// Whether `null` is a value of a schema, as it says itself or as what it refers to says.
    pub(super) fn is_nullable(&self, schema: &ReferenceOr<impl Borrow<OpenApiSchema>>) -> bool {
        self.said(schema, says_null).unwrap_or(false)
    }

    /// What a schema says, or the nearest one that it is another name for.
    pub(super) fn said<T>(
        &self,
        schema: &ReferenceOr<impl Borrow<OpenApiSchema>>,
        says: fn(&OpenApiSchema) -> Option<T>,
    ) -> Option<T> {
        self.names_of(schema).find_map(says)
    }

    /// Whether a value is a secret, or the elements of a list or map are.
    pub(super) fn is_secret<S: Borrow<OpenApiSchema>>(&self, schema: &ReferenceOr<S>, levels: usize) -> bool {
        if self.said(schema, says_secret) == Some(true) {
            return true;
        }
        let Some(any) = self.behind(schema).map(keywords).filter(|it| levels > 0 && it.properties.is_empty()) else {
            return false;
        };
        let of_values = match &any.additional_properties {
            Some(AdditionalProperties::Schema(values)) => self.is_secret(values, levels - 1),
            _ => false,
        };
        of_values || any.items.as_ref().is_some_and(|it| self.is_secret(it, levels - 1))
    }

    /// What a schema is, or is another name for.
    pub(super) fn behind<'s, S: Borrow<OpenApiSchema>>(
        &'s self,
        schema: &'s ReferenceOr<S>,
    ) -> Option<&'s OpenApiSchema> {
        self.names_of(schema).last().filter(|it| named(it).is_none())
    }

    /// A schema and, one after the other, what it is another name for.
    fn names_of<'s, S: Borrow<OpenApiSchema>>(
        &'s self,
        schema: &'s ReferenceOr<S>,
    ) -> impl Iterator<Item = &'s OpenApiSchema> {
        let first = self.schema_of(schema);
        let most = self.document.openapi.components.as_ref().map_or(1, |it| it.schemas.len() + 1);
        std::iter::successors(first, |it| named(it).and_then(|it| self.referred(it))).take(most)
    }

    /// A schema that is written in its place, or the one that a reference leads to.
    pub(super) fn schema_of<'s, S: Borrow<OpenApiSchema>>(
        &'s self,
        schema: &'s ReferenceOr<S>,
    ) -> Option<&'s OpenApiSchema> {
        match schema {
            ReferenceOr::Item(it) => Some(it.borrow()),
            ReferenceOr::Reference { reference } => self.referred(reference),
        }
    }

    /// The schema that a reference leads to, by way of definitions that are only references.
    pub(super) fn referred<'s>(&'s self, mut reference: &'s str) -> Option<&'s OpenApiSchema> {
        let schemas = self.document.openapi.components.as_ref().map(|it| &it.schemas)?;
        // More steps than there are schemas go round.
        for _ in 0..=schemas.len() {
            match schemas.get(&unescape_token(reference.strip_prefix("#/components/schemas/")?))? {
                ReferenceOr::Item(it) => return Some(it),
                ReferenceOr::Reference { reference: next } => reference = next,
            }
        }
        None
    }
}

/// The constraints among the keywords of a schema.
pub(super) fn constraints(any: &AnySchema) -> Constraints {
    Constraints {
        pattern: any.pattern.clone(),
        min_length: any.min_length,
        max_length: any.max_length,
        minimum: any.minimum,
        maximum: any.maximum,
        exclusive_minimum: any.exclusive_minimum.unwrap_or(false),
        exclusive_maximum: any.exclusive_maximum.unwrap_or(false),
        multiple_of: any.multiple_of,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn what_a_definition_says_of_itself_holds_for_properties_of_it() {
        let (service, _) = normalized(
            r##"
components:
  schemas:
    State: {type: string, enum: [a], readOnly: true}
    Other: {$ref: '#/components/schemas/State'}
    Beside: {allOf: [{$ref: '#/components/schemas/State'}], description: d, x-azrest-ref-siblings: true}
    Password: {type: string, format: password}
    Null: {type: string, nullable: true}
    Whole: {type: object, properties: {x: {type: string}}, x-ms-mutability: [read]}
    Child: {allOf: [{$ref: '#/components/schemas/Whole'}], properties: {y: {type: string}}}
    A:
      type: object
      properties:
        direct: {$ref: '#/components/schemas/State'}
        other: {$ref: '#/components/schemas/Other'}
        beside: {$ref: '#/components/schemas/Beside'}
        whole: {$ref: '#/components/schemas/Whole'}
        child: {$ref: '#/components/schemas/Child'}
        states: {type: array, items: {$ref: '#/components/schemas/State'}}
        password: {$ref: '#/components/schemas/Password'}
        nul: {$ref: '#/components/schemas/Null'}
        pin: {type: string, format: password}
        number: {type: integer, format: password}
        keys: {type: array, items: {type: string, x-ms-secret: true}}
        phrases: {type: array, items: {$ref: '#/components/schemas/Password'}}
        byName: {type: object, additionalProperties: {type: string, x-ms-secret: true}}
        ring: {$ref: '#/components/schemas/Ring'}
        names: {type: array, items: {type: string}}
    Ring: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/Password'}}}
"##,
        );
        let SchemaKind::Object(object) = &service.schemas["A"].kind else { panic!() };
        let read_only = object.properties.iter().filter(|it| it.read_only).map(|it| it.name.as_str());
        assert_eq!(read_only.collect::<Vec<_>>(), ["direct", "other", "beside", "whole"]);
        let nullable = object.properties.iter().filter(|it| it.nullable).map(|it| it.name.as_str());
        assert_eq!(nullable.collect::<Vec<_>>(), ["nul"]);
        let secret = object.properties.iter().filter(|it| it.secret).map(|it| it.name.as_str());
        assert_eq!(secret.collect::<Vec<_>>(), ["password", "pin", "number", "keys", "phrases", "byName", "ring"]);
    }

    #[test]
    fn the_nearest_word_holds() {
        let (service, _) = normalized(
            r##"
components:
  schemas:
    State: {type: string, readOnly: true, nullable: true, x-ms-secret: true, x-ms-mutability: [create, read]}
    Read: {type: string, x-ms-mutability: [read]}
    Other: {allOf: [{$ref: '#/components/schemas/State'}], readOnly: false, x-azrest-ref-siblings: true}
    A:
      type: object
      properties:
        all: {$ref: '#/components/schemas/State'}
        written: {allOf: [{$ref: '#/components/schemas/State'}], readOnly: false, x-azrest-ref-siblings: true}
        other: {$ref: '#/components/schemas/Other'}
        again: {allOf: [{$ref: '#/components/schemas/Other'}], readOnly: true, x-azrest-ref-siblings: true}
        updated: {allOf: [{$ref: '#/components/schemas/State'}], x-ms-mutability: [update], x-azrest-ref-siblings: true}
        there: {allOf: [{$ref: '#/components/schemas/State'}], nullable: false, x-azrest-ref-siblings: true}
        xThere: {allOf: [{$ref: '#/components/schemas/State'}], x-nullable: false, x-azrest-ref-siblings: true}
        shown: {allOf: [{$ref: '#/components/schemas/State'}], x-ms-secret: false, x-azrest-ref-siblings: true}
        read: {$ref: '#/components/schemas/Read'}
        readWritten: {allOf: [{$ref: '#/components/schemas/Read'}], readOnly: false, x-azrest-ref-siblings: true}
        both: {type: string, readOnly: true, x-ms-mutability: [create]}
"##,
        );
        let SchemaKind::Object(object) = &service.schemas["A"].kind else { panic!() };
        let found: Vec<String> = object
            .properties
            .iter()
            .map(|it| {
                let marks = [(it.read_only, "r"), (it.nullable, "n"), (it.secret, "s")];
                let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
                let when = it.mutability.map_or_else(String::new, |it| {
                    let words = [(it.create, "C"), (it.read, "R"), (it.update, "U")];
                    words.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect()
                });
                format!("{} {marks} {when}", it.name)
            })
            .collect();
        assert_eq!(
            found,
            [
                "all rns CR",
                "written ns CR",
                "other ns CR",
                "again rns CR",
                "updated ns U",
                "there rs CR",
                "xThere rs CR",
                "shown rn CR",
                "read r R",
                "readWritten  ",
                "both r C",
            ]
        );
    }

    #[test]
    fn elements_are_nullable_where_they_or_what_they_refer_to_say_so() {
        for (schema, is_nullable) in [
            ("{type: string, nullable: true}", true),
            ("{type: string, x-nullable: true}", true),
            ("{enum: [a, null]}", true),
            ("{allOf: [{$ref: '#/components/schemas/Y'}], nullable: true, x-azrest-ref-siblings: true}", true),
            ("{$ref: '#/components/schemas/N'}", true),
            ("{$ref: '#/components/schemas/Name'}", true),
            ("{oneOf: [{$ref: '#/components/schemas/Y'}, {type: string, nullable: true}]}", true),
            ("{$ref: '#/components/schemas/Y'}", false),
            ("{type: string}", false),
            ("{}", false),
        ] {
            let (service, _) = normalized(&format!(
                r##"
components:
  schemas:
    Y: {{type: object, properties: {{y: {{type: string}}}}}}
    N: {{type: string, nullable: true}}
    Name: {{$ref: '#/components/schemas/N'}}
    List: {{type: array, items: {schema}}}
    Map: {{type: object, additionalProperties: {schema}}}
    Model: {{type: object, properties: {{a: {{type: string}}}}, additionalProperties: {schema}}}
    Heir: {{allOf: [{{$ref: '#/components/schemas/Model'}}], properties: {{b: {{type: string}}}}}}
"##
            ));
            let kind = |name: &str| service.schemas[name].kind.clone();
            let list = matches!(kind("List"), SchemaKind::Alias { target: Type::Array { nullable: true, .. } });
            let map = matches!(kind("Map"), SchemaKind::Alias { target: Type::Map { nullable: true, .. } });
            let further = |name| matches!(kind(name), SchemaKind::Object(it) if it.additional_nullable);
            assert_eq!([list, map, further("Model"), further("Heir")], [is_nullable; 4], "{schema}");
        }
    }
}
