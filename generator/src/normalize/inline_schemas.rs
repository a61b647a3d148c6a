//! Pass `inline_schemas`: anonymous objects and enums get names, made from the place where they stand.
//!
//! An enum that the spec names (`x-ms-enum`) keeps that name, and equal enums of one name become one schema. Where the
//! spec gives one name to different enums, none of them gets it: which one did would depend on the order. Everything
//! without such a name is named by its path, `<Schema><Property>`. Where that name is taken, by a definition, a named enum
//! or an anonymous schema that is less deep (else: whose JSON pointer is the first), the name says besides what the schema is
//! that of, as `<Schema><Property>Field`, and what nothing else tells apart is named by its JSON pointer. So no new schema
//! renames an old one, unless it has the better claim.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToUpperCamelCase;

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{BodyKind, EnumSchema, Schema, SchemaKind, Service, Status, Type};
use crate::openapi::joined;

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    let ambiguous = ambiguous_enum_names(service);
    let mut search = Search { found: Vec::new(), known: HashMap::new() };
    search.service(service);
    let names = names(&search.found, &ambiguous, &service.schemas, diagnostics);
    for schema in service.schemas.values_mut() {
        refer(schema, &names);
    }
    for operation in service.operations_mut() {
        operation.parameters.iter_mut().for_each(|it| refer_value(&mut it.value, &names));
        operation.body.iter_mut().for_each(|it| refer_value(&mut it.value, &names));
        operation.responses.iter_mut().filter_map(|it| it.body.as_mut()).for_each(|it| refer_value(it, &names));
    }
    for (found, name) in search.found.into_iter().zip(&names) {
        let mut schema = found.schema;
        refer(&mut schema, &names);
        schema.name.clone_from(name);
        service.schemas.entry(name.clone()).or_insert(schema);
    }
}

/// An anonymous schema, taken out of its place.
struct Found {
    /// The name of what it stands in, or the number of the anonymous schema it stands in.
    parent: Parent,
    /// The path from there on, as the end of a name.
    path: Path,
    schema: Schema,
}

/// The end of a name.
#[derive(Clone)]
struct Path {
    /// What it is, unless that name is taken.
    usual: String,
    /// What it is else, the best first.
    others: Vec<String>,
}

impl Path {
    /// The path to a thing, and what it is the path to.
    fn new(usual: String, thing: &str) -> Self {
        let others = vec![format!("{usual}{thing}")];
        Self { usual, others }
    }

    /// The same for what the spec has another name of, for clients.
    fn known_as(mut self, client_name: Option<&str>) -> Self {
        self.others.splice(0..0, client_name.map(capitalized));
        self
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Parent {
    Named(String),
    Anonymous(usize),
}

/// Takes anonymous schemas out of their places, parents before children, and leaves their numbers there.
struct Search {
    found: Vec<Found>,
    /// A shared parameter or response may come to one place of a name by several ways.
    known: HashMap<(Parent, String, String), usize>,
}

impl Search {
    fn service(&mut self, service: &mut Service) {
        for (name, schema) in &mut service.schemas {
            self.schema(&Parent::Named(name.clone()), schema);
        }
        for operation in service.operations_mut() {
            let prefix = Parent::Named(joined(&capitalized(&operation.group), &capitalized(&operation.name)));
            for parameter in &mut operation.parameters {
                // The only value of a constant goes out by itself: no type is needed for it.
                if parameter.constant.is_some() || parameter.api_version {
                    parameter.value = Type::text();
                    continue;
                }
                let path = Path::new(capitalized(&parameter.name), "Parameter");
                self.value(&prefix, path.known_as(parameter.client_name.as_deref()), &mut parameter.value);
            }
            if let Some(body) = &mut operation.body {
                let path = Path::new(capitalized(&body.name), "Body").known_as(body.client_name.as_deref());
                self.value(&prefix, path, &mut body.value);
            }
            let has_success = operation.responses.iter().any(|it| it.status.is_success());
            for response in &mut operation.responses {
                if let Some(value) = &mut response.body
                    && response.body_kind != Some(BodyKind::Binary)
                {
                    let status = match response.status {
                        Status::Code(200) => String::new(),
                        // The signs make a word of the digits.
                        Status::Code(code) => format!("_{code}_"),
                        Status::Class(class) => format!("{class}xx"),
                        // It may be the success.
                        Status::Default if !has_success => String::new(),
                        Status::Default => "Default".to_owned(),
                    };
                    self.value(&prefix, Path::new(format!("{status}Response"), "Body"), value);
                }
                // Headers are documentation: their enums are read as text.
                for header in &mut response.headers {
                    header.value = plain(&header.value);
                }
            }
        }
    }

    fn schema(&mut self, parent: &Parent, schema: &mut Schema) {
        match &mut schema.kind {
            SchemaKind::Object(object) => {
                for property in &mut object.properties {
                    let path = Path::new(capitalized(&property.name), "Field");
                    self.value(parent, path.known_as(property.client_name.as_deref()), &mut property.value);
                }
                if let Some(values) = &mut object.additional_properties {
                    self.value(parent, Path::new("Value".to_owned(), "Member"), values);
                }
            }
            SchemaKind::Alias { target } => self.value(parent, Path::new(String::new(), "Type"), target),
            SchemaKind::Enum(_) => {}
        }
    }

    fn value(&mut self, parent: &Parent, path: Path, value: &mut Type) {
        match value {
            Type::Array { items, .. } => {
                self.value(parent, Path::new(format!("{}Item", path.usual), "Element"), items);
            }
            Type::Map { values, .. } => {
                self.value(parent, Path::new(format!("{}Value", path.usual), "Member"), values);
            }
            Type::Inline { schema } => {
                let key = (parent.clone(), path.usual.clone(), schema.origin.pointer.clone());
                if let Some(number) = self.known.get(&key) {
                    **schema = placeholder(*number);
                    return;
                }
                let number = self.found.len();
                self.known.insert(key, number);
                let own = std::mem::replace(schema.as_mut(), placeholder(number));
                self.found.push(Found { parent: parent.clone(), path, schema: own });
                let mut own = std::mem::replace(&mut self.found[number].schema, placeholder(number));
                self.schema(&Parent::Anonymous(number), &mut own);
                self.found[number].schema = own;
            }
            _ => {}
        }
    }
}

/// What stands in the place of an anonymous schema until all have names: nothing but its number.
fn placeholder(number: usize) -> Schema {
    Schema {
        xml: None,
        name: number.to_string(),
        client_name: None,
        kind: SchemaKind::Alias { target: Type::Any },
        usage: crate::model::Usage::default(),
        deprecated: false,
        documentation: None,
        origin: crate::model::Origin::default(),
    }
}

fn refer(schema: &mut Schema, names: &[String]) {
    match &mut schema.kind {
        SchemaKind::Object(object) => {
            let values = object.properties.iter_mut().map(|it| &mut it.value);
            values.chain(&mut object.additional_properties).for_each(|it| refer_value(it, names));
        }
        SchemaKind::Alias { target } => refer_value(target, names),
        SchemaKind::Enum(_) => {}
    }
}

fn refer_value(value: &mut Type, names: &[String]) {
    match value {
        Type::Array { items, .. } => refer_value(items, names),
        Type::Map { values, .. } => refer_value(values, names),
        Type::Inline { schema } => {
            let name = schema.name.parse::<usize>().ok().and_then(|number| names.get(number));
            *value = name.map_or(Type::Any, Type::reference);
        }
        _ => {}
    }
}

/// The names of all anonymous schemas.
fn names(
    found: &[Found],
    ambiguous: &BTreeSet<String>,
    definitions: &BTreeMap<String, Schema>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; found.len()];
    let mut taken: BTreeSet<String> = definitions.keys().map(|it| camel(it)).collect();
    // Enums with names of their own; equal ones share the first spelling, or the definition.
    let mut enums: HashMap<String, String> = definitions.keys().map(|it| (loose(it), it.clone())).collect();
    for (it, name) in found.iter().zip(&mut names) {
        let own = &it.schema.name;
        if !own.is_empty() && !ambiguous.contains(&loose(own)) {
            let shared = enums.entry(loose(own)).or_insert_with(|| own.clone());
            taken.insert(camel(shared));
            *name = Some(shared.clone());
        }
    }
    // Generation by generation, since children are named after their parents.
    let mut depths: Vec<usize> = Vec::with_capacity(found.len());
    for it in found {
        depths.push(match it.parent {
            Parent::Named(_) => 0,
            Parent::Anonymous(parent) => depths.get(parent).map_or(0, |it| it + 1),
        });
    }
    let mut order: Vec<usize> = (0..found.len()).filter(|at| names[*at].is_none()).collect();
    order.sort_by_cached_key(|at| {
        (depths[*at], found[*at].schema.origin.pointer.clone(), found[*at].path.usual.clone())
    });
    for generation in order.chunk_by(|a, b| depths[*a] == depths[*b]) {
        let mut left: Vec<(usize, String)> = Vec::new();
        for at in generation {
            let parent = match &found[*at].parent {
                Parent::Named(name) => name.clone(),
                Parent::Anonymous(parent) => names.get(*parent).cloned().flatten().unwrap_or_default(),
            };
            let usual = joined(&parent, &found[*at].path.usual);
            if taken.insert(camel(&usual)) {
                names[*at] = Some(usual);
            } else {
                left.push((*at, parent));
            }
        }
        // Names of others are nothing to choose from.
        for (at, parent) in left {
            names[at] = Some(other_name(&parent, &found[at], &mut taken, diagnostics));
        }
    }
    for (it, name) in found.iter().zip(&names) {
        let Some(name) = name else { continue };
        let is_text = matches!(&it.schema.kind, SchemaKind::Enum(it) if matches!(it.value, Type::String { .. }));
        if is_text && ambiguous.contains(&loose(&it.schema.name)) && it.schema.client_name.is_none() {
            let message = format!("other enums are called `{}` as well; this one is `{name}`", it.schema.name);
            let origin = &it.schema.origin;
            diagnostics.add(Code::EnumNameShared, origin.span, format!("{}/type", origin.pointer), message);
        }
    }
    names.into_iter().map(Option::unwrap_or_default).collect()
}

/// The name of an anonymous schema whose usual name is taken.
fn other_name(parent: &str, it: &Found, taken: &mut BTreeSet<String>, diagnostics: &mut Diagnostics) -> String {
    let usual = joined(parent, &it.path.usual);
    let pointer = &it.schema.origin.pointer;
    let by_place = pointer.trim_start_matches("/components").replace("~1", "/").to_upper_camel_case();
    let others = it.path.others.iter().map(|it| joined(parent, it));
    let mut others =
        others.chain([by_place.clone(), format!("{usual}{by_place}"), format!("{usual}{by_place}Anonymous")]);
    let (code, name) = match others.find(|it| taken.insert(camel(it))) {
        Some(name) => (Code::NameSettled, name),
        None => (Code::NameClash, usual.clone()),
    };
    let message = format!("the schema here would be called `{usual}`, as another is; it is `{name}`");
    // Of a schema that the manifest renames, this name is not the one that callers see.
    if code == Code::NameClash || it.schema.client_name.is_none() {
        diagnostics.add(code, it.schema.origin.span, format!("{pointer}/type"), message);
        diagnostics.settled_by(Remedy::Rename { to: name.clone() });
    }
    name
}

/// A name as the continuation of another: its first letter a capital.
fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What a name is in UpperCamelCase, without signs: clients cannot tell apart what is equal then.
fn camel(name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    words.to_upper_camel_case()
}

/// Letters and digits of a name in lower case.
fn loose(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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

/// The names, letters and digits in lower case, under which the spec has enums with different values, or something else.
fn ambiguous_enum_names(service: &Service) -> BTreeSet<String> {
    let mut known: BTreeMap<String, &EnumSchema> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    for (name, schema) in &service.schemas {
        match &schema.kind {
            SchemaKind::Enum(it) => drop(known.insert(loose(name), it)),
            _ => drop(ambiguous.insert(loose(name))),
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
        let name = loose(name);
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
            for value in values.chain(&object.additional_properties) {
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

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
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
        assert_eq!(diagnostics.count_of(Code::EnumNameShared), 2);
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

    #[test]
    fn names_that_are_taken_are_made_of_the_place() {
        let text = r##"
paths:
  /a:
    get:
      operationId: Pool_Get
      parameters: [{name: mode, in: query, schema: {type: string, enum: [P, Q]}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pool'}}}}}
components:
  schemas:
    Pool:
      type: object
      properties:
        xItem: {type: object, properties: {a: {type: string}}}
        x: {type: array, items: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}}
        network: {type: object, properties: {deep: {type: object, properties: {mode: {type: string}}}}}
    PoolNetwork: {type: object, properties: {other: {type: string}}}
    pool_get: {type: object, properties: {mode: {type: string, enum: [A, B]}}}
"##;
        let (service, diagnostics) = normalized(text);
        assert!(!diagnostics.has_errors());
        let names: Vec<_> = service.schemas.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "Pool",
                "PoolGetModeParameter",
                "PoolNetwork",
                "PoolNetworkField",
                "PoolNetworkFieldDeep",
                "PoolXItem",
                "PoolXItemB",
                "PoolXItemField",
                "pool_get",
                "pool_getMode",
            ]
        );
        let SchemaKind::Object(pool) = &service.schemas["Pool"].kind else { panic!() };
        assert_eq!(pool.properties[0].value, Type::reference("PoolXItemField"), "its pointer comes later");
        assert_eq!(pool.properties[2].value, Type::reference("PoolNetworkField"));
    }

    #[test]
    fn a_name_that_is_taken_is_that_for_clients_or_says_what_it_names_or_where() {
        let (service, diagnostics) = normalized(
            r##"
paths:
  /a:
    get:
      operationId: Jobs_Create
      parameters:
      - {name: Content-Type, in: query, schema: {type: string, enum: [P]}, x-ms-client-name: jobKind}
      - {name: contentType, in: query, schema: {type: string, enum: [Q, R]}}
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Site'}}}}}
components:
  schemas:
    Site:
      allOf:
      - {properties: {netWork: {type: object, properties: {a: {type: string}}}}}
      - {properties: {net_work: {type: object, properties: {b: {type: string}}}}}
      - {properties: {net-work: {type: object, properties: {c: {type: object, properties: {d: {type: string}}}}}}}
      - {properties: {netWorkField: {type: object, properties: {e: {type: string}}}}}
    JobsCreateContentType: {type: object, properties: {a: {type: string}}}
"##,
        );
        assert!(!diagnostics.has_errors());
        let names: Vec<_> = service.schemas.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "JobsCreateContentType",
                "JobsCreateContentTypeParameter",
                "JobsCreateJobKind",
                "SchemasSiteAllOf1PropertiesNetWork",
                "SchemasSiteAllOf2PropertiesNetWork",
                "SchemasSiteAllOf2PropertiesNetWorkC",
                "Site",
                "SiteNetWork",
                "SiteNetWorkField",
            ],
            "a schema keeps its usual name, whoever else could do with it"
        );
    }
}
