//! Mistaken references: takes a reference to something of another kind than is expected, gives what may have been meant.

use serde_json::json;

use super::grammar::{Dialect, Kind};
use super::library::Link;
use crate::diagnostics::Remedy;
use crate::source::{Node, escape_token, unescape_token};

/// A hint, and what puts the reference right without leaving the operation out.
pub(super) fn meant(link: &Link, dialect: Dialect, found: Option<Kind>, target: &Node) -> Option<(String, Remedy)> {
    let text = &link.text;
    match (link.kind, found) {
        (Kind::Schema, found) => {
            if let Some(below) = found.and_then(|it| schema_below(it, target, link)) {
                let fragment = if text.contains('#') { "" } else { "#" };
                let meant = format!("{text}{fragment}{below}");
                return Some((format!("did you mean `{meant}`?"), Remedy::Replace(meant.into())));
            }
            let hint = "name a schema; without the reference the value is any JSON value";
            Some((hint.to_owned(), Remedy::Remove))
        }
        (expected @ (Kind::Response | Kind::RequestBody | Kind::Header), Some(Kind::Schema)) => {
            let schema = json!({"$ref": text});
            let content = json!({"application/json": {"schema": schema}});
            let meant = match (expected, dialect) {
                (Kind::Response, Dialect::Swagger) => json!({"description": "", "schema": schema}),
                (Kind::Response, Dialect::OpenApi) => json!({"description": "", "content": content}),
                (Kind::RequestBody, Dialect::OpenApi) => json!({"content": content}),
                (Kind::Header, Dialect::OpenApi) => json!({"schema": schema}),
                _ => return None,
            };
            let hint = format!("write {} whose schema is the reference", expected.one());
            Some((hint, Remedy::ReplaceAround(meant)))
        }
        _ => None,
    }
}

/// The pointer of the schema in what is none.
fn schema_below(found: Kind, target: &Node, link: &Link) -> Option<String> {
    let mut below = match target.get("content").and_then(Node::as_object) {
        Some(content) => {
            let own = link.pointer.split("/content/").nth(1).and_then(|it| it.split('/').next()).map(unescape_token);
            let is_own = |it: &&String| own.as_ref() == Some(*it);
            let of_json = || content.keys().find(|it| it.ends_with("json"));
            let media_type = content.keys().find(is_own).or_else(of_json).or_else(|| content.keys().next())?;
            format!("/content/{}/schema", escape_token(media_type))
        }
        None if matches!(found, Kind::Response | Kind::Parameter | Kind::Header | Kind::MediaType) => {
            "/schema".to_owned()
        }
        None => return None,
    };
    let schema = target.pointer(&below)?;
    // The elements of a list are those of the other list.
    if link.pointer.ends_with("/items/$ref") && schema.get("items").is_some() {
        below.push_str("/items");
    }
    Some(below)
}
