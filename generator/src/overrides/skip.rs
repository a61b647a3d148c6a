//! Skips: takes the tree of a document, gives it without the operations that a manifest leaves out.

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Code, Diagnostics};
use crate::source::{Node, unescape_token};

/// An operation that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The JSON pointer of the operation: `/paths/~1pets/get`.
    pub at: String,
    /// Why it is left out; the README of the crate says it.
    pub reason: String,
    /// Where the entry stands.
    #[serde(skip)]
    pub place: Option<crate::source::Span>,
}

impl Skip {
    /// The pointer, without the name of a file.
    pub(crate) fn pointer(&self) -> &str {
        super::pointers::parts(&self.at).1
    }
}

/// An operation that was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SkippedOperation {
    /// Its operationId, empty if it has none.
    pub operation_id: String,
    /// Its method, in capitals.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// An operation that was taken out of a tree.
pub(crate) struct LeftOut {
    pub(crate) operation: SkippedOperation,
    /// The number of the tree.
    pub(crate) tree: usize,
    /// Where it was.
    pub(crate) pointer: String,
    pub(crate) node: Node,
}

/// Takes the operations out of the trees. Operations of one path and method that several documents have are all meant.
pub(crate) fn apply(
    trees: &mut [(&str, &mut Node)],
    skips: &[Skip],
    strict: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<LeftOut> {
    let mut skipped = Vec::new();
    for skip in skips {
        let mut found = false;
        let (file, pointer) = super::pointers::parts(&skip.at);
        let meant = trees.iter_mut().enumerate().filter(|(_, (path, _))| file.is_none_or(|file| file == *path));
        for (number, (_, tree)) in meant {
            let Some((operation, path, method)) = take(tree, pointer) else { continue };
            found = true;
            let operation_id = operation.get("operationId").and_then(Node::as_str).unwrap_or_default().to_owned();
            let name = if operation_id.is_empty() { format!("{method} {path}") } else { operation_id.clone() };
            let message = format!("`{name}` is left out: {}", skip.reason);
            diagnostics.add(Code::OperationSkipped, Some(operation.span), pointer, message);
            skipped.push(LeftOut {
                operation: SkippedOperation { operation_id, method, path, reason: skip.reason.clone() },
                tree: number,
                pointer: pointer.to_owned(),
                node: operation,
            });
        }
        if !found && strict {
            let message = format!("there is no operation at #{pointer} to skip");
            diagnostics.add(Code::UnusedOverride, skip.place, pointer, message);
        }
    }
    skipped.sort_by(|LeftOut { operation: a, .. }, LeftOut { operation: b, .. }| {
        (&a.operation_id, &a.path, &a.method).cmp(&(&b.operation_id, &b.path, &b.method))
    });
    skipped
}

/// Removes an operation; gives it with its path and method.
fn take(tree: &mut Node, pointer: &str) -> Option<(Node, String, String)> {
    let tokens: Vec<String> = pointer.strip_prefix('/')?.split('/').map(unescape_token).collect();
    let [root, path, method] = tokens.as_slice() else { return None };
    let is_root = matches!(root.as_str(), "paths" | "x-ms-paths" | "x-azrest-paths");
    if !is_root || !crate::openapi::is_method(method) {
        return None;
    }
    let paths = tree.as_object_mut()?.get_mut(root.as_str())?.as_object_mut()?;
    let operation = paths.get_mut(path.as_str())?.as_object_mut()?.shift_remove(method.as_str())?;
    let path = path.split('#').next().unwrap_or_default().to_owned();
    Some((operation, path, method.to_ascii_uppercase()))
}
