//! Sends any request to Azure with the right token: the flags of `az rest` on top of [`azrest_runtime::rest`].
//!
//! ```sh
//! cargo run --example rest -- --url "/subscriptions?api-version=2022-12-01"
//! cargo run --example rest -- --method put --url URL --body @registry.json --output-file answer.json
//! ```
//!
//! The credential is the usual chain: environment, workload identity, managed identity, Azure CLI.

#![allow(clippy::print_stderr, reason = "a command line")]

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use azrest_runtime::{Credential, RestCall, auth::ChainedCredential, http::Method, rest};
use clap::Parser;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokio::fs::File;

/// Sends a request; the answer's body goes to standard output or to a file.
#[derive(Debug, Parser)]
#[command(name = "rest")]
pub struct Arguments {
    /// The method.
    #[arg(long, short, default_value = "get", value_parser = ["delete", "get", "head", "options", "patch", "post", "put"], ignore_case = true)]
    method: String,
    /// The URL; without scheme, a path below Resource Manager.
    #[arg(long, short = 'u', visible_alias = "uri")]
    url: String,
    /// The body, or `@FILE` to read it from a file (`@-`: from standard input).
    #[arg(long, short)]
    body: Option<String>,
    /// Headers, as `NAME=VALUE …`, as a JSON object, or as `@FILE` with such an object.
    #[arg(long, num_args = 1..)]
    headers: Vec<String>,
    /// Query parameters, written like headers.
    #[arg(long, visible_alias = "url-parameters", num_args = 1..)]
    uri_parameters: Vec<String>,
    /// What the token is for, if that does not follow from the URL.
    #[arg(long)]
    resource: Option<String>,
    /// Sends no token.
    #[arg(long)]
    skip_authorization_header: bool,
    /// Writes the body to this file, when it is there as a whole.
    #[arg(long)]
    output_file: Option<PathBuf>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse(), ChainedCredential::from_env().into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever typed the command wants to read the service's words, which the error itself does not show.
            eprintln!("error: {error}");
            if let Some(body) = error.downcast_ref::<azrest_runtime::Error>().map(azrest_runtime::Error::raw_body) {
                eprintln!("{}", String::from_utf8_lossy(body));
            }
            ExitCode::FAILURE
        }
    }
}

/// Does what the arguments say.
pub async fn run(arguments: Arguments, credential: Credential) -> Result<(), Failure> {
    let output_file = arguments.output_file.clone();
    let (call, note) = call(arguments, &credential)?;
    if let Some(note) = note {
        eprintln!("note: {note}");
    }
    match output_file {
        Some(path) => save(call, &path).await?,
        None => {
            call.write_to(&mut tokio::io::stdout()).await?;
        }
    }
    Ok(())
}

/// Writes the body to a file beside this one as it arrives, which takes its place when it is whole: an answer that breaks off
/// leaves things as they were.
async fn save(call: RestCall, path: &Path) -> Result<(), Failure> {
    // What is no file, as a pipe, has no place that another could take.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        call.write_to(&mut File::create(path).await?).await?;
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = NamedTempFile::new_in(folder)?;
    call.write_to(&mut File::from_std(file.reopen()?)).await?;
    file.persist(path)?;
    Ok(())
}

/// The request, and what is to be noted about it.
pub fn call(arguments: Arguments, credential: &Credential) -> Result<(RestCall, Option<&'static str>), Failure> {
    let method: Method = arguments.method.to_uppercase().parse()?;
    let mut call = rest(credential, method, arguments.url);
    for (name, value) in pairs(&arguments.uri_parameters)? {
        call = call.query(name, value);
    }
    let headers = pairs(&arguments.headers)?;
    let is_authorized = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    for (name, value) in headers {
        call = call.header(&name, &value);
    }
    if let Some(body) = arguments.body {
        call = call.body(content(&body)?);
    }
    if let Some(resource) = arguments.resource {
        call = call.resource(resource);
    }
    if arguments.skip_authorization_header {
        return Ok((call.skip_authorization(), None));
    }
    let is_bare = call.audience()?.is_none() && !is_authorized;
    Ok((call, is_bare.then_some("no token is sent; name the URL's resource with --resource to send one")))
}

/// `NAME=VALUE` pairs, or one JSON object, perhaps in a file.
fn pairs(words: &[String]) -> Result<Vec<(String, String)>, Failure> {
    if let [word] = words
        && (word.starts_with('@') || word.trim_start().starts_with('{'))
    {
        let object: Map<String, Value> = serde_json::from_slice(&content(word)?)?;
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        return Ok(object.into_iter().map(|(name, value)| (name, text(value))).collect());
    }
    let pair = |word: &String| match word.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(Failure::from(format!("`{word}` is not of the form NAME=VALUE"))),
    };
    words.iter().map(pair).collect()
}

/// The text itself, or the content of the file behind `@`.
fn content(text: &str) -> Result<Vec<u8>, Failure> {
    let Some(path) = text.strip_prefix('@') else { return Ok(text.as_bytes().to_vec()) };
    if path == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|error| format!("{path}: {error}").into())
}
