//! Operations: takes the matched operations, gives what changed in how they are called.

use super::{Comparison, types};
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::matching::{Pair, skeleton};
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{
    Credential, CredentialScheme, Location, LongRunning, Operation, Paging, Requirement, Segment, Service,
};
use crate::overrides::SkippedOperation;

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let sides = self.sides;
        for pair in sides.matching.all_operations(sides.old, sides.new) {
            match pair {
                Pair::New(it) => {
                    let was_skipped = is_skipped(sides.old, it);
                    let rule = if was_skipped { Rule::OperationNoLongerSkipped } else { Rule::OperationAdded };
                    let change = Change::new(rule, Subject::operation(&it.operation_id));
                    self.add(change.to(request_line(it)).at(None, Some(&it.origin)));
                }
                Pair::Old(it) => {
                    let is_skipped = is_skipped(sides.new, it);
                    let rule = if is_skipped { Rule::OperationSkipped } else { Rule::OperationRemoved };
                    let change = Change::new(rule, Subject::operation(&it.operation_id));
                    self.add(change.from(request_line(it)).at(Some(&it.origin), None));
                }
                Pair::Both(old, new) => self.operation(old, new),
            }
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let Operation {
            operation_id: _,
            // Where it comes from; what it is counts.
            is_id_made: _,
            // Both are parts of the operationId.
            group: _,
            name: _,
            method: _,
            path: _,
            fixed_query: _,
            // Compared for all operations together.
            api_version: _,
            parameters: _,
            body: _,
            responses: _,
            // It follows from the responses, paging and the end of a long-running operation.
            result: _,
            paging: _,
            long_running: _,
            servers: _,
            security: _,
            deprecated: _,
            documentation: _,
            source: _,
            origin: _,
        } = new;
        let subject = Subject::operation(&new.operation_id);
        let change = |rule: Rule| Change::new(rule, subject.clone()).at(Some(&old.origin), Some(&new.origin));
        if old.operation_id != new.operation_id {
            let change = change(Rule::OperationIdChanged);
            self.add(if self.is_of_renamed_group(old, new) {
                // One cause for all operations of the group.
                let all = format!("{}_*", new.group);
                change.cause(&all).from(format!("{}_*", old.group)).to(all)
            } else {
                change.from(&old.operation_id).to(&new.operation_id)
            });
        }
        let same_path = skeleton(old) == skeleton(new) && self.same_values(old, new);
        if !same_path || old.fixed_query != new.fixed_query {
            self.add(change(Rule::OperationPathChanged).from(path(old)).to(path(new)));
        } else if literals(old) != literals(new) {
            self.add(change(Rule::OperationPathChanged).callers(Callers::Maybe).from(path(old)).to(path(new)));
        }
        if old.method != new.method {
            self.add(change(Rule::OperationMethodChanged).from(old.method.as_str()).to(new.method.as_str()));
        }
        self.servers(&|rule| change(rule).cause("operations"), &old.servers, &new.servers);
        match (old.deprecated, new.deprecated) {
            (false, true) => self.add(change(Rule::OperationDeprecated)),
            (true, false) => self.add(change(Rule::OperationNoLongerDeprecated)),
            _ => {}
        }
        if old.security != new.security {
            let callers = without_other_credential(&old.security, &new.security);
            let change = change(Rule::SecurityChanged).cause("security").callers(callers);
            self.add(change.from(security(&old.security)).to(security(&new.security)));
        }
        self.long_running(&change, old, new);
        self.paging(&change, old, new);
        self.documentation(
            change(Rule::OperationDocsChanged),
            old.documentation.as_deref(),
            new.documentation.as_deref(),
        );
        self.parameters(old, new);
        self.bodies(old, new);
    }

    /// Whether the operation moved with all others of its group, and nothing but the group has another name.
    fn is_of_renamed_group(&self, old: &Operation, new: &Operation) -> bool {
        let groups =
            |side: &Service, name: &str| side.groups.iter().find(|it| it.name == name).map(|it| it.operations.len());
        !old.group.is_empty()
            && !new.group.is_empty()
            && old.name == new.name
            && groups(self.sides.old, &old.group).is_some_and(|count| count > 1)
            && groups(self.sides.new, &old.group).is_none()
    }

    /// Whether each place of the path takes the value that it took: parameters that change places send other requests.
    fn same_values(&self, old: &Operation, new: &Operation) -> bool {
        let target = |name: &str| self.sides.matching.parameter(&old.operation_id, Location::Path, name).1;
        old.path.parameters().map(target).zip(new.path.parameters()).all(|(a, b)| a.eq_ignore_ascii_case(b))
    }

    fn long_running(&mut self, change: &dyn Fn(Rule) -> Change, old: &Operation, new: &Operation) {
        match (&old.long_running, &new.long_running) {
            (None, Some(_)) => self.add(change(Rule::OperationBecameLro)),
            (Some(_), None) => self.add(change(Rule::OperationNoLongerLro)),
            (Some(a), Some(b)) => {
                // The polling headers are those of the responses, which are compared by themselves.
                let LongRunning { final_state_via: _, final_state_schema: _, result_path: _, polling_headers: _ } = b;
                let schema = match (&a.final_state_schema, &b.final_state_schema) {
                    (Some(a), Some(b)) => self.sides.type_change(a, b).is_some(),
                    (a, b) => a.is_some() != b.is_some(),
                };
                if schema || (a.final_state_via, &a.result_path) != (b.final_state_via, &b.result_path) {
                    self.add(change(Rule::LroFinalResultChanged).from(final_result(a)).to(final_result(b)));
                }
            }
            (None, None) => {}
        }
    }

    fn paging(&mut self, change: &dyn Fn(Rule) -> Change, old: &Operation, new: &Operation) {
        match (&old.paging, &new.paging) {
            (None, Some(_)) => self.add(change(Rule::OperationBecamePageable)),
            (Some(_), None) => self.add(change(Rule::OperationNoLongerPageable)),
            (Some(a), Some(b)) => {
                let Paging {
                    item_name: _,
                    next_link_name: _,
                    is_link_in_header: _,
                    next_operation: _,
                    token_parameter: _,
                    item: _,
                } = b;
                let item = match (&a.item, &b.item) {
                    (Some(a), Some(b)) => self.sides.type_change(a, b).is_some(),
                    (a, b) => a.is_some() != b.is_some(),
                };
                let text = |it: &Paging| {
                    let header = if it.is_link_in_header { "header " } else { "" };
                    let link = it.next_link_name.as_deref().unwrap_or("none");
                    let item = it.item.as_ref().map(types::show).unwrap_or_default();
                    let next = it.next_operation.as_ref().map(|it| format!(", next by {it}")).unwrap_or_default();
                    let token = it.token_parameter.as_ref().map(|it| format!(", a token in {it}")).unwrap_or_default();
                    format!("{} of {item}, link {header}{link}{next}{token}", it.item_name)
                };
                let names = |it: &Paging| {
                    let next = (it.next_operation.clone(), it.token_parameter.clone());
                    (it.item_name.clone(), it.next_link_name.clone(), it.is_link_in_header, next)
                };
                if item || names(a) != names(b) {
                    self.add(change(Rule::PagingFieldsChanged).from(text(a)).to(text(b)));
                }
            }
            (None, None) => {}
        }
    }
}

/// Whether the manifest leaves the operation out of a side.
fn is_skipped(side: &Service, operation: &Operation) -> bool {
    side.skipped.iter().any(|it| {
        let SkippedOperation { operation_id, method, path: at, reason: _ } = it;
        let own = operation.operation_id == *operation_id;
        own || (operation.method.as_str() == method && path(operation) == *at)
    })
}

/// The parts of a path that are the same in every request, which parameters' names are not.
fn literals(operation: &Operation) -> Vec<&str> {
    let mut found = Vec::new();
    for segment in operation.path.segments() {
        if let Segment::Literal(text) = segment {
            found.push(text.as_str());
        }
    }
    found
}

fn path(it: &Operation) -> String {
    let query: Vec<String> = it.fixed_query.iter().map(|(key, value)| format!("{key}={value}")).collect();
    match query.as_slice() {
        [] => it.path.as_str().to_owned(),
        query => format!("{}?{}", it.path.as_str(), query.join("&")),
    }
}

/// Method and path.
pub(in crate::diff) fn request_line(it: &Operation) -> String {
    format!("{} {}", it.method.as_str(), path(it))
}

/// What callers notice whose credential stays as it is: nothing if what was asked for is still enough, failures if it is not,
/// and what depends on their scopes.
fn without_other_credential(old: &[Requirement], new: &[Requirement]) -> Callers {
    // Of what nothing is said of takes a token.
    let kinds = |it: &[Requirement]| -> Vec<Vec<Option<CredentialScheme>>> {
        let kinds = |it: &Requirement| it.iter().map(|it| kind(&it.scheme)).collect();
        if it.is_empty() { vec![vec![None]] } else { it.iter().map(kinds).collect() }
    };
    let (old_kinds, new_kinds) = (kinds(old), kinds(new));
    let is_enough = |old: &Vec<_>| new_kinds.iter().any(|new| new.iter().all(|it| old.contains(it)));
    if !old.is_empty() && old.iter().all(|it| new.contains(it)) {
        Callers::No
    } else if old_kinds.iter().all(is_enough) {
        Callers::Maybe
    } else {
        Callers::Yes
    }
}

/// What callers have for a scheme: a token is a token (`None`), wherever it comes from.
fn kind(scheme: &CredentialScheme) -> Option<CredentialScheme> {
    match scheme {
        CredentialScheme::ApiKey { .. } | CredentialScheme::Certificate => Some(scheme.clone()),
        CredentialScheme::Http { name } if name != "bearer" => Some(scheme.clone()),
        _ => None,
    }
}

/// What one of several requirements asks for; text that no secret is part of.
fn security(all: &[Requirement]) -> String {
    let credential = |it: &Credential| {
        let scheme = it.scheme.words();
        if it.scopes.is_empty() { scheme } else { format!("{scheme} ({})", it.scopes.join(", ")) }
    };
    let requirement = |it: &Requirement| match it.as_slice() {
        [] => "nothing".to_owned(),
        list => list.iter().map(credential).collect::<Vec<_>>().join(" and "),
    };
    if all.is_empty() { "unsaid".to_owned() } else { all.iter().map(requirement).collect::<Vec<_>>().join(" or ") }
}

fn final_result(it: &LongRunning) -> String {
    let via = serde_json::to_value(it.final_state_via).ok().and_then(|it| it.as_str().map(str::to_owned));
    let schema = it.final_state_schema.as_ref().map(types::show);
    let parts: Vec<String> = via.into_iter().chain(schema).collect();
    if parts.is_empty() { "unsaid".to_owned() } else { parts.join(", ") }
}
