//! The table behind the feature `invoke`: takes the planned methods, gives a row for each.

use super::plan::{
    Accessor, Argument, ArgumentKind, ArgumentType, Group, InvokeArgument, InvokeRow, InvokeSetter, RustType,
};

/// Plans the rows, sorted by operationId.
pub(super) fn lower(groups: &[Group], accessors: &[Accessor]) -> Vec<InvokeRow> {
    let mut rows = Vec::new();
    for group in groups {
        let accessor = accessors.iter().find(|it| it.module == group.module).map(|it| it.ident.clone());
        for method in &group.methods {
            let optional = method.options.iter().flat_map(|it| &it.setters);
            let optional =
                optional.map(|it| InvokeSetter { ident: it.argument.ident.clone(), argument: argument(&it.argument) });
            rows.push(InvokeRow {
                id: method.operation.id.clone(),
                accessor: accessor.clone(),
                method: method.ident.clone(),
                arguments: method.arguments.iter().map(argument).collect(),
                setters: optional.chain(method.call_headers.iter().cloned()).collect(),
            });
        }
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

fn argument(it: &Argument) -> InvokeArgument {
    let kind = match &it.value {
        ArgumentType::Str => ArgumentKind::Text,
        ArgumentType::Copy(_) => ArgumentKind::Copy,
        ArgumentType::Ref(_) => ArgumentKind::Value,
        ArgumentType::Slice(RustType::String) => ArgumentKind::Texts,
        ArgumentType::Slice(_) => ArgumentKind::List,
        ArgumentType::Nullable(RustType::String) => ArgumentKind::NullableText,
        ArgumentType::Nullable(RustType::Vec(_)) => ArgumentKind::NullableList,
        ArgumentType::Nullable(it) if it.is_small() => ArgumentKind::NullableCopy,
        ArgumentType::Nullable(_) => ArgumentKind::Nullable,
        ArgumentType::Bytes => ArgumentKind::Bytes,
        ArgumentType::File => ArgumentKind::File,
        ArgumentType::Files => ArgumentKind::Files,
    };
    InvokeArgument { kind, wire: it.wire.clone() }
}
