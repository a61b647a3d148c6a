//! Pass `all_of`: inherited properties go to the schemas that inherit them.

use std::collections::{BTreeMap, HashMap};

use super::{intersection, parents};
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{ObjectSchema, Origin, Property, Schema, SchemaKind, Service, Stated, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    parents::settle(service);
    intersection::inherit_by_property(service);
    let mut resolved: BTreeMap<String, ObjectSchema> = {
        let mut resolver = Resolver {
            schemas: &service.schemas,
            done: BTreeMap::new(),
            inheritable: BTreeMap::new(),
            path: Vec::new(),
            diagnostics,
        };
        for name in service.schemas.keys() {
            resolver.resolve(name);
        }
        resolver.done
    };
    for (name, schema) in &mut service.schemas {
        let (SchemaKind::Object(object), Some(full)) = (&mut schema.kind, resolved.remove(name)) else { continue };
        *object = full;
        if object.required_elsewhere.is_empty() {
            continue;
        }
        let places: HashMap<String, usize> =
            object.properties.iter().enumerate().map(|(at, it)| (it.name.clone(), at)).collect();
        for missing in std::mem::take(&mut object.required_elsewhere) {
            match places.get(&missing).and_then(|at| object.properties.get_mut(*at)) {
                Some(property) => property.required = true,
                None => {
                    let message = format!("`{name}` requires `{missing}` and does not declare it");
                    let Origin { span, pointer, .. } = &schema.origin;
                    diagnostics.add(Code::UnknownRequired, *span, pointer, message);
                    diagnostics.settled_by(Remedy::RemoveElement("required", missing));
                }
            }
        }
    }
}

/// How many generations a hierarchy may have; real ones have five.
const MAX_ANCESTORS: usize = 64;

type Schemas = BTreeMap<String, Schema>;

struct Resolver<'a> {
    schemas: &'a Schemas,
    done: BTreeMap<String, ObjectSchema>,
    /// The discriminators that heirs of a schema have too, first the one they go by. One that an alternative has in a list is
    /// its own affair.
    inheritable: BTreeMap<String, Vec<String>>,
    path: Vec<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Resolver<'_> {
    /// Makes the schema with everything it inherits, if it is an object: parents' properties first, in the order of the parents.
    /// What nothing can be inherited from is no parent any more.
    fn resolve(&mut self, name: &str) -> bool {
        if self.done.contains_key(name) {
            return true;
        }
        let Some(schema) = self.schemas.get(name) else { return false };
        let SchemaKind::Object(own) = &schema.kind else { return false };
        if self.path.len() >= MAX_ANCESTORS {
            self.diagnostics.add(
                Code::TooDeep,
                schema.origin.span,
                &schema.origin.pointer,
                format!("`{name}` is an ancestor of more than {MAX_ANCESTORS} generations"),
            );
            return false;
        }
        if self.path.iter().any(|it| it == name) {
            self.diagnostics.add(
                Code::InheritanceCycle,
                schema.origin.span,
                &schema.origin.pointer,
                format!("`{name}` inherits from itself: {} -> {name}", self.path.join(" -> ")),
            );
            return false;
        }
        self.path.push(name.to_owned());
        let mut full = own.clone();
        full.parents.retain(|it| it.reference_name().is_some_and(|it| self.resolve(it)));
        self.path.pop();
        let parents: Vec<String> = full.parents.iter().flat_map(Type::references).map(str::to_owned).collect();
        let inherited: Vec<&String> = parents.iter().filter_map(|it| self.inheritable.get(it)).flatten().collect();
        // What it is told apart by, if it inherits that; else what it tells its heirs apart by.
        let own_property = own.discriminator.as_ref().map(|it| &it.property);
        full.discriminator_property =
            inherited.first().copied().or(own_property).cloned().or(full.discriminator_property);
        let mut told_by: Vec<String> = Vec::new();
        for it in own_property.into_iter().chain(inherited) {
            if !told_by.contains(it) {
                told_by.push(it.clone());
            }
        }
        let is_discriminator = |it: &Property, full: &ObjectSchema| {
            told_by.contains(&it.name) || full.discriminator_property.as_ref() == Some(&it.name)
        };
        let own_properties = std::mem::take(&mut full.properties);
        let mut places = HashMap::new();
        for parent_name in &parents {
            let Some(parent) = self.done.get(parent_name) else { continue };
            inherit_further(&mut full, parent, schema, self.diagnostics);
            for property in &parent.properties {
                let inherited_from = property.inherited_from.clone().or_else(|| Some(parent_name.clone()));
                let property = Property { inherited_from, ..property.clone() };
                let is_free = is_discriminator(&property, &full);
                add(&mut full.properties, &mut places, property, (schema, self.schemas), is_free, self.diagnostics);
            }
        }
        for property in own_properties {
            let is_free = is_discriminator(&property, &full);
            add(&mut full.properties, &mut places, property, (schema, self.schemas), is_free, self.diagnostics);
        }
        if !told_by.is_empty() {
            self.inheritable.insert(name.to_owned(), told_by);
        }
        self.done.insert(name.to_owned(), full);
        true
    }
}

/// The type of the members that no property names is that of the nearest schema that gives one.
fn inherit_further(heir: &mut ObjectSchema, parent: &ObjectSchema, schema: &Schema, diagnostics: &mut Diagnostics) {
    let Some(inherited) = &parent.additional_properties else { return };
    match &heir.additional_properties {
        None => {
            heir.additional_properties = Some(inherited.clone());
            heir.additional_nullable = parent.additional_nullable;
        }
        // Free-form members may be of the other type.
        Some(own) if *own == Type::Any || *inherited == Type::Any || own == inherited => {}
        Some(_) => {
            let message = format!("`{}` gets `additionalProperties` from two places with different types", schema.name);
            let Origin { span, pointer, .. } = &schema.origin;
            diagnostics.add(Code::PropertyConflict, *span, pointer, message);
            diagnostics.settled_by(Remedy::Put("additionalProperties", true.into()));
        }
    }
}

/// A property keeps the place of its first declaration; `places` are those of all.
fn add(
    properties: &mut Vec<Property>,
    places: &mut HashMap<String, usize>,
    property: Property,
    heir: (&Schema, &Schemas),
    is_discriminator: bool,
    diagnostics: &mut Diagnostics,
) {
    let earlier = places.get(&property.name).and_then(|at| properties.get_mut(*at));
    let Some(earlier) = earlier else {
        places.insert(property.name.clone(), properties.len());
        properties.push(property);
        return;
    };
    // An heir may say which values of the discriminator are its own.
    if is_discriminator && property.stated == Stated::Type {
        *earlier = Property { required: earlier.required || property.required, ..property };
        return;
    }
    let (schema, schemas) = heir;
    let (property, agree) = intersection::of_properties(schemas, earlier, property);
    if !agree {
        diagnostics.add(
            Code::PropertyConflict,
            property.origin.span,
            &property.origin.pointer,
            format!("`{}` gets `{}` from two places with different types", schema.name, property.name),
        );
    }
    *earlier = property;
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;

    #[test]
    fn members_without_names_of_two_types_are_told() {
        for (base, own, is_told) in [
            ("{type: integer}", "{type: string}", true),
            ("{type: integer}", "{type: integer}", false),
            ("{type: integer}", "true", false),
            ("true", "{type: integer}", false),
            ("{type: integer}", "false", false),
        ] {
            let (service, diagnostics) = normalized(&format!(
                r##"
components:
  schemas:
    Base: {{type: object, properties: {{a: {{type: string}}}}, additionalProperties: {base}}}
    Heir: {{allOf: [{{$ref: '#/components/schemas/Base'}}], additionalProperties: {own}}}
"##
            ));
            assert_eq!(diagnostics.count_of(Code::PropertyConflict), usize::from(is_told), "{base} {own}");
            assert!(
                matches!(&service.schemas["Heir"].kind, SchemaKind::Object(it) if it.additional_properties.is_some())
            );
        }
    }
    use crate::model::SchemaKind;
    use crate::normalize::fixture::{codes, normalized};

    #[test]
    fn parents_are_inlined() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Named: {type: object, properties: {name: {type: string}}}
    Animal: {type: object, properties: {kind: {type: string}, legs: {type: integer}}, required: [kind]}
    Pet: {allOf: [{$ref: '#/components/schemas/Animal'}], properties: {owner: {type: string}}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Named'}]
      properties: {lives: {type: integer}}
      required: [name, lives]
"##,
        );
        assert!(codes(&diagnostics).is_empty());
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        let names: Vec<_> = cat.properties.iter().map(|it| (it.name.as_str(), it.required)).collect();
        assert_eq!(names, [("kind", true), ("legs", false), ("owner", false), ("name", true), ("lives", true)]);
        assert_eq!(cat.properties[1].inherited_from.as_deref(), Some("Animal"));
    }

    #[test]
    fn a_hierarchy_without_end_is_an_error() {
        let chain: String = (1..200)
            .map(|at| format!("    S{at}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}]}}\n", at - 1))
            .collect();
        let (_, diagnostics) = normalized(&format!(
            "components:\n  schemas:\n    S0: {{type: object, properties: {{a: {{type: string}}}}}}\n{chain}"
        ));
        assert!(codes(&diagnostics).contains(&Code::TooDeep));
    }

    #[test]
    fn inheriting_from_oneself_is_an_error() {
        let (_, diagnostics) = normalized(
            r##"
components:
  schemas:
    A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {type: string}}}
    B: {allOf: [{$ref: '#/components/schemas/A'}], properties: {b: {type: string}}}
"##,
        );
        assert!(codes(&diagnostics).contains(&Code::InheritanceCycle));
    }
}
