//! Credentials: in comes the scope that a client needs, out comes a bearer token, from the cache or from a credential (R2.1 to
//! R2.19); API keys, names and passwords are held as they are (R2.22).

mod api_key;
mod application;
mod authorization_code;
mod azure_cli;
mod basic;
mod cache;
mod chain;
pub(crate) mod challenge;
#[cfg(feature = "client-certificate")]
mod client_certificate;
mod client_secret;
mod credential;
mod loopback;
mod managed_identity;
mod refresh_token;
mod secret;
mod static_token;
mod token;
mod token_endpoint;
mod workload_identity;

#[cfg(feature = "client-certificate")]
pub use self::client_certificate::ClientCertificateCredential;
pub use self::{
    api_key::ApiKey,
    application::TokenEndpoint,
    authorization_code::{AuthorizationCodeFlow, PendingAuthorization},
    azure_cli::AzureCliCredential,
    basic::BasicCredential,
    chain::ChainedCredential,
    client_secret::ClientSecretCredential,
    credential::Credential,
    loopback::LoopbackSignIn,
    managed_identity::ManagedIdentityCredential,
    refresh_token::RefreshTokenCredential,
    secret::Secret,
    static_token::StaticTokenCredential,
    token::{Token, TokenCredential, TokenRequest},
    workload_identity::WorkloadIdentityCredential,
};
pub(crate) use self::{cache::Authorization, challenge::claims_challenge};
