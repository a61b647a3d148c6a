//! Operations: what a client can ask a service to do, and what comes back.

use heck::ToUpperCamelCase;
use serde::Serialize;

use super::{LongRunning, Origin, Paging, Parameter, PathTemplate, Requirement, Type};

/// The operations whose operationIds share the part before the underscore.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationGroup {
    /// The part before the underscore; empty for operations without one.
    pub name: String,
    /// Its operations, sorted by operationId after the pass `order`.
    pub operations: Vec<Operation>,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Patch,
    Post,
    Delete,
    Head,
    Options,
    Trace,
}

impl Method {
    /// The method's name in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
            Method::Trace => "TRACE",
        }
    }
}

/// One method on one path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// The operationId.
    pub operation_id: String,
    /// Whether the spec gives none, and this one is made of method and path.
    #[serde(skip)]
    pub is_id_made: bool,
    /// The part before the underscore; empty when there is none.
    pub group: String,
    /// The part after the underscore.
    pub name: String,
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: PathTemplate,
    /// Query parameters that the path itself fixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed_query: Vec<(String, String)>,
    /// The api-version that goes out with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Its parameters in spec order, client-level ones included; the body is apart.
    pub parameters: Vec<Parameter>,
    /// The request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The responses by status, in the order of the statuses, `default` last.
    pub responses: Vec<Response>,
    /// What a call gives. Filled by the pass `results`.
    pub result: OperationResult,
    /// How the list goes on, for pageable operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// How to wait for the end, for long-running operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_running: Option<LongRunning>,
    /// Base URLs, where they are not the service's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// The credentials a request carries: any one of these. Empty if nothing is said about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Requirement>,
    /// Whether the spec calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// The index of its document in [`Service::sources`](super::Service::sources).
    #[serde(skip)]
    pub source: Option<usize>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A request body. The fields of a form are parameters of the operation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// The name of the parameter.
    pub name: String,
    /// The name the spec suggests to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Whether the spec requires it.
    pub required: bool,
    /// The media type it is sent as.
    pub media_type: String,
    /// All media types the spec lists.
    pub media_types: Vec<String>,
    /// How it is written.
    pub kind: BodyKind,
    /// Its type; any, for a form.
    pub value: Type,
    /// Whether it may be `null`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

impl Operation {
    /// Whether its body says what is to change, so that an absent member is no null.
    pub fn is_patch(&self) -> bool {
        let is_merged = |it: &Body| it.media_type.starts_with("application/merge-patch+json");
        self.method == Method::Patch || self.body.as_ref().is_some_and(is_merged)
    }
}

/// How a body is written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// JSON.
    Json,
    /// Bytes as they are.
    Binary,
    /// Text as it is.
    Text,
    /// XML.
    Xml,
    /// A form, `multipart/form-data`.
    Multipart,
    /// A form, `application/x-www-form-urlencoded`.
    UrlEncoded,
}

impl BodyKind {
    /// Whether a media type stands for a body of this kind. Bytes and texts can be of any media type.
    pub fn is_written_as(self, media_type: &str) -> bool {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match self {
            BodyKind::Json => {
                essence.ends_with("+json") || matches!(&*essence, "application/json" | "text/json" | "*/*")
            }
            BodyKind::Xml => essence.ends_with("+xml") || matches!(&*essence, "application/xml" | "text/xml"),
            BodyKind::Multipart => essence == "multipart/form-data",
            BodyKind::UrlEncoded => essence == "application/x-www-form-urlencoded",
            BodyKind::Binary | BodyKind::Text => true,
        }
    }

    /// Whether the body is a form.
    pub fn is_form(self) -> bool {
        matches!(self, BodyKind::Multipart | BodyKind::UrlEncoded)
    }
}

/// A status, or a class of statuses, that a response is declared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// `4XX` and the like, by the first digit.
    Class(u16),
    /// All others.
    Default,
}

impl Status {
    /// Whether the status means success by itself.
    pub fn is_success(self) -> bool {
        match self {
            Status::Code(code) => (200..300).contains(&code),
            Status::Class(class) => class == 2,
            Status::Default => false,
        }
    }
}

impl Serialize for Status {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Status::Code(code) => serializer.serialize_str(&code.to_string()),
            Status::Class(class) => serializer.serialize_str(&format!("{class}XX")),
            Status::Default => serializer.serialize_str("default"),
        }
    }
}

/// A declared response.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The status it is declared for.
    pub status: Status,
    /// What the spec says about whether it is an error (`x-ms-error-response`).
    #[serde(skip)]
    pub marked: Option<bool>,
    /// Whether it is an error; every other one is an answer that a call gives. Filled by the pass `errors`.
    pub error: bool,
    /// The type of its body, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Type>,
    /// Whether the body may be `null`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// How the body is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_kind: Option<BodyKind>,
    /// The media types the spec lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media_types: Vec<String>,
    /// Its headers in spec order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// Its name.
    pub name: String,
    /// What the names of a family of headers begin with, if it stands for one (`x-ms-header-collection-prefix`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Its type.
    pub value: Type,
    /// Whether the spec requires it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Documentation, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What a call gives its caller.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum OperationResult {
    /// Nothing but success.
    #[default]
    Empty,
    /// One body.
    Body {
        /// Its type.
        value: Type,
    },
    /// A body with some success statuses, none with others; or a body that may be `null`.
    OptionalBody {
        /// Its type.
        value: Type,
    },
    /// Different bodies with different success statuses.
    Alternatives {
        /// One for each status, sorted by status.
        alternatives: Vec<Alternative>,
    },
    /// Whether the resource exists (HEAD).
    Exists,
    /// Bytes, streamed.
    Stream,
}

/// What one success status brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// The status, or `2XX` for all successes without one of their own.
    pub status: Status,
    /// The type of its body, if it has one.
    pub value: Option<Type>,
    /// Whether the body may be `null`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
}

/// `Group_Name` at its first underscore; without one, or with nothing before it, there is no group. A number is no name:
/// `listPets_1` is how some frameworks tell a second `listPets` apart. And words in small letters between underscores are
/// one name, as `list_messages` and `read_user_items`, unless they are two and the first is no verb: `pets_list`.
pub fn split_operation_id(operation_id: &str) -> (&str, &str) {
    match operation_id.split_once('_') {
        Some((group, name)) if is_one_name(operation_id, group, name) => ("", operation_id),
        Some((group, name)) if !group.is_empty() && name.contains(|c: char| !c.is_ascii_digit()) => (group, name),
        _ => ("", operation_id),
    }
}

fn is_one_name(id: &str, first: &str, rest: &str) -> bool {
    const VERBS: [&str; 40] = [
        "accept", "add", "approve", "ban", "bulk", "cancel", "check", "clear", "complete", "create", "delete",
        "disable", "download", "edit", "enable", "execute", "fetch", "find", "follow", "get", "head", "join", "leave",
        "list", "modify", "patch", "pin", "post", "put", "read", "remove", "replace", "retrieve", "search", "send",
        "set", "start", "stop", "update", "upload",
    ];
    !id.contains(char::is_uppercase)
        && (rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').contains('_') || VERBS.contains(&first))
}

/// A name made of method and path, which differ for all operations of a service: `GET /pets/{petId}/toys` gives
/// `GetPetsByPetIdToys`.
pub fn path_name(method: Method, path: &str) -> String {
    let mut name = method.as_str().to_upper_camel_case();
    for part in path.split(['/', '?', '&']) {
        let parameter = part.contains('{') && !name.is_empty();
        let words: String = part.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        if parameter {
            name.push_str("By");
        }
        name.push_str(&words.to_upper_camel_case());
    }
    name
}

/// Names for an operation whose [`path_name`] another has, best first: with the signs of the path told, with its capitals as
/// well, with its slashes as well, with everything but small letters and digits as numbers. No two paths have one such last
/// name.
pub fn other_path_names(method: Method, path: &str) -> [String; 5] {
    const SIGNS: [(&str, &str); 13] = [
        ("-", " dash "),
        (".", " dot "),
        ("_", " underscore "),
        ("~", " tilde "),
        (":", " colon "),
        ("@", " at "),
        ("$", " dollar "),
        ("+", " plus "),
        (",", " comma "),
        (";", " semicolon "),
        ("*", " star "),
        ("!", " bang "),
        ("(", " paren "),
    ];
    let told = SIGNS.into_iter().fold(path.to_owned(), |told, (sign, word)| told.replace(sign, word));
    let ending = if path.len() > 1 && path.ends_with('/') { "Slash" } else { "" };
    let (mut capitals, mut numbers) = (String::new(), method.as_str().to_upper_camel_case());
    for c in told.chars() {
        if c.is_uppercase() {
            capitals.push_str(" upper ");
        }
        capitals.push(c);
    }
    let inner = capitals.trim_matches('/').replace('/', "/slash/");
    let all = format!("slash/{inner}");
    for c in path.chars() {
        match c {
            'a'..='z' | '0'..='9' => numbers.push(c),
            _ => numbers.push_str(&format!("U{:x}", u32::from(c))),
        }
    }
    let named = |path: &str| format!("{}{ending}", path_name(method, path));
    [named(&told), named(&capitals), named(&inner), named(&all), numbers]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_one_name_have_others() {
        let slashes = ["GetASlash", "GetASlash", "GetASlash", "GetSlashASlash", "GetU2faU2f"];
        assert_eq!(other_path_names(Method::Get, "/a/"), slashes);
        let capitals = ["GetAB", "GetUpperAB", "GetUpperASlashB", "GetSlashUpperASlashB", "GetU2fU41U2fb"];
        assert_eq!(other_path_names(Method::Get, "/A/b"), capitals);
        let signs =
            ["GetADashBByC", "GetADashBByC", "GetADashBSlashByC", "GetSlashADashBSlashByC", "GetU2faU2dbU2fU7bcU7d"];
        assert_eq!(other_path_names(Method::Get, "/a-b/{c}"), signs);
    }

    #[test]
    fn a_path_can_be_a_name() {
        assert_eq!(path_name(Method::Get, "/pets/{petId}/toys"), "GetPetsByPetIdToys");
        assert_eq!(path_name(Method::Post, "/{scope}/a.b?comp=list"), "PostByScopeABCompList");
        assert_eq!(path_name(Method::Delete, "/"), "Delete");
    }

    #[test]
    fn operation_ids_split_at_the_first_underscore() {
        assert_eq!(split_operation_id("AgentPools_Create"), ("AgentPools", "Create"));
        assert_eq!(split_operation_id("Runs_Get_Log"), ("Runs", "Get_Log"));
        assert_eq!(split_operation_id("CheckName"), ("", "CheckName"));
        assert_eq!(split_operation_id("_Odd"), ("", "_Odd"));
        assert_eq!(split_operation_id("Odd_"), ("", "Odd_"));
        assert_eq!(split_operation_id("listPets_1"), ("", "listPets_1"));
        assert_eq!(split_operation_id("Pets_2nd"), ("Pets", "2nd"));
        assert_eq!(split_operation_id("pets_list"), ("pets", "list"));
        assert_eq!(split_operation_id("pets_list_1"), ("pets", "list_1"));
        for one in ["list_messages", "get_me", "read_user_items", "pets_toys_list"] {
            assert_eq!(split_operation_id(one), ("", one));
        }
    }
}
