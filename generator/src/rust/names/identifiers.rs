//! Identifiers: takes a name of the spec, gives it as Rust writes it.

use std::borrow::Cow;

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_normalization::UnicodeNormalization;

/// Strict and reserved keywords of all editions; a name that is one gets a trailing underscore.
pub(in crate::rust) const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that generated code writes without a path; a model of such a name gets the ending `Model`.
pub(in crate::rust) const RESERVED_TYPES: [&str; 13] = [
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
const SYMBOLS: [(char, &str); 22] = [
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
    ('@', "at"),
    (':', "colon"),
    (',', "comma"),
    ('(', "paren"),
    ('[', "bracket"),
    ('~', "tilde"),
];

/// A name in snake_case: fields, arguments, methods, modules.
pub(in crate::rust) fn snake(name: &str) -> String {
    identifier(&plain(name).to_snake_case())
}

/// A name in UpperCamelCase: types and variants.
pub(in crate::rust) fn camel(name: &str) -> String {
    identifier(&plain(name).to_upper_camel_case())
}

/// A name in UpperCamelCase in which numbers stay apart: `1.5` is another version than `15`.
pub(super) fn variant(name: &str) -> String {
    let plain = plain(name);
    let mut parts = vec![String::new()];
    for word in plain.split(' ').filter(|it| !it.is_empty()) {
        match parts.last_mut() {
            Some(part) if !(part.ends_with(is_digit) && word.starts_with(is_digit)) => {
                part.push(' ');
                part.push_str(word);
            }
            _ => parts.push(word.to_owned()),
        }
    }
    identifier(&parts.iter().map(|it| it.to_upper_camel_case()).collect::<Vec<_>>().join("_"))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Two names in UpperCamelCase as one; the first may be empty.
pub(in crate::rust) fn joined(first: &str, second: &str) -> String {
    identifier(&format!("{}{}", camel(first), camel(second).trim_start_matches('_')))
}

/// A type's name in UpperCamelCase, none of those that generated code uses itself.
pub(in crate::rust) fn type_name(name: &str) -> String {
    let camel = plain(name).to_upper_camel_case();
    if RESERVED_TYPES.contains(&camel.as_str()) { format!("{camel}Model") } else { identifier(&camel) }
}

/// A name with its letters as they are: for variants that differ in nothing but case.
pub(super) fn verbatim(name: &str) -> String {
    let mut text = String::new();
    for c in plain(name).chars() {
        text.push(if c.is_alphanumeric() { c } else { '_' });
    }
    identifier(&text)
}

/// Letters and digits of a name; its symbols as words where there are none, where it begins with some that belong to a
/// number, as in `@2x`, and where a sign of a number stands in it, as in `UTC+5`.
fn plain(name: &str) -> String {
    let name = composed(name);
    let Some(start) = name.find(is_word) else { return told(&name) };
    let (signs, rest) = name.split_at(start);
    let of_number = rest.starts_with(char::is_numeric) && signs.chars().all(is_sign_of_number);
    let mut text = if of_number { format!("{} ", told(signs)) } else { String::new() };
    let from = if of_number { start } else { 0 };
    for (at, c) in name.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '+' | '-' if is_sign_within(&name, at) => text.push_str(&format!(" {} ", told(&name[at..=at]))),
            _ => text.push(if is_word(c) { c } else { ' ' }),
        }
    }
    text
}

/// Whether the plus or minus at an index is the sign of a number, rather than a dash between words: `UTC+5` is another
/// value than `UTC-5`, and `SHA-256` is not negative.
fn is_sign_within(name: &str, at: usize) -> bool {
    let (before, from) = name.split_at(at);
    if !from.trim_start_matches('+').trim_start_matches('-').starts_with(is_digit) {
        return false;
    }
    // Offsets of time; signs of exponents are those of texts that are numbers.
    let follows = |word: &str| {
        let start = before.len().checked_sub(word.len()).and_then(|it| before.get(it..));
        start.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    from.starts_with('+')
        || before.is_empty()
        || before.ends_with(|c: char| c.is_whitespace() || "(<=>[,:".contains(c))
        || follows("UTC")
        || follows("GMT")
        || name.parse::<f64>().is_ok()
}

/// The symbols of a text as words.
fn told(text: &str) -> String {
    let word = |c| SYMBOLS.iter().find(|(symbol, _)| *symbol == c).map_or(" ", |(_, word)| word);
    text.chars().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a sign before a number makes another of it; brackets and separators do not.
fn is_sign_of_number(c: char) -> bool {
    "+-.=<>!%&|#$@~*".contains(c)
}

/// The name in the one form (NFKC) in which rustc compares identifiers: full-width letters become plain ones, letters
/// and their accents become one character.
pub(super) fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(name.nfkc().collect()) }
}

/// What may stand in an identifier. Letters without an ASCII form stay: Rust has Unicode identifiers.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok())
}

pub(super) fn identifier(name: &str) -> String {
    match name.chars().next() {
        None => String::new(),
        Some(_) if KEYWORDS.contains(&name) => format!("{name}_"),
        Some(first) if first.is_numeric() => format!("_{name}"),
        Some(_) if name.chars().all(|c| c == '_') => String::new(),
        Some(_) => name.to_owned(),
    }
}

/// A name with its signs and capitals told: `certificate.name` gives `certificate dot name`, `jobID` gives `job i d`.
pub(super) fn spelled(name: &str) -> String {
    let mut text = String::new();
    let mut follows_word = false;
    let name = composed(name);
    for (at, c) in name.char_indices() {
        let is_dash = c == '-' && follows_word && !is_sign_within(&name, at);
        follows_word = is_word(c);
        match SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
            // Behind a letter or digit it is no sign of a number.
            Some(_) if is_dash => text.push_str(" dash "),
            Some((_, word)) => text.push_str(&format!(" {word} ")),
            None if c.is_uppercase() => text.push_str(&format!(" {c}")),
            None if is_word(c) => text.push(c),
            None if c == ' ' => text.push_str(" space "),
            None => text.push(' '),
        }
    }
    text
}

/// What snake_case does not tell of a name that begins with a capital, or has nothing else.
pub(super) fn case(name: &str) -> Option<&'static str> {
    let letters: Vec<char> = composed(name).chars().filter(|it| it.is_alphabetic()).collect();
    let is_upper = letters.len() > 1 && letters.iter().all(|it| it.is_uppercase());
    letters.first()?.is_uppercase().then_some(if is_upper { "upper" } else { "capital" })
}

/// A name of which everything but small letters and digits is told by its number: no two names have one such form.
pub(super) fn coded(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            text.push(c);
        } else {
            text.push_str(&format!(" u{:x} ", u32::from(c)));
        }
    }
    if text.is_empty() { "empty".to_owned() } else { text }
}

/// The name of a module, whose file must have a name in ASCII.
pub(in crate::rust) fn module_name(name: &str) -> String {
    let plain = snake(name);
    if plain.is_ascii() { plain } else { identifier(&coded(&plain.replace('_', " ")).to_snake_case()) }
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
            ("+1", "plus_1"),
            ("-1", "minus_1"),
            ("_1", "_1"),
            ("$2fa", "dollar_2fa"),
            ("/1", "_1"),
            ("utc+5", "utc_plus_5"),
            ("svg+xml", "svg_xml"),
            ("a-1", "a_1"),
        ] {
            assert_eq!(snake(spec), expected, "{spec}");
        }
        for (spec, expected) in [
            ("OS", "Os"),
            ("SystemAssigned, UserAssigned", "SystemAssignedUserAssigned"),
            ("386", "_386"),
            ("self", "Self_"),
            ("*", "Star"),
            ("@2x", "At2x"),
            (">=10", "GreaterEquals10"),
            ("Foo<Bar>", "FooBar"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(camel(spec), expected, "{spec}");
        }
        for (spec, expected) in [
            ("1.0", "_1_0"),
            ("-1.5", "Minus1_5"),
            ("10", "_10"),
            ("1e-5", "_1eMinus5"),
            ("UTC+5", "UtcPlus5"),
            ("UTC-5", "UtcMinus5"),
            ("UTC5", "Utc5"),
            ("range, -1", "RangeMinus1"),
            ("c++11", "CPlusPlus11"),
            ("SHA-256", "Sha256"),
            ("2024-01-01", "_2024_01_01"),
            ("v1.5-preview.2", "V1_5Preview2"),
            ("größe+1", "GrößePlus1"),
        ] {
            assert_eq!(variant(spec), expected, "{spec}");
        }
        assert_eq!(type_name("Option"), "OptionModel");
        assert_eq!(joined("Pools", "_2nd_get"), "Pools2ndGet");
        assert_eq!(joined("", "_2nd_get"), "_2ndGet");
        assert_eq!(verbatim("FAILED"), "FAILED");
    }
}
