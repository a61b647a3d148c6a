//! The paths of a bundle: takes the path items of all input documents, gives one map for `paths` and one for the root
//! extension.
//!
//! The extension `x-azrest-paths` holds what `paths` cannot: keys with a query or without a leading `/`, all of
//! `x-ms-paths`, and operations whose path and method another document has taken. The latter stand under
//! `<path>#<operationId>`; from `#` on a key is no part of the path, as in any URL.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostics};
use crate::source::{Node, Object, Span, Value, escape_token};

/// A path item under construction; several documents may contribute to it.
pub(crate) struct PathItem {
    pub(crate) span: Span,
    /// Its pointer in its own document.
    pub(crate) pointer: String,
    pub(crate) parameters: Vec<Node>,
    pub(crate) methods: BTreeMap<&'static str, Node>,
    pub(crate) others: Object,
}

impl PathItem {
    pub(crate) fn new(span: Span, pointer: String) -> Self {
        Self { span, pointer, parameters: Vec::new(), methods: BTreeMap::new(), others: Object::new() }
    }

    /// Gives the path item's parameters to its operations.
    fn push_down(&mut self, components: &Node) {
        let parameters = std::mem::take(&mut self.parameters);
        for operation in self.methods.values_mut() {
            let span = operation.span;
            let Some(members) = operation.as_object_mut() else { continue };
            let own = match members.shift_remove("parameters") {
                Some(Node { value: Value::Array(own), .. }) => own,
                _ => Vec::new(),
            };
            let names: Vec<_> = own.iter().map(|it| identity(it, components)).collect();
            let inherited = parameters.iter().filter(|it| !names.contains(&identity(it, components))).cloned();
            let mut all: Vec<Node> = inherited.collect();
            all.extend(own);
            if !all.is_empty() {
                members.insert("parameters".to_owned(), Node::new(Value::Array(all), span));
            }
        }
    }

    fn into_node(self) -> Node {
        let mut members = self.others;
        if !self.parameters.is_empty() {
            members.insert("parameters".to_owned(), Node::new(Value::Array(self.parameters), self.span));
        }
        members.extend(self.methods.into_iter().map(|(method, node)| (method.to_owned(), node)));
        Node::object(members, self.span)
    }
}

/// Location and name of a parameter, which together tell it from others.
fn identity<'n>(parameter: &'n Node, components: &'n Node) -> Option<(&'n str, &'n str)> {
    let reference = parameter.get("$ref").and_then(Node::as_str);
    let target = reference.and_then(|it| components.pointer(it.strip_prefix("#/components")?));
    let parameter = target.unwrap_or(parameter);
    Some((parameter.get("in")?.as_str()?, parameter.get("name")?.as_str()?))
}

/// Path items by key: those of `paths`, and those of the root extension.
#[derive(Default)]
pub(crate) struct Paths {
    plain: BTreeMap<String, PathItem>,
    extra: BTreeMap<String, PathItem>,
}

impl Paths {
    /// Adds a path item; the operations of one path come together.
    pub(crate) fn add(
        &mut self,
        (document, path): (&str, &str),
        mut item: PathItem,
        is_plain: bool,
        components: &Node,
        diagnostics: &mut Diagnostics,
    ) {
        let map = if is_plain { &mut self.plain } else { &mut self.extra };
        let Some(existing) = map.get_mut(path) else {
            map.insert(path.to_owned(), item);
            return;
        };
        let json = |it: &PathItem| it.parameters.iter().map(Node::to_json).collect::<Vec<_>>();
        if json(existing) != json(&item) {
            existing.push_down(components);
            item.push_down(components);
        }
        let mut displaced = Vec::new();
        for (method, operation) in std::mem::take(&mut item.methods) {
            if existing.methods.contains_key(method) {
                displaced.push((method, operation));
            } else {
                existing.methods.insert(method, operation);
            }
        }
        for (key, node) in std::mem::take(&mut item.others) {
            existing.others.entry(key).or_insert(node);
        }
        for (method, operation) in displaced {
            let mut alone = PathItem::new(item.span, item.pointer.clone());
            alone.parameters = item.parameters.clone();
            self.displace((document, path), method, operation, alone, diagnostics);
        }
    }

    fn displace(
        &mut self,
        (document, path): (&str, &str),
        method: &'static str,
        operation: Node,
        mut item: PathItem,
        diagnostics: &mut Diagnostics,
    ) {
        let (span, pointer) = (operation.span, format!("{}/{}", item.pointer, escape_token(method)));
        let id = operation.get("operationId").and_then(Node::as_str).unwrap_or_default().to_owned();
        item.methods.insert(method, operation);
        let keys =
            [format!("{path}#{id}"), format!("{path}#{id}@{document}"), format!("{path}#{id}@{document}{pointer}")];
        match keys.into_iter().find(|it| !self.extra.contains_key(it)) {
            Some(key) => {
                let message = format!("`{id}` is another {method} on `{path}`");
                diagnostics.add(Code::DuplicatePath, Some(span), pointer, message);
                self.extra.insert(key, item);
            }
            None => {
                let message = format!("one document describes {method} on `{path}` twice");
                diagnostics.add(Code::NameClash, Some(span), pointer, message);
            }
        }
    }

    /// The value of `paths` and that of the root extension.
    pub(crate) fn into_nodes(self, span: Span) -> (Node, Node) {
        let node = |map: BTreeMap<String, PathItem>| {
            Node::object(map.into_iter().map(|(key, item)| (key, item.into_node())).collect(), span)
        };
        (node(self.plain), node(self.extra))
    }
}
