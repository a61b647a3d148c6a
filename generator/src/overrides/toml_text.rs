//! Entries of manifests as text to paste: takes what an entry says, gives its lines.

use serde_json::Value as Json;
use toml::Value;

/// `[[rename]]`; `prefix` stands before the table's name, as `service.` in the manifest of covered services.
pub fn rename_toml(prefix: &str, at: &str, to: &str, reason: &str) -> String {
    format!("[[{prefix}rename]]\nat = {}\nto = {}\nreason = {}\n", text(at), text(to), text(reason))
}

/// `[[type]]`
pub fn type_toml(prefix: &str, at: &str, chosen: super::ChosenType, reason: &str) -> String {
    format!("[[{prefix}type]]\nat = {}\nas = {}\nreason = {}\n", text(at), text(chosen.name()), text(reason))
}

/// `[[skip]]`
pub fn skip_toml(prefix: &str, at: &str, reason: &str) -> String {
    format!("[[{prefix}skip]]\nat = {}\nreason = {}\n", text(at), text(reason))
}

/// One of the lists, as `secrets`.
pub fn listed_toml(key: &str, all: &[String]) -> String {
    match all {
        [only] => format!("{key} = [{}]\n", text(only)),
        _ => format!("{key} = [\n{}]\n", all.iter().map(|it| format!("    {},\n", text(it))).collect::<String>()),
    }
}

/// `[[fix-up]]`
pub fn fix_up_toml(prefix: &str, it: &super::FixUp) -> String {
    let mut lines = format!(
        "[[{prefix}fix-up]]\nfile = {}\nat = {}\nreason = {}\n",
        text(&it.file),
        text(&it.at),
        text(&it.reason)
    );
    if !it.link.is_empty() {
        lines.push_str(&format!("link = {}\n", text(&it.link)));
    }
    for (key, json) in [("expected", &it.expected), ("value", &it.value)] {
        match json.as_ref().map(|json| (json, value(json))) {
            Some((_, Some(toml))) => lines.push_str(&format!("{key} = {toml}\n")),
            Some((json, None)) => lines.push_str(&format!("{key}-json = {}\n", text(&json.to_string()))),
            None => {}
        }
    }
    lines
}

fn text(it: &str) -> String {
    Value::String(it.to_owned()).to_string()
}

/// A JSON value as an inline TOML value; `None` if it holds what TOML cannot say.
fn value(json: &Json) -> Option<String> {
    Value::try_from(json).ok().map(|it| it.to_string())
}

/// A text for messages: the beginning of a long one.
pub(super) fn shortened(text: &str) -> String {
    const LENGTH: usize = 60;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
