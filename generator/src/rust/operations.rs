//! Operations: takes the operation groups, gives the methods of the clients and the constants behind them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::names::{Scope, camel, shouty, snake, type_name};
use super::plan::{
    Argument, ArgumentKind, ArgumentType, Flavor, Group, InvokeArgument, InvokeSetter, Method, MethodStatic,
    OptionsItem, PagingItem, ResponsesItem, RustType, Sent, Setter, SuccessBody, Written,
};
use super::types::Types;
use super::xml::Shapes;
use super::{docs, next_page};
use crate::Bug;
use crate::diagnostics::Diagnostics;
use crate::model::{
    BodyKind, Level, Location, Operation, OperationGroup, OperationResult, Parameter, ParameterStyle, Segment, Service,
    Status, Type,
};

/// Plans the groups, sorted by module.
pub(super) fn lower(
    service: &Service,
    types: &Types<'_>,
    xml: &Shapes,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Group>, Bug> {
    let sources = merged(&service.groups);
    let mut groups = Vec::new();
    for group in &sources {
        groups.push(lower_group(service, group, types, xml, diagnostics)?);
    }
    let mut modules = Scope::new("module", diagnostics);
    for (group, source) in groups.iter_mut().zip(&sources) {
        let origin = source.operations.first().map(|it| it.origin.clone()).unwrap_or_default();
        group.module = modules.take(group.module.clone(), &source.name, &origin);
        group.docs = docs::of_group(source, &group.module);
    }
    next_page::settle(&mut groups, &sources, diagnostics);
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    Ok(groups)
}

/// The groups, those together whose names differ in nothing but case and would be the same module and type.
fn merged(groups: &[OperationGroup]) -> Vec<OperationGroup> {
    let mut merged: Vec<OperationGroup> = Vec::new();
    for group in groups {
        let same = |it: &&mut OperationGroup| {
            it.name.eq_ignore_ascii_case(&group.name)
                && snake(&it.name) == snake(&group.name)
                && type_name(&it.name) == type_name(&group.name)
        };
        match merged.iter_mut().find(same) {
            Some(found) => {
                found.operations.extend(group.operations.iter().cloned());
                found.operations.sort_by(|a, b| a.operation_id.cmp(&b.operation_id));
            }
            None => merged.push(group.clone()),
        }
    }
    merged
}

fn lower_group(
    service: &Service,
    group: &OperationGroup,
    types: &Types<'_>,
    xml: &Shapes,
    diagnostics: &mut Diagnostics,
) -> Result<Group, Bug> {
    // Operations without a group are the client's own.
    let (module, name) = if group.name.is_empty() {
        ("client".to_owned(), "Client".to_owned())
    } else {
        (snake(&group.name), type_name(&group.name))
    };
    let mut responses = Vec::new();
    let mut methods = Vec::new();
    for operation in &group.operations {
        methods.push(lower_operation(service, operation, types, xml, &mut responses, diagnostics)?);
    }
    settle_names(&name, group, &mut methods, diagnostics);
    Ok(Group { name: group.name.clone(), docs: Vec::new(), module, type_name: name, methods, responses })
}

/// Finds methods and types of one module that would have the same name.
fn settle_names(type_name: &str, group: &OperationGroup, methods: &mut [Method], diagnostics: &mut Diagnostics) {
    let mut names = Scope::new(format!("method of `{type_name}`"), diagnostics);
    if group.name.is_empty() {
        for own in ["new", "builder"] {
            names.reserve(own, "a method every client has");
        }
    }
    for (method, operation) in methods.iter_mut().zip(&group.operations) {
        method.ident = names.take(method.ident.clone(), &operation.operation_id, &operation.origin);
    }
    for (method, operation) in methods.iter_mut().zip(&group.operations) {
        if let Some(resume) = &method.resume {
            let what = format!("{} (resumed)", operation.operation_id);
            method.resume = Some(names.take(resume.clone(), &what, &operation.origin));
        }
    }
    let mut items = Scope::new("type", diagnostics);
    items.reserve(type_name, "the client of the group");
    for (method, operation) in methods.iter().zip(&group.operations) {
        if let Some(options) = &method.options {
            items.take(options.name.clone(), &operation.operation_id, &operation.origin);
        }
    }
}

fn lower_operation(
    service: &Service,
    operation: &Operation,
    types: &Types<'_>,
    xml: &Shapes,
    responses: &mut Vec<ResponsesItem>,
    diagnostics: &mut Diagnostics,
) -> Result<Method, Bug> {
    let own = format!("{}{}", camel(&operation.group), camel(&operation.name));
    let ident = snake(&operation.name);
    let result = result_type(operation, &own, types, responses)?;
    let (flavor, output) = match (&operation.paging, &operation.long_running) {
        (Some(paging), None) => (Flavor::Pager, item_type(paging.item.as_ref(), types)?),
        // A long-running operation whose result is a list in pages (R4.14).
        (Some(paging), Some(_)) => (Flavor::Lro, RustType::Pager(Box::new(item_type(paging.item.as_ref(), types)?))),
        (None, Some(_)) => (Flavor::Lro, result),
        (None, None) => (Flavor::Call, result),
    };
    let mut scope = Scope::new(format!("argument of `{}`", operation.operation_id), diagnostics);
    scope.reserve("self", "the client");
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    let mut call_headers = Vec::new();
    for parameter in &operation.parameters {
        if parameter.api_version || parameter.level == Level::Client || parameter.constant.is_some() {
            continue;
        }
        if !parameter.required
            && parameter.location == Location::Header
            && let Some(setter) = call_header(&parameter.name)
        {
            call_headers.push(setter);
            continue;
        }
        let name = parameter.client_name.as_deref().unwrap_or(&parameter.name);
        let mut ident = snake(name);
        if !parameter.required && CALL_METHODS.contains(&ident.as_str()) {
            ident.push_str("_parameter");
        }
        let ident = scope.take(ident, &parameter.name, &parameter.origin);
        let wire = parameter.name.clone();
        let value = argument_type(parameter, types)?;
        let sent = sent(parameter, &value);
        let argument = Argument { ident, wire, value, sent };
        if parameter.required {
            arguments.push(argument);
        } else {
            setters.push(Setter { argument, docs: docs::of_parameter(parameter) });
        }
    }
    // The fields of a form are among the parameters.
    if let Some(body) = operation.body.as_ref().filter(|it| !it.kind.is_form()) {
        let name = body.client_name.as_deref().unwrap_or(&body.name);
        let ident = scope.take(snake(name), &body.name, &body.origin);
        let (value, sent) = match body.kind {
            BodyKind::Json => (reference(types.rust(&body.value)?.within_json()), Sent::JsonBody),
            BodyKind::Xml => {
                let value = reference(types.rust(&body.value)?.within_json());
                (value, Sent::XmlBody(xml.constant(&body.value)?.to_owned()))
            }
            BodyKind::Text => (ArgumentType::Str, Sent::TextBody),
            BodyKind::Binary | BodyKind::Multipart | BodyKind::UrlEncoded => (ArgumentType::Bytes, Sent::RawBody),
        };
        let argument = Argument { ident, wire: body.name.clone(), value, sent };
        if body.required {
            arguments.push(argument);
        } else {
            setters.push(Setter { argument, docs: docs::of_body(body.documentation.as_deref()) });
        }
    }
    // Callers give arguments in the order of the declarations, the runtime takes values in the order of the template.
    let in_path = |name: &str| arguments.iter().position(|it| it.sent.is_path() && it.wire == name);
    let path = operation.path.parameters().filter_map(in_path).collect();
    Ok(Method {
        path,
        docs: docs::of_operation(service, operation),
        deprecated: operation.deprecated,
        operation: constant(operation, xml)?,
        path_local: if arguments.iter().any(|it| it.ident == "path") { "path_values" } else { "path" }.to_owned(),
        arguments,
        resume: (flavor == Flavor::Lro).then(|| format!("resume_{}", ident.trim_end_matches('_'))),
        flavor,
        output,
        options: (!setters.is_empty()).then_some(OptionsItem { name: own, setters }),
        call_headers,
        ident,
    })
}

/// Methods that every call has; a setter of the same name gets the ending `_parameter`.
const CALL_METHODS: [&str; 16] = [
    "begin",
    "by_page",
    "client_request_id",
    "edit",
    "header",
    "if_match",
    "if_none_match",
    "into_future",
    "max_pages",
    "null",
    "poll_next",
    "response",
    "resume_from",
    "retry",
    "timeout",
    "try_next",
];

/// The method of every call that sets this header, so that no setter of the operation's own is needed.
fn call_header(name: &str) -> Option<InvokeSetter> {
    let known =
        [("if-match", "if_match"), ("if-none-match", "if_none_match"), ("x-ms-client-request-id", "client_request_id")];
    let (_, setter) = known.iter().find(|(header, _)| name.eq_ignore_ascii_case(header))?;
    let argument = InvokeArgument { kind: ArgumentKind::Text, wire: name.to_owned() };
    Some(InvokeSetter { ident: (*setter).to_owned(), argument })
}

fn item_type(item: Option<&Type>, types: &Types<'_>) -> Result<RustType, Bug> {
    let item = item.ok_or_else(|| Bug("a pageable operation without an item type".to_owned()))?;
    types.rust(item)
}

fn result_type(
    operation: &Operation,
    own: &str,
    types: &Types<'_>,
    responses: &mut Vec<ResponsesItem>,
) -> Result<RustType, Bug> {
    Ok(match &operation.result {
        OperationResult::Empty => RustType::Unit,
        OperationResult::Body { value } => types.rust(value)?,
        OperationResult::OptionalBody { value } => RustType::Option(Box::new(types.rust(value)?)),
        OperationResult::Exists => RustType::Bool,
        OperationResult::Stream => RustType::ByteStream,
        OperationResult::Alternatives { alternatives } => {
            let name = format!("{own}Response");
            let mut variants = Vec::new();
            for it in alternatives {
                let value = it.value.as_ref().map_or(Ok(RustType::Unit), |value| types.rust(value))?;
                variants.push((format!("Status{}", it.status), it.status, value));
            }
            responses.push(ResponsesItem { name: name.clone(), operation: operation.operation_id.clone(), variants });
            RustType::Local(name)
        }
    })
}

fn argument_type(parameter: &Parameter, types: &Types<'_>) -> Result<ArgumentType, Bug> {
    let value = types.rust(&parameter.value)?;
    Ok(match (&parameter.style, value) {
        (Some(ParameterStyle::Json), value) => reference(value.within_json()),
        (Some(ParameterStyle::Members | ParameterStyle::DeepObject | ParameterStyle::HeaderPrefix(_)), value) => {
            ArgumentType::Ref(value.within_json())
        }
        (_, RustType::ByteStream) if parameter.location == Location::Form => ArgumentType::File,
        (_, RustType::Vec(items)) if *items == RustType::ByteStream => ArgumentType::Files,
        // Free-form and binary values are text in a path, a query or a header.
        (_, RustType::String | RustType::Json | RustType::ByteStream) => ArgumentType::Str,
        (_, value) => reference(value),
    })
}

fn reference(value: RustType) -> ArgumentType {
    use RustType::{Bool, Date, DateTime, DateTimeRfc1123, F32, F64, I32, I64, UnixTime};
    match value {
        Bool | I32 | I64 | F32 | F64 | DateTime | Date | DateTimeRfc1123 | UnixTime => ArgumentType::Copy(value),
        RustType::String => ArgumentType::Str,
        RustType::Vec(items) => ArgumentType::Slice(*items),
        other => ArgumentType::Ref(other),
    }
}

fn sent(parameter: &Parameter, value: &ArgumentType) -> Sent {
    let written = match (&parameter.style, parameter.collection_format) {
        (Some(ParameterStyle::Json), _) => Written::Json,
        (Some(ParameterStyle::Members), _) => Written::Members,
        (Some(ParameterStyle::DeepObject), _) => Written::DeepObject,
        (Some(ParameterStyle::HeaderPrefix(prefix)), _) => Written::HeaderPrefix(prefix.clone()),
        (_, Some(format)) => Written::List(format),
        _ if matches!(value, ArgumentType::File) => Written::File,
        _ if matches!(value, ArgumentType::Files) => Written::Files,
        _ if parameter.location == Location::Query && parameter.skip_url_encoding => Written::Raw,
        _ if parameter.allow_reserved => Written::Reserved,
        _ => Written::Text,
    };
    Sent::Parameter { location: parameter.location, wire: parameter.name.clone(), written }
}

fn constant(operation: &Operation, xml: &Shapes) -> Result<MethodStatic, Bug> {
    let fixed = |location: Location| {
        operation
            .parameters
            .iter()
            .filter(move |it| it.location == location && !it.api_version)
            .filter_map(|it| Some((it.name.clone(), it.constant.clone()?)))
    };
    let mut success = Vec::new();
    let mut media_types: Vec<&str> = Vec::new();
    for response in operation.responses.iter().filter(|it| !it.error) {
        let Status::Code(status) = response.status else { continue };
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
        ident: shouty(&operation.name),
        shared: false,
        id: operation.operation_id.clone(),
        method: operation.method,
        path: path(operation),
        api_version: operation.api_version.clone(),
        fixed_query: operation.fixed_query.iter().cloned().chain(fixed(Location::Query)).collect(),
        fixed_headers: fixed(Location::Header).collect(),
        fixed_cookies: fixed(Location::Cookie).collect(),
        fixed_form: fixed(Location::Form).collect(),
        raw_path: operation
            .parameters
            .iter()
            .filter(|it| it.location == Location::Path && it.skip_url_encoding)
            .map(|it| it.name.clone())
            .collect(),
        accept: (!media_types.is_empty() && media_types != json).then(|| media_types.join(", ")),
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
            next_link_name: it.next_link_name.clone(),
            next: None,
        }),
        lro: operation.long_running.as_ref().map(|it| it.final_state_via),
    })
}

/// What stays in a path as it is; the runtime encodes the values of parameters in the same way (R1.6).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path with its constant parameters filled in, as values are: encoded, unless the spec says not to (R1.8); and with
/// what the styles `label` and `matrix` put before a value.
fn path(operation: &Operation) -> String {
    let parameter =
        |name: &str| operation.parameters.iter().find(|it| it.location == Location::Path && it.name == name);
    let constant = |name: &str| {
        let parameter = parameter(name)?;
        let value = parameter.constant.as_deref()?;
        let encoded = || utf8_percent_encode(value, UNRESERVED).to_string();
        Some(if parameter.skip_url_encoding { value.to_owned() } else { encoded() })
    };
    let before = |name: &str| match parameter(name).map(|it| it.declared_style.name.as_str()) {
        Some("label") => ".".to_owned(),
        Some("matrix") => format!(";{}=", utf8_percent_encode(name, UNRESERVED)),
        _ => String::new(),
    };
    operation
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
        .collect()
}
