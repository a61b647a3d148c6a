//! Which definitions a service needs: takes the input documents, reads what they refer to, gives the kept definitions.
//!
//! Kept are the definitions that the operations of the input documents reach through references, the security schemes
//! of the input documents, and the subtypes of every kept discriminated base: schemas, in any file that was read, whose
//! `allOf` leads to the base, because no reference ever points from a base to its subtypes. Everything else is dropped;
//! a definition without users changes nothing for callers.

use std::collections::VecDeque;

use super::grammar::{Kind, Role};
use super::library::{Access, DefinitionId, Library, Link};
use super::place::Place;
use super::references;
use crate::diagnostics::Code;
use crate::source::Node;

/// The definitions that are kept.
#[derive(Debug)]
pub(crate) struct Reach {
    kept: Vec<bool>,
}

impl Reach {
    pub(crate) fn contains(&self, id: DefinitionId) -> bool {
        self.kept.get(id.index()).copied().unwrap_or(false)
    }

    /// In the order of the library: by document, then as written.
    pub(crate) fn definitions<'a>(&'a self, library: &'a Library) -> impl Iterator<Item = DefinitionId> + 'a {
        library.definitions().map(|(id, _)| id).filter(|id| self.contains(*id))
    }
}

/// Finds the kept definitions of the input documents, which the library holds already. References that lead nowhere
/// are reported: those of kept definitions, and all those of the input documents.
pub(crate) fn reach(library: &mut Library, access: &mut Access<'_>) -> Reach {
    let mut search = Search { library, access, edges: Vec::new(), kept: Vec::new(), queue: VecDeque::new() };
    search.seed();
    loop {
        search.follow();
        if !search.add_subtypes() {
            break;
        }
    }
    let kept = search.kept;
    report_endless_chains(library, access, &kept);
    Reach { kept }
}

struct Search<'s, 'a> {
    library: &'s mut Library,
    access: &'s mut Access<'a>,
    /// What a definition refers to, once its references have been followed.
    edges: Vec<Option<Vec<DefinitionId>>>,
    kept: Vec<bool>,
    queue: VecDeque<DefinitionId>,
}

impl Search<'_, '_> {
    fn seed(&mut self) {
        // They come first; what was read for them already is none of them.
        let inputs = self.library.documents().iter().filter(|it| it.input.is_some()).count();
        for number in 0..inputs {
            for link in root_links(&self.library.documents()[number].tree) {
                if let Some(id) = self.library.resolve(&link, self.access) {
                    self.keep(id);
                }
            }
        }
        for number in 0..inputs {
            for id in self.library.documents()[number].definitions.clone() {
                // Requirements name security schemes without `$ref`.
                if self.library.definition(id).kind == Kind::SecurityScheme {
                    self.keep(id);
                }
                self.follow_one(id);
            }
        }
    }

    fn keep(&mut self, id: DefinitionId) -> bool {
        if self.kept.len() <= id.index() {
            self.kept.resize(id.index() + 1, false);
        }
        let new = !std::mem::replace(&mut self.kept[id.index()], true);
        if new {
            self.queue.push_back(id);
        }
        new
    }

    fn follow(&mut self) {
        while let Some(id) = self.queue.pop_front() {
            for target in self.follow_one(id) {
                self.keep(target);
            }
        }
    }

    /// What a definition refers to.
    fn follow_one(&mut self, id: DefinitionId) -> Vec<DefinitionId> {
        if self.edges.len() <= id.index() {
            self.edges.resize(id.index() + 1, None);
        }
        if let Some(edges) = &self.edges[id.index()] {
            return edges.clone();
        }
        let edges: Vec<_> =
            links(self.library, id).iter().filter_map(|link| self.library.resolve(link, self.access)).collect();
        self.edges[id.index()] = Some(edges.clone());
        edges
    }

    /// Keeps the subtypes of the kept discriminated bases; whether there were new ones.
    fn add_subtypes(&mut self) -> bool {
        let parents: Vec<(DefinitionId, Vec<DefinitionId>)> = self
            .library
            .definitions()
            .filter(|(_, it)| it.kind == Kind::Schema)
            .map(|(id, _)| (id, parents(self.library, id)))
            .collect();
        let mut below_base: Vec<bool> = Vec::new();
        below_base.resize(self.library.definitions().count(), false);
        for (id, _) in &parents {
            let discriminated = self.library.node(*id).is_some_and(is_discriminated);
            below_base[id.index()] = discriminated && self.kept.get(id.index()) == Some(&true);
        }
        // Each round goes one generation down; hierarchies are rarely deeper than three.
        loop {
            let mut changed = false;
            for (id, parents) in &parents {
                if !below_base[id.index()] && parents.iter().any(|it| below_base[it.index()]) {
                    below_base[id.index()] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut found = false;
        for (id, _) in parents {
            if below_base[id.index()] {
                found |= self.keep(id);
            }
        }
        found
    }
}

/// The references of a document outside its definitions.
fn root_links(tree: &Node) -> Vec<Link> {
    let mut links = Vec::new();
    for key in ["paths", "x-ms-paths", "x-ms-parameterized-host"] {
        if let Some(node) = tree.get(key) {
            let role = Kind::Document.child(key);
            references::each(node, role, &Place::ROOT.key(key), &mut |link| links.push(link));
        }
    }
    links
}

fn links(library: &Library, id: DefinitionId) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(node) = library.node(id) {
        let role = Role::One(library.definition(id).kind);
        references::each(node, role, &Place::at(&library.pointer(id)), &mut |link| links.push(link));
    }
    links
}

/// Whether a schema tells kinds apart, itself or in a part that is written out.
fn is_discriminated(schema: &Node) -> bool {
    let parts = schema.get("allOf").and_then(Node::as_array).unwrap_or_default();
    std::iter::once(schema).chain(parts).any(|it| it.get("discriminator").is_some())
}

/// The schemas a schema is derived from: those its `allOf` names, or the one it is another name of.
fn parents(library: &Library, id: DefinitionId) -> Vec<DefinitionId> {
    let Some(node) = library.node(id) else { return Vec::new() };
    let all_of = node.get("allOf").and_then(Node::as_array).unwrap_or_default();
    let references = std::iter::once(node).chain(all_of).filter_map(|it| it.get("$ref"));
    references.filter_map(|it| library.find(Kind::Schema, it)).collect()
}

/// Definitions that are nothing but references, in a circle. Every definition is looked at once.
fn report_endless_chains(library: &Library, access: &mut Access<'_>, kept: &[bool]) {
    // The chain in which a definition was met first, from 1.
    let mut met = vec![0usize; library.definitions().count()];
    for (number, (start, _)) in (1..).zip(library.definitions()) {
        if kept.get(start.index()) != Some(&true) {
            continue;
        }
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(id) = next {
            match met.get_mut(id.index()) {
                Some(first) if *first == 0 => *first = number,
                Some(first) if *first == number => {
                    let circle =
                        chain.iter().position(|it| *it == id).and_then(|at| chain.get(at..)).unwrap_or_default();
                    report_circle(library, access, circle);
                    break;
                }
                _ => break,
            }
            chain.push(id);
            next = alias(library, id);
        }
    }
}

fn report_circle(library: &Library, access: &mut Access<'_>, circle: &[DefinitionId]) {
    let Some(first) = circle.iter().min().copied() else { return };
    let definition = library.definition(first);
    let span = library.node(first).and_then(|it| it.get("$ref")).map(|it| it.span);
    let pointer = format!("{}/$ref", library.pointer(first));
    let at = circle.iter().position(|it| *it == first).unwrap_or(0);
    let names: Vec<_> = circle[at..]
        .iter()
        .chain(&circle[..at])
        .take(8)
        .map(|it| format!("`{}`", library.definition(*it).name))
        .collect();
    let message = match circle.len() {
        1 => format!("the {} `{}` is only a reference to itself", definition.kind.noun(), definition.name),
        0..=8 => format!("the definitions {} are only references to each other", names.join(", ")),
        many => format!("the {many} definitions {}, … are only references to each other", names.join(", ")),
    };
    access.diagnostics.add(Code::EndlessReference, span, pointer, message);
}

/// The definition that a definition is another name of.
fn alias(library: &Library, id: DefinitionId) -> Option<DefinitionId> {
    library.find(library.definition(id).kind, library.node(id)?.get("$ref")?)
}
