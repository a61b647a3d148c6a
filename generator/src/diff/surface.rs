//! The public API of a generated crate: takes its plan, gives every item that callers can name, by what it comes from.
//!
//! Two surfaces beside each other show what a change of the spec does to callers' code, exactly: both are read from the
//! plans that would be printed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::effect::Effect;
use super::matching::Matching;
use super::subject::Subject;
use crate::model::{Location, Status};
use crate::rust::{Argument, ArgumentType, Crate, Field, Flavor, Item, Method, RustType, Sent, StructItem};

/// A side of an item that can change by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Aspect {
    /// Whether `Client::new` takes an endpoint.
    Endpoint,
    /// The constant with the endpoint that the documents name.
    EndpointConstant,
    ClientParameter,
    Accessor,
    Method,
    /// A positional argument and its type.
    Argument,
    /// In which order arguments come.
    Order,
    /// How an operation is called and what it gives.
    Output,
    /// The struct around a call that has optional parameters.
    Options,
    Setter,
    ResponseVariant,
    /// A struct, enum or union.
    Type,
    /// The struct of a base's own properties.
    Base,
    Field,
    /// The field of all other members.
    Additional,
    /// An argument of a model's `new`.
    New,
    /// In which order the arguments of `new` come.
    NewOrder,
    Exhaustive,
    Value,
    Subtype,
    Deprecated,
}

/// An item as callers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its path.
    pub path: String,
    /// Its type, or whatever else of it can change.
    pub signature: String,
}

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// What the item comes from.
    #[serde(skip)]
    pub subject: Subject,
    /// Which side of it changed.
    pub aspect: Aspect,
    /// The old item; `None` if it is new.
    pub old: Option<Entry>,
    /// The new item; `None` if it is gone.
    pub new: Option<Entry>,
    /// What that does to code that uses it.
    pub effect: Effect,
    /// Whether code goes on compiling and means something else: values of one type that change places.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// Every item that callers can name.
pub(super) struct Surface {
    entries: BTreeMap<(Subject, Aspect), Entry>,
    /// Rust names of types by schema: those of the type itself, and of its base's own struct.
    names: BTreeMap<(String, Aspect), String>,
}

impl Surface {
    /// The surface of a crate, as its own side names things.
    pub(super) fn new(plan: &Crate) -> Self {
        let mut surface = Surface { entries: BTreeMap::new(), names: BTreeMap::new() };
        surface.client(plan);
        for method in plan.groups.iter().flat_map(|group| group.methods.iter().map(move |it| (group, it))) {
            surface.method(method.0.module.as_str(), &method.0.type_name, method.1);
        }
        for it in plan.groups.iter().flat_map(|it| &it.responses) {
            for (ident, status, value) in &it.variants {
                let subject = Subject::Response {
                    operation: it.operation.clone(),
                    status: status.map_or(Status::Class(2), Status::Code),
                };
                surface.add(subject, Aspect::ResponseVariant, format!("{}::{ident}", it.name), show(value));
            }
        }
        for item in &plan.models {
            surface.item(item);
        }
        surface
    }

    fn add(&mut self, subject: Subject, aspect: Aspect, path: String, signature: String) {
        self.entries.insert((subject, aspect), Entry { path, signature });
    }

    fn client(&mut self, plan: &Crate) {
        let client = &plan.client;
        if client.data_plane {
            self.add(Subject::Service, Aspect::Endpoint, "Client::new".to_owned(), "endpoint: &str".to_owned());
        }
        if client.default_endpoint.is_some() {
            self.add(Subject::Service, Aspect::EndpointConstant, "ENDPOINT".to_owned(), "&str".to_owned());
        }
        for it in &client.parameters {
            let subject = Subject::ClientParameter { name: it.wire.clone() };
            self.add(subject, Aspect::ClientParameter, "Client::new".to_owned(), "impl Into<String>".to_owned());
        }
        let order: Vec<&str> = client.parameters.iter().map(|it| it.wire.as_str()).collect();
        self.add(Subject::Service, Aspect::Order, "Client::new".to_owned(), order.join("\n"));
        for it in &client.accessors {
            let subject = Subject::Group { name: it.module.clone() };
            self.add(subject, Aspect::Accessor, format!("Client::{}", it.ident), it.type_name.clone());
        }
    }

    fn method(&mut self, module: &str, type_name: &str, method: &Method) {
        let id = &method.operation.id;
        let subject = || Subject::operation(id);
        let owner = if module == "client" && type_name == "Client" {
            "Client".to_owned()
        } else {
            format!("operations::{module}::{type_name}")
        };
        let path = format!("{owner}::{}", method.ident);
        self.add(subject(), Aspect::Method, path.clone(), String::new());
        let mut order = Vec::new();
        for it in &method.arguments {
            let of = argument_subject(id, it);
            order.push(of.to_string());
            self.add(of, Aspect::Argument, path.clone(), argument(&it.value));
        }
        self.add(subject(), Aspect::Order, path.clone(), order.join("\n"));
        let call = match method.flavor {
            Flavor::Call => "Call",
            Flavor::Pager => "Pager",
            Flavor::Lro => "LroCall",
        };
        self.add(subject(), Aspect::Output, path.clone(), format!("{call}<{}>", show(&method.output)));
        if let Some(options) = &method.options {
            let path = format!("operations::{module}::{}", options.name);
            self.add(subject(), Aspect::Options, path.clone(), String::new());
            for it in &options.setters {
                let of = argument_subject(id, &it.argument);
                let signature = argument(&it.argument.value);
                self.add(of, Aspect::Setter, format!("{path}::{}", it.argument.ident), signature);
            }
        }
        if method.deprecated {
            self.add(subject(), Aspect::Deprecated, path, String::new());
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(it) => self.structure(it),
            Item::Enum(it) => {
                self.type_of(&it.schema, Aspect::Type, &it.name, "enum");
                for value in &it.values {
                    let subject = Subject::Value { schema: it.schema.clone(), value: value.wire.clone() };
                    self.add(subject, Aspect::Value, format!("models::{}::{}", it.name, value.ident), String::new());
                }
            }
            Item::Union(it) => {
                self.type_of(&it.schema, Aspect::Type, &it.name, "union");
                for variant in &it.variants {
                    for value in &variant.wires {
                        let subject = Subject::Subtype { schema: it.schema.clone(), value: value.clone() };
                        let path = format!("models::{}::{}", it.name, variant.ident);
                        self.add(subject, Aspect::Subtype, path, format!("models::{}", variant.payload));
                    }
                }
            }
        }
    }

    fn type_of(&mut self, schema: &str, aspect: Aspect, name: &str, kind: &str) {
        self.names.insert((schema.to_owned(), aspect), name.to_owned());
        self.add(Subject::schema(schema), aspect, format!("models::{name}"), kind.to_owned());
    }

    fn structure(&mut self, it: &StructItem) {
        let schema = it.schema.as_str();
        let aspect = if it.is_base { Aspect::Base } else { Aspect::Type };
        self.type_of(schema, aspect, &it.name, "struct");
        let path = format!("models::{}", it.name);
        if it.non_exhaustive {
            self.add(Subject::schema(schema), Aspect::Exhaustive, path.clone(), "#[non_exhaustive]".to_owned());
        }
        if it.deprecated {
            self.add(Subject::schema(schema), Aspect::Deprecated, path.clone(), String::new());
        }
        for field in &it.fields {
            let subject = Subject::property(schema, &field.wire);
            let path = format!("{path}::{}", field.ident);
            self.add(subject.clone(), Aspect::Field, path.clone(), show(&field.value));
            if field.deprecated {
                self.add(subject, Aspect::Deprecated, path, String::new());
            }
        }
        let required: Vec<&Field> =
            it.required.iter().filter_map(|ident| it.fields.iter().find(|it| it.ident == *ident)).collect();
        for field in &required {
            let subject = Subject::property(schema, &field.wire);
            self.add(subject, Aspect::New, format!("{path}::new"), format!("impl Into<{}>", show(&field.value)));
        }
        if !required.is_empty() {
            let order: Vec<&str> = required.iter().map(|it| it.wire.as_str()).collect();
            self.add(Subject::schema(schema), Aspect::NewOrder, format!("{path}::new"), order.join("\n"));
        }
        if let Some((ident, value)) = &it.additional {
            let signature = format!("Map<{}>", show(value));
            self.add(Subject::schema(schema), Aspect::Additional, format!("{path}::{ident}"), signature);
        }
    }

    /// Whether a schema is a type of the crate.
    pub(super) fn has_type(&self, schema: &str) -> bool {
        [Aspect::Type, Aspect::Base].iter().any(|it| self.names.contains_key(&(schema.to_owned(), *it)))
    }

    /// The types of arguments in their order, for the entry of an order.
    fn types_in_order(&self, (subject, aspect): &(Subject, Aspect)) -> Vec<&str> {
        let Some(order) = self.entries.get(&(subject.clone(), *aspect)) else { return Vec::new() };
        let key = |line: &str| match subject {
            Subject::Schema { name } => Some((Subject::property(name, line), Aspect::New)),
            Subject::Operation { id } => Some((argument_of(id, line)?, Aspect::Argument)),
            _ => Some((Subject::ClientParameter { name: line.to_owned() }, Aspect::ClientParameter)),
        };
        let of = |line: &str| Some(self.entries.get(&key(line)?)?.signature.as_str());
        order.signature.lines().map(|it| of(it).unwrap_or_default()).collect()
    }

    /// The surface of the old side as the new side names what it has too, so that a new name of a type shows at the
    /// type alone.
    fn translated(self, new: &Surface, matching: &Matching) -> Surface {
        let mut types: BTreeMap<String, String> = BTreeMap::new();
        for ((schema, aspect), name) in &self.names {
            let target = matching.schema(schema).map(|it| (it.to_owned(), *aspect));
            if let Some(other) = target.and_then(|it| new.names.get(&it)).filter(|other| *other != name) {
                types.insert(name.clone(), other.clone());
            }
        }
        let container = |subject: &Subject| match subject {
            Subject::Schema { name } => Some(name.clone()),
            _ => None,
        };
        let entries = self
            .entries
            .into_iter()
            .map(|((subject, aspect), mut entry)| {
                if aspect == Aspect::NewOrder
                    && let Some(schema) = container(&subject)
                {
                    let names = entry.signature.lines().map(|it| matching.property(&schema, it));
                    entry.signature = names.collect::<Vec<_>>().join("\n");
                } else if aspect == Aspect::Order && subject != Subject::Service {
                    entry.signature = translated_order(&subject, &entry.signature, matching);
                } else if !types.is_empty() {
                    entry.signature = with_names(&entry.signature, &types);
                }
                let renamed = match aspect {
                    Aspect::Type | Aspect::Base => entry.path.clone(),
                    _ => with_names(&entry.path, &types),
                };
                entry.path = renamed;
                ((matching.translate(&subject), aspect), entry)
            })
            .collect();
        Surface { entries, names: self.names }
    }
}

/// The order of arguments by their new names.
fn translated_order(operation: &Subject, order: &str, matching: &Matching) -> String {
    let Subject::Operation { id } = operation else { return order.to_owned() };
    let translated = |line: &str| match argument_of(id, line) {
        Some(subject) => matching.translate(&subject).to_string(),
        None => line.to_owned(),
    };
    order.lines().map(translated).collect::<Vec<_>>().join("\n")
}

/// The subject of an argument that the order of an operation's arguments has written out.
fn argument_of(operation: &str, line: &str) -> Option<Subject> {
    let rest = line.strip_prefix(operation)?.strip_prefix('/')?;
    let Some((at, name)) = rest.split_once('/') else { return Some(Subject::Body { operation: operation.to_owned() }) };
    let location = match at {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "form" => Location::Form,
        _ => Location::Cookie,
    };
    Some(Subject::Parameter { operation: operation.to_owned(), location, name: name.to_owned() })
}

/// A signature or path with other names of types in it.
fn with_names(text: &str, types: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("models::") {
        let (before, after) = rest.split_at(start + "models::".len());
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
        let (name, tail) = after.split_at(end);
        out.push_str(before);
        out.push_str(types.get(name).map_or(name, String::as_str));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// What differs, sorted by subject and aspect.
pub(super) fn differences(old: Surface, new: &Surface, matching: &Matching) -> Vec<ItemChange> {
    let old = old.translated(new, matching);
    let with_new = |surface: &Surface| -> BTreeSet<String> {
        let of = surface.entries.keys().filter(|(_, aspect)| *aspect == Aspect::NewOrder);
        of.filter_map(|(subject, _)| match subject {
            Subject::Schema { name } => Some(name.clone()),
            _ => None,
        })
        .collect()
    };
    let (had_new, has_type) = (with_new(&old), |it: &Subject| old.entries.contains_key(&(it.clone(), Aspect::Type)));
    let keys: BTreeSet<&(Subject, Aspect)> = old.entries.keys().chain(new.entries.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (a, b) = (old.entries.get(key), new.entries.get(key));
        let (subject, aspect) = key;
        if are_same(*aspect, a, b) {
            continue;
        }
        let effect = match (aspect, a, b) {
            (Aspect::Order | Aspect::NewOrder, Some(a), Some(b)) if !is_reordered(&a.signature, &b.signature) => {
                continue;
            }
            (Aspect::Order, Some(_), Some(_)) => Effect::Major,
            (Aspect::Order | Aspect::NewOrder, _, _) if a.is_none() || b.is_none() => continue,
            // The name of an argument's method is the method's change.
            (
                Aspect::Argument | Aspect::Output | Aspect::New | Aspect::Exhaustive | Aspect::ClientParameter,
                Some(a),
                Some(b),
            ) if a.signature == b.signature => {
                continue;
            }
            (Aspect::Deprecated, None, Some(_)) => Effect::Minor,
            (Aspect::Deprecated, Some(_), None) => Effect::Patch,
            (Aspect::Deprecated, _, _) => continue,
            // Code that writes the type's name is the only one to notice: minor by policy.
            (Aspect::Options, _, _) => Effect::Minor,
            (Aspect::Exhaustive, None, Some(_)) if !has_type(&Subject::schema(schema_of(subject))) => continue,
            (Aspect::Exhaustive, None, Some(_)) => Effect::Major,
            (Aspect::Exhaustive, Some(_), None) => Effect::Minor,
            (Aspect::New, None, Some(_)) if !had_new.contains(schema_of(subject)) => Effect::Minor,
            (Aspect::Argument, None, Some(_)) if !old.entries.contains_key(&(method_of(subject), Aspect::Method)) => {
                Effect::Minor
            }
            (Aspect::Argument | Aspect::ClientParameter | Aspect::Endpoint | Aspect::New, None, Some(_)) => {
                Effect::Major
            }
            (_, None, Some(_)) => Effect::Minor,
            _ => Effect::Major,
        };
        let silent =
            matches!(aspect, Aspect::Order | Aspect::NewOrder) && old.types_in_order(key) == new.types_in_order(key);
        let (old, new) = (a.cloned(), b.cloned());
        found.push(ItemChange { subject: subject.clone(), aspect: *aspect, old, new, effect, silent });
    }
    found
}

/// Whether nothing changed. A member keeps its name when the type around it gets another.
fn are_same(aspect: Aspect, old: Option<&Entry>, new: Option<&Entry>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return false };
    let is_member = matches!(
        aspect,
        Aspect::Setter | Aspect::ResponseVariant | Aspect::Field | Aspect::Additional | Aspect::Value | Aspect::Subtype
    );
    let name = |it: &Entry| match it.path.rsplit_once("::") {
        Some((_, name)) if is_member => name.to_owned(),
        _ => it.path.clone(),
    };
    old.signature == new.signature && name(old) == name(new)
}

/// The operation that an argument belongs to.
fn method_of(subject: &Subject) -> Subject {
    match subject {
        Subject::Parameter { operation, .. } | Subject::Body { operation } => Subject::operation(operation),
        other => other.clone(),
    }
}

fn schema_of(subject: &Subject) -> &str {
    match subject {
        Subject::Schema { name } => name,
        Subject::Property { schema, .. } => schema,
        _ => "",
    }
}

/// Whether what both lists have comes in another order.
fn is_reordered(old: &str, new: &str) -> bool {
    let common = |list: &str, other: &str| -> Vec<String> {
        let other: BTreeSet<&str> = other.lines().collect();
        list.lines().filter(|it| other.contains(it)).map(str::to_owned).collect()
    };
    common(old, new) != common(new, old)
}

fn argument_subject(operation: &str, it: &Argument) -> Subject {
    match &it.sent {
        Sent::Parameter { location, .. } => {
            Subject::Parameter { operation: operation.to_owned(), location: *location, name: it.wire.clone() }
        }
        _ => Subject::Body { operation: operation.to_owned() },
    }
}

fn argument(value: &ArgumentType) -> String {
    match value {
        ArgumentType::Str => "&str".to_owned(),
        ArgumentType::Copy(it) => show(it),
        ArgumentType::Ref(it) => format!("&{}", show(it)),
        ArgumentType::Slice(RustType::String) => "&[&str]".to_owned(),
        ArgumentType::Slice(it) => format!("&[{}]", show(it)),
        ArgumentType::Nullable(RustType::String) => "Option<&str>".to_owned(),
        ArgumentType::Nullable(RustType::Vec(it)) => format!("Option<&[{}]>", show(it)),
        ArgumentType::Nullable(it) if it.is_small() => format!("Option<{}>", show(it)),
        ArgumentType::Nullable(it) => format!("Option<&{}>", show(it)),
        ArgumentType::Bytes => "impl Into<BinaryBody>".to_owned(),
        ArgumentType::File => "impl Into<FilePart>".to_owned(),
        ArgumentType::Files => "Vec<FilePart>".to_owned(),
    }
}

/// A type as text; the names of models begin with `models::`.
fn show(it: &RustType) -> String {
    match it {
        RustType::Model(name) => format!("models::{name}"),
        RustType::Local(name) => name.clone(),
        RustType::Vec(it) => format!("Vec<{}>", show(it)),
        RustType::Map(it) => format!("Map<{}>", show(it)),
        RustType::Box(it) => format!("Box<{}>", show(it)),
        RustType::Option(it) => format!("Option<{}>", show(it)),
        RustType::Sensitive(it) => format!("Sensitive<{}>", show(it)),
        RustType::Pager(it) => format!("Pager<{}>", show(it)),
        RustType::Unit => "()".to_owned(),
        RustType::Json => "Value".to_owned(),
        RustType::Bool | RustType::I32 | RustType::I64 | RustType::U64 | RustType::F32 | RustType::F64 => {
            format!("{it:?}").to_ascii_lowercase()
        }
        other => format!("{other:?}"),
    }
}
