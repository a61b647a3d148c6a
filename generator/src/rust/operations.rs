//! Operations: takes the operation groups, gives the methods of the clients and the constants behind them.

use super::names::{
    NamedBy, RESERVED_TYPES, Scope, Wanted, argument_forms, joined, method_forms, module_name, snake, snake_forms,
    type_name,
};
use super::plan::{
    Argument, ArgumentKind, ArgumentType, Flavor, Group, InvokeArgument, InvokeSetter, Method, OptionsItem,
    ResponsesItem, RustType, Sent, Setter, Written,
};
use super::types::Types;
use super::xml::Shapes;
use super::{constants, docs, next_page};
use crate::Bug;
use crate::diagnostics::{Code, Diagnostics};
use crate::model::path_name;
use crate::model::{
    BodyKind, Level, Location, Operation, OperationGroup, OperationResult, Parameter, ParameterStyle, Service, Status,
    Type,
};

/// Plans the groups, sorted by module.
pub(super) fn lower(
    service: &Service,
    types: &Types<'_>,
    xml: &Shapes,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Group>, Bug> {
    let service_is_of_xml = is_of_xml(service.operations());
    let mut groups = Vec::new();
    for group in &service.groups {
        groups.push(lower_group(service, service_is_of_xml, group, types, xml, diagnostics)?);
    }
    let mut modules = Scope::new("module", diagnostics);
    modules.reserve("client", "the operations of the client itself");
    let places: Vec<_> =
        service.groups.iter().map(|it| it.operations.first().map(|it| it.origin.clone()).unwrap_or_default()).collect();
    let named: Vec<usize> = (0..groups.len()).filter(|at| !service.groups[*at].name.is_empty()).collect();
    let wanted: Vec<_> = named
        .iter()
        .map(|at| {
            let name = &service.groups[*at].name;
            let mut forms = vec![module_name(name), format!("{}_group", module_name(name))];
            forms.retain(|it| it.len() > "_group".len() || !it.ends_with("_group"));
            forms.extend(snake_forms(&[name]).iter().map(|it| module_name(it)));
            forms.retain(|it| !it.is_empty());
            Wanted { spec: name, origin: &places[*at], forms, chosen: false, named_by: NamedBy::Others }
        })
        .collect();
    for (at, module) in named.iter().zip(modules.settle(&wanted)) {
        groups[*at].module = module;
    }
    next_page::settle(&mut groups, &service.groups, diagnostics);
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    Ok(groups)
}

fn lower_group(
    service: &Service,
    service_is_of_xml: bool,
    group: &OperationGroup,
    types: &Types<'_>,
    xml: &Shapes,
    diagnostics: &mut Diagnostics,
) -> Result<Group, Bug> {
    // Operations without a group are the client's own.
    let (module, name) = if group.name.is_empty() {
        ("client".to_owned(), "Client".to_owned())
    } else {
        let name = type_name(&group.name);
        (String::new(), if name.is_empty() { "Operations".to_owned() } else { name })
    };
    let mut responses = Vec::new();
    let mut methods = Vec::new();
    for operation in &group.operations {
        let method = lower_operation(service, service_is_of_xml, operation, types, xml, &mut responses, diagnostics)?;
        methods.push(method);
    }
    settle_names(&name, group, &mut methods, &mut responses, diagnostics);
    Ok(Group { name: group.name.clone(), docs: Vec::new(), module, type_name: name, methods, responses })
}

/// Gives the methods and types of one module names that differ.
fn settle_names(
    type_name: &str,
    group: &OperationGroup,
    methods: &mut [Method],
    responses: &mut [ResponsesItem],
    diagnostics: &mut Diagnostics,
) {
    let mut names = Scope::new(format!("method of `{type_name}`"), diagnostics);
    let of_client: &[&str] = if group.name.is_empty() { &["new", "builder"] } else { &[] };
    names.reserve("clone", "what makes a copy");
    for own in of_client {
        names.reserve(own, "a method every client has");
    }
    let wanted: Vec<_> = group
        .operations
        .iter()
        .map(|it| {
            let by_path = snake(&path_name(it.method, it.path.as_str()));
            let mut forms = method_forms(&it.name, &it.operation_id, by_path);
            // As if it were a keyword.
            if let Some(own) = forms.first().filter(|it| *it == "clone" || of_client.contains(&it.as_str())).cloned() {
                let place = if it.name == format!("{own}_") { 0 } else { 1 };
                forms.insert(place, format!("{own}_"));
            }
            let named_by = NamedBy::OperationId { group: &group.name };
            Wanted { spec: &it.operation_id, origin: &it.origin, forms, chosen: false, named_by }
        })
        .collect();
    for (method, ident) in methods.iter_mut().zip(names.settle(&wanted)) {
        method.resume = method.resume.is_some().then(|| format!("resume_{}", ident.trim_matches('_')));
        method.ident = ident;
    }
    let resumed: Vec<usize> = (0..methods.len()).filter(|at| methods[*at].resume.is_some()).collect();
    let wanted: Vec<_> = resumed
        .iter()
        .map(|at| {
            let (operation, resume) = (&group.operations[*at], methods[*at].resume.clone().unwrap_or_default());
            let forms = vec![resume.clone(), format!("{resume}_operation"), format!("{resume}_long_running_operation")];
            Wanted {
                spec: &operation.operation_id,
                origin: &operation.origin,
                forms,
                chosen: false,
                named_by: NamedBy::Others,
            }
        })
        .collect();
    for (at, resume) in resumed.iter().zip(names.settle(&wanted)) {
        methods[*at].resume = Some(resume);
    }
    let mut items = Scope::new(format!("type beside `{type_name}`"), diagnostics);
    items.reserve(type_name, "the client of the group");
    for used in RESERVED_TYPES {
        items.reserve(used, "a type that generated code uses");
    }
    settle_items(group, methods, responses, &mut items);
}

/// Names the items beside the client of a group after its methods.
fn settle_items(
    group: &OperationGroup,
    methods: &mut [Method],
    responses: &mut [ResponsesItem],
    items: &mut Scope<'_>,
) {
    let own = |method: &Method| joined(&group.name, &method.ident);
    let forms =
        |name: String, ending: &str| vec![name.clone(), format!("{name}{ending}"), format!("{name}Operation{ending}")];
    for (method, operation) in methods.iter_mut().zip(&group.operations) {
        let (spec, origin) = (&operation.operation_id, &operation.origin);
        let constant = method.ident.trim_end_matches('_').to_uppercase();
        let base = own(method);
        if let Some(options) = &mut method.options {
            options.name = items.settle_made(spec, origin, forms(base.clone(), "Call"));
        }
        if let Some(it) = responses.iter_mut().find(|it| it.operation == operation.operation_id) {
            let name = items.settle_made(spec, origin, forms(format!("{base}Response"), "Body"));
            it.name.clone_from(&name);
            // Pages give their items, whatever else the operation answers.
            if matches!(method.output, RustType::Local(_)) {
                method.output = RustType::Local(name);
            }
        }
        // A struct with one unnamed field is a value as well, as the constant is.
        let forms = vec![constant.clone(), format!("{constant}_"), format!("{constant}_OPERATION")];
        method.operation.ident = items.settle_own(spec, origin, forms);
    }
}

fn lower_operation(
    service: &Service,
    service_is_of_xml: bool,
    operation: &Operation,
    types: &Types<'_>,
    xml: &Shapes,
    responses: &mut Vec<ResponsesItem>,
    diagnostics: &mut Diagnostics,
) -> Result<Method, Bug> {
    let (flavor, output) = match (&operation.paging, &operation.long_running) {
        (Some(paging), None) => (Flavor::Pager, item_type(paging.item.as_ref(), types)?),
        // A long-running operation whose result is a list in pages (R4.14).
        (Some(paging), Some(_)) => (Flavor::Lro, RustType::Pager(Box::new(item_type(paging.item.as_ref(), types)?))),
        (None, Some(_)) => (Flavor::Lro, result_type(operation, types, responses)?),
        (None, None) => (Flavor::Call, result_type(operation, types, responses)?),
    };
    for parameter in &operation.parameters {
        let Some(of) = of_client(operation, parameter) else { continue };
        let name = &parameter.name;
        let what = match of {
            OfClient::Header => format!("the client sets the header `{name}` itself"),
            OfClient::Credential => format!("the client's credential is what `{name}` holds"),
            OfClient::NoBody => format!("the request has no body, and so no `{name}`"),
        };
        diagnostics.add(
            Code::ClientHeader,
            parameter.origin.span,
            &parameter.origin.pointer,
            format!("`{}`: {what}", operation.operation_id),
        );
    }
    let mut scope = Scope::new(format!("argument of `{}`", operation.operation_id), diagnostics);
    scope.reserve("self", "the client");
    let mut call_headers = Vec::new();
    let mut parameters = Vec::new();
    for parameter in &operation.parameters {
        if parameter.api_version || parameter.level == Level::Client || parameter.constant.is_some() {
            continue;
        }
        if of_client(operation, parameter).is_some() {
            continue;
        }
        match call_header(parameter) {
            Some(setter) => call_headers.push(setter),
            None => parameters.push(parameter),
        }
    }
    let idents = argument_names(operation, &parameters, scope);
    let mut idents = idents.into_iter();
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, ident) in parameters.into_iter().zip(&mut idents) {
        let wire = parameter.name.clone();
        let value = argument_type(parameter, types)?;
        let sent = sent(parameter, &value);
        let argument = Argument { ident, wire, value, sent };
        if parameter.required {
            arguments.push(argument);
        } else {
            setters.push(Setter {
                argument,
                docs: docs::of_parameter(parameter, &types.unnamed_values(&parameter.value)),
            });
        }
    }
    // The fields of a form are among the parameters.
    if let (Some(body), Some(ident)) = (operation.body.as_ref().filter(|it| !it.kind.is_form()), idents.next()) {
        let (value, sent) = match body.kind {
            BodyKind::Json => {
                let value = types.rust(&body.value)?.within_json();
                let is_nullable = body.nullable && body.required;
                (if is_nullable { ArgumentType::Nullable(value) } else { reference(value) }, Sent::JsonBody)
            }
            BodyKind::Xml => {
                let value = reference(types.rust(&body.value)?.within_json());
                (value, Sent::XmlBody(xml.constant(&body.value)?.to_owned()))
            }
            BodyKind::Text => (types.scalar(&body.value)?.map_or(ArgumentType::Str, reference), Sent::TextBody),
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
    let mut path: Vec<usize> = Vec::new();
    let mut own_path = Vec::new();
    for name in operation.path.parameters() {
        let argument = arguments.iter().position(|it| it.sent.is_path() && it.wire == name);
        if let Some(index) = argument.filter(|it| !path.contains(it)) {
            path.push(index);
            if service.client_parameters.iter().any(|it| it.name == name) {
                own_path.push(name.to_owned());
            }
        }
    }
    let mut constant = constants::lower(operation, own_path, xml)?;
    constant.empty_path = may_be_empty(operation, types);
    if answers_in_xml(operation, service_is_of_xml) {
        constant.accept = Some("application/xml".to_owned());
    }
    Ok(Method {
        path,
        docs: docs::of_operation(service, operation),
        deprecated: operation.deprecated,
        operation: constant,
        path_local: if arguments.iter().any(|it| it.ident == "path") { "path_values" } else { "path" }.to_owned(),
        arguments,
        resume: (flavor == Flavor::Lro).then(String::new),
        flavor,
        output,
        options: (!setters.is_empty()).then_some(OptionsItem { name: String::new(), setters }),
        call_headers,
        // The names of a group's methods and items are settled together.
        ident: String::new(),
    })
}

/// Whether an operation whose successes have no body, and so no media type, is one of XML by its errors; where it declares none,
/// by the answers of the whole service.
fn answers_in_xml(operation: &Operation, service_is_of_xml: bool) -> bool {
    if operation.responses.iter().any(|it| !it.error && !it.media_types.is_empty()) {
        return false;
    }
    if operation.responses.iter().all(|it| it.media_types.is_empty()) {
        service_is_of_xml
    } else {
        is_of_xml([operation])
    }
}

/// Whether answers are XML and never JSON.
fn is_of_xml<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> bool {
    let responses = operations.into_iter().flat_map(|it| &it.responses);
    let (mut xml, mut json) = (false, false);
    for media_type in responses.flat_map(|it| &it.media_types) {
        xml |= BodyKind::Xml.is_written_as(media_type);
        json |= BodyKind::Json.is_written_as(media_type);
    }
    xml && !json
}

/// The path parameters of which the spec lists an empty value, and whose segments have other parts (R1.7).
fn may_be_empty(operation: &Operation, types: &Types<'_>) -> Vec<String> {
    let is_argument = |it: &&Parameter| it.location == Location::Path && it.constant.is_none();
    let listed = operation.parameters.iter().filter(is_argument).filter(|it| types.lists_empty(&it.value));
    let listed: Vec<String> = listed.map(|it| format!("{{{}}}", it.name)).collect();
    let path = operation.path.as_str().split('?').next().unwrap_or_default();
    let stands = |segment: &str| !listed.iter().fold(segment.to_owned(), |it, name| it.replace(name, "")).is_empty();
    let may_be_empty = |name: &&String| path.split('/').filter(|it| it.contains(name.as_str())).all(stands);
    let names = listed.iter().filter(may_be_empty);
    names.map(|it| it.trim_start_matches('{').trim_end_matches('}').to_owned()).collect()
}

/// The names of the parameters, and of the body behind them.
fn argument_names(operation: &Operation, parameters: &[&Parameter], mut scope: Scope<'_>) -> Vec<String> {
    let mut wanted = Vec::new();
    for it in parameters {
        let name = it.client_name.as_deref().unwrap_or(&it.name);
        let mut forms = argument_forms(name, &it.name, it.location.as_str());
        if !it.required {
            let of_calls = |it: &&mut String| CALL_METHODS.contains(&it.as_str());
            forms.iter_mut().filter(of_calls).for_each(|it| it.push_str("_parameter"));
        }
        let chosen = it.client_name.is_some();
        wanted.push(Wanted { spec: &it.name, origin: &it.origin, forms, chosen, named_by: NamedBy::Name });
    }
    if let Some(it) = operation.body.as_ref().filter(|it| !it.kind.is_form()) {
        let forms = argument_forms(it.client_name.as_deref().unwrap_or(&it.name), &it.name, "body");
        let chosen = it.client_name.is_some();
        wanted.push(Wanted { spec: &it.name, origin: &it.origin, forms, chosen, named_by: NamedBy::Name });
    }
    scope.settle(&wanted)
}

/// Why callers have no say in a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfClient {
    /// It is a header that belongs to the connection or to the token step: the runtime takes none of these from callers
    /// (R1.18), and what it sends is right.
    Header,
    /// The credential sends it.
    Credential,
    /// It is the header `Content-Type` of a request that has no body (R1.15).
    NoBody,
}

/// Why a parameter is no argument, if it is none.
pub(super) fn of_client(operation: &Operation, parameter: &Parameter) -> Option<OfClient> {
    let headers = ["authorization", "connection", "content-length", "host", "transfer-encoding"];
    let is_header = |name: &str| parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case(name);
    if parameter.credential {
        Some(OfClient::Credential)
    } else if headers.into_iter().any(is_header) {
        Some(OfClient::Header)
    } else {
        (is_header("content-type") && operation.body.is_none()).then_some(OfClient::NoBody)
    }
}

/// Methods that every call has; a setter of the same name gets the ending `_parameter`.
const CALL_METHODS: [&str; 22] = [
    "attempt_timeout",
    "begin",
    "by_page",
    "client_request_id",
    "correlation_request_id",
    "edit",
    "header",
    "if_match",
    "if_none_match",
    "into_future",
    "into_pager",
    "max_pages",
    "null",
    "page_timeout",
    "poll_next",
    "polling",
    "response",
    "resume_from",
    "resume_token",
    "retry",
    "timeout",
    "try_next",
];

/// The method of every call that sets this header, so that neither an argument nor a setter of the operation's own is needed.
fn call_header(parameter: &Parameter) -> Option<InvokeSetter> {
    let known =
        [("if-match", "if_match"), ("if-none-match", "if_none_match"), ("x-ms-client-request-id", "client_request_id")];
    let is_optional_header = parameter.location == Location::Header && !parameter.required;
    let setter = match known.iter().find(|(header, _)| parameter.name.eq_ignore_ascii_case(header)) {
        // Every request has an id, required or not (R1.16).
        _ if parameter.client_request_id => "client_request_id",
        Some((_, setter)) if is_optional_header => setter,
        _ => return None,
    };
    let argument = InvokeArgument { kind: ArgumentKind::Text, wire: parameter.name.clone() };
    Some(InvokeSetter { ident: setter.to_owned(), argument })
}

fn item_type(item: Option<&Type>, types: &Types<'_>) -> Result<RustType, Bug> {
    let item = item.ok_or_else(|| Bug("a pageable operation without an item type".to_owned()))?;
    types.rust(item)
}

fn result_type(operation: &Operation, types: &Types<'_>, responses: &mut Vec<ResponsesItem>) -> Result<RustType, Bug> {
    Ok(match &operation.result {
        OperationResult::Empty => RustType::Unit,
        OperationResult::Body { value } => types.rust(value)?,
        OperationResult::OptionalBody { value } => RustType::Option(Box::new(types.rust(value)?)),
        OperationResult::Exists => RustType::Bool,
        OperationResult::Stream => RustType::ByteStream,
        OperationResult::Alternatives { alternatives } => {
            let name = String::new();
            let mut variants = Vec::new();
            for it in alternatives {
                let value = it.value.as_ref().map_or(Ok(RustType::Unit), |value| types.rust(value))?;
                let value = if it.nullable { RustType::Option(Box::new(value)) } else { value };
                variants.push(match it.status {
                    Status::Code(status) => (format!("Status{status}"), Some(status), value),
                    Status::Class(_) | Status::Default => ("Status2xx".to_owned(), None, value),
                });
            }
            responses.push(ResponsesItem { name: name.clone(), operation: operation.operation_id.clone(), variants });
            RustType::Local(name)
        }
    })
}

fn argument_type(parameter: &Parameter, types: &Types<'_>) -> Result<ArgumentType, Bug> {
    let value = types.rust(&parameter.value)?;
    Ok(match (&parameter.style, value) {
        (Some(ParameterStyle::Json | ParameterStyle::JsonPart(_) | ParameterStyle::DeepObject), value) => {
            reference(value.within_json())
        }
        (Some(ParameterStyle::Members | ParameterStyle::Pairs | ParameterStyle::HeaderPrefix(_)), value) => {
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
    match value {
        value if value.is_small() => ArgumentType::Copy(value),
        RustType::String => ArgumentType::Str,
        RustType::Vec(items) => ArgumentType::Slice(*items),
        other => ArgumentType::Ref(other),
    }
}

fn sent(parameter: &Parameter, value: &ArgumentType) -> Sent {
    let written = match (&parameter.style, parameter.collection_format) {
        (Some(ParameterStyle::Json), _) => Written::Json,
        (Some(ParameterStyle::Members), _) => Written::Members,
        (Some(ParameterStyle::Pairs), Some(format)) => {
            Written::Pairs { format, explode: parameter.declared_style.explode == Some(true) }
        }
        (Some(ParameterStyle::DeepObject), _) => Written::DeepObject,
        (Some(ParameterStyle::HeaderPrefix(prefix)), _) => Written::HeaderPrefix(prefix.clone()),
        (Some(ParameterStyle::JsonPart(media_type)), _) => Written::JsonPart(media_type.clone()),
        (Some(ParameterStyle::Part(media_type)), _) => Written::Part(media_type.clone()),
        (_, Some(format)) if parameter.location == Location::Query && parameter.skip_url_encoding => {
            Written::RawList(format)
        }
        (_, Some(format)) if parameter.location == Location::Query && parameter.allow_reserved => {
            Written::ReservedList(format)
        }
        (_, Some(format)) => Written::List(format),
        _ if matches!(value, ArgumentType::File) => Written::File,
        _ if matches!(value, ArgumentType::Files) => Written::Files,
        _ if parameter.location == Location::Query && parameter.skip_url_encoding => Written::Raw,
        _ if parameter.allow_reserved => Written::Reserved,
        _ => Written::Text,
    };
    Sent::Parameter { location: parameter.location, wire: parameter.name.clone(), written }
}

#[cfg(test)]
mod tests {
    use super::CALL_METHODS;

    #[test]
    fn setters_have_no_name_of_a_method_that_the_runtime_gives_every_call() {
        let source = include_str!("../../../runtime/src/forward.rs");
        let methods: Vec<&str> =
            source.lines().filter_map(|it| it.trim().strip_prefix("pub fn ")?.split('(').next()).collect();
        assert!(methods.len() > 15, "{methods:?}");
        for method in methods {
            assert!(CALL_METHODS.contains(&method), "{method}");
        }
        assert!(CALL_METHODS.is_sorted());
    }
}
