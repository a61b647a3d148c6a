//! Operations of the document: takes path items, gives operation groups.

use std::collections::HashMap;

use openapiv3::{Operation as OpenApiOperation, PathItem, ReferenceOr};

use super::{Builder, bodies, documentation};
use crate::diagnostics::{Code, Remedy, nearest_name};
use crate::model::{
    FinalStateVia, Location, LongRunning, Method, Operation, OperationGroup, OperationResult, Paging, Parameter,
    PathTemplate, Response, Status, Type, is_http_token, path_name, split_operation_id,
};
use crate::openapi::extensions::{Extensions, OperationExtensions};
use crate::source::escape_token;

impl<'a> Builder<'a> {
    /// All operations, grouped by the part of the operationId before the underscore.
    pub(super) fn operation_groups(&mut self) -> Vec<OperationGroup> {
        let document = self.document;
        let mut groups: Vec<OperationGroup> = Vec::new();
        let mut index: HashMap<String, usize> = HashMap::new();
        let paths =
            document.openapi.paths.paths.iter().filter_map(|(path, item)| Some((path, item.as_item()?, "/paths")));
        let extra = document.extra_paths.iter().map(|(path, item)| (path, item, "/x-azrest-paths"));
        for (key, item, root) in paths.chain(extra) {
            let pointer = format!("{root}/{}", escape_token(key));
            for (method, operation) in methods(item) {
                let pointer = format!("{pointer}/{}", method.as_str().to_ascii_lowercase());
                let Some(operation) = self.operation(key, item, method, operation, &pointer) else { continue };
                let at = *index.entry(operation.group.clone()).or_insert_with(|| {
                    groups.push(OperationGroup {
                        name: operation.group.clone(),
                        operations: Vec::new(),
                        documentation: None,
                    });
                    groups.len() - 1
                });
                groups[at].operations.push(operation);
            }
        }
        groups
    }

    fn operation(
        &mut self,
        key: &str,
        item: &'a PathItem,
        method: Method,
        operation: &'a OpenApiOperation,
        pointer: &str,
    ) -> Option<Operation> {
        // What follows `#` only tells keys apart that would otherwise be one path.
        let (path, fragment) = key.split_once('#').unwrap_or((key, ""));
        let (operation_id, is_id_made) = self.operation_id(path, method, operation, pointer);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut path = self.path_template(path, pointer)?;
        let item_pointer = pointer.rsplit_once('/').map_or("", |it| it.0).to_owned();
        let shared = item.parameters.iter().enumerate().map(|(i, it)| (it, format!("{item_pointer}/parameters/{i}")));
        let own = operation.parameters.iter().enumerate().map(|(i, it)| (it, format!("{pointer}/parameters/{i}")));
        let mut parameters = self.parameters(shared);
        let mut own = self.parameters(own);
        let body = self.body(operation, pointer, &mut own);
        parameters.append(&mut own);
        let query = self.path_query(&path, query.unwrap_or_default(), &mut parameters);
        if !query.template.is_empty() {
            path = self.path_template(&format!("{}?{}", path.as_str(), query.template), pointer)?;
        }
        self.drop_of_fragment(&path, fragment, &mut parameters);
        let extensions = OperationExtensions::of(&operation.extensions);
        let (group, name) = split_operation_id(&operation_id);
        Some(Operation {
            group: group.to_owned(),
            name: name.to_owned(),
            method,
            path,
            fixed_query: query.fixed,
            api_version: extensions.api_version.clone(),
            parameters,
            body,
            responses: self.responses(operation, pointer),
            result: OperationResult::default(),
            paging: extensions.pageable.as_ref().map(|it| Paging {
                item_name: it.item_name.clone().unwrap_or_else(|| "value".to_owned()),
                next_link_name: it.next_link_name.clone(),
                is_link_in_header: false,
                next_operation: it.operation_name.clone(),
                token_parameter: it.token_parameter.clone(),
                item: None,
            }),
            long_running: extensions.long_running.as_ref().map(|it| self.long_running(it, pointer)),
            servers: if operation.servers.is_empty() { &item.servers } else { &operation.servers }
                .iter()
                .map(|it| it.url.clone())
                .collect(),
            security: self.security(operation.security.as_ref(), pointer),
            deprecated: operation.deprecated,
            documentation: documentation(operation.summary.as_ref(), operation.description.as_ref()),
            source: Extensions::source(&operation.extensions),
            origin: self.origin(pointer),
            operation_id,
            is_id_made,
        })
    }

    fn path_template(&mut self, text: &str, pointer: &str) -> Option<PathTemplate> {
        PathTemplate::parse(text).map_err(|problem| self.report(Code::InvalidPath, pointer, problem)).ok()
    }

    fn parameters(
        &mut self,
        list: impl Iterator<Item = (&'a ReferenceOr<openapiv3::Parameter>, String)>,
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (parameter, place) in list {
            if let Some((parameter, pointer)) = self.parameter(parameter, place.clone()) {
                let parameter = self.read_parameter(parameter, &pointer);
                if self.has_no_name(&parameter, &place) {
                    continue;
                }
                self.report_second(&parameters, &parameter, &place);
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// Tells of a parameter that no request can carry, since its name is none; the client works without.
    fn has_no_name(&mut self, it: &Parameter, place: &str) -> bool {
        let is_name = match it.location {
            Location::Path | Location::Form => true,
            Location::Query => !it.name.is_empty(),
            Location::Header | Location::Cookie => is_http_token(&it.name),
        };
        if !is_name {
            let what = match it.location {
                Location::Query => "query parameter",
                other => other.as_str(),
            };
            let name = if it.name.is_empty() { "an empty text".to_owned() } else { format!("`{}`", it.name) };
            let message = format!("{name} is no name of a {what}; the client leaves the parameter out");
            self.report_with_hint(Code::Unsupported, &it.origin.pointer, message, "correct the name");
            // Others refer to one that is shared.
            let is_own = it.origin.pointer == place;
            self.diagnostics.settled_by(if is_own { Remedy::Remove } else { Remedy::None });
        }
        !is_name
    }

    /// Tells of a parameter that its list declares twice with different types; that of a path is replaced by an operation's.
    fn report_second(&mut self, earlier: &[Parameter], second: &Parameter, place: &str) {
        let is_same = |it: &&Parameter| {
            let is_header = second.location == Location::Header;
            it.location == second.location
                && (it.name == second.name || is_header && it.name.eq_ignore_ascii_case(&second.name))
        };
        let Some(first) = earlier.iter().find(is_same) else { return };
        let is_other = match (&first.value, &second.value) {
            // Where it stands is no part of what it is.
            (Type::Inline { schema: a }, Type::Inline { schema: b }) => a.kind != b.kind,
            (a, b) => a != b,
        };
        if is_other || first.declared_style != second.declared_style {
            let message = format!(
                "the {} parameter `{}` is declared twice, as different types",
                second.location.as_str(),
                second.name
            );
            self.report(Code::DuplicateParameter, place, message);
        }
    }

    /// The operationId, or a name made of method and path where there is none that could be shown to people, and whether
    /// it is such a name.
    fn operation_id(
        &mut self,
        path: &str,
        method: Method,
        operation: &OpenApiOperation,
        pointer: &str,
    ) -> (String, bool) {
        let given = operation.operation_id.as_deref().unwrap_or_default();
        let usable = given.chars().any(char::is_alphanumeric) && !given.chars().any(|c| c.is_control() || c == '`');
        if usable {
            return (given.to_owned(), false);
        }
        let made = path_name(method, path);
        // The manifest may choose another, in the pass `renames`.
        if self.info.renames.iter().any(|it| it.at == pointer) {
            return (made, true);
        }
        let shown: String = given.escape_debug().collect();
        let message = match given {
            "" => format!("{} {path} has no operationId and is called `{made}`", method.as_str()),
            _ => format!("`{shown}` is no operationId; {} {path} is called `{made}`", method.as_str()),
        };
        self.report(Code::MissingOperationId, pointer, message);
        (made, true)
    }

    fn responses(&mut self, operation: &'a OpenApiOperation, pointer: &str) -> Vec<Response> {
        let mut responses = Vec::new();
        let declared = &operation.responses;
        let by_status = declared.responses.iter().map(|(code, it)| (bodies::status(code), code.to_string(), it));
        let rest = declared.default.iter().map(|it| (Status::Default, "default".to_owned(), it));
        for (status, key, response) in by_status.chain(rest) {
            let response: &ReferenceOr<_> = response;
            if let Some((response, pointer)) = self.response(response, format!("{pointer}/responses/{key}")) {
                if status.is_success() {
                    self.report_answers_left_out(response, &pointer);
                }
                let response = self.read_response(status, response, &pointer);
                responses.push(self.marked_as_can_be(response, &pointer));
            }
        }
        responses.sort_by_key(|it| it.status);
        responses
    }

    /// A response for a class of statuses is what the class says: the client tells answers from errors status by status.
    fn marked_as_can_be(&mut self, response: Response, pointer: &str) -> Response {
        let Status::Class(class) = response.status else { return response };
        match response.marked {
            Some(is_error) if is_error == response.status.is_success() => {
                let (marked, are) = if is_error { ("an error", "answers") } else { ("no error", "errors") };
                self.report_with_hint(
                    Code::ExtensionIgnored,
                    &format!("{pointer}/x-ms-error-response"),
                    format!(
                        "`{class}XX` is marked as {marked}, which only single statuses can be; its statuses are {are}"
                    ),
                    &format!("declare each status that is meant, as `{class}04`, with the extension"),
                );
                Response { marked: None, ..response }
            }
            _ => response,
        }
    }

    fn long_running(&mut self, options: &crate::openapi::extensions::LongRunning, pointer: &str) -> LongRunning {
        let final_state_via = options.final_state_via.as_deref().and_then(|text| {
            let via = FinalStateVia::parse(text);
            if via.is_none() {
                let place = format!("{pointer}/x-ms-long-running-operation-options/final-state-via");
                let meant = nearest_name(text, FinalStateVia::ALL.map(FinalStateVia::name));
                let known = FinalStateVia::ALL.map(|it| format!("`{}`", it.name())).join(", ");
                let hint =
                    format!("its values are {known}; without one, the method and the headers of the answer decide");
                self.report_with_hint(
                    Code::ExtensionIgnored,
                    &place,
                    format!("`{text}` is no value of final-state-via"),
                    &hint,
                );
                self.diagnostics.settled_by(meant.map_or(Remedy::Remove, |it| Remedy::Replace(it.into())));
            }
            via
        });
        let final_state_schema = options.final_state_schema.as_deref().and_then(|reference| {
            let name =
                crate::source::unescape_token(reference.strip_prefix("#/components/schemas/").unwrap_or(reference));
            let known = self.document.openapi.components.as_ref().is_some_and(|it| it.schemas.contains_key(&name));
            if !known {
                self.report(
                    Code::ExtensionIgnored,
                    pointer,
                    format!("final-state-schema `{reference}` does not exist"),
                );
            }
            known.then_some(Type::Reference { name })
        });
        LongRunning { final_state_via, final_state_schema, result_path: None, polling_headers: Vec::new() }
    }
}

/// The operations of a path item in a fixed order.
fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &OpenApiOperation)> {
    [
        (Method::Get, &item.get),
        (Method::Put, &item.put),
        (Method::Patch, &item.patch),
        (Method::Post, &item.post),
        (Method::Delete, &item.delete),
        (Method::Head, &item.head),
        (Method::Options, &item.options),
        (Method::Trace, &item.trace),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Code, Remedy};
    use crate::normalize::fixture::normalized;

    #[test]
    fn a_parameter_whose_name_no_request_can_carry_is_left_out_and_told() {
        for (parameter, told) in [
            ("{name: '', in: header, schema: {type: string}}", 1),
            ("{name: 'My Header', in: header, required: true, schema: {type: string}}", 1),
            ("{name: '', in: query, schema: {type: string}}", 1),
            ("{name: 'a;b', in: cookie, schema: {type: string}}", 1),
            ("{$ref: '#/components/parameters/P'}", 1),
            ("{name: 'a b', in: query, schema: {type: string}}", 0),
            ("{name: x-a.b, in: header, schema: {type: string}}", 0),
        ] {
            let (service, diagnostics) = normalized(&format!(
                "paths: {{/a: {{get: {{operationId: A, parameters: [{parameter}], responses: {{'204': {{description: ''}}}}}}}}}}\n\
                 components: {{parameters: {{P: {{name: 'a:', in: header, schema: {{type: string}}}}}}}}\n"
            ));
            let all: Vec<_> = diagnostics.sorted().into_iter().filter(|it| it.code == Code::Unsupported).collect();
            assert_eq!(all.len(), told, "{parameter}");
            assert_eq!(service.operations().map(|it| it.parameters.len()).sum::<usize>(), 1 - told, "{parameter}");
            // Others refer to one that is shared.
            let removed = if parameter.contains("$ref") { Remedy::None } else { Remedy::Remove };
            assert!(all.iter().all(|it| it.remedy == removed), "{all:?}");
        }
    }

    #[test]
    fn a_parameter_of_two_types_in_one_list_is_told() {
        let (text, number) = ("schema: {type: string}", "schema: {type: integer}");
        let listed = "schema: {type: string, enum: [a, b]}";
        for (of_path, own, told) in [
            (vec![], vec![("x", "query", text), ("x", "query", number)], 1),
            (vec![("x", "query", text), ("x", "query", number)], vec![], 1),
            (vec![], vec![("x", "header", text), ("X", "header", number)], 1),
            (vec![], vec![("x", "query", text), ("X", "query", number)], 0),
            (vec![], vec![("x", "query", text), ("x", "header", number)], 0),
            (vec![], vec![("x", "query", listed), ("x", "query", listed)], 0),
            (vec![("x", "query", text)], vec![("x", "query", number)], 0),
        ] {
            let list = |it: &[(&str, &str, &str)]| {
                let all: Vec<_> =
                    it.iter().map(|(name, at, schema)| format!("{{name: {name}, in: {at}, {schema}}}")).collect();
                format!("[{}]", all.join(", "))
            };
            let (_, diagnostics) = normalized(&format!(
                "paths: {{/a: {{parameters: {}, get: {{operationId: A, parameters: {}, responses: {{'204': {{description: ''}}}}}}}}}}\n",
                list(&of_path),
                list(&own)
            ));
            assert_eq!(diagnostics.count_of(Code::DuplicateParameter), told, "{of_path:?} {own:?}");
        }
    }

    /// What is told of an operation, and what settles it.
    fn told(operation: &str) -> Vec<(Code, String, Remedy)> {
        let (_, diagnostics) =
            normalized(&format!("security: []\npaths: {{/a: {{put: {{operationId: A_Put, {operation}}}}}}}\n"));
        diagnostics.sorted().into_iter().map(|it| (it.code, it.pointer, it.remedy)).collect()
    }

    #[test]
    fn a_final_state_that_there_is_not_is_told_with_the_nearest() {
        let of = |via: &str| {
            told(&format!(
                "x-ms-long-running-operation: true, x-ms-long-running-operation-options: {{final-state-via: {via}}}, responses: {{'200': {{description: ''}}}}"
            ))
        };
        let place = "/paths/~1a/put/x-ms-long-running-operation-options/final-state-via".to_owned();
        let meant = Remedy::Replace("azure-async-operation".into());
        assert_eq!(of("azure-asyncoperation"), [(Code::ExtensionIgnored, place.clone(), meant)]);
        assert_eq!(of("somewhere"), [(Code::ExtensionIgnored, place, Remedy::Remove)]);
        assert_eq!(of("location"), []);
    }

    #[test]
    fn classes_of_statuses_are_answers_or_errors_as_their_statuses_are() {
        let of = |status: &str, marked: bool| {
            told(&format!(
                "responses: {{'200': {{description: ''}}, '{status}': {{description: '', x-ms-error-response: {marked}}}}}"
            ))
        };
        let place = |status: &str| format!("/paths/~1a/put/responses/{status}/x-ms-error-response");
        for (status, marked) in [("4XX", false), ("5XX", false), ("3XX", false), ("2XX", true)] {
            assert_eq!(of(status, marked), [(Code::ExtensionIgnored, place(status), Remedy::Remove)], "{status}");
        }
        for (status, marked) in [("4XX", true), ("2XX", false), ("404", false), ("default", false)] {
            assert_eq!(of(status, marked), [], "{status}");
        }
    }
}
