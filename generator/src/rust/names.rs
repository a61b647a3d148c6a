//! Names: takes names of the spec, gives Rust identifiers, and finds those that clash.

use std::collections::BTreeMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::diagnostics::{Code, Diagnostics};
use crate::model::Origin;

/// Strict and reserved keywords of all editions; a name that is one gets a trailing underscore.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that generated code writes without a path; a model of such a name gets the ending `Model`.
const RESERVED_TYPES: [&str; 13] = [
    "Box",
    "Call",
    "Client",
    "LroCall",
    "None",
    "Option",
    "Pager",
    "Poller",
    "Result",
    "ResumeToken",
    "Self",
    "String",
    "Vec",
];

/// Characters that have no letter, as words, for names that consist of nothing else.
const SYMBOLS: [(char, &str); 16] = [
    ('*', "star"),
    ('+', "plus"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    ('=', "equals"),
    ('<', "less"),
    ('>', "greater"),
    ('!', "not"),
    ('%', "percent"),
    ('&', "and"),
    ('|', "or"),
    ('?', "question"),
    ('#', "hash"),
    ('$', "dollar"),
    ('_', "underscore"),
];

/// A name in snake_case: fields, arguments, methods, modules.
pub(super) fn snake(name: &str) -> String {
    identifier(&plain(name).to_snake_case())
}

/// A name in UpperCamelCase: types and variants.
pub(super) fn camel(name: &str) -> String {
    identifier(&plain(name).to_upper_camel_case())
}

/// A type's name in UpperCamelCase, none of those that generated code uses itself.
pub(super) fn type_name(name: &str) -> String {
    let camel = plain(name).to_upper_camel_case();
    if RESERVED_TYPES.contains(&camel.as_str()) { format!("{camel}Model") } else { identifier(&camel) }
}

/// A name in SHOUTY_SNAKE_CASE: constants.
pub(super) fn shouty(name: &str) -> String {
    identifier(&plain(name).to_shouty_snake_case())
}

/// A name with its letters as they are: for variants that differ in nothing but case.
pub(super) fn verbatim(name: &str) -> String {
    let mut text = String::new();
    for c in plain(name).chars() {
        text.push(if c.is_alphanumeric() { c } else { '_' });
    }
    identifier(&text)
}

/// Letters and digits of a name; where there are none, its symbols as words.
fn plain(name: &str) -> String {
    if name.chars().any(is_word) {
        return name.chars().map(|c| if is_word(c) { c } else { ' ' }).collect();
    }
    name.chars()
        .map(|c| SYMBOLS.iter().find(|(symbol, _)| *symbol == c).map_or(" ", |(_, word)| word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What may stand in an identifier. Letters without an ASCII form stay: Rust has Unicode identifiers.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok())
}

fn identifier(name: &str) -> String {
    match name.chars().next() {
        None => String::new(),
        Some(_) if KEYWORDS.contains(&name) => format!("{name}_"),
        Some(first) if first.is_numeric() => format!("_{name}"),
        Some(_) if name.chars().all(|c| c == '_') => String::new(),
        Some(_) => name.to_owned(),
    }
}

/// A scope in which names must differ: finds empty names and clashes.
pub(super) struct Scope<'a> {
    what: String,
    taken: BTreeMap<String, (String, Origin)>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Scope<'a> {
    /// A scope described in messages as `what`, as "field of `AgentPool`".
    pub(super) fn new(what: impl Into<String>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { what: what.into(), taken: BTreeMap::new(), diagnostics }
    }

    /// Takes a Rust name for a name of the spec. Problems become diagnostics; the name is given back in any case.
    pub(super) fn take(&mut self, rust: String, spec: &str, origin: &Origin) -> String {
        if rust.is_empty() {
            self.diagnostics.add(
                Code::InvalidName,
                origin.span,
                &origin.pointer,
                format!("`{spec}` cannot be the name of a {}", self.what),
            );
            return "unnamed".to_owned();
        }
        if let Some((other, place)) = self.taken.get(&rust) {
            self.diagnostics.add(
                Code::NameClash,
                origin.span,
                &origin.pointer,
                format!("`{spec}` and `{other}` (#{}) would both be {} `{rust}`", place.pointer, self.what),
            );
        } else {
            let keyword = rust.strip_suffix('_').filter(|it| KEYWORDS.contains(it));
            if let Some(keyword) = keyword {
                self.diagnostics.add(
                    Code::KeywordName,
                    origin.span,
                    &origin.pointer,
                    format!("`{keyword}` is a Rust keyword; the {} is called `{rust}`", self.what),
                );
            }
            self.taken.insert(rust.clone(), (spec.to_owned(), origin.clone()));
        }
        rust
    }

    /// Keeps a name that generated code uses itself out of reach.
    pub(super) fn reserve(&mut self, rust: &str, why: &str) {
        self.taken.insert(rust.to_owned(), (why.to_owned(), Origin::default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_and_keep_their_words() {
        for (spec, expected) in [
            ("agentPoolName", "agent_pool_name"),
            ("$filter", "filter"),
            ("@odata.nextLink", "odata_next_link"),
            ("type", "type_"),
            ("self", "self_"),
            ("5qi", "_5qi"),
            ("certificate.name", "certificate_name"),
            ("größe", "größe"),
        ] {
            assert_eq!(snake(spec), expected, "{spec}");
        }
        for (spec, expected) in [
            ("OS", "Os"),
            ("SystemAssigned, UserAssigned", "SystemAssignedUserAssigned"),
            ("386", "_386"),
            ("self", "Self_"),
            ("*", "Star"),
            ("Foo<Bar>", "FooBar"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(camel(spec), expected, "{spec}");
        }
        assert_eq!(type_name("Option"), "OptionModel");
        assert_eq!(shouty("AgentPools_Create"), "AGENT_POOLS_CREATE");
        assert_eq!(verbatim("FAILED"), "FAILED");
    }

    #[test]
    fn every_name_is_an_identifier_or_empty() {
        for spec in
            ["a b", "1", "-", "_", "__", "µ", "日本", "a\u{301}", "\u{200b}", "x'; drop", "r#type", "é", "\u{0}"]
        {
            for name in [snake(spec), camel(spec), type_name(spec), shouty(spec), verbatim(spec)] {
                assert!(name.is_empty() || syn::parse_str::<syn::Ident>(&name).is_ok(), "{spec:?} gives {name:?}");
            }
        }
    }
}
