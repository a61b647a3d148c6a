//! Path templates: literal text and parameters in turn.

use serde::Serialize;

/// A path, as literal text and parameters in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that goes out as it is.
    Literal(String),
    /// A parameter, by name.
    Parameter(String),
}

impl PathTemplate {
    /// Reads a template; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('{') {
                let Some(end) = after.find('}') else { return Err(format!("`{{` without `}}` in `{text}`")) };
                let name = &after[..end];
                if name.is_empty() || name.contains('{') {
                    return Err(format!("`{{{name}}}` is no parameter name in `{text}`"));
                }
                segments.push(Segment::Parameter(name.to_owned()));
                rest = &after[end + 1..];
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                let literal = &rest[..end];
                if literal.contains('}') {
                    return Err(format!("`}}` without `{{` in `{text}`"));
                }
                segments.push(Segment::Literal(literal.to_owned()));
                rest = &rest[end..];
            }
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// The template as the spec writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Literals and parameters in turn.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

impl Serialize for PathTemplate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_literals_and_parameters() {
        let template = PathTemplate::parse("/{scope}/providers/M.X/reports('{id}')").unwrap();
        assert_eq!(template.parameters().collect::<Vec<_>>(), ["scope", "id"]);
        assert_eq!(template.segments().len(), 5);
        assert!(matches!(&template.segments()[4], Segment::Literal(text) if text == "')"));
    }

    #[test]
    fn broken_templates_say_why() {
        for text in ["/a/{b", "/a/b}", "/a/{}", "/a/{b{c}}"] {
            assert!(PathTemplate::parse(text).is_err(), "{text}");
        }
    }
}
