//! The plan of a crate: what the printing places.

use super::CrateInfo;

/// One generated crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Names and dependencies.
    pub info: CrateInfo,
    /// Texts of the crate's front page.
    pub docs: CrateDocs,
    /// The client struct.
    pub client: Client,
    /// The operation groups, sorted by module.
    pub groups: Vec<Group>,
    /// The items of the module `models`, sorted by name.
    pub models: Vec<Item>,
    /// The constants of the module `xml`; empty when nothing is written in XML.
    pub xml: super::Shapes,
    /// The table of the feature `invoke`, sorted by operationId.
    pub invoke: Vec<InvokeRow>,
    /// Whether names have letters beyond ASCII.
    pub foreign_letters: bool,
}

/// Texts of a crate's front page.
#[derive(Clone, Debug)]
pub struct CrateDocs {
    /// What the crate is, in a sentence.
    pub title: String,
    /// The api-versions.
    pub api_versions: Vec<String>,
    /// Whether one of them is a preview.
    pub preview: bool,
    /// The upstream service as the spec names it.
    pub provider: String,
    /// Lines of the example, as Rust code; empty when no operation suits.
    pub example: Vec<String>,
    /// Operations of the service that the client lacks: their names, and why.
    pub skipped: Vec<(String, String)>,
}

impl CrateDocs {
    /// The api-versions as the end of a phrase; nothing for a spec that names none.
    pub(crate) fn of_versions(&self) -> String {
        match self.api_versions.as_slice() {
            [] => String::new(),
            versions => format!(", api-version {}", versions.join(", ")),
        }
    }
}

/// The client struct.
#[derive(Clone, Debug)]
pub struct Client {
    /// Which endpoint: the cloud's, or one the caller gives.
    pub data_plane: bool,
    /// The values the client holds, in the order callers give them.
    pub parameters: Vec<ClientParameter>,
    /// The api-version of most operations, so that a new one is a change of one line.
    pub api_version: Option<String>,
    /// One accessor for each operation group.
    pub accessors: Vec<Accessor>,
    /// Names on the wire of the properties that hold secrets, for logs of bodies.
    pub secrets: SecretNames,
}

/// Names on the wire of properties that hold secrets, sorted.
#[derive(Clone, Debug, Default)]
pub struct SecretNames {
    /// Those that hold one text.
    pub texts: Vec<String>,
    /// Those that hold anything else: lists, maps, free-form values.
    pub values: Vec<String>,
}

/// A value that the client holds.
#[derive(Clone, Debug)]
pub struct ClientParameter {
    /// The Rust name.
    pub ident: String,
    /// The name in templates and queries.
    pub wire: String,
}

/// An accessor of the client.
#[derive(Clone, Debug)]
pub struct Accessor {
    /// The method's name.
    pub ident: String,
    /// The module of the group.
    pub module: String,
    /// The struct it gives.
    pub type_name: String,
    /// Documentation lines.
    pub docs: Vec<String>,
}

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
    /// The service's, [`Client::api_version`], if that has one.
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
    pub method: crate::model::Method,
    /// The path template.
    pub path: String,
    /// The api-version it sends.
    pub api_version: VersionItem,
    /// Query parameters that are always the same.
    pub fixed_query: Vec<(String, String)>,
    /// Headers that are always the same.
    pub fixed_headers: Vec<(String, String)>,
    /// Cookies that are always the same.
    pub fixed_cookies: Vec<(String, String)>,
    /// Fields of a form that are always the same.
    pub fixed_form: Vec<(String, String)>,
    /// Path parameters that go out as they are.
    pub raw_path: Vec<String>,
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
    pub lro: Option<Option<crate::model::FinalStateVia>>,
}

/// How a list goes on.
#[derive(Clone, Debug)]
pub struct PagingItem {
    /// The property that holds the items.
    pub item_name: String,
    /// The property that holds the link.
    pub next_link_name: Option<String>,
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
    /// The path parameter that takes the link.
    pub link_parameter: Option<String>,
    /// The keys of the first request's query that it repeats.
    pub query: Vec<String>,
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
        location: crate::model::Location,
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
        matches!(self, Sent::Parameter { location: crate::model::Location::Path, .. })
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
    List(crate::model::CollectionFormat),
    /// As JSON text.
    Json,
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

/// How the feature `invoke` calls an operation.
#[derive(Clone, Debug)]
pub struct InvokeRow {
    /// The operationId.
    pub id: String,
    /// The accessor of its group; `None` for a method of the client itself.
    pub accessor: Option<String>,
    /// The method.
    pub method: String,
    /// The method's arguments in order.
    pub arguments: Vec<InvokeArgument>,
    /// The setters of optional parameters.
    pub setters: Vec<InvokeSetter>,
}

/// A setter of a call and the argument it takes.
#[derive(Clone, Debug)]
pub struct InvokeSetter {
    /// The setter's name.
    pub ident: String,
    /// The argument.
    pub argument: InvokeArgument,
}

/// An argument as the feature `invoke` finds it and hands it over.
#[derive(Clone, Debug)]
pub struct InvokeArgument {
    /// The form it is handed over in.
    pub kind: ArgumentKind,
    /// The name in the spec.
    pub wire: String,
}

/// The form of an argument that comes as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// `&str`
    Text,
    /// A value, handed over as it is.
    Copy,
    /// A reference to a value.
    Value,
    /// A slice of values.
    List,
    /// A slice of `&str`.
    Texts,
    /// Bytes, owned.
    Bytes,
    /// A file in a form.
    File,
    /// Files in a form.
    Files,
}

/// An item of the module `models`.
#[derive(Clone, Debug)]
pub enum Item {
    /// A struct.
    Struct(StructItem),
    /// An open enum of strings.
    Enum(EnumItem),
    /// A discriminated union.
    Union(UnionItem),
}

impl Item {
    /// The item's name.
    pub fn name(&self) -> &str {
        match self {
            Item::Struct(it) => &it.name,
            Item::Enum(it) => &it.name,
            Item::Union(it) => &it.name,
        }
    }
}

/// A struct.
#[derive(Clone, Debug)]
pub struct StructItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Whether it holds the own properties of a base, whose union has the base's name.
    pub is_base: bool,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether callers never make one.
    pub non_exhaustive: bool,
    /// Whether it is marked `#[deprecated]`.
    pub deprecated: bool,
    /// Members that are always the same: discriminators.
    pub constants: Vec<Constant>,
    /// The idents of the fields that `new` takes.
    pub required: Vec<String>,
    /// The fields, in the order of the spec.
    pub fields: Vec<Field>,
    /// The field of all other members.
    pub additional: Option<(String, RustType)>,
}

/// A member that is always the same.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The name on the wire.
    pub wire: String,
    /// The value.
    pub value: String,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub ident: String,
    /// The type inside the `Option`.
    pub value: RustType,
    /// Whether requests leave it out.
    pub read_only: bool,
    /// Whether it is marked `#[deprecated]`.
    pub deprecated: bool,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// An open enum of strings.
#[derive(Clone, Debug)]
pub struct EnumItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Its values.
    pub values: Vec<Value>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The Rust name.
    pub ident: String,
    /// The value on the wire.
    pub wire: String,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// A discriminated union.
#[derive(Clone, Debug)]
pub struct UnionItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The property that decides.
    pub property: String,
    /// The subtypes, sorted by value.
    pub variants: Vec<Variant>,
}

/// A subtype in a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub ident: String,
    /// The discriminator's value.
    pub wire: String,
    /// The struct inside.
    pub payload: String,
}

/// An enum for different success bodies.
#[derive(Clone, Debug)]
pub struct ResponsesItem {
    /// Its name.
    pub name: String,
    /// The operationId.
    pub operation: String,
    /// Variant name, status and type of each.
    pub variants: Vec<(String, u16, RustType)>,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RustType {
    Unit,
    Bool,
    I32,
    I64,
    F32,
    F64,
    String,
    Json,
    DateTime,
    Date,
    DateTimeRfc1123,
    UnixTime,
    Base64,
    Base64Url,
    ByteStream,
    /// A type of the module `models`.
    Model(String),
    /// A type of the operation's own module.
    Local(String),
    Vec(Box<RustType>),
    Map(Box<RustType>),
    Box(Box<RustType>),
    Option(Box<RustType>),
    Sensitive(Box<RustType>),
    /// A list in pages.
    Pager(Box<RustType>),
}
