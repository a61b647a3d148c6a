//! `x-ms-parameterized-host`: a host name with parameters.

use openapiv3::Parameter;

use super::{ExtensionMap, names};
use crate::diagnostics::Diagnostics;
use crate::openapi::read;
use crate::source::{FileId, Node, Span};

/// `x-ms-parameterized-host`, at the root or on an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterizedHost {
    /// The template, with `{name}` for each parameter. The base path is not part of it; `servers` has the whole URL.
    pub template: String,
    /// Whether the scheme goes in front of the template, or is part of what the parameters give.
    pub use_scheme_prefix: bool,
    /// The parameters, written out.
    pub parameters: Vec<Parameter>,
}

impl ParameterizedHost {
    /// Reads the extension, if it is there.
    pub fn of(extensions: &ExtensionMap) -> Option<Self> {
        let value = extensions.get(names::PARAMETERIZED_HOST)?;
        let node = Node::from_json(value, Span { file: FileId(0), line: 1, column: 1 });
        read::host(&node, &mut Diagnostics::new())
    }
}
