//! Bodies: takes the request bodies and responses of two matched operations, gives what changed in them.

use super::Comparison;
use super::types::{TypeChange, show};
use crate::diff::change::Change;
use crate::diff::effect::Callers;
use crate::diff::matching::responses;
use crate::diff::rules::Rule;
use crate::diff::subject::{self, Subject};
use crate::model::{Body, Header, Operation, Response};

impl Comparison<'_> {
    pub(super) fn bodies(&mut self, old: &Operation, new: &Operation) {
        let subject = Subject::Body { operation: new.operation_id.clone() };
        match (&old.body, &new.body) {
            (None, Some(it)) => {
                let callers = if it.required { Callers::Yes } else { Callers::No };
                let change = Change::new(Rule::RequestBodyAdded, subject).callers(callers).to(show(&it.value));
                self.add(change.at(None, Some(&it.origin)));
            }
            (Some(it), None) => {
                let change = Change::new(Rule::RequestBodyRemoved, subject).from(show(&it.value));
                self.add(change.at(Some(&it.origin), None));
            }
            (Some(a), Some(b)) => self.body(&subject, a, b),
            (None, None) => {}
        }
        self.statuses(old, new);
        for (a, b) in responses(old, new) {
            self.response(new, a, b);
        }
    }

    fn body(&mut self, subject: &Subject, old: &Body, new: &Body) {
        // A new field of the model has to be compared here; so it is in all of these files.
        let Body {
            name: _,
            client_name: _,
            required: _,
            media_type: _,
            media_types: _,
            kind: _,
            value: _,
            nullable: _,
            documentation: _,
            origin: _,
        } = new;
        let change = |rule: Rule| Change::new(rule, subject.clone()).at(Some(&old.origin), Some(&new.origin));
        let name = |it: &Body| it.client_name.clone().unwrap_or_else(|| it.name.clone());
        if old.name != new.name || name(old) != name(new) {
            self.add(change(Rule::BodyParameterRenamed).from(name(old)).to(name(new)));
        }
        match (old.required, new.required) {
            (false, true) => self.add(change(Rule::RequestBodyBecameRequired)),
            (true, false) => self.add(change(Rule::RequestBodyBecameOptional)),
            _ => {}
        }
        if old.kind != new.kind
            || sorted(&old.media_types) != sorted(&new.media_types)
            || old.media_type != new.media_type
        {
            let rule = change(Rule::RequestContentTypeChanged);
            self.add(rule.from(old.media_types.join(", ")).to(new.media_types.join(", ")));
        } else if old.media_types != new.media_types {
            self.add(change(Rule::OrderOnly).cause("media types"));
        }
        if let Some(kind) = self.sides.type_change(&old.value, &new.value).filter(|_| old.kind == new.kind) {
            let rule = match kind {
                TypeChange::EnumIntroduced => Rule::EnumIntroduced,
                TypeChange::EnumDissolved => Rule::EnumDissolved,
                _ => Rule::RequestBodyTypeChanged,
            };
            let (from, to) = self.sides.show_both(&old.value, &new.value);
            self.add(change(rule).from(from).to(to));
        } else if old.nullable != new.nullable && old.kind == new.kind {
            let text = |it: &Body| format!("{}{}", show(&it.value), if it.nullable { " or null" } else { "" });
            self.add(change(Rule::RequestBodyTypeChanged).from(text(old)).to(text(new)));
        }
        self.documentation(
            change(Rule::ParameterDocsChanged),
            old.documentation.as_deref(),
            new.documentation.as_deref(),
        );
    }

    /// Statuses that are new, gone, or became errors.
    fn statuses(&mut self, old: &Operation, new: &Operation) {
        let has = |list: &[Response], it: &Response| {
            list.iter().any(|other| (other.status, other.error) == (it.status, it.error))
        };
        for it in new.responses.iter().filter(|it| !has(&old.responses, it)) {
            let rule = if it.error { Rule::ErrorStatusAdded } else { Rule::ResponseStatusAdded };
            let change = self.of_response(rule, new, it).to(content(it)).at(None, Some(&it.origin));
            self.add(change);
        }
        for it in old.responses.iter().filter(|it| !has(&new.responses, it)) {
            let rule = if it.error { Rule::ErrorStatusRemoved } else { Rule::ResponseStatusRemoved };
            let change = self.of_response(rule, new, it).from(content(it)).at(Some(&it.origin), None);
            self.add(change);
        }
    }

    fn of_response(&self, rule: Rule, operation: &Operation, it: &Response) -> Change {
        let subject = Subject::Response { operation: operation.operation_id.clone(), status: it.status };
        Change::new(rule, subject).cause(format!("response {}", subject::status(it.status)))
    }

    fn response(&mut self, operation: &Operation, old: &Response, new: &Response) {
        let Response {
            // Responses are matched by these.
            status: _,
            error: _,
            marked: _,
            body: _,
            nullable: _,
            body_kind: _,
            media_types: _,
            headers: _,
            documentation: _,
            origin: _,
        } = new;
        let change = |rule: Rule| {
            let subject = Subject::Response { operation: operation.operation_id.clone(), status: new.status };
            let cause = format!("response {}", subject::status(new.status));
            Change::new(rule, subject).cause(cause).at(Some(&old.origin), Some(&new.origin))
        };
        let texts = (old.body.as_ref().map(show), new.body.as_ref().map(show));
        let with_texts = |mut change: Change| {
            (change.old, change.new) = texts.clone();
            change
        };
        let differ = match (&old.body, &new.body) {
            (Some(a), Some(b)) => self.sides.type_change(a, b),
            (None, None) => None,
            _ => Some(TypeChange::Other),
        };
        match (differ, &old.body, &new.body) {
            (None, _, _) if old.nullable != new.nullable && !new.error => {
                let text = |it: &Response| format!("{}{}", content(it), if it.nullable { " or null" } else { "" });
                self.add(change(Rule::ResponseBodyTypeChanged).from(text(old)).to(text(new)));
            }
            (None, _, _) => {}
            (Some(_), _, _) if new.error => self.add(with_texts(change(Rule::ErrorBodyChanged))),
            (Some(_), None, Some(_)) => self.add(with_texts(change(Rule::ResponseBodyAdded))),
            (Some(_), Some(_), None) => self.add(with_texts(change(Rule::ResponseBodyRemoved))),
            (Some(TypeChange::EnumIntroduced), _, _) => self.add(with_texts(change(Rule::EnumIntroduced))),
            (Some(TypeChange::EnumDissolved), _, _) => self.add(with_texts(change(Rule::EnumDissolved))),
            (Some(_), _, _) => self.add(with_texts(change(Rule::ResponseBodyTypeChanged))),
        }
        // Media types of a response without a body mean nothing.
        if old.body.is_some() && new.body.is_some() {
            if old.body_kind != new.body_kind || sorted(&old.media_types) != sorted(&new.media_types) {
                let rule = change(Rule::ResponseContentTypeChanged);
                self.add(rule.from(old.media_types.join(", ")).to(new.media_types.join(", ")));
            } else if old.media_types != new.media_types {
                self.add(change(Rule::OrderOnly).cause("media types"));
            }
        }
        self.headers(operation, old, new);
        self.documentation(
            change(Rule::ResponseDocsChanged),
            old.documentation.as_deref(),
            new.documentation.as_deref(),
        );
    }

    fn headers(&mut self, operation: &Operation, old: &Response, new: &Response) {
        let subject = |it: &Header| Subject::Header {
            operation: operation.operation_id.clone(),
            status: new.status,
            name: it.name.clone(),
        };
        let same = |a: &Header, b: &Header| a.name.eq_ignore_ascii_case(&b.name);
        for it in &new.headers {
            let Some(a) = old.headers.iter().find(|a| same(a, it)) else {
                let change = Change::new(Rule::ResponseHeaderAdded, subject(it)).cause(it.name.clone());
                self.add(change.to(show(&it.value)).at(None, Some(&it.origin)));
                continue;
            };
            let change = |rule: Rule| {
                Change::new(rule, subject(it)).cause(it.name.clone()).at(Some(&a.origin), Some(&it.origin))
            };
            let Header { name: _, prefix, value, required, documentation: _, origin: _ } = it;
            let differ = self.sides.type_change(&a.value, value).is_some();
            if differ || a.required != *required || a.prefix != *prefix {
                let text = |it: &Header| {
                    let family = it.prefix.as_ref().map(|it| format!(", all that begin with {it}")).unwrap_or_default();
                    format!("{}{}{family}", show(&it.value), if it.required { ", required" } else { "" })
                };
                self.add(change(Rule::ResponseHeaderTypeChanged).from(text(a)).to(text(it)));
            }
            self.documentation(
                change(Rule::ResponseDocsChanged),
                a.documentation.as_deref(),
                it.documentation.as_deref(),
            );
        }
        for it in old.headers.iter().filter(|a| !new.headers.iter().any(|b| same(a, b))) {
            let change = Change::new(Rule::ResponseHeaderRemoved, subject(it)).cause(it.name.clone());
            self.add(change.from(show(&it.value)).at(Some(&it.origin), None));
        }
    }
}

fn sorted(list: &[String]) -> Vec<&String> {
    let mut list: Vec<&String> = list.iter().collect();
    list.sort_unstable();
    list
}

fn content(it: &Response) -> String {
    it.body.as_ref().map_or("no body".to_owned(), show)
}
