//! Finding providers: takes a folder, gives the documents of each provider below it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use azrest_generator::diagnostics::{Code, Diagnostics};
use azrest_generator::source::{Files as _, Folder, Sources, readme};

use crate::output::slashes;
use crate::project::root_above;

/// Some documents that are generated together.
#[derive(Clone, Debug)]
pub(super) struct Provider {
    /// The folder it was found in, below the root.
    pub(super) name: String,
    /// A crate name of its own.
    pub(super) crate_name: String,
    /// Its documents below the root.
    pub(super) documents: Vec<String>,
    /// The tag of the readme that lists them.
    pub(super) tag: Option<String>,
    /// What should be known about the choice.
    pub(super) note: Option<String>,
    /// What is wrong with its readme: diagnostics by code, and as text.
    pub(super) problems: Option<(BTreeMap<String, usize>, String)>,
}

impl Provider {
    /// A provider of which nothing is known but its name.
    fn of(name: String) -> Self {
        Self { name, crate_name: String::new(), documents: Vec::new(), tag: None, note: None, problems: None }
    }
}

/// The spec root of a folder: `specification` in it, at it or above it, else the folder.
pub(super) fn root_of(folder: &Path) -> PathBuf {
    let inside = folder.join("specification");
    if inside.is_dir() {
        return inside;
    }
    let above = root_above(&folder.join("file"));
    if above.file_name().is_some_and(|it| it == "specification") { above } else { folder.to_owned() }
}

/// The providers below a folder, sorted by name.
pub(super) fn discover(root: &Path, folder: &Path) -> anyhow::Result<Vec<Provider>> {
    let mut tree = Tree::default();
    // What lies outside the root cannot be read.
    tree.walk(if folder.starts_with(root) { folder } else { root });
    let mut providers = Vec::new();
    let mut settled: Vec<PathBuf> = Vec::new();
    let mut notes: Vec<(PathBuf, String)> = Vec::new();
    // The deepest first: a readme speaks for the folders below it that no readme of their own speaks for.
    tree.readmes.sort_by_key(|it| (std::cmp::Reverse(it.components().count()), it.clone()));
    for path in &tree.readmes {
        let Some(above) = path.parent() else { continue };
        let versions_below = tree.services.keys().any(|it| it.starts_with(above) && !is_below_any(it, &settled));
        match of_readme(root, path, versions_below) {
            Readme::Provider(provider) => {
                providers.push(provider);
                settled.push(above.to_owned());
            }
            Readme::Note(note) => notes.push((above.to_owned(), note)),
            Readme::Other => {}
        }
    }
    for (service, versions) in &tree.services {
        if is_below_any(service, &settled) {
            continue;
        }
        let note = notes.iter().filter(|(above, _)| service.starts_with(above)).map(|(_, note)| note.clone()).next();
        let newest = newest(root, service, versions).unwrap_or_else(|error| Some(unreadable(root, service, &error)));
        providers.extend(newest.map(|it| Provider { note, ..it }));
    }
    // What cannot be looked into may be a provider; it is none that another speaks for.
    for (path, error) in &tree.unreadable {
        if path == folder {
            anyhow::bail!("{error:#}");
        }
        if !is_below_any(path, &settled) {
            providers.push(unreadable(root, path, error));
        }
    }
    if providers.iter().all(|it| it.documents.is_empty()) && settled.is_empty() {
        providers.extend(loose(root, folder));
    } else {
        let bare = tree.documents.iter().filter(|it| !is_below_any(it, &settled) && describes(it));
        providers.extend(bare.filter_map(|it| {
            let name = slashes(it.strip_prefix(root).ok()?);
            let note = "it stands in no version folder, and no readme lists it".to_owned();
            Some(Provider { documents: vec![name.clone()], note: Some(note), ..Provider::of(name) })
        }));
    }
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    name_crates(&mut providers);
    Ok(providers)
}

fn is_below_any(path: &Path, folders: &[PathBuf]) -> bool {
    folders.iter().any(|it| path.starts_with(it))
}

/// What folders hold.
#[derive(Default)]
struct Tree {
    readmes: Vec<PathBuf>,
    /// The folders that hold `stable` or `preview`, with their version folders.
    services: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The files outside of version folders that may be documents.
    documents: Vec<PathBuf>,
    /// The folders that cannot be read, and why.
    unreadable: Vec<(PathBuf, anyhow::Error)>,
}

impl Tree {
    fn walk(&mut self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for (path, is_folder) in self.entries(&folder) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if !is_folder {
                    if name.eq_ignore_ascii_case("readme.md") {
                        self.readmes.push(path);
                    } else if has_extension(&path) {
                        self.documents.push(path);
                    }
                    continue;
                }
                if matches!(&*name, "stable" | "preview") {
                    let versions = self.entries(&path).into_iter().filter(|(_, is_folder)| *is_folder);
                    self.services.entry(folder.clone()).or_default().extend(versions.map(|(path, _)| path));
                } else {
                    folders.push(path);
                }
            }
        }
    }

    /// What a folder holds; nothing if it cannot be read.
    fn entries(&mut self, folder: &Path) -> Vec<(PathBuf, bool)> {
        entries(folder).unwrap_or_else(|error| {
            self.unreadable.push((folder.to_owned(), error));
            Vec::new()
        })
    }
}

/// A provider of which nothing is known but that its folder cannot be read.
fn unreadable(root: &Path, folder: &Path, error: &anyhow::Error) -> Provider {
    let code = Code::UnreadableFile.name();
    let problems = Some((BTreeMap::from([(code.to_owned(), 1)]), format!("error[{code}]: {error:#}\n")));
    Provider { problems, ..Provider::of(name(root, folder)) }
}

/// What a folder holds, sorted: files and folders, no links, nothing hidden, no examples, no build output. What is neither
/// (a pipe, a device) counts as a file: where a document should be, the generator says why it cannot be read.
fn entries(folder: &Path) -> anyhow::Result<Vec<(PathBuf, bool)>> {
    let read = || -> std::io::Result<Vec<(PathBuf, bool)>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let name = name.to_string_lossy();
            let passed_over = name.starts_with('.')
                || kind.is_dir()
                    && ["examples", "target", "node_modules"].iter().any(|it| name.eq_ignore_ascii_case(it));
            if !passed_over && !kind.is_symlink() {
                found.push((entry.path(), kind.is_dir()));
            }
        }
        found.sort();
        Ok(found)
    };
    read().with_context(|| format!("{} cannot be read", folder.display()))
}

/// What a readme is good for.
enum Readme {
    Provider(Provider),
    /// It lists documents that are not there; the version folders below it count, and this says so.
    Note(String),
    /// It lists no documents.
    Other,
}

fn of_readme(root: &Path, path: &Path, versions_below: bool) -> Readme {
    let (Ok(below), Some(above)) = (path.strip_prefix(root), path.parent()) else { return Readme::Other };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let files = Folder::new(root.to_owned());
    let listing = readme::listing(&files, &slashes(below), None, &mut sources, &mut diagnostics);
    let provider = Provider::of(name(root, above));
    match listing {
        Some(listing) => {
            let absent = listing.documents.iter().filter(|it| !root.join(it).is_file()).count();
            if absent > 0 && versions_below {
                let tag = listing.tag.unwrap_or_default();
                let all = listing.documents.len();
                return Readme::Note(format!(
                    "{absent} of the {all} documents of the readme's tag `{tag}` are not there; the newest version folder is taken"
                ));
            }
            Readme::Provider(Provider { documents: listing.documents, tag: listing.tag, ..provider })
        }
        // A readme for people.
        None if diagnostics.sorted().iter().all(|it| it.code == Code::NoDocuments)
            && !readme::has_default_tag(&files, &slashes(below)) =>
        {
            Readme::Other
        }
        None => {
            let problems = Some((diagnostics.by_code(), diagnostics.to_text(&sources)));
            Readme::Provider(Provider { problems, ..provider })
        }
    }
}

/// The provider of the newest version folder: of the stable ones, if there are any with documents.
fn newest(root: &Path, service: &Path, versions: &[PathBuf]) -> anyhow::Result<Option<Provider>> {
    let mut versions: Vec<&PathBuf> = versions.iter().collect();
    let label = |it: &Path| it.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_stable = |it: &Path| it.parent().and_then(Path::file_name).is_some_and(|it| it == "stable");
    versions.sort_by(|a, b| is_stable(b).cmp(&is_stable(a)).then_with(|| by_version(&label(b), &label(a))));
    for folder in versions {
        let documents = match documents_below(root, folder) {
            (documents, None) => documents,
            (_, Some(error)) => return Err(error),
        };
        // Folders of shared definitions are no providers.
        if !documents.iter().all(|it| only_defines(&root.join(it))) {
            return Ok(Some(Provider { documents, ..Provider::of(name(root, service)) }));
        }
    }
    Ok(None)
}

/// Orders versions. Their numbers are compared; one that is no date (`7.5`) is newer than any date, a release newer than its preview.
fn by_version(a: &str, b: &str) -> Ordering {
    let key = |version: &str| {
        let mut numbers: Vec<u64> = Vec::new();
        let mut rest = version.trim_start_matches(['v', 'V']);
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let digits = rest[start..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |it| start + it);
            numbers.push(rest[start..digits].parse().unwrap_or(u64::MAX));
            rest = &rest[digits..];
        }
        let is_date = numbers.first().is_some_and(|it| (1900..3000).contains(it));
        let is_release = !version.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'v' | 'V'));
        (!numbers.is_empty(), !is_date, numbers, is_release)
    };
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

/// The providers of a folder that has neither readmes nor version folders: if it is a version folder itself, that, else
/// each of its documents.
fn loose(root: &Path, folder: &Path) -> Vec<Provider> {
    // Folders that cannot be read are told already.
    let (documents, _) = documents_below(root, folder);
    let provider = |name: String, documents| Provider { documents, ..Provider::of(name) };
    let is_version = folder.ancestors().skip(1).any(|it| it.ends_with("stable") || it.ends_with("preview"));
    if is_version && !documents.is_empty() {
        return vec![provider(name(root, folder), documents)];
    }
    documents.into_iter().map(|it| provider(it.clone(), vec![it])).collect()
}

/// The documents below a folder, as paths below the root, and why others may be missing.
fn documents_below(root: &Path, folder: &Path) -> (Vec<String>, Option<anyhow::Error>) {
    let mut found = Vec::new();
    let mut problem = None;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = entries(&folder).unwrap_or_else(|error| {
            problem = Some(error);
            Vec::new()
        });
        for (path, is_folder) in entries {
            if is_folder {
                folders.push(path);
            } else if is_document(&path)
                && let Ok(below) = path.strip_prefix(root)
            {
                found.push(slashes(below));
            }
        }
    }
    found.sort();
    (found, problem)
}

/// Whether a file is an API description, or is meant to be one: it says which version it follows, or it says nothing that can
/// be read, which is for the generator to report.
fn is_document(path: &Path) -> bool {
    has_extension(path)
        && text(path).is_none_or(|it| it.trim().is_empty() || it.contains("swagger") || it.contains("openapi"))
}

fn has_extension(path: &Path) -> bool {
    let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    matches!(&*extension, "json" | "yaml" | "yml")
}

/// Whether a file beyond doubt is an API description with operations: there are files of all kinds beside them.
fn describes(path: &Path) -> bool {
    let text = text(path).unwrap_or_default();
    let has = |key: &str| {
        text.contains(&format!("\"{key}\""))
            || text.lines().any(|it| it.strip_prefix(key).is_some_and(|it| it.starts_with(':')))
    };
    (has("swagger") || has("openapi")) && (has("paths") || has("x-ms-paths")) && !only_defines(path)
}

/// Whether a document says that it has no paths of any kind.
fn only_defines(path: &Path) -> bool {
    let text: String = text(path).unwrap_or_default().split_whitespace().collect();
    (text.contains("\"paths\":{}") || text.contains("paths:{}")) && !text.contains("x-ms-paths")
}

/// The text of a file, if it is one, and no larger than documents may be.
fn text(path: &Path) -> Option<String> {
    let file = Folder::new(path.parent()?.to_owned()).read(path.file_name()?.to_str()?);
    // UTF-16 is text of another kind.
    String::from_utf8(file.ok()?).ok().filter(|it| !it.contains('\0'))
}

/// A folder below the root, or the root's own name.
fn name(root: &Path, folder: &Path) -> String {
    let below = folder.strip_prefix(root).map(slashes).unwrap_or_default();
    if below.is_empty() { root.file_name().unwrap_or_default().to_string_lossy().into_owned() } else { below }
}

/// Gives each provider a crate name: the words of its own, and a number where that is taken.
fn name_crates(providers: &mut [Provider]) {
    let mut taken = BTreeSet::new();
    for provider in providers {
        let words: String =
            provider.name.to_lowercase().chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
        let words = words.split('-').filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-");
        let name = (1..).map(|number| match number {
            1 => format!("azrest-{words}"),
            _ => format!("azrest-{words}-{number}"),
        });
        provider.crate_name = name.into_iter().find(|it| taken.insert(it.clone())).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let mut versions =
            ["2024-01-01", "v3.2", "2023-12-01-preview", "7.5", "v3.10", "2024-01-01-preview", "common", "2024-10-01"];
        versions.sort_by(|a, b| by_version(b, a));
        assert_eq!(
            versions,
            ["7.5", "v3.10", "v3.2", "2024-10-01", "2024-01-01", "2024-01-01-preview", "2023-12-01-preview", "common"]
        );
    }

    #[test]
    fn what_cannot_be_read_as_text_is_a_document_without_being_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            folder.path().join(name)
        };
        let huge = file("huge.json", b"");
        std::fs::File::options().write(true).open(&huge).unwrap().set_len(1 << 40).unwrap();
        assert!(text(&huge).is_none() && is_document(&huge) && !only_defines(&huge));
        for bytes in [&b""[..], b" \n", b"\xff\xfe{\0", b"\xe9", b"{\"openapi\": "] {
            assert!(is_document(&file("a.json", bytes)), "{bytes:?}");
        }
        assert!(!is_document(&file("a.json", b"{\"name\": \"a package\"}")));
        assert!(!is_document(&file("a.txt", b"swagger")));
        assert!(only_defines(&file("a.json", b"{\"swagger\": \"2.0\", \"paths\" : { } }")));
    }

    #[test]
    fn crates_have_names_of_their_own() {
        let provider = |name: &str| Provider::of(name.to_owned());
        let mut providers = vec![provider("a/B.c"), provider("a/b_c"), provider("é")];
        name_crates(&mut providers);
        let names: Vec<&str> = providers.iter().map(|it| it.crate_name.as_str()).collect();
        assert_eq!(names, ["azrest-a-b-c", "azrest-a-b-c-2", "azrest-"]);
    }
}
