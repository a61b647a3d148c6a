//! Calls by name: in come an operationId and JSON arguments, out comes the typed method's result as JSON.
//!
//! For tools and tests. The generated function `invoke` finds the operation in a table with a line for each, which calls the
//! typed method with arguments taken from an [`Invocation`].

mod arguments;
mod outcome;

use serde_json::{Map, Value};

pub use self::outcome::Outcome;
use crate::{BoxFuture, Error, Result};

/// The arguments of a call by name, and how far it goes.
///
/// Arguments are named as in the spec: parameters and the fields of forms by their names on the wire, the body by the name of
/// its parameter. Bytes are those of a string, or `{"base64": "…"}`; a file in a form may be such an object with `fileName`
/// and `contentType` beside. `null` is as good as no argument. What the operation does not declare is ignored.
///
/// ```
/// use azrest_runtime::Invocation;
/// use serde_json::json;
///
/// let invocation = Invocation::from(json!({ "resourceGroupName": "my-group", "$top": 10 })).max_pages(1);
/// ```
#[derive(Clone, Default)]
#[must_use = "it does nothing by itself"]
pub struct Invocation {
    arguments: Value,
    max_pages: Option<usize>,
}

impl Invocation {
    /// The most pages of a list to read; the result ends there, without an error. Default: all.
    pub fn max_pages(mut self, most: usize) -> Self {
        self.max_pages = Some(most);
        self
    }

    /// The most pages of a list to read.
    #[doc(hidden)]
    pub fn pages(&self) -> Option<usize> {
        self.max_pages
    }
}

/// An object with an argument a member. Anything else but `null` surfaces as an error of the call.
impl From<Value> for Invocation {
    fn from(arguments: Value) -> Self {
        Self { arguments, max_pages: None }
    }
}

impl From<Map<String, Value>> for Invocation {
    fn from(arguments: Map<String, Value>) -> Self {
        Value::Object(arguments).into()
    }
}

/// Shows the names of the arguments, not their values, which may be secret.
impl std::fmt::Debug for Invocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invocation")
            .field("arguments", &self.arguments.as_object().map(|all| all.keys().collect::<Vec<_>>()))
            .field("max_pages", &self.max_pages)
            .finish()
    }
}

/// The result of a call by name, on its way.
type Answer = BoxFuture<'static, Result<Value>>;

/// A line of the table: the operationId, and how its typed method is called.
pub type Row<C> = (&'static str, fn(&C, &Invocation) -> Result<Answer>);

/// Calls the operation of this id.
pub fn invoke<C>(table: &[Row<C>], client: &C, operation_id: &str, invocation: &Invocation) -> Answer {
    let row = table.iter().find(|(id, _)| *id == operation_id);
    let answer = row
        .ok_or_else(|| Error::argument(operation_id, "no operation of this client has this id"))
        .and_then(|(_, call)| call(client, invocation));
    answer.unwrap_or_else(|error| Box::pin(std::future::ready(Err(error))))
}

/// Makes the function `invoke` of a generated crate: a line for each operation, with its group's accessor (`self` for
/// operations of the client itself), its method, the arguments and the setters. Each argument has a kind, which is the
/// form it is handed over in, and the name it has in the spec:
/// `"Runs_List" => runs.list(text "resourceGroupName") [top(copy "$top")];`.
#[doc(hidden)]
#[macro_export]
macro_rules! __invoke {
    ($client:ident {
        $($id:literal => $group:ident.$method:ident ($($kind:ident $wire:literal),*)
            $([$($setter:ident($optional:ident $name:literal)),*])?;)*
    }) => {
        /// Calls an operation by its operationId, with arguments named as in the spec, and gives its result as JSON.
        ///
        /// The typed method is called. A list comes as one array of all items, `()` and a missing body as `null`, an
        /// existence check as a boolean, bytes as base64; a long-running operation is followed to its end. Arguments of
        /// the client itself and unknown ones are ignored.
        ///
        /// # Errors
        /// Those of the operation; of the kind `Argument` for an unknown operationId and for an argument that is missing or
        /// does not fit.
        pub fn invoke(
            client: &$client,
            operation_id: &str,
            arguments: impl ::core::convert::Into<$crate::Invocation>,
        ) -> $crate::BoxFuture<'static, $crate::Result<$crate::__private::Value>> {
            $crate::__private::invoked(OPERATIONS, client, operation_id, &arguments.into())
        }

        #[allow(deprecated)]
        static OPERATIONS: &[$crate::__private::InvokeRow<$client>] = &[
            $(($id, |client, arguments| {
                let call = $crate::__invoke!(@call client arguments $group $method $($kind $wire)*);
                $($(
                    let call = match $crate::__invoke!(@optional arguments $optional $name) {
                        Some(value) => $crate::__invoke!(@set call $setter $optional value),
                        None => call,
                    };
                )*)?
                Ok($crate::__private::Outcome::outcome(call, arguments.pages()))
            }),)*
        ];
    };
    (@call $client:ident $arguments:ident self $method:ident $($kind:ident $wire:literal)*) => {
        $client.$method($($crate::__invoke!(@required $arguments $kind $wire)),*)
    };
    (@call $client:ident $arguments:ident $group:ident $method:ident $($kind:ident $wire:literal)*) => {
        $client.$group().$method($($crate::__invoke!(@required $arguments $kind $wire)),*)
    };
    (@required $arguments:ident text $wire:literal) => { &$arguments.text($wire)? };
    (@required $arguments:ident copy $wire:literal) => { $arguments.value($wire)? };
    (@required $arguments:ident value $wire:literal) => { &$arguments.value($wire)? };
    (@required $arguments:ident list $wire:literal) => { &$arguments.list($wire)? };
    (@required $arguments:ident texts $wire:literal) => { &$arguments.texts($wire)? };
    (@required $arguments:ident nullable $wire:literal) => { $arguments.nullable($wire)?.as_ref() };
    (@required $arguments:ident nullable_copy $wire:literal) => { $arguments.nullable($wire)? };
    (@required $arguments:ident nullable_list $wire:literal) => {
        $arguments.nullable::<::std::vec::Vec<_>>($wire)?.as_deref()
    };
    (@required $arguments:ident nullable_text $wire:literal) => {
        $arguments.nullable::<::std::string::String>($wire)?.as_deref()
    };
    (@required $arguments:ident bytes $wire:literal) => { $arguments.bytes($wire)? };
    (@required $arguments:ident file $wire:literal) => { $arguments.file($wire)? };
    (@required $arguments:ident files $wire:literal) => { $arguments.files($wire)? };
    (@optional $arguments:ident text $wire:literal) => { $arguments.optional_text($wire)? };
    (@optional $arguments:ident copy $wire:literal) => { $arguments.optional_value($wire)? };
    (@optional $arguments:ident value $wire:literal) => { $arguments.optional_value($wire)? };
    (@optional $arguments:ident list $wire:literal) => { $arguments.optional_list($wire)? };
    (@optional $arguments:ident texts $wire:literal) => { $arguments.optional_texts($wire)? };
    (@optional $arguments:ident bytes $wire:literal) => { $arguments.optional_bytes($wire)? };
    (@optional $arguments:ident file $wire:literal) => { $arguments.optional_file($wire)? };
    (@optional $arguments:ident files $wire:literal) => { $arguments.optional_files($wire)? };
    (@set $call:ident $setter:ident copy $value:ident) => { $call.$setter($value) };
    (@set $call:ident $setter:ident bytes $value:ident) => { $call.$setter($value) };
    (@set $call:ident $setter:ident file $value:ident) => { $call.$setter($value) };
    (@set $call:ident $setter:ident files $value:ident) => { $call.$setter($value) };
    (@set $call:ident $setter:ident $kind:ident $value:ident) => { $call.$setter(&$value) };
}
