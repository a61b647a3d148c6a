//! Which definitions are the same: takes the kept ones, gives groups of equal ones.
//!
//! Files repeat definitions of common types. Two definitions of one kind and name are the same if they say the same:
//! prose and the order of keys aside, and their references name the same. Since definitions refer to each other in
//! circles, all of one name are first taken to be the same and then told apart until nothing changes; what is left
//! together cannot be told apart by anything.

use std::collections::{BTreeMap, HashMap};

use super::grammar::{Kind, Role};
use super::library::{DefinitionId, Library};
use super::reach::Reach;
use crate::source::{Node, Value};

/// Definitions of one kind and name, in groups of equal ones.
pub(crate) type Group = Vec<Vec<DefinitionId>>;

/// The kept definitions by kind and name.
///
/// Definitions and groups are in order of precedence: those of the input documents, in the order these were given;
/// then those of the other files, by path.
pub(crate) fn groups(library: &Library, reach: &Reach) -> BTreeMap<(Kind, String), Group> {
    let mut named: BTreeMap<(Kind, String), Vec<DefinitionId>> = BTreeMap::new();
    for id in reach.definitions(library) {
        let definition = library.definition(id);
        if !definition.kind.is_component() {
            continue;
        }
        named.entry((definition.kind, definition.name.clone())).or_default().push(id);
    }
    for ids in named.values_mut() {
        ids.sort_by_cached_key(|id| precedence(library, *id));
    }
    let mut classes: HashMap<DefinitionId, usize> = HashMap::new();
    loop {
        let mut changed = false;
        let mut next = HashMap::new();
        for ids in named.values().filter(|ids| ids.len() > 1) {
            let mut signatures: Vec<(usize, String)> = Vec::new();
            for id in ids {
                let own = (class(&classes, *id), signature(library, &classes, *id));
                let number = signatures.iter().position(|it| *it == own).unwrap_or_else(|| {
                    signatures.push(own);
                    signatures.len() - 1
                });
                changed |= number != class(&classes, *id);
                next.insert(*id, number);
            }
        }
        classes = next;
        if !changed {
            break;
        }
    }
    named.into_iter().map(|(key, ids)| (key, split(&classes, ids))).collect()
}

fn precedence(library: &Library, id: DefinitionId) -> (usize, String) {
    let document = library.document_of(id);
    (document.input.unwrap_or(usize::MAX), document.path.clone())
}

fn class(classes: &HashMap<DefinitionId, usize>, id: DefinitionId) -> usize {
    classes.get(&id).copied().unwrap_or(0)
}

fn split(classes: &HashMap<DefinitionId, usize>, ids: Vec<DefinitionId>) -> Group {
    let mut group: BTreeMap<usize, Vec<DefinitionId>> = BTreeMap::new();
    for id in ids {
        group.entry(class(classes, id)).or_default().push(id);
    }
    group.into_values().collect()
}

/// Everything a definition says, as one text.
fn signature(library: &Library, classes: &HashMap<DefinitionId, usize>, id: DefinitionId) -> String {
    let mut text = String::new();
    if let Some(node) = library.node(id) {
        Writer { library, classes, text: &mut text }.node(node, Role::One(library.definition(id).kind));
    }
    text
}

struct Writer<'a> {
    library: &'a Library,
    classes: &'a HashMap<DefinitionId, usize>,
    text: &'a mut String,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node, role: Role) {
        match &node.value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(key, _)| *key);
                self.text.push('{');
                for (key, child) in members {
                    match role {
                        Role::One(kind) if kind.is_prose(key) || kind.is_example(key) => continue,
                        Role::One(kind) if key == "$ref" && kind.may_be_reference() => {
                            self.reference(kind, child);
                            continue;
                        }
                        _ => {}
                    }
                    self.string(key);
                    self.text.push(':');
                    match (role, key.as_str()) {
                        (Role::One(Kind::Schema), "required") if child.as_array().is_some() => self.set(child),
                        (Role::One(kind), _) => self.node(child, kind.child(key)),
                        (Role::Many(kind), _) => self.node(child, Role::One(kind)),
                        (Role::Data, _) => self.node(child, Role::Data),
                    }
                    self.text.push(',');
                }
                self.text.push('}');
            }
            Value::Array(elements) => {
                let role = match role {
                    Role::Many(kind) => Role::One(kind),
                    role => role,
                };
                self.text.push('[');
                for element in elements {
                    self.node(element, role);
                    self.text.push(',');
                }
                self.text.push(']');
            }
            Value::String(text) => self.string(text),
            Value::Null => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(&value.to_string()),
            Value::Number(value) => self.text.push_str(&value.to_string()),
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push_str(&format!("{text:?}"));
    }

    /// A list whose order means nothing.
    fn set(&mut self, list: &Node) {
        let mut names: Vec<String> =
            list.as_array().unwrap_or_default().iter().map(|it| it.to_json().to_string()).collect();
        names.sort_unstable();
        self.text.push_str(&names.join("|"));
    }

    fn reference(&mut self, kind: Kind, node: &Node) {
        match self.library.find(kind, node) {
            Some(id) => {
                let (name, class) = (&self.library.definition(id).name, class(self.classes, id));
                self.text.push_str(&format!("$ref:{name:?}#{class},"));
            }
            None => self.node(node, Role::Data),
        }
    }
}
