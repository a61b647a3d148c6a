//! Pass `parameters`: path-level parameters go to the operations, client-level ones to the service, and every path
//! template is compared with what its operation declares.

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostics, Remedy, nearest};
use crate::model::{Level, Location, Operation, Parameter, SchemaKind, Service, ServiceInfo, Type};

pub(super) fn run(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    let of_host = std::mem::take(&mut service.client_parameters);
    let mut client_parameters: Vec<Parameter> = Vec::new();
    let mut api_versions = BTreeSet::new();
    let mut unlisted = Vec::new();
    service.operations_mut().for_each(merge_path_level);
    share_listed(service, info);
    for operation in service.operations_mut() {
        settle_levels(operation, info, &of_host, &mut unlisted);
        mark_api_version(operation);
        compare_with_path(operation, diagnostics);
        api_versions.extend(operation.api_version.clone());
        for parameter in operation.parameters.iter().filter(|it| it.level == Level::Client && !it.api_version) {
            if !client_parameters.iter().any(|it| it.name == parameter.name && it.location == parameter.location) {
                client_parameters.push(parameter.clone());
            }
        }
    }
    if info.strict {
        for it in info.client_parameters.iter().filter(|it| it.is_chosen()) {
            if !client_parameters.iter().any(|parameter| parameter.name == it.text) {
                let why = why_not_client_level(service, info, &it.text);
                let message = format!("the manifest lists `{}` of `{}` as client-level; {why}", it.text, info.name);
                diagnostics.add(Code::UnusedOverride, it.place, "", message);
            }
        }
    }
    let position = |name: &str| info.client_parameters.iter().position(|it| it.text == name).unwrap_or(usize::MAX);
    client_parameters.sort_by_key(|it| (position(&it.name), it.name.clone(), it.location));
    report_unlisted(&client_parameters, &unlisted, diagnostics);
    service.client_parameters = client_parameters;
    service.api_versions = api_versions.into_iter().collect();
}

/// An operation's own declaration replaces that of its path (OpenAPI: unique by name and location).
fn merge_path_level(operation: &mut Operation) {
    let mut merged: Vec<Parameter> = Vec::new();
    for parameter in operation.parameters.drain(..) {
        match merged.iter_mut().find(|it| it.name == parameter.name && it.location == parameter.location) {
            Some(earlier) => *earlier = parameter,
            None => merged.push(parameter),
        }
    }
    operation.parameters = merged;
}

/// A parameter that the manifest lists belongs to the client though no operation refers to a shared one of that name: where
/// operations declare it themselves, all of these declarations are meant that have the place of the first.
fn share_listed(service: &mut Service, info: &ServiceInfo) {
    for listed in info.client_parameters.iter().filter(|it| it.is_chosen()) {
        let named = |it: &Parameter| it.name == listed.text;
        if service.operations().flat_map(|it| &it.parameters).any(|it| named(it) && it.level == Level::Client) {
            continue;
        }
        let is_own = |it: &Parameter| named(it) && is_own(it);
        let place = service.operations().flat_map(|it| &it.parameters).filter(|it| is_own(it)).map(|it| it.location);
        let Some(place) = place.min() else { continue };
        for parameter in service.operations_mut().flat_map(|it| &mut it.parameters) {
            if is_own(parameter) && parameter.location == place {
                parameter.level = Level::Client;
            }
        }
    }
}

/// Whether the client can hold a parameter that operations declare themselves. The mark of the method is no obstacle: what
/// stands in an operation has it by default.
fn is_own(it: &Parameter) -> bool {
    it.required && it.constant.is_none() && can_be_held(it) && !it.origin.pointer.starts_with("/components/")
}

/// Whether the client can hold a parameter for its operations.
fn can_be_held(it: &Parameter) -> bool {
    matches!(it.location, Location::Path | Location::Query | Location::Header)
}

/// Why the client holds no parameter of a name.
fn why_not_client_level(service: &Service, info: &ServiceInfo, name: &str) -> String {
    let found = || service.operations().flat_map(|it| &it.parameters).filter(|it| it.name == name);
    match found().next() {
        None => {
            let names = service.operations().flat_map(|it| &it.parameters).map(|it| &it.name);
            let meant = nearest(name, names).map_or(String::new(), |it| format!("; {it}"));
            if info.skips.is_empty() {
                format!("there is no such parameter{meant}")
            } else {
                format!("no operation of the client has it, and those that the manifest leaves out do not count{meant}")
            }
        }
        Some(_) if found().all(|it| it.constant.is_some()) => "it has one value, which is sent anyway".to_owned(),
        Some(_) if found().all(|it| !it.required) => {
            "it is optional, and the client holds what every call needs".to_owned()
        }
        Some(_) if !found().any(can_be_held) => "the client holds no cookies and no fields of forms".to_owned(),
        Some(_) => "the documents mark it as the method's (`x-ms-parameter-location`)".to_owned(),
    }
}

/// By the rule of AutoRest every shared parameter that is not marked as the method's belongs to the client. In real
/// documents that is right for the names the manifest lists, and a forgotten mark for all others in a path. One of a query or a
/// header is told.
fn settle_levels(operation: &mut Operation, info: &ServiceInfo, of_host: &[Parameter], unlisted: &mut Vec<Parameter>) {
    for parameter in operation.parameters.iter_mut().filter(|it| it.level == Level::Client) {
        let listed = info.client_parameters.iter().any(|it| it.text == parameter.name)
            || parameter.api_version
            || of_host.iter().any(|it| it.name == parameter.name);
        if listed && parameter.required && can_be_held(parameter) {
            continue;
        }
        parameter.level = Level::Method;
        let is_asked_for = parameter.required
            && matches!(parameter.location, Location::Query | Location::Header)
            && parameter.constant.is_none()
            && !parameter.credential
            && !parameter.client_request_id;
        if !listed && is_asked_for && unlisted.iter().all(|it| it.name != parameter.name) {
            unlisted.push(parameter.clone());
        }
    }
}

/// Tells of parameters that the client would hold if the manifest listed them beside those that it holds.
fn report_unlisted(held: &[Parameter], unlisted: &[Parameter], diagnostics: &mut Diagnostics) {
    let mut names: Vec<String> = Vec::new();
    for name in held.iter().chain(unlisted).map(|it| format!("{:?}", it.name)) {
        // Of one name there may be several, in other places of a request.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for it in unlisted {
        diagnostics.add_with_hint(
            Code::ClientLevel,
            it.origin.span,
            &it.origin.pointer,
            format!("`{}` belongs to the client, and is an argument of each method", it.name),
            format!("write `client-parameters = [{}]` into the manifest", names.join(", ")),
        );
    }
}

/// The api-version that the client fills in, wherever it is declared and whoever's it is called, as AutoRest does: its one
/// value, its default, or the version of its document. One that is said to be none (`x-ms-api-version: false`) is an argument
/// like any other, and so is one that can have neither.
fn mark_api_version(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().filter(|it| it.api_version) {
        let default = parameter.default.as_ref().and_then(serde_json::Value::as_str).map(str::to_owned);
        let version = parameter.constant.take().or(default).or_else(|| operation.api_version.clone());
        match version.filter(|it| !it.is_empty() && is_value(it, &parameter.value)) {
            Some(version) => {
                parameter.level = Level::Client;
                operation.api_version = Some(version);
            }
            None => (parameter.level, parameter.api_version) = (Level::Method, false),
        }
    }
    if !operation.parameters.iter().any(|it| it.api_version) {
        operation.api_version = None;
    }
}

/// Whether a text is a value of a type: a number where it asks for one, one of an enum that lists any.
fn is_value(text: &str, value: &Type) -> bool {
    let schema = match value {
        Type::Integer { .. } => return text.parse::<i64>().is_ok(),
        Type::Number { .. } => return text.parse::<f64>().is_ok(),
        Type::Inline { schema } => schema,
        _ => return true,
    };
    let SchemaKind::Enum(it) = &schema.kind else { return true };
    it.values.iter().any(|it| it.value.as_str().is_none_or(|it| it == text))
}

fn compare_with_path(operation: &Operation, diagnostics: &mut Diagnostics) {
    let declared: Vec<&Parameter> = operation.parameters.iter().filter(|it| it.location == Location::Path).collect();
    let is_missing = |name: &&str| !declared.iter().any(|it| it.name == *name);
    let missing: Vec<String> = operation.path.parameters().filter(is_missing).map(str::to_owned).collect();
    for name in &missing {
        diagnostics.add(
            Code::UndeclaredPathParameter,
            operation.origin.span,
            &operation.origin.pointer,
            format!("`{}`: `{{{name}}}` of the path is not declared", operation.operation_id),
        );
        diagnostics.settled_by(Remedy::DeclarePathParameter { name: name.clone(), missing: missing.clone() });
    }
    for parameter in declared {
        if !operation.path.parameters().any(|it| it == parameter.name) {
            diagnostics.add(
                Code::UnusedPathParameter,
                parameter.origin.span,
                &parameter.origin.pointer,
                format!("`{}`: the path has no `{{{}}}`", operation.operation_id, parameter.name),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::model::{Level, Location, ServiceInfo};
    use crate::normalize::fixture::{codes, normalized, normalized_with};
    use crate::overrides::{Listed, Skip};
    use crate::source::{FileId, Span};

    #[test]
    fn the_manifest_decides_which_shared_parameters_the_client_holds() {
        let (service, _) = normalized(
            r##"
paths:
  /subscriptions/{subscriptionId}/groups/{group}:
    parameters:
    - {$ref: '#/components/parameters/Subscription'}
    - {name: group, in: path, required: true, schema: {type: string}}
    get:
      operationId: Groups_Get
      x-azrest-api-version: 2024-01-01
      parameters:
      - {$ref: '#/components/parameters/ApiVersion'}
      - {$ref: '#/components/parameters/Language'}
      responses: {'200': {description: ''}}
components:
  parameters:
    Subscription: {name: subscriptionId, in: path, required: true, x-ms-parameter-location: client, schema: {type: string}}
    ApiVersion: {name: api-version, in: query, required: true, x-ms-parameter-location: client, schema: {type: string}}
    Language: {name: Accept-Language, in: header, x-ms-parameter-location: client, schema: {type: string}}
"##,
        );
        let operation = service.operations().next().unwrap();
        let levels: Vec<_> =
            operation.parameters.iter().map(|it| (it.name.as_str(), it.level, it.api_version)).collect();
        assert_eq!(
            levels,
            [
                ("subscriptionId", Level::Client, false),
                ("group", Level::Method, false),
                ("api-version", Level::Client, true),
                ("Accept-Language", Level::Method, false),
            ]
        );
        assert_eq!(service.client_parameters.len(), 1);
        assert_eq!(service.api_versions, ["2024-01-01"]);
    }

    #[test]
    fn the_client_fills_in_an_api_version_that_it_knows() {
        for (schema, document, filled) in [
            ("type: string", "x-azrest-api-version: 2024-01-01,", Some("2024-01-01")),
            ("type: string, enum: [2030-01-01]", "x-azrest-api-version: 2024-01-01,", Some("2030-01-01")),
            ("type: string, default: 2030-01-01", "x-azrest-api-version: 2024-01-01,", Some("2030-01-01")),
            ("type: string, enum: [a, 2024-01-01]", "x-azrest-api-version: 2024-01-01,", Some("2024-01-01")),
            ("type: string, enum: [a, b]", "x-azrest-api-version: 2024-01-01,", None),
            ("type: string", "", None),
            ("type: string, minLength: 1", "x-azrest-api-version: 2024-01-01,", Some("2024-01-01")),
            ("type: integer", "x-azrest-api-version: 2024-01-01,", None),
            ("type: integer", "x-azrest-api-version: '2',", Some("2")),
            ("type: number", "x-azrest-api-version: '7.1',", Some("7.1")),
        ] {
            let (service, _) = normalized(&format!(
                "paths: {{/a: {{get: {{operationId: A_Get, {document} parameters: [{{name: api-version, in: query, required: true, \
                 x-ms-parameter-location: client, schema: {{{schema}}}}}], responses: {{'200': {{description: ''}}}}}}}}}}\n"
            ));
            let operation = service.operations().next().unwrap();
            assert_eq!(operation.api_version.as_deref(), filled, "{schema} {document}");
            assert_eq!(operation.parameters[0].api_version, filled.is_some(), "{schema} {document}");
            assert!(service.client_parameters.is_empty(), "{schema} {document}");
        }
    }

    #[test]
    fn what_the_client_could_hold_is_told_with_a_list_that_holds_it() {
        let document = |names: &[&str]| {
            let info = ServiceInfo {
                client_parameters: names.iter().map(|it| Listed::from((*it).to_owned())).collect(),
                ..ServiceInfo::default()
            };
            normalized_with(
                r##"
paths:
  /a/{group}:
    get:
      operationId: A_Get
      parameters:
      - {$ref: '#/components/parameters/Group'}
      - {$ref: '#/components/parameters/Account'}
      - {$ref: '#/components/parameters/Mode'}
      - {name: own, in: query, required: true, schema: {type: string}}
      responses: {'200': {description: ''}}
components:
  parameters:
    Group: {name: group, in: path, required: true, x-ms-parameter-location: client, schema: {type: string}}
    Account: {name: account, in: query, required: true, x-ms-parameter-location: client, schema: {type: string}}
    Mode: {name: x-mode, in: header, required: true, x-ms-parameter-location: client, schema: {type: string}}
"##,
                &info,
            )
        };
        let (_, diagnostics) = document(&["subscriptionId", "group"]);
        assert_eq!(diagnostics.count_of(Code::ClientLevel), 2);
        let hint = "write `client-parameters = [\"group\", \"account\", \"x-mode\"]` into the manifest";
        assert!(diagnostics.sorted().iter().filter(|it| it.code == Code::ClientLevel).all(|it| it.hint == hint));
        let (service, diagnostics) = document(&["group", "account", "x-mode"]);
        assert_eq!(diagnostics.count_of(Code::ClientLevel), 0);
        assert_eq!(service.client_parameters.len(), 3);
    }

    #[test]
    fn an_operation_replaces_what_its_path_declares() {
        let (service, _) = normalized(
            r##"
paths:
  /a/{x}:
    parameters:
    - {name: x, in: path, required: true, schema: {type: string}}
    get:
      operationId: A_Get
      parameters:
      - {name: x, in: path, required: true, schema: {type: integer, format: int32}}
      responses: {'200': {description: ''}}
"##,
        );
        let operation = service.operations().next().unwrap();
        assert_eq!(operation.parameters.len(), 1);
        assert_eq!(operation.parameters[0].location, Location::Path);
        assert!(matches!(operation.parameters[0].value, crate::model::Type::Integer { .. }));
    }

    #[test]
    fn client_parameters_that_name_nothing_are_errors() {
        let place = Some(Span { file: FileId(0), line: 7, column: 9 });
        let listed = |it: &str| Listed { text: it.to_owned(), place };
        let info = ServiceInfo {
            client_parameters: vec![listed("subscriptionId"), listed("accountName"), "ours".into()],
            strict: true,
            ..ServiceInfo::default()
        };
        let (_, diagnostics) = normalized_with(
            r##"
paths:
  /subscriptions/{subscriptionId}:
    parameters: [{$ref: '#/components/parameters/Subscription'}]
    get: {operationId: A_Get, responses: {'200': {description: ''}}}
components:
  parameters:
    Subscription: {name: subscriptionId, in: path, required: true, x-ms-parameter-location: client, schema: {type: string}}
"##,
            &info,
        );
        assert_eq!(codes(&diagnostics), [Code::UnusedOverride]);
        let it = &diagnostics.sorted()[0];
        assert!(it.message.contains("`accountName`") && it.message.contains("no such") && it.span == place, "{it:?}");
    }

    #[test]
    fn parameters_of_operations_that_are_left_out_are_told_as_such() {
        let skip = Skip { at: "/paths/~1b/get".to_owned(), reason: "a test".to_owned(), place: None };
        let info = ServiceInfo {
            client_parameters: vec![Listed {
                text: "petId".to_owned(),
                place: Some(Span { file: FileId(0), line: 1, column: 1 }),
            }],
            skips: vec![skip],
            strict: true,
            ..ServiceInfo::default()
        };
        let (_, diagnostics) =
            normalized_with("paths: {/a: {get: {operationId: A_Get, responses: {'200': {description: ''}}}}}", &info);
        let told = diagnostics.sorted().into_iter().find(|it| it.code == Code::UnusedOverride).unwrap();
        assert!(told.message.contains("those that the manifest leaves out do not count"), "{told:?}");
    }

    #[test]
    fn names_are_offered_to_the_client_once() {
        let shared = |key: &str, place: &str| {
            format!(
                "{key}: {{name: shop, in: {place}, required: true, x-ms-parameter-location: client, schema: {{type: string}}}}"
            )
        };
        let (_, diagnostics) = normalized_with(
            &format!(
                "paths: {{/a: {{get: {{operationId: A_Get, parameters: [{{$ref: '#/components/parameters/Q'}}, {{$ref: '#/components/parameters/H'}}, \
                 {{$ref: '#/components/parameters/L'}}], responses: {{'200': {{description: ''}}}}}}}}}}\n\
                 components: {{parameters: {{{}, {}, L: {{name: lang, in: query, required: true, x-ms-parameter-location: client, schema: {{type: string}}}}}}}}\n",
                shared("Q", "query"),
                shared("H", "header"),
            ),
            &ServiceInfo { client_parameters: vec!["shop".into()], ..ServiceInfo::default() },
        );
        let hints: Vec<_> =
            diagnostics.sorted().into_iter().filter(|it| it.code == Code::ClientLevel).map(|it| it.hint).collect();
        assert_eq!(hints, ["write `client-parameters = [\"shop\", \"lang\"]` into the manifest"]);
    }

    #[test]
    fn what_operations_declare_themselves_can_be_the_clients() {
        let place = Some(Span { file: FileId(0), line: 7, column: 9 });
        let own = |name: &str, rest: &str| format!("{{name: {name}, {rest}, schema: {{type: string}}}}");
        let pet = own("petId", "in: path, required: true");
        let document = format!(
            "paths:\n  /a/{{petId}}:\n    get: {{operationId: A_Get, parameters: [{pet}, {}], responses: {{'200': {{description: ''}}}}}}\n  \
             /b: {{get: {{operationId: B_Get, parameters: [{}, {}], responses: {{'200': {{description: ''}}}}}}}}\n",
            own("filter", "in: query"),
            own("petId", "in: query, required: true"),
            own("lang", "in: header, required: true"),
        );
        let run = |names: &[&str]| {
            let listed = |it: &&str| Listed { text: (*it).to_owned(), place };
            let client_parameters = names.iter().map(listed).collect();
            normalized_with(&document, &ServiceInfo { client_parameters, strict: true, ..ServiceInfo::default() })
        };
        let (service, diagnostics) = run(&["lang", "petId"]);
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        let held: Vec<_> = service.client_parameters.iter().map(|it| (it.name.as_str(), it.location)).collect();
        assert_eq!(held, [("lang", Location::Header), ("petId", Location::Path)]);
        let levels: Vec<_> = service.operations().flat_map(|it| &it.parameters).map(|it| it.level).collect();
        assert_eq!(
            levels,
            [Level::Client, Level::Method, Level::Method, Level::Client],
            "another place is another thing"
        );
        for (name, why) in [("filter", "it is optional"), ("petID", "did you mean `petId`?")] {
            let (_, diagnostics) = run(&[name]);
            let all = diagnostics.sorted();
            let it = all.iter().find(|it| it.code == Code::UnusedOverride).expect("an error");
            assert!(it.message.contains(why), "{it:?}");
        }
    }

    #[test]
    fn templates_and_declarations_must_agree() {
        let (_, diagnostics) = normalized(
            r##"
paths:
  /a/{x}:
    get:
      operationId: A_Get
      parameters:
      - {name: y, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: ''}}
"##,
        );
        assert_eq!(codes(&diagnostics), [Code::UndeclaredPathParameter, Code::UnusedPathParameter]);
    }
}
