//! The intermediate model: takes a bundled OpenAPI document, gives a language-neutral description of one service.
//!
//! The model knows nothing of Rust. [`build`] fills it as the document is written; the passes of
//! [`normalize`](crate::normalize) then remove what is irregular (inheritance, anonymous schemas, path-level
//! parameters), so that everything after them reads facts and decides nothing about the spec.
//! It is complete and serializable: `cargo xtask model` prints it.

mod build;
mod lro;
mod operation;
mod origin;
mod paging;
mod parameter;
mod path_template;
mod resolved;
mod schema;
mod security;
mod service;
mod types;

pub use build::build;
pub use lro::{FinalStateVia, LongRunning};
pub use operation::{
    Alternative, Body, BodyKind, Header, Method, Operation, OperationGroup, OperationResult, Response, Status,
    other_path_names, path_name, split_operation_id,
};
pub use origin::Origin;
pub use paging::Paging;
pub(crate) use parameter::UNRESERVED;
pub use parameter::{CollectionFormat, DeclaredStyle, Level, Location, Parameter, ParameterStyle};
pub use path_template::{PathTemplate, Segment};
pub use resolved::Resolved;
pub use schema::{
    Constraints, Discriminator, EnumSchema, EnumValue, Mutability, ObjectSchema, Property, Schema, SchemaKind, Stated,
    Subtype, Usage, Xml,
};
pub(crate) use security::is_http_token;
pub use security::{Credential, CredentialScheme, Requirement, Unsaid};
pub use service::{Plane, Rename, ServerVariable, Service, ServiceInfo};
pub(crate) use service::{unfit_endpoint, with_defaults};
pub use types::{IntegerFormat, NumberFormat, StringFormat, Type};
