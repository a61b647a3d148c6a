//! `src/invoke.rs`: the table of the feature `invoke`, a line for each operation.

use super::format::{checked, literal};
use super::marker;
use crate::Bug;
use crate::rust::{ArgumentKind, Crate, InvokeArgument, InvokeRow};

/// The file.
pub(super) fn print(plan: &Crate) -> Result<String, Bug> {
    let mut out = marker(plan);
    out.push_str("//! Calls by operationId: the feature `invoke`.\n\nuse azrest_runtime::__private as rt;\n\n");
    out.push_str("use crate::Client;\n\nrt::invoke! {\n    Client {\n");
    for it in &plan.invoke {
        out.push_str(&row(it));
    }
    out.push_str("    }\n}\n");
    checked(out)
}

fn row(it: &InvokeRow) -> String {
    let accessor = it.accessor.as_deref().unwrap_or("self");
    let arguments: Vec<_> = it.arguments.iter().map(argument).collect();
    let setters: Vec<_> = it.setters.iter().map(|it| format!("{}({})", it.ident, argument(&it.argument))).collect();
    let setters = if setters.is_empty() { String::new() } else { format!(" [{}]", setters.join(", ")) };
    format!("        {} => {accessor}.{}({}){setters};\n", literal(&it.id), it.method, arguments.join(", "))
}

fn argument(it: &InvokeArgument) -> String {
    let kind = match it.kind {
        ArgumentKind::Text => "text",
        ArgumentKind::Copy => "copy",
        ArgumentKind::Value => "value",
        ArgumentKind::List => "list",
        ArgumentKind::Texts => "texts",
        ArgumentKind::Nullable => "nullable",
        ArgumentKind::NullableCopy => "nullable_copy",
        ArgumentKind::NullableList => "nullable_list",
        ArgumentKind::NullableText => "nullable_text",
        ArgumentKind::Bytes => "bytes",
        ArgumentKind::File => "file",
        ArgumentKind::Files => "files",
    };
    format!("{kind} {}", literal(&it.wire))
}
