//! Security: what credentials a request carries (`security` and the schemes it names).

use serde::Serialize;

/// Credentials that go together. An operation with several of these takes any one of them; one without a single
/// credential takes none as well.
pub type Requirement = Vec<Credential>;

/// A credential, and what it has to be good for. The name of its scheme is the document's own and not kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// What it is.
    #[serde(flatten)]
    pub scheme: CredentialScheme,
    /// The scopes it needs, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
}

/// What a credential is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "scheme", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CredentialScheme {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where it goes: `header`, `query` or `cookie`.
        #[serde(rename = "in")]
        location: String,
        /// Its name there.
        name: String,
    },
    /// A scheme of HTTP, as `basic` or `bearer`.
    Http {
        /// The scheme, in lower case.
        name: String,
    },
    /// A token of OAuth 2.0.
    OAuth2 {
        /// The addresses it comes from, sorted.
        urls: Vec<String>,
    },
    /// A token of OpenID Connect.
    OpenIdConnect {
        /// Where the provider describes itself.
        url: String,
    },
    /// A scheme that the document does not describe.
    Undescribed {
        /// Its name in the document.
        name: String,
    },
}
