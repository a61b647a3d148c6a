//! Extensions: takes the `x-` members of `openapiv3` values, gives typed values.
//!
//! There is one type for each kind of object, with what its extensions say. [`read`](super::read) has made them once
//! already and reported what is wrong; making them again from the same members says nothing.

mod body;
mod host;
pub mod names;
mod operation;
mod parameter;
mod schema;
mod shapes;

use indexmap::IndexMap;
use serde_json::Value;

pub use body::BodyExtensions;
pub use host::ParameterizedHost;
pub use operation::{LongRunning, OperationExtensions, Pageable};
pub use parameter::{ParameterExtensions, ParameterGroup};
pub use schema::{EnumName, EnumNames, Mutability, SchemaExtensions, Xml};

use crate::diagnostics::{Code, Remedy};

/// The extensions of one object, as `openapiv3` holds them.
pub type ExtensionMap = IndexMap<String, Value>;

/// Takes a problem of an extension: its code, the extension's name, the message, and what settles it.
pub(crate) type Report<'r> = dyn FnMut(Code, &str, String, Remedy) + 'r;

/// Extensions that are the same on every kind of object.
#[derive(Clone, Copy, Debug)]
pub struct Extensions;

impl Extensions {
    /// Whether an extension is there and `true`.
    pub fn flag(extensions: &ExtensionMap, name: &str) -> bool {
        extensions.get(name) == Some(&Value::Bool(true))
    }

    /// The files `x-azrest-source` counts; empty if there is only one.
    pub fn sources(root: &ExtensionMap) -> Vec<String> {
        let list = root.get(names::SOURCES).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
    }

    /// The index of the file an operation or component comes from.
    pub fn source(extensions: &ExtensionMap) -> Option<usize> {
        usize::try_from(extensions.get(names::SOURCE)?.as_u64()?).ok()
    }

    /// Reports the extensions of the root that nobody knows.
    pub(crate) fn check_root(extensions: &ExtensionMap, report: &mut Report<'_>) {
        for name in extensions.keys() {
            shapes::unless_known(name, report);
        }
    }
}

/// Makes a typed value without a word on what is wrong.
macro_rules! of {
    ($type:ident) => {
        impl $type {
            /// Reads the extensions of an object.
            pub fn of(extensions: &$crate::openapi::extensions::ExtensionMap) -> Self {
                Self::parse(extensions, &mut |_, _, _, _| {})
            }

            /// Reports what is wrong with the extensions of an object.
            pub(crate) fn check(
                extensions: &$crate::openapi::extensions::ExtensionMap,
                report: &mut $crate::openapi::extensions::Report<'_>,
            ) {
                Self::parse(extensions, report);
            }
        }
    };
}
pub(crate) use of;
