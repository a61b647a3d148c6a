//! Names: takes names of the spec, gives Rust identifiers, all different in their scope.

mod forms;
mod identifiers;
mod scope;

pub(super) use forms::{argument_forms, method_forms, snake_forms, type_forms, variant_forms};
pub(super) use identifiers::{KEYWORDS, RESERVED_TYPES, joined, module_name, snake, type_name};
pub(super) use scope::{NamedBy, Scope, Wanted};
