//! `src/xml.rs`: how models are written in XML, a constant for each and a line for each property, so that diffs read well.

use super::format::literal;
use super::marker;
use crate::Bug;
use crate::rust::{Crate, Member, MemberPlace, ObjectShape, ValueShape, XmlName};

/// The file.
pub(super) fn print(plan: &Crate) -> Result<String, Bug> {
    let mut out = marker(plan);
    let imports: Vec<_> = plan.xml.imports.iter().map(|(of, name)| format!("{of} as {name}")).collect();
    out.push_str(&format!(
        "//! How bodies and models are written in XML.\n\
         #![allow(non_upper_case_globals)] // constants have the names of the models\n\n\
         use azrest_runtime::__private::{{\n    {},\n}};\n\n",
        imports.join(", ")
    ));
    for it in plan.xml.bodies() {
        let (name, value) = (name(&it.name), value(&it.value));
        out.push_str(&format!("pub(crate) static {}: Body = Body {{ name: {name}, value: {value} }};\n", it.ident));
    }
    plan.xml.objects.iter().for_each(|it| object(it, &mut out));
    syn::parse_file(&out).map_err(|error| Bug(format!("xml: not Rust: {error}")))?;
    Ok(out)
}

fn object(it: &ObjectShape, out: &mut String) {
    out.push_str(&format!("\nstatic {}: Object = Object {{\n    members: &[\n", it.ident));
    for it in &it.members {
        out.push_str(&format!("        {},\n", member(it)));
    }
    let rest = it.rest.as_ref().map_or("None".to_owned(), |it| format!("Some(&{})", value(it)));
    out.push_str(&format!("    ],\n    rest: {rest},\n}};\n"));
}

fn member(it: &Member) -> String {
    let (json, value) = (literal(&it.json), value(&it.value));
    match &it.place {
        MemberPlace::Attribute(it) => format!("Member::attribute({json}, {}, {value})", name(it)),
        MemberPlace::Element(it) => format!("Member::element({json}, {}, {value})", name(it)),
        MemberPlace::Items(it) => format!("Member::items({json}, {}, {value})", name(it)),
        MemberPlace::Text => format!("Member::text({json}, {value})"),
    }
}

fn name(it: &XmlName) -> String {
    let local = format!("Name::new({})", literal(&it.local));
    if it.prefix.is_empty() && it.namespace.is_empty() {
        return local;
    }
    format!("{local}.within({}, {})", literal(&it.prefix), literal(&it.namespace))
}

fn value(it: &ValueShape) -> String {
    match it {
        ValueShape::Text => "Value::Text".to_owned(),
        ValueShape::Number => "Value::Number".to_owned(),
        ValueShape::Boolean => "Value::Boolean".to_owned(),
        ValueShape::Any => "Value::Any".to_owned(),
        ValueShape::Object(constant) => format!("Value::Object(&{constant})"),
        ValueShape::List(it, items) => format!("Value::List({}, &{})", name(it), value(items)),
        ValueShape::Map(values) => format!("Value::Map(&{})", value(values)),
    }
}
