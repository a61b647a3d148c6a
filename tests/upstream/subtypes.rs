//! The subtypes by value: takes the hierarchies of the upstream documents, and finds each subtype in the spec, under the
//! value that tells it apart on the wire.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::comparison::hierarchy::{self, Subtype};
use crate::comparison::spec::Spec;
use crate::definitions::{self, Found};
use crate::library::Library;
use crate::shared::project;
use crate::swagger::{self, Id, Swagger};

#[test]
fn every_subtype_is_in_the_spec_under_its_value() {
    let library = Library::new();
    for it in project::covered() {
        let (swagger, spec) = (swagger::read(&library, &it.inputs()), Spec::parse(&it.spec()));
        let missing = missing(&swagger, &spec, &definitions::find(&swagger, &spec));
        assert!(missing.is_empty(), "the spec of {} lacks {missing:#?}", it.name());
    }
}

/// The subtypes that the spec does not have, or has under another value.
pub fn missing(swagger: &Swagger, spec: &Spec, found: &Found) -> BTreeSet<String> {
    let known: BTreeSet<Subtype> = hierarchy::subtypes(spec).into_iter().collect();
    let mut missing = BTreeSet::new();
    for (id, schemas) in &found.components {
        let text = |key: &str| swagger.reached[id].get(key).and_then(Value::as_str);
        let value = text("x-ms-discriminator-value");
        if value.is_none() && text("discriminator").is_some() {
            continue;
        }
        let mut bases = BTreeSet::new();
        ancestors(swagger, id, &mut bases);
        for base in bases.iter().filter(|it| swagger.reached[it].get("discriminator").is_some()) {
            let value = value.unwrap_or(&id.name);
            let mut possible = schemas.iter().flat_map(|schema| {
                let bases = found.components.get(base).into_iter().flatten();
                bases.map(|base| Subtype { base: base.clone(), value: value.to_owned(), schema: schema.clone() })
            });
            if !possible.any(|it| known.contains(&it)) {
                missing.insert(format!("value {value:?} of {}, a subtype of {}", id.name, base.name));
            }
        }
    }
    missing
}

/// Everything a schema inherits from, itself included.
fn ancestors(swagger: &Swagger, id: &Id, found: &mut BTreeSet<Id>) {
    if found.insert(id.clone()) {
        swagger.parents(id).iter().for_each(|it| ancestors(swagger, it, found));
    }
}
