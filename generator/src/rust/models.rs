//! Models: takes the named schemas, gives the structs, enums and unions of the module `models`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Json;

use super::docs::{self, Uses};
use super::names::{NamedBy, Scope, Wanted, snake_forms, variant_forms};
use super::plan::{Constant, EnumItem, Field, Item, Preset, RustType, StructItem, UnionItem, Value, Variant};
use super::types::{Types, is_item};
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{Discriminator, EnumSchema, ObjectSchema, Origin, Schema, SchemaKind, Service, Type};

/// The variant for values that the spec does not list.
const UNKNOWN_VALUE: &str = "UnknownValue";

/// Plans all items, sorted by name.
pub(super) fn lower(service: &Service, types: &Types<'_>, diagnostics: &mut Diagnostics) -> Result<Vec<Item>, Bug> {
    let inherited_only = inherited_only(service);
    let is_emitted = |name: &str| service.schemas.get(name).is_some_and(is_item) && !inherited_only.contains(name);
    let uses = Uses::of(service, types, &is_emitted);
    let (mut items, mut structs, mut unions) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (name, schema) in &service.schemas {
        if !is_emitted(name) {
            continue;
        }
        match &schema.kind {
            SchemaKind::Enum(it) => items.push(Item::Enum(enumeration(schema, it, types, &uses, diagnostics)?)),
            SchemaKind::Object(object) => {
                if let Some(discriminator) = &object.discriminator {
                    unions.push((schema, discriminator));
                    if !object.is_own_subtype(name) {
                        continue;
                    }
                }
                structs.insert(name.as_str(), structure(schema, object, types, &uses, diagnostics)?);
            }
            SchemaKind::Alias { .. } => {}
        }
    }
    for (schema, discriminator) in unions {
        items.push(Item::Union(union(service, schema, discriminator, types, &uses, &structs)?));
    }
    items.extend(structs.into_values().map(Item::Struct));
    items.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(items)
}

/// Schemas that nothing holds and others inherit from: their properties stand on the heirs, so a struct would be
/// dead code.
fn inherited_only(service: &Service) -> BTreeSet<&str> {
    let parents: BTreeSet<&str> = service
        .schemas
        .values()
        .filter_map(|it| match &it.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        })
        .flat_map(|it| it.parents.iter().flat_map(|parent| parent.references()))
        .collect();
    // A schema that only read-only properties of requests hold has no usage, and is held all the same.
    let held: BTreeSet<&str> = service.schemas.values().flat_map(held).collect();
    service
        .schemas
        .iter()
        .filter(|(name, it)| {
            let used = held.contains(name.as_str()) || it.usage.request || it.usage.response || it.usage.error;
            let in_hierarchy = matches!(&it.kind, SchemaKind::Object(it) if it.discriminator_property.is_some());
            !used && !in_hierarchy && parents.contains(name.as_str())
        })
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The schemas that a value of a schema holds.
fn held(schema: &Schema) -> Vec<&str> {
    match &schema.kind {
        SchemaKind::Object(it) => {
            let values = it.properties.iter().map(|it| &it.value).chain(&it.additional_properties);
            values.flat_map(Type::references).collect()
        }
        SchemaKind::Alias { target } => target.references(),
        SchemaKind::Enum(_) => Vec::new(),
    }
}

fn structure(
    schema: &Schema,
    object: &ObjectSchema,
    types: &Types<'_>,
    uses: &Uses<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<StructItem, Bug> {
    let name = types.payload(&schema.name)?.to_owned();
    let mut constants = Vec::new();
    if let (Some(property), Some(value)) = (&object.discriminator_property, &object.discriminator_value) {
        constants.push(Constant { wire: property.clone(), value: value.clone() });
    }
    let mut scope = Scope::new(format!("field of `{name}`"), diagnostics);
    let properties: Vec<_> =
        object.properties.iter().filter(|it| !constants.iter().any(|constant| constant.wire == it.name)).collect();
    let wanted: Vec<_> = properties
        .iter()
        .map(|it| Wanted {
            spec: &it.name,
            origin: &it.origin,
            forms: snake_forms(&[it.client_name.as_deref().unwrap_or(&it.name), &it.name]),
            chosen: it.client_name.is_some(),
            named_by: NamedBy::Name,
        })
        .collect();
    let idents = scope.settle(&wanted);
    let mut fields = Vec::new();
    let mut required = Vec::new();
    for (property, ident) in properties.into_iter().zip(idents) {
        let mut value = types.rust(&property.value)?.within_json();
        if property.boxed {
            value = RustType::Box(Box::new(value));
        }
        if property.secret {
            value = value.sensitive();
        }
        let preset = property.preset.as_ref().filter(|_| schema.usage.request).and_then(|it| preset(it, &value));
        if property.required && !property.read_only && preset.is_none() {
            required.push(ident.clone());
        }
        fields.push(Field {
            wire: property.name.clone(),
            ident,
            value,
            preset,
            read_only: property.read_only,
            nullable: property.required && property.nullable && !property.read_only && schema.usage.request,
            deprecated: property.deprecated,
            docs: docs::of_property(schema, property, &types.unnamed_values(&property.value)),
        });
    }
    let additional = match &object.additional_properties {
        Some(values) => {
            let forms = ["additional_properties", "other_properties", "rest", "rest_"].map(str::to_owned);
            let ident = scope.settle_own("additionalProperties", &schema.origin, forms.to_vec());
            Some((ident, types.rust(values)?.or_null(object.additional_nullable).within_json()))
        }
        None => None,
    };
    let non_exhaustive = !schema.usage.request;
    if non_exhaustive {
        required.clear();
    }
    Ok(StructItem {
        name,
        schema: schema.name.clone(),
        is_base: object.discriminator.is_some(),
        docs: docs::of_schema(schema, uses),
        non_exhaustive,
        deprecated: schema.deprecated,
        constants,
        required,
        fields,
        additional,
    })
}

/// What a field of a type holds from the start.
fn preset(value: &Json, of: &RustType) -> Option<Preset> {
    match (of, value) {
        (RustType::Bool, Json::Bool(it)) => Some(Preset::Bool(*it)),
        (RustType::I32, Json::Number(it)) => it.as_i64().and_then(|it| it.try_into().ok()).map(Preset::I32),
        (RustType::I64, Json::Number(it)) => it.as_i64().map(Preset::I64),
        (RustType::String | RustType::Json | RustType::Model(_), Json::String(it)) => Some(Preset::Text(it.clone())),
        _ => None,
    }
}

fn enumeration(
    schema: &Schema,
    it: &EnumSchema,
    types: &Types<'_>,
    uses: &Uses<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<EnumItem, Bug> {
    let name = types.name(&schema.name)?.to_owned();
    let wires: Vec<String> = it.values.iter().map(|it| text(&it.value)).collect();
    let mut scope = Scope::new(format!("variant of `{name}`"), diagnostics);
    scope.reserve(UNKNOWN_VALUE, "values that the spec does not list");
    let place = |index: usize| Origin::new(format!("{}/enum/{index}", schema.origin.pointer), schema.origin.span);
    let places: Vec<_> = (0..wires.len()).map(place).collect();
    let wanted: Vec<_> = it
        .values
        .iter()
        .zip(&wires)
        .zip(&places)
        .map(|((value, wire), origin)| {
            let mut forms = variant_forms(&[value.client_name.as_deref().unwrap_or(wire), wire]);
            // As if it were a keyword.
            forms.iter_mut().filter(|it| *it == UNKNOWN_VALUE).for_each(|it| it.push('_'));
            Wanted { spec: wire, origin, forms, chosen: value.client_name.is_some(), named_by: NamedBy::Name }
        })
        .collect();
    let idents = scope.settle(&wanted);
    let values = it
        .values
        .iter()
        .zip(&wires)
        .zip(idents)
        .map(|((value, wire), ident)| Value {
            ident,
            wire: wire.clone(),
            docs: docs::of_value(value.documentation.as_deref()),
        })
        .collect();
    Ok(EnumItem { name, schema: schema.name.clone(), docs: docs::of_schema(schema, uses), values })
}

fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The union of a base. `structs` are all structs: which value a kind has may be said by a field of it.
fn union(
    service: &Service,
    schema: &Schema,
    discriminator: &Discriminator,
    types: &Types<'_>,
    uses: &Uses<'_>,
    structs: &BTreeMap<&str, StructItem>,
) -> Result<UnionItem, Bug> {
    let name = types.name(&schema.name)?.to_owned();
    let property = &discriminator.property;
    let mut variants: Vec<Variant> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for subtype in &discriminator.subtypes {
        let ident = types.name(&subtype.schema)?.to_owned();
        let ident = if ident == "UnknownKind" { "UnknownKind_".to_owned() } else { ident };
        if let Some(same) = places.get(&ident).and_then(|at| variants.get_mut(*at)) {
            same.wires.push(subtype.value.clone());
            continue;
        }
        let is_union_of_its_own = service.schemas.get(&subtype.schema).is_some_and(
            |it| matches!(&it.kind, SchemaKind::Object(it) if it.discriminator.as_ref().is_some_and(|it| it.property != *property)),
        );
        let (payload, structure) = if is_union_of_its_own {
            (types.name(&subtype.schema)?, None)
        } else {
            (types.payload(&subtype.schema)?, structs.get(subtype.schema.as_str()))
        };
        let field = structure.and_then(|it| it.fields.iter().find(|it| it.wire == *property));
        places.insert(ident.clone(), variants.len());
        variants.push(Variant {
            ident,
            wires: vec![subtype.value.clone()],
            payload: payload.to_owned(),
            field: field.map(|it| it.ident.clone()),
        });
    }
    let docs = docs::of_schema(schema, uses);
    Ok(UnionItem { name, schema: schema.name.clone(), docs, property: property.clone(), variants })
}
