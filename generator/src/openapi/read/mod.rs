//! Reading the bundle: takes the OpenAPI 3.0 tree, gives values of crate `openapiv3`.
//!
//! `openapiv3` can read a document by itself, but then one mistake fails the whole document and several keywords are
//! lost. Here every value is made of its node: a mistake is a diagnostic, and what can be read is read. Schemas are
//! always [`SchemaKind::Any`](openapiv3::SchemaKind::Any), the only kind that keeps every combination of keywords.

mod content;
mod fields;
mod operation;
mod parameter;
mod schema;
mod security;

pub(crate) use security::MUTUAL_TLS;

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, PathItem, Paths, ReferenceOr, SecurityRequirement, Server, ServerVariable};

use self::fields::Fields;
use super::extensions::{ExtensionMap, Extensions, ParameterizedHost, names};
use super::place::Place;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{Node, Span};

/// A bundled document, typed.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document.
    pub openapi: OpenAPI,
    /// The path items of `x-azrest-paths`. From `#` on, a key is no part of the path.
    pub extra_paths: IndexMap<String, PathItem>,
    /// The tree it was made from.
    pub tree: Node,
}

impl Document {
    /// Where the value at a pointer of the bundle was written: its place in the upstream document, if the bundle was
    /// made in this run, else in the spec. For a pointer to nothing, the nearest value around it.
    pub fn span(&self, pointer: &str) -> Option<Span> {
        let mut pointer = pointer;
        loop {
            if let Some(node) = self.tree.pointer(pointer) {
                return Some(node.span);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

/// Reads a bundled tree. `None` if it is no OpenAPI 3.0 document at all.
pub fn read(tree: Node, diagnostics: &mut Diagnostics) -> Option<Document> {
    let version = tree.get("openapi").and_then(Node::as_str).filter(|it| it.starts_with("3.0"));
    let Some(version) = version else {
        let message = "the document does not say `openapi: 3.0.x`";
        diagnostics.add(Code::NotOpenApi, Some(tree.span), "", message);
        return None;
    };
    let mut reader = Reader { diagnostics, unknown_extensions: HashSet::new() };
    let fields = reader.fields(&tree, "the document", Place::ROOT)?;
    let openapi = OpenAPI {
        openapi: version.to_owned(),
        info: reader.info(&fields),
        servers: reader.servers(&fields),
        paths: reader.paths(&fields),
        components: reader.components(&fields),
        security: reader.security(&fields),
        extensions: reader.root_extensions(&fields),
        ..OpenAPI::default()
    };
    let extra_paths =
        reader.map(&fields, names::PATHS, "the path item", |reader, fields| Some(reader.path_item(&fields)));
    Some(Document { openapi, extra_paths, tree })
}

/// Reads the extension `x-ms-parameterized-host`.
pub(super) fn host(node: &Node, diagnostics: &mut Diagnostics) -> Option<ParameterizedHost> {
    let mut reader = Reader { diagnostics, unknown_extensions: HashSet::new() };
    let fields = reader.fields(node, "`x-ms-parameterized-host`", Place::ROOT)?;
    reader.host(&fields)
}

/// Reads values; collects what is wrong with them.
struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// The extensions nobody knows; each is reported once.
    unknown_extensions: HashSet<String>,
}

impl Reader<'_> {
    fn info(&mut self, document: &Fields<'_, '_>) -> Info {
        let Some(fields) = self.required_object(document, "info") else { return Info::default() };
        Info {
            title: self.required_text(&fields, "title").unwrap_or_default(),
            version: self.required_text(&fields, "version").unwrap_or_default(),
            ..Info::default()
        }
    }

    fn root_extensions(&mut self, document: &Fields<'_, '_>) -> ExtensionMap {
        if let Some(fields) = self.object(document, names::PARAMETERIZED_HOST) {
            self.host(&fields);
        }
        let mut extensions = self.extensions(document, Extensions::check_root);
        // The path items are read as such.
        extensions.shift_remove(names::PATHS);
        extensions
    }

    fn host(&mut self, fields: &Fields<'_, '_>) -> Option<ParameterizedHost> {
        Some(ParameterizedHost {
            template: self.required_text(fields, "hostTemplate")?,
            use_scheme_prefix: self.flag(fields, "useSchemePrefix").unwrap_or(true),
            parameters: self.list(fields, "parameters", "the parameter", Self::parameter),
        })
    }

    fn paths(&mut self, document: &Fields<'_, '_>) -> Paths {
        if document.get("paths").is_none() {
            self.missing(document, "paths");
        }
        let paths = self.map(document, "paths", "the path item", |reader, fields| {
            Some(ReferenceOr::Item(reader.path_item(&fields)))
        });
        Paths { paths, ..Paths::default() }
    }

    fn components(&mut self, document: &Fields<'_, '_>) -> Option<Components> {
        let fields = self.object(document, "components")?;
        Some(Components {
            schemas: self.references(&fields, "schemas", "the schema", Self::schema),
            responses: self.references(&fields, "responses", "the response", Self::response),
            parameters: self.references(&fields, "parameters", "the parameter", Self::parameter),
            request_bodies: self.references(&fields, "requestBodies", "the request body", Self::request_body),
            headers: self.references(&fields, "headers", "the header", Self::header),
            security_schemes: self.references(&fields, "securitySchemes", "the security scheme", Self::security_scheme),
            ..Components::default()
        })
    }

    /// `servers` of the document, a path item or an operation.
    fn servers(&mut self, fields: &Fields<'_, '_>) -> Vec<Server> {
        self.list(fields, "servers", "the server", |reader, fields| {
            let variables = fields.get("variables").map(|_| {
                reader.map(&fields, "variables", "the variable", |reader, fields| {
                    Some(ServerVariable {
                        enumeration: reader.texts(&fields, "enum"),
                        // A default that is none is told; the variable is described nevertheless.
                        default: reader.required_text(&fields, "default").unwrap_or_default(),
                        ..ServerVariable::default()
                    })
                })
            });
            Some(Server { url: reader.required_text(&fields, "url")?, variables, ..Server::default() })
        })
    }

    /// `security` of the document or an operation.
    fn security(&mut self, fields: &Fields<'_, '_>) -> Option<Vec<SecurityRequirement>> {
        fields.get("security")?;
        Some(self.list(fields, "security", "the requirement", |reader, fields| {
            let names: Vec<&str> = fields.keys().collect();
            Some(names.into_iter().map(|name| (name.to_owned(), reader.texts(&fields, name))).collect())
        }))
    }
}
