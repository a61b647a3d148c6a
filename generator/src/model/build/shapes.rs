//! Shapes: takes the keywords of a schema and of its `allOf`, gives the JSON types they speak of.
//!
//! A value is of one type. Keywords that speak of several contradict each other: real services send what only one of them
//! says, and nobody knows which.

use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema as OpenApiSchema};

use super::Builder;
use super::schemas::keywords;
use crate::diagnostics::Code;
use crate::model::Stated;
use crate::openapi::extensions::{Extensions, names};
use crate::source::unescape_token;

/// How many lists may stand in each other where it is asked what their elements are.
const LISTS: usize = 8;

/// A JSON type; whole numbers are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Object,
    Array,
    String,
    Number,
    Boolean,
}

impl Shape {
    fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "object" => Shape::Object,
            "array" => Shape::Array,
            "string" | "file" => Shape::String,
            "integer" | "number" => Shape::Number,
            "boolean" => Shape::Boolean,
            _ => return None,
        })
    }

    fn of_value(value: &serde_json::Value) -> Option<Self> {
        Some(match value {
            serde_json::Value::Null => return None,
            serde_json::Value::Object(_) => Shape::Object,
            serde_json::Value::Array(_) => Shape::Array,
            serde_json::Value::String(_) => Shape::String,
            serde_json::Value::Number(_) => Shape::Number,
            serde_json::Value::Bool(_) => Shape::Boolean,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Shape::Object => "object",
            Shape::Array => "array",
            Shape::String => "string",
            Shape::Number => "number",
            Shape::Boolean => "boolean",
        }
    }
}

/// What a schema and the parts of its `allOf` speak of together.
#[derive(Clone, Debug, Default)]
pub(super) struct Shapes {
    found: BTreeSet<Shape>,
    /// Whether members of an object are described.
    has_members: bool,
    /// Whether a part was met before and is not in it.
    is_partial: bool,
}

impl Shapes {
    /// Whether it is an object that is described, whatever else is said.
    pub(super) fn is_object(&self) -> bool {
        self.found.contains(&Shape::Object) && (self.has_members || self.found.len() == 1)
    }

    /// Whether something else than an object is described.
    pub(super) fn is_no_object(&self) -> bool {
        !self.found.is_empty() && !self.found.contains(&Shape::Object)
    }

    /// What is wrong, if there are several types and none is that of an object with members.
    pub(super) fn contradiction(&self) -> Option<String> {
        if self.is_object() { None } else { self.several() }
    }

    fn several(&self) -> Option<String> {
        let names: Vec<_> = self.found.iter().map(|it| format!("`{}`", it.name())).collect();
        (names.len() > 1).then(|| format!("`allOf` brings together schemas of type {}", names.join(" and ")))
    }
}

impl Builder<'_> {
    /// What a schema speaks of, its `allOf` included.
    pub(super) fn shapes(&self, schema: &OpenApiSchema) -> Shapes {
        self.shapes_within(schema, &mut BTreeSet::new())
    }

    fn shapes_within<'s>(&'s self, schema: &'s OpenApiSchema, seen: &mut BTreeSet<&'s str>) -> Shapes {
        let any = keywords(schema);
        let mut shapes = Shapes::default();
        // What stands beside a reference says something about the place, and nothing about the type.
        if !Extensions::flag(&schema.schema_data.extensions, names::REF_SIBLINGS) {
            let implied = (!any.properties.is_empty() || schema.schema_data.discriminator.is_some())
                .then_some(Shape::Object)
                .or_else(|| any.enumeration.iter().find_map(Shape::of_value))
                .or_else(|| any.items.is_some().then_some(Shape::Array));
            shapes.found.extend(any.typ.as_deref().and_then(Shape::of_type).or(implied));
        }
        shapes.has_members |= !any.properties.is_empty() || further_members(any);
        for part in &any.all_of {
            let of_part = match part {
                ReferenceOr::Item(part) => self.shapes_within(part, seen),
                ReferenceOr::Reference { reference } => self.shapes_behind(reference, seen),
            };
            shapes.found.extend(of_part.found);
            shapes.has_members |= of_part.has_members;
            shapes.is_partial |= of_part.is_partial;
        }
        shapes
    }

    /// The same of what a reference names. It is kept, so that long hierarchies are gone through once; in circles nothing is,
    /// since only where one begins everything is known.
    fn shapes_behind<'s>(&'s self, reference: &'s str, seen: &mut BTreeSet<&'s str>) -> Shapes {
        if let Some(known) = self.shapes.borrow().get(reference) {
            return known.clone();
        }
        if !seen.insert(reference) {
            return Shapes { is_partial: true, ..Shapes::default() };
        }
        let schemas = self.document.openapi.components.as_ref().map(|it| &it.schemas);
        let name = reference.strip_prefix("#/components/schemas/").map(unescape_token);
        let shapes = match name.and_then(|name| schemas?.get(&name)) {
            Some(ReferenceOr::Item(schema)) => self.shapes_within(schema, seen),
            Some(ReferenceOr::Reference { reference }) => self.shapes_behind(reference, seen),
            None => Shapes::default(),
        };
        if !shapes.is_partial {
            self.shapes.borrow_mut().insert(reference.to_owned(), shapes.clone());
        }
        shapes
    }

    /// Whether a part of `allOf` adds nothing to the type of the others.
    pub(super) fn says_nothing(&self, schema: &OpenApiSchema) -> bool {
        let any = keywords(schema);
        let has_parts = !any.all_of.is_empty() || !any.one_of.is_empty() || !any.any_of.is_empty();
        self.shapes(schema).found.is_empty() && !has_parts && any.required.is_empty() && !further_members(any)
    }

    /// How much the declaration of a property says of its type.
    pub(super) fn stated(&self, schema: &ReferenceOr<Box<OpenApiSchema>>) -> Stated {
        let elements = std::iter::successors(self.schema_of(schema), |it| self.schema_of(keywords(it).items.as_ref()?));
        let Some(innermost) = elements.take(LISTS).last() else { return Stated::Type };
        let any = keywords(innermost);
        match any.typ.as_deref() {
            Some("array") if any.items.is_none() => Stated::Nothing,
            None | Some("object") if any.properties.is_empty() && any.enumeration.is_empty() => {
                let is_bare = is_bare(any) && innermost.schema_data.discriminator.is_none();
                match (self.says_nothing(innermost), is_bare, &any.typ) {
                    // Which members there must be says something of objects, if that is what it is.
                    (true, ..) | (_, true, None) => Stated::Nothing,
                    (_, true, Some(_)) => Stated::Object,
                    (false, false, _) => Stated::Type,
                }
            }
            _ => Stated::Type,
        }
    }

    /// Tells of an object that is something else as well, if its parts are right.
    pub(super) fn report_left_out(&mut self, schema: &OpenApiSchema, pointer: &str) {
        let shapes = self.shapes(schema);
        if let Some(problem) = shapes.several().filter(|_| shapes.is_object()) {
            self.report(Code::InheritsNothing, pointer, format!("{problem}; it is the object"));
        }
    }

    /// The member of an `allOf` that is written out and is no object, in a schema that is none: the schema is that member,
    /// with facts beside it. One that lists its values says the most.
    pub(super) fn plain_member<'s>(
        &self,
        schema: &'s OpenApiSchema,
    ) -> Option<(usize, &'s ReferenceOr<OpenApiSchema>)> {
        let any = keywords(schema);
        if any.all_of.is_empty() || self.shapes(schema).is_object() {
            return None;
        }
        let written = |lists_values: bool| {
            any.all_of.iter().enumerate().find(|(_, member)| match member {
                ReferenceOr::Reference { .. } => false,
                ReferenceOr::Item(it) if lists_values => !keywords(it).enumeration.is_empty(),
                ReferenceOr::Item(it) => keywords(it).typ.is_some() && self.shapes(it).is_no_object(),
            })
        };
        written(true).or_else(|| written(false))
    }
}

/// What is wrong with a schema whose own keywords speak of different types.
pub(super) fn contradiction(any: &AnySchema) -> Option<String> {
    let typ = any.typ.as_deref()?;
    let keyword = match typ {
        "object" => return None,
        "string" | "integer" | "number" | "boolean" if !any.properties.is_empty() => "properties",
        "string" | "integer" | "number" | "boolean" if further_members(any) => "additionalProperties",
        "string" | "integer" | "number" | "boolean" if any.items.is_some() && any.enumeration.is_empty() => "items",
        "array" if !any.properties.is_empty() => "properties",
        _ => return None,
    };
    Some(format!("a schema of type `{typ}` has `{keyword}`"))
}

/// Whether nothing more is said of what has no properties but that it is an object, and perhaps which members there must be.
fn is_bare(any: &AnySchema) -> bool {
    let has_parts = [&any.all_of, &any.one_of, &any.any_of].iter().any(|it| !it.is_empty());
    !has_parts && any.additional_properties.is_none()
}

/// Whether an object has room for members that it does not list.
pub(super) fn further_members(any: &AnySchema) -> bool {
    !matches!(any.additional_properties, None | Some(AdditionalProperties::Any(false)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::{codes, normalized};

    fn kind(schema: &str) -> (SchemaKind, Vec<Code>) {
        let (service, diagnostics) = normalized(&format!(
            r##"
components:
  schemas:
    O: {{type: object, properties: {{o: {{type: string}}}}}}
    S: {{type: string}}
    L: {{type: string, enum: [a, b]}}
    I: {{type: integer}}
    Named: {{$ref: '#/components/schemas/O'}}
    M: {{type: object, additionalProperties: {{type: integer}}}}
    Free: {{}}
    X: {schema}
"##
        ));
        (service.schemas["X"].kind.clone(), codes(&diagnostics))
    }

    fn parts(all_of: &str) -> String {
        all_of.replace('@', "$ref: '#/components/schemas/")
    }

    #[test]
    fn parts_of_different_types_are_free_form_json_and_told() {
        for all_of in [
            "allOf: [{@S'}, {@I'}]",
            "allOf: [{type: string}, {type: boolean}]",
            "allOf: [{type: string}, {@I'}]",
            "type: object, allOf: [{@S'}]",
            "type: string, allOf: [{type: array, items: {type: string}}]",
        ] {
            let (kind, codes) = kind(&format!("{{{}}}", parts(all_of)));
            assert_eq!(codes, [Code::Unsupported], "{all_of}");
            assert_eq!(kind, SchemaKind::Alias { target: Type::Any }, "{all_of}");
        }
    }

    #[test]
    fn an_object_among_primitives_is_the_object_and_told() {
        for all_of in [
            "allOf: [{type: string}, {type: object, properties: {o: {type: string}}}]",
            "allOf: [{@S'}, {@O'}]",
            "allOf: [{type: string}, {@O'}]",
            "allOf: [{@O'}, {type: array, items: {type: string}}]",
            "type: string, allOf: [{@O'}]",
        ] {
            let (kind, codes) = kind(&format!("{{{}}}", parts(all_of)));
            assert_eq!(codes, [Code::InheritsNothing], "{all_of}");
            let SchemaKind::Object(object) = kind else { panic!("{all_of} {kind:?}") };
            assert_eq!(object.properties.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["o"], "{all_of}");
        }
    }

    #[test]
    fn primitives_alone_are_one() {
        for (all_of, target) in [
            ("allOf: [{type: string}, {minLength: 2}]", Type::text()),
            ("type: string, allOf: [{@L'}]", Type::reference("L")),
            ("allOf: [{@S'}, {@L'}]", Type::reference("L")),
            ("allOf: [{@S'}, {maxLength: 3}]", Type::text()),
        ] {
            let (kind, codes) = kind(&format!("{{{}}}", parts(all_of)));
            assert!(codes.is_empty(), "{all_of} {codes:?}");
            assert_eq!(kind, SchemaKind::Alias { target }, "{all_of}");
        }
        let (kind, codes) = kind("{allOf: [{type: string}, {enum: [a, b]}]}");
        assert!(codes.is_empty() && matches!(&kind, SchemaKind::Enum(it) if it.values.len() == 2), "{kind:?}");
    }

    #[test]
    fn alternatives_that_are_alone_or_only_require_leave_the_object_its_members() {
        for (schema, names) in [
            ("properties: {x: {type: string}}, oneOf: [{@O'}]", vec!["o", "x"]),
            ("properties: {x: {type: string}}, anyOf: [{@O'}, {type: 'null'}]", vec!["o", "x"]),
            ("properties: {x: {type: string}}, anyOf: [{required: [x]}, {required: [y]}]", vec!["x"]),
            ("allOf: [{@O'}], oneOf: [{properties: {x: {type: string}}}]", vec!["o", "x"]),
        ] {
            let (kind, codes) = kind(&format!("{{{}}}", parts(schema)));
            assert!(codes.is_empty(), "{schema} {codes:?}");
            let SchemaKind::Object(object) = kind else { panic!("{schema} {kind:?}") };
            assert_eq!(object.properties.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names, "{schema}");
        }
    }

    #[test]
    fn parents_by_other_names_maps_and_schemas_that_say_nothing_are_inherited_from() {
        for (all_of, names, has_more) in [
            ("allOf: [{@Named'}], properties: {x: {type: string}}", vec!["o", "x"], false),
            ("allOf: [{@M'}], properties: {x: {type: string}}", vec!["x"], true),
            ("allOf: [{@Free'}, {@O'}]", vec!["o"], false),
        ] {
            let (kind, codes) = kind(&format!("{{{}}}", parts(all_of)));
            assert!(codes.is_empty(), "{all_of} {codes:?}");
            let SchemaKind::Object(object) = kind else { panic!("{all_of} {kind:?}") };
            assert_eq!(object.properties.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names, "{all_of}");
            assert_eq!(object.additional_properties.is_some(), has_more, "{all_of}");
        }
    }
}
