//! Documentation of operations and their parameters: takes the structure of an operation, gives sentences about it.

use super::english::{a, sentence, singular, third_person, words};
use super::headers::of_headers;
use super::markdown::{code, escaped, wrapped};
use super::{of_constraints, one_of};
use crate::model::{
    BodyKind, EnumValue, FinalStateVia, Level, Location, Method, Operation, OperationResult, Parameter, Response,
    Service, Status, split_operation_id,
};
use crate::rust::types::unnamed_values;

/// Documentation of a method.
pub(in crate::rust) fn of_operation(service: &Service, operation: &Operation) -> Vec<String> {
    let mut text = match &operation.documentation {
        Some(text) => escaped(text),
        None => summary(operation),
    };
    for fact in facts(operation) {
        text.push(' ');
        text.push_str(&fact);
    }
    let mut lines = wrapped(&text);
    lines.push(String::new());
    let version = match &operation.api_version {
        Some(version) if service.api_versions.len() > 1 => format!(", api-version {}", code(version)),
        _ => String::new(),
    };
    let request = format!("`{} {}`", operation.method.as_str(), shortened(operation.path.as_str()));
    lines.push(format!("`{}`: {request}{version}", code(&operation.operation_id)));
    let described = described_arguments(service, operation);
    if !described.is_empty() {
        lines.push(String::new());
        lines.extend(described);
    }
    lines
}

/// The required parameters that have a text, or values without names: Rust has no place for it at the argument.
fn described_arguments(service: &Service, operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    let parameters = operation
        .parameters
        .iter()
        .filter(|it| it.required && it.level == Level::Method && it.constant.is_none() && !it.api_version)
        .map(|it| (&it.name, &it.client_name, &it.documentation, unnamed_values(&service.schemas, &it.value)));
    let body = operation.body.iter().filter(|it| it.required);
    let body = body.map(|it| (&it.name, &it.client_name, &it.documentation, Vec::new()));
    for (name, client_name, text, values) in parameters.chain(body) {
        let values = one_of(&values);
        if text.is_none() && values.is_none() {
            continue;
        }
        let name = crate::rust::names::snake(client_name.as_ref().unwrap_or(name));
        let text = text.as_deref().map(escaped);
        let said: Vec<&str> = text.iter().chain(&values).flat_map(|it| it.split_whitespace()).collect();
        let flat = said.join(" ");
        for (index, line) in wrapped(&format!("`{name}`: {flat}")).into_iter().enumerate() {
            lines.push(format!("{} {line}", if index == 0 { "-" } else { " " }));
        }
    }
    lines
}

/// What follows for the caller from the operation's kind and its responses.
fn facts(operation: &Operation) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(long_running) = &operation.long_running {
        let text = match (operation.method, long_running.final_state_via) {
            (Method::Delete, _) => "Long-running: awaiting it waits until the resource is gone.",
            (_, Some(FinalStateVia::Location)) => "Long-running: awaiting it waits for the result.",
            _ => "Long-running: awaiting it waits for the end.",
        };
        facts.push(text.to_owned());
    }
    if matches!(operation.result, OperationResult::OptionalBody { .. })
        && operation.long_running.is_none()
        && operation.paging.is_none()
    {
        let empty: Vec<String> = operation
            .responses
            .iter()
            .filter(|it| !it.error && it.body.is_none())
            .map(|it| match it.status {
                Status::Code(status) => status.to_string(),
                Status::Class(_) | Status::Default => "another success".to_owned(),
            })
            .collect();
        if !empty.is_empty() {
            facts.push(format!("`None` when the service answers {}.", empty.join(" or ")));
        }
        if operation.responses.iter().any(|it| !it.error && it.status == Status::Default) {
            facts.push("`None` when the service answers without a body.".to_owned());
        }
        if operation.responses.iter().any(|it| !it.error && it.nullable) {
            facts.push("`None` when the service answers `null`.".to_owned());
        }
    }
    let is_redirect = |it: &Response| matches!(it.status, Status::Code(301..=303 | 307 | 308));
    if operation.responses.iter().any(|it| !it.error && is_redirect(it)) {
        facts.push("A redirect is the answer, and is not followed: `Location` is a header of the response.".to_owned());
    }
    // Where it is an argument, that says enough.
    let is_said = operation.parameters.iter().any(|it| it.is_content_type() && it.required);
    if let Some(body) = operation.body.as_ref().filter(|_| !is_said) {
        let others: Vec<String> = body
            .media_types
            .iter()
            .filter(|it| **it != body.media_type && body.kind.is_written_as(it))
            .filter(|it| !it.contains('*') || matches!(body.kind, BodyKind::Binary | BodyKind::Text))
            .map(|it| match it.as_str() {
                "*/*" => "any other".to_owned(),
                it if it.contains('*') => format!("one of `{}`", code(it)),
                it => format!("`{}`", code(it)),
            })
            .collect();
        if !others.is_empty() {
            facts.push(format!(
                "The body goes out as `{}`; the header `Content-Type` of the call can say {} instead.",
                code(&body.media_type),
                others.join(" or ")
            ));
        }
    }
    facts.extend(of_headers(operation));
    facts
}

/// A sentence on what the operation does, from its name and path.
fn summary(operation: &Operation) -> String {
    let path = Resources::of(operation);
    if operation.result == OperationResult::Exists {
        return format!("Tells whether {} exists: `false` when the service answers 404.", path.target(false));
    }
    let name = words(split_operation_id(&operation.operation_id).1);
    let all: Vec<&str> = name.split(' ').collect();
    // What follows these words tells operations of one verb apart; the path says it better.
    let end = all.iter().skip(1).position(|it| ["at", "by", "in"].contains(it)).map_or(all.len(), |it| it + 1);
    let core = all[..end].join(" ");
    let verb = match core.as_str() {
        "list" | "list all" => return format!("Lists {}.", path.target(true)),
        "get" | "get all" if operation.paging.is_some() => return format!("Lists {}.", path.target(true)),
        "delete all" => return format!("Deletes all of {}.", path.target(true)),
        "get" | "read" => Some("Reads".to_owned()),
        "query" if operation.method == Method::Get => Some("Reads".to_owned()),
        "put" | "replace" => Some("Creates or replaces".to_owned()),
        "patch" => Some("Updates".to_owned()),
        "remove" => Some("Deletes".to_owned()),
        // `Get` and the name of what the path leads to is `Get`.
        core if core.strip_prefix("get ").is_some_and(|it| path.name().as_deref() == Some(it)) => {
            Some("Reads".to_owned())
        }
        _ => None,
    };
    if let Some(verb) = verb {
        return format!("{verb} {}.", path.target(false));
    }
    let Some((verb, object)) = predicate(&all[..end]) else { return format!("{}.", sentence(&name)) };
    if object.is_empty() {
        // These are about what the path leads to; other verbs are actions on what holds it.
        let leads_to_it = all[..end].iter().all(|it| ["create", "delete", "or", "replace", "update"].contains(it));
        let what = if leads_to_it { None } else { path.holder() };
        return format!("{verb} {}.", what.unwrap_or_else(|| path.target(false)));
    }
    // With such words it is no name of a thing; where they come first, the thing is what the group is named after.
    let is_relation = |it: &&str| ["as", "for", "from", "if", "of", "on", "to", "with"].contains(it);
    if object.iter().any(is_relation) {
        let what = object.first().filter(|it| is_relation(it)).and_then(|_| path.thing(all[0] == "list"));
        return format!("{verb} {}{}.", what.map(|it| format!("{it} ")).unwrap_or_default(), object.join(" "));
    }
    if let ["all", others @ ..] = object {
        return format!("{verb} all {}.", if others.is_empty() { path.target(true) } else { others.join(" ") });
    }
    if path.name().is_some_and(|it| it == object.join(" ")) {
        return format!("{verb} {}.", path.target(false));
    }
    let of = path.relation().map(|it| format!(" {it}")).unwrap_or_default();
    let what = if object == ["default"] { format!(" {}", singular(&words(&operation.group))) } else { String::new() };
    format!("{verb} the {}{what}{of}.", object.join(" "))
}

/// The verbs that words begin with, in the third person, and the rest: `create or update value` gives `Creates or updates`
/// and `value`.
fn predicate<'a>(words: &'a [&'a str]) -> Option<(String, &'a [&'a str])> {
    let mut verb = third_person(words.first()?)?;
    let mut rest = &words[1..];
    while let ["or" | "and", next, after @ ..] = rest {
        let Some(next) = third_person(next) else { break };
        verb = format!("{verb} {} {}", rest[0], next.to_lowercase());
        rest = after;
    }
    Some((verb, rest))
}

/// The resources a path leads through: `/registries/{registryName}/runs` are registries, one of them, and its runs.
struct Resources {
    steps: Vec<Step>,
}

struct Step {
    /// The words of the collection, or of the parameter where none is named.
    words: String,
    /// Whether one of the collection is chosen.
    one: bool,
    /// Whether the client holds the name of that one.
    held: bool,
    /// Whether the group is named after it.
    meant: bool,
    /// Whether the path ends in an action on all of it.
    action: bool,
    /// Whether it is a place to put resources: a subscription or a resource group.
    place: bool,
}

impl Resources {
    fn of(operation: &Operation) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let has_words = |it: &&str| it.contains(char::is_alphanumeric);
        let mut segments = operation.path.as_str().split('/').filter(has_words).peekable();
        let parameter = |text: &str| Some(text.strip_prefix('{')?.strip_suffix('}')?.to_owned());
        let held = |name: &str| operation.parameters.iter().any(|it| it.name == name && it.level == Level::Client);
        // What a parameter of its own names.
        let named = |name: &str| Step {
            words: noun(name),
            one: true,
            held: held(name),
            meant: false,
            action: false,
            place: false,
        };
        while let Some(segment) = segments.next() {
            if segment.eq_ignore_ascii_case("providers") && segments.peek().is_some() {
                // The namespace, and what it is a parameter of where it is one.
                if let Some(name) = segments.next().and_then(parameter) {
                    steps.push(named(&name));
                }
                continue;
            }
            // `v1.0` and the like name no resource.
            if segment.strip_prefix('v').is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit())) {
                continue;
            }
            if let Some(name) = parameter(segment) {
                steps.push(named(&name));
                continue;
            }
            if segment == "default" {
                segments.next_if(|it| it.starts_with('{'));
                continue;
            }
            let lower = segment.to_ascii_lowercase();
            let words = if lower == "resourcegroups" { "resource groups".to_owned() } else { words(segment) };
            let words = words.strip_prefix("get ").map_or(words.clone(), str::to_owned);
            let next = segments.next_if(|it| it.starts_with('{') && it.ends_with('}') || *it == "default");
            steps.push(Step {
                one: next.is_some(),
                held: next.and_then(parameter).is_some_and(|it| held(&it)),
                meant: false,
                action: false,
                place: ["subscriptions", "resourcegroups"].contains(&lower.as_str()),
                words,
            });
        }
        // What the group is named after is what its operations are about; what follows it in a path are details.
        let group = words(&operation.group);
        let is_meant = |it: &Step| [&it.words, &singular(&it.words)].into_iter().any(|it| ends_with_words(&group, it));
        if let Some(index) = steps.iter().rposition(is_meant) {
            steps.truncate(index + 1);
            steps[index].meant = true;
        } else if let [before @ .., last] = steps.as_mut_slice()
            && !last.one
            && last.words.split(' ').next().is_some_and(|it| third_person(it).is_some())
            // A verb alone is an action on what holds it, if anything does.
            && (last.words.contains(' ') || !before.iter().any(|it| it.one))
            && !group.is_empty()
        {
            last.words = group;
            last.action = true;
        }
        Self { steps }
    }

    /// What one of the last resources is called.
    fn name(&self) -> Option<String> {
        self.steps.last().filter(|it| it.one).map(|it| singular(&it.words))
    }

    /// What the group is named after, alone.
    fn thing(&self, all: bool) -> Option<String> {
        let last = self.steps.last().filter(|it| it.meant)?;
        Some(if all { format!("the {}", last.words) } else { a(&singular(&last.words)) })
    }

    /// The last resource, and of what or in what it is.
    fn target(&self, all: bool) -> String {
        let Some(last) = self.steps.last() else { return "the service".to_owned() };
        let what = match (all, last.one) {
            (true, _) => format!("the {}", last.words),
            (false, true) => last.named(),
            (false, false) if last.action || singular(&last.words) == last.words => format!("the {}", last.words),
            (false, false) => a(&singular(&last.words)),
        };
        what + &of(&self.steps[..self.steps.len() - 1])
    }

    /// The nearest single resource, and of what or in what it is.
    fn holder(&self) -> Option<String> {
        let index = self.steps.iter().rposition(|it| it.one)?;
        // An action on a collection, such as `register`, is about one of the collection.
        if index + 1 < self.steps.len() && self.steps.last().is_some_and(|it| it.meant && !it.action) {
            return None;
        }
        Some(self.steps[index].named() + &of(&self.steps[..index]))
    }

    /// The nearest single resource, as what something else belongs to.
    fn relation(&self) -> Option<String> {
        self.steps.iter().rev().find(|it| it.one).map(Step::relation)
    }
}

/// The nearest single resource of these, as what something else belongs to.
fn of(steps: &[Step]) -> String {
    steps.iter().rev().find(|it| it.one).map(|it| format!(" {}", it.relation())).unwrap_or_default()
}

/// Whether words are the end of others, or all of them; how they are set apart does not matter.
fn ends_with_words(text: &str, end: &str) -> bool {
    text == end
        || text.strip_suffix(end).is_some_and(|it| it.ends_with(' '))
        || text.replace(' ', "") == end.replace(' ', "")
}

impl Step {
    fn named(&self) -> String {
        let words = singular(&self.words);
        if self.held { format!("the {words}") } else { a(&words) }
    }

    fn relation(&self) -> String {
        format!("{} {}", if self.place { "in" } else { "of" }, self.named())
    }
}

/// What a parameter names: `registryName` gives `registry`.
fn noun(parameter: &str) -> String {
    let words = words(parameter);
    [" name", " id", " namespace"].iter().find_map(|it| words.strip_suffix(it)).unwrap_or(&words).to_owned()
}

/// Documentation of an optional parameter.
pub(in crate::rust) fn of_parameter(parameter: &Parameter, unnamed_values: &[&EnumValue]) -> Vec<String> {
    let place = match parameter.location {
        Location::Path => "Path parameter",
        Location::Query => "Query parameter",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
        Location::Form => "Form field",
    };
    let name = format!("`{}`", code(&parameter.name));
    let mut facts = vec![if parameter.documentation.is_some() { name } else { format!("{place} {name}") }];
    if let Some(default) = &parameter.default {
        facts.push(format!("default `{}`", code(&default.to_string())));
    }
    let mut text = facts.join(", ");
    text.push('.');
    for fact in of_constraints(&parameter.constraints).into_iter().chain(one_of(unnamed_values)) {
        text.push(' ');
        text.push_str(&fact);
    }
    match &parameter.documentation {
        Some(documentation) => wrapped(&format!("{} ({})", escaped(documentation), text.trim_end_matches('.'))),
        None => wrapped(&text),
    }
}

/// Documentation of the setter of an optional body.
pub(in crate::rust) fn of_body(documentation: Option<&str>) -> Vec<String> {
    documentation.map_or_else(|| vec!["The body of the request.".to_owned()], |it| wrapped(&escaped(it)))
}

/// A path from its last provider on, since what comes before is the same everywhere.
fn shortened(path: &str) -> String {
    match path.rfind("/providers/") {
        Some(0) | None => code(path),
        Some(start) => format!("…{}", code(&path[start..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::fixture::normalized;

    /// The summary of one operation of a spec of its own.
    fn summarized(method: &str, id: &str, path: &str, extra: &str) -> String {
        let parameters: Vec<String> = path
            .split('/')
            .filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| match name {
                "subscriptionId" => "{$ref: '#/components/parameters/S'}".to_owned(),
                _ => format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}"),
            })
            .collect();
        let (service, diagnostics) = normalized(&format!(
            "paths: {{'{path}': {{{method}: {{operationId: {id}, parameters: [{}], {extra} responses: {{'204': \
             {{description: ''}}, '404': {{description: ''}}}}}}}}}}\n\
             components: {{parameters: {{S: {{name: subscriptionId, in: path, required: true, schema: {{type: string}}, x-ms-parameter-location: client}}}}}}",
            parameters.join(", ")
        ));
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        summary(service.operations().next().expect("one operation"))
    }

    #[test]
    fn names_and_paths_become_sentences() {
        const GROUP: &str = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/M.X/shops";
        let shop = format!("{GROUP}/{{shopName}}");
        let cases = [
            ("get", "Shops_Get", shop.as_str(), "", "Reads a shop in a resource group."),
            ("get", "Shops_ListByResourceGroup", GROUP, "", "Lists the shops in a resource group."),
            (
                "get",
                "Shops_List",
                "/subscriptions/{subscriptionId}/providers/M.X/shops",
                "",
                "Lists the shops in the subscription.",
            ),
            (
                "put",
                "Orders_CreateOrUpdate",
                &format!("{shop}/orders/{{id}}"),
                "",
                "Creates or updates an order of a shop.",
            ),
            ("patch", "Orders_Update", &format!("{shop}/orders/{{id}}"), "", "Updates an order of a shop."),
            ("delete", "Settings_Delete", &format!("{shop}/settings/default"), "", "Deletes a setting of a shop."),
            ("post", "Shops_Close", &format!("{shop}/close"), "", "Closes a shop in a resource group."),
            ("post", "Shops_RegenerateKeys", &format!("{shop}/regenerateKeys"), "", "Regenerates the keys of a shop."),
            ("post", "Quotas_Update", "/{scope}/providers/M.X/updateQuotas", "", "Updates the quotas of a scope."),
            ("get", "Orders_GetOrder", &format!("{shop}/orders/{{id}}"), "", "Reads an order of a shop."),
            ("get", "Orders_GetDefault", &format!("{shop}/default"), "", "Gets the default order of a shop."),
            ("put", "Orders_SetDefault", &format!("{shop}/default/{{name}}"), "", "Sets the default order of a shop."),
            ("delete", "Orders_DeleteAll", &format!("{shop}/orders"), "", "Deletes all of the orders of a shop."),
            (
                "put",
                "Orders_CreateOrUpdateNote",
                &format!("{shop}/orders/{{id}}/notes/{{noteId}}"),
                "",
                "Creates or updates the note of an order.",
            ),
            ("post", "Orders_Register", &format!("{shop}/orders/register"), "", "Registers an order of a shop."),
            (
                "get",
                "ShopOrders_Download",
                &format!("{shop}/orders/{{id}}/content"),
                "",
                "Downloads an order of a shop.",
            ),
            ("get", "Sizes_List", "/v1.0/{scope}/sizes", "", "Lists the sizes of a scope."),
            ("post", "Orders_BatchAdd", &format!("{shop}/batch"), "", "Batch add."),
            ("put", "Tags_AssignToApi", "/apis/{apiId}/tags/{tagId}", "", "Assigns a tag to api."),
            ("get", "Tags_ListForScope", "/{scope}/providers/M.X/tags", "", "Lists the tags for scope."),
            ("post", "Files_ConvertToPdf", "/convertToPdf", "", "Converts to pdf."),
            ("put", "Schemas_Put", "/apis/{apiId}/schemas/{id}", "", "Creates or replaces a schema of an api."),
            ("get", "Jobs_GetAllStatistics", "/jobstats", "", "Gets all statistics."),
            ("post", "Values_AddValue", "/values/{id}", "", "Adds a value."),
            (
                "post",
                "Partitions_StartLoss",
                "/faults/$/GetPartitions/{id}/$/Loss",
                "",
                "Starts the loss of a partition.",
            ),
            ("post", "Images_Evaluate", "/ProcessImage/Evaluate", "", "Evaluates the images."),
            ("get", "Tags_GetAtScope", "/{scope}/providers/M.X/tags/{tagName}", "", "Reads a tag of a scope."),
            (
                "head",
                "Shops_CheckExistence",
                &shop,
                "",
                "Tells whether a shop in a resource group exists: `false` when the service answers 404.",
            ),
        ];
        for (method, id, path, extra, expected) in cases {
            assert_eq!(summarized(method, id, path, extra), expected, "{id}");
        }
    }

    #[test]
    fn lists_in_pages_are_never_none() {
        const LIST: &str = "{description: '', content: {application/json: {schema: {type: object, properties: {value: \
                            {type: array, items: {type: string}}}}}}}";
        for (pageable, told) in [("", true), ("x-ms-pageable: {nextLinkName: null}, ", false)] {
            let (service, _) = normalized(&format!(
                "paths: {{/a: {{get: {{operationId: A_List, {pageable}responses: {{'200': {LIST}, '204': {{description: ''}}}}}}}}}}"
            ));
            let facts = facts(service.operations().next().expect("one operation"));
            assert_eq!(facts.iter().any(|it| it.contains("`None` when the service answers 204")), told, "{pageable}");
        }
    }

    #[test]
    fn paths_lose_their_head() {
        assert_eq!(shortened("/subscriptions/{s}/providers/M.X/a/{b}"), "…/providers/M.X/a/{b}");
        assert_eq!(shortened("/providers/M.X/operations"), "/providers/M.X/operations");
    }
}
