//! Named schemas that are only references, in a circle: takes the schemas, gives the circles.
//!
//! `openapi` refuses them in published documents; a spec that was edited by hand comes here without that.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

use crate::source::unescape_token;

/// The circles, each from its first name on. Every schema is looked at once.
pub(super) fn find(schemas: &IndexMap<String, ReferenceOr<Schema>>) -> Vec<Vec<String>> {
    let next = |name: &str| match schemas.get(name)? {
        ReferenceOr::Reference { reference } => reference.strip_prefix("#/components/schemas/").map(unescape_token),
        ReferenceOr::Item(_) => None,
    };
    // The chain in which a schema was met first.
    let mut met: HashMap<String, usize> = HashMap::new();
    let mut circles = Vec::new();
    for (number, start) in schemas.keys().enumerate() {
        let mut chain: Vec<String> = Vec::new();
        let mut here = Some(start.clone());
        while let Some(name) = here {
            if let Some(first) = met.get(&name) {
                let at = chain.iter().position(|it| *it == name).filter(|_| *first == number);
                circles.extend(at.map(|at| circle(chain.split_off(at))));
                break;
            }
            met.insert(name.clone(), number);
            here = next(&name);
            chain.push(name);
        }
    }
    circles.sort();
    circles
}

fn circle(mut names: Vec<String>) -> Vec<String> {
    let first = (0..names.len()).min_by_key(|at| &names[*at]).unwrap_or(0);
    names.rotate_left(first);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_once_and_chains_are_none() {
        let schemas = ["d>c", "c>b", "b>c", "a>d", "self>self", "long>end", "lost>nowhere"].map(|it| {
            let (name, reference) = it.split_once('>').unwrap();
            let reference = format!("#/components/schemas/{reference}");
            (name.to_owned(), ReferenceOr::Reference { reference })
        });
        let mut schemas = IndexMap::from(schemas);
        let end =
            Schema { schema_data: Default::default(), schema_kind: openapiv3::SchemaKind::Any(Default::default()) };
        schemas.insert("end".to_owned(), ReferenceOr::Item(end));
        assert_eq!(find(&schemas), [vec!["b".to_owned(), "c".to_owned()], vec!["self".to_owned()]]);
    }
}
