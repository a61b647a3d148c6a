//! Small documents in, the bundle out.

use azrest_generator::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use azrest_generator::openapi::{Bundle, BundleOptions, bundle};
use azrest_generator::source::{MemoryFiles, Sources};
use serde_json::Value;

/// A bundle and what was said about it.
pub struct Lifted {
    pub bundle: Option<Bundle>,
    pub problems: Vec<Diagnostic>,
    pub sources: Sources,
}

/// Bundles the given files; `inputs` are separated by blanks.
pub fn lift_with(files: &[(&str, &str)], inputs: &str, options: &BundleOptions) -> Lifted {
    let files: MemoryFiles = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let inputs: Vec<String> = inputs.split_whitespace().map(str::to_owned).collect();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let bundle = bundle(&files, &inputs, options, &mut sources, &mut diagnostics);
    Lifted { bundle, problems: diagnostics.sorted(), sources }
}

pub fn lift_files(files: &[(&str, &str)], inputs: &str) -> Lifted {
    let options = BundleOptions { title: "test".into(), release: "1".into(), ..BundleOptions::default() };
    lift_with(files, inputs, &options)
}

/// Bundles one document that is Swagger 2.0; the text is YAML without its head.
pub fn lift(text: &str) -> Lifted {
    lift_files(&[("main.yaml", &swagger(text))], "main.yaml")
}

/// The text with the head of Swagger 2.0, which takes up its first line.
pub fn swagger(text: &str) -> String {
    let paths = if text.contains("paths:") { "" } else { ", paths: {}" };
    if paths.is_empty() {
        format!("swagger: '2.0'\ninfo: {{title: t, version: '2024-01-01'}}\n{text}")
    } else {
        format!("swagger: '2.0'\ninfo: {{title: t, version: '2024-01-01'}}\npaths: {{}}\n{text}")
    }
}

/// A document of which every definition is used: each is the schema of a response.
pub fn definitions(text: &str) -> String {
    let names =
        text.lines().filter(|it| it.starts_with("  ") && !it.starts_with("   ") && it.trim_end().ends_with(':'));
    let uses: String = names
        .enumerate()
        .map(|(number, name)| {
            let name = name.trim().trim_end_matches(':');
            format!("      '{}': {{description: d, schema: {{$ref: '#/definitions/{name}'}}}}\n", 200 + number)
        })
        .collect();
    swagger(&format!("paths:\n  /uses:\n    get:\n     operationId: Uses\n     responses:\n{uses}definitions:\n{text}"))
}

impl Lifted {
    /// The value at a pointer of the bundle.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> Value {
        let tree = &self.bundle.as_ref().expect("there is a bundle").tree;
        tree.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer} in\n{}", self.yaml())).to_json()
    }

    pub fn has(&self, pointer: &str) -> bool {
        self.bundle.as_ref().is_some_and(|it| it.tree.pointer(pointer).is_some())
    }

    pub fn yaml(&self) -> String {
        self.bundle.as_ref().map(|it| serde_yaml::to_string(&it.tree).expect("it is YAML")).unwrap_or_default()
    }

    /// Asserts that there is nothing to say, and that the value at a pointer is the given one (YAML).
    #[track_caller]
    pub fn gives(&self, pointer: &str, expected: &str) -> &Self {
        assert_eq!(self.messages(), [] as [String; 0]);
        self.holds(pointer, expected)
    }

    /// Asserts that the value at a pointer is the given one (YAML).
    #[track_caller]
    pub fn holds(&self, pointer: &str, expected: &str) -> &Self {
        let expected: Value = serde_yaml::from_str(expected).expect("the expectation is YAML");
        let found = self.at(pointer);
        let text = |it: &Value| serde_yaml::to_string(it).expect("it is YAML");
        assert_eq!(found, expected, "at {pointer}\n{}expected\n{}", text(&found), text(&expected));
        self
    }

    /// `code file:line:column #pointer message` of everything that is no note.
    pub fn messages(&self) -> Vec<String> {
        self.problems.iter().filter(|it| it.severity != Severity::Note).map(|it| self.message(it)).collect()
    }

    pub fn message(&self, it: &Diagnostic) -> String {
        let place = it.span.map(|at| format!("{}:{}:{}", self.sources.name(at.file), at.line, at.column));
        format!("{} {} #{} {}", it.code, place.unwrap_or_default(), it.pointer, it.message)
    }

    pub fn codes(&self) -> Vec<Code> {
        self.problems.iter().map(|it| it.code).collect()
    }
}

/// The keys of an object, in order.
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|it| it.keys().map(String::as_str).collect()).unwrap_or_default()
}
