//! The module `models`: one macro call for each item, a line for each property, so that diffs read well.

use std::collections::HashSet;

use super::format::{checked, doc_comments, literal, printable};
use super::types::{Module, text};
use super::{marker, types};
use crate::Bug;
use crate::rust::{Crate, EnumItem, Field, Item, Preset, ResponsesItem, StructItem, UnionItem};

/// The file.
pub(super) fn print(plan: &Crate) -> Result<String, Bug> {
    let mut out = marker(plan);
    out.push_str("//! What requests and responses are made of.\n\n");
    if !plan.models.is_empty() {
        out.push_str("use azrest_runtime::__private as rt;\n\n");
    }
    for item in &plan.models {
        match item {
            Item::Struct(it) => structure(it, &mut out),
            Item::Enum(it) => enumeration(it, &mut out),
            Item::Union(it) => union(it, &mut out),
        }
    }
    checked(out)
}

fn structure(it: &StructItem, out: &mut String) {
    out.push_str("rt::model! {\n");
    out.push_str(&doc_comments(&it.docs, "    "));
    if it.deprecated {
        out.push_str("    #[deprecated]\n");
    }
    if it.non_exhaustive {
        out.push_str("    #[non_exhaustive]\n");
    }
    let idents: HashSet<&String> = it.required.iter().collect();
    let required: Vec<String> = it
        .fields
        .iter()
        .filter(|it| idents.contains(&it.ident))
        .map(|it| format!("{}: {}", it.ident, text(&it.value, Module::Models)))
        .collect();
    let new = if required.is_empty() { String::new() } else { format!(" new({})", required.join(", ")) };
    out.push_str(&format!("    pub struct {}{new} {{\n", it.name));
    for constant in &it.constants {
        out.push_str(&format!("        const {} = {},\n", literal(&constant.wire), literal(&constant.value)));
    }
    for field in &it.fields {
        out.push_str(&doc_comments(&field.docs, "        "));
        if field.deprecated {
            out.push_str("        #[deprecated]\n");
        }
        let mark = match field {
            Field { read_only: true, .. } => " [read_only]",
            Field { nullable: true, .. } => " [nullable]",
            _ => "",
        };
        let value = text(&field.value, Module::Models);
        let preset = field.preset.as_ref().map(|it| format!(" = {}", preset(it))).unwrap_or_default();
        out.push_str(&format!("        {} => {}: {value}{mark}{preset},\n", literal(&field.wire), field.ident));
    }
    if let Some((ident, value)) = &it.additional {
        out.push_str(&format!("        .. => {ident}: {},\n", text(value, Module::Models)));
    }
    out.push_str("    }\n}\n");
}

fn preset(it: &Preset) -> String {
    match it {
        Preset::Bool(it) => it.to_string(),
        Preset::I32(it) => format!("{it}i32"),
        Preset::I64(it) => format!("{it}i64"),
        Preset::Text(it) => literal(it),
    }
}

fn enumeration(it: &EnumItem, out: &mut String) {
    out.push_str("rt::open_enum! {\n");
    out.push_str(&doc_comments(&it.docs, "    "));
    out.push_str(&format!("    pub enum {} {{\n", it.name));
    for value in &it.values {
        out.push_str(&doc_comments(&value.docs, "        "));
        out.push_str(&format!("        {} => {},\n", literal(&value.wire), value.ident));
    }
    out.push_str("    }\n}\n");
}

fn union(it: &UnionItem, out: &mut String) {
    out.push_str("rt::union! {\n");
    out.push_str(&doc_comments(&it.docs, "    "));
    out.push_str(&format!("    pub enum {} by {} {{\n", it.name, literal(&it.property)));
    for variant in &it.variants {
        let wires: Vec<_> = variant.wires.iter().map(|it| literal(it)).collect();
        let by = variant.field.as_ref().map(|it| format!(" by {it}")).unwrap_or_default();
        out.push_str(&format!("        {} => {}({}){by},\n", wires.join(" | "), variant.ident, variant.payload));
    }
    out.push_str("    }\n}\n");
}

/// An enum for the different success bodies of one operation.
pub(super) fn responses(it: &ResponsesItem) -> String {
    let mut out = String::from("rt::responses! {\n");
    out.push_str(&format!("    /// What `{}` answers, by status.\n", printable(&it.operation)));
    out.push_str(&format!("    pub enum {} {{\n", it.name));
    for (ident, status, value) in &it.variants {
        let status = status.map_or("_".to_owned(), |it| it.to_string());
        out.push_str(&format!("        {status} => {ident}({}),\n", types::text(value, Module::Operations)));
    }
    out.push_str("    }\n}\n");
    out
}
