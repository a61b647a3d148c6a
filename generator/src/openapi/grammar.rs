//! What a key means where: takes the kind of an object and a key, gives the kind of the value.
//!
//! One table serves Swagger 2.0 and OpenAPI 3.0; no key means different things in the two. Everything that walks a
//! document without caring for its details (finding references, leaving out prose, comparing) walks along this table,
//! so that a property that happens to be called `description`, or a default value that contains `$ref`, is never
//! taken for a keyword.

use crate::source::Node;

/// The methods of a path item, in the order in which they are written.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "patch", "post", "delete", "head", "options", "trace"];

/// Keys of JSON Schema's for schemas inside a schema that are nothing but referred to.
pub(crate) const DEFINITIONS: [&str; 2] = ["definitions", "$defs"];

/// What an object of a document describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Schema,
    Response,
    Header,
    RequestBody,
    MediaType,
    Encoding,
    SecurityScheme,
    Discriminator,
    /// `x-ms-parameterized-host`
    Host,
    /// `x-ms-enum`
    EnumNames,
    /// One of the `values` of `x-ms-enum`.
    EnumName,
    /// `x-ms-long-running-operation-options`
    LongRunning,
    /// Anything below an extension without a kind of its own.
    Extension,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// An object of a kind.
    One(Kind),
    /// An array of such objects, or an object whose keys are names and whose values are such objects.
    Many(Kind),
    /// A value without structure of its own: scalars, lists of names, defaults.
    Data,
}

impl Kind {
    /// What a key of an object of this kind holds.
    pub(crate) fn child(self, key: &str) -> Role {
        use Role::{Data, Many, One};
        match (self, key) {
            (_, "x-ms-enum") => One(Kind::EnumNames),
            (Kind::Document, "paths" | "x-ms-paths") => Many(Kind::PathItem),
            (Kind::Document, "definitions") | (Kind::Components, "schemas") => Many(Kind::Schema),
            (Kind::Document | Kind::Components, "responses") => Many(Kind::Response),
            (Kind::Document, "securityDefinitions") | (Kind::Components, "securitySchemes") => {
                Many(Kind::SecurityScheme)
            }
            (Kind::Document, "components") => One(Kind::Components),
            (Kind::Document | Kind::Operation, "x-ms-parameterized-host") => One(Kind::Host),
            (Kind::Components, "requestBodies") => Many(Kind::RequestBody),
            (Kind::Components, "pathItems") => Many(Kind::PathItem),
            (Kind::Document | Kind::Components | Kind::PathItem | Kind::Operation | Kind::Host, "parameters") => {
                Many(Kind::Parameter)
            }
            (Kind::PathItem, method) if METHODS.contains(&method) => One(Kind::Operation),
            (Kind::Operation, "requestBody") => One(Kind::RequestBody),
            (Kind::Operation, "responses") => Many(Kind::Response),
            (Kind::Operation, "x-ms-long-running-operation-options") => One(Kind::LongRunning),
            (Kind::Parameter | Kind::Header, "schema" | "items") => One(Kind::Schema),
            (Kind::Response | Kind::MediaType, "schema") => One(Kind::Schema),
            (Kind::Parameter | Kind::Header | Kind::Response | Kind::RequestBody, "content") => Many(Kind::MediaType),
            (Kind::Components | Kind::Response | Kind::Encoding, "headers") => Many(Kind::Header),
            (Kind::MediaType, "encoding") => Many(Kind::Encoding),
            (Kind::Schema, "items" | "additionalProperties" | "not") => One(Kind::Schema),
            (Kind::Schema, "properties" | "allOf" | "oneOf" | "anyOf") => Many(Kind::Schema),
            (Kind::Schema, "discriminator") => One(Kind::Discriminator),
            (Kind::EnumNames, "values") => Many(Kind::EnumName),
            (Kind::Extension, _) => One(Kind::Extension),
            (_, key) if key.starts_with("x-") => One(Kind::Extension),
            _ => Data,
        }
    }

    /// What a value that is there holds: an object in the place of a list is read as its one element, which must be meant.
    pub(crate) fn child_at(self, key: &str, child: &Node) -> Role {
        let is_list = match key {
            "allOf" | "oneOf" | "anyOf" => true,
            "parameters" => matches!(self, Kind::PathItem | Kind::Operation | Kind::Host),
            _ => false,
        };
        match self.child(key) {
            Role::Many(kind) if is_list && child.as_object().is_some() => Role::One(kind),
            role => role,
        }
    }

    /// Whether the names of a map of such objects leave room for extensions beside them.
    pub(crate) fn is_extension_beside(self, name: &str) -> bool {
        matches!(self, Kind::PathItem | Kind::Response) && name.starts_with("x-")
    }

    /// Whether an object of this kind may be a reference to a definition.
    pub(crate) fn may_be_reference(self) -> bool {
        matches!(
            self,
            Kind::Schema
                | Kind::Parameter
                | Kind::Response
                | Kind::Header
                | Kind::RequestBody
                | Kind::SecurityScheme
                | Kind::PathItem
                | Kind::Operation
        )
    }

    /// Whether a definition of this kind becomes a component; what paths consist of is written where it is used.
    pub(crate) fn is_component(self) -> bool {
        !matches!(self, Kind::PathItem | Kind::Operation)
    }

    /// Whether a key holds an example; examples are never taken over.
    pub(crate) fn is_example(self, key: &str) -> bool {
        match key {
            "x-ms-examples" | "x-example" | "x-examples" => true,
            "example" | "examples" => {
                matches!(
                    self,
                    Kind::Schema | Kind::Parameter | Kind::Header | Kind::Response | Kind::MediaType | Kind::Extension
                )
            }
            _ => false,
        }
    }

    /// Whether a key holds text for people, or the way to such text.
    pub(crate) fn is_prose(self, key: &str) -> bool {
        match key {
            "x-comment" | "x-enum-descriptions" => true,
            "description" => !matches!(self, Kind::Components | Kind::Discriminator | Kind::LongRunning),
            "summary" => matches!(self, Kind::Operation | Kind::PathItem | Kind::Extension),
            "title" => matches!(self, Kind::Schema | Kind::Extension),
            "externalDocs" => matches!(self, Kind::Document | Kind::Schema | Kind::Operation | Kind::Extension),
            _ => false,
        }
    }
}

/// The places where a document of either dialect keeps definitions that references can name.
const SECTIONS: [(Kind, &str, &str); 6] = [
    (Kind::Schema, "/definitions/", "/components/schemas/"),
    (Kind::Parameter, "/parameters/", "/components/parameters/"),
    (Kind::Response, "/responses/", "/components/responses/"),
    (Kind::Header, "/components/headers/", "/components/headers/"),
    (Kind::RequestBody, "/components/requestBodies/", "/components/requestBodies/"),
    (Kind::SecurityScheme, "/securityDefinitions/", "/components/securitySchemes/"),
];

/// The version of the specification a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Swagger 2.0
    Swagger,
    /// OpenAPI 3.0
    OpenApi,
}

impl Dialect {
    /// The kinds of definitions and the pointers, ending in `/`, below which they stand.
    pub(crate) fn sections(self) -> impl Iterator<Item = (Kind, &'static str)> {
        SECTIONS.into_iter().map(move |(kind, swagger, openapi)| match self {
            Dialect::Swagger => (kind, swagger),
            Dialect::OpenApi => (kind, openapi),
        })
    }

    /// The pointer, ending in `/`, below which definitions of a kind stand.
    pub(crate) fn section(self, kind: Kind) -> &'static str {
        self.sections().find(|(it, _)| *it == kind).map_or("/", |(_, section)| section)
    }
}

impl Kind {
    /// The same with its article.
    pub(crate) fn one(self) -> String {
        let noun = self.noun();
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {noun}")
    }

    /// What such a thing is called in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Schema => "schema",
            Kind::Parameter => "parameter",
            Kind::Response => "response",
            Kind::Header => "header",
            Kind::RequestBody => "request body",
            Kind::SecurityScheme => "security scheme",
            Kind::PathItem => "path item",
            Kind::Operation => "operation",
            _ => "object",
        }
    }
}
