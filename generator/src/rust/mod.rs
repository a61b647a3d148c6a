//! Lowering to Rust: takes the normalized model, gives a plan of one crate in which every file, name and type is decided.
//!
//! Nothing is printed here, and the printing decides nothing.

mod api_version;
mod client;
mod constants;
mod crate_name;
mod docs;
mod invoke;
mod models;
mod names;
mod next_page;
mod operations;
mod plan;
mod security;
mod types;
mod xml;

pub use crate_name::problem_of_crate_name;
pub use plan::{
    Accessor, Argument, ArgumentKind, ArgumentType, Client, ClientParameter, Constant, Crate, EnumItem, Field, Flavor,
    Group, InvokeArgument, InvokeRow, InvokeSetter, Item, LinkParameter, LroItem, Method, MethodStatic, NextPage,
    OptionsItem, PagingItem, Preset, ResponsesItem, RustType, Scheme, Sent, Setter, StructItem, SuccessBody, UnionItem,
    Value, Variant, VersionItem, Written,
};
pub use xml::{BodyShape, Member, MemberPlace, ObjectShape, Shapes, ValueShape, XmlName};

use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::Service;

/// What a crate is called and what it depends on; the rest follows from the model.
#[derive(Clone, Debug)]
pub struct CrateInfo {
    /// The package name, as `azrest-container-registry-tasks`.
    pub name: String,
    /// The package version.
    pub version: String,
    /// The `azrest-runtime` dependency, as the right side of a line of Cargo.toml.
    pub runtime: String,
    /// Whether the crate is a member of a workspace and takes its package fields from there.
    pub in_workspace: bool,
    /// The command that makes the crate, for the markers in its files.
    pub command: String,
}

/// Plans the crate of a service.
///
/// # Errors
/// A [`Bug`] when the model is not normalized. Problems of the spec (names that clash) are diagnostics.
pub fn lower(service: &Service, info: &CrateInfo, diagnostics: &mut Diagnostics) -> Result<Crate, Bug> {
    let types = types::Types::new(service, diagnostics);
    let models = models::lower(service, &types, diagnostics)?;
    let xml = xml::lower(service, &types, diagnostics)?;
    let mut groups = operations::lower(service, &types, &xml, diagnostics)?;
    let api_version = api_version::settle(&mut groups);
    let security = security::settle(&mut groups, service);
    let client = client::lower(service, &models, &groups, api_version, security, diagnostics)?;
    for group in &mut groups {
        let source = service.groups.iter().find(|it| it.name == group.name);
        let accessor = client.accessors.iter().find(|it| it.module == group.module);
        if let (Some(source), Some(accessor)) = (source, accessor) {
            group.docs = docs::of_group(source, &accessor.ident);
        }
    }
    let docs = docs::of_crate(service, &client, &groups);
    let invoke = invoke::lower(&groups, &client.accessors);
    let foreign_letters = has_foreign_letters(&models, &groups);
    Ok(Crate { info: info.clone(), docs, client, groups, models, xml, invoke, foreign_letters })
}

/// Whether a name has letters beyond ASCII, about which rustc would say that they look like others.
fn has_foreign_letters(models: &[Item], groups: &[Group]) -> bool {
    let of_model = |it: &Item| match it {
        Item::Struct(it) => it.fields.iter().all(|it| it.ident.is_ascii()),
        Item::Enum(it) => it.values.iter().all(|it| it.ident.is_ascii()),
        Item::Union(it) => it.variants.iter().all(|it| it.ident.is_ascii()),
    };
    let of_method = |it: &Method| {
        let setters = it.options.iter().flat_map(|it| &it.setters).map(|it| &it.argument);
        it.ident.is_ascii() && it.arguments.iter().chain(setters).all(|it| it.ident.is_ascii())
    };
    let of_group = |it: &Group| it.type_name.is_ascii() && it.methods.iter().all(of_method);
    !(models.iter().all(|it| it.name().is_ascii() && of_model(it)) && groups.iter().all(of_group))
}
