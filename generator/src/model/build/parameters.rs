//! Parameters of the document: takes an OpenAPI parameter, gives the model's.

use openapiv3::{Parameter as OpenApiParameter, ParameterSchemaOrContent, QueryStyle};

use super::{Builder, documentation};
use crate::diagnostics::Code;
use crate::model::{CollectionFormat, Level, Location, Parameter, SchemaKind, Type};
use crate::openapi::extensions::ParameterExtensions;

impl Builder<'_> {
    /// A parameter as it is declared at `pointer`.
    pub(super) fn read_parameter(&mut self, parameter: &OpenApiParameter, pointer: &str) -> Parameter {
        let data = parameter.parameter_data_ref();
        let extensions = ParameterExtensions::of(&data.extensions);
        let (value, attributes) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => self.value(schema, &format!("{pointer}/schema")),
            ParameterSchemaOrContent::Content(_) => {
                self.report(
                    Code::UnsupportedParameter,
                    pointer,
                    format!("parameter `{}` is described by a media type", data.name),
                );
                (Type::text(), super::schemas::Attributes::default())
            }
        };
        let (location, style) = match parameter {
            OpenApiParameter::Path { .. } => (Location::Path, None),
            OpenApiParameter::Query { style, .. } => (Location::Query, Some(style)),
            OpenApiParameter::Header { .. } => (Location::Header, None),
            OpenApiParameter::Cookie { .. } => (Location::Cookie, None),
        };
        let is_list = matches!(value, Type::Array { .. });
        let collection_format = is_list.then(|| {
            extensions.collection_format.as_deref().and_then(collection_format).unwrap_or(match style {
                Some(QueryStyle::SpaceDelimited) => CollectionFormat::Ssv,
                Some(QueryStyle::PipeDelimited) => CollectionFormat::Pipes,
                Some(_) if data.explode.unwrap_or(true) => CollectionFormat::Multi,
                _ => CollectionFormat::Csv,
            })
        });
        let required = data.required || location == Location::Path;
        Parameter {
            constant: required.then(|| constant(&value)).flatten(),
            api_version: false,
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
            collection_format,
            skip_url_encoding: extensions.skip_url_encoding,
            default: attributes.default,
            constraints: attributes.constraints,
            deprecated: data.deprecated.unwrap_or(false) || attributes.deprecated,
            documentation: documentation(None, data.description.as_ref()).or(attributes.documentation),
            origin: self.origin(pointer),
        }
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

/// The one value of a parameter that can have no other.
fn constant(value: &Type) -> Option<String> {
    let Type::Inline { schema } = value else { return None };
    let SchemaKind::Enum(it) = &schema.kind else { return None };
    match it.values.as_slice() {
        [only] => Some(match &only.value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }),
        _ => None,
    }
}
