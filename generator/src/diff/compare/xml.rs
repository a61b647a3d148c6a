//! XML: takes what both sides say of how a value is written in it, gives what changed.

use super::{Comparison, Sides};
use crate::diff::change::Change;
use crate::diff::effect::{Callers, Effect};
use crate::diff::rules::Rule;
use crate::model::{BodyKind, Xml};

impl Comparison<'_> {
    pub(super) fn xml(&mut self, change: &dyn Fn(Rule) -> Change, old: Option<&Xml>, new: Option<&Xml>) {
        if old == new {
            return;
        }
        let mut change = change(Rule::XmlChanged).from(text(old)).to(text(new));
        if !self.speaks_xml {
            (change.callers, change.effect) = (Callers::No, Effect::None);
        }
        self.add(change);
    }
}

/// Whether anything is sent or received as XML: documents of services that speak JSON alone may hold `xml` too.
pub(super) fn is_spoken(sides: &Sides<'_>) -> bool {
    sides.old.operations().chain(sides.new.operations()).any(|it| {
        let bodies = it.body.iter().map(|it| it.kind);
        bodies.chain(it.responses.iter().filter_map(|it| it.body_kind)).any(|it| it == BodyKind::Xml)
    })
}

/// How something is written in XML, as reports show it.
fn text(it: Option<&Xml>) -> String {
    let Some(Ok(serde_json::Value::Object(members))) = it.map(serde_json::to_value) else { return "unsaid".to_owned() };
    let parts = members.iter().map(|(key, value)| match value {
        serde_json::Value::Bool(_) => key.clone(),
        serde_json::Value::String(text) => format!("{key} {text}"),
        other => format!("{key} {other}"),
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "unsaid".to_owned() } else { parts.join(", ") }
}
