//! Names of crates: takes one, says whether Cargo and rustc take it for a crate that depends on the runtime.

use super::names::KEYWORDS;

/// Crates that every crate has already, under these names.
const OF_RUST: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Folders that Cargo makes beside the files it builds.
const OF_CARGO: [&str; 4] = ["build", "deps", "examples", "incremental"];

/// Devices of Windows, which no file there can be called.
const OF_WINDOWS: [&str; 4] = ["aux", "con", "nul", "prn"];

/// What generated crates depend on.
const DEPENDENCIES: [&str; 2] = ["azrest_runtime", "tokio"];

/// As long as registries take.
const LONGEST: usize = 64;

/// Why a crate cannot have a name; `None` if it can.
pub fn problem_of_crate_name(name: &str) -> Option<String> {
    let signs = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(signs) {
        return Some("is no crate name: begin with a letter, then a-z, 0-9, - and _".to_owned());
    }
    let ident = name.replace('-', "_");
    let is_device = |it: &str| {
        let port = it.strip_prefix("com").or(it.strip_prefix("lpt"));
        OF_WINDOWS.contains(&it) || port.is_some_and(|it| it.len() == 1 && it != "0" && it.parse::<u8>().is_ok())
    };
    let what = match ident.as_str() {
        it if KEYWORDS.contains(&it) => "is a keyword of Rust",
        it if OF_RUST.contains(&it) => "is a crate of Rust itself",
        it if DEPENDENCIES.contains(&it) => "is a crate that the client depends on",
        it if OF_CARGO.contains(&it) => "is a folder that Cargo makes",
        it if is_device(it) => "is a device on Windows",
        it if it.len() > LONGEST => "is longer than the 64 letters that registries take",
        _ => return None,
    };
    Some(format!("{what}; choose another crate name, as `{}-client`", shortened(name)))
}

fn shortened(name: &str) -> &str {
    name.get(..LONGEST / 2).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::problem_of_crate_name;

    #[test]
    fn names_that_crates_cannot_have_are_told() {
        let long = "a".repeat(65);
        for name in [
            "",
            "1a",
            "A",
            "a.b",
            "_a",
            "a b",
            "é",
            "std",
            "core",
            "alloc",
            "test",
            "proc-macro",
            "proc_macro",
            "self",
            "type",
            "async",
            "azrest-runtime",
            "azrest_runtime",
            "tokio",
            "deps",
            "build",
            "nul",
            "com1",
            &long,
        ] {
            assert!(problem_of_crate_name(name).is_some(), "{name}");
        }
        for name in ["a", "my-client", "azrest-x", "self-service", "std-x", "com", "com0", "com10", "serde", &long[1..]]
        {
            assert_eq!(problem_of_crate_name(name), None, "{name}");
        }
    }
}
