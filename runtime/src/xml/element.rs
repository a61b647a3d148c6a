//! A document as a tree: in comes XML, out come elements with their attributes and texts.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use crate::model::decode::{DecodeFailure, without_mark};

/// Deeper documents are refused, as those in JSON are.
const MAX_DEPTH: usize = 128;

/// An element. Prefixes are cut off: what a name belongs to is clear from where it stands.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) elements: Vec<Element>,
    /// The text between the tags, that of the elements inside aside.
    pub(super) text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Result<Self, DecodeFailure> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| failure("invalid XML in an attribute"))?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value = value.map_err(|_| failure("invalid XML in an attribute"))?;
            attributes.push((local(attribute.key.as_ref()).to_owned(), value.into_owned()));
        }
        Ok(Self { name: local(start.name().as_ref()).to_owned(), attributes, ..Self::default() })
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads a document. Entities that a document declares itself are not known, and nothing is fetched.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, DecodeFailure> {
    let text = std::str::from_utf8(without_mark(bytes)).map_err(|_| failure("the XML is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|_| invalid(text, reader.error_position()))?;
        let complete = match event {
            Event::Start(start) => {
                if open.len() == MAX_DEPTH {
                    return Err(failure("the XML is nested too deeply"));
                }
                open.push(Element::of(&start)?);
                None
            }
            Event::Empty(start) => Some(Element::of(&start)?),
            Event::End(_) => open.pop(),
            Event::Text(text) => {
                add(&mut open, &text.xml10_content());
                None
            }
            Event::CData(text) => {
                add(&mut open, &text.xml10_content());
                None
            }
            Event::GeneralRef(name) => {
                match name.resolve_char_ref() {
                    Ok(Some(char)) => add(&mut open, char.encode_utf8(&mut [0; 4])),
                    Ok(None) => match resolve_predefined_entity(&name) {
                        Some(text) => add(&mut open, text),
                        None => return Err(failure("the XML names an entity that is not predefined")),
                    },
                    Err(_) => return Err(failure("the XML has a reference to no character")),
                }
                None
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
            Event::Eof => break,
        };
        match (complete, open.last_mut()) {
            (Some(element), Some(parent)) => parent.elements.push(element),
            (Some(element), None) => root = root.or(Some(element)),
            (None, _) => {}
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(failure("the XML is cut off")),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The position is told, the text around it is not: it may be secret (R7.4).
fn invalid(text: &str, position: u64) -> DecodeFailure {
    let before = text.as_bytes().iter().take(usize::try_from(position).unwrap_or(usize::MAX));
    let line = before.filter(|byte| **byte == b'\n').count() + 1;
    failure(&format!("invalid XML (line {line})"))
}

pub(super) fn failure(what: &str) -> DecodeFailure {
    DecodeFailure { pointer: String::new(), what: what.to_owned() }
}
