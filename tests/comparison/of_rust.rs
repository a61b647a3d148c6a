//! The surface of a generated crate: takes its files as text, gives what it offers.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Expr, Item as RustItem, Lit, Type};

use super::of_macros::{self, Call};
use super::of_methods;
use super::surface::{self, Field, Item, Object, Operation, Shape, Surface, Union};

/// Reads `src/models.rs`, `src/operations/*.rs` and the client of `src/lib.rs`.
pub fn surface(files: &BTreeMap<String, String>) -> Surface {
    let mut surface = Surface::default();
    let models = parsed(files, "src/models.rs");
    let calls: Vec<Call> = models.items.iter().filter_map(of_macros::call).collect();
    let idents: BTreeSet<String> = calls.iter().map(|it| it.ident().to_owned()).collect();
    for call in calls {
        surface.names.insert(surface::key(call.ident()), call.ident().to_owned());
        let (ident, item) = item(call, &idents);
        let known = surface.items.insert(ident.clone(), item);
        assert!(known.is_none(), "models.rs has two items `{ident}`");
    }
    let lib = parsed(files, "src/lib.rs");
    let of_service = texts(service(&lib, "api_version")).pop();
    for path in files.keys().filter(|it| it.starts_with("src/operations/") && !it.ends_with("/mod.rs")) {
        let file = parsed(files, path);
        let methods = of_methods::methods(&file, &idents);
        for item in &file.items {
            let Some((ident, id, mut operation)) = constant(item, of_service.as_deref()) else { continue };
            let mine: Vec<_> = methods.iter().filter(|it| it.constant == ident).collect();
            operation.methods = mine.len();
            for method in mine {
                operation.arguments.extend(method.arguments.clone());
                operation.body = operation.body.or(method.body.clone());
            }
            surface.operations.entry(id).or_default().push(operation);
        }
    }
    surface.client_parameters = texts(service(&lib, "client_parameters")).into_iter().collect();
    surface
}

fn parsed(files: &BTreeMap<String, String>, path: &str) -> syn::File {
    let text = files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn item(call: Call, idents: &BTreeSet<String>) -> (String, Item) {
    match call {
        Call::Model(it) => {
            let field = |it: of_macros::Field| {
                let shape = shape(&it.value, idents);
                (it.wire, Field { shape, documented: documented(&it.docs) })
            };
            let object = Object {
                fields: it.fields.into_iter().map(field).collect(),
                constants: it.constants.into_iter().collect(),
                additional: it.additional.map(|it| shape(&it, idents)),
            };
            (it.ident, Item { object: Some(object), ..Item::default() })
        }
        Call::Enum { ident, values } => (ident, Item { values: Some(values.into_iter().collect()), ..Item::default() }),
        Call::Union { ident, variants } => {
            let subtypes = variants.into_iter().collect();
            (ident, Item { union: Some(Union { subtypes }), ..Item::default() })
        }
    }
}

/// The values in a text like "One of `1`, `2`."
fn documented(docs: &str) -> BTreeSet<String> {
    let Some((_, list)) = docs.split_once("One of `") else { return BTreeSet::new() };
    let list = list.split_once("`.").map_or(list, |(list, _)| list);
    list.split(", ").map(|it| it.trim_matches(['`', '\'']).to_owned()).collect()
}

/// What a Rust type is, wrappers aside.
pub fn shape(value: &Type, idents: &BTreeSet<String>) -> Shape {
    match value {
        Type::Reference(it) => shape(&it.elem, idents),
        Type::Slice(it) => Shape::List(Box::new(shape(&it.elem, idents))),
        Type::Path(it) => {
            let Some(last) = it.path.segments.last() else { return Shape::Plain };
            let inner = || match &last.arguments {
                syn::PathArguments::AngleBracketed(it) => match it.args.first() {
                    Some(syn::GenericArgument::Type(it)) => shape(it, idents),
                    _ => Shape::Plain,
                },
                _ => Shape::Plain,
            };
            match last.ident.to_string().as_str() {
                "Vec" => Shape::List(Box::new(inner())),
                "Map" => Shape::Map(Box::new(inner())),
                "Box" | "Option" | "Sensitive" => inner(),
                ident if idents.contains(ident) => Shape::Item(ident.to_owned()),
                _ => Shape::Plain,
            }
        }
        _ => Shape::Plain,
    }
}

/// A `static …: rt::Operation`: its identifier, its operationId, and what it says is always the same. The api-version is the
/// service's unless the operation says another.
fn constant(item: &RustItem, of_service: Option<&str>) -> Option<(String, String, Operation)> {
    let RustItem::Static(it) = item else { return None };
    let Expr::Struct(value) = it.expr.as_ref() else { return None };
    if value.path.segments.last()?.ident != "Operation" {
        return None;
    }
    let mut operation = Operation::default();
    let mut id = None;
    let mut version = of_service.map(str::to_owned);
    for field in &value.fields {
        let syn::Member::Named(name) = &field.member else { continue };
        match name.to_string().as_str() {
            "id" => id = text(&field.expr),
            "path" => operation.path = text(&field.expr).unwrap_or_default(),
            "api_version" => version = texts(&field.expr).pop(),
            "fixed_query" => operation.fixed.extend(pairs("query", &field.expr)),
            "fixed_headers" => operation.fixed.extend(pairs("header", &field.expr)),
            "fixed_cookies" => operation.fixed.extend(pairs("cookie", &field.expr)),
            "fixed_form" => operation.fixed.extend(pairs("form", &field.expr)),
            _ => {}
        }
    }
    operation.fixed.extend(version.map(|it| (surface::sent("query", "api-version", None), it)));
    let ident = it.ident.to_string();
    let id = id.unwrap_or_else(|| panic!("`{ident}` has no operationId"));
    Some((ident, id, operation))
}

fn pairs(location: &str, list: &Expr) -> Vec<(String, String)> {
    let texts = texts(list);
    texts.chunks_exact(2).map(|pair| (surface::sent(location, &pair[0], None), pair[1].clone())).collect()
}

/// What `static SERVICE` says under a name.
fn service<'a>(lib: &'a syn::File, name: &str) -> &'a Expr {
    let service = lib.items.iter().find_map(|it| match it {
        RustItem::Static(it) if it.ident == "SERVICE" => Some(it.expr.as_ref()),
        _ => None,
    });
    let Some(Expr::Struct(service)) = service else { panic!("lib.rs has no `static SERVICE`") };
    let named = |it: &&syn::FieldValue| matches!(&it.member, syn::Member::Named(it) if it == name);
    &service.fields.iter().find(named).unwrap_or_else(|| panic!("the service says nothing of its {name}")).expr
}

pub fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(it) => match &it.lit {
            Lit::Str(it) => Some(it.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The texts in references, lists, tuples and calls, from left to right.
fn texts(expression: &Expr) -> Vec<String> {
    match expression {
        Expr::Reference(it) => texts(&it.expr),
        Expr::Array(it) => it.elems.iter().flat_map(texts).collect(),
        Expr::Tuple(it) => it.elems.iter().flat_map(texts).collect(),
        Expr::Call(it) => it.args.iter().flat_map(texts).collect(),
        other => text(other).into_iter().collect(),
    }
}
