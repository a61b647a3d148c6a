//! Forms: takes the names that a thing of the spec has, gives the identifiers it may take, best first.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::identifiers::{case, coded, composed, identifier, is_word, snake, spelled, type_name, variant, verbatim};

/// The forms a field or a module may take, best first, without those that say nothing.
pub(in crate::rust) fn snake_forms(names: &[&str]) -> Vec<String> {
    snake_forms_with(names, &[])
}

/// The same with forms of another origin, which come before the last resort.
pub(in crate::rust) fn snake_forms_with(names: &[&str], others: &[String]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let plain = different(names).map(snake);
    // Small letters and digits have nothing more to tell.
    if !own.is_empty() && own.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()) {
        return distinct(plain.chain([snake(own)]).chain(others.iter().cloned()));
    }
    let [spelled, coded] = [spelled(own), coded(own)].map(|it| identifier(&it.to_snake_case()));
    let case = case(own);
    let cased = |case: &str, it: &str| format!("{}_{case}", it.trim_end_matches('_'));
    let (spelled_cased, cased) = (case.map(|it| cased(it, &spelled)), case.map(|it| cased(it, &snake(own))));
    // Letters that stand alone, as those of a name in capitals would, read badly.
    let (upper, capital) = match case {
        Some("upper") => (cased, None),
        _ => (None, cased),
    };
    let told = upper.into_iter().chain([spelled]).chain(others.iter().cloned()).chain(capital).chain(spelled_cased);
    distinct(plain.chain(sign(own, snake)).chain(told).chain([coded]).chain(nothing(own, snake)))
}

/// The forms a method may take, best first: method and path tell more of an operation than the signs of its name.
pub(in crate::rust) fn method_forms(name: &str, operation_id: &str, by_path: String) -> Vec<String> {
    let plain = different(&[name, operation_id]).map(snake).collect::<Vec<_>>();
    distinct(plain.into_iter().chain([by_path]).chain(snake_forms(&[name, operation_id])))
}

/// The forms an argument may take, best first: the place where it goes tells equal names apart.
pub(in crate::rust) fn argument_forms(client: &str, wire: &str, place: &str) -> Vec<String> {
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
pub(in crate::rust) fn variant_forms(names: &[&str]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let plain = different(names).map(variant);
    let blank = match own {
        "" => "Empty",
        blank if blank.chars().all(|c| c == ' ') => "Blank",
        _ => "",
    };
    let [spelled, coded] = [spelled(own), coded(own)].map(|it| identifier(&it.to_upper_camel_case()));
    let value = Some(variant(own)).filter(|it| !it.is_empty()).map(|it| format!("{}Value", it.trim_end_matches('_')));
    // Signs would be blanks of one kind in it.
    let is_told = composed(own).chars().all(is_word);
    let letters = if is_told { [verbatim(own), spelled] } else { [spelled, verbatim(own)] };
    // Of a keyword these are told from it by an underscore or by capitals alone.
    let [value, letters] = [value.into_iter().collect(), letters.to_vec()];
    let told = if variant(own).ends_with('_') { [value, letters] } else { [letters, value] };
    let first = plain.chain([blank.to_owned()]).chain(sign(own, variant));
    distinct(first.chain(told.into_iter().flatten()).chain([coded]).chain(nothing(own, variant)))
}

/// The forms a type may take, best first; the last of the names is one that no other type has.
pub(in crate::rust) fn type_forms(names: &[&str]) -> Vec<String> {
    let own = names.last().copied().unwrap_or_default();
    let told = identifier(&coded(own).to_upper_camel_case());
    distinct(different(names).map(type_name).chain(sign(own, type_name)).chain([told]).chain(nothing(own, type_name)))
}

/// The form of a name that has nothing but signs where another name is the word for them: `PlusSign` beside `Plus`.
fn sign(own: &str, form: fn(&str) -> String) -> Option<String> {
    let word = Some(snake(own)).filter(|it| !it.is_empty() && !composed(own).chars().any(is_word))?;
    Some(form(&format!("{} sign", word.trim_matches('_'))))
}

/// The forms of an empty name beside a name for that, best first.
fn nothing(own: &str, form: fn(&str) -> String) -> Vec<String> {
    ["empty text", "no text"].into_iter().filter(|_| own.is_empty()).map(form).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::names::identifiers::{camel, module_name};

    #[test]
    fn arguments_are_no_mere_numbers() {
        assert_eq!(argument_forms("1", "1", "query").first().map(String::as_str), Some("query_1"));
        assert_eq!(argument_forms("+1", "+1", "query").first().map(String::as_str), Some("plus_1"));
        assert_eq!(argument_forms("1st", "1st", "query").first().map(String::as_str), Some("_1st"));
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
}
