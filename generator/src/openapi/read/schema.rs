//! Schemas.

use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, ExternalDocumentation, ReferenceOr, Schema, SchemaData, SchemaKind,
};

use super::Reader;
use super::fields::Fields;
use crate::diagnostics::{Code, Remedy};
use crate::openapi::extensions::{ExtensionMap, SchemaExtensions, names};
use crate::source::{Node, Value};

impl Reader<'_> {
    pub(super) fn schema(&mut self, fields: Fields<'_, '_>) -> Option<Schema> {
        let f = &fields;
        let (typ, null) = self.types(f);
        let any = AnySchema {
            typ,
            pattern: self.text(f, "pattern"),
            multiple_of: self.number(f, "multipleOf"),
            exclusive_minimum: self.flag(f, "exclusiveMinimum"),
            exclusive_maximum: self.flag(f, "exclusiveMaximum"),
            minimum: self.number(f, "minimum"),
            maximum: self.number(f, "maximum"),
            properties: self
                .references(f, "properties", "the property", |reader, fields| reader.schema(fields).map(Box::new)),
            required: self.texts(f, "required"),
            additional_properties: self.additional_properties(f),
            min_properties: self.count(f, "minProperties"),
            max_properties: self.count(f, "maxProperties"),
            items: self.items(f),
            min_items: self.count(f, "minItems"),
            max_items: self.count(f, "maxItems"),
            unique_items: self.flag(f, "uniqueItems"),
            enumeration: self.elements(f, "enum").iter().map(crate::source::Node::to_json).collect(),
            format: self.text(f, "format"),
            min_length: self.count(f, "minLength"),
            max_length: self.count(f, "maxLength"),
            one_of: self.schemas(f, "oneOf"),
            all_of: self.schemas(f, "allOf"),
            any_of: self.schemas(f, "anyOf"),
            not: self.one_schema(f, "not").map(Box::new),
        };
        let data = SchemaData {
            nullable: self.flag(f, "nullable").unwrap_or(false) || null,
            read_only: self.flag(f, "readOnly").unwrap_or(false),
            write_only: self.flag(f, "writeOnly").unwrap_or(false),
            deprecated: self.flag(f, "deprecated").unwrap_or(false),
            external_docs: self.external_docs(f),
            example: None,
            title: self.text(f, "title"),
            description: self.text(f, "description"),
            discriminator: self.discriminator(f),
            default: f.json("default"),
            extensions: self.schema_extensions(f),
        };
        Some(Schema { schema_data: data, schema_kind: SchemaKind::Any(any) })
    }

    /// The extensions, and as such the keyword `xml` and marks that are said not to hold.
    fn schema_extensions(&mut self, fields: &Fields<'_, '_>) -> ExtensionMap {
        let mut extensions = self.extensions(fields, SchemaExtensions::check);
        if fields.get("xml").is_some() && self.object(fields, "xml").is_some() {
            extensions.extend(fields.json("xml").map(|it| (names::XML.to_owned(), it)));
        }
        for (keyword, name) in [("nullable", names::NULLABLE), ("readOnly", names::READ_ONLY)] {
            if fields.get(keyword).and_then(Node::as_bool) == Some(false) {
                extensions.insert(name.to_owned(), false.into());
            }
        }
        extensions
    }

    /// The type, and whether null is one: later versions of the specification list several types.
    fn types(&mut self, fields: &Fields<'_, '_>) -> (Option<String>, bool) {
        let Some(Node { value: Value::Array(list), span }) = fields.get("type") else {
            return (self.text(fields, "type"), false);
        };
        let names: Vec<&str> = list.iter().filter_map(Node::as_str).collect();
        let rest: Vec<&str> = names.iter().copied().filter(|it| *it != "null").collect();
        let typ = match rest.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        let message = match rest.as_slice() {
            [only] => format!("`type` is a list, which OpenAPI 3.0 does not know; it is read as `{only}`"),
            [] => "`type` lists no type; it is passed over".to_owned(),
            // What several types make of a value is told where that is decided.
            _ => return (None, names.len() > rest.len()),
        };
        self.diagnostics.add(Code::Unsupported, Some(*span), fields.place.pointer(), message);
        (typ, names.len() > rest.len())
    }

    /// A schema or a reference below a key.
    pub(super) fn one_schema(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<ReferenceOr<Schema>> {
        let fields = self.object(fields, key)?;
        self.reference(fields, Self::schema)
    }

    fn boxed(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<ReferenceOr<Box<Schema>>> {
        Some(match self.one_schema(fields, key)? {
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
            ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item)),
        })
    }

    /// The schema of the elements of a list. One for each position is more than 3.0 can say.
    fn items(&mut self, fields: &Fields<'_, '_>) -> Option<ReferenceOr<Box<Schema>>> {
        let Some(Node { value: Value::Array(_), span }) = fields.get("items") else {
            return self.boxed(fields, "items");
        };
        let message = "`items` has a schema for each position; the elements are free-form JSON";
        let hint = "nothing to do if free-form JSON will do for the caller; else write one schema for all elements";
        let pointer = fields.place.key("items").pointer();
        self.diagnostics.add_with_hint(Code::Unsupported, Some(*span), pointer, message, hint);
        self.diagnostics.settled_by(Remedy::FirstElement);
        None
    }

    fn schemas(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<ReferenceOr<Schema>> {
        self.list(fields, key, "the schema", |reader, fields| reader.reference(fields, Self::schema))
    }

    fn additional_properties(&mut self, fields: &Fields<'_, '_>) -> Option<AdditionalProperties> {
        match fields.get("additionalProperties")?.value {
            Value::Bool(value) => Some(AdditionalProperties::Any(value)),
            _ => self.one_schema(fields, "additionalProperties").map(Box::new).map(AdditionalProperties::Schema),
        }
    }

    fn discriminator(&mut self, fields: &Fields<'_, '_>) -> Option<Discriminator> {
        let fields = self.object(fields, "discriminator")?;
        let mut mapping = indexmap::IndexMap::new();
        if let Some(fields) = self.object(&fields, "mapping") {
            for value in fields.keys() {
                mapping.extend(self.text(&fields, value).map(|target| (value.to_owned(), target)));
            }
        }
        Some(Discriminator {
            property_name: self.required_text(&fields, "propertyName")?,
            mapping,
            ..Discriminator::default()
        })
    }

    pub(super) fn external_docs(&mut self, fields: &Fields<'_, '_>) -> Option<ExternalDocumentation> {
        let fields = self.object(fields, "externalDocs")?;
        Some(ExternalDocumentation {
            description: self.text(&fields, "description"),
            url: self.text(&fields, "url")?,
            extensions: indexmap::IndexMap::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Remedy};
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn a_schema_for_each_position_is_a_list_of_anything_and_told() {
        let (service, diagnostics) =
            normalized("components: {schemas: {L: {type: array, items: [{type: string}, {type: integer}]}}}\n");
        assert_eq!(service.schemas["L"].kind, SchemaKind::Alias { target: Type::list(Type::Any) });
        let told: Vec<_> = diagnostics.sorted().into_iter().filter(|it| it.code == Code::Unsupported).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].remedy, Remedy::FirstElement);
    }
}
