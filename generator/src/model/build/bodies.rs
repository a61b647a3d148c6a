//! Bodies of requests and responses: takes the media types of the document, gives the one that is used and its type.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, Response as OpenApiResponse, StatusCode};

use super::{Builder, documentation};
use crate::diagnostics::Code;
use crate::model::{Body, BodyKind, Header, Response, Status, Type};
use crate::openapi::extensions::BodyExtensions;
use crate::source::escape_token;

/// A body as one of its media types describes it.
struct Content {
    media_type: String,
    kind: BodyKind,
    value: Type,
}

impl<'a> Builder<'a> {
    /// The request body of an operation.
    pub(super) fn body(&mut self, operation: &'a openapiv3::Operation, pointer: &str) -> Option<Body> {
        let pointer = format!("{pointer}/requestBody");
        let body = match operation.request_body.as_ref()? {
            ReferenceOr::Item(item) => item,
            ReferenceOr::Reference { reference } => {
                let components = self.document.openapi.components.as_ref();
                let found = reference
                    .strip_prefix("#/components/requestBodies/")
                    .and_then(|name| components?.request_bodies.get(name)?.as_item());
                let Some(found) = found else {
                    self.report(Code::DanglingReference, &pointer, format!("there is no request body `{reference}`"));
                    return None;
                };
                found
            }
        };
        let extensions = BodyExtensions::of(&body.extensions);
        let content = self.content(&body.content, &pointer)?;
        Some(Body {
            name: extensions.name.unwrap_or_else(|| "body".to_owned()),
            client_name: extensions.client_name,
            required: body.required,
            media_type: content.media_type,
            media_types: body.content.keys().cloned().collect(),
            kind: content.kind,
            value: content.value,
            documentation: documentation(None, body.description.as_ref()),
            origin: self.origin(&pointer),
        })
    }

    /// A declared response.
    pub(super) fn read_response(&mut self, status: Status, response: &'a OpenApiResponse, pointer: &str) -> Response {
        let content = self.content(&response.content, pointer);
        let mut headers = Vec::new();
        for (name, header) in &response.headers {
            let pointer = format!("{pointer}/headers/{}", escape_token(name));
            let value = match header {
                ReferenceOr::Item(it) => match &it.format {
                    openapiv3::ParameterSchemaOrContent::Schema(schema) => {
                        (self.value(schema, &format!("{pointer}/schema")).0, it.required)
                    }
                    openapiv3::ParameterSchemaOrContent::Content(_) => (Type::text(), it.required),
                },
                ReferenceOr::Reference { .. } => (Type::text(), false),
            };
            let text = header.as_item().and_then(|it| it.description.as_ref());
            headers.push(Header {
                name: name.clone(),
                value: value.0,
                required: value.1,
                documentation: documentation(None, text),
                origin: self.origin(&pointer),
            });
        }
        let (body, body_kind) = match content {
            Some(content) => (Some(content.value), Some(content.kind)),
            None => (None, None),
        };
        Response {
            status,
            error: BodyExtensions::of(&response.extensions).error_response,
            body,
            body_kind,
            media_types: response.content.keys().cloned().collect(),
            headers,
            documentation: documentation(None, Some(&response.description)),
            origin: self.origin(pointer),
        }
    }

    /// The media type that is used: JSON before anything else, then the first listed.
    fn content(&mut self, content: &'a IndexMap<String, MediaType>, pointer: &str) -> Option<Content> {
        let (name, media) = content
            .iter()
            .find(|(name, _)| is_json(name))
            .or_else(|| content.iter().find(|(name, _)| !is_xml(name)))
            .or_else(|| content.first())?;
        let schema = media.schema.as_ref()?;
        let pointer = format!("{pointer}/content/{}/schema", escape_token(name));
        let (value, _) = self.value(schema, &pointer);
        let kind = match () {
            _ if value == Type::Binary => BodyKind::Binary,
            _ if is_json(name) => BodyKind::Json,
            _ if name.starts_with("text/") => BodyKind::Text,
            _ => {
                self.report(Code::Unsupported, &pointer, format!("a `{name}` body is read and written as bytes"));
                BodyKind::Binary
            }
        };
        let value = if kind == BodyKind::Binary { Type::Binary } else { value };
        Some(Content { media_type: name.clone(), kind, value })
    }
}

/// The status of a declared response.
pub(super) fn status(code: &StatusCode) -> Status {
    match code {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(class) => Status::Class(*class),
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.ends_with("+json")
        || essence == "text/json"
        || essence == "*/*"
}

fn is_xml(media_type: &str) -> bool {
    media_type.contains("xml")
}
