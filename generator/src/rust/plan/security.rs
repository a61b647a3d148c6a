//! What requests carry of a credential.

/// One credential, as the runtime knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// A token.
    Token,
    /// A name and a password.
    Basic,
    /// An API key in the header of this name.
    HeaderKey(String),
    /// An API key in the cookie of this name.
    CookieKey(String),
    /// An API key in the query parameter of this name.
    QueryKey(String),
}
