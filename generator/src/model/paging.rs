//! Paging: how a list goes on (`x-ms-pageable`).

use serde::Serialize;

use super::Type;

/// How a pageable operation's list goes on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    /// The property that holds the items; `value` unless the spec says otherwise.
    pub item_name: String,
    /// The property that holds the link to the next page; `None` when there is one page only.
    pub next_link_name: Option<String>,
    /// Whether `next_link_name` is a header of the response instead. Filled by the pass `paging`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_link_in_header: bool,
    /// The operation that fetches the next page, where it is not a GET of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_operation: Option<String>,
    /// The query parameter of the operation itself that takes what the link's property holds, where that is no URL but a token.
    /// Filled by the pass `paging`, where the names say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_parameter: Option<String>,
    /// The type of an item. Filled by the pass `paging`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Type>,
}
