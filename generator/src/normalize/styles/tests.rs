use super::*;
use crate::normalize::fixture::{codes, normalized};

/// How a parameter is written, in few words; empty when it is a plain text.
fn style(parameter: &str) -> String {
    let own = if parameter.contains("in: path") { "/{q}" } else { "" };
    let (service, diagnostics) = normalized(&format!(
        r##"
paths:
  /a/{{p}}{own}:
    get:
      operationId: A_Get
      parameters:
      - {{name: p, in: path, required: true, schema: {{type: string}}}}
      - {parameter}
      responses: {{'200': {{description: ''}}}}
components:
  schemas:
    List: {{type: array, items: {{$ref: '#/components/schemas/Color'}}}}
    Color: {{type: string, enum: [red, green]}}
    Thing: {{type: object, properties: {{a: {{type: string}}}}}}
    Free: {{type: object}}
    Value: {{}}
    Other: {{allOf: [{{$ref: '#/components/schemas/Thing'}}], x-azrest-ref-siblings: true, nullable: true}}
"##
    ));
    let parameter = service.operations().next().unwrap().parameters.last().unwrap();
    let text = match (&parameter.collection_format, &parameter.style) {
        (Some(format), None) => format!("{format:?}"),
        (None, Some(style)) => format!("{style:?}"),
        (None, None) => String::new(),
        (Some(format), Some(ParameterStyle::Pairs)) => format!("Pairs as {format:?}"),
        both => panic!("{both:?}"),
    };
    let is_reported = codes(&diagnostics) == [Code::ParameterAsText];
    assert_eq!(is_reported, text == "Text", "{}", parameter.name);
    text
}

#[test]
fn lists_are_written_as_their_style_says() {
    let list = |rest: &str| style(&format!("{{name: q, schema: {{type: array, items: {{type: string}}}}, {rest}}}"));
    assert_eq!(list("in: query"), "Multi");
    assert_eq!(list("in: query, style: form, explode: false"), "Commas");
    assert_eq!(list("in: query, style: form, explode: false, x-azrest-collection-format: csv"), "Csv");
    assert_eq!(list("in: path, required: true"), "Commas");
    assert_eq!(list("in: path, required: true, x-ms-skip-url-encoding: true"), "Csv");
    assert_eq!(list("in: query, style: form, explode: true"), "Multi");
    assert_eq!(list("in: query, style: spaceDelimited"), "Ssv");
    assert_eq!(list("in: query, style: spaceDelimited, explode: true"), "Multi");
    assert_eq!(list("in: query, style: pipeDelimited, explode: false"), "Pipes");
    assert_eq!(list("in: query, style: form, explode: false, x-azrest-collection-format: tsv"), "Tsv");
    assert_eq!(list("in: query, style: deepObject"), "DeepObject");
    assert_eq!(list("in: path, required: true, style: matrix"), "Commas");
    assert_eq!(list("in: path, required: true, style: label, explode: false"), "Commas");
    assert_eq!(list("in: path, required: true, style: label, explode: true"), "Text");
    assert_eq!(list("in: header"), "Csv");
    assert_eq!(list("in: header, x-azrest-collection-format: pipes"), "Pipes");
    assert_eq!(list("in: header, x-azrest-collection-format: multi"), "Csv");
    assert_eq!(list("in: cookie, explode: false"), "Csv");
    assert_eq!(list("in: cookie"), "Text");
    let nested = |rest: &str| {
        let items = format!("{{type: array, items: {{type: integer}}{rest}}}");
        style(&format!("{{name: q, in: query, explode: false, schema: {{type: array, items: {items}}}}}"))
    };
    assert_eq!(nested(""), "Commas");
    assert_eq!(nested(", x-azrest-collection-format: pipes"), "Text");
}

#[test]
fn an_object_without_properties_is_an_object_and_anything_is_a_text() {
    for (parameter, expected) in [
        ("{name: q, in: query, schema: {type: object}}", "Members"),
        ("{name: q, in: query, explode: false, schema: {type: object}}", "Text"),
        ("{name: q, in: header, schema: {type: object}}", "Text"),
        ("{name: q, in: query, schema: {$ref: '#/components/schemas/Free'}}", "Members"),
        ("{name: q, in: query, schema: {$ref: '#/components/schemas/Value'}}", "Text"),
        ("{name: q, in: query, schema: {}}", ""),
        ("{name: q, in: query, content: {application/json: {schema: {}}}}", "Json"),
    ] {
        assert_eq!(style(parameter), expected, "{parameter}");
    }
}

/// How the field of a form is written, and whether it is told.
fn field_style(form: &str, schema: &str, media_type: &str) -> String {
    let (service, diagnostics) = normalized(&format!(
        r##"
paths:
  /a:
    post:
      operationId: A_Post
      requestBody:
        required: true
        content:
          {form}:
            schema: {{type: object, required: [f], properties: {{f: {schema}}}}}
            encoding: {{f: {{contentType: '{media_type}'}}}}
      responses: {{'200': {{description: ''}}}}
components: {{schemas: {{Thing: {{type: object, properties: {{a: {{type: string}}}}}}}}}}
"##
    ));
    let field = service.operations().next().unwrap().parameters.last().unwrap();
    let is_told = codes(&diagnostics) == [Code::ParameterAsText];
    let is_text = matches!(field.style, Some(ParameterStyle::Text | ParameterStyle::Part(_)));
    assert_eq!(is_told, is_text, "{schema} as {media_type}: {:?}", codes(&diagnostics));
    assert!(!is_text || (field.value == Type::text() && field.constant.is_none()), "{schema} as {media_type}");
    field.style.as_ref().map(|it| format!("{it:?}")).unwrap_or_default()
}

#[test]
fn fields_of_other_media_types_are_texts_that_name_them() {
    const THING: &str = "{$ref: '#/components/schemas/Thing'}";
    const XML: &str = "Part(\"text/xml\")";
    let part = |schema, media_type| field_style("multipart/form-data", schema, media_type);
    for schema in [
        THING,
        "{type: string}",
        "{type: integer}",
        "{type: string, enum: [a]}",
        "{type: array, items: {type: string}}",
        "{type: array, items: {$ref: '#/components/schemas/Thing'}}",
    ] {
        assert_eq!(part(schema, "text/xml"), XML, "{schema}");
        assert_eq!(field_style("application/x-www-form-urlencoded", schema, "text/xml"), "Text", "{schema}");
        assert_eq!(part(schema, "application/*, text/xml"), XML, "{schema}");
    }
    assert_eq!(part("{type: string}", "image/*"), "Text");
    assert_eq!(part(THING, "application/xml, application/json"), "Json");
    assert_eq!(part(THING, "application/merge-patch+json"), "JsonPart(\"application/merge-patch+json\")");
    assert_eq!(field_style("application/x-www-form-urlencoded", THING, "application/merge-patch+json"), "Json");
    assert_eq!(part(THING, "*/*"), "Json");
    assert_eq!(part(THING, "text/plain"), "Text");
    for media_type in ["text/plain", "text/plain; charset=utf-8", "text/xml, text/plain"] {
        assert_eq!(part("{type: string}", media_type), "", "{media_type}");
    }
    for media_type in ["image/png, image/jpeg", "application/xml", "image/*"] {
        assert_eq!(part("{type: string, format: binary}", media_type), "", "{media_type}");
        assert_eq!(part("{type: array, items: {type: string, format: binary}}", media_type), "", "{media_type}");
    }
}

#[test]
fn deep_objects_are_so_in_forms_and_whatever_they_are() {
    let (thing, text) = ("{$ref: '#/components/schemas/Thing'}", "{type: string, enum: ['']}");
    for schema in [
        thing.to_owned(),
        "{type: object}".to_owned(),
        format!("{{type: array, items: {thing}}}"),
        format!("{{anyOf: [{thing}, {text}]}}"),
    ] {
        for form in ["application/x-www-form-urlencoded", "multipart/form-data"] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/a: {{post: {{operationId: A, requestBody: {{content: {{{form}: {{\
                 schema: {{type: object, properties: {{f: {schema}}}}}, encoding: {{f: {{style: deepObject}}}}}}}}}}, \
                 responses: {{'200': {{description: ''}}}}}}}}}}\n\
                 components: {{schemas: {{Thing: {{type: object, properties: {{a: {{type: object}}}}}}}}}}\n"
            ));
            let style = service.operations().next().unwrap().parameters[0].style.clone();
            assert_eq!(style, Some(ParameterStyle::DeepObject), "{form}: {schema}");
            assert_eq!(diagnostics.count_of(Code::ParameterAsText), 0, "{form}: {schema}");
        }
    }
}

#[test]
fn members_that_no_style_writes_are_told() {
    for (style, member, told) in [
        ("form", "{type: object, properties: {b: {type: string}}}", 1),
        ("form", "{type: array, items: {type: object, properties: {b: {type: string}}}}", 1),
        ("form", "{type: array, items: {type: string}}", 0),
        ("deepObject", "{type: object, properties: {b: {type: string}}}", 0),
    ] {
        let (_, diagnostics) = normalized(&format!(
            "paths: {{/a: {{get: {{operationId: A, parameters: [{{name: q, in: query, style: {style}, \
             schema: {{type: object, properties: {{m: {member}}}}}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n"
        ));
        assert_eq!(diagnostics.count_of(Code::Unsupported), told, "{style} {member}");
    }
}

#[test]
fn values_are_seen_behind_their_names() {
    assert_eq!(style("{name: q, in: query, schema: {$ref: '#/components/schemas/List'}}"), "Multi");
    assert_eq!(style("{name: q, in: query, schema: {$ref: '#/components/schemas/Color'}}"), "");
    assert_eq!(style("{name: q, in: query, schema: {$ref: '#/components/schemas/Other'}}"), "Members");
}

#[test]
fn objects_are_members_json_or_text() {
    let object = |rest: &str| style(&format!("{{name: q, schema: {{$ref: '#/components/schemas/Thing'}}, {rest}}}"));
    assert_eq!(object("in: query"), "Members");
    assert_eq!(object("in: query, style: deepObject, explode: true"), "DeepObject");
    assert_eq!(object("in: query, explode: false"), "Pairs as Commas");
    assert_eq!(object("in: query, style: pipeDelimited, explode: false"), "Text");
    assert_eq!(object("in: header"), "Pairs as Csv");
    assert_eq!(object("in: header, explode: true"), "Pairs as Csv");
    assert_eq!(object("in: cookie, explode: false"), "Pairs as Csv");
    assert_eq!(object("in: cookie"), "Text");
    assert_eq!(object("in: path, required: true"), "Pairs as Commas");
    assert_eq!(object("in: path, required: true, explode: true"), "Text");
    assert_eq!(object("in: path, required: true, style: label"), "Text");
    let flags = "schema: {type: object, additionalProperties: {type: boolean}}";
    assert_eq!(style(&format!("{{name: q, in: header, {flags}}}")), "Pairs as Csv");
    assert_eq!(style("{name: q, in: header, schema: {type: object}}"), "Text");
    assert_eq!(style("{name: q, in: query, style: deepObject, schema: {type: object}}"), "DeepObject");
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}";
    for place in ["query", "header", "cookie"] {
        assert_eq!(style(&format!("{{name: q, in: {place}, {content}}}")), "Json");
    }
    let content = "content: {text/plain: {schema: {type: string}}}";
    assert_eq!(style(&format!("{{name: q, in: query, {content}}}")), "");
    let things = "schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}";
    assert_eq!(style(&format!("{{name: q, in: query, {things}}}")), "Text");
}

#[test]
fn bytes_are_text() {
    assert_eq!(style("{name: q, in: query, schema: {type: string, format: binary}}"), "Text");
}

#[test]
fn families_of_headers_are_maps() {
    for (schema, values, told) in [
        ("{type: string}", Type::text(), 0),
        ("{type: object}", Type::text(), 0),
        ("{}", Type::text(), 0),
        ("{type: object, additionalProperties: true}", Type::text(), 0),
        ("{type: object, additionalProperties: {type: boolean}}", Type::Boolean, 0),
        ("{$ref: '#/components/schemas/Flags'}", Type::Boolean, 0),
        ("{type: object, additionalProperties: {type: array, items: {type: string}}}", Type::text(), 1),
        ("{$ref: '#/components/schemas/Thing'}", Type::text(), 1),
    ] {
        let (service, diagnostics) = normalized(&format!(
            "paths: {{/a: {{get: {{operationId: A, parameters: [{{name: meta, in: header, x-ms-header-collection-prefix: \
             x-meta-, schema: {schema}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n\
             components: {{schemas: {{Flags: {{type: object, additionalProperties: {{type: boolean}}}}, \
             Thing: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
        ));
        let parameter = &service.operations().next().unwrap().parameters[0];
        assert_eq!(parameter.style, Some(ParameterStyle::HeaderPrefix("x-meta-".to_owned())), "{schema}");
        assert_eq!(parameter.value, Type::map(values), "{schema}");
        assert_eq!(diagnostics.count_of(Code::ParameterAsText), told, "{schema}");
    }
}
