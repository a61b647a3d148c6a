//! Documentation: takes facts of the model, gives Markdown lines, wrapped.
//!
//! Sentences here are ours; the facts are the spec's. A text of the spec or of an overlay comes first where there is one.

mod english;
mod headers;
mod markdown;
mod models;
mod operations;
mod security;

pub(super) use models::{Uses, of_property, of_schema, of_value};
pub(super) use operations::{of_body, of_operation, of_parameter};
pub(super) use security::{of_own_security, of_scope, of_security, of_unsaid_security};

use markdown::code;

use super::plan::{ArgumentType, Client, CrateDocs, Flavor, Group, Method, RustType};
use crate::model::{EnumValue, Method as HttpMethod, OperationGroup, Plane, ServerVariable, Service, unfit_endpoint};
use crate::overrides::SkippedOperation;

/// What the endpoint is that the constructor of a client takes.
pub(super) fn of_endpoint(service: &Service) -> Vec<String> {
    let named: Vec<_> = service.servers.iter().map(|it| format!("`{}`", it.replace('`', ""))).collect();
    let given = if named.is_empty() { "name none".to_owned() } else { format!("have {}", named.join(", ")) };
    let text = format!("`endpoint` is the URL that the paths of operations follow; the documents {given}.");
    let mut lines = vec![String::new(), text];
    let variables = service.server_variables.iter().filter_map(of_variable).collect::<Vec<_>>().join(" ");
    let default = match service.default_endpoint() {
        Some(_) if service.server_variables.is_empty() && named.len() == 1 => Some("It is [`ENDPOINT`]."),
        Some(_) if service.server_variables.is_empty() => Some("The first over https is [`ENDPOINT`]."),
        Some(_) => Some("[`ENDPOINT`] has the defaults."),
        None if service.servers.iter().any(|it| it.starts_with('/')) => {
            Some("A path goes behind the host that the service is on.")
        }
        None if !named.is_empty() && service.servers.iter().all(|it| it.starts_with("http://")) => Some(
            "Clients send nothing over http, but to an address such as 127.0.0.1 with [`ClientBuilder::allow_loopback_http`].",
        ),
        None if service.servers.iter().any(|it| unfit_endpoint(it).is_some()) => {
            Some("Clients take a URL over https, without user-info and fragment.")
        }
        None => None,
    };
    let more = [variables.as_str(), default.unwrap_or_default()].join(" ");
    if !more.trim().is_empty() {
        lines.push(String::new());
        lines.extend(markdown::wrapped(more.trim()));
    }
    lines
}

/// What a variable of the endpoint can be; nothing where nobody says.
fn of_variable(it: &ServerVariable) -> Option<String> {
    let quoted = |it: &String| if it.is_empty() { "empty".to_owned() } else { format!("`{}`", code(it)) };
    let values = it.values.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let default = it.default.as_ref().map(quoted);
    let name = code(&it.name);
    Some(match (values.as_str(), default) {
        ("", None) => return None,
        ("", Some(default)) => format!("`{name}` is {default} by default."),
        (values, None) => format!("`{name}` is one of {values}."),
        (values, Some(default)) => format!("`{name}` is one of {values}, by default {default}."),
    })
}

/// Texts of the crate's front page.
pub(super) fn of_crate(service: &Service, client: &Client, groups: &[Group]) -> CrateDocs {
    let mut words = service.name.replace('-', " ");
    let plane = match service.plane {
        Plane::Arm => "management",
        Plane::DataPlane => "data-plane",
    };
    // The name may say it already.
    if let Some(rest) = words.strip_suffix(&format!(" {}", plane.replace('-', " "))) {
        words.truncate(rest.len());
    }
    let provider = if service.provider.is_empty() { service.name.clone() } else { service.provider.clone() };
    let azure = service.is_azure();
    CrateDocs {
        title: match azure {
            true => format!("A typed client for the Azure {words} {plane} API"),
            false => format!("A typed client for the {words} API"),
        },
        azure,
        preview: service.api_versions.iter().any(|it| it.contains("preview")),
        api_versions: service.api_versions.clone(),
        provider,
        example: example(client, groups, azure),
        imports: security::example_imports(&client.security, azure),
        skipped: service.skipped.iter().map(skipped).collect(),
    }
}

fn skipped(it: &SkippedOperation) -> (String, String) {
    let name = if it.operation_id.is_empty() { format!("{} {}", it.method, it.path) } else { it.operation_id.clone() };
    (name, it.reason.clone())
}

/// The example on a crate's front page: a client, and the first list or read that plain text can ask for.
fn example(client: &Client, groups: &[Group], azure: bool) -> Vec<String> {
    let Some((group, method)) = groups
        .iter()
        .filter(|it| !it.name.is_empty())
        .filter_map(|group| Some((group, example_method(&group.methods)?)))
        .min_by_key(|(_, method)| method.flavor != Flavor::Pager)
    else {
        return Vec::new();
    };
    let mut values: Vec<String> = vec!["credential".to_owned()];
    if client.data_plane {
        let given = client.default_endpoint.as_deref().filter(|it| !it.contains(['"', '\\']));
        let example = if azure { "https://example.azure.com" } else { "https://api.example.com" };
        values.push(format!("\"{}\"", given.map_or(example, |it| it.trim_end_matches('/'))));
    }
    values.extend(client.parameters.iter().map(|it| placeholder(&it.ident)));
    let arguments: Vec<String> = method.arguments.iter().map(|it| placeholder(&it.ident)).collect();
    let accessor = client.accessors.iter().find(|it| it.module == group.module).map_or("", |it| &it.ident);
    let call = format!("client.{accessor}().{}({})", method.ident, arguments.join(", "));
    let mut lines = vec![format!("let credential{};", security::example(&client.security, azure))];
    if azure && client.data_plane && client.scope.is_none() && security::prefers_token(&client.security) {
        lines.push(format!("let client = Client::builder({})", values.join(", ")));
        lines.push("    .scope(\"https://example.azure.com/.default\")".to_owned());
        lines.push("    .build()?;".to_owned());
    } else {
        lines.push(format!("let client = Client::new({})?;", values.join(", ")));
    }
    lines.push(String::new());
    if method.flavor == Flavor::Pager {
        lines.push(format!("let mut items = {call};"));
        lines.push("while let Some(item) = items.try_next().await? {".to_owned());
        lines.push("    println!(\"{item:?}\");".to_owned());
        lines.push("}".to_owned());
    } else {
        lines.push(format!("let answer = {call}.await?;"));
        lines.push("println!(\"{answer:?}\");".to_owned());
    }
    lines
}

/// A value for an argument in an example: `resource_group_name` gives `"my-resource-group"`.
fn placeholder(ident: &str) -> String {
    if ident == "subscription_id" {
        return "\"00000000-0000-0000-0000-000000000000\"".to_owned();
    }
    format!("\"my-{}\"", ident.trim_end_matches("_name").trim_matches('_').replace('_', "-"))
}

/// Documentation of the struct that carries a group's methods.
pub(super) fn of_group(group: &OperationGroup, accessor: &str) -> Vec<String> {
    let from = format!("Made by [`Client::{accessor}`](crate::Client::{accessor}).");
    match &group.documentation {
        Some(text) => markdown::wrapped(&format!("{} {from}", markdown::escaped(text))),
        None => vec![format!("The operations of `{}`. {from}", group.name)],
    }
}

/// Documentation of the client's method that gives a group.
pub(super) fn of_accessor(group: &OperationGroup) -> Vec<String> {
    match &group.documentation {
        Some(text) => markdown::wrapped(&markdown::escaped(text)),
        None => vec![format!("The operations of `{}`.", group.name)],
    }
}

/// The values that a number or a truth may have, with the names that the spec gives them.
fn one_of(values: &[&EnumValue]) -> Option<String> {
    let words = values.iter().map(|it| {
        let value = format!("`{}`", code(&it.value.to_string()));
        match &it.client_name {
            Some(name) => format!("{value} (`{}`)", code(name)),
            None => value,
        }
    });
    (!values.is_empty()).then(|| format!("One of {}.", words.collect::<Vec<_>>().join(", ")))
}

fn of_constraints(constraints: &crate::model::Constraints) -> Vec<String> {
    let mut facts = Vec::new();
    let mut between = |what: &str, low: Option<String>, high: Option<String>| match (low, high) {
        (Some(low), Some(high)) => facts.push(format!("{what}{low} to {high}.")),
        (Some(low), None) => facts.push(format!("{what}{low} or more.")),
        (None, Some(high)) => facts.push(format!("{what}{high} at most.")),
        (None, None) => {}
    };
    let text = |it: Option<usize>| it.map(|it| it.to_string());
    let number = |it: Option<f64>| it.map(|it| it.to_string());
    between("", number(constraints.minimum), number(constraints.maximum));
    between("Length: ", text(constraints.min_length), text(constraints.max_length));
    between("Elements: ", text(constraints.min_items), text(constraints.max_items));
    if let Some(pattern) = &constraints.pattern {
        facts.push(format!("Pattern: `{}`.", code(pattern)));
    }
    facts
}

/// The method an example shows best.
fn example_method(methods: &[Method]) -> Option<&Method> {
    let plain = |it: &&Method| it.arguments.iter().all(|it| matches!(it.value, ArgumentType::Str));
    let mut plain = methods.iter().filter(plain).filter(|it| matches!(it.output, RustType::Model(_)));
    plain
        .clone()
        .find(|it| it.flavor == Flavor::Pager)
        .or_else(|| plain.find(|it| it.operation.method == HttpMethod::Get))
}
