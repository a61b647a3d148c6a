//! Types: takes a Rust type of the plan, gives its text.

use crate::rust::{ArgumentType, RustType};

/// Where a type is written: inside the module `models` its own types need no path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Module {
    Models,
    Operations,
}

/// The text of a type.
pub(super) fn text(value: &RustType, module: Module) -> String {
    let inner = |it: &RustType| text(it, module);
    match value {
        RustType::Unit => "()".to_owned(),
        RustType::Bool => "bool".to_owned(),
        RustType::I32 => "i32".to_owned(),
        RustType::U64 => "u64".to_owned(),
        RustType::I64 => "i64".to_owned(),
        RustType::F32 => "f32".to_owned(),
        RustType::F64 => "f64".to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Json => "rt::Value".to_owned(),
        RustType::Decimal => "rt::Decimal".to_owned(),
        RustType::DateTime => "rt::DateTime".to_owned(),
        RustType::Date => "rt::Date".to_owned(),
        RustType::DateTimeRfc1123 => "rt::DateTimeRfc1123".to_owned(),
        RustType::UnixTime => "rt::UnixTime".to_owned(),
        RustType::Base64 => "rt::Base64".to_owned(),
        RustType::Base64Url => "rt::Base64Url".to_owned(),
        RustType::ByteStream => "rt::ByteStream".to_owned(),
        RustType::Model(name) => match module {
            Module::Models => name.clone(),
            Module::Operations => format!("models::{name}"),
        },
        RustType::Local(name) => name.clone(),
        RustType::Vec(items) => format!("Vec<{}>", inner(items)),
        RustType::Map(values) => format!("rt::Map<{}>", inner(values)),
        RustType::Box(it) => format!("Box<{}>", inner(it)),
        RustType::Option(it) => format!("Option<{}>", inner(it)),
        RustType::Sensitive(it) => format!("rt::Sensitive<{}>", inner(it)),
        RustType::Pager(item) => format!("Pager<{}>", inner(item)),
    }
}

/// The text of an argument's type.
pub(super) fn argument(value: &ArgumentType) -> String {
    match value {
        ArgumentType::Str => "&str".to_owned(),
        ArgumentType::Copy(it) => text(it, Module::Operations),
        ArgumentType::Ref(it) => format!("&{}", text(it, Module::Operations)),
        ArgumentType::Slice(RustType::String) => "&[&str]".to_owned(),
        ArgumentType::Slice(items) => format!("&[{}]", text(items, Module::Operations)),
        ArgumentType::Nullable(RustType::String) => "Option<&str>".to_owned(),
        ArgumentType::Nullable(RustType::Vec(items)) => format!("Option<&[{}]>", text(items, Module::Operations)),
        ArgumentType::Nullable(it) if it.is_small() => format!("Option<{}>", text(it, Module::Operations)),
        ArgumentType::Nullable(it) => format!("Option<&{}>", text(it, Module::Operations)),
        ArgumentType::Bytes => "impl Into<rt::BinaryBody>".to_owned(),
        ArgumentType::File => "impl Into<rt::FilePart>".to_owned(),
        ArgumentType::Files => "Vec<rt::FilePart>".to_owned(),
    }
}
