//! The methods of a generated operations module: takes the file, gives what each sends and what callers give for it.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Expr, FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Stmt, Type};

use super::of_rust::{shape, text};
use super::surface::{self, Shape};

/// A method that makes a request.
pub struct Method {
    /// The constant it names.
    pub constant: String,
    /// What callers give, optional parameters included.
    pub arguments: BTreeMap<String, Shape>,
    pub body: Option<Shape>,
}

/// What a function does with its arguments.
#[derive(Default)]
struct Uses {
    constant: Option<String>,
    arguments: BTreeMap<String, Shape>,
    body: Option<Shape>,
}

/// The methods of a file that make requests; those that resume an operation make none.
pub fn methods(file: &syn::File, models: &BTreeSet<String>) -> Vec<Method> {
    let mut functions: Vec<(String, &ImplItemFn)> = Vec::new();
    for item in &file.items {
        let Item::Impl(it) = item else { continue };
        let owner = ident_of(&it.self_ty).unwrap_or_default();
        functions.extend(it.items.iter().filter_map(|it| match it {
            ImplItem::Fn(it) => Some((owner.clone(), it)),
            _ => None,
        }));
    }
    let uses: Vec<(&str, &ImplItemFn, Uses)> =
        functions.iter().map(|(owner, it)| (owner.as_str(), *it, uses(it, models))).collect();
    let mut found = Vec::new();
    for (_, function, own) in &uses {
        let Some(constant) = &own.constant else { continue };
        let mut method =
            Method { constant: constant.clone(), arguments: own.arguments.clone(), body: own.body.clone() };
        // Optional parameters are set on the struct that the method gives.
        let ReturnType::Type(_, output) = &function.sig.output else { continue };
        let options = ident_of(output).unwrap_or_default();
        for (owner, _, setter) in &uses {
            if *owner == options && setter.constant.is_none() {
                method.arguments.extend(setter.arguments.clone());
                method.body = method.body.or(setter.body.clone());
            }
        }
        found.push(method);
    }
    found
}

fn ident_of(value: &Type) -> Option<String> {
    match value {
        Type::Path(it) => it.path.segments.last().map(|it| it.ident.to_string()),
        _ => None,
    }
}

fn uses(function: &ImplItemFn, models: &BTreeSet<String>) -> Uses {
    let mut parameters = BTreeMap::new();
    for input in &function.sig.inputs {
        if let FnArg::Typed(it) = input
            && let Pat::Ident(name) = it.pat.as_ref()
        {
            parameters.insert(name.ident.to_string(), shape(&it.ty, models));
        }
    }
    let mut found = Uses::default();
    for statement in &function.block.stmts {
        match statement {
            Stmt::Local(it) => {
                let Some(value) = it.init.as_ref().map(|it| it.expr.as_ref()) else { continue };
                match (&it.pat, value) {
                    (Pat::Ident(name), Expr::Array(list)) if name.ident == "path" || name.ident == "path_values" => {
                        for ident in list.elems.iter().filter_map(variable) {
                            let shape = parameters.get(&ident).cloned().unwrap_or(Shape::Plain);
                            found.arguments.insert(surface::sent("path", &ident, None), shape);
                        }
                    }
                    _ => chain(value, &parameters, &mut found),
                }
            }
            Stmt::Expr(it, _) => chain(it, &parameters, &mut found),
            _ => {}
        }
    }
    found
}

/// Follows a chain of calls such as `Call::new(self.client.request(&GET, &path).query("$top", &top))`.
fn chain(expression: &Expr, parameters: &BTreeMap<String, Shape>, found: &mut Uses) {
    let call = match expression {
        Expr::MethodCall(call) => call,
        // `Call::new(…)`, and the struct of the optional parameters around it.
        Expr::Call(it) => return it.args.iter().for_each(|it| chain(it, parameters, found)),
        // How a closure is printed that does not fit on a line.
        Expr::Block(it) => {
            let [Stmt::Expr(it, None)] = it.block.stmts.as_slice() else { return };
            return chain(it, parameters, found);
        }
        _ => return,
    };
    chain(&call.receiver, parameters, found);
    let arguments: Vec<&Expr> = call.args.iter().collect();
    let shape = |it: &Expr| variable(it).and_then(|it| parameters.get(&it).cloned()).unwrap_or(Shape::Plain);
    match (call.method.to_string().as_str(), arguments.as_slice()) {
        ("request", [constant, ..]) => found.constant = variable(constant),
        ("json" | "bytes" | "text" | "xml", [value, ..]) => found.body = Some(shape(value)),
        ("edit", [Expr::Closure(it)]) => chain(&it.body, parameters, found),
        (method, [wire, value, ..]) => {
            if let (Some(location), Some(wire)) = (location(method), text(wire)) {
                found.arguments.insert(surface::sent(location, &wire, None), shape(value));
            }
        }
        _ => {}
    }
}

/// Where a setter of the runtime puts a value that has a name.
fn location(method: &str) -> Option<&'static str> {
    Some(match method {
        "query" | "query_list" | "raw_query" | "reserved_query" | "query_members" | "query_deep_object" => "query",
        "header" | "header_list" | "header_map" => "header",
        "cookie" => "cookie",
        "field" | "field_as" | "field_list" | "field_json" | "field_members" | "field_deep_object" | "file"
        | "files" => "form",
        _ => return None,
    })
}

/// The variable that an expression names, behind references and the conversion to wire form.
fn variable(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Reference(it) => variable(&it.expr),
        Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
        Expr::Call(it) => it.args.first().and_then(variable),
        Expr::Paren(it) => variable(&it.expr),
        Expr::Unary(it) => variable(&it.expr),
        _ => None,
    }
}
