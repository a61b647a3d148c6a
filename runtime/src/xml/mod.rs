//! XML bodies: in come a model's JSON value and the shape that a specification gives it in XML, out comes XML, and back.
//!
//! Models know nothing of XML. Generated crates that need it describe each model once more, as a constant: which member is
//! an attribute, which an element, what the elements of a list are called. So a model is written and read by the code that
//! serves JSON, and this module only changes the form of the document.

mod element;
mod read;
mod write;

pub(crate) use self::{read::to_json, write::from_json};

/// A name in XML.
#[derive(Clone, Copy, Debug)]
pub struct XmlName {
    local: &'static str,
    prefix: &'static str,
    namespace: &'static str,
}

impl XmlName {
    /// A name without a namespace.
    #[must_use]
    pub const fn new(local: &'static str) -> Self {
        Self { local, prefix: "", namespace: "" }
    }

    /// A name with a prefix, which may be empty, and the namespace that its element declares, if that is not empty.
    #[must_use]
    pub const fn within(self, prefix: &'static str, namespace: &'static str) -> Self {
        Self { prefix, namespace, ..self }
    }
}

/// What is inside an element or an attribute.
#[derive(Clone, Copy)]
pub enum XmlValue {
    /// A text; also dates, enums, binary data.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Anything: a text, or elements by their names.
    Any,
    /// The members of an object.
    Object(&'static XmlObject),
    /// An element of this name for each item. Read whatever the elements are called.
    List(XmlName, &'static XmlValue),
    /// An element for each entry, named by its key.
    Map(&'static XmlValue),
}

/// The shape of a model.
pub struct XmlObject {
    /// Its members, in the order in which they are written.
    pub members: &'static [XmlMember],
    /// What elements are that no member names; `None` if they are passed over.
    pub rest: Option<&'static XmlValue>,
}

/// The shape of a member of a model.
pub struct XmlMember {
    json: &'static str,
    place: Place,
    value: XmlValue,
}

/// Where a member stands.
#[derive(Clone, Copy)]
enum Place {
    /// An attribute.
    Attribute(XmlName),
    /// An element.
    Element(XmlName),
    /// An element for each item of the list that the member is.
    Items(XmlName),
    /// The text between the tags.
    Text,
}

impl XmlMember {
    /// A member that is an attribute.
    #[must_use]
    pub const fn attribute(json: &'static str, name: XmlName, value: XmlValue) -> Self {
        Self { json, place: Place::Attribute(name), value }
    }

    /// A member that is an element.
    #[must_use]
    pub const fn element(json: &'static str, name: XmlName, value: XmlValue) -> Self {
        Self { json, place: Place::Element(name), value }
    }

    /// A list without an element of its own around it; `value` is what an item is.
    #[must_use]
    pub const fn items(json: &'static str, name: XmlName, value: XmlValue) -> Self {
        Self { json, place: Place::Items(name), value }
    }

    /// A member that is the text between the tags.
    #[must_use]
    pub const fn text(json: &'static str, value: XmlValue) -> Self {
        Self { json, place: Place::Text, value }
    }
}

/// A body: the element that it is. Two are equal if they are the same constant.
pub struct XmlBody {
    /// The element's name. It is not looked at when reading.
    pub name: XmlName,
    /// What is inside.
    pub value: XmlValue,
}

impl PartialEq for XmlBody {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for XmlBody {}

impl std::fmt::Debug for XmlBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XmlBody").field("name", &self.name.local).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
