//! What the components of a bundle are called: takes groups of equal definitions, gives each kept definition its
//! component's name.
//!
//! The rule: the definition of the highest precedence (see [`groups`](super::identity::groups)) keeps the plain name.
//! Each other definition of that name that says something else is named after its file as well: `CommonV3Resource` for
//! one of the common types v3, `VirtualNetworkResource` for one of `virtualNetwork.json`; should that be taken too,
//! folder names are added from the innermost on. There are no counters, so a definition that is added later never
//! renames another one. Where a file has several such names that differ in letter case or signs alone, these are told. Schemas whose names are equal in UpperCamelCase (`statusType` and `StatusType`) are told apart in
//! the same way, since clients could not; the one that is spelled so keeps the name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToUpperCamelCase;

use super::grammar::Kind;
use super::identity::Group;
use super::library::{DefinitionId, Library};
use super::reach::Reach;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::Reference;

/// A choice of the manifest: the definition `name` of the file `file` becomes the component `rename`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The path of the file below the spec root.
    pub file: String,
    /// The name in that file.
    pub name: String,
    /// The name in the bundle.
    pub rename: String,
}

/// A component of the bundle.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// The definition it is written from; equal ones merge into it.
    pub(crate) definition: DefinitionId,
}

/// The components, and which of them a definition has become.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By kind and name.
    pub(crate) components: BTreeMap<(Kind, String), Component>,
    of: HashMap<DefinitionId, String>,
}

impl Names {
    pub(crate) fn of(&self, id: DefinitionId) -> Option<&str> {
        self.of.get(&id).map(String::as_str)
    }
}

/// Names all groups.
pub(crate) fn assign(
    library: &Library,
    reach: &Reach,
    groups: &BTreeMap<(Kind, String), Group>,
    renames: &[Rename],
    diagnostics: &mut Diagnostics,
) -> Names {
    let chosen = choices(library, reach, renames, diagnostics);
    let mut names = Names::default();
    let mut taken = Taken::default();
    // First the names that are given, then those that are made, so that the latter make way.
    let mut nameless = Vec::new();
    let mut groups: Vec<_> = groups.iter().collect();
    groups.sort_by_cached_key(|((kind, name), _)| (*kind, camel(name) != *name));
    for ((kind, name), group) in groups {
        for (rank, class) in group.iter().enumerate() {
            let choice = class.iter().find_map(|id| chosen.get(id));
            let given = match choice {
                Some(choice) => choice,
                None if rank == 0 => name,
                None => {
                    nameless.push((*kind, name, class));
                    continue;
                }
            };
            if taken.insert(*kind, given) {
                names.add(*kind, given.clone(), class);
            } else if choice.is_some() {
                let message = format!("the override names a {} `{given}`, and another one has that name", kind.noun());
                report(library, diagnostics, Code::InvalidManifest, class, message);
            } else {
                nameless.push((*kind, name, class));
            }
        }
    }
    for (kind, name, class) in nameless {
        let path = &library.document_of(class[0]).path;
        match candidates(path, name).find(|it| taken.insert(kind, it)) {
            Some(made) => {
                let message = format!(
                    "the {} `{name}` of `{path}` is not the one that keeps the name, and is called `{made}`",
                    kind.noun()
                );
                // The keys of other components are no names for callers.
                if kind == Kind::Schema {
                    report(library, diagnostics, Code::DefinitionRenamed, class, message);
                }
                names.add(kind, made, class);
            }
            None => {
                let message = format!("there is no free name for the {} `{name}` of `{path}`", kind.noun());
                report(library, diagnostics, Code::NameClash, class, message);
            }
        }
    }
    names
}

/// The names that are taken.
#[derive(Default)]
struct Taken(BTreeSet<(Kind, String)>);

impl Taken {
    /// Takes a name, unless it is taken; schemas become types in clients, so the form of types decides.
    fn insert(&mut self, kind: Kind, name: &str) -> bool {
        self.0.insert((kind, if kind == Kind::Schema { camel(name) } else { name.to_owned() }))
    }
}

/// A name in UpperCamelCase; one without letters and digits as it is.
fn camel(name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let camel = words.to_upper_camel_case();
    if camel.is_empty() { name.to_owned() } else { camel }
}

impl Names {
    fn add(&mut self, kind: Kind, name: String, class: &[DefinitionId]) {
        for id in class {
            self.of.insert(*id, name.clone());
        }
        self.components.insert((kind, name.clone()), Component { kind, name, definition: class[0] });
    }
}

fn report(library: &Library, diagnostics: &mut Diagnostics, code: Code, class: &[DefinitionId], message: String) {
    let span = library.node(class[0]).map(|it| it.span);
    diagnostics.add(code, span, library.pointer(class[0]), message);
}

/// The kept definitions that overrides name.
fn choices(
    library: &Library,
    reach: &Reach,
    renames: &[Rename],
    diagnostics: &mut Diagnostics,
) -> HashMap<DefinitionId, String> {
    let mut chosen = HashMap::new();
    for it in renames {
        let file = Reference::resolve(&it.file, "").map_or_else(|_| it.file.clone(), |it| it.path);
        let found = library.definitions().find(|(id, definition)| {
            definition.kind == Kind::Schema
                && definition.name == it.name
                && library.document_of(*id).path == file
                && reach.contains(*id)
        });
        match found {
            Some((id, _)) if !chosen.contains_key(&id) => {
                chosen.insert(id, it.rename.clone());
            }
            _ => {
                let message =
                    format!("the override of `{}` in `{}` applies to no definition of the service", it.name, it.file);
                diagnostics.add(Code::UnusedOverride, None, "", message);
            }
        }
    }
    chosen
}

/// The names to try for a definition whose plain name is taken.
fn candidates(path: &str, name: &str) -> impl Iterator<Item = String> {
    let segments: Vec<&str> = path.split('/').collect();
    let stem = segments.last().map_or("", |it| it.rsplit_once('.').map_or(*it, |(stem, _)| stem));
    let folders = &segments[..segments.len().saturating_sub(1)];
    let mut prefixes = Vec::new();
    if let (true, Some(version)) = (folders.contains(&"common-types"), folders.last()) {
        let version = version.to_upper_camel_case();
        prefixes.push(format!("Common{version}"));
        prefixes.push(format!("Common{version}{}", stem.to_upper_camel_case()));
    }
    let mut words = stem.to_owned();
    prefixes.push(words.to_upper_camel_case());
    for folder in folders.iter().rev() {
        words = format!("{folder} {words}");
        prefixes.push(words.to_upper_camel_case());
    }
    let stem = stem.to_upper_camel_case();
    let told = told(name);
    let mut letters = name.chars();
    let name: String = letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect();
    // Last of all, capitals and signs as numbers: no two names are equal then.
    let numbers: String = name
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_string() } else { format!("U{:x}", u32::from(c)) })
        .collect();
    // Names of one file that differ in letter case or signs alone come before that.
    let told = (told != name).then(|| (stem.clone(), told));
    let last = told.into_iter().chain([(stem, numbers)]);
    prefixes.into_iter().map(move |prefix| (prefix, name.clone())).chain(last).map(|(prefix, name)| {
        // A name that begins with a date would be no identifier.
        let letter = if prefix.starts_with(|c: char| c.is_ascii_digit()) { "V" } else { "" };
        joined(&format!("{letter}{prefix}"), &name)
    })
}

/// Two names as one whose words in UpperCamelCase are those of both: `C04` and `BX` are no word `C04BX`.
pub(crate) fn joined(first: &str, second: &str) -> String {
    let together = format!("{first}{second}");
    if camel(&together) == format!("{}{}", camel(first), camel(second)) {
        together
    } else {
        format!("{first}_{second}")
    }
}

/// A name with what UpperCamelCase does not tell as words: its signs, and the case of its letters.
fn told(name: &str) -> String {
    let signs = [('-', "Dash"), ('.', "Dot"), ('_', "Underscore"), (' ', "Space")];
    let mut words = String::new();
    for c in name.chars() {
        match signs.iter().find(|(sign, _)| *sign == c) {
            Some((_, word)) => words.push_str(&format!("_{word}_")),
            None => words.push(c),
        }
    }
    let is = |test: fn(char) -> bool| name.chars().filter(|it| it.is_alphabetic()).all(test);
    let case = match () {
        () if is(char::is_lowercase) => "Lower",
        () if is(char::is_uppercase) => "Upper",
        () if name.starts_with(char::is_lowercase) => "Small",
        () => "",
    };
    format!("{}{case}", camel(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_words() {
        let first = |path, name| candidates(path, name).next();
        assert_eq!(first("2021-02-02.json", "RSku").as_deref(), Some("V20210202_RSku"));
        assert_eq!(first("c04.json", "BX").as_deref(), Some("C04_BX"));
        assert_eq!(first("virtualNetwork.json", "VMSku").as_deref(), Some("VirtualNetworkVMSku"));
        let all = |name| candidates("a.json", name).collect::<Vec<_>>();
        assert_eq!(all("foo"), ["AFoo", "AFooLower", "A_U46oo"]);
        assert_eq!(all("FOO")[1..2], ["AFooUpper"]);
        assert_eq!(all("foo_bar")[1..2], ["AFooUnderscoreBarLower"]);
        assert_eq!(all("fooBar")[1..2], ["AFooBarSmall"]);
    }

    #[test]
    fn names_are_made_of_the_file_and_its_folders() {
        let all = |path| candidates(path, "Resource").collect::<Vec<_>>();
        assert_eq!(
            all("common-types/resource-management/v3/types.json"),
            [
                "CommonV3Resource",
                "CommonV3TypesResource",
                "TypesResource",
                "V3TypesResource",
                "ResourceManagementV3TypesResource",
                "CommonTypesResourceManagementV3TypesResource",
                "TypesU52esource"
            ]
        );
        assert_eq!(
            all("net/2024-01-01/virtualNetwork.json")[..2],
            ["VirtualNetworkResource", "V20240101VirtualNetworkResource"]
        );
    }
}
