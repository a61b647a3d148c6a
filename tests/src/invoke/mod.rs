//! Calls of services by name: in comes a line of JSON, out comes its answer as JSON.

#[cfg(feature = "covered")]
mod covered;
mod pace;
mod serve;
mod table;

use azrest_runtime::auth::StaticTokenCredential;
use azrest_runtime::{Credential, Error, ErrorKind, Invocation, Reason, Result};
use serde_json::{Map, Value, json};

pub use self::pace::{Caps, Pace};
pub use self::serve::serve;
#[cfg(feature = "covered")]
pub use self::serve::serve_covered;
pub use self::table::Table;

/// The token of every call.
const TOKEN: &str = "test-token";

/// What all calls share.
#[derive(Clone, Debug)]
pub struct Session {
    pace: Pace,
    table: Table,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    service: String,
    operation_id: String,
    endpoint: String,
    arguments: Value,
    max_pages: Option<usize>,
}

impl Call {
    /// The service's name.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The operation's id.
    pub fn operation_id(&self) -> &str {
        &self.operation_id
    }

    /// The endpoint.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What the client calls with.
    pub fn credential(&self) -> Credential {
        StaticTokenCredential::new(TOKEN).into()
    }

    /// The value of a parameter that the client holds; empty if the arguments lack it, since not every operation needs it.
    ///
    /// # Errors
    /// When it is no text.
    pub fn client_level(&self, name: &str) -> Result<String> {
        Ok(self.invocation().optional_text(name)?.unwrap_or_default().into_owned())
    }

    /// What went wrong. Of a parameter that the client holds it says that it is missing, where the client knows that it is empty.
    pub fn explained(&self, error: Error, client_level: &[Option<&str>]) -> Error {
        match error.reason() {
            Some(Reason::InvalidArgument { parameter }) if client_level.contains(&Some(parameter)) => {
                self.invocation().text(parameter).err().unwrap_or(error)
            }
            _ => error,
        }
    }

    /// The arguments.
    pub fn invocation(&self) -> Invocation {
        let invocation = Invocation::from(self.arguments.clone());
        match self.max_pages {
            Some(most) => invocation.max_pages(most),
            None => invocation,
        }
    }
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
    /// One whose waits are at most these, for the services of a table.
    ///
    /// # Errors
    /// When the transport cannot be set up.
    pub fn new(caps: Caps, table: Table) -> Result<Self> {
        Ok(Self { pace: Pace::new(caps)?, table })
    }

    /// One for the covered services.
    ///
    /// # Errors
    /// When the transport cannot be set up.
    #[cfg(feature = "covered")]
    pub fn covered(caps: Caps) -> Result<Self> {
        Self::new(caps, covered::TABLE)
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

    async fn call(&self, call: Call) -> std::result::Result<Value, Failure> {
        let name = call.service.clone();
        match (self.table)(call, self.pace.clone()).await? {
            Some(result) => Ok(result),
            None => Err(Failure::Request(format!("there is no service `{name}`"))),
        }
    }
}

fn call(request: &Value) -> std::result::Result<Call, String> {
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
        service: text("service")?.to_owned(),
        operation_id: text("operationId")?.to_owned(),
        endpoint: endpoint.to_owned(),
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
