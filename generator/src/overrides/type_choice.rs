//! Type choices: takes a bundled tree, gives it with the types that a manifest chooses.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::diagnostics::{Code, Diagnostics};
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
        match schema_at(tree, &choice.at) {
            Some(schema) if strict && is_already(schema, choice.chosen) => {
                let message = format!("#{} is read as {} anyway", choice.at, choice.chosen.name());
                let hint = "remove the entry, or choose another type";
                diagnostics.add_with_hint(Code::UnusedOverride, choice.place, &choice.at, message, hint);
            }
            Some(schema) => {
                let message = format!("the value is read as {}: {}", choice.chosen.name(), choice.reason);
                diagnostics.add(Code::TypeChosen, Some(schema.span), &choice.at, message);
                set(schema, choice.chosen);
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

/// What has a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    Schema,
    /// A parameter or header, which has a schema.
    Parameter,
}

impl Typed {
    /// What stands at a pointer.
    fn at(pointer: &str) -> Option<Self> {
        let tokens: Vec<String> = pointer.strip_prefix('/')?.split('/').map(unescape_token).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        Some(match tokens.as_slice() {
            ["components", "parameters" | "headers", _] | [.., "headers", _] => Typed::Parameter,
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

/// The schema at a pointer, or that of the parameter or header there.
fn schema_at<'n>(tree: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    let typed = Typed::at(pointer)?;
    let found = tree.pointer(pointer)?;
    found.as_object()?;
    if typed == Typed::Schema {
        return tree.pointer_mut(pointer);
    }
    // A reference is followed: the thing itself is meant.
    let reference = found.get("$ref").and_then(Node::as_str).and_then(|it| it.strip_prefix('#')).map(str::to_owned);
    tree.pointer_mut(reference.as_deref().unwrap_or(pointer))?.as_object_mut()?.get_mut("schema")
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
