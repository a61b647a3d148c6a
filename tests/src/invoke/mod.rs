//! Calls of every covered service by name: in comes a line of JSON, out comes its answer as JSON.

mod pace;

use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::{Error, ErrorKind, Invocation, Result};
use serde_json::{Map, Value, json};

pub use self::pace::{Caps, Pace};

/// The token of every call.
const TOKEN: &str = "test-token";

/// What all calls share.
#[derive(Clone, Debug)]
pub struct Session {
    pace: Pace,
}

/// A call, or what is wrong with it.
struct Call<'a> {
    service: &'a str,
    operation_id: &'a str,
    endpoint: &'a str,
    arguments: Value,
    max_pages: Option<usize>,
}

/// Why there is no result.
enum Failure {
    /// The line is no request.
    Request(String),
    Call(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl Session {
    /// One whose waits are at most these.
    ///
    /// # Errors
    /// When the transport cannot be set up.
    pub fn new(caps: Caps) -> Result<Self> {
        Ok(Self { pace: Pace::new(caps)? })
    }

    /// Answers a line: `{"id": …, "result": …}` or `{"id": …, "error": {"kind": …, "code": …, "status": …, "message": …}}`.
    pub async fn answer(&self, line: &[u8]) -> Value {
        let request: Value = match serde_json::from_slice(line) {
            Ok(request) => request,
            Err(error) => return failed(&Value::Null, &Failure::Request(format!("the line is no JSON: {error}"))),
        };
        let id = request.get("id").cloned().unwrap_or_default();
        let result = match call(&request) {
            Ok(call) => self.call(call).await,
            Err(message) => Err(Failure::Request(message)),
        };
        match result {
            Ok(result) => json!({ "id": id, "result": result }),
            Err(failure) => failed(&id, &failure),
        }
    }

    async fn call(&self, call: Call<'_>) -> std::result::Result<Value, Failure> {
        let mut invocation = Invocation::from(call.arguments.clone());
        if let Some(most) = call.max_pages {
            invocation = invocation.max_pages(most);
        }
        let client_level = |name: &str| match call.arguments.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        // The services, and the arguments that their clients hold.
        macro_rules! services {
            ($($name:literal => $service:ident($($parameter:literal),*),)*) => {
                match call.service {
                    $($name => {
                        let credential = StaticTokenCredential::new(TOKEN);
                        let builder = $service::Client::builder(credential, $(client_level($parameter)),*)
                            .endpoint(call.endpoint)
                            .allow_loopback_http()
                            .transport(self.pace.clone())
                            .clock(self.pace.clone());
                        Ok($service::invoke(&builder.build()?, call.operation_id, invocation).await?)
                    })*
                    other => Err(Failure::Request(format!("there is no service `{other}`"))),
                }
            };
        }
        services! {
            "container-registry" => azrest_container_registry("subscriptionId"),
            "container-registry-tasks" => azrest_container_registry_tasks("subscriptionId"),
            "hybrid-compute" => azrest_hybrid_compute("subscriptionId"),
            "machine-learning" => azrest_machine_learning("subscriptionId"),
            "machine-learning-data-plane" => azrest_machine_learning_data_plane(),
            "resources" => azrest_resources("subscriptionId"),
        }
    }
}

fn call(request: &Value) -> std::result::Result<Call<'_>, String> {
    let text = |name: &str| {
        request.get(name).and_then(Value::as_str).ok_or_else(|| format!("the request has no text `{name}`"))
    };
    let max_pages = match request.get("maxPages") {
        None | Some(Value::Null) => None,
        Some(most) => {
            let most = most.as_u64().and_then(|most| usize::try_from(most).ok());
            Some(most.ok_or("`maxPages` is no number of pages")?)
        }
    };
    let endpoint = text("endpoint")?;
    if !is_loopback(endpoint) {
        return Err("`endpoint` is not at a loopback address".to_owned());
    }
    Ok(Call {
        service: text("service")?,
        operation_id: text("operationId")?,
        endpoint,
        arguments: request.get("arguments").cloned().unwrap_or_else(|| Value::Object(Map::new())),
        max_pages,
    })
}

/// Whether a URL names a loopback address by its number: the token goes nowhere else.
fn is_loopback(endpoint: &str) -> bool {
    azrest_runtime::url::Url::parse(endpoint).is_ok_and(|url| match url.host() {
        Some(azrest_runtime::url::Host::Ipv4(address)) => address.is_loopback(),
        Some(azrest_runtime::url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    })
}

fn failed(id: &Value, failure: &Failure) -> Value {
    let error = match failure {
        Failure::Request(message) => {
            json!({ "kind": kind(ErrorKind::Argument), "code": null, "status": null, "message": message })
        }
        Failure::Call(error) => json!({
            "kind": kind(error.kind()),
            "code": error.code(),
            "status": error.status().map(|it| it.as_u16()),
            "message": error.message().map_or_else(|| error.to_string(), ToOwned::to_owned),
        }),
    };
    json!({ "id": id, "error": error })
}

/// The name of a kind, in lower case.
fn kind(kind: ErrorKind) -> String {
    format!("{kind:?}").to_ascii_lowercase()
}
