//! Bodies of requests and responses: takes the media types of the document, gives the one that is used and its type.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, Response as OpenApiResponse, StatusCode};

use super::media_types::{
    EVENT_STREAM, concrete, essence, family, form, is_family, is_for_the_caller, is_json, is_text, is_xml,
};
use super::schemas::keywords;
use super::{Builder, documentation};
use crate::diagnostics::{Code, Remedy};
use crate::model::{
    Body, BodyKind, Header, Parameter, Response, Schema, SchemaKind, Status, StringFormat, Type, Usage,
};
use crate::openapi::extensions::{BodyExtensions, ParameterExtensions};
use crate::openapi::media_type::is_binary;
use crate::source::escape_token;

/// A body as one of its media types describes it.
pub(super) struct Content {
    pub(super) media_type: String,
    pub(super) kind: BodyKind,
    pub(super) value: Type,
    pub(super) nullable: bool,
    /// The fields of a form, each with its index among the operation's parameters.
    pub(super) fields: Vec<(Option<usize>, Parameter)>,
    /// Where a form allows fields that it does not list.
    pub(super) further: Vec<String>,
}

impl<'a> Builder<'a> {
    /// The request body of an operation; the fields of a form come among `parameters`, in the order of the spec.
    pub(super) fn body(
        &mut self,
        operation: &'a openapiv3::Operation,
        pointer: &str,
        parameters: &mut Vec<Parameter>,
    ) -> Option<Body> {
        let pointer = format!("{pointer}/requestBody");
        let shared = self.document.openapi.components.as_ref().map(|it| &it.request_bodies);
        let body = operation.request_body.as_ref()?;
        let (body, _) = self.component(body, pointer.clone(), shared, "requestBodies", "request body")?;
        let extensions = BodyExtensions::of(&body.extensions);
        if body.content.is_empty() {
            self.report(Code::KeywordIgnored, &pointer, "the body has no media type, and is not sent");
        }
        let mut content = self.content(&body.content, true, &pointer)?;
        self.report_left_out_media_types(&body.content, &content, &pointer);
        for place in std::mem::take(&mut content.further) {
            self.report_with_hint(
                Code::Unsupported,
                &place,
                "the form has room for fields that it does not list; the client sends none of them",
                "list the fields that are needed among its properties, in the document or by a [[fix-up]] in the manifest",
            );
        }
        if !body.required {
            // Nobody has to send the form; what it requires is required of those who do.
            for (_, field) in &mut content.fields {
                field.required = false;
                field.constant = None;
            }
        }
        // Fields without a position, those of OpenAPI 3.0, come last.
        content.fields.sort_by_key(|(position, _)| position.unwrap_or(usize::MAX));
        for (position, field) in content.fields {
            parameters.insert(position.unwrap_or(usize::MAX).min(parameters.len()), field);
        }
        // What the bytes are is for the caller to say where the spec names a whole family of them.
        let is_said = parameters.iter().any(Parameter::is_content_type);
        if content.kind == BodyKind::Binary && !is_said && is_for_the_caller(&content.media_type) {
            parameters.push(self.content_type(&content.media_type, body.required, &pointer));
        }
        Some(Body {
            name: extensions.name.unwrap_or_else(|| "body".to_owned()),
            client_name: extensions.client_name,
            required: body.required,
            media_type: concrete(&content.media_type, content.kind),
            media_types: body.content.keys().cloned().collect(),
            kind: content.kind,
            value: content.value,
            nullable: content.nullable,
            documentation: documentation(None, body.description.as_ref()),
            origin: self.origin(&pointer),
        })
    }

    /// A body in XML. A list that is written out in its place and says how its element is called is a schema of that name.
    fn xml_value(&mut self, schema: &ReferenceOr<openapiv3::Schema>, pointer: &str) -> Type {
        let (value, attributes) = self.value(schema, pointer);
        let xml = attributes.xml().filter(|it| it.name.is_some());
        if !matches!(value, Type::Array { .. } | Type::Map { .. }) || xml.is_none() {
            return value;
        }
        let schema = Schema {
            name: String::new(),
            client_name: None,
            kind: SchemaKind::Alias { target: value },
            xml,
            usage: Usage::default(),
            deprecated: false,
            documentation: None,
            origin: self.origin(pointer),
        };
        Type::Inline { schema: Box::new(schema) }
    }

    /// A declared response.
    pub(super) fn read_response(&mut self, status: Status, response: &'a OpenApiResponse, pointer: &str) -> Response {
        let content = self.content(&response.content, false, pointer);
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
            let extensions = header.as_item().map(|it| ParameterExtensions::of(&it.extensions)).unwrap_or_default();
            headers.push(Header {
                name: name.clone(),
                prefix: extensions.header_collection_prefix,
                value: value.0,
                required: value.1,
                documentation: documentation(None, text),
                origin: self.origin(&pointer),
            });
        }
        let nullable = content.as_ref().is_some_and(|it| it.nullable);
        let (body, body_kind) = match content {
            Some(content) => (Some(content.value), Some(content.kind)),
            None => (None, None),
        };
        Response {
            status,
            marked: BodyExtensions::of(&response.extensions).error_response,
            error: false,
            body,
            nullable,
            body_kind,
            media_types: response.content.keys().cloned().collect(),
            headers,
            documentation: documentation(None, Some(&response.description)),
            origin: self.origin(pointer),
        }
    }

    /// Tells of media types that would make another argument of the body than the one that is used.
    fn report_left_out_media_types(&mut self, content: &IndexMap<String, MediaType>, read: &Content, pointer: &str) {
        let used = read.media_type.as_str();
        let Some(media) = content.get(used) else { return };
        let is_bytes = |name: &str| read.kind == BodyKind::Binary && form(name).is_none();
        let others: Vec<&str> = content
            .iter()
            .filter(|(name, it)| {
                let is_family = family(used) == family(name) || is_bytes(name);
                let is_same = is_family && (it.schema.is_none() || it.schema == media.schema);
                name.as_str() != used && !is_same
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if others.is_empty() {
            return;
        }
        let message = format!("the body is sent as `{used}`, never as `{}`", others.join("` or `"));
        self.report(Code::MediaTypeChosen, &format!("{pointer}/content/{}", escape_token(used)), message);
        let others = content.keys().filter(|it| it.as_str() != used).cloned().collect();
        self.diagnostics.settled_by(Remedy::OtherMediaTypes(others));
    }

    /// Tells of answers that are something else than the one that is asked for: events that arrive one after the other, or what
    /// has a schema of its own.
    pub(super) fn report_answers_left_out(&mut self, response: &'a OpenApiResponse, pointer: &str) {
        let content = &response.content;
        let model = content.iter().find(|(name, _)| is_json(name)).or_else(|| content.iter().find(|it| is_xml(it.0)));
        let Some((used, media)) = model else { return };
        let is_other = |name: &str, it: &MediaType| {
            let is_said_otherwise = if it.schema.is_some() { it.schema != media.schema } else { is_binary(name) };
            essence(name) == EVENT_STREAM || is_said_otherwise && family(name) == 2
        };
        let others = content.iter().filter(|(name, it)| *name != used && is_other(name, it));
        let others: Vec<String> = others.map(|(name, _)| name.clone()).collect();
        if others.is_empty() {
            return;
        }
        let message = format!(
            "the answer is asked for as `{used}`, never as `{}`, which a call that makes the service send it cannot read",
            others.join("` or `")
        );
        self.report(Code::MediaTypeChosen, &format!("{pointer}/content/{}", escape_token(used)), message);
        self.diagnostics.settled_by(Remedy::OtherMediaTypes(others));
    }

    /// The media type that is used: JSON before anything else, then the first listed. XML comes before bytes and text
    /// where the schema has a structure, and before forms in responses, which nothing reads.
    fn content(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        is_request: bool,
        pointer: &str,
    ) -> Option<Content> {
        let first = || content.iter().find(|(name, _)| is_request || form(name).is_none()).or_else(|| content.first());
        let (name, media) = content.iter().find(|(name, _)| is_json(name)).or_else(first)?;
        let (name, media) = match content.iter().find(|(name, _)| is_xml(name)) {
            Some(xml) if !is_json(name) && form(name).is_none() && has_structure(xml.1) => xml,
            _ => (name, media),
        };
        // Files go into one form alone.
        let multipart = content.iter().find(|(name, _)| form(name) == Some(BodyKind::Multipart));
        let (name, media) = match multipart {
            Some(multipart) if form(name) == Some(BodyKind::UrlEncoded) && self.has_file(multipart.1) => multipart,
            _ => (name, media),
        };
        let place = format!("{pointer}/content/{}/schema", escape_token(name));
        if let (Some(kind), true) = (form(name), is_request) {
            return Some(self.form(name, kind, media, &place));
        }
        let value = match &media.schema {
            Some(schema) if is_xml(name) => self.xml_value(schema, &place),
            Some(schema) => self.value(schema, &place).0,
            None if essence(name) == "*/*" => Type::Binary,
            None if is_json(name) => Type::Any,
            None if name.starts_with("text/") => Type::text(),
            None => Type::Binary,
        };
        let value = if value == Type::text() && is_binary(name) { Type::Binary } else { value };
        let value = if is_base64(&value) && essence(name) == OCTETS {
            let message =
                format!("the bytes of `{name}` are sent and read as they are, not as the base64 that `byte` is");
            let hint = "nothing to do if the service means bytes; for base64 let a [[fix-up]] in the manifest call the body `text/plain`";
            self.report_with_hint(Code::KeywordIgnored, &format!("{place}/format"), message, hint);
            Type::Binary
        } else {
            value
        };
        // Bytes are what the document calls them beside JSON, where nothing else is said of them.
        let is_of_bytes = |it: &str| !is_json(it) && !is_xml(it) && form(it).is_none();
        let others = || content.iter().filter(|(it, other)| is_of_bytes(it) && other.schema == media.schema);
        let (mut names, is_bytes) = (others().map(|it| it.0), value == Type::Binary);
        let name = match names.clone().find(|it| !is_family(it)) {
            Some(single) if is_bytes && (is_json(name) || is_family(name)) => single,
            None if is_bytes && is_json(name) => names.next().unwrap_or(name),
            _ => name,
        };
        let kind = match () {
            _ if value == Type::Binary => BodyKind::Binary,
            _ if essence(name) == "*/*" && value == Type::text() => BodyKind::Text,
            _ if is_json(name) => BodyKind::Json,
            _ if is_xml(name) => BodyKind::Xml,
            _ if form(name).is_some() => {
                self.report(Code::Unsupported, &place, format!("the response is `{name}`, which is read as bytes"));
                BodyKind::Binary
            }
            _ if is_text(name) && !self.has_members(media) => BodyKind::Text,
            // Much JSON calls itself plain text; the runtime reads either.
            _ if essence(name) == "text/plain" => BodyKind::Text,
            _ if matches!(value, Type::String { .. }) && essence(name) != EVENT_STREAM => BodyKind::Text,
            _ => {
                self.report(
                    Code::Unsupported,
                    &place,
                    format!("the body is `{name}`, which is read and written as bytes"),
                );
                BodyKind::Binary
            }
        };
        let value = if kind == BodyKind::Binary { Type::Binary } else { value };
        let nullable = kind == BodyKind::Json && media.schema.as_ref().is_some_and(|it| self.is_nullable(it));
        Some(Content { media_type: name.clone(), kind, value, nullable, fields: Vec::new(), further: Vec::new() })
    }

    /// Whether objects or lists are described, which only JSON and XML have a form for.
    fn has_members(&self, media: &'a MediaType) -> bool {
        let schema = media.schema.as_ref().and_then(|it| self.schema_of(it));
        schema.map(keywords).is_some_and(|it| {
            let is_composed = !it.all_of.is_empty() || !it.one_of.is_empty() || !it.any_of.is_empty();
            is_composed || !it.properties.is_empty() || matches!(it.typ.as_deref(), Some("object" | "array"))
        })
    }
}

/// The status of a declared response.
pub(super) fn status(code: &StatusCode) -> Status {
    match code {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(class) => Status::Class(*class),
    }
}

/// Bytes of which nothing is known.
const OCTETS: &str = "application/octet-stream";

fn is_base64(value: &Type) -> bool {
    matches!(value, Type::String { format: StringFormat::Byte | StringFormat::Base64url })
}

/// Whether more than a text or bytes is described.
fn has_structure(media: &MediaType) -> bool {
    match &media.schema {
        Some(ReferenceOr::Item(it)) => !matches!(keywords(it).typ.as_deref(), Some("string" | "file")),
        Some(ReferenceOr::Reference { .. }) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Diagnostics};
    use crate::model::{BodyKind, OperationResult, Service, Type};
    use crate::normalize::fixture::normalized;

    fn body(body: &str) -> (Service, Diagnostics) {
        normalized(&format!(
            "paths: {{/x: {{post: {{operationId: X, requestBody: {body}, responses: {{'200': {{description: ''}}}}}}}}}}\n\
             components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
        ))
    }

    #[test]
    fn other_forms_of_a_body_are_told() {
        const A: &str = "{schema: {$ref: '#/components/schemas/A'}}";
        for (content, used, told) in [
            (format!("application/json: {A}, multipart/form-data: {A}"), BodyKind::Json, 1),
            (format!("multipart/form-data: {A}, application/json: {A}"), BodyKind::Json, 1),
            (format!("application/json: {A}, application/xml: {A}, text/json: {A}"), BodyKind::Json, 0),
            (format!("application/json: {A}, text/plain: {{schema: {{type: string}}}}"), BodyKind::Json, 1),
            (format!("application/json: {A}, application/octet-stream: {{}}"), BodyKind::Json, 1),
            (format!("multipart/form-data: {A}, application/x-www-form-urlencoded: {A}"), BodyKind::Multipart, 0),
        ] {
            let (service, diagnostics) = body(&format!("{{required: true, content: {{{content}}}}}"));
            assert_eq!(diagnostics.count_of(Code::MediaTypeChosen), told, "{content}");
            let kind = service.operations().next().and_then(|it| it.body.as_ref()).map(|it| it.kind);
            assert_eq!(kind, Some(used), "{content}");
        }
    }

    #[test]
    fn bytes_go_as_what_they_are() {
        const BYTES: &str = "{schema: {type: string, format: binary}}";
        for (types, used, is_asked) in [
            ("application/json|application/octet-stream", "application/octet-stream", false),
            ("application/json|application/xml", "application/json", false),
            ("application/json", "application/json", false),
            ("image/*", "application/octet-stream", true),
            ("image/*|image/png", "image/png", false),
            ("*/*", "application/octet-stream", false),
            ("multipart/mixed", "multipart/mixed", true),
            ("multipart/form-data", "multipart/form-data", true),
        ] {
            let content: Vec<String> = types.split('|').map(|it| format!("'{it}': {BYTES}")).collect();
            let (service, diagnostics) = body(&format!("{{required: true, content: {{{}}}}}", content.join(", ")));
            let operation = service.operations().next().unwrap();
            let body = operation.body.as_ref().unwrap();
            assert_eq!((body.kind, body.media_type.as_str()), (BodyKind::Binary, used), "{types}");
            assert_eq!(operation.parameters.iter().any(|it| it.is_content_type() && it.required), is_asked, "{types}");
            assert_eq!(diagnostics.count_of(Code::MediaTypeChosen), 0, "{types}: the header of the call says another");
        }
        let (service, _) = normalized(&format!(
            "paths: {{/x: {{post: {{operationId: X, parameters: [{{name: content-type, in: header, schema: {{type: string}}}}], \
             requestBody: {{content: {{'audio/*': {BYTES}}}}}, responses: {{'200': {{description: ''}}}}}}}}}}"
        ));
        assert_eq!(service.operations().next().unwrap().parameters.len(), 1);
    }

    #[test]
    fn base64_is_no_form_of_octets() {
        for (media_type, kind, told) in [
            ("application/octet-stream", BodyKind::Binary, 1),
            ("image/png", BodyKind::Text, 0),
            ("text/plain", BodyKind::Text, 0),
        ] {
            let (service, diagnostics) = body(&format!(
                "{{required: true, content: {{{media_type}: {{schema: {{type: string, format: byte}}}}}}}}"
            ));
            assert_eq!(service.operations().next().and_then(|it| it.body.as_ref()).map(|it| it.kind), Some(kind));
            assert_eq!(diagnostics.count_of(Code::KeywordIgnored), told, "{media_type}");
        }
    }

    #[test]
    fn a_body_of_no_media_type_is_told() {
        let (service, diagnostics) = body("{required: true, content: {}}");
        assert!(service.operations().next().is_some_and(|it| it.body.is_none()));
        assert_eq!(diagnostics.count_of(Code::KeywordIgnored), 1);
    }

    #[test]
    fn answers_that_nobody_asks_for_are_told() {
        const A: &str = "{schema: {$ref: '#/components/schemas/A'}}";
        for (content, told) in [
            (format!("application/json: {A}, text/event-stream: {A}"), 1),
            (format!("text/event-stream: {{schema: {{type: string}}}}, application/json: {A}"), 1),
            (format!("application/json: {A}, text/csv: {{schema: {{type: string}}}}"), 1),
            (format!("application/json: {A}, text/csv: {A}, application/octet-stream: {A}"), 0),
            (format!("application/json: {A}, application/xml: {{schema: {{type: object}}}}"), 0),
            (format!("application/json: {A}, text/plain: {{schema: {{type: string}}}}"), 0),
            (format!("application/pdf: {{}}, application/json: {A}"), 1),
            (format!("application/pdf: {{}}, application/xml: {A}"), 1),
            (format!("application/jose: {{}}, application/json: {A}"), 0),
        ] {
            for (status, told) in [("'200'", told), ("'400'", 0)] {
                let (_, diagnostics) = normalized(&format!(
                    "paths: {{/x: {{get: {{operationId: X, responses: {{{status}: {{description: '', content: {{{content}}}}}}}}}}}}}\n\
                     components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
                ));
                assert_eq!(diagnostics.count_of(Code::MediaTypeChosen), told, "{status} {content}");
            }
        }
    }

    #[test]
    fn responses_that_are_forms_are_bytes_and_told() {
        for (content, told) in [
            ("application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/A'}}", 1),
            ("multipart/form-data: {}, text/plain: {schema: {type: string}}", 0),
        ] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/x: {{get: {{operationId: X, responses: {{'200': {{description: '', content: {{{content}}}}}}}}}}}}}\n\
                 components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
            ));
            let operation = service.operations().next().unwrap();
            assert_eq!(operation.result == OperationResult::Stream, told == 1, "{content}");
            assert_eq!(diagnostics.count_of(Code::Unsupported), told, "{content}");
        }
    }

    #[test]
    fn images_are_bytes_even_where_their_schema_says_text() {
        for (media_type, schema, expected) in [
            ("image/png", "{type: string}", BodyKind::Binary),
            ("application/pdf", "{type: string}", BodyKind::Binary),
            ("image/png", "{type: string, format: byte}", BodyKind::Text),
            ("application/jwt", "{type: string}", BodyKind::Text),
        ] {
            let (service, _) = body(&format!("{{content: {{'{media_type}': {{schema: {schema}}}}}}}"));
            assert_eq!(service.operations().next().unwrap().body.as_ref().unwrap().kind, expected, "{media_type}");
        }
    }

    #[test]
    fn texts_are_read_as_text_unless_they_would_hold_objects() {
        for (media_type, schema, is_bytes) in [
            ("text/plain", "{type: string}", false),
            ("text/plain", "{$ref: '#/components/schemas/A'}", false),
            ("text/csv", "{type: string}", false),
            ("text/csv", "{$ref: '#/components/schemas/A'}", true),
            ("text/csv", "{type: array, items: {type: string}}", true),
            ("text/csv", "{$ref: '#/components/schemas/S'}", false),
            ("text/event-stream", "{type: string}", true),
            ("text/event-stream; charset=utf-8", "{$ref: '#/components/schemas/A'}", true),
        ] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/x: {{get: {{operationId: X, responses: {{'200': {{description: '', content: {{'{media_type}': {{schema: {schema}}}}}}}}}}}}}}}\n\
                 components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, S: {{type: string}}}}}}\n"
            ));
            let result = service.operations().next().map(|it| it.result.clone());
            assert_eq!(result == Some(OperationResult::Stream), is_bytes, "{media_type} {schema}: {result:?}");
            assert_eq!(diagnostics.count_of(Code::Unsupported), usize::from(is_bytes), "{media_type} {schema}");
            let body = service.operations().next().and_then(|it| it.responses.first()?.body.clone());
            assert_eq!(body == Some(Type::Binary), is_bytes);
        }
    }
}
