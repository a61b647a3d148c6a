//! English: takes names, gives the words, forms and articles that sentences are made of.

use heck::ToSnakeCase;

/// The words of a name, in lower case: `GetQueueStatus` gives `get queue status`.
pub(super) fn words(name: &str) -> String {
    name.to_snake_case().replace('_', " ")
}

/// A name as the beginning of a sentence: `GetQueueStatus` gives `Get queue status`.
pub(super) fn sentence(name: &str) -> String {
    let words = words(name);
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The singular of words, by the ending of the last one: `agent pools` gives `agent pool`.
pub(super) fn singular(words: &str) -> String {
    let endings = [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("tches", "tch"), ("shes", "sh")];
    for (plural, singular) in endings {
        if let Some(stem) = words.strip_suffix(plural) {
            return format!("{stem}{singular}");
        }
    }
    let abbreviated = ["api", "kpi", "poi", "uri"];
    match words.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) || abbreviated.iter().any(|it| stem.ends_with(it)) => {
            stem.to_owned()
        }
        _ => words.to_owned(),
    }
}

/// Words with the indefinite article, where they take one: `agent pool` gives `an agent pool`.
pub(super) fn a(words: &str) -> String {
    let uncountable = ["access", "content", "data", "info", "information", "metadata"];
    if words.rsplit(' ').next().is_some_and(|it| uncountable.contains(&it)) {
        return words.to_owned();
    }
    let vowel = words.starts_with(['a', 'e', 'i', 'o']) || words.starts_with("un") || words.starts_with("up");
    format!("{} {words}", if vowel && !words.starts_with("uni") { "an" } else { "a" })
}

/// Verbs that operationIds begin with.
const VERBS: [&str; 63] = [
    "abort",
    "add",
    "allocate",
    "apply",
    "approve",
    "archive",
    "assess",
    "assign",
    "attach",
    "calculate",
    "cancel",
    "check",
    "clear",
    "close",
    "complete",
    "convert",
    "copy",
    "create",
    "deactivate",
    "delete",
    "deploy",
    "detach",
    "diagnose",
    "disable",
    "download",
    "enable",
    "evaluate",
    "export",
    "failover",
    "find",
    "generate",
    "get",
    "grant",
    "import",
    "install",
    "invoke",
    "list",
    "migrate",
    "modify",
    "move",
    "patch",
    "ping",
    "post",
    "prepare",
    "provision",
    "publish",
    "purge",
    "put",
    "query",
    "read",
    "reconcile",
    "refresh",
    "regenerate",
    "register",
    "reject",
    "remove",
    "renew",
    "reset",
    "restart",
    "restore",
    "resync",
    "retrieve",
    "run",
];
const MORE_VERBS: [&str; 23] = [
    "schedule",
    "search",
    "send",
    "set",
    "start",
    "stop",
    "suspend",
    "swap",
    "sync",
    "synchronize",
    "test",
    "trigger",
    "undelete",
    "uninstall",
    "unregister",
    "update",
    "upgrade",
    "upload",
    "validate",
    "verify",
    "view",
    "wait",
    "write",
];

/// The form a sentence about an operation begins with: `cancel` gives `Cancels`; `None` for what is no known verb.
pub(super) fn third_person(verb: &str) -> Option<String> {
    if !VERBS.contains(&verb) && !MORE_VERBS.contains(&verb) {
        return None;
    }
    let form = match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if verb.ends_with("ch") || verb.ends_with("sh") || verb.ends_with('s') => format!("{verb}es"),
        _ => format!("{verb}s"),
    };
    Some(sentence(&form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(sentence("GetQueueStatus"), "Get queue status");
        let cases = [
            ("agent pools", "agent pool"),
            ("registries", "registry"),
            ("vm sizes", "vm size"),
            ("licenses", "license"),
            ("addresses", "address"),
            ("status", "status"),
            ("settings", "setting"),
            ("batches", "batch"),
            ("caches", "cache"),
        ];
        for (plural, one) in cases {
            assert_eq!(singular(plural), one);
        }
        assert_eq!(
            [a("run"), a("agent pool"), a("usage"), a("update")],
            ["a run", "an agent pool", "a usage", "an update"]
        );
    }

    #[test]
    fn verbs_take_the_third_person() {
        let form = |verb| third_person(verb).unwrap_or_default();
        assert_eq!(
            [form("cancel"), form("query"), form("patch"), form("deploy")],
            ["Cancels", "Queries", "Patches", "Deploys"]
        );
        assert_eq!(third_person("batch"), None);
    }
}
