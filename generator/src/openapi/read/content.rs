//! Bodies: media types, request bodies, responses.

use indexmap::IndexMap;
use openapiv3::{Content, Encoding, MediaType, QueryStyle, ReferenceOr, RequestBody, Response, Responses, StatusCode};

use super::Reader;
use super::fields::Fields;
use crate::diagnostics::Code;
use crate::openapi::extensions::BodyExtensions;

impl Reader<'_> {
    pub(super) fn content(&mut self, fields: &Fields<'_, '_>) -> Content {
        self.map(fields, "content", "the media type", |reader, fields| {
            Some(MediaType {
                schema: reader.one_schema(&fields, "schema"),
                encoding: reader.map(&fields, "encoding", "the encoding", Self::encoding),
                ..MediaType::default()
            })
        })
    }

    fn encoding(&mut self, fields: Fields<'_, '_>) -> Option<Encoding> {
        let f = &fields;
        let style = match self.text(f, "style").as_deref() {
            Some("form") => Some(QueryStyle::Form),
            Some("spaceDelimited") => Some(QueryStyle::SpaceDelimited),
            Some("pipeDelimited") => Some(QueryStyle::PipeDelimited),
            Some("deepObject") => Some(QueryStyle::DeepObject),
            _ => None,
        };
        Some(Encoding {
            content_type: self.text(f, "contentType"),
            headers: self.references(f, "headers", "the header", Self::header),
            // The default of `explode` depends on the style; openapiv3 has no word for its absence.
            explode: self.flag(f, "explode").unwrap_or(matches!(style, None | Some(QueryStyle::Form))),
            style,
            allow_reserved: self.flag(f, "allowReserved").unwrap_or(false),
            extensions: f
                .members
                .keys()
                .filter(|it| it.starts_with("x-"))
                .filter_map(|it| Some((it.clone(), f.json(it)?)))
                .collect(),
        })
    }

    pub(super) fn request_body(&mut self, fields: Fields<'_, '_>) -> Option<RequestBody> {
        if fields.get("content").is_none() {
            self.missing(&fields, "content");
        }
        Some(RequestBody {
            description: self.text(&fields, "description"),
            content: self.content(&fields),
            required: self.flag(&fields, "required").unwrap_or(false),
            extensions: self.extensions(&fields, BodyExtensions::check),
        })
    }

    pub(super) fn response(&mut self, fields: Fields<'_, '_>) -> Option<Response> {
        Some(Response {
            description: self.text(&fields, "description").unwrap_or_default(),
            headers: self.references(&fields, "headers", "the header", Self::header),
            content: self.content(&fields),
            links: IndexMap::new(),
            extensions: self.extensions(&fields, BodyExtensions::check),
        })
    }

    pub(super) fn responses(&mut self, operation: &Fields<'_, '_>) -> Responses {
        let mut responses = Responses::default();
        let Some(fields) = self.required_object(operation, "responses") else { return responses };
        for (status, node) in fields.members {
            let place = fields.place.key(status);
            if status.starts_with("x-") {
                responses.extensions.insert(status.clone(), node.to_json());
                continue;
            }
            let Some(response) = self.fields(node, "the response", place) else { continue };
            let response: Option<ReferenceOr<Response>> = self.reference(response, Self::response);
            match (status.as_str(), status_code(status)) {
                ("default", _) => responses.default = response,
                (_, Some(code)) => responses.responses.extend(response.map(|it| (code, it))),
                (_, None) => {
                    let message = format!("`{status}` is no status code");
                    self.diagnostics.add(Code::KeywordIgnored, Some(node.span), place.pointer(), message);
                }
            }
        }
        responses
    }
}

/// `200`, or `2XX` for a whole class.
fn status_code(text: &str) -> Option<StatusCode> {
    match text.as_bytes() {
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusCode::Range(u16::from(class - b'0'))),
        [b'1'..=b'5', _, _] => text.parse().ok().map(StatusCode::Code),
        _ => None,
    }
}
