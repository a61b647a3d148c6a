//! The table of the feature `invoke` in the plan.

/// How the feature `invoke` calls an operation.
#[derive(Clone, Debug)]
pub struct InvokeRow {
    /// The operationId.
    pub id: String,
    /// The accessor of its group; `None` for a method of the client itself.
    pub accessor: Option<String>,
    /// The method.
    pub method: String,
    /// The method's arguments in order.
    pub arguments: Vec<InvokeArgument>,
    /// The setters of optional parameters.
    pub setters: Vec<InvokeSetter>,
}

/// A setter of a call and the argument it takes.
#[derive(Clone, Debug)]
pub struct InvokeSetter {
    /// The setter's name.
    pub ident: String,
    /// The argument.
    pub argument: InvokeArgument,
}

/// An argument as the feature `invoke` finds it and hands it over.
#[derive(Clone, Debug)]
pub struct InvokeArgument {
    /// The form it is handed over in.
    pub kind: ArgumentKind,
    /// The name in the spec.
    pub wire: String,
}

/// The form of an argument that comes as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// `&str`
    Text,
    /// A value, handed over as it is.
    Copy,
    /// A reference to a value.
    Value,
    /// A slice of values.
    List,
    /// A slice of `&str`.
    Texts,
    /// A reference to a value, or null.
    Nullable,
    /// A value, handed over as it is, or null.
    NullableCopy,
    /// A slice of values, or null.
    NullableList,
    /// `&str`, or null.
    NullableText,
    /// Bytes, owned.
    Bytes,
    /// A file in a form.
    File,
    /// Files in a form.
    Files,
}
