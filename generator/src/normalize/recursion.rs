//! Pass `recursion`: finds schemas that contain themselves and puts one property of each cycle behind a pointer.
//!
//! Which property is chosen depends on names alone, so that the same spec gives the same types on every run.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service) {
    let mut boxed: BTreeSet<(String, String)> = BTreeSet::new();
    let names: Vec<String> = service.schemas.keys().cloned().collect();
    for name in &names {
        let mut walk = Walk { schemas: &service.schemas, start: name, boxed: &mut boxed, seen: BTreeSet::new() };
        walk.visit(name);
    }
    for (schema, property) in boxed {
        let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&schema).map(|it| &mut it.kind) else {
            continue;
        };
        if let Some(property) = object.properties.iter_mut().find(|it| it.name == property) {
            property.boxed = true;
        }
    }
}

/// Walks from one schema along properties that hold a value directly, without list or map between.
struct Walk<'a> {
    schemas: &'a BTreeMap<String, Schema>,
    start: &'a str,
    boxed: &'a mut BTreeSet<(String, String)>,
    seen: BTreeSet<String>,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str) {
        let Some(SchemaKind::Object(object)) = self.schemas.get(name).map(|it| &it.kind) else { return };
        for property in &object.properties {
            let edge = (name.to_owned(), property.name.clone());
            if self.boxed.contains(&edge) {
                continue;
            }
            let Some(target) = self.direct_target(&property.value) else { continue };
            if target == self.start {
                self.boxed.insert(edge);
            } else if self.seen.insert(target.clone()) {
                self.visit(&target);
            }
        }
    }

    /// The object a value holds directly. A hierarchy's base is no such object: its subtypes are boxed anyway.
    fn direct_target(&self, value: &Type) -> Option<String> {
        let mut value = value;
        for _ in 0..=self.schemas.len() {
            let Type::Reference { name } = value else { return None };
            match &self.schemas.get(name)?.kind {
                SchemaKind::Alias { target } => value = target,
                SchemaKind::Object(object) if object.discriminator.is_none() => return Some(name.clone()),
                _ => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::model::SchemaKind;
    use crate::normalize::fixture::normalized;

    #[test]
    fn each_cycle_is_broken_once_and_lists_break_it_by_themselves() {
        let (service, _) = normalized(
            r##"
components:
  schemas:
    Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
    B: {type: object, properties: {c: {$ref: '#/components/schemas/C'}}}
    C: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}
"##,
        );
        let boxed: Vec<String> = service
            .schemas
            .iter()
            .filter_map(|(name, it)| match &it.kind {
                SchemaKind::Object(object) => Some((name, object)),
                _ => None,
            })
            .flat_map(|(name, it)| {
                it.properties.iter().filter(|it| it.boxed).map(move |p| format!("{name}.{}", p.name))
            })
            .collect();
        assert_eq!(boxed, ["C.a", "C.b", "Node.next"]);
    }
}
