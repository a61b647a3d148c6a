//! What generated code says about an operation, as constants: everything that is the same in every call.

use std::fmt;

use http::Method as HttpMethod;

/// A service: the constants of one generated crate.
#[derive(Debug)]
pub struct Service {
    /// The generated crate's name, for `User-Agent` (R1.17).
    pub crate_name: &'static str,
    /// The generated crate's version, for `User-Agent` (R1.17).
    pub crate_version: &'static str,
    /// Names of the client-level parameters as in path templates and queries; the builder gets their values in this order.
    pub client_parameters: &'static [&'static str],
    /// The `api-version` of the operations that name none of their own; `None` if the service has no versions (R1.13).
    pub api_version: Option<&'static str>,
    /// Whether requests carry an id without being told to: services of Azure know `x-ms-client-request-id` (R1.16).
    pub client_request_ids: bool,
    /// Where the service is, and which of two habits it has.
    pub kind: ServiceKind,
    /// What the operations take that say nothing of their own (R2.22).
    pub security: Alternatives,
    /// The scope of the tokens in the public cloud. `None` of a service behind Resource Manager is Resource Manager's; of any
    /// other it is not known, and callers give it (R2.23).
    pub scope: Option<&'static str>,
    /// Names of the properties that hold a secret text; logs of bodies withhold them (R7.4).
    pub secret_texts: &'static [&'static str],
    /// Names of the properties that hold secrets of any other shape; logs of bodies withhold them whole (R7.4).
    pub secret_values: &'static [&'static str],
}

#[cfg(test)]
impl Service {
    /// A service for tests of single modules.
    pub(crate) const EXAMPLE: Self = Self {
        crate_name: "azrest-example",
        crate_version: "1.2.3",
        client_parameters: &[],
        api_version: None,
        client_request_ids: true,
        kind: ServiceKind::Arm,
        security: TOKEN,
        scope: None,
        secret_texts: &[],
        secret_values: &[],
    };
}

/// Where a service is, and which of two habits it has where they differ (R4.5, R5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    /// Behind Resource Manager; the cloud gives the endpoint (R1.2).
    Arm,
    /// A service of its own; the caller gives the endpoint (R1.2).
    DataPlane,
    /// A service of its own whose endpoint has client-level parameters in it, for example `https://{account}.example.net`.
    DataPlaneAt(&'static str),
}

impl ServiceKind {
    pub(crate) fn is_arm(self) -> bool {
        matches!(self, Self::Arm)
    }
}

/// One credential that requests may carry (R2.22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A token, in the header `Authorization` (RFC 6750).
    Token,
    /// A name and a password, in the header `Authorization` (RFC 7617).
    Basic,
    /// An API key, in the header of this name.
    HeaderKey(&'static str),
    /// An API key, in the cookie of this name.
    CookieKey(&'static str),
    /// An API key, in the query parameter of this name.
    QueryKey(&'static str),
}

/// What requests carry: any one of these, and of those that the client can send the first. The schemes of one go together; one
/// without schemes is no credential at all.
pub type Alternatives = &'static [&'static [Scheme]];

/// A token.
pub const TOKEN: Alternatives = &[&[Scheme::Token]];

/// No credential.
pub const NOTHING: Alternatives = &[&[]];

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str("a token"),
            Self::Basic => f.write_str("a name and a password"),
            Self::HeaderKey(name) => write!(f, "an API key for the header `{name}`"),
            Self::CookieKey(name) => write!(f, "an API key for the cookie `{name}`"),
            Self::QueryKey(name) => write!(f, "an API key for the query parameter `{name}`"),
        }
    }
}

/// An HTTP method, as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
    Trace,
}

impl From<Method> for HttpMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::Delete => Self::DELETE,
            Method::Get => Self::GET,
            Method::Head => Self::HEAD,
            Method::Options => Self::OPTIONS,
            Method::Patch => Self::PATCH,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Trace => Self::TRACE,
        }
    }
}

/// What the body of a response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// There is none; bytes that come all the same are passed over.
    None,
    /// JSON, read as a whole up to 64 MiB (R1.27).
    Json,
    /// Plain text, read as a whole.
    Text,
    /// XML of this shape, read as a whole.
    #[cfg(feature = "xml")]
    Xml(&'static crate::xml::XmlBody),
    /// Bytes, streamed.
    Bytes,
}

/// Which `api-version` an operation sends (R1.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// The service's, if that has one.
    OfService,
    /// Its own, which differs from the service's.
    Own(&'static str),
    /// None, or an argument's.
    None,
}

/// An operation: one HTTP method on one path.
#[derive(Debug)]
pub struct Operation {
    /// The operationId; resume tokens carry it (R4.12, R5.25).
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, base path included, with `{name}` for parameters. It may carry a fixed query after `?` (R1.9).
    pub path: &'static str,
    /// Path parameters that are inserted as they are, `x-ms-skip-url-encoding` (R1.8).
    pub raw_path: &'static [&'static str],
    /// Path parameters that may be empty: parts of a segment that has others.
    pub empty_path: &'static [&'static str],
    /// Path parameters that are arguments, though the client holds a value of that name.
    pub own_path: &'static [&'static str],
    /// Query parameters with a fixed value (R1.9).
    pub fixed_query: &'static [(&'static str, &'static str)],
    /// Headers with a fixed value.
    pub fixed_headers: &'static [(&'static str, &'static str)],
    /// Cookies with a fixed value.
    pub fixed_cookies: &'static [(&'static str, &'static str)],
    /// Fields with a fixed value, of a body that is a form.
    pub fixed_form: &'static [(&'static str, &'static str)],
    /// Names of the client-level parameters that this operation sends in its query.
    pub client_query: &'static [&'static str],
    /// Names of the client-level parameters that this operation sends as headers.
    pub client_headers: &'static [&'static str],
    /// The `api-version` that is sent (R1.13).
    pub api_version: ApiVersion,
    /// The `Accept` header (R1.15).
    pub accept: &'static str,
    /// The `Content-Type` of the request body, if one is sent (R1.15).
    pub content_type: &'static str,
    /// The success statuses and what their bodies are; `2` stands for all successes without an entry of their own (R6.6).
    pub success: &'static [(u16, Body)],
    /// Declared statuses that are errors although they look like success, `x-ms-error-response` (R6.6).
    pub error_statuses: &'static [u16],
    /// A check for existence: 404 is the answer `false`, not an error (R6.6).
    pub head_exists: bool,
    /// A POST or PATCH that may be repeated like a PUT (R3.1).
    pub idempotent: bool,
    /// The header that carries the client request id (R1.16).
    pub client_request_id: &'static str,
    /// What its requests carry, if it is not what those of the service do (R2.22).
    pub security: Option<Alternatives>,
    /// How the list is continued, if the operation returns one.
    pub paging: Option<Paging>,
    /// How the operation is followed, if it is long-running.
    pub lro: Option<Lro>,
}

impl Operation {
    /// The values of an operation that says nothing special.
    pub const DEFAULT: Self = Self {
        id: "",
        method: Method::Get,
        path: "/",
        raw_path: &[],
        empty_path: &[],
        own_path: &[],
        fixed_query: &[],
        fixed_headers: &[],
        fixed_cookies: &[],
        fixed_form: &[],
        client_query: &[],
        client_headers: &[],
        api_version: ApiVersion::OfService,
        accept: "application/json",
        content_type: "application/json",
        success: &[(200, Body::Json)],
        error_statuses: &[],
        head_exists: false,
        idempotent: false,
        client_request_id: "x-ms-client-request-id",
        security: None,
        paging: None,
        lro: None,
    };

    /// Whether the status is an answer of this operation and not an error (R6.6).
    pub(crate) fn is_success(&self, status: u16) -> bool {
        if self.error_statuses.contains(&status) {
            return false;
        }
        self.names(status) || (200..300).contains(&status) || (self.head_exists && status == 404)
    }

    /// What the body of an answer with this status is (R6.6): what is declared for it, else what is declared for the nearest
    /// status of its class, of those that may have a body.
    pub(crate) fn body_of(&self, status: u16) -> Body {
        let of = |wanted: u16| self.success.iter().find(|(declared, _)| *declared == wanted).copied();
        let nearest = || {
            let distance = |declared: u16| (matches!(declared, 204 | 205), declared.abs_diff(status));
            let of_class = self.success.iter().filter(|(declared, _)| declared / 100 == status / 100);
            of_class.min_by_key(|(declared, _)| distance(*declared)).copied()
        };
        of(status).or_else(|| of(status / 100)).or_else(nearest).map_or(Body::None, |(_, body)| body)
    }

    /// Whether the specification names this status as an answer of the operation.
    pub(crate) fn names(&self, status: u16) -> bool {
        self.success.iter().any(|(declared, _)| *declared == status)
    }
}

/// How a list is continued (R4.1).
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The member that holds the items; dotted names are paths (R4.3).
    pub item_name: &'static str,
    /// The member that holds the link to the next page; `None` if the list is one page (R4.1).
    pub next_link_name: Option<&'static str>,
    /// The response header that holds the link, where the body does not: alone, or as RFC 8288 writes links, with `rel=next`.
    pub next_link_header: Option<&'static str>,
    /// The method of the requests for further pages (R4.7).
    pub next_method: Method,
    /// Whether the requests for further pages repeat the body of the first (R4.7).
    pub repeat_body: bool,
    /// The operation whose template takes the link, if it is not requested as it is (R4.7).
    pub next_operation: Option<&'static Operation>,
    /// The parameter of `next_operation` that takes the link.
    pub next_link_parameter: Option<LinkParameter>,
    /// The query parameters of the first request that `next_operation` has as well.
    pub next_query: &'static [&'static str],
}

impl Paging {
    /// A list in `value`, continued by GET on `nextLink`.
    pub const DEFAULT: Self = Self {
        item_name: "value",
        next_link_name: Some("nextLink"),
        next_link_header: None,
        next_method: Method::Get,
        repeat_body: false,
        next_operation: None,
        next_link_parameter: None,
        next_query: &[],
    };
}

/// The parameter of an operation for further pages that takes the link (R4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkParameter {
    /// A part of the path, as it is; a link that is a whole URL is followed instead.
    Path(&'static str),
    /// A value of the query, whatever the link is.
    Query(&'static str),
    /// A value of the query of the first request, which is sent again with it; a link that is a whole URL is followed instead. There
    /// is no `next_operation` then.
    Token(&'static str),
}

/// How a long-running operation is followed.
#[derive(Clone, Copy, Debug)]
pub struct Lro {
    /// Where the specification says the final result is (R5.16).
    pub final_state_via: Option<FinalStateVia>,
    /// Where in the last body of a monitor the result is, for example `properties`; dotted names are paths (R5.18).
    pub result_path: Option<&'static str>,
    /// Further words for success (R5.10).
    pub succeeded: &'static [&'static str],
    /// Further words for failure (R5.10).
    pub failed: &'static [&'static str],
}

impl Lro {
    /// An operation whose specification says nothing but that it is long-running.
    pub const DEFAULT: Self = Self { final_state_via: None, result_path: None, succeeded: &[], failed: &[] };

    /// An operation whose specification says where the final result is.
    #[must_use]
    pub const fn via(final_state_via: FinalStateVia) -> Self {
        Self { final_state_via: Some(final_state_via), ..Self::DEFAULT }
    }
}

/// Where the specification says the final result of a long-running operation is (R5.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalStateVia {
    /// In the monitor that `Azure-AsyncOperation` named.
    AzureAsyncOperation,
    /// Where `Location` points.
    Location,
    /// At the URL of the request itself.
    OriginalUri,
    /// In the monitor that `Operation-Location` named.
    OperationLocation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r6_6_declared_and_undeclared_statuses() {
        const OPERATION: Operation = Operation {
            success: &[(200, Body::Json), (204, Body::None), (404, Body::None)],
            error_statuses: &[202],
            ..Operation::DEFAULT
        };
        for (status, success) in
            [(200, true), (201, true), (202, false), (204, true), (404, true), (403, false), (302, false)]
        {
            assert_eq!(OPERATION.is_success(status), success, "{status}");
        }
        for (status, body) in
            [(200, Body::Json), (201, Body::Json), (204, Body::None), (206, Body::Json), (404, Body::None)]
        {
            assert_eq!(OPERATION.body_of(status), body, "{status}");
        }
        const CLASS: Operation =
            Operation { success: &[(200, Body::Json), (2, Body::Text), (304, Body::None)], ..Operation::DEFAULT };
        for (status, body) in [(200, Body::Json), (201, Body::Text), (299, Body::Text), (304, Body::None)] {
            assert_eq!(CLASS.body_of(status), body, "{status}");
            assert!(CLASS.is_success(status), "{status}");
        }
        assert!(!CLASS.is_success(302));
        const EXISTS: Operation =
            Operation { method: Method::Head, head_exists: true, success: &[(204, Body::None)], ..Operation::DEFAULT };
        assert!(EXISTS.is_success(404));
        assert!(!EXISTS.is_success(403));
        let redirect = Operation { success: &[(302, Body::Json)], ..Operation::DEFAULT };
        assert_eq!(redirect.body_of(200), Body::None, "a redirect's body is no success's");
    }
}
