//! The service as a whole: api-versions, host, and what the client holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, types};
use crate::diff::change::Change;
use crate::diff::matching::Pair;
use crate::diff::rules::Rule;
use crate::diff::subject::Subject;
use crate::model::{Operation, OperationGroup, Parameter, Service};

impl Comparison<'_> {
    pub(super) fn service(&mut self) {
        let (old, new) = (self.sides.old, self.sides.new);
        // A service is too large to be written out for what no rule knows: a new field has to be named here.
        let Service {
            name: _,
            release: _,
            provider: _,
            plane: _,
            api_versions: _,
            servers: _,
            server_variables: _,
            // That of the operations is compared with them.
            security: _,
            unsaid: _,
            scope: _,
            client_parameters: _,
            groups: _,
            sources: _,
            schemas: _,
            // An operation that is left out shows as one that is gone.
            skipped: _,
        } = new;
        self.api_versions();
        let word = |it: &Service| serde_json::to_value(it.plane).ok().and_then(|it| it.as_str().map(str::to_owned));
        if old.plane != new.plane {
            let change = Change::new(Rule::PlaneChanged, Subject::Service);
            self.add(change.from(word(old).unwrap_or_default()).to(word(new).unwrap_or_default()));
        } else {
            self.servers(&|rule| Change::new(rule, Subject::Service), &old.servers, &new.servers);
            if old.servers == new.servers && old.server_variables != new.server_variables {
                let text = |it: &Service| serde_json::to_string(&it.server_variables).unwrap_or_default();
                self.add(
                    Change::new(Rule::HostChanged, Subject::Service).cause("variables").from(text(old)).to(text(new)),
                );
            }
        }
        if old.plane == new.plane && old.scope != new.scope {
            let text = |it: &Service| it.scope.clone().unwrap_or_else(|| "unsaid".to_owned());
            let change = Change::new(Rule::SecurityChanged, Subject::Service).cause("scope");
            self.add(change.from(text(old)).to(text(new)));
        }
        if old.unsaid != new.unsaid {
            let word =
                |it: &Service| serde_json::to_value(it.unsaid).ok().and_then(|it| it.as_str().map(str::to_owned));
            let change = Change::new(Rule::SecurityChanged, Subject::Service).cause("unsaid");
            self.add(change.from(word(old).unwrap_or_default()).to(word(new).unwrap_or_default()));
        }
        self.client_parameters();
        self.groups();
    }

    /// The texts of groups; their operations are compared by themselves.
    fn groups(&mut self) {
        for group in &self.sides.new.groups {
            let OperationGroup { name, operations: _, documentation } = group;
            let Some(old) = self.sides.old.groups.iter().find(|it| it.name == *name) else { continue };
            let change = Change::new(Rule::OperationDocsChanged, Subject::Group { name: name.clone() });
            self.documentation(change, old.documentation.as_deref(), documentation.as_deref());
        }
    }

    /// Operations that go from one api-version to another together are one change.
    fn api_versions(&mut self) {
        let sides = self.sides;
        let mut stays = false;
        let mut moves: BTreeMap<(&str, &str), Vec<(&Operation, &Operation)>> = BTreeMap::new();
        for pair in sides.matching.all_operations(sides.old, sides.new) {
            let Pair::Both(a, b) = pair else { continue };
            stays |= a.api_version == b.api_version && b.api_version.is_some();
            if a.api_version != b.api_version {
                let key = (a.api_version.as_deref().unwrap_or(""), b.api_version.as_deref().unwrap_or(""));
                moves.entry(key).or_default().push((a, b));
            }
        }
        let together = moves.len() == 1 && !stays;
        for ((from, to), operations) in moves {
            if together {
                let rule = if to < from { Rule::ApiVersionDecreased } else { Rule::ApiVersionChanged };
                self.add(Change::new(rule, Subject::Service).from(from).to(to));
                if is_preview(from) != is_preview(to) {
                    self.add(Change::new(Rule::StabilityChanged, Subject::Service).from(from).to(to));
                }
                continue;
            }
            for (a, b) in operations {
                let subject = Subject::operation(&b.operation_id);
                let change = Change::new(Rule::OperationApiVersionChanged, subject).cause("api-version");
                self.add(change.from(from).to(to).at(Some(&a.origin), Some(&b.origin)));
            }
        }
    }

    fn client_parameters(&mut self) {
        let (old, new) = (&self.sides.old.client_parameters, &self.sides.new.client_parameters);
        let subject = |it: &Parameter| Subject::ClientParameter { name: it.name.clone() };
        let has = |list: &[Parameter], it: &Parameter| list.iter().any(|other| other.name == it.name);
        let added: Vec<&Parameter> = new.iter().filter(|it| !has(old, it)).collect();
        let removed: Vec<&Parameter> = old.iter().filter(|it| !has(new, it)).collect();
        for it in added {
            let change = Change::new(Rule::ClientParameterAdded, subject(it)).to(types::show(&it.value));
            self.add(change.at(None, Some(&it.origin)));
        }
        for it in removed {
            let change = Change::new(Rule::ClientParameterRemoved, subject(it)).from(types::show(&it.value));
            self.add(change.at(Some(&it.origin), None));
        }
        let names = |list: &[Parameter], other: &[Parameter]| -> Vec<String> {
            list.iter().filter(|it| has(other, it)).map(|it| it.name.clone()).collect()
        };
        let (from, to) = (names(old, new), names(new, old));
        if from != to {
            let change = Change::new(Rule::ClientParametersReordered, Subject::Service);
            self.add(change.from(from.join(", ")).to(to.join(", ")));
        }
    }
}

/// Whether an api-version is a preview.
pub(in crate::diff) fn is_preview(version: &str) -> bool {
    version.to_ascii_lowercase().contains("preview")
}

/// The api-versions of a service, for headings.
pub(in crate::diff) fn versions(service: &Service) -> Vec<String> {
    let set: BTreeSet<&String> = service.api_versions.iter().collect();
    set.into_iter().cloned().collect()
}
