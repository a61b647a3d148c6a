//! Operations in the plan: groups, methods, and what a method does with its arguments.

use super::{InvokeSetter, ResponsesItem, RustType, Scheme};
use crate::model::{CollectionFormat, FinalStateVia, Location, Method as HttpMethod};

/// The operations of a group.
#[derive(Clone, Debug)]
pub struct Group {
    /// The group's name in the spec; empty for operations that belong to the client itself.
    pub name: String,
    /// The module.
    pub module: String,
    /// The struct that carries the methods.
    pub type_name: String,
    /// Documentation lines of that struct.
    pub docs: Vec<String>,
    /// Its methods, sorted by operationId.
    pub methods: Vec<Method>,
    /// Structs for different success bodies.
    pub responses: Vec<ResponsesItem>,
}

/// One method of a client.
#[derive(Clone, Debug)]
pub struct Method {
    /// The Rust name.
    pub ident: String,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether it is marked `#[deprecated]`.
    pub deprecated: bool,
    /// What the request is made of.
    pub operation: MethodStatic,
    /// The arguments in order.
    pub arguments: Vec<Argument>,
    /// Which of the arguments go into the path, in the order of its template and each once: by index.
    pub path: Vec<usize>,
    /// The name of the local that holds the values of the path: none of the arguments' names.
    pub path_local: String,
    /// How it is called.
    pub flavor: Flavor,
    /// What it gives: a page's item for pagers.
    pub output: RustType,
    /// The struct of its optional parameters, if it has any.
    pub options: Option<OptionsItem>,
    /// Its optional headers that every call has a method for.
    pub call_headers: Vec<InvokeSetter>,
    /// The name of the method that resumes it, for long-running operations.
    pub resume: Option<String>,
}

/// How an operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// One request, one response.
    Call,
    /// A list in pages.
    Pager,
    /// A long-running operation.
    Lro,
}

/// Which api-version an operation sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionItem {
    /// The service's, [`Client::api_version`](super::Client::api_version), if that has one.
    OfService,
    /// Another.
    Own(String),
    /// None, or an argument's.
    None,
}

/// The constant description of an operation.
#[derive(Clone, Debug)]
pub struct MethodStatic {
    /// The name of the constant.
    pub ident: String,
    /// Whether operations of other modules refer to it.
    pub shared: bool,
    /// The operationId.
    pub id: String,
    /// The HTTP method.
    pub method: HttpMethod,
    /// The path template.
    pub path: String,
    /// The api-version it sends.
    pub api_version: VersionItem,
    /// What it takes of the client's credential; `None` for what [`Client::security`](super::Client::security) says.
    pub security: Option<Vec<Vec<Scheme>>>,
    /// Query parameters that are always the same.
    pub fixed_query: Vec<(String, String)>,
    /// Headers that are always the same.
    pub fixed_headers: Vec<(String, String)>,
    /// Cookies that are always the same.
    pub fixed_cookies: Vec<(String, String)>,
    /// Fields of a form that are always the same.
    pub fixed_form: Vec<(String, String)>,
    /// Client-level parameters that go into the query.
    pub client_query: Vec<String>,
    /// Client-level parameters that are headers.
    pub client_headers: Vec<String>,
    /// Path parameters that go out as they are.
    pub raw_path: Vec<String>,
    /// Path parameters that may be empty.
    pub empty_path: Vec<String>,
    /// Path parameters that are arguments, though the client holds a value of that name.
    pub own_path: Vec<String>,
    /// The media types the caller accepts; `None` for JSON.
    pub accept: Option<String>,
    /// The header of the client request id, where the spec marks one.
    pub client_request_id: Option<String>,
    /// The media type of the body; `None` for JSON or no body.
    pub content_type: Option<String>,
    /// Success statuses and what they bring.
    pub success: Vec<(u16, SuccessBody)>,
    /// Whether a 404 is an answer rather than an error (HEAD).
    pub head_exists: bool,
    /// Declared 2xx statuses that are errors.
    pub error_statuses: Vec<u16>,
    /// How its list goes on.
    pub paging: Option<PagingItem>,
    /// Where the final result is read.
    pub lro: Option<LroItem>,
}

/// How a list goes on.
#[derive(Clone, Debug)]
pub struct PagingItem {
    /// The property that holds the items.
    pub item_name: String,
    /// The property that holds the link.
    pub next_link_name: Option<String>,
    /// The header that holds the link instead.
    pub next_link_header: Option<String>,
    /// The query parameter that takes the link, where it is no URL.
    pub token_parameter: Option<String>,
    /// The operation that the link is given to, where it is not simply requested.
    pub next: Option<NextPage>,
}

/// The operation that gives further pages.
#[derive(Clone, Debug)]
pub struct NextPage {
    /// The module of its constant; `None` for the module of the operation itself.
    pub module: Option<String>,
    /// The name of its constant.
    pub ident: String,
    /// The parameter that takes the link.
    pub link_parameter: Option<LinkParameter>,
    /// The keys of the first request's query that it repeats.
    pub query: Vec<String>,
}

/// A parameter that takes the link to a further page, by its wire name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkParameter {
    /// A part of the path.
    Path(String),
    /// A value of the query.
    Query(String),
}

/// What the body of a success status is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuccessBody {
    /// Nothing.
    None,
    /// JSON.
    Json,
    /// Text.
    Text,
    /// XML; the name of the constant in the module `xml` that says how.
    Xml(String),
    /// A stream of bytes.
    Bytes,
}

/// An argument of a method.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The Rust name.
    pub ident: String,
    /// The name in the spec.
    pub wire: String,
    /// Its type.
    pub value: ArgumentType,
    /// Where it goes.
    pub sent: Sent,
}

/// The type of an argument.
#[derive(Clone, Debug)]
pub enum ArgumentType {
    /// `&str`
    Str,
    /// A small value, handed over as it is.
    Copy(RustType),
    /// A reference to a value.
    Ref(RustType),
    /// A slice.
    Slice(RustType),
    /// A value or null.
    Nullable(RustType),
    /// Bytes, owned.
    Bytes,
    /// A file in a form.
    File,
    /// Files in a form.
    Files,
}

/// Where an argument goes.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Into a part of the request that has a name.
    Parameter {
        /// Which part.
        location: Location,
        /// The name there.
        wire: String,
        /// How it is written.
        written: Written,
    },
    /// The body, as JSON.
    JsonBody,
    /// The body, as XML; the name of the constant in the module `xml` that says how.
    XmlBody(String),
    /// The body, as it is.
    RawBody,
    /// The body, as text.
    TextBody,
}

impl Sent {
    /// Whether it goes into the path.
    pub fn is_path(&self) -> bool {
        matches!(self, Sent::Parameter { location: Location::Path, .. })
    }
}

/// How an argument is written into a part of the request that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// As its text.
    Text,
    /// As its text, not encoded.
    Raw,
    /// As its text, reserved characters not encoded.
    Reserved,
    /// As a list.
    List(CollectionFormat),
    /// As a list of texts that are not encoded.
    RawList(CollectionFormat),
    /// As a list in whose elements reserved characters are not encoded.
    ReservedList(CollectionFormat),
    /// As JSON text.
    Json,
    /// As JSON text in a part that has this media type.
    JsonPart(String),
    /// As the text of a part that has this media type.
    Part(String),
    /// As a list of the members of an object.
    Pairs {
        /// How the list is written.
        format: CollectionFormat,
        /// Whether the name and value of a member are one element.
        explode: bool,
    },
    /// Each member by itself, under its own name.
    Members,
    /// Each member by itself, under a name that holds both.
    DeepObject,
    /// Each entry by itself, as a header that begins with this prefix.
    HeaderPrefix(String),
    /// As a file.
    File,
    /// As files.
    Files,
}

/// The struct of an operation's optional parameters.
#[derive(Clone, Debug)]
pub struct OptionsItem {
    /// Its name.
    pub name: String,
    /// One setter for each parameter.
    pub setters: Vec<Setter>,
}

/// A setter of an optional parameter.
#[derive(Clone, Debug)]
pub struct Setter {
    /// The argument it takes.
    pub argument: Argument,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// How a long-running operation is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LroItem {
    /// Where the final result is, if the spec says so.
    pub via: Option<FinalStateVia>,
    /// Where in the last body of a monitor it is, if it is only a part of it.
    pub result_path: Option<String>,
}
