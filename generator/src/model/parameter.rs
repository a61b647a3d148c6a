//! Parameters of operations: where they go and how they are written.

use serde::Serialize;

use super::{Constraints, Origin, Type};

/// A parameter in the path, the query, a header or a cookie.
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
    /// How a list is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_format: Option<CollectionFormat>,
    /// Whether the value goes out as it is (`x-ms-skip-url-encoding`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skip_url_encoding: bool,
    /// The one value it can have: required, with an enum of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// Whether this is the api-version, which the client fills in.
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

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
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

/// How a list is written in a parameter (Swagger 2.0 `collectionFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CollectionFormat {
    /// `a,b`
    Csv,
    /// `a b`
    Ssv,
    /// tab between the elements
    Tsv,
    /// `a|b`
    Pipes,
    /// the parameter repeated
    Multi,
}
