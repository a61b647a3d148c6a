//! Pass `all_of`: inherited properties go to the schemas that inherit them.

use std::collections::BTreeMap;

use super::parents;
use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{ObjectSchema, Origin, Property, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    parents::settle(service);
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
        for missing in std::mem::take(&mut object.required_elsewhere) {
            match object.properties.iter_mut().find(|it| it.name == missing) {
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

struct Resolver<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    done: BTreeMap<String, ObjectSchema>,
    /// The discriminators that heirs of a schema have too. One that an alternative has in a list is its own affair.
    inheritable: BTreeMap<String, String>,
    path: Vec<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Resolver<'_> {
    /// The schema with everything it inherits: parents' properties first, in the order of the parents.
    fn resolve(&mut self, name: &str) -> Option<ObjectSchema> {
        if let Some(done) = self.done.get(name) {
            return Some(done.clone());
        }
        let schema = self.schemas.get(name)?;
        let SchemaKind::Object(own) = &schema.kind else { return None };
        if self.path.len() >= MAX_ANCESTORS {
            self.diagnostics.add(
                Code::TooDeep,
                schema.origin.span,
                &schema.origin.pointer,
                format!("`{name}` is an ancestor of more than {MAX_ANCESTORS} generations"),
            );
            return None;
        }
        if self.path.iter().any(|it| it == name) {
            self.diagnostics.add(
                Code::InheritanceCycle,
                schema.origin.span,
                &schema.origin.pointer,
                format!("`{name}` inherits from itself: {} -> {name}", self.path.join(" -> ")),
            );
            return None;
        }
        self.path.push(name.to_owned());
        let mut full = own.clone();
        full.properties = Vec::new();
        // What it is told apart by, if it inherits that; else what it tells its heirs apart by.
        let inherited = own.parents.iter().flat_map(Type::references).find_map(|it| {
            self.resolve(it)?;
            self.inheritable.get(it).cloned()
        });
        let base_property = own.discriminator.as_ref().map(|it| it.property.clone()).or_else(|| inherited.clone());
        full.discriminator_property = inherited.or_else(|| base_property.clone()).or(full.discriminator_property);
        if let Some(property) = &base_property {
            self.inheritable.insert(name.to_owned(), property.clone());
        }
        let is_discriminator = |property: &Property, full: &ObjectSchema| {
            full.discriminator_property.as_ref() == Some(&property.name)
                || base_property.as_ref() == Some(&property.name)
        };
        for parent in &own.parents {
            let Type::Reference { name: parent_name } = parent else { continue };
            let Some(parent) = self.resolve(parent_name) else { continue };
            self.inherit_further(&mut full, &parent, schema);
            for mut property in parent.properties {
                property.inherited_from.get_or_insert_with(|| parent_name.clone());
                let is_discriminator = is_discriminator(&property, &full);
                self.add(&mut full.properties, property, schema, is_discriminator);
            }
        }
        for property in &own.properties {
            let is_discriminator = is_discriminator(property, &full);
            self.add(&mut full.properties, property.clone(), schema, is_discriminator);
        }
        self.path.pop();
        self.done.insert(name.to_owned(), full.clone());
        Some(full)
    }

    /// The type of the members that no property names is that of the nearest schema that gives one.
    fn inherit_further(&mut self, heir: &mut ObjectSchema, parent: &ObjectSchema, schema: &Schema) {
        let Some(inherited) = &parent.additional_properties else { return };
        match &heir.additional_properties {
            None => {
                heir.additional_properties = Some(inherited.clone());
                heir.additional_nullable = parent.additional_nullable;
            }
            // Free-form members may be of the other type.
            Some(own) if *own == Type::Any || *inherited == Type::Any || own == inherited => {}
            Some(_) => {
                let message =
                    format!("`{}` gets `additionalProperties` from two places with different types", schema.name);
                let Origin { span, pointer, .. } = &schema.origin;
                self.diagnostics.add(Code::PropertyConflict, *span, pointer, message);
                self.diagnostics.settled_by(Remedy::Put("additionalProperties", true.into()));
            }
        }
    }

    /// The nearest declaration wins and keeps the place of the first.
    fn add(&mut self, properties: &mut Vec<Property>, property: Property, schema: &Schema, is_discriminator: bool) {
        let Some(earlier) = properties.iter_mut().find(|it| it.name == property.name) else {
            properties.push(property);
            return;
        };
        // An heir may say which values of the discriminator are its own.
        if earlier.value != property.value && !is_discriminator {
            self.diagnostics.add(
                Code::PropertyConflict,
                property.origin.span,
                &property.origin.pointer,
                format!("`{}` gets `{}` from two places with different types", schema.name, property.name),
            );
        }
        let required = earlier.required || property.required;
        *earlier = Property { required, ..property };
    }
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
