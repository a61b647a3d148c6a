//! Extensions of request bodies and responses.

use super::{ExtensionMap, Report, names, of, shapes};

/// What the extensions of a request body or response say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BodyExtensions {
    /// The name of the body parameter.
    pub name: Option<String>,
    /// Its index among the operation's parameters.
    pub position: Option<usize>,
    /// `x-ms-client-name`
    pub client_name: Option<String>,
    /// `x-ms-error-response`: whether the response is an error, whatever its status.
    pub error_response: Option<bool>,
}

of!(BodyExtensions);

impl BodyExtensions {
    fn parse(extensions: &ExtensionMap, report: &mut Report<'_>) -> Self {
        let mut this = Self::default();
        for (name, value) in extensions {
            match name.as_str() {
                names::NAME => this.name = shapes::text(name, value, report),
                names::POSITION => this.position = value.as_u64().and_then(|it| usize::try_from(it).ok()),
                "x-ms-client-name" => this.client_name = shapes::text(name, value, report),
                "x-ms-error-response" => this.error_response = shapes::said(name, value, report),
                // A body is one argument; how a client might take it apart changes nothing on the wire.
                "x-ms-parameter-grouping" => {}
                _ => shapes::unless_known(name, report),
            }
        }
        this
    }
}
