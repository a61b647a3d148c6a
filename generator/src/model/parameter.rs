//! Parameters of operations: where they go and how they are written.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{Constraints, Origin, Type};

/// A parameter in the path, the query, a header or a cookie, or a field of a form.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The name the spec suggests to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Where it goes.
    #[serde(rename = "in")]
    pub location: Location,
    /// Who holds its value. Settled by the pass `parameters`.
    pub level: Level,
    /// Whether the spec requires it.
    pub required: bool,
    /// Its type.
    pub value: Type,
    /// How a list is written. Settled by the pass `styles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_format: Option<CollectionFormat>,
    /// How a value is written that is neither a scalar nor a list of scalars. Settled by the pass `styles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<ParameterStyle>,
    /// What the spec says about how the value is written.
    #[serde(skip)]
    pub declared_style: DeclaredStyle,
    /// Whether reserved characters stay as they are (`allowReserved`); only in queries.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_reserved: bool,
    /// Whether the value goes out as it is (`x-ms-skip-url-encoding`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skip_url_encoding: bool,
    /// Whether it is the header of the client request id (`x-ms-client-request-id`), which every call fills in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub client_request_id: bool,
    /// Whether it is part of what the operation takes as a credential, which the client sends.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub credential: bool,
    /// The one value it can have: required, with an enum of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// Whether this is the api-version, which the client fills in. The pass `parameters` says no where it knows none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub api_version: bool,
    /// The value the service assumes when it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// What the spec demands of the value.
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
    /// Whether the spec calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What stays as it is in the value of a parameter in a path; all else is percent-encoded.
pub(crate) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Parameter {
    /// Whether it is the header that names the media type of the body.
    pub(crate) fn is_content_type(&self) -> bool {
        self.location == Location::Header && self.name.eq_ignore_ascii_case("content-type")
    }

    /// What the styles `label` and `matrix` put before the value (RFC 6570). Parts that each have a name are the caller's text.
    pub(crate) fn before(&self) -> Option<String> {
        let has_named_parts = self.style == Some(ParameterStyle::Text) && self.declared_style.explode == Some(true);
        match self.declared_style.name.as_str() {
            "label" => Some(".".to_owned()),
            "matrix" if has_named_parts => Some(";".to_owned()),
            "matrix" => Some(format!(";{}=", utf8_percent_encode(&self.name, UNRESERVED))),
            _ => None,
        }
    }
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// In the body, which is a form.
    Form,
}

impl Location {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Form => "form",
        }
    }
}

/// Who holds a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// The client, for all its operations.
    Client,
    /// The caller, at each call.
    Method,
}

/// How a value is written that is neither a scalar nor a list of scalars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ParameterStyle {
    /// As JSON text: the parameter is described by `content`, or is an object in a multipart form.
    Json,
    /// The same in a part of a multipart form that has this media type, which is JSON with a name of its own.
    JsonPart(String),
    /// Each member of the object is a parameter of its own: `a=1&b=2`.
    Members,
    /// As a list of the names and values of the object's members in turn, `a,1,b,2`, or of both together, `a=1,b=2`, if the
    /// declared style explodes (RFC 6570).
    Pairs,
    /// Each member of the object is a parameter whose name holds the object's: `name[a]=1&name[b]=2`.
    DeepObject,
    /// A family of headers that begin with this prefix (`x-ms-header-collection-prefix`).
    HeaderPrefix(String),
    /// As text that the caller puts together: there is no other way to say what the spec describes.
    Text,
    /// The same in a part of a multipart form that has this media type.
    Part(String),
}

/// What the spec says about how a value is written, whatever the value is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredStyle {
    /// `style` of OpenAPI 3.0; empty when none is given.
    pub name: String,
    /// `explode` of OpenAPI 3.0.
    pub explode: Option<bool>,
    /// `collectionFormat` of Swagger 2.0, where `style` cannot say it.
    pub collection_format: Option<CollectionFormat>,
    /// The `collectionFormat` of the lists in a list, where it is given.
    pub nested_format: Option<CollectionFormat>,
    /// The media type of the value: of a parameter's `content`, or of a form field's `encoding`.
    pub media_type: Option<String>,
    /// `x-ms-header-collection-prefix`
    pub header_prefix: Option<String>,
    /// Whether the spec calls the value an object, be it one without a property.
    pub is_object: bool,
}

/// How a list is written in a parameter (`collectionFormat` of Swagger 2.0, and what the styles of OpenAPI 3.0 add to it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CollectionFormat {
    /// `a,b`, encoded as a whole
    Csv,
    /// `a,b`, each element encoded by itself (OpenAPI 3.0, RFC 6570)
    Commas,
    /// `a b`
    Ssv,
    /// tab between the elements
    Tsv,
    /// `a|b`
    Pipes,
    /// the parameter repeated
    Multi,
}
