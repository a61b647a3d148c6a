//! Documentation: takes facts of the model, gives Markdown lines, wrapped.
//!
//! Sentences here are ours; the facts are the spec's. Text of an overlay comes first where there is one.

use super::plan::{ArgumentType, Client, CrateDocs, Flavor, Group, Method, RustType};
use crate::model::{
    FinalStateVia, Method as HttpMethod, Operation, Parameter, Plane, Property, Schema, SchemaKind, Service, Usage,
};

/// Columns a documentation line may take, without indent and slashes.
const WIDTH: usize = 100;

/// Texts of the crate's front page.
pub(super) fn of_crate(service: &Service, client: &Client, groups: &[Group]) -> CrateDocs {
    let words = service.name.replace('-', " ");
    let plane = match service.plane {
        Plane::Arm => "management",
        Plane::DataPlane => "data-plane",
    };
    let provider = if service.provider.is_empty() { service.name.clone() } else { service.provider.clone() };
    CrateDocs {
        title: format!("A typed client for the Azure {words} {plane} API"),
        preview: service.api_versions.iter().any(|it| it.contains("preview")),
        api_versions: service.api_versions.clone(),
        provider,
        example: example(client, groups),
    }
}

/// The example on a crate's front page: a client, and the first list or read that plain text can ask for.
fn example(client: &Client, groups: &[Group]) -> Vec<String> {
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
        values.push("\"https://example.azure.com\"".to_owned());
    }
    values.extend(client.parameters.iter().map(|it| placeholder(&it.ident)));
    let arguments: Vec<String> = method.arguments.iter().map(|it| placeholder(&it.ident)).collect();
    let call = format!("client.{}().{}({})", group.module, method.ident, arguments.join(", "));
    let mut lines = vec![
        "let credential: Credential = ClientSecretCredential::from_env()?.into();".to_owned(),
        format!("let client = Client::new({})?;", values.join(", ")),
        String::new(),
    ];
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

/// Documentation of a method.
pub(super) fn of_operation(operation: &Operation) -> Vec<String> {
    let words = sentence(&operation.name);
    let request = format!("`{} {}`", operation.method.as_str(), shortened(operation.path.as_str()));
    let mut lines = Vec::new();
    match &operation.documentation {
        Some(text) => {
            lines.extend(wrapped(text));
            lines.push(String::new());
            lines.push(format!("`{}`: {request}", operation.operation_id));
        }
        None => lines.push(format!("{words} (`{}`): {request}", operation.operation_id)),
    }
    if let Some(long_running) = &operation.long_running {
        lines.push(String::new());
        lines.push(match (operation.method, long_running.final_state_via) {
            (HttpMethod::Delete, _) => "Long-running: awaiting it waits until the resource is gone.".to_owned(),
            (_, Some(FinalStateVia::Location)) => "Long-running: awaiting it waits for the result.".to_owned(),
            _ => "Long-running: awaiting it waits for the end and gives the final state.".to_owned(),
        });
    }
    lines
}

/// Documentation of a model or an enum.
pub(super) fn of_schema(schema: &Schema) -> Vec<String> {
    if let Some(text) = &schema.documentation {
        return wrapped(text);
    }
    let words = sentence(&schema.name);
    let what = match &schema.kind {
        SchemaKind::Enum(_) => "values of the service; others are kept as they come",
        SchemaKind::Object(it) if it.discriminator.is_some() => "one of several kinds",
        _ => match schema.usage {
            Usage { request: true, response: true, .. } => "sent and received",
            Usage { request: true, .. } => "sent",
            Usage { error: true, response: false, .. } => "part of an error",
            Usage { response: true, .. } => "received",
            Usage { .. } => "not used by any operation",
        },
    };
    vec![format!("{words}: {what}.")]
}

/// Documentation of a field; empty when the spec says nothing beyond name and type.
pub(super) fn of_property(property: &Property, unnamed_values: &[String]) -> Vec<String> {
    let mut facts = Vec::new();
    if property.read_only {
        facts.push("Read-only.".to_owned());
    } else if let Some(it) = property.mutability {
        match (it.create, it.read, it.update) {
            (true, _, false) => facts.push("Set on creation only.".to_owned()),
            (false, _, true) => facts.push("Set on update only.".to_owned()),
            (_, false, _) => facts.push("Never in a response.".to_owned()),
            _ => {}
        }
    }
    if property.required && !property.read_only {
        facts.push("Required.".to_owned());
    }
    if let Some(default) = &property.default {
        facts.push(format!("Default: `{}`.", code(&default.to_string())));
    }
    facts.extend(of_constraints(&property.constraints));
    if !unnamed_values.is_empty() {
        let values: Vec<String> = unnamed_values.iter().map(|it| format!("`{}`", code(it))).collect();
        facts.push(format!("One of {}.", values.join(", ")));
    }
    if property.nullable {
        facts.push("May be null.".to_owned());
    }
    let mut lines = property.documentation.as_deref().map(wrapped).unwrap_or_default();
    if !facts.is_empty() {
        lines.extend(wrapped(&facts.join(" ")));
    }
    lines
}

/// Documentation of an optional parameter.
pub(super) fn of_parameter(parameter: &Parameter) -> Vec<String> {
    let mut facts = vec![format!("`{}`", code(&parameter.name))];
    if let Some(default) = &parameter.default {
        facts.push(format!("default `{}`", code(&default.to_string())));
    }
    let mut text = facts.join(", ");
    text.push('.');
    for fact in of_constraints(&parameter.constraints) {
        text.push(' ');
        text.push_str(&fact);
    }
    match &parameter.documentation {
        Some(documentation) => wrapped(&format!("{documentation} ({})", text.trim_end_matches('.'))),
        None => wrapped(&text),
    }
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

/// A name as the beginning of a sentence: `GetQueueStatus` gives `Get queue status`.
pub(super) fn sentence(name: &str) -> String {
    use heck::ToSnakeCase;
    let words = name.to_snake_case().replace('_', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A path from its last provider on, since what comes before is the same everywhere.
fn shortened(path: &str) -> String {
    match path.rfind("/providers/") {
        Some(0) | None => code(path),
        Some(start) => format!("…{}", code(&path[start..])),
    }
}

/// Text that can stand between backquotes.
fn code(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '`' {
                '\''
            } else if c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// Markdown text in lines of at most [`WIDTH`] columns; paragraphs stay paragraphs.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, paragraph) in text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            // Nothing of a spec's texts may open a code block, which would be compiled and run as a test.
            let word: String = word
                .chars()
                .filter(|c| !c.is_control())
                .collect::<String>()
                .replace("```", "\'\'\'")
                .replace("~~~", "---");
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_sentences_and_paths_lose_their_head() {
        assert_eq!(sentence("GetQueueStatus"), "Get queue status");
        assert_eq!(shortened("/subscriptions/{s}/providers/M.X/a/{b}"), "…/providers/M.X/a/{b}");
        assert_eq!(shortened("/providers/M.X/operations"), "/providers/M.X/operations");
    }

    #[test]
    fn long_text_wraps_and_paragraphs_stay() {
        let lines = wrapped(&format!("{}\n\nsecond", "word ".repeat(30)));
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|it| it.chars().count() <= WIDTH));
        assert_eq!(lines[2], "");
    }

    #[test]
    fn no_text_opens_a_code_block() {
        let lines = wrapped("```\n\nstd::process::exit(1);\n\n```\n\n    indented\n\n~~~rust\n\nx");
        assert!(lines.iter().all(|it| !it.contains("```") && !it.contains("~~~") && !it.starts_with(' ')), "{lines:?}");
    }
}
