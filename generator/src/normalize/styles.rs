//! Pass `styles`: settles how each parameter and form field is written, from what the spec says and what the value is.
//!
//! What no style can write is text that the caller puts together, which is reported: a request is never a guess.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{BodyKind, CollectionFormat, Location, Parameter, ParameterStyle, Resolved, Schema, Service, Type};
use crate::overrides::ChosenType;

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let schemas = std::mem::take(&mut service.schemas);
    for operation in service.operations_mut() {
        let body = operation.body.as_ref().map(|it| it.kind);
        for parameter in &mut operation.parameters {
            if let Some(prefix) = parameter.declared_style.header_prefix.clone() {
                header_family(parameter, prefix, &schemas, diagnostics);
                continue;
            }
            match written(parameter, body, &schemas) {
                Written::Plain => {}
                Written::List(format) => parameter.collection_format = Some(format),
                Written::Pairs(format) => {
                    (parameter.style, parameter.collection_format) = (Some(ParameterStyle::Pairs), Some(format));
                }
                Written::Style(style) => {
                    if let (ParameterStyle::Members, Some(member)) = (&style, nested(&parameter.value, &schemas)) {
                        diagnostics.add_with_hint(
                            Code::Unsupported,
                            parameter.origin.span,
                            &parameter.origin.pointer,
                            format!(
                                "`{}`: the member `{member}` of the parameter `{}` is no scalar, which no specification says \
                                 how to write beside others; a call that gives it fails",
                                operation.operation_id, parameter.name
                            ),
                            "give the parameter the style `deepObject` if the service reads names with brackets; else leave the member out",
                        );
                    }
                    parameter.style = Some(style);
                }
                Written::No(why) => {
                    parameter.style = Some(match own_media_type(parameter, body) {
                        Some(media_type) => ParameterStyle::Part(media_type.to_owned()),
                        None => ParameterStyle::Text,
                    });
                    parameter.value = Type::text();
                    parameter.constant = None;
                    let mut hint = Code::ParameterAsText.hint().to_owned();
                    let is_object = parameter.declared_style.is_object && parameter.location != Location::Form;
                    if is_object {
                        hint.push_str("; if the service reads JSON there, choose `json` for its type");
                    }
                    // The signs between the parts of these styles have to stay what they are.
                    if let Some(before) = parameter.before() {
                        parameter.skip_url_encoding = true;
                        hint = format!(
                            "put the text that follows `{before}` together as the spec describes it, with its parts percent-encoded"
                        );
                    }
                    diagnostics.add_with_hint(
                        Code::ParameterAsText,
                        parameter.origin.span,
                        &parameter.origin.pointer,
                        format!("`{}`: the parameter `{}` {why}", operation.operation_id, parameter.name),
                        hint,
                    );
                    if is_object {
                        diagnostics.settled_by(Remedy::Type(ChosenType::Json));
                    }
                }
            }
        }
    }
    service.schemas = schemas;
}

/// A family of headers is a map, of texts where nothing else is said of the values that can stand there. Real documents describe
/// the value of one header.
fn header_family(
    parameter: &mut Parameter,
    prefix: String,
    schemas: &BTreeMap<String, Schema>,
    diagnostics: &mut Diagnostics,
) {
    let values = match parameter.value.resolved(schemas) {
        Resolved::Type(Type::Map { values, .. }) => (**values).clone(),
        _ => parameter.value.clone(),
    };
    let form = form(&values, schemas);
    if !matches!(form, Form::Scalar | Form::Any) {
        let message =
            format!("the values of the headers `{prefix}…` are no scalars; the method takes a map of their texts");
        let (span, pointer) = (parameter.origin.span, &parameter.origin.pointer);
        let hint = "write each value as the spec describes it";
        diagnostics.add_with_hint(Code::ParameterAsText, span, pointer, message, hint);
    }
    parameter.value = Type::map(if form == Form::Scalar { values } else { Type::text() });
    parameter.style = Some(ParameterStyle::HeaderPrefix(prefix));
    parameter.constant = None;
}

/// How a value is written.
enum Written {
    /// As one text.
    Plain,
    /// As a list of texts.
    List(CollectionFormat),
    /// As a list of the members of an object.
    Pairs(CollectionFormat),
    /// Otherwise.
    Style(ParameterStyle),
    /// There is no way; why.
    No(&'static str),
}

/// What a value is, as far as writing it goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Scalar,
    Bytes,
    Object,
    /// Any JSON value.
    Any,
    /// A list of scalars, or of comma-separated lists of scalars.
    List,
    Files,
    /// A list of something else.
    OtherList,
}

fn form(value: &Type, schemas: &BTreeMap<String, Schema>) -> Form {
    match value.resolved(schemas) {
        Resolved::Object(..) => Form::Object,
        Resolved::Enum(_) | Resolved::Nothing => Form::Scalar,
        Resolved::Type(Type::Binary) => Form::Bytes,
        Resolved::Type(Type::Map { .. }) => Form::Object,
        Resolved::Type(Type::Array { items, .. }) => match form(items, schemas) {
            Form::Scalar | Form::List => Form::List,
            Form::Bytes => Form::Files,
            _ => Form::OtherList,
        },
        Resolved::Type(Type::Any) => Form::Any,
        Resolved::Type(_) => Form::Scalar,
    }
}

/// The first member of an object that is neither a scalar nor a list of such.
fn nested<'a>(value: &Type, schemas: &'a BTreeMap<String, Schema>) -> Option<&'a str> {
    let Resolved::Object(_, object) = value.resolved(schemas) else { return None };
    let is_nested = |it: &Type| matches!(form(it, schemas), Form::Object | Form::OtherList | Form::Files);
    object.properties.iter().find(|it| is_nested(&it.value)).map(|it| it.name.as_str())
}

fn written(parameter: &Parameter, body: Option<BodyKind>, schemas: &BTreeMap<String, Schema>) -> Written {
    let is_field = parameter.location == Location::Form;
    if parameter.api_version || (parameter.constant.is_some() && !(is_field && is_of_other_media_type(parameter))) {
        return Written::Plain;
    }
    let value = form(&parameter.value, schemas);
    if is_field {
        return field(parameter, value, body, schemas);
    }
    if let Some(media_type) = &parameter.declared_style.media_type {
        return match value {
            _ if BodyKind::Json.is_written_as(media_type) => Written::Style(ParameterStyle::Json),
            Form::Scalar | Form::Any => Written::Plain,
            _ => Written::No("is described by a media type other than JSON"),
        };
    }
    match value {
        Form::Scalar | Form::Any | Form::List | Form::OtherList if is_deep(parameter) => {
            object(parameter, value, schemas)
        }
        Form::Any if parameter.declared_style.is_object => object(parameter, value, schemas),
        Form::Any if matches!(parameter.value, Type::Reference { .. }) => Written::No("is a value of no certain type"),
        Form::Scalar | Form::Any => Written::Plain,
        Form::Bytes => Written::No("is bytes, of which only those of a text can stand there"),
        Form::Object => object(parameter, value, schemas),
        Form::List => list(parameter),
        Form::Files | Form::OtherList => Written::No("is a list of something else than scalars"),
    }
}

fn field(parameter: &Parameter, value: Form, body: Option<BodyKind>, schemas: &BTreeMap<String, Schema>) -> Written {
    let is_multipart = body == Some(BodyKind::Multipart);
    let as_json = media_types(parameter).find(|it| BodyKind::Json.is_written_as(it));
    match value {
        Form::Bytes | Form::Files if is_multipart => Written::Plain,
        _ if as_json.is_some() => Written::Style(match as_json {
            Some(own) if is_multipart && own != "application/json" && !own.contains('*') => {
                ParameterStyle::JsonPart(own.to_owned())
            }
            _ => ParameterStyle::Json,
        }),
        _ if is_of_other_media_type(parameter) => {
            Written::No("is described by a media type other than JSON and plain text")
        }
        Form::Object | Form::OtherList if media_types(parameter).next().is_some() => {
            Written::No("is described as plain text, and is no scalar")
        }
        Form::Any | Form::Object | Form::List | Form::OtherList if is_deep(parameter) => {
            object(parameter, value, schemas)
        }
        Form::Scalar | Form::Any => Written::Plain,
        Form::List => list(parameter),
        // OpenAPI 3.0: an object in a multipart form is JSON unless said otherwise.
        Form::Object if is_multipart => Written::Style(ParameterStyle::Json),
        Form::Object => object(parameter, value, schemas),
        Form::Bytes | Form::Files => Written::No("is bytes in a form that holds texts alone"),
        Form::OtherList => Written::No("is a list of something else than scalars"),
    }
}

/// Whether the names of parts of a value are to tell where in it they are.
fn is_deep(parameter: &Parameter) -> bool {
    parameter.declared_style.name == "deepObject" && matches!(parameter.location, Location::Query | Location::Form)
}

/// The media types that the value of a field may have, as its encoding lists them.
fn media_types(parameter: &Parameter) -> impl Iterator<Item = &str> {
    let listed = parameter.declared_style.media_type.as_deref().unwrap_or_default();
    listed.split(',').map(str::trim).filter(|it| !it.is_empty())
}

/// Whether a field is described, and neither as JSON nor as plain text.
fn is_of_other_media_type(parameter: &Parameter) -> bool {
    let is_known = |it: &str| BodyKind::Json.is_written_as(it) || is_plain_text(it);
    media_types(parameter).next().is_some() && !media_types(parameter).any(is_known)
}

/// Whether text without a form of its own is meant, which a part is without a media type (RFC 7578).
fn is_plain_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/plain") || essence == "text/*"
}

/// The media type that a part of a multipart form has to name: the first of those listed that is one by itself.
fn own_media_type(parameter: &Parameter, body: Option<BodyKind>) -> Option<&str> {
    let is_part = parameter.location == Location::Form && body == Some(BodyKind::Multipart);
    media_types(parameter).find(|it| is_part && !it.contains('*') && !is_plain_text(it))
}

fn object(parameter: &Parameter, value: Form, schemas: &BTreeMap<String, Schema>) -> Written {
    let style = &parameter.declared_style;
    let explode = style.explode.unwrap_or(style.name == "form");
    let is_text = match (style.name.as_str(), parameter.location) {
        ("form", _) => !explode,
        // In a path, the `=` of `a=1` would be encoded.
        ("simple", location) => location == Location::Header || !explode,
        _ => false,
    };
    if is_text
        && !parameter.skip_url_encoding
        && has_scalars_alone(&parameter.value, schemas)
        && let Written::List(format) = list(parameter)
    {
        return Written::Pairs(format);
    }
    if !matches!(parameter.location, Location::Query | Location::Form) {
        return Written::No("is an object where only a text can stand");
    }
    match (style.name.as_str(), explode) {
        ("deepObject", _) if value != Form::Scalar => Written::Style(ParameterStyle::DeepObject),
        ("form", true) => Written::Style(ParameterStyle::Members),
        ("deepObject", _) => Written::No("is a scalar that is to be written like an object"),
        _ => Written::No("is an object that is to be written as one text"),
    }
}

/// Whether an object has members, and all of them are scalars.
fn has_scalars_alone(value: &Type, schemas: &BTreeMap<String, Schema>) -> bool {
    let is_scalar = |it: &Type| form(it, schemas) == Form::Scalar;
    match value.resolved(schemas) {
        Resolved::Object(_, object) => {
            let mut values = object.properties.iter().map(|it| &it.value).chain(&object.additional_properties);
            object.discriminator.is_none() && !object.properties.is_empty() && values.all(is_scalar)
        }
        Resolved::Type(Type::Map { values, .. }) => is_scalar(values),
        _ => false,
    }
}

fn list(parameter: &Parameter) -> Written {
    let style = &parameter.declared_style;
    let repeats = matches!(parameter.location, Location::Query | Location::Form);
    if style.nested_format.is_some_and(|it| it != CollectionFormat::Csv) {
        return Written::No("is a list of lists that are separated by something else than commas");
    }
    let format = match (style.collection_format, style.name.as_str()) {
        (Some(format), _) => format,
        (None, "form") if style.explode.unwrap_or(true) && !repeats => {
            return Written::No("is a list whose elements are to be cookies of one name");
        }
        (None, "spaceDelimited" | "pipeDelimited" | "form")
            if style.explode.unwrap_or(style.name == "form") && repeats =>
        {
            CollectionFormat::Multi
        }
        (None, "spaceDelimited") => CollectionFormat::Ssv,
        (None, "pipeDelimited") => CollectionFormat::Pipes,
        (None, "label" | "matrix") if style.explode == Some(true) => {
            return Written::No("is a list whose elements are parts of the path by themselves");
        }
        // A value of a header is not encoded, and that of a cookie may hold no comma (RFC 6265).
        (None, "form" | "simple" | "label" | "matrix")
            if !parameter.skip_url_encoding && (repeats || parameter.location == Location::Path) =>
        {
            CollectionFormat::Commas
        }
        (None, "form" | "simple" | "label" | "matrix") => CollectionFormat::Csv,
        (None, _) => return Written::No("is a list in a style that is made for something else"),
    };
    Written::List(match format {
        // A name that cannot be repeated has one value.
        CollectionFormat::Multi if !repeats => CollectionFormat::Csv,
        other => other,
    })
}

#[cfg(test)]
mod tests;
