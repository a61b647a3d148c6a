//! Parameters of the document: takes an OpenAPI parameter, gives the model's.

use openapiv3::{
    HeaderStyle, Parameter as OpenApiParameter, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use super::attributes::Attributes;
use super::media_types::is_of_parts;
use super::{Builder, documentation};
use crate::diagnostics::{Code, Remedy};
use crate::model::{
    BodyKind, CollectionFormat, Constraints, DeclaredStyle, Level, Location, Parameter, SchemaKind, Type,
};
use crate::openapi::extensions::{ParameterExtensions, SchemaExtensions};
use crate::source::escape_token;

impl Builder<'_> {
    /// A parameter as it is declared at `pointer`.
    pub(super) fn read_parameter(&mut self, parameter: &OpenApiParameter, pointer: &str) -> Parameter {
        let data = parameter.parameter_data_ref();
        let extensions = ParameterExtensions::of(&data.extensions);
        let is_deep = matches!(parameter, OpenApiParameter::Query { style: QueryStyle::DeepObject, .. });
        let ((value, attributes), media_type) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let place = format!("{pointer}/schema");
                self.text_at = (!is_deep).then(|| place.clone());
                let value = self.value(schema, &place);
                self.text_at = None;
                (value, None)
            }
            ParameterSchemaOrContent::Content(content) => self.parameter_content(content, &data.name, pointer),
        };
        let (location, style) = match parameter {
            OpenApiParameter::Path { style, .. } => (
                Location::Path,
                match style {
                    PathStyle::Simple => "simple",
                    PathStyle::Label => "label",
                    PathStyle::Matrix => "matrix",
                },
            ),
            OpenApiParameter::Query { style, .. } => (Location::Query, query_style(style)),
            OpenApiParameter::Header { style: HeaderStyle::Simple, .. } => (Location::Header, "simple"),
            OpenApiParameter::Cookie { .. } => (Location::Cookie, "form"),
        };
        let nested_format = match &data.format {
            ParameterSchemaOrContent::Schema(ReferenceOr::Item(it)) => nested_format(it),
            _ => None,
        };
        let is_object = match &data.format {
            ParameterSchemaOrContent::Schema(it) => self.is_called_object(it),
            ParameterSchemaOrContent::Content(_) => false,
        };
        let required = data.required || location == Location::Path;
        Parameter {
            constant: self.constant(&data.name, required, &value),
            api_version: required
                && location == Location::Query
                && data.name.eq_ignore_ascii_case("api-version")
                && extensions.api_version != Some(false),
            name: data.name.clone(),
            client_name: extensions.client_name,
            location,
            level: if extensions.client_level && extensions.api_version != Some(false) {
                Level::Client
            } else {
                Level::Method
            },
            required,
            value,
            collection_format: None,
            style: None,
            declared_style: DeclaredStyle {
                name: style.to_owned(),
                explode: data.explode,
                collection_format: self.collection_format(extensions.collection_format.as_deref(), pointer),
                nested_format,
                media_type,
                header_prefix: extensions.header_collection_prefix.filter(|_| location == Location::Header),
                is_object,
            },
            allow_reserved: matches!(parameter, OpenApiParameter::Query { allow_reserved: true, .. }),
            skip_url_encoding: extensions.skip_url_encoding,
            client_request_id: extensions.client_request_id && location == Location::Header,
            credential: false,
            default: attributes.default,
            constraints: attributes.constraints,
            deprecated: data.deprecated.unwrap_or(false) || attributes.deprecated,
            documentation: documentation(None, data.description.as_ref()).or(attributes.documentation),
            origin: self.origin(pointer),
        }
    }

    /// The one value of a parameter that can have no other.
    fn constant(&mut self, name: &str, required: bool, value: &Type) -> Option<String> {
        let Type::Inline { schema } = value else { return None };
        let SchemaKind::Enum(it) = &schema.kind else { return None };
        let [only] = it.values.as_slice() else { return None };
        let text = match &only.value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if required && it.open && !name.eq_ignore_ascii_case("api-version") {
            let message = format!("the client sends `{text}` as `{name}` by itself, and no other value");
            let hint = "nothing to do as long as it is the only one; a [[fix-up]] that removes its `enum` makes it an argument";
            self.report_with_hint(Code::ValueFixed, &schema.origin.pointer, message, hint);
            self.diagnostics.settled_by(Remedy::RemoveMember("enum"));
        }
        required.then_some(text)
    }

    /// The header that says what the bytes of a body are, of a family of media types.
    pub(super) fn content_type(&self, family: &str, required: bool, pointer: &str) -> Parameter {
        Parameter {
            constant: None,
            api_version: false,
            name: "Content-Type".to_owned(),
            client_name: None,
            location: Location::Header,
            level: Level::Method,
            required,
            value: Type::text(),
            collection_format: None,
            style: None,
            declared_style: DeclaredStyle { name: "simple".to_owned(), ..DeclaredStyle::default() },
            allow_reserved: false,
            skip_url_encoding: false,
            client_request_id: false,
            credential: false,
            default: None,
            constraints: Constraints::default(),
            deprecated: false,
            documentation: Some(match is_of_parts(family) {
                true => {
                    format!("The media type of the body with the boundary of its parts, as `{family}; boundary=…`.")
                }
                false => format!("The media type of the body, one of `{family}`."),
            }),
            origin: self.origin(pointer),
        }
    }

    /// The value of a parameter that a media type describes.
    fn parameter_content(
        &mut self,
        content: &openapiv3::Content,
        name: &str,
        pointer: &str,
    ) -> ((Type, Attributes), Option<String>) {
        let Some((media_type, media)) = content.first() else {
            self.report(Code::MissingKeyword, pointer, format!("`content` of parameter `{name}` has no media type"));
            return ((Type::text(), Attributes::default()), None);
        };
        let value = match &media.schema {
            Some(schema) => self.value(schema, &format!("{pointer}/content/{}/schema", escape_token(media_type))),
            None => (Type::Any, Attributes::default()),
        };
        (value, Some(media_type.clone()))
    }

    /// A field of a form, and its index among the operation's parameters. `file` is its type, if it is a file for all that its
    /// schema says.
    pub(super) fn read_field(
        &mut self,
        name: &str,
        schema: &ReferenceOr<Box<openapiv3::Schema>>,
        required: bool,
        encoding: Option<&openapiv3::Encoding>,
        pointer: &str,
        file: Option<Type>,
    ) -> (Option<usize>, Parameter) {
        let is_json = |it: &openapiv3::Encoding| {
            it.style == Some(QueryStyle::DeepObject)
                || it.content_type.iter().flat_map(|it| it.split(',')).any(|it| BodyKind::Json.is_written_as(it.trim()))
        };
        self.text_at = (!encoding.is_some_and(is_json)).then(|| pointer.to_owned());
        let (mut value, attributes) = match (file, schema) {
            (None, schema) => self.boxed(schema, pointer),
            (Some(file), ReferenceOr::Item(it)) => (file, self.attributes(it)),
            (Some(file), ReferenceOr::Reference { .. }) => (file, Attributes::default()),
        };
        self.text_at = None;
        // A part of which nothing is said but a media type that is neither JSON nor text.
        if value == Type::Any && encoding.and_then(|it| it.content_type.as_deref()).is_some_and(is_of_bytes) {
            value = Type::Binary;
        }
        let level = match schema {
            ReferenceOr::Item(it) if ParameterExtensions::of(&it.schema_data.extensions).client_level => Level::Client,
            _ => Level::Method,
        };
        let own_format =
            encoding.and_then(|it| it.extensions.get(crate::openapi::extensions::names::COLLECTION_FORMAT));
        let parameter = Parameter {
            constant: self.constant(name, required, &value),
            api_version: false,
            name: name.to_owned(),
            client_name: attributes.extensions.client_name,
            location: Location::Form,
            level,
            required,
            value,
            collection_format: None,
            style: None,
            declared_style: DeclaredStyle {
                name: encoding.and_then(|it| it.style.as_ref()).map_or("form", query_style).to_owned(),
                explode: encoding.map(|it| it.explode),
                collection_format: self.collection_format(own_format.and_then(|it| it.as_str()), pointer),
                nested_format: match schema {
                    ReferenceOr::Item(it) => nested_format(it),
                    ReferenceOr::Reference { .. } => None,
                },
                media_type: encoding.and_then(|it| it.content_type.clone()),
                header_prefix: None,
                is_object: false,
            },
            allow_reserved: false,
            skip_url_encoding: false,
            client_request_id: false,
            credential: false,
            default: attributes.default,
            constraints: attributes.constraints,
            deprecated: attributes.deprecated,
            documentation: attributes.documentation,
            origin: self.origin(pointer),
        };
        (attributes.extensions.position, parameter)
    }

    /// Whether a schema, or what it refers to, is called an object.
    fn is_called_object(&self, schema: &ReferenceOr<openapiv3::Schema>) -> bool {
        let schemas = self.document.openapi.components.as_ref().map(|it| &it.schemas);
        let mut schema = Some(schema);
        for _ in 0..=schemas.map_or(0, indexmap::IndexMap::len) {
            match schema {
                Some(ReferenceOr::Item(it)) => return super::schemas::keywords(it).typ.as_deref() == Some("object"),
                Some(ReferenceOr::Reference { reference }) => {
                    let name = reference.strip_prefix("#/components/schemas/").map(crate::source::unescape_token);
                    schema = name.and_then(|name| schemas?.get(&name));
                }
                None => return false,
            }
        }
        false
    }

    /// How a list is written, if the spec names a way that there is.
    fn collection_format(&mut self, text: Option<&str>, pointer: &str) -> Option<CollectionFormat> {
        let text = text?;
        let format = collection_format(text);
        if format.is_none() {
            let message = format!("`{text}` is no collectionFormat; the list is written with commas");
            self.report(Code::ExtensionIgnored, pointer, message);
        }
        format
    }
}

fn is_of_bytes(media_type: &str) -> bool {
    !media_type.starts_with("text/") && !BodyKind::Json.is_written_as(media_type)
}

fn query_style(style: &QueryStyle) -> &'static str {
    match style {
        QueryStyle::Form => "form",
        QueryStyle::SpaceDelimited => "spaceDelimited",
        QueryStyle::PipeDelimited => "pipeDelimited",
        QueryStyle::DeepObject => "deepObject",
    }
}

/// How the lists in a list are written.
fn nested_format(schema: &openapiv3::Schema) -> Option<CollectionFormat> {
    match &super::schemas::keywords(schema).items {
        Some(ReferenceOr::Item(items)) => SchemaExtensions::of(&items.schema_data.extensions)
            .collection_format
            .as_deref()
            .and_then(collection_format)
            .or_else(|| nested_format(items)),
        _ => None,
    }
}

fn collection_format(text: &str) -> Option<CollectionFormat> {
    Some(match text {
        "csv" => CollectionFormat::Csv,
        "ssv" => CollectionFormat::Ssv,
        "tsv" => CollectionFormat::Tsv,
        "pipes" => CollectionFormat::Pipes,
        "multi" => CollectionFormat::Multi,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::normalize::fixture::normalized;

    #[test]
    fn what_becomes_of_alternatives_is_told_as_it_is() {
        let alternatives = ["anyOf: [{type: integer}, {type: boolean}]", "type: [integer, boolean, 'null']"];
        for ((parameter, code), schema) in [("", Code::ParameterAsText), ("style: deepObject, ", Code::Unsupported)]
            .into_iter()
            .flat_map(|it| alternatives.map(|schema| (it, schema)))
        {
            let (_, diagnostics) = normalized(&format!(
                "paths: {{/x: {{get: {{operationId: X, parameters: [{{name: q, in: query, {parameter}\
                 schema: {{{schema}}}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n"
            ));
            assert_eq!(diagnostics.count_of(code), 1, "{parameter}{schema}");
            assert_eq!(diagnostics.count_of(Code::Unsupported) + diagnostics.count_of(Code::ParameterAsText), 1);
        }
    }

    #[test]
    fn a_fixed_value_of_an_open_set_is_told() {
        for (name, open, told) in [("kind", true, 1), ("kind", false, 0), ("api-version", true, 0)] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/x: {{get: {{operationId: X, parameters: [{{name: {name}, in: query, required: true, schema: \
                 {{type: string, enum: [a], x-ms-enum: {{name: E, modelAsString: {open}}}}}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n"
            ));
            assert_eq!(diagnostics.count_of(Code::ValueFixed), told, "{name} {open}");
            let operation = service.operations().next().unwrap();
            assert!(operation.parameters[0].constant.is_some() || operation.api_version.is_some(), "{name} {open}");
        }
    }

    #[test]
    fn a_collection_format_that_is_none_is_told() {
        for (format, told) in [("tsv", 0), ("multi", 0), ("semicolons", 1)] {
            let (_, diagnostics) = normalized(&format!(
                "paths: {{/x: {{get: {{operationId: X, parameters: [{{name: q, in: query, x-azrest-collection-format: {format}, \
                 schema: {{type: array, items: {{type: string}}}}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n"
            ));
            assert_eq!(diagnostics.count_of(Code::ExtensionIgnored), told, "{format}");
        }
    }
}
