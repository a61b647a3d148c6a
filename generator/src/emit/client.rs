//! `src/lib.rs`: the crate's front page, the client and its accessors.

use quote::quote;

use super::format::{docs, ident, items};
use super::marker;
use super::security::alternatives;
use crate::Bug;
use crate::rust::Crate;

/// The file.
pub(super) fn print(plan: &Crate) -> Result<String, Bug> {
    let client = &plan.client;
    let idents: Vec<_> = client.parameters.iter().map(|it| ident(&it.ident)).collect();
    let wires: Vec<_> = client.parameters.iter().map(|it| it.wire.as_str()).collect();
    let kind = ident(if client.data_plane { "DataPlane" } else { "Arm" });
    let endpoint = client.data_plane.then(|| quote! { endpoint: &str, });
    let given = client.data_plane.then(|| quote! { .endpoint(endpoint) });
    let pass_endpoint = client.data_plane.then(|| quote! { endpoint, });
    let (about_new, about_builder) = match plan.docs.azure {
        true => (" of the public cloud", "cloud, endpoint"),
        false => ("", "endpoint"),
    };
    let about_new = docs(&[format!("A client with the defaults{about_new}.")]);
    let about_builder = docs(&[format!("A client to be configured: {about_builder}, transport, retries, timeouts.")]);
    let about_endpoint = docs(&client.endpoint_docs);
    let accessors = client.accessors.iter().map(|it| {
        let (name, module, type_name) = (ident(&it.ident), ident(&it.module), ident(&it.type_name));
        let docs = docs(&it.docs);
        quote! {
            #docs
            pub fn #name(&self) -> operations::#module::#type_name {
                operations::#module::#type_name { client: self.client.clone() }
            }
        }
    });
    let credential = match client.security_docs.as_slice() {
        [] => quote! {},
        lines => docs(&[&[String::new()], lines].concat()),
    };
    let about = docs(&[
        format!("A client for {}{}.", plan.docs.provider, plan.docs.of_versions()),
        String::new(),
        "Cheap to clone; all clones share one pipeline.".to_owned(),
    ]);
    // Where the manifest leaves out every operation, the models are left.
    let unused = if plan.groups.is_empty() {
        quote! { #[allow(dead_code)] }
    } else {
        quote! {}
    };
    let tokens = quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct Client { #unused client: rt::ServiceClient }

        impl Client {
            #about_new
            #about_endpoint
            #credential
            ///
            /// # Errors
            /// When a value given cannot be part of a request.
            pub fn new(credential: impl Into<Credential>, #endpoint #(#idents: impl Into<String>),*) -> Result<Self> {
                Self::builder(credential, #pass_endpoint #(#idents),*).build()
            }

            #about_builder
            #about_endpoint
            pub fn builder(credential: impl Into<Credential>, #endpoint #(#idents: impl Into<String>),*) -> ClientBuilder<Self> {
                let values = vec![#(#idents.into()),*];
                rt::builder(&SERVICE, credential.into(), values, |client| Self { client }) #given
            }

            #(#accessors)*
        }
    };
    let api_version = match &client.api_version {
        Some(version) => quote! { Some(#version) },
        None => quote! { None },
    };
    let scope = match &client.scope {
        Some(scope) => quote! { Some(#scope) },
        None => quote! { None },
    };
    let security = alternatives(&client.security);
    let (secret_texts, secret_values) = (&client.secrets.texts, &client.secrets.values);
    let client_request_ids = plan.docs.azure;
    let constant = quote! {
        static SERVICE: rt::Service = rt::Service {
            crate_name: env!("CARGO_PKG_NAME"),
            crate_version: env!("CARGO_PKG_VERSION"),
            client_parameters: &[#(#wires),*],
            api_version: #api_version,
            client_request_ids: #client_request_ids,
            kind: rt::ServiceKind::#kind,
            security: #security,
            scope: #scope,
            secret_texts: &[#(#secret_texts),*],
            secret_values: &[#(#secret_values),*],
        };
    };
    let endpoint = match &client.default_endpoint {
        Some(url) => items(quote! {
            /// The endpoint that the documents name.
            pub const ENDPOINT: &str = #url;
        })?,
        None => String::new(),
    };
    let separator = if endpoint.is_empty() { "" } else { "\n" };
    let xml = if plan.xml.is_empty() { "" } else { "mod xml;\n" };
    Ok(format!(
        "{}#![doc = include_str!(\"../README.md\")]\n#![forbid(unsafe_code)]\n\
         #![allow(deprecated, clippy::disallowed_names, clippy::module_inception, clippy::new_ret_no_self, clippy::should_implement_trait, clippy::too_many_arguments)] // names and arguments are the spec's\n{}\n\
         #[cfg(feature = \"invoke\")]\nmod invoke;\npub mod models;\npub mod operations;\n{xml}\n\
         use azrest_runtime::{{__private as rt, ClientBuilder, Credential, Result}};\n\n\
         #[cfg(feature = \"invoke\")]\npub use self::invoke::invoke;\n\n{endpoint}{separator}{}\n{}",
        marker(plan),
        match plan.foreign_letters {
            true =>
                "#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)] // so are the letters\n",
            false => "",
        },
        items(tokens)?,
        items(constant)?,
    ))
}
