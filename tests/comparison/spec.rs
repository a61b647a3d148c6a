//! A committed spec: takes its YAML, gives its operations, its schemas, and what stands in a schema.

use serde_yaml::Value;

const METHODS: [&str; 8] = ["get", "put", "patch", "post", "delete", "head", "options", "trace"];

/// A bundled OpenAPI 3.0 document, as plain values.
pub struct Spec {
    document: Value,
}

/// A method of a path item.
pub struct Operation<'a> {
    pub id: &'a str,
    /// The path template, without what only tells keys apart.
    pub path: &'a str,
    pub node: &'a Value,
    /// Its own parameters and those of its path item.
    pub parameters: Vec<Parameter<'a>>,
}

/// A parameter where it is written, once for all operations that share it.
pub struct Parameter<'a> {
    pub place: String,
    pub node: &'a Value,
}

impl Spec {
    pub fn parse(yaml: &str) -> Self {
        Self { document: serde_yaml::from_str(yaml).expect("the spec is YAML") }
    }

    pub fn schemas(&self) -> impl Iterator<Item = (&str, &Value)> {
        members(self.document.get("components").and_then(|it| it.get("schemas")))
    }

    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.document.get("components")?.get("schemas")?.get(name)
    }

    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut all = Vec::new();
        for section in ["paths", "x-azrest-paths"] {
            for (key, item) in members(self.document.get(section)).filter(|(key, _)| !key.starts_with("x-")) {
                let path = key.split('#').next().unwrap_or(key);
                for method in METHODS {
                    let Some(node) = item.get(method) else { continue };
                    let id = text(node, "operationId").unwrap_or_else(|| panic!("{method} {key} has no operationId"));
                    let parameters = self.parameters(item, key).into_iter().chain(self.parameters(node, id)).collect();
                    all.push(Operation { id, path, node, parameters });
                }
            }
        }
        all
    }

    /// The parameters of an operation or a path item.
    fn parameters<'a>(&'a self, node: &'a Value, owner: &str) -> Vec<Parameter<'a>> {
        let mut all = Vec::new();
        for node in elements(node.get("parameters")) {
            let Some(reference) = text(node, "$ref") else {
                let name = text(node, "name").expect("a parameter has a name");
                all.push(Parameter { place: format!("{owner} parameter {name}"), node });
                continue;
            };
            let name = name_of(reference, "parameters");
            let shared = self.document.get("components").and_then(|it| it.get("parameters")?.get(&name));
            let node = shared.unwrap_or_else(|| panic!("{owner}: there is no parameter {reference}"));
            all.push(Parameter { place: format!("shared parameter {name}"), node });
        }
        all
    }

    /// The name and the schema that a schema refers to, if it is a reference and nothing else.
    pub fn target<'a>(&'a self, schema: &Value) -> Option<(String, &'a Value)> {
        let reference = text(schema, "$ref")?;
        let name = name_of(reference, "schemas");
        let schema = self.schema(&name).unwrap_or_else(|| panic!("there is no schema {reference}"));
        Some((name, schema))
    }
}

/// What a reference names in a section of the components.
fn name_of(reference: &str, section: &str) -> String {
    let name = reference.strip_prefix("#/components/").and_then(|it| it.strip_prefix(section)?.strip_prefix('/'));
    let name = name.unwrap_or_else(|| panic!("{reference} names nothing in components/{section}"));
    name.replace("~1", "/").replace("~0", "~")
}

/// The schemas directly in a schema, with the way to each.
pub fn children(schema: &Value) -> Vec<(String, &Value)> {
    let mut all: Vec<(String, &Value)> =
        members(schema.get("properties")).map(|(name, it)| (format!("properties/{name}"), it)).collect();
    for key in ["items", "additionalProperties", "not"] {
        all.extend(schema.get(key).filter(|it| it.is_mapping()).map(|it| (key.to_owned(), it)));
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        all.extend(elements(schema.get(key)).iter().enumerate().map(|(index, it)| (format!("{key}/{index}"), it)));
    }
    all
}

/// The values of a schema's own `enum`, as they are on the wire; `None` stands for null.
pub fn values(schema: &Value) -> Vec<Option<String>> {
    let list = elements(schema.get("enum")).iter();
    list.map(|it| match it {
        Value::Null => None,
        Value::Bool(it) => Some(it.to_string()),
        Value::Number(it) => Some(it.to_string()),
        Value::String(it) => Some(it.clone()),
        other => panic!("{other:?} is no value of an enum"),
    })
    .collect()
}

/// Whether a schema lists values that are text on the wire, so that they can be an enum with names.
pub fn is_text_enum(schema: &Value) -> bool {
    let list = elements(schema.get("enum"));
    match text(schema, "type") {
        Some("string") => !list.is_empty(),
        Some(_) => false,
        None => list.iter().any(Value::is_string),
    }
}

/// Whether a schema only says something about one use of another.
pub fn is_use_of_another(schema: &Value) -> bool {
    schema.get("x-azrest-ref-siblings").is_some()
}

/// Whether a schema has, or inherits, properties.
pub fn is_object(schema: &Value) -> bool {
    members(schema.get("properties")).next().is_some()
        || schema.get("discriminator").is_some()
        || (schema.get("allOf").is_some() && !is_use_of_another(schema))
}

/// The schemas of a body by media type.
pub fn contents(body: &Value) -> impl Iterator<Item = (&str, &Value)> {
    members(body.get("content")).filter_map(|(media_type, it)| Some((media_type, it.get("schema")?)))
}

pub fn members(node: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let members = node.and_then(Value::as_mapping).into_iter().flatten();
    members.map(|(key, it)| (key.as_str().unwrap_or_else(|| panic!("the key {key:?} is no text")), it))
}

pub fn elements(node: Option<&Value>) -> &[Value] {
    node.and_then(Value::as_sequence).map_or(&[], Vec::as_slice)
}

pub fn text<'a>(node: &'a Value, key: &str) -> Option<&'a str> {
    node.get(key)?.as_str()
}
