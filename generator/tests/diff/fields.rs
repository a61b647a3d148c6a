//! Nothing of the model is silently dropped: every field of its types is changed by itself, and the report tells it.
//!
//! The fields are read from the source of the model, so that one that is new has to be entered here; fields that follow
//! from others say so.

use std::collections::BTreeSet;
use std::path::Path;

use azrest_generator::model::*;
use azrest_generator::overrides::SkippedOperation;
use serde_json::json;

use super::cases;

/// What becomes of a field that changes.
enum Field {
    /// The report tells it.
    Told(fn(&mut Service)),
    /// It has no meaning of its own.
    Follows(#[allow(dead_code, reason = "for readers")] &'static str),
}
use Field::{Follows, Told};

/// Types of the model that are no elements of it, and why.
const NO_ELEMENTS: [(&str, &str); 6] = [
    ("ServiceInfo", "what the manifest says; see manifest.rs"),
    ("Rename", "an entry of the manifest"),
    ("Origin", "a place: two documents have different ones"),
    ("PathTemplate", "taken apart by its own type"),
    ("Alternative", "a part of `Operation::result`, which follows"),
    ("DeclaredStyle", "the pass `styles` makes a style of it"),
];

fn operation<'a>(service: &'a mut Service, id: &str) -> &'a mut Operation {
    service.operations_mut().find(|it| it.operation_id == id).expect("an operation")
}
fn create(service: &mut Service) -> &mut Operation {
    operation(service, "Things_Create")
}
fn variable(service: &mut Service) -> &mut ServerVariable {
    service.server_variables.push(ServerVariable::default());
    service.server_variables.last_mut().expect("a variable")
}

fn list(service: &mut Service) -> &mut Operation {
    operation(service, "Things_List")
}
fn body(service: &mut Service) -> &mut Body {
    create(service).body.as_mut().expect("a body")
}
fn response(service: &mut Service) -> &mut Response {
    create(service).responses.iter_mut().find(|it| it.status == Status::Code(201)).expect("a response")
}
fn header(service: &mut Service) -> &mut Header {
    response(service).headers.first_mut().expect("a header")
}
fn filter(service: &mut Service) -> &mut Parameter {
    list(service).parameters.iter_mut().find(|it| it.name == "$filter").expect("a parameter")
}
fn mode(service: &mut Service) -> &mut Parameter {
    operation(service, "Things_Check").parameters.iter_mut().find(|it| it.name == "x-mode").expect("a parameter")
}
fn paging(service: &mut Service) -> &mut Paging {
    list(service).paging.as_mut().expect("paging")
}
fn long_running(service: &mut Service) -> &mut LongRunning {
    create(service).long_running.as_mut().expect("long-running")
}
fn schema<'a>(service: &'a mut Service, name: &str) -> &'a mut Schema {
    service.schemas.get_mut(name).expect("a schema")
}
fn object<'a>(service: &'a mut Service, name: &str) -> &'a mut ObjectSchema {
    match &mut schema(service, name).kind {
        SchemaKind::Object(it) => it,
        _ => panic!("{name} is no object"),
    }
}
fn property(service: &mut Service) -> &mut Property {
    object(service, "Thing").properties.iter_mut().find(|it| it.name == "note").expect("a property")
}
fn constraints(service: &mut Service) -> &mut Constraints {
    &mut property(service).constraints
}
fn discriminator(service: &mut Service) -> &mut Discriminator {
    object(service, "Shape").discriminator.as_mut().expect("a discriminator")
}
fn enumeration(service: &mut Service) -> &mut EnumSchema {
    match &mut schema(service, "Size").kind {
        SchemaKind::Enum(it) => it,
        _ => panic!("Size is no enum"),
    }
}
fn xml(service: &mut Service) -> &mut Xml {
    property(service).xml.get_or_insert_with(Xml::default)
}
fn credential(service: &mut Service) -> &mut Credential {
    &mut list(service).security[0][0]
}
fn text(it: &str) -> Option<String> {
    Some(it.to_owned())
}

const FIELDS: &[(&str, &[(&str, Field)])] = &[
    (
        "Service",
        &[
            ("name", Follows("what the comparison is called")),
            ("release", Follows("what the comparison is called")),
            ("provider", Follows("what the comparison is called")),
            ("plane", Told(|it| it.plane = Plane::DataPlane)),
            ("api_versions", Follows("those of the operations")),
            ("servers", Told(|it| it.servers = vec!["https://other.example.com".into()])),
            ("server_variables", Told(|it| it.server_variables.push(ServerVariable::default()))),
            ("security", Follows("the security of operations")),
            ("unsaid", Told(|it| it.unsaid = Unsaid::Nothing)),
            ("scope", Told(|it| it.scope = Some("https://other.example.com/.default".into()))),
            ("client_parameters", Told(|it| drop(it.client_parameters.pop()))),
            ("groups", Told(|it| drop(it.groups.pop()))),
            ("sources", Follows("the documents, which the head of the report lists")),
            ("schemas", Told(|it| schema(it, "Detail").deprecated = true)),
            (
                "skipped",
                Told(|it| {
                    let gone = it.groups[0].operations.pop().expect("an operation");
                    it.skipped = vec![SkippedOperation { operation_id: gone.operation_id, ..Default::default() }];
                }),
            ),
        ],
    ),
    (
        "OperationGroup",
        &[
            ("name", Follows("a part of the operationIds")),
            ("operations", Told(|it| drop(it.groups[0].operations.pop()))),
            ("documentation", Told(|it| it.groups[0].documentation = text("Things."))),
        ],
    ),
    (
        "Operation",
        &[
            ("operation_id", Told(|it| create(it).operation_id = "Things_Make".into())),
            ("is_id_made", Follows("where the id comes from")),
            ("group", Follows("a part of the operationId")),
            ("name", Follows("a part of the operationId")),
            ("method", Told(|it| create(it).method = Method::Patch)),
            (
                "path",
                Told(|it| create(it).path = PathTemplate::parse("/x/{subscriptionId}/{thingName}").expect("a path")),
            ),
            ("fixed_query", Told(|it| create(it).fixed_query = vec![("a".into(), "b".into())])),
            ("api_version", Told(|it| create(it).api_version = text("2030-01-01"))),
            ("parameters", Told(|it| drop(list(it).parameters.pop()))),
            ("body", Told(|it| create(it).body = None)),
            ("responses", Told(|it| drop(create(it).responses.remove(0)))),
            ("result", Follows("made of responses and of paging by the pass `results`")),
            ("paging", Told(|it| list(it).paging = None)),
            ("long_running", Told(|it| create(it).long_running = None)),
            ("servers", Told(|it| create(it).servers = vec!["https://other.example.com".into()])),
            ("security", Told(|it| create(it).security = Vec::new())),
            ("deprecated", Told(|it| create(it).deprecated = true)),
            ("documentation", Told(|it| create(it).documentation = text("Makes."))),
            ("source", Follows("the document it came from")),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "Body",
        &[
            ("name", Told(|it| body(it).name = "other".into())),
            ("client_name", Told(|it| body(it).client_name = text("other"))),
            ("required", Told(|it| body(it).required = false)),
            ("media_type", Told(|it| body(it).media_type = "text/json".into())),
            ("media_types", Told(|it| body(it).media_types.push("text/json".into()))),
            ("kind", Told(|it| body(it).kind = BodyKind::Text)),
            ("value", Told(|it| body(it).value = Type::reference("Part"))),
            ("nullable", Told(|it| body(it).nullable = true)),
            ("documentation", Told(|it| body(it).documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "Response",
        &[
            ("status", Told(|it| response(it).status = Status::Code(203))),
            ("marked", Follows("`error`")),
            ("error", Told(|it| response(it).error = true)),
            ("body", Told(|it| response(it).body = None)),
            ("nullable", Told(|it| response(it).nullable = true)),
            ("body_kind", Told(|it| response(it).body_kind = Some(BodyKind::Text))),
            ("media_types", Told(|it| response(it).media_types.push("text/json".into()))),
            ("headers", Told(|it| response(it).headers.clear())),
            ("documentation", Told(|it| response(it).documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "Header",
        &[
            ("name", Told(|it| header(it).name = "Other".into())),
            ("prefix", Told(|it| header(it).prefix = text("x-"))),
            ("value", Told(|it| header(it).value = Type::Boolean)),
            ("required", Told(|it| header(it).required = true)),
            ("documentation", Told(|it| header(it).documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "ServerVariable",
        &[
            ("name", Told(|it| variable(it).name = "region".into())),
            ("default", Told(|it| variable(it).default = text("eu"))),
            ("values", Told(|it| variable(it).values = vec!["eu".into()])),
        ],
    ),
    (
        "Paging",
        &[
            ("item_name", Told(|it| paging(it).item_name = "items".into())),
            ("next_link_name", Told(|it| paging(it).next_link_name = None)),
            ("is_link_in_header", Told(|it| paging(it).is_link_in_header = true)),
            ("next_operation", Told(|it| paging(it).next_operation = text("Things_More"))),
            ("token_parameter", Told(|it| paging(it).token_parameter = text("marker"))),
            ("item", Told(|it| paging(it).item = Some(Type::reference("Part")))),
        ],
    ),
    (
        "LongRunning",
        &[
            ("final_state_via", Told(|it| long_running(it).final_state_via = None)),
            ("final_state_schema", Told(|it| long_running(it).final_state_schema = Some(Type::reference("Part")))),
            ("result_path", Told(|it| long_running(it).result_path = text("result"))),
            ("polling_headers", Follows("the headers of the responses")),
        ],
    ),
    (
        "Parameter",
        &[
            ("name", Told(|it| filter(it).name = "filter".into())),
            ("client_name", Told(|it| filter(it).client_name = text("which"))),
            ("location", Told(|it| filter(it).location = Location::Header)),
            ("level", Told(|it| filter(it).level = Level::Client)),
            ("required", Told(|it| filter(it).required = true)),
            ("value", Told(|it| filter(it).value = Type::Boolean)),
            ("collection_format", Told(|it| filter(it).collection_format = Some(CollectionFormat::Pipes))),
            ("style", Told(|it| filter(it).style = Some(ParameterStyle::Json))),
            ("declared_style", Follows("the pass `styles` makes a style of it")),
            ("allow_reserved", Told(|it| filter(it).allow_reserved = true)),
            ("skip_url_encoding", Told(|it| filter(it).skip_url_encoding = true)),
            ("client_request_id", Told(|it| filter(it).client_request_id = true)),
            ("credential", Told(|it| filter(it).credential = true)),
            ("constant", Told(|it| mode(it).constant = text("slow"))),
            ("api_version", Told(|it| filter(it).api_version = true)),
            ("default", Told(|it| filter(it).default = Some(json!("a")))),
            ("constraints", Told(|it| filter(it).constraints.pattern = text("a"))),
            ("deprecated", Told(|it| filter(it).deprecated = true)),
            ("documentation", Told(|it| filter(it).documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "Schema",
        &[
            ("name", Told(|it| schema(it, "Detail").name = "Other".into())),
            ("client_name", Told(|it| schema(it, "Detail").client_name = text("Other"))),
            ("kind", Told(|it| schema(it, "Detail").kind = SchemaKind::Alias { target: Type::Boolean })),
            ("xml", Told(|it| schema(it, "Detail").xml = Some(Xml { name: text("other"), ..Xml::default() }))),
            ("usage", Told(|it| schema(it, "Detail").usage.request = true)),
            ("deprecated", Told(|it| schema(it, "Detail").deprecated = true)),
            ("documentation", Told(|it| schema(it, "Detail").documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "ObjectSchema",
        &[
            ("parents", Told(|it| object(it, "Part").parents = vec![Type::reference("Other")])),
            ("properties", Told(|it| drop(object(it, "Part").properties.pop()))),
            ("additional_properties", Told(|it| object(it, "Part").additional_properties = Some(Type::Any))),
            (
                "additional_nullable",
                Told(|it| {
                    // Without members of no name it says nothing.
                    let (part, values) = (object(it, "Part"), Some(Type::Boolean));
                    (part.additional_properties, part.additional_nullable) = (values, true);
                }),
            ),
            ("closed", Told(|it| object(it, "Part").closed = true)),
            ("discriminator", Told(|it| object(it, "Shape").discriminator = None)),
            ("discriminator_value", Told(|it| object(it, "Circle").discriminator_value = text("ring"))),
            ("discriminator_property", Told(|it| object(it, "Circle").discriminator_property = text("form"))),
            ("listed_values", Follows("among the subtypes of the lists")),
            ("required_elsewhere", Follows("the pass `all_of` gave it to the inherited properties")),
        ],
    ),
    (
        "Discriminator",
        &[
            ("property", Told(|it| discriminator(it).property = "form".into())),
            ("subtypes", Told(|it| drop(discriminator(it).subtypes.pop()))),
            ("listed", Follows("among the subtypes after the pass `all_of`")),
            ("alternatives", Follows("among the subtypes and parents after the pass `unions`")),
        ],
    ),
    (
        "Subtype",
        &[
            ("value", Told(|it| discriminator(it).subtypes[0].value = "other".into())),
            ("schema", Told(|it| discriminator(it).subtypes[0].schema = "Square".into())),
        ],
    ),
    (
        "Property",
        &[
            ("name", Told(|it| property(it).name = "remark".into())),
            ("client_name", Told(|it| property(it).client_name = text("remark"))),
            ("value", Told(|it| property(it).value = Type::Boolean)),
            ("stated", Follows("the pass `all_of` gave the property its type")),
            ("required", Told(|it| property(it).required = true)),
            ("read_only", Told(|it| property(it).read_only = true)),
            (
                "mutability",
                Told(|it| property(it).mutability = Some(Mutability { create: true, read: true, update: false })),
            ),
            ("nullable", Told(|it| property(it).nullable = true)),
            ("secret", Told(|it| property(it).secret = true)),
            ("boxed", Told(|it| property(it).boxed = true)),
            ("flatten", Told(|it| property(it).flatten = true)),
            ("deprecated", Told(|it| property(it).deprecated = true)),
            ("default", Told(|it| property(it).default = Some(json!("a")))),
            ("preset", Told(|it| property(it).preset = Some(json!("a")))),
            ("constraints", Told(|it| constraints(it).max_length = Some(1))),
            ("xml", Told(|it| property(it).xml = Some(Xml { text: true, ..Xml::default() }))),
            ("inherited_from", Follows("the parents of the schema")),
            ("documentation", Told(|it| property(it).documentation = text("It."))),
            ("origin", Follows("its place")),
        ],
    ),
    (
        "Xml",
        &[
            ("name", Told(|it| xml(it).name = text("other"))),
            ("item_name", Told(|it| xml(it).item_name = text("other"))),
            ("item_namespace", Told(|it| xml(it).item_namespace = text("urn:other"))),
            ("item_prefix", Told(|it| xml(it).item_prefix = text("p"))),
            ("attribute", Told(|it| xml(it).attribute = true)),
            ("text", Told(|it| xml(it).text = true)),
            ("wrapped", Told(|it| xml(it).wrapped = true)),
            ("namespace", Told(|it| xml(it).namespace = text("urn:other"))),
            ("prefix", Told(|it| xml(it).prefix = text("p"))),
        ],
    ),
    (
        "Mutability",
        &[
            ("create", Told(|it| property_of("location", it).create = false)),
            ("read", Told(|it| property_of("location", it).read = false)),
            ("update", Told(|it| property_of("location", it).update = true)),
        ],
    ),
    (
        "Constraints",
        &[
            ("pattern", Told(|it| constraints(it).pattern = text("a"))),
            ("min_length", Told(|it| constraints(it).min_length = Some(1))),
            ("max_length", Told(|it| constraints(it).max_length = Some(1))),
            ("minimum", Told(|it| constraints(it).minimum = Some(1.0))),
            ("maximum", Told(|it| constraints(it).maximum = Some(1.0))),
            ("exclusive_minimum", Told(|it| constraints(it).exclusive_minimum = true)),
            ("exclusive_maximum", Told(|it| constraints(it).exclusive_maximum = true)),
            ("multiple_of", Told(|it| constraints(it).multiple_of = Some(2.0))),
            ("min_items", Told(|it| constraints(it).min_items = Some(1))),
            ("max_items", Told(|it| constraints(it).max_items = Some(1))),
            ("unique_items", Told(|it| constraints(it).unique_items = true)),
        ],
    ),
    (
        "EnumSchema",
        &[
            ("value", Told(|it| enumeration(it).value = Type::Boolean)),
            ("values", Told(|it| drop(enumeration(it).values.pop()))),
            ("open", Told(|it| enumeration(it).open = false)),
            ("named_by_spec", Follows("the name shows it")),
        ],
    ),
    (
        "EnumValue",
        &[
            ("value", Told(|it| enumeration(it).values[0].value = json!("Other"))),
            ("client_name", Told(|it| enumeration(it).values[0].client_name = text("Other"))),
            ("documentation", Told(|it| enumeration(it).values[0].documentation = text("It."))),
        ],
    ),
    (
        "Usage",
        &[
            ("request", Told(|it| schema(it, "Part").usage.request = false)),
            ("response", Told(|it| schema(it, "Part").usage.response = false)),
            ("error", Told(|it| schema(it, "Part").usage.error = true)),
            ("replaces", Follows("from the methods of operations; documentation alone")),
        ],
    ),
    (
        "Credential",
        &[
            ("scheme", Told(|it| credential(it).scheme = CredentialScheme::Http { name: "basic".into() })),
            ("scopes", Told(|it| credential(it).scopes.clear())),
        ],
    ),
];

fn property_of<'a>(name: &str, service: &'a mut Service) -> &'a mut Mutability {
    let found = object(service, "Thing").properties.iter_mut().find(|it| it.name == name);
    found.and_then(|it| it.mutability.as_mut()).expect("a mutability")
}

/// The structs of the model and their fields, as its source declares them.
fn declared() -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the model's folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("source");
        for item in syn::parse_file(&text).expect("source").items {
            if let syn::Item::Struct(it) = item {
                let fields = it.fields.iter().filter_map(|it| it.ident.as_ref()).map(ToString::to_string).collect();
                found.push((it.ident.to_string(), fields));
            }
        }
    }
    found
}

#[test]
fn every_field_of_the_model_has_its_line_here() {
    let mut left: BTreeSet<&str> = FIELDS.iter().map(|it| it.0).chain(NO_ELEMENTS.iter().map(|it| it.0)).collect();
    for (name, fields) in declared() {
        let known = FIELDS.iter().find(|it| it.0 == name);
        assert!(left.remove(name.as_str()), "`{name}` is new: enter its fields, or say why it is no element");
        if let Some((_, known)) = known {
            let known: Vec<&str> = known.iter().map(|it| it.0).collect();
            assert_eq!(fields, known, "the fields of `{name}`");
        }
    }
    assert!(left.is_empty(), "no such types: {left:?}");
}

#[test]
fn every_field_that_changes_by_itself_is_told() {
    let read = || cases::read(&cases::base());
    let old = read();
    let mut silent = Vec::new();
    for (name, fields) in FIELDS {
        for (field, of) in *fields {
            let Told(change) = of else { continue };
            let mut new = read();
            change(&mut new.service);
            for (direction, report) in [("", cases::compare(&old, &new)), (" back", cases::compare(&new, &old))] {
                if report.causes.is_empty() {
                    silent.push(format!("{name}.{field}{direction}"));
                }
            }
        }
    }
    assert!(silent.is_empty(), "not told:\n{}", silent.join("\n"));
}
