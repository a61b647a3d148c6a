//! The documents of the repository: the commands and paths that they name are there.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser as _};

use crate::Arguments;

const DOCUMENTS: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "COMPATIBILITY.md", "SECURITY.md", "CHANGELOG.md"];

/// What the repository holds beside the documents.
const FOLDERS: [&str; 8] = [".ci/", ".github/", "generated/", "generator/", "runtime/", "specs/", "tests/", "xtask/"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).expect("the document can be read")
}

/// The words after `cargo xtask` wherever it stands, up to the end of the code or the line, or to wide blanks: a remark follows.
fn commands(text: &str) -> Vec<Vec<&str>> {
    let calls = text.split("cargo xtask ").skip(1);
    let ends = ["`", "\n", "  ", " #"];
    let end = |it: &str| ends.iter().filter_map(|end| it.find(end)).min().unwrap_or(it.len());
    calls.map(|it| it[..end(it)].split_whitespace().collect()).collect()
}

/// Why a command is none. A name alone speaks of the command, whatever it asks for.
fn wrong(command: &[&str]) -> Option<String> {
    match command {
        [name] if Arguments::command().find_subcommand(name).is_some() => None,
        _ => Arguments::try_parse_from([&["cargo xtask"], command].concat()).err().map(|error| error.to_string()),
    }
}

/// What stands between backticks, blocks of code aside.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split("```").step_by(2).flat_map(str::lines);
    lines.flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Whether it is a path, and not a pattern of some.
fn is_path(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || "/._-".contains(it))
}

/// All files and folders of these folders, folders with a slash at their ends.
fn paths() -> Vec<String> {
    let root = root();
    let mut found: Vec<String> = FOLDERS.map(str::to_owned).to_vec();
    let mut next = 0;
    while let Some(folder) = found.get(next).cloned() {
        next += 1;
        if !folder.ends_with('/') {
            continue;
        }
        for entry in fs::read_dir(root.join(&folder)).expect("the folder can be read") {
            let entry = entry.expect("its entry too");
            let name = entry.file_name().into_string().expect("names are text");
            let is_folder = entry.file_type().expect("it has a type").is_dir();
            if name != "node_modules" && name != "target" {
                found.push(format!("{folder}{name}{}", if is_folder { "/" } else { "" }));
            }
        }
    }
    found
}

#[test]
fn commands_that_are_named_can_be_given() {
    let mut count = 0;
    let mut check = |place: &str, text: &str| {
        for command in commands(text) {
            count += 1;
            if let Some(why) = wrong(&command) {
                panic!("{place}: cargo xtask {}: {why}", command.join(" "));
            }
        }
    };
    for document in DOCUMENTS {
        check(document, &read(document));
    }
    for it in Arguments::command().get_subcommands() {
        let help = it.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines: Vec<&str> = help.split("\\\n").map(str::trim_start).collect();
        check(it.get_name(), &lines.concat());
    }
    assert!(count > 50, "{count}");
    for command in [&["generate", "--chek"][..], &["emulate"], &["diff", "--format", "pdf"]] {
        assert!(wrong(command).is_some(), "{command:?}");
    }
}

#[test]
fn paths_that_are_named_are_there() {
    let paths = paths();
    let is_there = |it: &str| paths.iter().any(|path| path == it || path.strip_suffix('/') == Some(it));
    let mut count = 0;
    for document in DOCUMENTS {
        for path in
            code(&read(document)).filter(|it| is_path(it) && FOLDERS.iter().any(|folder| it.starts_with(folder)))
        {
            count += 1;
            assert!(is_there(path), "{document}: there is no {path}");
        }
    }
    // The code map names the rest of a path, where its beginning has been said.
    let architecture = read("ARCHITECTURE.md");
    let (_, map) = architecture.split_once("## Code map").expect("there is a code map");
    let map = map.split("\n## ").next().unwrap_or_default();
    for path in code(map).filter(|it| is_path(it) && (it.ends_with('/') || it.ends_with(".rs"))) {
        count += 1;
        assert!(
            paths.iter().any(|it| format!("/{it}").ends_with(&format!("/{path}"))),
            "the code map: there is no {path}"
        );
    }
    assert!(count > 60, "{count}");
}
