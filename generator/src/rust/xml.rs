//! XML: takes the schemas that bodies in XML are made of, gives the constants that say how each is written.
//!
//! Names follow the keyword `xml`, and the practice of Azure's documents where it says nothing: the name of a referenced
//! object names the elements of a list, and what a referenced schema says of its name holds for the property.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{NamedBy, Scope, Wanted, type_forms};
use super::types::Types;
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{BodyKind, EnumSchema, ObjectSchema, Property, Schema, SchemaKind, Service, Type, Xml};

/// The constants of the module `xml`.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// The types of the runtime that the constants are made of, each with its name in the module, sorted.
    pub imports: Vec<(&'static str, &'static str)>,
    /// The bodies, by the schema they are described by.
    bodies: BTreeMap<String, BodyShape>,
    /// The models, sorted by name.
    pub objects: Vec<ObjectShape>,
}

impl Shapes {
    /// Whether nothing is written in XML.
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// The bodies, sorted by the name of their schema.
    pub fn bodies(&self) -> impl Iterator<Item = &BodyShape> {
        self.bodies.values()
    }

    /// The constant of a body.
    pub(super) fn constant(&self, value: &Type) -> Result<&str, Bug> {
        let body = match value {
            Type::Reference { name } => self.bodies.get(name),
            _ => None,
        };
        body.map(|it| it.ident.as_str()).ok_or_else(|| Bug("a body in XML has no shape".to_owned()))
    }
}

/// The constant of a body.
#[derive(Clone, Debug)]
pub struct BodyShape {
    /// Its name.
    pub ident: String,
    /// The element.
    pub name: XmlName,
    /// What is inside.
    pub value: ValueShape,
}

/// The constant of a model.
#[derive(Clone, Debug)]
pub struct ObjectShape {
    /// Its name, that of the model.
    pub ident: String,
    /// Its members.
    pub members: Vec<Member>,
    /// What elements are that no member names.
    pub rest: Option<ValueShape>,
}

/// A member of a model.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name in JSON.
    pub json: String,
    /// Where it stands.
    pub place: MemberPlace,
    /// What it is; for a list without an element of its own, what its items are.
    pub value: ValueShape,
}

/// Where a member stands.
#[derive(Clone, Debug)]
pub enum MemberPlace {
    /// An attribute.
    Attribute(XmlName),
    /// An element.
    Element(XmlName),
    /// An element for each item.
    Items(XmlName),
    /// The text between the tags.
    Text,
}

/// A name in XML.
#[derive(Clone, Debug)]
pub struct XmlName {
    /// The name.
    pub local: String,
    /// The prefix; empty if there is none.
    pub prefix: String,
    /// The namespace; empty if there is none.
    pub namespace: String,
}

/// What is inside an element or an attribute.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum ValueShape {
    Text,
    Number,
    Boolean,
    Any,
    /// A model; the name of its constant.
    Object(String),
    List(XmlName, Box<ValueShape>),
    Map(Box<ValueShape>),
}

/// Plans the constants.
///
/// # Errors
/// A [`Bug`] for what the pass `xml` should have left to bytes.
pub(super) fn lower(service: &Service, types: &Types<'_>, diagnostics: &mut Diagnostics) -> Result<Shapes, Bug> {
    let mut lowering = Lowering { schemas: &service.schemas, types, todo: Vec::new() };
    let mut shapes = Shapes::default();
    let mut scope = Scope::new("constant of a body in XML", diagnostics);
    let roots: BTreeSet<&str> = bodies(service).collect();
    // No model's name has an underscore.
    let forms = |name: &str| type_forms(&[name]).iter().map(|it| format!("{it}_body")).collect();
    let roots = roots.into_iter().map(|name| Ok((name, lowering.schema(name)?))).collect::<Result<Vec<_>, Bug>>()?;
    let wanted: Vec<_> = roots
        .iter()
        .map(|(name, schema)| Wanted {
            spec: name,
            origin: &schema.origin,
            forms: forms(name),
            chosen: false,
            named_by: NamedBy::Name,
        })
        .collect();
    for ((name, schema), ident) in roots.iter().copied().zip(scope.settle(&wanted)) {
        let (element, value) = lowering.body(schema)?;
        shapes.bodies.insert(name.to_owned(), BodyShape { ident, name: element, value });
    }
    let mut done = BTreeSet::new();
    while let Some(name) = lowering.todo.pop() {
        if done.insert(name) {
            let schema = lowering.schema(name)?;
            let SchemaKind::Object(object) = &schema.kind else { continue };
            shapes.objects.push(lowering.object(schema, object)?);
        }
    }
    shapes.objects.sort_by(|a, b| a.ident.cmp(&b.ident));
    shapes.imports = imports(&shapes.objects);
    Ok(shapes)
}

/// A body of any shape has no models, and a model of any members no properties.
fn imports(objects: &[ObjectShape]) -> Vec<(&'static str, &'static str)> {
    let mut imports = vec![("XmlBody", "Body"), ("XmlName", "Name"), ("XmlValue", "Value")];
    if !objects.is_empty() {
        imports.push(("XmlObject", "Object"));
    }
    if objects.iter().any(|it| !it.members.is_empty()) {
        imports.push(("XmlMember", "Member"));
    }
    imports.sort_unstable();
    imports
}

/// The schemas of the bodies in XML.
fn bodies(service: &Service) -> impl Iterator<Item = &str> {
    let requests = service.operations().filter_map(|it| it.body.as_ref());
    let requests = requests.filter(|it| it.kind == BodyKind::Xml).map(|it| &it.value);
    let responses = service.operations().flat_map(|it| &it.responses);
    let responses =
        responses.filter(|it| !it.error && it.body_kind == Some(BodyKind::Xml)).filter_map(|it| it.body.as_ref());
    requests.chain(responses).filter_map(|it| match it {
        Type::Reference { name } => Some(name.as_str()),
        _ => None,
    })
}

struct Lowering<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    types: &'a Types<'a>,
    /// The objects that are still to be described.
    todo: Vec<&'a str>,
}

impl<'a> Lowering<'a> {
    fn schema(&self, name: &str) -> Result<&'a Schema, Bug> {
        self.schemas.get(name).ok_or_else(|| Bug(format!("there is no schema `{name}`")))
    }

    fn body(&mut self, schema: &'a Schema) -> Result<(XmlName, ValueShape), Bug> {
        let name = named(&[schema.xml.as_ref()], &schema.name);
        let value = match &schema.kind {
            SchemaKind::Object(_) => {
                self.todo.push(&schema.name);
                ValueShape::Object(self.types.name(&schema.name)?.to_owned())
            }
            SchemaKind::Enum(it) => self.scalar(it),
            SchemaKind::Alias { target } => match self.list_behind(target)? {
                Some((items, xml)) => {
                    let item = self.item_name(items, &[schema.xml.as_ref(), xml], &name.local)?;
                    ValueShape::List(item, Box::new(self.value(items)?))
                }
                None => self.value(target)?,
            },
        };
        Ok((name, value))
    }

    fn object(&mut self, schema: &'a Schema, object: &'a ObjectSchema) -> Result<ObjectShape, Bug> {
        let members = object.properties.iter().map(|it| self.member(it)).collect::<Result<_, _>>()?;
        let rest = object.additional_properties.as_ref().map(|it| self.value(it)).transpose()?;
        Ok(ObjectShape { ident: self.types.name(&schema.name)?.to_owned(), members, rest })
    }

    fn member(&mut self, property: &'a Property) -> Result<Member, Bug> {
        let own = property.xml.as_ref();
        let referenced = match &property.value {
            Type::Reference { name } => self.schema(name)?.xml.as_ref(),
            _ => None,
        };
        let name = named(&[own, referenced], &property.name);
        let says = |fact: fn(&Xml) -> bool| own.is_some_and(fact) || referenced.is_some_and(fact);
        let (place, value) = if says(|it| it.attribute) {
            (MemberPlace::Attribute(name), self.value(&property.value)?)
        } else if says(|it| it.text) {
            (MemberPlace::Text, self.value(&property.value)?)
        } else if let Some((items, behind)) = self.list_behind(&property.value)? {
            let item = self.item_name(items, &[own, behind], &name.local)?;
            let value = self.value(items)?;
            if says(|it| it.wrapped) {
                (MemberPlace::Element(name), ValueShape::List(item, Box::new(value)))
            } else {
                (MemberPlace::Items(item), value)
            }
        } else {
            (MemberPlace::Element(name), self.value(&property.value)?)
        };
        Ok(Member { json: property.name.clone(), place, value })
    }

    /// The items of a list, also of one behind another name, and what is said of it there.
    fn list_behind(&self, value: &'a Type) -> Result<Option<(&'a Type, Option<&'a Xml>)>, Bug> {
        let mut xml = None;
        for value in value.aliased(self.schemas) {
            match value {
                Type::Array { items, .. } => return Ok(Some((items, xml))),
                Type::Reference { name } => xml = xml.or(self.schema(name)?.xml.as_ref()),
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The name of a list's elements: what the items say, else the name of the object they are, else the list's own.
    fn item_name(&self, items: &Type, lists: &[Option<&Xml>], list_name: &str) -> Result<XmlName, Bug> {
        let said: Vec<Xml> = lists
            .iter()
            .flatten()
            .map(|it| Xml {
                name: it.item_name.clone(),
                namespace: it.item_namespace.clone(),
                prefix: it.item_prefix.clone(),
                ..Xml::default()
            })
            .collect();
        let mut said: Vec<Option<&Xml>> = said.iter().map(Some).collect();
        let mut otherwise = list_name;
        if let Type::Reference { name } = items {
            let schema = self.schema(name)?;
            said.push(schema.xml.as_ref());
            if matches!(schema.kind, SchemaKind::Object(_)) {
                otherwise = &schema.name;
            }
        }
        Ok(named(&said, otherwise))
    }

    fn value(&mut self, value: &'a Type) -> Result<ValueShape, Bug> {
        Ok(match value {
            Type::Boolean => ValueShape::Boolean,
            Type::Integer { .. } | Type::Number { .. } => ValueShape::Number,
            Type::String { .. } | Type::Binary => ValueShape::Text,
            Type::Any => ValueShape::Any,
            Type::Map { values, .. } => ValueShape::Map(Box::new(self.value(values)?)),
            Type::Reference { name } => {
                let schema = self.schema(name)?;
                match &schema.kind {
                    SchemaKind::Object(_) => {
                        self.todo.push(&schema.name);
                        ValueShape::Object(self.types.name(name)?.to_owned())
                    }
                    SchemaKind::Enum(it) => self.scalar(it),
                    SchemaKind::Alias { target } => self.value(target)?,
                }
            }
            Type::Array { .. } => return Err(Bug("a list in a list is in XML".to_owned())),
            Type::Inline { .. } => return Err(Bug("an anonymous schema is left".to_owned())),
        })
    }

    fn scalar(&self, it: &EnumSchema) -> ValueShape {
        match &it.value {
            Type::Boolean => ValueShape::Boolean,
            Type::Integer { .. } | Type::Number { .. } => ValueShape::Number,
            _ => ValueShape::Text,
        }
    }
}

/// A name with its namespace, by the first of those who say something about it.
fn named(said: &[Option<&Xml>], otherwise: &str) -> XmlName {
    let text = |fact: fn(&Xml) -> Option<&String>| said.iter().flatten().find_map(|it| fact(it)).cloned();
    XmlName {
        local: text(|it| it.name.as_ref()).unwrap_or_else(|| otherwise.to_owned()),
        prefix: text(|it| it.prefix.as_ref()).unwrap_or_default(),
        namespace: text(|it| it.namespace.as_ref()).unwrap_or_default(),
    }
}
