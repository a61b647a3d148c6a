//! Names: takes names of the spec, gives Rust identifiers, all different in their scope.

use std::borrow::Cow;
use std::collections::BTreeMap;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostics::{Code, Diagnostics, Remedy, is_operation};
use crate::model::Origin;
use crate::source::Span;

/// Strict and reserved keywords of all editions; a name that is one gets a trailing underscore.
pub(super) const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that generated code writes without a path; a model of such a name gets the ending `Model`.
pub(super) const RESERVED_TYPES: [&str; 13] = [
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
pub(super) fn snake(name: &str) -> String {
    identifier(&plain(name).to_snake_case())
}

/// A name in UpperCamelCase: types and variants.
pub(super) fn camel(name: &str) -> String {
    identifier(&plain(name).to_upper_camel_case())
}

/// Two names in UpperCamelCase as one; the first may be empty.
pub(super) fn joined(first: &str, second: &str) -> String {
    identifier(&format!("{}{}", camel(first), camel(second).trim_start_matches('_')))
}

/// A type's name in UpperCamelCase, none of those that generated code uses itself.
pub(super) fn type_name(name: &str) -> String {
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

/// Letters and digits of a name; its symbols as words where there are none, and where it begins with some that belong to
/// a number, as in `+1`.
fn plain(name: &str) -> String {
    let name = composed(name);
    let letters = |text: &str| text.chars().map(|c| if is_word(c) { c } else { ' ' }).collect();
    let Some(start) = name.find(is_word) else { return told(&name) };
    let (signs, rest) = name.split_at(start);
    let of_number = !signs.is_empty() && signs.chars().all(is_sign_of_number);
    if of_number && rest.starts_with(char::is_numeric) {
        let rest: String = letters(rest);
        return format!("{} {rest}", told(signs));
    }
    letters(&name)
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
fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(name.nfkc().collect()) }
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

/// A name with its signs and capitals told: `certificate.name` gives `certificate dot name`, `jobID` gives `job i d`.
fn spelled(name: &str) -> String {
    let mut text = String::new();
    let mut follows_word = false;
    for c in composed(name).chars() {
        let is_dash = c == '-' && follows_word;
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
fn case(name: &str) -> Option<&'static str> {
    let letters: Vec<char> = composed(name).chars().filter(|it| it.is_alphabetic()).collect();
    let is_upper = letters.len() > 1 && letters.iter().all(|it| it.is_uppercase());
    letters.first()?.is_uppercase().then_some(if is_upper { "upper" } else { "capital" })
}

/// A name of which everything but small letters and digits is told by its number: no two names have one such form.
fn coded(name: &str) -> String {
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

/// The forms a field or a module may take, best first, without those that say nothing.
pub(super) fn snake_forms(names: &[&str]) -> Vec<String> {
    snake_forms_with(names, &[])
}

/// The same with forms of another origin, which come before the last resort.
pub(super) fn snake_forms_with(names: &[&str], others: &[String]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let plain = different(names).map(snake);
    let [spelled, coded] = [spelled(own), coded(own)].map(|it| identifier(&it.to_snake_case()));
    let cased = |it: &str| case(own).map(|case| format!("{}_{case}", it.trim_end_matches('_')));
    let (cased, spelled_cased) = (cased(&snake(own)), cased(&spelled));
    // Letters that stand alone, as those of a name in capitals would, read badly.
    let (upper, capital) = match case(own) {
        Some("upper") => (cased, None),
        _ => (None, cased),
    };
    let told = upper.into_iter().chain([spelled]).chain(others.iter().cloned()).chain(capital).chain(spelled_cased);
    distinct(plain.chain(told).chain([coded]))
}

/// The forms a method may take, best first: method and path tell more of an operation than the signs of its name.
pub(super) fn method_forms(name: &str, operation_id: &str, by_path: String) -> Vec<String> {
    let plain = different(&[name, operation_id]).map(snake).collect::<Vec<_>>();
    distinct(plain.into_iter().chain([by_path]).chain(snake_forms(&[name, operation_id])))
}

/// The forms an argument may take, best first: the place where it goes tells equal names apart.
pub(super) fn argument_forms(client: &str, wire: &str, place: &str) -> Vec<String> {
    let plain = snake(wire);
    let placed = match plain.trim_end_matches('_') {
        own if own == place && place == "body" => "request_body".to_owned(),
        own if own == place => format!("{place}_parameter"),
        own => format!("{own}_{place}"),
    };
    let forms = snake_forms_with(&[client, wire], &[placed.trim_start_matches('_').to_owned()]);
    // Digits alone are no name that a caller could read.
    let is_number = |it: &str| it.trim_start_matches('_').bytes().all(|it| it.is_ascii_digit() || it == b'_');
    distinct(forms.into_iter().map(|it| if is_number(&it) { format!("{place}{it}") } else { it }))
}

/// The forms a variant may take, best first: values that differ in case or signs alone keep their letters.
pub(super) fn variant_forms(names: &[&str]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let plain = different(names).map(camel);
    let blank = match own {
        "" => "Empty",
        blank if blank.chars().all(|c| c == ' ') => "Blank",
        _ => "",
    };
    let [spelled, coded] = [spelled(own), coded(own)].map(|it| identifier(&it.to_upper_camel_case()));
    let value = Some(camel(own)).filter(|it| !it.is_empty()).map(|it| format!("{}Value", it.trim_end_matches('_')));
    // Signs would be blanks of one kind in it, except those between digits, as of a version.
    let is_told = is_word_throughout(own);
    let letters = if is_told { [verbatim(own), spelled] } else { [spelled, verbatim(own)] };
    distinct(plain.chain([blank.to_owned()]).chain(letters).chain(value).chain([coded]))
}

/// Whether a name has no signs but between digits.
fn is_word_throughout(name: &str) -> bool {
    let chars: Vec<char> = composed(name).chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    (0..chars.len()).all(|at| is_word(chars[at]) || is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

/// The forms a type may take, best first; the last of the names is one that no other type has.
pub(super) fn type_forms(names: &[&str]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let told = identifier(&coded(own).to_upper_camel_case());
    distinct(different(names).map(type_name).chain([told]))
}

/// The name of a module, whose file must have a name in ASCII.
pub(super) fn module_name(name: &str) -> String {
    let plain = snake(name);
    if plain.is_ascii() { plain } else { identifier(&coded(&plain.replace('_', " ")).to_snake_case()) }
}

/// The names without those that repeat the one before: most have no other for clients than that on the wire.
fn different<'a>(names: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let mut previous = None;
    names.iter().copied().filter(move |it| previous.replace(*it) != Some(*it))
}

fn distinct(forms: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for form in forms {
        if !form.is_empty() && !list.contains(&form) {
            list.push(form);
        }
    }
    list
}

/// A name of the spec that is to get a Rust name.
pub(super) struct Wanted<'a> {
    /// The name in the spec.
    pub(super) spec: &'a str,
    /// Where it stands.
    pub(super) origin: &'a Origin,
    /// The Rust names it may take, best first.
    pub(super) forms: Vec<String>,
    /// Whether the first of them is that of a name which the spec or the manifest chose for clients.
    pub(super) chosen: bool,
}

/// A scope in which names must differ. It settles them all at once, so that the order in which they come decides
/// nothing.
///
/// Every name gets the first of its forms that no other wants. Of those that want the same, the one that the spec spells
/// in the usual way (`jobId` for `job_id`) has it, else the first by its letters; the others take their next forms, which
/// are made of their own names alone. So nobody is renamed by a name that is added, unless that one is the better owner.
pub(super) struct Scope<'a> {
    what: String,
    taken: BTreeMap<String, Owner>,
    diagnostics: &'a mut Diagnostics,
}

/// Who has a name.
struct Owner {
    spec: String,
    /// Empty for names that generated code uses itself.
    pointer: String,
}

impl<'a> Scope<'a> {
    /// A scope described in messages as `what`, as "field of `AgentPool`".
    pub(super) fn new(what: impl Into<String>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { what: what.into(), taken: BTreeMap::new(), diagnostics }
    }

    /// Keeps a name that generated code uses itself out of reach.
    pub(super) fn reserve(&mut self, rust: &str, why: &str) {
        self.taken.insert(rust.to_owned(), Owner { spec: why.to_owned(), pointer: String::new() });
    }

    /// Settles names, in the order given; a later call leaves what an earlier one settled. Where a name does not get its
    /// first form, or that is made of signs or a keyword with an underscore, a diagnostic says so.
    pub(super) fn settle(&mut self, wanted: &[Wanted<'_>]) -> Vec<String> {
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_cached_key(|at| {
            let it = &wanted[*at];
            (!is_usual(it.spec, it.forms.first()), it.spec.to_owned(), it.origin.pointer.clone())
        });
        let mut settled: Vec<Option<String>> = vec![None; wanted.len()];
        for round in 0..wanted.iter().map(|it| it.forms.len()).max().unwrap_or(0) {
            order.retain(|at| {
                let it = &wanted[*at];
                let Some(form) = it.forms.get(round) else { return true };
                if self.taken.contains_key(form) {
                    return true;
                }
                let owner = Owner { spec: it.spec.to_owned(), pointer: it.origin.pointer.clone() };
                self.taken.insert(form.clone(), owner);
                settled[*at] = Some(form.clone());
                false
            });
        }
        wanted.iter().zip(settled).map(|(it, form)| self.told(it, form)).collect()
    }

    /// Settles one name.
    pub(super) fn settle_one(&mut self, spec: &str, origin: &Origin, forms: Vec<String>) -> String {
        self.settle(&[Wanted { spec, origin, forms, chosen: false }]).pop().unwrap_or_default()
    }

    /// Settles a name that callers never see, of which nothing needs to be told.
    pub(super) fn settle_private(&mut self, spec: &str, origin: &Origin, forms: Vec<String>) -> String {
        let Some(form) = forms.iter().find(|it| !self.taken.contains_key(*it)).cloned() else {
            return self.settle_one(spec, origin, forms);
        };
        self.taken.insert(form.clone(), Owner { spec: spec.to_owned(), pointer: origin.pointer.clone() });
        form
    }

    fn told(&mut self, it: &Wanted<'_>, form: Option<String>) -> String {
        let first = it.forms.first().map_or("", String::as_str);
        let owner = |this: &Self| {
            this.taken.get(first).map_or(String::new(), |owner| match owner.pointer.as_str() {
                "" => owner.spec.clone(),
                pointer => format!("`{}` (#{pointer})", owner.spec),
            })
        };
        let what = &self.what;
        if form.as_ref().is_none_or(|form| form != first)
            && let Some(message) = self.contradicts_manifest(it, first)
        {
            let (message, place) = message;
            let hint = "choose another name";
            self.diagnostics.add_with_hint(Code::UnusedOverride, place, &it.origin.pointer, message, hint);
            return first.to_owned();
        }
        let (code, message) = match &form {
            None => (Code::NameClash, format!("`{}` and {} would both be {what} `{first}`", it.spec, owner(self))),
            Some(form) if form != first => {
                let owner = owner(self);
                (Code::NameSettled, format!("`{}` is {what} `{form}`, since `{first}` is taken: {owner}", it.spec))
            }
            Some(form) if !it.chosen && is_made_of_signs(it.spec) => {
                (Code::NameSettled, format!("`{}` has no letter or digit; the {what} is called `{form}`", it.spec))
            }
            Some(form) => match form.strip_suffix('_').filter(|it| KEYWORDS.contains(it)) {
                Some(keyword) => {
                    (Code::KeywordName, format!("`{keyword}` is a Rust keyword; the {what} is called `{form}`"))
                }
                None => return form.clone(),
            },
        };
        self.diagnostics.add(code, it.origin.span, &it.origin.pointer, message);
        // An operation's name is an operationId, which tells the group too.
        if let Some(form) = form.as_ref().filter(|_| code == Code::NameSettled && !is_operation(&it.origin.pointer)) {
            // Not every form is one that a chosen name would take.
            let reformed = if first.starts_with(char::is_uppercase) { camel(form) } else { snake(form) };
            let to = if reformed == *form { reformed } else { format!("{form}2") };
            self.diagnostics.settled_by(Remedy::Rename { to });
        }
        form.unwrap_or_else(|| first.to_owned())
    }
}

impl Scope<'_> {
    /// That a name cannot be had though the manifest chose it, or that the manifest chose it for something else; and where
    /// it does.
    fn contradicts_manifest(&self, it: &Wanted<'_>, first: &str) -> Option<(String, Option<Span>)> {
        let what = &self.what;
        let owner = self.taken.get(first)?;
        let chosen = |pointer: &str, spec: &str| {
            let gives = |name: &str| [snake(name), camel(name), type_name(name)].iter().any(|it| it == first);
            let all = self.diagnostics.chosen_names(pointer).iter();
            all.filter(|it| it.name == spec || gives(&it.name)).map(|it| it.place).next()
        };
        if let Some(place) = chosen(&it.origin.pointer, it.spec) {
            let owner = match owner.pointer.as_str() {
                "" => owner.spec.clone(),
                pointer => format!("`{}` (#{pointer})", owner.spec),
            };
            return Some((
                format!("`{}` cannot be called `{first}` ({what}), which is taken: {owner}", it.spec),
                place,
            ));
        }
        let place = chosen(&owner.pointer, &owner.spec)?;
        let message = format!(
            "`{}` cannot be called `{first}` ({what}), which is taken: `{}` (#{})",
            owner.spec, it.spec, it.origin.pointer
        );
        Some((message, place))
    }
}

/// Whether a name has nothing but signs.
fn is_made_of_signs(spec: &str) -> bool {
    !composed(spec).chars().any(is_word)
}

/// Whether the spec spells a name the way its Rust form suggests.
fn is_usual(spec: &str, form: Option<&String>) -> bool {
    form.is_some_and(|form| form.trim_matches('_') == spec || form.trim_matches('_').to_lower_camel_case() == spec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_no_mere_numbers() {
        assert_eq!(argument_forms("1", "1", "query").first().map(String::as_str), Some("query_1"));
        assert_eq!(argument_forms("+1", "+1", "query").first().map(String::as_str), Some("plus_1"));
        assert_eq!(argument_forms("1st", "1st", "query").first().map(String::as_str), Some("_1st"));
    }

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
        assert_eq!(type_name("Option"), "OptionModel");
        assert_eq!(joined("Pools", "_2nd_get"), "Pools2ndGet");
        assert_eq!(joined("", "_2nd_get"), "_2ndGet");
        assert_eq!(verbatim("FAILED"), "FAILED");
    }

    #[test]
    fn every_name_is_an_identifier_or_empty() {
        for spec in [
            "",
            " ",
            "a b",
            "1",
            "-",
            "_",
            "__",
            "_self",
            "µ",
            "ｎａｍｅ",
            "…",
            "@",
            "Self",
            "crate",
            "日本",
            "a\u{301}",
            "\u{200b}",
            "x'; drop",
            "r#type",
            "é",
            "\u{0}",
        ] {
            for name in [snake(spec), camel(spec), type_name(spec), verbatim(spec)] {
                assert!(name.is_empty() || syn::parse_str::<syn::Ident>(&name).is_ok(), "{spec:?} gives {name:?}");
            }
            for forms in [snake_forms(&[spec]), variant_forms(&[spec]), type_forms(&[spec])] {
                assert!(!forms.is_empty(), "{spec:?}");
                assert!(forms.iter().all(|it| syn::parse_str::<syn::Ident>(it).is_ok()), "{spec:?} gives {forms:?}");
            }
            assert!(module_name(spec).is_ascii());
        }
    }

    fn settled(forms: fn(&[&str]) -> Vec<String>, names: &[&str]) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let origin = Origin::default();
        let wanted: Vec<_> =
            names.iter().map(|spec| Wanted { spec, origin: &origin, forms: forms(&[spec]), chosen: false }).collect();
        let mut scope = Scope::new("name", &mut diagnostics);
        scope.reserve("UnknownValue", "ours");
        let settled = scope.settle(&wanted);
        assert!(!diagnostics.has_errors(), "{names:?}");
        settled
    }

    #[test]
    fn clashing_names_are_told_apart_whatever_their_order() {
        for names in [
            ["jobID", "jobId", "JobId", "job_id"],
            ["job_id", "JobId", "jobId", "jobID"],
            ["jobId", "job_id", "jobID", "JobId"],
        ] {
            let mut found: Vec<_> = std::iter::zip(names, settled(snake_forms, &names)).collect();
            found.sort_unstable();
            let expected = [
                ("JobId", "job_id_capital"),
                ("jobID", "job_i_d"),
                ("jobId", "job_id"),
                ("job_id", "job_underscore_id"),
            ];
            assert_eq!(found, expected.map(|(spec, rust)| (spec, rust.to_owned())));
        }
        assert_eq!(
            settled(snake_forms, &["self", "_self", "$type", "type", "@type", "certificateName", "certificate.name"]),
            ["self_", "underscore_self", "dollar_type", "type_", "at_type", "certificate_name", "certificate_dot_name"]
        );
        assert_eq!(
            settled(snake_forms, &["type", "Type", "TYPE", "self", "Self", "a_b", "a b", " "]),
            ["type_", "type_capital", "type_upper", "self_", "self_capital", "a_b", "a_space_b", "space"]
        );
        assert_eq!(
            settled(variant_forms, &["failed", "Failed", "FAILED", "", " ", "*", "Self", "UnknownValue", "a b", "a.b"]),
            ["failed", "Failed", "FAILED", "Empty", "Blank", "Star", "Self_", "UnknownValueValue", "AB", "ADotB"]
        );
        assert_eq!(settled(variant_forms, &["self", "Self", "SELF"]), ["self_", "Self_", "SELF"]);
        assert_eq!(settled(variant_forms, &["1,0", "1.0"]), ["_10", "_1_0"]);
        assert_eq!(settled(snake_forms, &["größe", "gro\u{308}\u{df}e", "ｎａｍｅ", "name"]).len(), 4);
    }

    #[test]
    fn a_new_name_takes_none_that_is_in_use() {
        let old = settled(snake_forms, &["jobId", "name", "x"]);
        let new = settled(snake_forms, &["jobId", "name", "x", "jobID", "_name", "Name", "X"]);
        assert_eq!(old[..], new[..3]);
    }
}
