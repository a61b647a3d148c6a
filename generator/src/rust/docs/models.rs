//! Documentation of models: takes schemas and where they are used, gives sentences about them and their properties.

use std::collections::BTreeMap;

use super::english::sentence;
use super::markdown::{code, escaped, wrapped};
use super::{of_constraints, one_of};
use crate::model::{EnumValue, OperationResult, Property, Schema, SchemaKind, Service, Type};
use crate::rust::types::Types;

/// Where each schema is used: by operations, by other schemas.
#[derive(Default)]
pub(in crate::rust) struct Uses<'a> {
    /// The operations whose pages it is.
    pages: BTreeMap<&'a str, Vec<&'a str>>,
    /// The operations that take it.
    taken: BTreeMap<&'a str, Vec<&'a str>>,
    /// The operations that give it, alone or in a list.
    given: BTreeMap<&'a str, Vec<&'a str>>,
    /// The properties that hold it, by the Rust name of their model.
    held: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
    /// The bases it is a kind of: the discriminator's value and the Rust name of the base.
    kinds: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
}

impl<'a> Uses<'a> {
    /// Looks through a service; only models that `is_emitted` are named.
    pub(in crate::rust) fn of(service: &'a Service, types: &'a Types<'_>, is_emitted: &dyn Fn(&str) -> bool) -> Self {
        let mut uses = Self::default();
        for operation in service.operations() {
            let id = operation.operation_id.as_str();
            let body = operation.body.iter().map(|it| &it.value);
            for value in operation.parameters.iter().map(|it| &it.value).chain(body) {
                note(service, &mut uses.taken, value, id);
            }
            if let Some(paging) = &operation.paging {
                if let Some(item) = &paging.item {
                    note(service, &mut uses.given, item, id);
                }
                for response in operation.responses.iter().filter(|it| !it.error) {
                    if let Some(body) = &response.body {
                        note(service, &mut uses.pages, body, id);
                    }
                }
                continue;
            }
            match &operation.result {
                OperationResult::Body { value } | OperationResult::OptionalBody { value } => {
                    note(service, &mut uses.given, value, id);
                }
                OperationResult::Alternatives { alternatives } => {
                    for value in alternatives.iter().filter_map(|it| it.value.as_ref()) {
                        note(service, &mut uses.given, value, id);
                    }
                }
                OperationResult::Empty | OperationResult::Exists | OperationResult::Stream => {}
            }
        }
        for (name, schema) in service.schemas.iter().filter(|(name, _)| is_emitted(name)) {
            let SchemaKind::Object(object) = &schema.kind else { continue };
            let Ok(model) = types.name(name) else { continue };
            if let Some(discriminator) = &object.discriminator {
                for it in discriminator.subtypes.iter().filter(|it| it.schema != *name) {
                    uses.kinds.entry(&it.schema).or_default().push((&it.value, model));
                }
                if !object.is_own_subtype(name) {
                    continue;
                }
            }
            for property in &object.properties {
                for used in named(service, &property.value) {
                    uses.held.entry(used).or_default().push((&property.name, model));
                }
            }
        }
        uses
    }
}

/// The schemas that a type refers to, those behind other names included.
fn named<'a>(service: &'a Service, value: &'a Type) -> Vec<&'a str> {
    let mut todo = value.references();
    let mut found: Vec<&str> = Vec::new();
    while let Some(name) = todo.pop() {
        if found.contains(&name) {
            continue;
        }
        found.push(name);
        if let Some(SchemaKind::Alias { target }) = service.schemas.get(name).map(|it| &it.kind) {
            todo.extend(target.references());
        }
    }
    found
}

fn note<'a>(service: &'a Service, uses: &mut BTreeMap<&'a str, Vec<&'a str>>, value: &'a Type, operation: &'a str) {
    for name in named(service, value) {
        let list = uses.entry(name).or_default();
        if list.last() != Some(&operation) {
            list.push(operation);
        }
    }
}

/// Documentation of a model or an enum.
pub(in crate::rust) fn of_schema(schema: &Schema, uses: &Uses<'_>) -> Vec<String> {
    if let Some(text) = &schema.documentation {
        return wrapped(&escaped(text));
    }
    let name = schema.name.as_str();
    let operations = |it: &BTreeMap<&str, Vec<&str>>| {
        let ids: Vec<String> = it.get(name)?.iter().map(|it| format!("`{}`", code(it))).collect();
        Some(some_of(&ids, "operation"))
    };
    let places = |it: &BTreeMap<&str, Vec<(&str, &str)>>| {
        let places: Vec<String> = match it.get(name)?.as_slice() {
            [(property, one), (same, two)] if property == same => {
                vec![format!("`{}` of [`{one}`]", code(property)), format!("[`{two}`]")]
            }
            [(one, model), (two, same)] if model == same => {
                vec![format!("`{}` and `{}` of [`{model}`]", code(one), code(two))]
            }
            all => all.iter().map(|(property, model)| format!("`{}` of [`{model}`]", code(property))).collect(),
        };
        Some(some_of(&places, "place"))
    };
    let mut what = if let Some(kinds) = places(&uses.kinds) {
        let own = uses.kinds.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_one = own.iter().all(|(value, _)| *value == own[0].0);
        format!("the {} {kinds}", if is_one { "kind" } else { "kinds" })
    } else if let Some(pages) = operations(&uses.pages) {
        format!("a page of {pages}")
    } else {
        match (operations(&uses.taken), operations(&uses.given), places(&uses.held)) {
            (Some(taken), Some(given), _) => format!("returned by {given}, sent to {taken}"),
            (Some(taken), None, _) => format!("sent to {taken}"),
            (None, Some(given), _) => format!("returned by {given}"),
            (None, None, Some(held)) => held,
            (None, None, None) if schema.usage.error => "part of an error".to_owned(),
            (None, None, None) => "not used by any operation".to_owned(),
        }
    };
    if let SchemaKind::Object(object) = &schema.kind
        && let Some(discriminator) = &object.discriminator
    {
        what.push_str(&format!("; `{}` says which kind it is", code(&discriminator.property)));
    }
    wrapped(&format!("{}: {what}.", sentence(name)))
}

/// The first of a list, and how many more there are.
fn some_of(list: &[String], noun: &str) -> String {
    match list {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, rest @ ..] => format!("{one} and {} more {noun}s", rest.len()),
    }
}

/// Documentation of a field; empty when nothing is known beyond name and type.
pub(in crate::rust) fn of_property(schema: &Schema, property: &Property, unnamed_values: &[&EnumValue]) -> Vec<String> {
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
    if let Some(preset) = property.preset.as_ref().filter(|_| schema.usage.request) {
        facts.push(format!("Holds `{}` from the start.", code(&preset.to_string())));
    }
    if let Some(default) = &property.default {
        facts.push(format!("Default: `{}`.", code(&default.to_string())));
    }
    facts.extend(of_constraints(&property.constraints));
    facts.extend(one_of(unnamed_values));
    if property.nullable {
        facts.push(
            match (schema.usage.request && !property.read_only, property.required && schema.usage.replaces) {
                (true, true) => "May be null, which `None` is sent as.",
                // In a patch nothing but that is null.
                (true, false) => "May be null, which `.null(…)` of a call sends.",
                _ => "May be null.",
            }
            .to_owned(),
        );
    }
    let text = property.documentation.as_deref().map(escaped).unwrap_or_default();
    wrapped(&format!("{text} {}", facts.join(" ")))
}

/// Documentation of a value of an enum.
pub(in crate::rust) fn of_value(documentation: Option<&str>) -> Vec<String> {
    documentation.map(|it| wrapped(&escaped(it))).unwrap_or_default()
}
