//! Words about credentials.

use super::markdown::{code, wrapped};
use crate::model::Unsaid;
use crate::rust::plan::{Group, Scheme};

/// What the constructor of a client takes; nothing is to be said of tokens alone.
pub(in crate::rust) fn of_security(of_service: &[Vec<Scheme>], groups: &[Group]) -> Vec<String> {
    let differs = groups.iter().flat_map(|it| &it.methods).any(|it| it.operation.security.is_some());
    if !differs && of_service == [[Scheme::Token]] {
        return Vec::new();
    }
    let words: Vec<String> = of_service.iter().filter(|it| !it.is_empty()).map(|it| linked(it)).collect();
    let mut text = match words.as_slice() {
        [] => "No credential is needed: `Credential::none()`.".to_owned(),
        words => format!("The credential is {}.", words.join(", or ")),
    };
    if of_service.iter().any(Vec::is_empty) && !words.is_empty() {
        text.push_str(" It may be left out: `Credential::none()`.");
    }
    if differs {
        text.push_str(" Operations that take another credential, or none, say so.");
    }
    wrapped(&text)
}

/// What tokens are for, where that is not Resource Manager. `azure` says whether they are likely to be Microsoft Entra's.
pub(in crate::rust) fn of_scope(scope: Option<&str>, azure: bool) -> Vec<String> {
    wrapped(&match scope {
        Some(scope) => format!("Tokens have the scope `{}`.", code(scope)),
        None if !azure => {
            "The documents do not say what tokens are for; credentials that need a scope get it by [`ClientBuilder::scope`]."
                .to_owned()
        }
        None => "The documents do not say what tokens are for; credentials of Microsoft Entra need the scope, by \
                 [`ClientBuilder::scope`]."
            .to_owned(),
    })
}

/// Whether a token is what a service prefers.
pub(super) fn prefers_token(security: &[Vec<Scheme>]) -> bool {
    security.first().is_some_and(|it| it.contains(&Scheme::Token))
}

/// What an operation takes that takes something else than most of its service.
pub(in crate::rust) fn of_own_security(own: &[Vec<Scheme>]) -> Vec<String> {
    let words: Vec<String> =
        own.iter().filter(|it| !it.is_empty()).map(|it| together(it, |words, _| words.to_owned())).collect();
    let text = match (words.as_slice(), own.iter().any(Vec::is_empty)) {
        ([], _) => "Sends no credential.".to_owned(),
        (words, false) => format!("Takes {}.", words.join(", or ")),
        (words, true) => format!("Takes {}, or no credential.", words.join(", or ")),
    };
    [String::new()].into_iter().chain(wrapped(&text)).collect()
}

/// What an operation takes of which nothing is said, where most of its service take something else.
pub(in crate::rust) fn of_unsaid_security(unsaid: Unsaid) -> Vec<String> {
    let taken = match unsaid {
        Unsaid::Token => "it takes a token, as others do.",
        Unsaid::TokenOrNothing => "a token is sent, if the client has one.",
        Unsaid::Nothing => "none is sent.",
    };
    [String::new()].into_iter().chain(wrapped(&format!("The documents name no credential for it: {taken}"))).collect()
}

/// Schemes that go together, with links to the types that are a credential of its own.
fn linked(schemes: &[Scheme]) -> String {
    let words = together(schemes, |words, type_name| format!("[{words}](azrest_runtime::auth::{type_name})"));
    if schemes.len() > 1 { format!("{words}, put together with [`Credential::and`]") } else { words }
}

/// Schemes that go together. `link` writes the words for a credential and the type that is one.
fn together(schemes: &[Scheme], link: impl Fn(&str, &str) -> String) -> String {
    let words = schemes.iter().map(|it| {
        let type_name = type_name(it);
        match it {
            Scheme::Token => format!("a {}", link("token", type_name)),
            Scheme::Basic => format!("a {}", link("name and a password", type_name)),
            Scheme::HeaderKey(name) => format!("an {} in the header `{}`", link("API key", type_name), code(name)),
            Scheme::CookieKey(name) => format!("an {} in the cookie `{}`", link("API key", type_name), code(name)),
            Scheme::QueryKey(name) => {
                format!("an {} in the query parameter `{}`", link("API key", type_name), code(name))
            }
        }
    });
    words.collect::<Vec<_>>().join(" and ")
}

/// The type that is a credential of its own.
fn type_name(scheme: &Scheme) -> &'static str {
    match scheme {
        Scheme::Token => "TokenCredential",
        Scheme::Basic => "BasicCredential",
        Scheme::HeaderKey(_) | Scheme::CookieKey(_) | Scheme::QueryKey(_) => "ApiKey",
    }
}

/// The rest of a `let`: the credential that a service prefers.
pub(super) fn example(security: &[Vec<Scheme>], azure: bool) -> String {
    let preferred = security.first().map(Vec::as_slice).unwrap_or_default();
    let is_key = |it: &&Scheme| !matches!(it, Scheme::Token | Scheme::Basic);
    let several_keys = preferred.iter().filter(is_key).count() > 1;
    let values: Vec<String> = preferred
        .iter()
        .map(|it| match it {
            Scheme::Token if azure => "ClientSecretCredential::from_env()?".to_owned(),
            Scheme::Token => "StaticTokenCredential::new(\"my-token\")".to_owned(),
            Scheme::Basic => "BasicCredential::new(\"my-name\", \"my-password\")?".to_owned(),
            Scheme::HeaderKey(name) | Scheme::CookieKey(name) | Scheme::QueryKey(name) if several_keys => {
                format!("ApiKey::from_env({:?})?.named({name:?})", variable(name))
            }
            _ => "ApiKey::from_env(\"API_KEY\")?".to_owned(),
        })
        .collect();
    match values.as_slice() {
        [] => " = Credential::none()".to_owned(),
        [one] => format!(": Credential = {one}.into()"),
        [first, rest @ ..] => {
            let rest: String = rest.iter().map(|it| format!(".and({it})")).collect();
            format!(" = Credential::from({first}){rest}")
        }
    }
}

/// An environment variable for a key: `DD-API-KEY` gives `DD_API_KEY`.
fn variable(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' }).collect()
}

/// What [`example`] imports.
pub(super) fn example_imports(security: &[Vec<Scheme>], azure: bool) -> Vec<&'static str> {
    let preferred = security.first().map(Vec::as_slice).unwrap_or_default();
    let mut names: Vec<&str> = preferred
        .iter()
        .map(|it| match it {
            Scheme::Token if azure => "ClientSecretCredential",
            Scheme::Token => "StaticTokenCredential",
            other => type_name(other),
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_name_what_a_service_prefers() {
        let key = |name: &str| Scheme::HeaderKey(name.to_owned());
        assert_eq!(
            example(&[vec![Scheme::Token]], false),
            ": Credential = StaticTokenCredential::new(\"my-token\").into()"
        );
        assert_eq!(example(&[vec![Scheme::Token]], true), ": Credential = ClientSecretCredential::from_env()?.into()");
        assert_eq!(
            example(&[vec![key("X-Key")], vec![]], true),
            ": Credential = ApiKey::from_env(\"API_KEY\")?.into()"
        );
        assert_eq!(example(&[vec![]], true), " = Credential::none()");
        assert_eq!(
            example(&[vec![key("X-Key"), Scheme::QueryKey("app".to_owned())]], true),
            " = Credential::from(ApiKey::from_env(\"X_KEY\")?.named(\"X-Key\")).and(ApiKey::from_env(\"APP\")?.named(\"app\"))"
        );
        assert_eq!(example_imports(&[vec![Scheme::Token, key("X-Key")]], true), ["ApiKey", "ClientSecretCredential"]);
    }
}
