//! Credentials: takes what the operations ask for, gives what of it clients can send, and lets most operations refer to the
//! service's.
//!
//! So the credential is said once in a crate, and operations say what differs.

use std::collections::{BTreeMap, BTreeSet};

use super::docs;
use super::plan::{Group, Scheme};
use crate::model::{Credential, CredentialScheme, Requirement, Service, Unsaid};

/// What an operation takes: any one of these, the preferred first. None, if nothing is said about it.
pub(super) fn lower(security: &[Requirement]) -> Vec<Vec<Scheme>> {
    let can_be_sent = |it: &&Requirement| it.iter().all(|it| it.scheme.can_be_sent());
    let mut requirements: Vec<&Requirement> = security.iter().filter(can_be_sent).collect();
    // What is left of them is better than nothing.
    if requirements.is_empty() {
        requirements.extend(security);
    }
    let mut alternatives: Vec<Vec<Ranked>> = requirements.into_iter().flat_map(combinations).collect();
    // No credential is better than an error, and worse than any.
    alternatives.sort_by(|a, b| (a.is_empty(), a).cmp(&(b.is_empty(), b)));
    let schemes = alternatives.into_iter().map(|it| it.into_iter().map(|(_, scheme)| scheme).collect::<Vec<_>>());
    let mut seen = BTreeSet::new();
    schemes.filter(|it| seen.insert(it.clone())).collect()
}

/// A scheme after those that are preferred to it.
type Ranked = (u8, Scheme);

/// The ways to meet a requirement: a key that is the whole `Authorization` header may be a token.
fn combinations(requirement: &Requirement) -> BTreeSet<Vec<Ranked>> {
    let mut all = BTreeSet::from([Vec::new()]);
    for credential in requirement.iter().filter(|it| it.scheme.can_be_sent()) {
        let with = |before: &Vec<Ranked>, form: Ranked| {
            let mut together: BTreeSet<Ranked> = before.iter().cloned().chain([form]).collect();
            // One header has room for one.
            let mut has_authorization = false;
            together.retain(|(_, it)| !is_authorization(it) || !std::mem::replace(&mut has_authorization, true));
            together.into_iter().collect::<Vec<_>>()
        };
        // Sets, so that many names for one thing are no more than one.
        all = all.iter().flat_map(|it| forms(credential).into_iter().map(move |form| with(it, form))).collect();
    }
    all
}

fn is_authorization(scheme: &Scheme) -> bool {
    match scheme {
        Scheme::Token | Scheme::Basic => true,
        Scheme::HeaderKey(name) => name == "Authorization",
        Scheme::CookieKey(_) | Scheme::QueryKey(_) => false,
    }
}

fn forms(credential: &Credential) -> Vec<Ranked> {
    match &credential.scheme {
        it if it.is_authorization_key() => vec![(5, Scheme::Token), (6, Scheme::HeaderKey("Authorization".to_owned()))],
        CredentialScheme::ApiKey { location, name } => vec![match location.as_str() {
            "header" => (2, Scheme::HeaderKey(name.clone())),
            "cookie" => (3, Scheme::CookieKey(name.clone())),
            _ => (4, Scheme::QueryKey(name.clone())),
        }],
        CredentialScheme::Http { name } if name == "basic" => vec![(1, Scheme::Basic)],
        _ => vec![(0, Scheme::Token)],
    }
}

/// What the document says of all operations, else what most of them take; of equally many what is a credential, and the first.
/// The others say in their documentation what they take.
pub(super) fn settle(groups: &mut [Group], service: &Service) -> Vec<Vec<Scheme>> {
    let mut methods: Vec<_> = groups.iter_mut().flat_map(|it| &mut it.methods).collect();
    let unsaid = match service.unsaid {
        Unsaid::Token => vec![vec![Scheme::Token]],
        Unsaid::TokenOrNothing => vec![vec![Scheme::Token], Vec::new()],
        Unsaid::Nothing => vec![Vec::new()],
    };
    let is_unsaid: Vec<bool> =
        methods.iter().map(|it| it.operation.security.as_ref().is_some_and(Vec::is_empty)).collect();
    let mut counts: BTreeMap<Vec<Vec<Scheme>>, usize> = BTreeMap::new();
    for own in methods.iter_mut().filter_map(|it| it.operation.security.as_mut()) {
        if own.is_empty() {
            own.clone_from(&unsaid);
        }
        *counts.entry(own.clone()).or_default() += 1;
    }
    let of_service = match lower(&service.security) {
        said if said.is_empty() => most(&counts).cloned().unwrap_or(unsaid),
        said => said,
    };
    for (method, is_unsaid) in methods.iter_mut().zip(is_unsaid) {
        match &method.operation.security {
            Some(own) if *own != of_service && is_unsaid => {
                method.docs.extend(docs::of_unsaid_security(service.unsaid))
            }
            Some(own) if *own != of_service => method.docs.extend(docs::of_own_security(own)),
            _ => method.operation.security = None,
        }
    }
    of_service
}

fn most(counts: &BTreeMap<Vec<Vec<Scheme>>, usize>) -> Option<&Vec<Vec<Scheme>>> {
    let takes_something = |it: &Vec<Vec<Scheme>>| it.iter().any(|it| !it.is_empty());
    let rank = |(it, count): &(&Vec<Vec<Scheme>>, &usize)| (**count, takes_something(it));
    counts.iter().max_by(|a, b| (rank(a), b.0).cmp(&(rank(b), a.0))).map(|(it, _)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(location: &str, name: &str) -> Credential {
        let scheme = CredentialScheme::ApiKey { location: location.to_owned(), name: name.to_owned() };
        Credential { scheme, scopes: Vec::new() }
    }

    fn http(name: &str) -> Credential {
        Credential { scheme: CredentialScheme::Http { name: name.to_owned() }, scopes: Vec::new() }
    }

    fn lowered(security: Vec<Requirement>) -> Vec<Vec<Scheme>> {
        lower(&security)
    }

    fn header(name: &str) -> Scheme {
        Scheme::HeaderKey(name.to_owned())
    }

    #[test]
    fn alternatives_are_in_the_order_of_preference_and_none_is_the_last() {
        assert!(lowered(vec![]).is_empty());
        assert_eq!(lowered(vec![vec![]]), [[]]);
        let all = vec![
            vec![],
            vec![key("query", "q")],
            vec![key("header", "X-Key")],
            vec![http("basic")],
            vec![http("bearer")],
        ];
        let query = vec![Scheme::QueryKey("q".to_owned())];
        assert_eq!(lowered(all), [vec![Scheme::Token], vec![Scheme::Basic], vec![header("X-Key")], query, vec![]]);
        let both = vec![vec![key("header", "X-Key"), http("bearer")]];
        assert_eq!(lowered(both), [[Scheme::Token, header("X-Key")]]);
        // One header has room for one.
        assert_eq!(
            lowered(vec![vec![http("basic"), http("bearer"), key("header", "X")]]),
            [[Scheme::Token, header("X")]]
        );
    }

    #[test]
    fn a_key_that_is_the_authorization_header_may_be_a_token() {
        let speech = vec![vec![key("header", "authorization")], vec![key("header", "Z-Key")]];
        let many =
            (0..64).map(|scope| Credential { scopes: vec![scope.to_string()], ..key("header", "Authorization") });
        assert_eq!(lowered(vec![many.collect()]), [[Scheme::Token], [header("Authorization")]]);
        assert_eq!(lowered(speech), [[header("Z-Key")], [Scheme::Token], [header("Authorization")]]);
    }

    #[test]
    fn most_operations_decide_and_of_equally_many_a_credential() {
        let (nothing, key) = (vec![vec![]], vec![vec![header("X-Key")]]);
        let counted = |a, b| BTreeMap::from([(nothing.clone(), a), (key.clone(), b)]);
        assert_eq!(most(&counted(1, 1)), Some(&key));
        assert_eq!(most(&counted(2, 1)), Some(&nothing));
        assert_eq!(
            most(&BTreeMap::from([(vec![vec![header("B")]], 1), (vec![vec![header("A")]], 1)])),
            Some(&vec![vec![header("A")]])
        );
    }

    #[test]
    fn what_cannot_be_sent_is_left_out() {
        assert_eq!(lowered(vec![vec![http("digest")], vec![key("query", "q")]]), [[Scheme::QueryKey("q".to_owned())]]);
        assert_eq!(lowered(vec![vec![http("digest")]]), [[]]);
        assert_eq!(lowered(vec![vec![http("digest"), key("header", "X")]]), [[header("X")]]);
        assert_eq!(lowered(vec![vec![key("header", "SAS Token")], vec![http("bearer")]]), [[Scheme::Token]]);
        let certificate = Credential { scheme: CredentialScheme::Certificate, scopes: Vec::new() };
        assert_eq!(lowered(vec![vec![certificate.clone()]]), [[]]);
        assert_eq!(lowered(vec![vec![certificate, http("bearer")]]), [[Scheme::Token]]);
        for unfit in [key("header", "Host"), key("header", ""), key("cookie", "a b"), key("query", "")] {
            assert_eq!(lowered(vec![vec![unfit]]), [[]]);
        }
    }
}
