//! The plan of a crate: what the printing places.

mod invoke;
mod models;
mod operations;
mod security;

use super::{CrateInfo, Shapes};

pub use invoke::{ArgumentKind, InvokeArgument, InvokeRow, InvokeSetter};
pub use models::{
    Constant, EnumItem, Field, Item, Preset, ResponsesItem, RustType, StructItem, UnionItem, Value, Variant,
};
pub use operations::{
    Argument, ArgumentType, Flavor, Group, LinkParameter, LroItem, Method, MethodStatic, NextPage, OptionsItem,
    PagingItem, Sent, Setter, SuccessBody, VersionItem, Written,
};
pub use security::Scheme;

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
    pub xml: Shapes,
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
    /// Whether the documents speak of Azure.
    pub azure: bool,
    /// The api-versions.
    pub api_versions: Vec<String>,
    /// Whether one of them is a preview.
    pub preview: bool,
    /// The upstream service as the spec names it.
    pub provider: String,
    /// Lines of the example, as Rust code; empty when no operation suits.
    pub example: Vec<String>,
    /// What the example imports from the runtime.
    pub imports: Vec<&'static str>,
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
    /// The base URL that the documents name, defaults of its variables filled in, if there is one over https.
    pub default_endpoint: Option<String>,
    /// Documentation lines about the endpoint that the caller gives; empty for the cloud's.
    pub endpoint_docs: Vec<String>,
    /// The values the client holds, in the order callers give them.
    pub parameters: Vec<ClientParameter>,
    /// The api-version of most operations, so that a new one is a change of one line.
    pub api_version: Option<String>,
    /// What most operations take of the client's credential: any one of these alternatives, each of schemes that go together.
    pub security: Vec<Vec<Scheme>>,
    /// The scope of tokens, where it is not Resource Manager's and is known.
    pub scope: Option<String>,
    /// Documentation lines about the credential; empty for tokens of Resource Manager alone.
    pub security_docs: Vec<String>,
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
