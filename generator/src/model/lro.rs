//! Long-running operations: how to wait for the end (`x-ms-long-running-operation`).

use serde::Serialize;

use super::Type;

/// How a long-running operation ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LongRunning {
    /// Where the final result is read, if the spec says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_state_via: Option<FinalStateVia>,
    /// The type of the final result, if the spec names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_state_schema: Option<Type>,
    /// Where in the last body of a status monitor the result is, if it is only a part of it. Filled by the pass `lro`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_path: Option<String>,
    /// The polling headers that the success responses declare, in lower case, sorted. Documentation only: the runtime
    /// follows the headers that arrive.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub polling_headers: Vec<String>,
}

/// Where the final result of a long-running operation is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum FinalStateVia {
    AzureAsyncOperation,
    Location,
    OriginalUri,
    OperationLocation,
}

impl FinalStateVia {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AzureAsyncOperation, Self::Location, Self::OriginalUri, Self::OperationLocation];

    /// The spec's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::AzureAsyncOperation => "azure-async-operation",
            Self::Location => "location",
            Self::OriginalUri => "original-uri",
            Self::OperationLocation => "operation-location",
        }
    }

    /// What the spec means by a word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == text)
    }
}
