//! Building the model: takes a bundled OpenAPI document, gives the model as the document is written.
//!
//! Nothing is merged, named or inherited here; that is what the passes of [`normalize`](crate::normalize) do.

mod attributes;
mod bodies;
mod circles;
mod credentials;
mod enums;
mod formats;
mod forms;
mod host;
mod joined;
mod media_types;
mod operations;
mod parameters;
mod path_query;
mod schemas;
mod scope;
mod security;
mod servers;
mod shapes;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use openapiv3::{Parameter, ReferenceOr, Response};

use super::{Origin, Plane, Service, ServiceInfo};
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::openapi::Document;
use crate::openapi::extensions::Extensions;
use crate::overrides::ChosenType;
use crate::source::escape_token;

/// Reads a bundled document into the model.
///
/// Problems of the spec are added to `diagnostics`; the model holds everything that could be read.
pub fn build(document: &Document, info: &ServiceInfo, diagnostics: &mut Diagnostics) -> Service {
    let mut builder = Builder { document, info, diagnostics, text_at: None, shapes: RefCell::default() };
    let schemas = builder.definitions();
    let mut groups = builder.operation_groups();
    builder.report_schemes();
    let mut servers = builder.servers(&groups);
    let plane = builder.plane(&servers, &groups);
    builder.credentials_of_parameters(plane, &mut groups);
    let mut server_variables = builder.server_variables(&servers);
    let mut client_parameters = Vec::new();
    if plane == Plane::Arm {
        builder.keep_base_path(&servers, &mut groups);
    } else {
        client_parameters = builder.keep_template_path(&mut servers, &mut server_variables, &mut groups);
        builder.report_other_servers(&servers, &groups);
        builder.report_urls(&servers, &server_variables);
    }
    let security = builder.security_of_service(&groups);
    let (scope, unsaid) = builder.scope(plane, &groups);
    Service {
        name: info.name.clone(),
        release: info.release.clone(),
        provider: info.provider.clone(),
        plane,
        api_versions: Vec::new(),
        servers,
        server_variables,
        security,
        unsaid,
        scope,
        client_parameters,
        groups,
        sources: Extensions::sources(&document.openapi.extensions),
        schemas,
        skipped: Vec::new(),
    }
}

/// What all parts of the building share.
struct Builder<'a> {
    document: &'a Document,
    info: &'a ServiceInfo,
    diagnostics: &'a mut Diagnostics,
    /// The schema of a parameter that is being read: where no type fits, the value is a text.
    text_at: Option<String>,
    /// What the references of `allOf` speak of, as far as it is known.
    shapes: RefCell<HashMap<String, shapes::Shapes>>,
}

impl<'a> Builder<'a> {
    /// The place of a pointer.
    fn origin(&self, pointer: &str) -> Origin {
        Origin::new(pointer, self.document.span(pointer))
    }

    /// Adds a problem at a pointer.
    fn report(&mut self, code: Code, pointer: &str, message: impl Into<String>) {
        let span = self.document.span(pointer);
        self.diagnostics.add(code, span, pointer, message);
    }

    /// Adds a problem with a hint for this case.
    fn report_with_hint(&mut self, code: Code, pointer: &str, message: impl Into<String>, hint: &str) {
        let span = self.document.span(pointer);
        self.diagnostics.add_with_hint(code, span, pointer, message, hint);
    }

    /// Tells of a schema that no type fits: the value is any JSON, or the text of a parameter.
    fn report_free_form(&mut self, pointer: &str, what: &str) {
        if self.text_at.as_deref() == Some(pointer) {
            self.report(Code::ParameterAsText, pointer, format!("{what}; the method takes the parameter's text"));
            self.diagnostics.settled_by(Remedy::Type(ChosenType::String));
        } else {
            self.report(Code::Unsupported, pointer, format!("{what} becomes free-form JSON"));
        }
    }

    /// The shared parameter a reference names, and its pointer.
    fn parameter(&mut self, parameter: &'a ReferenceOr<Parameter>, pointer: String) -> Option<(&'a Parameter, String)> {
        let shared = self.document.openapi.components.as_ref().map(|it| &it.parameters);
        self.component(parameter, pointer, shared, "parameters", "parameter")
    }

    /// The shared response a reference names, and its pointer.
    fn response(&mut self, response: &'a ReferenceOr<Response>, pointer: String) -> Option<(&'a Response, String)> {
        let shared = self.document.openapi.components.as_ref().map(|it| &it.responses);
        self.component(response, pointer, shared, "responses", "response")
    }

    /// What a reference names at the end of its chain, and its pointer.
    fn component<T>(
        &mut self,
        value: &'a ReferenceOr<T>,
        pointer: String,
        shared: Option<&'a IndexMap<String, ReferenceOr<T>>>,
        section: &str,
        noun: &str,
    ) -> Option<(&'a T, String)> {
        let (mut value, mut place) = (value, pointer.clone());
        for _ in 0..=shared.map_or(0, IndexMap::len) {
            let reference = match value {
                ReferenceOr::Item(item) => return Some((item, place)),
                ReferenceOr::Reference { reference } => reference,
            };
            let prefix = format!("#/components/{section}/");
            let name = reference.strip_prefix(&prefix).map(crate::source::unescape_token);
            let Some((found, name)) = name.and_then(|name| Some((shared?.get(&name)?, name))) else {
                self.report(Code::DanglingReference, &pointer, format!("there is no {noun} `{reference}`"));
                return None;
            };
            (value, place) = (found, format!("/components/{section}/{}", escape_token(&name)));
        }
        self.report(Code::EndlessReference, &pointer, format!("the {noun} here is only a reference to itself"));
        None
    }

    /// The named schemas of the document.
    fn definitions(&mut self) -> BTreeMap<String, super::Schema> {
        let Some(components) = self.document.openapi.components.as_ref() else { return BTreeMap::new() };
        // Those of published documents were told already, at their places there.
        let told = self.diagnostics.count_of(Code::EndlessReference) > 0;
        for circle in circles::find(&components.schemas).into_iter().filter(|_| !told) {
            let pointer = format!("/components/schemas/{}", escape_token(circle.first().map_or("", String::as_str)));
            let names: Vec<_> = circle.iter().take(8).map(|it| format!("`{it}`")).collect();
            let message = match circle.len() {
                1 => format!("the schema {} is only a reference to itself", names.join("")),
                _ => format!("the schemas {} are only references to each other", names.join(", ")),
            };
            self.report(Code::EndlessReference, &pointer, message);
        }
        let mut schemas = BTreeMap::new();
        for (name, schema) in &components.schemas {
            let pointer = format!("/components/schemas/{}", escape_token(name));
            let schema = self.definition(name, schema, &pointer);
            schemas.insert(name.clone(), schema);
        }
        schemas
    }
}

/// The text of a document, if there is any: an empty `description` only satisfies the specification.
fn documentation(summary: Option<&String>, description: Option<&String>) -> Option<String> {
    let parts: Vec<&str> =
        [summary, description].into_iter().flatten().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [a, b, ..] if a == b => Some((*a).to_owned()),
        _ => Some(parts.join("\n\n")),
    }
}
