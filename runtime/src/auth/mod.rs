//! Tokens: in comes the scope that a client needs, out comes a bearer token, from the cache or from a credential (R2.1 to R2.19).

mod cache;
pub(crate) mod challenge;
mod client_secret;
mod credential;
mod secret;
mod static_token;
mod token;
mod token_endpoint;

pub(crate) use self::{cache::Authorization, challenge::claims_challenge};
pub use self::{
    client_secret::{ClientSecretCredential, TokenEndpoint},
    credential::Credential,
    secret::Secret,
    static_token::StaticTokenCredential,
    token::{Token, TokenCredential, TokenRequest},
};
