//! Extensions of operations.

use serde_json::Value;

use super::{ExtensionMap, Report, names, of, shapes};
use crate::diagnostics::{Code, Remedy};

/// What the extensions of an operation say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperationExtensions {
    /// The api-version of the document it comes from.
    pub api_version: Option<String>,
    /// `x-ms-pageable`: it returns a list in pages.
    pub pageable: Option<Pageable>,
    /// `x-ms-long-running-operation` with its options.
    pub long_running: Option<LongRunning>,
}

/// `x-ms-pageable`
#[derive(Clone, Debug, PartialEq)]
pub struct Pageable {
    /// The property with the items; `None` stands for `value`.
    pub item_name: Option<String>,
    /// The property with the link to the next page; `None`: there is one page. (A document that does not give the
    /// member means `nextLink`; one page is said by `null` or by an empty text.)
    pub next_link_name: Option<String>,
    /// The operation that fetches the next page.
    pub operation_name: Option<String>,
    /// The query parameter that takes what the link's property holds, where that is no URL.
    pub token_parameter: Option<String>,
}

/// `x-ms-long-running-operation: true`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LongRunning {
    /// `final-state-via`: where the result is read.
    pub final_state_via: Option<String>,
    /// `final-state-schema`: a reference to the component that describes the result.
    pub final_state_schema: Option<String>,
}

of!(OperationExtensions);

impl OperationExtensions {
    fn parse(extensions: &ExtensionMap, report: &mut Report<'_>) -> Self {
        let mut this = Self::default();
        let mut is_long_running = false;
        let mut options = None;
        for (name, value) in extensions {
            match name.as_str() {
                names::API_VERSION => this.api_version = shapes::text(name, value, report),
                "x-ms-pageable" => this.pageable = pageable(name, value, report),
                "x-ms-long-running-operation" => is_long_running = shapes::flag(name, value, report),
                "x-ms-long-running-operation-options" => options = long_running(name, value, report),
                _ => shapes::unless_known(name, report),
            }
        }
        if options.is_some() && !extensions.contains_key("x-ms-long-running-operation") {
            let name = "x-ms-long-running-operation-options";
            let message = format!("`{name}` stands without `x-ms-long-running-operation`");
            let remedy = Remedy::AddBeside("x-ms-long-running-operation", true.into());
            report(Code::ExtensionIgnored, name, message, remedy);
        }
        this.long_running = is_long_running.then(|| options.unwrap_or_default());
        this
    }
}

fn pageable(name: &str, value: &Value, report: &mut Report<'_>) -> Option<Pageable> {
    let object = shapes::object(name, value, report)?;
    let next_link_name = match object.get("nextLinkName") {
        None => Some("nextLink".to_owned()),
        Some(_) => shapes::member(name, object, "nextLinkName", report).filter(|it| !it.is_empty()),
    };
    Some(Pageable {
        item_name: shapes::member(name, object, "itemName", report),
        next_link_name,
        operation_name: shapes::member(name, object, "operationName", report),
        token_parameter: shapes::member(name, object, names::TOKEN_PARAMETER, report),
    })
}

fn long_running(name: &str, value: &Value, report: &mut Report<'_>) -> Option<LongRunning> {
    let object = shapes::object(name, value, report)?;
    Some(LongRunning {
        final_state_via: shapes::member(name, object, "final-state-via", report),
        final_state_schema: shapes::member(name, object, "final-state-schema", report),
    })
}
