//! Subjects: the stable keys of what changes are about. Nothing in them depends on order or position.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Location, Status};

/// What a change is about, by its names. Where old and new names differ, these are the new ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Subject {
    Service,
    /// An entry of the manifest.
    Entry {
        kind: String,
        at: String,
    },
    /// A value that the client holds.
    ClientParameter {
        name: String,
    },
    /// An operation group, by its module in the crate.
    Group {
        name: String,
    },
    Operation {
        id: String,
    },
    Parameter {
        operation: String,
        location: Location,
        name: String,
    },
    /// A request body.
    Body {
        operation: String,
    },
    Response {
        operation: String,
        status: Status,
    },
    Header {
        operation: String,
        status: Status,
        name: String,
    },
    /// A model or an enum.
    Schema {
        name: String,
    },
    Property {
        schema: String,
        name: String,
    },
    /// A value of an enum.
    Value {
        schema: String,
        value: String,
    },
    /// A subtype of a base.
    Subtype {
        schema: String,
        value: String,
    },
}

/// The operation or the schema that a subject is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Container<'a> {
    Service,
    Operation(&'a str),
    Schema(&'a str),
}

impl Subject {
    pub(super) fn operation(id: impl Into<String>) -> Self {
        Subject::Operation { id: id.into() }
    }

    pub(super) fn schema(name: impl Into<String>) -> Self {
        Subject::Schema { name: name.into() }
    }

    pub(super) fn property(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Subject::Property { schema: schema.into(), name: name.into() }
    }

    pub(super) fn container(&self) -> Container<'_> {
        match self {
            Subject::Service | Subject::Entry { .. } | Subject::ClientParameter { .. } | Subject::Group { .. } => {
                Container::Service
            }
            Subject::Operation { id: operation }
            | Subject::Parameter { operation, .. }
            | Subject::Body { operation }
            | Subject::Response { operation, .. }
            | Subject::Header { operation, .. } => Container::Operation(operation),
            Subject::Schema { name: schema }
            | Subject::Property { schema, .. }
            | Subject::Value { schema, .. }
            | Subject::Subtype { schema, .. } => Container::Schema(schema),
        }
    }

    /// Whether it stands for everything in its container.
    pub(super) fn is_container(&self) -> bool {
        matches!(self, Subject::Service | Subject::Operation { .. } | Subject::Schema { .. })
    }
}

fn location(it: Location) -> &'static str {
    match it {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Form => "form",
    }
}

/// A status as the spec writes it.
pub(super) fn status(it: Status) -> String {
    match it {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Service => write!(f, "service"),
            Subject::Entry { kind, at } if at.is_empty() => write!(f, "manifest/{kind}"),
            Subject::Entry { kind, at } => write!(f, "manifest/{kind} {at}"),
            Subject::ClientParameter { name } => write!(f, "client/{name}"),
            Subject::Group { name } => write!(f, "group/{name}"),
            Subject::Operation { id } => write!(f, "{id}"),
            Subject::Parameter { operation, location: at, name } => write!(f, "{operation}/{}/{name}", location(*at)),
            Subject::Body { operation } => write!(f, "{operation}/body"),
            Subject::Response { operation, status: it } => write!(f, "{operation}/{}", status(*it)),
            Subject::Header { operation, status: it, name } => write!(f, "{operation}/{}/{name}", status(*it)),
            Subject::Schema { name } => write!(f, "{name}"),
            Subject::Property { schema, name } => write!(f, "{schema}.{name}"),
            Subject::Value { schema, value } => write!(f, "{schema} = {value}"),
            Subject::Subtype { schema, value } => write!(f, "{schema} is {value}"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
