//! Extensions of schemas.

use serde_json::Value;

use super::{ExtensionMap, Report, names, of, shapes};
use crate::diagnostics::{Code, Remedy};

/// What the extensions of a schema say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchemaExtensions {
    /// `x-ms-client-name`
    pub client_name: Option<String>,
    /// `x-ms-enum`
    pub enumeration: Option<EnumNames>,
    /// `x-ms-mutability`
    pub mutability: Option<Mutability>,
    /// `x-ms-secret`, where it is said
    pub secret: Option<bool>,
    /// `x-ms-client-flatten`
    pub flatten: bool,
    /// `x-nullable`, or `nullable` where that is false
    pub nullable: Option<bool>,
    /// `readOnly`, where that is false
    pub read_only: Option<bool>,
    /// `x-ms-discriminator-value`
    pub discriminator_value: Option<String>,
    /// `allOf` holds a reference whose siblings stand beside it; this is no inheritance.
    pub ref_siblings: bool,
    /// The `collectionFormat` of an array in an array.
    pub collection_format: Option<String>,
    /// On a property of a form: the index among the operation's parameters.
    pub position: Option<usize>,
    /// The keyword `xml`
    pub xml: Option<Xml>,
}

/// The keyword `xml`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xml {
    /// `name`
    pub name: Option<String>,
    /// `namespace`
    pub namespace: Option<String>,
    /// `prefix`
    pub prefix: Option<String>,
    /// `attribute`
    pub attribute: bool,
    /// `wrapped`
    pub wrapped: bool,
    /// `x-ms-text`
    pub text: bool,
}

/// `x-ms-enum`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnumNames {
    /// The name of the type.
    pub name: Option<String>,
    /// `modelAsString`: whether further values may come.
    pub model_as_string: Option<bool>,
    /// What is said of single values.
    pub values: Vec<EnumName>,
}

/// One of the `values` of `x-ms-enum`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnumName {
    /// The value on the wire.
    pub value: Value,
    /// The name for callers.
    pub name: Option<String>,
    /// What it means.
    pub description: Option<String>,
}

/// `x-ms-mutability`: when a property may be sent, and whether it is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mutability {
    /// It may be sent when the resource is created.
    pub create: bool,
    /// It is returned.
    pub read: bool,
    /// It may be sent when the resource is changed.
    pub update: bool,
}

of!(SchemaExtensions);

impl SchemaExtensions {
    fn parse(extensions: &ExtensionMap, report: &mut Report<'_>) -> Self {
        let mut this = Self::default();
        for (name, value) in extensions {
            match name.as_str() {
                "x-ms-client-name" => this.client_name = shapes::text(name, value, report),
                "x-ms-enum" => this.enumeration = enum_names(name, value, report),
                "x-ms-mutability" => this.mutability = mutability(name, value, report),
                "x-ms-secret" => this.secret = shapes::said(name, value, report),
                "x-ms-client-flatten" => this.flatten = shapes::flag(name, value, report),
                "x-nullable" | "x-ms-nullable" | names::NULLABLE => {
                    this.nullable = this.nullable.max(shapes::said(name, value, report));
                }
                names::READ_ONLY => this.read_only = value.as_bool(),
                "x-ms-discriminator-value" => this.discriminator_value = shapes::text(name, value, report),
                names::REF_SIBLINGS => this.ref_siblings = shapes::flag(name, value, report),
                names::COLLECTION_FORMAT => this.collection_format = shapes::text(name, value, report),
                names::POSITION => this.position = value.as_u64().and_then(|it| usize::try_from(it).ok()),
                names::XML => this.xml = xml(value, report),
                // On the schema of a form's property it means what it means on a parameter.
                "x-ms-parameter-grouping" => {}
                _ => shapes::unless_known(name, report),
            }
        }
        this
    }
}

fn xml(value: &Value, report: &mut Report<'_>) -> Option<Xml> {
    let object = shapes::object("xml", value, report)?;
    let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
    let (attribute, wrapped, text) = (flag("attribute"), flag("wrapped"), flag("x-ms-text"));
    Some(Xml {
        name: shapes::member("xml", object, "name", report).filter(|it| !it.is_empty()),
        namespace: shapes::member("xml", object, "namespace", report),
        prefix: shapes::member("xml", object, "prefix", report).filter(|it| !it.is_empty()),
        attribute,
        wrapped,
        text,
    })
}

fn enum_names(name: &str, value: &Value, report: &mut Report<'_>) -> Option<EnumNames> {
    let object = shapes::object(name, value, report)?;
    // `modelAsExtensible` is a slip that several providers share.
    let open = if object.contains_key("modelAsString") { "modelAsString" } else { "modelAsExtensible" };
    let values = match object.get("values") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(other) => {
            shapes::ignore_member(name, "values", other, "an array", report);
            &[]
        }
        None => &[],
    };
    let mut names = EnumNames {
        name: shapes::member(name, object, "name", report).filter(|it| !it.is_empty()),
        model_as_string: shapes::member_flag(name, object, open, report),
        values: Vec::new(),
    };
    for (at, element) in values.iter().enumerate() {
        // What is wrong with an element is settled in the list.
        let mut report = |code: Code, name: &str, message: String, remedy: Remedy| {
            let at = format!("/values/{at}");
            let remedy = match remedy {
                Remedy::Within(key, meant) => Remedy::Within(at + &key, meant),
                _ => Remedy::Within(at, None),
            };
            report(code, name, message, remedy);
        };
        let Some(object) = shapes::object(name, element, &mut report) else { continue };
        let Some(value) = object.get("value") else {
            let message = format!("one of the `values` of `{name}` has no `value`");
            report(Code::ExtensionIgnored, name, message, Remedy::Remove);
            continue;
        };
        names.values.push(EnumName {
            value: value.clone(),
            name: shapes::member(name, object, "name", &mut report),
            description: shapes::member(name, object, "description", &mut report),
        });
    }
    Some(names)
}

fn mutability(name: &str, value: &Value, report: &mut Report<'_>) -> Option<Mutability> {
    let mut mutability = Mutability::default();
    for word in shapes::array(name, value, report) {
        match word.as_str() {
            Some("create") => mutability.create = true,
            Some("read") => mutability.read = true,
            Some("update") => mutability.update = true,
            _ => {
                let known = ["create", "read", "update"];
                let words = shapes::words(value, known);
                let message = format!("`{word}` is no value of `{name}`");
                let remedy = if words.is_empty() { Remedy::Remove } else { Remedy::Replace(words.into()) };
                report(Code::ExtensionIgnored, name, message, remedy);
            }
        }
    }
    // Nothing that could be used is nothing said.
    (mutability != Mutability::default()).then_some(mutability)
}
