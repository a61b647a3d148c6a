//! Models on the wire: in come JSON values, out come the generated structs, enums and unions, and back.
//!
//! Generated models are plain types. The macros [`impl_model!`](crate::__private::impl_model),
//! [`impl_enum!`](crate::__private::impl_enum) and [`impl_union!`](crate::__private::impl_union) stand beside them and are
//! their only serde code. Reading is lenient where services are careless:
//!
//! - `null` reads as absent; a `null` element of an array or of a map is skipped (R1.23), unless it is a value there: the
//!   element type is an `Option` then
//! - unknown members are ignored, unknown enum values and kinds are kept (R6.7)
//! - of a member that occurs twice, the last one counts
//! - an integer may be written `5.0`, a decimal number as a text
//!
//! Anything else that does not fit is an error which names the place (R6.7).

pub(crate) mod breadcrumb;
pub(crate) mod decode;
mod define;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod request_scope;
pub(crate) mod union;
mod unknown_kind;
pub(crate) mod value;

pub use self::unknown_kind::UnknownKind;
