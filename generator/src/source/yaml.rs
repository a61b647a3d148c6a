//! YAML 1.2: takes a text, gives the tree with places.
//!
//! Values follow the core schema. Aliases are expanded, within a budget, because a tree has no sharing; so are merge keys (`<<`),
//! which are of YAML 1.1 but known to most tools. Further documents in the stream and tags of other schemas are refused,
//! since ignoring them would lose data silently.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::lines::count;
use super::node::{FileId, Node, Object, Span, Value, escape_token};
use super::read::{Failure, MAX_DEPTH, MAX_NODES};
use super::scalar;
use crate::diagnostics::{Code, Diagnostics};

/// Parses a text. Keys that are named twice are reported and the first one counts; everything else that is wrong ends
/// the reading.
pub(super) fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Result<Node, Failure> {
    let mut builder =
        Builder { file, frames: Vec::new(), anchors: HashMap::new(), expanded: 0, root: None, diagnostics };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            // The scanner's own limit, on `[` and `{` inside one another, is below ours.
            let code = if error.info() == "recursion limit exceeded" { Code::TooDeep } else { Code::InvalidSyntax };
            Failure { pointer: builder.pointer(), ..Failure::new(code, position(error.marker()), error.info()) }
        })?;
        builder.event(event, span.start)?;
    }
    builder.root.ok_or_else(|| Failure::new(Code::InvalidSyntax, (1, 1), "the document is empty"))
}

fn position(marker: &Marker) -> (u32, u32) {
    (count(marker.line()), count(marker.col() + 1))
}

/// A collection that is not complete yet.
struct Frame {
    content: Content,
    span: Span,
    anchor: usize,
    /// Whether an object takes members of others: it has the key `<<`.
    merges: bool,
    /// The size and the depth of what is complete in it.
    extent: Extent,
}

enum Content {
    Array(Vec<Node>),
    /// The members, and the key whose value comes next.
    Object(Object, Option<String>),
}

#[derive(Clone, Copy)]
struct Extent {
    nodes: usize,
    depth: usize,
}

impl Extent {
    /// That of a text; a long one counts as several values, since copies of it cost as much.
    fn of_text(text: &str) -> Self {
        Self { nodes: 1 + text.len() / 64, depth: 1 }
    }
}

/// The key whose value gives an object further members.
const MERGE: &str = "<<";

/// The members of an object with those that it takes of others: its own come first, then those of the first that has them. An
/// error is the place of what has no members.
fn merged(mut members: Object) -> Result<Object, Span> {
    let Some(node) = members.shift_remove(MERGE) else { return Ok(members) };
    let others = match node.value {
        Value::Array(nodes) => nodes,
        value => vec![Node { value, ..node }],
    };
    for other in others {
        let span = other.span;
        let Value::Object(theirs) = other.value else { return Err(span) };
        for (key, value) in theirs {
            members.entry(key).or_insert(value);
        }
    }
    Ok(members)
}

struct Builder<'d> {
    file: FileId,
    frames: Vec<Frame>,
    anchors: HashMap<usize, (Node, Extent)>,
    /// How many values aliases have added, those that anchors keep included.
    expanded: usize,
    root: Option<Node>,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, at: Marker) -> Result<(), Failure> {
        let (line, column) = position(&at);
        let span = Span { file: self.file, line, column };
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(self.failure(Code::InvalidSyntax, span, "the file holds more than one YAML document"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => {
                let Some((node, extent)) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.failure(Code::InvalidSyntax, span, "an alias stands inside the value it names"));
                };
                self.expand(extent, span)?;
                self.complete(node, extent, 0)
            }
            Event::Scalar(text, style, anchor, tag) => {
                if self.awaits_key() {
                    return self.key(text.into_owned(), style, anchor, span);
                }
                let extent = Extent::of_text(&text);
                let may_be_number = text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it));
                let written = may_be_number.then(|| text.to_string());
                let value = self.scalar(text, style, tag.as_deref(), span)?;
                if let (Some(written), Value::Number(number)) = (written, &value)
                    && let Some(message) = scalar::rounded(&written, number)
                {
                    self.diagnostics.add(Code::InexactNumber, Some(span), self.pointer(), message);
                }
                self.complete(Node::new(value, span), extent, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(Content::Array(Vec::new()), "seq", anchor, tag.as_deref(), span)
            }
            Event::MappingStart(anchor, tag) => {
                self.open(Content::Object(Object::new(), None), "map", anchor, tag.as_deref(), span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = self.frames.pop() else { return Ok(()) };
                let value = match frame.content {
                    Content::Array(elements) => Value::Array(elements),
                    Content::Object(members, _) if frame.merges => match merged(members) {
                        Ok(members) => Value::Object(members),
                        Err(span) => {
                            let message = "a merge key (`<<`) takes an object, or a list of objects";
                            return Err(self.failure(Code::InvalidSyntax, span, message));
                        }
                    },
                    Content::Object(members, _) => Value::Object(members),
                };
                let extent = Extent { nodes: frame.extent.nodes + 1, depth: frame.extent.depth + 1 };
                self.complete(Node::new(value, frame.span), extent, frame.anchor)
            }
        }
    }

    /// Whether the next value is a key.
    fn awaits_key(&self) -> bool {
        self.frames.last().is_some_and(|it| matches!(it.content, Content::Object(_, None)))
    }

    fn key(&mut self, text: String, style: ScalarStyle, anchor: usize, span: Span) -> Result<(), Failure> {
        if anchor != 0 {
            self.anchors.insert(anchor, (Node::string(&text, span), Extent::of_text(&text)));
        }
        let Some(Frame { content: Content::Object(members, key), extent, merges, .. }) = self.frames.last_mut() else {
            return Ok(());
        };
        extent.nodes += text.len() / 64;
        *merges |= text == MERGE && style == ScalarStyle::Plain;
        let message = members.contains_key(&text).then(|| format!("the key `{text}` occurs twice"));
        *key = Some(text);
        if let Some(message) = message {
            let pointer = self.pointer();
            self.diagnostics.add(Code::DuplicateKey, Some(span), pointer, message);
        }
        Ok(())
    }

    fn open(
        &mut self,
        content: Content,
        kind: &str,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Failure> {
        if self.awaits_key() {
            return Err(self.failure(Code::InvalidSyntax, span, "a key is not a plain text"));
        }
        if tag.is_some_and(|it| !(it.is_yaml_core_schema() && it.suffix == kind)) {
            return Err(self.failure(Code::InvalidSyntax, span, "the tag is not one of the core schema"));
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.frames.push(Frame { content, span, anchor, merges: false, extent: Extent { nodes: 0, depth: 0 } });
        Ok(())
    }

    /// Takes a copy of a value from the budget.
    fn expand(&mut self, extent: Extent, span: Span) -> Result<(), Failure> {
        self.expanded += extent.nodes;
        if self.expanded > MAX_NODES {
            let message = format!("the aliases stand for more than {MAX_NODES} values");
            return Err(self.failure(Code::TooLarge, span, message));
        }
        Ok(())
    }

    /// Puts a complete value where it belongs.
    fn complete(&mut self, node: Node, extent: Extent, anchor: usize) -> Result<(), Failure> {
        if self.frames.len() + extent.depth > MAX_DEPTH + 1 {
            return Err(self.too_deep(node.span));
        }
        if anchor != 0 {
            self.expand(extent, node.span)?;
            self.anchors.insert(anchor, (node.clone(), extent));
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.extent.nodes += extent.nodes;
        frame.extent.depth = frame.extent.depth.max(extent.depth);
        match &mut frame.content {
            Content::Array(elements) => elements.push(node),
            Content::Object(members, key) => match key.take() {
                Some(key) => {
                    members.entry(key).or_insert(node);
                }
                None => return Err(self.failure(Code::InvalidSyntax, node.span, "a key is not a plain text")),
            },
        }
        Ok(())
    }

    fn scalar(&self, text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Value, Failure> {
        let value = match tag {
            None if style == ScalarStyle::Plain => scalar::plain(&text),
            None => Some(Value::String(text.into_owned())),
            Some(tag) if tag.handle == "!" && tag.suffix.is_empty() => Some(Value::String(text.into_owned())),
            Some(tag) if tag.is_yaml_core_schema() => match (tag.suffix.as_str(), scalar::plain(&text)) {
                ("str", _) => Some(Value::String(text.into_owned())),
                ("null", Some(value @ Value::Null))
                | ("bool", Some(value @ Value::Bool(_)))
                | ("int" | "float", Some(value @ Value::Number(_))) => Some(value),
                _ => {
                    return Err(self.failure(Code::InvalidSyntax, span, "the value does not have the form of its tag"));
                }
            },
            Some(_) => return Err(self.failure(Code::InvalidSyntax, span, "the tag is not one of the core schema")),
        };
        value.ok_or_else(|| self.failure(Code::InvalidSyntax, span, "the number has no JSON value"))
    }

    fn too_deep(&self, span: Span) -> Failure {
        self.failure(Code::TooDeep, span, format!("the document nests more than {MAX_DEPTH} values"))
    }

    fn failure(&self, code: Code, span: Span, message: impl Into<String>) -> Failure {
        Failure { pointer: self.pointer(), ..Failure::new(code, (span.line, span.column), message) }
    }

    /// The pointer of the value that comes next.
    fn pointer(&self) -> String {
        self.frames
            .iter()
            .map(|frame| match &frame.content {
                Content::Array(elements) => format!("/{}", elements.len()),
                Content::Object(_, Some(key)) => format!("/{}", escape_token(key)),
                Content::Object(_, None) => String::new(),
            })
            .collect()
    }
}
