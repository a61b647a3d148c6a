//! Pass `all_of`: inherited properties go to the schemas that inherit them, and the bases of hierarchies learn their
//! subtypes.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics, Remedy};
use crate::model::{Discriminator, ObjectSchema, Origin, Property, Schema, SchemaKind, Service, Subtype, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    reduce_primitive_parents(service, diagnostics);
    let resolved: BTreeMap<String, ObjectSchema> = {
        let mut resolver = Resolver { schemas: &service.schemas, done: BTreeMap::new(), path: Vec::new(), diagnostics };
        for name in service.schemas.keys() {
            resolver.resolve(name);
        }
        resolver.done
    };
    let subtypes = subtypes(&service.schemas, &resolved, diagnostics);
    for (name, schema) in &mut service.schemas {
        let (SchemaKind::Object(object), Some(full)) = (&mut schema.kind, resolved.get(name)) else { continue };
        object.properties.clone_from(&full.properties);
        object.additional_properties.clone_from(&full.additional_properties);
        object.discriminator_property.clone_from(&full.discriminator_property);
        if full.discriminator_property.is_some() && object.discriminator_value.is_none() {
            // The definition's name is the value unless the spec says otherwise; a base has one only if it says so.
            object.discriminator_value = (object.discriminator.is_none()).then(|| name.clone());
        }
        let own_subtypes = subtypes.get(name).cloned().unwrap_or_default();
        if object.discriminator.is_none() && own_subtypes.len() > 1 {
            // A subtype that others inherit from: a value of it may be one of them.
            let property = full.discriminator_property.clone().unwrap_or_default();
            object.discriminator = Some(Discriminator { property, ..Discriminator::default() });
        }
        if let Some(discriminator) = &mut object.discriminator {
            discriminator.subtypes = own_subtypes;
            for it in &discriminator.listed {
                if !discriminator.subtypes.iter().any(|own| own.schema == it.schema) {
                    discriminator.subtypes.push(it.clone());
                }
            }
            discriminator
                .subtypes
                .sort_by_cached_key(|it| (it.value.clone(), it.schema != it.value, it.schema.clone()));
            // A list of alternatives has no properties of its own.
            let is_list = object.properties.is_empty() && !discriminator.listed.is_empty();
            if !is_list && !object.properties.iter().any(|it| it.name == discriminator.property) {
                diagnostics.add(
                    Code::DiscriminatorUndeclared,
                    schema.origin.span,
                    &schema.origin.pointer,
                    format!("`{name}` has no property `{}`", discriminator.property),
                );
            }
        }
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

/// A schema that inherits from something without properties is that thing: an enum, a string, a list.
fn reduce_primitive_parents(service: &mut Service, diagnostics: &mut Diagnostics) {
    let plain: BTreeSet<String> = service
        .schemas
        .iter()
        .filter(|(_, schema)| !matches!(schema.kind, SchemaKind::Object(_)))
        .map(|(name, _)| name.clone())
        .collect();
    for (name, schema) in &mut service.schemas {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        let is_plain = |parent: &Type| matches!(parent, Type::Reference { name } if plain.contains(name));
        let Some(parent) = object.parents.iter().find(|it| is_plain(it)).cloned() else { continue };
        // An `allOf` that only says more about one schema.
        if object.properties.is_empty() && object.parents.len() == 1 {
            schema.kind = SchemaKind::Alias { target: parent };
            continue;
        }
        object.parents.retain(|it| !is_plain(it));
        let message = format!("`{name}` inherits from `{}`, which has no properties", parent.references().join("`, `"));
        diagnostics.add(Code::InheritsNothing, schema.origin.span, &schema.origin.pointer, message);
    }
}

/// How many generations a hierarchy may have; real ones have five.
const MAX_ANCESTORS: usize = 64;

struct Resolver<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    done: BTreeMap<String, ObjectSchema>,
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
        if let Some(discriminator) = &own.discriminator {
            full.discriminator_property = Some(discriminator.property.clone());
        }
        for parent in &own.parents {
            let Type::Reference { name: parent_name } = parent else { continue };
            let Some(parent) = self.resolve(parent_name) else { continue };
            for mut property in parent.properties {
                property.inherited_from.get_or_insert_with(|| parent_name.clone());
                self.add(&mut full.properties, property, schema);
            }
            full.additional_properties = full.additional_properties.or(parent.additional_properties);
            full.discriminator_property = full.discriminator_property.or(parent.discriminator_property);
        }
        for property in &own.properties {
            self.add(&mut full.properties, property.clone(), schema);
        }
        self.path.pop();
        self.done.insert(name.to_owned(), full.clone());
        Some(full)
    }

    /// The nearest declaration wins and keeps the place of the first.
    fn add(&mut self, properties: &mut Vec<Property>, property: Property, schema: &Schema) {
        let Some(earlier) = properties.iter_mut().find(|it| it.name == property.name) else {
            properties.push(property);
            return;
        };
        if earlier.value != property.value {
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

/// For each member of a hierarchy, its subtypes by value: every schema below it that has a value, at any depth, and
/// itself if it has one.
fn subtypes(
    schemas: &BTreeMap<String, Schema>,
    resolved: &BTreeMap<String, ObjectSchema>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Vec<Subtype>> {
    let mut found: BTreeMap<String, Vec<Subtype>> = BTreeMap::new();
    for (name, object) in resolved {
        if object.discriminator_property.is_none() {
            continue;
        }
        let value = match (&object.discriminator_value, &object.discriminator) {
            (Some(value), _) => value.clone(),
            (None, None) => name.clone(),
            (None, Some(_)) => continue,
        };
        for base in ancestors(name, resolved) {
            if resolved.get(&base).is_none_or(|it| it.discriminator_property.is_none()) {
                continue;
            }
            let list = found.entry(base.clone()).or_default();
            let same = list.iter_mut().find(|it| it.value == value);
            if let Some(other) = same {
                // An heir that keeps its ancestor's value is what the value stands for; its ancestor is a part of it.
                if ancestors(name, resolved).contains(&other.schema) {
                    other.schema.clone_from(name);
                    continue;
                }
                if ancestors(&other.schema, resolved).contains(name) {
                    continue;
                }
                let origin = schemas.get(name).map(|it| it.origin.clone()).unwrap_or_default();
                diagnostics.add(
                    Code::DiscriminatorClash,
                    origin.span,
                    &origin.pointer,
                    format!("`{name}` and `{}` are both `{value}` of `{base}`", other.schema),
                );
            }
            list.push(Subtype { value: value.clone(), schema: name.clone() });
        }
    }
    for list in found.values_mut() {
        // Of several with one value the first is the one that is read: the schema of that name, if there is one.
        list.sort_by_cached_key(|it| (it.value.clone(), it.schema != it.value, it.schema.clone()));
    }
    found
}

/// A schema and everything it inherits from, each once.
fn ancestors(name: &str, resolved: &BTreeMap<String, ObjectSchema>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo = vec![name.to_owned()];
    while let Some(name) = todo.pop() {
        let Some(object) = resolved.get(&name) else { continue };
        if found.insert(name) {
            todo.extend(object.parents.iter().flat_map(Type::references).map(str::to_owned));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::SchemaKind;
    use crate::normalize::fixture::{codes, normalized};

    const ANIMALS: &str = r##"
components:
  schemas:
    Named: {type: object, properties: {name: {type: string}}}
    Animal:
      type: object
      discriminator: {propertyName: kind}
      properties: {kind: {type: string}, legs: {type: integer}}
      required: [kind]
    Pet: {allOf: [{$ref: '#/components/schemas/Animal'}], properties: {owner: {type: string}}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Named'}]
      x-ms-discriminator-value: cat
      properties: {lives: {type: integer}}
      required: [name, lives]
    Tiger: {allOf: [{$ref: '#/components/schemas/Animal'}], x-ms-discriminator-value: tiger}
"##;

    #[test]
    fn parents_are_inlined_and_bases_know_their_subtypes_at_any_depth() {
        let (service, diagnostics) = normalized(ANIMALS);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(cat) = &service.schemas["Cat"].kind else { panic!() };
        let names: Vec<_> = cat.properties.iter().map(|it| (it.name.as_str(), it.required)).collect();
        assert_eq!(names, [("kind", true), ("legs", false), ("owner", false), ("name", true), ("lives", true)]);
        assert_eq!(cat.discriminator_property.as_deref(), Some("kind"));
        assert_eq!(cat.properties[1].inherited_from.as_deref(), Some("Animal"));
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        let list: Vec<_> = subtypes.iter().map(|it| (it.value.as_str(), it.schema.as_str())).collect();
        assert_eq!(list, [("Pet", "Pet"), ("cat", "Cat"), ("tiger", "Tiger")], "a child without a value has its name");
        let SchemaKind::Object(pet) = &service.schemas["Pet"].kind else { panic!() };
        let subtypes = &pet.discriminator.as_ref().expect("a pet may be a cat").subtypes;
        assert_eq!(subtypes.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["Pet", "cat"]);
    }

    #[test]
    fn two_subtypes_with_one_value_can_both_be_sent_and_the_first_is_read() {
        let (service, diagnostics) = normalized(&ANIMALS.replace("value: tiger", "value: cat"));
        assert_eq!(codes(&diagnostics), [Code::DiscriminatorClash]);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        let list: Vec<_> = subtypes.iter().map(|it| (it.value.as_str(), it.schema.as_str())).collect();
        assert_eq!(list, [("Pet", "Pet"), ("cat", "Cat"), ("cat", "Tiger")]);
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
    fn an_heir_may_keep_the_value_of_its_ancestor() {
        let text = ANIMALS.replace(
            "    Tiger: {",
            "    Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}], x-ms-discriminator-value: cat}\n    Tiger: {",
        );
        let (service, diagnostics) = normalized(&text);
        assert!(!diagnostics.has_errors());
        let SchemaKind::Object(animal) = &service.schemas["Animal"].kind else { panic!() };
        let subtypes = &animal.discriminator.as_ref().unwrap().subtypes;
        assert_eq!(subtypes.iter().find(|it| it.value == "cat").map(|it| it.schema.as_str()), Some("Kitten"));
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
