//! Parameters and headers.

use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, Header, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, Schema, SchemaData, SchemaKind,
};

use super::Reader;
use super::fields::Fields;
use crate::diagnostics::Code;
use crate::openapi::extensions::ParameterExtensions;

impl Reader<'_> {
    pub(super) fn parameter(&mut self, fields: Fields<'_, '_>) -> Option<Parameter> {
        let f = &fields;
        let location = self.required_text(f, "in");
        let name = self.required_text(f, "name")?;
        let parameter_data = ParameterData {
            description: self.text(f, "description"),
            required: self.flag(f, "required").unwrap_or(false),
            deprecated: self.flag(f, "deprecated"),
            format: self.format(f),
            example: None,
            examples: IndexMap::new(),
            explode: self.flag(f, "explode"),
            extensions: self.extensions(f, ParameterExtensions::check),
            name,
        };
        let style = self.text(f, "style");
        let style = style.as_deref();
        Some(match location?.as_str() {
            "query" => Parameter::Query {
                parameter_data,
                allow_reserved: self.flag(f, "allowReserved").unwrap_or(false),
                style: match style {
                    None | Some("form") => QueryStyle::Form,
                    Some("spaceDelimited") => QueryStyle::SpaceDelimited,
                    Some("pipeDelimited") => QueryStyle::PipeDelimited,
                    Some("deepObject") => QueryStyle::DeepObject,
                    Some(other) => self.unknown_style(f, other, QueryStyle::Form),
                },
                allow_empty_value: self.flag(f, "allowEmptyValue"),
            },
            "header" => Parameter::Header { parameter_data, style: self.header_style(f, style) },
            "path" => Parameter::Path {
                parameter_data,
                style: match style {
                    None | Some("simple") => PathStyle::Simple,
                    Some("label") => PathStyle::Label,
                    Some("matrix") => PathStyle::Matrix,
                    Some(other) => self.unknown_style(f, other, PathStyle::Simple),
                },
            },
            "cookie" => Parameter::Cookie { parameter_data, style: CookieStyle::Form },
            other => {
                let message = format!("a parameter cannot be in `{other}`");
                let span = f.get("in").map(|it| it.span);
                self.diagnostics.add(Code::UnsupportedParameter, span, f.place.key("in").pointer(), message);
                return None;
            }
        })
    }

    pub(super) fn header(&mut self, fields: Fields<'_, '_>) -> Option<Header> {
        let f = &fields;
        let style = self.text(f, "style");
        Some(Header {
            description: self.text(f, "description"),
            style: self.header_style(f, style.as_deref()),
            required: self.flag(f, "required").unwrap_or(false),
            deprecated: self.flag(f, "deprecated"),
            format: self.format(f),
            example: None,
            examples: IndexMap::new(),
            extensions: self.extensions(f, ParameterExtensions::check),
        })
    }

    /// `schema` or `content`; a parameter with neither is taken for text.
    fn format(&mut self, fields: &Fields<'_, '_>) -> ParameterSchemaOrContent {
        if fields.get("schema").is_none() && fields.get("content").is_some() {
            return ParameterSchemaOrContent::Content(self.content(fields));
        }
        if fields.get("schema").is_none() {
            self.missing(fields, "schema");
        }
        let empty = Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Any(Default::default()) };
        ParameterSchemaOrContent::Schema(self.one_schema(fields, "schema").unwrap_or(ReferenceOr::Item(empty)))
    }

    fn header_style(&mut self, fields: &Fields<'_, '_>, style: Option<&str>) -> HeaderStyle {
        match style {
            None | Some("simple") => HeaderStyle::Simple,
            Some(other) => self.unknown_style(fields, other, HeaderStyle::Simple),
        }
    }

    fn unknown_style<T>(&mut self, fields: &Fields<'_, '_>, style: &str, instead: T) -> T {
        let span = fields.get("style").map(|it| it.span);
        let message = format!("`{style}` is no style of such a parameter");
        self.diagnostics.add(Code::KeywordIgnored, span, fields.place.key("style").pointer(), message);
        instead
    }
}
