//! Accepted changes: takes the text of `specs/accepted-changes.toml`, marks the causes of a report that it lists.

use serde::Deserialize;

use super::report::Report;

/// The changes that were looked at and accepted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// One for each cause.
    #[serde(default, rename = "change")]
    pub changes: Vec<Acceptance>,
}

/// A change that was looked at and accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The service.
    pub service: String,
    /// The old side's release.
    pub from: String,
    /// The new side's release; the same if its content changed.
    pub to: String,
    /// The cause's id.
    pub id: String,
    /// The rule, for readers; it must be the cause's.
    pub rule: String,
    /// Why it is accepted.
    pub reason: String,
}

impl Accepted {
    /// Reads the file; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let accepted: Accepted = toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
        for it in &accepted.changes {
            if it.reason.trim().is_empty() {
                return Err(format!("`{}` of `{}` is accepted without a reason", it.id, it.service));
            }
        }
        Ok(accepted)
    }

    /// Marks what is accepted, and gives a message for each acceptance of this comparison that applies to nothing.
    pub fn apply(&self, report: &mut Report) -> Vec<String> {
        let mut unused = Vec::new();
        let (from, to) = (report.old.label.clone(), report.new.label.clone());
        for it in self.changes.iter().filter(|it| it.service == report.service && it.from == from && it.to == to) {
            let cause = report.causes.iter_mut().find(|cause| cause.id == it.id && cause.rule.id() == it.rule);
            match cause {
                Some(cause) => cause.accepted = Some(it.reason.clone()),
                None => unused.push(format!(
                    "`{}` ({}) of `{} {from} {to}` is accepted and did not happen; remove the entry",
                    it.id, it.rule, it.service
                )),
            }
        }
        unused
    }
}

impl Report {
    /// What to write into the file to accept the causes of at least an effect.
    pub fn acceptances(&self, at_least: super::Effect) -> String {
        let mut text = String::new();
        for it in self.causes.iter().filter(|it| it.accepted.is_none() && it.effect >= at_least) {
            let cause = it.cause.replace(char::is_control, " ");
            text.push_str(&format!(
                "# {cause}\n[[change]]\nservice = {:?}\nfrom = {:?}\nto = {:?}\nid = {:?}\nrule = {:?}\nreason = \"\"\n\n",
                self.service, self.old.label, self.new.label,
                it.id,
                it.rule.id(),
            ));
        }
        text
    }
}
