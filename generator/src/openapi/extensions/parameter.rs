//! Extensions of parameters and headers.

use serde_json::Value;

use super::{ExtensionMap, Report, names, of, shapes};
use crate::diagnostics::{Code, Remedy, misspelt};

/// What the extensions of a parameter or header say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterExtensions {
    /// `x-ms-client-name`
    pub client_name: Option<String>,
    /// Whether it belongs to the client rather than to the method. In a bundle this is said of every parameter.
    pub client_level: bool,
    /// The `collectionFormat` that `style` and `explode` cannot say.
    pub collection_format: Option<String>,
    /// `x-ms-skip-url-encoding`: the value goes out as it is.
    pub skip_url_encoding: bool,
    /// `x-ms-client-request-id`: the header that carries the id which a client gives its request.
    pub client_request_id: bool,
    /// `x-ms-parameter-grouping`
    pub group: Option<ParameterGroup>,
    /// `x-ms-api-version`: whether it is the client's api-version, where the name does not tell.
    pub api_version: Option<bool>,
    /// `x-ms-header-collection-prefix`: every header that begins so belongs to a map.
    pub header_collection_prefix: Option<String>,
    /// `x-ms-client-default`: the value a client sends unless told otherwise.
    pub client_default: Option<Value>,
}

/// `x-ms-parameter-grouping`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterGroup {
    /// The name of the group.
    pub name: Option<String>,
    /// The end of a name that is made of the operation's.
    pub postfix: Option<String>,
}

of!(ParameterExtensions);

impl ParameterExtensions {
    fn parse(extensions: &ExtensionMap, report: &mut Report<'_>) -> Self {
        let mut this = Self::default();
        for (name, value) in extensions {
            match name.as_str() {
                "x-ms-client-name" => this.client_name = shapes::text(name, value, report),
                names::PARAMETER_LOCATION => match shapes::text(name, value, report).as_deref() {
                    Some("client") => this.client_level = true,
                    Some("method") | None => {}
                    Some(other) => {
                        let message = format!("`{name}` is `{other}`, neither `client` nor `method`");
                        let meant = misspelt(other, ["client", "method"]);
                        let remedy = meant.map_or(Remedy::Remove, |it| Remedy::Replace(it.into()));
                        report(Code::ExtensionIgnored, name, message, remedy);
                    }
                },
                names::COLLECTION_FORMAT => this.collection_format = shapes::text(name, value, report),
                "x-ms-skip-url-encoding" => this.skip_url_encoding = shapes::flag(name, value, report),
                "x-ms-client-request-id" => this.client_request_id = shapes::flag(name, value, report),
                "x-ms-parameter-grouping" => {
                    this.group = shapes::object(name, value, report).map(|object| ParameterGroup {
                        name: shapes::member(name, object, "name", report),
                        postfix: shapes::member(name, object, "postfix", report),
                    });
                }
                "x-ms-api-version" => this.api_version = Some(shapes::flag(name, value, report)),
                "x-ms-header-collection-prefix" => this.header_collection_prefix = shapes::text(name, value, report),
                "x-ms-client-default" => this.client_default = Some(value.clone()),
                _ => shapes::unless_known(name, report),
            }
        }
        this
    }
}
