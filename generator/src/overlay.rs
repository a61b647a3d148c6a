//! The overlay `docs.yaml`: takes documentation written apart from the spec, lays it over the normalized model.
//!
//! Specs hold facts without texts; what operations and properties are for is said here, by name:
//!
//! ```yaml
//! groups: {Runs: What the registry has built.}
//! operations:
//!   Runs_Get: Reads a run.
//!   Runs_List: {text: Lists the runs., parameters: {$filter: An OData filter.}}
//! parameters: {$top: How many items a page holds at most.}
//! schemas:
//!   Os: {text: An operating system., values: {Linux: Any distribution.}}
//!   Run: {text: One execution., properties: {runId: The number of the run.}}
//! properties: {id: The resource id.}
//! ```
//!
//! What stands under an operation or a schema replaces the text of the spec. `parameters` and `properties` say once what
//! many have in common, the optional parameters and the properties of one name, and count where there is no other text. An
//! inherited property takes the text of the schema it is read on, else that of the schema it was declared in.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostics, nearest};
use crate::model::{EnumSchema, ObjectSchema, Operation, SchemaKind, Service};
use crate::source::{Node, escape_token};

const SECTIONS: [&str; 5] = ["groups", "operations", "parameters", "properties", "schemas"];

/// Lays the texts of a document over a service.
///
/// With `strict`, an entry that names nothing is an error; without, it is passed over: one overlay serves all releases.
pub(crate) fn apply(service: &mut Service, tree: &Node, strict: bool, diagnostics: &mut Diagnostics) {
    let mut reader = Reader { strict, diagnostics };
    let sections = reader.members(tree, "");
    let mut section = |name: &str| {
        let found = sections.iter().find(|it| it.key == name);
        found.map(|it| reader.members(it.node, &it.pointer)).unwrap_or_default()
    };
    let (groups, operations, parameters) = (section("groups"), section("operations"), section("parameters"));
    let (properties, schemas) = (section("properties"), section("schemas"));
    for it in sections.iter().filter(|it| !SECTIONS.contains(&it.key)) {
        reader.unknown(it, "section", SECTIONS);
    }
    reader.groups(service, &groups);
    reader.operations(service, &operations);
    reader.parameters(service, &parameters);
    reader.schemas(service, &schemas);
    reader.properties(service, &properties);
}

/// A member of an object of the overlay.
struct Member<'a> {
    key: &'a str,
    node: &'a Node,
    pointer: String,
}

struct Reader<'a> {
    strict: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn groups(&mut self, service: &mut Service, entries: &[Member<'_>]) {
        let names: Vec<String> = service.groups.iter().map(|it| it.name.clone()).collect();
        for entry in entries {
            match service.groups.iter_mut().find(|it| it.name == entry.key) {
                Some(group) => group.documentation = self.text(entry),
                None => self.unknown(entry, "operation group", &names),
            }
        }
    }

    fn operations(&mut self, service: &mut Service, entries: &[Member<'_>]) {
        let names: Vec<String> = service.operations().map(|it| it.operation_id.clone()).collect();
        for entry in entries {
            match service.operations_mut().find(|it| it.operation_id == entry.key) {
                Some(operation) => self.operation(operation, entry),
                None => self.unknown(entry, "operation", &names),
            }
        }
    }

    fn operation(&mut self, operation: &mut Operation, entry: &Member<'_>) {
        let (text, parameters) = self.entry(entry, "parameters");
        if text.is_some() {
            operation.documentation = text;
        }
        for entry in &parameters {
            let names: Vec<&str> = operation.parameters.iter().map(|it| it.name.as_str()).collect();
            let names: Vec<String> = names
                .into_iter()
                .chain(operation.body.as_ref().map(|it| it.name.as_str()))
                .map(str::to_owned)
                .collect();
            if let Some(it) = operation.parameters.iter_mut().find(|it| it.name == entry.key) {
                it.documentation = self.text(entry);
            } else if let Some(it) = operation.body.as_mut().filter(|it| it.name == entry.key) {
                it.documentation = self.text(entry);
            } else {
                self.unknown(entry, &format!("parameter of `{}`", operation.operation_id), &names);
            }
        }
    }

    fn parameters(&mut self, service: &mut Service, entries: &[Member<'_>]) {
        for entry in entries {
            let text = self.text(entry);
            let mut found = false;
            for operation in service.operations_mut() {
                for it in operation.parameters.iter_mut().filter(|it| !it.required && it.name == entry.key) {
                    found = true;
                    it.documentation = it.documentation.take().or_else(|| text.clone());
                }
            }
            if !found {
                let all = service.operations().flat_map(|it| &it.parameters).filter(|it| !it.required);
                let names: BTreeSet<String> = all.map(|it| it.name.clone()).collect();
                self.unknown(entry, "optional parameter", &names);
            }
        }
    }

    fn schemas(&mut self, service: &mut Service, entries: &[Member<'_>]) {
        let names: Vec<String> = service.schemas.keys().cloned().collect();
        let mut inherited: BTreeMap<(&str, &str), String> = BTreeMap::new();
        let mut own: BTreeSet<(&str, &str)> = BTreeSet::new();
        for entry in entries {
            let Some(schema) = service.schemas.get_mut(entry.key) else {
                self.unknown(entry, "schema", &names);
                continue;
            };
            let inner = if matches!(schema.kind, SchemaKind::Enum(_)) { "values" } else { "properties" };
            let (text, members) = self.entry(entry, inner);
            if text.is_some() {
                schema.documentation = text;
            }
            match &mut schema.kind {
                SchemaKind::Object(object) => {
                    for member in &members {
                        if let Some(text) = self.property(object, entry.key, member) {
                            inherited.insert((entry.key, member.key), text);
                            own.insert((entry.key, member.key));
                        }
                    }
                }
                SchemaKind::Enum(it) => self.values(it, entry.key, &members),
                SchemaKind::Alias { .. } => {
                    for member in &members {
                        self.unknown(member, &format!("property of `{}`", entry.key), &[] as &[&str]);
                    }
                }
            }
        }
        for (name, schema) in &mut service.schemas {
            let SchemaKind::Object(object) = &mut schema.kind else { continue };
            for property in &mut object.properties {
                let Some(parent) = &property.inherited_from else { continue };
                if let Some(text) = inherited.get(&(parent.as_str(), property.name.as_str()))
                    && !own.contains(&(name.as_str(), property.name.as_str()))
                {
                    property.documentation = Some(text.clone());
                }
            }
        }
    }

    fn property(&mut self, object: &mut ObjectSchema, schema: &str, entry: &Member<'_>) -> Option<String> {
        let Some(property) = object.properties.iter_mut().find(|it| it.name == entry.key) else {
            let names: Vec<&String> = object.properties.iter().map(|it| &it.name).collect();
            self.unknown(entry, &format!("property of `{schema}`"), &names);
            return None;
        };
        property.documentation = self.text(entry);
        property.documentation.clone()
    }

    fn values(&mut self, it: &mut EnumSchema, schema: &str, entries: &[Member<'_>]) {
        let wire = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for entry in entries {
            let names: Vec<String> = it.values.iter().map(|it| wire(&it.value)).collect();
            match it.values.iter_mut().find(|it| wire(&it.value) == entry.key) {
                Some(value) => value.documentation = self.text(entry),
                None => self.unknown(entry, &format!("value of `{schema}`"), &names),
            }
        }
    }

    fn properties(&mut self, service: &mut Service, entries: &[Member<'_>]) {
        let mut texts: BTreeMap<&str, Option<String>> = BTreeMap::new();
        for entry in entries {
            texts.insert(entry.key, self.text(entry));
        }
        let mut known: BTreeSet<String> = BTreeSet::new();
        for schema in service.schemas.values_mut() {
            let SchemaKind::Object(object) = &mut schema.kind else { continue };
            for property in &mut object.properties {
                if let Some(text) = texts.get(property.name.as_str()) {
                    property.documentation = property.documentation.take().or_else(|| text.clone());
                }
                known.insert(property.name.clone());
            }
        }
        for entry in entries.iter().filter(|it| !known.contains(it.key)) {
            self.unknown(entry, "property", &known);
        }
    }

    /// An entry that is a text, or an object of `text` and one set of members.
    fn entry<'a>(&mut self, entry: &Member<'a>, inner: &str) -> (Option<String>, Vec<Member<'a>>) {
        if entry.node.as_object().is_none() {
            return (self.text(entry), Vec::new());
        }
        let (mut text, mut members) = (None, Vec::new());
        for it in self.members(entry.node, &entry.pointer) {
            match it.key {
                "text" => text = self.text(&it),
                key if key == inner => members = self.members(it.node, &it.pointer),
                _ => self.unknown(&it, &format!("part of `{}`", entry.key), ["text", inner]),
            }
        }
        (text, members)
    }

    fn members<'a>(&mut self, node: &'a Node, pointer: &str) -> Vec<Member<'a>> {
        let Some(object) = node.as_object() else {
            let message = format!("expected names and texts, found {}", node.kind());
            self.diagnostics.add(Code::WrongType, Some(node.span), pointer, message);
            return Vec::new();
        };
        let member = |(key, node): (&'a String, &'a Node)| Member {
            key,
            node,
            pointer: format!("{pointer}/{}", escape_token(key)),
        };
        object.iter().map(member).collect()
    }

    fn text(&mut self, entry: &Member<'_>) -> Option<String> {
        let text = entry.node.as_str().map(str::trim).filter(|it| !it.is_empty());
        if text.is_none() {
            let found = if entry.node.as_str().is_some() { "an empty one" } else { entry.node.kind() };
            let message = format!("expected a text for `{}`, found {found}", entry.key);
            self.diagnostics.add(Code::WrongType, Some(entry.node.span), &entry.pointer, message);
        }
        text.map(str::to_owned)
    }

    fn unknown(&mut self, entry: &Member<'_>, what: &str, known: impl IntoIterator<Item = impl AsRef<str>>) {
        if !self.strict {
            return;
        }
        let hint = nearest(entry.key, known);
        self.diagnostics.add_with_hint(
            Code::OverlayNamesNothing,
            Some(entry.node.span),
            &entry.pointer,
            format!("there is no {what} `{}`", entry.key),
            hint.unwrap_or_else(|| Code::OverlayNamesNothing.hint().to_owned()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Finding, Severity};
    use crate::model::ServiceInfo;
    use crate::source::{MemoryFiles, Sources};
    use crate::{Spec, model};

    const SPEC: &str = r##"
openapi: 3.0.3
info: {title: test, version: '1'}
paths:
  /runs:
    get:
      operationId: Runs_List
      description: The spec's own text.
      parameters: [{name: $top, in: query, schema: {type: integer}}, {name: $filter, in: query, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}
    post:
      operationId: Runs_Start
      parameters: [{name: $top, in: query, schema: {type: integer}}]
      requestBody: {x-ms-requestBody-name: run, content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}
      responses: {'200': {description: ''}}
components:
  schemas:
    Resource: {type: object, properties: {id: {type: string}, name: {type: string}, location: {type: string}}}
    Run:
      allOf: [{$ref: '#/components/schemas/Resource'}]
      properties: {state: {type: string, enum: [On, Off], x-ms-enum: {name: State}}, name_: {type: string}}
"##;

    /// The model with an overlay, and the diagnostics as text.
    fn documented(docs: &str, strict: bool) -> (Service, String) {
        let files = MemoryFiles::new().with("spec.yaml", SPEC).with("docs.yaml", docs);
        let spec = Spec::Imported { path: "spec.yaml".to_owned() };
        let info = ServiceInfo { docs: Some("docs.yaml".to_owned()), strict, ..ServiceInfo::default() };
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let service = model(&files, &spec, &info, &mut sources, &mut diagnostics).expect("the spec is sound");
        let line = |it: Finding| {
            let place = it.place.map(|it| format!("{}:{}:{}", it.file, it.line, it.column)).unwrap_or_default();
            format!("{place} #{}: {}; {}\n", it.pointer, it.message, it.help)
        };
        let errors = diagnostics.findings(&sources, None).into_iter().filter(|it| it.severity == Severity::Error);
        (service, errors.map(line).collect())
    }

    fn property<'a>(service: &'a Service, schema: &str, name: &str) -> Option<&'a str> {
        let SchemaKind::Object(object) = &service.schemas[schema].kind else { return None };
        object.properties.iter().find(|it| it.name == name)?.documentation.as_deref()
    }

    #[test]
    fn texts_land_where_they_belong() {
        let docs = r#"
groups: {Runs: The runs.}
operations:
  Runs_List: {text: Lists runs., parameters: {$filter: An OData filter.}}
  Runs_Start: Starts one.
parameters: {$top: How many., $filter: Never used.}
schemas:
  Resource: {properties: {id: The id of a resource., name: The name of a resource.}}
  Run: {text: A run., properties: {name: The name of a run.}}
  State: {text: Whether it runs., values: {On: It does.}}
properties: {state: What it does., location: Where., id: Never used.}
"#;
        let (service, problems) = documented(docs, true);
        assert_eq!(problems, "");
        let [list, start] = service.groups[0].operations.as_slice() else { panic!("two operations") };
        assert_eq!(service.groups[0].documentation.as_deref(), Some("The runs."));
        assert_eq!(list.documentation.as_deref(), Some("Lists runs."), "an entry replaces the text of the spec");
        assert_eq!(start.documentation.as_deref(), Some("Starts one."));
        let texts: Vec<_> = list.parameters.iter().map(|it| it.documentation.as_deref().unwrap_or("")).collect();
        assert_eq!(texts, ["How many.", "An OData filter."]);
        assert_eq!(start.parameters[0].documentation.as_deref(), Some("How many."));
        assert_eq!(property(&service, "Run", "id"), Some("The id of a resource."), "a text is inherited");
        assert_eq!(property(&service, "Run", "name"), Some("The name of a run."));
        assert_eq!(property(&service, "Resource", "name"), Some("The name of a resource."));
        assert_eq!(property(&service, "Run", "state"), Some("What it does."));
        assert_eq!(property(&service, "Run", "location"), Some("Where."), "what many have in common");
        assert_eq!(property(&service, "Run", "name_"), None);
        let SchemaKind::Enum(state) = &service.schemas["State"].kind else { panic!("an enum") };
        let texts: Vec<_> = state.values.iter().map(|it| it.documentation.as_deref()).collect();
        assert_eq!(texts, [Some("It does."), None]);
    }

    #[test]
    fn an_entry_that_names_nothing_is_an_error_at_its_place() {
        let docs = "operation: {}\noperations:\n  Runs_list: x\n  Runs_Start: {parameters: {$tpo: x}, txt: x}\n\
                    parameters: {nothing: x}\nproperties: {stat: x}\n\
                    schemas:\n  Run: {properties: {stat: x}}\n  State: {values: {on: x}}\n  Rum: x\n\
                    groups: {Run: x}\n";
        let (_, problems) = documented(docs, true);
        let expected = "\
docs.yaml:1:12 #/operation: there is no section `operation`; did you mean `operations`?
docs.yaml:3:14 #/operations/Runs_list: there is no operation `Runs_list`; did you mean `Runs_List`?
docs.yaml:4:35 #/operations/Runs_Start/parameters/$tpo: there is no parameter of `Runs_Start` `$tpo`; did you mean `$top`?
docs.yaml:4:44 #/operations/Runs_Start/txt: there is no part of `Runs_Start` `txt`; did you mean `text`?
docs.yaml:5:23 #/parameters/nothing: there is no optional parameter `nothing`; remove the entry, or correct its name, letter case included
docs.yaml:6:20 #/properties/stat: there is no property `stat`; did you mean `state`?
docs.yaml:8:28 #/schemas/Run/properties/stat: there is no property of `Run` `stat`; did you mean `state`?
docs.yaml:9:24 #/schemas/State/values/on: there is no value of `State` `on`; did you mean `On`?
docs.yaml:10:8 #/schemas/Rum: there is no schema `Rum`; did you mean `Run`?
docs.yaml:11:15 #/groups/Run: there is no operation group `Run`; did you mean `Runs`?
";
        assert_eq!(problems, expected);
        assert_eq!(documented(docs, false).1, "", "older releases lack what the newest has");
    }

    #[test]
    fn what_is_no_text_is_an_error_at_its_place() {
        let (_, problems) =
            documented("groups: [x]\nproperties: {id: 5, name: ''}\nschemas: {Run: {text: {}}}\n", false);
        for part in
            ["docs.yaml:1:9", "found an array", "docs.yaml:2:18", "found a number", "an empty one", "docs.yaml:3:23"]
        {
            assert!(problems.contains(part), "{part} is not in\n{problems}");
        }
    }
}
