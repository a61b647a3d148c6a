//! Security: what credentials a request carries (`security` and the schemes it names).

use serde::Serialize;

/// Credentials that go together. An operation with several of these takes any one of them; one without a single
/// credential takes none as well. An operation without requirements says nothing: one that takes no credential has one
/// requirement, which is empty.
pub type Requirement = Vec<Credential>;

/// What operations take of which the document says nothing: Azure's documents often forget to say that it is a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Unsaid {
    /// A token: others take one, or the service takes tokens.
    #[default]
    Token,
    /// A token or no credential: nothing is said of any operation, and nothing else tells that the service takes tokens; or others
    /// take a token or something else.
    TokenOrNothing,
    /// No credential, as the specification has it: of others something is said, and none takes a token.
    Nothing,
}

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
    /// A certificate of the client, shown while the connection is made.
    Certificate,
    /// A scheme that the document does not describe.
    Undescribed {
        /// Its name in the document.
        name: String,
    },
}

/// Whether a text is a token of HTTP, as the names of headers (RFC 9110) and cookies (RFC 6265) are.
pub(crate) fn is_http_token(text: &str) -> bool {
    let is_sign = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !text.is_empty() && text.bytes().all(is_sign)
}

impl CredentialScheme {
    /// Whether a client can send such a credential: the names of headers and cookies are tokens of HTTP (RFC 9110, RFC 6265),
    /// the headers of the connection are not for callers, and of the schemes of HTTP there are two that sign nothing.
    pub fn can_be_sent(&self) -> bool {
        match self {
            CredentialScheme::ApiKey { location, name } => match location.as_str() {
                "header" => is_http_token(name) && !CONNECTION.iter().any(|it| name.eq_ignore_ascii_case(it)),
                "cookie" => is_http_token(name),
                _ => !name.is_empty(),
            },
            CredentialScheme::Http { name } => matches!(name.as_str(), "basic" | "bearer"),
            CredentialScheme::Certificate => false,
            CredentialScheme::OAuth2 { .. }
            | CredentialScheme::OpenIdConnect { .. }
            | CredentialScheme::Undescribed { .. } => true,
        }
    }

    /// What it is, in words; no secret is part of them.
    pub fn words(&self) -> String {
        match self {
            CredentialScheme::ApiKey { location, name } => format!("key in {location} {name}"),
            CredentialScheme::Http { name } => name.clone(),
            CredentialScheme::OAuth2 { urls } => format!("OAuth 2.0 of {}", urls.join(" ")).trim_end().to_owned(),
            CredentialScheme::OpenIdConnect { url } => format!("OpenID Connect of {url}"),
            CredentialScheme::Certificate => "certificate of the client".to_owned(),
            CredentialScheme::Undescribed { name } => name.clone(),
        }
    }

    /// Whether it is a name and a password.
    pub fn is_basic(&self) -> bool {
        matches!(self, CredentialScheme::Http { name } if name == "basic")
    }

    /// Whether it is a token, or may be one.
    pub fn is_token(&self) -> bool {
        match self {
            CredentialScheme::ApiKey { .. } => self.is_authorization_key(),
            CredentialScheme::Http { name } => name == "bearer",
            CredentialScheme::Certificate => false,
            CredentialScheme::OAuth2 { .. }
            | CredentialScheme::OpenIdConnect { .. }
            | CredentialScheme::Undescribed { .. } => true,
        }
    }

    /// Whether it goes into the header `Authorization`, in which there is room for one.
    pub fn is_authorization(&self) -> bool {
        !matches!(self, CredentialScheme::ApiKey { .. } | CredentialScheme::Certificate) || self.is_authorization_key()
    }

    /// Whether it is a key that is the whole of the header `Authorization`: a token perhaps, or a signature.
    pub fn is_authorization_key(&self) -> bool {
        matches!(self, CredentialScheme::ApiKey { location, name }
            if location == "header" && name.eq_ignore_ascii_case("authorization"))
    }
}

/// Headers that belong to the connection.
const CONNECTION: [&str; 4] = ["connection", "content-length", "host", "transfer-encoding"];
