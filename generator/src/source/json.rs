//! Strict JSON: takes a text, gives the tree with places.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions};

use super::lines::{Lines, count};
use super::node::{FileId, Node, Object, Span, Value, escape_token};
use super::read::{Failure, MAX_DEPTH};
use super::scalar;
use crate::diagnostics::{Code, Diagnostics};

/// RFC 8259 and nothing more.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses a text. Keys that are named twice are reported and the first one counts; everything else that is wrong ends
/// the reading.
pub(super) fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Result<Node, Failure> {
    let tree = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(failure)?.value;
    let tree = tree.ok_or_else(|| Failure::new(Code::InvalidSyntax, (1, 1), "the document is empty"))?;
    let mut reader = Reader { lines: Lines::new(text), file, path: Vec::new(), diagnostics };
    reader.node(tree)
}

fn failure(error: ParseError) -> Failure {
    let code = match error.kind() {
        ParseErrorKind::NestingDepthExceeded => Code::TooDeep,
        _ => Code::InvalidSyntax,
    };
    let message = error.kind().to_string();
    let mut letters = message.chars();
    let message = letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect());
    Failure::new(code, (count(error.line_display()), count(error.column_display())), message)
}

struct Reader<'text, 'd> {
    lines: Lines<'text>,
    file: FileId,
    path: Vec<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_, '_> {
    fn node(&mut self, value: ast::Value<'_>) -> Result<Node, Failure> {
        let span = self.span(&value);
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(it) => Value::Bool(it.value),
            ast::Value::StringLit(it) => Value::String(it.value.into_owned()),
            ast::Value::NumberLit(it) => {
                let number = serde_json::from_str(it.value).map_err(|_| {
                    let message = format!("the number {} is out of range", it.value);
                    Failure {
                        pointer: self.pointer(),
                        ..Failure::new(Code::InvalidSyntax, (span.line, span.column), message)
                    }
                })?;
                if let Some(message) = scalar::rounded(it.value, &number) {
                    self.diagnostics.add(Code::InexactNumber, Some(span), self.pointer(), message);
                }
                Value::Number(number)
            }
            ast::Value::Array(it) => {
                let mut elements = Vec::with_capacity(it.elements.len());
                for (index, element) in it.elements.into_iter().enumerate() {
                    elements.push(self.below(index.to_string(), element)?);
                }
                Value::Array(elements)
            }
            ast::Value::Object(it) => Value::Object(self.members(it)?),
        };
        Ok(Node::new(value, span))
    }

    fn members(&mut self, object: ast::Object<'_>) -> Result<Object, Failure> {
        let mut members = Object::with_capacity(object.properties.len());
        for property in object.properties {
            let place = self.span(&property);
            let key = property.name.into_string();
            let node = self.below(key.clone(), property.value)?;
            if members.contains_key(&key) {
                let pointer = format!("{}/{}", self.pointer(), escape_token(&key));
                self.diagnostics.add(Code::DuplicateKey, Some(place), pointer, format!("the key `{key}` occurs twice"));
            } else {
                members.insert(key, node);
            }
        }
        Ok(members)
    }

    fn below(&mut self, token: String, value: ast::Value<'_>) -> Result<Node, Failure> {
        if self.path.len() >= MAX_DEPTH {
            let span = self.span(&value);
            let message = format!("the document nests more than {MAX_DEPTH} values");
            return Err(Failure::new(Code::TooDeep, (span.line, span.column), message));
        }
        self.path.push(token);
        let node = self.node(value);
        self.path.pop();
        node
    }

    fn span(&self, ranged: &impl Ranged) -> Span {
        let (line, column) = self.lines.position(ranged.range().start);
        Span { file: self.file, line, column }
    }

    fn pointer(&self) -> String {
        self.path.iter().map(|token| format!("/{}", escape_token(token))).collect()
    }
}
