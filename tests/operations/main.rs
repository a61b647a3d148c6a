//! End to end: every operation of a covered service, called through its typed method over real HTTP on loopback; what is
//! sent and what comes back are both compared.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod agent_pools;
mod failures;
mod invoke;
mod mocking;
mod registries;
mod resuming;
mod runs;
mod server;
mod task_runs;
mod tasks;
mod throttling;
mod trust;

use azrest_container_registry_tasks::Client;
use azrest_runtime::Credential;
use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::testing::TestClock;
use server::Server;

/// The subscription of all tests.
const SUBSCRIPTION: &str = "4385cf00-2d3a-425a-832f-f4285b1c9dce";

/// A client of a server on loopback; waits take no time.
fn client(server: &Server) -> Client {
    let credential: Credential = StaticTokenCredential::new("test-token").into();
    Client::builder(credential, SUBSCRIPTION)
        .endpoint(server.url())
        .allow_loopback_http()
        .clock(TestClock::new())
        .build()
        .expect("a sound configuration")
}

/// The request target below the registry of all tests; the resource group's name needs encoding.
fn registry(rest: &str) -> String {
    format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/my%20group/providers/Microsoft.ContainerRegistry/registries/\
         myRegistry/{rest}{}api-version=2025-03-01-preview",
        if rest.contains('?') { '&' } else { '?' }
    )
}

/// The resource group of all tests.
const GROUP: &str = "my group";
/// The registry of all tests.
const REGISTRY: &str = "myRegistry";
