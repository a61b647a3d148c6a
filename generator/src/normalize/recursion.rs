//! Pass `recursion`: finds schemas that contain themselves and puts one property of each cycle behind a pointer.
//!
//! Which property is chosen depends on names alone, so that the same spec gives the same types on every run. A schema
//! that is nothing but a list or a map of itself has no Rust type; its inner values are free-form JSON.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Resolved, Schema, SchemaKind, Service, Type};

pub(super) fn run(service: &mut Service, diagnostics: &mut Diagnostics) {
    end_aliases(service, diagnostics);
    let names: Vec<&str> = service.schemas.keys().map(String::as_str).collect();
    let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    // Which objects an object holds directly, and by which property.
    let mut edges: Vec<Vec<(usize, &str)>> = Vec::new();
    for schema in service.schemas.values() {
        let SchemaKind::Object(object) = &schema.kind else {
            edges.push(Vec::new());
            continue;
        };
        let held = object.properties.iter().filter_map(|it| {
            let target = direct_target(&it.value, &service.schemas)?;
            Some((*numbers.get(target)?, it.name.as_str()))
        });
        edges.push(held.collect());
    }
    let mut boxed: Vec<(String, String)> = Vec::new();
    let mut todo = cycles(&(0..names.len()).collect::<Vec<_>>(), &edges);
    while let Some(cycle) = todo.pop() {
        // The first by name: every way back to it goes through a pointer, and the rest may have cycles of its own.
        let Some((first, rest)) = cycle.split_first() else { continue };
        for from in &cycle {
            let back = edges[*from].iter().filter(|(to, _)| to == first);
            boxed.extend(back.map(|(_, property)| (names[*from].to_owned(), (*property).to_owned())));
        }
        todo.extend(cycles(rest, &edges));
    }
    for (schema, property) in boxed {
        if let Some(SchemaKind::Object(object)) = service.schemas.get_mut(&schema).map(|it| &mut it.kind) {
            object.properties.iter_mut().filter(|it| it.name == property).for_each(|it| it.boxed = true);
        }
    }
}

/// The object a value holds directly. A hierarchy's base is no such object: its subtypes are boxed anyway.
fn direct_target<'a>(value: &'a Type, schemas: &'a BTreeMap<String, Schema>) -> Option<&'a str> {
    match value.resolved(schemas) {
        Resolved::Object(name, object) if object.discriminator.is_none() => Some(name),
        _ => None,
    }
}

/// Aliases of aliases become aliases of what these stand for, and an alias that contains itself ends in free-form JSON.
fn end_aliases(service: &mut Service, diagnostics: &mut Diagnostics) {
    let aliases: BTreeMap<String, Type> = service
        .schemas
        .iter()
        .filter_map(|(name, it)| match &it.kind {
            SchemaKind::Alias { target } => Some((name.clone(), target.clone())),
            _ => None,
        })
        .collect();
    let mut ends: BTreeMap<&str, Type> = BTreeMap::new();
    for name in aliases.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut at = name.as_str();
        let end = loop {
            if let Some(end) = ends.get(at) {
                break end.clone();
            }
            let Some(target) = aliases.get(at) else { break Type::reference(at) };
            if !seen.insert(at) {
                // A name for a name … for itself; where references are resolved it is reported.
                break Type::Any;
            }
            way.push(at);
            match target {
                Type::Reference { name } => at = name,
                other => break other.clone(),
            }
        };
        ends.extend(way.into_iter().map(|it| (it, end.clone())));
    }
    let names: Vec<&str> = ends.keys().copied().collect();
    let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut targets: Vec<Type> = ends.values().cloned().collect();
    let edges: Vec<Vec<(usize, ())>> = targets
        .iter()
        .map(|it| it.references().into_iter().filter_map(|it| Some((*numbers.get(it)?, ()))).collect())
        .collect();
    let mut todo = cycles(&(0..names.len()).collect::<Vec<_>>(), &edges);
    while let Some(cycle) = todo.pop() {
        let Some((first, rest)) = cycle.split_first() else { continue };
        cycle.iter().for_each(|it| cut(&mut targets[*it], names[*first]));
        if let Some(schema) = service.schemas.get(names[*first]) {
            let message = format!("`{}` is a list or a map of itself; what is inside is free-form JSON", schema.name);
            diagnostics.add(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message);
        }
        todo.extend(cycles(rest, &edges));
    }
    let targets: Vec<(String, Type)> = std::iter::zip(names, targets).map(|(name, it)| (name.to_owned(), it)).collect();
    for (name, end) in targets {
        if let Some(SchemaKind::Alias { target }) = service.schemas.get_mut(&name).map(|it| &mut it.kind) {
            *target = end;
        }
    }
    end_nesting(service, diagnostics);
}

/// How many lists and maps may stand in each other; compilers have limits, and no real service comes near.
const MAX_NESTING: usize = 32;

/// Lists of lists of … end in free-form JSON.
fn end_nesting(service: &mut Service, diagnostics: &mut Diagnostics) {
    let deep: Vec<String> = service
        .schemas
        .values()
        .filter(|it| matches!(&it.kind, SchemaKind::Alias { target } if is_deep(target, &service.schemas)))
        .map(|it| it.name.clone())
        .collect();
    for name in deep {
        let Some(schema) = service.schemas.get_mut(&name) else { continue };
        let message =
            format!("`{name}` nests more than {MAX_NESTING} lists and maps; what is inside is free-form JSON");
        diagnostics.add(Code::Unsupported, schema.origin.span, &schema.origin.pointer, message);
        schema.kind = SchemaKind::Alias { target: Type::Any };
    }
    for schema in service.schemas.values_mut() {
        let SchemaKind::Object(object) = &mut schema.kind else { continue };
        object.properties.iter_mut().for_each(|it| shorten(&mut it.value, MAX_NESTING));
        object.additional_properties.iter_mut().for_each(|it| shorten(it, MAX_NESTING));
    }
    for operation in service.operations_mut() {
        operation.parameters.iter_mut().for_each(|it| shorten(&mut it.value, MAX_NESTING));
        operation.body.iter_mut().for_each(|it| shorten(&mut it.value, MAX_NESTING));
        operation.responses.iter_mut().filter_map(|it| it.body.as_mut()).for_each(|it| shorten(it, MAX_NESTING));
    }
}

fn is_deep(value: &Type, schemas: &BTreeMap<String, Schema>) -> bool {
    let (mut value, mut levels) = (value, 0);
    loop {
        value = match value {
            Type::Array { items, .. } => items,
            Type::Map { values, .. } => values,
            Type::Reference { name } => match schemas.get(name).map(|it| &it.kind) {
                Some(SchemaKind::Alias { target }) => target,
                _ => return false,
            },
            _ => return false,
        };
        levels += 1;
        if levels > 2 * MAX_NESTING {
            return true;
        }
    }
}

fn shorten(value: &mut Type, levels: usize) {
    match value {
        Type::Array { .. } | Type::Map { .. } if levels == 0 => *value = Type::Any,
        Type::Array { items, .. } => shorten(items, levels - 1),
        Type::Map { values, .. } => shorten(values, levels - 1),
        _ => {}
    }
}

/// Puts free-form JSON in the place of a schema.
fn cut(value: &mut Type, schema: &str) {
    match value {
        Type::Array { items, .. } => cut(items, schema),
        Type::Map { values, .. } => cut(values, schema),
        Type::Reference { name } if name == schema => *value = Type::Any,
        _ => {}
    }
}

/// The sets of nodes that reach each other, within some nodes (sorted), each sorted: strongly connected components
/// (Kosaraju), without the single nodes that do not hold themselves. Loops, since cycles may be long.
fn cycles<L>(within: &[usize], edges: &[Vec<(usize, L)>]) -> Vec<Vec<usize>> {
    // Nodes are numbered anew, so that what is known of them stands in lists.
    let (first, last) = (within.first().copied().unwrap_or_default(), within.last().copied().unwrap_or_default());
    let mut numbers: Vec<Option<usize>> = vec![None; last - first + 1];
    within.iter().enumerate().for_each(|(at, node)| numbers[node - first] = Some(at));
    let number = |node: usize| numbers.get(node.checked_sub(first)?).copied().flatten();
    let targets = |node: &usize| edges[*node].iter().filter_map(|(to, _)| number(*to)).collect();
    let forth: Vec<Vec<usize>> = within.iter().map(targets).collect();
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); within.len()];
    for (from, targets) in forth.iter().enumerate() {
        targets.iter().for_each(|to| back[*to].push(from));
    }
    let mut seen = vec![false; within.len()];
    let mut finished: Vec<usize> = Vec::new();
    for start in 0..within.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut way = vec![(start, 0)];
        while let Some((node, next)) = way.last_mut() {
            let Some(to) = forth[*node].get(*next) else {
                finished.push(*node);
                way.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[*to], true) {
                way.push((*to, 0));
            }
        }
    }
    let mut found = Vec::new();
    let mut assigned = vec![false; within.len()];
    for root in finished.into_iter().rev() {
        if std::mem::replace(&mut assigned[root], true) {
            continue;
        }
        let mut component = vec![within[root]];
        let mut todo = vec![root];
        while let Some(node) = todo.pop() {
            for from in &back[node] {
                if !std::mem::replace(&mut assigned[*from], true) {
                    component.push(within[*from]);
                    todo.push(*from);
                }
            }
        }
        if component.len() > 1 || back[root].contains(&root) {
            component.sort_unstable();
            found.push(component);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{SchemaKind, Type};
    use crate::normalize::fixture::{codes, normalized};

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

    #[test]
    fn an_alias_that_contains_itself_ends_in_json() {
        let (service, diagnostics) = normalized(
            r##"
components:
  schemas:
    Json: {type: object, additionalProperties: {$ref: '#/components/schemas/Json'}}
    Tree: {type: array, items: {$ref: '#/components/schemas/Branch'}}
    Branch: {$ref: '#/components/schemas/Twig'}
    Twig: {type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}
    Name: {$ref: '#/components/schemas/Other'}
    Other: {$ref: '#/components/schemas/Third'}
    Third: {type: string}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::Unsupported; 2]);
        let target = |name: &str| match &service.schemas[name].kind {
            SchemaKind::Alias { target } => target.clone(),
            _ => panic!(),
        };
        assert_eq!(target("Json"), Type::map(Type::Any));
        assert_eq!(target("Name"), Type::text());
        assert_eq!(target("Tree"), Type::list(Type::Any), "the first by name, `Branch`, is cut");
        assert_eq!(target("Branch"), Type::map(Type::reference("Tree")));
    }

    #[test]
    fn a_long_cycle_is_broken_once() {
        let schemas: String = (0..3000)
            .map(|at| {
                format!(
                    "    S{at:04}: {{type: object, properties: {{p: {{$ref: '#/components/schemas/S{:04}'}}}}}}\n",
                    (at + 1) % 3000
                )
            })
            .collect();
        let (service, _) = normalized(&format!("components:\n  schemas:\n{schemas}"));
        let boxed = service.schemas.values().filter(|it| match &it.kind {
            SchemaKind::Object(object) => object.properties[0].boxed,
            _ => false,
        });
        assert_eq!(boxed.map(|it| it.name.as_str()).collect::<Vec<_>>(), ["S2999"]);
    }
}
