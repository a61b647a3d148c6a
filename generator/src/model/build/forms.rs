//! Forms: takes the schema of a request body that is a form, gives its fields.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{MediaType, ReferenceOr, Schema as OpenApiSchema};

use super::Builder;
use super::bodies::Content;
use super::schemas::{is_null, keywords};
use super::shapes::further_members;
use crate::diagnostics::{Code, Remedy};
use crate::model::{BodyKind, Type};
use crate::overrides::ChosenType;
use crate::source::{escape_token, unescape_token};

/// What a form holds.
#[derive(Default)]
struct Fields<'a> {
    listed: Vec<Field<'a>>,
    /// Where fields are allowed that are not listed (`additionalProperties`).
    further: Vec<String>,
}

/// What of files a value is.
#[derive(Clone, Copy, Debug, Default)]
struct Files {
    /// Whether it is, or may be, a list of them.
    are_several: bool,
    /// Whether `oneOf` or `anyOf` say it.
    have_alternatives: bool,
    /// Whether it may be something else as well.
    may_be_else: bool,
}

/// How deep alternatives are followed: those of a circle have no end.
const MAX_ALTERNATIVES: usize = 8;

/// The property of a form where it is declared.
struct Field<'a> {
    name: &'a str,
    schema: &'a ReferenceOr<Box<OpenApiSchema>>,
    required: bool,
    pointer: String,
}

impl<'a> Builder<'a> {
    /// Whether a field of a form is a file, or a list of files.
    pub(super) fn has_file(&mut self, media: &'a MediaType) -> bool {
        let mut fields = Fields::default();
        if let Some(schema) = &media.schema {
            self.fields(schema, "", &mut BTreeSet::new(), &mut fields);
        }
        fields.listed.iter().any(|it| self.files(it.schema, 0).is_some())
    }

    /// What of files a value is, if it is one, a list of them, or may be one.
    fn files<T: Borrow<OpenApiSchema>>(&self, schema: &ReferenceOr<T>, depth: usize) -> Option<Files> {
        let any = keywords(self.schema_of(schema).filter(|_| depth < MAX_ALTERNATIVES)?);
        if any.format.as_deref() == Some("binary") {
            return Some(Files::default());
        }
        if let Some(items) = &any.items {
            return self.files(items, depth + 1).map(|it| Files { are_several: true, ..it });
        }
        let alternatives: Vec<_> = any.one_of.iter().chain(&any.any_of).filter(|it| !is_null(it)).collect();
        let files: Vec<Files> = alternatives.iter().filter_map(|it| self.files(it, depth + 1)).collect();
        (!files.is_empty()).then(|| Files {
            are_several: files.iter().any(|it| it.are_several),
            have_alternatives: alternatives.len() > 1 || files.iter().any(|it| it.have_alternatives),
            may_be_else: files.len() < alternatives.len() || files.iter().any(|it| it.may_be_else),
        })
    }

    /// The type of a field of a multipart form of whose alternatives one is a file: files are sent as such, which a text cannot
    /// stand for.
    fn file_of_several(&mut self, field: &Field<'_>, kind: BodyKind) -> Option<Type> {
        let files = self.files(field.schema, 0).filter(|it| kind == BodyKind::Multipart && it.have_alternatives)?;
        if files.may_be_else {
            let message = format!("`{}` is sent as a file, which is one of its alternatives", field.name);
            self.report_with_hint(
                Code::Unsupported,
                &field.pointer,
                message,
                "nothing to do if files will do; if the service wants a text, choose `string` for its type",
            );
            self.diagnostics.settled_by(Remedy::Type(ChosenType::String));
        }
        Some(if files.are_several { Type::list(Type::Binary) } else { Type::Binary })
    }

    /// A body that is a form. What has no fields is bytes that the caller puts together.
    pub(super) fn form(&mut self, name: &str, kind: BodyKind, media: &'a MediaType, pointer: &str) -> Content {
        let mut fields = Fields::default();
        if let Some(schema) = &media.schema {
            self.fields(schema, pointer, &mut BTreeSet::new(), &mut fields);
        }
        let Fields { listed, further } = fields;
        if listed.is_empty() {
            self.report_with_hint(
                Code::Unsupported,
                pointer,
                format!("a `{name}` body that declares no fields is sent as bytes"),
                "put the form together, and give the call its media type, with the boundary of its parts if it has some",
            );
            return Content {
                media_type: name.to_owned(),
                kind: BodyKind::Binary,
                value: Type::Binary,
                nullable: false,
                fields: Vec::new(),
                further: Vec::new(),
            };
        }
        if further.is_empty() {
            self.report_encodings_of_nothing(media, &listed, pointer);
        }
        self.report_headers_of_parts(media, kind, &listed, pointer);
        let fields = listed
            .into_iter()
            .map(|it| {
                let file = self.file_of_several(&it, kind);
                self.read_field(it.name, it.schema, it.required, media.encoding.get(it.name), &it.pointer, file)
            })
            .collect();
        Content { media_type: name.to_owned(), kind, value: Type::Any, nullable: false, fields, further }
    }

    /// Tells of encodings of fields that there are not.
    fn report_encodings_of_nothing(&mut self, media: &MediaType, listed: &[Field<'_>], schema: &str) {
        for name in media.encoding.keys().filter(|name| listed.iter().all(|it| it.name != *name)) {
            let message = format!("`{name}`, whose encoding is described, is no field that the form sends");
            self.report(Code::KeywordIgnored, &encoding(schema, name), message);
        }
    }

    /// Tells of headers that parts of a form would have. The media type has a word of its own.
    fn report_headers_of_parts(&mut self, media: &MediaType, kind: BodyKind, listed: &[Field<'_>], schema: &str) {
        for (name, it) in media.encoding.iter().filter(|(name, _)| listed.iter().any(|it| it.name == *name)) {
            let headers = it.headers.keys().filter(|it| !it.eq_ignore_ascii_case("content-type"));
            let headers: Vec<String> = headers.map(|it| format!("`{it}`")).collect();
            if headers.is_empty() {
                continue;
            }
            let (place, headers) = (format!("{}/headers", encoding(schema, name)), headers.join(", "));
            if kind == BodyKind::Multipart {
                self.report_with_hint(
                    Code::Unsupported,
                    &place,
                    format!("the part `{name}` is sent without the headers {headers}"),
                    "nothing to do if the service can do without; a file can be given them by `FilePart::header`",
                );
            } else {
                let message =
                    format!("only the parts of a multipart form have headers; {headers} of `{name}` are none");
                self.report(Code::KeywordIgnored, &place, message);
            }
        }
    }

    /// The properties of a form that can be sent, those of references and of `allOf` included.
    fn fields(
        &mut self,
        schema: &'a ReferenceOr<OpenApiSchema>,
        pointer: &str,
        seen: &mut BTreeSet<&'a str>,
        fields: &mut Fields<'a>,
    ) {
        let item = match schema {
            ReferenceOr::Item(item) => item,
            ReferenceOr::Reference { reference } => {
                if !seen.insert(reference) {
                    return;
                }
                let document = self.document;
                let components = document.openapi.components.as_ref();
                let name = reference.strip_prefix("#/components/schemas/").map(unescape_token);
                match name.and_then(|name| Some((components?.schemas.get(&name)?, name))) {
                    Some((target, name)) => {
                        let pointer = format!("/components/schemas/{}", escape_token(&name));
                        self.fields(target, &pointer, seen, fields);
                    }
                    None => {
                        self.report(Code::DanglingReference, pointer, format!("there is no schema `{reference}`"));
                    }
                }
                return;
            }
        };
        let any = keywords(item);
        for (index, part) in any.all_of.iter().enumerate() {
            self.fields(part, &format!("{pointer}/allOf/{index}"), seen, fields);
        }
        for (name, schema) in &any.properties {
            let read_only = matches!(schema, ReferenceOr::Item(it) if it.schema_data.read_only);
            if !read_only {
                let pointer = format!("{pointer}/properties/{}", escape_token(name));
                fields.listed.retain(|it| it.name != name);
                fields.listed.push(Field { name, schema, required: false, pointer });
            }
        }
        if further_members(any) {
            fields.further.push(format!("{pointer}/additionalProperties"));
        }
        for field in &mut fields.listed {
            field.required |= any.required.iter().any(|it| it == field.name);
        }
    }
}

/// Where the encoding of a field stands, beside the schema of the form.
fn encoding(schema: &str, field: &str) -> String {
    let media_type = schema.strip_suffix("/schema").unwrap_or(schema);
    format!("{media_type}/encoding/{}", escape_token(field))
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Diagnostics, Remedy};
    use crate::model::{BodyKind, Service, Type};
    use crate::normalize::fixture::normalized;
    use crate::overrides::ChosenType;

    fn body(body: &str) -> (Service, Diagnostics) {
        normalized(&format!(
            "paths: {{/x: {{post: {{operationId: X, requestBody: {body}, responses: {{'200': {{description: ''}}}}}}}}}}\n\
             components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
        ))
    }

    #[test]
    fn files_go_into_the_form_that_has_room_for_them() {
        let form = "{schema: {type: object, properties: {f: {type: array, items: {type: string, format: binary}}}}}";
        let content = format!("application/x-www-form-urlencoded: {form}, multipart/form-data: {form}");
        let (service, _) = body(&format!("{{content: {{{content}}}}}"));
        let kind = service.operations().next().and_then(|it| it.body.as_ref()).map(|it| it.kind);
        assert_eq!(kind, Some(BodyKind::Multipart));
    }

    #[test]
    fn a_field_that_may_be_a_file_is_one() {
        let file = "{type: string, format: binary}";
        let files = format!("{{type: array, items: {file}}}");
        let several = Type::list(Type::Binary);
        let of_file = "F: {oneOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}, ";
        for (schema, expected, told) in [
            (format!("{{anyOf: [{file}, {files}]}}"), several.clone(), 0),
            (format!("{{oneOf: [{file}, {{type: string, format: byte}}]}}"), Type::Binary, 1),
            (format!("{{anyOf: [{file}, {{type: 'null'}}]}}"), Type::Binary, 0),
            (format!("{{type: array, items: {{anyOf: [{file}, {{type: string}}]}}}}"), several, 1),
            // The definition by itself is told as well.
            ("{$ref: '#/components/schemas/F'}".to_owned(), Type::Binary, 2),
            ("{anyOf: [{type: string}, {type: object}]}".to_owned(), Type::Any, 0),
        ] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/x: {{post: {{operationId: X, requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, properties: {{f: {schema}}}}}}}}}}}, responses: {{'200': {{description: ''}}}}}}}}}}\n\
                 components: {{schemas: {{{}B: {file}}}}}\n",
                if schema.contains("$ref") { of_file } else { "" }
            ));
            let field = service.operations().next().and_then(|it| it.parameters.first()).map(|it| it.value.clone());
            assert_eq!(field, Some(expected), "{schema}");
            assert_eq!(diagnostics.count_of(Code::Unsupported), told, "{schema}");
        }
    }

    #[test]
    fn fields_that_a_form_does_not_list_are_told() {
        let further = "additionalProperties: {type: string}";
        for (schema, told) in [
            (format!("{{type: object, properties: {{a: {{type: string}}}}, {further}}}"), 1),
            (format!("{{allOf: [{{$ref: '#/components/schemas/A'}}, {{type: object, {further}}}]}}"), 1),
            ("{type: object, properties: {a: {type: string}}, additionalProperties: true}".to_owned(), 1),
            ("{type: object, properties: {a: {type: string}}, additionalProperties: false}".to_owned(), 0),
            ("{$ref: '#/components/schemas/A'}".to_owned(), 0),
            // A form without any field is bytes, which is told by itself.
            (format!("{{type: object, {further}}}"), 1),
        ] {
            for form in ["multipart/form-data", "application/x-www-form-urlencoded"] {
                let (_, diagnostics) = body(&format!("{{content: {{{form}: {{schema: {schema}}}}}}}"));
                assert_eq!(diagnostics.count_of(Code::Unsupported), told, "{form}: {schema}");
            }
        }
        let form = format!("{{schema: {{type: object, properties: {{a: {{type: string}}}}, {further}}}}}");
        let (_, diagnostics) = normalized(&format!(
            "paths: {{/x: {{get: {{operationId: X, responses: {{'200': {{description: '', content: {{multipart/form-data: {form}}}}}}}}}}}}}\n"
        ));
        assert_eq!(diagnostics.count_of(Code::Unsupported), 1, "an answer loses none: it is bytes, which is told");
    }

    #[test]
    fn a_form_that_nobody_has_to_send_requires_no_field() {
        let schema = "{type: object, required: [a, b], properties: {a: {type: string}, b: {type: string, enum: [c]}}}";
        let content = format!("content: {{application/x-www-form-urlencoded: {{schema: {schema}}}}}");
        for (required, expected) in [("required: true, ", true), ("required: false, ", false), ("", false)] {
            let (service, _) = body(&format!("{{{required}{content}}}"));
            let operation = service.operations().next().unwrap();
            assert!(operation.parameters.iter().all(|it| it.required == expected), "{required}");
            assert_eq!(operation.parameters.iter().any(|it| it.constant.is_some()), expected, "{required}");
        }
    }

    #[test]
    fn what_is_said_of_parts_and_not_sent_is_told() {
        let form = |media_type: &str, encoding: &str| {
            let schema =
                "{type: object, properties: {a: {type: string, format: binary}, r: {type: string, readOnly: true}}}";
            let (_, diagnostics) =
                body(&format!("{{content: {{{media_type}: {{schema: {schema}, encoding: {encoding}}}}}}}"));
            [Code::Unsupported, Code::KeywordIgnored].map(|code| diagnostics.count_of(code))
        };
        let header = "headers: {X-Part: {schema: {type: string}}, Content-Type: {schema: {type: string}}}";
        assert_eq!(form("multipart/form-data", "{a: {contentType: image/png}}"), [0, 0]);
        assert_eq!(form("multipart/form-data", "{b: {contentType: text/x}, r: {}}"), [0, 2]);
        assert_eq!(form("multipart/form-data", &format!("{{a: {{{header}}}}}")), [1, 0]);
        assert_eq!(form("application/x-www-form-urlencoded", &format!("{{a: {{{header}}}}}"))[1], 1);
    }

    #[test]
    fn a_field_of_several_types_is_a_text_or_a_file() {
        let told = |schema: &str| {
            let (service, diagnostics) = body(&format!(
                "{{content: {{multipart/form-data: {{schema: {{type: object, properties: {{a: {schema}}}}}}}}}}}"
            ));
            let value = service.operations().next().unwrap().parameters[0].value.clone();
            let told: Vec<_> = diagnostics
                .sorted()
                .into_iter()
                .map(|it| (it.code, it.remedy))
                .filter(|it| it.0 != Code::UnknownScope)
                .collect();
            (value, told)
        };
        let text = || Remedy::Type(ChosenType::String);
        assert_eq!(told("{type: [integer, string]}"), (Type::Any, vec![(Code::ParameterAsText, text())]));
        let file = "{oneOf: [{type: string, format: binary}, {type: string, format: uri}]}";
        assert_eq!(told(file), (Type::Binary, vec![(Code::Unsupported, text())]));
    }
}
