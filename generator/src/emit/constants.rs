//! The constants of operations: takes what is said of one, gives the description that its method hands to the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::format::ident;
use super::security::alternatives;
use crate::Bug;
use crate::model::{FinalStateVia, Method as HttpMethod};
use crate::rust::{LinkParameter, LroItem, MethodStatic, NextPage, PagingItem, SuccessBody, VersionItem};

/// The constant description of an operation; only what differs from the default is written.
pub(super) fn constant(it: &MethodStatic) -> Result<TokenStream, Bug> {
    let name = ident(&it.ident);
    let (id, path) = (&it.id, &it.path);
    let method = ident(match it.method {
        HttpMethod::Get => "Get",
        HttpMethod::Put => "Put",
        HttpMethod::Patch => "Patch",
        HttpMethod::Post => "Post",
        HttpMethod::Delete => "Delete",
        HttpMethod::Head => "Head",
        HttpMethod::Options => "Options",
        HttpMethod::Trace => "Trace",
    });
    let mut fields = vec![quote! { id: #id }, quote! { method: rt::Method::#method }, quote! { path: #path }];
    match &it.api_version {
        VersionItem::OfService => {}
        VersionItem::Own(version) => fields.push(quote! { api_version: rt::ApiVersion::Own(#version) }),
        VersionItem::None => fields.push(quote! { api_version: rt::ApiVersion::None }),
    }
    if let Some(own) = &it.security {
        let own = alternatives(own);
        fields.push(quote! { security: Some(#own) });
    }
    let pairs = |list: &[(String, String)]| {
        let pairs = list.iter().map(|(key, value)| quote! { (#key, #value) });
        quote! { &[#(#pairs),*] }
    };
    if !it.fixed_query.is_empty() {
        let list = pairs(&it.fixed_query);
        fields.push(quote! { fixed_query: #list });
    }
    for (name, list) in
        [("fixed_headers", &it.fixed_headers), ("fixed_cookies", &it.fixed_cookies), ("fixed_form", &it.fixed_form)]
    {
        if !list.is_empty() {
            let (name, list) = (ident(name), pairs(list));
            fields.push(quote! { #name: #list });
        }
    }
    for (name, list) in [("client_query", &it.client_query), ("client_headers", &it.client_headers)] {
        if !list.is_empty() {
            let name = ident(name);
            fields.push(quote! { #name: &[#(#list),*] });
        }
    }
    if !it.raw_path.is_empty() {
        let names = &it.raw_path;
        fields.push(quote! { raw_path: &[#(#names),*] });
    }
    if !it.empty_path.is_empty() {
        let names = &it.empty_path;
        fields.push(quote! { empty_path: &[#(#names),*] });
    }
    if !it.own_path.is_empty() {
        let names = &it.own_path;
        fields.push(quote! { own_path: &[#(#names),*] });
    }
    if let Some(accept) = &it.accept {
        fields.push(quote! { accept: #accept });
    }
    if let Some(name) = it.client_request_id.as_ref().filter(|it| *it != "x-ms-client-request-id") {
        fields.push(quote! { client_request_id: #name });
    }
    if let Some(content_type) = &it.content_type {
        fields.push(quote! { content_type: #content_type });
    }
    let success = it.success.iter().map(|(status, body)| {
        let status = proc_macro2::Literal::u16_unsuffixed(*status);
        let body = match body {
            SuccessBody::None => quote! { None },
            SuccessBody::Json => quote! { Json },
            SuccessBody::Text => quote! { Text },
            SuccessBody::Xml(shape) => {
                let shape = ident(shape);
                quote! { Xml(&crate::xml::#shape) }
            }
            SuccessBody::Bytes => quote! { Bytes },
        };
        quote! { (#status, rt::Body::#body) }
    });
    if it.success != [(200, SuccessBody::Json)] {
        fields.push(quote! { success: &[#(#success),*] });
    }
    if it.head_exists {
        fields.push(quote! { head_exists: true });
    }
    if !it.error_statuses.is_empty() {
        let list = it.error_statuses.iter().map(|it| proc_macro2::Literal::u16_unsuffixed(*it));
        fields.push(quote! { error_statuses: &[#(#list),*] });
    }
    if let Some(it) = &it.paging {
        let paging = paging(it);
        fields.push(quote! { paging: Some(#paging) });
    }
    if let Some(via) = &it.lro {
        let lro = lro(via);
        fields.push(quote! { lro: Some(#lro) });
    }
    let visible = it.shared.then(|| quote! { pub(super) });
    Ok(quote! { #visible static #name: rt::Operation = rt::Operation { #(#fields,)* ..rt::Operation::DEFAULT }; })
}

fn paging(it: &PagingItem) -> TokenStream {
    let mut fields = Vec::new();
    if it.item_name != "value" {
        let name = &it.item_name;
        fields.push(quote! { item_name: #name, });
    }
    match it.next_link_name.as_deref() {
        Some("nextLink") => {}
        Some(name) => fields.push(quote! { next_link_name: Some(#name), }),
        None => fields.push(quote! { next_link_name: None, }),
    }
    fields.extend(it.next_link_header.as_ref().map(|it| quote! { next_link_header: Some(#it), }));
    fields.extend(it.token_parameter.as_ref().map(|it| {
        quote! { next_link_parameter: Some(rt::LinkParameter::Token(#it)), }
    }));
    fields.extend(it.next.as_ref().map(next_page));
    match fields.as_slice() {
        [] => quote! { rt::Paging::DEFAULT },
        fields => quote! { rt::Paging { #(#fields)* ..rt::Paging::DEFAULT } },
    }
}

fn lro(it: &LroItem) -> TokenStream {
    let via = via(it.via);
    match &it.result_path {
        Some(path) => quote! { rt::Lro { result_path: Some(#path), ..#via } },
        None => via,
    }
}

fn via(final_state_via: Option<FinalStateVia>) -> TokenStream {
    let via = ident(match final_state_via {
        Some(FinalStateVia::AzureAsyncOperation) => "AzureAsyncOperation",
        Some(FinalStateVia::Location) => "Location",
        Some(FinalStateVia::OriginalUri) => "OriginalUri",
        Some(FinalStateVia::OperationLocation) => "OperationLocation",
        None => return quote! { rt::Lro::DEFAULT },
    });
    quote! { rt::Lro::via(rt::FinalStateVia::#via) }
}

/// The fields that say which operation gives further pages.
fn next_page(it: &NextPage) -> TokenStream {
    let name = ident(&it.ident);
    let path = match &it.module {
        Some(module) => {
            let module = ident(module);
            quote! { super::#module::#name }
        }
        None => quote! { #name },
    };
    let parameter = it.link_parameter.as_ref().map(|it| {
        let parameter = match it {
            LinkParameter::Path(name) => quote! { Path(#name) },
            LinkParameter::Query(name) => quote! { Query(#name) },
        };
        quote! { next_link_parameter: Some(rt::LinkParameter::#parameter), }
    });
    let query = (!it.query.is_empty()).then(|| {
        let names = &it.query;
        quote! { next_query: &[#(#names),*], }
    });
    quote! { next_operation: Some(&#path), #parameter #query }
}
