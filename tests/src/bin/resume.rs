//! Takes up the creation of an agent pool that another process began, and writes the pool's name: `resume ENDPOINT TOKEN`.

use std::{error::Error, io::Write as _};

use azrest_container_registry_tasks::Client;
use azrest_runtime::{ResumeToken, auth::StaticTokenCredential};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(endpoint), Some(token)) = (words.next(), words.next()) else {
        return Err("usage: resume ENDPOINT TOKEN".into());
    };
    let client = Client::builder(StaticTokenCredential::new("test-token"), "subscription")
        .endpoint(endpoint)
        .allow_loopback_http()
        .build()?;
    let token = ResumeToken::from(token);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let pool = runtime.block_on(async { client.agent_pools().resume_create(&token)?.wait().await })?;
    writeln!(std::io::stdout(), "{}", pool.name.unwrap_or_default())?;
    Ok(())
}
