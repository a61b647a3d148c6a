//! The comparison fails when something is missing: takes one thing out of a copy of the generated files, and it must be
//! named.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::comparison::{compare, key, of_rust, spec::Spec};
use crate::shared::project;

/// Things of one kind that are taken out of a crate, at most; they are spread over it.
const SAMPLE: usize = 25;

/// Something that can be taken out: its lines in a file, and what the comparison must then say.
struct Part {
    path: String,
    lines: Range<usize>,
    named: Box<dyn Fn(&str) -> bool>,
}

/// An item, or a method: what a blank line ends, or a brace at the margin.
struct Paragraph {
    path: String,
    lines: Range<usize>,
    text: Vec<String>,
}

/// Takes out parts of the crate that has all kinds of parts, one at a time.
fn removed(find: impl Fn(&Spec, &Paragraph) -> Vec<Part>) {
    for it in project::covered().iter().filter(|it| it.is_current() && it.service.name == project::EXEMPLARY) {
        let (spec, files) = (Spec::parse(&it.spec()), it.generated());
        let parts: Vec<Part> = paragraphs(&files).iter().flat_map(|it| find(&spec, it)).collect();
        let step = parts.len().div_ceil(SAMPLE).max(1);
        for part in parts.iter().step_by(step) {
            let missing = compare::missing(&spec, &of_rust::surface(&without(&files, part)));
            let what = &files[&part.path].lines().collect::<Vec<_>>()[part.lines.clone()];
            assert!(missing.iter().any(|it| (part.named)(it)), "without {what:#?}, only {missing:#?} is missed");
        }
        println!("{}: {} of {} taken out, one at a time", it.name(), parts.len().div_ceil(step), parts.len());
        assert!(!parts.is_empty(), "{} has no such thing to take out", it.name());
    }
}

fn paragraphs(files: &BTreeMap<String, String>) -> Vec<Paragraph> {
    let mut all = Vec::new();
    for (path, text) in files {
        let lines: Vec<&str> = text.lines().collect();
        let ends = |line: &&str| matches!(*line, "" | "}" | "};");
        let mut start = 0;
        for paragraph in lines.split_inclusive(ends) {
            let end = start + paragraph.len();
            let text: Vec<String> = paragraph.iter().filter(|it| !it.is_empty()).map(|it| (*it).to_owned()).collect();
            all.push(Paragraph { path: path.clone(), lines: start..start + text.len(), text });
            start = end;
        }
    }
    all
}

fn without(files: &BTreeMap<String, String>, part: &Part) -> BTreeMap<String, String> {
    let mut files = files.clone();
    let text = files.get_mut(&part.path).expect("the part is of a file");
    let kept = text.lines().enumerate().filter(|(number, _)| !part.lines.contains(number)).map(|(_, line)| line);
    *text = kept.collect::<Vec<_>>().join("\n");
    files
}

impl Paragraph {
    fn starts_with(&self, text: &str) -> bool {
        self.text.first().is_some_and(|it| it.starts_with(text))
    }

    /// The whole of it.
    fn part(&self, named: impl Fn(&str) -> bool + 'static) -> Part {
        Part { path: self.path.clone(), lines: self.lines.clone(), named: Box::new(named) }
    }

    /// Each of its lines that begins with a text, and the text on the wire that stands in it.
    fn each(&self, start: &str, named: fn(&str, &str) -> bool) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut next: Option<usize> = None;
        for (number, line) in self.lines.clone().zip(&self.text) {
            // Its documentation and attributes go with it.
            let first = next.take().unwrap_or(number);
            if line.starts_with("        ///") || line.starts_with("        #[") {
                next = Some(first);
            }
            if let Some(wire) = line.strip_prefix(start).and_then(|it| it.split('"').next()) {
                let wire = wire.to_owned();
                let named = Box::new(move |it: &str| named(it, &wire));
                parts.push(Part { path: self.path.clone(), lines: first..number + 1, named });
            }
        }
        parts
    }
}

fn is_property(missing: &str, wire: &str) -> bool {
    missing.starts_with("property ") && missing.split(" on ").next().is_some_and(|it| it.ends_with(&format!("/{wire}")))
}

#[test]
fn the_description_of_an_operation_is_missed() {
    removed(|_, it| {
        let id = it.text.iter().find_map(|it| it.trim().strip_prefix("id: \"")?.strip_suffix("\","));
        let Some(id) = id.filter(|_| it.starts_with("static ")) else { return Vec::new() };
        let name = format!("operation {id}: it is described 0 times");
        vec![it.part(move |it| it == name)]
    });
}

#[test]
fn a_method_is_missed() {
    removed(|_, it| {
        if !it.text.iter().any(|it| it.contains("self.client.request(&")) {
            return Vec::new();
        }
        // The first and the last method share their paragraphs with the ends of the `impl`.
        let indented = |line: &String| line.starts_with("    ");
        let first = it.text.iter().position(indented).unwrap_or(0);
        let count = it.text.iter().filter(|it| indented(it)).count();
        let lines = it.lines.start + first..it.lines.start + first + count;
        let named = |it: &str| it.starts_with("operation ") && it.ends_with(": 0 methods send it");
        vec![Part { path: it.path.clone(), lines, named: Box::new(named) }]
    });
}

#[test]
fn an_optional_argument_is_missed() {
    removed(|_, it| {
        let wire = it.text.iter().find_map(|it| it.split_once("request.query(\"")?.1.split('"').next());
        let Some(name) = wire.map(|it| format!("parameter {it} of ")) else { return Vec::new() };
        // A setter becomes another function of the same name, one that sends nothing.
        let sends = |line: &String| line.contains("self.0.edit(");
        let Some(line) = it.text.iter().position(sends) else { return Vec::new() };
        let lines = it.lines.start + line..it.lines.start + line + 1;
        vec![Part { path: it.path.clone(), lines, named: Box::new(move |it| it.starts_with(&name)) }]
    });
}

#[test]
fn a_struct_is_missed() {
    removed(|spec, it| {
        let head = it.text.iter().find_map(|it| it.strip_prefix("    pub struct "));
        let Some(head) = head.filter(|_| it.starts_with("rt::model!")) else { return Vec::new() };
        let ident = key(head.split([' ', '(']).next().unwrap_or(head));
        // What stands in another schema has no name of its own in the spec.
        let names: BTreeSet<String> =
            spec.schemas().filter(|(name, _)| key(name) == ident).map(|(name, _)| format!("schema {name}")).collect();
        if names.is_empty() { Vec::new() } else { vec![it.part(move |it| names.contains(it))] }
    });
}

#[test]
fn a_property_is_missed() {
    removed(|_, it| if it.starts_with("rt::model!") { it.each("        \"", is_property) } else { Vec::new() });
}

#[test]
fn the_constant_of_a_subtype_is_missed() {
    removed(|_, it| if it.starts_with("rt::model!") { it.each("        const \"", is_property) } else { Vec::new() });
}

#[test]
fn an_enum_value_is_missed() {
    let named = |missing: &str, wire: &str| missing.starts_with(&format!("value {wire:?} of "));
    removed(|_, it| if it.starts_with("rt::open_enum!") { it.each("        \"", named) } else { Vec::new() });
}

#[test]
fn a_subtype_is_missed() {
    let named = |missing: &str, wire: &str| missing.starts_with("subtype ") && missing.contains(&format!("({wire:?})"));
    removed(|_, it| if it.starts_with("rt::union!") { it.each("        \"", named) } else { Vec::new() });
}
