//! Emitted crates: takes the files of two, gives what changed in their public API, item by item.
//!
//! It reads source alone and shares no code with the rest of the report. So it tells what another generator makes of one
//! spec, and tests hold the report's verdicts against it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{FnArg, ImplItem, Item, ItemImpl, ReturnType, Visibility};

use super::effect::Effect;
use crate::emit::Files;

/// The public items of a crate by path, with what of each can change.
pub type PublicApi = BTreeMap<String, String>;

/// Reads the files of a crate; the error names the file that is no Rust.
pub fn public_api(files: &Files) -> Result<PublicApi, String> {
    let mut api = PublicApi::new();
    for (path, bytes) in files {
        let Some(module) = module(path) else { continue };
        let file = std::str::from_utf8(bytes).ok().and_then(|it| syn::parse_file(it).ok());
        let file = file.ok_or_else(|| format!("{path} is no Rust source"))?;
        let inner = calls_within(&file);
        for item in &file.items {
            match item {
                Item::Impl(it) if it.trait_.is_none() => methods(&module, it, &inner, &mut api),
                Item::Struct(it) if matches!(it.vis, Visibility::Public(_)) && path != "src/lib.rs" => {
                    // The struct around a call is a name alone: what it gives stands at the method.
                    let kind = if inner.contains_key(&it.ident.to_string()) { "options" } else { "client" };
                    api.insert(format!("{module}{}", it.ident), kind.to_owned());
                }
                Item::Const(it) if matches!(it.vis, Visibility::Public(_)) => {
                    api.insert(format!("{module}{}", it.ident), "const".to_owned());
                }
                Item::Macro(it) => {
                    let name = it.mac.path.segments.last().map(|it| it.ident.to_string()).unwrap_or_default();
                    if ["model", "open_enum", "union", "responses"].contains(&name.as_str()) {
                        item_call(&module, &name, it.mac.tokens.clone(), &mut api);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(api)
}

/// What happened to each item that is not as it was.
pub fn api_changes(old: &PublicApi, new: &PublicApi) -> BTreeMap<String, Effect> {
    let mut found = BTreeMap::new();
    for path in old.keys().chain(new.keys()) {
        let deprecated = path.ends_with(" deprecated");
        let effect = match (old.get(path), new.get(path)) {
            (Some(a), Some(b)) if a == b => continue,
            (None, Some(_)) => Effect::Minor,
            (Some(_), None) if deprecated => Effect::Patch,
            // More can be done with a struct that is not `#[non_exhaustive]` any more.
            (Some(a), Some(b)) if a == "model" && b == "model exhaustive" => Effect::Minor,
            _ => Effect::Major,
        };
        found.insert(path.clone(), effect);
    }
    // What is deprecated with its item is new or gone with it.
    let whole: BTreeSet<String> =
        found.keys().filter(|it| old.contains_key(*it) != new.contains_key(*it)).cloned().collect();
    found.retain(|path, _| path.strip_suffix(" deprecated").is_none_or(|it| !whole.contains(it)));
    found
}

/// The path of the items of a file; `None` for files without public items.
fn module(path: &str) -> Option<String> {
    match path {
        "src/lib.rs" => Some(String::new()),
        "src/models.rs" => Some("models::".to_owned()),
        "src/operations/mod.rs" | "src/invoke.rs" => None,
        // Operations without a group are the client's.
        "src/operations/client.rs" => Some("operations::client::".to_owned()),
        path => Some(format!("operations::{}::", path.strip_prefix("src/operations/")?.strip_suffix(".rs")?)),
    }
}

fn text(tokens: impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// The calls that structs of optional parameters are around.
fn calls_within(file: &syn::File) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for item in &file.items {
        if let Item::Struct(it) = item
            && let syn::Fields::Unnamed(fields) = &it.fields
            && let Some(field) = fields.unnamed.first()
        {
            found.insert(it.ident.to_string(), text(&field.ty));
        }
    }
    found
}

fn methods(module: &str, block: &ItemImpl, inner: &BTreeMap<String, String>, api: &mut PublicApi) {
    let owner = text(&block.self_ty);
    let owner = if owner == "Client" { owner } else { format!("{module}{owner}") };
    for item in &block.items {
        let ImplItem::Fn(it) = item else { continue };
        if !matches!(it.vis, Visibility::Public(_)) {
            continue;
        }
        let mut arguments = Vec::new();
        for input in &it.sig.inputs {
            if let FnArg::Typed(it) = input {
                arguments.push(text(&it.ty));
            }
        }
        let output = match &it.sig.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, it) => text(it),
        };
        let output = inner.get(&output).cloned().unwrap_or(output);
        let path = format!("{owner}::{}", it.sig.ident);
        if is_deprecated(&it.attrs) {
            api.insert(format!("{path} deprecated"), String::new());
        }
        api.insert(path, format!("({})->{output}", arguments.join(",")));
    }
}

fn is_deprecated(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("deprecated"))
}

/// A line of a macro call, without attributes.
struct Line {
    deprecated: bool,
    tokens: Vec<TokenTree>,
}

/// The lines of a macro call: what stands between commas.
fn lines(tokens: TokenStream) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line { deprecated: false, tokens: Vec::new() };
    let mut depth = 0_i32;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(it) if it.as_char() == '#' && line.tokens.is_empty() => {
                if let Some(TokenTree::Group(it)) = tokens.next() {
                    line.deprecated |= it.to_string().contains("deprecated");
                }
            }
            TokenTree::Punct(it) if it.as_char() == ',' && depth == 0 => {
                lines.push(std::mem::replace(&mut line, Line { deprecated: false, tokens: Vec::new() }));
            }
            TokenTree::Punct(it) if it.as_char() == '<' => {
                depth += 1;
                line.tokens.push(token);
            }
            // The arrow of a line is no bracket.
            TokenTree::Punct(it) if it.as_char() == '>' && !follows(&line.tokens, '=') => {
                depth -= 1;
                line.tokens.push(token);
            }
            _ => line.tokens.push(token),
        }
    }
    if !line.tokens.is_empty() {
        lines.push(line);
    }
    lines
}

fn follows(tokens: &[TokenTree], sign: char) -> bool {
    matches!(tokens.last(), Some(TokenTree::Punct(it)) if it.as_char() == sign)
}

fn item_call(module: &str, kind: &str, tokens: TokenStream, api: &mut PublicApi) {
    let (mut name, mut new, mut body, mut attributes) = (String::new(), None, None, String::new());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(it) if it.as_char() == '#' => {
                attributes.push_str(&tokens.next().map(|it| it.to_string()).unwrap_or_default());
            }
            TokenTree::Ident(it) if it == "struct" || it == "enum" => {
                name = tokens.next().map(|it| it.to_string()).unwrap_or_default();
            }
            TokenTree::Group(it) if it.delimiter() == Delimiter::Parenthesis => new = Some(it.stream()),
            TokenTree::Group(it) if it.delimiter() == Delimiter::Brace => body = Some(it.stream()),
            _ => {}
        }
    }
    let path = format!("{module}{name}");
    let exhaustive = if kind == "model" && !attributes.contains("non_exhaustive") { " exhaustive" } else { "" };
    api.insert(path.clone(), format!("{kind}{exhaustive}"));
    if attributes.replace(' ', "").contains("[deprecated") {
        api.insert(format!("{path} deprecated"), String::new());
    }
    if let Some(new) = new {
        let types: Vec<String> =
            lines(new).iter().map(|it| text(it.tokens.iter().skip(2).cloned().collect::<TokenStream>())).collect();
        api.insert(format!("{path}::new"), format!("({})", types.join(",")));
    }
    for line in lines(body.unwrap_or_default()) {
        let shown = text(line.tokens.iter().cloned().collect::<TokenStream>());
        let Some((_, member)) = shown.split_once("=>").filter(|_| !shown.starts_with("const\"")) else { continue };
        // `field: Type [mark]`, `Variant`, or `Variant(Payload)`.
        let (ident, value) = match kind {
            "model" => member.split_once(':').unwrap_or((member, "")),
            _ => member.split_once('(').unwrap_or((member, "")),
        };
        let value = match kind {
            "model" => value.split(['[', '=']).next(),
            // What is behind says where its value is.
            _ => value.split_inclusive(')').next(),
        };
        let value = value.unwrap_or_default();
        api.insert(format!("{path}::{ident}"), value.to_owned());
        if line.deprecated {
            api.insert(format!("{path}::{ident} deprecated"), String::new());
        }
    }
}
