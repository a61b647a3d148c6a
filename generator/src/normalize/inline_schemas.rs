//! Pass `inline_schemas`: anonymous objects and enums get names, made from the place where they stand.
//!
//! An enum that the spec names (`x-ms-enum`) keeps that name, and equal enums of one name become one schema. Where the
//! spec gives one name to different enums, none of them gets it: which one did would depend on the order. Everything
//! without such a name is named by its path, `<Schema><Property>`, so that a new schema never renames an old one.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{BodyKind, EnumSchema, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let ambiguous = ambiguous_enum_names(service);
    let mut names = Names { schemas: BTreeMap::new(), taken: service.schemas.clone(), ambiguous, diagnostics };
    for (name, schema) in &mut service.schemas {
        names.schema(name, schema);
    }
    for operation in service.operations_mut() {
        let prefix = operation_prefix(&operation.group, &operation.name);
        for parameter in &mut operation.parameters {
            // The only value of a constant goes out by itself: no type is needed for it.
            if parameter.constant.is_some() || parameter.api_version {
                parameter.value = Type::text();
                continue;
            }
            let path = format!("{prefix}{}", capitalized(&parameter.name));
            names.value(&path, &mut parameter.value);
        }
        if let Some(body) = &mut operation.body {
            names.value(&format!("{prefix}{}", capitalized(&body.name)), &mut body.value);
        }
        for response in &mut operation.responses {
            if let Some(value) = &mut response.body
                && response.body_kind != Some(BodyKind::Binary)
            {
                let status = match response.status {
                    crate::model::Status::Code(200) => String::new(),
                    crate::model::Status::Code(code) => code.to_string(),
                    crate::model::Status::Class(class) => format!("{class}xx"),
                    crate::model::Status::Default => "Default".to_owned(),
                };
                names.value(&format!("{prefix}{status}Response"), value);
            }
            // Headers are documentation: their enums are read as text.
            for header in &mut response.headers {
                header.value = plain(&header.value);
            }
        }
    }
    let Names { schemas, .. } = names;
    service.schemas.extend(schemas);
}

/// `AgentPools` and `List` give `AgentPoolsList`.
fn operation_prefix(group: &str, name: &str) -> String {
    format!("{}{}", capitalized(group), capitalized(name))
}

/// A name as the continuation of another: its first letter a capital.
fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn plain(value: &Type) -> Type {
    match value {
        Type::Inline { schema } => match &schema.kind {
            SchemaKind::Enum(it) => it.value.clone(),
            _ => Type::text(),
        },
        other => other.clone(),
    }
}

struct Names<'a> {
    /// The schemas named so far.
    schemas: BTreeMap<String, Schema>,
    /// The definitions, whose names are taken.
    taken: BTreeMap<String, Schema>,
    /// Names, in lower case, that the spec gives to different enums.
    ambiguous: BTreeSet<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Names<'_> {
    fn schema(&mut self, path: &str, schema: &mut Schema) {
        match &mut schema.kind {
            SchemaKind::Object(object) => {
                for property in &mut object.properties {
                    let path = format!("{path}{}", capitalized(&property.name));
                    self.value(&path, &mut property.value);
                }
                if let Some(values) = &mut object.additional_properties {
                    self.value(&format!("{path}Value"), values);
                }
                for parent in &mut object.parents {
                    self.value(path, parent);
                }
            }
            SchemaKind::Alias { target } => self.value(path, target),
            SchemaKind::Enum(_) => {}
        }
    }

    fn value(&mut self, path: &str, value: &mut Type) {
        match value {
            Type::Array { items } => self.value(&format!("{path}Item"), items),
            Type::Map { values } => self.value(&format!("{path}Value"), values),
            Type::Inline { schema } => {
                let mut schema = std::mem::replace(schema.as_mut(), placeholder());
                let name = self.name(path, &schema);
                if let Some(name) = name.new {
                    schema.name.clone_from(&name);
                    self.taken.insert(name.clone(), schema.clone());
                    self.schema(&name, &mut schema);
                    self.schemas.insert(name, schema);
                }
                *value = Type::Reference { name: name.used };
            }
            _ => {}
        }
    }

    fn name(&mut self, path: &str, schema: &Schema) -> Name {
        if schema.name.is_empty() || self.ambiguous.contains(&schema.name.to_ascii_lowercase()) {
            return self.by_path(path, schema);
        }
        // Names that differ in case alone would be one Rust name.
        match self.taken.keys().find(|it| it.eq_ignore_ascii_case(&schema.name)) {
            Some(name) => Name { used: name.clone(), new: None },
            None => Name { used: schema.name.clone(), new: Some(schema.name.clone()) },
        }
    }

    fn by_path(&mut self, path: &str, schema: &Schema) -> Name {
        if let Some(known) = self.taken.get(path) {
            let again = known.origin.pointer == schema.origin.pointer;
            if !again {
                self.diagnostics.add(
                    Code::NameClash,
                    schema.origin.span,
                    &schema.origin.pointer,
                    format!("the schema here would be called `{path}`, as the one at #{}", known.origin.pointer),
                );
            }
            return Name { used: path.to_owned(), new: None };
        }
        Name { used: path.to_owned(), new: Some(path.to_owned()) }
    }
}

struct Name {
    used: String,
    /// The name again, if the schema is not known under it yet.
    new: Option<String>,
}

/// The names, in lower case, under which the spec has enums with different values, or something else.
fn ambiguous_enum_names(service: &Service) -> BTreeSet<String> {
    let mut known: BTreeMap<String, &EnumSchema> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    for (name, schema) in &service.schemas {
        match &schema.kind {
            SchemaKind::Enum(it) => drop(known.insert(name.to_ascii_lowercase(), it)),
            _ => drop(ambiguous.insert(name.to_ascii_lowercase())),
        }
    }
    let mut inline: Vec<(&str, &EnumSchema)> = Vec::new();
    for schema in service.schemas.values() {
        inline_enums_of(schema, &mut inline);
    }
    for operation in service.operations() {
        let parameters = operation.parameters.iter().filter(|it| it.constant.is_none()).map(|it| &it.value);
        let bodies = operation.body.iter().map(|it| &it.value);
        let responses = operation.responses.iter().filter_map(|it| it.body.as_ref());
        for value in parameters.chain(bodies).chain(responses) {
            inline_enums(value, &mut inline);
        }
    }
    for (name, it) in inline {
        let name = name.to_ascii_lowercase();
        match known.get(&name) {
            Some(other) if !same_values(other, it) => drop(ambiguous.insert(name)),
            Some(_) => {}
            None => drop(known.insert(name, it)),
        }
    }
    ambiguous
}

fn inline_enums_of<'a>(schema: &'a Schema, found: &mut Vec<(&'a str, &'a EnumSchema)>) {
    match &schema.kind {
        SchemaKind::Object(object) => {
            let values = object.properties.iter().map(|it| &it.value);
            for value in values.chain(&object.additional_properties).chain(&object.parents) {
                inline_enums(value, found);
            }
        }
        SchemaKind::Alias { target } => inline_enums(target, found),
        SchemaKind::Enum(_) => {}
    }
}

fn inline_enums<'a>(value: &'a Type, found: &mut Vec<(&'a str, &'a EnumSchema)>) {
    value.visit(&mut |value| {
        if let Type::Inline { schema } = value {
            match &schema.kind {
                SchemaKind::Enum(it) if !schema.name.is_empty() => found.push((&schema.name, it)),
                _ => inline_enums_of(schema, found),
            }
        }
    });
}

fn same_values(a: &EnumSchema, b: &EnumSchema) -> bool {
    a.value == b.value
        && a.values.len() == b.values.len()
        && a.values.iter().all(|it| b.values.iter().any(|other| other.value == it.value))
}

fn placeholder() -> Schema {
    Schema {
        xml: None,
        name: String::new(),
        client_name: None,
        kind: SchemaKind::Alias { target: Type::Any },
        usage: crate::model::Usage::default(),
        deprecated: false,
        documentation: None,
        origin: crate::model::Origin::default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::normalized;

    #[test]
    fn anonymous_schemas_are_named_by_their_path_and_enums_by_the_spec() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Pool:
      type: object
      properties:
        state: {type: string, enum: [On, Off], x-ms-enum: {name: PoolState, modelAsString: true}}
        previous: {type: string, enum: [Off, On], x-ms-enum: {name: PoolState, modelAsString: true}}
        network:
          type: object
          properties:
            mode: {type: string, enum: [A]}
        disks:
          type: array
          items: {type: object, properties: {size: {type: integer}}}
        size: {type: string, enum: [S], x-ms-enum: {name: Size}}
    Other:
      type: object
      properties:
        size: {type: string, enum: [L], x-ms-enum: {name: Size}}
"##,
        );
        assert!(!diagnostics.has_errors());
        let names: Vec<_> = service.schemas.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["Other", "OtherSize", "Pool", "PoolDisksItem", "PoolNetwork", "PoolNetworkMode", "PoolSize", "PoolState"],
            "equal enums of one name are one schema; different ones are named by their path"
        );
        let SchemaKind::Object(pool) = &service.schemas["Pool"].kind else { panic!() };
        assert_eq!(pool.properties[0].value, Type::reference("PoolState"));
        assert_eq!(pool.properties[1].value, Type::reference("PoolState"));
    }
}
