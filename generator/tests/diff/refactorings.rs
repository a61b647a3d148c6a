//! No false alarms: the covered specs written in other ways, at random, give a report of nothing that callers notice.

use azrest_generator::Spec;
use azrest_generator::diff::Report;
use azrest_generator::model::ServiceInfo;
use azrest_generator::source::MemoryFiles;
use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::cases::{Document, compare};
use super::covered::{self, Covered, operations, references, schemas};

/// Writes something in another way; gives whether there was something to write.
type Refactoring = fn(&mut Value, &mut Rng) -> bool;

/// What can be written in another way.
const ALL: [(&str, Refactoring); 7] = [
    ("order", shuffle),
    ("shared parameters and responses in place", in_place),
    ("parameters of a path", to_path_level),
    ("names for plain types", named),
    ("definitions in place", definition_in_place),
    ("anonymous schemas as definitions", anonymous_as_definition),
    ("properties in a parent", split),
];

/// Nothing that callers notice is different in a spec that is written otherwise.
fn assert_equal(it: &Covered, old: &Document, spec: &Value, how: &str) {
    let new = it.read(spec);
    for report in [compare(old, &new), compare(&new, old)] {
        let noticed = noticed(&report);
        assert!(noticed.is_empty(), "{} {}: {how}\n{}", it.name, it.release, noticed.join("\n"));
    }
}

/// One way of writing, at several places of each spec; the largest one only if the others had few of them.
fn alone(name: &str) {
    let (_, refactor) = ALL.iter().find(|it| it.0 == name).expect("one of the ways");
    let mut done = 0;
    let mut releases: Vec<_> = covered::releases().iter().collect();
    releases.sort_by_key(|(it, _)| operations(&it.spec).len());
    for (it, old) in releases {
        if done > 20 && operations(&it.spec).len() > 100 {
            continue;
        }
        let mut rng = Rng::with_seed(7);
        let mut spec = it.spec.clone();
        for _ in 0..20 {
            done += usize::from(refactor(&mut spec, &mut rng));
        }
        let noticed = noticed(&compare(old, &it.read(&spec)));
        assert!(noticed.is_empty(), "{} {}: {name}\n{}", it.name, it.release, noticed.join("\n"));
    }
    assert!(done > 5, "`{name}` was done {done} times: it is not tested");
}

#[test]
fn the_order_of_definitions_is_no_change() {
    alone("order");
}

#[test]
fn shared_parameters_and_responses_in_place_are_no_change() {
    alone("shared parameters and responses in place");
}

#[test]
fn parameters_of_the_path_are_no_change() {
    alone("parameters of a path");
}

#[test]
fn names_for_plain_types_are_no_change() {
    alone("names for plain types");
}

#[test]
fn a_definition_in_the_place_of_its_reference_is_no_change() {
    alone("definitions in place");
}

#[test]
fn a_reference_in_the_place_of_an_anonymous_schema_is_no_change() {
    alone("anonymous schemas as definitions");
}

#[test]
fn properties_in_a_parent_are_no_change() {
    alone("properties in a parent");
}

#[test]
fn everything_at_once_is_no_change() {
    for (it, old) in covered::releases() {
        let mut rng = Rng::with_seed(1);
        let mut spec = it.spec.clone();
        let mut applied = Vec::new();
        for _ in 0..50 {
            let (name, refactor) = rng.choice(ALL.iter()).expect("there are some");
            if refactor(&mut spec, &mut rng) {
                applied.push(*name);
            }
        }
        assert_equal(it, old, &spec, &format!("{applied:?}"));
    }
}

#[test]
fn every_release_beside_itself_is_no_change_at_all() {
    for (it, side) in covered::releases() {
        let report = compare(side, side);
        assert!(report.causes.is_empty(), "{} {}: {:?}", it.name, it.release, report.causes);
    }
}

/// What a document shares with others lies in a folder for each version; the next version is another file.
#[test]
fn a_move_to_another_version_of_common_types_tells_what_differs_alone() {
    let types = json!({
        "swagger": "2.0",
        "info": { "title": "Common", "version": "1" },
        "paths": {},
        "definitions": {
            "Resource": { "type": "object", "properties": { "id": { "type": "string", "readOnly": true } } },
            "Error": { "type": "object", "properties": { "error": { "$ref": "#/definitions/Detail" } } },
            "Detail": { "type": "object", "properties": { "code": { "type": "string" } } },
        },
        "parameters": {
            "Version": { "name": "api-version", "in": "query", "required": true, "type": "string" },
            "Group": { "name": "group", "in": "path", "required": true, "type": "string", "x-ms-parameter-location": "method" },
        },
    });
    let mut next = types.clone();
    next["definitions"]["Resource"]["properties"]["tag"] = json!({ "type": "string" });
    next["definitions"]["Unused"] = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let read = |version: &str| {
        let shared = |place: &str| json!({ "$ref": format!("../common/{version}/types.json#/{place}") });
        let document = json!({
            "swagger": "2.0",
            "info": { "title": "Things", "version": "2024-01-01" },
            "paths": { "/groups/{group}": { "get": {
                "operationId": "Groups_Get",
                "parameters": [shared("parameters/Version"), shared("parameters/Group")],
                "responses": {
                    "200": { "description": "", "schema": { "$ref": "#/definitions/Group" } },
                    "default": { "description": "", "schema": shared("definitions/Error") },
                },
            } } },
            "definitions": { "Group": {
                "allOf": [shared("definitions/Resource")],
                "properties": { "parent": shared("definitions/Resource") },
            } },
        });
        let files = [
            ("things/things.json", &document),
            ("common/v1/types.json", &types),
            ("common/v2/types.json", &types),
            ("common/v3/types.json", &next),
        ];
        let files = files.map(|(path, it)| (path.to_owned(), it.to_string().into_bytes()));
        let spec = Spec::Documents { paths: vec!["things/things.json".into()], keep_docs: true };
        super::cases::read_files(&MemoryFiles::from_iter(files), &spec, ServiceInfo::default())
    };
    let (v1, v2, v3) = (read("v1"), read("v2"), read("v3"));
    let report = compare(&v1, &v2);
    assert!(report.causes.is_empty(), "{:?}", report.causes);
    let found: Vec<String> = noticed(&compare(&v2, &v3));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("property-added-in-response Resource.tag"), "{found:?}");
    assert!(found[1].starts_with("api-version-unchanged"), "{found:?}");
}

fn noticed(report: &Report) -> Vec<String> {
    report.noticeable().map(|it| format!("{} {} {:?} {:?}", it.rule, it.cause, it.old, it.new)).collect()
}

fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    (!list.is_empty()).then(|| &list[rng.usize(..list.len())])
}

/// Another order of definitions, paths, shared parameters and responses.
fn shuffle(document: &mut Value, rng: &mut Rng) -> bool {
    let mut shuffled = |members: &mut Map<String, Value>| {
        let mut list: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
        rng.shuffle(&mut list);
        *members = list.into_iter().collect();
    };
    shuffled(document["paths"].as_object_mut().expect("paths"));
    for section in document["components"].as_object_mut().expect("components").values_mut() {
        shuffled(section.as_object_mut().expect("a section"));
    }
    true
}

/// Copies a shared parameter or response to one of its uses.
fn in_place(document: &mut Value, rng: &mut Rng) -> bool {
    let all = operations(document);
    let Some((path, method)) = pick(rng, &all) else { return false };
    let components = document["components"].clone();
    let target = |it: &Value| {
        let pointer = it.get("$ref")?.as_str()?.strip_prefix("#/components")?.to_owned();
        components.pointer(&pointer).cloned()
    };
    let mut changed = false;
    for it in operation_responses(document, path, method) {
        if let Some(found) = target(it) {
            *it = found;
            changed = true;
        }
    }
    for it in parameters_of(document, path, method) {
        if rng.bool()
            && let Some(found) = target(it)
        {
            *it = found;
            changed = true;
        }
    }
    changed
}

fn parameters_of<'a>(document: &'a mut Value, path: &str, method: &str) -> Vec<&'a mut Value> {
    document["paths"][path][method].get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten().collect()
}

fn operation_responses<'a>(document: &'a mut Value, path: &str, method: &str) -> Vec<&'a mut Value> {
    let responses = document["paths"][path][method].get_mut("responses").and_then(Value::as_object_mut);
    responses.into_iter().flat_map(|it| it.values_mut()).collect()
}

/// Moves what all operations of a path begin with to the path.
fn to_path_level(document: &mut Value, rng: &mut Rng) -> bool {
    let all = operations(document);
    let Some((path, _)) = pick(rng, &all) else { return false };
    let methods: Vec<&String> = all.iter().filter(|it| it.0 == *path).map(|it| &it.1).collect();
    let item = &mut document["paths"][path];
    if item.get("parameters").is_some() {
        return false;
    }
    let first = |method: &String| item[method.as_str()]["parameters"].get(0).cloned();
    let Some(shared) = methods.first().and_then(|it| first(it)) else { return false };
    if !methods.iter().all(|it| first(it).as_ref() == Some(&shared)) {
        return false;
    }
    for method in methods {
        item[method.as_str()]["parameters"].as_array_mut().expect("a list").remove(0);
    }
    item["parameters"] = json!([shared]);
    true
}

/// The objects that are plain: neither inheriting nor discriminated, with properties.
fn plain_objects(document: &Value) -> Vec<String> {
    let plain = |it: &Value| {
        it.get("properties").is_some_and(|it| it.as_object().is_some_and(|it| !it.is_empty()))
            && ["allOf", "discriminator", "x-ms-discriminator-value", "$ref"].iter().all(|key| it.get(key).is_none())
    };
    schemas(document).into_iter().filter(|name| plain(&document["components"]["schemas"][name])).collect()
}

/// Gives the type of a property a name.
fn named(document: &mut Value, rng: &mut Rng) -> bool {
    let objects = plain_objects(document);
    let Some(name) = pick(rng, &objects) else { return false };
    let object = &document["components"]["schemas"][name];
    let is_plain = |it: &Value| {
        let kind = it["type"].as_str().unwrap_or_default();
        ["string", "integer", "boolean", "number", "array"].contains(&kind)
            && it.as_object().is_some_and(|it| it.keys().all(|key| key == "type" || key == "format" || key == "items"))
            && it.get("items").is_none_or(|it| {
                it.get("$ref").is_some() || it.as_object().is_some_and(|it| it.len() == 1 && it.contains_key("type"))
            })
    };
    let properties = object["properties"].as_object().expect("properties");
    let candidates: Vec<String> =
        properties.iter().filter(|(_, it)| is_plain(it)).map(|(key, _)| key.clone()).collect();
    let Some(property) = pick(rng, &candidates) else { return false };
    let alias = format!("Zz{}{}", name, rng.u32(..));
    let schemas = &mut document["components"]["schemas"];
    let value = std::mem::replace(
        &mut schemas[name.as_str()]["properties"][property.as_str()],
        json!({ "$ref": format!("#/components/schemas/{alias}") }),
    );
    schemas[alias] = value;
    true
}

/// The name that the schema of a property has when it is anonymous.
fn name_by_place(schema: &str, property: &str) -> String {
    let mut chars = property.chars();
    let rest: String = chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default();
    format!("{schema}{rest}")
}

/// Writes a definition that is used once where it is used, if its name is that of the place.
fn definition_in_place(document: &mut Value, rng: &mut Rng) -> bool {
    let plain = plain_objects(document);
    let mut candidates = Vec::new();
    for schema in &plain {
        let properties = document["components"]["schemas"][schema]["properties"].as_object().expect("properties");
        for (property, value) in properties {
            let name = name_by_place(schema, property);
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            if *value == reference && plain.contains(&name) {
                candidates.push((schema.clone(), property.clone(), name));
            }
        }
    }
    let Some((schema, property, name)) = pick(rng, &candidates).cloned() else { return false };
    if references(document, &name) != 1 {
        return false;
    }
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    let definition = schemas.shift_remove(&name).expect("the definition");
    schemas[&schema]["properties"][property] = definition;
    true
}

/// Makes a definition of an anonymous object or enum, under the name it has in any case.
fn anonymous_as_definition(document: &mut Value, rng: &mut Rng) -> bool {
    let plain = plain_objects(document);
    let mut candidates = Vec::new();
    for schema in &plain {
        let properties = document["components"]["schemas"][schema]["properties"].as_object().expect("properties");
        for (property, value) in properties {
            let keys: Vec<&str> = value.as_object().into_iter().flat_map(|it| it.keys()).map(String::as_str).collect();
            let is_object = value.get("properties").is_some()
                && keys.iter().all(|it| ["type", "properties", "required", "x-azrest-source"].contains(it));
            let is_enum =
                value.get("enum").is_some() && keys.iter().all(|it| ["type", "enum", "x-ms-enum"].contains(it));
            let name = match value.get("x-ms-enum").and_then(|it| it.get("name")?.as_str()) {
                Some(name) => name.to_owned(),
                None => name_by_place(schema, property),
            };
            let is_known = document["components"]["schemas"].get(&name).is_some();
            if (is_object || is_enum) && !is_known {
                candidates.push((schema.clone(), property.clone(), name));
            }
        }
    }
    let Some((schema, property, name)) = pick(rng, &candidates).cloned() else { return false };
    // An enum that stands in several places has one name, and one definition would take the place of all.
    if document.to_string().matches(&format!("\"name\":\"{name}\"")).count() > 1 {
        return false;
    }
    let schemas = &mut document["components"]["schemas"];
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    let value = std::mem::replace(&mut schemas[&schema]["properties"][property], reference);
    schemas[name] = value;
    true
}

/// Moves the first properties of an object to a parent that nothing else knows.
fn split(document: &mut Value, rng: &mut Rng) -> bool {
    let objects = plain_objects(document);
    let Some(name) = pick(rng, &objects) else { return false };
    let object = document["components"]["schemas"][name].as_object_mut().expect("an object");
    let properties = object["properties"].as_object_mut().expect("properties");
    if properties.len() < 2 {
        return false;
    }
    let count = rng.usize(1..properties.len());
    // What is anonymous is named by its place.
    let text = serde_json::to_string(&properties.iter().take(count).collect::<Vec<_>>()).expect("JSON");
    if text.contains("\"properties\":") || text.contains("\"enum\":") {
        return false;
    }
    let mut moved = Map::new();
    for (key, value) in std::mem::take(properties) {
        if moved.len() < count {
            moved.insert(key, value);
        } else {
            properties.insert(key, value);
        }
    }
    let required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let (theirs, ours): (Vec<Value>, Vec<Value>) =
        required.into_iter().partition(|it| it.as_str().is_some_and(|it| moved.contains_key(it)));
    let parent = format!("Zz{name}Parent{}", rng.u32(..));
    object.insert("allOf".to_owned(), json!([{ "$ref": format!("#/components/schemas/{parent}") }]));
    object.shift_remove("required");
    if !ours.is_empty() {
        object.insert("required".to_owned(), ours.into());
    }
    let mut base = Map::from_iter([("type".to_owned(), json!("object")), ("properties".to_owned(), moved.into())]);
    if !theirs.is_empty() {
        base.insert("required".to_owned(), theirs.into());
    }
    document["components"]["schemas"][parent] = base.into();
    true
}
