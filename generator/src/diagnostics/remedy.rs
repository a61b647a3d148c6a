//! Remedies: takes a diagnostic, gives the entry of a manifest that settles it, as lines to paste.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Code, Diagnostic, Severity, nearest_name};
use crate::openapi::is_method;
use crate::overrides::{self, ChosenType, FixUp};
use crate::source::{Sources, escape_token, unescape_token};

/// What settles a problem. Places that are not named are that of the diagnostic.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Remedy {
    /// Nothing a manifest can say.
    #[default]
    None,
    /// A name.
    Rename {
        /// The new name.
        to: String,
    },
    /// A type.
    Type(ChosenType),
    /// Leaving the operation out that the place belongs to.
    Skip,
    /// Listing the property as a secret.
    Secret,
    /// A fix-up that puts another value there.
    Replace(Json),
    /// A fix-up that puts another value in place of the object around the value there.
    ReplaceAround(Json),
    /// A fix-up that puts the value there, as the document has it, into a list of its own.
    IntoList,
    /// A fix-up that puts the first element of the list there in its place, as the document has it.
    FirstElement,
    /// A fix-up that removes the value.
    Remove,
    /// A fix-up that leaves these of the media types of a body.
    OtherMediaTypes(Vec<String>),
    /// A fix-up that gives a member of the object there this value.
    Put(&'static str, Json),
    /// A fix-up that removes a member of the object there.
    RemoveMember(&'static str),
    /// A fix-up that removes an element of a list in the object there.
    RemoveElement(&'static str, String),
    /// A fix-up that adds a value below the object there.
    Add(&'static [&'static str], Json),
    /// A fix-up that copies a value below the object there to another place below it.
    Copy(&'static [&'static str], &'static [&'static str]),
    /// A fix-up that adds a value beside the one there.
    AddBeside(&'static str, Json),
    /// A fix-up that puts another value in place of one below the value there, which a pointer names; or removes it.
    Within(String, Option<Json>),
    /// The first; or, as a comment under the words that say when, the second.
    Either(Box<Remedy>, &'static str, Box<Remedy>),
    /// Fix-ups that give the value there another key.
    RenameMember(String),
    /// Fix-ups that move `required: true` of a property to the object around it.
    RequireProperty,
    /// A fix-up that declares a parameter of the path, a string; where no parameter is declared, all that are missing.
    DeclarePathParameter {
        /// Its name.
        name: String,
        /// The names of all that the operation does not declare.
        missing: Vec<String>,
    },
}

/// How entries of the manifest at hand are written.
#[derive(Clone, Debug, Default)]
pub struct ManifestForm {
    /// The manifest, as messages name it.
    pub file: String,
    /// What stands before the names of tables: `service.` where a manifest lists services.
    pub prefix: &'static str,
    /// The same for fix-ups; `None` if the documents at hand are imported already.
    pub fix_up_prefix: Option<&'static str>,
    /// Whether operations can be left out of what is done.
    pub skips: bool,
    /// The beginning of the link that fix-ups need; empty if they need none.
    pub link: String,
}

/// An entry to paste.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The manifest it goes into.
    pub file: String,
    /// Where in it, as words before the file: lists stand before all tables.
    #[serde(skip)]
    pub part: &'static str,
    /// Its lines.
    pub toml: String,
    /// Its lines without the reason: what it does. Two entries that do the same are one too many.
    #[serde(skip)]
    pub effect: String,
}

impl Remedy {
    /// What settles a problem of which nothing but its code and pointer is known.
    pub(super) fn of(code: Code, pointer: &str) -> Self {
        let last = pointer.rsplit('/').next().map(unescape_token).unwrap_or_default();
        match code {
            Code::ExtensionIgnored if last.starts_with("x-") => Remedy::Remove,
            Code::KeywordIgnored | Code::DuplicateParameter | Code::UnusedPathParameter | Code::MappingNamesNothing => {
                Remedy::Remove
            }
            Code::DefaultMismatch => Remedy::RemoveMember("default"),
            // A part of a type has no type to choose.
            Code::Unsupported if pointer.contains("/allOf/") || !overrides::has_type(pointer) => Remedy::None,
            Code::Unsupported if !pointer.contains("/content/") => Remedy::Type(ChosenType::Json),
            // Without it, the schema says less: any JSON value, or any text. In operations, see below.
            Code::WrongType
            | Code::DanglingReference
            | Code::UnsupportedReference
            | Code::ReferenceOutsideRoot
            | Code::EndlessReference
                if is_in_schema(pointer) =>
            {
                Remedy::Remove
            }
            Code::InheritsNothing => Remedy::Type(ChosenType::Json),
            Code::InheritanceCycle => Remedy::RemoveMember("allOf"),
            Code::SecretLike => Remedy::Secret,
            Code::MissingOperationId | Code::DuplicateOperation | Code::NameSettled | Code::NameClash => {
                Remedy::Rename { to: suggested_name(pointer) }
            }
            Code::NoSuccessResponse => Remedy::Add(&["responses", "200"], json!({"description": ""})),
            // These are about an entry, not about what it names.
            Code::UnusedOverride | Code::StaleFixUp => Remedy::None,
            // What cannot be read cannot be corrected either.
            Code::DuplicateKey => Remedy::None,
            _ if code.is_unreadable() => Remedy::None,
            _ if code.severity() == Severity::Error && operation(pointer).is_some() => Remedy::Skip,
            _ => Remedy::None,
        }
    }

    /// The entry for a diagnostic; `place` is the pointer in its file, if it has one.
    pub(super) fn entry(
        &self,
        diagnostic: &Diagnostic,
        place: Option<&str>,
        sources: &Sources,
        form: &ManifestForm,
    ) -> Option<Entry> {
        let toml = self.lines(diagnostic, place, sources, form, &diagnostic.message)?;
        let effect = self.lines(diagnostic, place, sources, form, "")?;
        let part = match self {
            Remedy::Secret if form.prefix.is_empty() => "the head of ",
            Remedy::Secret => "the head of the service in ",
            _ => "",
        };
        Some(Entry { file: form.file.clone(), part, toml, effect })
    }

    fn lines(
        &self,
        diagnostic: &Diagnostic,
        place: Option<&str>,
        sources: &Sources,
        form: &ManifestForm,
        reason: &str,
    ) -> Option<String> {
        let ManifestForm { prefix, fix_up_prefix, .. } = form;
        let at = &match place {
            // Values of enums have the place of the enum.
            Some(place) if ends_alike(place, &diagnostic.pointer) && is_ambiguous(diagnostic, place, sources) => {
                let file = diagnostic.span.map_or("", |it| sources.name(it.file));
                format!("{file}#{place}")
            }
            _ => diagnostic.pointer.clone(),
        };
        Some(match self {
            Remedy::None => return None,
            Remedy::Rename { to } => overrides::rename_toml(prefix, at, to, reason),
            Remedy::Type(chosen) => overrides::type_toml(prefix, at, *chosen, reason),
            Remedy::Secret => overrides::listed_toml("secrets", std::slice::from_ref(at)),
            Remedy::Either(first, when, second) => {
                let [first, second] =
                    [first, second].map(|it| it.lines(diagnostic, place, sources, form, reason).unwrap_or_default());
                let second: String = second.lines().map(|it| format!("# {it}\n")).collect();
                format!("{first}# {when}\n{second}")
            }
            Remedy::Skip if !form.skips => return None,
            Remedy::Skip => overrides::skip_toml(prefix, operation(place.unwrap_or(&diagnostic.pointer))?, reason),
            other => {
                let prefix = fix_up_prefix.as_ref()?;
                let span = diagnostic.span?;
                let tree = sources.tree(span.file)?;
                let changes = other.changes(place?, &diagnostic.pointer, &tree)?;
                let fix_ups = changes.into_iter().map(|(at, expected, value)| FixUp {
                    file: sources.name(span.file).to_owned(),
                    at,
                    reason: reason.to_owned(),
                    link: form.link.clone(),
                    expected,
                    value,
                    ..FixUp::default()
                });
                fix_ups.map(|it| overrides::fix_up_toml(prefix, &it)).collect::<Vec<_>>().join("\n")
            }
        })
    }

    /// The value that must be meant by one of another type, as `true` by `"true"`; messages call the type so. Of a list it is
    /// that of one element.
    pub(crate) fn meant(found: &Json, expected: &str) -> Option<Json> {
        let parsed = || serde_json::from_str::<Json>(found.as_str()?.trim().to_lowercase().as_str()).ok();
        match expected {
            "a boolean" => match found {
                Json::Number(it) if it.as_u64() == Some(0) => Some(false.into()),
                Json::Number(it) if it.as_u64() == Some(1) => Some(true.into()),
                _ => parsed().filter(Json::is_boolean),
            },
            "a number" => parsed().filter(Json::is_number),
            "a whole number" => parsed().filter(Json::is_u64),
            "a string" if found.is_number() || found.is_boolean() => Some(found.to_string().into()),
            "an array" if found.is_string() || found.is_object() => Some(json!([found])),
            "a schema" => match found.as_str()?.trim() {
                text if text.starts_with("#/") => Some(json!({"$ref": text})),
                text => meant_type(text).map(|(typ, format)| match format {
                    Some(format) => json!({"type": typ, "format": format}),
                    None => json!({"type": typ}),
                }),
            },
            _ => None,
        }
    }

    /// What fix-ups change. `place` is the pointer in the file `tree`, `pointer` the diagnostic's.
    fn changes(&self, place: &str, pointer: &str, tree: &Json) -> Option<Vec<Change>> {
        /// A longer value is not repeated under its right key.
        const LONGEST: usize = 400;
        let here = tree.pointer(place)?;
        let (around, _) = place.rsplit_once('/')?;
        let remove = (place.to_owned(), Some(here.clone()), None);
        Some(match self {
            Remedy::RenameMember(key) => {
                let target = format!("{around}/{}", escape_token(key));
                if here.to_string().len() > LONGEST {
                    return None;
                }
                match tree.pointer(&target) {
                    Some(_) => vec![remove],
                    None => vec![remove, (target, None, Some(here.clone()))],
                }
            }
            Remedy::RequireProperty => {
                let (properties, name) = around.rsplit_once('/')?;
                let object = properties.strip_suffix("/properties")?;
                let is_marked = |it: &Json| it.get("required") == Some(&Json::Bool(true));
                match tree.pointer(object)?.get("required") {
                    Some(Json::Array(list)) if list.iter().any(|it| *it == unescape_token(name)) => vec![remove],
                    Some(Json::Array(_)) => {
                        vec![remove, (format!("{object}/required/-"), None, Some(unescape_token(name).into()))]
                    }
                    Some(_) => return None,
                    // The first of them makes the list.
                    None => {
                        let all = tree.pointer(properties)?.as_object()?.iter().filter(|(_, it)| is_marked(it));
                        let all: Vec<&String> = all.map(|(key, _)| key).collect();
                        match all.first() {
                            Some(first) if **first == unescape_token(name) => {
                                vec![remove, (format!("{object}/required"), None, Some(json!(all)))]
                            }
                            _ => vec![remove],
                        }
                    }
                }
            }
            one => vec![one.change(place, pointer, tree)?],
        })
    }

    /// The same of those that are one fix-up.
    fn change(&self, place: &str, pointer: &str, tree: &Json) -> Option<Change> {
        let here = tree.pointer(place)?;
        // A place may be that of what stands around; then there is nothing to remove or replace.
        let is_it = || place.rsplit('/').next() == pointer.rsplit('/').next() && !place.is_empty();
        match self {
            Remedy::Replace(value) if is_it() => Some((place.to_owned(), Some(here.clone()), Some(value.clone()))),
            Remedy::ReplaceAround(value) if is_it() => {
                let (around, _) = place.rsplit_once('/')?;
                Some((around.to_owned(), Some(tree.pointer(around)?.clone()), Some(value.clone())))
            }
            Remedy::IntoList if is_it() && !here.is_array() => {
                Some((place.to_owned(), Some(here.clone()), Some(json!([here]))))
            }
            Remedy::FirstElement if is_it() => {
                let first = here.as_array()?.first().cloned().unwrap_or_else(|| json!({}));
                Some((place.to_owned(), Some(here.clone()), Some(first)))
            }
            Remedy::Remove if is_it() => Some((place.to_owned(), Some(here.clone()), None)),
            Remedy::OtherMediaTypes(_) if here.is_object() && is_it() => {
                Some((place.to_owned(), Some(here.clone()), None))
            }
            // In Swagger 2.0 the media types are a list, of the operation or of the document.
            Remedy::OtherMediaTypes(_) if here.is_string() && operation(place).is_some() => {
                Some((place.to_owned(), Some(here.clone()), None))
            }
            Remedy::OtherMediaTypes(others) if here.is_string() => {
                let own = operation(pointer).filter(|it| tree.pointer(it).is_some_and(Json::is_object))?;
                let list = if pointer[own.len()..].starts_with("/responses/") { "produces" } else { "consumes" };
                Some((format!("{own}/{list}"), None, Some(json!(others))))
            }
            Remedy::Put(key, value) if here.is_object() => {
                Some((format!("{place}/{key}"), here.get(key).cloned(), Some(value.clone())))
            }
            Remedy::AddBeside(key, value) if is_it() => {
                Some((format!("{}/{key}", place.rsplit_once('/')?.0), None, Some(value.clone())))
            }
            Remedy::Within(below, value) => {
                Some((format!("{place}{below}"), Some(here.pointer(below)?.clone()), value.clone()))
            }
            Remedy::RemoveMember(key) => Some((format!("{place}/{key}"), Some(here.get(key)?.clone()), None)),
            Remedy::RemoveElement(key, element) => {
                let index = here.get(key)?.as_array()?.iter().position(|it| it == element.as_str())?;
                Some((format!("{place}/{key}/{index}"), Some(Json::String(element.clone())), None))
            }
            Remedy::Copy(from, to) => added(place, to, from.iter().try_fold(here, |it, key| it.get(key))?, tree),
            Remedy::Add(keys, value) => added(place, keys, value, tree),
            Remedy::DeclarePathParameter { name, missing } => {
                let parameter = |name: &String| match tree.get("swagger") {
                    Some(_) => json!({"name": name, "in": "path", "required": true, "type": "string"}),
                    None => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
                };
                Some(match here.get("parameters") {
                    Some(Json::Array(_)) => (format!("{place}/parameters/-"), None, Some(parameter(name))),
                    // That there is no list is told, and settled first.
                    Some(_) => return None,
                    None => {
                        (format!("{place}/parameters"), None, Some(missing.iter().map(parameter).collect::<Json>()))
                    }
                })
            }
            _ => None,
        }
    }
}

/// The type, and the format, that must be meant by a word of other languages and documents or by a misspelt one.
pub(crate) fn meant_type(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
    let lower = word.trim().to_lowercase();
    let known = |typ| Some((typ, None));
    match lower.as_str() {
        "list" => known("array"),
        "bool" => known("boolean"),
        "bigint" | "int" | "int16" | "int32" | "int64" | "long" | "short" | "uint" | "uint32" | "uint64" => {
            known("integer")
        }
        "decimal" | "double" | "float" => known("number"),
        "dict" | "map" => known("object"),
        "date" | "guid" | "password" | "str" | "text" | "time" | "uri" | "url" | "uuid" => known("string"),
        "date-time" | "datetime" => Some(("string", Some("date-time"))),
        _ => nearest_name(&lower, TYPES).and_then(|it| known(TYPES.into_iter().find(|typ| *typ == it)?)),
    }
}

/// The change that adds a value below a place.
fn added(place: &str, keys: &[&str], value: &Json, tree: &Json) -> Option<(String, Option<Json>, Option<Json>)> {
    let (last, around) = keys.split_last()?;
    let around = around.iter().fold(place.to_owned(), |at, key| format!("{at}/{}", escape_token(key)));
    tree.pointer(&around)?.as_object()?;
    Some((format!("{around}/{}", escape_token(last)), None, Some(value.clone())))
}

/// Whether two pointers end in one word.
fn ends_alike(a: &str, b: &str) -> bool {
    a.rsplit('/').next() == b.rsplit('/').next()
}

/// Whether the pointer in the bundled document is that of something else in the file.
fn is_ambiguous(diagnostic: &Diagnostic, place: &str, sources: &Sources) -> bool {
    let pointer = diagnostic.pointer.strip_suffix("/type").unwrap_or(&diagnostic.pointer);
    let other = diagnostic.span.and_then(|it| sources.tree(it.file)).is_some_and(|it| it.pointer(pointer).is_some());
    pointer != place && diagnostic.pointer != place && other
}

/// Place, old value and new value of a fix-up.
type Change = (String, Option<Json>, Option<Json>);

/// The pointer of the operation that a pointer leads into.
fn operation(pointer: &str) -> Option<&str> {
    let mut ends = pointer.match_indices('/').map(|(at, _)| at).skip(1).chain([pointer.len()]);
    let root = &pointer[..ends.next()?];
    let (path, method) = (ends.next()?, ends.next()?);
    let is_operation =
        matches!(root, "/paths" | "/x-ms-paths" | "/x-azrest-paths") && is_method(&pointer[path + 1..method]);
    is_operation.then(|| &pointer[..method])
}

/// Whether a pointer leads into a definition of a schema.
fn is_in_schema(pointer: &str) -> bool {
    let mut tokens = pointer.split('/').skip(1);
    let is_schema = match tokens.next() {
        Some("definitions") => true,
        Some("components") => tokens.next() == Some("schemas"),
        _ => false,
    };
    // Its name, and what is in it.
    is_schema && tokens.nth(1).is_some()
}

/// Whether a pointer is that of an operation.
fn is_operation(pointer: &str) -> bool {
    operation(pointer) == Some(pointer)
}

/// A name for what stands at a pointer: an operationId made of path and method, else the name there with a number.
fn suggested_name(pointer: &str) -> String {
    let capitalized = |word: &str| {
        let word: String = word.chars().filter(|it| it.is_alphanumeric()).collect();
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let mut tokens = pointer.rsplit('/').map(unescape_token);
    let last = tokens.next().unwrap_or_default();
    match (is_operation(pointer), tokens.next()) {
        (true, Some(path)) => {
            let words: Vec<String> = path.split(['/', '?']).filter(|it| !it.contains('{')).map(capitalized).collect();
            let group = words.iter().rev().find(|it| !it.is_empty()).map_or("Operations", String::as_str);
            format!("{group}_{}", capitalized(&last))
        }
        _ if last.chars().any(char::is_alphanumeric) => format!("{last}2"),
        _ => "unnamed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_found_in_pointers() {
        assert_eq!(operation("/paths/~1a/get/parameters/0"), Some("/paths/~1a/get"));
        assert_eq!(operation("/x-ms-paths/~1a?b/put"), Some("/x-ms-paths/~1a?b/put"));
        assert_eq!(operation("/paths/~1a/parameters/0"), None);
        assert_eq!(operation("/components/schemas/get"), None);
        assert_eq!(operation(""), None);
    }

    #[test]
    fn a_type_is_offered_where_one_can_be_chosen() {
        let offered = |pointer| Remedy::of(Code::Unsupported, pointer) == Remedy::Type(ChosenType::Json);
        assert!(offered("/components/schemas/A/properties/b"));
        assert!(offered("/paths/~1a/get/parameters/0"));
        for pointer in ["/paths/~1a/put/requestBody", "/paths/~1a/put/responses/200", "/components/schemas/A/type"] {
            assert!(!offered(pointer), "{pointer}");
        }
    }

    #[test]
    fn types_of_other_languages_are_understood() {
        for (word, meant) in [
            ("int", Some(("integer", None))),
            ("Long", Some(("integer", None))),
            ("float", Some(("number", None))),
            ("bool", Some(("boolean", None))),
            ("str", Some(("string", None))),
            ("strin", Some(("string", None))),
            ("datetime", Some(("string", Some("date-time")))),
            ("dict", Some(("object", None))),
            ("null", None),
            ("any", None),
        ] {
            assert_eq!(meant_type(word), meant, "{word}");
        }
        let meant = |text: &str| Remedy::meant(&Json::from(text), "a schema");
        assert_eq!(meant("date-time"), Some(json!({"type": "string", "format": "date-time"})));
        assert_eq!(meant("#/definitions/A"), Some(json!({"$ref": "#/definitions/A"})));
        assert_eq!(meant("a text about it"), None);
    }

    #[test]
    fn names_are_made_of_what_is_there() {
        assert_eq!(suggested_name("/paths/~1pets~1{name}/get"), "Pets_Get");
        assert_eq!(suggested_name("/paths/~1/get"), "Operations_Get");
        assert_eq!(suggested_name("/components/schemas/Pet/properties/age"), "age2");
        assert_eq!(suggested_name("/components/schemas/Pet/properties/$"), "unnamed");
    }
}
