//! Schemas of the document: takes an OpenAPI schema, gives a type and what the place of use says about the value.

use std::collections::HashSet;

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema as OpenApiSchema, SchemaKind as Kind};

use super::Builder;
use super::attributes::{Attributes, SECRET_LEVELS, says_mutability, says_read_only};
use super::formats::{integer, misplaced, number, string};
use super::shapes::contradiction;
use crate::diagnostics::{Code, Remedy, meant_type};
use crate::model::{Discriminator, ObjectSchema, Property, Schema, SchemaKind, Subtype, Type, Usage};
use crate::openapi::extensions::{Extensions, SchemaExtensions, names};
use crate::overrides::ChosenType;
use crate::source::{escape_token, unescape_token};

static NO_KEYWORDS: std::sync::LazyLock<AnySchema> = std::sync::LazyLock::new(AnySchema::default);

/// The keywords of a schema in the one form that keeps them all; `openapi::read` makes no other.
pub(super) fn keywords(schema: &OpenApiSchema) -> &AnySchema {
    match &schema.schema_kind {
        Kind::Any(any) => any,
        _ => &NO_KEYWORDS,
    }
}

impl Builder<'_> {
    /// A named schema.
    pub(super) fn definition(&mut self, name: &str, schema: &ReferenceOr<OpenApiSchema>, pointer: &str) -> Schema {
        let (kind, attributes) = match schema {
            ReferenceOr::Item(item)
                if is_inheritance(item)
                    && self.plain_member(item).is_none()
                    && self.joined(item).is_none()
                    && self.shapes(item).contradiction().is_none() =>
            {
                self.report_left_out(item, pointer);
                (SchemaKind::Object(self.object(item, pointer)), self.attributes(item))
            }
            _ => {
                let (value, attributes) = self.value(schema, pointer);
                let kind = match value {
                    Type::Inline { schema } => schema.kind,
                    target => SchemaKind::Alias { target },
                };
                (kind, attributes)
            }
        };
        Schema {
            name: name.to_owned(),
            xml: attributes.xml(),
            client_name: attributes.extensions.client_name,
            kind,
            usage: Usage::default(),
            deprecated: attributes.deprecated,
            documentation: attributes.documentation,
            origin: self.origin(pointer),
        }
    }

    /// The type of a schema, and what its place of use says about the value.
    pub(super) fn value(&mut self, schema: &ReferenceOr<OpenApiSchema>, pointer: &str) -> (Type, Attributes) {
        match schema {
            ReferenceOr::Reference { reference } => (self.reference(reference, pointer), Attributes::default()),
            ReferenceOr::Item(item) => self.item(item, pointer),
        }
    }

    pub(super) fn boxed(&mut self, schema: &ReferenceOr<Box<OpenApiSchema>>, pointer: &str) -> (Type, Attributes) {
        match schema {
            ReferenceOr::Reference { reference } => (self.reference(reference, pointer), Attributes::default()),
            ReferenceOr::Item(item) => self.item(item, pointer),
        }
    }

    fn reference(&mut self, reference: &str, pointer: &str) -> Type {
        let known = self.document.openapi.components.as_ref().map(|it| &it.schemas);
        let name = reference.strip_prefix("#/components/schemas/").map(unescape_token);
        match (name, known) {
            (Some(name), Some(known)) if known.contains_key(&name) => Type::Reference { name },
            _ => {
                self.report(Code::DanglingReference, pointer, format!("there is no schema `{reference}`"));
                Type::Any
            }
        }
    }

    fn item(&mut self, schema: &OpenApiSchema, pointer: &str) -> (Type, Attributes) {
        let attributes = self.attributes(schema);
        let value = self.type_of(schema, &attributes, pointer);
        if self.has_several_types(pointer) && keywords(schema).enumeration.is_empty() {
            self.report_several_types(&value, pointer);
        }
        (value, attributes)
    }

    /// Whether `type` lists several types, as it may in later versions of the specification.
    fn has_several_types(&self, pointer: &str) -> bool {
        let listed = self.document.tree.pointer(pointer).and_then(|it| it.get("type")?.as_array());
        listed.is_some_and(|it| it.iter().filter(|it| it.as_str().is_some_and(|it| it != "null")).count() > 1)
    }

    fn report_several_types(&mut self, value: &Type, pointer: &str) {
        if *value == Type::Any {
            return self.report_free_form(pointer, "a value of several types");
        }
        let message = "`type` lists several types; the client takes the one that the other keywords describe";
        let hint = "nothing to do if the service sends and takes that one; else choose the type";
        self.report_with_hint(Code::Unsupported, pointer, message, hint);
    }

    fn type_of(&mut self, schema: &OpenApiSchema, attributes: &Attributes, pointer: &str) -> Type {
        let any = keywords(schema);
        if let Some(problem) = contradiction(any).or_else(|| self.shapes(schema).contradiction()) {
            self.report(Code::Unsupported, pointer, format!("{problem}; the value is free-form JSON"));
            return Type::Any;
        }
        self.report_left_out(schema, pointer);
        if let (Some(format), Some(typ)) = (misplaced(any), any.typ.as_deref()) {
            let message = format!("the format `{format}` is one of texts; of type `{typ}` the value is a plain one");
            let hint = "correct `type` if the service sends texts, else remove `format`; the client works without";
            self.report_with_hint(Code::KeywordIgnored, &format!("{pointer}/format"), message, hint);
        }
        if let Some(joined) = self.joined(schema) {
            return self.type_of(&joined, attributes, pointer);
        }
        if any.enumeration.is_empty()
            && let Some((index, member)) = self.plain_member(schema)
        {
            return self.value(member, &format!("{pointer}/allOf/{index}")).0;
        }
        // A reference with facts beside it, or an `allOf` that only wraps one: the value is of the referenced type.
        if let Some((index, reference)) = self.only_reference(&any.all_of)
            && any.properties.is_empty()
            && !any.one_of.iter().chain(&any.any_of).any(has_members)
            && schema.schema_data.discriminator.is_none()
        {
            return self.reference(reference, &format!("{pointer}/allOf/{index}"));
        }
        // What alternatives say of an object with members of its own is more about it, or no type.
        let has_own = !any.properties.is_empty() || !any.all_of.is_empty();
        let is_more = |it: &[ReferenceOr<OpenApiSchema>]| only(it).is_some() || !it.iter().any(has_members);
        let is_object = has_own && is_more(&any.one_of) && is_more(&any.any_of) || has_own && is_union(schema);
        let has_alternatives = !any.one_of.is_empty() || !any.any_of.is_empty();
        if has_alternatives && !is_object {
            return self.union(schema, attributes, pointer);
        }
        if !any.enumeration.is_empty() {
            return self.enumeration(schema, attributes, pointer);
        }
        if !any.all_of.is_empty() || !any.properties.is_empty() || schema.schema_data.discriminator.is_some() {
            let kind = SchemaKind::Object(self.object(schema, pointer));
            return self.inline(kind, attributes, pointer);
        }
        match any.typ.as_deref() {
            Some("array") => self.array(any, pointer),
            Some("object") | None if any.additional_properties.is_some() => match &any.additional_properties {
                Some(AdditionalProperties::Schema(schema)) => {
                    let (values, _) = self.value(schema, &format!("{pointer}/additionalProperties"));
                    Type::Map { values: Box::new(values), nullable: self.is_nullable(schema) }
                }
                Some(AdditionalProperties::Any(true)) => Type::map(Type::Any),
                // An object without members.
                Some(AdditionalProperties::Any(false)) if any.typ.is_some() => {
                    let kind = SchemaKind::Object(self.object(schema, pointer));
                    self.inline(kind, attributes, pointer)
                }
                _ => Type::Any,
            },
            None if any.items.is_some() => self.array(any, pointer),
            Some("string") => string(any.format.as_deref()),
            Some("integer") => integer(any),
            Some("number") => number(any),
            Some("boolean") => Type::Boolean,
            Some("file") => Type::Binary,
            Some("object") | None => Type::Any,
            Some(other) => {
                let message = format!("there is no type `{other}`");
                match meant_type(other) {
                    Some((typ, format)) => {
                        let written = format.map_or(format!("`{typ}`"), |it| format!("`{typ}` with format `{it}`"));
                        let hint = format!("did you mean {written}?");
                        self.report_with_hint(Code::Unsupported, pointer, message, &hint);
                        self.diagnostics.settled_by(match format {
                            Some(_) => Remedy::Type(ChosenType::DateTime),
                            None => Remedy::Within("/type".to_owned(), Some(typ.into())),
                        });
                    }
                    None => self.report(Code::Unsupported, pointer, message),
                }
                Type::Any
            }
        }
    }

    /// The reference in an `allOf` whose other parts say nothing about the type: whether null is allowed, or a text.
    fn only_reference<'s>(&self, all_of: &'s [ReferenceOr<OpenApiSchema>]) -> Option<(usize, &'s String)> {
        let mut found = None;
        for (index, part) in all_of.iter().enumerate() {
            match part {
                ReferenceOr::Reference { reference } if found.is_none() => found = Some((index, reference)),
                ReferenceOr::Item(it) if self.says_nothing(it) => {}
                _ => return None,
            }
        }
        found
    }

    /// `oneOf` and `anyOf`: alternatives that a property tells apart are a hierarchy without a base; of one alternative, or
    /// of several texts, there is that type; others are free-form JSON.
    fn union(&mut self, schema: &OpenApiSchema, attributes: &Attributes, pointer: &str) -> Type {
        let any = keywords(schema);
        let (keyword, list) = if any.one_of.is_empty() { ("anyOf", &any.any_of) } else { ("oneOf", &any.one_of) };
        let rest: Vec<_> = list.iter().enumerate().filter(|(_, it)| !is_null(it)).collect();
        if let [(at, only)] = rest.as_slice() {
            return self.value(only, &format!("{pointer}/{keyword}/{at}")).0;
        }
        if let Some(discriminator) = &schema.schema_data.discriminator
            && any.properties.is_empty()
            && any.all_of.is_empty()
            && rest.iter().all(|(_, it)| matches!(it, ReferenceOr::Reference { .. }))
        {
            let discriminator = Discriminator {
                property: discriminator.property_name.clone(),
                listed: self.listed(discriminator, any, pointer),
                ..Discriminator::default()
            };
            let object = ObjectSchema { discriminator: Some(Box::new(discriminator)), ..ObjectSchema::default() };
            return self.inline(SchemaKind::Object(object), attributes, pointer);
        }
        let is_text = |it: &ReferenceOr<OpenApiSchema>| {
            it.as_item().is_some_and(|it| {
                let it = keywords(it);
                let lists_texts = !it.enumeration.is_empty() && it.enumeration.iter().all(serde_json::Value::is_string);
                (it.typ.as_deref() == Some("string") || it.typ.is_none() && lists_texts)
                    && matches!(it.format.as_deref(), None | Some("uuid" | "uri" | "email"))
            })
        };
        if rest.iter().all(|(_, it)| is_text(it)) {
            return Type::text();
        }
        let what = match &schema.schema_data.discriminator {
            Some(it) if !is_union(schema) => {
                let property = &it.property_name;
                format!(
                    "`{keyword}` with a schema without a name, of which nothing says by which `{property}` it goes,"
                )
            }
            _ => format!("`{keyword}` with several schemas"),
        };
        self.report_free_form(pointer, &what);
        Type::Any
    }

    pub(super) fn array(&mut self, any: &AnySchema, pointer: &str) -> Type {
        let Some(schema) = &any.items else { return Type::list(Type::Any) };
        let (items, _) = self.boxed(schema, &format!("{pointer}/items"));
        Type::Array { items: Box::new(items), nullable: self.is_nullable(schema) }
    }

    pub(super) fn inline(&mut self, kind: SchemaKind, attributes: &Attributes, pointer: &str) -> Type {
        let name = match (&kind, &attributes.extensions.enumeration) {
            (SchemaKind::Enum(_), Some(it)) => it.name.clone().unwrap_or_default(),
            _ => String::new(),
        };
        Type::Inline {
            schema: Box::new(Schema {
                name,
                client_name: None,
                kind,
                xml: attributes.xml(),
                usage: Usage::default(),
                deprecated: false,
                documentation: attributes.documentation.clone(),
                origin: self.origin(pointer),
            }),
        }
    }

    fn object(&mut self, schema: &OpenApiSchema, pointer: &str) -> ObjectSchema {
        let any = keywords(schema);
        let extensions = SchemaExtensions::of(&schema.schema_data.extensions);
        let mut parents = Vec::new();
        let mut properties = Vec::new();
        let mut required = any.required.clone();
        let (mut additional_properties, mut additional_nullable, mut closed) = (None, false, false);
        let (mut discriminator, mut discriminator_value) = (None, None);
        let all = any.all_of.iter().enumerate().map(|(index, it)| ("allOf", index, it));
        // The only alternative holds like a part of `allOf`.
        let alone = only(&any.one_of).into_iter().map(|(index, it)| ("oneOf", index, it));
        let alone = alone.chain(only(&any.any_of).into_iter().map(|(index, it)| ("anyOf", index, it)));
        let alone = alone.filter(|_| !is_union(schema));
        for (keyword, index, parent) in all.chain(alone) {
            let pointer = format!("{pointer}/{keyword}/{index}");
            match parent {
                ReferenceOr::Reference { reference } => parents.push(self.reference(reference, &pointer)),
                ReferenceOr::Item(item) if self.shapes(item).is_no_object() => {}
                // An anonymous member of `allOf` has no identity: its properties are the schema's own.
                ReferenceOr::Item(item) => {
                    let own = self.object(item, &pointer);
                    parents.extend(own.parents);
                    properties.extend(own.properties);
                    required.extend(own.required_elsewhere);
                    if additional_properties.is_none() {
                        (additional_properties, additional_nullable) =
                            (own.additional_properties, own.additional_nullable);
                    }
                    closed |= own.closed;
                    discriminator = discriminator.or(own.discriminator);
                    discriminator_value = discriminator_value.or(own.discriminator_value);
                }
            }
        }
        for (name, value) in &any.properties {
            let pointer = format!("{pointer}/properties/{}", escape_token(name));
            let property = self.property(name, value, &pointer);
            properties.push(property);
        }
        let several = [&any.one_of, &any.any_of].into_iter().filter(|it| only(it).is_none()).flatten();
        if !is_union(schema) && several.into_iter().any(has_members) {
            let message = "the members of alternatives beside `allOf` become free-form members of the model";
            self.report(Code::Unsupported, pointer, message);
            additional_properties = additional_properties.or(Some(Type::Any));
        }
        let named: HashSet<&str> = required.iter().map(String::as_str).collect();
        for property in &mut properties {
            property.required |= named.contains(property.name.as_str());
        }
        match &any.additional_properties {
            Some(AdditionalProperties::Schema(values)) => {
                let at = format!("{pointer}/additionalProperties");
                additional_properties = Some(self.value(values, &at).0);
                if self.is_secret(values, SECRET_LEVELS) {
                    let message = "members beyond those that are declared are no place where a secret is hidden; `Debug` shows it";
                    self.report_with_hint(Code::ExtensionIgnored, &at, message, Code::EXPOSED_SECRET_HINT);
                }
                additional_nullable = self.is_nullable(values);
            }
            Some(AdditionalProperties::Any(true)) => {
                (additional_properties, additional_nullable) = (Some(Type::Any), false);
            }
            Some(AdditionalProperties::Any(false)) => closed = true,
            None => {}
        }
        let declared: HashSet<&str> = properties.iter().map(|it| it.name.as_str()).collect();
        required.retain(|name| !declared.contains(name.as_str()));
        let own_discriminator = schema.schema_data.discriminator.as_ref().map(|it| Discriminator {
            property: it.property_name.clone(),
            listed: self.listed(it, any, pointer),
            alternatives: any.one_of.iter().chain(&any.any_of).filter_map(reference_name).collect(),
            ..Discriminator::default()
        });
        ObjectSchema {
            parents,
            properties,
            additional_properties,
            additional_nullable,
            closed,
            discriminator: own_discriminator.map(Box::new).or(discriminator),
            discriminator_value: extensions.discriminator_value.or(discriminator_value),
            discriminator_property: None,
            listed_values: Vec::new(),
            required_elsewhere: required,
        }
    }

    fn property(&mut self, name: &str, schema: &ReferenceOr<Box<OpenApiSchema>>, pointer: &str) -> Property {
        let (value, attributes) = self.boxed(schema, pointer);
        let read_only = self.said(schema, says_read_only).unwrap_or(false);
        // Where the place of use says that it is written, what the definition says is no more than when else.
        let mutability = self.said(schema, says_mutability).filter(|it| read_only || it.create || it.update);
        let secret = self.is_secret(schema, SECRET_LEVELS);
        let nullable = self.is_nullable(schema);
        let xml = attributes.xml();
        let extensions = attributes.extensions;
        Property {
            name: name.to_owned(),
            client_name: extensions.client_name,
            value,
            stated: self.stated(schema),
            required: false,
            read_only,
            mutability,
            nullable,
            secret,
            boxed: false,
            flatten: extensions.flatten,
            deprecated: attributes.deprecated,
            default: attributes.default,
            preset: None,
            constraints: attributes.constraints,
            xml,
            inherited_from: None,
            documentation: attributes.documentation,
            origin: self.origin(pointer),
        }
    }

    /// The subtypes that a discriminator and the alternatives beside it list: those of `mapping` by its values, the others by
    /// their names.
    fn listed(&mut self, discriminator: &openapiv3::Discriminator, any: &AnySchema, pointer: &str) -> Vec<Subtype> {
        let mut list: Vec<Subtype> = Vec::new();
        for (value, target) in &discriminator.mapping {
            let schema = last_token(target);
            let known = self.document.openapi.components.as_ref().map(|it| &it.schemas);
            if known.is_some_and(|it| it.contains_key(&schema)) {
                list.push(Subtype { value: value.clone(), schema });
            } else {
                let place = format!("{pointer}/discriminator/mapping/{}", escape_token(value));
                let message = format!("there is no schema `{target}` for the value `{value}`");
                self.report(Code::MappingNamesNothing, &place, message);
            }
        }
        for schema in any.one_of.iter().chain(&any.any_of).filter_map(reference_name) {
            if !list.iter().any(|it| it.schema == schema) {
                list.push(Subtype { value: schema.clone(), schema });
            }
        }
        list.sort_by(|a, b| (&a.value, &a.schema).cmp(&(&b.value, &b.schema)));
        list
    }
}

/// Whether a definition is a schema of its own that inherits, rather than another name for its only parent.
fn is_inheritance(schema: &OpenApiSchema) -> bool {
    let any = keywords(schema);
    !any.all_of.is_empty()
        && any.enumeration.is_empty()
        && !Extensions::flag(&schema.schema_data.extensions, names::REF_SIBLINGS)
}

pub(super) fn is_null(schema: &ReferenceOr<OpenApiSchema>) -> bool {
    schema.as_item().is_some_and(|it| keywords(it).typ.as_deref() == Some("null"))
}

/// The only alternative that there is beside null, and its index.
fn only(alternatives: &[ReferenceOr<OpenApiSchema>]) -> Option<(usize, &ReferenceOr<OpenApiSchema>)> {
    let mut rest = alternatives.iter().enumerate().filter(|(_, it)| !is_null(it));
    rest.next().filter(|_| rest.next().is_none())
}

/// Whether a property tells the alternatives of a schema apart, all of which have names.
fn is_union(schema: &OpenApiSchema) -> bool {
    let any = keywords(schema);
    let mut alternatives = any.one_of.iter().chain(&any.any_of).filter(|it| !is_null(it));
    schema.schema_data.discriminator.is_some() && alternatives.all(|it| matches!(it, ReferenceOr::Reference { .. }))
}

/// Whether an alternative has members of its own, and does not only say which are required.
fn has_members(alternative: &ReferenceOr<OpenApiSchema>) -> bool {
    match alternative {
        ReferenceOr::Reference { .. } => true,
        ReferenceOr::Item(it) => {
            let any = keywords(it);
            let nested = any.all_of.iter().chain(&any.one_of).chain(&any.any_of);
            !any.properties.is_empty() || nested.into_iter().any(has_members)
        }
    }
}

/// The name of the definition that a reference leads to.
fn reference_name(schema: &ReferenceOr<OpenApiSchema>) -> Option<String> {
    match schema {
        ReferenceOr::Reference { reference } => Some(last_token(reference)),
        ReferenceOr::Item(_) => None,
    }
}

fn last_token(reference: &str) -> String {
    unescape_token(reference.rsplit('/').next().unwrap_or(reference))
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::SchemaKind;
    use crate::normalize::fixture::normalized;

    #[test]
    fn an_object_that_has_no_members_is_an_empty_one() {
        for (schema, is_object) in [
            ("{type: object, additionalProperties: false}", true),
            ("{type: object}", false),
            ("{type: object, additionalProperties: {}}", false),
            ("{additionalProperties: false}", false),
        ] {
            let (service, diagnostics) = normalized(&format!("components: {{schemas: {{E: {schema}}}}}\n"));
            let found =
                matches!(&service.schemas["E"].kind, SchemaKind::Object(it) if it.closed && it.properties.is_empty());
            assert_eq!(found, is_object, "{schema}");
            assert_eq!(diagnostics.count_of(Code::Unsupported), 0, "{schema}");
        }
    }

    #[test]
    fn values_of_a_mapping_without_a_schema_are_unknown_kinds() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {type: string, enum: [dog]}}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', bird: '#/components/schemas/Bird', hound: Hound}}
"##,
        );
        assert_eq!(diagnostics.count_of(Code::MappingNamesNothing), 2);
        let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!() };
        let subtypes = &pet.discriminator.as_ref().unwrap().subtypes;
        let found: Vec<_> = subtypes.iter().map(|it| (it.value.as_str(), it.schema.as_str())).collect();
        assert_eq!(found, [("cat", "Cat"), ("dog", "Dog")]);
    }
}
