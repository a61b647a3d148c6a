//! AutoRest's `readme.md`: takes its path below the spec root and a tag, gives the documents it lists for the tag.
//!
//! Settings stand in YAML code blocks of the Markdown text. A block without a condition always applies, one with a
//! condition when that holds; of a setting that several blocks make, the first counts, and lists of documents are
//! joined. `require` adds the blocks of another readme.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::{Condition, Scalar};
use super::files::{Files, OutsideRoot};
use super::lines::count;
use super::node::{FileId, Node, Span, Value};
use super::read;
use super::reference::Reference;
use super::sources::Sources;
use crate::diagnostics::{Code, Diagnostics};

/// How many readmes may require one another.
const MAX_READMES: usize = 64;

/// What a readme lists for a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The tag; `None` if the readme has none.
    pub tag: Option<String>,
    /// The documents, as paths below the spec root, each once.
    pub documents: Vec<String>,
    /// Where the readme names them.
    pub places: Vec<Span>,
}

/// Tells the documents of a listing that cannot be read, where the readme names them.
pub fn report_absent(files: &dyn Files, listing: &Listing, diagnostics: &mut Diagnostics) {
    for (path, place) in std::iter::zip(&listing.documents, &listing.places) {
        let Err(error) = files.read(path) else { continue };
        let code = if OutsideRoot::caused(&error) { Code::ReferenceOutsideRoot } else { Code::UnreadableFile };
        let hint = match path.contains(['*', '?']) {
            true => "name each document: patterns are not followed",
            false => "check the path, letter case included; a readme names documents relative to itself",
        };
        diagnostics.add_with_hint(code, Some(*place), "", format!("`{path}` cannot be read: {error}"), hint);
    }
}

/// Reads the readme at a path below the spec root, and what it lists for a tag: its own default tag if none is given.
///
/// `None` if it lists nothing that can be used; `diagnostics` says why.
pub fn listing(
    files: &dyn Files,
    path: &str,
    tag: Option<&str>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Listing> {
    let mut readmes = Readmes { files, sources, diagnostics, blocks: Vec::new(), seen: BTreeSet::new() };
    let (file, base) = readmes.add(path, None)?;
    let default = readmes.default_tag();
    let tags = readmes.tags();
    if let Some(tag) = tag
        && !tags.contains(tag)
    {
        let message = format!("`{base}` has no tag `{tag}`");
        let hint =
            if tags.is_empty() { "the readme has no tags; leave the tag out".to_owned() } else { known(tag, &tags) };
        readmes.diagnostics.add_with_hint(Code::UnknownTag, None, "", message, hint);
        return None;
    }
    let tag = tag.map(ToOwned::to_owned).or(default);
    let (documents, places): (Vec<_>, Vec<_>) = readmes.documents(tag.as_deref())?.into_iter().unzip();
    if documents.is_empty() {
        let of_tag = tag.as_ref().map_or_else(String::new, |tag| format!(" for the tag `{tag}`"));
        let tags: BTreeSet<String> = tags.into_iter().filter(|it| Some(it) != tag.as_ref()).collect();
        let hint = match &tag {
            Some(tag) if !tags.is_empty() => known(tag, &tags),
            None if !tags.is_empty() => format!("it has no default tag; choose one: {}", list(&tags)),
            _ => Code::NoDocuments.hint().to_owned(),
        };
        let span = Some(Span { file, line: 1, column: 1 });
        let message = format!("`{base}` lists no documents{of_tag}");
        readmes.diagnostics.add_with_hint(Code::NoDocuments, span, "", message, hint);
        return None;
    }
    Some(Listing { tag, documents, places })
}

/// Whether the readme at a path below the spec root names a default tag: then it is one for AutoRest, whatever it lists.
pub fn has_default_tag(files: &dyn Files, path: &str) -> bool {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let (sources, diagnostics) = (&mut sources, &mut diagnostics);
    let mut readmes = Readmes { files, sources, diagnostics, blocks: Vec::new(), seen: BTreeSet::new() };
    readmes.add(path, None).is_some() && readmes.default_tag().is_some()
}

fn list(tags: &BTreeSet<String>) -> String {
    tags.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The hint that lists the tags, the nearest first.
fn known(tag: &str, tags: &BTreeSet<String>) -> String {
    let list = list(tags);
    let nearest = tags.iter().map(|it| (strsim::damerau_levenshtein(it, tag), it)).min();
    match nearest.filter(|(distance, it)| *distance > 0 && *distance <= 2 + it.len() / 4) {
        Some((_, nearest)) => format!("did you mean `{nearest}`? the tags are {list}"),
        None => format!("the tags are {list}"),
    }
}

/// A code block with settings.
struct Block {
    /// The path of its readme.
    base: String,
    condition: Option<Condition>,
    settings: Settings,
}

enum Settings {
    Read(Node),
    /// Why they cannot be read, which matters if the block applies.
    Broken(Code, Span, String),
}

impl Settings {
    fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Settings::Read(node) => node.get(name),
            Settings::Broken(..) => None,
        }
    }
}

/// The readmes read so far, and their blocks in order.
struct Readmes<'a> {
    files: &'a dyn Files,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    blocks: Vec<Block>,
    seen: BTreeSet<String>,
}

/// The settings that matter.
const TAG: &str = "tag";
const INPUT_FILE: &str = "input-file";
const REQUIRE: &str = "require";
const DIRECTIVE: &str = "directive";

impl Readmes<'_> {
    /// Reads a readme and adds its blocks; gives its path in plain form. `from` is the place that requires it.
    fn add(&mut self, path: &str, from: Option<Span>) -> Option<(FileId, String)> {
        let base = match Reference::resolve(path, "") {
            Ok(it) => it.path,
            Err(error) => {
                self.diagnostics.add(Code::ReferenceOutsideRoot, from, "", format!("`{path}` {error}"));
                return None;
            }
        };
        let bytes = match self.files.read(&base) {
            Ok(bytes) => bytes,
            Err(error) => {
                let outside = OutsideRoot::caused(&error);
                let code = if outside { Code::ReferenceOutsideRoot } else { Code::UnreadableFile };
                self.diagnostics.add(code, from, "", format!("`{base}` cannot be read: {error}"));
                return None;
            }
        };
        self.seen.insert(base.clone());
        let file = self.sources.add(&base, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        for fence in fences(text.trim_start_matches('\u{feff}')) {
            self.add_block(&base, file, &fence);
        }
        Some((file, base))
    }

    fn add_block(&mut self, base: &str, file: FileId, fence: &Fence<'_>) {
        let Some(condition) = fence.condition() else { return };
        let span = Span { file, line: count(fence.line), column: 1 };
        let condition = match condition {
            "" => None,
            text => match Condition::parse(text) {
                Some(condition) => Some(condition),
                None => {
                    let message = format!("the condition `{text}` cannot be read");
                    self.diagnostics.add(Code::UnreadableCondition, Some(span), "", message);
                    return;
                }
            },
        };
        // Lines before the block keep their number, so that places are those of the readme.
        let padded = format!("{}{}", "\n".repeat(fence.line), fence.text);
        let settings = match read::parse_text("readme.yaml", &padded, file, &mut Diagnostics::new()) {
            Ok(settings) => Settings::Read(settings),
            // What does not matter here may have any form: comments alone, for instance.
            Err(_) if ![TAG, INPUT_FILE, REQUIRE].iter().any(|it| fence.sets(it)) => return,
            Err(failure) => {
                let (line, column) = failure.position;
                let message = format!("`{base}`: {}", failure.message);
                Settings::Broken(failure.code, Span { file, line, column }, message)
            }
        };
        self.blocks.push(Block { base: base.to_owned(), condition, settings });
    }

    /// The tag that the first block without a condition sets.
    fn default_tag(&self) -> Option<String> {
        let unconditional = self.blocks.iter().filter(|it| it.condition.is_none());
        unconditional.filter_map(|it| text(it.settings.get(TAG)?)).next()
    }

    /// The tags that conditions ask for, and the default one.
    fn tags(&self) -> BTreeSet<String> {
        let mut tags: BTreeSet<String> = self.default_tag().into_iter().collect();
        for condition in self.blocks.iter().filter_map(|it| it.condition.as_ref()) {
            condition.values_of(TAG, &mut tags);
        }
        tags
    }

    /// The documents of all blocks that apply, and where they are named.
    fn documents(&mut self, tag: Option<&str>) -> Option<Vec<(String, Span)>> {
        let mut settings: BTreeMap<String, Scalar> = BTreeMap::new();
        if let Some(tag) = tag {
            settings.insert(TAG.to_owned(), Scalar::Text(tag.to_owned()));
        }
        let mut documents: Vec<(String, Span)> = Vec::new();
        let mut sound = true;
        let mut index = 0;
        while let Some(block) = self.blocks.get(index) {
            index += 1;
            if !block.condition.as_ref().is_none_or(|it| it.holds(&settings)) {
                continue;
            }
            let base = block.base.clone();
            match &block.settings {
                Settings::Read(node) => {
                    for (name, value) in node.as_object().into_iter().flatten() {
                        if let Some(value) = scalar(value) {
                            settings.entry(name.clone()).or_insert(value);
                        }
                    }
                }
                Settings::Broken(code, span, message) => {
                    self.diagnostics.add(*code, Some(*span), "", message.clone());
                    sound = false;
                }
            }
            let inputs = entries(block.settings.get(INPUT_FILE));
            let required = entries(block.settings.get(REQUIRE));
            let ignored = block.settings.get(DIRECTIVE).map_or_else(Vec::new, directives);
            for (input, span) in inputs {
                match resolve(&input, &base, &settings) {
                    Ok(path) if documents.iter().any(|(it, _)| *it == path) => {}
                    Ok(path) => documents.push((path, span)),
                    Err(message) => {
                        self.diagnostics.add_with_hint(
                            Code::ReferenceOutsideRoot,
                            Some(span),
                            "",
                            message,
                            hint_of(&input),
                        );
                        sound = false;
                    }
                }
            }
            for (action, what, span) in ignored {
                let message = format!("the directive `{action}`{what} is not carried out");
                self.diagnostics.add(Code::DirectiveIgnored, Some(span), "", message);
            }
            for (required, span) in required {
                match resolve(&required, &base, &settings) {
                    Ok(path) if self.seen.contains(&path) || self.seen.len() >= MAX_READMES => {}
                    Ok(path) => sound &= self.add(&path, Some(span)).is_some(),
                    Err(message) => {
                        self.diagnostics.add_with_hint(
                            Code::ReferenceOutsideRoot,
                            Some(span),
                            "",
                            message,
                            hint_of(&required),
                        );
                        sound = false;
                    }
                }
            }
        }
        sound.then_some(documents)
    }
}

/// The path below the spec root of a file that a readme names.
fn resolve(text: &str, base: &str, settings: &BTreeMap<String, Scalar>) -> Result<String, String> {
    let mut path = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        let Some((name, after)) = after.split_once(')') else { break };
        path.push_str(before);
        match (name, settings.get(name)) {
            // Paths are relative to the readme anyway; AutoRest's value ends in a slash.
            ("this-folder", _) => path.push_str("./"),
            (_, Some(Scalar::Text(value))) => path.push_str(value),
            _ => return Err(format!("`{text}` names the setting `{name}`, which no block sets")),
        }
        rest = after;
    }
    path.push_str(rest);
    Reference::resolve(&path, base).map(|it| it.path).map_err(|error| format!("`{text}` {error}"))
}

/// What to do about a path that cannot be followed.
fn hint_of(text: &str) -> &'static str {
    match () {
        () if text.contains("://") => "files alone are read: name the one in a checkout, relative to the readme",
        () if text.contains("$(") => "set it in a block of the readme, or write the path out",
        () => Code::ReferenceOutsideRoot.hint(),
    }
}

/// The directives that would change the documents, or the client: what each does, to what, and where it stands. One that
/// suppresses a message of a validator does not, and where one applies does nothing.
fn directives(node: &Node) -> Vec<(String, String, Span)> {
    const QUIET: [&str; 4] = ["from", "reason", "debug", "suppress"];
    let elements = match &node.value {
        Value::Array(elements) => elements.iter().collect(),
        _ => vec![node],
    };
    let mut found = Vec::new();
    for element in elements {
        let said = |name: &str| element.get(name).map_or_else(Vec::new, |it| entries(Some(it)));
        let places: Vec<String> =
            ["where", "from"].into_iter().flat_map(said).map(|(it, _)| format!("`{it}`")).collect();
        let what = if places.is_empty() { String::new() } else { format!(" at {}", places.join(" of ")) };
        for (name, _) in element.as_object().into_iter().flatten() {
            if !QUIET.contains(&name.as_str()) && !name.starts_with("where") {
                found.push((name.clone(), what.clone(), element.span));
            }
        }
    }
    found
}

/// The texts of a setting that is one text or a list of them.
fn entries(node: Option<&Node>) -> Vec<(String, Span)> {
    let list = |it: &Node| text(it).map(|text| (text, it.span));
    match node.map(|it| (it, &it.value)) {
        Some((_, Value::Array(elements))) => elements.iter().filter_map(list).collect(),
        Some((node, _)) => list(node).into_iter().collect(),
        None => Vec::new(),
    }
}

fn text(node: &Node) -> Option<String> {
    match scalar(node)? {
        Scalar::Text(text) => Some(text),
        Scalar::Flag(_) => None,
    }
}

fn scalar(node: &Node) -> Option<Scalar> {
    match &node.value {
        Value::String(text) => Some(Scalar::Text(text.trim().to_owned())),
        Value::Number(number) => Some(Scalar::Text(number.to_string())),
        Value::Bool(flag) => Some(Scalar::Flag(*flag)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A fenced code block.
struct Fence<'a> {
    /// What stands behind the opening fence.
    info: &'a str,
    /// How many lines stand before its text.
    line: usize,
    text: String,
}

impl Fence<'_> {
    /// The condition, empty if there is none; `None` if the block holds no settings.
    fn condition(&self) -> Option<&str> {
        let rest = ["yaml", "yml", "json"].iter().find_map(|it| self.info.strip_prefix(it))?;
        let separated = rest.is_empty() || rest.starts_with([' ', '\t', '$', '!', '(']);
        separated.then(|| rest.split("/*").next().unwrap_or_default().trim())
    }

    /// Whether a line begins with a setting.
    fn sets(&self, setting: &str) -> bool {
        self.text.lines().any(|it| it.starts_with(setting))
    }
}

/// The fenced code blocks of a Markdown text, by the rules of CommonMark; those inside HTML comments are none.
fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence<'_>> = Vec::new();
    let mut open: Option<(char, usize, usize)> = None;
    let mut in_comment = false;
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let trimmed = line.trim();
        let mark = trimmed.chars().next().unwrap_or_default();
        let length = trimmed.chars().take_while(|it| *it == mark).count();
        match open {
            Some((fence, at_least, _)) if mark == fence && length >= at_least && trimmed.len() == length => open = None,
            Some((.., indent)) => {
                if let Some(last) = fences.last_mut() {
                    let blanks = line.len() - line.trim_start_matches(' ').len();
                    last.text.push_str(&line[blanks.min(indent)..]);
                    last.text.push('\n');
                }
            }
            None if in_comment => in_comment = !line.contains("-->"),
            None if indent <= 3 && trimmed.starts_with("<!--") => in_comment = !trimmed.contains("-->"),
            None if matches!(mark, '`' | '~') && length >= 3 => {
                open = Some((mark, length, indent));
                fences.push(Fence { info: trimmed[length..].trim(), line: number + 1, text: String::new() });
            }
            None => {}
        }
    }
    fences
}

#[cfg(test)]
mod tests;
