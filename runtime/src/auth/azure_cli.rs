//! The user who is signed in to the Azure CLI: the CLI is run, and its token is used (R2.14).

use std::{
    ffi::OsString,
    fmt,
    io::{ErrorKind as IoErrorKind, Read},
    path::PathBuf,
    pin::pin,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{Secret, Token, TokenCredential, TokenRequest, application::check_tenant, token_endpoint::LONGEST_LIFE};
use crate::{
    BoxFuture, Clock, DateTime, Error, Result,
    clock::TokioClock,
    pipeline::{Deadline, Deadlines},
};

/// How long the CLI may take (R2.14).
const TIMEOUT: Duration = Duration::from_secs(10);

/// The most that is read of what the CLI says.
const MAX_OUTPUT: u64 = 1024 * 1024;

/// How often it is looked whether the CLI has ended, once it says nothing more.
const CHECK: Duration = Duration::from_millis(5);

/// Tokens for the user who is signed in to the Azure CLI (R2.14). For programs on a developer's machine.
#[derive(Clone)]
pub struct AzureCliCredential {
    program: PathBuf,
    tenant: Option<String>,
    subscription: Option<String>,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

impl AzureCliCredential {
    /// The user of the `az` that is found in the `PATH`.
    pub fn new() -> Self {
        let program = if cfg!(windows) { "az.cmd" } else { "az" };
        let clock = Arc::new(TokioClock);
        Self { program: program.into(), tenant: None, subscription: None, timeout: TIMEOUT, clock }
    }

    /// The tenant. Default: that of the CLI's current subscription.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is neither an id nor a domain.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Result<Self> {
        let tenant = tenant.into();
        check_tenant(&tenant)?;
        self.tenant = Some(tenant);
        Ok(self)
    }

    /// The subscription, by id or name, whose tenant is meant. Default: the CLI's current one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it cannot be an argument of the CLI.
    pub fn subscription(mut self, subscription: impl Into<String>) -> Result<Self> {
        let subscription = subscription.into();
        check_argument("subscription", &subscription)?;
        self.subscription = Some(subscription);
        Ok(self)
    }

    /// The path of the program; a relative one starts at the folder the process is in now, and a bare name is looked for in
    /// the `PATH`. Default: `az`, or `az.cmd` on Windows.
    #[must_use]
    pub fn program(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let is_bare = path.components().count() == 1;
        // The program runs in another folder. A process that is in none has no relative paths either.
        self.program = if is_bare { path } else { std::path::absolute(&path).unwrap_or(path) };
        self
    }

    /// How long the CLI may take; it is ended then. Where `az` is a script that starts the program proper, that may go on
    /// until it ends by itself, and nobody waits for it. Default: 10 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Where the time comes from. Default: the real time.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The arguments; there is no shell that could read more into them.
    fn arguments(&self, request: &TokenRequest) -> Result<Vec<String>> {
        let mut arguments: Vec<String> =
            ["account", "get-access-token", "-o", "json", "--scope"].map(str::to_owned).into();
        request.resource()?;
        for scope in &request.scopes {
            check_argument("scope", scope)?;
            arguments.push(scope.clone());
        }
        if let Some(tenant) = request.tenant.as_ref().or(self.tenant.as_ref()) {
            arguments.extend(["--tenant".to_owned(), check_tenant(tenant)?.to_owned()]);
        } else if let Some(subscription) = &self.subscription {
            arguments.extend(["--subscription".to_owned(), subscription.clone()]);
        }
        Ok(arguments)
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        if request.claims.is_some() {
            return Err(Error::claims_unsupported(
                "the Azure CLI gives no tokens for claims: run `az login --claims-challenge`",
            ));
        }
        let mut command = Command::new(&self.program);
        command.args(self.arguments(&request)?);
        let asked_at = self.clock.now();
        let deadlines = Deadlines::default().and(Deadline::start(&*self.clock, Some(self.timeout), "the Azure CLI"));
        let output = deadlines
            .race(&*self.clock, pin!(run(command)))
            .await
            .map_err(|deadline| Error::auth("the Azure CLI took too long").with_source(deadline.error()))??;
        if !output.status.success() {
            return Err(refusal(&output));
        }
        let document: Map<String, Value> = serde_json::from_str(output.stdout.expose())
            .map_err(|_| Error::auth("the Azure CLI said something else than a token"))?;
        let token = document.get("accessToken").and_then(Value::as_str).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| Error::auth("the Azure CLI gave no token"))?;
        let lifetime = lifetime(&document, self.clock.utc());
        let lifetime = lifetime.ok_or_else(|| Error::auth("the Azure CLI gave no time of expiry"))?;
        Ok(Token::new(token, asked_at + lifetime.min(LONGEST_LIFE)))
    }
}

impl Default for AzureCliCredential {
    fn default() -> Self {
        Self::new()
    }
}

/// A value that the CLI cannot take for one of its options.
fn check_argument(name: &'static str, value: &str) -> Result<()> {
    if value.is_empty() || value.starts_with('-') || value.chars().any(char::is_control) {
        return Err(Error::argument(name, "it cannot be an argument of a command"));
    }
    Ok(())
}

/// The time until `expires_on`, which is in seconds, else until `expiresOn`, which is local time: UTC, as the CLI was told
/// (R2.14).
fn lifetime(document: &Map<String, Value>, now: SystemTime) -> Option<Duration> {
    let epoch = match document.get("expires_on") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    if let Some(epoch) = epoch {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        return Some(Duration::from_secs(epoch).saturating_sub(now));
    }
    let time: DateTime = document.get("expiresOn")?.as_str()?.parse().ok()?;
    Some(Duration::try_from(OffsetDateTime::from(time) - OffsetDateTime::from(now)).unwrap_or_default())
}

/// Nothing of what the CLI wrote is repeated but the code of an error: it may hold anything.
fn refusal(output: &Output) -> Error {
    let said = output.stderr.expose();
    let code: Option<&str> = said.find("AADSTS").and_then(|start| {
        let rest = said.get(start..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end)
    });
    if said.contains("az login") || said.contains("az account set") {
        let why = code.map(|code| format!(" ({code})")).unwrap_or_default();
        return Error::credential_unavailable(format!("nobody is signed in to the Azure CLI{why}: run `az login`"));
    }
    let why = code.map_or_else(|| output.status.to_string(), str::to_owned);
    Error::auth(format!("the Azure CLI failed: {why}"))
}

/// What a program came to.
struct Output {
    status: ExitStatus,
    stdout: Secret,
    stderr: Secret,
}

/// Ends the program when nobody waits for it any more.
struct Running(Arc<Mutex<Child>>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A program that has ended needs no killing, which is what this says then.
        let _ = child.kill();
    }
}

/// Runs a program in a safe folder, on threads of its own: they end with the program, and no runtime waits for them (R7.7).
async fn run(mut command: Command) -> Result<Output> {
    // Old versions give the expiry in local time without saying which.
    command.env("TZ", "UTC0").current_dir(safe_folder());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| Error::auth("the Azure CLI could not be run").with_source(error);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == IoErrorKind::NotFound => {
            return Err(Error::credential_unavailable("the Azure CLI is not installed, or not in the PATH"));
        }
        Err(error) => return Err(failed(error)),
    };
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let running = Running(Arc::new(Mutex::new(child)));
    let child = Arc::clone(&running.0);
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new()
        .name("azure-cli".to_owned())
        .spawn(move || {
            let errors = std::thread::spawn(move || read(stderr));
            let stdout = read(stdout);
            let stderr = errors.join().unwrap_or_else(|_| Secret::from(""));
            // Nobody is left to hear it when the caller has gone.
            let _ = sender.send(wait(&child).map(|status| Output { status, stdout, stderr }));
        })
        .map_err(failed)?;
    let output = receiver.await.map_err(|_| Error::auth("the Azure CLI could not be heard"))?.map_err(failed);
    drop(running);
    output
}

fn read(pipe: Option<impl Read>) -> Secret {
    let mut bytes = Zeroizing::new(Vec::new());
    if let Some(pipe) = pipe {
        // What came before it broke off may say enough.
        let _ = pipe.take(MAX_OUTPUT).read_to_end(&mut bytes);
    }
    // Messages come in the character set of the console.
    Secret::from(&*String::from_utf8_lossy(&bytes))
}

/// Waits without holding the lock, so that the program can be ended meanwhile.
fn wait(child: &Mutex<Child>) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(CHECK);
    }
}

/// A folder in which nobody can leave a program for others to run.
fn safe_folder() -> OsString {
    if cfg!(windows) { std::env::var_os("SystemRoot").unwrap_or_else(|| "C:\\".into()) } else { "/".into() }
}

impl TokenCredential for AzureCliCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for AzureCliCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureCliCredential")
            .field("program", &self.program)
            .field("tenant", &self.tenant)
            .field("subscription", &self.subscription)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
