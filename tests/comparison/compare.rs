//! The comparison: takes a spec and a surface, gives the names of what the spec defines and the surface lacks.
//!
//! Both are gone through side by side: a property's schema beside the type of its field, down to the last enum value.
//! What was not met on the way is missing, so a comparison that stops short is no success.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::entries;
use super::hierarchy;
use super::spec::{self, Operation, Spec};
use super::surface::{self, Item, Object, Shape, Surface};

/// Headers that are an option of every call, and so no argument of any method.
const CALL_HEADERS: [&str; 3] = ["if-match", "if-none-match", "x-ms-client-request-id"];

/// Headers that the client sets by itself.
const CLIENT_HEADERS: [&str; 2] = ["authorization", "content-length"];

/// The media types of bodies that are forms.
const FORMS: [&str; 2] = ["multipart/form-data", "application/x-www-form-urlencoded"];

/// What is missing, by name; where a thing is missing in one of several places, with that place.
pub fn missing(spec: &Spec, surface: &Surface) -> BTreeSet<String> {
    let mut comparison = Comparison { spec, surface, found: BTreeSet::new(), lost: BTreeSet::new(), depth: 0 };
    for (name, schema) in spec.schemas() {
        comparison.component(name, schema);
    }
    for subtype in hierarchy::subtypes(spec) {
        comparison.subtype(&subtype);
    }
    for operation in spec.operations() {
        comparison.operation(&operation);
    }
    let Comparison { found, mut lost, .. } = comparison;
    lost.extend(entries::all(spec).into_iter().map(|it| it.name).filter(|it| !found.contains(it)));
    lost
}

struct Comparison<'a> {
    spec: &'a Spec,
    surface: &'a Surface,
    found: BTreeSet<String>,
    lost: BTreeSet<String>,
    /// How many names for other schemas were followed; two that name each other have no end.
    depth: usize,
}

impl<'a> Comparison<'a> {
    fn component(&mut self, name: &str, schema: &'a Value) {
        let found = self.surface.item(name, spec::text(schema, "x-ms-client-name"));
        match found {
            Some((ident, item)) => {
                self.found.insert(entries::definition(name));
                self.item(name, schema, ident, item);
            }
            None if self.surface.is_model => {}
            None if self.needs_no_item(name, schema) => {
                self.found.insert(entries::definition(name));
            }
            None => {}
        }
    }

    /// Whether there may be no Rust item of a schema. One that is a parent and nothing else has no values but its
    /// heirs'; its properties are found on these. Numbers and plain types have no names of their own; what stands in
    /// them is found where they are used.
    fn needs_no_item(&self, name: &str, schema: &Value) -> bool {
        if spec::is_object(schema) {
            return hierarchy::is_parent(self.spec, name);
        }
        !spec::is_text_enum(schema)
    }

    fn item(&mut self, place: &str, schema: &'a Value, ident: &str, item: &'a Item) {
        if let Some(values) = &item.values {
            self.values(place, schema, values);
        }
        if let Some(object) = item.object.as_ref().or_else(|| self.payload(ident, item)) {
            self.object(place, schema, object, ident);
        }
        if let Some(shape) = &item.alias {
            self.schema(place, schema, shape);
        }
    }

    /// The struct of a base that is a value itself: one of the subtypes in its own union.
    fn payload(&self, ident: &str, item: &Item) -> Option<&'a Object> {
        let own = format!("{ident}Base");
        item.union.as_ref()?.subtypes.values().find(|it| **it == own)?;
        self.surface.items.get(&own)?.object.as_ref()
    }

    fn values(&mut self, place: &str, schema: &Value, known: &BTreeSet<String>) {
        for value in spec::values(schema) {
            // Null is no value of its own: every field may be absent.
            if value.as_ref().is_none_or(|it| known.contains(it)) {
                self.found.insert(entries::value(place, value.as_deref()));
            } else {
                self.lost.insert(entries::value(place, value.as_deref()));
            }
        }
    }

    fn object(&mut self, place: &str, schema: &'a Value, object: &'a Object, ident: &str) {
        for it in hierarchy::properties(self.spec, place, schema) {
            let name = entries::property(&it.place, it.name);
            let place = format!("{}/properties/{}", it.place, it.name);
            if let Some(field) = object.fields.get(it.name) {
                self.found.insert(name);
                if it.overridden {
                    continue;
                }
                if !field.documented.is_empty() {
                    self.documented(&place, it.schema, &field.documented);
                }
                self.schema(&place, it.schema, &field.shape);
            } else if object.constants.contains_key(it.name) {
                self.found.insert(name);
                self.schema(&place, it.schema, &Shape::Hidden);
            } else {
                self.lost.insert(format!("{name} on {ident}"));
            }
        }
        for (place, values) in hierarchy::additional(self.spec, place, schema) {
            if let Some(shape) = &object.additional {
                self.schema(&place, values, shape);
            }
        }
    }

    /// A schema beside the type that should hold its values.
    fn schema(&mut self, place: &str, schema: &'a Value, shape: &Shape) {
        if let Some((name, target)) = self.spec.target(schema) {
            return self.named(&name, target, shape);
        }
        // Facts beside a reference, or an `allOf` of one: the type is that of the other schema.
        if let [only] = spec::elements(schema.get("allOf"))
            && schema.get("properties").is_none()
            && schema.get("discriminator").is_none()
        {
            self.schema(&format!("{place}/allOf/0"), only, shape);
        }
        match self.surface.named(shape) {
            Some((ident, item)) if item.alias.is_none() => self.item(place, schema, ident, item),
            Some((_, Item { alias: Some(shape), .. })) => self.schema(place, schema, shape),
            _ => self.without_item(place, schema, shape),
        }
    }

    /// A use of a definition. Those that are items are compared by themselves.
    fn named(&mut self, name: &str, target: &'a Value, shape: &Shape) {
        let known = self.surface.item(name, spec::text(target, "x-ms-client-name"));
        if known.is_none() && self.depth < 16 {
            self.depth += 1;
            self.schema(name, target, shape);
            self.depth -= 1;
        }
    }

    fn without_item(&mut self, place: &str, schema: &'a Value, shape: &Shape) {
        if let Some((ident, item)) = self.by_name(place, schema, shape) {
            return self.item(place, schema, ident, item);
        }
        match shape {
            Shape::List(items) => {
                if let Some(schema) = schema.get("items") {
                    self.schema(&format!("{place}/items"), schema, items);
                }
            }
            Shape::Map(values) => {
                if let Some(schema) = schema.get("additionalProperties").filter(|it| it.is_mapping()) {
                    self.schema(&format!("{place}/additionalProperties"), schema, values);
                }
            }
            _ => {}
        }
    }

    /// The item of a schema whose use is not to be seen: named by the spec, or by its place.
    fn by_name(&self, place: &str, schema: &Value, shape: &Shape) -> Option<(&'a str, &'a Item)> {
        if *shape != Shape::Hidden {
            return None;
        }
        let suggested = schema.get("x-ms-enum").and_then(|it| spec::text(it, "name")).unwrap_or_default();
        let by_place = place.replace("/properties/", "");
        let items = [suggested, by_place.as_str()].into_iter().filter_map(|it| self.surface.item(it, None));
        // The name of an enum may be that of another schema; then that has it.
        items.into_iter().find(|(_, it)| it.values.is_some() || schema.get("enum").is_none())
    }

    /// An enum without names, whose values the documentation lists.
    fn documented(&mut self, place: &str, schema: &'a Value, known: &BTreeSet<String>) {
        self.values(place, schema, known);
        if let Some((name, target)) = self.spec.target(schema) {
            self.values(&name, target, known);
        } else if let [only] = spec::elements(schema.get("allOf")) {
            self.documented(&format!("{place}/allOf/0"), only, known);
        }
    }

    fn subtype(&mut self, it: &hierarchy::Subtype) {
        let client_name = |name: &str| self.spec.schema(name).and_then(|it| spec::text(it, "x-ms-client-name"));
        let base = self.surface.item(&it.base, client_name(&it.base));
        let own = self.surface.item(&it.schema, client_name(&it.schema)).map(|(ident, _)| ident);
        let union = base.and_then(|(_, it)| it.union.as_ref());
        let payload = union.and_then(|union| union.subtypes.get(&it.value));
        let same = payload.zip(own).is_some_and(|(payload, own)| payload == own || *payload == format!("{own}Base"));
        if !same {
            self.lost.insert(format!("subtype {} ({:?}) of {}", it.schema, it.value, it.base));
        }
    }

    fn operation(&mut self, it: &Operation<'a>) {
        let known = self.surface.operations.get(it.id).map_or(&[][..], Vec::as_slice);
        let [known] = known else {
            self.lost.insert(format!("{}: it is described {} times", entries::operation(it.id), known.len()));
            return;
        };
        if known.methods != 1 {
            self.lost.insert(format!("{}: {} methods send it", entries::operation(it.id), known.methods));
            return;
        }
        self.found.insert(entries::operation(it.id));
        for parameter in &it.parameters {
            self.parameter(it, parameter, known);
        }
        let body = it.node.get("requestBody").and_then(|it| spec::contents(it).next());
        match (body, &known.body) {
            (Some((media_type, schema)), None) if FORMS.contains(&media_type) => self.form(it.id, schema, known),
            (Some((_, schema)), Some(shape)) => self.schema(&entries::body(it.id), schema, shape),
            (Some(_), None) => drop(self.lost.insert(entries::body(it.id))),
            (None, _) => {}
        }
        for (status, node) in spec::members(it.node.get("responses")) {
            let Some((_, schema)) = spec::contents(node).next() else { continue };
            let shape = known.responses.get(status).cloned().unwrap_or(self.answer(it.id, status));
            self.schema(&entries::response(it.id, status), schema, &shape);
        }
    }

    /// The fields of a form are arguments.
    fn form(&mut self, id: &str, schema: &'a Value, known: &surface::Operation) {
        let place = entries::body(id);
        for (name, schema) in spec::members(schema.get("properties")) {
            let key = surface::sent("form", name, None);
            let (entry, place) = (entries::property(&place, name), format!("{place}/properties/{name}"));
            if let Some(shape) = known.arguments.get(&key) {
                self.found.insert(entry);
                self.schema(&place, schema, shape);
            } else if let Some(value) = known.fixed.get(&key) {
                self.found.insert(entry);
                self.values(&place, schema, &BTreeSet::from([value.clone()]));
            }
        }
    }

    /// The type of a response where methods do not show it: an anonymous one is named by its operation.
    fn answer(&self, id: &str, status: &str) -> Shape {
        let status = if status == "200" { "" } else { status };
        let item = self.surface.item(&format!("{id}{status}Response"), None);
        item.map_or(Shape::Hidden, |(ident, _)| Shape::Item(ident.to_owned()))
    }

    /// Whether the client sends a parameter by itself, or every call can.
    fn is_sent_otherwise(&self, name: &str, location: &str) -> bool {
        let of_call = location == "header" && CALL_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
        let of_client = location == "header" && CLIENT_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
        self.surface.client_parameters.contains(name) || ((of_call || of_client) && !self.surface.is_model)
    }

    fn parameter(&mut self, operation: &Operation<'a>, it: &spec::Parameter<'a>, known: &surface::Operation) {
        let text = |key| spec::text(it.node, key);
        let (Some(name), Some(location)) = (text("name"), text("in")) else { return };
        let key = surface::sent(location, name, text("x-ms-client-name"));
        let Some(schema) = it.node.get("schema") else { return };
        let entry = entries::sent_by(operation, it);
        // A family of headers is named by what they begin with.
        let family = text("x-ms-header-collection-prefix").map(|it| surface::sent(location, it, None));
        if let Some(shape) = known.arguments.get(&key).or_else(|| known.arguments.get(&family?)) {
            self.found.insert(entry);
            self.schema(&it.place, schema, shape);
        } else if self.is_sent_otherwise(name, location) {
            self.found.insert(entry);
        } else if let Some(value) = known.fixed.get(&key) {
            self.found.insert(entry);
            self.values(&it.place, schema, &BTreeSet::from([value.clone()]));
        } else if let [Some(value)] = spec::values(schema).as_slice()
            && is_filled_in(&known.path, operation)
        {
            self.found.insert(entry);
            self.values(&it.place, schema, &BTreeSet::from([value.clone()]));
        } else {
            self.lost.insert(entry);
        }
    }
}

/// Whether a path is the template of an operation with the parameters filled in that have one value only.
fn is_filled_in(path: &str, operation: &Operation<'_>) -> bool {
    let mut expected = operation.path.to_owned();
    for it in &operation.parameters {
        let values = it.node.get("schema").map(spec::values).unwrap_or_default();
        if let (Some(name), [Some(value)], Some("path")) =
            (spec::text(it.node, "name"), values.as_slice(), spec::text(it.node, "in"))
        {
            expected = expected.replace(&format!("{{{name}}}"), value);
        }
    }
    path == expected
}
