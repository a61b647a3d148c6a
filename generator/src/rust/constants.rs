//! The constant descriptions: takes an operation, gives what is the same in every call of it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::operations::of_client;
use super::plan::{LroItem, MethodStatic, PagingItem, SuccessBody, VersionItem};
use super::security;
use super::xml::Shapes;
use crate::Bug;
use crate::model::{
    BodyKind, CollectionFormat, Level, Location, Operation, OperationResult, Parameter, Segment, Status, UNRESERVED,
};

/// Describes an operation. Its name is settled with those of its module.
pub(super) fn lower(operation: &Operation, own_path: Vec<String>, xml: &Shapes) -> Result<MethodStatic, Bug> {
    // The path's own query may say what a constant parameter says.
    let is_said = |it: &Parameter| {
        it.location == Location::Query
            && operation.fixed_query.iter().any(|(key, _)| key.eq_ignore_ascii_case(&it.name))
    };
    let fixed = |location: Location| {
        operation
            .parameters
            .iter()
            .filter(move |it| it.location == location && !it.api_version && !is_raw_query(it))
            .filter(|it| of_client(operation, it).is_none())
            .filter(move |it| !is_said(it))
            .filter_map(|it| Some((it.name.clone(), it.constant.clone()?)))
    };
    let held_by_client = |location: Location| -> Vec<String> {
        let held = operation.parameters.iter().filter(|it| it.location == location && it.level == Level::Client);
        let held = held.filter(|it| !it.api_version && it.constant.is_none() && of_client(operation, it).is_none());
        held.map(|it| it.name.clone()).collect()
    };
    let mut success = Vec::new();
    let mut media_types: Vec<&str> = Vec::new();
    for response in operation.responses.iter().filter(|it| !it.error) {
        let status = match response.status {
            Status::Code(code) => code,
            // All successes without an entry of their own.
            Status::Class(class) => class,
            // The only answer there is.
            Status::Default => 200,
        };
        success.push((
            status,
            match (&response.body, response.body_kind) {
                (Some(_), Some(BodyKind::Json)) => SuccessBody::Json,
                (Some(_), Some(BodyKind::Text)) => SuccessBody::Text,
                (Some(_), Some(BodyKind::Binary)) => SuccessBody::Bytes,
                (Some(value), Some(BodyKind::Xml)) => SuccessBody::Xml(xml.constant(value)?.to_owned()),
                _ => SuccessBody::None,
            },
        ));
        // What is accepted is what can be read.
        let readable = |it: &&String| response.body_kind.is_none_or(|kind| kind.is_written_as(it));
        for media_type in response.media_types.iter().filter(readable) {
            if !media_types.contains(&media_type.as_str()) {
                media_types.push(media_type);
            }
        }
    }
    let json = ["application/json"];
    Ok(MethodStatic {
        ident: String::new(),
        shared: false,
        id: operation.operation_id.clone(),
        method: operation.method,
        path: path(operation),
        api_version: operation.api_version.clone().map_or(VersionItem::None, VersionItem::Own),
        security: Some(security::lower(&operation.security)),
        fixed_query: operation.fixed_query.iter().cloned().chain(fixed(Location::Query)).collect(),
        fixed_headers: fixed(Location::Header).collect(),
        fixed_cookies: fixed(Location::Cookie).collect(),
        fixed_form: fixed(Location::Form).collect(),
        client_query: held_by_client(Location::Query),
        client_headers: held_by_client(Location::Header),
        raw_path: operation
            .parameters
            .iter()
            .filter(|it| it.location == Location::Path)
            .filter(|it| it.skip_url_encoding || it.collection_format == Some(CollectionFormat::Commas))
            .map(|it| it.name.clone())
            .collect(),
        empty_path: Vec::new(),
        own_path,
        accept: (!media_types.is_empty() && media_types != json).then(|| media_types.join(", ")),
        client_request_id: operation.parameters.iter().find(|it| it.client_request_id).map(|it| it.name.clone()),
        content_type: operation.body.as_ref().map(|it| it.media_type.clone()).filter(|it| it != "application/json"),
        success,
        head_exists: operation.result == OperationResult::Exists,
        error_statuses: operation
            .responses
            .iter()
            .filter_map(|it| match it.status {
                Status::Code(code) if it.error && (200..300).contains(&code) => Some(code),
                _ => None,
            })
            .collect(),
        paging: operation.paging.as_ref().map(|it| PagingItem {
            item_name: it.item_name.clone(),
            next_link_name: it.next_link_name.clone().filter(|_| !it.is_link_in_header),
            next_link_header: it.next_link_name.clone().filter(|_| it.is_link_in_header),
            token_parameter: it.token_parameter.clone(),
            next: None,
        }),
        lro: operation
            .long_running
            .as_ref()
            .map(|it| LroItem { via: it.final_state_via, result_path: it.result_path.clone() }),
    })
}

/// What is encoded even in a value that goes out as it is: it would end the query, or begin a placeholder.
const BREAKING: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'{').add(b'}');

/// The same in a path, which a `?` ends too.
const BREAKING_PATH: &AsciiSet = &BREAKING.add(b'?');

/// Whether a parameter goes into the query as it is (R1.8). A constant one is part of the path's own query.
fn is_raw_query(parameter: &Parameter) -> bool {
    parameter.location == Location::Query && parameter.skip_url_encoding
}

/// The path with its constant parameters filled in, as values are: encoded, unless the spec says not to (R1.8); and with
/// what the styles `label` and `matrix` put before a value.
fn path(operation: &Operation) -> String {
    let parameter =
        |name: &str| operation.parameters.iter().find(|it| it.location == Location::Path && it.name == name);
    let constant = |name: &str| {
        let parameter = parameter(name)?;
        let value = parameter.constant.as_deref()?;
        let encoded = || utf8_percent_encode(value, UNRESERVED).to_string();
        let raw = || utf8_percent_encode(value, BREAKING_PATH).to_string();
        Some(if parameter.skip_url_encoding { raw() } else { encoded() })
    };
    let before = |name: &str| parameter(name).and_then(Parameter::before).unwrap_or_default();
    let mut path: String = operation
        .path
        .segments()
        .iter()
        .map(|segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(name) => match constant(name) {
                Some(value) => format!("{}{value}", before(name)),
                None => format!("{}{{{name}}}", before(name)),
            },
        })
        .collect();
    for it in operation.parameters.iter().filter(|it| is_raw_query(it) && !it.api_version && !it.credential) {
        let Some(value) = &it.constant else { continue };
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(&format!(
            "{}={}",
            utf8_percent_encode(&it.name, UNRESERVED),
            utf8_percent_encode(value, BREAKING)
        ));
    }
    path
}
