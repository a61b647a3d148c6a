//! Type choices: takes a bundled tree, gives it with the types that a manifest chooses.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::diagnostics::{Code, Diagnostics};
use crate::openapi::extensions::names::COLLECTION_FORMAT;
use crate::source::{Node, Object, Value, unescape_token};

/// A value that is treated as being of another type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TypeChoice {
    /// The JSON pointer, in the bundled document, of a schema, property, list element, parameter or header.
    pub at: String,
    /// The type.
    #[serde(rename = "as")]
    pub chosen: ChosenType,
    /// Why.
    pub reason: String,
    /// Where the entry stands.
    #[serde(skip)]
    pub place: Option<crate::source::Span>,
}

/// The types that can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChosenType {
    /// Any JSON value.
    #[default]
    Json,
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// A time, RFC 3339.
    DateTime,
}

impl ChosenType {
    /// The name in manifests.
    pub fn name(self) -> &'static str {
        match self {
            ChosenType::Json => "json",
            ChosenType::String => "string",
            ChosenType::Boolean => "boolean",
            ChosenType::Int32 => "int32",
            ChosenType::Int64 => "int64",
            ChosenType::Float => "float",
            ChosenType::Double => "double",
            ChosenType::DateTime => "date-time",
        }
    }

    /// The keywords that say it.
    fn keywords(self) -> serde_json::Value {
        match self {
            ChosenType::Json => json!({}),
            ChosenType::String => json!({"type": "string"}),
            ChosenType::Boolean => json!({"type": "boolean"}),
            ChosenType::Int32 => json!({"type": "integer", "format": "int32"}),
            ChosenType::Int64 => json!({"type": "integer", "format": "int64"}),
            ChosenType::Float => json!({"type": "number", "format": "float"}),
            ChosenType::Double => json!({"type": "number", "format": "double"}),
            ChosenType::DateTime => json!({"type": "string", "format": "date-time"}),
        }
    }
}

/// What of a schema does not concern its type.
const KEPT: [&str; 9] = [
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "x-ms-client-name",
    "x-ms-mutability",
    "x-ms-secret",
];

/// What a value must be like within its type.
const CONSTRAINTS: [&str; 9] = [
    "default",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "pattern",
];

/// Gives the values their types.
pub(crate) fn apply(tree: &mut Node, choices: &[TypeChoice], strict: bool, diagnostics: &mut Diagnostics) {
    for choice in choices {
        match typed_at(tree, &choice.at) {
            Some((typed, node)) if strict && typed.is_already(node, choice.chosen) => {
                let message = format!("#{} is read as {} anyway", choice.at, choice.chosen.name());
                let hint = "remove the entry, or choose another type";
                diagnostics.add_with_hint(Code::UnusedOverride, choice.place, &choice.at, message, hint);
            }
            Some((typed, node)) => {
                let is_written = typed.is_written_as(choice.chosen);
                let verb = if is_written { "written" } else { "read" };
                let message = format!("the value is {verb} as {}: {}", choice.chosen.name(), choice.reason);
                diagnostics.add(Code::TypeChosen, Some(node.span), &choice.at, message);
                match typed {
                    Typed::Schema => set(node, choice.chosen),
                    Typed::Parameter if is_written => describe_as_json(node),
                    Typed::Parameter | Typed::Header => set_schema(node, choice.chosen),
                }
            }
            None if strict => {
                let message = format!("there is no schema, parameter or header at #{}", choice.at);
                diagnostics.add(Code::UnusedOverride, choice.place, &choice.at, message);
            }
            None => {}
        }
    }
}

/// Whether a schema is of a type: it says the same, constraints and what does not concern its type aside.
fn is_already(schema: &Node, chosen: ChosenType) -> bool {
    let said = schema.to_json();
    let aside = |key: &str| KEPT.contains(&key) || CONSTRAINTS.contains(&key);
    let said = said.as_object().map(|it| it.iter().filter(|(key, _)| !aside(key)).collect::<Vec<_>>());
    let keywords = chosen.keywords();
    said == keywords.as_object().map(|it| it.iter().collect())
}

fn set(schema: &mut Node, chosen: ChosenType) {
    let span = schema.span;
    let mut members = match Node::from_json(&chosen.keywords(), span).value {
        Value::Object(members) => members,
        _ => Object::new(),
    };
    if let Some(old) = schema.as_object() {
        members.extend(old.iter().filter(|(key, _)| KEPT.contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())));
    }
    schema.value = Value::Object(members);
}

/// Gives the schema of a parameter or header its type.
fn set_schema(parameter: &mut Node, chosen: ChosenType) {
    let span = parameter.span;
    let Some(members) = parameter.as_object_mut() else { return };
    members.shift_remove("content");
    let schema = members.entry("schema".to_owned()).or_insert_with(|| Node::object(Object::new(), span));
    set(schema, chosen);
}

/// Describes a parameter by its media type, which is JSON: no style says how any value is written (OpenAPI 3.0, `content`).
fn describe_as_json(parameter: &mut Node) {
    let span = parameter.span;
    let Some(members) = parameter.as_object_mut() else { return };
    for key in ["schema", "style", "explode", "allowReserved", COLLECTION_FORMAT] {
        members.shift_remove(key);
    }
    members.insert("content".to_owned(), Node::from_json(&json!({"application/json": {"schema": {}}}), span));
}

/// What has a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    Schema,
    /// A parameter, which has a schema or a media type.
    Parameter,
    /// A header of a response, which has a schema.
    Header,
}

impl Typed {
    /// Whether the choice is about how a value is written: any may be, as JSON.
    fn is_written_as(self, chosen: ChosenType) -> bool {
        self == Typed::Parameter && chosen == ChosenType::Json
    }

    /// Whether what stands there has the type that is chosen for it.
    fn is_already(self, node: &Node, chosen: ChosenType) -> bool {
        match self {
            Typed::Schema => is_already(node, chosen),
            _ if self.is_written_as(chosen) => false,
            Typed::Parameter | Typed::Header => node.get("schema").is_some_and(|it| is_already(it, chosen)),
        }
    }

    /// What stands at a pointer.
    fn at(pointer: &str) -> Option<Self> {
        let tokens: Vec<String> = pointer.strip_prefix('/')?.split('/').map(unescape_token).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        Some(match tokens.as_slice() {
            ["components", "headers", _] | [.., "headers", _] => Typed::Header,
            ["components", "parameters", _] => Typed::Parameter,
            ["components", "schemas", _] => Typed::Schema,
            [.., "schema" | "items" | "additionalProperties"] => Typed::Schema,
            [.., "properties", _] => Typed::Schema,
            [.., "allOf" | "oneOf" | "anyOf", index] if index.parse::<usize>().is_ok() => Typed::Schema,
            [.., "parameters", index] if index.parse::<usize>().is_ok() => Typed::Parameter,
            _ => return None,
        })
    }
}

/// Whether a type can be chosen for what stands at a pointer.
pub(crate) fn has_type(pointer: &str) -> bool {
    Typed::at(pointer).is_some()
}

/// The schema, parameter or header at a pointer. The schema of a parameter is the parameter's.
fn typed_at<'n>(tree: &'n mut Node, pointer: &str) -> Option<(Typed, &'n mut Node)> {
    let of_parameter = pointer.strip_suffix("/schema").filter(|it| Typed::at(it) == Some(Typed::Parameter));
    let pointer = of_parameter.unwrap_or(pointer);
    let typed = Typed::at(pointer)?;
    let found = tree.pointer(pointer)?;
    found.as_object()?;
    if typed == Typed::Schema {
        return Some((typed, tree.pointer_mut(pointer)?));
    }
    // A reference is followed: the thing itself is meant.
    let reference = found.get("$ref").and_then(Node::as_str).and_then(|it| it.strip_prefix('#')).map(str::to_owned);
    let node = tree.pointer_mut(reference.as_deref().unwrap_or(pointer))?;
    let has_type = node.get("schema").or_else(|| node.get("content")).is_some();
    has_type.then_some((typed, node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    const SPAN: Span = Span { file: FileId(0), line: 1, column: 1 };

    fn chosen(at: &str, chosen: ChosenType) -> Option<serde_json::Value> {
        let mut tree = Node::from_json(
            &json!({
                "paths": {"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/P"}]}}},
                "components": {
                    "parameters": {"P": {"name": "p", "in": "query", "schema": {"type": "string", "enum": ["a"]}}},
                    "schemas": {"A": {"type": "object", "properties": {
                        "b": {"$ref": "#/components/schemas/A"},
                        "c": {"type": "array", "readOnly": true, "items": {"type": "string", "default": "x"}}
                    }}}
                }
            }),
            SPAN,
        );
        let choice = TypeChoice { at: at.to_owned(), chosen, ..TypeChoice::default() };
        let mut diagnostics = Diagnostics::new();
        apply(&mut tree, &[choice], true, &mut diagnostics);
        let code = diagnostics.sorted().first().map(|it| it.code);
        assert!(matches!(code, Some(Code::TypeChosen | Code::UnusedOverride)));
        (code == Some(Code::TypeChosen)).then(|| tree.to_json())
    }

    #[test]
    fn schemas_properties_elements_and_parameters_get_types() {
        let schema = |at: &str, ty: ChosenType| chosen(at, ty).map(|it| it["components"]["schemas"]["A"].clone());
        assert_eq!(schema("/components/schemas/A", ChosenType::Json), Some(json!({})));
        let b = schema("/components/schemas/A/properties/b", ChosenType::Int64);
        assert_eq!(b.map(|it| it["properties"]["b"].clone()), Some(json!({"type": "integer", "format": "int64"})));
        let c = schema("/components/schemas/A/properties/c", ChosenType::String);
        assert_eq!(c.map(|it| it["properties"]["c"].clone()), Some(json!({"type": "string", "readOnly": true})));
        let items = schema("/components/schemas/A/properties/c/items", ChosenType::Boolean);
        assert_eq!(items.map(|it| it["properties"]["c"]["items"].clone()), Some(json!({"type": "boolean"})));
        for at in ["/components/parameters/P", "/paths/~1a/get/parameters/0"] {
            let parameter = chosen(at, ChosenType::DateTime).map(|it| it["components"]["parameters"]["P"].clone());
            assert_eq!(
                parameter.map(|it| it["schema"].clone()),
                Some(json!({"type": "string", "format": "date-time"}))
            );
        }
    }

    #[test]
    fn a_type_that_is_there_is_no_choice() {
        assert_eq!(chosen("/components/schemas/A/properties/c/items", ChosenType::String), None);
        assert!(chosen("/components/parameters/P", ChosenType::String).is_some(), "an enum becomes text");
    }

    #[test]
    fn json_describes_a_parameter_by_its_media_type() {
        for at in ["/components/parameters/P", "/components/parameters/P/schema", "/paths/~1a/get/parameters/0"] {
            let parameter = chosen(at, ChosenType::Json).map(|it| it["components"]["parameters"]["P"].clone());
            let expected = json!({"name": "p", "in": "query", "content": {"application/json": {"schema": {}}}});
            assert_eq!(parameter, Some(expected), "{at}");
        }
    }

    #[test]
    fn only_what_has_a_type_gets_one() {
        for at in [
            "",
            "/paths/~1a/get",
            "/components/schemas/B",
            "/components/schemas/A/properties",
            "/components/schemas/A/type",
        ] {
            assert_eq!(chosen(at, ChosenType::Json), None, "{at}");
        }
    }
}
