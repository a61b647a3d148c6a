//! The modules of the operation groups: the constant description of each operation and a thin method over it.

use proc_macro2::TokenStream;
use quote::quote;

use super::constants::constant;
use super::format::{checked, docs, ident, items, printable};
use super::types::{Module, argument, text};
use super::{marker, models};
use crate::Bug;
use crate::model::{CollectionFormat, Location};
use crate::rust::{Argument, ArgumentType, Crate, Flavor, Group, Method, OptionsItem, RustType, Sent, Written};

/// `src/operations/mod.rs`: the modules.
pub(super) fn print_index(plan: &Crate) -> Result<String, Bug> {
    let modules = plan.groups.iter().map(|group| {
        let module = ident(&group.module);
        let text = if group.name.is_empty() {
            "Operations of the client itself.".to_owned()
        } else {
            format!("Operations of `{}`.", printable(&group.name))
        };
        let docs = docs(&[text]);
        quote! { #docs pub mod #module; }
    });
    let printed = items(quote! { #(#modules)* })?;
    Ok(format!("{}//! The operations, by group.\n\n{printed}", marker(plan)))
}

/// The file of a group.
pub(super) fn print(plan: &Crate, group: &Group) -> Result<String, Bug> {
    let mut out = marker(plan);
    out.push_str(&if group.name.is_empty() {
        "//! Operations of the client itself.\n\n".to_owned()
    } else {
        format!("//! Operations of `{}`.\n\n", printable(&group.name))
    });
    out.push_str(&items(imports(group)?)?);
    let name = ident(&group.type_name);
    if group.name.is_empty() {
        let methods = group.methods.iter().map(method).collect::<Result<Vec<_>, _>>()?;
        out.push_str(&format!("\n{}", items(quote! { impl #name { #(#methods)* } })?));
    } else {
        let text = docs(&group.docs);
        let structure = quote! {
            #text
            #[derive(Clone, Debug)]
            pub struct #name { pub(crate) client: rt::ServiceClient }
        };
        let methods = group.methods.iter().map(method).collect::<Result<Vec<_>, _>>()?;
        out.push_str(&format!("\n{}", items(structure)?));
        out.push_str(&format!("\n{}", items(quote! { impl #name { #(#methods)* } })?));
    }
    for it in &group.methods {
        if let Some(options) = &it.options {
            out.push('\n');
            out.push_str(&options_struct(it, options)?);
        }
    }
    for it in &group.responses {
        out.push('\n');
        out.push_str(&checked(models::responses(it))?);
    }
    out.push('\n');
    for it in &group.methods {
        out.push_str(&items(constant(&it.operation)?)?);
    }
    Ok(out)
}

fn imports(group: &Group) -> Result<TokenStream, Bug> {
    let mut names: Vec<&str> = Vec::new();
    for method in &group.methods {
        names.push(match method.flavor {
            Flavor::Call => "Call",
            Flavor::Pager => "Pager",
            Flavor::Lro => "LroCall",
        });
        if matches!(method.output, RustType::Pager(_)) {
            names.push("Pager");
        }
        if method.resume.is_some() {
            names.extend(["Poller", "Result", "ResumeToken"]);
        }
    }
    names.sort_unstable();
    names.dedup();
    let names = names.into_iter().map(ident);
    let models = uses_models(group).then(|| quote! { use crate::models; });
    let client = group.name.is_empty().then(|| quote! { use crate::Client; });
    Ok(quote! { use azrest_runtime::{__private as rt, #(#names),*}; #client #models })
}

fn uses_models(group: &Group) -> bool {
    fn names_model(value: &RustType) -> bool {
        match value {
            RustType::Model(_) => true,
            RustType::Vec(it)
            | RustType::Map(it)
            | RustType::Box(it)
            | RustType::Option(it)
            | RustType::Sensitive(it)
            | RustType::Pager(it) => names_model(it),
            _ => false,
        }
    }
    let argument = |it: &Argument| match &it.value {
        ArgumentType::Copy(it) | ArgumentType::Ref(it) | ArgumentType::Slice(it) | ArgumentType::Nullable(it) => {
            names_model(it)
        }
        ArgumentType::Str | ArgumentType::Bytes | ArgumentType::File | ArgumentType::Files => false,
    };
    group.methods.iter().any(|it| {
        names_model(&it.output)
            || it.arguments.iter().any(argument)
            || it.options.iter().flat_map(|it| &it.setters).any(|it| argument(&it.argument))
    }) || group.responses.iter().any(|it| it.variants.iter().any(|(_, _, value)| names_model(value)))
}

fn parsed(text: &str) -> Result<TokenStream, Bug> {
    text.parse().map_err(|error| Bug(format!("not Rust: {error}: {text}")))
}

/// The call type and what it gives, as `LroCall<models::AgentPool>`.
fn call_type(method: &Method) -> Result<TokenStream, Bug> {
    let name = ident(match method.flavor {
        Flavor::Call => "Call",
        Flavor::Pager => "Pager",
        Flavor::Lro => "LroCall",
    });
    let output = parsed(&text(&method.output, Module::Operations))?;
    Ok(quote! { #name<#output> })
}

fn method(method: &Method) -> Result<TokenStream, Bug> {
    let name = ident(&method.ident);
    let docs_of_method = docs(&method.docs);
    let deprecated = method.deprecated.then(|| quote! { #[deprecated] });
    let call = call_type(method)?;
    let constructor = match method.flavor {
        Flavor::Call => quote! { Call::new },
        Flavor::Pager => quote! { Pager::new },
        Flavor::Lro => quote! { LroCall::new },
    };
    let mut arguments = Vec::new();
    for it in &method.arguments {
        let name = ident(&it.ident);
        let value = parsed(&argument(&it.value))?;
        arguments.push(quote! { #name: #value });
    }
    let path: Vec<_> = method
        .path
        .iter()
        .filter_map(|index| method.arguments.get(*index))
        .map(|it| {
            let name = ident(&it.ident);
            if let Some(text) = composed(it) {
                return quote! { &*#text };
            }
            match it.value {
                ArgumentType::Str => quote! { #name },
                ArgumentType::Ref(_) => quote! { &*rt::wire(#name) },
                _ => quote! { &*rt::wire(&#name) },
            }
        })
        .collect();
    let constant = ident(&method.operation.ident);
    let sends: Vec<TokenStream> =
        method.arguments.iter().filter_map(|it| send(it).transpose()).collect::<Result<_, _>>()?;
    let (values, request) = if path.is_empty() {
        (TokenStream::new(), quote! { self.client.request(&#constant, &[]) #(#sends)* })
    } else {
        let local = ident(&method.path_local);
        (quote! { let #local = [#(#path),*]; }, quote! { self.client.request(&#constant, &#local) #(#sends)* })
    };
    let (output, result) = match &method.options {
        Some(options) => {
            let options = ident(&options.name);
            (quote! { #options }, quote! { #options(#constructor(#request)) })
        }
        None => (call.clone(), quote! { #constructor(#request) }),
    };
    let resume = match &method.resume {
        Some(resume) => {
            let text = docs(&[format!(
                "Takes up a [`{}`](Self::{}) that was begun elsewhere.",
                method.operation.id, method.ident
            )]);
            let resume = ident(resume);
            let result = parsed(&super::types::text(&method.output, Module::Operations))?;
            quote! {
                #text
                #[inline]
                pub fn #resume(&self, token: &ResumeToken) -> Result<Poller<#result>> {
                    Poller::resume(&self.client, &#constant, token)
                }
            }
        }
        None => TokenStream::new(),
    };
    Ok(quote! {
        #docs_of_method
        #deprecated
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #output {
            #values
            #result
        }
        #resume
    })
}

/// An argument as the runtime takes it: by reference, or as the text that it is written as.
fn value(it: &Argument) -> TokenStream {
    match composed(it) {
        Some(text) => quote! { &#text },
        None => by_reference(it),
    }
}

fn by_reference(it: &Argument) -> TokenStream {
    let name = ident(&it.ident);
    match it.value {
        ArgumentType::Copy(_) | ArgumentType::Nullable(_) => quote! { &#name },
        _ => quote! { #name },
    }
}

/// The text of an argument that is written as one but is none: a list, or JSON.
fn composed(it: &Argument) -> Option<TokenStream> {
    let name = ident(&it.ident);
    match &it.sent {
        Sent::Parameter { written: Written::List(format), .. } => {
            let format = collection_format(*format);
            Some(quote! { rt::joined(#name, #format) })
        }
        Sent::Parameter { location: Location::Path, written: Written::Pairs { format, explode }, .. } => {
            let format = collection_format(*format);
            Some(quote! { rt::joined(&rt::pairs(#name, #explode), #format) })
        }
        Sent::Parameter { written: Written::Json, .. } => {
            let value = by_reference(it);
            Some(quote! { rt::json_text(#value) })
        }
        _ => None,
    }
}

/// How an argument that is not in the path joins the request, as a call behind it.
fn send(it: &Argument) -> Result<Option<TokenStream>, Bug> {
    let (name, value) = (ident(&it.ident), value(it));
    let (location, wire, written) = match &it.sent {
        Sent::Parameter { location: Location::Path, .. } => return Ok(None),
        Sent::Parameter { location, wire, written } => (*location, wire, written),
        Sent::JsonBody => return Ok(Some(quote! { .json(#value) })),
        Sent::XmlBody(shape) => {
            let shape = ident(shape);
            return Ok(Some(quote! { .xml(#value, &crate::xml::#shape) }));
        }
        Sent::RawBody => return Ok(Some(quote! { .bytes(#name) })),
        Sent::TextBody => return Ok(Some(quote! { .text(#value) })),
    };
    Ok(Some(match (location, written) {
        (Location::Query, Written::Text | Written::Json) => quote! { .query(#wire, #value) },
        (Location::Query, Written::Raw) => quote! { .raw_query(#wire, #value) },
        (Location::Query, Written::Reserved) => quote! { .reserved_query(#wire, #value) },
        (Location::Query, Written::List(format)) => {
            let format = collection_format(*format);
            quote! { .query_list(#wire, #name, #format) }
        }
        (Location::Query, Written::RawList(format)) => {
            let format = collection_format(*format);
            quote! { .raw_query_list(#wire, #name, #format) }
        }
        (Location::Query, Written::ReservedList(format)) => {
            let format = collection_format(*format);
            quote! { .reserved_query_list(#wire, #name, #format) }
        }
        (location, Written::Pairs { format, explode }) => {
            let format = collection_format(*format);
            let method = ident(match location {
                Location::Query => "query_list",
                Location::Header => "header_list",
                Location::Cookie => "cookie_list",
                Location::Form => "field_list",
                Location::Path => return Ok(None),
            });
            quote! { .#method(#wire, &rt::pairs(#name, #explode), #format) }
        }
        (Location::Query, Written::Members) => quote! { .query_members(#wire, #value) },
        (Location::Query, Written::DeepObject) => quote! { .query_deep_object(#wire, #value) },
        (Location::Header, Written::Text | Written::Json) => quote! { .header(#wire, #value) },
        (Location::Header, Written::List(format)) => {
            let format = collection_format(*format);
            quote! { .header_list(#wire, #name, #format) }
        }
        (Location::Header, Written::HeaderPrefix(prefix)) => quote! { .header_map(#prefix, #value) },
        (Location::Cookie, Written::Text | Written::Json) => quote! { .cookie(#wire, #value) },
        (Location::Cookie, Written::List(format)) => {
            let format = collection_format(*format);
            quote! { .cookie_list(#wire, #name, #format) }
        }
        (Location::Form, Written::Text) => quote! { .field(#wire, #value) },
        (Location::Form, Written::List(format)) => {
            let format = collection_format(*format);
            quote! { .field_list(#wire, #name, #format) }
        }
        (Location::Form, Written::Json) => {
            let value = by_reference(it);
            quote! { .field_json(#wire, #value) }
        }
        (Location::Form, Written::JsonPart(media_type)) => {
            let value = by_reference(it);
            quote! { .field_as(#wire, &rt::json_text(#value), #media_type) }
        }
        (Location::Form, Written::Part(media_type)) => quote! { .field_as(#wire, #value, #media_type) },
        (Location::Form, Written::Members) => quote! { .field_members(#wire, #value) },
        (Location::Form, Written::DeepObject) => quote! { .field_deep_object(#wire, #value) },
        (Location::Form, Written::File) => quote! { .file(#wire, #name) },
        (Location::Form, Written::Files) => quote! { .files(#wire, #name) },
        (location, written) => return Err(Bug(format!("`{}` goes {written:?} into a {location:?}", it.ident))),
    }))
}

fn collection_format(format: CollectionFormat) -> TokenStream {
    match format {
        CollectionFormat::Csv => quote! { rt::CollectionFormat::Csv },
        CollectionFormat::Commas => quote! { rt::CollectionFormat::Commas },
        CollectionFormat::Ssv => quote! { rt::CollectionFormat::Ssv },
        CollectionFormat::Tsv => quote! { rt::CollectionFormat::Tsv },
        CollectionFormat::Pipes => quote! { rt::CollectionFormat::Pipes },
        CollectionFormat::Multi => quote! { rt::CollectionFormat::Multi },
    }
}

fn options_struct(method: &Method, options: &OptionsItem) -> Result<String, Bug> {
    let name = ident(&options.name);
    let call = call_type(method)?;
    let text = docs(&[format!("A call of `{}` and its optional parameters.", method.operation.id)]);
    let structure = items(quote! {
        #text
        #[must_use = "nothing is sent until it is awaited"]
        pub struct #name(#call);
    })?;
    let mut setters = Vec::new();
    for it in &options.setters {
        let name = ident(&it.argument.ident);
        let value = parsed(&argument(&it.argument.value))?;
        let docs = docs(&it.docs);
        // Not the name of the argument.
        let local = ident(if it.argument.ident == "request" { "call" } else { "request" });
        let send = send(&it.argument)?.ok_or_else(|| Bug(format!("`{}` is optional in a path", it.argument.ident)))?;
        setters.push(quote! {
            #docs
            #[inline]
            pub fn #name(self, #name: #value) -> Self {
                Self(self.0.edit(|#local| #local #send))
            }
        });
    }
    let setters = items(quote! { impl #name { #(#setters)* } })?;
    let forward = checked(format!("rt::forward! {{ {name} => {} }}\n", call_text(method)))?;
    Ok(format!("{structure}\n{forward}\n{setters}"))
}

fn call_text(method: &Method) -> String {
    let output = text(&method.output, Module::Operations);
    match method.flavor {
        Flavor::Call => format!("Call<{output}>"),
        Flavor::Pager => format!("Pager<{output}>"),
        Flavor::Lro => format!("LroCall<{output}>"),
    }
}
